package main

import (
	"runtime"
	"runtime/debug"
	"strings"
)

// release is the version that CHANGELOG.md has on top.
const release = "v0.1.0"

// version says which program this is.
func version() string {
	build, _ := debug.ReadBuildInfo()
	return versionOf(build)
}

// versionOf says which release a program is, or is about to become; of what it was built:
// the commit, and whether files had been changed; and by which Go. A module that was
// fetched by a version has that, and no commit.
func versionOf(build *debug.BuildInfo) string {
	if build == nil {
		return release + ", " + runtime.Version()
	}
	settings := map[string]string{}
	for _, s := range build.Settings {
		settings[s.Key] = s.Value
	}
	parts := []string{release}
	if v := build.Main.Version; v != "" && v != "(devel)" && v != release {
		parts = append(parts, "module "+v)
	}
	if revision := settings["vcs.revision"]; revision != "" {
		commit := "commit " + revision
		if settings["vcs.modified"] == "true" {
			commit += " with changes"
		}
		parts = append(parts, commit)
	} else if len(parts) == 1 && build.Main.Version != release {
		parts = append(parts, "built from no commit")
	}
	return strings.Join(append(parts, build.GoVersion), ", ")
}
