package oracle

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// A naive judge is a twin of the judge for small histories: it knows nothing of beliefs and
// tables, and tries everything. It keeps one whole state of the world, and asks the machine of
// every reading at every step.
//
// It judges as of a fake: of an edition that is stated and without lag, where nobody locks an
// instance unasked, or releases one.
type naive struct {
	world    script.World
	calls    []script.Call
	instants []time.Duration // the starts and ends, each once, in order
	ids      []string        // of every resource, in the start world or created
	bound    time.Duration
	atOnce   bool // a describe shows one instant
	loosely  bool // what an instance's other disks are counts for nothing, nor the order at an instant
	tried    map[string]bool
	steps    int // how many more may be tried
}

// A moment is how far a naive judge has come in one of the ways in which things may have
// happened.
type moment struct {
	state  model.State
	at     int // twice the index of an instant, and one more after it and before the next
	opened uint64
	closed uint64 // answered, or given up by who asked
	taken  uint64 // took effect, or never will
	since  map[string]int
	shown  map[string]bool
	seen   map[int][]model.State // by call that only reads: the states since it was made
	before []model.State         // those before, at this instant
	chosen map[string]book.Choice
}

// judgeNaively reports whether a history is possible; ok is false where it is too large.
// Loosely it is possible, too, where only an instance's other disks make it impossible, only
// what the instance was that holds a disk, or only the order of what happened at one instant.
func judgeNaively(w script.World, calls []script.Call, o Options, loosely bool) (possible, ok bool) {
	n := &naive{world: w, calls: calls, bound: o.Bound, atOnce: o.OneInstant, loosely: loosely, tried: map[string]bool{}, steps: 20000}
	add := func(id string) {
		if !slices.Contains(n.ids, id) {
			n.ids = append(n.ids, id)
		}
	}
	first := moment{state: w.State, since: map[string]int{}, shown: map[string]bool{}, seen: map[int][]model.State{}, chosen: map[string]book.Choice{}}
	for r := range w.State.Resources() {
		add(r.ID())
		first.since[r.ID()] = -1 // what is on its way was before
	}
	n.instants = append(n.instants, 0)
	for _, c := range calls {
		n.instants = append(n.instants, c.Start, c.End)
		if model.ActionOf(c.Op).Creates() {
			instances, disks := model.IDs(c.Op)
			for _, id := range instances {
				add(string(id))
			}
			for _, id := range disks {
				add(string(id))
			}
		}
	}
	slices.Sort(n.instants)
	n.instants = slices.Compact(n.instants)
	for c := range w.Machine.Readings.All() {
		first.chosen[c.Reading()] = c
	}
	possible = n.try(first)
	return possible, possible || n.steps > 0
}

// try reports whether the history can go on to its end from a moment.
func (n *naive) try(m moment) bool {
	if n.steps--; n.steps < 0 {
		return false
	}
	m = n.open(m)
	done := true
	for k := range n.calls {
		done = done && m.closed>>k&1 != 0
	}
	if done {
		return true
	}
	key := m.key()
	if n.tried[key] {
		return false
	}
	n.tried[key] = true
	for k, c := range n.calls {
		if m.opened>>k&1 != 0 && n.call(m, k, c) {
			return true
		}
	}
	for _, id := range n.ids {
		if n.unasked(m, id) {
			return true
		}
	}
	return n.pass(m)
}

func (m *moment) key() string {
	var b strings.Builder
	fmt.Fprint(&b, m.at, m.opened, m.closed, m.taken, m.since, m.shown, m.chosen, "\n", m.state.Key())
	for _, s := range m.before {
		fmt.Fprint(&b, "\n", s.Key())
	}
	for k, states := range m.seen {
		keys := []string{}
		for _, s := range states {
			keys = append(keys, s.Key())
		}
		slices.Sort(keys)
		fmt.Fprint(&b, "\n", k, slices.Compact(keys))
	}
	return b.String()
}

// open makes the calls that can have been made by now: each as early as it can be.
func (n *naive) open(m moment) moment {
	for k, c := range n.calls {
		if m.opened>>k&1 != 0 || m.at < n.index(c.Start) {
			continue
		}
		ready := true
		for e, earlier := range n.calls[:k] {
			ready = ready && (m.closed>>e&1 != 0 || overlaps(&c, &earlier))
		}
		if ready {
			m.opened |= 1 << k
			m.seen = maps.Clone(m.seen)
			m.seen[k] = []model.State{m.state}
			if n.loosely {
				m.seen[k] = append(m.seen[k], m.before...)
			}
		}
	}
	return m
}

// index returns where an instant is among the moments.
func (n *naive) index(at time.Duration) int {
	i, _ := slices.BinarySearch(n.instants, at)
	return 2 * i
}

// pass tries what comes after time has passed.
func (n *naive) pass(m moment) bool {
	if m.at/2 == len(n.instants)-1 {
		return false
	}
	for k, c := range n.calls {
		if m.closed>>k&1 == 0 && n.index(c.End) <= m.at {
			return false
		}
	}
	m.at++
	m.before = nil
	return n.try(m)
}

// machines returns all machines of what was chosen so far, with a further choice of each reading
// that bears on an action.
func (n *naive) machines(m *moment, a book.Action) (all []map[string]book.Choice) {
	all = []map[string]book.Choice{m.chosen}
	values := map[string][]book.Choice{}
	var names []string
	for c := range n.world.Machine.Edition.Choices() {
		if c.Reading() != book.OrderFirst.Reading() && c.Bears(a) {
			if values[c.Reading()] == nil {
				names = append(names, c.Reading())
			}
			values[c.Reading()] = append(values[c.Reading()], c)
		}
	}
	for _, name := range names {
		if _, chosen := m.chosen[name]; chosen || len(values[name]) == 1 {
			continue
		}
		var next []map[string]book.Choice
		for _, chosen := range all {
			for _, c := range values[name] {
				with := maps.Clone(chosen)
				with[name] = c
				next = append(next, with)
			}
		}
		all = next
	}
	return all
}

// machine returns the machine of what was chosen, with all else at its default.
func (n *naive) machine(chosen map[string]book.Choice) model.Machine {
	m := model.Machine{Edition: n.world.Machine.Edition}
	for _, c := range chosen {
		m.Readings = m.Readings.With(c)
	}
	return m
}

// A result is what comes of one question, by one machine.
type result struct {
	chosen map[string]book.Choice
	key    string // the same for results that are the same
	after  model.State
	shown  []string // what is shown to be on its way
}

// ask asks every machine, and returns the results of those that admit what was answered. A
// reading that makes no difference stays open.
func (n *naive) ask(m *moment, a book.Action, one func(model.Machine) (result, bool)) (all []result) {
	keys := map[string]bool{}
	for _, chosen := range n.machines(m, a) {
		r, ok := one(n.machine(chosen))
		r.chosen = chosen
		if !ok {
			r.key = "no"
		}
		if keys[r.key] = true; ok {
			all = append(all, r)
		}
	}
	if len(keys) == 1 && len(all) > 0 {
		all = all[:1]
		all[0].chosen = m.chosen
	}
	return all
}

// call tries what an open call may do now.
func (n *naive) call(m moment, k int, c script.Call) bool {
	a := model.ActionOf(c.Op)
	ends := n.index(c.End) == m.at && m.closed>>k&1 == 0
	switch {
	case a.Event():
		return ends && n.event(m, k, c)
	case c.Unheard || c.Answer.Code == model.InternalError:
		if ends {
			gone := m
			if gone.closed |= 1 << k; !c.Unheard || a.Describe() {
				gone.taken |= 1 << k
			}
			if n.try(gone) {
				return true
			}
		}
		return m.taken>>k&1 == 0 && !a.Describe() && n.inTime(m.at, c) && n.take(m, k, c, model.Answer{Status: 200}, m.closed)
	case c.Answer.Success() && !a.Describe():
		return m.closed>>k&1 == 0 && n.take(m, k, c, c.Answer, m.closed|1<<k)
	}
	return ends && n.read(m, k, c)
}

// inTime reports whether a call whose reply nobody heard may still take effect.
func (n *naive) inTime(at int, c script.Call) bool {
	until := c.End
	if c.Unheard {
		until = max(until, c.Start+n.bound)
	}
	if at%2 == 1 {
		return n.instants[at/2] < until
	}
	return n.instants[at/2] <= until
}

// take tries what comes after a call has taken effect.
func (n *naive) take(m moment, k int, c script.Call, got model.Answer, closed uint64) bool {
	results := n.ask(&m, model.ActionOf(c.Op), func(x model.Machine) (result, bool) {
		if x.CheckState(m.state) != nil || x.CheckOp(c.Op) != nil {
			return result{}, false
		}
		after, o, required := x.Respond(m.state, c.Op)
		required.Shown = nil
		if n.loosely && !o.Accepted() {
			if after, o = x.Step(alone(m.state, c.Op), c.Op); !o.Accepted() {
				return result{}, false
			}
			return result{key: after.Key(), after: joined(m.state, after, c.Op)}, true
		}
		return result{key: after.Key(), after: after}, o.Accepted() && o.Admits(required, got, model.ByStatus).Admitted
	})
	for _, r := range results {
		next := n.after(m, r)
		next.closed, next.taken = closed, next.taken|1<<k
		if n.try(next) {
			return true
		}
	}
	return false
}

// alone returns a state without the disks that an operation does not name.
func alone(s model.State, op model.Op) model.State {
	_, named := model.IDs(op)
	disks := slices.DeleteFunc(slices.Collect(s.Disks()), func(d model.Disk) bool { return !slices.Contains(named, d.ID) })
	alone, err := model.NewState(slices.Collect(s.Instances()), disks)
	if err != nil {
		panic(err) // less of a world is one
	}
	return alone
}

// joined returns what an operation that was made without the others makes of a state. What
// releases an instance is not made so.
func joined(s, after model.State, op model.Op) model.State {
	_, named := model.IDs(op)
	disks := slices.Collect(after.Disks())
	for d := range s.Disks() {
		if !slices.Contains(named, d.ID) {
			disks = append(disks, d)
		}
	}
	if joined, err := model.NewState(slices.Collect(after.Instances()), disks); err == nil {
		return joined
	}
	return s
}

// event tries what comes after something that the environment is said to have done.
func (n *naive) event(m moment, k int, c script.Call) bool {
	results := n.ask(&m, model.ActionOf(c.Op), func(x model.Machine) (result, bool) {
		after, o := x.Step(m.state, c.Op)
		_, settles := c.Op.(model.Settle) // or has settled before
		return result{key: after.Key(), after: after}, o.Accepted() || settles
	})
	for _, r := range results {
		next := n.after(m, r)
		next.closed |= 1 << k
		if n.try(next) {
			return true
		}
	}
	return false
}

// unasked tries what may happen to a resource by itself.
func (n *naive) unasked(m moment, id string) bool {
	r := m.state.Resource(id)
	if r.Transitional() == "" {
		return false
	}
	ops := []model.Op{}
	fails := r.Disk != nil && (r.Disk.Status == model.Detaching || r.Disk.Status == model.Attaching)
	if !fails || m.at > m.since[id] || m.at%2 == 1 || m.shown[id] {
		ops = append(ops, model.Settle{ID: id})
	}
	if fails && (m.shown[id] || n.found(m, id)) {
		if r.Disk.Status == model.Detaching {
			ops = append(ops, model.DetachFailed{DiskID: r.Disk.ID})
		} else {
			ops = append(ops, model.AttachFailed{DiskID: r.Disk.ID})
		}
	}
	for _, op := range ops {
		results := n.ask(&m, model.ActionOf(op), func(x model.Machine) (result, bool) {
			after, o := x.Step(m.state, op)
			return result{key: after.Key(), after: after}, o.Accepted()
		})
		for _, r := range results {
			if n.try(n.after(m, r)) {
				return true
			}
		}
	}
	return false
}

// found reports whether a describe that is open has found a disk on its way; loosely, whether any
// call on the disk may have.
func (n *naive) found(m moment, id string) bool {
	for k, c := range n.calls {
		if m.opened>>k&1 == 0 || m.closed>>k&1 != 0 {
			continue
		}
		_, named := model.IDs(c.Op)
		if n.loosely && slices.Contains(named, model.DiskID(id)) {
			return true
		}
		for _, s := range c.Answer.Shown {
			alone := s.ID() == "" && slices.Contains(named, model.DiskID(id)) // its id need not be said
			if (alone || s.ID() == id) && s.Disk != nil && (s.Disk.Status == model.Detaching || s.Disk.Status == model.Attaching) {
				return true
			}
		}
	}
	return false
}

// after returns the moment after a step.
func (n *naive) after(m moment, r result) moment {
	before := m.state
	m.state, m.chosen = r.after, r.chosen
	if before.Equal(r.after) {
		return m
	}
	if n.loosely {
		m.before = append(slices.Clip(m.before), before)
	}
	m.since, m.shown, m.seen = maps.Clone(m.since), maps.Clone(m.shown), maps.Clone(m.seen)
	for _, id := range n.ids {
		if before.Resource(id).Status() != r.after.Resource(id).Status() {
			delete(m.shown, id)
			if delete(m.since, id); r.after.Transitional(id) != "" {
				m.since[id] = m.at
			}
		}
	}
	for k, states := range m.seen {
		m.seen[k] = append(slices.Clone(states), r.after)
	}
	return m
}

// read tries what comes after a call that changed nothing.
func (n *naive) read(m moment, k int, c script.Call) bool {
	states := m.seen[k]
	if c.Start == c.End && !slices.ContainsFunc(n.calls[k+1:], func(later script.Call) bool { return overlaps(&later, &c) }) {
		states = []model.State{m.state}
	}
	results := n.ask(&m, model.ActionOf(c.Op), func(x model.Machine) (result, bool) {
		if x.CheckOp(c.Op) != nil || !n.admits(x, states, c) {
			return result{}, false
		}
		r := result{after: m.state}
		for _, id := range n.ids {
			if d := m.state.Resource(id).Disk; d == nil || d.Status != model.Detaching && d.Status != model.Attaching {
				continue
			}
			settled, _ := x.Step(m.state, model.Settle{ID: id})
			var complete, others []model.State
			for _, s := range states {
				if !s.Resource(id).Equal(m.state.Resource(id)) {
					others = append(others, s)
				}
				if s, ok := replaced(s, settled.Resource(id)); ok {
					complete = append(complete, s)
				}
			}
			if !n.admits(x, complete, c) && !n.admits(x, others, c) {
				r.shown = append(r.shown, id)
			}
		}
		r.key = fmt.Sprint(r.shown)
		return r, true
	})
	for _, r := range results {
		next := m
		next.chosen = r.chosen
		next.closed |= 1 << k
		next.shown = maps.Clone(m.shown)
		for _, id := range r.shown {
			next.shown[id] = true
		}
		next.seen = maps.Clone(m.seen)
		delete(next.seen, k)
		if n.try(next) {
			return true
		}
	}
	return false
}

// replaced returns a state with a disk in place of the one of its id.
func replaced(s model.State, r model.Resource) (model.State, bool) {
	disks := slices.DeleteFunc(slices.Collect(s.Disks()), func(d model.Disk) bool { return d.ID == r.Disk.ID })
	s, err := model.NewState(slices.Collect(s.Instances()), append(disks, *r.Disk))
	return s, err == nil
}

// admits reports whether a machine can have answered so a call that changed nothing, with each
// resource as it was in one of some states.
func (n *naive) admits(x model.Machine, states []model.State, c script.Call) bool {
	if a := model.ActionOf(c.Op); a.Describe() && c.Answer.Success() {
		return n.shows(x, states, c)
	}
	if n.loosely && slices.Contains(ofOthers[model.ActionOf(c.Op)], c.Answer.Code) {
		return true
	}
	versions := make([][]model.Resource, len(n.ids))
	for at, id := range n.ids {
		versions[at] = versionsOf(states, id)
	}
	resources := make([]model.Resource, len(n.ids))
	var each func(at int) bool
	each = func(at int) bool {
		if at < len(n.ids) {
			for _, v := range versions[at] {
				resources[at] = v
				if each(at + 1) {
					return true
				}
			}
			return false
		}
		asked, _ := model.IDs(c.Op)
		s, ok := composed(resources, asked...)
		if !ok || x.CheckState(s) != nil {
			return false
		}
		o := x.Judge(s, c.Op)
		o = o.OnceExisted(c.Op, func(id model.DiskID) bool { return slices.Contains(n.ids, string(id)) })
		a := o.Admits(x.Answer(s, c.Op, o), c.Answer, model.ByStatus)
		return a.Admitted && (a.Took == model.TookNone || !o.Accepted())
	}
	return each(0)
}

// ofOthers are the codes of refusals that are of more than the call names: of an instance's
// other disks, and of what the instance was that holds a disk.
var ofOthers = map[book.Action][]string{
	book.ActionStartInstance:  {"InvalidInstance.NotFoundSystemDisk"},
	book.ActionDeleteInstance: {"IncorrectInstanceStatus"},
	book.ActionAttachDisk:     {"InstanceDiskLimitExceeded"},
	book.ActionReInitDisk:     {"InstanceLockedForSecurity", "InstanceExpiredOrInArrears", "IncorrectInstanceStatus"},
}

// versionsOf returns what a resource was in some states.
func versionsOf(states []model.State, id string) (all []model.Resource) {
	for _, s := range states {
		if r := s.Resource(id); !slices.ContainsFunc(all, r.Equal) {
			all = append(all, r)
		}
	}
	return all
}

// composed returns the state of some resources, with an instance more where a disk is attached
// to one that is not there and is not asked about.
func composed(resources []model.Resource, asked ...model.InstanceID) (model.State, bool) {
	var instances []model.Instance
	var disks []model.Disk
	there := map[model.InstanceID]bool{"": true}
	for _, r := range resources {
		if r.Instance != nil {
			instances = append(instances, *r.Instance)
			there[r.Instance.ID] = true
		}
	}
	for _, r := range resources {
		if r.Disk == nil {
			continue
		}
		disks = append(disks, *r.Disk)
		for _, id := range []model.InstanceID{r.Disk.InstanceID, r.Disk.SourceInstanceID.InstanceID()} {
			if !there[id] && !slices.Contains(asked, id) {
				there[id] = true
				instances = append(instances, model.Instance{ID: id, Status: model.Running})
			}
		}
	}
	s, err := model.NewState(instances, disks)
	return s, err == nil
}

// shows reports whether a describe can have shown what it did: each resource as it was in one
// of some states.
func (n *naive) shows(x model.Machine, states []model.State, c script.Call) bool {
	kind := model.KindInstance
	var named []string
	switch op := c.Op.(type) {
	case model.DescribeDisks:
		kind = model.KindDisk
		for _, id := range op.DiskIDs {
			named = append(named, string(id))
		}
		if op.DiskIDs == nil {
			named = n.ids
		}
	case model.DescribeInstances:
		for _, id := range op.InstanceIDs {
			named = append(named, string(id))
		}
		if op.InstanceIDs == nil {
			named = n.ids
		}
	}
	for _, shown := range c.Answer.Shown {
		if !slices.Contains(named, shown.ID()) || !slices.Contains(n.ids, shown.ID()) {
			return false
		}
	}
	if n.atOnce && len(states) > 1 {
		one := *n
		one.atOnce = false
		return slices.ContainsFunc(states, func(s model.State) bool { return one.shows(x, []model.State{s}, c) })
	}
	for _, id := range named {
		if !slices.ContainsFunc(versionsOf(states, id), func(r model.Resource) bool {
			if !r.None() && r.Kind() != kind {
				return true
			}
			s, ok := composed([]model.Resource{r})
			if !ok {
				return false
			}
			o := x.Judge(s, c.Op)
			required, got := x.Answer(s, c.Op, o), c.Answer
			of := func(s model.Shown) bool { return s.ID() != id }
			required.Shown = slices.DeleteFunc(slices.Clone(required.Shown), of)
			got.Shown = slices.DeleteFunc(slices.Clone(got.Shown), of)
			return o.Admits(required, got, model.ByStatus).Admitted
		}) {
			return false
		}
	}
	return true
}
