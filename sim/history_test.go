package sim_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/benbjohnson/clock"
	"github.com/google/go-cmp/cmp"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim"
)

// checkHistory asserts what is true of every history: it is numbered, time does not
// go back, what fell due had been noted before, and it replays to the same outcomes
// and to the state of the world, which is well-formed.
func checkHistory(tb testing.TB, w *sim.World) {
	tb.Helper()
	h := w.History()
	var last time.Duration
	n := 0
	end := h.Start
	h.Replay(func(e sim.Event) {
		if e.N != n {
			tb.Errorf("event %d has the number %d", n, e.N)
		}
		if e.At < last {
			tb.Errorf("event %d is at %v, after one at %v", n, e.At, last)
		}
		if e.Due && (e.Noted >= e.N || e.Noted < -1) {
			tb.Errorf("event %d was noted by event %d", n, e.Noted)
		}
		if _, o := h.Config.Machine.Step(e.Before, e.Op); e.Stale == 0 && o != e.Outcome {
			tb.Errorf("event %d, %v: replay is %v, was %v", n, e.Op, o, e.Outcome)
		}
		last, end = e.At, e.After
		n++
	})
	if n != len(h.Events) {
		tb.Errorf("replay has %d events, want %d", n, len(h.Events))
	}
	if !end.Equal(w.State()) {
		tb.Error("replay ends in another state")
	}
	if err := w.State().Validate(); err != nil {
		tb.Error(err)
	}
}

// A story is one random world, delays and calls: the same for the same seed.
type story struct {
	seed   uint64
	config sim.Config
	start  model.State
}

func newStory(seed uint64) story {
	rng := rand.New(rand.NewPCG(seed, 1))
	delays := sim.Delays{}
	for _, status := range sim.Statuses() {
		delays[status] = drawDelay(rng)
	}
	c := sim.Config{Seed: seed, Delays: delays}
	if seed%2 == 1 {
		c.Machine.Readings = book.ReadingsOf(book.FailedDetachRetries)
	}
	return story{seed: seed, config: c, start: properties.DrawWorld(c.Machine, rng, 4, 12)}
}

func drawDelay(src properties.Source) sim.Delay {
	d := [...]sim.Delay{
		{}, sim.After(time.Second), sim.After(3 * time.Second), sim.Between(time.Second, 4*time.Second),
		sim.AfterDescribes(2), sim.Never(), sim.WhenTold(), sim.After(time.Second),
	}[src.IntN(8)]
	if src.IntN(4) == 0 {
		d = d.Failing(1 + src.IntN(2))
	}
	return d
}

// tell runs the calls of the story.
func (s story) tell(clock sim.Clock, advance func(time.Duration), observe func(sim.Event)) *sim.World {
	c := s.config
	c.Observe = observe
	w := sim.New(clock, s.start, c)
	rng := rand.New(rand.NewPCG(s.seed, 2))
	g := properties.NewGenerator(c.Machine, s.start, 0)
	for range 40 {
		if rng.IntN(3) == 0 {
			advance(time.Duration(rng.IntN(4000)) * time.Millisecond)
		}
		op := g.Draw(rng, w.State())
		var options []sim.Option
		switch c := rng.IntN(8); {
		case c == 0:
			options = append(options, sim.Takes(drawDelay(rng)))
		case c == 1 && !model.ActionOf(op).Event():
			refusals := model.EnvironmentRefusals()
			options = append(options, sim.Injected(refusals[rng.IntN(len(refusals))]))
		case c == 2 && !model.ActionOf(op).Event():
			options = append(options, [...]sim.Fault{sim.Lost(), sim.Dropped(), sim.Late(), sim.Stale(time.Second)}[rng.IntN(4)])
		}
		_, _ = w.Do(op, options...) // refusals are part of the story
	}
	return w
}

func TestReplayGivesTheStatesThatWere(t *testing.T) {
	for seed := range uint64(200) {
		var seen []sim.Event
		clock := &sim.Manual{}
		w := newStory(seed).tell(clock, clock.Add, func(e sim.Event) { seen = append(seen, e) })
		checkHistory(t, w)
		w.History().Replay(func(e sim.Event) {
			if was := seen[e.N]; was.N != e.N || !e.Before.Equal(was.Before) || !e.After.Equal(was.After) {
				t.Fatalf("seed %d, event %d, %v: replay has another number or other states", seed, e.N, e.Op)
			}
		})
	}
}

// What settles as one batch, because nobody observes it, settles as one by one.
func TestBatchIsOneByOne(t *testing.T) {
	batches := 0
	for seed := range uint64(300) {
		s := newStory(seed)
		one, batch := &sim.Manual{}, &sim.Manual{}
		wantSameHistory(t, s.tell(batch, batch.Add, nil), s.tell(one, one.Add, func(sim.Event) {}))

		clock := &sim.Manual{}
		w := sim.New(clock, s.start, sim.Config{})
		clock.Add(time.Hour)
		if len(settled(w)) > 1 {
			batches++
		}
		checkHistory(t, w)
	}
	if batches == 0 {
		t.Error("no world settles more than one at a time")
	}
}

// wantSameHistory asserts that two histories are equal, event by event and to the
// byte.
func wantSameHistory(tb testing.TB, a, b *sim.World) {
	tb.Helper()
	outcomes := cmp.Comparer(func(a, b model.Outcome) bool { return a == b })
	states := cmp.Comparer(model.State.Equal)
	if diff := cmp.Diff(a.History().Events, b.History().Events, outcomes, states); diff != "" {
		tb.Errorf("the histories differ:\n%s", diff)
	}
	if a.History().String() != b.History().String() {
		tb.Errorf("the timelines differ:\n%v\n%v", a.History(), b.History())
	}
	if !a.State().Equal(b.State()) || !slices.Equal(a.Pending(), b.Pending()) {
		tb.Error("the worlds differ")
	}
}

func TestOneHistoryUnderEveryClock(t *testing.T) {
	for seed := range uint64(5) {
		s := newStory(seed)
		manual, mock := &sim.Manual{}, clock.NewMock()
		want := s.tell(manual, manual.Add, nil)
		wantSameHistory(t, s.tell(mock, mock.Add, nil), want)
		synctest.Test(t, func(t *testing.T) {
			wantSameHistory(t, s.tell(sim.Real{}, time.Sleep, nil), want)
		})
	}
}

func TestSeedDecides(t *testing.T) {
	due := func(seed uint64) time.Time {
		w, _ := start(t, sim.Config{Seed: seed, Delays: sim.Delays{"Detaching": sim.Between(0, time.Hour)}}, running, disk("d-1", model.Detaching, "i-a"))
		at, _ := w.NextDue()
		return at
	}
	if !due(1).Equal(due(1)) {
		t.Error("one seed gives two instants")
	}
	if due(1).Equal(due(2)) {
		t.Error("two seeds give one instant")
	}
}

// Writing to what went into a world, or came out of it, does not change its history.
func TestHistoryIsTheWorldsOwn(t *testing.T) {
	var observed []sim.Event
	w, _ := start(t, sim.Config{Observe: func(e sim.Event) { observed = append(observed, e) }}, running, other, inUse)
	disks := []model.DiskID{"d-1"}
	instances := []model.InstanceID{"i-a", "i-b"}
	answers := []model.Answer{do(t, w, model.DescribeDisks{DiskIDs: disks}), do(t, w, model.DescribeInstances{InstanceIDs: instances})}
	do(t, w, detach, sim.Takes(sim.After(time.Second)))
	want := w.History().String()

	scribble := func(e sim.Event) {
		switch op := e.Op.(type) {
		case model.DescribeDisks:
			op.DiskIDs[0], e.Answer.Shown[0].Disk.ID = "d-x", "d-x"
		case model.DescribeInstances:
			op.InstanceIDs[0], e.Answer.Shown[0].Instance.ID = "i-x", "i-x"
		case model.DetachDisk:
			e.Takes.Min = time.Hour
		}
	}
	for _, e := range w.History().Events {
		scribble(e)
	}
	for _, e := range observed {
		scribble(e)
	}
	disks[0], answers[0].Shown[0].Disk.Status = "d-x", model.Available
	instances[0], answers[1].Shown[0].Instance.Status = "i-x", model.Stopped
	if got := w.History().String(); got != want {
		t.Errorf("the history became\n%s\nit was\n%s", got, want)
	}
}

// One caller writes to its answer while another looks at the history.
func TestAnswersAreNotShared(t *testing.T) {
	w, _ := start(t, sim.Config{}, running, inUse)
	var callers sync.WaitGroup
	for range 2 {
		callers.Go(func() {
			for range 100 {
				answer, _ := w.Do(describe) // nothing refuses a describe
				answer.Shown[0].Disk.DeleteWithInstance = true
				_ = w.History().String()
			}
		})
	}
	callers.Wait()
	for _, e := range w.History().Events {
		if e.Answer.Shown[0].Disk.DeleteWithInstance {
			t.Fatalf("event %d became what its caller made of it", e.N)
		}
	}
}

func TestKeepNoneKeepsNoHistory(t *testing.T) {
	w, clock := start(t, sim.Config{Keep: sim.KeepNone}, running, inUse, disk("d-2", model.Detaching, "i-a"), disk("d-3", model.Detaching, "i-a"))
	do(t, w, detach)
	clock.Add(time.Minute)
	wantStatus(t, w, model.Available)
	if n := len(w.History().Events); n != 0 {
		t.Errorf("%d events were kept", n)
	}
}

func TestObserveSeesEveryEvent(t *testing.T) {
	var got []string
	w, clock := start(t, sim.Config{Observe: func(e sim.Event) { got = append(got, e.Timeline()) }}, running, inUse)
	do(t, w, detach)
	clock.Add(time.Minute)
	w.State()
	want := []string{
		"0s     DetachDisk InstanceId=i-a DiskId=d-1              ok\n           d-1 Status In_use → Detaching\n",
		"1m     (due) settle d-1\n           d-1 Status Detaching → Available; InstanceId i-a → none\n",
	}
	if !slices.Equal(got, want) {
		t.Errorf("observed %q, want %q", got, want)
	}
	if w.History().Config.Observe != nil {
		t.Error("the Config of a history has an Observe")
	}
	if w.History().String() != want[0]+want[1] {
		t.Errorf("the history is %q, want %q", w.History(), want)
	}
}

// A timeline says of a call that was injected what it was answered, and neither rules nor
// what it would have shown; of what falls due, that it was too late; and a long call
// stands apart from its answer.
func TestTimelineOfWhatIsUnusual(t *testing.T) {
	long := model.DiskID("d-" + strings.Repeat("1", 60))
	w, clock := start(t, sim.Config{KeepNotes: true}, running, inUse)
	do(t, w, detach)
	do(t, w, model.DetachFailed{DiskID: "d-1"})
	clock.Add(time.Minute)
	refusal := sim.Injected(model.Answer{Status: 400, Code: "Throttling"})
	_, _ = w.Do(model.DetachDisk{}, refusal)
	_, _ = w.Do(model.DescribeDisks{}, refusal)
	_, _ = w.Do(model.DeleteDisk{DiskID: long})
	events := w.History().Events[2:]
	want := []string{
		"1m     (due) settle d-1                                  not-enabled\n",
		"1m     DetachDisk                                        400 Throttling injected\n",
		"1m     DescribeDisks                                     400 Throttling injected\n",
		"1m     DeleteDisk DiskId=" + string(long) + "  ok\n",
	}
	for n, e := range events {
		if got := e.Timeline(); got != want[n] {
			t.Errorf("the timeline of %v is\n%swant\n%s", e.Op, got, want[n])
		}
	}
}
