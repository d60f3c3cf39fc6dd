package main

import (
	"strings"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/explore/scope"
)

// scopeFlags are which world to go through, and with which machine.
type scopeFlags struct {
	scope     wordFlag
	instances int
	disks     int
	at        positionFlag
	readings  readingsFlag
	without   rulesFlag
}

// The scopes by name.
const (
	coreScope  = "core"
	everyScope = "every"
	boundScope = "detached"
)

// aboutScopes is the part of the help that all commands on a scope share.
const aboutScopes = `
The scope is one by name, or the world in which the script of a FILE starts, - for
standard input, with every operation on its resources but creations:
  core      instances that run and disks that are Available, as tools are compared by
  every     --disks disks and two instances, with every operation of the model
  detached  a system disk and --disks data disks that leave an instance to which they stay
            bound; of an --edition that has such disks
--at begins after the step of a line of the script, or after everything at an instant.
`

// Where a scope is from, as choices of a facet.
const (
	ofScript = "with a FILE"
	ofCore   = "with --scope core"
	ofEvery  = "with --scope every"
	ofBound  = "with --scope detached"
)

// define adds the flags to a command, and has it refuse what has no effect.
func (f *scopeFlags) define(c *cobra.Command) {
	set := c.Flags()
	f.scope = wordFlag{coreScope, []string{coreScope, everyScope, boundScope}}
	set.Var(&f.at, "at", "where in the script: a line, or an instant")
	set.Var(&f.scope, "scope", "the scope: core, every or detached")
	number(set, &f.instances, "instances", 2, 0, scope.MaxResources, "how many instances of core")
	number(set, &f.disks, "disks", 3, 0, scope.MaxResources, "how many disks")
	defineEdition(c)
	f.defineReadings(c)
	completeFlag(c, "scope", f.scope.among)
	facets(c, facet{
		func(_ *cobra.Command, args []string) string {
			switch {
			case len(args) > 0:
				return ofScript
			case f.scope.word == everyScope:
				return ofEvery
			case f.scope.word == boundScope:
				return ofBound
			}
			return ofCore
		},
		map[string][]string{"at": {ofScript}, "scope": {ofCore, ofEvery, ofBound}, "instances": {ofCore}, "disks": {ofCore, ofEvery, ofBound}},
	})
}

// defineReadings and defineWithout add the flags that say which machine it is.

func (f *scopeFlags) defineReadings(c *cobra.Command) {
	c.Flags().Var(&f.readings, "reading", `a reading such as "R-hot any-status"; may be repeated`)
	completeFlag(c, "reading", choiceNames())
}

func (f *scopeFlags) defineWithout(c *cobra.Command) {
	c.Flags().Var(&f.without, "without", "a rule that the machine under test leaves out; may be repeated")
	completeFlag(c, "without", ruleNames())
}

// eachScope calls do with what is to be explored: a scope by name, or where each script
// of a file starts, or is at.
func (f *scopeFlags) eachScope(c *cobra.Command, args []string, do func(scope.Scope) error) error {
	if len(args) == 0 {
		s := scope.Core(f.instances, f.disks)
		switch f.scope.word {
		case everyScope:
			s = scope.Every(f.disks)
		case boundScope:
			s = scope.Detached(f.disks)
		}
		s.Machine.Edition = editionOf(c)
		s, err := f.suspected(s)
		if err != nil {
			return misuse{err}
		}
		return do(s)
	}
	return eachSource(c, args[0], func(s source) error {
		start, name, err := s.world.State, s.name, s.err
		if at := f.at.at; at != nil {
			start, err = stateOf(s, at)
			name += "@" + strings.ReplaceAll(at.String(), " ", "")
		}
		if err != nil {
			return err
		}
		small, err := f.suspected(scope.Scope{Name: name, Machine: s.world.Machine, Start: start, Ops: scope.Ops(s.world.Machine, start)})
		if err != nil {
			return misuse{err}
		}
		return do(small)
	})
}

// suspected returns a scope under the readings that are given, whose machine leaves out
// the rules that are: they have to be in force.
func (f *scopeFlags) suspected(s scope.Scope) (scope.Scope, error) {
	for _, choice := range f.readings {
		s.Machine.Readings = s.Machine.Readings.With(choice)
	}
	if err := s.Machine.Check(); err != nil {
		return s, err
	}
	if len(f.without) > 0 {
		suspect := s.Machine
		suspect.Without.Rules = book.RuleSetOf(f.without...)
		s.Suspect.Step = suspect.Step
	}
	s.Name += inEdition(s.Machine.Edition)
	return s, f.without.inForce(s.Machine)
}
