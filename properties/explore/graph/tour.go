package graph

import (
	"context"
	"fmt"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim/script"
)

// A TourReport says how large a tour is.
type TourReport struct {
	States      int // up to symmetry
	Transitions int // up to symmetry: each is taken, but for those that are lost
	Scripts     int
	Steps       int // transitions that the scripts take in all, each as often as it is taken
	Longest     int // those of the longest script

	// Least is a bound: no tour has fewer steps and scripts together. A tour takes each
	// transition, and arrives at each state as often as it leaves it. Where more transitions
	// leave than arrive, the difference comes from states where more arrive, by transitions
	// that are taken again and by new scripts: at least by as many as lead from the nearest.
	Least int
}

// Tour returns scripts that together take every transition of a scope, up to symmetry:
// of transitions that differ only in which of interchangeable resources is which, one.
// Each starts where the scope does, and is answered as the documented machine does. What
// is refused, or changes nothing, is no transition. The limit of the graph is up to symmetry, too.
//
// A tour is greedy: it goes on to what is nearest of what is left. How many steps that is
// from the least, [TourReport] says.
func Tour(ctx context.Context, s scope.Scope, o Options) ([]script.Script, TourReport, error) {
	if err := s.Documented("a tour"); err != nil {
		return nil, TourReport{}, err
	}
	task, err := o.begin(ctx, &s)
	if err != nil {
		return nil, TourReport{}, err
	}
	t, err := newTourist(task, s, o)
	if err != nil {
		return nil, TourReport{}, err
	}
	var scripts []script.Script
	if t.pace, err = task.Begin("tour", 0); err == nil {
		scripts, err = t.tour()
	}
	if err != nil {
		return nil, t.report, s.Failed(err)
	}
	return scripts, t.report, nil
}

func (t *tourist) tour() (scripts []script.Script, err error) {
	t.report.Least = t.least()
	walks, err := t.walks()
	for _, walk := range walks {
		if err != nil {
			return nil, err
		}
		var s script.Script
		s, err = t.script(walk)
		scripts = append(scripts, s)
		t.report.count(len(walk))
	}
	return scripts, err
}

// count counts a script, by how many transitions it takes.
func (r *TourReport) count(steps int) {
	r.Scripts++
	r.Steps += steps
	r.Longest = max(r.Longest, steps)
}

// A tourist makes a tour of a graph whose states stand for all that differ from them in
// names only.
type tourist struct {
	*Graph
	alike  *alike
	legs   []leg
	begins []int // by state: where its legs begin; one more at the end
	report TourReport
	pace   *pace.Pace
}

// A leg is a transition to be taken.
type leg struct{ from, op, to int32 }

func newTourist(task *pace.Task, s scope.Scope, o Options) (*tourist, error) {
	t := new(tourist)
	p, err := task.Begin("symmetry", 0)
	if err == nil {
		t.alike, err = newAlike(&s, p)
	}
	if err != nil {
		return nil, s.Failed(err)
	}
	key := func(b []byte, s model.State) []byte { return t.alike.form(s, nil).state(s).AppendKey(b) }
	if t.Graph, err = newGraph(task, s, o, key); err != nil {
		return nil, err
	}
	if t.pace, err = task.Begin("transitions", len(t.states)); err == nil {
		err = t.transitions()
	}
	if err != nil {
		return nil, s.Failed(err)
	}
	return t, nil
}

// transitions finds the legs: of transitions from a state that differ in names only, the
// first.
func (t *tourist) transitions() error {
	for n, state := range t.states {
		t.begins = append(t.begins, len(t.legs))
		t.pace.Done++
		known := map[string]bool{}
		for _, e := range t.from(n) {
			if err := t.pace.Did(costOfForm); err != nil {
				return err
			}
			op := t.scope.Ops[e.op]
			if form := t.alike.form(state, op).op(op).String(); !known[form] {
				known[form] = true
				t.legs = append(t.legs, leg{int32(n), e.op, e.to})
			}
		}
	}
	t.begins = append(t.begins, len(t.legs))
	t.report.States, t.report.Transitions = len(t.states), len(t.legs)
	return nil
}

// costOfForm is the work that it is to find the form of a state, in steps of the machine.
const costOfForm = 8

// least returns [TourReport.Least].
func (t *tourist) least() int {
	balance := make([]int, len(t.states))
	for _, l := range t.legs {
		balance[l.from]--
		balance[l.to]++
	}
	var over []int32 // states where more transitions arrive than leave
	for n, surplus := range balance {
		if surplus > 0 {
			over = append(over, int32(n))
		}
	}
	least := len(t.legs)
	var nearest breadth
	_ = nearest.run(over, func(at int32) error {
		least += max(-balance[at], 0) * nearest.depth
		nearest.reach(0, arrival{from: at}) // by a new script
		t.goOn(&nearest, at)
		return nil
	})
	return least
}

// goOn reaches the states to which legs lead from one.
func (t *tourist) goOn(b *breadth, from int32) {
	for n := t.begins[from]; n < t.begins[from+1]; n++ {
		b.reach(t.legs[n].to, arrival{from, int32(n)})
	}
}

// walks returns walks from the start that together take every leg: each goes on to the
// nearest leg that is left, until none can be reached.
func (t *tourist) walks() (walks [][]leg, err error) {
	next := slices.Clone(t.begins) // by state: the first of its legs that is left
	left := func(state int32) bool { return next[state] < t.begins[state+1] }
	var walk []leg
	var search breadth
	at := int32(0)
	for n := 0; n < len(t.legs); n++ {
		way, found, err := t.nearest(&search, at, left)
		if err != nil {
			return nil, err
		}
		if len(walk) > 0 && !found {
			walks, walk, at = append(walks, walk), nil, 0
			n--
			continue
		}
		for _, l := range way {
			walk = append(walk, t.legs[l])
			at = t.legs[l].to
		}
		l := t.legs[next[at]]
		next[at]++
		walk, at = append(walk, l), l.to
	}
	if len(walk) > 0 {
		walks = append(walks, walk)
	}
	return walks, nil
}

// nearest returns a shortest way along legs to a state that is wanted.
func (t *tourist) nearest(search *breadth, from int32, wanted func(int32) bool) (way []int32, found bool, err error) {
	err = search.run([]int32{from}, func(at int32) error {
		if wanted(at) {
			way = search.to(search.came[at])
			return errEnough
		}
		t.goOn(search, at)
		return t.pace.Did(1 + t.begins[at+1] - t.begins[at])
	})
	if err == errEnough {
		return way, true, nil
	}
	return nil, false, err
}

// ops returns the operations of a walk among the resources as the start names them: the
// states of the graph may name them otherwise.
func (t *tourist) ops(walk []leg) (ops []model.Op, err error) {
	state := t.scope.Start
	for _, l := range walk {
		if err := t.pace.Did(2 * costOfForm); err != nil {
			return nil, err
		}
		t.pace.Done++
		op := t.alike.form(t.states[l.from], nil).op(t.scope.Ops[l.op])
		op = t.alike.form(state, nil).inverse().op(op)
		ops = append(ops, op)
		state, _ = t.scope.Transition(state, op)
	}
	return ops, nil
}

func (t *tourist) script(walk []leg) (script.Script, error) {
	ops, err := t.ops(walk)
	if err != nil {
		return script.Script{}, err
	}
	return t.scope.Script(fmt.Sprintf("A part of a tour of %s.", t.scope.Name), ops...), nil
}
