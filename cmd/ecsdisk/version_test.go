package main

import (
	"runtime/debug"
	"testing"
)

func TestVersionOf(t *testing.T) {
	build := func(version string, settings ...string) *debug.BuildInfo {
		b := &debug.BuildInfo{GoVersion: "go1.26.0", Main: debug.Module{Version: version}}
		for n := 0; n < len(settings); n += 2 {
			b.Settings = append(b.Settings, debug.BuildSetting{Key: settings[n], Value: settings[n+1]})
		}
		return b
	}
	for _, tt := range []struct {
		build *debug.BuildInfo
		want  string
	}{
		{build("v1.2.3"), "v1.2.3, go1.26.0"},
		{build("(devel)"), "built from no commit, go1.26.0"},
		{build(""), "built from no commit, go1.26.0"},
		{build("(devel)", "vcs", "git", "vcs.revision", "abc123", "vcs.modified", "false"), "commit abc123, go1.26.0"},
		{build("", "vcs.revision", "abc123", "vcs.modified", "true"), "commit abc123 with changes, go1.26.0"},
		{build("v1.2.3", "vcs.revision", "abc123"), "v1.2.3, commit abc123, go1.26.0"},
	} {
		if got := versionOf(tt.build); got != tt.want {
			t.Errorf("%+v is %q, want %q", tt.build, got, tt.want)
		}
	}
	if got, want := ecsdisk(t, "--version").stdout, "ecsdisk version "+version()+"\n"; got != want {
		t.Errorf("--version prints %q, want %q", got, want)
	}
}
