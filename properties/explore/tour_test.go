package explore

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// leastTransition returns a name of a transition that all have that differ from it in
// names only: the least, over all ways to rename.
func leastTransition(s model.State, op model.Op, renamings []renaming) string {
	var names []string
	for _, r := range renamings {
		names = append(names, r.state(s).Key()+r.op(op).String())
	}
	return slices.Min(names)
}

// anyRenaming returns all ways to rename the resources of a scope among those of their
// kind.
func anyRenaming(s Scope) (all []renaming) {
	var instances, disks []string
	for i := range s.Start.Instances() {
		instances = append(instances, string(i.ID))
	}
	for d := range s.Start.Disks() {
		disks = append(disks, string(d.ID))
	}
	for _, p := range permutations(len(instances)) {
		for _, q := range permutations(len(disks)) {
			r := renaming{}
			for n, id := range instances {
				r[id] = instances[p[n]]
			}
			for n, id := range disks {
				r[id] = disks[q[n]]
			}
			all = append(all, r)
		}
	}
	return all
}

// TestTour replays the scripts of tours, and collects what transitions they take: all
// there are, but for those that are lost.
func TestTour(t *testing.T) {
	every := Every(1)
	for _, test := range []struct {
		scope     Scope
		renamings []renaming
		TourOptions
		lost int
	}{
		{scope: Core(1, 1), renamings: anyRenaming(Core(1, 1))},
		{scope: Core(1, 2), renamings: anyRenaming(Core(1, 2))},
		{scope: Core(1, 2), renamings: anyRenaming(Core(1, 2)), TourOptions: TourOptions{MaxSteps: 20, Describe: true}},
		{scope: every, renamings: []renaming{{}}, TourOptions: TourOptions{MaxSteps: 100}},
		{scope: Core(1, 1), renamings: anyRenaming(Core(1, 1)), TourOptions: TourOptions{Timed: true}, lost: 8},
		{scope: Core(1, 2), renamings: anyRenaming(Core(1, 2)), TourOptions: TourOptions{Timed: true, MaxSteps: 60}, lost: 68},
	} {
		if testing.Short() && test.scope.Name == every.Name {
			continue
		}
		scripts, r, err := Tour(t.Context(), test.scope, test.TourOptions)
		if err != nil {
			t.Errorf("%s: %v", test.scope.Name, err)
			continue
		}
		t.Logf("%s %+v: %d scripts, %d steps, the longest %d, least %d, %d lost", test.scope.Name, test.TourOptions, r.Scripts, r.Steps, r.Longest, r.Least, len(r.Lost))
		left := map[string]bool{}
		checkStep := func(s model.State, op model.Op, after model.State, o model.Outcome) {
			if o.Accepted() && !after.Equal(s) {
				left[leastTransition(s, op, test.renamings)] = true
			}
		}
		test.scope.generic(func(s model.State) {
			for _, op := range test.scope.Ops {
				after, o := test.scope.Machine.Step(s, op)
				checkStep(s, op, after, o)
			}
		})
		all, steps := len(left), 0
		for _, s := range scripts {
			if !s.World.State.Equal(test.scope.Start) || s.World.Told == test.Timed {
				t.Errorf("%s does not start where the scope does", s)
			}
			if test.Timed && strings.Contains(s.String(), "settle") {
				t.Errorf("there is a settle in a timed script:\n%s", s)
			}
			for _, e := range green(t, test.scope.Name, s) {
				if !e.After.Equal(e.Before) {
					steps++
					delete(left, leastTransition(e.Before, e.Op, test.renamings))
				}
			}
		}
		if all != r.Transitions || len(left) != test.lost || len(r.Lost) != test.lost {
			t.Errorf("%s: of %d transitions %d are left, and %d said to be lost; expected %d of %d",
				test.scope.Name, all, len(left), len(r.Lost), test.lost, r.Transitions)
		}
		for _, l := range r.Lost {
			events := green(t, "lost", l.Script)
			last := events[len(events)-1]
			if name := leastTransition(last.Before, last.Op, test.renamings); !left[name] || last.Op != l.Op {
				t.Errorf("%s is not lost\n%s", l.Op, l.Script)
			}
		}
		if r.Scripts != len(scripts) || r.Steps != steps || r.Least > steps+r.Scripts {
			t.Errorf("%s: %d scripts, %d steps, least %d; expected %d, %d", test.scope.Name, r.Scripts, r.Steps, r.Least, len(scripts), steps)
		}
		if test.MaxSteps == 0 && !test.Timed && r.Least != steps+r.Scripts {
			t.Errorf("%s: %d steps and %d scripts; expected %d together", test.scope.Name, steps, r.Scripts, r.Least)
		}
		if test.MaxSteps > 0 && r.Longest > test.MaxSteps {
			t.Errorf("%s: the longest script has %d steps; expected at most %d", test.scope.Name, r.Longest, test.MaxSteps)
		}
	}
}

// TestTourWithoutSettles has a scope in which time would do more than the scope asks.
func TestTourWithoutSettles(t *testing.T) {
	s := scopeOf("instance i-0 Running\ndisk d-0 Available", book.ActionSetOf(book.ActionSettle))
	if _, _, err := Tour(t.Context(), s, TourOptions{Timed: true}); err == nil || !strings.Contains(err.Error(), "time settles") {
		t.Errorf("error %v; expected that time settles what the scope does not", err)
	}
	if scripts, r, err := Tour(t.Context(), s, TourOptions{}); err != nil || r.Scripts != len(scripts) || r.Steps == 0 {
		t.Errorf("%+v %v; expected a tour", r, err)
	}
}

// TestTourFindsFaults asks broken machines what a tour asks, and judges them by nothing
// but their answers: all that leave out a rule or an effect of core are found out.
func TestTourFindsFaults(t *testing.T) {
	for _, timed := range []bool{false, true} {
		scripts, _, err := Tour(t.Context(), Core(1, 2), TourOptions{Describe: true, Timed: timed})
		if err != nil {
			t.Fatal(err)
		}
		found := func(without book.Omission) bool {
			return slices.ContainsFunc(scripts, func(s script.Script) bool {
				report, err := script.Replay(s.World, script.All(s.Steps), script.Options{Strict: model.Exactly, Step: model.Machine{Without: without}.Step})
				return err == nil && !report.Green()
			})
		}
		if found(book.Omission{}) {
			t.Error("the documented machine is found out")
		}
		for e := range book.Effects() {
			row := e.Row()
			switch {
			case !row.Only.Default(), !strings.Contains("DetachDisk AttachDisk DeleteDisk StartInstance StopInstance lock unlock settle", row.Action.String()):
			case row.Action == book.ActionSettle && row.When.Any&(book.DiskCreating|book.DiskReIniting|book.InstancePending) != 0:
			default:
				if !found(book.Omission{Effects: book.EffectSetOf(e)}) {
					t.Errorf("timed %t: a machine without %q answers the same", timed, e)
				}
			}
		}
	}
}

// TestTourUnderReadings replays tours of machines that follow each reading, with failures.
func TestTourUnderReadings(t *testing.T) {
	for choice := range book.Choices() {
		s := scopeOf("instance i-0 Running\ndisk d-0 Detaching i-0", 0, model.DetachFailed{DiskID: "d-0"}, model.AttachFailed{DiskID: "d-0"})
		s.Machine.Readings = book.ReadingsOf(choice)
		for _, timed := range []bool{false, true} {
			scripts, r, err := Tour(t.Context(), s, TourOptions{Timed: timed})
			if err != nil || r.Steps < r.Transitions-len(r.Lost) {
				t.Errorf("%s, timed %t: %+v %v", choice, timed, r, err)
			}
			for _, s := range scripts {
				green(t, choice.String(), s)
			}
		}
	}
}

// TestTimedTourStartsInTransit has something due at the start.
func TestTimedTourStartsInTransit(t *testing.T) {
	s := scopeOf("instance i-0 Stopping\ndisk d-0 Detaching i-0", 0)
	scripts, r, err := Tour(t.Context(), s, TourOptions{Timed: true})
	if err != nil || len(r.Lost) == 0 {
		t.Fatalf("%+v %v; expected that something is lost", r, err)
	}
	for _, s := range scripts {
		if first := green(t, "in transit", s)[0]; first.Op == (model.Settle{ID: "d-0"}) {
			t.Errorf("a disk that is Detaching settles before an instance that is Stopping, which takes half as long\n%s", s)
		}
	}
}

// TestLost draws calls and instants: none makes a transition that is said to be lost.
func TestLost(t *testing.T) {
	s := Core(1, 1)
	_, r, err := Tour(t.Context(), s, TourOptions{Timed: true})
	if err != nil {
		t.Fatal(err)
	}
	all := anyRenaming(s)
	lost := map[string]bool{}
	for _, l := range r.Lost {
		events := green(t, "lost", l.Script)
		lost[leastTransition(events[len(events)-1].Before, l.Op, all)] = true
	}
	taken := map[string]bool{}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 1500 {
		clock := new(sim.Manual)
		world := sim.New(clock, s.Start, sim.Config{Keep: sim.KeepNone, Observe: func(e sim.Event) {
			if e.Outcome.Accepted() && !e.After.Equal(e.Before) {
				taken[leastTransition(e.Before, e.Op, all)] = true
			}
		}})
		for range 40 {
			if op := s.Ops[rng.IntN(len(s.Ops))]; model.ActionOf(op) != book.ActionSettle {
				world.Do(op)
			}
			if rng.IntN(3) == 0 {
				clock.Add(time.Duration(rng.IntN(35)) * time.Second)
			}
		}
	}
	for name := range taken {
		if lost[name] {
			t.Errorf("%q is not lost", name)
		}
	}
	if len(taken) < 250 {
		t.Errorf("only %d transitions were drawn", len(taken))
	}
}

// TestCheapestFlow compares with Bellman and Ford's algorithm, one unit after another.
func TestCheapestFlow(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		nodes := 2 + rng.IntN(8)
		f, g := newNetwork(nodes, pacing(t)), newNetwork(nodes, pacing(t))
		for range rng.IntN(30) {
			from, to, room, cost := rng.IntN(nodes), rng.IntN(nodes), int32(rng.IntN(4)), int32(rng.IntN(5))
			f.add(from, to, room, cost)
			g.add(from, to, room, cost)
		}
		if got, want := f.cheapest(0, nodes-1), unitByUnit(g, nodes-1); got != want {
			t.Fatalf("the flow costs %d; expected %d", got, want)
		}
		for arc := 0; arc < len(f.to); arc += 2 {
			if f.flow(arc) < 0 || f.room[arc] < 0 {
				t.Fatalf("arc %d has a flow of %d and room for %d more", arc, f.flow(arc), f.room[arc])
			}
		}
	}
}

func unitByUnit(f *network, sink int) (cost int) {
	for {
		distance, by := make([]int, len(f.first)), make([]int, len(f.first))
		for n := range distance {
			distance[n] = unlimited
		}
		distance[0] = 0
		for range f.first {
			for arc := range f.to {
				if from := f.to[arc^1]; f.room[arc] > 0 && distance[from] < unlimited && distance[from]+int(f.cost[arc]) < distance[f.to[arc]] {
					distance[f.to[arc]], by[f.to[arc]] = distance[from]+int(f.cost[arc]), arc
				}
			}
		}
		if distance[sink] == unlimited {
			return cost
		}
		for n := sink; n != 0; n = int(f.to[by[n]^1]) {
			f.room[by[n]]--
			f.room[by[n]^1]++
		}
		cost += distance[sink]
	}
}
