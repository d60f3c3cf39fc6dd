package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// A tried flag is how the tests give a flag of a command.
type triedFlag struct {
	value string // one that has an effect; "" of a flag that takes none
	bad   string // one that is refused; "" where every text is one, such as the name of a file
	want  string // what is said of it
	quiet bool   // its effect is not seen in what is printed
}

// triedFlags are all flags of all commands: one that is missing fails the tests.
var triedFlags = map[string]map[string]triedFlag{
	"replay": {
		"edition": {value: "2024-12-04", bad: "2022-01-01", want: "expected 2018-10-26"}, "until": {value: "4", bad: "soon", want: "or a line number such as 12"}, "state": {}, "strict": {}, "json": {}, "update": {}, "quiet": {},
		"junit": {value: "j.xml"},
	},
	"check": {
		"as": {value: "fake", bad: "servce", want: "did you mean service?"}, "edition": {value: "2024-12-04", bad: "2022-01-01", want: "expected 2018-10-26"},
		"lag": {value: "0s", bad: "-1s", want: "-1s is negative"}, "bound": {value: "0s", bad: "soon", want: "expected a duration"}, "budget": {value: "1", bad: "0", want: "expected 1 or more"},
		"json": {}, "follow": {quiet: true}, "others": {}, "one-instant": {}, "partial": {}, "split": {value: "2/2", bad: "3/2", want: "expected one such as 2/8"}, "merge": {}, "junit": {value: "j.xml"},
	},
	"explain": {
		"edition": {value: "2024-12-04", bad: "2022-01-01", want: "expected 2018-10-26"}, "at": {value: "1s", bad: "-1s", want: "-1s is negative"}, "allow": {value: "release", bad: "releases", want: "did you mean release?"}, "json": {},
	},
	"plan": {
		"edition": {value: "2024-12-04", bad: "2022-01-01", want: "expected 2018-10-26"}, "at": {value: "1s", bad: "x", want: "or a line number such as 12"}, "json": {}, "allow": {value: "release", bad: "releases", want: "did you mean release?"},
		"states": {value: "1", bad: "0", want: "expected 1 or more"}, "steps": {value: "1", bad: "-1", want: "expected 0 or more"},
	},
	"explore": {
		"edition": {value: "2024-12-04", bad: "2022-01-01", want: "expected 2018-10-26"}, "at": {value: "1s", bad: "x", want: "or a line number such as 12"}, "scope": {value: "every", bad: "Core", want: "did you mean core?"},
		"instances": {value: "0", bad: "-1", want: "expected 0 or more"}, "disks": {value: "0", bad: "x", want: "expected a whole number"},
		"reading": {value: "R-release-transit refused", bad: "r-hot any-status", want: "did you mean R-hot?"}, "json": {},
		"without": {value: "DetachDiskInUse", bad: "detachdiskinuse", want: "did you mean DetachDiskInUse?"}, "out": {value: "elsewhere", bad: "", quiet: true},
		"no-symmetry": {}, "workers": {value: "1", bad: "9999", want: "expected at most 1024", quiet: true},
		"memory": {value: "1KiB", bad: "2GB", want: "expected one such as 512MiB", quiet: true}, "certificate": {value: "c"}, "verify": {value: "there.certificate"},
	},
	"prove": {
		"edition": {value: "2018-10-26", bad: "2022-01-01", want: "expected 2018-10-26"}, "instances": {value: "0", bad: "-1", want: "expected 0 or more"}, "disks": {value: "0", bad: "x", want: "expected a whole number"},
		"reading": {value: "R-release-transit refused", bad: "r-hot any-status", want: "did you mean R-hot?"}, "json": {},
		"without": {value: "DetachDiskInUse", bad: "detachdiskinuse", want: "did you mean DetachDiskInUse?"}, "out": {value: "elsewhere", bad: "", quiet: true},
		"workers": {value: "1", bad: "9999", want: "expected at most 1024", quiet: true}, "stride": {value: "900", bad: "0", want: "expected 1 or more"},
	},
	"coverage": {
		"edition": {value: "2024-12-04", bad: "2022-01-01", want: "expected 2018-10-26"}, "at": {value: "1s", bad: "x", want: "or a line number such as 12"}, "scope": {value: "every", bad: "Core", want: "did you mean core?"},
		"instances": {value: "0", bad: "-1", want: "expected 0 or more"}, "disks": {value: "0", bad: "x", want: "expected a whole number"},
		"reading": {value: "R-release-transit refused", bad: "r-hot any-status", want: "did you mean R-hot?"}, "json": {},
		"without": {value: "DetachDiskInUse", bad: "detachdiskinuse", want: "did you mean DetachDiskInUse?"}, "edges": {value: "9", bad: "0", want: "expected 1 or more"},
	},
	"liveness": {
		"edition": {value: "2024-12-04", bad: "2022-01-01", want: "expected 2018-10-26"}, "at": {value: "1s", bad: "x", want: "or a line number such as 12"}, "scope": {value: "every", bad: "Core", want: "did you mean core?"},
		"instances": {value: "0", bad: "-1", want: "expected 0 or more"}, "disks": {value: "0", bad: "x", want: "expected a whole number"},
		"reading": {value: "R-release-transit refused", bad: "r-hot any-status", want: "did you mean R-hot?"}, "json": {},
		"without": {value: "DetachDiskInUse", bad: "detachdiskinuse", want: "did you mean DetachDiskInUse?"}, "edges": {value: "9", bad: "0", want: "expected 1 or more"},
	},
	"histories": {
		"edition": {value: "2024-12-04", bad: "2022-01-01", want: "expected 2018-10-26"}, "at": {value: "1s", bad: "x", want: "or a line number such as 12"}, "scope": {value: "every", bad: "Core", want: "did you mean core?"},
		"instances": {value: "0", bad: "-1", want: "expected 0 or more"}, "disks": {value: "0", bad: "x", want: "expected a whole number"},
		"reading": {value: "R-release-transit refused", bad: "r-hot any-status", want: "did you mean R-hot?"}, "json": {},
		"without": {value: "DetachDiskInUse", bad: "detachdiskinuse", want: "did you mean DetachDiskInUse?"}, "edges": {value: "9", bad: "0", want: "expected 1 or more"},
	},
	"tour": {
		"edition": {value: "2024-12-04", bad: "2022-01-01", want: "expected 2018-10-26"}, "at": {value: "1s", bad: "x", want: "or a line number such as 12"}, "scope": {value: "every", bad: "Core", want: "did you mean core?"},
		"instances": {value: "0", bad: "-1", want: "expected 0 or more"}, "disks": {value: "0", bad: "x", want: "expected a whole number"},
		"reading": {value: "R-release-transit refused", bad: "r-hot any-status", want: "did you mean R-hot?"}, "json": {},
		"out": {value: "elsewhere", bad: ""}, "edges": {value: "9", bad: "0", want: "expected 1 or more"},
	},
	"readings": {"edition": {value: "2024-12-04", bad: "2022-01-01", want: "expected 2018-10-26"}, "json": {}}, "editions": {"json": {}},
	"mutants": {"edition": {value: "2020-09-10", bad: "2022-01-01", want: "expected 2018-10-26"}, "json": {}},
	"simulate": {
		"edition": {value: "2024-12-04", bad: "2022-01-01", want: "expected 2018-10-26"}, "for": {value: "1ns", bad: "0s", want: "expected more than no time"}, "sequences": {value: "2", bad: "0", want: "expected 1 or more"},
		"seed": {value: "7", bad: "-1", want: "expected a whole number, 0 or more"}, "ops": {value: "3", bad: "100001", want: "expected at most 100000"},
		"instances": {value: "1", bad: "0", want: "expected 1 or more"}, "disks": {value: "1", bad: "1001", want: "expected at most 1000"}, "timed": {},
		"reading": {value: "R-release-transit refused", bad: "R-hot any", want: "did you mean any-status?"},
		"without": {value: "DetachDiskInUse", bad: "Gravity", want: "expected one of the rule table"}, "out": {value: "elsewhere", quiet: true},
	},
	"serve": { // which serve_test.go sees the effects of
		"edition": {value: "latest", bad: "2022-01-01", want: "expected 2018-10-26", quiet: true},
		"listen":  {value: "127.0.0.1:0", bad: "127.0.0.1", want: "expected one such as 127.0.0.1:8080", quiet: true}, "allow-remote": {quiet: true},
		"world": {value: "small.script", quiet: true}, "scale": {value: "0", bad: "-1", want: "expected a number from 0", quiet: true}, "record": {value: "r", quiet: true},
		"fault": {value: "late", bad: "frost", want: "expected", quiet: true}, "keys": {value: "there.keys", quiet: true}, "tls": {value: "ca.pem", quiet: true},
		"region": {value: "cn-test", bad: "CN test", want: "expected one such as cn-hangzhou", quiet: true},
		"seed":   {value: "7", bad: "-1", want: "expected a whole number, 0 or more", quiet: true}, "quiet": {quiet: true},
	},
	"codes": {"edition": {value: "2024-12-04", bad: "2022-01-01", want: "expected 2018-10-26"}, "json": {}},
	"rules": {"json": {}, "markdown": {}, "page": {}, "readings": {}, "effects": {}},
}

// arg returns a flag as an argument.
func (f triedFlag) arg(name string) string {
	if f.value == "" {
		return "--" + name
	}
	return "--" + name + "=" + f.value
}

// own calls do with the flags of the commands that are the tool's own.
func own(do func(c *cobra.Command, flag *pflag.Flag)) {
	for _, c := range rootCommand().Commands() {
		if c.Name() != "help" {
			c.Flags().VisitAll(func(flag *pflag.Flag) { do(c, flag) })
		}
	}
}

// Every flag is documented, and what is no value of it is refused by a message about what
// was typed.
func TestFlags(t *testing.T) {
	flags := 0
	own(func(c *cobra.Command, flag *pflag.Flag) {
		flags++
		tried, known := triedFlags[c.Name()][flag.Name]
		if !known {
			t.Errorf("the tests know of no --%s of %s", flag.Name, c.Name())
			return
		}
		if flag.Usage == "" || strings.HasSuffix(flag.Usage, ".") || !strings.Contains(ecsdisk(t, c.Name(), "--help").stdout, flag.Usage) {
			t.Errorf("--%s of %s is documented by %q", flag.Name, c.Name(), flag.Usage)
		}
		bad := tried.bad
		switch flag.Value.Type() {
		case "bool":
			bad, tried.want = "maybe", "expected true or false"
		case "string":
			if bad == "" {
				tried.want = "expected a name"
			}
		default:
			if bad == "" {
				t.Errorf("the tests know nothing that is no --%s of %s", flag.Name, c.Name())
			}
		}
		got := ecsdisk(t, c.Name(), "--"+flag.Name+"="+bad)
		if got.status != failed || got.stdout != "" || !strings.HasPrefix(got.stderr, `ecsdisk: invalid argument "`+bad+`" for "`) ||
			!strings.Contains(got.stderr, "--"+flag.Name+`" flag: `) || !strings.Contains(got.stderr, tried.want) {
			t.Errorf("%s --%s=%s: exit status %d, want 2 and %q: %s", c.Name(), flag.Name, bad, got.status, tried.want, got.stderr)
		}
	})
	tried := 0
	for _, of := range triedFlags {
		tried += len(of)
	}
	if flags != tried {
		t.Errorf("there are %d flags, and the tests know of %d", flags, tried)
	}
}

// modes are ways to call a command, in each of which every flag has an effect or is refused.
var modes = map[string][]string{
	"replay":   {"red.script", "--json red.script", "--quiet red.script", "--quiet --json red.script", "--update red.script"},
	"check":    {"x.history", "--json x.history"},
	"explain":  {"world.script DeleteDisk DiskId=d-2", "--json world.script DeleteDisk DiskId=d-2", "404 InvalidDisk.AlreadyDetached"},
	"plan":     {"world.script i-a Stopped", "--json world.script i-a Stopped", "--at=1s world.script d-2 Available"},
	"mutants":  {"frame-lock"},
	"simulate": {"--sequences=60", "--sequences=60 --timed"},
	"rules":    {"DetachDisk", ""},
	"codes":    {"DetachDisk", "--json"},
	"serve":    {"--quiet=false"},
	"explore": {
		"--instances=1 --disks=1", "--instances=1 --disks=1 --json", "--disks=0", "--scope=every --disks=0", "small.script", "small.script --json",
		"--instances=1 --disks=1 --certificate=x", "--instances=1 --disks=1 --verify=there.certificate",
	},
	"coverage":  {"--scope=every --disks=0", "--instances=1 --disks=1", "--instances=1 --disks=1 --json", "small.script"},
	"histories": {"--scope=every --disks=0", "--instances=1 --disks=1", "small.script"},
	"liveness":  {"--scope=every --disks=0", "--instances=1 --disks=1", "small.script"},
	"tour":      {"--scope=every --disks=0", "--instances=1 --disks=1", "small.script"},
	"prove":     {"--instances=0", "--stride=10000", "--stride=10000 --json"},
	"readings":  {""},
	"editions":  {"", "2019-05-31 latest"},
}

// unseenFlags are those that change nothing that a mode prints, for the world is too small.
var unseenFlags = map[string][]string{
	"x.history": {"budget"}, "--json x.history": {"budget"},
	"--sequences=60": {"reading"}, "--scope=every --disks=0": {"reading", "without"}, "--disks=0": {"reading", "without"}, "--instances=0": {"reading", "without"},
	"world.script i-a Stopped": {"allow"}, "--json world.script i-a Stopped": {"allow"}, "--stride=10000": {"reading"}, "--stride=10000 --json": {"reading"},
}

// measured is what differs from run to run.
var measured = regexp.MustCompile(`(?m)^(seconds|memory) .*$|"(Seconds|PeakBytes|SetBytes)": .*|in [\d.]+(µs|ms|s)[^\n]*| in \d+\.\d+ s`)

// A flag that has no effect beside others is refused. Whatever is accepted is seen in what
// is printed, or in a file, and what is of another edition than the default one names it.
func TestEveryFlagHasAnEffectOrIsRefused(t *testing.T) {
	if testing.Short() {
		t.Skip("runs every command with every flag")
	}
	lost := readText(t, "testdata/histories/lost-detach.history")
	home := t.TempDir()
	t.Chdir(home)
	certificate := ecsdisk(t, "explore", "--instances", "1", "--disks", "1", "--certificate", filepath.Join(home, "c")).stdout
	// try runs a command line where nothing was run before.
	try := func(args []string) (said string, s status) {
		directory := t.TempDir()
		if err := os.Chdir(directory); err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string]string{
			"world.script":      "instance i-a Running\ndisk d-1 In_use i-a DeleteWithInstance=true\ndisk d-2 In_use i-a\n\n0s  DetachDisk InstanceId=i-a DiskId=d-1   ok\n1s  DescribeDisks DiskId=d-1 Detaching\n2s  lock i-a security\n",
			"small.script":      "instance i-a Running\ndisk d-1 In_use i-a DeleteWithInstance=true\n\n1s  DetachDisk InstanceId=i-a DiskId=d-1   ok\n2s  lock i-a security\n",
			"red.script":        "disk d-1 Available\n\n0s DeleteDisk DiskId=d-1   ok\n0s DeleteDisk DiskId=d-1 503 ServiceUnavailable\n0s DeleteDisk DiskId=d-2 404 InvalidDiskId.NotFound\n",
			"there.certificate": certificate,
			"there.keys":        "id secret\n",
			"x.history":         lost,
		} {
			if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		ctx := t.Context()
		if args[0] == "readings" || args[0] == "serve" || slices.Contains(args, "--follow") {
			stopped, stop := context.WithCancel(ctx) // the whole takes seconds, or has no end
			stop()
			ctx = stopped
		}
		got := ecsdiskWith(t, ctx, "", args...)
		said = measured.ReplaceAllString(got.stdout+got.stderr, "")
		filepath.WalkDir(".", func(path string, entry os.DirEntry, err error) error {
			if err == nil && !entry.IsDir() {
				text, _ := os.ReadFile(path)
				said += path + "\n" + string(text)
			}
			return err
		})
		return said, got.status
	}
	used := map[string]bool{}
	for name, of := range modes {
		for _, mode := range of {
			for flag := range triedFlags[name] {
				used[name+" "+flag] = used[name+" "+flag] || strings.Contains(mode, "--"+flag)
			}
			base := append([]string{name}, strings.Fields(mode)...)
			without, s := try(base)
			if strings.Contains(without, "--help' for usage") || s == failed {
				t.Fatalf("%v: exit status %d: %s", base, s, without)
			}
			for flag, tried := range triedFlags[name] {
				if given := strings.Contains(mode, "--"+flag); given && tried.value == "" || strings.Contains(mode, tried.arg(flag)) {
					continue
				}
				others := slices.DeleteFunc(slices.Clone(base), func(arg string) bool { return strings.HasPrefix(arg, "--"+flag+"=") })
				with, s := try(append(others, tried.arg(flag)))
				refused := s == failed && strings.Contains(with, "--"+flag) && strings.Contains(with, "--help' for usage")
				switch {
				case refused && (strings.Contains(with, " has no effect ") || strings.Contains(with, "expected one of --") || strings.Contains(with, "expected no ")):
				case refused:
					t.Errorf("%v --%s is refused by\n%s", base, flag, with)
				default:
					used[name+" "+flag] = true
					unseen := slices.Contains(unseenFlags[mode], flag)
					if with == without && !tried.quiet && !unseen {
						t.Errorf("%v: --%s has no effect, and is not refused:\n%s", base, flag, with)
					}
					if named := regexp.MustCompile(`(?i)edition\W+` + tried.value); flag == "edition" && !tried.quiet && !named.MatchString(with) {
						t.Errorf("%v: what --edition=%s has it print does not name the edition:\n%s", base, tried.value, with)
					}
				}
			}
		}
	}
	for name, of := range triedFlags {
		for flag := range of {
			if !used[name+" "+flag] {
				t.Errorf("--%s of %s is refused everywhere", flag, name)
			}
		}
	}
}

// Whatever word is misspelt, the one that was meant is named: in case or by a letter or two.
func TestWhatWasMeant(t *testing.T) {
	for _, tt := range []struct{ args, want string }{
		{"repaly x", "replay"}, {"Explain x", "explain"}, {"rule", "rules"}, {"help simulat", "simulate"},
		{"replay --untli=3 x", "--until"}, {"explore --DISKS=3", "--disks"}, {"explore --cert=x", "--certificate"}, {"simulate --sequence=3", "--sequences"},
		{"explore --scope evry", "every"}, {"explain --allow Release x", "release"},
		{"rules detachdisk", "DetachDisk"}, {"explain detachdisk DiskId=d-1", "DetachDisk"}, {"explain DetachDisk diskid=d-1", "DiskId"},
		{"simulate --without detachDiskInUse", "DetachDiskInUse"}, {"explore --without DetachDiskInUsed", "DetachDiskInUse"}, {"mutants Frame-Lock", "frame-lock"},
		{"completion zhsh", "zsh"},
		{"plan testdata/page.script d-diskid1 relesed", "released"}, {"plan testdata/page.script d-diskid1 Released", "released"},
		{"plan testdata/page.script DetachDisk acepted", "accepted"}, {"plan testdata/page.script DetachDisk Refused", "refused"}, {"plan testdata/page.script DetchDisk accepted", "DetachDisk"},
		{"plan testdata/page.script d-diskid1 available", "Available"}, {"plan testdata/page.script DetachDisk refused with DetachDiskInuse", "DetachDiskInUse"},
	} {
		if got := ecsdisk(t, strings.Fields(tt.args)...); got.status != failed || !strings.Contains(got.stderr, "did you mean "+tt.want+"?") {
			t.Errorf("%s: exit status %d: %s; expected that %s was meant", tt.args, got.status, got.stderr, tt.want)
		}
	}
	for value, want := range map[string]string{"r-hot any-status": "R-hot", "R-hot Any-Status": "any-status", "R-hott any-status": "R-hot"} {
		if got := ecsdisk(t, "simulate", "--reading", value); got.status != failed || !strings.Contains(got.stderr, "did you mean "+want+"?") {
			t.Errorf("--reading %q: exit status %d: %s; expected that %s was meant", value, got.status, got.stderr, want)
		}
	}
}
