package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var updateGolden = flag.Bool("update", false, "rewrite what is generated")

// TestGolden compares what command lines print with what they printed before, which
// somebody has read. The scripts that are wrong on purpose are named *.wrong: every
// *.script says what the machine does.
func TestGolden(t *testing.T) {
	const page = "testdata/page.script"
	for name, args := range map[string][]string{
		"help":                    {"--help"},
		"help-replay":             {"replay", "--help"},
		"help-check":              {"check", "--help"},
		"help-explain":            {"explain", "--help"},
		"check":                   {"check", "testdata/histories"},
		"check-json":              {"check", "--json", "testdata/histories"},
		"check-fake":              {"check", "--as", "fake", "testdata/histories/lost-detach.history"},
		"help-simulate":           {"simulate", "--help"},
		"help-rules":              {"rules", "--help"},
		"help-met":                {"met", "--help"},
		"met":                     {"met", "testdata/driver.met"},
		"help-serve":              {"serve", "--help"},
		"help-explore":            {"explore", "--help"},
		"help-prove":              {"prove", "--help"},
		"help-coverage":           {"coverage", "--help"},
		"help-liveness":           {"liveness", "--help"},
		"help-histories":          {"histories", "--help"},
		"help-tour":               {"tour", "--help"},
		"help-readings":           {"readings", "--help"},
		"help-plan":               {"plan", "--help"},
		"replay":                  {"replay", page},
		"replay-until-instant":    {"replay", page, "--until", "29s", "--state"},
		"replay-until-line":       {"replay", page, "--until", "15", "--state"},
		"replay-quiet":            {"replay", "-q", page, "testdata/red/got.wrong", "testdata/missing.script"},
		"replay-json":             {"replay", "--json", "--state", page, "--until", "30s"},
		"replay-several":          {"replay", "testdata/red/accepted.wrong", "testdata/missing.script", "testdata/s13-image-disks-die.script"},
		"replay-log":              {"replay", "testdata/red/test.log"},
		"replay-throttled":        {"replay", "testdata/throttled.script"},
		"replay-elsewhere":        {"replay", "testdata/red/elsewhere.wrong"},
		"replay-red-got":          {"replay", "testdata/red/got.wrong"},
		"replay-red-got-json":     {"replay", "testdata/red/got.wrong", "--json"},
		"replay-red-admitted":     {"replay", "testdata/red/admitted.wrong"},
		"replay-red-strict":       {"replay", "--strict", "testdata/red/admitted.wrong"},
		"replay-red-describe":     {"replay", "testdata/red/describe.wrong"},
		"replay-red-accepted":     {"replay", "testdata/red/accepted.wrong"},
		"replay-red-unknown-code": {"replay", "testdata/red/unknown-code.wrong"},
		"replay-red-not-enabled":  {"replay", "testdata/red/not-enabled.wrong"},
		"replay-red-admitted-got": {"replay", "testdata/red/admitted-got.wrong"},
		"explain-time-mends":      {"explain", page, "--at", "20s", "DetachDisk", "InstanceId=i-instanceid2", "DiskId=d-diskid4"},
		"explain-detaching":       {"explain", page, "--at", "30s", "DetachDisk", "InstanceId=i-instanceid1", "DiskId=d-diskid1"},
		"explain-several-rules":   {"explain", page, "--at", "14", "DetachDisk", "InstanceId=i-instanceid1", "DiskId=d-diskid2"},
		"explain-line":            {"explain", page, "--at", "14"},
		"explain-accepted":        {"explain", page, "--at", "29s", "DetachDisk", "InstanceId=i-instanceid1", "DiskId=d-diskid1"},
		"explain-missing":         {"explain", page, "DetachDisk", "DiskId=d-x"},
		"explain-not-enabled":     {"explain", page, "settle", "d-diskid1"},
		"explain-stuck":           {"explain", "testdata/red/stuck.world", "DetachDisk", "InstanceId=i-a", "DiskId=d-1"},
		"explain-transit":         {"explain", "testdata/red/stuck.world", "DeleteInstance", "InstanceId=i-a"},
		"explain-json":            {"explain", page, "--at", "20s", "--json", "DetachDisk", "InstanceId=i-instanceid2", "DiskId=d-diskid4"},
		"plan":                    {"plan", page, "--at", "29s", "d-diskid1 Available DeleteWithInstance=false; i-instanceid2 released"},
		"plan-keeps":              {"plan", "testdata/lock-blocks-detach-release-kills.script", "--at", "0s", "d-1 Available"},
		"plan-destroys":           {"plan", "testdata/s12-never-portable.script", "--at", "0s", "d-1 Available"},
		"plan-mend":               {"plan", page, "--at", "14"},
		"plan-unreached":          {"plan", "testdata/s12-never-portable.script", "d-1 Creating"},
		"plan-json":               {"plan", page, "--json", "DetachDisk refused with IncorrectInstanceStatus only"},
		"readings":                {"readings"},
		"readings-2018":           {"readings", "--edition", "2018-10-26"},
		"help-editions":           {"editions", "--help"},
		"editions":                {"editions"},
		"editions-2018-2019":      {"editions", "2018-10-26", "2019-05-31"},
		"editions-2019-2020":      {"editions", "2019-05-31", "2020-09-10"},
		"editions-2020-2021":      {"editions", "2020-09-10", "2021-06-23"},
		"editions-2021-2024":      {"editions", "2021-06-23", "2024-12-04"},
		"editions-2024-2026":      {"editions", "2024-12-04", "latest"},
		"coverage":                {"coverage", "--instances", "1", "--disks", "1"},
		"liveness":                {"liveness", "--scope", "every", "--disks", "1"},
		"histories":               {"histories", "--scope", "core", "--instances", "1", "--disks", "2"},
		"rules":                   {"rules"},
		"help-codes":              {"codes", "--help"},
		"codes":                   {"codes"},
		"codes-json":              {"codes", "DeleteDisk", "--json"},
		"codes-edition":           {"codes", "DetachDisk", "--edition", "2024-12-04"},
		"explain-code":            {"explain", "403", "IncorrectDiskStatus"},
		"explain-code-of":         {"explain", "DeleteInstance", "DependencyViolation.RouteEntry"},
		"rules-none":              {"rules", "DescribeDisks"},
		"rules-json":              {"rules", "DetachDisk", "--json"},
		"rules-markdown":          {"rules", "DetachDisk", "--markdown"},
		"rules-page":              {"rules", "--page"},
		"rules-readings":          {"rules", "--readings"},
		"rules-effects":           {"rules", "--effects"},
		"rules-effects-of":        {"rules", "DetachDisk", "settle", "--effects"},
	} {
		t.Run(name, func(t *testing.T) {
			r := ecsdisk(t, args...)
			got := fmt.Sprintf("$ ecsdisk %s\n%s", strings.Join(args, " "), r.stdout)
			if r.stderr != "" {
				got += "[stderr]\n" + r.stderr
			}
			got += fmt.Sprintf("[exit status %d]\n", r.status)
			compareGolden(t, filepath.Join("testdata/golden", name+".txt"), got)
		})
	}
}

func compareGolden(t *testing.T, file, got string) {
	t.Helper()
	if *updateGolden {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := lineDiff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got; -update rewrites it):\n%s", file, diff)
	}
}

// lineDiff returns the lines in which two texts differ; nothing, if they are equal.
func lineDiff(want, got string) string {
	whole := cmp.Comparer(func(a, b string) bool { return a == b }) // no differences within a line
	return cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n"), whole)
}

// A golden that differs is told by its lines, with the others left out.
func TestLineDiff(t *testing.T) {
	same := strings.Repeat("same\n", 99)
	diff := lineDiff(same+"old\n"+same, same+"new\n"+same)
	if !strings.Contains(diff, `"old"`) || !strings.Contains(diff, `"new"`) || strings.Count(diff, "same") > 10 {
		t.Errorf("it tells\n%s", diff)
	}
	if diff := lineDiff(same, same); diff != "" {
		t.Errorf("equal texts differ in %s", diff)
	}
}
