package main

import (
	"runtime"
	"runtime/debug"
	"strings"
)

// version says which program this is.
func version() string {
	build, _ := debug.ReadBuildInfo()
	return versionOf(build)
}

// versionOf says of what a program was built: the version of the module, the commit, and
// whether files had been changed; and by which Go.
func versionOf(build *debug.BuildInfo) string {
	if build == nil {
		return "unknown, " + runtime.Version()
	}
	settings := map[string]string{}
	for _, s := range build.Settings {
		settings[s.Key] = s.Value
	}
	var parts []string
	if v := build.Main.Version; v != "" && v != "(devel)" {
		parts = append(parts, v)
	}
	if revision := settings["vcs.revision"]; revision != "" {
		commit := "commit " + revision
		if settings["vcs.modified"] == "true" {
			commit += " with changes"
		}
		parts = append(parts, commit)
	}
	if parts == nil {
		parts = []string{"built from no commit"}
	}
	return strings.Join(append(parts, build.GoVersion), ", ")
}
