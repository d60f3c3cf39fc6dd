package model

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
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
	names := make([]string, numActions)
	for a := range Actions() {
		names[a] = a.String()
	}
	return 0, fmt.Errorf("operation %q is not modelled; expected %s", name, strings.Join(names, ", "))
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
	ActionDescribeDisks:       {name: "DescribeDisks", params: []param{paramDisks, paramInstance, paramDiskStatus}},
	ActionDescribeInstances:   {name: "DescribeInstances", params: []param{paramInstances, paramInstanceStatus}},
	ActionLock:                {name: "lock", params: []param{paramInstance, paramReason}, enabled: Condition{Any: InstanceExists}},
	ActionUnlock:              {name: "unlock", params: []param{paramInstance, paramReason}, enabled: Condition{Any: InstanceExists}},
	ActionSettle:              {name: "settle", params: []param{paramID}, enabled: Condition{Any: transitional}},
	ActionDetachFailed:        {name: "detach-failed", params: []param{paramDisk}, enabled: Condition{Any: DiskDetaching}},
	ActionAttachFailed:        {name: "attach-failed", params: []param{paramDisk}, enabled: Condition{Any: DiskAttaching}},
}

// A param is one parameter of an action: how it is read off and put into args.
// Where an action has none of that name, the parameter is not modelled.
type param struct {
	name string
	get  func(args) (text string, given bool)
	set  func(*args, string) error
}

func textParam[T ~string](name string, field func(*args) *T) param {
	return param{name,
		func(a args) (string, bool) { v := *field(&a); return QuoteID(string(v)), v != "" },
		func(a *args, text string) error {
			id, err := UnquoteID(text)
			*field(a) = T(id)
			return err
		},
	}
}

func flagParam(name string, unlessGiven Flag, field func(*args) *Flag) param {
	return param{name,
		func(a args) (string, bool) { v := *field(&a); return v.String(), v != Absent && v != unlessGiven },
		func(a *args, text string) error {
			v, err := parse[Flag](flags[1:], "Boolean", text)
			*field(a) = v + 1
			return err
		},
	}
}

func listParam[T ~string](name string, field func(*args) *[]T) param {
	return param{name,
		func(a args) (string, bool) {
			var quoted []string
			for _, v := range *field(&a) {
				quoted = append(quoted, QuoteID(string(v)))
			}
			return strings.Join(quoted, ","), *field(&a) != nil
		},
		func(a *args, text string) error {
			*field(a) = []T{}
			for rest, more := text, text != ""; more; {
				id, after, err := cutID(rest)
				if err != nil {
					return err
				}
				*field(a) = append(*field(a), T(id))
				bare := len(after) == len(rest) // an empty id is written ""
				if rest, more = strings.CutPrefix(after, ","); bare || !more && after != "" {
					return fmt.Errorf("%s %q: expected ids with ',' between", name, text)
				}
			}
			return nil
		},
	}
}

func statusParam(what string, names []string) param {
	return param{"Status",
		func(a args) (string, bool) { return QuoteID(a.filter.status), a.filter.status != "" },
		func(a *args, text string) error {
			a.filter.status = text
			_, err := parse[uint8](append([]string{"All"}, names[1:]...), what, text)
			return err
		},
	}
}

var (
	paramInstance       = textParam("InstanceId", func(a *args) *InstanceID { return &a.instance })
	paramDisk           = textParam("DiskId", func(a *args) *DiskID { return &a.disk })
	paramSystem         = textParam("SystemDiskId", func(a *args) *DiskID { return &a.system })
	paramID             = textParam("ID", func(a *args) *string { return &a.id })
	paramCategory       = textParam("DiskCategory", func(a *args) *string { return &a.category })
	paramDeletes        = flagParam("DeleteWithInstance", Absent, func(a *args) *Flag { return &a.deletes })
	paramSnapshot       = flagParam("DeleteAutoSnapshot", Absent, func(a *args) *Flag { return &a.snapshot })
	paramForce          = flagParam("Force", False, func(a *args) *Flag { return &a.force })
	paramHotPlug        = flagParam("HotPlug", Absent, func(a *args) *Flag { return &a.hotPlug })
	paramDisks          = listParam("DiskId", func(a *args) *[]DiskID { return &a.filter.disks })
	paramInstances      = listParam("InstanceId", func(a *args) *[]InstanceID { return &a.filter.instances })
	paramDiskStatus     = statusParam("status of a disk", diskStatuses)
	paramInstanceStatus = statusParam("status of an instance", instanceStatuses)

	paramCharge = param{"InstanceChargeType",
		func(a args) (string, bool) { return a.charge.String(), a.charge != PostPaid },
		func(a *args, text string) (err error) { a.charge, err = ParseChargeType(text); return err },
	}
	paramReason = param{"LockReason",
		func(a args) (string, bool) { return a.reason.String(), a.reason != 0 },
		func(a *args, text string) (err error) {
			if text, err = UnquoteID(text); err == nil {
				a.reason, err = ParseLocks(text)
			}
			return err
		},
	}
	paramAttachForce = param{"Force",
		func(args) (string, bool) { return "", false },
		func(_ *args, text string) error {
			if text != "false" {
				return fmt.Errorf("AttachDisk with Force=%s is not modelled; expected Force=false or none", text)
			}
			return nil
		},
	}
)

// line returns the operation as a script line: the parameters of an operation by
// name, those of an event by place. AttachDisk leaves the default of its flag out.
func line(op Op) string {
	a := argsOf(op)
	var b strings.Builder
	b.WriteString(a.action.String())
	for _, p := range actions[a.action].params {
		text, given := p.get(a)
		switch {
		case a.action.Event():
			if text == "" {
				text = `""`
			}
			b.WriteString(" " + text)
		case given && !(a.action == ActionAttachDisk && p.name == "DeleteWithInstance" && a.deletes == False):
			b.WriteString(" " + p.name + "=" + text)
		}
	}
	return b.String()
}

// A Param is a parameter of an operation, by name and value, as a script line has
// it: ids quoted where need be, the elements of a list with commas between. The
// parameters of an event have names too (InstanceId, DiskId, LockReason, ID), though
// its script line has only the values, in that order.
type Param struct{ Name, Value string }

// NewOp returns the operation of an action with the given parameters. A parameter
// that the action does not have, that is given twice, or whose value is not
// modelled is an error that says so.
func NewOp(action Action, params ...Param) (Op, error) {
	a := args{action: action, filter: new(filter)}
	for i, p := range params {
		at := slices.IndexFunc(actions[action].params, func(q param) bool { return q.name == p.Name })
		if at < 0 {
			return nil, fmt.Errorf("parameter %q of %s is not modelled; expected %s", p.Name, action, strings.Join(action.Params(), ", "))
		}
		if slices.ContainsFunc(params[:i], func(q Param) bool { return q.Name == p.Name }) {
			return nil, fmt.Errorf("parameter %s of %s is given twice", p.Name, action)
		}
		if err := actions[action].params[at].set(&a, p.Value); err != nil {
			return nil, fmt.Errorf("parameter %s of %s: %w", p.Name, action, err)
		}
	}
	return a.op(), nil
}

// Params returns the names of the action's parameters in order.
func (a Action) Params() []string {
	var names []string
	for _, p := range actions[a].params {
		names = append(names, p.name)
	}
	return names
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

// Rename returns the operation with every id replaced. Settle names a resource of
// either kind: its id goes through settle.
func Rename(op Op, instance func(InstanceID) InstanceID, disk func(DiskID) DiskID, settle func(string) string) Op {
	a := argsOf(op)
	if a.instance != "" {
		a.instance = instance(a.instance)
	}
	if a.disk != "" {
		a.disk = disk(a.disk)
	}
	if a.system != "" {
		a.system = disk(a.system)
	}
	if a.id != "" {
		a.id = settle(a.id)
	}
	if a.filter != nil {
		a.filter.instances, a.filter.disks = slices.Clone(a.filter.instances), slices.Clone(a.filter.disks)
		for i, id := range a.filter.instances {
			a.filter.instances[i] = instance(id)
		}
		for i, id := range a.filter.disks {
			a.filter.disks[i] = disk(id)
		}
	}
	return a.op()
}

// QuoteID returns an id as scripts write it: as it is where that is unambiguous,
// else quoted as Go quotes strings.
func QuoteID(id string) string {
	for _, r := range id {
		if r <= ' ' || r == 0x7f || r > 0x7e && !strconv.IsPrint(r) || r == '�' || strings.ContainsRune("\"'`=,;#", r) {
			return strconv.Quote(id)
		}
	}
	if id == "" {
		return `""`
	}
	return id
}

// UnquoteID is the inverse of [QuoteID].
func UnquoteID(text string) (string, error) {
	if !strings.HasPrefix(text, `"`) {
		return text, nil
	}
	id, rest, err := cutID(text)
	if err == nil && rest != "" {
		err = fmt.Errorf("%s: nothing may follow the closing quote", text)
	}
	return id, err
}

// cutID reads one element of a list, quoted or not, off the front of text.
func cutID(text string) (id, rest string, err error) {
	if !strings.HasPrefix(text, `"`) {
		id, _, _ = strings.Cut(text, ",")
		return id, text[len(id):], nil
	}
	quoted, err := strconv.QuotedPrefix(text)
	if err != nil {
		return "", "", fmt.Errorf("%s: quotes do not match", text)
	}
	id, err = strconv.Unquote(quoted)
	return id, text[len(quoted):], err
}

// An ActionSet is a set of actions. The zero value is empty.
type ActionSet uint32

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
