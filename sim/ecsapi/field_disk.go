package ecsapi

import (
	"cmp"
	"strconv"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/ecsapi/internal/wire"
)

// shownDisk is a disk as DescribeDisks shows it.
type shownDisk struct {
	*Server
	model.Disk                  // its InstanceID under R-visible
	holder     model.InstanceID // of its Attachments entry: the instance, if there is one
	bound      bool             // it is a detached system disk: its own instance is there
	beside     beside
}

func (d *shownDisk) attr(index int) (string, bool) { return d.beside.get(index) }

// shownDisk returns a disk of an answer. The state is that which the answer speaks of.
func (s *Server) shownDisk(d model.Disk, state model.State) *shownDisk {
	now, _ := state.Disk(d.ID)
	shown := &shownDisk{Server: s, Disk: d, bound: now.DetachedSystem, beside: s.beside[string(d.ID)]}
	switch d.Status {
	case model.InUse, model.Detaching, model.ReIniting:
		shown.holder = cmp.Or(d.InstanceID, now.InstanceID)
	}
	return shown
}

// diskRows is the table of what DescribeDisks shows of a disk.
//
// The lists are those of a disk that no two instances share: MountInstances is about
// shared ones only. OperationLocks is about locks of the disk's own: a detached system disk
// was seen to have one. Attachments has an entry exactly while the disk is In_use,
// Detaching or ReIniting, whatever InstanceId shows.
var diskRows = []row[*shownDisk]{
	{Field: wire.Field{Name: "DiskId", Recorded: true}, text: func(d *shownDisk) string { return string(d.ID) }},
	{Field: wire.Field{Name: "DiskName"}, text: attr("DiskName", noText)},
	{Field: wire.Field{Name: "Description"}, text: attr("Description", noText)},
	{Field: wire.Field{Name: "Status", Recorded: true}, text: func(d *shownDisk) string { return d.Status.String() }},
	{Field: wire.Field{Name: "Type", Recorded: true}, text: func(d *shownDisk) string { return d.Type.String() }},
	{Field: wire.Field{Name: "Category", Recorded: true}, text: attr("Category", func(d *shownDisk) string { return d.Category })},
	{Field: wire.Field{Name: "PerformanceLevel"}, text: attr("PerformanceLevel", (*shownDisk).performanceLevel)},
	{Field: wire.Field{Name: "Size", Kind: wire.Integer}, text: attr("Size", func(d *shownDisk) string { return defaultSize[d.Type] })},
	{Field: wire.Field{Name: "DiskChargeType", Recorded: true}, text: func(d *shownDisk) string { return d.ChargeType.String() }},
	{Field: wire.Field{Name: "Portable", Kind: wire.Boolean, Recorded: true}, text: func(d *shownDisk) string { return d.Field(book.FieldPortable) }},
	{Field: wire.Field{Name: "DeleteWithInstance", Kind: wire.Boolean, Recorded: true}, text: func(d *shownDisk) string { return strconv.FormatBool(d.DeleteWithInstance) }},
	{Field: wire.Field{Name: "DeleteAutoSnapshot", Kind: wire.Boolean, Recorded: true}, text: func(d *shownDisk) string { return strconv.FormatBool(d.DeleteAutoSnapshot) }},
	{Field: wire.Field{Name: "EnableAutoSnapshot", Kind: wire.Boolean}, text: attr("EnableAutoSnapshot", always[*shownDisk]("true"))},
	{Field: wire.Field{Name: "EnableAutomatedSnapshotPolicy", Kind: wire.Boolean}, text: func(d *shownDisk) string { return strconv.FormatBool(snapshotPolicyOf(d) != "") }},
	{Field: wire.Field{Name: "AutoSnapshotPolicyId"}, text: snapshotPolicyOf},
	{Field: wire.Field{Name: "Encrypted", Kind: wire.Boolean}, text: attr("Encrypted", always[*shownDisk]("false"))},
	{Field: wire.Field{Name: "KMSKeyId"}, text: attr("KMSKeyId", noText)},
	{Field: wire.Field{Name: "InstanceId", Recorded: true}, text: func(d *shownDisk) string { return string(d.InstanceID) }},
	{Field: wire.Field{Name: "Device"}, text: func(d *shownDisk) string {
		if d.InstanceID == "" {
			return ""
		}
		return deviceOf(d)
	}},
	{Field: wire.Field{Name: "Attachments", Kind: wire.List, Item: "Attachment", Fields: attachmentFields, Recorded: true}, items: (*shownDisk).attachments},
	{Field: wire.Field{Name: "MultiAttach"}, text: always[*shownDisk]("Disabled")},
	{Field: wire.Field{Name: "MountInstances", Kind: wire.List, Item: "MountInstance", Fields: attachmentFields}},
	{Field: wire.Field{Name: "MountInstanceNum", Kind: wire.Integer}},
	{Field: wire.Field{Name: "OperationLocks", Kind: wire.List, Item: "OperationLock", Fields: []wire.Field{{Name: "LockReason"}}}, items: (*shownDisk).locks},
	{Field: wire.Field{Name: "Tags", Kind: wire.List, Item: "Tag", Fields: tagFields}, items: showTags[*shownDisk]},
	{Field: wire.Field{Name: "SerialNumber"}, text: attr("SerialNumber", func(d *shownDisk) string { return d.serialNumber(string(d.ID)) })},
	{Field: wire.Field{Name: "RegionId"}, text: func(d *shownDisk) string { return d.region() }},
	{Field: wire.Field{Name: "ZoneId"}, text: attr("ZoneId", func(d *shownDisk) string { return d.zone() })},
	{Field: wire.Field{Name: "ResourceGroupId"}, text: attr("ResourceGroupId", noText)},
	{Field: wire.Field{Name: "ImageId"}},
	{Field: wire.Field{Name: "ProductCode"}},
	{Field: wire.Field{Name: "SourceSnapshotId"}},
	{Field: wire.Field{Name: "CreationTime"}, text: attr("CreationTime", func(d *shownDisk) string { return d.start })},
	{Field: wire.Field{Name: "AttachedTime"}, text: attachedTimeOf},
	{Field: wire.Field{Name: "DetachedTime"}, text: attr("DetachedTime", noText)},
	{Field: wire.Field{Name: "ExpiredTime"}},
}

var diskForm = formOf(diskRows)

var attachmentFields = []wire.Field{{Name: "InstanceId", Recorded: true}, {Name: "Device"}, {Name: "AttachedTime"}}

// defaultSize is the size of a disk for which none is given, in GiB.
var defaultSize = map[model.DiskType]string{model.SystemDisk: "40", model.DataDisk: "20"}

func noText(*shownDisk) string { return "" }

// performanceLevel returns the default: that of an ESSD is PL1, others have none.
func (d *shownDisk) performanceLevel() string {
	if d.Category == "cloud_essd" {
		return "PL1"
	}
	return ""
}

// Attributes that more than one field is made from.
var (
	deviceOf         = attr("Device", noText)
	snapshotPolicyOf = attr("AutoSnapshotPolicyId", noText)
	attachedTimeOf   = attr("AttachedTime", func(d *shownDisk) string {
		if d.holder == "" {
			return ""
		}
		return d.start // attached as the world started
	})
)

func (d *shownDisk) locks() []wire.Object {
	if !d.bound {
		return nil
	}
	return []wire.Object{{wire.Text("detached-system-disk")}}
}

func (d *shownDisk) attachments() []wire.Object {
	if d.holder == "" {
		return nil
	}
	return []wire.Object{{wire.Text(string(d.holder)), wire.Text(deviceOf(d)), wire.Text(attachedTimeOf(d))}}
}
