package conform_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/conform"
	"example.com/ecsdisk/properties/explore/graph"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

var broken = model.Machine{Without: book.Omission{Rules: book.RuleSetOf(book.DetachDiskInUse)}}

// Check keeps the script on which a system is found out, and performs it first the
// next time: until the system is mended, and then it is a regression test.
func TestCheckKeepsAndPerformsScripts(t *testing.T) {
	t.Chdir(t.TempDir())
	check := func(m model.Machine, known ...conform.Known) *fake {
		return runFake(t, "TestMock", func(f *fake) {
			conform.Check(f, conform.Config{New: newTold(m), Known: known, Sequences: 150})
		})
	}
	first := check(broken)
	files := kept(t)
	if !first.failed || len(first.subs) != 0 || len(files) != 1 {
		t.Fatalf("failed %t, %d subtests, kept %v\n%s", first.failed, len(first.subs), files, first.log.String())
	}
	const key = "DetachDisk: DetachDiskInUse requires 403 IncorrectDiskStatus, got ok"
	for _, want := range []string{parse(t, files[0]).String(), "Rule DetachDiskInUse", key} {
		if !strings.Contains(first.log.String(), want) {
			t.Errorf("the log is\n%s\nexpected it to have\n%s", first.log.String(), want)
		}
	}
	second := check(broken)
	if !second.failed || len(second.subs) != 1 || !second.subs[0].failed || len(kept(t)) != 1 {
		t.Errorf("the kept script is not performed first: %d subtests\n%s", len(second.subs), second.log.String())
	}
	if !strings.Contains(second.subs[0].log.String(), `list it: conform.Known{Key: "`+key) || !strings.Contains(second.log.String(), "so no random sequences are made") {
		t.Errorf("the kept script fails and does not say what can be done:\n%s\n%s", second.subs[0].log.String(), second.log.String())
	}
	mended := check(model.Machine{})
	if mended.failed || len(mended.subs) != 1 {
		t.Errorf("the mended system fails: %s", mended.log.String())
	}
	lived := check(broken, conform.Known{Key: key, Reason: "the mock is older than the rule"}, conform.Known{Key: "never", Reason: "-"})
	if lived.failed || lived.subs[0].skipped || !strings.Contains(lived.subs[0].log.String(), "Known: "+key) || !strings.Contains(lived.log.String(), "the mock is older than the rule") ||
		!strings.Contains(lived.log.String(), "Listed as known, but never met: never.") {
		t.Errorf("a known divergence: %s", lived.log.String())
	}
}

// The names of tests are no patterns, and no words of a shell.
func TestKeptScriptsOfOddTests(t *testing.T) {
	t.Chdir(t.TempDir())
	const name = "TestOdd/[a] it's $HOME"
	check := func() *fake {
		return runFake(t, name, func(f *fake) { conform.Check(f, conform.Config{New: newTold(broken), Sequences: 100}) })
	}
	first, second := check(), check()
	if len(first.subs) != 0 || len(second.subs) != 1 {
		t.Errorf("kept scripts: %d at first, %d then", len(first.subs), len(second.subs))
	}
	if want := "ecsdisk replay '" + strings.ReplaceAll(filepath.Join(cwd(t), kept(t)[0]), "'", `'\''`) + "'\n"; !strings.Contains(first.log.String(), want) {
		t.Errorf("the log is\n%s\nexpected it to have\n%s", first.log.String(), want)
	}
}

// Every script of the project can be performed on every kind of system.
func TestScriptsOfTheProject(t *testing.T) {
	for name, build := range builders {
		t.Run(name, func(t *testing.T) {
			c := conform.Config{New: build(model.Machine{}), Options: conform.Options{Instant: true}}
			f := runFake(t, "TestScripts", func(f *fake) {
				conform.Scripts(f, c, "../testdata/rules/*.script")
				conform.Scripts(f, c, "../../cmd/ecsdisk/testdata/s*.script")
			})
			for _, sub := range f.subs {
				if sub.failed {
					t.Errorf("%s: %s", sub.name, sub.log.String())
				}
			}
			if len(f.subs) < 60 {
				t.Errorf("%d scripts; expected one for each rule and story", len(f.subs))
			}
		})
	}
}

// A system that breaks a rule fails the script of that rule.
func TestScriptsFindBrokenRules(t *testing.T) {
	for r := range book.Rules() {
		m := model.Machine{}
		if !r.Row().Editions.Has(m.Edition) {
			m.Edition = book.Latest
		}
		if !m.Book().InForce(r) {
			continue
		}
		m.Without.Rules = book.RuleSetOf(r)
		f := runFake(t, "TestScripts", func(f *fake) {
			conform.Scripts(f, conform.Config{New: newTold(m), Edition: m.Edition, Options: conform.Options{Readings: new(book.Readings), OnlyTold: true}}, "../testdata/rules/"+r.String()+".script")
		})
		if len(f.subs) != 1 || !f.failed {
			t.Errorf("%s: %d subtests, failed %t", r, len(f.subs), f.failed)
		}
	}
}

// A script that the system's edition cannot tell is not judged.
func TestScriptsOfAnotherEdition(t *testing.T) {
	for edition, judged := range map[book.Edition]bool{book.Edition2019: false, book.Latest: true} {
		c := conform.Config{New: newTold(model.Machine{Edition: edition}), Edition: edition}
		f := runFake(t, "TestScripts", func(f *fake) { conform.Scripts(f, c, "../testdata/editions/2024-12-04.detach-keeps-flag.script") })
		if f.failed == judged || len(f.subs) != 1 || f.subs[0].skipped == judged {
			t.Errorf("%v: %s", edition, f.log.String())
		}
		if log := f.subs[0].log.String(); !judged && !strings.Contains(log, "cannot be told in edition 2019-05-31") {
			t.Errorf("%v: it is left out because %s", edition, log)
		}
	}
}

func TestSystemsThatLack(t *testing.T) {
	lacks := book.ActionSetOf(book.ActionReInitDisk, book.ActionLock, book.ActionUnlock, book.ActionDetachFailed)
	build := func(w script.World) (conform.System, error) {
		for i := range w.State.Instances() {
			if i.Locks != 0 {
				return nil, errors.Join(conform.ErrUnsupported, errors.New("no locks here"))
			}
		}
		return &mock{state: w.State, lacks: lacks}, nil
	}
	report, d := first(t, conform.Config{New: build, Options: conform.Options{Instant: true}, Sequences: 300})
	if d != nil {
		t.Fatal(d)
	}
	lacks |= book.ActionSetOf(book.ActionSettle)
	if report.Unsupported != lacks || report.Worlds == 0 || report.Sequences+report.Worlds != 300 {
		t.Errorf("%s", report)
	}
	f := runFake(t, "TestScripts", func(f *fake) {
		conform.Scripts(f, conform.Config{New: build}, "../testdata/rules/ReInitDiskDiskGiven.script")
		conform.Scripts(f, conform.Config{New: build}, "../../cmd/ecsdisk/testdata/page.script")
	})
	for _, sub := range f.subs {
		if !sub.skipped {
			t.Errorf("%s is not skipped: %s", sub.name, sub.log.String())
		}
	}
	none := conform.Config{New: func(script.World) (conform.System, error) { return nil, conform.ErrUnsupported }, Sequences: 10}
	if _, err := none.Search(); err == nil {
		t.Error("a system that can have no world passes")
	}
}

// A system that cannot be built fails the script.
func TestScriptsOfNoSystem(t *testing.T) {
	c := conform.Config{New: func(script.World) (conform.System, error) { return nil, errors.New("connection refused") }}
	f := runFake(t, "TestScripts", func(f *fake) { conform.Scripts(f, c, "../testdata/rules/DetachDiskInUse.script") })
	if len(f.subs) != 1 || !f.subs[0].failed || !strings.Contains(f.subs[0].log.String(), "connection refused") {
		t.Errorf("%d subtests, failed %t", len(f.subs), f.failed)
	}
}

// What is wrong with the harness ends the check, and says where.
func TestHarnessErrors(t *testing.T) {
	for name, do := range map[string]func(model.Op) (model.Answer, error){
		"error": func(model.Op) (model.Answer, error) { return model.Answer{}, errors.New("connection refused") },
		"panic": func(model.Op) (model.Answer, error) { panic("connection refused") },
	} {
		t.Run(name, func(t *testing.T) {
			report, err := conform.Config{New: func(script.World) (conform.System, error) { return doer(do), nil }}.Search()
			if err == nil || len(report.Divergences) > 0 || !strings.Contains(err.Error(), "connection refused") || !strings.Contains(err.Error(), "--- script what led there ---") {
				t.Errorf("%v %s", err, report)
			}
		})
	}
}

type doer func(model.Op) (model.Answer, error)

func (d doer) Do(op model.Op) (model.Answer, error) { return d(op) }

// Where nothing was checked there is no success.
func TestScriptsThatCheckNothing(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{
		"empty.script":    "",
		"world.script":    "instance i-1 Running\n",
		"settles.script":  "instance i-1 Starting\n\n0s settle i-1\n",
		"reinit.script":   "instance i-1 Running\n\n0s ReInitDisk 400 MissingParameter\n",
		"describe.script": "instance i-1 Running\n\n0s DescribeInstances i-1 Running\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	lacking := func(w script.World) (conform.System, error) {
		return &mock{state: w.State, lacks: book.ActionSetOf(book.ActionReInitDisk)}, nil
	}
	worldless := func(script.World) (conform.System, error) { return nil, conform.ErrUnsupported }
	lost := func(script.World) (conform.System, error) {
		return doer(func(op model.Op) (model.Answer, error) {
			return model.Answer{Status: 500, Code: model.InternalError}, nil
		}), nil
	}
	many := "instance i-1 Running\n"
	for n := range 16 {
		many += fmt.Sprintf("disk d-%d Detaching i-1 DeleteWithInstance=true\n", n)
	}
	if err := os.WriteFile("lost.script", []byte(many+"\n0s DeleteInstance InstanceId=i-1 Force=true ok\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, pattern string
		config        conform.Config
		fails         bool
		says          string
	}{
		{"no file", "nothing/*.script", conform.Config{New: lacking}, true, `no script matches "nothing/*.script" in ` + cwd(t)},
		{"a bad pattern", "[", conform.Config{New: lacking}, true, `pattern "["`},
		{"an empty script", "empty.script", conform.Config{New: lacking}, true, "empty.script has no steps, so nothing was checked"},
		{"a world alone", "world.script", conform.Config{New: lacking}, true, "world.script has no steps, so nothing was checked"},
		{"nothing to ask", "settles.script", conform.Config{New: lacking}, true, "the script asks nothing"},
		{"no operation that the system has", "reinit.script", conform.Config{New: lacking}, true, "the system lacks ReInitDisk"},
		{"no call that a typed client makes", "reinit.script", conform.Config{New: newTold(model.Machine{}), Typed: true}, true, "the script asks nothing"},
		{"no world that the system can have", "describe.script", conform.Config{New: worldless}, true, "Of the 1 scripts that match"},
		{"one of two", "[dr]e*.script", conform.Config{New: lacking}, false, "Not judged, or failed: 1 of 2 scripts."},
		{"lost", "lost.script", conform.Config{New: lost}, true, "too many states"},
		{"lost, which is admitted, but nothing else", "lost.script", conform.Config{New: lost, Unjudged: 1}, true, "Of the 1 scripts"},
		{"lost, which is admitted", "[dl]*.script", conform.Config{New: lost, Unjudged: 1}, false, "Not judged, or failed: 1 of 2 scripts."},
		{"lost, which is not", "[dl]*.script", conform.Config{New: lost}, true, "too many states"},
	} {
		f := runFake(t, "TestMock", func(f *fake) { conform.Scripts(f, test.config, test.pattern) })
		log := f.log.String()
		for _, sub := range f.subs {
			log += sub.log.String()
		}
		if f.failed != test.fails || !strings.Contains(log, test.says) {
			t.Errorf("%s: failed %t; expected %t and %q in\n%s", test.name, f.failed, test.fails, test.says, log)
		}
	}
}

// Of what a check judged nothing, it is no success either.
func TestChecksOfNothing(t *testing.T) {
	t.Chdir(t.TempDir())
	inconclusive := func(script.World) (conform.System, error) {
		return doer(func(op model.Op) (model.Answer, error) {
			return model.Answer{Status: 500, Code: model.InternalError}, nil
		}), nil
	}
	taciturnOnly := func(w script.World) (conform.System, error) {
		return &taciturn{named: named{told: told{mock{state: w.State}}}, src: rand.New(rand.NewPCG(1, 0)), failures: 1, fails: func(a book.Action) bool { return !a.Event() }}, nil
	}
	for _, test := range []struct {
		name   string
		config conform.Config
		says   string
	}{
		{"no world", conform.Config{New: func(script.World) (conform.System, error) { return nil, conform.ErrUnsupported }}, "the system can have none of 20 worlds, so nothing was checked"},
		{"no operation", conform.Config{New: newTold(model.Machine{}), Without: book.ActionSetOf(slices.Collect(book.Actions())...)}, "the system lacks every operation"},
		{"nothing accepted", conform.Config{New: inconclusive, Ops: 3, Unjudged: 100}, "the system accepts none of"},
		{"too much is lost", conform.Config{New: taciturnOnly, Unjudged: 2, Instances: 1, Disks: 16, Ops: 100}, "sequences were not judged to their end; Config.Unjudged admits 2"},
	} {
		test.config.Sequences = 20
		f := runFake(t, "TestMock", func(f *fake) { conform.Check(f, test.config) })
		if !f.failed || !strings.Contains(f.log.String(), test.says) {
			t.Errorf("%s: failed %t; expected %q in\n%s", test.name, f.failed, test.says, f.log.String())
		}
	}
	report, err := conform.Config{New: newTold(model.Machine{}), Sequences: 5}.Search()
	if err != nil || !strings.HasSuffix(report.String(), "\nNot judged: none.") {
		t.Errorf("%v\n%s", err, report)
	}
}

// prompted is a system that settles when it is told, and notes what it is told.
type prompted struct {
	told
	settled []string
}

func (m *prompted) Settle(id string) error {
	m.settled = append(m.settled, id)
	return m.told.Settle(id)
}

// A system without a clock that can be told to settle is told what is due by the times of
// a script, and nothing before.
func TestScriptsSettleWhatIsDue(t *testing.T) {
	t.Chdir(t.TempDir())
	const text = "instance i-1 Running\ninstance i-2 Starting\ndisk d-1 In_use i-1\n\n" +
		"0s DetachDisk InstanceId=i-1 DiskId=d-1 ok\n%s DescribeDisks DiskId=d-1 %s\n"
	for at, test := range map[string]struct{ shows, settled string }{
		"29s": {"Detaching", "[]"}, "30s": {"Detaching", "[i-2]"}, "59s": {"Detaching", "[i-2]"}, "1m": {"Available", "[d-1 i-2]"},
	} {
		if err := os.WriteFile("s.script", fmt.Appendf(nil, text, at, test.shows), 0o666); err != nil {
			t.Fatal(err)
		}
		var m *prompted
		f := runFake(t, "TestScripts", func(f *fake) {
			conform.Scripts(f, conform.Config{New: func(w script.World) (conform.System, error) {
				m = &prompted{told: told{mock{state: w.State}}}
				return m, nil
			}}, "s.script")
		})
		slices.Sort(m.settled)
		if f.failed || fmt.Sprint(m.settled) != test.settled {
			t.Errorf("by %s: failed %t, told to settle %v; expected %s", at, f.failed, m.settled, test.settled)
		}
	}
}

// A told script is performed on a system that only time moves: at each settle the check
// waits, by describing, until it has happened.
func TestToldScriptOnASystemThatTimeMoves(t *testing.T) {
	scripts, _, err := graph.Tour(t.Context(), scope.Core(1, 1), graph.Options{})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for n, s := range scripts {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("tour-%d.script", n)), []byte(s.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	settled := map[model.Op]int{}
	build := func(w script.World) (conform.System, error) {
		clock, config := new(sim.Manual), sim.Config{Machine: w.Machine} // with the delays of its own
		config.Observe = func(e sim.Event) {
			if e.Due {
				settled[e.Op]++
			}
		}
		return clocked{clock, sim.New(clock, w.State, config)}, nil
	}
	f := runFake(t, "TestMock", func(f *fake) { conform.Scripts(f, conform.Config{New: build}, filepath.Join(dir, "*.script")) })
	if f.failed || len(settled) < 2 {
		t.Errorf("failed %t, settled %v:\n%s", f.failed, settled, f.log.String())
	}
	told := 0
	for _, s := range scripts {
		for _, step := range s.Steps {
			if model.ActionOf(step.Op) == book.ActionSettle {
				told++
			}
		}
	}
	sum := 0
	for _, n := range settled {
		sum += n
	}
	if sum < told {
		t.Errorf("of %d settles %d have happened", told, sum)
	}
}
