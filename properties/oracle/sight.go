package oracle

import (
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// sight returns the number of a resource that a call names, which is perhaps seen for the
// first time.
func (j *Judge) sight(id string, kind model.Kind) int32 {
	if r := j.find(id); r != nowhere {
		j.haunt(r)
		return r
	}
	r := j.add(id, kind)
	all := just(absent)
	if !j.start {
		all = j.anything(kind)
		j.resources[r].lockable = true
	}
	j.resources[r].ghost = 1
	j.begin(r, all)
	j.haunt(r)
	return r
}

// haunt has a resource that was never there be what was created since nobody heard of which
// ids.
func (j *Judge) haunt(r int32) {
	g := j.resources[r]
	if g.ghost == 0 || g.ghost > j.made {
		return
	}
	g.ghost = j.made + 1
	never := j.neverThere(r)
	if len(never) == 0 {
		g.ghost = 0 // it was there
		return
	}
	f := *g.factor
	f.beliefs = slices.Clone(f.beliefs)
	for _, b := range never {
		for _, o := range j.unheard {
			for _, c := range j.created(o, g.kind) {
				if in, ok := b.in.and(c.in); ok {
					made := j.with(b, g.at, c.locals[0])
					made.in = in
					f.beliefs = j.addBelief(f.beliefs, made)
				}
			}
		}
	}
	j.place(&f)
}

// neverThere returns the beliefs in which a resource was never there: which of the calls on it that
// are open may have been accepted all the same.
func (j *Judge) neverThere(r int32) (all []belief) {
	f, at := j.resources[r].factor, j.resources[r].at
	for _, b := range f.beliefs {
		if b.locals[at].word == 0 {
			all = append(all, b)
		}
	}
	for n := 0; n < len(all); n++ {
		for k, o := range f.open {
			if all[n].applied>>k&1 != 0 || o.on != r {
				continue
			}
			for _, b := range j.happen(f, all[n], happening{happens, k}, &inquiry{end: j.now}) {
				if !slices.ContainsFunc(all, func(o belief) bool { return b.in.in(o.in) && sameBelief(o, b) }) {
					all = append(all, b)
				}
			}
		}
	}
	return all
}

// anything returns all that a resource may be of which nothing is known, but for the locks of an
// instance: those come up where an answer needs them.
func (j *Judge) anything(kind model.Kind) []belief {
	all := just(absent)
	add := func(l local) { all = append(all, just(l)...) }
	if kind == model.KindInstance {
		for s := range model.InstanceStatuses() {
			l := absent
			l.word, l.open = word(s)|instHot, instPrePaid|instHot
			add(l)
		}
		return all
	}
	for s := range model.DiskStatuses() {
		for _, fields := range [...]word{diskPortable, diskPortable | diskDetach, diskPortable | diskLeft, diskPortable | diskDetach | diskLeft, diskSystem, diskSystem | diskDetach} {
			if fields&diskDetach != 0 && s != model.Detaching || fields&diskLeft != 0 && s == model.Creating {
				continue
			}
			l := absent
			l.word, l.open = word(s)|fields, diskPrePaid|diskDeletes|diskSnapshot|fields&diskPortable
			if s.Attached() {
				l.holder = unknown
			}
			if fields&diskLeft != 0 {
				l.source = unknown
			}
			add(l)
			if s == model.Available && fields == diskPortable { // it may go with an instance that it left
				l.word, l.open, l.source = l.word|diskDeletes, l.open&^diskDeletes, unknown
				add(l)
			}
		}
	}
	return all
}

// created returns what an unheard creation may have made of a kind.
func (j *Judge) created(o *open, kind model.Kind) (all []belief) {
	if kind == model.KindInstance && o.action != book.ActionCreateInstance {
		return nil
	}
	for _, r := range j.table.ask(o.code|answerOK<<keyAnswer, o.op, &success) {
		l := local{word: r.disk, holder: nowhere, source: nowhere, from: o.start, to: never, began: o.start, past: &past{began: ever, left: never, holder: nowhere, source: nowhere}}
		if kind == model.KindInstance {
			l.word = r.instance
		} else if r.holder == toNamed {
			l.holder = unknown
		}
		if l.there() {
			all = j.addBelief(all, belief{locals: []local{l}, in: r.in})
		}
	}
	return all
}
