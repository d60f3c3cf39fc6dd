package script

import (
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// Contrast states two answers to one call so that it is seen in what they differ: of
// each resource that both show otherwise, its status and the fields in which it
// differs, as far as each answer states them; of any other that both show, what both
// state. Where an answer states nothing, it states what [Stated] does. differ is
// false when the two say the same.
func Contrast(want, got model.Answer) (w, g model.Answer, differ bool) {
	w, g = asStated(want), asStated(got)
	differ = want.Code != got.Code || want.NotEnabled != got.NotEnabled || want.Code != "" && want.Status != got.Status ||
		len(want.Disks) != len(got.Disks) || len(want.Instances) != len(got.Instances)
	pairs, all := pair(shownBy(&want), shownBy(&got))
	differ = differ || !all
	statedByW, statedByG := shownBy(&w), shownBy(&g)
	for _, p := range pairs {
		fields := p.differing()
		switch {
		case fields != 0:
			differ = true
			fields |= book.FieldsOf(book.FieldStatus)
		case *p.want.stated == 0 && *p.got.stated == 0:
			continue
		default:
			fields = p.want.states() & p.got.states()
		}
		if len(statedByW) > 1 || len(statedByG) > 1 {
			fields |= book.FieldsOf(book.FieldID)
		}
		*statedByW[p.want.n].stated = fields & p.want.states()
		*statedByG[p.got.n].stated = fields & p.got.states()
	}
	return w, g, differ
}

// asStated returns an answer as it states what it shows, or else as [Stated] does.
func asStated(a model.Answer) model.Answer {
	b := Stated(a)
	into := shownBy(&b)
	for _, r := range shownBy(&a) {
		if *r.stated != 0 {
			*into[r.n].stated = *r.stated
		}
	}
	return b
}

// shown is a resource of either kind that an answer shows.
type shown struct {
	n      int // among those of the answer
	id     string
	field  func(book.Field) string
	stated *book.Fields
	states func() book.Fields // what it states now
}

// shownBy returns what an answer shows.
func shownBy(a *model.Answer) (all []shown) {
	for n := range a.Disks {
		d := &a.Disks[n]
		all = append(all, shown{len(all), string(d.ID), d.Field, &d.Stated, func() book.Fields { return d.Shows() }})
	}
	for n := range a.Instances {
		i := &a.Instances[n]
		all = append(all, shown{len(all), string(i.ID), i.Field, &i.Stated, func() book.Fields { return i.Shows() }})
	}
	return all
}

// shownPair is a resource as two answers show it.
type shownPair struct{ want, got shown }

// pair finds what two answers both show, and whether that is all of the first. The
// only resource of each is the same one: a script may leave out its id.
func pair(want, got []shown) (pairs []shownPair, all bool) {
	for _, w := range want {
		at := slices.IndexFunc(got, func(g shown) bool { return g.id == w.id || len(want) == 1 && len(got) == 1 })
		if at >= 0 {
			pairs = append(pairs, shownPair{w, got[at]})
		}
	}
	return pairs, len(pairs) == len(want)
}

// differing returns the fields that both answers state, and in which they differ.
func (p shownPair) differing() (fields book.Fields) {
	for f := range (p.want.states() & p.got.states()).All() {
		if p.want.field(f) != p.got.field(f) {
			fields |= book.FieldsOf(f)
		}
	}
	return fields
}
