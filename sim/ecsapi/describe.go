package ecsapi

import (
	"cmp"
	"encoding/base64"
	"slices"
	"strconv"
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
			params(modelled, text, "InstanceId", "AutoSnapshotPolicyId", "Category", "DiskName", "KMSKeyId", "ResourceGroupId", "SnapshotId", "ZoneId"),
			params(modelled, boolean, "DeleteAutoSnapshot", "DeleteWithInstance", "EnableAutoSnapshot", "EnableAutomatedSnapshotPolicy", "Encrypted", "Portable"),
			only("false", "EnableShared"), filterParams, pageParams),
		answer: append([]wire.Field{{Name: "Disks", Kind: wire.List, Item: "Disk", Fields: diskForm}}, pageFields...),
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
		answer: append([]wire.Field{{Name: "Instances", Kind: wire.List, Item: "Instance", Fields: instanceForm}}, pageFields...),
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
	op := model.DescribeDisks{DiskIDs: idList[model.DiskID](c, "DiskIds"), InstanceID: c.instanceID(), Status: c.text("Status")}
	state := s.world.State()
	if c.filters(diskFilters) {
		op.DiskIDs = narrow(disksOf(s, state, model.DescribeDisks{DiskIDs: op.DiskIDs}), func(d model.ShownDisk) (model.DiskID, bool) {
			return d.ID, c.arg("LockReason") == nil && fits(c, diskRows, diskFilters, s.shownDisk(d.Disk, state))
		})
	}
	p := c.page()
	total, next := -1, ""
	if op.DiskIDs == nil || !p.holds(len(op.DiskIDs)) {
		var shown []model.DiskID
		for _, d := range disksOf(s, state, op) {
			shown = append(shown, d.ID)
		}
		var page []model.DiskID
		if page, next = cut(p, shown); len(page) < len(shown) {
			op.DiskIDs = page
		}
		total = len(shown)
	}
	if bad := s.apply(c, op); bad != nil {
		return nil, bad
	}
	spokenOf := c.event.Before
	if c.event.Stale != 0 {
		spokenOf = s.world.StateAt(c.event.At - c.event.Stale)
	}
	var items []wire.Object
	for _, d := range c.event.Answer.Disks {
		items = append(items, show(diskRows, s.shownDisk(d.Disk, spokenOf)))
	}
	if total < 0 {
		total = len(items)
	}
	return c.listed("Disks", items, p, total, next), nil
}

func disksOf(s *Server, state model.State, op model.DescribeDisks) []model.ShownDisk {
	return s.machine.Answer(state, op, s.machine.Judge(state, op)).Disks
}

func describeInstances(s *Server, c *call) (wire.Object, *refusal) {
	op := model.DescribeInstances{InstanceIDs: idList[model.InstanceID](c, "InstanceIds"), Status: c.text("Status")}
	state := s.world.State()
	if c.filters(instanceFilters) {
		op.InstanceIDs = narrow(instancesOf(s, state, model.DescribeInstances{InstanceIDs: op.InstanceIDs}), func(i model.ShownInstance) (model.InstanceID, bool) {
			locked := c.arg("LockReason") == nil || slices.Contains(i.Locks.Reasons(), c.text("LockReason"))
			return i.ID, locked && fits(c, instanceRows, instanceFilters, s.shownInstance(i.Instance))
		})
	}
	p := c.page()
	total, next := -1, ""
	if op.InstanceIDs == nil || !p.holds(len(op.InstanceIDs)) {
		var shown []model.InstanceID
		for _, i := range instancesOf(s, state, op) {
			shown = append(shown, i.ID)
		}
		var page []model.InstanceID
		if page, next = cut(p, shown); len(page) < len(shown) {
			op.InstanceIDs = page
		}
		total = len(shown)
	}
	if bad := s.apply(c, op); bad != nil {
		return nil, bad
	}
	var items []wire.Object
	for _, i := range c.event.Answer.Instances {
		items = append(items, show(instanceRows, s.shownInstance(i.Instance)))
	}
	if total < 0 {
		total = len(items)
	}
	return c.listed("Instances", items, p, total, next), nil
}

func instancesOf(s *Server, state model.State, op model.DescribeInstances) []model.ShownInstance {
	return s.machine.Answer(state, op, s.machine.Judge(state, op)).Instances
}

// narrow returns the ids of what fits: those alone the machine is asked to describe.
func narrow[R any, ID ~string](all []R, fits func(R) (ID, bool)) []ID {
	narrowed := []ID{}
	for _, r := range all {
		if id, ok := fits(r); ok {
			narrowed = append(narrowed, id)
		}
	}
	return narrowed
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

// A page is the part of a list that is asked for: by its number, or what follows a
// token.
type page struct {
	number, size int
	after        string // the id shown last
	follows      bool
}

const (
	defaultPage = 10
	maxPage     = 100
)

// checkPage holds that there is such a page.
func checkPage(c *call) *refusal {
	for _, name := range []string{"PageNumber", "PageSize", "MaxResults"} {
		most := maxPage
		if name == "PageNumber" {
			most = 1<<31 - 1
		}
		if a := c.arg(name); a != nil && (c.number(name, 0) < 1 || c.number(name, 0) > most) {
			return a.malformed(a.value, "a number from 1 to "+strconv.Itoa(most))
		}
	}
	if a := c.arg("NextToken"); a != nil {
		if _, ok := decodeToken(a.value); !ok {
			return a.malformed(a.value, "the NextToken of an answer")
		}
	}
	return nil
}

func (c *call) page() page {
	p := page{number: c.number("PageNumber", 1), size: c.number("PageSize", defaultPage)}
	p.after, p.follows = decodeToken(c.text("NextToken"))
	if p.follows || c.arg("MaxResults") != nil {
		p.number, p.size = 1, c.number("MaxResults", p.size)
	}
	return p
}

// holds reports whether the page shows all of a list of so many, whichever they are.
func (p page) holds(items int) bool { return !p.follows && p.number == 1 && items <= p.size }

// cut returns the part of a sorted list that a page shows, and the token of what
// follows, empty if nothing does.
func cut[ID ~string](p page, all []ID) (part []ID, next string) {
	from := min(int64(p.number-1)*int64(p.size), int64(len(all)))
	if p.follows {
		at, found := slices.BinarySearchFunc(all, p.after, func(id ID, after string) int { return cmp.Compare(string(id), after) })
		if found {
			at++
		}
		from = int64(at)
	}
	to := min(from+int64(p.size), int64(len(all)))
	if part = all[from:to]; part == nil {
		part = []ID{}
	}
	if to < int64(len(all)) {
		next = encodeToken(string(all[to-1]))
	}
	return part, next
}

// A NextToken names the id that was shown last: it stays good whatever comes and goes.

const tokenMark = "after "

func encodeToken(id string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(tokenMark + id))
}

func decodeToken(token string) (after string, ok bool) {
	data, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return "", false
	}
	return strings.CutPrefix(string(data), tokenMark)
}

// listed returns the answer of a describe.
func (c *call) listed(name string, items []wire.Object, p page, total int, next string) wire.Object {
	o := wire.Empty(c.action.fields)
	c.put(o, name, wire.Items(items...))
	c.put(o, "PageNumber", wire.Text(strconv.Itoa(p.number)))
	c.put(o, "PageSize", wire.Text(strconv.Itoa(p.size)))
	c.put(o, "TotalCount", wire.Text(strconv.Itoa(total)))
	c.put(o, "NextToken", wire.Text(next))
	return o
}
