package explore

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// TourOptions are how to make a tour.
type TourOptions struct {
	Limit    int            // how many transitions the graph may have, up to symmetry; 0 is [DefaultLimit]
	MaxSteps int            // how long a script may get; 0 is as long as it takes
	Timed    bool           // instants in place of settles, for systems that only time moves
	Describe bool           // show after every call what there is then, so that no wrong effect goes unseen
	Progress func(Progress) // unless nil, is told how far it is
}

// A TourReport says how large a tour is.
type TourReport struct {
	States      int // up to symmetry
	Transitions int // up to symmetry: each is taken, but for those that are lost
	Scripts     int
	Steps       int // transitions that the scripts take in all, each as often as it is taken
	Longest     int // those of the longest script

	// Least is what no tour can do with less, the start of a script counted as a step. It
	// is Steps and Scripts together when no script is cut short and none is timed.
	Least int

	Lost []Lost // transitions that no timed script takes, whatever the instants
}

// Lost is a transition that time never makes.
type Lost struct {
	Op     model.Op
	Script script.Script // the shortest that takes it when it is told what settles
}

// Tour returns scripts that together take every transition of a scope, up to symmetry:
// of transitions that differ only in which of interchangeable resources is which, one.
// Each starts where the scope does, and is answered as the documented machine does. What
// is refused, or changes nothing, is no transition.
//
// Steps and scripts are as few together as can be. That is the problem of the Chinese
// postman in a directed graph: the transitions that have to be taken more than once are
// a cheapest flow, and what is then taken makes a closed walk in which a new script is
// the way back to the start.
func Tour(ctx context.Context, s Scope, o TourOptions) ([]script.Script, TourReport, error) {
	task, err := newTask(ctx, o.Progress)
	if err != nil {
		return nil, TourReport{}, err
	}
	if err := errors.Join(GraphOptions{Limit: o.Limit}.check(), from0("TourOptions.MaxSteps", o.MaxSteps), s.documented("a tour")); err != nil {
		return nil, TourReport{}, err
	}
	if s, err = s.ready(1); err != nil {
		return nil, TourReport{}, err
	}
	t, err := newTourist(task, s, o)
	if err != nil {
		return nil, TourReport{}, err
	}
	var scripts []script.Script
	if t.pace, err = task.begin("tour", 0); err == nil {
		if o.Timed {
			scripts, err = t.timed(task)
		} else {
			scripts, err = t.told()
		}
	}
	if err != nil {
		return nil, t.report, s.failed(err)
	}
	return scripts, t.report, nil
}

// told makes a tour of scripts that are told what settles.
func (t *tourist) told() (scripts []script.Script, err error) {
	walks, least, err := t.postman()
	if err != nil {
		return nil, err
	}
	t.report.Least = least
	for _, walk := range walks {
		for _, part := range t.cut(walk) {
			s, err := t.script(part)
			if err != nil {
				return nil, err
			}
			scripts = append(scripts, s)
			t.report.count(len(part))
		}
	}
	return scripts, nil
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
	pace       *pace
}

// A leg is a transition to be taken.
type leg struct{ from, op, to int32 }

func newTourist(task *task, s Scope, o TourOptions) (*tourist, error) {
	t := &tourist{options: o}
	p, err := task.begin("symmetry", 0)
	if err == nil {
		t.symmetries, err = s.symmetries(p)
	}
	if err != nil {
		return nil, s.failed(err)
	}
	if t.Graph, err = newGraph(task, s, o.Limit, t.symmetries); err != nil {
		return nil, err
	}
	if t.pace, err = task.begin("transitions", len(t.states)); err == nil {
		err = t.transitions()
	}
	if err != nil {
		return nil, s.failed(err)
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
			if err := t.pace.did(1); err != nil {
				return err
			}
			to[n] = number[r.op(op).String()]
		}
		t.renamed = append(t.renamed, to)
	}
	for n, state := range t.states {
		t.pace.done++
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
		if err := t.pace.did(1); err != nil {
			return false, err
		}
		if to[e.op] < e.op && t.symmetries[n].state(state).Equal(state) {
			return true, nil
		}
	}
	return false, nil
}

// postman returns walks from the start that together take every leg, and what they cost:
// one a leg, and one for each start. Nothing costs less.
func (t *tourist) postman() (walks [][]leg, least int, err error) {
	again, back, least, err := t.cheapest(t.legs)
	if err != nil {
		return nil, 0, err
	}
	// A walk goes along what is left to be taken, and back to the start where nothing is.
	out := make([][]leg, len(t.states))
	for n, l := range t.legs {
		for range 1 + again[n] {
			out[l.from] = append(out[l.from], l)
		}
	}
	for n := range out {
		for range back[n] {
			out[n] = append(out[n], leg{int32(n), restart, 0})
		}
	}
	return split(circuit(out)), least, nil
}

// cheapest returns how often each leg has to be taken besides, and from which states to
// go back to the start how often, so that the required legs can be taken by a closed
// walk; and what that costs in all.
func (t *tourist) cheapest(required []leg) (again, back []int, least int, err error) {
	nodes := len(t.states)
	source, sink := nodes, nodes+1
	f := newNetwork(nodes+2, t.pace)
	balance := make([]int, nodes)
	for _, l := range required {
		balance[l.from]--
		balance[l.to]++
	}
	arcs := make([]int, len(t.legs))
	for n, l := range t.legs {
		arcs[n] = f.add(int(l.from), int(l.to), unlimited, 1)
	}
	backs := make([]int, nodes)
	for n := range nodes {
		backs[n] = f.add(n, 0, unlimited, 1)
		switch {
		case balance[n] > 0:
			f.add(source, n, int32(balance[n]), 0)
		case balance[n] < 0:
			f.add(n, sink, int32(-balance[n]), 0)
		}
	}
	least = len(required) + f.cheapest(source, sink)
	if f.stopped != nil {
		return nil, nil, 0, f.stopped
	}
	for _, arc := range arcs {
		again = append(again, f.flow(arc))
	}
	for _, arc := range backs {
		back = append(back, f.flow(arc))
	}
	return again, back, least, nil
}

// restart is in place of the operation where a script ends.
const restart = -1

// circuit returns a closed walk along all legs, from state 0: Hierholzer's algorithm.
func circuit(out [][]leg) (walk []leg) {
	stack := []leg{{from: -1}}
	for len(stack) > 0 {
		top := stack[len(stack)-1]
		if left := out[top.to]; len(left) > 0 {
			stack = append(stack, left[0])
			out[top.to] = left[1:]
			continue
		}
		stack = stack[:len(stack)-1]
		if top.from >= 0 {
			walk = append(walk, top)
		}
	}
	slices.Reverse(walk)
	return walk
}

// split returns the walks between the restarts of a closed walk. It turns it so that it
// ends with one.
func split(walk []leg) (walks [][]leg) {
	isRestart := func(l leg) bool { return l.op == restart }
	first := slices.IndexFunc(walk, isRestart) + 1
	walk = slices.Concat(walk[first:], walk[:first])
	for len(walk) > 0 {
		end := slices.IndexFunc(walk, isRestart)
		if end < 0 {
			return append(walks, walk)
		}
		walks = append(walks, walk[:end])
		walk = walk[end+1:]
	}
	return walks
}

// cut returns parts of a walk that are no longer than a script may get. Each but the
// first goes a shortest way to where the one before ended.
func (t *tourist) cut(walk []leg) (parts [][]leg) {
	if t.options.MaxSteps == 0 || len(walk) <= t.options.MaxSteps {
		return [][]leg{walk}
	}
	for len(walk) > 0 {
		part := t.legsTo(int(walk[0].from))
		n := min(max(t.options.MaxSteps-len(part), 1), len(walk))
		parts = append(parts, append(part, walk[:n]...))
		walk = walk[n:]
	}
	return parts
}

// legsTo returns a shortest way to a state.
func (t *tourist) legsTo(state int) (legs []leg) {
	for at := int32(state); t.way[at].from >= 0; at = t.way[at].from {
		legs = append(legs, leg{t.way[at].from, t.way[at].op, at})
	}
	slices.Reverse(legs)
	return legs
}

// ops returns the operations of a walk among the resources as the start names them: the
// states of the graph may name them otherwise.
func (t *tourist) ops(walk []leg) (ops []model.Op, err error) {
	state := t.scope.Start
	for _, l := range walk {
		n := slices.IndexFunc(t.symmetries, func(r renaming) bool {
			err = t.pace.did(1)
			return err != nil || r.state(t.states[l.from]).Equal(state)
		})
		if err != nil {
			return nil, err
		}
		t.pace.done++
		op := t.renamed[n][l.op]
		ops = append(ops, t.scope.Ops[op])
		state, _ = t.scope.transition(state, int(op))
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
		if err := t.pace.did(3); err != nil {
			return script.Script{}, err
		}
		calls = append(append(calls, op), t.shows()...)
	}
	made := t.scope.script(fmt.Sprintf("A part of a tour of %s.", t.scope.Name), calls...)
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
		disks := steps[n].Want.Disks
		for d := range disks {
			disks[d].Stated |= book.FieldsOf(book.FieldDeleteWithInstance)
		}
	}
}
