package model

import (
	"errors"
	"fmt"
	"strings"

	"example.com/ecsdisk/model/internal/list"
)

// Limits on the disks of one instance.
const (
	DefaultDataDisks = 16 // of an instance whose MaxDataDisks is not given
	MostDataDisks    = 64 // that MaxDataDisks can be
	MaxSystemDisks   = 1
)

// A StateError says why a world is not well-formed. Where an instance has too many disks,
// it names the first past the limit, by id.
type StateError struct {
	ID     string // of the resource
	Reason string // what is wrong with it and what was expected
}

// Error returns the id and the reason.
func (e *StateError) Error() string { return fmt.Sprintf("%q: %s", e.ID, e.Reason) }

// validate checks that sorted resources make a well-formed world: the one place
// that says what that is.
func validate(instances []Instance, disks []Disk) error {
	var v validator
	v.claimIDs(instances, disks)
	for i := range instances {
		v.instance(&instances[i])
	}
	var few [8]struct{ data, system int }
	held := few[:]
	if len(instances) > len(few) {
		held = make([]struct{ data, system int }, len(instances))
	}
	for i := range disks {
		d := &disks[i]
		v.disk(d)
		if source := d.SourceInstanceID.InstanceID(); source != "" {
			if _, ok := list.Find[Instance, instanceKey](instances, string(source)); !ok {
				v.fault(string(d.ID), "the source of the disk is %q, which is no instance of this world", source)
			}
		}
		if d.InstanceID == "" {
			continue
		}
		at, ok := list.Find[Instance, instanceKey](instances, string(d.InstanceID))
		if !ok {
			v.fault(string(d.ID), "the disk is attached to %q, which is no instance of this world", d.InstanceID)
			continue
		}
		switch h := &held[at]; d.Type {
		case SystemDisk:
			if h.system++; h.system == MaxSystemDisks+1 {
				v.fault(string(d.ID), "instance %q already has a system disk", d.InstanceID)
			}
		default:
			if h.data++; h.data == int(instances[at].MaxDataDisks)+1 {
				v.fault(string(d.ID), "instance %q already has %d data disks; expected at most that", d.InstanceID, instances[at].MaxDataDisks)
			}
		}
	}
	return errors.Join(v.errs...)
}

type validator struct{ errs []error }

func (v *validator) fault(id, format string, a ...any) {
	v.errs = append(v.errs, &StateError{id, fmt.Sprintf(format, a...)})
}

// claimIDs goes through both sorted lists at once: each id may come only once.
func (v *validator) claimIDs(instances []Instance, disks []Disk) {
	last, lastKind := "", ""
	for len(instances) > 0 || len(disks) > 0 {
		id, kind := "", "a disk"
		if len(disks) == 0 || len(instances) > 0 && string(instances[0].ID) <= string(disks[0].ID) {
			id, kind = string(instances[0].ID), "an instance"
			instances = instances[1:]
		} else {
			id = string(disks[0].ID)
			disks = disks[1:]
		}
		switch {
		case id == "":
			v.fault(id, "the id of %s is empty", kind)
		case id == last:
			v.fault(id, "the id is that of %s and of %s; expected no two resources of either kind with one id", lastKind, kind)
		}
		last, lastKind = id, kind
	}
}

func (v *validator) instance(i *Instance) {
	if i.Status == 0 {
		v.fault(string(i.ID), "the instance has no status; expected one of %s", strings.Join(instanceStatuses[Pending:], ", "))
	}
	if int(i.Status) >= len(instanceStatuses) || i.Locks&^allLocks != 0 || i.ChargeType > PrePaid || i.HotPlug > True {
		v.fault(string(i.ID), "a status, lock, charge type or flag is out of range: %+v", *i)
	}
	if i.MaxDataDisks == 0 || i.MaxDataDisks > MostDataDisks {
		v.fault(string(i.ID), "MaxDataDisks is %d; expected 1 to %d", i.MaxDataDisks, MostDataDisks)
	}
}

func (v *validator) disk(d *Disk) {
	id := string(d.ID)
	if d.Status == 0 {
		v.fault(id, "the disk has no status; expected one of %s", strings.Join(diskStatuses[Creating:], ", "))
	}
	if int(d.Status) >= len(diskStatuses) || d.Type > SystemDisk || d.ChargeType > PrePaid || d.Portable > True {
		v.fault(id, "a status, type, charge type or flag is out of range: %+v", *d)
	}
	switch {
	case d.Status.Attached() && d.InstanceID == "":
		v.fault(id, "the disk is %s but attached to nothing; expected an instance", d.Status)
	case !d.Status.Attached() && d.InstanceID != "":
		v.fault(id, "the disk is %s but has instance %q; expected none", d.Status, d.InstanceID)
	}
	if d.Type == SystemDisk && d.Portable == True {
		v.fault(id, "a system disk is never Portable")
	}
	if d.DetachDeletes && d.Status != Detaching {
		v.fault(id, "the disk is %s and has DetachDeletes=true; expected that of a Detaching disk only", d.Status)
	}
	switch bound := d.SourceInstanceID != (Source{}); {
	case d.DetachedSystem && !bound:
		v.fault(id, "the disk has DetachedSystem=true and no SourceInstanceId; expected the instance whose system disk it was")
	case d.DetachedSystem && (d.Type != DataDisk || d.Status == Creating):
		v.fault(id, "the disk is a %s disk that is %s and has DetachedSystem=true; expected a data disk that has been created", d.Type, d.Status)
	case bound && !d.DetachedSystem && (d.Type != DataDisk || d.Status != Available || !d.DeleteWithInstance):
		v.fault(id, "the disk has a SourceInstanceId; expected an Available data disk with DeleteWithInstance=true, or DetachedSystem=true")
	}
}

// Validate returns why the state is not well-formed, as [NewState] does. A state
// that came from NewState and Step always is; it is for those who check that.
func (s State) Validate() error {
	return validate(s.instances.Elems(), s.disks.Elems())
}
