package model

// An Op is one operation of the API or one event of the environment. The types
// that implement it are all in this package. An Op prints as its script line.
//
// An empty id is a parameter that was not given.
type Op interface {
	// String returns the operation as a script line has it, such as
	// "DetachDisk InstanceId=i-a DiskId=d-1".
	String() string
	// GoString returns the same, so that rapid logs draws as script lines.
	GoString() string

	args() args
}

// ActionOf returns which operation or event an op is.
func ActionOf(op Op) Action { return op.args().action }

// DetachDisk detaches a pay-as-you-go disk from an instance: In_use → Detaching.
type DetachDisk struct {
	InstanceID InstanceID
	DiskID     DiskID
}

// AttachDisk attaches a disk to an instance: Available → Attaching. Force is not
// modelled.
type AttachDisk struct {
	InstanceID         InstanceID
	DiskID             DiskID
	DeleteWithInstance bool
}

// CreateDisk creates a pay-as-you-go data disk. The new id is the environment's
// choice: an id that is empty or in use makes the operation not enabled.
type CreateDisk struct {
	DiskID       DiskID
	DiskCategory string // [DefaultCategory] when not given
}

// DeleteDisk releases a disk that is Available.
type DeleteDisk struct {
	DiskID DiskID
}

// ModifyDiskAttribute sets those of the two flags that are given.
type ModifyDiskAttribute struct {
	DiskID             DiskID
	DeleteWithInstance Flag
	DeleteAutoSnapshot Flag
}

// ReInitDisk sets a disk back to its initial content: In_use → ReIniting.
type ReInitDisk struct {
	DiskID DiskID
}

// CreateInstance creates an instance with its system disk. The two new ids are the
// environment's choice, as in [CreateDisk].
type CreateInstance struct {
	InstanceID         InstanceID
	SystemDiskID       DiskID
	InstanceChargeType ChargeType
	HotPlug            Flag // Absent is true
}

// StartInstance starts an instance: Stopped → Starting.
type StartInstance struct {
	InstanceID InstanceID
}

// StopInstance stops an instance: Running → Stopping.
type StopInstance struct {
	InstanceID InstanceID
}

// RebootInstance restarts an instance: Running → Starting.
type RebootInstance struct {
	InstanceID InstanceID
}

// DeleteInstance releases an instance that is Stopped or, with Force, Running; and
// with it each attached disk whose DeleteWithInstance is true or, under a security
// lock, every attached disk.
type DeleteInstance struct {
	InstanceID InstanceID
	Force      bool
}

// DescribeDisks shows disks and changes nothing. The filters that are given all
// have to match; ids that do not exist are simply absent from what is shown.
type DescribeDisks struct {
	DiskIDs    []DiskID // nil is not given; empty shows nothing
	InstanceID InstanceID
	Status     string // a [DiskStatus] as the API spells it; "" or "All" is any
}

// DescribeInstances shows instances and changes nothing, as [DescribeDisks].
type DescribeInstances struct {
	InstanceIDs []InstanceID
	Status      string
}

// Lock puts lock reasons on an instance: an event of the environment.
type Lock struct {
	InstanceID InstanceID
	Reason     Locks
}

// Unlock takes lock reasons off an instance: an event of the environment.
type Unlock struct {
	InstanceID InstanceID
	Reason     Locks
}

// Settle ends the transitional status of an instance or a disk, at any time.
type Settle struct {
	ID string // of an instance or of a disk
}

// DetachFailed ends an accepted detach without success: Detaching → In_use.
type DetachFailed struct {
	DiskID DiskID
}

// AttachFailed ends an accepted attach without success: Attaching → Available.
type AttachFailed struct {
	DiskID DiskID
}

// args is an operation taken apart: one flat form for all, so that what is common
// to them (naming the resources, renaming, printing, parsing) is written once.
type args struct {
	given
	action    Action
	force     Flag
	disk      DiskID
	system    DiskID
	id        string // of Settle
	status    string
	disks     []DiskID
	instances []InstanceID
}

// given is the part of args that effects set fields from.
type given struct {
	instance InstanceID
	category string
	charge   ChargeType
	reason   Locks
	hotPlug  Flag
	deletes  Flag // DeleteWithInstance
	snapshot Flag // DeleteAutoSnapshot
}

func (o DetachDisk) args() args {
	return args{action: ActionDetachDisk, disk: o.DiskID, given: given{instance: o.InstanceID}}
}
func (o AttachDisk) args() args {
	return args{action: ActionAttachDisk, disk: o.DiskID, given: given{instance: o.InstanceID, deletes: FlagOf(o.DeleteWithInstance)}}
}
func (o CreateDisk) args() args {
	return args{action: ActionCreateDisk, disk: o.DiskID, given: given{category: o.DiskCategory}}
}
func (o DeleteDisk) args() args { return args{action: ActionDeleteDisk, disk: o.DiskID} }
func (o ModifyDiskAttribute) args() args {
	return args{action: ActionModifyDiskAttribute, disk: o.DiskID, given: given{deletes: o.DeleteWithInstance, snapshot: o.DeleteAutoSnapshot}}
}
func (o ReInitDisk) args() args { return args{action: ActionReInitDisk, disk: o.DiskID} }
func (o CreateInstance) args() args {
	return args{action: ActionCreateInstance, system: o.SystemDiskID, given: given{instance: o.InstanceID, charge: o.InstanceChargeType, hotPlug: o.HotPlug}}
}
func (o StartInstance) args() args {
	return args{action: ActionStartInstance, given: given{instance: o.InstanceID}}
}
func (o StopInstance) args() args {
	return args{action: ActionStopInstance, given: given{instance: o.InstanceID}}
}
func (o RebootInstance) args() args {
	return args{action: ActionRebootInstance, given: given{instance: o.InstanceID}}
}
func (o DeleteInstance) args() args {
	return args{action: ActionDeleteInstance, force: FlagOf(o.Force), given: given{instance: o.InstanceID}}
}
func (o DescribeDisks) args() args {
	return args{action: ActionDescribeDisks, disks: o.DiskIDs, status: o.Status, given: given{instance: o.InstanceID}}
}
func (o DescribeInstances) args() args {
	return args{action: ActionDescribeInstances, instances: o.InstanceIDs, status: o.Status}
}
func (o Lock) args() args {
	return args{action: ActionLock, given: given{instance: o.InstanceID, reason: o.Reason}}
}
func (o Unlock) args() args {
	return args{action: ActionUnlock, given: given{instance: o.InstanceID, reason: o.Reason}}
}
func (o Settle) args() args       { return args{action: ActionSettle, id: o.ID} }
func (o DetachFailed) args() args { return args{action: ActionDetachFailed, disk: o.DiskID} }
func (o AttachFailed) args() args { return args{action: ActionAttachFailed, disk: o.DiskID} }

// op is the inverse of args.
func (a args) op() Op {
	switch a.action {
	case ActionDetachDisk:
		return DetachDisk{a.instance, a.disk}
	case ActionAttachDisk:
		return AttachDisk{a.instance, a.disk, a.deletes == True}
	case ActionCreateDisk:
		return CreateDisk{a.disk, a.category}
	case ActionDeleteDisk:
		return DeleteDisk{a.disk}
	case ActionModifyDiskAttribute:
		return ModifyDiskAttribute{a.disk, a.deletes, a.snapshot}
	case ActionReInitDisk:
		return ReInitDisk{a.disk}
	case ActionCreateInstance:
		return CreateInstance{a.instance, a.system, a.charge, a.hotPlug}
	case ActionStartInstance:
		return StartInstance{a.instance}
	case ActionStopInstance:
		return StopInstance{a.instance}
	case ActionRebootInstance:
		return RebootInstance{a.instance}
	case ActionDeleteInstance:
		return DeleteInstance{a.instance, a.force == True}
	case ActionDescribeDisks:
		return DescribeDisks{a.disks, a.instance, a.status}
	case ActionDescribeInstances:
		return DescribeInstances{a.instances, a.status}
	case ActionLock:
		return Lock{a.instance, a.reason}
	case ActionUnlock:
		return Unlock{a.instance, a.reason}
	case ActionSettle:
		return Settle{a.id}
	case ActionDetachFailed:
		return DetachFailed{a.disk}
	case ActionAttachFailed:
		return AttachFailed{a.disk}
	}
	panic("model: no operation of action " + a.action.String())
}

// Each operation prints as its script line.

func (o DetachDisk) String() string          { return o.args().line() }
func (o AttachDisk) String() string          { return o.args().line() }
func (o CreateDisk) String() string          { return o.args().line() }
func (o DeleteDisk) String() string          { return o.args().line() }
func (o ModifyDiskAttribute) String() string { return o.args().line() }
func (o ReInitDisk) String() string          { return o.args().line() }
func (o CreateInstance) String() string      { return o.args().line() }
func (o StartInstance) String() string       { return o.args().line() }
func (o StopInstance) String() string        { return o.args().line() }
func (o RebootInstance) String() string      { return o.args().line() }
func (o DeleteInstance) String() string      { return o.args().line() }
func (o DescribeDisks) String() string       { return o.args().line() }
func (o DescribeInstances) String() string   { return o.args().line() }
func (o Lock) String() string                { return o.args().line() }
func (o Unlock) String() string              { return o.args().line() }
func (o Settle) String() string              { return o.args().line() }
func (o DetachFailed) String() string        { return o.args().line() }
func (o AttachFailed) String() string        { return o.args().line() }

func (o DetachDisk) GoString() string          { return o.String() }
func (o AttachDisk) GoString() string          { return o.String() }
func (o CreateDisk) GoString() string          { return o.String() }
func (o DeleteDisk) GoString() string          { return o.String() }
func (o ModifyDiskAttribute) GoString() string { return o.String() }
func (o ReInitDisk) GoString() string          { return o.String() }
func (o CreateInstance) GoString() string      { return o.String() }
func (o StartInstance) GoString() string       { return o.String() }
func (o StopInstance) GoString() string        { return o.String() }
func (o RebootInstance) GoString() string      { return o.String() }
func (o DeleteInstance) GoString() string      { return o.String() }
func (o DescribeDisks) GoString() string       { return o.String() }
func (o DescribeInstances) GoString() string   { return o.String() }
func (o Lock) GoString() string                { return o.String() }
func (o Unlock) GoString() string              { return o.String() }
func (o Settle) GoString() string              { return o.String() }
func (o DetachFailed) GoString() string        { return o.String() }
func (o AttachFailed) GoString() string        { return o.String() }
