package book

import "slices"

// rules is the rule table. A row is a documented sentence: what has to hold, where
// that stands, and the refusal when it does not. The rows stand in the order of the
// Rule constants.
var rules = [numRules]Row(slices.Concat(diskRules, instanceRules))

// notGiven returns the refusals of an operation that lacks a parameter.
func notGiven(parameter string) []Refusal {
	return []Refusal{
		{Status: 400, Code: "MissingParameter", Message: "The input parameter \"" + parameter + "\" that is mandatory for processing this request is not supplied.", From: "common error codes, 2019-01-07"},
		{Status: 400, Code: "InvalidParameter", From: "DetachDisk, 2020-09-10"},
	}
}

// diskRules are the rules of the operations on a disk.
var diskRules = []Row{
	{
		Name: "DetachDiskInstanceGiven", Action: ActionDetachDisk, Source: PageRule, Clause: "DetachDisk, request parameters",
		Quote: `The ID of the ECS instance from which the disk is to be detached.`,
		Must:  "InstanceId is given", Holds: Condition{Any: InstanceGiven},
		Refusals: []Refusal{
			{Status: 400, Code: "InvalidParameter", Message: "The input parameter is mandatory for processing this request is empty.", Editions: since2020, From: "DetachDisk, 2020-09-10"},
			{Status: 400, Code: "MissingParameter", Message: "The input parameter \"InstanceId\" that is mandatory for processing this request is not supplied.", From: "DetachDisk, 2014"},
		},
		MendCall: true,
	},
	{
		Name: "DetachDiskDiskGiven", Action: ActionDetachDisk, Source: PageRule, Clause: "DetachDisk, request parameters",
		Quote: `The ID of the disk to be detached.`,
		Must:  "DiskId is given", Holds: Condition{Any: DiskGiven},
		Refusals: []Refusal{
			{Status: 400, Code: "InvalidParameter", Message: "The input parameter is mandatory for processing this request is empty.", Editions: since2020, From: "DetachDisk, 2020-09-10"},
			{Status: 400, Code: "MissingParameter", Message: "The input parameter \"DiskId\" that is mandatory for processing this request is not supplied.", From: "DetachDisk, 2014"},
		},
		MendCall: true,
	},
	{
		Name: "DetachDiskInstanceFound", Action: ActionDetachDisk, Source: Neighbour, Clause: "DetachDisk, error codes",
		Must: "the instance exists", Holds: Condition{Any: InstanceExists}, Needs: InstanceGiven,
		Refusals: []Refusal{{Status: 404, Code: "InvalidInstanceId.NotFound", Message: "The specified InstanceId does not exist.", From: "DetachDisk, 2018-10-26"}},
		MendCall: true,
	},
	{
		Name: "DetachDiskDiskFound", Action: ActionDetachDisk, Source: Neighbour, Clause: "DetachDisk, error codes",
		Must: "the disk exists", Holds: Condition{Any: DiskExists}, Needs: DiskGiven,
		Refusals: []Refusal{
			{Status: 404, Code: "InvalidDiskId.NotFound", Message: "The specified disk does not exist.", Editions: since2020, From: "DetachDisk, 2020-09-10"},
			{Status: 404, Code: "InvalidDiskId.NotFound", Message: "The specified DiskId does not exist.", Editions: until2019, From: "DetachDisk, 2018-10-26"},
			{Status: 403, Code: "InvalidDiskId.Released", When: DiskExisted, Editions: until2019, From: "DetachDisk, 2018-10-26"},
		},
		MendCall: true,
	},
	{
		Name: "DetachDiskInstanceUnlocked", Action: ActionDetachDisk, Source: Page, Clause: "DetachDisk, description",
		Quote: `The OperationLocks parameter of the ECS instance must not be set to "LockReason": "security".`,
		Must:  "the instance has no security lock", Holds: Condition{Any: SecurityUnlocked}, Needs: InstanceExists,
		Under:    []Variant{{Choice: LockScopeInUseOnly, Holds: Condition{Any: DiskCreating | DiskAvailable | DiskAttaching | DiskDetaching | DiskReIniting | SecurityUnlocked}}},
		Refusals: []Refusal{{Status: 403, Code: "InstanceLockedForSecurity", Message: "The instance is locked due to security.", From: "DetachDisk, 2019-05-31"}},
		Mend:     ActionSetOf(ActionUnlock),
	},
	{
		Name: "DetachDiskAttachedHere", Action: ActionDetachDisk, Source: PageRule, Clause: "DetachDisk, description",
		Quote: `The instance that the disk is attached to must be in the Running or Stopped state.`,
		Must:  "the disk is attached to that instance", Holds: Condition{Any: AttachedHere}, Needs: InstanceExists | DiskExists,
		Refusals: []Refusal{
			{Status: 403, Code: "DependencyViolation", Message: "The specified disk has not been attached on the specified instance.", From: "DetachDisk, 2018-10-26"},
			{Status: 404, Code: "InvalidDisk.AlreadyDetached", Message: "The specified disk has been detached.", When: DiskAvailable, Editions: since2020, From: "DetachDisk, 2020-09-10"},
		},
		Mend: ActionSetOf(ActionAttachDisk), MendCall: true,
	},
	{
		Name: "DetachDiskPostPaid", Action: ActionDetachDisk, Source: PageRule, Clause: "DetachDisk, title",
		Quote: `Detaches a Pay-As-You-Go disk from an instance.`,
		Must:  "the disk is pay-as-you-go", Holds: Condition{Any: DiskPostPaid}, Needs: DiskExists,
		Under:    []Variant{{Editions: since2020, Holds: Condition{Any: DiskPostPaid | DiskIsSystem}}},
		Refusals: []Refusal{{Status: 403, Code: "DiskNotPortable", Message: "The specified disk is not a portable disk.", From: "DetachDisk, 2018-10-26"}},
	},
	{
		Name: "DetachDiskPortable", Action: ActionDetachDisk, Source: PageRule, Clause: "DetachDisk, description",
		Quote: `The Portable attribute of the disk must be set to true.`,
		Must:  "the disk is Portable", Holds: Condition{Any: DiskPortable}, Needs: DiskExists,
		Under: []Variant{{Editions: since2020, Holds: Condition{Any: DiskPortable | DiskIsSystem}}},
		Refusals: []Refusal{
			{Status: 403, Code: "DiskNotPortable", Message: "The specified disk is not a portable disk.", From: "DetachDisk, 2018-10-26"},
			{Status: 403, Code: "DiskTypeViolation", When: DiskIsSystem, From: "DetachDisk, 2018-10-26"},
		},
	},
	{
		Name: "DetachDiskInUse", Action: ActionDetachDisk, Source: PageRule, Clause: "DetachDisk, description",
		Quote: `The disk to be detached must be in the In\_use state.`,
		Must:  "the disk is In_use", Holds: Condition{Any: DiskInUse}, Needs: DiskExists,
		Refusals: []Refusal{
			{Status: 403, Code: "InvalidOperation.DiskDetachingFromThisEcs", Message: "The specified disk is detaching from this ecs.", When: LeavingHere, Editions: since2024, From: "DetachDisk, 2024-12-04"},
			{Status: 403, Code: "IncorrectDiskStatus", Message: "The current disk status does not support this operation.", From: "DetachDisk, 2018-10-26"},
		},
		Mend: ActionSetOf(ActionSettle, ActionAttachDisk, ActionDetachFailed),
	},
	{
		Name: "DetachDiskInstanceSteady", Action: ActionDetachDisk, Source: PageRule, Clause: "DetachDisk, description",
		Quote: `The instance that the disk is attached to must be in the Running or Stopped state.`,
		Must:  "the instance is Running or Stopped", Holds: Condition{Any: instanceSteady}, Needs: InstanceExists,
		Under:    []Variant{{Editions: since2020, Holds: Condition{Any: instanceSteady | DiskIsSystem}}},
		Refusals: []Refusal{{Status: 403, Code: "IncorrectInstanceStatus", Message: "The current status of the resource does not support this operation.", From: "DetachDisk, 2018-10-26"}},
		Mend:     ActionSetOf(ActionSettle),
	},
	{
		Name: "DetachDiskSystemStopped", Action: ActionDetachDisk, Source: Neighbour, Clause: "DetachDisk, description",
		Must: "the instance of a system disk is Stopped", Holds: Condition{Any: InstanceStopped | DiskIsData}, Needs: InstanceExists | DiskExists,
		Refusals: []Refusal{
			{Status: 403, Code: "IncorrectInstanceStatus", Message: "The current status of the resource does not support this operation.", From: "DetachDisk, 2020-09-10", Inferred: true},
			{Status: 403, Code: "DiskTypeViolation", From: "DetachDisk, 2020-09-10", Inferred: true},
		},
		Mend:     ActionSetOf(ActionSettle, ActionStopInstance),
		Editions: since2020,
	},
	{
		Name: "DetachDiskHotPlug", Action: ActionDetachDisk, Source: Page, Clause: "DetachDisk, error codes",
		Quote: `The error message returned when the instance that the disk is attached to does not support the hot swapping of disks.`,
		Must:  "a Running instance is of a type that supports hot detach", Holds: Condition{Any: notRunning | HotPlugSupported}, Needs: InstanceExists,
		Under:    []Variant{{Choice: HotAnyStatus, Holds: Condition{Any: HotPlugSupported}}},
		Refusals: []Refusal{{Status: 400, Code: "InvalidOperation.InstanceTypeNotSupport", Message: "The instance type of the specified instance does not support hot detach disk.", From: "DetachDisk, 2019-05-31"}},
		Mend:     ActionSetOf(ActionStopInstance),
		Editions: since2019,
	},

	{
		Name: "AttachDiskInstanceGiven", Action: ActionAttachDisk, Source: Neighbour, Clause: "AttachDisk, request parameters",
		Must: "InstanceId is given", Holds: Condition{Any: InstanceGiven},
		Refusals: notGiven("InstanceId"),
		MendCall: true,
	},
	{
		Name: "AttachDiskDiskGiven", Action: ActionAttachDisk, Source: Neighbour, Clause: "AttachDisk, request parameters",
		Must: "DiskId is given", Holds: Condition{Any: DiskGiven},
		Refusals: notGiven("DiskId"),
		MendCall: true,
	},
	{
		Name: "AttachDiskInstanceFound", Action: ActionAttachDisk, Source: Neighbour, Clause: "AttachDisk, error codes",
		Must: "the instance exists", Holds: Condition{Any: InstanceExists}, Needs: InstanceGiven,
		Refusals: []Refusal{{Status: 404, Code: "InvalidInstanceId.NotFound", Message: "The specified InstanceId does not exist.", From: "AttachDisk, 2018"}},
		MendCall: true,
	},
	{
		Name: "AttachDiskDiskFound", Action: ActionAttachDisk, Source: Neighbour, Clause: "AttachDisk, error codes",
		Must: "the disk exists", Holds: Condition{Any: DiskExists}, Needs: DiskGiven,
		Refusals: []Refusal{{Status: 404, Code: "InvalidDiskId.NotFound", Message: "The specified disk does not exist.", From: "AttachDisk, 2018"}},
		MendCall: true,
	},
	{
		Name: "AttachDiskInstanceUnlocked", Action: ActionAttachDisk, Source: Neighbour, Clause: "AttachDisk, description",
		Must: "the instance has no security lock", Holds: Condition{Any: SecurityUnlocked}, Needs: InstanceExists,
		Refusals: []Refusal{{Status: 403, Code: "InstanceLockedForSecurity", Message: "The instance is locked due to security.", From: "AttachDisk, 2019-05-31"}},
		Mend:     ActionSetOf(ActionUnlock),
	},
	{
		Name: "AttachDiskInstancePaid", Action: ActionAttachDisk, Source: Neighbour, Clause: "AttachDisk, error codes",
		Must: "the instance has no financial lock", Holds: Condition{Any: FinancialUnlocked}, Needs: InstanceExists,
		Under:    []Variant{{Choice: FinancialLockTable, Holds: Condition{}}},
		Refusals: []Refusal{{Status: 403, Code: "InstanceExpiredOrInArrears", Message: "The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears (afterpay mode).", From: "AttachDisk, 2019-05-31"}},
		Mend:     ActionSetOf(ActionUnlock),
	},
	{
		Name: "AttachDiskPortable", Action: ActionAttachDisk, Source: Neighbour, Clause: "AttachDisk, description",
		Must: "the disk is Portable", Holds: Condition{Any: DiskPortable}, Needs: DiskExists,
		Refusals: []Refusal{{Status: 403, Code: "DiskNotPortable", Message: "The specified disk is not a portable disk.", From: "AttachDisk, 2018"}},
		Mend:     ActionSetOf(ActionDeleteInstance),
	},
	{
		Name: "AttachDiskAvailable", Action: ActionAttachDisk, Source: Neighbour, Clause: "AttachDisk, description",
		Must: "the disk is Available", Holds: Condition{Any: DiskAvailable}, Needs: DiskExists,
		Under: []Variant{{Choice: AttachDetachingIgnored, Holds: Condition{Any: DiskAvailable | LeavingHere}}},
		Refusals: []Refusal{
			{Status: 403, Code: "IncorrectDiskStatus", Message: "The operation is not supported in this status.", From: "AttachDisk, 2018"},
			{Status: 403, Code: "DiskId.StatusNotSupported", Editions: since2019, From: "AttachDisk, 2019-03-01"},
			{Status: 404, Code: "InvalidDisk.InUse", When: attached, Editions: since2019, From: "AttachDisk, 2019-03-01"},
		},
		Mend: ActionSetOf(ActionSettle, ActionAttachFailed, ActionDetachDisk, ActionDeleteInstance),
	},
	{
		Name: "AttachDiskInstanceSteady", Action: ActionAttachDisk, Source: Neighbour, Clause: "AttachDisk, description",
		Must: "the instance is Running or Stopped", Holds: Condition{Any: instanceSteady}, Needs: InstanceExists,
		Refusals: []Refusal{{Status: 400, Code: "IncorrectInstanceStatus", Message: "The current status of the resource does not support this operation.", From: "AttachDisk, 2019-05-31"}},
		Mend:     ActionSetOf(ActionSettle),
	},
	{
		Name: "AttachDiskHotPlug", Action: ActionAttachDisk, Source: Neighbour, Clause: "AttachDisk, error codes",
		Must: "a Running instance is of a type that supports hot attach", Holds: Condition{Any: notRunning | HotPlugSupported}, Needs: InstanceExists,
		Under:    []Variant{{Choice: HotAnyStatus, Holds: Condition{Any: HotPlugSupported}}},
		Refusals: []Refusal{{Status: 400, Code: "InvalidOperation.InstanceTypeNotSupport", Message: "The instance type of the specified instance does not support hot attach disk.", From: "AttachDisk, 2019-05-31"}},
		Mend:     ActionSetOf(ActionStopInstance),
		Editions: since2019,
	},
	{
		Name: "AttachDiskBelowLimit", Action: ActionAttachDisk, Source: Neighbour, Clause: "Limits; AttachDisk, error codes",
		Must: "fewer data disks than its MaxDataDisks are attached to the instance, in any status", Holds: Condition{Any: BelowLimit}, Needs: InstanceExists,
		Refusals: []Refusal{{Status: 403, Code: "InstanceDiskLimitExceeded", Message: "The amount of the disk on instance in question reach its limits.", From: "AttachDisk, 2019-05-31"}},
		Mend:     ActionSetOf(ActionSettle, ActionAttachFailed, ActionDetachDisk),
	},

	{
		Name: "DeleteDiskDiskGiven", Action: ActionDeleteDisk, Source: Neighbour, Clause: "DeleteDisk, request parameters",
		Must: "DiskId is given", Holds: Condition{Any: DiskGiven},
		Refusals: notGiven("DiskId"),
		MendCall: true,
	},
	{
		Name: "DeleteDiskDiskFound", Action: ActionDeleteDisk, Source: Neighbour, Clause: "DeleteDisk, error codes",
		Must: "the disk exists", Holds: Condition{}, Needs: DiskGiven,
		Under:    []Variant{{Choice: DeleteUnknownNotFound, Holds: Condition{Any: DiskExists}}},
		Refusals: []Refusal{{Status: 404, Code: "InvalidDiskId.NotFound", Message: "The specified disk does not exist.", From: "DeleteDisk, 2024-12-10"}},
		MendCall: true,
	},
	{
		Name: "DeleteDiskPortable", Action: ActionDeleteDisk, Source: Neighbour, Clause: "DeleteDisk, error codes",
		Must: "the disk is Portable", Holds: Condition{Any: DiskPortable}, Needs: DiskExists,
		Refusals: []Refusal{
			{Status: 403, Code: "DiskNotPortable", Message: "The specified disk is not a portable disk.", From: "DeleteDisk, 2018"},
			{Status: 403, Code: "DiskTypeViolation", When: DiskIsSystem, From: "DeleteDisk, 2018"},
		},
		Mend: ActionSetOf(ActionDeleteInstance),
	},
	{
		Name: "DeleteDiskNotAttached", Action: ActionDeleteDisk, Source: Neighbour, Clause: "DeleteDisk, error codes",
		Must: "the disk is not attached", Holds: Condition{Any: DiskNotAttached}, Needs: DiskExists,
		Under: []Variant{{Choice: StillAttachedOwnCode, Holds: Condition{}}},
		Refusals: []Refusal{
			{Status: 403, Code: "IncorrectDiskStatus", Message: "The current disk status does not support this operation.", From: "DeleteDisk, 2018"},
			{Status: 403, Code: "DiskStillAttached", Editions: since2019, From: "DeleteDisk, 2019-05-31"},
		},
		Mend: ActionSetOf(ActionSettle, ActionAttachFailed, ActionDetachDisk, ActionDeleteInstance),
	},
	{
		Name: "DeleteDiskDetached", Action: ActionDeleteDisk, Source: Neighbour, Clause: "DeleteDisk, error codes",
		Must: "the disk has been detached", Holds: Condition{}, Needs: DiskExists,
		Under: []Variant{{Choice: StillAttachedOwnCode, Holds: Condition{Any: DiskNotAttached}}},
		Refusals: []Refusal{
			{Status: 403, Code: "DiskStillAttached", Message: "The disk is still attached to the disk.", From: "DeleteDisk, 2019-05-31"},
			{Status: 403, Code: "IncorrectDiskStatus", From: "DeleteDisk, 2018"},
		},
		Mend: ActionSetOf(ActionSettle, ActionAttachFailed, ActionDetachDisk, ActionDeleteInstance),
	},
	{
		Name: "DeleteDiskAvailable", Action: ActionDeleteDisk, Source: Neighbour, Clause: "DeleteDisk, description",
		Must: "the disk, when not attached, is Available", Holds: Condition{Any: DiskAvailable}, Needs: DiskNotAttached,
		Refusals: []Refusal{
			{Status: 403, Code: "IncorrectDiskStatus", Message: "The current disk status does not support this operation.", From: "DeleteDisk, 2018"},
			{Status: 403, Code: "IncorrectDiskStatus.Initializing", When: DiskCreating, From: "seen in the field, 2017-10-24"},
		},
		Mend: ActionSetOf(ActionSettle),
	},
	{
		Name: "DeleteDiskUnprotected", Action: ActionDeleteDisk, Source: Neighbour, Clause: "Detach or attach a system disk; DeleteDisk, error codes",
		Must: "the disk is no system disk that was detached from an instance that is still there", Holds: Condition{Any: Unbound}, Needs: DiskExists,
		Refusals: []Refusal{{Status: 403, Code: "InvalidDiskStatus.DeleteProtection", Message: "The disk cannot be released before the instance is released.", From: "DeleteDisk, 2024-12-10", Inferred: true}},
		Mend:     ActionSetOf(ActionDeleteInstance),
		Editions: since2020,
	},

	{
		Name: "ModifyDiskAttributeDiskGiven", Action: ActionModifyDiskAttribute, Source: Neighbour, Clause: "ModifyDiskAttribute, request parameters",
		Must: "DiskId is given", Holds: Condition{Any: DiskGiven},
		Refusals: append([]Refusal{{Status: 400, Code: "MissingParameter.DiskIdOrDiskIds", Message: "The input parameter DiskId or DiskIds is mandatory for processing this request.", Editions: since2024, From: "ModifyDiskAttribute, 2025-01-17", Inferred: true}}, notGiven("DiskId")...),
		MendCall: true,
	},
	{
		Name: "ModifyDiskAttributeAttributeGiven", Action: ActionModifyDiskAttribute, Source: Neighbour, Clause: "ModifyDiskAttribute, error codes",
		Must: "DeleteWithInstance or DeleteAutoSnapshot is given", Holds: Condition{Any: DeletesGiven | SnapshotGiven},
		Refusals: []Refusal{{Status: 400, Code: "NoAttributeToModify", Message: "No attribute to be modified in this request.", From: "ModifyDiskAttribute, 2018"}},
		MendCall: true,
	},
	{
		Name: "ModifyDiskAttributeDiskFound", Action: ActionModifyDiskAttribute, Source: Neighbour, Clause: "ModifyDiskAttribute, error codes",
		Must: "the disk exists", Holds: Condition{Any: DiskExists}, Needs: DiskGiven,
		Refusals: []Refusal{{Status: 404, Code: "InvalidDiskId.NotFound", Message: "The specified disk does not exist.", From: "ModifyDiskAttribute, 2018"}},
		MendCall: true,
	},
	{
		Name: "ModifyDiskAttributePortable", Action: ActionModifyDiskAttribute, Source: Neighbour, Clause: "ModifyDiskAttribute, description",
		Must: "DeleteWithInstance=false is given only for a Portable disk", Holds: Condition{Any: DiskPortable | KeepsFlag}, Needs: DiskExists,
		Refusals: []Refusal{{Status: 403, Code: "DiskNotPortable", Message: "The specified disk is not a portable disk.", From: "ModifyDiskAttribute, 2018"}},
		Mend:     ActionSetOf(ActionDeleteInstance), MendCall: true,
	},

	{
		Name: "ReInitDiskDiskGiven", Action: ActionReInitDisk, Source: Neighbour, Clause: "ReInitDisk, request parameters",
		Must: "DiskId is given", Holds: Condition{Any: DiskGiven},
		Refusals: notGiven("DiskId"),
		MendCall: true,
	},
	{
		Name: "ReInitDiskDiskFound", Action: ActionReInitDisk, Source: Neighbour, Clause: "ReInitDisk, error codes",
		Must: "the disk exists", Holds: Condition{Any: DiskExists}, Needs: DiskGiven,
		Refusals: []Refusal{{Status: 404, Code: "InvalidDiskId.NotFound", Message: "The specified disk does not exist.", From: "ReInitDisk, 2018"}},
		MendCall: true,
	},
	{
		Name: "ReInitDiskInUse", Action: ActionReInitDisk, Source: Neighbour, Clause: "ReInitDisk, description",
		Must: "the disk is In_use", Holds: Condition{Any: DiskInUse}, Needs: DiskExists,
		Refusals: []Refusal{{Status: 403, Code: "IncorrectDiskStatus", Message: "The current disk status does not support this operation.", From: "ReInitDisk, 2018"}},
		Mend:     ActionSetOf(ActionSettle, ActionAttachDisk, ActionDetachFailed),
	},
	{
		Name: "ReInitDiskInstanceUnlocked", Action: ActionReInitDisk, Source: Neighbour, Clause: "API behavior under a security lock",
		Must: "its instance has no security lock", Holds: Condition{Any: SecurityUnlocked}, Needs: DiskInUse,
		Refusals: []Refusal{{Status: 403, Code: "InstanceLockedForSecurity", Message: "The instance is locked due to security.", From: "ReInitDisk, 2019-05-31"}},
		Mend:     ActionSetOf(ActionUnlock),
	},
	{
		Name: "ReInitDiskInstancePaid", Action: ActionReInitDisk, Source: Neighbour, Clause: "API behavior with overdue payments",
		Must: "its instance has no financial lock", Holds: Condition{Any: FinancialUnlocked}, Needs: DiskInUse,
		Refusals: []Refusal{{Status: 403, Code: "InstanceExpiredOrInArrears", Message: "The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears (afterpay mode).", From: "ReInitDisk, 2019-05-31"}},
		Mend:     ActionSetOf(ActionUnlock),
	},
	{
		Name: "ReInitDiskInstanceStopped", Action: ActionReInitDisk, Source: Neighbour, Clause: "ReInitDisk, description",
		Must: "its instance is Stopped", Holds: Condition{Any: InstanceStopped}, Needs: DiskInUse,
		Refusals: []Refusal{{Status: 403, Code: "IncorrectInstanceStatus", Message: "The current status of the resource does not support this operation.", From: "ReInitDisk, 2019-05-31"}},
		Mend:     ActionSetOf(ActionSettle, ActionStopInstance),
	},
}
