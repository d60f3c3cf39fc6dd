package client

import (
	"iter"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// releases are the operations that release what they name.
var releases = book.ActionSetOf(book.ActionDeleteDisk, book.ActionDeleteInstance, book.ActionReclaim)

// becomesPortable are rules that time mends of one disk, a system disk that is Detaching: it
// becomes portable, from edition 2020-09-10 on. The rule table does not say so in their Mend.
var becomesPortable = book.RuleSetOf(book.AttachDiskPortable, book.DeleteDiskPortable, book.ModifyDiskAttributePortable)

// CheckCalls returns the breaches that calls alone tell, in the order in which the calls were
// answered; see the package documentation. It panics if calls is nil, or if Again is below zero.
func (p Promises) CheckCalls(calls iter.Seq[script.Call]) []Breach {
	if calls == nil {
		panic("client.Promises.CheckCalls: calls is nil; expected a sequence of calls")
	}
	w, n := p.watch(), 0
	for call := range calls {
		at := Breach{N: n, At: call.Start, Op: call.Op}
		n++
		switch {
		case call.Skipped != "":
			clear(w.streaks) // it may have mended anything
		case call.Unheard: // it may have been accepted
			w.accepted(call.Op)
		case call.Answer.Success():
			w.accepted(call.Op)
			for _, id := range p.Precious {
				if releases.Has(model.ActionOf(call.Op)) && named([]string{id}, call.Op) {
					w.breach(Precious, at, id, "%s is released", id)
				}
			}
		default:
			w.refused(at, hopelessCode(model.ActionOf(call.Op), call.Answer), call.Answer.Code)
		}
	}
	return w.breaches()
}

// hopelessCode returns the rules that can give an answer, if time mends none of them.
func hopelessCode(action book.Action, a model.Answer) (rules []book.Rule) {
	gives := func(r book.Refusal) bool { return r.Code == a.Code && (r.Status == a.Status || a.Status == 0) }
	for rule := range book.Rules() {
		if row := rule.Row(); row.Action == action && slices.ContainsFunc(row.Refusals, gives) {
			if row.Mend.Has(book.ActionSettle) || becomesPortable.Has(rule) {
				return nil
			}
			rules = append(rules, rule)
		}
	}
	return rules
}
