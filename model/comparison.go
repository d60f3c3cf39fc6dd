package model

import "example.com/ecsdisk/model/book"

// A comparison is of a refusal with what the machine requires.
type comparison struct {
	machine       Machine
	outcome       Outcome
	required, got Answer
	strictness    Strictness
	class         book.Class
}

// refusal says whether the refusal is admitted: as what the environment may answer to any
// call, as that of a broken rule, by its class, or by being a refusal.
func (c *comparison) refusal() Admission {
	if c.class == book.ClassEnvironment && c.byClass() {
		return c.environment()
	}
	if a := c.ofBroken(); a.Admitted {
		return a
	}
	beside := c.beside()
	_, refused := c.outcome.broken.First()
	switch {
	case beside != "" && c.byClass():
		return Admission{
			Admitted:  true,
			Elsewhere: c.class == book.ClassEdition,
			Injected:  c.class == book.ClassOutside || c.required.Success(),
			Why:       beside,
		}
	case c.strictness == ByVerdict && refused:
		return Admission{Admitted: true, Why: "refused, as the machine does, though not with " + c.required.String()}
	}
	return Admission{Why: c.unlike(beside)}
}

// byClass says whether a refusal that no rule gives may be admitted by its class.
func (c *comparison) byClass() bool {
	switch c.strictness {
	case ByStatus:
		return c.got.Status != 0
	case Exactly:
		return false
	}
	return true
}

func (c *comparison) environment() Admission {
	a := Admission{Admitted: true, Injected: true, Why: "the environment may refuse any call so"}
	if c.got.Code == InternalError {
		a.Took = TookUnknown
	}
	return a
}

// ofBroken admits the refusal of a broken rule, the machine's own of each before the others.
func (c *comparison) ofBroken() Admission {
	first, _ := c.outcome.broken.First()
	counted := c.machine.refusing(c.outcome.broken)
	if c.strictness == Exactly {
		counted = counted.Intersection(book.RuleSetOf(first))
	}
	for r := range counted.All() {
		own := c.outcome.Refusal(r)
		switch {
		case !same(c.got, own, c.strictness):
			continue
		case r != first:
			return Admission{Admitted: true, Why: r.String() + " is broken too, and the documentation gives no order (" + book.OrderAnyBroken.String() + ")"}
		case c.got.Status != own.Status:
			return Admission{Admitted: true, Why: otherStatus}
		}
		return Admission{Admitted: true, Exact: true}
	}
	if c.strictness == Exactly {
		return Admission{}
	}
	for r := range counted.All() {
		if from, ok := c.listed(r, c.outcome.edition); ok {
			return Admission{Admitted: true, Why: r.String() + " also admits it (" + from + ")"}
		}
	}
	return Admission{}
}

// refusing returns which of the broken rules may refuse: any of them under
// [book.OrderAnyBroken], else the first.
func (m Machine) refusing(broken book.RuleSet) book.RuleSet {
	first, some := broken.First()
	if !some || m.Readings.Has(book.OrderAnyBroken) {
		return broken
	}
	return book.RuleSetOf(first)
}

// listed says whether the row of a rule lists the refusal in an edition, and where that is from.
func (c *comparison) listed(r book.Rule, e book.Edition) (from string, ok bool) {
	for _, one := range r.Row().Refusals {
		if same(c.got, one, c.strictness) && one.Of(c.outcome.facts) && one.Editions.Has(e) {
			return one.From, true
		}
	}
	return "", false
}

// beside says what a refusal is of that no rule of the edition gives; empty if nothing else
// gives it either.
func (c *comparison) beside() string {
	switch c.class {
	case book.ClassOutside:
		code, _ := book.FindCode(c.outcome.action, c.got.Status, c.got.Code)
		return book.ClassOutside.String() + ": " + c.got.String() + " (" + code.About + ")"
	case book.ClassEdition:
		return c.brokenElsewhere()
	}
	return ""
}

// brokenElsewhere names the rule of the first other edition that refuses so what has the
// same facts; empty if none does.
func (c *comparison) brokenElsewhere() string {
	for e := range book.AllEditions() {
		broken := book.Book{Edition: e, Readings: c.machine.Readings}.Broken(c.outcome.action, c.outcome.facts)
		for r := range c.machine.refusing(broken).All() {
			if from, ok := c.listed(r, e); ok {
				return r.String() + " of edition " + e.String() + " refuses it so (" + from + ")"
			}
		}
	}
	return ""
}

// unlike says why the refusal is not admitted, after what it is beside the rules.
func (c *comparison) unlike(beside string) string {
	switch {
	case beside != "":
		beside += "; "
	case c.class == book.ClassUndocumented:
		beside = book.CheckCode(c.outcome.action, c.got.Status, c.got.Code).Error() + "; "
	case c.class == book.ClassEdition:
		beside = "a rule of other editions gives that code, and it is not broken here; "
	}
	switch {
	case c.required.Success():
		return beside + "the machine accepts it: no rule is broken"
	case c.outcome.gives(c.got, c.strictness):
		return beside + "the machine's own answer is " + c.required.String()
	}
	return beside + "no broken rule gives that code; broken: " + c.outcome.broken.String()
}
