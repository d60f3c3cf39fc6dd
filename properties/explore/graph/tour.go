package graph

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/explore/internal/arg"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim/script"
)

// TourOptions are how to make a tour.
type TourOptions struct {
	Limit    int                 // how many transitions the graph may have, up to symmetry; 0 is [DefaultLimit]
	MaxSteps int                 // how long a script may get; 0 is as long as it takes
	Describe bool                // show after every call what there is then, so that no wrong effect goes unseen
	Progress func(pace.Progress) // unless nil, is told how far it is
}

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
// is refused, or changes nothing, is no transition.
//
// A tour is greedy: it goes on to what is nearest of what is left. How many steps that is
// from the least, [TourReport] says.
func Tour(ctx context.Context, s scope.Scope, o TourOptions) ([]script.Script, TourReport, error) {
	task, err := pace.New(ctx, o.Progress)
	if err != nil {
		return nil, TourReport{}, err
	}
	if err := errors.Join(Options{Limit: o.Limit}.check(), arg.From0("TourOptions.MaxSteps", o.MaxSteps), s.Documented("a tour")); err != nil {
		return nil, TourReport{}, err
	}
	if s, err = s.Check(1); err != nil {
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

// count counts a script that takes so many transitions.
func (r *TourReport) count(steps int) {
	r.Scripts++
	r.Steps += steps
	r.Longest = max(r.Longest, steps)
}

// A tourist makes a tour of a graph whose states stand for all that differ from them in
// names only.
type tourist struct {
	*Graph
	options    TourOptions
	symmetries []renaming
	renamed    [][]int32 // by symmetry and operation: what it is renamed to
	legs       []leg
	report     TourReport
	pace       *pace.Pace
}

// A leg is a transition to be taken.
type leg struct{ from, op, to int32 }

func newTourist(task *pace.Task, s scope.Scope, o TourOptions) (*tourist, error) {
	t := &tourist{options: o}
	p, err := task.Begin("symmetry", 0)
	if err == nil {
		t.symmetries, err = symmetries(&s, p)
	}
	if err != nil {
		return nil, s.Failed(err)
	}
	if t.Graph, err = newGraph(task, s, Options{Limit: o.Limit, Progress: o.Progress}, t.symmetries); err != nil {
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

// transitions makes the legs.
func (t *tourist) transitions() error {
	s := &t.scope
	number := map[string]int32{}
	for n, op := range slices.Backward(s.Ops) {
		number[op.String()] = int32(n)
	}
	for _, r := range t.symmetries {
		to := make([]int32, len(s.Ops))
		for n, op := range s.Ops {
			if err := t.pace.Did(1); err != nil {
				return err
			}
			to[n] = number[r.op(op).String()]
		}
		t.renamed = append(t.renamed, to)
	}
	for n, state := range t.states {
		t.pace.Done++
		for _, e := range t.from(n) {
			same, err := t.sameAsBefore(state, e)
			if err != nil {
				return err
			}
			if !same {
				t.legs = append(t.legs, leg{int32(n), e.op, e.to})
			}
		}
	}
	t.report.States, t.report.Transitions = len(t.states), len(t.legs)
	return nil
}

// sameAsBefore reports whether, in a state that looks the same renamed, a transition is
// one before it renamed.
func (t *tourist) sameAsBefore(state model.State, e edge) (bool, error) {
	for n, to := range t.renamed {
		if err := t.pace.Did(1); err != nil {
			return false, err
		}
		if to[e.op] < e.op && t.symmetries[n].state(state).Equal(state) {
			return true, nil
		}
	}
	return false, nil
}

// least returns [TourReport.Least].
func (t *tourist) least() int {
	balance, onward := make([]int, len(t.states)), make([][]int32, len(t.states))
	for _, l := range t.legs {
		balance[l.from]--
		balance[l.to]++
		onward[l.from] = append(onward[l.from], l.to)
	}
	distance := make([]int, len(t.states)) // from the nearest with a surplus, and one
	var queue []int32
	come := func(to int32, d int) {
		if distance[to] == 0 {
			distance[to] = d
			queue = append(queue, to)
		}
	}
	for n, surplus := range balance {
		if surplus > 0 {
			come(int32(n), 1)
		}
	}
	least := len(t.legs)
	for ; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		least += max(-balance[at], 0) * (distance[at] - 1)
		come(0, distance[at]+1) // by a new script
		for _, to := range onward[at] {
			come(to, distance[at]+1)
		}
	}
	return least
}

// walks returns walks from the start that together take every leg: each goes on to the
// nearest leg that is left, until none can be reached or the walk is as long as it may get.
func (t *tourist) walks() (walks [][]leg, err error) {
	left := make([][]leg, len(t.states))
	for _, l := range t.legs {
		left[l.from] = append(left[l.from], l)
	}
	all := slices.Clone(left)
	var walk []leg
	at := int32(0)
	for n := 0; n < len(t.legs); n++ {
		way, found, err := t.nearest(all, at, func(state int32) bool { return len(left[state]) > 0 })
		if err != nil {
			return nil, err
		}
		if len(walk) > 0 && (!found || t.options.MaxSteps > 0 && len(walk)+len(way) >= t.options.MaxSteps) {
			walks, walk, at = append(walks, walk), nil, 0
			n--
			continue
		}
		walk = append(walk, way...)
		if len(way) > 0 {
			at = way[len(way)-1].to
		}
		next := left[at][0]
		left[at] = left[at][1:]
		walk, at = append(walk, next), next.to
	}
	if len(walk) > 0 {
		walks = append(walks, walk)
	}
	return walks, nil
}

// nearest returns a shortest way along legs to a state that is wanted.
func (t *tourist) nearest(legs [][]leg, from int32, wanted func(int32) bool) (way []leg, found bool, err error) {
	came := map[int32]leg{from: {from: -1}}
	for queue := []int32{from}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		if wanted(at) {
			for l := came[at]; l.from >= 0; l = came[l.from] {
				way = append(way, l)
			}
			slices.Reverse(way)
			return way, true, nil
		}
		if err := t.pace.Did(1 + len(legs[at])); err != nil {
			return nil, false, err
		}
		for _, l := range legs[at] {
			if _, seen := came[l.to]; !seen {
				came[l.to] = l
				queue = append(queue, l.to)
			}
		}
	}
	return nil, false, nil
}

// ops returns the operations of a walk among the resources as the start names them: the
// states of the graph may name them otherwise.
func (t *tourist) ops(walk []leg) (ops []model.Op, err error) {
	state := t.scope.Start
	for _, l := range walk {
		n := slices.IndexFunc(t.symmetries, func(r renaming) bool {
			err = t.pace.Did(1)
			return err != nil || r.state(t.states[l.from]).Equal(state)
		})
		if err != nil {
			return nil, err
		}
		t.pace.Done++
		op := t.renamed[n][l.op]
		ops = append(ops, t.scope.Ops[op])
		state, _ = t.scope.Transition(state, t.scope.Ops[op])
	}
	return ops, nil
}

func (t *tourist) script(walk []leg) (script.Script, error) {
	ops, err := t.ops(walk)
	if err != nil {
		return script.Script{}, err
	}
	var calls []model.Op
	for _, op := range ops {
		if err := t.pace.Did(3); err != nil {
			return script.Script{}, err
		}
		calls = append(append(calls, op), t.shows()...)
	}
	made := t.scope.Script(fmt.Sprintf("A part of a tour of %s.", t.scope.Name), calls...)
	stateFlags(made.Steps)
	return made, nil
}

// shows returns what is called after every call.
func (t *tourist) shows() []model.Op {
	if !t.options.Describe {
		return nil
	}
	return describeAll
}

var describeAll = []model.Op{model.DescribeInstances{}, model.DescribeDisks{}}

// stateFlags has describes say that a flag is false, too: one that should have fallen is
// what matters most.
func stateFlags(steps []script.Step) {
	for n := range steps {
		for i, r := range steps[n].Want.Shown {
			if r.Disk != nil {
				steps[n].Want.Shown[i].Stated |= book.FieldsOf(book.FieldDeleteWithInstance)
			}
		}
	}
}
