package book

import (
	"fmt"
	"iter"

	"example.com/ecsdisk/model/enum"
	"example.com/ecsdisk/model/suggest"
)

// An Action names an operation of the API or an event of the environment.
type Action uint8

// The actions: first the operations of the API, then the events.
const (
	ActionDetachDisk Action = iota
	ActionAttachDisk
	ActionCreateDisk
	ActionDeleteDisk
	ActionModifyDiskAttribute
	ActionReInitDisk
	ActionCreateInstance
	ActionStartInstance
	ActionStopInstance
	ActionRebootInstance
	ActionDeleteInstance
	ActionDescribeDisks
	ActionDescribeInstances
	ActionLock
	ActionUnlock
	ActionSettle
	ActionDetachFailed
	ActionAttachFailed
	ActionReclaim

	numActions = iota
)

// Actions yields every action, in the order of the constants.
func Actions() iter.Seq[Action] { return enum.Span[Action](0, numActions) }

// Event reports whether the action is the environment's and no operation of the API.
func (a Action) Event() bool { return a >= ActionLock }

// Describe reports whether the action only shows what is.
func (a Action) Describe() bool { return a == ActionDescribeDisks || a == ActionDescribeInstances }

// Creates reports whether the action creates resources, under ids that are the
// environment's choice.
func (a Action) Creates() bool { return actions[a].enabled.Any == IDsFree }

// String returns the name of the action as a script spells it: the API's own for an
// operation ("DetachDisk"), lower case for an event ("settle", "detach-failed").
func (a Action) String() string {
	if a < numActions {
		return actions[a].name
	}
	return fmt.Sprintf("Action(%d)", a)
}

// Enabled returns the condition without which the action makes no sense: the zero
// Condition, which always holds, for all but creations and events.
func (a Action) Enabled() Condition { return actions[a].enabled }

// ParseAction is the inverse of [Action.String].
func ParseAction(name string) (Action, error) {
	for a := range Actions() {
		if a.String() == name {
			return a, nil
		}
	}
	return 0, fmt.Errorf("operation %q is not modelled; %s", name, suggest.List(name, enum.Names(Actions())))
}

// actions is the table of the operations and events. An action is not enabled where its
// condition does not hold; the zero Condition always does.
var actions = [numActions]struct {
	name    string
	enabled Condition
	told    told
}{
	ActionDetachDisk:          {name: "DetachDisk", told: told{with: DeletesTrue, in: since2020}},
	ActionAttachDisk:          {name: "AttachDisk"},
	ActionCreateDisk:          {name: "CreateDisk", enabled: Condition{Any: IDsFree}},
	ActionDeleteDisk:          {name: "DeleteDisk"},
	ActionModifyDiskAttribute: {name: "ModifyDiskAttribute"},
	ActionReInitDisk:          {name: "ReInitDisk"},
	ActionCreateInstance:      {name: "CreateInstance", enabled: Condition{Any: IDsFree}},
	ActionStartInstance:       {name: "StartInstance"},
	ActionStopInstance:        {name: "StopInstance"},
	ActionRebootInstance:      {name: "RebootInstance"},
	ActionDeleteInstance:      {name: "DeleteInstance"},
	ActionDescribeDisks:       {name: "DescribeDisks"},
	ActionDescribeInstances:   {name: "DescribeInstances"},
	ActionLock:                {name: "lock", enabled: Condition{Any: InstanceExists}},
	ActionUnlock:              {name: "unlock", enabled: Condition{Any: InstanceExists}},
	ActionSettle:              {name: "settle", enabled: Condition{Any: transitional}},
	ActionDetachFailed:        {name: "detach-failed", enabled: Condition{Any: DiskDetaching}},
	ActionAttachFailed:        {name: "attach-failed", enabled: Condition{Any: DiskAttaching}},
	ActionReclaim:             {name: "reclaim", enabled: Condition{Any: InstanceExists}},
}

// Told returns the editions in which an operation with these facts can be told: their pages
// have its parameters.
func (a Action) Told(facts Facts) Editions {
	if facts&actions[a].told.with != 0 {
		return actions[a].told.in
	}
	return anyEdition
}

// told says in which editions an operation with certain facts can be told: their pages have
// the parameter.
type told struct {
	with Facts
	in   Editions
}

// An ActionSet is a set of actions. The zero value is empty.
type ActionSet uint32

const _ = uint(32 - numActions) // each action has its bit

// ActionSetOf returns the set of the given actions.
func ActionSetOf(actions ...Action) ActionSet {
	var s ActionSet
	for _, a := range actions {
		s |= 1 << a
	}
	return s
}

// Has reports whether a is in the set.
func (s ActionSet) Has(a Action) bool { return s>>a&1 != 0 }

// All yields the actions of the set, in the order of the constants.
func (s ActionSet) All() iter.Seq[Action] { return enum.Those(Actions(), s.Has) }

// String returns the names of the actions with ", " between.
func (s ActionSet) String() string { return enum.Join(s.All()) }
