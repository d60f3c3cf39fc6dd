package ecsapi

import (
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/ecsapi/internal/wire"
)

// diskActions are the operations on one disk.
var diskActions = []action{
	{
		name: "DetachDisk",
		params: append(params(modelled, word, "DiskId", "InstanceId"),
			param{name: "DeleteWithInstance", kind: boolean}.since(book.ActionDetachDisk.Told(book.DeletesTrue), "false")),
		op: func(c *call) model.Op {
			return model.DetachDisk{InstanceID: c.instanceID(), DiskID: c.diskID(), DeleteWithInstance: c.flag("DeleteWithInstance")}
		},
	},
	{
		name: "AttachDisk",
		params: join(params(modelled, word, "DiskId", "InstanceId"), params(modelled, boolean, "DeleteWithInstance"),
			[]param{param{name: "Device", kind: device}.or(400, "InvalidDevice.Malformed")},
			only("false", "Bootable", "Force"), params(harmless, text, "KeyPairName", "Password")),
		op: func(c *call) model.Op {
			return model.AttachDisk{InstanceID: c.instanceID(), DiskID: c.diskID(), DeleteWithInstance: c.flag("DeleteWithInstance") == model.True}
		},
		then: func(s *Server, c *call) {
			if d, ok := c.event.After.Disk(c.diskID()); ok && c.text("Device") != "" && !s.deviceInUse(c.text("Device"), d, c.event.After) {
				s.put(string(d.ID), "Device", c.text("Device"))
			}
		},
	},
	{
		name: "CreateDisk",
		params: join(params(modelled, word, "DiskCategory"), params(modelled, token, "ClientToken"),
			params(modelled, text, "DiskName", "Description", "ZoneId", "PerformanceLevel", "ResourceGroupId", "KMSKeyId"),
			[]param{param{name: "Size", kind: integer}.or(400, "InvalidDiskSize.NotSupported")},
			params(modelled, boolean, "Encrypted"), tagParams,
			only("false", "BurstingEnabled"), only("Disabled", "MultiAttach"), only("0", "ProvisionedIops", "StorageSetPartitionNumber"),
			params(refused, text, "InstanceId", "SnapshotId", "AdvancedFeatures", "EncryptAlgorithm", "StorageClusterId", "StorageSetId",
				"Arn", "Arn.N.AssumeRoleFor", "Arn.N.RoleType", "Arn.N.Rolearn", "Tag")),
		answer: []wire.Field{{Name: "DiskId", Recorded: true}, {Name: "OrderId", Optional: true}},
		check: func(c *call) *refusal {
			switch size := c.arg("Size"); {
			case size == nil:
				return refuse(400, "MissingParameter", "The input parameter either SnapshotId or Size should be specified.")
			case c.number("Size", 0) == 0:
				return size.malformed(size.value, "1 or more")
			}
			return nil
		},
		op: func(c *call) model.Op { return model.CreateDisk{DiskCategory: c.text("DiskCategory")} },
		then: func(s *Server, c *call) {
			s.putGiven(string(c.event.Answer.DiskID), c, "", "DiskName", "Description", "ZoneId", "PerformanceLevel", "ResourceGroupId", "KMSKeyId", "Size", "Encrypted")
			s.putTags(string(c.event.Answer.DiskID), c)
		},
	},
	{
		name:   "DeleteDisk",
		params: params(modelled, word, "DiskId"),
		op:     func(c *call) model.Op { return model.DeleteDisk{DiskID: c.diskID()} },
	},
	{
		name: "ModifyDiskAttribute",
		params: join(params(modelled, word, "DiskId"), params(modelled, text, "DiskName", "Description"),
			params(modelled, boolean, "DeleteWithInstance", "DeleteAutoSnapshot", "EnableAutoSnapshot"),
			only("false", "BurstingEnabled"), params(refused, text, "DiskIds.N", "DiskIds")),
		op: modifyDisk,
		then: func(s *Server, c *call) {
			s.putGiven(string(c.diskID()), c, "", "DiskName", "Description", "EnableAutoSnapshot")
		},
	},
	{
		name: "ReInitDisk",
		params: join(params(modelled, word, "DiskId"), only("false", "AutoStartInstance"),
			params(harmless, text, "KeyPairName", "Password", "SecurityEnhancementStrategy")),
		op: func(c *call) model.Op { return model.ReInitDisk{DiskID: c.diskID()} },
	},
}

func (c *call) diskID() model.DiskID         { return model.DiskID(c.text("DiskId")) }
func (c *call) instanceID() model.InstanceID { return model.InstanceID(c.text("InstanceId")) }

// modifyDisk is the operation of a ModifyDiskAttribute. The machine has two of the
// attributes. A call that gives none of these, but one that lives beside the machine,
// asks the machine to leave DeleteAutoSnapshot as it is: so it is judged as any.
func modifyDisk(c *call) model.Op {
	op := model.ModifyDiskAttribute{DiskID: c.diskID(), DeleteWithInstance: c.flag("DeleteWithInstance"), DeleteAutoSnapshot: c.flag("DeleteAutoSnapshot")}
	beside := c.arg("DiskName") != nil || c.arg("Description") != nil || c.arg("EnableAutoSnapshot") != nil
	if beside && op.DeleteWithInstance == model.Absent && op.DeleteAutoSnapshot == model.Absent {
		d, _ := c.world.State().Disk(op.DiskID)
		op.DeleteAutoSnapshot = model.FlagOf(d.DeleteAutoSnapshot)
	}
	return op
}

// putGiven sets those attributes of a resource that are given, by parameters of the
// same names behind a prefix.
func (s *Server) putGiven(id string, c *call, prefix string, names ...string) {
	for _, name := range names {
		if a := c.arg(prefix + name); a != nil {
			v := a.value
			if a.kind == boolean {
				v = strings.ToLower(v)
			}
			s.put(id, name, v)
		}
	}
}

// putTags sets the tags that are given to a new resource.
func (s *Server) putTags(id string, c *call) {
	if tags, _ := c.tags(); len(tags) > 0 { // they have been checked
		var all []tag
		for _, t := range tags {
			all = append(all, t.tag)
		}
		s.put(id, "Tags", formatTags(all))
	}
}
