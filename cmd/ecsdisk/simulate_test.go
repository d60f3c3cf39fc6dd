package main

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"

	"example.com/ecsdisk/model/book"
)

func TestSimulateIsGreen(t *testing.T) {
	for _, args := range []string{
		"--sequences 300", "--sequences 300 --timed --seed 7", "--sequences 1 --ops 1 --instances 1 --disks 1", "--for 20ms",
	} {
		got := ecsdisk(t, append([]string{"simulate"}, strings.Fields(args)...)...)
		if got.status != green || last(got.stdout) != "all properties held" || got.stderr != "" {
			t.Errorf("simulate %s: exit status %d: %s%s", args, got.status, got.stdout, got.stderr)
		}
	}
	got := ecsdisk(t, "simulate", "--sequences", "20", "--reading", "R-hot any-status", "--reading", "R-delete-locked refused")
	if want := regexp.MustCompile(`^seed 1: 20 sequences, 600 events in .*: \d+ sequences/s\n`); got.status != green || !want.MatchString(got.stdout) {
		t.Errorf("exit status %d: %s%s; want %s", got.status, got.stdout, got.stderr, want)
	}
}

func TestSimulateSaysWhatWasNotReached(t *testing.T) {
	got := ecsdisk(t, "simulate", "--sequences", "1", "--ops", "1")
	for _, want := range []string{"not reached:\n", "\n  DetachDiskInUse never refused alone\n", "\n  detach-failed was never accepted\n"} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("%q is missing in:\n%s", want, got.stdout)
		}
	}
}

// Ctrl-C ends the search, which says what it covered.
func TestSimulateInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	got := ecsdiskWith(t, ctx, "", "simulate", "--for", "1h")
	if got.status != unjudged || !strings.HasPrefix(got.stdout, "seed 1: 1 sequence, 30 events") || last(got.stdout) != "not judged: any further sequence; it was interrupted after 1 sequence" {
		t.Errorf("exit status %d: %s%s", got.status, got.stdout, got.stderr)
	}
}

// A machine without a rule is found, under a clock and without one. What it leaves is
// red, green without its got, and never over another file.
func TestSimulateLeavesAScript(t *testing.T) {
	for _, rule := range []book.Rule{book.DetachDiskInstanceUnlocked, book.DetachDiskInUse, book.AttachDiskAvailable} {
		for _, flag := range []string{"--timed=false", "--timed"} {
			t.Run(rule.String()+flag, func(t *testing.T) {
				t.Chdir(t.TempDir())
				var texts []string
				for _, file := range []string{"out dir/AcceptedExactlyWhenNoRuleIsBroken.script", "out dir/AcceptedExactlyWhenNoRuleIsBroken-2.script"} {
					got := ecsdisk(t, "simulate", "--for", "1m", flag, "--without", rule.String(), "--out", "out dir")
					if got.status != red {
						t.Fatalf("exit status %d, want 1: %s%s", got.status, got.stdout, got.stderr)
					}
					if want := "replay it: ecsdisk replay '" + file + "'"; last(got.stdout) != want {
						t.Errorf("the last line is %q, want %q", last(got.stdout), want)
					}
					text, err := os.ReadFile(file)
					if err != nil {
						t.Fatal(err)
					}
					if !strings.Contains(got.stdout, "\n"+string(text)+"\n") {
						t.Errorf("the script is not printed:\n%s", got.stdout)
					}
					texts = append(texts, string(text))
					if got := ecsdisk(t, "replay", file); got.status != red || !strings.Contains(got.stdout, rule.String()) {
						t.Errorf("its replay has exit status %d, want 1 and %s:\n%s%s", got.status, rule, got.stdout, got.stderr)
					}
				}
				if texts[0] != texts[1] {
					t.Errorf("the same seed finds\n%s\nand then\n%s", texts[0], texts[1])
				}
				fixed := regexp.MustCompile(` got .*`).ReplaceAllString(texts[0], "")
				if got := ecsdiskWith(t, t.Context(), fixed, "replay", "--strict", "-"); got.status != green {
					t.Errorf("without its got it is not green:\n%s", got.stdout)
				}
			})
		}
	}
}

// A rule that only a reading makes one can be left out under it, and by nothing else.
func TestSimulateLeavesOutWhatIsInForce(t *testing.T) {
	t.Chdir(t.TempDir())
	got := ecsdisk(t, "simulate", "--for", "1m", "--without", "DeleteDiskDiskFound", "--reading", "R-delete-unknown not-found")
	if got.status != red || !strings.Contains(got.stdout, "DeleteDiskDiskFound") {
		t.Errorf("exit status %d: %s%s", got.status, got.stdout, got.stderr)
	}
	got = ecsdisk(t, "simulate", "--without", "StopInstanceInstancePaid", "--reading", "R-financial lock-table")
	if got.status != failed || !strings.Contains(got.stderr, "StopInstanceInstancePaid: the rule is not in force under these readings") {
		t.Errorf("exit status %d: %s%s", got.status, got.stdout, got.stderr)
	}
}

// Of a number and a time whichever is through first ends the search.
func TestSimulateIsBoundedByBoth(t *testing.T) {
	if got := ecsdisk(t, "simulate", "--sequences", "20000", "--for", "1ns"); got.status != green || strings.HasPrefix(got.stdout, "seed 1: 20000 ") {
		t.Errorf("exit status %d, and the time did not end it: %s", got.status, got.stdout)
	}
	if got := ecsdisk(t, "simulate", "--sequences", "2", "--for", "9999h"); got.status != green || !strings.HasPrefix(got.stdout, "seed 1: 2 sequences, ") {
		t.Errorf("exit status %d, and the number did not end it: %s", got.status, got.stdout)
	}
}
