package script

import (
	"iter"
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
		len(want.Shown) != len(got.Shown)
	both := 0
	for n, at := range pairs(want, got) {
		both++
		a, b := want.Shown[n], got.Shown[at]
		fields := a.Differing(b)
		switch {
		case fields != 0:
			differ = true
			fields |= book.FieldsOf(book.FieldStatus)
		case a.Stated == 0 && b.Stated == 0:
			continue
		default:
			fields = a.Shows() & b.Shows()
		}
		if len(w.Shown) > 1 || len(g.Shown) > 1 {
			fields |= book.FieldsOf(book.FieldID)
		}
		w.Shown[n].Stated, g.Shown[at].Stated = fields&a.Shows(), fields&b.Shows()
	}
	return w, g, differ || both < len(want.Shown)
}

// pairs yields where two answers show one resource. The only resource of each is the same
// one: a script may leave out its id.
func pairs(want, got model.Answer) iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		for n, a := range want.Shown {
			at := slices.IndexFunc(got.Shown, func(b model.Shown) bool {
				return b.ID() == a.ID() || len(want.Shown) == 1 && len(got.Shown) == 1
			})
			if at >= 0 && !yield(n, at) {
				return
			}
		}
	}
}

// asStated returns an answer as it states what it shows, or else as [Stated] does.
func asStated(a model.Answer) model.Answer {
	b := Stated(a)
	for n, r := range a.Shown {
		if r.Stated != 0 {
			b.Shown[n].Stated = r.Stated
		}
	}
	return b
}
