package graph

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/enum"
	"example.com/ecsdisk/model/suggest"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim/script"
)

// A Goal is what a plan is to reach: what is wanted of one state.
type Goal struct {
	text  string
	wants []want
	locks model.Locks     // that are wanted of an instance
	auto  bool            // a DeleteAutoSnapshot is wanted
	asks  model.Op        // that is to be accepted, if it is an operation of the API and given
	gives map[string]bool // by id: that it is released, or initialized again, is wanted
}

// A want says whether a state has what is wanted, and returns a step that shows it. Of
// operations that are not given it looks among ops.
type want struct {
	in      func(m model.Machine, s model.State, ops []model.Op) (show *script.Step, ok bool)
	changes bool // the step that shows it changes the state
}

// String returns the goal as it was given.
func (g Goal) String() string { return g.text }

// in reports whether a state has the goal, and returns steps that show it.
func (g Goal) in(m model.Machine, s model.State, ops []model.Op) (shows []script.Step, ok bool) {
	for _, w := range g.wants {
		show, ok := w.in(m, s, ops)
		if !ok {
			return nil, false
		}
		if show != nil {
			shows = append(shows, *show)
		}
	}
	return shows, true
}

// relevant returns the operations that can matter to the goal: none sets
// DeleteAutoSnapshot, by which no rule goes, and without a reclaim, for which nobody can ask and
// in whose place DeleteInstance stands; unless that is wanted.
func (g Goal) relevant(ops []model.Op) []model.Op {
	reclaims := strings.Contains(g.text, book.ActionReclaim.String())
	ops = slices.DeleteFunc(ops, func(op model.Op) bool {
		if _, reclaim := op.(model.Reclaim); reclaim && !reclaims {
			return true
		}
		modify, ok := op.(model.ModifyDiskAttribute)
		return ok && modify.DeleteAutoSnapshot != model.Absent && !g.auto
	})
	for _, op := range ops {
		lock, ok := op.(model.Lock)
		if !ok {
			continue
		}
		for reason := range g.locks.All() {
			lock.Reason = reason
			if !slices.Contains(ops, model.Op(lock)) {
				ops = append(ops, lock, model.Unlock(lock))
			}
		}
	}
	return ops
}

// ParseGoal reads a goal about the world and the machine of a scope. Several with ';' between are wanted at once:
//
//	d-1 Available DeleteWithInstance=false
//	d-1 released
//	DetachDisk InstanceId=i-a DiskId=d-1 accepted
//	DetachDisk InstanceId=i-a DiskId=d-1 refused with IncorrectInstanceStatus only
//
// A resource is written as a describe in a script shows it, with a status of "?" if any
// will do; an operation as a step of a script. One without parameters is any of that
// name. Behind refused may stand a rule, which is then broken, or a code, which is then
// the answer; and only, that no other rule is broken.
func ParseGoal(text string, of scope.Scope) (Goal, error) {
	words, err := script.Words(text)
	if err != nil {
		return Goal{}, fmt.Errorf("goal %q: %w", text, plain(err))
	}
	var g Goal
	var parts []string
	for more := true; more; {
		part := words
		if at := slices.Index(words, ";"); at >= 0 {
			part, words = words[:at], words[at+1:]
		} else {
			more = false
		}
		parts = append(parts, strings.Join(part, " "))
		if err := g.add(part, &of); err != nil {
			return Goal{}, fmt.Errorf("goal %q: %w", parts[len(parts)-1], err)
		}
	}
	g.text = strings.Join(parts, "; ")
	return g, nil
}

// plain returns what is wrong with a text that is no file, without a place in one.
func plain(err error) error {
	if syntax, ok := errors.AsType[*script.SyntaxError](err); ok {
		return errors.New(syntax.Problem)
	}
	return err
}

// want adds what is wanted. What shows that an operation is accepted comes last.
func (g *Goal) want(w want) error {
	last := len(g.wants) - 1
	switch {
	case last < 0 || !g.wants[last].changes:
		g.wants = append(g.wants, w)
	case w.changes:
		return errors.New("expected one operation that is accepted: it changes the state")
	default:
		g.wants = slices.Insert(g.wants, last, w)
	}
	return nil
}

// add adds what a part of the text wants.
func (g *Goal) add(words []string, of *scope.Scope) error {
	if len(words) < 2 {
		return errors.New(`expected a resource such as "d-1 Available", "d-1 released", or an operation and accepted or refused`)
	}
	if action, err := book.ParseAction(words[0]); err == nil {
		return g.addOp(action, words, of.Machine)
	}
	id, err := model.UnquoteID(words[0])
	if err != nil {
		return err
	}
	part := strings.Join(words, " ")
	switch r := of.Start.Resource(id); {
	case r.None():
		return meant(fmt.Errorf("there is no %s in the world, and it is no operation", words[0]), words[0], enum.Names(book.Actions())...)
	case len(words) == 2 && words[1] == wordReleased:
		g.give(id)
		return g.want(want{in: released(r)})
	default:
		err = g.addShown(part, r.Kind(), of.Start)
	}
	if err != nil && len(words) == 2 {
		err = meant(err, words[1], wordReleased)
	}
	return err
}

// The words of a goal that no script has.
const (
	wordReleased = "released"
	wordAccepted = "accepted"
	wordRefused  = "refused"
)

// meant adds to an error about a word which of several was meant, if it is like one.
func meant(err error, word string, among ...string) error {
	if near := suggest.Nearest(word, among); near != "" {
		return fmt.Errorf("%w; did you mean %s?", err, near)
	}
	return err
}

// give notes that the goal is about the end of a resource, or of the data on it.
func (g *Goal) give(id string) {
	if g.gives == nil {
		g.gives = map[string]bool{}
	}
	g.gives[id] = true
}

// released returns what is true where a resource is no more.
func released(r model.Resource) func(model.Machine, model.State, []model.Op) (*script.Step, bool) {
	show := r.Kind().Describe(r.ID())
	return func(m model.Machine, s model.State, _ []model.Op) (*script.Step, bool) {
		_, _, answer := m.Respond(s, show)
		return &script.Step{Op: show, Want: answer}, len(answer.Shown) == 0
	}
}

// addShown adds that a resource is as a part of the text shows it.
func (g *Goal) addShown(part string, kind model.Kind, start model.State) error {
	a, err := script.ParseAnswer(part, model.ActionOf(kind.Describe()))
	switch {
	case err != nil:
		return plain(err)
	case len(a.Shown) != 1:
		return errors.New("expected a resource as a describe shows it, such as d-1 Available")
	}
	wanted := a.Shown[0]
	if wanted.Instance != nil {
		g.locks |= wanted.Instance.Locks
		return g.wantShown(wanted)
	}
	holder := wanted.Disk.InstanceID
	if _, ok := start.Instance(holder); !ok && holder != "" {
		return fmt.Errorf("there is no instance %s in the world", holder)
	}
	g.auto = g.auto || wanted.Stated.Has(book.FieldDeleteAutoSnapshot)
	if wanted.Disk.Status == model.ReIniting && wanted.Stated.Has(book.FieldStatus) {
		g.give(string(wanted.Disk.ID))
	}
	return g.wantShown(wanted)
}

// wantShown adds that a resource is as it should be shown.
func (g *Goal) wantShown(wanted model.Shown) error {
	return g.want(want{in: func(m model.Machine, s model.State, _ []model.Op) (*script.Step, bool) {
		r := s.Resource(wanted.ID())
		if r.None() || !wanted.Matches(model.Shown{Resource: r}) {
			return nil, false
		}
		show := &script.Step{Op: wanted.Kind().Describe(wanted.ID())}
		_, _, show.Want = m.Respond(s, show.Op)
		show.Want.Shown[0].Stated = wanted.Stated &^ book.FieldsOf(book.FieldID)
		return show, true
	}})
}
