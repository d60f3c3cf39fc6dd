package model

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/suggest"
)

// A param is one parameter of an action: how it is read off and put into args.
// Where an action has none of that name, the parameter is not modelled.
type param struct {
	name   string
	get    func(args) (text string, given bool)
	set    func(*args, string) error
	values func(instances []InstanceID, disks []DiskID) []string // of which [Machine.OpsOn] gives one; "" is not given
	in     book.Editions                                         // that have it; in the others it means nothing at its default
}

func textParam[T ~string](name string, field func(*args) *T, values func([]InstanceID, []DiskID) []string) param {
	return param{name: name,
		get: func(a args) (string, bool) { v := *field(&a); return QuoteID(string(v)), v != "" },
		set: func(a *args, text string) error {
			id, err := UnquoteID(text)
			*field(a) = T(id)
			return err
		},
		values: values,
	}
}

func flagParam(name string, unlessGiven Flag, field func(*args) *Flag) param {
	return param{name: name,
		get: func(a args) (string, bool) { v := *field(&a); return v.String(), v != Absent && v != unlessGiven },
		set: func(a *args, text string) error {
			v, err := parseFlag(text)
			*field(a) = v
			return err
		},
		values: func([]InstanceID, []DiskID) []string {
			if unlessGiven == False {
				return []string{"", True.String()}
			}
			return []string{"", False.String(), True.String()}
		},
	}
}

func listParam[T ~string](name string, field func(*args) *[]T) param {
	return param{name: name,
		get: func(a args) (string, bool) {
			var quoted []string
			for _, v := range *field(&a) {
				quoted = append(quoted, QuoteID(string(v)))
			}
			return strings.Join(quoted, ","), *field(&a) != nil
		},
		set: func(a *args, text string) error {
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

// unmodelled is a parameter that is taken at its default, and not kept: the machine has
// nothing else.
func unmodelled(name string, byDefault Flag) param {
	return param{name: name,
		get: func(args) (string, bool) { return "", false },
		set: func(a *args, text string) error {
			if text != byDefault.String() {
				return fmt.Errorf("%s with %s=%s is not modelled; expected %s=%s or none", a.action, name, text, name, byDefault)
			}
			return nil
		},
		values: func([]InstanceID, []DiskID) []string { return []string{""} },
	}
}

// harmless is a flag that changes nothing that the machine has, and is not kept.
func harmless(name string) param {
	p := unmodelled(name, Absent)
	p.set = func(_ *args, text string) error { _, err := parseFlag(text); return err }
	return p
}

// The values of parameters that are ids.

func anInstance(instances []InstanceID, _ []DiskID) []string { return quoted(instances) }
func aDisk(_ []InstanceID, disks []DiskID) []string          { return quoted(disks) }
func anyID(instances []InstanceID, disks []DiskID) []string {
	return append(quoted(instances), quoted(disks)...)
}

func quoted[T ~string](ids []T) (all []string) {
	for _, id := range ids {
		all = append(all, QuoteID(string(id)))
	}
	return all
}

var (
	paramInstance  = textParam("InstanceId", func(a *args) *InstanceID { return &a.instance }, anInstance)
	paramDisk      = textParam("DiskId", func(a *args) *DiskID { return &a.disk }, aDisk)
	paramSystem    = textParam("SystemDiskId", func(a *args) *DiskID { return &a.system }, aDisk)
	paramID        = textParam("ID", func(a *args) *string { return &a.id }, anyID)
	paramCategory  = textParam("DiskCategory", func(a *args) *string { return &a.category }, nil)
	paramAttach    = flagParam("DeleteWithInstance", False, func(a *args) *Flag { return &a.deletes })
	paramDeletes   = flagParam("DeleteWithInstance", Absent, func(a *args) *Flag { return &a.deletes })
	paramSnapshot  = flagParam("DeleteAutoSnapshot", Absent, func(a *args) *Flag { return &a.snapshot })
	paramForce     = flagParam("Force", False, func(a *args) *Flag { return &a.force })
	paramHotPlug   = flagParam("HotPlug", Absent, func(a *args) *Flag { return &a.hotPlug })
	paramDisks     = listParam("DiskId", func(a *args) *[]DiskID { return &a.filter.disks })
	paramInstances = listParam("InstanceId", func(a *args) *[]InstanceID { return &a.filter.instances })
	paramStatus    = textParam("Status", func(a *args) *string { return &a.filter.status }, nil)

	paramDetach = func() param {
		p := paramDeletes
		p.in = book.ActionDetachDisk.Told(book.DeletesTrue)
		return p
	}()
	paramCharge = param{name: "InstanceChargeType",
		get: func(a args) (string, bool) { return a.charge.String(), a.charge != PostPaid },
		set: func(a *args, text string) (err error) { a.charge, err = ParseChargeType(text); return err },
	}
	paramReason = param{name: "LockReason",
		get: func(a args) (string, bool) { return a.reason.String(), a.reason != 0 },
		set: func(a *args, text string) (err error) {
			if strings.HasPrefix(text, `"`) {
				text, err = UnquoteID(text)
			}
			if err == nil {
				a.reason, err = ParseLocks(text)
			}
			return err
		},
		values: func([]InstanceID, []DiskID) []string { return allLocks.Reasons() },
	}
)

// params are the parameters of each action, in order.
var params = [...][]param{
	book.ActionDetachDisk:          {paramInstance, paramDisk, paramDetach},
	book.ActionAttachDisk:          {paramInstance, paramDisk, paramAttach, unmodelled("Force", False), unmodelled("Bootable", False)},
	book.ActionCreateDisk:          {paramDisk, paramCategory},
	book.ActionDeleteDisk:          {paramDisk},
	book.ActionModifyDiskAttribute: {paramDisk, paramDeletes, paramSnapshot},
	book.ActionReInitDisk:          {paramDisk},
	book.ActionCreateInstance:      {paramInstance, paramSystem, paramCharge, paramHotPlug},
	book.ActionStartInstance:       {paramInstance, unmodelled("DryRun", False)},
	book.ActionStopInstance:        {paramInstance, harmless("ForceStop"), unmodelled("DryRun", False), unmodelled("Hibernate", False)},
	book.ActionRebootInstance:      {paramInstance, harmless("ForceStop"), unmodelled("DryRun", False)},
	book.ActionDeleteInstance:      {paramInstance, paramForce, unmodelled("TerminateSubscription", False), unmodelled("DryRun", False), unmodelled("ForceStop", True)},
	book.ActionDescribeDisks:       {paramDisks, paramInstance, paramStatus},
	book.ActionDescribeInstances:   {paramInstances, paramStatus},
	book.ActionLock:                {paramInstance, paramReason},
	book.ActionUnlock:              {paramInstance, paramReason},
	book.ActionSettle:              {paramID},
	book.ActionDetachFailed:        {paramDisk},
	book.ActionAttachFailed:        {paramDisk},
	book.ActionReclaim:             {paramInstance},
}

// line returns the operation as a script line: the parameters of an operation by
// name, those of an event by place.
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
		case given:
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
	a := args{action: action}
	if action.Describe() {
		a.filter = new(filter)
	}
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

// OpsOn yields what can be asked about the given resources, and what can befall them: each
// operation but creations and describes and each event, on each of the ids, with each value
// of each other parameter that the machine's edition has. A lock is for one reason at a time.
// They come action by action.
func (m Machine) OpsOn(instances []InstanceID, disks []DiskID) iter.Seq[Op] {
	return func(yield func(Op) bool) {
		var with func(args, []param) bool
		with = func(a args, rest []param) bool {
			if len(rest) == 0 {
				return yield(a.op())
			}
			values := []string{""}
			if rest[0].in.Has(m.Edition) {
				values = rest[0].values(instances, disks)
			}
			for _, text := range values {
				b := a
				if text != "" {
					if err := rest[0].set(&b, text); err != nil {
						panic("model: " + err.Error())
					}
				}
				if !with(b, rest[1:]) {
					return false
				}
			}
			return true
		}
		for a := range book.Actions() {
			if !a.Describe() && !a.Creates() && !with(args{action: a}, params[a]) {
				return
			}
		}
	}
}
