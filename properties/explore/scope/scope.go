// Package scope has small worlds of which everything can be found out: where they start,
// and what may be asked in every state.
//
//	scope.Core(2, 4), scope.Every(1)        // worlds by name; and Detached
//	scope.Scope{Start: s, Ops: ops}        // any other
//	scope.Ops(m, s)                         // all that can be asked about its resources
//	s.Machine.Readings, s.Suspect.Step = … // by which machine to judge, and which to look at
//
// Package explore goes through every state of a scope, package graph keeps all of them and
// looks for ways. What both do with a scope are its methods.
package scope

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
)

// A Scope is what is explored: a start state, and the operations and events that may
// be asked in every state. It is bounded: operations name the resources that there
// can be.
type Scope struct {
	Name    string
	Machine model.Machine      // the documented machine to judge by
	Suspect properties.Suspect // the machine that is explored; by default Machine itself
	Start   model.State
	Ops     []model.Op // by default those of [Ops]

	family Family // those like it of other sizes
}

// Counts is how large what can be reached in a scope is.
type Counts struct {
	States      int // distinct reachable states, or classes of them
	Transitions int // accepted operations and settles whose result differs from the state before
	Depth       int // the longest of the shortest paths from the start
}

// maxOps is how many operations a scope may have.
const maxOps = 1 << 20

// Check returns the scope with what it may leave out, or says what is wrong with it, such
// as that it has less than the least number of operations, or that the machine's edition
// cannot tell it.
func (s Scope) Check(least int) (Scope, error) {
	if s.Name == "" {
		s.Name = "a scope"
	}
	if err := s.Start.Validate(); err != nil {
		return s, s.Failed(err)
	}
	if err := errors.Join(s.Machine.Check(), s.Machine.CheckState(s.Start)); err != nil {
		return s, s.Failed(err)
	}
	asked := len(s.Ops)
	if s.Ops == nil {
		asked = numOps(s.Machine, s.Start)
	}
	switch {
	case asked < least:
		return s, s.Failed(errors.New("it has no resources and no operations; expected something to ask"))
	case asked > maxOps:
		return s, s.Failed(fmt.Errorf("it has %d operations; expected at most %d", asked, maxOps))
	case s.Ops == nil:
		s.Ops = Ops(s.Machine, s.Start)
	}
	for n, op := range s.Ops {
		if op == nil {
			return s, s.Failed(fmt.Errorf("operation %d of %d is nil", n+1, len(s.Ops)))
		}
		if err := s.Machine.CheckOp(op); err != nil {
			return s, s.Failed(err)
		}
	}
	return s, nil
}

// Documented returns an error when the scope has a suspect, which has no part in what is
// asked for.
func (s *Scope) Documented(what string) error {
	if s.Suspect.Step != nil {
		return s.Failed(fmt.Errorf("%s is of the documented machine; expected no Suspect", what))
	}
	return nil
}

// Failed says of which scope an error is.
func (s *Scope) Failed(err error) error { return fmt.Errorf("explore: %s: %w", s.Name, err) }

// Step applies an operation as the explored machine does.
func (s *Scope) Step(state model.State, op model.Op) (model.State, model.Outcome) {
	return s.Suspect.Of(s.Machine).Step(state, op)
}

// Transition applies an operation; changed is false unless it is accepted and the state
// after it is another one.
func (s *Scope) Transition(state model.State, op model.Op) (after model.State, changed bool) {
	after, o := s.Step(state, op)
	return after, o.Accepted() && !after.Equal(state)
}

// Checker returns a checker of what the explored machine does, by the documented one. A
// start that breaks a property is a [properties.Violation].
func (s *Scope) Checker() (*properties.Checker, error) {
	c := new(properties.Checker)
	return c, c.Begin(properties.Subject{Start: s.Start, Machine: s.Machine, Step: s.Suspect.Step})
}

// Hash returns a hash of what the scope starts from: the start, the documented machine and
// the operations, but not a suspect, which is a function.
func (s *Scope) Hash() string {
	h := sha256.New()
	fmt.Fprint(h, s.World())
	if m := s.Machine; m.Without != (book.Omission{}) { // which is in no script
		fmt.Fprintln(h, "without", m.Without.Rules)
		for e := range book.Effects() {
			if m.Without.Effects.Has(e) {
				fmt.Fprintln(h, "without", e)
			}
		}
	}
	for _, op := range s.Ops {
		fmt.Fprintln(h, op)
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:16])
}

// A Family is the scopes of one kind, by how many instances and disks they have.
type Family struct {
	Of               func(instances, disks int) Scope
	Instances, Disks int // of the scope itself
}

// Family returns the scopes that are like this one but for their size; ok is false where
// there are none, or it was changed since it was made.
func (s *Scope) Family() (f Family, ok bool) {
	if f = s.family; f.Of == nil {
		return f, false
	}
	alike := f.Of(f.Instances, f.Disks)
	return f, alike.Name == s.Name && alike.Hash() == s.Hash()
}
