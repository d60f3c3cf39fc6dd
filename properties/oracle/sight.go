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
	if len(g.factor.resources) > 1 || !slices.ContainsFunc(g.factor.beliefs, func(b belief) bool { return b.locals[0].word == 0 }) {
		g.ghost = 0 // it was there
		return
	}
	all := slices.Clone(g.factor.beliefs)
	for _, o := range j.unheard {
		for _, b := range j.created(o, g.kind) {
			all = addBelief(all, b)
		}
	}
	j.begin(r, all)
}

// anything returns all that a resource may be of which nothing is known, but for the locks of an
// instance: those come up where an answer needs them.
func (j *Judge) anything(kind model.Kind) []belief {
	all := just(absent)
	add := func(l local) { all = append(all, just(l)...) }
	if kind == model.KindInstance {
		for s := range model.InstanceStatuses() {
			for charge := range 2 {
				for hot := range 2 {
					l := absent
					l.word = word(s) | instPrePaid*word(charge) | instHot*word(hot)
					add(l)
				}
			}
		}
		return all
	}
	for s := range model.DiskStatuses() {
		for fields := range word(1 << 7) {
			l := absent
			l.word = word(s) | fields<<3
			if s.Attached() {
				l.holder = unknown
			}
			w := l.word
			if w&diskDetach != 0 && s != model.Detaching || w&diskLeft != 0 && (w&diskSystem != 0 || s == model.Creating) || w&diskSystem != 0 && (w&diskPortable != 0 || !s.Attached()) {
				continue
			}
			if w&diskLeft == 0 {
				add(l)
			}
			if w&diskLeft != 0 || s == model.Available && w&diskDeletes != 0 && w&diskSystem == 0 {
				l.source = unknown
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
	for _, r := range j.responses(o.code|answerOK<<keyAnswer, o.op, model.Answer{}) {
		l := local{word: r.disk, holder: nowhere, source: nowhere, from: o.start, to: never, past: &past{left: never, holder: nowhere, source: nowhere}}
		if kind == model.KindInstance {
			l.word = r.instance
		} else if r.holder == toNamed {
			l.holder = unknown
		}
		if l.there() {
			all = addBelief(all, belief{locals: []local{l}, in: r.in})
		}
	}
	return all
}
