package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// result is what a command line did.
type result struct {
	status         status
	stdout, stderr string
}

// ecsdisk runs a command line.
func ecsdisk(t *testing.T, args ...string) result {
	t.Helper()
	return ecsdiskWith(t, t.Context(), "", args...)
}

// ecsdiskWith runs a command line with something on standard input.
func ecsdiskWith(t *testing.T, ctx context.Context, stdin string, args ...string) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	s := run(ctx, args, strings.NewReader(stdin), &stdout, &stderr)
	if strings.Contains(stdout.String()+stderr.String(), "\x1b") {
		t.Errorf("ecsdisk %s: the output has escapes, and is no terminal", strings.Join(args, " "))
	}
	return result{s, stdout.String(), stderr.String()}
}

// last returns the last line of a text.
func last(text string) string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	return lines[len(lines)-1]
}

func TestUsageErrorsExit2WithAHint(t *testing.T) {
	for _, tt := range []struct{ name, args, want, hint string }{
		{"no file", "replay", "expected FILE...", "'ecsdisk replay --help'"},
		{"no file to plan in", "plan", "expected FILE", "'ecsdisk plan --help'"},
		{"two files", "explore x.script y.script", "x.script y.script: expected one FILE at most", "'ecsdisk explore --help'"},
		{"two names", "mutants x y", "x y: expected one NAME at most", "'ecsdisk mutants --help'"},
		{"an argument of none", "simulate extra", "extra: expected no argument", "'ecsdisk simulate --help'"},
		{"no help", "help nope", `unknown command "nope"`, "'ecsdisk help --help'"},
		{"an unknown flag", "replay --foo x", "unknown flag --foo; expected --edition, --help, --json,", "'ecsdisk replay --help'"},
		{"a flag that is no position", "replay x --until soon", "or a line number such as 12", "'ecsdisk replay --help'"},
		{"flags that exclude each other", "replay x --until 3 --update", "expected one of --update and --until, not both", "'ecsdisk replay --help'"},
		{"an unknown command", "repaly x", "replay", "'ecsdisk --help'"},
		{"an unknown operation", "rules EatDisk", `"EatDisk" is not modelled`, "'ecsdisk rules --help'"},
		{"nothing to explain", "explain testdata/page.script", "expected an operation", "'ecsdisk explain --help'"},
		{"an operation that is half one", "explain testdata/page.script DetachDisk i-a", `"i-a": expected Name=value behind DetachDisk; the names are InstanceId, DiskId`, "'ecsdisk explain --help'"},
		{"half an event", "explain testdata/page.script lock i-a", "LockReason is missing; expected lock InstanceId LockReason", "'ecsdisk explain --help'"},
		{"more than an event", "explain testdata/page.script settle d-1 d-2", "settle d-1 d-2: expected settle ID", "'ecsdisk explain --help'"},
		{"an event with a name", "explain testdata/page.script lock InstanceId=i-a security", "the parameters of lock have no names; expected lock InstanceId LockReason", "'ecsdisk explain --help'"},
		{"standard input twice", "replay - x -", "expected it once, for standard input is read once", "'ecsdisk replay --help'"},
		{"standard input twice to judge", "check - x -", "expected it once, for standard input is read once", "'ecsdisk check --help'"},
		{"help on too much", "help replay x", "x: expected no argument behind replay", "'ecsdisk help --help'"},
		{"help on no shell", "help completion bsh", `unknown command "bsh"; did you mean bash?`, "'ecsdisk help --help'"},
		{"no shell", "completion bsh", `unknown command "bsh"; did you mean bash?`, "'ecsdisk completion --help'"},
		{"a seed that is too large", "serve --seed 99999999999999999999", "expected at most 18446744073709551615", "'ecsdisk serve --help'"},
		{"a line that is too large", "replay x --until 99999999999999999999", "position 99999999999999999999 is out of range; expected at most 9223372036854775807", "'ecsdisk replay --help'"},
		{"a port that is none", "serve --listen 127.0.0.1:65536", `port "65536"; expected a number from 0 to 65535`, "'ecsdisk serve --help'"},
		{"a parameter that is not modelled", "explain testdata/page.script AttachDisk Force=true", "Force", "'ecsdisk explain --help'"},
		{"nothing to plan", "plan testdata/page.script", "expected a goal", "'ecsdisk plan --help'"},
		{"no states", "plan x.script d-1 Available --states 0", "expected 1 or more", "'ecsdisk plan --help'"},
		{"fewer than no steps", "plan x.script d-1 Available --steps -1", "expected 0 or more", "'ecsdisk plan --help'"},
		{"a place in no file", "explore --at 3", "--at 3 has no effect with --scope core, only with a FILE", "'ecsdisk explore --help'"},
		{"no scope", "explore --scope corr", `"corr" for "--scope" flag: did you mean core?`, "'ecsdisk explore --help'"},
		{"a file and a scope", "explore x.script --disks 3", "--disks 3 has no effect with a FILE, only with --scope core, with --scope every", "'ecsdisk explore --help'"},
		{"instances of every", "explore --scope every --instances 3", "--instances 3 has no effect with --scope every, only ", "'ecsdisk explore --help'"},
		{"fewer than no disks", "explore --disks -1", "expected 0 or more", "'ecsdisk explore --help'"},
		{"a scope of no scope", "prove --scope core", "unknown flag --scope", "'ecsdisk prove --help'"},
		{"no transitions", "coverage --edges 0", "expected 1 or more", "'ecsdisk coverage --help'"},
		{"a flag that is a command", "explore --coverage", "unknown flag --coverage; that is a command of its own: ecsdisk coverage", "'ecsdisk explore --help'"},
		{"a flag that is a command of another name", "explore --inductive", "unknown flag --inductive; that is a command of its own: ecsdisk prove", "'ecsdisk explore --help'"},
		{"no size", "explore --memory much", "expected one such as 512MiB", "'ecsdisk explore --help'"},
		{"readings of a file", "readings x.script", "x.script: expected no argument", "'ecsdisk readings --help'"},
		{"no sequences", "simulate --sequences 0", "expected 1 or more", "'ecsdisk simulate --help'"},
		{"no number", "simulate --seed x", `"x" for "--seed" flag: expected a whole number, 0 or more`, "'ecsdisk simulate --help'"},
		{"a number that is none", "simulate --ops 1.5", `"1.5" for "--ops" flag: expected a whole number`, "'ecsdisk simulate --help'"},
		{"a number that is too large", "simulate --ops 99999999999999999999", "expected at most 100000", "'ecsdisk simulate --help'"},
		{"neither true nor false", "simulate --timed=maybe", "expected true or false", "'ecsdisk simulate --help'"},
		{"a time that is none", "simulate --for soon", `"soon" for "--for" flag: "soon": expected a duration such as 0s, 1m10s or 1h`, "'ecsdisk simulate --help'"},
		{"flags that exclude each other", "explore --certificate y --verify x", "expected one of --certificate and --verify, not both", "'ecsdisk explore --help'"},
		{"no time", "simulate --for 0s", "expected more than no time", "'ecsdisk simulate --help'"},
		{"no reading", "simulate --reading R-hot", "expected name and value", "'ecsdisk simulate --help'"},
		{"no rule", "simulate --without Gravity", `rule "Gravity"`, "'ecsdisk simulate --help'"},
		{"a rule that is none", "simulate --without DeleteDiskDiskFound", `not in force; add --reading "R-delete-unknown not-found"`, "'ecsdisk simulate --help'"},
		{"a rule that is none there", "explore --without DeleteInstanceNoneInTransit", `not in force; add --reading "R-release-transit refused"`, "'ecsdisk explore --help'"},
		{"a rule of later editions", "simulate --without StartInstanceHasSystemDisk", "it is no rule in edition 2019-05-31, but in 2020-09-10", "'ecsdisk simulate --help'"},
		{"a rule that is none anywhere", "prove --without DeleteInstanceInstanceUnlocked", `not in force; add --reading "R-delete-locked refused"`, "'ecsdisk prove --help'"},
		{"a time that is too long", "simulate --for 99999999999h", "99999999999h is out of range; expected at most 2562047h", "'ecsdisk simulate --help'"},
		{"an instant that is too late", "replay x --until 99999999999h", "99999999999h is out of range; expected at most 2562047h", "'ecsdisk replay --help'"},
		{"a stride of none", "prove --stride 0", `"0" for "--stride" flag: expected 1 or more`, "'ecsdisk prove --help'"},
		{"a misspelt operation to explain", "explain detachdisk InstanceId=i-a", "detachdisk: no such file or directory; did you mean DetachDisk?", "'ecsdisk explain --help'"},
		{"a misspelt code to explain", "explain IncorectDiskStatus", "did you mean IncorrectDiskStatus?", "'ecsdisk explain --help'"},
		{"a misspelt code with its status", "explain 403 IncorectDiskStatus", "did you mean 403 IncorrectDiskStatus?", "'ecsdisk explain --help'"},
		{"a misspelt code of an operation", "explain DeleteDisk IncorectDiskStatus", "did you mean 403 IncorrectDiskStatus?", "'ecsdisk explain --help'"},
		{"a code with another status", "explain 403 Throttling", "expected 400 Throttling", "'ecsdisk explain --help'"},
		{"a code of another operation", "explain DetachDisk 403 DiskCreatingSnapshot", "but of DeleteDisk, ReInitDisk", "'ecsdisk explain --help'"},
		{"an id without its name", "explain DeleteDisk d-1", `"d-1": expected Name=value behind DeleteDisk`, "'ecsdisk explain --help'"},
		{"a place for a code", "explain --at 1s 403 IncorrectDiskStatus", "--at 1s has no effect of a code", "'ecsdisk explain --help'"},
		{"the codes of an event", "codes lock", "lock is no operation of the API", "'ecsdisk codes --help'"},
		{"the codes of nothing", "codes EatDisk", `"EatDisk" is not modelled`, "'ecsdisk codes --help'"},
		{"operations of the page", "rules --page DetachDisk", "expected no argument", "'ecsdisk rules --help'"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := ecsdisk(t, strings.Fields(tt.args)...)
			if got.status != failed {
				t.Errorf("exit status %d, want %d", got.status, failed)
			}
			if !strings.HasPrefix(got.stderr, "ecsdisk: ") || !strings.Contains(got.stderr, tt.want) || !strings.Contains(last(got.stderr), tt.hint) {
				t.Errorf("stderr has to say %q and hint at %q:\n%s", tt.want, tt.hint, got.stderr)
			}
			if got.stdout != "" {
				t.Errorf("stdout is %q, want nothing", got.stdout)
			}
		})
	}
}

func TestHelpIsGreen(t *testing.T) {
	for _, args := range []string{"", "--help", "help replay", "replay --help", "rules --help", "--version", "completion bash"} {
		got := ecsdisk(t, strings.Fields(args)...)
		if got.status != green || got.stdout == "" || got.stderr != "" {
			t.Errorf("ecsdisk %s: exit status %d, %d bytes on stdout, stderr %q", args, got.status, len(got.stdout), got.stderr)
		}
	}
}

func TestPaletteIsPlainButForATerminal(t *testing.T) {
	if got := paletteOf(&bytes.Buffer{}).red("x"); got != "x" {
		t.Errorf("for a buffer red is %q, want no colour", got)
	}
	if got := newPalette(true).red("x"); !strings.HasPrefix(got, "\x1b[31m") {
		t.Errorf("for a terminal red is %q, want a colour", got)
	}
}
