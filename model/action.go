package model

import (
	"fmt"
	"iter"
	"slices"

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

	numActions = iota
)

// Actions yields every action, in the order of the constants.
func Actions() iter.Seq[Action] { return span[Action](0, numActions) }

// Event reports whether the action is the environment's and no operation of the API.
func (a Action) Event() bool { return a >= ActionLock }

// Describe reports whether the action only shows what is.
func (a Action) Describe() bool { return a == ActionDescribeDisks || a == ActionDescribeInstances }

// String returns the name of the action as a script spells it: the API's own for an
// operation ("DetachDisk"), lower case for an event ("settle", "detach-failed").
func (a Action) String() string {
	if a < numActions {
		return actions[a].name
	}
	return fmt.Sprintf("Action(%d)", a)
}

// ParseAction is the inverse of [Action.String].
func ParseAction(name string) (Action, error) {
	if i := slices.IndexFunc(actions[:], func(a action) bool { return a.name == name }); i >= 0 {
		return Action(i), nil
	}
	return 0, notModelled(name)
}

func notModelled(name string) error {
	return fmt.Errorf("operation %q is not modelled; %s", name, suggest.List(name, names(Actions())))
}

// action is what there is to know of an action apart from its rules and effects.
type action struct {
	name    string
	params  []param
	enabled Condition // else it is not enabled; the zero Condition always holds
}

// actions is the table of the operations and events.
var actions = [numActions]action{
	ActionDetachDisk:          {name: "DetachDisk", params: []param{paramInstance, paramDisk}},
	ActionAttachDisk:          {name: "AttachDisk", params: []param{paramInstance, paramDisk, paramDeletes, paramAttachForce}},
	ActionCreateDisk:          {name: "CreateDisk", params: []param{paramDisk, paramCategory}, enabled: Condition{Any: IDsFree}},
	ActionDeleteDisk:          {name: "DeleteDisk", params: []param{paramDisk}},
	ActionModifyDiskAttribute: {name: "ModifyDiskAttribute", params: []param{paramDisk, paramDeletes, paramSnapshot}},
	ActionReInitDisk:          {name: "ReInitDisk", params: []param{paramDisk}},
	ActionCreateInstance:      {name: "CreateInstance", params: []param{paramInstance, paramSystem, paramCharge, paramHotPlug}, enabled: Condition{Any: IDsFree}},
	ActionStartInstance:       {name: "StartInstance", params: []param{paramInstance}},
	ActionStopInstance:        {name: "StopInstance", params: []param{paramInstance}},
	ActionRebootInstance:      {name: "RebootInstance", params: []param{paramInstance}},
	ActionDeleteInstance:      {name: "DeleteInstance", params: []param{paramInstance, paramForce}},
	ActionDescribeDisks:       {name: "DescribeDisks", params: []param{paramDisks, paramInstance, paramStatus}},
	ActionDescribeInstances:   {name: "DescribeInstances", params: []param{paramInstances, paramStatus}},
	ActionLock:                {name: "lock", params: []param{paramInstance, paramReason}, enabled: Condition{Any: InstanceExists}},
	ActionUnlock:              {name: "unlock", params: []param{paramInstance, paramReason}, enabled: Condition{Any: InstanceExists}},
	ActionSettle:              {name: "settle", params: []param{paramID}, enabled: Condition{Any: transitional}},
	ActionDetachFailed:        {name: "detach-failed", params: []param{paramDisk}, enabled: Condition{Any: DiskDetaching}},
	ActionAttachFailed:        {name: "attach-failed", params: []param{paramDisk}, enabled: Condition{Any: DiskAttaching}},
}

// IDs returns the ids that the operation names, instances and disks, in order.
func IDs(op Op) (instances []InstanceID, disks []DiskID) {
	a := argsOf(op)
	if a.filter != nil {
		instances, disks = slices.Clone(a.filter.instances), slices.Clone(a.filter.disks)
	}
	if a.instance != "" {
		instances = append(instances, a.instance)
	}
	for _, id := range []DiskID{a.disk, a.system} {
		if id != "" {
			disks = append(disks, id)
		}
	}
	return instances, disks
}

// Rename returns the operation with every id replaced; the empty one is no id. Settle
// names a resource of either kind: its id goes through settle.
func Rename(op Op, instance func(InstanceID) InstanceID, disk func(DiskID) DiskID, settle func(string) string) Op {
	a := argsOf(op)
	a.instance, a.disk, a.system, a.id = renamed(a.instance, instance), renamed(a.disk, disk), renamed(a.system, disk), renamed(a.id, settle)
	if a.filter != nil {
		a.filter.instances, a.filter.disks = slices.Clone(a.filter.instances), slices.Clone(a.filter.disks)
		for i, id := range a.filter.instances {
			a.filter.instances[i] = renamed(id, instance)
		}
		for i, id := range a.filter.disks {
			a.filter.disks[i] = renamed(id, disk)
		}
	}
	return a.op()
}

func renamed[ID ~string](id ID, to func(ID) ID) ID {
	if id == "" {
		return ""
	}
	return to(id)
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
func (s ActionSet) All() iter.Seq[Action] { return those(Actions(), s.Has) }

// String returns the names of the actions with ", " between.
func (s ActionSet) String() string { return join(s.All()) }
