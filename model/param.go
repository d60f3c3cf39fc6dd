package model

import (
	"fmt"
	"slices"
	"strings"

	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/suggest"
)

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
			v, err := parseFlag(text)
			*field(a) = v
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

var (
	paramInstance  = textParam("InstanceId", func(a *args) *InstanceID { return &a.instance })
	paramDisk      = textParam("DiskId", func(a *args) *DiskID { return &a.disk })
	paramSystem    = textParam("SystemDiskId", func(a *args) *DiskID { return &a.system })
	paramID        = textParam("ID", func(a *args) *string { return &a.id })
	paramCategory  = textParam("DiskCategory", func(a *args) *string { return &a.category })
	paramDeletes   = flagParam("DeleteWithInstance", Absent, func(a *args) *Flag { return &a.deletes })
	paramSnapshot  = flagParam("DeleteAutoSnapshot", Absent, func(a *args) *Flag { return &a.snapshot })
	paramForce     = flagParam("Force", False, func(a *args) *Flag { return &a.force })
	paramHotPlug   = flagParam("HotPlug", Absent, func(a *args) *Flag { return &a.hotPlug })
	paramDisks     = listParam("DiskId", func(a *args) *[]DiskID { return &a.filter.disks })
	paramInstances = listParam("InstanceId", func(a *args) *[]InstanceID { return &a.filter.instances })
	paramStatus    = textParam("Status", func(a *args) *string { return &a.filter.status })

	paramCharge = param{"InstanceChargeType",
		func(a args) (string, bool) { return a.charge.String(), a.charge != PostPaid },
		func(a *args, text string) (err error) { a.charge, err = ParseChargeType(text); return err },
	}
	paramReason = param{"LockReason",
		func(a args) (string, bool) { return a.reason.String(), a.reason != 0 },
		func(a *args, text string) (err error) {
			if strings.HasPrefix(text, `"`) {
				text, err = UnquoteID(text)
			}
			if err == nil {
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

// params are the parameters of each action, in order.
var params = [...][]param{
	book.ActionDetachDisk:          {paramInstance, paramDisk},
	book.ActionAttachDisk:          {paramInstance, paramDisk, paramDeletes, paramAttachForce},
	book.ActionCreateDisk:          {paramDisk, paramCategory},
	book.ActionDeleteDisk:          {paramDisk},
	book.ActionModifyDiskAttribute: {paramDisk, paramDeletes, paramSnapshot},
	book.ActionReInitDisk:          {paramDisk},
	book.ActionCreateInstance:      {paramInstance, paramSystem, paramCharge, paramHotPlug},
	book.ActionStartInstance:       {paramInstance},
	book.ActionStopInstance:        {paramInstance},
	book.ActionRebootInstance:      {paramInstance},
	book.ActionDeleteInstance:      {paramInstance, paramForce},
	book.ActionDescribeDisks:       {paramDisks, paramInstance, paramStatus},
	book.ActionDescribeInstances:   {paramInstances, paramStatus},
	book.ActionLock:                {paramInstance, paramReason},
	book.ActionUnlock:              {paramInstance, paramReason},
	book.ActionSettle:              {paramID},
	book.ActionDetachFailed:        {paramDisk},
	book.ActionAttachFailed:        {paramDisk},
}

// line returns the operation as a script line: the parameters of an operation by
// name, those of an event by place. AttachDisk leaves the default of its flag out.
func line(op Op) string {
	a := argsOf(op)
	var b strings.Builder
	b.WriteString(a.action.String())
	for _, p := range params[a.action] {
		text, given := p.get(a)
		switch {
		case a.action.Event():
			if text == "" {
				text = `""`
			}
			b.WriteString(" " + text)
		case given && !(a.action == book.ActionAttachDisk && p.name == "DeleteWithInstance" && a.deletes == False):
			b.WriteString(" " + p.name + "=" + text)
		}
	}
	return b.String()
}

// A Param is a parameter of an operation, by name and value, as a script line has
// it: ids and other free text quoted where need be, the elements of a list with
// commas between. The parameters of an event have names too (InstanceId, DiskId,
// LockReason, ID), though its script line has only the values, in that order.
type Param struct{ Name, Value string }

// NewOp returns the operation of an action with the given parameters. A parameter
// that the action does not have, that is given twice, or whose value is not
// modelled is an error that says so.
func NewOp(action book.Action, given ...Param) (Op, error) {
	if int(action) >= len(params) {
		_, err := book.ParseAction(action.String())
		return nil, err
	}
	a := args{action: action, filter: new(filter)}
	for i, p := range given {
		at := slices.IndexFunc(params[action], func(q param) bool { return q.name == p.Name })
		if at < 0 {
			return nil, fmt.Errorf("parameter %q of %s is not modelled; %s", p.Name, action, suggest.List(p.Name, ParamsOf(action)))
		}
		if slices.ContainsFunc(given[:i], func(q Param) bool { return q.Name == p.Name }) {
			return nil, fmt.Errorf("parameter %s of %s is given twice", p.Name, action)
		}
		if err := params[action][at].set(&a, p.Value); err != nil {
			return nil, fmt.Errorf("parameter %s of %s: %w", p.Name, action, err)
		}
	}
	return a.op(), nil
}

// ParamsOf returns the names of the action's parameters in order.
func ParamsOf(action book.Action) []string {
	var names []string
	for _, p := range params[action] {
		names = append(names, p.name)
	}
	return names
}
