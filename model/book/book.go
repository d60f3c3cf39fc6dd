package book

// A Book is what one machine goes by: one edition of the documentation under one set of
// readings, without what is deliberately left out. The zero Book is the default one. It is
// comparable.
type Book struct {
	Edition  Edition
	Readings Readings
	Without  Omission
}

// An Omission is what a deliberately broken machine leaves out: rules that it does not
// judge, effects that it does not have. It is there to show that a test suite notices: a
// mutant. The zero Omission leaves nothing out.
type Omission struct {
	Rules   RuleSet
	Effects EffectSet
}

// InForce reports whether the rule can be broken at all.
func (b Book) InForce(r Rule) bool {
	row := &rules[r]
	return row.Editions.Has(b.Edition) && b.holds(row) != Condition{} && !b.Without.Rules.Has(r)
}

// Broken returns the rules of an action that the facts break. A rule is judged when the
// facts include what it needs: of a disk that does not exist nothing is asked.
func (b Book) Broken(action Action, facts Facts) (broken RuleSet) {
	for r := spans[action].first; r < spans[action].end; r++ {
		// By far most rules hold as they stand; of the others the rest is looked at.
		row := &rules[r]
		if facts&row.Needs != row.Needs || facts&row.Holds.Any != 0 && (row.Under == nil || b.Readings.chosen == 0 && b.Edition == Edition2019) {
			continue
		}
		if !b.holds(row).Holds(facts) && row.Editions.Has(b.Edition) && !b.Without.Rules.Has(r) {
			broken.add(r)
		}
	}
	return broken
}

// holds returns the condition of a row in the edition and under the readings.
func (b Book) holds(row *Row) Condition {
	for i := range row.Under {
		if v := &row.Under[i]; (v.Choice.Default() || b.Readings.makes(v.Choice)) && v.Editions.Has(b.Edition) {
			return v.Holds
		}
	}
	return row.Holds
}

// Refusal returns the machine's own answer to what breaks the rule: the first refusal of
// its row that is in force.
func (b Book) Refusal(r Rule, facts Facts) Refusal {
	for _, refusal := range rules[r].Refusals {
		if refusal.Editions.Has(b.Edition) && refusal.Of(facts) {
			return refusal
		}
	}
	panic("book: no refusal of " + r.String() + " is in force")
}

// Has reports whether an accepted operation with these facts has the effect on such a
// resource. The facts are those of the resource, too. It is asked of every effect of a step, so
// the book is not copied.
func (b *Book) Has(e Effect, of Of, facts Facts) bool {
	row := &effects[e]
	return row.Of&of != 0 && row.When.Holds(facts) && b.has(e)
}

// HasEffect reports whether there is such an effect at all.
func (b Book) HasEffect(e Effect) bool { return b.has(e) }

func (b *Book) has(e Effect) bool {
	row := &effects[e]
	return row.Editions.Has(b.Edition) &&
		(row.Only.Default() || b.Readings.makes(row.Only)) && !b.Readings.makes(row.Not) && !b.Without.Effects.Has(e)
}
