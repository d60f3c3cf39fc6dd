package book

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"

	"example.com/ecsdisk/model/enum"
	"example.com/ecsdisk/model/suggest"
)

// A Rule is one precondition of an operation. It is a row of the rule table.
//
// Rules are declared in the order in which the machine reports them, operation by
// operation. The documentation gives no order; this one is the model's own.
type Rule uint8

// The rules, named for what holds when they are not broken.
const (
	DetachDiskInstanceGiven Rule = iota
	DetachDiskDiskGiven
	DetachDiskInstanceFound
	DetachDiskDiskFound
	DetachDiskInstanceUnlocked
	DetachDiskAttachedHere
	DetachDiskPostPaid
	DetachDiskPortable
	DetachDiskInUse
	DetachDiskInstanceSteady
	DetachDiskSystemStopped
	DetachDiskHotPlug

	AttachDiskInstanceGiven
	AttachDiskDiskGiven
	AttachDiskInstanceFound
	AttachDiskDiskFound
	AttachDiskInstanceUnlocked
	AttachDiskInstancePaid
	AttachDiskPortable
	AttachDiskAvailable
	AttachDiskInstanceSteady
	AttachDiskHotPlug
	AttachDiskBelowLimit

	DeleteDiskDiskGiven
	DeleteDiskDiskFound
	DeleteDiskPortable
	DeleteDiskNotAttached
	DeleteDiskDetached
	DeleteDiskAvailable
	DeleteDiskUnprotected

	ModifyDiskAttributeDiskGiven
	ModifyDiskAttributeAttributeGiven
	ModifyDiskAttributeDiskFound
	ModifyDiskAttributePortable

	ReInitDiskDiskGiven
	ReInitDiskDiskFound
	ReInitDiskInUse
	ReInitDiskInstanceUnlocked
	ReInitDiskInstancePaid
	ReInitDiskInstanceStopped

	StartInstanceInstanceGiven
	StartInstanceInstanceFound
	StartInstanceInstanceUnlocked
	StartInstanceInstancePaid
	StartInstanceStopped
	StartInstanceHasSystemDisk

	StopInstanceInstanceGiven
	StopInstanceInstanceFound
	StopInstanceInstanceUnlocked
	StopInstanceInstancePaid
	StopInstanceRunning

	RebootInstanceInstanceGiven
	RebootInstanceInstanceFound
	RebootInstanceInstanceUnlocked
	RebootInstanceInstancePaid
	RebootInstanceRunning

	DeleteInstanceInstanceGiven
	DeleteInstanceInstanceFound
	DeleteInstanceInstanceUnlocked
	DeleteInstancePostPaid
	DeleteInstanceReleasable
	DeleteInstanceNoneInTransit

	numRules = iota
)

// A Row is what the rule table says of one rule.
type Row struct {
	Action Action
	Name   string
	Source Source
	Clause string // the page and the part of it that the rule comes from
	Quote  string // the words there, verbatim, where the page is [Page]
	Must   string // what must hold, in words
	Holds  Condition
	Needs  Facts     // the rule is judged only of facts that include these
	Under  []Variant // what holds instead, or whether it is a rule at all, under other readings and in other editions

	// What answers when the rule is broken: the first that is in force is the machine's own,
	// the others an oracle admits.
	Refusals []Refusal

	// What can mend a broken rule. Settle is time: the same call can be accepted once
	// everything transitional has settled. Any other action: it can be accepted after
	// that action and time, where time alone would leave the rule broken.
	Mend     ActionSet
	MendCall bool // another call can do what this one should, or nothing but another call can mend it

	Editions Editions
}

// Source says where a rule comes from.
type Source uint8

// The sources of a rule.
const (
	Page      Source = iota // the DetachDisk page of 2019-05-31, rule and code
	PageRule                // the rule is that page's, the code a neighbouring page's or edition's
	Neighbour               // a neighbouring page or edition
)

var sources = []string{Page: "S", PageRule: "S; code N", Neighbour: "N"}

// String returns "S", "S; code N" or "N", as the tables abbreviate it.
func (s Source) String() string { return enum.Spell(sources, s) }

// A Variant is what a row says instead: under a reading that is no default, or in editions
// other than the default one.
type Variant struct {
	Choice   Choice // the zero Choice, which is a default, where the editions decide
	Editions Editions
	Holds    Condition
}

// A Refusal is one way to refuse what breaks a rule.
type Refusal struct {
	Status   int // of HTTP
	Code     string
	Message  string // empty where no page has one
	When     Facts  // in force when the facts include one of these, or always, when that is empty
	Editions Editions
	From     string // the page and the edition that it comes from
	Inferred bool   // no page read has this code, or this message, for the rule: it is concluded
}

// Of reports whether the facts allow the refusal, in whichever edition.
func (r Refusal) Of(facts Facts) bool { return r.When == 0 || facts&r.When != 0 }

// Row returns the rule's row.
func (r Rule) Row() Row {
	row := rules[r]
	row.Under, row.Refusals = slices.Clone(row.Under), slices.Clone(row.Refusals)
	return row
}

// Text returns what must hold as people are to read it: the page's own words without
// the escapes of its markup, or Must where the rule is not that page's.
func (r Row) Text() string { return cmp.Or(strings.ReplaceAll(r.Quote, `\_`, "_"), r.Must) }

// MendedBy says in words what can mend the rule: "time, AttachDisk, another call".
func (r Row) MendedBy() string {
	var by []string
	if r.Mend.Has(ActionSettle) {
		by = append(by, "time")
	}
	for a := range r.Mend.All() {
		switch {
		case a == ActionSettle:
		case a.Event():
			by = append(by, "the environment ("+a.String()+")")
		default:
			by = append(by, a.String())
		}
	}
	if r.MendCall {
		by = append(by, "another call")
	}
	if by == nil {
		return "nothing"
	}
	return strings.Join(by, ", ")
}

// String returns the rule's name, which is that of its constant.
func (r Rule) String() string {
	if int(r) < len(rules) {
		return rules[r].Name
	}
	return fmt.Sprintf("Rule(%d)", r)
}

// Action returns the operation whose rule it is.
func (r Rule) Action() Action { return rules[r].Action }

// ParseRule is the inverse of [Rule.String].
func ParseRule(name string) (Rule, error) {
	if i := slices.IndexFunc(rules[:], func(row Row) bool { return row.Name == name }); i >= 0 {
		return Rule(i), nil
	}
	return 0, fmt.Errorf("rule %q is unknown; %s", name,
		suggest.Expected(name, enum.Names(Rules()), "one of the rule table, such as "+DetachDiskPortable.String()))
}

// Rules yields every rule, in table order.
func Rules() iter.Seq[Rule] { return enum.Span[Rule](0, numRules) }

// RulesOf yields the rules of one action, in table order.
func RulesOf(a Action) iter.Seq[Rule] { return enum.Span(spans[a].first, spans[a].end) }

// spans[a] is where the rules of action a stand in the table.
var spans = func() (s [numActions]struct{ first, end Rule }) {
	for r := range Rules() {
		at := &s[rules[r].Action]
		if at.end == 0 {
			at.first = r
		}
		at.end = r + 1
	}
	return s
}()
