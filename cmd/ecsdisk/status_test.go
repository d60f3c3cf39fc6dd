package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/properties/explore/pace"
)

// commands calls do with every command of the tool, the tool itself among them.
func commands(do func(*cobra.Command)) {
	root := rootCommand()
	root.InitDefaultCompletionCmd()
	var each func(*cobra.Command)
	each = func(c *cobra.Command) {
		do(c)
		for _, sub := range c.Commands() {
			each(sub)
		}
	}
	each(root)
}

// Every help has the one table of exit statuses, which is told nowhere else.
func TestEveryHelpHasTheExitStatuses(t *testing.T) {
	for s := range statuses {
		if want := fmt.Sprintf("\n  %d  %s", s, strings.Split(statuses[s].means, "\n")[0]); !strings.Contains(statusHelp(), want) {
			t.Errorf("%q is missing in:\n%s", want, statusHelp())
		}
	}
	helps := 0
	commands(func(c *cobra.Command) {
		helps++
		if strings.Contains(c.Long, "xit status") {
			t.Errorf("%s has exit statuses of its own", c.CommandPath())
		}
		got := ecsdisk(t, append(strings.Fields(c.CommandPath())[1:], "--help")...)
		if got.status != green || !strings.HasSuffix(got.stdout, statusHelp()) {
			t.Errorf("%s --help: exit status %d:\n%s", c.CommandPath(), got.status, got.stdout)
		}
	})
	if helps < 10 {
		t.Errorf("there are %d commands", helps)
	}
}

func TestWorse(t *testing.T) {
	order := []status{green, unjudged, red, failed}
	for n, a := range order {
		for m, b := range order {
			if got, want := worse(a, b), order[max(n, m)]; got != want {
				t.Errorf("of %d and %d %d is the worse, want %d", a, b, got, want)
			}
		}
	}
}

func TestConclude(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want status
		said string
	}{
		{nil, green, ""},
		{red, red, ""},
		{failure{unjudged}, unjudged, ""},
		{errors.New("x"), failed, "ecsdisk: x\n"},
		{failure{fmt.Errorf("a: %w", errInterrupted)}, unjudged, "ecsdisk: not judged: a: interrupted\n"},
		{fmt.Errorf("%w: x", pace.ErrUnfinished), unjudged, "ecsdisk: not judged: explore: not every state was reached: x\n"},
	} {
		var stderr strings.Builder
		if got := conclude(&stderr, tt.err); got != tt.want || stderr.String() != tt.said {
			t.Errorf("%v: exit status %d, want %d; it says %q, want %q", tt.err, got, tt.want, &stderr, tt.said)
		}
	}
}

// Nothing checked is never success: it has an exit status of its own, and the last line
// says what was not judged.
func TestWhatIsNotJudged(t *testing.T) {
	t.Chdir(t.TempDir())
	write := func(name, text string) {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("world.script", "instance i-a Running\n")
	write("empty.met", "")
	write("step.script", "instance i-a Running\n\n0s  StopInstance InstanceId=i-a   ok\n")
	if err := os.Mkdir("none", 0o777); err != nil {
		t.Fatal(err)
	}
	write("none/x.txt", "")
	write("late.script", "instance i-a Running\n\n5s  StopInstance InstanceId=i-a   ok\n")
	write("core00.certificate", ecsdisk(t, "explore", "--instances", "1", "--disks", "1", "--certificate", "x.certificate").stdout)
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for _, tt := range []struct {
		ctx        context.Context
		args, want string // how the last line ends
	}{
		{t.Context(), "replay world.script", "world.script: not judged: there is no step"},
		{t.Context(), "replay -q world.script", "world.script: not judged: there is no step"},
		{t.Context(), "replay late.script --until 4s", "late.script: not judged: there is no step until 4s"},
		{t.Context(), "replay --state late.script --until 1", "late.script: not judged: there is no step until line 1"},
		{t.Context(), "replay step.script world.script", "2 scripts: 1 green, 0 not green, 0 cannot be read, 1 not judged"},
		{t.Context(), "replay none", "none: not judged: the name of no file in it ends in .script"},
		{t.Context(), "explore --instances 0 --disks 0", "not judged: core(0,0): there is no operation to run"},
		{t.Context(), "coverage --instances 0 --disks 0", "not judged: core(0,0): there is no operation to run"},
		{t.Context(), "liveness --instances 0 --disks 0", "not judged: core(0,0): there is no operation to run"},
		{t.Context(), "histories --instances 0 --disks 0", "not judged: core(0,0): there is no operation to run"},
		{t.Context(), "tour --instances 0 --disks 0 --out x", "not judged: core(0,0): there is no operation to run"},
		{t.Context(), "explore --instances 0 --disks 0 --certificate x", "not judged: core(0,0): there is no operation to run"},
		{t.Context(), "explore --instances 0 --disks 0 --verify core00.certificate", "not judged: core(0,0): there is no operation to run"},
		{t.Context(), "liveness --instances 1 --disks 0", "not judged: core(1,0): there is never a disk"},
		{t.Context(), "explore --disks 6 --no-symmetry --memory 3MiB --certificate x", "not every state was reached: the memory is used up at depth 5"},
		{t.Context(), "histories --instances 1 --edges 9", "core(1,3) has more than 9 states with what is remembered of them"},
		{t.Context(), "plan step.script --states 9 i-a Pending", "not judged: whether it can be reached at all; the limit is 9 states"},
		{t.Context(), "met empty.met", "not judged: nothing is met in empty.met; expected what tests write with ECSDISK_MET and -count=1"},
		{stopped, "replay step.script", "step.script: not judged: it was interrupted after 0 steps"},
		{stopped, "replay step.script late.script", "2 scripts: 0 green, 0 not green, 0 cannot be read, 2 not judged"},
		{stopped, "explain step.script DetachDisk", "ecsdisk: not judged: interrupted"},
		{stopped, "plan step.script i-a Stopped", "ecsdisk: not judged: interrupted"},
		{stopped, "explore step.script", "ecsdisk: not judged: interrupted"},
		{stopped, "explore --certificate x", "not judged: core(2,3): not every state was reached: it was stopped in its table: interrupted"},
		{stopped, "simulate", "not judged: any further sequence; it was interrupted after 1 sequence"},
		{stopped, "simulate --timed --for 1h", "not judged: any further sequence; it was interrupted after 1 sequence"},
		{stopped, "mutants", fmt.Sprintf("not judged: %[1]d mutants of %[1]d; it was interrupted", len(mutantNames(0)))},
		{stopped, "mutants frame-lock", "not judged: 1 mutant of 1; it was interrupted"},
	} {
		ctx, cancel := context.WithCancelCause(t.Context())
		if tt.ctx.Err() != nil {
			cancel(errInterrupted)
		}
		got := ecsdiskWith(t, ctx, "", strings.Fields(tt.args)...)
		cancel(nil)
		if said := last(strings.TrimSuffix(got.stdout, "\n") + "\n" + got.stderr); got.status != unjudged || !strings.HasSuffix(said, tt.want) || strings.Contains(got.stdout+got.stderr, "held\n") {
			t.Errorf("%s: exit status %d, want 3 and %q:\n%s%s", tt.args, got.status, tt.want, got.stdout, got.stderr)
		}
	}
	if _, err := os.Stat("x"); err == nil {
		t.Errorf("a certificate or a tour of nothing is written")
	}
	for _, tt := range []struct{ args, want string }{
		{"replay none-*.script", "none-*.script: no such file or directory"},
		{"explain . DetachDisk", "is a directory"},
		{"explore --verify world.script", "line 1 of the certificate"},
	} {
		if got := ecsdisk(t, strings.Fields(tt.args)...); got.status != failed || !strings.Contains(got.stderr, tt.want) {
			t.Errorf("%s: exit status %d, want 2 and %q: %s%s", tt.args, got.status, tt.want, got.stdout, got.stderr)
		}
	}
}

// JSON says so in a field, and nothing follows it.
func TestWhatIsNotJudgedInJSON(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context())
	stop()
	file := filepath.Join(t.TempDir(), "world.script")
	if err := os.WriteFile(file, []byte("instance i-a Running\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		ctx        context.Context
		args, want string
	}{
		{t.Context(), "replay --json " + file, `"Green":false,"Steps":0,"Unjudged":"there is no step"}`},
		{t.Context(), "explore --json --instances 0 --disks 0", `"Unfinished": "core(0,0): there is no operation to run"`},
		{t.Context(), "coverage --json --edges 9", `"Unfinished": "not every state was reached: the graph of core(2,3) has more than 9 transitions`},
		{t.Context(), "plan --json --states 2 " + file + " i-a Pending", `"Unfinished": "the limit is 2 states"`},
		{stopped, "prove --json", `"Unfinished": "it was stopped in its `},
		{stopped, "mutants --json", "[]"},
	} {
		got := ecsdiskWith(t, tt.ctx, "", strings.Fields(tt.args)...)
		if got.status != unjudged || !strings.Contains(got.stdout, tt.want) || strings.Contains(got.stdout, "not judged: ") || got.stderr != "" {
			t.Errorf("%s: exit status %d, want 3 and %s: %s%s", tt.args, got.status, tt.want, got.stdout, got.stderr)
		}
	}
}
