package model

import (
	"errors"
	"fmt"
)

// Limits on the disks of one instance.
const (
	MaxDataDisks   = 16
	MaxSystemDisks = 1
)

// A StateError says why a world is not well-formed.
type StateError struct {
	ID     string // of the resource
	Reason string // what is wrong with it and what was expected
}

// Error returns the id and the reason.
func (e *StateError) Error() string { return fmt.Sprintf("%q: %s", e.ID, e.Reason) }

// validate checks that sorted resources make a well-formed world: the one place
// that says what that is.
func validate(instances []Instance, disks []Disk) error {
	var errs []error
	fault := func(id, format string, a ...any) {
		errs = append(errs, &StateError{id, fmt.Sprintf(format, a...)})
	}
	taken := make(map[string]string, len(instances)+len(disks))
	claim := func(id, kind string) {
		switch other, ok := taken[id]; {
		case id == "":
			fault(id, "the id of %s is empty", kind)
		case ok:
			fault(id, "the id is that of %s and of %s; expected no two resources of either kind with one id", other, kind)
		}
		taken[id] = kind
	}
	for _, i := range instances {
		claim(string(i.ID), "an instance")
		if i.Status > Stopped || i.Locks&^allLocks != 0 || i.ChargeType > PrePaid {
			fault(string(i.ID), "a status, lock or charge type is out of range: %+v", i)
		}
	}
	type count struct{ data, system int }
	counts := map[InstanceID]count{}
	for _, d := range disks {
		id := string(d.ID)
		claim(id, "a disk")
		if d.Status > ReIniting || d.Type > SystemDisk || d.ChargeType > PrePaid {
			fault(id, "a status, type or charge type is out of range: %+v", d)
		}
		switch {
		case d.Status.Attached() && d.InstanceID == "":
			fault(id, "the disk is %s but attached to nothing; expected an instance", d.Status)
		case !d.Status.Attached() && d.InstanceID != "":
			fault(id, "the disk is %s but has instance %q; expected none", d.Status, d.InstanceID)
		case d.InstanceID != "" && taken[string(d.InstanceID)] != "an instance":
			fault(id, "the disk is attached to %q, which is no instance of this world", d.InstanceID)
		}
		if d.Type == SystemDisk && d.Portable {
			fault(id, "a system disk is never Portable")
		}
		if d.InstanceID == "" {
			continue
		}
		c := counts[d.InstanceID]
		if d.Type == SystemDisk {
			c.system++
		} else {
			c.data++
		}
		counts[d.InstanceID] = c
		if c.system == MaxSystemDisks+1 && d.Type == SystemDisk {
			fault(id, "instance %q already has a system disk", d.InstanceID)
		}
		if c.data == MaxDataDisks+1 && d.Type == DataDisk {
			fault(id, "instance %q already has %d data disks; expected at most that", d.InstanceID, MaxDataDisks)
		}
	}
	return errors.Join(errs...)
}

// Validate returns why the state is not well-formed, as [NewState] does. A state
// that came from NewState and Step always is; it is for those who check that.
func (s State) Validate() error {
	return validate(collect(&s.instances), collect(&s.disks))
}

func collect[T any, P element[T]](l *list[T, P]) []T {
	all := make([]T, 0, l.len)
	l.each(func(t *T) bool { all = append(all, *t); return true })
	return all
}
