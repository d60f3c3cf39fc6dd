package model

import (
	"fmt"
	"strings"
	"testing"

	"example.com/ecsdisk/model/book"
)

// panics returns what a function panics with, as text; "" when it does not.
func panics(f func()) (why string) {
	defer func() {
		if r := recover(); r != nil {
			why = fmt.Sprint(r)
		}
	}()
	f()
	return ""
}

// Misuse panics with one message, wherever an operation is taken.
func TestMisusePanics(t *testing.T) {
	type foreign struct{ Op }
	for _, c := range []struct {
		name string
		op   Op
		want string
	}{
		{"nil", nil, "model: an Op of type <nil>; expected one of the operations of this package, and no pointer to it"},
		{"pointer", &DetachDisk{}, "model: an Op of type *model.DetachDisk; expected one of the operations of this package, and no pointer to it"},
		{"foreign", foreign{DetachDisk{}}, "model: an Op of type model.foreign; expected one of the operations of this package, and no pointer to it"},
		{"charge type", CreateInstance{"i", "d", PrePaid + 1, Absent}, "model: CreateInstance with model.ChargeType(2), which is no value of that type"},
		{"HotPlug", CreateInstance{"i", "d", PrePaid, True + 1}, "model: CreateInstance with model.Flag(3), which is no value of that type"},
		{"DeleteWithInstance", ModifyDiskAttribute{"d", 7, True}, "model: ModifyDiskAttribute with model.Flag(7), which is no value of that type"},
		{"DeleteAutoSnapshot", ModifyDiskAttribute{"d", True, 255}, "model: ModifyDiskAttribute with model.Flag(255), which is no value of that type"},
		{"reason of lock", Lock{"i", 0xf0 | LockSecurity}, "model: lock with model.Locks(242), which is no value of that type"},
		{"reason of unlock", Unlock{"i", allLocks + 1}, "model: unlock with model.Locks(16), which is no value of that type"},
	} {
		for taker, take := range map[string]func(){
			"Step":     func() { Machine{}.Step(State{}, c.op) },
			"StepAll":  func() { Machine{}.StepAll(State{}, func(yield func(Op) bool) { yield(c.op) }, func(Op, Outcome) {}) },
			"Judge":    func() { Machine{}.Judge(State{}, c.op) },
			"Expect":   func() { Machine{}.Expect(State{}, c.op, new(Effects)) },
			"ActionOf": func() { ActionOf(c.op) },
			"IDs":      func() { IDs(c.op) },
			"Rename":   func() { Rename(c.op, nil, nil, nil) },
			"Explain":  func() { Machine{}.Explain(State{}, c.op, Answer{}, ByStatus) },
		} {
			if got := panics(take); got != c.want {
				t.Errorf("%s: %s panics with %q; want %q", c.name, taker, got, c.want)
			}
		}
	}
}

// The greatest value of each type is no misuse.
func TestGreatestValuesAreTaken(t *testing.T) {
	for _, op := range []Op{CreateInstance{"i", "d", PrePaid, True}, ModifyDiskAttribute{"d", True, True}, Lock{"i", allLocks}, Unlock{"i", allLocks}} {
		if why := panics(func() { Machine{}.Step(State{}, op) }); why != "" {
			t.Errorf("%s panics: %s", op, why)
		}
	}
}

func TestNewOpOfNoAction(t *testing.T) {
	for _, a := range []book.Action{book.Action(len(params)), 200} {
		op, err := NewOp(a, Param{"DiskId", "d"})
		if want := fmt.Sprintf(`operation "Action(%d)" is not modelled; expected DetachDisk, AttachDisk,`, a); err == nil || op != nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("NewOp(%d) = %v, %v; want an error %s", a, op, err, want)
		}
	}
}

// A value out of range prints as what it is, and does not panic.
func TestOutOfRangePrints(t *testing.T) {
	for _, c := range []struct {
		value fmt.Stringer
		want  string
	}{
		{NotEnabled + 1, "model.Verdict(3)"},
		{Exactly + 1, "model.Strictness(4)"},
		{Stopped + 1, "model.InstanceStatus(6)"},
		{ReIniting + 1, "model.DiskStatus(7)"},
		{PrePaid + 1, "model.ChargeType(2)"},
		{SystemDisk + 1, "model.DiskType(2)"},
		{True + 1, "model.Flag(3)"},
		{LockSecurity | 1<<4, "security,model.Locks(16)"},
	} {
		var got string
		if why := panics(func() { got = c.value.String() }); why != "" || got != c.want {
			t.Errorf("%T(%d) prints as %q, panics with %q; want %q", c.value, c.value, got, why, c.want)
		}
	}
}

// What looks a value up panics when it is out of range, rather than ignore it.
func TestOutOfRangeIsNotLookedUp(t *testing.T) {
	for name, f := range map[string]func(){
		"ParamsOf":   func() { _ = ParamsOf(book.Action(len(params))) },
		"Disk.Field": func() { _ = Disk{}.Field(book.FieldHotPlug + 1) },
	} {
		if panics(f) == "" {
			t.Errorf("%s of a value out of range does not panic", name)
		}
	}
}
