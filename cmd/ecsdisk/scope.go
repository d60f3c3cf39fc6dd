package main

import (
	"strings"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim/script"
)

// scopeFlags are which world to go through, and with which machine.
type scopeFlags struct {
	machineFlags
	scope     string
	instances int
	disks     int
	at        *script.Position
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
	byName   = "with --scope "
	ofCore   = byName + coreScope
	ofEvery  = byName + everyScope
	ofBound  = byName + boundScope
)

// define adds the flags to a command, and has it refuse what has no effect.
func (f *scopeFlags) define(c *cobra.Command) {
	set := c.Flags()
	f.scope = coreScope
	set.Var(position.flag(&f.at), "at", "where in the script: a line, or an instant")
	word(c, &f.scope, "scope", "string", "the scope: core, every or detached", coreScope, everyScope, boundScope)
	number(set, &f.instances, "instances", 2, 0, scope.MaxResources, "how many instances of core")
	number(set, &f.disks, "disks", 3, 0, scope.MaxResources, "how many disks")
	defineEdition(c)
	f.defineReadings(c)
	facets(c, facet{
		func(_ *cobra.Command, args []string) string {
			if len(args) > 0 {
				return ofScript
			}
			return byName + f.scope
		},
		map[string][]string{"at": {ofScript}, "scope": {ofCore, ofEvery, ofBound}, "instances": {ofCore}, "disks": {ofCore, ofEvery, ofBound}},
	})
}

// eachScope calls do with what is to be explored: a scope by name, or where each script
// of a file starts, or is at.
func (f *scopeFlags) eachScope(c *cobra.Command, args []string, do func(scope.Scope) error) error {
	if len(args) == 0 {
		s := scope.Core(f.instances, f.disks)
		switch f.scope {
		case everyScope:
			s = scope.Every(f.disks)
		case boundScope:
			s = scope.Detached(f.disks)
		}
		s.Machine.Edition = editionOf(c)
		return f.doSuspected(s, do)
	}
	return eachSource(c, args[0], func(s source) error {
		start, name, err := s.world.State, s.name, s.err
		if at := f.at; at != nil {
			start, err = stateOf(s, at)
			name += "@" + strings.ReplaceAll(at.String(), " ", "")
		}
		if err != nil {
			return err
		}
		return f.doSuspected(scope.Scope{Name: name, Machine: s.world.Machine, Start: start, Ops: scope.Ops(s.world.Machine, start)}, do)
	})
}

// doSuspected calls do with a scope of the machine under test.
func (f *scopeFlags) doSuspected(s scope.Scope, do func(scope.Scope) error) (err error) {
	if s.Machine, s.Suspect, err = f.of(s.Machine); err != nil {
		return err
	}
	s.Name += inEdition(s.Machine.Edition)
	return do(s)
}
