package book

// A Sentence is one thing that the DetachDisk page of 2019-05-31 states, and where
// in this project it lives.
type Sentence struct {
	Words string // as the page has them
	Rules RuleSet
	Lives string // what else it is: effects, properties, readings, the wire
}

// Sentences returns the page, sentence by sentence.
func Sentences() []Sentence { return append([]Sentence(nil), sentences...) }

var sentences = []Sentence{
	{"Detaches a Pay-As-You-Go disk from an instance.", RuleSetOf(DetachDiskPostPaid), ""},
	{"The disk types that support Pay-As-You-Go billing are basic disks, ultra disks, and SSDs.", RuleSet{}, "no rule: Category decides only the default of Portable"},
	{"The Portable attribute of the disk must be set to true.", RuleSetOf(DetachDiskPortable), ""},
	{`The disk to be detached must be in the In\_use state.`, RuleSetOf(DetachDiskInUse), ""},
	{"The instance that the disk is attached to must be in the Running or Stopped state.", RuleSetOf(DetachDiskAttachedHere, DetachDiskInstanceSteady), ""},
	{`The OperationLocks parameter of the ECS instance must not be set to "LockReason": "security".`, RuleSetOf(DetachDiskInstanceUnlocked), "property LockHoldsAttachedDisks"},
	{"its DeleteWithInstance attribute will be set to false.", RuleSet{}, "the effects of settling Detaching; properties DetachingKeepsInstanceAndFlag, CompletedDetachClearsFlagAndInstance"},
	{"it can no longer be released together with the instance.", RuleSet{}, "properties ReleaseTakesFlaggedDisksOnly, DetachedDiskSurvivesRelease"},
	{"The DetachDisk operation is asynchronous. After a response is returned, it will take about a minute before the disk is detached.", RuleSet{}, "the status Detaching and its settle; R-delays; properties AttachAndDetachPassThroughTransit, AcceptedDetachEnds"},
	{"API Explorer allows you to perform various operations to simplify API usage.", RuleSet{}, "ecsdisk replay and explain, which let one step by hand"},
	{"The ID of the disk to be detached.", RuleSetOf(DetachDiskDiskGiven), ""},
	{"The ID of the ECS instance from which the disk is to be detached.", RuleSetOf(DetachDiskInstanceGiven), ""},
	{"|Action|String|No|DetachDisk|", RuleSet{}, "a quirk of the page: the gateway needs it; the name of the operation in a script"},
	{"|RequestId|String|473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E| The ID of the request.", RuleSet{}, "not modelled: an answer is success or a refusal"},
	{"|403|InstanceLockedForSecurity|The instance is locked due to security.|", RuleSetOf(DetachDiskInstanceUnlocked), ""},
	{"|400|InvalidOperation.InstanceTypeNotSupport|The instance type of the specified instance does not support hot detach disk.|", RuleSetOf(DetachDiskHotPlug), ""},
}
