package ecsapi

import (
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/ecsapi/internal/wire"
)

// instanceActions are the operations on one instance.
var instanceActions = []action{
	{
		name:   "CreateInstance",
		params: createInstanceParams,
		answer: []wire.Field{{Name: "InstanceId", Recorded: true}, {Name: "OrderId", Optional: true}, {Name: "TradePrice", Kind: wire.Float, Optional: true}},
		op: func(c *call) model.Op {
			op := model.CreateInstance{}
			if c.text("InstanceChargeType") == model.PrePaid.String() {
				op.InstanceChargeType = model.PrePaid
			}
			return op
		},
		then: func(s *Server, c *call) {
			id := string(c.event.Answer.InstanceID)
			s.putGiven(id, c, "", "InstanceName", "Description", "HostName", "InstanceType", "ImageId", "KeyPairName", "ResourceGroupId", "UserData", "ZoneId")
			s.putTags(id, c)
			system := string(c.event.Answer.DiskID)
			s.putGiven(system, c, "SystemDisk.", "Category", "Description", "DiskName", "PerformanceLevel", "Size")
			s.putGiven(system, c, "", "ZoneId")
		},
	},
	{
		name:   "StartInstance",
		params: join(params(modelled, word, "InstanceId"), only("false", "DryRun", "InitLocalDisk")),
		op:     func(c *call) model.Op { return model.StartInstance{InstanceID: c.instanceID()} },
	},
	{
		name: "StopInstance",
		params: join(params(modelled, word, "InstanceId"), params(harmless, boolean, "ForceStop", "ConfirmStop"), only("false", "DryRun", "Hibernate"),
			params(harmless, text, "StoppedMode")),
		op: func(c *call) model.Op { return model.StopInstance{InstanceID: c.instanceID()} },
	},
	{
		name:   "RebootInstance",
		params: join(params(modelled, word, "InstanceId"), params(harmless, boolean, "ForceStop"), only("false", "DryRun")),
		op:     func(c *call) model.Op { return model.RebootInstance{InstanceID: c.instanceID()} },
	},
	{
		name: "DeleteInstance",
		params: join(params(modelled, word, "InstanceId"), params(modelled, boolean, "Force"), only("true", "ForceStop"),
			only("false", "DryRun", "TerminateSubscription")),
		op: func(c *call) model.Op {
			return model.DeleteInstance{InstanceID: c.instanceID(), Force: c.flag("Force") == model.True}
		},
	},
}

// createInstanceParams: what an instance is made of and who may reach it is harmless;
// what makes other disks, keeps it from being released, or is paid for otherwise would
// change answers.
var createInstanceParams = join(
	[]param{{name: "InstanceType", required: true}},
	params(modelled, text, "InstanceName", "Description", "HostName", "ImageId", "KeyPairName", "ResourceGroupId", "UserData", "ZoneId",
		"SystemDisk.Category", "SystemDisk.Description", "SystemDisk.DiskName", "SystemDisk.PerformanceLevel"),
	[]param{
		chargeTypeParam,
		{name: "ClientToken", kind: token},
		param{name: "SystemDisk.Size", kind: integer}.or(400, "InvalidSystemDiskSize.ValueNotSupported"),
	},
	tagParams,
	params(harmless, text, "Affinity", "AutoRenewPeriod", "ClusterId", "CreditSpecification", "DedicatedHostId", "DeploymentSetGroupNo", "DeploymentSetId",
		"HpcClusterId", "HttpEndpoint", "HttpPutResponseHopLimit", "HttpTokens", "ImageFamily", "InnerIpAddress", "InternetChargeType",
		"InternetMaxBandwidthIn", "InternetMaxBandwidthOut", "IoOptimized", "ManagedHostId", "NodeControllerId", "Password", "Period", "PeriodUnit",
		"PrivateIpAddress", "PrivatePoolOptions.Id", "PrivatePoolOptions.MatchCriteria", "RamRoleName", "SecurityEnhancementStrategy", "SecurityGroupId",
		"StorageSetId", "StorageSetPartitionNumber", "Tenancy", "VSwitchId", "VlanId"),
	params(harmless, boolean, "AutoRenew", "PasswordInherit", "UseAdditionalService"),
	only("false", "DeletionProtection", "DryRun", "HibernationOptions.Configured"),
	only("NoSpot", "SpotStrategy"), only("0", "SpotDuration", "SpotPriceLimit"), only("Terminate", "SpotInterruptionBehavior"),
	params(refused, text, "DataDisk", "DataDisk.N.Category", "DataDisk.N.DeleteWithInstance", "DataDisk.N.Description", "DataDisk.N.Device",
		"DataDisk.N.DiskName", "DataDisk.N.EncryptAlgorithm", "DataDisk.N.Encrypted", "DataDisk.N.KMSKeyId", "DataDisk.N.PerformanceLevel",
		"DataDisk.N.Size", "DataDisk.N.SnapshotId", "DataDisk.N.StorageClusterId", "Arn", "Arn.N.AssumeRoleFor", "Arn.N.RoleType", "Arn.N.Rolearn",
		"SystemDisk", "Tag"),
)

// groupActions are the operations on several instances at one instant: all are done,
// or none. The first refusal in the order given is the answer.
var groupActions = []action{
	{
		name:   "StartInstances",
		params: join(groupParams, only("false", "DryRun"), only("AllTogether", "BatchOptimization")),
		answer: groupAnswer,
		check:  checkGroup,
		run:    group(func(_ *call, id model.InstanceID) model.Op { return model.StartInstance{InstanceID: id} }),
	},
	{
		name: "StopInstances",
		params: join(groupParams, params(harmless, boolean, "ForceStop"), params(harmless, text, "StoppedMode"), only("false", "DryRun"),
			only("AllTogether", "BatchOptimization")),
		answer: groupAnswer,
		check:  checkGroup,
		run:    group(func(_ *call, id model.InstanceID) model.Op { return model.StopInstance{InstanceID: id} }),
	},
	{
		name: "DeleteInstances",
		params: join(groupParams, params(modelled, boolean, "Force"), params(modelled, token, "ClientToken"), only("true", "ForceStop"),
			only("false", "DryRun", "TerminateSubscription")),
		check: checkGroup,
		run: group(func(c *call, id model.InstanceID) model.Op {
			return model.DeleteInstance{InstanceID: id, Force: c.flag("Force") == model.True}
		}),
	},
}

var groupParams = params(modelled, word, "InstanceId.N")

// groupAnswer says of each instance its status before and after.
var groupAnswer = []wire.Field{{Name: "InstanceResponses", Kind: wire.List, Item: "InstanceResponse", Fields: []wire.Field{
	{Name: "InstanceId"}, {Name: "Code"}, {Name: "Message"}, {Name: "PreviousStatus"}, {Name: "CurrentStatus"},
}}}

// group returns what applies an operation to each of the instances that are named.
func group(op func(*call, model.InstanceID) model.Op) func(*Server, *call) (wire.Object, *refusal) {
	return func(s *Server, c *call) (wire.Object, *refusal) {
		var ops []model.Op
		instances := c.list("InstanceId.N")
		for _, id := range instances {
			ops = append(ops, op(c, model.InstanceID(id)))
		}
		if bad := s.apply(c, ops...); bad != nil {
			return nil, bad
		}
		o := wire.Empty(c.action.fields)
		if len(c.action.answer) == 0 {
			return o, nil
		}
		var items []wire.Object
		for _, id := range instances {
			before, _ := c.before.Instance(model.InstanceID(id))
			after, _ := c.event.After.Instance(model.InstanceID(id))
			items = append(items, wire.Object{wire.Text(id), wire.Text("200"), wire.Text("success"), wire.Text(before.Status.String()), wire.Text(after.Status.String())})
		}
		c.put(o, "InstanceResponses", wire.Items(items...))
		return o, nil
	}
}

// checkGroup holds that there is at least one instance, and each once.
func checkGroup(c *call) *refusal {
	instances := c.list("InstanceId.N")
	switch {
	case len(instances) == 0:
		return missing("InstanceId.1")
	case len(instances) > maxIDs:
		return refuse(400, codeMalformed, "Parameter InstanceId.N names %d instances; expected at most %d.", len(instances), maxIDs)
	}
	slices.Sort(instances)
	for n := 1; n < len(instances); n++ {
		if instances[n] == instances[n-1] {
			return refuse(400, codeMalformed, "Parameter InstanceId.N names %.64q twice; expected different instances.", instances[n])
		}
	}
	return nil
}
