package ecsapi

import (
	"slices"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/ecsapi/internal/wire"
)

// Parameters of every describe that shows a list, and the fields that go with them.
var (
	pageParams = join(params(modelled, integer, "PageNumber", "PageSize", "MaxResults"), params(modelled, text, "NextToken"))
	pageFields = []wire.Field{{Name: "PageNumber", Kind: wire.Integer}, {Name: "PageSize", Kind: wire.Integer},
		{Name: "TotalCount", Kind: wire.Integer}, {Name: "NextToken"}}
	filterParams = join(params(refused, text, "Filter.N.Key", "Filter.N.Value", "Tag"), tagParams,
		params(harmless, text, "AdditionalAttributes", "AdditionalAttributes.N"), only("false", "DryRun"))
	lockReasons = []string{"financial", "security", "recycling", "dedicatedhostfinancial", "refunded"}
)

// describeActions are the describes that the machine answers.
var describeActions = []action{
	{
		name: "DescribeDisks",
		params: join(
			[]param{
				param{name: "DiskIds", kind: ids}.or(404, "InvalidDiskIds.ValueNotSupported"),
				param{name: "Status"}.among("In_use", "Available", "Attaching", "Detaching", "Creating", "ReIniting", "All").or(400, "InvalidStatus.ValueNotSupported"),
				param{name: "DiskType"}.among("all", "system", "data").or(400, "InvalidDiskType.ValueNotSupported"),
				param{name: "DiskChargeType"}.among("PostPaid", "PrePaid").or(404, "InvalidDiskChargeType.NotFound"),
				param{name: "LockReason"}.among(lockReasons...).or(404, "InvalidLockReason.NotFound"),
				param{name: "MultiAttach"}.among("Disabled", "Enabled", "LegacyShared").or(403, "InvalidParameter.MultiAttach"),
			},
			params(modelled, word, "InstanceId", "Category"),
			params(modelled, text, "AutoSnapshotPolicyId", "DiskName", "KMSKeyId", "ResourceGroupId", "SnapshotId", "ZoneId"),
			params(modelled, boolean, "DeleteAutoSnapshot", "DeleteWithInstance", "EnableAutoSnapshot", "EnableAutomatedSnapshotPolicy", "Encrypted", "Portable"),
			only("false", "EnableShared"), filterParams, pageParams),
		answer: append([]wire.Field{{Name: "Disks", Kind: wire.List, Item: "Disk", Fields: diskForm, Recorded: true}}, pageFields...),
		check:  checkPage,
		run:    describeDisks,
	},
	{
		name: "DescribeInstances",
		params: join(
			[]param{
				param{name: "InstanceIds", kind: ids},
				param{name: "Status"}.among("Pending", "Running", "Starting", "Stopping", "Stopped", "All").or(404, "InvalidStatus.NotFound"),
				param{name: "LockReason"}.among(lockReasons...).or(404, "InvalidLockReason.NotFound"),
				param{name: "InstanceNetworkType"}.among("classic", "vpc").or(404, "InvalidNetworkType.NotFound"),
				chargeTypeParam,
			},
			params(modelled, text, "ImageId", "InstanceName", "InstanceType", "InstanceTypeFamily", "KeyPairName", "ResourceGroupId", "ZoneId"),
			params(modelled, boolean, "DeviceAvailable", "IoOptimized"),
			params(harmless, boolean, "NeedSaleCycle"),
			params(refused, text, "EipAddresses", "HpcClusterId", "HttpEndpoint", "HttpPutResponseHopLimit", "HttpTokens", "InnerIpAddresses",
				"InternetChargeType", "Ipv6Address", "Ipv6Address.N", "PrivateIpAddresses", "PublicIpAddresses", "RdmaIpAddresses", "SecurityGroupId", "VSwitchId", "VpcId"),
			filterParams, pageParams),
		answer: append([]wire.Field{{Name: "Instances", Kind: wire.List, Item: "Instance", Fields: instanceForm, Recorded: true}}, pageFields...),
		check:  checkPage,
		run:    describeInstances,
	},
}

var chargeTypeParam = param{name: "InstanceChargeType"}.among("PostPaid", "PrePaid").or(404, "InvalidInstanceChargeType.NotFound")

// The filters by what a describe shows, by the field that they ask of. DiskIds,
// InstanceId, InstanceIds and Status are the machine's.
var (
	diskFilters = map[string]string{"AutoSnapshotPolicyId": "AutoSnapshotPolicyId", "Category": "Category", "DeleteAutoSnapshot": "DeleteAutoSnapshot",
		"DeleteWithInstance": "DeleteWithInstance", "DiskChargeType": "DiskChargeType", "DiskName": "DiskName", "DiskType": "Type",
		"EnableAutoSnapshot": "EnableAutoSnapshot", "EnableAutomatedSnapshotPolicy": "EnableAutomatedSnapshotPolicy", "Encrypted": "Encrypted",
		"KMSKeyId": "KMSKeyId", "MultiAttach": "MultiAttach", "Portable": "Portable", "ResourceGroupId": "ResourceGroupId",
		"SnapshotId": "SourceSnapshotId", "ZoneId": "ZoneId"}
	instanceFilters = map[string]string{"DeviceAvailable": "DeviceAvailable", "ImageId": "ImageId", "InstanceChargeType": "InstanceChargeType",
		"InstanceName": "InstanceName", "InstanceNetworkType": "InstanceNetworkType", "InstanceType": "InstanceType",
		"InstanceTypeFamily": "InstanceTypeFamily", "IoOptimized": "IoOptimized", "KeyPairName": "KeyPairName",
		"ResourceGroupId": "ResourceGroupId", "ZoneId": "ZoneId"}
)

func describeDisks(s *Server, c *call) (wire.Object, *refusal) {
	state := s.world.State()
	l := list[model.DiskID]{
		ids: idList[model.DiskID](c, "DiskIds"),
		op: func(ids []model.DiskID) model.Op {
			return model.DescribeDisks{DiskIDs: ids, InstanceID: c.instanceID(), Status: c.text("Status")}
		},
	}
	if c.filters(diskFilters) {
		l.ids = keep(l.shown(s, model.DescribeDisks{DiskIDs: l.ids}), func(id model.DiskID) bool {
			d, _ := state.Disk(id)
			return c.arg("LockReason") == nil && fits(c, diskRows, diskFilters, s.shownDisk(d, state))
		})
	}
	if bad := l.describe(s, c); bad != nil {
		return nil, bad
	}
	spokenOf := c.event.Before
	if c.event.Stale != 0 {
		spokenOf = s.world.StateAt(c.event.At - c.event.Stale)
	}
	var items []wire.Object
	for _, r := range c.event.Answer.Shown {
		items = append(items, show(c, diskRows, s.shownDisk(*r.Disk, spokenOf)))
	}
	return l.answer(c, "Disks", items), nil
}

func describeInstances(s *Server, c *call) (wire.Object, *refusal) {
	state := s.world.State()
	l := list[model.InstanceID]{
		ids: idList[model.InstanceID](c, "InstanceIds"),
		op: func(ids []model.InstanceID) model.Op {
			return model.DescribeInstances{InstanceIDs: ids, Status: c.text("Status")}
		},
	}
	if c.filters(instanceFilters) {
		l.ids = keep(l.shown(s, model.DescribeInstances{InstanceIDs: l.ids}), func(id model.InstanceID) bool {
			i, _ := state.Instance(id)
			locked := c.arg("LockReason") == nil || slices.Contains(i.Locks.Reasons(), c.text("LockReason"))
			return locked && fits(c, instanceRows, instanceFilters, s.shownInstance(i))
		})
	}
	if bad := l.describe(s, c); bad != nil {
		return nil, bad
	}
	var items []wire.Object
	for _, r := range c.event.Answer.Shown {
		items = append(items, show(c, instanceRows, s.shownInstance(*r.Instance)))
	}
	return l.answer(c, "Instances", items), nil
}

// A list is what a describe is asked to show.
type list[ID ~string] struct {
	ids   []ID                // nil is all
	op    func([]ID) model.Op // that describes those of the ids
	page  page
	total int // on all pages; below 0 what is shown
	next  string
}

// shown returns what a describe would show now.
func (l *list[ID]) shown(s *Server, describe model.Op) (ids []ID) {
	_, _, a := s.machine.Respond(s.world.State(), describe)
	for _, r := range a.Shown {
		ids = append(ids, ID(r.ID()))
	}
	return ids
}

// describe asks the machine for the page that is asked for, and for nothing else.
func (l *list[ID]) describe(s *Server, c *call) *refusal {
	l.page, l.total = c.page(), -1
	if l.ids == nil || !l.page.holds(len(l.ids)) {
		all := l.shown(s, l.op(l.ids))
		l.total = len(all)
		var part []ID
		if part, l.next = cut(l.page, all); len(part) < len(all) {
			l.ids = part
		}
	}
	return s.apply(c, l.op(l.ids))
}

// answer returns the answer that shows the items.
func (l *list[ID]) answer(c *call, name string, items []wire.Object) wire.Object {
	if l.total < 0 {
		l.total = len(items)
	}
	return c.listed(name, items, l.page, l.total, l.next)
}

// keep returns the ids that fit: not nil, though none does.
func keep[ID ~string](ids []ID, fits func(ID) bool) []ID {
	kept := []ID{}
	for _, id := range ids {
		if fits(id) {
			kept = append(kept, id)
		}
	}
	return kept
}

// filters reports whether the call has a filter that the machine does not have.
func (c *call) filters(table map[string]string) bool {
	return slices.ContainsFunc(c.args, func(a arg) bool {
		return table[a.name] != "" || a.name == "LockReason" || strings.HasPrefix(a.name, "Tag.N.")
	})
}

// fits reports whether a resource is one that all the filters ask for.
func fits[R shown](c *call, rows []row[R], table map[string]string, r R) bool {
	for _, a := range c.args {
		field := table[a.name]
		if field == "" || a.value == "all" && (a.name == "Category" || a.name == "DiskType") {
			continue
		}
		if !same(a.value, value(rows, r, field)) {
			return false
		}
	}
	tags, _ := c.tags() // they have been checked
	for _, want := range tags {
		if !slices.ContainsFunc(tagsOf(r), func(t tag) bool { return t.key == want.key && (!want.valued || t.value == want.value) }) {
			return false
		}
	}
	return true
}
