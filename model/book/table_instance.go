package book

// instanceRules are the rules of the operations on an instance.
var instanceRules = []Row{
	{
		Name: "StartInstanceInstanceGiven", Action: ActionStartInstance, Source: Neighbour, Clause: "StartInstance, request parameters",
		Must: "InstanceId is given", Holds: Condition{Any: InstanceGiven},
		Refusals: notGiven("InstanceId"),
		MendCall: true,
	},
	{
		Name: "StartInstanceInstanceFound", Action: ActionStartInstance, Source: Neighbour, Clause: "StartInstance, error codes",
		Must: "the instance exists", Holds: Condition{Any: InstanceExists}, Needs: InstanceGiven,
		Refusals: []Refusal{{Status: 404, Code: "InvalidInstanceId.NotFound", Message: "The specified InstanceId does not exist.", From: "StartInstance, 2018"}},
		MendCall: true,
	},
	{
		Name: "StartInstanceInstanceUnlocked", Action: ActionStartInstance, Source: Neighbour, Clause: "API behavior under a security lock",
		Must: "the instance has no security lock", Holds: Condition{Any: SecurityUnlocked}, Needs: InstanceExists,
		Refusals: []Refusal{{Status: 403, Code: "InstanceLockedForSecurity", Message: "The specified operation is denied as your instance is locked for security reasons.", From: "StartInstance, 2018"}},
		Mend:     ActionSetOf(ActionUnlock),
	},
	{
		Name: "StartInstanceInstancePaid", Action: ActionStartInstance, Source: Neighbour, Clause: "API behavior with overdue payments",
		Must: "the instance has no financial lock", Holds: Condition{Any: FinancialUnlocked}, Needs: InstanceExists,
		Refusals: []Refusal{{Status: 403, Code: "InstanceExpired", Message: "The postPaid instance has been expired. Please ensure your account have enough balance.", From: "StartInstance, 2019-05-31"}},
		Mend:     ActionSetOf(ActionUnlock),
	},
	{
		Name: "StartInstanceStopped", Action: ActionStartInstance, Source: Neighbour, Clause: "StartInstance, description",
		Must: "the instance is Stopped", Holds: Condition{Any: InstanceStopped}, Needs: InstanceExists,
		Refusals: []Refusal{{Status: 403, Code: "IncorrectInstanceStatus", Message: "The current status of the resource does not support this operation.", From: "StartInstance, 2019-05-31"}},
		Mend:     ActionSetOf(ActionSettle, ActionStopInstance),
	},
	{
		Name: "StartInstanceHasSystemDisk", Action: ActionStartInstance, Source: Neighbour, Clause: "Detach or attach a system disk; StartInstance, error codes",
		Must: "the instance has not lost its system disk", Holds: Condition{Any: HasSystemDisk}, Needs: InstanceExists,
		Refusals: []Refusal{{Status: 400, Code: "InvalidInstance.NotFoundSystemDisk", Message: "The specified instance has no system disk.", From: "StartInstance, 2025-12-03"}},
		Mend:     ActionSetOf(ActionDeleteInstance),
		Editions: since2020,
	},

	{
		Name: "StopInstanceInstanceGiven", Action: ActionStopInstance, Source: Neighbour, Clause: "StopInstance, request parameters",
		Must: "InstanceId is given", Holds: Condition{Any: InstanceGiven},
		Refusals: notGiven("InstanceId"),
		MendCall: true,
	},
	{
		Name: "StopInstanceInstanceFound", Action: ActionStopInstance, Source: Neighbour, Clause: "StopInstance, error codes",
		Must: "the instance exists", Holds: Condition{Any: InstanceExists}, Needs: InstanceGiven,
		Refusals: []Refusal{{Status: 404, Code: "InvalidInstanceId.NotFound", Message: "The specified InstanceId does not exist.", From: "StopInstance, 2018"}},
		MendCall: true,
	},
	{
		Name: "StopInstanceInstanceUnlocked", Action: ActionStopInstance, Source: Neighbour, Clause: "API behavior under a security lock",
		Must: "the instance has no security lock", Holds: Condition{Any: SecurityUnlocked}, Needs: InstanceExists,
		Under:    []Variant{{Choice: StopLockedUnaffected, Holds: Condition{}}},
		Refusals: []Refusal{{Status: 403, Code: "InstanceLockedForSecurity", Message: "The specified operation is denied as your instance is locked for security reasons.", From: "StopInstance, 2018"}},
		Mend:     ActionSetOf(ActionUnlock),
	},
	{
		Name: "StopInstanceInstancePaid", Action: ActionStopInstance, Source: Neighbour, Clause: "API behavior with overdue payments",
		Must: "the instance has no financial lock", Holds: Condition{Any: FinancialUnlocked}, Needs: InstanceExists,
		Under:    []Variant{{Choice: FinancialLockTable, Holds: Condition{}}},
		Refusals: []Refusal{{Status: 403, Code: "InstanceExpiredOrInArrears", Message: "The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears (afterpay mode).", From: "StopInstance, 2019-05-31"}},
		Mend:     ActionSetOf(ActionUnlock),
		Editions: since2019,
	},
	{
		Name: "StopInstanceRunning", Action: ActionStopInstance, Source: Neighbour, Clause: "StopInstance, description",
		Must: "the instance is Running", Holds: Condition{Any: InstanceRunning}, Needs: InstanceExists,
		Refusals: []Refusal{{Status: 403, Code: "IncorrectInstanceStatus", Message: "The current status of the resource does not support this operation.", From: "StopInstance, 2019-05-31"}},
		Mend:     ActionSetOf(ActionSettle, ActionStartInstance),
	},

	{
		Name: "RebootInstanceInstanceGiven", Action: ActionRebootInstance, Source: Neighbour, Clause: "RebootInstance, request parameters",
		Must: "InstanceId is given", Holds: Condition{Any: InstanceGiven},
		Refusals: notGiven("InstanceId"),
		MendCall: true,
	},
	{
		Name: "RebootInstanceInstanceFound", Action: ActionRebootInstance, Source: Neighbour, Clause: "RebootInstance, error codes",
		Must: "the instance exists", Holds: Condition{Any: InstanceExists}, Needs: InstanceGiven,
		Refusals: []Refusal{{Status: 404, Code: "InvalidInstanceId.NotFound", Message: "The specified InstanceId does not exist.", From: "RebootInstance, 2018"}},
		MendCall: true,
	},
	{
		Name: "RebootInstanceInstanceUnlocked", Action: ActionRebootInstance, Source: Neighbour, Clause: "API behavior under a security lock",
		Must: "the instance has no security lock", Holds: Condition{Any: SecurityUnlocked}, Needs: InstanceExists,
		Refusals: []Refusal{{Status: 403, Code: "InstanceLockedForSecurity", Message: "The specified operation is denied as your instance is locked for security reasons.", From: "RebootInstance, 2018"}},
		Mend:     ActionSetOf(ActionUnlock),
	},
	{
		Name: "RebootInstanceInstancePaid", Action: ActionRebootInstance, Source: Neighbour, Clause: "API behavior with overdue payments",
		Must: "the instance has no financial lock", Holds: Condition{Any: FinancialUnlocked}, Needs: InstanceExists,
		Under:    []Variant{{Choice: FinancialLockTable, Holds: Condition{}}},
		Refusals: []Refusal{{Status: 403, Code: "InstanceExpiredOrInArrears", Message: "The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears (afterpay mode).", From: "RebootInstance, 2019-05-31"}},
		Mend:     ActionSetOf(ActionUnlock),
		Editions: since2019,
	},
	{
		Name: "RebootInstanceRunning", Action: ActionRebootInstance, Source: Neighbour, Clause: "RebootInstance, description",
		Must: "the instance is Running", Holds: Condition{Any: InstanceRunning}, Needs: InstanceExists,
		Refusals: []Refusal{{Status: 403, Code: "IncorrectInstanceStatus", Message: "The current status of the resource does not support this operation.", From: "RebootInstance, 2019-05-31"}},
		Mend:     ActionSetOf(ActionSettle, ActionStartInstance),
	},

	{
		Name: "DeleteInstanceInstanceGiven", Action: ActionDeleteInstance, Source: Neighbour, Clause: "DeleteInstance, request parameters",
		Must: "InstanceId is given", Holds: Condition{Any: InstanceGiven},
		Refusals: notGiven("InstanceId"),
		MendCall: true,
	},
	{
		Name: "DeleteInstanceInstanceFound", Action: ActionDeleteInstance, Source: Neighbour, Clause: "DeleteInstance, error codes",
		Must: "the instance exists", Holds: Condition{Any: InstanceExists}, Needs: InstanceGiven,
		Refusals: []Refusal{{Status: 404, Code: "InvalidInstanceId.NotFound", Message: "The specified InstanceId does not exist.", From: "DeleteInstance, 2018"}},
		MendCall: true,
	},
	{
		Name: "DeleteInstanceInstanceUnlocked", Action: ActionDeleteInstance, Source: Neighbour, Clause: "DeleteInstance, error codes",
		Must: "the instance has no security lock", Holds: Condition{}, Needs: InstanceExists,
		Under:    []Variant{{Choice: DeleteLockedRefused, Holds: Condition{Any: SecurityUnlocked}}},
		Refusals: []Refusal{{Status: 403, Code: "InstanceLockedForSecurity", Message: "The specified operation is denied as your instance is locked for security reasons.", From: "DeleteInstance, 2018"}},
		Mend:     ActionSetOf(ActionUnlock),
	},
	{
		Name: "DeleteInstancePostPaid", Action: ActionDeleteInstance, Source: Neighbour, Clause: "DeleteInstance, description",
		Must: "the instance is pay-as-you-go", Holds: Condition{Any: InstancePostPaid}, Needs: InstanceExists,
		Refusals: []Refusal{{Status: 403, Code: "ChargeTypeViolation", Message: "The operation is not permitted due to charge type of the instance.", From: "DeleteInstance, 2019-05-31"}},
	},
	{
		Name: "DeleteInstanceReleasable", Action: ActionDeleteInstance, Source: Neighbour, Clause: "DeleteInstance, description",
		Must: "the instance is Stopped, or Running and Force is given", Holds: Condition{Any: InstanceStopped | ForcedOnRunning}, Needs: InstanceExists,
		Refusals: []Refusal{
			{Status: 403, Code: "IncorrectInstanceStatus", Message: "The current status of the resource does not support this operation.", From: "DeleteInstance, 2019-05-31"},
			{Status: 403, Code: "IncorrectInstanceStatus.Initializing", Message: "The specified instance status does not support this operation.", When: InstancePending | InstanceStarting, From: "DeleteInstance, 2018-06-09"},
		},
		Mend: ActionSetOf(ActionSettle, ActionStopInstance), MendCall: true,
	},
	{
		Name: "DeleteInstanceNoneInTransit", Action: ActionDeleteInstance, Source: Neighbour, Clause: "DeleteInstance, error codes",
		Must: "no disk of the instance is Attaching or Detaching", Holds: Condition{}, Needs: InstanceExists,
		Under:    []Variant{{Choice: ReleaseTransitRefused, Holds: Condition{Any: NoneInTransit}}},
		Refusals: []Refusal{{Status: 403, Code: "IncorrectInstanceStatus", Message: "The specified instance is still attached by volumes.", From: "DeleteInstance, 2019-05-31"}},
		Mend:     ActionSetOf(ActionSettle),
	},
}
