package graph

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"iter"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A Divergence is one thing in which two editions differ: a rule, an effect or a field; and
// the shortest steps on which they answer or end differently because of it.
type Divergence struct {
	What string
	Says [2]string // what each edition says of it; "" where nothing

	// The same steps under each edition, with its answers. Where there is none, Untold says
	// why the edition cannot be told the world or the steps.
	Scripts [2]script.Script
	Untold  [2]string

	Unfinished string // why no steps were found; empty when there are some, or none at all within the limit
}

// Found reports whether steps were found that show the divergence.
func (d Divergence) Found() bool { return len(d.Scripts[0].Steps)+len(d.Scripts[1].Steps) > 0 }

// The limits of a search for what shows a divergence. Every divergence of the tables is shown
// by fewer steps.
const (
	mostDivergingSteps  = 7
	mostDivergingStates = 1_000_000
)

// Editions compares two machines, which differ in their edition: rule by rule, effect by
// effect, field by field. Worlds of settled resources are what they start in: an instance,
// another one, and a disk; or an instance with as many disks as it can have.
//
// The function, unless it is nil, is told how many things were compared.
func Editions(ctx context.Context, a, b model.Machine, progress func(pace.Progress)) ([]Divergence, error) {
	task, err := pace.New(ctx, progress)
	if err != nil {
		return nil, err
	}
	rules, effects := book.Differing(a.Book(), b.Book())
	var all []question
	for r := range rules.All() {
		all = append(all, aboutRule(a, b, r))
	}
	for e := range book.Effects() {
		if effects.Has(e) {
			all = append(all, aboutEffect(a, b, e))
		}
	}
	for f := range book.HiddenFields.All() {
		if f.Editions().Has(a.Edition) != f.Editions().Has(b.Edition) && !setBy(effects, f) {
			all = append(all, aboutField(a, b, f))
		}
	}
	p, err := task.Begin("editions", len(all))
	if err != nil {
		return nil, err
	}
	var found []Divergence
	for _, q := range all {
		found = append(found, q.ask(task))
		p.Done++
		if err := p.Ask(); err != nil {
			return found, err
		}
	}
	return found, nil
}

// setBy reports whether one of the effects sets a field: then the effect shows the field.
func setBy(effects book.EffectSet, f book.Field) bool {
	for e := range book.Effects() {
		if effects.Has(e) && !e.Row().Release && e.Row().Field == f {
			return true
		}
	}
	return false
}

// A question is how one divergence is looked for: three machines make the same steps. One has
// what is asked about, one has it not and is otherwise the same, and one is of the other
// edition. The divergence is shown where the first differs from both.
type question struct {
	divergence Divergence
	has        int              // which of the two editions has it
	machines   [2]model.Machine // of the two editions
	without    model.Machine
	involved   func(mine, others model.Outcome) bool // whether a difference is because of it; nil: always
	field      book.Field                            // that is at its default for the one without it; FieldID: none
}

func aboutRule(a, b model.Machine, r book.Rule) question {
	q := question{machines: [2]model.Machine{a, b}, divergence: Divergence{What: r.String(), Says: [2]string{a.Book().Says(r), b.Book().Says(r)}}}
	if q.divergence.Says[1] != "" {
		q.has = 1
	}
	if q.without = q.machines[q.has]; q.divergence.Says[1-q.has] == "" {
		q.without.Without.Rules = book.RuleSetOf(r)
		return q
	}
	q.without = q.machines[1-q.has]
	q.involved = func(mine, others model.Outcome) bool {
		if mine.Broken().Has(r) && others.Broken().Has(r) {
			x, y := mine.Refusal(r), others.Refusal(r)
			return x.Status != y.Status || x.Code != y.Code || x.Message != y.Message
		}
		return mine.Broken().Has(r) != others.Broken().Has(r)
	}
	return q
}

func aboutEffect(a, b model.Machine, e book.Effect) question {
	q := question{machines: [2]model.Machine{a, b}, divergence: Divergence{What: e.String()}}
	if b.Book().HasEffect(e) {
		q.has = 1
	}
	q.divergence.Says[q.has] = e.Row().Does()
	q.without = q.machines[q.has]
	q.without.Without.Effects = book.EffectSetOf(e)
	return q
}

func aboutField(a, b model.Machine, f book.Field) question {
	q := question{machines: [2]model.Machine{a, b}, divergence: Divergence{What: "the field " + f.String()}, field: f}
	if f.Editions().Has(b.Edition) {
		q.has = 1
	}
	q.divergence.Says[q.has] = "there"
	q.without = q.machines[q.has]
	return q
}

// A trio is where three machines are after the same steps.
type trio struct {
	mine, without, other model.State
	untold               bool // the other edition cannot be told the way here
}

func (t trio) key(b []byte) []byte {
	b = t.without.AppendKey(t.mine.AppendKey(b))
	if t.untold {
		return append(b, 1)
	}
	return t.other.AppendKey(append(b, 0))
}

// ask looks for the shortest steps. The worlds are in the order of how much they state, so that
// of several as short the plainest is found.
func (q question) ask(task *pace.Task) Divergence {
	d := q.divergence
	p, err := task.Begin("editions", 0)
	if err != nil {
		d.Unfinished = err.Error()
		return d
	}
	type node struct {
		trio
		world int
		by    arrival
	}
	var nodes []node
	mine, other := q.machines[q.has], q.machines[1-q.has]
	worlds := divergingWorlds()
	ops := make([][]model.Op, len(worlds))
	seen := map[string]bool{}
	var key []byte
	add := func(n node) {
		if key = n.key(binary.AppendUvarint(key[:0], uint64(len(ops[n.world])))); !seen[string(key)] {
			seen[string(key)] = true
			nodes = append(nodes, n)
		}
	}
	for w, s := range worlds {
		if mine.CheckState(s) != nil {
			continue
		}
		without := s
		if q.field != book.FieldID {
			without = withDefault(s, q.field)
		}
		ops[w] = slices.Collect(askedOf(mine, s))
		add(node{trio{s, without, s, other.CheckState(s) != nil}, w, atStart})
	}
	depth, end := 0, len(nodes)
	for at := 0; at < len(nodes); at++ {
		if at == end {
			depth++
			end = len(nodes)
		}
		if depth == mostDivergingSteps || len(nodes) > mostDivergingStates {
			d.Unfinished = fmt.Sprintf("the limit is %d steps and %d states", mostDivergingSteps, mostDivergingStates)
			return d
		}
		from := nodes[at]
		for n, op := range ops[from.world] {
			if err := p.Did(1); err != nil {
				d.Unfinished = err.Error()
				return d
			}
			to := from
			to.by = arrival{int32(at), int32(n)}
			to.untold = from.untold || other.CheckOp(op) != nil
			var mineOutcome, otherOutcome model.Outcome
			var mineAnswer, withoutAnswer, otherAnswer model.Answer
			to.mine, mineOutcome, mineAnswer = mine.Respond(from.mine, op)
			to.without, _, withoutAnswer = q.without.Respond(from.without, op)
			if !to.untold {
				to.other, otherOutcome, otherAnswer = other.Respond(from.other, op)
			}
			shown := apart(mineAnswer, withoutAnswer, to.mine, to.without) && (to.untold || apart(mineAnswer, otherAnswer, to.mine, to.other)) &&
				(q.involved == nil || !to.untold && q.involved(mineOutcome, otherOutcome))
			if shown {
				way := []model.Op{op}
				for back := from; back.by.from >= 0; back = nodes[back.by.from] {
					way = append(way, ops[back.world][back.by.by])
				}
				slices.Reverse(way)
				return q.shown(d, worlds[from.world], way)
			}
			if mineOutcome.Accepted() {
				add(to)
			}
		}
	}
	return d
}

// apart reports whether two answers differ, or what describes show of two states.
func apart(x, y model.Answer, s, t model.State) bool {
	if x.Code != y.Code || x.Status != y.Status || x.NotEnabled != y.NotEnabled || x.Message != y.Message {
		return true
	}
	for c := range model.Diff(s, t) {
		for f := range c.Fields() {
			if !book.HiddenFields.Has(f) {
				return true
			}
		}
	}
	return false
}

// shown returns a divergence with the scripts of steps that show it.
func (q question) shown(d Divergence, start model.State, ops []model.Op) Divergence {
	// What only the state shows, describes at the end show.
	var ends [2]model.State
	for n, m := range q.machines {
		ends[n] = start
		for _, op := range ops {
			ends[n], _ = m.Step(ends[n], op)
		}
	}
	var describes []model.Op
	for c := range model.Diff(ends[0], ends[1]) {
		if c.Kind() == model.KindInstance {
			describes = append(describes, describeInstance(model.InstanceID(c.ID())))
		} else {
			describes = append(describes, describeDisk(model.DiskID(c.ID())))
		}
	}
	for n, m := range q.machines {
		why := m.CheckState(start)
		for _, op := range ops {
			if why == nil {
				why = m.CheckOp(op)
			}
		}
		if why != nil {
			d.Untold[n] = why.Error()
			continue
		}
		s := scope.Scope{Start: start, Machine: m}
		d.Scripts[n] = script.Script{World: s.World()}
		at := start
		for _, op := range slices.Concat(ops, describes) {
			var answer model.Answer
			at, _, answer = m.Respond(at, op)
			d.Scripts[n].Steps = append(d.Scripts[n].Steps, script.StepOf(sim.Event{Op: op, Answer: answer}))
		}
	}
	return d
}

// askedOf yields what is asked in a world: every operation on its resources and every event,
// and DetachDisk of no disk, which a rule of its own refuses.
func askedOf(m model.Machine, s model.State) iter.Seq[model.Op] {
	return func(yield func(model.Op) bool) {
		for _, op := range scope.Ops(m, s) {
			if !yield(op) {
				return
			}
		}
		for i := range s.Instances() {
			if !yield(model.DetachDisk{InstanceID: i.ID}) || !yield(model.ModifyDiskAttribute{DeleteWithInstance: model.True}) {
				return
			}
		}
		for d := range s.Disks() {
			if !yield(model.DetachDisk{DiskID: d.ID}) {
				return
			}
		}
	}
}

// withDefault returns a state in which a field of every instance is at its default.
func withDefault(s model.State, f book.Field) model.State {
	plain := mustState([]model.Instance{{ID: "i", Status: model.Running}}, nil).Resource("i").Field(f)
	instances := slices.Collect(s.Instances())
	for n := range instances {
		if err := instances[n].SetField(f, plain); err != nil {
			panic("graph: " + err.Error())
		}
	}
	return mustState(instances, slices.Collect(s.Disks()))
}

// divergingWorlds returns the worlds to start in, what states least first: an instance, an
// instance and a disk, a second instance besides, and a full instance.
func divergingWorlds() []model.State {
	var worlds []model.State
	var instances []model.Instance
	for _, status := range []model.InstanceStatus{model.Running, model.Stopped} {
		for _, locks := range []model.Locks{0, model.LockSecurity, model.LockFinancial} {
			for _, hotPlug := range []model.Flag{model.True, model.False} {
				instances = append(instances, model.Instance{ID: "i-a", Status: status, Locks: locks, HotPlug: hotPlug})
			}
		}
	}
	disks := []model.Disk{{}, {DeleteWithInstance: true}, {ChargeType: model.PrePaid}, {Portable: model.False},
		{Type: model.SystemDisk}, {Type: model.SystemDisk, DeleteWithInstance: true}, {Type: model.SystemDisk, ChargeType: model.PrePaid}}
	for _, i := range instances {
		worlds = append(worlds, mustState([]model.Instance{i}, nil))
		for _, d := range disks {
			d.ID, d.Status, d.InstanceID = "d-1", model.InUse, "i-a"
			another := model.Instance{ID: "i-b", Status: model.Running}
			worlds = append(worlds, mustState([]model.Instance{i}, []model.Disk{d}), mustState([]model.Instance{i, another}, []model.Disk{d}))
			d.Status, d.InstanceID = model.Available, ""
			worlds = append(worlds, mustState([]model.Instance{i}, []model.Disk{d}))
		}
	}
	full := []model.Disk{{ID: "d-1", Status: model.Available}}
	for n := range model.DefaultDataDisks {
		full = append(full, model.Disk{ID: model.DiskID(fmt.Sprintf("d-%d", n+2)), Status: model.InUse, InstanceID: "i-a"})
	}
	for _, limit := range []uint8{model.DefaultDataDisks, model.MostDataDisks} {
		worlds = append(worlds, mustState([]model.Instance{{ID: "i-a", Status: model.Running, MaxDataDisks: limit}}, full))
	}
	slices.SortStableFunc(worlds, func(s, t model.State) int { return cmp.Compare(stated(s), stated(t)) })
	return worlds
}

// stated returns how much the world lines of a state say.
func stated(s model.State) (n int) {
	for r := range s.Resources() {
		for range r.NotDefault().All() {
			n++
		}
	}
	return n
}
