package sim_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

func parseFault(tb testing.TB, text string) sim.Fault {
	tb.Helper()
	f, err := sim.ParseFault(text)
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

// A fault made in Go and its text are one.
func TestFaultText(t *testing.T) {
	throttling := model.Answer{Status: 400, Code: "Throttling"}
	for text, f := range map[string]sim.Fault{
		"refuse 400 Throttling": sim.Injected(throttling),
		`refuse 403 "a code" raw message="Not \"now\"." on=DetachDisk id=d-1 id="d 2" n=3`: sim.InjectedRaw(model.Answer{Status: 403, Code: "a code", Message: `Not "now".`}).
			On(book.ActionDetachDisk).Of("d-1", "d 2").Nth(3),
		"refuse 0 cut raw":                          sim.InjectedRaw(model.Answer{Code: "cut"}),
		"refuse 403 DiskCreatingSnapshot":           sim.Injected(model.Answer{Status: 403, Code: "DiskCreatingSnapshot"}),
		"refuse 0 Throttling.User on=DescribeDisks": sim.Injected(model.Answer{Code: "Throttling.User"}).On(book.ActionDescribeDisks),
		"lost": sim.Lost(),
		"lost cut on=DetachDisk on=AttachDisk p=0.25 seed=18446744073709551615": sim.Lost().Cut().On(book.ActionAttachDisk, book.ActionDetachDisk).Sometimes(0.25, 1<<64-1),
		"dropped cut id=cut":                           sim.Dropped().Cut().Of("cut"),
		"late p=1":                                     sim.Late().Sometimes(1, 0),
		"stale=5s on=DescribeDisks n=1":                sim.Stale(5 * time.Second).On(book.ActionDescribeDisks).Nth(1),
		"stale=10m":                                    sim.Stale(sim.MaxStale),
		"takes=5m/fails=1 on=DetachDisk":               sim.Takes(sim.After(5 * time.Minute).Failing(1)).On(book.ActionDetachDisk),
		"takes=30s..3m p=1e-300":                       sim.Takes(sim.Between(30*time.Second, 3*time.Minute)).Sometimes(1e-300, 0),
		"takes=never on=StartInstance on=StopInstance": sim.Takes(sim.Never()).On(book.ActionStartInstance, book.ActionStopInstance),
		"initializing=10s":                             sim.Initializing(10 * time.Second),
		"limit=1 id=i-a":                               sim.Limit(1).Of("i-a"),
	} {
		if got := f.String(); got != text {
			t.Errorf("%s prints as %s", text, got)
		}
		if got := parseFault(t, text); !reflect.DeepEqual(got, f) {
			t.Errorf("%s parses to %+v, want %+v", text, got, f)
		}
		data, err := f.MarshalText()
		var got sim.Fault
		if err := errors.Join(err, got.UnmarshalText(data)); err != nil || !reflect.DeepEqual(got, f) {
			t.Errorf("%s is %+v as text and back, %v", text, got, err)
		}
	}
	if got, want := parseFault(t, "  takes=1s..2s  seed=5\tn=2 id=x on=DetachDisk ").String(), "takes=1s..2s on=DetachDisk id=x n=2 seed=5"; got != want {
		t.Errorf("in another order it prints as %s, want %s", got, want)
	}
}

// A text that is no fault is told what it is, and what was expected.
func TestFaultTextErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                      "expected refuse STATUS CODE [raw], lost",
		"lots":                  `"lots" is no fault; expected refuse STATUS CODE [raw], lost`,
		"lost=1":                "lost has no value; expected lost alone",
		"stale":                 "stale without a value; expected one such as stale=5s",
		"takes":                 "takes without a value; expected one such as takes=5m",
		"limit":                 "limit without a value; expected one such as limit=1",
		"initializing":          "initializing without a value; expected one such as initializing=10s",
		"stale=0s":              "stale by 0s; expected more than 0s and at most 10m",
		"stale=10m1s":           "stale by 10m1s; expected more than 0s and at most 10m",
		"stale=-1s":             "-1s is negative; expected 0s or more",
		"takes=soon":            `delay "soon": expected 1m`,
		"initializing=0s":       "initializing for 0s; expected more than 0s",
		"limit=0":               "limit=0; expected a number from 1",
		"refuse 400":            "refuse without a status and a code",
		"refuse 302 Found":      "HTTP status 302; expected one from 400 to 599",
		`refuse 400 ""`:         `code ""; expected one such as Throttling`,
		"refuse 400 a=b":        `code a=b has '=' in it; expected it in quotes: "a=b"`,
		"lost d-1":              `"d-1": expected refuse STATUS CODE`,
		"lost lost":             `"lost": expected refuse STATUS CODE`,
		"lost cut cut":          "cut is given twice",
		"lost cut=yes":          "cut has no value; expected cut alone",
		"late cut":              "late cannot be cut; expected that of lost or dropped",
		"lost message=\"x\"":    "lost has no message; expected that of refuse",
		"refuse 403 Throtling":  "403 Throtling is no documented code; did you mean 400 Throttling?; or raw, if it is meant so",
		"refuse 403 Throttling": "403 Throttling: expected 400 Throttling; or raw",
		"refuse 403 DiskCreatingSnapshot on=DeleteDisk on=DetachDisk": "403 DiskCreatingSnapshot is no documented code of DetachDisk, but of DeleteDisk, ReInitDisk; or raw",
		"lost raw":                         "lost cannot be raw; expected that of refuse",
		"refuse 403 X raw=1":               "raw has no value; expected raw alone",
		"refuse 403 X raw raw":             "raw is given twice",
		"refuse 400 X message=hello":       "message hello; expected a text in quotes",
		"refuse 400 X message='h'":         "message 'h'; expected a text in quotes",
		"refuse 400 X message=`h`":         "message `h`; expected a text in quotes",
		"refuse 400 X message=\"hello":     `"hello: the quote does not end`,
		"lost on=DetachDsk":                `operation "DetachDsk" is not modelled`,
		"lost on=lock":                     "lost of lock; nobody asks the API for that",
		"lost id=":                         "an id without text",
		"lost id=a,b":                      `"a,b"`,
		"lost n=0":                         "n=0; expected a number from 1",
		"lost n=1 n=2":                     "n is given twice",
		"lost p=0":                         "p=0; expected a probability above 0 and at most 1",
		"lost p=NaN":                       "p=NaN; expected a probability above 0 and at most 1",
		"lost p=1.5":                       "p=1.5; expected a probability above 0 and at most 1",
		"lost n=2 p=0.5":                   "a fault of the call with the number 2, with the probability 0.5; expected one of the two",
		"lost seed=7":                      "a seed, and nothing that is drawn",
		"takes=5s seed=7":                  "a seed, and nothing that is drawn",
		"lost p=1 seed=-1":                 "seed=-1; expected a number from 0 to 18446744073709551615",
		"lost when=now":                    `"when": expected cut, on=ACTION`,
		"limit=1 n=2":                      "limit is always in force; expected no number of a call",
		"limit=1 on=DetachDisk":            "limit is of its own actions; expected none to be given",
		"initializing=1s p=0.5":            "initializing is always in force",
		"takes=1m/fails=1 on=StopInstance": "takes=1m/fails=1 of StopInstance, which starts nothing that can fail; expected 1m, or DetachDisk or AttachDisk",
		"takes=1m on=DescribeDisks":        "takes=1m of DescribeDisks, which starts nothing",
	} {
		_, err := sim.ParseFault(text)
		if prefix := fmt.Sprintf("fault %q: ", text); err == nil || !strings.HasPrefix(err.Error(), prefix) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is the error %v\nwant %s%s", text, err, prefix, want)
		}
	}
}

// FuzzParseFault: what parses prints as what parses to the same fault.
func FuzzParseFault(f *testing.F) {
	for _, text := range []string{
		`refuse 403 "a code" raw message="x" on=DetachDisk id=d-1 id="d 2" n=3`, "lost cut p=0.25 seed=7", "dropped", "late", "stale=5s",
		"takes=30s..3m/fails=2 on=DetachDisk seed=1", "initializing=10s", "limit=1 id=i-a", `lost id="`, "refuse 0 x=1",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fault, err := sim.ParseFault(text)
		if err != nil {
			return
		}
		if again, err := sim.ParseFault(fault.String()); err != nil || !reflect.DeepEqual(again, fault) {
			t.Errorf("%q parses to %+v, which prints as %q, which parses to %+v, %v", text, fault, fault, again, err)
		}
	})
}

func TestFaultMisuse(t *testing.T) {
	w, _ := start(t, sim.Config{}, running, inUse)
	for want, f := range map[string]func(){
		"sim: the zero Fault is none; expected one of Injected, Lost, Dropped, Late, Stale, Takes, Initializing or Limit": func() { w.Arm(sim.Fault{}) },
		"sim: stale by 11m; expected more than 0s and at most 10m":                                                        func() { sim.Stale(11 * time.Minute) },
		"sim: late cannot be cut; expected that of lost or dropped":                                                       func() { sim.Late().Cut() },
		"sim: a fault of the call with the number 0; expected 1 or more":                                                  func() { sim.Lost().Nth(0) },
		"sim: a fault with the probability 1.5; expected more than 0 and at most 1":                                       func() { sim.Lost().Sometimes(1.5, 0) },
		`sim: "lost on=DetachDisk" is said about one call; expected it without on, id, n and p, or armed`:                 func() { w.Do(detach, sim.Lost().On(book.ActionDetachDisk)) },
		`sim: "lost" is said about settle; nobody asks the API for that, so nothing can go wrong around it`:               func() { w.Do(model.Settle{ID: "d-1"}, sim.Lost()) },
		"sim.World.Comment: a comment without text; expected a line":                                                      func() { w.Comment("") },
		"sim: a call of no operations; expected one at least":                                                             func() { w.CallAll(nil) },
		"sim: DetachDisk in one call with others; expected StartInstance, StopInstance, RebootInstance or DeleteInstance": func() { w.CallAll([]model.Op{detach}) },
		"sim: instance i-a is named twice in one call; expected different ones": func() {
			w.CallAll([]model.Op{model.StopInstance{InstanceID: "i-a"}, model.StopInstance{InstanceID: "i-a"}})
		},
		"sim: StopInstance and StartInstance in one call; expected one action": func() {
			w.CallAll([]model.Op{model.StopInstance{InstanceID: "i-a"}, model.StartInstance{InstanceID: "i-b"}})
		},
		"sim.New: -2 events to keep; expected a number of them, 0 for all, or KeepNone": func() { start(t, sim.Config{Keep: -2}) },
	} {
		wantPanic(t, want, f)
	}
	if n := len(w.History().Events); n != 0 {
		t.Errorf("%d events happened", n)
	}
}

// fared says in a word or two how a call fared, and what its caller hears.
func fared(e sim.Event) string {
	answer, err := e.Heard()
	s := e.Answer.String()
	for _, mark := range []struct {
		is   bool
		word string
	}{{e.Injected, " injected"}, {e.Stale != 0, " stale=" + sim.FormatDuration(e.Stale)}, {e.Reply != sim.ReplyHeard, " " + e.Reply.String()}, {e.Cut, " cut"}} {
		if mark.is {
			s += mark.word
		}
	}
	switch {
	case errors.Is(err, sim.ErrUnheard):
		return s + ": unheard"
	case answer.String() != e.Answer.String():
		return s + ": " + answer.String()
	}
	return s
}

// Each fault, and what is answered, heard and done at each call.
func TestFaults(t *testing.T) {
	d2 := disk("d-2", model.InUse, "i-a")
	detach2 := model.DetachDisk{InstanceID: "i-a", DiskID: "d-2"}
	modify := model.ModifyDiskAttribute{DiskID: "d-1", DeleteWithInstance: model.True}
	type calls []model.Op
	for _, test := range []struct {
		name   string
		faults []string
		calls  calls
		want   []string
		left   []string // armed still
		end    string   // statuses of d-1 and d-2
	}{
		{"lost", []string{"lost"}, calls{detach, detach}, []string{"ok lost: unheard", "403 IncorrectDiskStatus"}, nil, "Detaching In_use"},
		{"lost, cut", []string{"lost cut"}, calls{detach}, []string{"ok lost cut: unheard"}, nil, "Detaching In_use"},
		{"a refusal is lost", []string{"lost"}, calls{attach, detach}, []string{"403 IncorrectDiskStatus lost: unheard", "ok"}, nil, "Detaching In_use"},
		{"dropped", []string{"dropped"}, calls{detach, detach}, []string{"ok dropped: unheard", "ok"}, nil, "Detaching In_use"},
		{"late", []string{"late"}, calls{detach, attach}, []string{"ok late: 500 InternalError", "403 IncorrectDiskStatus"}, nil, "Detaching In_use"},
		{"late waits for what is accepted", []string{"late"}, calls{attach, detach}, []string{"403 IncorrectDiskStatus", "ok late: 500 InternalError"}, nil, "Detaching In_use"},
		{"refuse", []string{"refuse 400 Throttling"}, calls{detach, detach}, []string{"400 Throttling injected", "ok"}, nil, "Detaching In_use"},
		{"a refusal comes before rules", []string{"refuse 400 Throttling"}, calls{attach}, []string{"400 Throttling injected"}, nil, "In_use In_use"},
		{"dropped comes before a refusal, which waits", []string{"refuse 400 Throttling", "dropped"}, calls{detach, detach}, []string{"ok dropped: unheard", "400 Throttling injected"}, nil, "In_use In_use"},
		{"what is refused may be lost", []string{"refuse 400 Throttling", "lost"}, calls{detach, detach}, []string{"400 Throttling injected lost: unheard", "ok"}, nil, "Detaching In_use"},
		{"what is refused cannot be late", []string{"refuse 400 Throttling", "late"}, calls{detach, detach}, []string{"400 Throttling injected", "ok late: 500 InternalError"}, nil, "Detaching In_use"},
		{"of an action", []string{"lost on=DetachDisk"}, calls{modify, detach}, []string{"ok", "ok lost: unheard"}, nil, "Detaching In_use"},
		{"of an id", []string{"lost id=d-2"}, calls{detach, detach2}, []string{"ok", "ok lost: unheard"}, nil, "Detaching Detaching"},
		{"of an instance", []string{"dropped id=i-a"}, calls{describe, modify, detach}, []string{"ok", "ok", "ok dropped: unheard"}, nil, "In_use In_use"},
		{"the third", []string{"dropped n=3"}, calls{modify, modify, detach, detach}, []string{"ok", "ok", "ok dropped: unheard", "ok"}, nil, "Detaching In_use"},
		{"the second that is accepted", []string{"late n=2"}, calls{modify, attach, detach, detach2}, []string{"ok", "403 IncorrectDiskStatus", "ok late: 500 InternalError", "ok"}, nil, "Detaching Detaching"},
		{"one after the other", []string{"lost", "lost cut"}, calls{modify, detach, detach2}, []string{"ok lost: unheard", "ok lost cut: unheard", "ok"}, nil, "Detaching Detaching"},
		{"the first and the second", []string{"lost n=1", "lost cut n=2"}, calls{modify, detach, detach2}, []string{"ok lost: unheard", "ok lost cut: unheard", "ok"}, nil, "Detaching Detaching"},
		{"lost and late are one place", []string{"late", "lost"}, calls{modify, detach}, []string{"ok late: 500 InternalError", "ok lost: unheard"}, nil, "Detaching In_use"},
		{"every one", []string{"lost p=1"}, calls{modify, detach}, []string{"ok lost: unheard", "ok lost: unheard"}, []string{"lost p=1"}, "Detaching In_use"},
		{"a limit", []string{"limit=1"}, calls{detach, detach2, detach2}, []string{"ok", "403 InvalidOperation.Conflict injected", "403 InvalidOperation.Conflict injected"}, []string{"limit=1"}, "Detaching In_use"},
		{"a limit not reached", []string{"limit=2"}, calls{detach, detach2}, []string{"ok", "ok"}, []string{"limit=2"}, "Detaching Detaching"},
		{"a limit of another instance", []string{"limit=1 id=i-b"}, calls{detach, detach2}, []string{"ok", "ok"}, []string{"limit=1 id=i-b"}, "Detaching Detaching"},
		{"a limit comes before rules", []string{"limit=1"}, calls{detach, detach}, []string{"ok", "403 InvalidOperation.Conflict injected"}, []string{"limit=1"}, "Detaching In_use"},
		{"a limit is of detaches", []string{"limit=1"}, calls{detach, model.ReInitDisk{DiskID: "d-2"}}, []string{"ok", "403 IncorrectInstanceStatus"}, []string{"limit=1"}, "Detaching In_use"},
		{"events are nobody's calls", []string{"lost"}, calls{model.Lock{InstanceID: "i-a", Reason: model.LockFinancial}, detach}, []string{"ok", "ok lost: unheard"}, nil, "Detaching In_use"},
		{"takes waits for what takes time", []string{"takes=0s"}, calls{describe, attach, modify, detach, describe}, []string{"ok", "403 IncorrectDiskStatus", "ok", "ok", "ok"}, nil, "Available In_use"},
		{"takes, and lost", []string{"lost on=DetachDisk", "takes=0s"}, calls{detach, describe}, []string{"ok lost: unheard", "ok"}, nil, "Available In_use"},
	} {
		w, _ := start(t, sim.Config{}, running, other, inUse, d2)
		for _, text := range test.faults {
			w.Arm(parseFault(t, text))
		}
		var got, left []string
		for _, op := range test.calls {
			got = append(got, fared(w.Call(op)))
		}
		for _, a := range w.Armed() {
			left = append(left, a.Fault.String())
		}
		d1, _ := w.State().Disk("d-1")
		d2, _ := w.State().Disk("d-2")
		if end := d1.Status.String() + " " + d2.Status.String(); !slices.Equal(got, test.want) || !slices.Equal(left, test.left) || end != test.end {
			t.Errorf("%s: the calls were %q, armed is %q, the disks are %s;\nwant %q, %q, %s", test.name, got, left, end, test.want, test.left, test.end)
		}
		checkHistory(t, w)
	}
}

// What is created is initializing for a while, however it is shown.
func TestInitializing(t *testing.T) {
	w, clock := start(t, sim.Config{Delays: sim.Delays{"Creating": {}, "Pending": {}}}, running, disk("d-1", model.Available, ""))
	w.Arm(sim.Initializing(10 * time.Second))
	do(t, w, model.DeleteDisk{DiskID: "d-1"}) // of the start: nobody knows how old it is
	d, i := do(t, w, model.CreateDisk{}).DiskID, do(t, w, model.CreateInstance{})
	for _, at := range []time.Duration{0, 9999999999} {
		clock.Set(w.Epoch().Add(at))
		for op, want := range map[model.Op]string{
			model.DeleteDisk{DiskID: d}:                    "403 IncorrectDiskStatus.Initializing injected",
			model.DeleteInstance{InstanceID: i.InstanceID}: "403 IncorrectInstanceStatus.Initializing injected",
			model.DeleteDisk{DiskID: "d-9"}:                "ok",
			model.DeleteInstance{InstanceID: "i-9"}:        "404 InvalidInstanceId.NotFound",
			model.StopInstance{InstanceID: i.InstanceID}:   "403 IncorrectInstanceStatus",
		} {
			e := w.Call(op)
			if got := fared(e); got != want {
				t.Errorf("%v: %v is answered %s, want %s", at, op, got, want)
			}
			if !e.Answer.Success() && e.Answer.Message == "" {
				t.Errorf("%v: %v is refused without a message", at, op)
			}
		}
	}
	clock.Add(1)
	do(t, w, model.DeleteDisk{DiskID: d})
	do(t, w, model.DeleteInstance{InstanceID: i.InstanceID})
	do(t, w, model.CreateDisk{DiskID: d}) // younger again
	if got := fared(w.Call(model.DeleteDisk{DiskID: d})); got != "403 IncorrectDiskStatus.Initializing injected" {
		t.Errorf("what is created anew is answered %s", got)
	}
}

// The limit is answered as in the machine's edition.
func TestLimitByEdition(t *testing.T) {
	for e := range book.AllEditions() {
		want := "403 InvalidOperation.Conflict injected"
		if e == book.Edition2024 || e == book.Edition2026 {
			want = "400 DisksDetachingOnEcsExceeded injected"
		}
		w, _ := start(t, sim.Config{Machine: model.Machine{Edition: e}}, running, inUse, disk("d-2", model.InUse, "i-a"))
		w.Arm(sim.Limit(1))
		do(t, w, detach)
		if got := fared(w.Call(model.DetachDisk{InstanceID: "i-a", DiskID: "d-2"})); got != want {
			t.Errorf("in edition %v the second detach is answered %s, want %s", e, got, want)
		}
	}
}

// A fault moves no id of the counter.
func TestFaultsMoveNoID(t *testing.T) {
	for _, f := range []sim.Fault{sim.Dropped(), sim.Injected(model.Answer{Status: 400, Code: "Throttling"})} {
		w, _ := start(t, sim.Config{}, running)
		e := w.Call(model.CreateDisk{}, f)
		if got := e.Op.String(); got != "CreateDisk DiskId=d-1" {
			t.Errorf("%v: the call is %s, want the id that it would have got", f, got)
		}
		if got := do(t, w, model.CreateDisk{}).DiskID; got != "d-1" {
			t.Errorf("%v: the next id is %s, want d-1", f, got)
		}
	}
	w, _ := start(t, sim.Config{}, running)
	w.Call(model.CreateDisk{}, sim.Lost())
	if got := do(t, w, model.CreateDisk{}).DiskID; got != "d-2" {
		t.Errorf("the next id is %s, want d-2: the first was created, though nobody heard", got)
	}
}

// A lost describe is counted, and neither a dropped nor a stale one.
func TestFaultyDescribesCount(t *testing.T) {
	for _, test := range []struct {
		fault sim.Option
		want  model.DiskStatus
	}{{sim.Lost(), model.Available}, {sim.Late(), model.Available}, {sim.Dropped(), model.Detaching}, {sim.Stale(1), model.Detaching}} {
		w, _ := detaching(t, sim.AfterDescribes(2))
		do(t, w, describe)
		w.Call(describe, test.fault)
		wantStatus(t, w, test.want)
	}
}

// Faults draw from streams of their own: one that is armed moves no delay, nor what
// another draws; and the same seed gives the same.
func TestFaultsDrawApart(t *testing.T) {
	run := func(faults ...string) (log []string, dues []time.Duration) {
		w, clock := start(t, sim.Config{Seed: 3, Delays: sim.Delays{"Detaching": sim.Between(0, time.Hour), "Attaching": {}}}, running, inUse)
		for _, text := range faults {
			w.Arm(parseFault(t, text))
		}
		for range 40 {
			e := w.Call(detach)
			log = append(log, e.Reply.String())
			dues = append(dues, w.Pending()[0].Due-e.At)
			clock.Add(time.Hour)
			w.Call(attach)
		}
		return log, dues
	}
	plain, delays := run()
	log, same := run("lost p=0.5 seed=7 on=DetachDisk", "takes=1s n=1000")
	if !slices.Equal(same, delays) {
		t.Error("arming a fault moves delays")
	}
	if again, _ := run("lost p=0.5 seed=7 on=DetachDisk", "stale=5s on=AttachDisk p=0.3", "late p=0.5 on=AttachDisk"); !slices.Equal(again, log) {
		t.Error("arming a fault moves what another draws")
	}
	if other, _ := run("lost p=0.5 seed=8 on=DetachDisk"); slices.Equal(other, log) || slices.Equal(plain, log) {
		t.Error("the seed decides nothing")
	}
	if n := len(slices.DeleteFunc(log, func(s string) bool { return s != "lost" })); n < 10 || n > 30 {
		t.Errorf("%d of 40 replies were lost, with p=0.5", n)
	}
}

// Two faults of one seed draw apart, too.
func TestFaultsOfOneSeed(t *testing.T) {
	w, _ := start(t, sim.Config{}, running, inUse)
	w.Arm(parseFault(t, "stale=1s p=0.5"))
	w.Arm(parseFault(t, "lost p=0.5"))
	differ := 0
	for range 40 {
		if e := w.Call(describe); (e.Stale != 0) != (e.Reply == sim.ReplyLost) {
			differ++
		}
	}
	if differ < 10 {
		t.Errorf("only %d of 40 calls meet one of the two alone", differ)
	}
}

// A creation that was not enabled then, for its id was in use, is judged now.
func TestStaleCreation(t *testing.T) {
	w, clock := start(t, sim.Config{}, disk("d-1", model.Available, ""))
	clock.Add(time.Minute)
	do(t, w, model.DeleteDisk{DiskID: "d-1"})
	if e := w.Call(model.CreateDisk{DiskID: "d-1"}, sim.Stale(time.Second)); fared(e) != "ok stale=1s" || w.State().NumDisks() != 1 {
		t.Errorf("it is answered %s", fared(e))
	}
}

// What an armed takes draws is in the event, as it was drawn.
func TestTakesIsRecordedAsDrawn(t *testing.T) {
	w, _ := start(t, sim.Config{}, running, inUse)
	w.Arm(parseFault(t, "takes=10s..20s/fails=1 seed=4"))
	e := w.Call(detach)
	if e.Takes == nil || e.Takes.Min != e.Takes.Max || e.Takes.Min < 10*time.Second || e.Takes.Min > 20*time.Second || e.Takes.Fails != 1 {
		t.Fatalf("the event takes %v, want one instant from 10s to 20s, failing once", e.Takes)
	}
	if p := w.Pending(); p[0].Due != e.Takes.Min {
		t.Errorf("pending %v, want it due after %v", p, e.Takes.Min)
	}
}

func TestArmAndDisarm(t *testing.T) {
	w, _ := start(t, sim.Config{}, running, inUse)
	first, second := w.Arm(sim.Lost().Nth(3)), w.Arm(sim.Limit(1))
	do(t, w, describe)
	want := []sim.Armed{{N: 1, Fault: sim.Lost().Nth(3), Seen: 1}, {N: 2, Fault: sim.Limit(1)}}
	if got := w.Armed(); first != 1 || second != 2 || !reflect.DeepEqual(got, want) {
		t.Errorf("armed is %v, want %v", got, want)
	}
	if !w.Disarm(1) || w.Disarm(1) || w.Disarm(7) || len(w.Armed()) != 1 {
		t.Errorf("armed is %v, want the limit alone", w.Armed())
	}
	do(t, w, detach)
	w.Call(detach)
	if got := w.Armed()[0]; got.Seen != 1 || got.Fired != 1 {
		t.Errorf("armed is %+v, want it seen and fired once", got)
	}
	if n := w.Arm(sim.Late()); n != 3 {
		t.Errorf("the next number is %d, want 3", n)
	}
}

// A stale answer is that of the state of exactly so long ago, found by going through
// the history.
func TestStaleShowsWhatWas(t *testing.T) {
	shown, refused := 0, 0
	for seed := range uint64(150) {
		s := newStory(seed)
		s.config.Observe = nil
		clock := &sim.Manual{}
		w := s.tell(clock, clock.Add, nil)
		rng := rand.New(rand.NewPCG(seed, 3))
		for range 30 {
			clock.Add(time.Duration(rng.IntN(3)) * time.Second)
			lag := 1 + time.Duration(rng.IntN(20_000))*time.Millisecond
			now := w.Look().At
			then := w.History().Start
			w.History().Replay(func(e sim.Event) {
				if e.At <= now-lag {
					then = e.After
				}
			})
			m := s.config.Machine
			e := w.Call(model.DescribeDisks{}, sim.Stale(lag))
			if _, _, want := m.Respond(then, e.Op); !reflect.DeepEqual(e.Answer, want) || e.Stale != lag || !e.After.Equal(e.Before) {
				t.Fatalf("seed %d: %v ago it was %+v, and %+v is shown\n%v", seed, lag, want, e.Answer, w.History())
			}
			shown++
			for d := range e.Before.Disks() {
				op := model.DetachDisk{InstanceID: d.InstanceID, DiskID: d.ID}
				before, o := w.State(), m.Judge(then, op)
				now := m.Judge(before, op)
				if e := w.Call(op, sim.Stale(lag)); o.Verdict() == model.Refused && e.Outcome != o || o.Verdict() != model.Refused && e.Outcome != now {
					t.Fatalf("seed %d: %v is %v, was %v and is %v now", seed, op, e.Outcome, o, now)
				}
				if o.Verdict() == model.Refused && now.Accepted() {
					refused++
				}
				break
			}
		}
	}
	if refused < 20 || shown < 1000 {
		t.Errorf("only %d shown, %d refused that would be accepted now", shown, refused)
	}
}

// Before the start the state is that of the start, and what is older than ten minutes is
// let go of, but not what was 10 minutes ago.
func TestStaleGoesBackTenMinutes(t *testing.T) {
	w, clock := start(t, sim.Config{Delays: sim.Delays{"Detaching": {}, "Attaching": {}}}, running, inUse)
	status := func(lag time.Duration) string {
		return do(t, w, describe, sim.Stale(lag)).Shown[0].Disk.Status.String()
	}
	do(t, w, detach)
	do(t, w, describe) // settles it
	if got := status(1); got != "In_use" {
		t.Errorf("before the start it is %s, want In_use", got)
	}
	clock.Add(5 * time.Minute)
	do(t, w, attach)
	clock.Add(5*time.Minute + 1)
	if got := status(sim.MaxStale); got != "Available" {
		t.Errorf("10 minutes ago it was %s, want Available", got)
	}
	do(t, w, model.StopInstance{InstanceID: "i-a"}) // a change lets go of what is too old
	clock.Add(5*time.Minute - 1)
	if got := status(sim.MaxStale); got != "In_use" && got != "Attaching" {
		t.Errorf("10 minutes ago it was %s, want it attached", got)
	}
}

// Several operations are one call: all or none, at one instant.
func TestCallAll(t *testing.T) {
	stop := func(ids ...model.InstanceID) (ops []model.Op) {
		for _, id := range ids {
			ops = append(ops, model.StopInstance{InstanceID: id})
		}
		return ops
	}
	for _, test := range []struct {
		name   string
		faults []string
		ops    []model.Op
		want   []string // the operations that have an event, and how each fared
		status string   // of i-a and i-b
		armed  int
	}{
		{"all accepted", nil, stop("i-a", "i-b"), []string{"i-a ok", "i-b ok"}, "Stopping Stopping", 0},
		{"the second refused", nil, stop("i-a", "i-z"), []string{"i-z 404 InvalidInstanceId.NotFound"}, "Running Running", 0},
		{"the first that is refused", nil, stop("i-y", "i-a", "i-z"), []string{"i-y 404 InvalidInstanceId.NotFound"}, "Running Running", 0},
		{"none given", nil, stop("", "i-a"), []string{" 400 MissingParameter"}, "Running Running", 0},
		{"lost", []string{"lost"}, stop("i-a", "i-b"), []string{"i-a ok lost: unheard", "i-b ok lost: unheard"}, "Stopping Stopping", 0},
		{"lost, of the second", []string{"lost id=i-b"}, stop("i-a", "i-b"), []string{"i-a ok lost: unheard", "i-b ok lost: unheard"}, "Stopping Stopping", 0},
		{"late", []string{"late"}, stop("i-a", "i-b"), []string{"i-a ok late: 500 InternalError", "i-b ok late: 500 InternalError"}, "Stopping Stopping", 0},
		{"late, and refused", []string{"late"}, stop("i-a", "i-z"), []string{"i-z 404 InvalidInstanceId.NotFound"}, "Running Running", 1},
		{"dropped", []string{"dropped"}, stop("i-a", "i-z"), []string{"i-a ok dropped: unheard", "i-z 404 InvalidInstanceId.NotFound dropped: unheard"}, "Running Running", 0},
		{"refused, of the second", []string{"refuse 400 X raw id=i-b"}, stop("i-a", "i-b"), []string{"i-b 400 X injected"}, "Running Running", 0},
		{"a refusal behind the first that is refused waits", []string{"refuse 400 X raw id=i-b"}, stop("i-z", "i-b"), []string{"i-z 404 InvalidInstanceId.NotFound"}, "Running Running", 1},
		{"one call counts once", []string{"lost n=2"}, stop("i-a", "i-b"), []string{"i-a ok", "i-b ok"}, "Stopping Stopping", 1},
		{"one refusal counts once", []string{"refuse 400 X raw n=2"}, stop("i-a", "i-b"), []string{"i-a ok", "i-b ok"}, "Stopping Stopping", 1},
		{"takes", []string{"takes=never"}, stop("i-a", "i-b"), []string{"i-a ok", "i-b ok"}, "Stopping Stopping", 0},
		{"stale", []string{"stale=5s"}, stop("i-a", "i-b"), []string{"i-a ok stale=5s", "i-b ok stale=5s"}, "Stopping Stopping", 0},
	} {
		w, clock := start(t, sim.Config{}, running, other)
		for _, text := range test.faults {
			w.Arm(parseFault(t, text))
		}
		var got []string
		for n, e := range w.CallAll(test.ops) {
			got = append(got, string(e.Op.(model.StopInstance).InstanceID)+" "+fared(e))
			if e.N != n || e.At != 0 {
				t.Errorf("%s: event %d has the number %d, at %v", test.name, n, e.N, e.At)
			}
		}
		a, _ := w.State().Instance("i-a")
		b, _ := w.State().Instance("i-b")
		if status := a.Status.String() + " " + b.Status.String(); !slices.Equal(got, test.want) || status != test.status || len(w.Armed()) != test.armed {
			t.Errorf("%s: events %q, %s, armed %v; want %q, %s, %d", test.name, got, status, w.Armed(), test.want, test.status, test.armed)
		}
		if test.name == "takes" {
			clock.Add(time.Hour)
			if len(w.Pending()) != 2 {
				t.Errorf("pending is %v, want both for ever", w.Pending())
			}
		}
		checkHistory(t, w)
	}
}

// A repetition changes nothing, is counted by no fault of what it repeats, and has no
// number; a comment likewise.
func TestRepeatsAndComments(t *testing.T) {
	var observed []string
	w, clock := start(t, sim.Config{Observe: func(e sim.Event) { observed = append(observed, fmt.Sprint(e.N, " ", e.Comment)) }}, running)
	w.Arm(sim.Injected(model.Answer{Status: 400, Code: "Throttling"}))
	created := model.Answer{Status: 200, DiskID: "d-7"}
	e := w.Call(model.CreateDisk{}, sim.Repeats(created))
	if answer, err := e.Heard(); err != nil || answer.DiskID != "d-7" || e.Comment == "" || e.Applied() || e.Judged() {
		t.Errorf("a repetition is %+v", e)
	}
	for _, f := range []sim.Fault{sim.Lost(), sim.Dropped()} {
		if _, err := w.Call(model.CreateDisk{}, sim.Repeats(created), f).Heard(); !errors.Is(err, sim.ErrUnheard) {
			t.Errorf("a repetition that is %v is heard: %v", f, err)
		}
	}
	w.Arm(sim.Late())
	if answer, _ := w.Do(model.CreateDisk{}, sim.Repeats(created)); answer.DiskID != "d-7" {
		t.Errorf("late fires at a repetition: %v", answer)
	}
	clock.Add(time.Second)
	w.Comment("no such key")
	if len(w.Armed()) != 2 || w.State().NumDisks() != 0 {
		t.Errorf("armed is %v, and there are %d disks; want both faults, and none", w.Armed(), w.State().NumDisks())
	}
	w.Call(model.CreateDisk{}) // throttled
	want := []string{
		"0 CreateDisk is a repetition, answered ok", "0 CreateDisk is a repetition, answered ok, lost", "0 CreateDisk is a repetition, answered ok, dropped",
		"0 CreateDisk is a repetition, answered ok", "0 no such key", "0 ",
	}
	if !slices.Equal(observed, want) {
		t.Errorf("observed %q, want %q", observed, want)
	}
	if got := w.History().String(); !strings.Contains(got, "\n1s     # no such key\n") {
		t.Errorf("the timeline is\n%s", got)
	}
}

// A refusal waits for an operation that can be refused so; a raw one is for any.
func TestARefusalFitsTheOperationsThatHaveIt(t *testing.T) {
	for text, want := range map[string]string{"refuse 403 DiskCreatingSnapshot": "DeleteDisk", "refuse 403 DiskCreatingSnapshot raw": "DetachDisk"} {
		w, _ := start(t, sim.Config{}, running, inUse)
		w.Arm(parseFault(t, text))
		_, _ = w.Do(detach)
		answer, _ := w.Do(model.DeleteDisk{DiskID: "d-1"})
		refused := ""
		for _, e := range w.History().Events {
			if e.Injected {
				refused = model.ActionOf(e.Op).String()
			}
		}
		if refused != want || want == "DeleteDisk" && answer.Message == "" {
			t.Errorf("%s refused %s with %q; want %s, with the message of the catalogue", text, refused, answer.Message, want)
		}
	}
}
