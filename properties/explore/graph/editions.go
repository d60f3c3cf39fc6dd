package graph

import (
	"cmp"
	"context"
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

	Hidden     bool   // no describe shows how the two end: only the states differ
	Admitted   bool   // the machines do not differ: only what is admitted beside their answers does
	Unfinished string // why no steps were found
}

// Found reports whether steps were found that show the divergence.
func (d Divergence) Found() bool { return len(d.Scripts[0].Steps)+len(d.Scripts[1].Steps) > 0 }

// MostDivergingSteps is how many steps are looked at for what shows a divergence, before the
// describes that show how they end.
const MostDivergingSteps = 6

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
		d := q.ask(task)
		if !d.Found() && !d.Admitted && d.Unfinished == "" {
			d = q.underReadings(task, d)
		}
		found = append(found, d)
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
	action     book.Action                           // whose rule or effect it is
}

func aboutRule(a, b model.Machine, r book.Rule) question {
	q := question{machines: [2]model.Machine{a, b}, action: r.Action(), divergence: Divergence{What: r.String(), Says: [2]string{a.Book().Says(r), b.Book().Says(r)}}}
	if q.divergence.Says[1] != "" {
		q.has = 1
	}
	if q.without = q.machines[q.has]; q.divergence.Says[1-q.has] == "" {
		q.without.Without.Rules = book.RuleSetOf(r)
		return q
	}
	q.divergence.Admitted = slices.Equal(a.Book().Own(r), b.Book().Own(r)) && a.Book().Holds(r) == b.Book().Holds(r)
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
	q := question{machines: [2]model.Machine{a, b}, action: e.Row().Action, divergence: Divergence{What: e.String()}}
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

// underReadings asks again under each reading that only the edition has which has what is asked
// about: a divergence may need one.
func (q question) underReadings(task *pace.Task, d Divergence) Divergence {
	mine, other := q.machines[q.has], q.machines[1-q.has]
	for c := range mine.Edition.Choices() {
		if c.Default() || c.Editions().Has(other.Edition) {
			continue
		}
		under := q
		under.machines[q.has].Readings = mine.Readings.With(c)
		under.without.Readings = mine.Readings.With(c)
		if shown := under.ask(task); shown.Found() {
			return shown
		}
	}
	return d
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
	if d.Admitted {
		return d
	}
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
	ops, deep := make([][]model.Op, len(worlds)), make([]bool, len(worlds))
	reached := map[string]bool{}
	var key []byte
	add := func(n node) {
		if key = n.key(key[:0]); !reached[string(key)] {
			reached[string(key)] = true
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
		ops[w], deep[w] = slices.Collect(q.asked(mine, s)), isPlain(s)
		add(node{trio{s, without, s, other.CheckState(s) != nil}, w, atStart})
	}
	depth, end := 0, len(nodes)
	var hidden *Divergence // the first that only the states show
	for at := 0; at < len(nodes); at++ {
		if at == end {
			depth++
			end = len(nodes)
		}
		if depth == MostDivergingSteps {
			break
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
			differs := max(min(answersApart(mineAnswer, withoutAnswer), to.fromOther(answersApart(mineAnswer, otherAnswer))),
				min(statesApart(to.mine, to.without), to.fromOther(statesApart(to.mine, to.other))))
			if q.involved != nil && (to.untold || !q.involved(mineOutcome, otherOutcome)) {
				differs = equal
			}
			if differs == seen || differs == unseen && hidden == nil {
				way := []model.Op{op}
				for back := from; back.by.from >= 0; back = nodes[back.by.from] {
					way = append(way, ops[back.world][back.by.by])
				}
				slices.Reverse(way)
				found := q.shown(d, worlds[from.world], way)
				if differs == seen {
					return found
				}
				found.Hidden, hidden = true, &found
			}
			if mineOutcome.Accepted() && deep[from.world] {
				add(to)
			}
		}
	}
	if hidden != nil {
		return *hidden
	}
	return d
}

// How far two machines are apart.
type distance uint8

const (
	equal  distance = iota
	unseen          // in what no describe shows
	seen
)

// fromOther returns how far the one that has it is from the other edition: this far, where that
// can be told the same.
func (t trio) fromOther(far distance) distance {
	if t.untold {
		return seen
	}
	return far
}

// answersApart returns how far two answers to anything but a describe are apart.
func answersApart(x, y model.Answer) distance {
	if x.Code != y.Code || x.Status != y.Status || x.NotEnabled != y.NotEnabled || x.Message != y.Message {
		return seen
	}
	return equal
}

// statesApart returns how far two states are apart.
func statesApart(s, t model.State) distance {
	far := equal
	for c := range model.Diff(s, t) {
		far = max(far, unseen)
		for f := range c.Fields() {
			if !book.HiddenFields.Has(f) {
				return seen
			}
		}
	}
	return far
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
	var last [2]model.Answer // to the last of the operations
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
		for k, op := range slices.Concat(ops, describes) {
			var answer model.Answer
			if at, _, answer = m.Respond(at, op); k == len(ops)-1 {
				last[n] = answer
			}
			d.Scripts[n].Steps = append(d.Scripts[n].Steps, script.StepOf(sim.Event{Op: op, Answer: answer}))
		}
	}
	if x, y := last[0], last[1]; x.Code != "" && x.Code == y.Code && x.Status == y.Status {
		for n := range last { // only the messages can differ, which a script does not have
			d.Scripts[n].Steps[len(ops)-1].Comment = "# " + last[n].Message
		}
	}
	return d
}

// asked yields what is asked in a world: what moves its disk and its instances on, and every
// operation that is of what is asked about, those that lack a parameter too.
func (q question) asked(m model.Machine, s model.State) iter.Seq[model.Op] {
	return func(yield func(model.Op) bool) {
		for _, op := range scope.Ops(m, s) {
			action := model.ActionOf(op)
			if (moves.Has(action) || q.action == action) && !yield(op) {
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

// moves are the operations and events by which disks and instances come into every status, and
// by which flags and sources are seen.
var moves = book.ActionSetOf(book.ActionDetachDisk, book.ActionAttachDisk, book.ActionDeleteDisk, book.ActionModifyDiskAttribute,
	book.ActionStartInstance, book.ActionStopInstance, book.ActionDeleteInstance, book.ActionSettle)

// isPlain reports whether a world is one from which more than one step is made: its instances
// have no locks and support hot plug, and its disks are as they are by default but for Type and
// DeleteWithInstance.
func isPlain(s model.State) bool {
	for r := range s.Resources() {
		if r.NotDefault()&^book.FieldsOf(book.FieldID, book.FieldStatus, book.FieldInstanceID, book.FieldType, book.FieldDeleteWithInstance) != 0 {
			return false
		}
	}
	return s.NumDisks() < model.DefaultDataDisks
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
