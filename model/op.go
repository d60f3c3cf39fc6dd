package model

import "example.com/ecsdisk/model/book"

// An Op is one operation of the API or one event of the environment. The types
// that implement it are all in this package. An Op prints as its script line.
//
// An empty id is a parameter that was not given. Misuse is a bug of the caller's and
// panics wherever an Op is taken: nil, a pointer to an operation, or a field whose
// value is none of its type's, such as a [Flag] of 3. [NewOp] makes no such Op.
type Op interface {
	// String returns the operation as a script line has it, such as
	// "DetachDisk InstanceId=i-a DiskId=d-1".
	String() string
	// GoString returns the same, so that rapid logs draws as script lines.
	GoString() string

	isOp()
}

// ActionOf returns which operation or event an op is.
func ActionOf(op Op) book.Action { return argsOf(op).action }

// DetachDisk detaches a pay-as-you-go disk from an instance.
//
//	In_use ──▶ Detaching ──Settle──▶ Available, of no instance, DeleteWithInstance=false
//	              │
//	              └──DetachFailed──▶ In_use
//
// From edition 2020 on it detaches a system disk, too, and DeleteWithInstance may become true:
// then the disk is released with the instance that it left, though it is detached.
type DetachDisk struct {
	InstanceID InstanceID
	DiskID     DiskID

	// What the disk's DeleteWithInstance becomes. Editions before 2020 cannot be told True.
	DeleteWithInstance Flag
}

// AttachDisk attaches a disk to an instance. Force is not modelled.
//
//	Available ──▶ Attaching ──Settle──▶ In_use
//	                 │
//	                 └──AttachFailed──▶ Available, of no instance, DeleteWithInstance=false
type AttachDisk struct {
	InstanceID         InstanceID
	DiskID             DiskID
	DeleteWithInstance bool
}

// CreateDisk creates a pay-as-you-go data disk. The new id is the environment's
// choice: an id that is empty or in use makes the operation not enabled.
//
//	none ──▶ Creating ──Settle──▶ Available
type CreateDisk struct {
	DiskID       DiskID
	DiskCategory string // [DefaultCategory] when not given
}

// DeleteDisk releases a disk.
//
//	Available ──▶ released
type DeleteDisk struct {
	DiskID DiskID
}

// ModifyDiskAttribute sets those of the two flags that are given, in any status.
type ModifyDiskAttribute struct {
	DiskID             DiskID
	DeleteWithInstance Flag
	DeleteAutoSnapshot Flag
}

// ReInitDisk sets a disk back to its initial content.
//
//	In_use ──▶ ReIniting ──Settle──▶ In_use
type ReInitDisk struct {
	DiskID DiskID
}

// CreateInstance creates an instance with its system disk, which is In_use at once. The
// two new ids are the environment's choice, as in [CreateDisk].
//
//	none ──▶ Pending ──Settle──▶ Stopped
type CreateInstance struct {
	InstanceID         InstanceID
	SystemDiskID       DiskID
	InstanceChargeType ChargeType
	HotPlug            Flag // as [Instance] has it
}

// StartInstance starts an instance.
//
//	Stopped ──▶ Starting ──Settle──▶ Running
type StartInstance struct {
	InstanceID InstanceID
}

// StopInstance stops an instance.
//
//	Running ──▶ Stopping ──Settle──▶ Stopped
type StopInstance struct {
	InstanceID InstanceID
}

// RebootInstance restarts an instance.
//
//	Running ──▶ Starting ──Settle──▶ Running
type RebootInstance struct {
	InstanceID InstanceID
}

// DeleteInstance releases an instance, and with it each attached disk whose
// DeleteWithInstance is true or, under a security lock, every attached disk. The others
// are detached at once.
//
//	instance: Stopped or, with Force, Running ──▶ released
//	disk:     any attached status ──▶ released, or Available
type DeleteInstance struct {
	InstanceID InstanceID
	Force      bool
}

// DescribeDisks shows disks and changes nothing. The filters that are given all
// have to match; ids that do not exist are simply absent from what is shown.
type DescribeDisks struct {
	DiskIDs    []DiskID // nil is not given; empty shows nothing
	InstanceID InstanceID
	Status     string // a [DiskStatus] as the API spells it; "" or "All" is any; other text shows nothing
}

// DescribeInstances shows instances and changes nothing, as [DescribeDisks].
type DescribeInstances struct {
	InstanceIDs []InstanceID
	Status      string // an [InstanceStatus], as there
}

// Lock puts lock reasons on an instance, in any status: an event of the environment.
type Lock struct {
	InstanceID InstanceID
	Reason     Locks
}

// Unlock takes lock reasons off an instance, in any status: an event of the environment.
type Unlock struct {
	InstanceID InstanceID
	Reason     Locks
}

// Settle ends the transitional status of an instance or a disk, at any time.
//
//	Pending, Stopping ──▶ Stopped        Creating, Detaching  ──▶ Available
//	Starting          ──▶ Running        Attaching, ReIniting ──▶ In_use
type Settle struct {
	ID string // of an instance or of a disk
}

// DetachFailed ends an accepted detach without success.
//
//	Detaching ──▶ In_use
type DetachFailed struct {
	DiskID DiskID
}

// Reclaim releases an instance as [DeleteInstance] does, without being asked to: at its
// automatic release time, when a spot instance is taken back, or when its creation failed.
// No rule refuses it.
type Reclaim struct {
	InstanceID InstanceID
}

// AttachFailed ends an accepted attach without success.
//
//	Attaching ──▶ Available
type AttachFailed struct {
	DiskID DiskID
}

// Each operation prints as its script line.

func (o DetachDisk) String() string          { return line(o) }
func (o AttachDisk) String() string          { return line(o) }
func (o CreateDisk) String() string          { return line(o) }
func (o DeleteDisk) String() string          { return line(o) }
func (o ModifyDiskAttribute) String() string { return line(o) }
func (o ReInitDisk) String() string          { return line(o) }
func (o CreateInstance) String() string      { return line(o) }
func (o StartInstance) String() string       { return line(o) }
func (o StopInstance) String() string        { return line(o) }
func (o RebootInstance) String() string      { return line(o) }
func (o DeleteInstance) String() string      { return line(o) }
func (o DescribeDisks) String() string       { return line(o) }
func (o DescribeInstances) String() string   { return line(o) }
func (o Lock) String() string                { return line(o) }
func (o Unlock) String() string              { return line(o) }
func (o Settle) String() string              { return line(o) }
func (o DetachFailed) String() string        { return line(o) }
func (o AttachFailed) String() string        { return line(o) }
func (o Reclaim) String() string             { return line(o) }

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
func (o Reclaim) GoString() string             { return o.String() }

func (DetachDisk) isOp()          {}
func (AttachDisk) isOp()          {}
func (CreateDisk) isOp()          {}
func (DeleteDisk) isOp()          {}
func (ModifyDiskAttribute) isOp() {}
func (ReInitDisk) isOp()          {}
func (CreateInstance) isOp()      {}
func (StartInstance) isOp()       {}
func (StopInstance) isOp()        {}
func (RebootInstance) isOp()      {}
func (DeleteInstance) isOp()      {}
func (DescribeDisks) isOp()       {}
func (DescribeInstances) isOp()   {}
func (Lock) isOp()                {}
func (Unlock) isOp()              {}
func (Settle) isOp()              {}
func (DetachFailed) isOp()        {}
func (AttachFailed) isOp()        {}
func (Reclaim) isOp()             {}
