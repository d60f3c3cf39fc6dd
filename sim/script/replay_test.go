package script_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A script wants what the machine may answer by the documentation, or exactly what
// it does answer.
func TestStrictness(t *testing.T) {
	all := []model.Strictness{model.ByStatus, model.ByCode, model.ByVerdict, model.Exactly}
	for _, test := range []struct {
		name, text string
		admitted   []model.Strictness
	}{
		{"the first broken rule", "disk d-1 Available Portable=false\nDetachDisk DiskId=d-1 400 MissingParameter", all},
		{"another broken rule", "disk d-1 Available Portable=false\nDetachDisk DiskId=d-1 403 DiskNotPortable", all[:3]},
		{"its code only", "disk d-1 Available Portable=false\nDetachDisk DiskId=d-1 0 DiskNotPortable", all[1:3]},
		{"what a rule also admits", "instance i-a Running\ndisk d-1 Available\nDetachDisk InstanceId=i-a DiskId=d-1 404 InvalidDisk.AlreadyDetached", all[:3]},
		{"what it admits of another status", world + "DetachDisk InstanceId=i-a DiskId=d-1 ok\nDeleteDisk DiskId=d-1 404 InvalidDisk.AlreadyDetached", all[2:3]},
		{"a refusal of nobody", world + "DeleteDisk DiskId=d-1 599 Nonsense", all[2:3]},
		{"success of what is refused", world + "DeleteDisk DiskId=d-1 ok", nil},
		{"a refusal of what succeeds", world + "DetachDisk InstanceId=i-a DiskId=d-1 403 IncorrectDiskStatus", nil},
		{"not enabled", world + "settle d-1 not-enabled", all},
		{"enabled after all", world + "settle d-1", nil},
		{"a released disk", world + "DeleteInstance InstanceId=i-a Force=true ok\n5m DeleteDisk DiskId=d-1 ok\nAttachDisk InstanceId=i-a DiskId=d-1 404 InvalidInstanceId.NotFound", all},
		{"released, once it existed", "instance i-a Running\ndisk d-1 Available\nDeleteDisk DiskId=d-1 ok\nDetachDisk InstanceId=i-a DiskId=d-1 403 InvalidDiskId.Released", all[:3]},
		{"released, which an instance was", "instance i-a Running\ninstance i-b Stopped\nDeleteInstance InstanceId=i-b ok\nDetachDisk InstanceId=i-a DiskId=i-b 403 InvalidDiskId.Released", all[2:3]},
		{"released, though it never existed", "instance i-a Running\ndisk d-1 Available\nDetachDisk InstanceId=i-a DiskId=d-2 403 InvalidDiskId.Released", all[2:3]},
	} {
		for _, strict := range all {
			s := parse(t, test.text)
			if r := replay(t, s, script.Options{Strict: strict}); r.Green() != slices.Contains(test.admitted, strict) {
				t.Errorf("%s, compared by %v: green is %v; %v", test.name, strict, r.Green(), r.Failed)
			}
		}
	}
}

// What is admitted though it is not the machine's own answer is said to be.
func TestAdmittedNotExact(t *testing.T) {
	s := parse(t, "disk d-1 Available Portable=false\nDetachDisk DiskId=d-1 403 DiskNotPortable")
	seen := 0
	replay(t, s, script.Options{Observe: func(_ *sim.Event, p *script.Performed) {
		seen++
		if a := p.Admission; !a.Admitted || a.Exact || !strings.Contains(a.Why, "R-order") {
			t.Errorf("the admission is %+v; expected one by R-order", a)
		}
		if p.Required.Code != "MissingParameter" {
			t.Errorf("the machine requires %v; expected 400 MissingParameter", p.Required)
		}
	}})
	if seen != 1 {
		t.Errorf("%d steps were observed, expected 1", seen)
	}
}

// The environment may refuse any call, marked or not: then nothing takes effect.
func TestEnvironmentRefusals(t *testing.T) {
	const after = "\nDescribeDisks DiskId=d-1 In_use i-a"
	for _, e := range model.EnvironmentRefusals() {
		for _, test := range []struct {
			answer string
			green  []model.Strictness
		}{
			{fmt.Sprintf("%d %s injected", e.Status, e.Code), []model.Strictness{model.ByStatus, model.ByCode, model.ByVerdict, model.Exactly}},
			{fmt.Sprintf("%d %s", e.Status, e.Code), []model.Strictness{model.ByStatus, model.ByCode, model.ByVerdict}},
			{"0 " + e.Code, []model.Strictness{model.ByCode, model.ByVerdict}},
		} {
			s := parse(t, world+"DetachDisk InstanceId=i-a DiskId=d-1 "+test.answer+after)
			for strict := model.ByStatus; strict <= model.Exactly; strict++ {
				if r := replay(t, s, script.Options{Strict: strict}); r.Green() != slices.Contains(test.green, strict) {
					t.Errorf("%s, compared by %v: green is %v; %v", test.answer, strict, r.Green(), r.Failed)
				}
			}
		}
	}
}

// A marked refusal may be any, also where a rule is broken.
func TestInjected(t *testing.T) {
	s := parse(t, world+"DeleteDisk DiskId=d-1 599 Nonsense injected raw\nDescribeDisks DiskId=d-1 In_use")
	replay(t, s, script.Options{Strict: model.Exactly, Observe: func(e *sim.Event, p *script.Performed) {
		if p.Step.Injected != (e.N == 0) || e.Injected != (e.N == 0) {
			t.Errorf("event %d: injected is %v", e.N, e.Injected)
		}
	}})
	if r := replay(t, s, script.Options{Strict: model.Exactly}); !r.Green() {
		t.Error(r.Failed)
	}
}

// A got is red: it says what was answered, what is required, and which readings
// would have it so.
func TestGot(t *testing.T) {
	s := parse(t, `instance i-a Running HotPlug=false
disk     d-1 In_use i-a

0s   StopInstance InstanceId=i-a              ok
30s  DetachDisk   InstanceId=i-a DiskId=d-1   ok got 400 InvalidOperation.InstanceTypeNotSupport
`)
	r := replay(t, s, script.Options{})
	if r.Green() {
		t.Fatal("it is green")
	}
	want := "DetachDisk InstanceId=i-a DiskId=d-1 at 30s was answered 400 InvalidOperation.InstanceTypeNotSupport; the machine requires ok"
	if got := r.Failed.Error(); got != want {
		t.Errorf("the failure is\n%s\nexpected\n%s", got, want)
	}
	if got, want := r.Failed.Readings, []book.Choice{book.HotAnyStatus}; !slices.Equal(got, want) {
		t.Errorf("the readings %v explain it, expected %v", got, want)
	}
	if got := r.Failed.Answered(); got.Code != "InvalidOperation.InstanceTypeNotSupport" {
		t.Errorf("answered was %v", got)
	}
	if s.Steps[1].Got = nil; !replay(t, s, script.Options{Strict: model.Exactly}).Green() {
		t.Error("without its got it is still red")
	}
	s.World.Machine.Readings = s.World.Machine.Readings.With(book.HotAnyStatus)
	if r := replay(t, s, script.Options{}); r.Green() {
		t.Error("under the other reading the answer is still the machine's")
	}
}

// A want that differs is red with or without a got, and ends the replay there.
func TestWrongWant(t *testing.T) {
	for _, got := range []string{"", " got ok"} {
		s := parse(t, world+"1s DetachDisk InstanceId=i-a DiskId=d-1 403 DependencyViolation"+got+"\nsettle d-1\n")
		r := replay(t, s, script.Options{})
		if r.Green() {
			t.Fatal("it is green")
		}
		want := "DetachDisk InstanceId=i-a DiskId=d-1 at 1s: the script wants 403 DependencyViolation; the machine answers ok"
		if got := r.Failed.Error(); got != want {
			t.Errorf("the failure is\n%s\nexpected\n%s", got, want)
		}
		if r.Steps != 1 || r.Failed.Step.Line != 3 {
			t.Errorf("it ends after %d steps at line %d, expected 1 at line 3", r.Steps, r.Failed.Step.Line)
		}
		if d, _ := r.World.State().Disk("d-1"); d.Status != model.Detaching {
			t.Errorf("the world is left with the disk %v, expected Detaching", d.Status)
		}
		if r.Failed.Readings != nil {
			t.Errorf("%v explain it; expected no reading to", r.Failed.Readings)
		}
	}
}

// A failure says whether the disk that was not found was there once.
func TestExisted(t *testing.T) {
	text := "disk d-1 Available\nDeleteDisk DiskId=d-1 %s\nModifyDiskAttribute DiskId=d-1 DeleteWithInstance=true ok"
	for answer, want := range map[string]bool{"ok": true, "404 InvalidDiskId.NotFound": false} {
		r := replay(t, parse(t, fmt.Sprintf(text, answer)), script.Options{})
		if got := r.Failed.Outcome.Facts()&book.DiskExisted != 0; got != want {
			t.Errorf("%v: existed is %v, expected %v", r.Failed, got, want)
		}
	}
}

// A check sees every event, and an error of its makes the replay red at that one:
// at a step, or at a settle that is due on the way to a step or to the end.
func TestCheck(t *testing.T) {
	s := parse(t, world+`
0s   DetachDisk InstanceId=i-a DiskId=d-1   ok
30s  CreateDisk DiskId=d-2                  ok
2m   CreateDisk DiskId=d-3                  ok
`)
	broken := errors.New("a property is broken")
	for at, want := range []struct {
		op    string
		at    time.Duration
		steps int
	}{
		{"DetachDisk InstanceId=i-a DiskId=d-1", 0, 1},
		{"CreateDisk DiskId=d-2", 30 * time.Second, 2},
		{"settle d-2", 35 * time.Second, 2},
		{"settle d-1", time.Minute, 2},
		{"CreateDisk DiskId=d-3", 2 * time.Minute, 3},
		{"settle d-3", 2*time.Minute + 5*time.Second, 3},
	} {
		r := replay(t, s, script.Options{Until: &script.Position{At: time.Hour}, Check: func(e *sim.Event) error {
			if e.N == at {
				return broken
			}
			return nil
		}})
		if r.Green() {
			t.Errorf("a check that fails at event %d leaves the replay green", at)
			continue
		}
		f := r.Failed
		if !errors.Is(f, broken) || f.Error() != broken.Error() || fmt.Sprint(f.Step.Op) != want.op || f.Step.At != want.at || r.Steps != want.steps {
			t.Errorf("event %d: %v of %v at %v after %d steps; expected that of %+v", at, f, f.Step.Op, f.Step.At, r.Steps, want)
		}
		if f.Readings != nil {
			t.Errorf("event %d: %v explain an answer that is right", at, f.Readings)
		}
	}
	if r := replay(t, s, script.Options{Check: func(*sim.Event) error { return nil }}); !r.Green() {
		t.Error(r.Failed)
	}
}

// A settle that a describe brings about is checked as any other.
func TestCheckCountedSettle(t *testing.T) {
	s := parse(t, `disk  d-1 Creating
delay Creating 1-describes

5s DescribeDisks DiskId=d-1 Available`)
	broken := errors.New("a property is broken")
	r := replay(t, s, script.Options{Check: func(e *sim.Event) error {
		if e.Due {
			return broken
		}
		return nil
	}})
	if r.Green() || !errors.Is(r.Failed, broken) || r.Failed.Step.Op != (model.Settle{ID: "d-1"}) || r.Failed.Step.At != 5*time.Second {
		t.Errorf("the failure is %v, expected that of the settle", r.Failed)
	}
}

// Events are observed in the order in which they happen, each once, with its step or,
// when it was due, without.
func TestObserve(t *testing.T) {
	s := parse(t, world+`
0s   DetachDisk    InstanceId=i-a DiskId=d-1             ok
0s   CreateDisk    DiskId=d-2 takes=2-describes          ok
30s  DescribeDisks DiskId=d-2                            Creating
1m   DescribeDisks DiskId=d-2                            Available
1m   ReInitDisk    DiskId=d-2                            403 IncorrectDiskStatus
`)
	var got []string
	replay(t, s, script.Options{Observe: func(e *sim.Event, p *script.Performed) {
		line := fmt.Sprintf("%d %v %v", e.N, e.At, e.Op)
		if p != nil {
			line += fmt.Sprintf(" line %d", p.Step.Line)
		}
		if e.Due != (p == nil) || e.Before.Equal(e.After) != (e.Op.String() == "DescribeDisks DiskId=d-2" || e.N == 6) {
			t.Errorf("%s: due is %v, the step is %v", line, e.Due, p)
		}
		got = append(got, line)
	}})
	want := []string{
		"0 0s DetachDisk InstanceId=i-a DiskId=d-1 line 4", "1 0s CreateDisk DiskId=d-2 line 5", "2 30s DescribeDisks DiskId=d-2 line 6",
		"3 1m0s settle d-1", "4 1m0s settle d-2", "5 1m0s DescribeDisks DiskId=d-2 line 7", "6 1m0s ReInitDisk DiskId=d-2 line 8",
	}
	if !slices.Equal(got, want) {
		t.Errorf("observed was\n%s\nexpected\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// A script notices a machine that is broken in what it tests.
func TestMutant(t *testing.T) {
	text := world + `
0s  DetachDisk InstanceId=i-a DiskId=d-1   ok
1m  DetachDisk InstanceId=i-a DiskId=d-1   403 DependencyViolation
`
	mutant := model.Machine{Without: book.Omission{Rules: book.RuleSetOf(book.DetachDiskAttachedHere)}}
	r := replay(t, parse(t, text), script.Options{Step: mutant.Step})
	if r.Green() || r.Steps != 2 {
		t.Fatalf("the mutant lives: %d steps, %v", r.Steps, r.Failed)
	}
}

// A stream is replayed as it is read: up to the line that is no step, and no further.
func TestStream(t *testing.T) {
	reader := script.NewReader("x", strings.NewReader(world+"\n1s DetachDisk InstanceId=i-a DiskId=d-1 ok\n2s nonsense\n3s settle d-1\n"))
	w, err := reader.World()
	if err != nil {
		t.Fatal(err)
	}
	r, err := script.Replay(w, reader.Steps(), script.Options{})
	if e := new(script.SyntaxError); !errors.As(err, &e) || e.Line != 5 || e.Column != 4 {
		t.Errorf("the error is %v, expected one at 5:4", err)
	}
	if !r.Green() || r.Steps != 1 {
		t.Errorf("%d steps were run, expected 1; %v", r.Steps, r.Failed)
	}
	for s, again := range reader.Steps() {
		if again != err {
			t.Errorf("read on, there is the step %v and the error %v", s, again)
		}
	}
}

// A refusal of the environment's that nobody marked is supposed to have been injected, and
// changes nothing, of a stale answer as of any.
func TestEnvironmentChangesNothing(t *testing.T) {
	for _, stale := range []string{"", " stale=1s"} {
		r := replay(t, parse(t, "disk d-1 Available\n5s DeleteDisk DiskId=d-1 400 Throttling"+stale), script.Options{})
		if _, there := r.World.State().Disk("d-1"); !r.Green() || !there {
			t.Errorf("400 Throttling%s: green is %t, and d-1 is there: %t", stale, r.Green(), there)
		}
	}
}
