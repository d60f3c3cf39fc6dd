package script_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A recorded faulty run replays exactly: from history to script, from its text to a
// replay that is green, to the same events and the same end.
func TestFaultyRunReplays(t *testing.T) {
	met := map[string]int{}
	for seed := range uint64(400) {
		h := drawFaultyHistory(rand.New(rand.NewPCG(seed, 2)), 0)
		text := script.FromHistory(h).String()
		s := parse(t, text)
		if got := s.String(); got != text {
			t.Fatalf("seed %d: it is not canonical:\n%s\nexpected\n%s", seed, text, got)
		}
		r := replay(t, s, script.Options{Strict: model.Exactly})
		if !r.Green() {
			t.Fatalf("seed %d: %v, in\n%s", seed, r.Failed, text)
		}
		if diff := cmp.Diff(h.End, r.World.Look(), cmp.Comparer(model.State.Equal)); diff != "" {
			t.Fatalf("seed %d: it ends otherwise: %s\nin\n%s", seed, diff, text)
		}
		if last := len(s.Steps) - 1; s.Steps[last].Comment != "" {
			s.Steps = s.Steps[:last]
		}
		if diff := cmp.Diff(events(h), events(perform(s, h.End.At))); diff != "" {
			t.Fatalf("seed %d: it happens otherwise: %s\nin\n%s", seed, diff, text)
		}
		for _, e := range h.Events {
			for _, k := range kindsOf(e) {
				met[k]++
			}
		}
	}
	for _, k := range []string{"lost", "dropped", "late", "stale shown", "stale refused", "stale accepted", "injected", "injected, lost", "takes", "comment",
		"403 InvalidOperation.Conflict", "403 IncorrectDiskStatus.Initializing", "403 IncorrectInstanceStatus.Initializing"} {
		if met[k] < 10 {
			t.Errorf("only %d times %s: %v", met[k], k, met)
		}
	}
}

// The last of a faulty run replays green from where it starts, to the same end, and is
// what the whole of it ends with.
func TestLastOfFaultyRunReplays(t *testing.T) {
	moved, gone := 0, 0
	for seed := range uint64(300) {
		keep := []int{1, 2, 7, 30, 1000}[seed%5]
		whole := drawFaultyHistory(rand.New(rand.NewPCG(seed, 2)), 0)
		h := drawFaultyHistory(rand.New(rand.NewPCG(seed, 2)), keep)
		if want := min(keep, len(whole.Events)); len(h.Events) != want {
			t.Fatalf("seed %d: %d events are kept, want %d", seed, len(h.Events), want)
		}
		first := len(whole.Events) - len(h.Events)
		if diff := cmp.Diff(events(sim.History{Events: whole.Events[first:]}), events(h)); diff != "" {
			t.Fatalf("seed %d: the last of it is otherwise: %s", seed, diff)
		}
		numbered, since, start := 0, time.Duration(0), whole.Start
		sim.History{Start: whole.Start, Config: whole.Config, Events: whole.Events[:first]}.Replay(func(e sim.Event) {
			if start = e.After; e.Comment == "" {
				numbered, since = e.N+1, e.At
			}
		})
		if h.First != numbered || h.Since != since || !h.Start.Equal(start) {
			t.Fatalf("seed %d: it starts behind %d events, at %v; want %d, %v", seed, h.First, h.Since, numbered, since)
		}

		made := script.FromHistory(h)
		s := parse(t, made.String())
		r := replay(t, s, script.Options{Strict: model.Exactly})
		if !r.Green() {
			t.Fatalf("seed %d: %v, in\n%s", seed, r.Failed, made)
		}
		if end := r.World.Look(); end.At != h.End.At || !end.State.Equal(h.End.State) {
			t.Fatalf("seed %d: it ends otherwise, in\n%s", seed, made)
		}
		if h.First > 0 {
			moved++
			gone += strings.Count(made.String(), " stale=") // in comments, where the state is gone
			for _, step := range s.Steps {
				if step.Stale != 0 {
					gone--
				}
			}
		}
	}
	if moved < 200 || gone < 10 {
		t.Errorf("only %d of 300 runs do not start at the start, with %d stale answers in comments", moved, gone)
	}
}

// kindsOf returns what went wrong around a call.
func kindsOf(e sim.Event) (kinds []string) {
	add := func(kind string, is bool) {
		if is {
			kinds = append(kinds, kind)
		}
	}
	add("comment", e.Comment != "")
	if e.Op == nil {
		return kinds
	}
	describe := model.ActionOf(e.Op).Describe()
	add(e.Reply.String(), e.Reply != sim.ReplyHeard)
	add("stale shown", e.Stale != 0 && describe)
	add("stale refused", e.Stale != 0 && !e.Applied())
	add("stale accepted", e.Stale != 0 && e.Applied() && !describe && e.Outcome.Accepted())
	add("injected", e.Injected)
	add("injected, lost", e.Injected && e.Reply == sim.ReplyLost)
	add("takes", e.Takes != nil)
	add(e.Answer.String(), e.Injected)
	return kinds
}

// drawFaultyHistory returns the last that happened to a world of drawn calls, delays and
// faults.
func drawFaultyHistory(rng *rand.Rand, keep int) sim.History {
	pick := func(n int) bool { return rng.IntN(n) == 0 }
	c := sim.Config{Seed: rng.Uint64(), Delays: sim.Delays{}, Keep: keep}
	for _, status := range sim.Statuses() {
		if pick(3) {
			c.Delays[status] = drawDelay(rng)
		}
	}
	for choice := range book.Edition2019.Choices() {
		if pick(6) {
			c.Machine.Readings = c.Machine.Readings.With(choice)
		}
	}
	var clock sim.Manual
	w := sim.New(&clock, script.MustWorld(`instance i-1 Running
		instance i-2 Stopped
		disk d-1 In_use i-1 DeleteWithInstance=true
		disk "ok" Detaching i-1
		disk d-3 Available
		disk d-4 In_use i-1
		disk d-5 ReIniting i-2 Type=system`).State, c)
	for range rng.IntN(6) {
		w.Arm(drawFault(rng))
	}
	for range 60 {
		switch {
		case pick(3):
			clock.Add(time.Duration(rng.IntN(20_000)) * time.Millisecond)
		case pick(3):
			if due, ok := w.NextDue(); ok {
				clock.Set(due)
			}
		}
		switch rng.IntN(16) {
		case 0:
			w.Arm(drawFault(rng))
		case 1:
			if armed := w.Armed(); len(armed) > 0 {
				w.Disarm(armed[rng.IntN(len(armed))].N)
			}
		case 2:
			w.Comment([]string{"signature of i-1 is wrong", "two\nlines\n", " \x00\xff\tfoo ", strings.Repeat("é", 2000), "#", "\n"}[rng.IntN(6)])
		case 3:
			w.Call(model.CreateDisk{}, sim.Repeats(model.Answer{Status: 200, DiskID: "d-1"}))
		case 4:
			ops := []model.Op{model.StopInstance{InstanceID: "i-1"}, model.StopInstance{InstanceID: "i-2"}}
			if pick(2) {
				ops = []model.Op{model.StartInstance{InstanceID: "i-2"}, model.StartInstance{InstanceID: "i-1"}}
			}
			if pick(4) {
				ops = []model.Op{model.DeleteInstance{InstanceID: "i-1"}, model.DeleteInstance{InstanceID: "i-8"}, model.DeleteInstance{InstanceID: "i-2"}}
			}
			w.CallAll(ops)
		case 5: // to be young where Initializing asks
			disk, instance := w.Call(model.CreateDisk{}), w.Call(model.CreateInstance{})
			clock.Add(time.Duration(rng.IntN(20)) * time.Second)
			w.Do(model.DeleteDisk{DiskID: disk.Answer.DiskID})
			w.Do(model.DeleteInstance{InstanceID: instance.Answer.InstanceID, Force: true})
		case 6: // more than one detach at a time
			for _, id := range []model.DiskID{"d-1", "d-4", "ok"} {
				w.Do(model.DetachDisk{InstanceID: "i-1", DiskID: id})
			}
		default:
			op := drawOp(rng)
			var options []sim.Option
			if pick(8) {
				options = append(options, sim.Takes(drawDelay(rng)))
			}
			if pick(8) && !model.ActionOf(op).Event() {
				options = append(options, []sim.Fault{
					sim.Lost(), sim.Lost().Cut(), sim.Dropped(), sim.Late(), sim.Injected(model.Answer{Status: 400, Code: "Throttling.User"}),
					sim.Stale(time.Duration(1+rng.IntN(60)) * time.Second), sim.Stale(sim.MaxStale),
				}[rng.IntN(7)])
			}
			w.Call(op, options...)
		}
	}
	if pick(2) {
		clock.Add(time.Duration(rng.IntN(40_000)) * time.Millisecond)
	}
	return w.History()
}

func drawFault(rng *rand.Rand) sim.Fault {
	whats := []string{
		"lost", "lost cut", "dropped", "dropped cut", "late", "stale=5s", "stale=30s", "stale=2m", "stale=10m",
		"takes=0s", "takes=20s/fails=2", "takes=5s..20s/fails=1", "takes=never", "takes=2-describes", "refuse 400 Throttling", "refuse 0 lost raw", "refuse 500 InternalError",
	}
	text := whats[rng.IntN(len(whats))]
	switch rng.IntN(4) {
	case 0:
		return mustFault([]string{"initializing=10s", "initializing=1h", "limit=1", "limit=2", "limit=1 id=i-1"}[rng.IntN(5)])
	case 1:
		text += []string{" on=DetachDisk", " on=DetachDisk on=DescribeDisks", " on=AttachDisk"}[rng.IntN(3)]
	case 2:
		text += []string{" id=d-1", " id=i-1", " id=d-3 id=i-2"}[rng.IntN(3)]
	}
	text += []string{"", "", " n=3", " p=0.3 seed=7", " p=1"}[rng.IntN(5)]
	return mustFault(text)
}

func mustFault(text string) sim.Fault {
	f, err := sim.ParseFault(text)
	if err != nil {
		panic(err)
	}
	return f
}

// What a comment cannot hold is escaped, and it never becomes a step.
func TestCommentOf(t *testing.T) {
	for text, want := range map[string]string{
		"no such key":                  "# 10s: no such key",
		"one\r\ntwo\n":                 "# 10s: one\n# 10s: two",
		"DetachDisk\x1b[2J\xff":        `# 10s: DetachDisk\x1b[2J\xff`,
		"\n":                           "# 10s:",
		"\"a\x1b\"":                    `# 10s: \"a\x1b\"`,
		strings.Repeat("a", 999) + "é": "# 10s: " + strings.Repeat("a", 999) + "…",
	} {
		e := sim.Event{At: 10 * time.Second, Comment: text}
		if got := strings.Join(script.CommentOf(e), "\n"); got != want {
			t.Errorf("%q is\n%s\nwant\n%s", text, got, want)
		}
	}
}

// The marks behind an answer are read in their order, and back.
func TestMarks(t *testing.T) {
	for _, test := range []struct {
		line  string
		stale time.Duration
		reply sim.Reply
		got   bool
	}{
		{"0s  DetachDisk InstanceId=i-a DiskId=d-1   ok lost", 0, sim.ReplyLost, false},
		{"0s  DetachDisk InstanceId=i-a DiskId=d-1   ok dropped", 0, sim.ReplyDropped, false},
		{"0s  DetachDisk InstanceId=i-a DiskId=d-1   ok late", 0, sim.ReplyLate, false},
		{"0s  DetachDisk InstanceId=i-a DiskId=d-1   ok stale=5s late got 500 InternalError", 5 * time.Second, sim.ReplyLate, true},
		{"0s  DetachDisk InstanceId=i-a DiskId=d-1   400 Throttling injected lost", 0, sim.ReplyLost, false},
		{"0s  DescribeDisks    In_use i-a stale=10m", 10 * time.Minute, sim.ReplyHeard, false},
		{"0s  DescribeDisks    none stale=1ns lost", 1, sim.ReplyLost, false},
		{"0s  DescribeDisks    d-1 In_use i-a; d-2 Available late", 0, sim.ReplyLate, false},
		{`0s  DetachDisk InstanceId=lost DiskId=late   404 "late" dropped`, 0, sim.ReplyDropped, false},
		{`0s  DescribeDisks    "lost" In_use "stale"; "dropped" In_use "late" lost got "late" Available`, 0, sim.ReplyLost, true},
	} {
		s := parse(t, test.line+"\n").Steps[0]
		if s.Stale != test.stale || s.Reply != test.reply || (s.Got != nil) != test.got {
			t.Errorf("%s: stale is %v, the reply %v, got %v", test.line, s.Stale, s.Reply, s.Got)
		}
		if again := parse(t, s.String()+"\n").Steps[0]; s.String() != again.String() {
			t.Errorf("%s prints as %s, and that as %s", test.line, s, again)
		}
	}
	for line, want := range map[string]string{
		"DeleteDisk ok stale=0s":                             `1:21: stale by 0s; expected more than 0s and at most 10m`,
		"DeleteDisk ok stale=11m":                            `1:21: stale by 11m; expected more than 0s and at most 10m`,
		"DeleteDisk ok stale=soon":                           `1:21: "soon": expected a duration such as 0s, 1m10s or 1h`,
		"DeleteDisk ok stale":                                `1:15: "stale": expected "injected"`,
		"DeleteDisk ok lost stale=5s":                        `1:20: "stale=5s": expected "injected"`,
		"DeleteDisk ok lost late":                            `1:20: "late": expected "injected"`,
		"DeleteDisk ok stale=5s dropped":                     "1:24: what is dropped is not judged by an earlier state",
		"DeleteDisk 403 X injected raw stale=5s":             "1:31: what is injected speaks of no state",
		"DeleteDisk 403 X injected raw dropped":              "1:31: what is dropped is not refused by a fault on top",
		"DeleteDisk 403 Throtling injected":                  "1:12: 403 Throtling is no documented code of DeleteDisk; did you mean 400 Throttling?; or, if it is meant so, injected raw",
		"DeleteDisk 403 Throttling injected":                 "1:12: 403 Throttling: expected 400 Throttling of DeleteDisk; or, if it is meant so, injected raw",
		"DeleteDisk 403 X injected raw raw":                  `1:31: "raw": expected "injected"`,
		"DeleteDisk 403 X raw":                               `1:18: "raw": expected "injected" or "injected raw"`,
		"DeleteDisk 403 X late":                              "1:18: only the reply to an accepted call is late, which is answered 500 InternalError; expected ok before it, or lost",
		"DescribeDisks 403 X late":                           "1:21: only the reply to an accepted call is late, which is answered 500 InternalError; expected what is shown before it, or lost",
		"lock i-a security lost":                             "1:19: nobody asks the API for lock, so nothing can go wrong around it; expected no lost",
		"settle d-1 ok stale=5s":                             "1:15: nobody asks the API for settle, so nothing can go wrong around it; expected no stale=5s",
		"DeleteDisk lost":                                    `1:12: answer "lost"; expected "ok", an HTTP status and a code, or "not-enabled"`,
		"DescribeDisks lost":                                 "1:15: nothing is stated here",
		"DeleteDisk 403 stale=5s":                            "1:12: HTTP status 403 without a code",
		"instance i-a Running\n0s lock i-a security dropped": "2:22: nobody asks the API for lock",
	} {
		_, err := script.Parse("x", strings.NewReader(line+"\n"))
		if err == nil || !strings.HasPrefix(err.Error(), "x:"+want) {
			t.Errorf("%s\nis the error %v\nwant       x:%s", line, err, want)
		}
	}
}

// A replay shows what was, and says what the machine answers, whatever was heard.
func TestReplayOfFaults(t *testing.T) {
	const text = `instance i-a Running
disk     d-1 In_use i-a

0s    DetachDisk    InstanceId=i-a DiskId=d-1   ok dropped
5s    DetachDisk    InstanceId=i-a DiskId=d-1   ok lost
6s    DescribeDisks                             In_use i-a stale=2s
1m5s  DescribeDisks                             Detaching i-a stale=1s
1m5s  DescribeDisks                             Available dropped
1m5s  AttachDisk    InstanceId=i-a DiskId=d-1   403 IncorrectDiskStatus stale=30s
1m5s  AttachDisk    InstanceId=i-a DiskId=d-1   ok late
`
	s := parse(t, text)
	if s.String() != text {
		t.Errorf("it prints as\n%s\nwant\n%s", s, text)
	}
	if r := replay(t, s, script.Options{Strict: model.Exactly}); !r.Green() {
		t.Error(r.Failed)
	}
	// Without its mark a step is another one, unless only the hearing differs.
	for _, n := range []int{0, 2, 3, 5} {
		plain := slices.Clone(s.Steps)
		plain[n].Stale, plain[n].Reply = 0, sim.ReplyHeard
		if r := replay(t, script.Script{World: s.World, Steps: plain}, script.Options{Strict: model.Exactly}); r.Green() {
			t.Errorf("without its mark it is green, too: %s", s.Steps[n])
		}
	}
}
