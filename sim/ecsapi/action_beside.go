package ecsapi

import (
	"cmp"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/ecsapi/internal/wire"
)

// besideActions are what clients ask on the way. They are no operations of the
// machine: nothing goes wrong around them, they are in no history, and no
// describe counts them.
var besideActions = []action{
	{
		// One region, the client's own: one that looks for a disk in others would ask the
		// real service there.
		name:   "DescribeRegions",
		params: params(harmless, text, "AcceptLanguage", "InstanceChargeType", "ResourceType"),
		answer: []wire.Field{{Name: "Regions", Kind: wire.List, Item: "Region", Fields: []wire.Field{
			{Name: "RegionId"}, {Name: "RegionEndpoint"}, {Name: "LocalName"}, {Name: "Status"}}}},
		run: func(s *Server, c *call) (wire.Object, *refusal) {
			o := wire.Empty(c.action.fields)
			region := cmp.Or(regionOf(c.request), s.region())
			c.put(o, "Regions", wire.Items(wire.Object{wire.Text(region), wire.Text(cmp.Or(c.Host, "ecs."+region+".aliyuncs.com")), wire.Text(region), wire.Text("available")}))
			return o, nil
		},
	},
	{
		// None: the events of the platform are not modelled, and there were none.
		name: "DescribeInstanceHistoryEvents",
		params: join(pageParams, params(modelled, word, "InstanceId"), params(modelled, text, "EventCycleStatus", "EventType", "ImpactLevel", "ResourceGroupId", "ResourceType",
			"EventPublishTime.Start", "EventPublishTime.End", "NotBefore.Start", "NotBefore.End",
			"EventId.N", "InstanceEventCycleStatus.N", "InstanceEventType.N", "ResourceId.N"), tagParams),
		answer: append([]wire.Field{{Name: "InstanceSystemEventSet", Kind: wire.List, Item: "InstanceSystemEventType", Fields: []wire.Field{{Name: "EventId"}}}}, pageFields...),
		check:  checkPage,
		run: func(_ *Server, c *call) (wire.Object, *refusal) {
			return c.listed("InstanceSystemEventSet", nil, c.page(), 0, ""), nil
		},
	},
	{
		name:   "DescribeInstanceAttribute",
		params: params(modelled, word, "InstanceId"),
		answer: attributeForm,
		run: func(s *Server, c *call) (wire.Object, *refusal) {
			i, bad := s.instance(c)
			if bad != nil {
				return nil, bad
			}
			o := wire.Empty(c.action.fields)
			shown := show(c, instanceRows, i)
			for n, f := range instanceForm {
				if at := slices.IndexFunc(attributeForm, func(g wire.Field) bool { return g.Name == f.Name }); at >= 0 {
					o[at+1] = shown[n]
				}
			}
			c.put(o, "IoOptimized", wire.Text("optimized"))
			return o, nil
		},
	},
	{
		// Of those types that instances here have.
		name: "DescribeInstanceTypes",
		params: join(params(modelled, text, "InstanceTypes.N", "NvmeSupport", "InstanceTypeFamily", "NextToken"), params(modelled, integer, "MaxResults"),
			params(refused, text, "InstanceTypeFamilies.N", "CpuArchitecture", "InstanceCategory")),
		answer: []wire.Field{{Name: "InstanceTypes", Kind: wire.List, Item: "InstanceType", Fields: []wire.Field{
			{Name: "InstanceTypeId"}, {Name: "InstanceTypeFamily"}, {Name: "CpuCoreCount", Kind: wire.Integer}, {Name: "MemorySize", Kind: wire.Float}, {Name: "NvmeSupport"}}},
			{Name: "NextToken"}},
		check: checkPage,
		run:   describeInstanceTypes,
	},
	{
		name:   "DescribeUserData",
		params: params(modelled, word, "InstanceId"),
		answer: []wire.Field{{Name: "InstanceId"}, {Name: "RegionId"}, {Name: "UserData"}},
		run: func(s *Server, c *call) (wire.Object, *refusal) {
			i, bad := s.instance(c)
			if bad != nil {
				return nil, bad
			}
			o := wire.Empty(c.action.fields)
			c.put(o, "InstanceId", wire.Text(string(i.ID)))
			c.put(o, "RegionId", wire.Text(s.region()))
			c.put(o, "UserData", wire.Text(attr("UserData", noName)(i)))
			return o, nil
		},
	},
	{
		// The lock page has it refused under a security lock.
		name: "ModifyInstanceAttribute",
		params: join(params(modelled, word, "InstanceId"), params(modelled, text, "UserData", "InstanceName", "Description", "HostName"),
			params(refused, text, "DeletionProtection", "Password", "SecurityGroupIds.N", "Recyclable", "CreditSpecification")),
		run: func(s *Server, c *call) (wire.Object, *refusal) {
			i, bad := s.instance(c)
			switch {
			case bad != nil:
				return nil, bad
			case i.Locks.Has(model.LockSecurity):
				return nil, refuse(403, "InstanceLockedForSecurity", "The instance is locked due to security.")
			}
			s.putGiven(string(i.ID), c, "", "UserData", "InstanceName", "Description", "HostName")
			return wire.Empty(c.action.fields), nil
		},
	},
}

// attributeForm is what DescribeInstanceAttribute shows: DescribeInstances' fields of
// the same names, but for IoOptimized, which is a word.
var attributeForm = []wire.Field{{Name: "InstanceId"}, {Name: "InstanceName"}, {Name: "Description"}, {Name: "HostName"}, {Name: "Status"},
	{Name: "InstanceType"}, {Name: "Cpu", Kind: wire.Integer}, {Name: "Memory", Kind: wire.Integer}, {Name: "ImageId"}, {Name: "InstanceChargeType"},
	{Name: "InstanceNetworkType"}, {Name: "IoOptimized"}, {Name: "RegionId"}, {Name: "ZoneId"}, {Name: "SerialNumber"}, {Name: "CreationTime"}, {Name: "ExpiredTime"},
	{Name: "OperationLocks", Kind: wire.List, Item: "LockReason", Fields: []wire.Field{{Name: "LockReason"}, {Name: "LockMsg"}}},
	{Name: "SecurityGroupIds", Kind: wire.List, Item: "SecurityGroupId"},
	{Name: "InnerIpAddress", Kind: wire.List, Item: "IpAddress"}, {Name: "PublicIpAddress", Kind: wire.List, Item: "IpAddress"}}

// instance returns the instance that a call names.
func (s *Server) instance(c *call) (*shownInstance, *refusal) {
	if c.instanceID() == "" {
		return nil, missing("InstanceId")
	}
	i, ok := s.world.State().Instance(c.instanceID())
	if !ok {
		return nil, refuse(404, "InvalidInstanceId.NotFound", "The specified InstanceId does not exist.")
	}
	return s.shownInstance(i), nil
}

func describeInstanceTypes(s *Server, c *call) (wire.Object, *refusal) {
	types := map[string]bool{defaultType: true}
	for i := range s.world.State().Instances() {
		types[typeOf(s.shownInstance(i))] = true
	}
	const nvme = "unsupported"
	var names []string
	asked := c.list("InstanceTypes.N")
	for name := range types {
		if (asked == nil || slices.Contains(asked, name)) && (c.arg("NvmeSupport") == nil || c.text("NvmeSupport") == nvme) &&
			(c.arg("InstanceTypeFamily") == nil || c.text("InstanceTypeFamily") == familyOf(name)) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	p := c.page()
	if c.arg("MaxResults") == nil {
		p.size = max(1, len(names))
	}
	names, next := cut(p, names)
	var items []wire.Object
	for _, name := range names {
		items = append(items, wire.Object{wire.Text(name), wire.Text(familyOf(name)), wire.Text(typeCPU), wire.Text(typeGiB), wire.Text(nvme)})
	}
	o := wire.Empty(c.action.fields)
	c.put(o, "InstanceTypes", wire.Items(items...))
	c.put(o, "NextToken", wire.Text(next))
	return o, nil
}
