package oracle

import (
	"cmp"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// Pass goes on past an impossible call: it is told in place of [Judge.Do], to a judge that has
// not judged the call. What was refused has changed nothing. What was accepted may have done what
// the machine does that has not got the broken rules, or nothing; of a release or a creation
// nothing is known. What a describe shows is so from there on; what a list of all leaves out may be
// gone, or be as it was.
func (j *Judge) Pass(c script.Call) {
	switch action := model.ActionOf(c.Op); {
	case !c.Answer.Success():
	case action.Describe():
		j.passDescribe(c)
	case action == book.ActionDeleteInstance || action == book.ActionReclaim || action.Creates():
		for _, id := range ids(c) {
			if r := j.find(id); r != nowhere {
				for _, d := range j.resources[r].held {
					j.forget(j.resources[d].id)
				}
				j.forget(id)
			}
		}
	default:
		j.given = c
		j.call = &j.given
		j.total++
		j.report.Calls++
		h := &j.heard
		*h = heard{asked: take(c.Op), start: int64(c.Start), end: int64(c.End), got: &j.given.Answer, passed: true}
		j.do(h)
	}
}

// passDescribe has what a describe shows otherwise than it can be be so.
func (j *Judge) passDescribe(c script.Call) {
	before := len(j.report.Findings)
	j.Do(c)
	found := j.report.Findings[before:]
	j.report.Findings = j.report.Findings[:before]
	for _, f := range found {
		for _, id := range f.About { // they are what they were
			j.resources[j.find(id)].factor.why = ""
		}
		if f.seen == nowhere {
			continue
		}
		var shown *model.Shown
		for n := range c.Answer.Shown {
			if id := c.Answer.Shown[n].ID(); id == j.resources[f.seen].id || id == "" {
				shown = &c.Answer.Shown[n]
			}
		}
		if all := j.adopted(f.seen, shown, interval{int64(c.Start), int64(c.End)}); len(all) > 0 {
			g := *j.resources[f.seen].factor
			if shown == nil && describesAll(c.Op) {
				for _, b := range g.beliefs {
					all = j.addBelief(all, b)
				}
			}
			g.beliefs = all
			j.split(&g)
			continue
		}
		j.forget(j.resources[f.seen].id)
		v := &view{shown: shown, disk: j.resources[f.seen].kind == model.KindDisk, which: nowhere, holder: nowhere}
		j.see(&j.heard, f.seen, v)
	}
}

// adopted returns the beliefs about a resource with what is shown of it.
func (j *Judge) adopted(r int32, shown *model.Shown, at interval) (all []belief) {
	f, n := j.resources[r].factor, j.resources[r].at
	kind := j.resources[r].kind
	v := view{shown: shown, holder: nowhere}
	if shown != nil {
		if d := shown.Disk; d != nil && shown.Shows().Has(book.FieldCategory) {
			j.resources[r].category = cmp.Or(d.Category, model.DefaultCategory)
		}
		j.pack(r, &v)
	}
	for _, b := range f.beliefs {
		l := b.locals[n]
		if shown == nil {
			l = absent
			if kind == model.KindDisk && b.locals[n].there() {
				l.word = diskExisted
			}
			all = j.addBelief(all, j.with(b, n, l))
			continue
		}
		w, holder := l.word&^v.mask|v.word, l.holder
		if v.places && v.holder != nowhere {
			holder = v.holder
		}
		attached := kind == model.KindDisk && w.diskStatus().Attached()
		if !attached {
			holder = nowhere
		}
		if !l.there() || attached && holder == nowhere || v.places && v.holder != holder && holder == nowhere {
			continue
		}
		j.become(&l, kind, w, &asked{}, at)
		l.word, l.open, l.holder = w, l.open&^v.mask, holder
		all = j.addBelief(all, j.with(b, n, l))
	}
	return all
}
