package graph

import (
	"context"
	"fmt"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim/script"
)

// A LivenessReport says what always ends well in a scope, and what stops the rest.
type LivenessReport struct {
	scope.Counts
	Detaching      int           // detaches under way, over all states: each completes under fair settling
	Disks          int           // disks, over all states: each can become free, unless it is stuck
	Stuck          []Stuck       // by disk and reason
	Violation      string        // what does not end as it should; empty if all does
	Counterexample script.Script // shows it
}

// Stuck is a disk that can never again become free, whatever the scope asks: neither
// Available nor released.
type Stuck struct {
	Disk   model.DiskID
	Reason string        // what stops it, from there on for ever
	States int           // in how many states it is so
	Script script.Script // the shortest way to one of them, and what is refused there
}

// Liveness checks, on the whole graph, that every accepted detach completes under fair
// settling, and that every disk can become free.
//
// In every state the settle of a disk that is Detaching is enabled and completes the
// detach, and settles alone make no cycle: so a detach completes as soon as either
// nothing but settles happens, or its own settle is not put off for ever. And from every
// state each disk can become free, unless it can neither be detached nor released with
// its instance, because of rules that nothing the scope asks can mend.
func (g *Graph) Liveness(ctx context.Context) (LivenessReport, error) {
	p, err := g.analysis(ctx, "liveness", 0)
	if err != nil {
		return LivenessReport{}, err
	}
	l := liveness{Graph: g, pace: p, report: LivenessReport{Counts: g.Counts()}}
	if err := l.check(); err != nil {
		return l.report, g.scope.Failed(err)
	}
	return l.report, nil
}

func (l *liveness) check() (err error) {
	disks, err := l.disks()
	if err != nil {
		return err
	}
	l.pace.Of((2 + len(disks)) * len(l.states)) // each is looked at twice, and once more for each disk
	if l.sources, err = l.backwards(l.pace); err != nil {
		return err
	}
	if err := l.detachesComplete(); err != nil {
		return err
	}
	if err := l.settlesEnd(); err != nil {
		return err
	}
	for _, d := range disks {
		if err := l.becomesFree(d); err != nil {
			return err
		}
	}
	return nil
}

type liveness struct {
	*Graph
	pace    *pace.Pace
	sources func(state int) []int32
	report  LivenessReport
}

// fail notes what does not end as it should; the first counts.
func (l *liveness) fail(why string, state int, ops ...model.Op) {
	if l.report.Violation == "" {
		l.report.Violation = why
		l.report.Counterexample = l.scope.Script("Here "+why+".", append(l.wayTo(state), ops...)...)
	}
}

// disks returns the ids of all disks that there ever are.
func (l *liveness) disks() (ids []model.DiskID, err error) {
	known := map[model.DiskID]bool{}
	for _, s := range l.states {
		if err := l.pace.Did(1); err != nil {
			return nil, err
		}
		for d := range s.Disks() {
			if !known[d.ID] {
				known[d.ID] = true
				ids = append(ids, d.ID)
			}
		}
	}
	return ids, nil
}

// free reports whether a disk is Available or not there.
func free(s model.State, id model.DiskID) bool {
	d, ok := s.Disk(id)
	return !ok || d.Status == model.Available
}

// detachesComplete settles every disk that is Detaching, in every state.
func (l *liveness) detachesComplete() error {
	for n, state := range l.states {
		l.pace.Done++
		for d := range state.Disks() {
			if err := l.pace.Did(1); err != nil {
				return err
			}
			if d.Status != model.Detaching {
				continue
			}
			l.report.Detaching++
			settle := model.Settle{ID: string(d.ID)}
			if after, o := l.scope.Step(state, settle); !o.Accepted() || !free(after, d.ID) {
				l.fail(fmt.Sprintf("the detach of %s does not complete: its settle is %s", d.ID, o), n, settle)
			}
		}
	}
	return nil
}

// settlesEnd looks for a cycle of settles.
func (l *liveness) settlesEnd() error {
	const open, closed = 1, 2
	mark := make([]uint8, len(l.states))
	var path []model.Op // of settles, from the state where the visit began
	var visit func(begin, n int) error
	visit = func(begin, n int) error {
		mark[n] = open
		l.pace.Done++
		if err := l.pace.Did(1); err != nil {
			return err
		}
		for _, e := range l.from(n) {
			op, ok := l.scope.Ops[e.op].(model.Settle)
			if !ok {
				continue
			}
			path = append(path, op)
			switch mark[e.to] {
			case open:
				l.fail("settles go on for ever", begin, path...)
			case 0:
				if err := visit(begin, int(e.to)); err != nil {
					return err
				}
			}
			path = path[:len(path)-1]
		}
		mark[n] = closed
		return nil
	}
	for n := range l.states {
		if mark[n] != 0 {
			continue
		}
		if err := visit(n, n); err != nil {
			return err
		}
	}
	return nil
}

// becomesFree goes back from all states in which a disk is free. In what is left it is
// stuck.
func (l *liveness) becomesFree(id model.DiskID) error {
	var frees []int32
	for n, state := range l.states {
		l.pace.Done++
		if err := l.pace.Did(1); err != nil {
			return err
		}
		if _, ok := state.Disk(id); ok {
			l.report.Disks++
		}
		if free(state, id) {
			frees = append(frees, int32(n))
		}
	}
	var back breadth
	err := back.run(frees, func(n int32) error {
		for _, from := range l.sources(int(n)) {
			back.reach(from, arrival{from: n})
		}
		return l.pace.Did(1)
	})
	if err != nil {
		return err
	}
	return l.explain(id, back.reached)
}

// explain groups the states in which a disk is stuck by what stops it.
func (l *liveness) explain(id model.DiskID, can func(state int) bool) error {
	lasting, err := l.lasting(id, can)
	if err != nil {
		return err
	}
	at := map[string]int{}
	for n, state := range l.states {
		if err := l.pace.Did(1); err != nil {
			return err
		}
		if can(n) {
			continue
		}
		d, _ := state.Disk(id)
		detach := model.DetachDisk{InstanceID: d.InstanceID, DiskID: id}
		release := model.DeleteInstance{InstanceID: d.InstanceID, Force: true}
		reason, ok := l.reason(d, lasting[n])
		if !ok {
			l.fail(fmt.Sprintf("%s can never become free, and no rule says why", id), n, detach, release)
			return nil
		}
		if _, known := at[reason]; !known {
			at[reason] = len(l.report.Stuck)
			l.report.Stuck = append(l.report.Stuck, Stuck{
				Disk: id, Reason: reason,
				Script: l.scope.Script(fmt.Sprintf("%s can never become free again: %s.", id, reason), append(l.wayTo(n), detach, release)...),
			})
		}
		l.report.Stuck[at[reason]].States++
	}
	return nil
}

// lasting returns, by state in which a disk is stuck, the rules of DetachDisk and of
// DeleteInstance that are broken there and in every state that can follow.
func (l *liveness) lasting(id model.DiskID, can func(state int) bool) ([]book.RuleSet, error) {
	broken := make([]book.RuleSet, len(l.states))
	for n, state := range l.states {
		if err := l.pace.Did(1); err != nil {
			return nil, err
		}
		if d, ok := state.Disk(id); ok && !can(n) {
			broken[n] = l.scope.Machine.Judge(state, model.DetachDisk{InstanceID: d.InstanceID, DiskID: id}).Broken().
				Union(l.scope.Machine.Judge(state, model.DeleteInstance{InstanceID: d.InstanceID, Force: true}).Broken())
			for r := range broken[n].All() {
				if l.mends(r, d) {
					broken[n] = broken[n].Difference(book.RuleSetOf(r))
				}
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for n := len(l.states) - 1; n >= 0; n-- {
			if err := l.pace.Did(1); err != nil {
				return nil, err
			}
			still := broken[n]
			for _, e := range l.from(n) {
				still = still.Intersection(broken[e.to])
			}
			changed = changed || still != broken[n]
			broken[n] = still
		}
	}
	return broken, nil
}

// mends reports whether the scope asks something of a disk, or of its instance, that the
// table says can mend a rule.
func (l *liveness) mends(r book.Rule, d model.Disk) bool {
	mend := r.Row().Mend
	return l.asks(d, func(op model.Op) bool { return mend.Has(model.ActionOf(op)) })
}

// asks reports whether the scope asks such an operation of a disk, or of its instance.
func (l *liveness) asks(d model.Disk, such func(model.Op) bool) bool {
	for _, op := range l.scope.Ops {
		if !such(op) {
			continue
		}
		instances, disks := model.IDs(op)
		settle, ok := op.(model.Settle)
		switch {
		case ok && (settle.ID == string(d.ID) || settle.ID == string(d.InstanceID)):
			return true
		case len(disks) > 0 && disks[0] == d.ID, len(disks) == 0 && len(instances) > 0 && instances[0] == d.InstanceID:
			return true
		}
	}
	return false
}

// reason names what stops a disk for ever: for either way to become free, the rules that
// refuse it, or that the scope never asks. It is ok when both are named.
func (l *liveness) reason(d model.Disk, lasting book.RuleSet) (reason string, ok bool) {
	ok = true
	for _, a := range []book.Action{book.ActionDetachDisk, book.ActionDeleteInstance} {
		if reason != "" {
			reason += "; "
		}
		rules := lasting.Intersection(book.RuleSetOf(slices.Collect(book.RulesOf(a))...))
		switch {
		case rules.Len() > 0:
			reason += rules.String()
		case !l.asks(d, func(op model.Op) bool { return model.ActionOf(op) == a }):
			reason += a.String() + " is never asked"
		default:
			ok = false
		}
	}
	return reason, ok
}
