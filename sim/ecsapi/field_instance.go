package ecsapi

import (
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/ecsapi/internal/wire"
)

// shownInstance is an instance as DescribeInstances shows it.
type shownInstance struct {
	*Server
	model.Instance
	beside beside
}

func (i *shownInstance) attr(index int) (string, bool) { return i.beside.get(index) }

func (s *Server) shownInstance(i model.Instance) *shownInstance {
	return &shownInstance{s, i, s.beside[string(i.ID)]}
}

// instanceRows is the table of what DescribeInstances shows of an instance.
// OperationLocks has another shape than that of a disk. An instance here has no
// network: those lists are empty.
var instanceRows = []row[*shownInstance]{
	{Field: wire.Field{Name: "InstanceId", Recorded: true}, text: func(i *shownInstance) string { return string(i.ID) }},
	{Field: wire.Field{Name: "InstanceName"}, text: attr("InstanceName", func(i *shownInstance) string { return string(i.ID) })},
	{Field: wire.Field{Name: "Description"}, text: attr("Description", noName)},
	{Field: wire.Field{Name: "HostName"}, text: attr("HostName", noName)},
	{Field: wire.Field{Name: "Status", Recorded: true}, text: func(i *shownInstance) string { return i.Status.String() }},
	{Field: wire.Field{Name: "InstanceType"}, text: typeOf},
	{Field: wire.Field{Name: "InstanceTypeFamily"}, text: func(i *shownInstance) string { return familyOf(typeOf(i)) }},
	{Field: wire.Field{Name: "Cpu", Kind: wire.Integer}, text: always[*shownInstance](typeCPU)},
	{Field: wire.Field{Name: "Memory", Kind: wire.Integer}, text: always[*shownInstance](typeMiB)},
	{Field: wire.Field{Name: "ImageId"}, text: attr("ImageId", noName)},
	{Field: wire.Field{Name: "InstanceChargeType", Recorded: true}, text: func(i *shownInstance) string { return i.ChargeType.String() }},
	{Field: wire.Field{Name: "InstanceNetworkType"}, text: always[*shownInstance]("vpc")},
	{Field: wire.Field{Name: "IoOptimized", Kind: wire.Boolean}, text: always[*shownInstance]("true")},
	{Field: wire.Field{Name: "DeletionProtection", Kind: wire.Boolean}},
	{Field: wire.Field{Name: "DeviceAvailable", Kind: wire.Boolean}, text: always[*shownInstance]("true")},
	{Field: wire.Field{Name: "KeyPairName"}, text: attr("KeyPairName", noName)},
	{Field: wire.Field{Name: "OperationLocks", Kind: wire.List, Item: "LockReason", Fields: []wire.Field{{Name: "LockReason", Recorded: true}, {Name: "LockMsg"}}, Recorded: true}, items: (*shownInstance).locks},
	{Field: wire.Field{Name: "NetworkInterfaces", Kind: wire.List, Item: "NetworkInterface", Fields: []wire.Field{{Name: "NetworkInterfaceId"}, {Name: "MacAddress"}, {Name: "PrimaryIpAddress"}}}},
	{Field: wire.Field{Name: "SecurityGroupIds", Kind: wire.List, Item: "SecurityGroupId"}},
	{Field: wire.Field{Name: "InnerIpAddress", Kind: wire.List, Item: "IpAddress"}},
	{Field: wire.Field{Name: "PublicIpAddress", Kind: wire.List, Item: "IpAddress"}},
	{Field: wire.Field{Name: "Tags", Kind: wire.List, Item: "Tag", Fields: tagFields}, items: showTags[*shownInstance]},
	{Field: wire.Field{Name: "SerialNumber"}, text: attr("SerialNumber", func(i *shownInstance) string { return i.serialNumber(string(i.ID)) })},
	{Field: wire.Field{Name: "RegionId"}, text: func(i *shownInstance) string { return i.region() }},
	{Field: wire.Field{Name: "ZoneId"}, text: attr("ZoneId", func(i *shownInstance) string { return i.zone() })},
	{Field: wire.Field{Name: "ResourceGroupId"}, text: attr("ResourceGroupId", noName)},
	{Field: wire.Field{Name: "CreationTime"}, text: attr("CreationTime", func(i *shownInstance) string { return i.start })},
	{Field: wire.Field{Name: "StartTime"}, text: attr("StartTime", func(i *shownInstance) string { return i.start })},
	{Field: wire.Field{Name: "ExpiredTime"}},
	{Field: wire.Field{Name: "AutoReleaseTime"}},
}

var instanceForm = formOf(instanceRows)

func noName(*shownInstance) string { return "" }

// The instance type of an instance for which none is given, and what every type has
// here: whether it supports hot attach and detach is in the machine, by instance.
const (
	defaultType = "ecs.g6.large"
	typeCPU     = "2"
	typeMiB     = "8192"
	typeGiB     = "8.0"
)

var typeOf = attr("InstanceType", always[*shownInstance](defaultType))

// familyOf returns the family of an instance type: ecs.g6 of ecs.g6.large.
func familyOf(instanceType string) string {
	if at := strings.LastIndexByte(instanceType, '.'); at > 0 {
		return instanceType[:at]
	}
	return instanceType
}

func (i *shownInstance) locks() (items []wire.Object) {
	for _, reason := range i.Locks.Reasons() {
		items = append(items, wire.Object{wire.Text(reason), wire.Text("")})
	}
	return items
}
