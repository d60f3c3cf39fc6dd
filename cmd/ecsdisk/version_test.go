package main

import (
	"os"
	"runtime/debug"
	"strings"
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
		{build(release), release + ", go1.26.0"},
		{build("(devel)"), release + ", built from no commit, go1.26.0"},
		{build(""), release + ", built from no commit, go1.26.0"},
		{build("(devel)", "vcs", "git", "vcs.revision", "abc123", "vcs.modified", "false"), release + ", commit abc123, go1.26.0"},
		{build("", "vcs.revision", "abc123", "vcs.modified", "true"), release + ", commit abc123 with changes, go1.26.0"},
		{build("v0.1.1-0.20261125120000-abc123456789"), release + ", module v0.1.1-0.20261125120000-abc123456789, go1.26.0"},
		{build(release, "vcs.revision", "abc123"), release + ", commit abc123, go1.26.0"},
	} {
		if got := versionOf(tt.build); got != tt.want {
			t.Errorf("%+v is %q, want %q", tt.build, got, tt.want)
		}
	}
	changes, err := os.ReadFile("../../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	_, top, _ := strings.Cut(string(changes), "\n## ")
	if top, _, _ = strings.Cut(top, "\n"); top != release && !strings.HasPrefix(top, release+" ") {
		t.Errorf("the release is %s, and CHANGELOG.md has %q on top", release, top)
	}
	if got, want := ecsdisk(t, "--version").stdout, "ecsdisk version "+version()+"\n"; got != want {
		t.Errorf("--version prints %q, want %q", got, want)
	}
}
