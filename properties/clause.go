package properties

// A clause is one thing that a property says, and that a machine can break without
// breaking any other: what a sentence checks in one place. All of them are here, and the
// tests have a broken machine or history for each.
type clause uint8

const (
	holds clause = iota // nothing is broken

	attachedHasInstance
	freeHasNoInstance
	instanceExists
	instanceHoldsNothingWhenGone
	systemDiskIsNotPortable
	dataDisksFit
	systemDisksFit
	askedWhileDetaching
	sourceFits
	sourceExists
	instanceIsNoSourceWhenGone
	diskHasAnIDOfItsOwn
	instanceHasAnIDOfItsOwn
	stateIsWellFormed

	refusedChangesNothing
	notEnabledChangesNothing
	notAppliedChangesNothing

	brokenIsRefused
	unbrokenIsAccepted
	enabledAsDocumented

	diskIsReleased
	diskIsThere
	diskIsAsEffectsSay
	instanceIsReleased
	instanceIsThere
	instanceIsAsEffectsSay
	othersAreUntouched

	attachIsAttaching
	attachIsToTheInstance
	attachSetsFlag
	detachIsDetaching

	detachKeepsInstance
	detachKeepsFlag
	detachingKeepsInstance
	detachingKeepsFlag

	completedIsAvailable
	completedHasNoInstance
	completedHasFlagAsked

	flaggedIsReleased
	lockedIsReleased
	unflaggedIsKept
	transitIsKept
	keptIsFree
	boundIsReleased
	boundIsKept
	sourceIsForgotten
	otherDisksAreKept

	// Those of ReIniting disks come in the same order as those of disks In_use.
	lockedInUseIsNotReleased
	lockedInUseDoesNotLeave
	lockedInUseIsNotDetaching
	lockedReInitingIsNotReleased
	lockedReInitingDoesNotLeave
	lockedReInitingIsNotDetaching

	detachedSurvives

	detachIsOverInTime
	detachingCanSettle
	settleLeavesDetaching

	completionIsOfSomething
	completionIsNotOfNewer

	outcomeIsDetermined
	stateIsDetermined

	outcomeIsEquivariant
	stateIsEquivariant

	outcomeIsLocal
	effectIsLocal

	numClauses
)

// clauses says of which property each clause is, and what it says.
var clauses = [numClauses]struct {
	property Property
	says     string
}{
	attachedHasInstance:          {WellFormed, "an attached disk has an InstanceId"},
	freeHasNoInstance:            {WellFormed, "a disk that is not attached has none"},
	instanceExists:               {WellFormed, "the instance of a disk exists"},
	instanceHoldsNothingWhenGone: {WellFormed, "an instance that goes leaves no disk that is attached to it"},
	systemDiskIsNotPortable:      {WellFormed, "a system disk is not Portable"},
	dataDisksFit:                 {WellFormed, "an instance has no more data disks than it can have"},
	systemDisksFit:               {WellFormed, "an instance has no more system disks than it can have"},
	askedWhileDetaching:          {WellFormed, "only a Detaching disk has DetachDeletes"},
	sourceFits:                   {WellFormed, "a disk has a source only as one that was left by it"},
	sourceExists:                 {WellFormed, "the source of a disk exists"},
	instanceIsNoSourceWhenGone:   {WellFormed, "an instance that goes leaves no disk whose source it is"},
	diskHasAnIDOfItsOwn:          {WellFormed, "a disk that is created has the id of no instance"},
	instanceHasAnIDOfItsOwn:      {WellFormed, "an instance that is created has the id of no disk"},
	stateIsWellFormed:            {WellFormed, "the state as a whole is well-formed"},

	refusedChangesNothing:    {RefusedChangesNothing, "what is refused changes nothing"},
	notEnabledChangesNothing: {RefusedChangesNothing, "what is not enabled changes nothing"},
	notAppliedChangesNothing: {RefusedChangesNothing, "what is answered without being applied changes nothing"},

	brokenIsRefused:     {AcceptedExactlyWhenNoRuleIsBroken, "what breaks a rule is not accepted"},
	unbrokenIsAccepted:  {AcceptedExactlyWhenNoRuleIsBroken, "what breaks no rule is not refused"},
	enabledAsDocumented: {AcceptedExactlyWhenNoRuleIsBroken, "what is not enabled is told from what is"},

	diskIsReleased:         {EffectsAndNothingElse, "a disk that is to be released is"},
	diskIsThere:            {EffectsAndNothingElse, "a disk that is to be created or kept is there"},
	diskIsAsEffectsSay:     {EffectsAndNothingElse, "a disk is as the effects on it say"},
	instanceIsReleased:     {EffectsAndNothingElse, "an instance that is to be released is"},
	instanceIsThere:        {EffectsAndNothingElse, "an instance that is to be created or kept is there"},
	instanceIsAsEffectsSay: {EffectsAndNothingElse, "an instance is as the effects on it say"},
	othersAreUntouched:     {EffectsAndNothingElse, "what no effect is on does not change"},

	attachIsAttaching:     {AttachAndDetachPassThroughTransit, "an attach is Attaching first"},
	attachIsToTheInstance: {AttachAndDetachPassThroughTransit, "an attach is to the instance that is named"},
	attachSetsFlag:        {AttachAndDetachPassThroughTransit, "an attach sets the flag as given"},
	detachIsDetaching:     {AttachAndDetachPassThroughTransit, "a detach is Detaching first"},

	detachKeepsInstance:    {DetachingKeepsInstanceAndFlag, "a disk keeps its InstanceId when a detach is accepted"},
	detachKeepsFlag:        {DetachingKeepsInstanceAndFlag, "a disk keeps its flag when a detach is accepted"},
	detachingKeepsInstance: {DetachingKeepsInstanceAndFlag, "a Detaching disk keeps its InstanceId"},
	detachingKeepsFlag:     {DetachingKeepsInstanceAndFlag, "a Detaching disk keeps its flag"},

	completedIsAvailable:   {CompletedDetachClearsFlagAndInstance, "a disk whose detach completes is Available"},
	completedHasNoInstance: {CompletedDetachClearsFlagAndInstance, "a disk whose detach completes has no InstanceId"},
	completedHasFlagAsked:  {CompletedDetachClearsFlagAndInstance, "a disk whose detach completes has the flag that was asked, or none"},

	flaggedIsReleased: {ReleaseTakesFlaggedDisksOnly, "a flagged disk goes with its instance"},
	lockedIsReleased:  {ReleaseTakesFlaggedDisksOnly, "any disk goes with an instance that has a security lock"},
	unflaggedIsKept:   {ReleaseTakesFlaggedDisksOnly, "a disk that is not flagged is kept"},
	transitIsKept:     {ReleaseTakesFlaggedDisksOnly, "a disk in transit is kept, under the reading that says so"},
	keptIsFree:        {ReleaseTakesFlaggedDisksOnly, "a disk that is kept is free: Available, a data disk, pay-as-you-go, Portable, without flag"},
	boundIsReleased:   {ReleaseTakesFlaggedDisksOnly, "a flagged disk that is attached to nothing goes with its source"},
	boundIsKept:       {ReleaseTakesFlaggedDisksOnly, "a disk does not go with its source if it is attached elsewhere or not flagged"},
	sourceIsForgotten: {ReleaseTakesFlaggedDisksOnly, "a disk that is kept forgets its source, and is else as it was"},
	otherDisksAreKept: {ReleaseTakesFlaggedDisksOnly, "a disk that is not attached to the instance, nor was left by it, does not change"},

	lockedInUseIsNotReleased:      {LockHoldsAttachedDisks, "under a security lock an In_use disk is not released without its instance"},
	lockedInUseDoesNotLeave:       {LockHoldsAttachedDisks, "under a security lock an In_use disk does not leave its instance"},
	lockedInUseIsNotDetaching:     {LockHoldsAttachedDisks, "under a security lock an In_use disk does not become Detaching"},
	lockedReInitingIsNotReleased:  {LockHoldsAttachedDisks, "under a security lock a ReIniting disk is not released without its instance"},
	lockedReInitingDoesNotLeave:   {LockHoldsAttachedDisks, "under a security lock a ReIniting disk does not leave its instance"},
	lockedReInitingIsNotDetaching: {LockHoldsAttachedDisks, "under a security lock a ReIniting disk does not become Detaching"},

	detachedSurvives: {DetachedDiskSurvivesRelease, "a detached disk does not go with the instance that it was detached from"},

	detachIsOverInTime:    {AcceptedDetachEnds, "under a clock, a detach is over within its delay"},
	detachingCanSettle:    {AcceptedDetachEnds, "Settle of a Detaching disk is accepted"},
	settleLeavesDetaching: {AcceptedDetachEnds, "Settle of a Detaching disk leaves Detaching"},

	completionIsOfSomething: {CompletionHitsItsOwnDetachOnly, "what falls due ends a status that the resource is in"},
	completionIsNotOfNewer:  {CompletionHitsItsOwnDetachOnly, "what falls due ends the status for which it was noted, and no newer one"},

	outcomeIsDetermined: {Deterministic, "asked again, the outcome is the same"},
	stateIsDetermined:   {Deterministic, "asked again, the state after it is the same"},

	outcomeIsEquivariant: {Equivariant, "with other ids, the outcome is the same"},
	stateIsEquivariant:   {Equivariant, "with other ids, the state after it is the same but for them"},

	outcomeIsLocal: {Local, "among other resources that it does not concern, the outcome is the same"},
	effectIsLocal:  {Local, "among other resources that it does not concern, the effect is the same, and on none of those"},
}

// A fault is a clause that does not hold, and why. The zero fault is none.
type fault struct {
	clause clause
	why    string
}

// violation returns the fault of an event as an error.
func (f fault) violation(s *step) *Violation {
	return &Violation{Property: clauses[f.clause].property, N: s.N, Op: s.Op, Why: f.why, clause: f.clause}
}
