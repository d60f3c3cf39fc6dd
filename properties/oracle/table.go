package oracle

import (
	"hash/maphash"
	"iter"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// A table is the machine as far as one call can tell, compiled by asking it: what becomes of
// the resources that a call is about, for every answer and every machine that could give it.
// It is filled as questions come up, and may be used by many judges at a time.
//
// By property 15, locality, a small world in which little else is gives the same answer as a
// large one.
type table struct {
	strict model.Strictness
	inside bool // no answer about what the machine does not have
	first  bool // only the first broken rule answers

	responses cache[key, []response]
	reactions cache[key, []reaction] // to a key without its answer, unless that passed whatever is broken
	answers   cache[answerOf, answered]
	numbers   atomic.Uint64 // of answers so far
}

// tables are those that there are, by how they compare.
var tables sync.Map

// tableOf returns the table of a comparison.
func tableOf(strict model.Strictness, inside, first bool) *table {
	of := [3]any{strict, inside, first}
	if t, ok := tables.Load(of); ok {
		return t.(*table)
	}
	t, _ := tables.LoadOrStore(of, &table{strict: strict, inside: inside, first: first})
	return t.(*table)
}

// A key is a question and an answer to it.
type key uint64

// The parts of a key.
const (
	keyInstance = 16              // the word of the instance that the call is about, 9 bits
	keyDisk     = keyInstance + 9 // that of the disk, 11 bits
	keyHolder   = keyDisk + 11    // to what the disk is attached, a relation
	keySource   = keyHolder + 2   // what its source is, a relation
	keyRoom     = keySource + 2   // how many disks may still be attached to the instance: 0, 1 or more
	keyTransit  = keyRoom + 2     // whether another disk of the instance is on its way
	keyHeadless = keyTransit + 1  // whether another disk is the system disk that the instance lacks
	keyAnswer   = keyHeadless + 1 // the number of the answer
	maxAnswers  = 1 << (64 - keyAnswer)
)

// hash spreads keys that differ in little.
func (k key) hash() uint64 {
	const golden = 0x9e3779b97f4a7c15
	k *= golden
	return uint64(k ^ k>>32)
}

// A relation is how a disk is related to the instance that a call is about.
type relation uint8

const (
	toNone relation = iota
	toNamed
	toOther
)

// A response is one way in which a call was answered: what it took, and what became of it.
type response struct {
	in             box // the machines that answer so
	instance, disk word
	holder, source relation
	took           model.Took
}

// The answers that have a number of their own; those of the catalogue follow.
const (
	answerOK           = iota // success
	answerUndocumented        // a refusal that no page has
	answerNotEnabled          // it is nothing that could be asked, or happen, there
	answerPassed              // success, whatever is broken: see [Judge.Pass]
	numAnswers
)

// An answered is what is known of an answer.
type answered struct {
	number             key
	outside, elsewhere box // the editions for which it is outside the machine, or of other editions
}

// An answerOf is an answer to an action.
type answerOf struct {
	action book.Action
	status int
	code   string
}

var seed = maphash.MakeSeed()

func (a answerOf) hash() uint64 {
	return maphash.String(seed, a.code) ^ (key(a.action)<<32 | key(a.status)).hash()
}

// answered returns what is known of an answer to an action. All that are documented nowhere have
// one number: their texts would be without end.
func (t *table) answered(a book.Action, got *model.Answer) answered {
	if got.Success() {
		return answered{number: answerOK << keyAnswer}
	}
	if got.NotEnabled {
		return answered{number: answerNotEnabled << keyAnswer}
	}
	of := answerOf{a, got.Status, got.Code}
	hash := of.hash()
	if found := t.answers.get(hash, of); found != nil {
		return *found
	}
	if t.undocumented(a, got) {
		return answered{number: answerUndocumented << keyAnswer}
	}
	var found answered
	for e := range book.AllEditions() {
		switch e.ClassOf(a, got.Status, got.Code) {
		case book.ClassOutside:
			found.outside |= 1 << (firstEdition + e)
		case book.ClassEdition:
			found.elsewhere |= 1 << (firstEdition + e)
		}
	}
	n := t.numbers.Add(1) + numAnswers - 1
	if n >= maxAnswers {
		return answered{number: answerUndocumented << keyAnswer}
	}
	found.number = key(n) << keyAnswer
	return *t.answers.add(hash, of, found)
}

// undocumented reports whether no edition has an answer for an action.
func (t *table) undocumented(a book.Action, got *model.Answer) bool {
	status := got.Status
	if t.strict == model.ByCode || t.strict == model.ByVerdict {
		status = 0
	}
	for e := range book.AllEditions() {
		if e.ClassOf(a, status, got.Code) != book.ClassUndocumented {
			return false
		}
	}
	return true
}

// ask returns the ways in which a question can have been answered.
func (t *table) ask(k key, op model.Op, got *model.Answer) []response {
	hash := k.hash()
	if found := t.responses.get(hash, k); found != nil {
		return *found
	}
	return *t.responses.add(hash, k, t.compile(k, op, got))
}

// The ids of the small world.
const (
	theInstance = "i"
	theDisk     = "d"
	another     = "o"
)

// small returns the small world of a question, and whether there is one.
func (k key) small() (model.State, bool) {
	instance, disk := word(k>>keyInstance)&511, word(k>>keyDisk)&2047
	holder, source := relation(k>>keyHolder&3), relation(k>>keySource&3)
	id := [...]string{toNone: "", toNamed: theInstance, toOther: another}
	var instances []model.Instance
	var disks []model.Disk
	if instance.there() {
		instances = append(instances, instance.instance(theInstance))
	}
	if holder == toOther || source == toOther {
		instances = append(instances, model.Instance{ID: another, Status: model.Running})
	}
	if disk.there() {
		disks = append(disks, disk.disk(theDisk, id[holder], id[source]))
	}
	for n := range [...]int{0: 0, 1: model.DefaultDataDisks - 1, 2: model.DefaultDataDisks}[k>>keyRoom&3] {
		disks = append(disks, model.Disk{ID: model.DiskID("f" + strconv.Itoa(n)), Status: model.InUse, InstanceID: theInstance})
	}
	if k>>keyTransit&1 != 0 {
		disks = append(disks, model.Disk{ID: "t", Status: model.Detaching, InstanceID: theInstance})
	}
	if k>>keyHeadless&1 != 0 {
		disks = append(disks, model.Disk{ID: "h", Status: model.Available, DetachedSystem: true, SourceInstanceID: model.SourceOf(theInstance)})
	}
	s, err := model.NewState(instances, disks)
	return s, err == nil
}

// A reaction is what machines do that are asked one question, whatever they were heard to answer.
type reaction struct {
	in            box
	m             model.Machine // one of them
	outcome       model.Outcome
	before, after response
}

// react returns the reactions to a question, which the table keeps.
func (t *table) react(k key, op model.Op) []reaction {
	if k>>keyAnswer != answerPassed {
		k &^= (maxAnswers - 1) << keyAnswer
	}
	hash := k.hash()
	if found := t.reactions.get(hash, k); found != nil {
		return *found
	}
	return *t.reactions.add(hash, k, reactionsTo(k, op))
}

// reactionsTo asks every machine.
func reactionsTo(k key, op model.Op) (all []reaction) {
	s, ok := k.small()
	if !ok {
		return nil
	}
	existed := func(model.DiskID) bool { return word(k>>keyDisk)&diskExisted != 0 }
	told, edition := false, book.Edition(0)
	for n, kind := range kinds[model.ActionOf(op)]() {
		if n == 0 || kind.m.Edition != edition {
			edition = kind.m.Edition
			told = kind.m.CheckState(s) == nil && kind.m.CheckOp(op) == nil
		}
		if !told {
			continue
		}
		m := kind.m
		if k>>keyAnswer == answerPassed {
			m.Without.Rules = m.Judge(s, op).Broken()
		}
		after, outcome := m.Step(s, op)
		r := reaction{in: kind.in, m: m, outcome: outcome.OnceExisted(op, existed)}
		r.before.of(s, k)
		r.after.of(after, k)
		all = addReaction(all, r)
	}
	return all
}

// addReaction adds a reaction to those that there are, in one box with its like.
func addReaction(all []reaction, r reaction) []reaction {
	for n := len(all) - 1; n >= 0 && all[n].m.Edition == r.m.Edition; n-- {
		if o := &all[n]; o.outcome != r.outcome || o.after != r.after {
			continue
		}
		if in, ok := all[n].in.merge(r.in); ok {
			r.in = in
			all = slices.Delete(all, n, n+1)
			n = len(all)
		}
	}
	return append(all, r)
}

// compile compares an answer with what every machine requires.
func (t *table) compile(k key, op model.Op, got *model.Answer) (all []response) {
	op = small(op)
	for _, r := range t.react(k, op) {
		required := r.m.Answer(model.State{}, op, r.outcome)
		for m, in := range t.told(r, model.ActionOf(op)) {
			a := t.admits(m, r.outcome, required, *got)
			if !a.Admitted || t.inside && t.strict != model.ByVerdict && (a.Class == book.ClassOutside || a.Class == book.ClassEdition) {
				continue
			}
			before, after := r.before, r.after
			before.in, before.took, after.in, after.took = in, model.TookNone, in, model.TookEffect
			switch {
			case a.Took == model.TookNone || !r.outcome.Accepted():
				all = addResponse(all, before)
			case a.Took == model.TookUnknown || k>>keyAnswer == answerPassed:
				all = addResponse(addResponse(all, before), after)
			default:
				all = addResponse(all, after)
			}
		}
	}
	return all
}

// told yields the machines that react so as far as a comparison tells them apart: where the first
// broken rule answers, which of another edition's rules comes first is a matter of readings.
func (t *table) told(r reaction, a book.Action) iter.Seq2[model.Machine, box] {
	return func(yield func(model.Machine, box) bool) {
		if !t.first {
			yield(r.m, r.in)
			return
		}
		for _, kind := range kinds[a]() {
			if kind.in.in(r.in) && !yield(kind.m, kind.in) {
				return
			}
		}
	}
}

// admits compares an answer with what a machine requires, as [Options.Admits] does.
func (t *table) admits(m model.Machine, o model.Outcome, required, got model.Answer) model.Admission {
	return Options{Strict: t.strict, First: t.first}.Admits(m, o, required, got)
}

// addResponse adds a response to those that there are, in one box with its like.
func addResponse(all []response, r response) []response {
	for again := true; again; {
		again = false
		for n, o := range all {
			o.in = r.in
			if o != r {
				continue
			}
			if in, ok := all[n].in.merge(r.in); ok {
				r.in, again = in, true
				all = slices.Delete(all, n, n+1)
				break
			}
		}
	}
	return append(all, r)
}

// of takes what becomes of the resources out of a state.
func (r *response) of(s model.State, k key) {
	if i, ok := s.Instance(theInstance); ok {
		r.instance = wordOfInstance(i)
	}
	d, ok := s.Disk(theDisk)
	if !ok {
		if before := word(k>>keyDisk) & 2047; before.there() || before&diskExisted != 0 {
			r.disk = diskExisted
		}
		return
	}
	r.disk = wordOfDisk(d)
	r.holder, r.source = relationTo(d.InstanceID), relationTo(d.SourceInstanceID.InstanceID())
}

// relationTo returns how what is on an instance of the small world is related to it.
func relationTo(id model.InstanceID) relation {
	switch id {
	case theInstance:
		return toNamed
	case another:
		return toOther
	}
	return toNone
}

// small returns an operation on the resources of the small world.
func small(op model.Op) model.Op {
	switch op := op.(type) {
	case model.CreateDisk:
		op.DiskID = theDisk
		return op
	case model.CreateInstance:
		op.InstanceID, op.SystemDiskID = theInstance, theDisk
		return op
	}
	return model.Rename(op, func(model.InstanceID) model.InstanceID { return theInstance }, func(model.DiskID) model.DiskID { return theDisk }, func(id string) string { return id })
}
