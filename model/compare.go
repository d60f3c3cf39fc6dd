package model

import (
	"cmp"
	"slices"
	"strconv"

	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/enum"
)

// Strictness is how closely an answer has to be what the machine requires.
type Strictness uint8

// The ways to compare, the default first.
const (
	ByStatus  Strictness = iota // accepted or refused, the code, and the HTTP status of a refusal
	ByCode                      // accepted or refused, and the code
	ByVerdict                   // accepted or refused
	Exactly                     // the machine's own answer, of the first broken rule and no other
)

var strictnesses = []string{"status", "code", "verdict", "exact"}

// String returns "status", "code", "verdict" or "exact".
func (s Strictness) String() string { return enum.Spell(strictnesses, s) }

// Took says whether an operation took effect, as far as its answer tells.
type Took uint8

// Whether an operation took effect.
const (
	TookNone    Took = iota
	TookEffect       // as the machine says
	TookUnknown      // an answer after which nobody knows: 500 InternalError
)

// An Admission is the result of a comparison.
type Admission struct {
	Admitted  bool
	Exact     bool // it is the machine's own answer, HTTP status and all
	Took      Took
	Class     book.Class // of a refusal, under the edition of the outcome
	Elsewhere bool       // admitted because a rule of another edition refuses it so
	Injected  bool       // admitted as a refusal where no rule of the edition is at work: nothing took effect
	Why       string     // why it is admitted though it is not the machine's own, or why it is not
}

// Admits compares as [Machine.Admits] does under [book.OrderAnyBroken], whatever the
// readings: the documentation gives no order.
func (o Outcome) Admits(required, got Answer, s Strictness) Admission {
	return anyOrder.Admits(o, required, got, s)
}

var anyOrder = Machine{Readings: book.ReadingsOf(book.OrderAnyBroken)}

// Admits compares an answer with what the machine requires: it is the one
// comparison of this project. o is the outcome of an operation, and required the
// machine's own answer to it, from [Machine.Answer].
//
// Admitted are success when nothing is broken, showing what the machine shows as
// far as the answer states it; the refusal of the first broken rule or, under
// [book.OrderAnyBroken], of any, and the others that its row admits in the edition. By its
// [book.Class] a refusal that no rule of the edition has is admitted too: the environment's,
// one that is outside the machine, and another edition's where its rule is broken by the
// same facts, under the same readings. [Exactly] admits the machine's own answer and nothing
// else.
func (m Machine) Admits(o Outcome, required, got Answer, s Strictness) Admission {
	switch {
	case got.NotEnabled || required.NotEnabled:
		if got.NotEnabled && required.NotEnabled {
			return Admission{Admitted: true, Exact: true}
		}
		return Admission{Why: "the machine requires " + required.String()}
	case got.Success() && required.Success():
		if why := showsOtherwise(required, got); why != "" {
			return Admission{Why: why}
		}
		if cmp.Or(got.Status, 200) != cmp.Or(required.Status, 200) {
			if s == Exactly {
				return Admission{Why: otherStatus}
			}
			return Admission{Admitted: true, Took: TookEffect, Why: otherStatus}
		}
		return Admission{Admitted: true, Exact: true, Took: TookEffect}
	case got.Success():
		return Admission{Why: "the machine refuses it: " + o.broken.String()}
	}
	c := comparison{machine: m, outcome: o, required: required, got: got, strictness: s, class: o.class(got, s)}
	a := c.refusal()
	a.Class = c.class
	return a
}

// class returns the class of a refusal, as closely as it is compared.
func (o Outcome) class(got Answer, s Strictness) book.Class {
	status := got.Status
	if s == ByCode || s == ByVerdict {
		status = 0
	}
	return o.edition.ClassOf(o.action, status, got.Code)
}

const otherStatus = "but for its HTTP status it is the machine's own answer"

// same reports whether an answer is the refusal.
func same(got Answer, r book.Refusal, s Strictness) bool {
	return got.Code == r.Code && (got.Status == r.Status || s == ByCode || s == ByVerdict)
}

// OnceExisted returns the outcome for a comparison by a caller that has a history:
// existed says whether there was a disk of an id, and is asked about the disks that the
// operation names. Where one existed and the named disk is not found, the outcome has the
// fact [book.DiskExisted]. What else the id was of, such as an instance, does not count. It
// panics if existed is nil.
func (o Outcome) OnceExisted(op Op, existed func(DiskID) bool) Outcome {
	if existed == nil {
		panic("model.Outcome.OnceExisted: existed is nil; expected a function")
	}
	if o.facts&book.DiskExists != 0 {
		return o
	}
	if _, disks := IDs(op); slices.ContainsFunc(disks, existed) {
		o.facts |= book.DiskExisted
	}
	return o
}

// showsOtherwise returns how what a describe shows differs from what it should
// show, or nothing.
func showsOtherwise(required, got Answer) string {
	if len(got.Shown) != len(required.Shown) {
		return "it shows " + resources(got) + ", and not " + resources(required)
	}
	for n, r := range required.Shown {
		if !got.Shown[n].Matches(r) {
			return "it shows " + r.Kind().String() + " " + QuoteID(r.ID()) + " otherwise"
		}
	}
	return ""
}

// resources says how many resources a describe shows.
func resources(a Answer) string {
	switch n := len(a.Shown); n {
	case 0:
		return "none"
	case 1:
		return "1 resource"
	default:
		return strconv.Itoa(n) + " resources"
	}
}

// Explain returns the choices under which [Machine.Admits] would admit an answer that it
// does not admit, each made alone on top of the machine's readings. No reading explains an
// answer that no rule gives. [Exactly] knows the machine's order only: there
// [book.OrderAnyBroken] is found when the answer is the refusal of a broken rule that is not
// the first.
func (m Machine) Explain(s State, op Op, got Answer, strict Strictness) []book.Choice {
	var found []book.Choice
	for c := range m.Edition.Choices() {
		other := m
		if other.Readings = m.Readings.With(c); other == m {
			continue
		}
		o := other.Judge(s, op)
		a := other.Admits(o, other.Answer(s, op, o), got, strict)
		if a.Admitted && a.Class != book.ClassOutside && a.Class != book.ClassEdition || c == book.OrderAnyBroken && o.gives(got, Exactly) {
			found = append(found, c)
		}
	}
	return found
}

// gives reports whether the answer is the refusal of a broken rule, first or not.
func (o Outcome) gives(got Answer, s Strictness) bool {
	for r := range o.broken.All() {
		if same(got, o.Refusal(r), s) {
			return true
		}
	}
	return false
}
