package properties

import (
	"strings"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// The cells of clauses about one step: see [TestEachClauseIsBrokenAlone]. Most are about
// i-1, which is Running, and d-1.

const (
	free     = "instance i-1 Running; disk d-1 Available"
	inUse    = "instance i-1 Running; disk d-1 In_use i-1"
	flagged  = "instance i-1 Running; disk d-1 In_use i-1 DeleteWithInstance=true"
	leaving  = "instance i-1 Running; disk d-1 Detaching i-1"
	leavingF = "instance i-1 Running; disk d-1 Detaching i-1 DeleteWithInstance=true"
	stopped  = "instance i-1 Stopped; disk d-1 In_use i-1"
	locked   = "instance i-1 Running OperationLocks=security; instance i-2 Running; "

	detach    = "DetachDisk InstanceId=i-1 DiskId=d-1"
	attach    = "AttachDisk InstanceId=i-1 DiskId=d-1"
	setFlag   = "ModifyDiskAttribute DiskId=d-1 DeleteWithInstance=true"
	unsetFlag = "ModifyDiskAttribute DiskId=d-1 DeleteWithInstance=false"
	forced    = "DeleteInstance InstanceId=i-1 Force=true"
)

// disksOn returns the lines of a number of disks on an instance.
func disksOn(instance string, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("; disk d-" + string(rune('a'+i)) + " In_use " + instance)
	}
	return b.String()
}

// one returns a history of one event.
func one(c clause, name, world, op, after string) cell {
	return cell{clause: c, name: name, world: world, events: []event{{op: op, after: after}}}
}

// ends is one whose state afterwards no world line says.
func ends(c clause, name, world, op string, after func() model.State) cell {
	return cell{clause: c, name: name, world: world, events: []event{{op: op, ends: after}}}
}

func cellsOfStates() []cell {
	full := "instance i-1 Running" + disksOn("i-1", model.DefaultDataDisks)
	attachIt := model.AttachDisk{InstanceID: "i-1", DiskID: "d-1"}
	tooMany := careless(line(full+"; disk d-1 Available"), nothing, attachIt)
	twoSystems := "instance i-1 Running; disk d-1 Available Type=system; disk d-2 In_use i-1 Type=system"
	return []cell{
		ends(attachedHasInstance, "", free, setFlag, careless(line(free), field(book.FieldInstanceID), attachIt)),
		ends(freeHasNoInstance, "", leaving, "StopInstance InstanceId=i-1", careless(line(leaving), field(book.FieldInstanceID), model.Settle{ID: "d-1"})),
		ends(instanceExists, "", "disk d-1 Available", setFlag, careless(line("disk d-1 Available"), nothing, attachIt)),
		ends(instanceHoldsNothingWhenGone, "", stopped, "StartInstance InstanceId=i-1",
			careless(line(stopped), func(row book.EffectRow) bool { return row.Of == book.OfHeld }, model.DeleteInstance{InstanceID: "i-1"})),
		ends(systemDiskIsNotPortable, "", "instance i-1 Stopped; disk d-1 In_use i-1 Type=system", "StartInstance InstanceId=i-1",
			careless(line("instance i-1 Stopped; disk d-1 In_use i-1 Type=system"), field(book.FieldType), model.DeleteInstance{InstanceID: "i-1"})),
		{clause: dataDisksFit, name: "one more is attached", world: full + "; disk d-1 Available", events: []event{{op: attach, judged: free, ends: tooMany}}},
		ends(dataDisksFit, "one more is created there", full, "CreateDisk DiskId=d-1", tooMany),
		ends(dataDisksFit, "a system disk becomes one more", full+"; disk d-1 Attaching i-1 Type=system", setFlag, tooMany),
		ends(systemDisksFit, "", twoSystems, setFlag, careless(line(twoSystems), nothing, attachIt)),
		{
			clause: stateIsWellFormed, name: "it was not before, and the step does not touch it", asked: true,
			before: careless(line("disk d-1 Available"), nothing, attachIt), events: []event{{op: "DescribeDisks"}},
		},
	}
}

func cellsOfVerdicts() []cell {
	stops := "instance i-1 Stopping; disk d-1 Available"
	return []cell{
		one(refusedChangesNothing, "", free, detach, stops),
		one(refusedChangesNothing, "of no instance, and a disk goes that was never detached", free, "DeleteInstance", "instance i-1 Running"),
		one(notEnabledChangesNothing, "", free, "settle d-1", stops),
		{clause: notAppliedChangesNothing, name: "injected", world: inUse, events: []event{{op: detach, injected: true, after: leaving}}},
		{clause: notAppliedChangesNothing, name: "injected, and it would be refused", world: free, events: []event{{op: detach, injected: true, after: stops}}},
		{clause: notAppliedChangesNothing, name: "dropped", world: inUse, events: []event{{op: detach, dropped: true, after: leaving}}},
		{clause: notAppliedChangesNothing, name: "refused as it was before", world: free, events: []event{{op: detach, stale: time.Second, after: stops}}},
		{clause: notAppliedChangesNothing, name: "a comment", world: inUse, events: []event{{comment: true, after: leaving}}},

		{clause: brokenIsRefused, world: inUse, events: []event{{op: "ReInitDisk DiskId=d-1", judged: stopped, after: inUse}}},
		{clause: unbrokenIsAccepted, world: inUse, events: []event{{op: detach, judged: free}}},
		{clause: enabledAsDocumented, name: "it is, and is said not to be", world: leaving, events: []event{{op: "settle d-1", judged: free}}},
		{clause: enabledAsDocumented, name: "it is not, and is said to be", world: free, events: []event{{op: "settle d-1", judged: leaving, after: free}}},

		{name: "a refusal is injected", world: inUse, events: []event{{op: detach, judged: free, injected: true}}},
		{name: "a call is dropped", world: inUse, events: []event{{op: detach, judged: free, dropped: true}}},
		{name: "a refusal is of an earlier state", world: inUse, events: []event{{op: detach, judged: free, stale: time.Second}}},
		{name: "a call is of an earlier state, and accepted", world: inUse, events: []event{{op: detach, stale: time.Second}}},
		{name: "a comment", world: inUse, events: []event{{comment: true}}},
	}
}

func cellsOfEffects() []cell {
	return []cell{
		one(diskIsReleased, "", "disk d-1 Available", "DeleteDisk DiskId=d-1", "disk d-1 Available"),
		ends(diskIsThere, "it is not created", "", "CreateDisk DiskId=d-1", func() model.State { return model.State{} }),
		one(diskIsThere, "it goes", stopped, "ReInitDisk DiskId=d-1", "instance i-1 Stopped"),
		one(diskIsAsEffectsSay, "an effect is left out", stopped, "ReInitDisk DiskId=d-1", stopped),
		one(diskIsAsEffectsSay, "another attribute changes, too", "disk d-1 Available", setFlag, "disk d-1 Available DeleteWithInstance=true DeleteAutoSnapshot=true"),
		one(diskIsAsEffectsSay, "it is set what it is, and changes", "disk d-1 Available DeleteWithInstance=true", setFlag, "disk d-1 Available DeleteWithInstance=true DeleteAutoSnapshot=true"),
		one(instanceIsReleased, "", "instance i-1 Running", forced, "instance i-1 Running"),
		ends(instanceIsThere, "it goes", "instance i-1 Running", "StopInstance InstanceId=i-1", func() model.State { return model.State{} }),
		one(instanceIsAsEffectsSay, "an effect is left out", "instance i-1 Running", "StopInstance InstanceId=i-1", "instance i-1 Running"),
		one(instanceIsAsEffectsSay, "another attribute changes, too", "instance i-1 Running", "lock i-1 security", "instance i-1 Running OperationLocks=security HotPlug=false"),
		one(instanceIsAsEffectsSay, "it is set what it is, and changes", "instance i-1 Running OperationLocks=security", "lock i-1 security", "instance i-1 Running OperationLocks=security HotPlug=false"),
		one(othersAreUntouched, "a disk changes", "disk d-1 Available; disk d-2 Available", "DeleteDisk DiskId=d-1", "disk d-2 Available DeleteAutoSnapshot=true"),
		one(othersAreUntouched, "a disk goes", "disk d-1 Available; disk d-2 Available", setFlag, "disk d-1 Available DeleteWithInstance=true"),
		one(othersAreUntouched, "a disk comes", "disk d-1 Available", setFlag, "disk d-1 Available DeleteWithInstance=true; disk d-2 Creating"),
		one(othersAreUntouched, "an instance changes", "instance i-1 Running; instance i-2 Running", "StopInstance InstanceId=i-1", "instance i-1 Stopping; instance i-2 Stopping"),
		one(othersAreUntouched, "a describe changes something", "disk d-1 Available", "DescribeDisks", "disk d-1 Available DeleteWithInstance=true"),

		one(holds, "it is set what it is", "disk d-1 Available DeleteWithInstance=true", setFlag, ""),
		one(holds, "an instance is set what it is", "instance i-1 Running OperationLocks=security", "lock i-1 security", ""),
	}
}

func cellsOfTransit() []cell {
	two := "instance i-1 Running; instance i-2 Running; "
	ignored, early := book.ReadingsOf(book.AttachDetachingIgnored), book.ReadingsOf(book.FlagAtAcceptance)
	cells := []cell{
		one(attachIsAttaching, "it is In_use at once", free, attach, inUse),
		one(attachIsAttaching, "nothing is done", free, attach, free),
		one(attachIsToTheInstance, "", two+"disk d-1 Available", attach, two+"disk d-1 Attaching i-2"),
		one(attachSetsFlag, "it stays", "instance i-1 Running; disk d-1 Available", attach+" DeleteWithInstance=true", "instance i-1 Running; disk d-1 Attaching i-1"),
		one(attachSetsFlag, "it is set", free, attach, "instance i-1 Running; disk d-1 Attaching i-1 DeleteWithInstance=true"),
		one(detachIsDetaching, "it is Available at once", inUse, detach, free),
		one(detachIsDetaching, "nothing is done", inUse, detach, inUse),

		one(detachKeepsInstance, "", two+"disk d-1 In_use i-1", detach, two+"disk d-1 Detaching i-2"),
		one(detachKeepsFlag, "it falls", flagged, detach, leaving),
		one(detachKeepsFlag, "it is set", inUse, detach, leavingF),
		one(detachingKeepsInstance, "", two+"disk d-1 Detaching i-1", setFlag, two+"disk d-1 Detaching i-2 DeleteWithInstance=true"),
		one(detachingKeepsFlag, "another operation", leavingF, "StopInstance InstanceId=i-1", "instance i-1 Stopping; disk d-1 Detaching i-1"),
		one(detachingKeepsFlag, "another detach", two+"disk d-1 Detaching i-1 DeleteWithInstance=true; disk d-2 In_use i-2",
			"DetachDisk InstanceId=i-2 DiskId=d-2", two+"disk d-1 Detaching i-1; disk d-2 Detaching i-2"),
		one(detachingKeepsFlag, "ModifyDiskAttribute sets the other value", leavingF, setFlag, leaving),
		one(detachingKeepsFlag, "ModifyDiskAttribute of something else", leavingF, "ModifyDiskAttribute DiskId=d-1 DeleteAutoSnapshot=true",
			"instance i-1 Running; disk d-1 Detaching i-1 DeleteAutoSnapshot=true"),
		one(detachingKeepsFlag, "ModifyDiskAttribute of another disk", leavingF+"; disk d-2 Available DeleteWithInstance=true",
			"ModifyDiskAttribute DiskId=d-2 DeleteWithInstance=false", leaving+"; disk d-2 Available"),

		one(completedIsAvailable, "", leaving, "settle d-1", inUse),
		ends(completedHasNoInstance, "", leaving, "settle d-1", careless(line(leaving), field(book.FieldInstanceID), model.Settle{ID: "d-1"})),
		one(completedHasFlagAsked, "", leavingF, "settle d-1", free+" DeleteWithInstance=true"),

		one(holds, "ModifyDiskAttribute sets the flag of a Detaching disk", leaving, setFlag, ""),
		one(holds, "ModifyDiskAttribute clears the flag of a Detaching disk", leavingF, unsetFlag, ""),
		one(holds, "a detach that failed", leavingF, "detach-failed d-1", ""),
		one(holds, "another disk settles, and one is Detaching", leavingF+"; disk d-2 Detaching i-1", "settle d-2", ""),
	}
	broken := one(detachKeepsFlag, "it is set, where it falls at acceptance", inUse, detach, leavingF)
	broken.readings = early
	lawful := one(holds, "the flag falls at acceptance, under the reading that says so", flagged, detach, "")
	lawful.readings = early
	later := one(detachingKeepsFlag, "it falls later than at acceptance", leavingF+"; disk d-2 In_use i-1",
		"DetachDisk InstanceId=i-1 DiskId=d-2", leaving+"; disk d-2 Detaching i-1")
	later.readings = early
	attaches := one(attachIsAttaching, "it is In_use at once, where an attach of a Detaching disk is ignored", free, attach, inUse)
	attaches.readings = ignored
	goesOn := one(holds, "an attach of a Detaching disk is ignored, under the reading that says so", leaving, attach, "")
	goesOn.readings = ignored
	// A completed detach leaves the instance that it was on in its own way when that fails, too.
	gone := ends(completedHasNoInstance, "with the flag set as well", leavingF, "settle d-1",
		careless(line(leavingF), field(book.FieldInstanceID, book.FieldDeleteWithInstance), model.Settle{ID: "d-1"}))
	return append(cells, broken, lawful, later, attaches, goesOn, gone)
}

func cellsOfReleases() []cell {
	kept := book.ReadingsOf(book.ReleaseTransitKept)
	under := func(r book.Readings, c cell) cell {
		c.readings = r
		return c
	}
	cells := []cell{
		one(flaggedIsReleased, "", flagged, forced, "disk d-1 Available"),
		one(flaggedIsReleased, "that is Detaching", leavingF, forced, "disk d-1 Available"),
		one(lockedIsReleased, "", "instance i-1 Running OperationLocks=security; disk d-1 In_use i-1", forced, "disk d-1 Available"),
		one(unflaggedIsKept, "", inUse, forced, ""),
		one(unflaggedIsKept, "under a lock of another kind", "instance i-1 Running OperationLocks=financial; disk d-1 In_use i-1", forced, ""),
		under(kept, one(transitIsKept, "that is Detaching", leavingF, forced, "")),
		under(kept, one(transitIsKept, "that is Attaching", "instance i-1 Running; disk d-1 Attaching i-1 DeleteWithInstance=true", forced, "")),
		under(kept, one(transitIsKept, "under a security lock", "instance i-1 Running OperationLocks=security; disk d-1 Detaching i-1", forced, "")),
		under(kept, one(flaggedIsReleased, "that is In_use, where one in transit is kept", flagged, forced, "disk d-1 Available")),
		under(kept, one(flaggedIsReleased, "that is ReIniting, where one in transit is kept", "instance i-1 Stopped; disk d-1 ReIniting i-1 DeleteWithInstance=true", forced, "disk d-1 Available")),
		one(otherDisksAreKept, "one that is free goes", free, forced, ""),
		one(otherDisksAreKept, "one that is free is flagged", free, forced, "disk d-1 Available DeleteWithInstance=true"),
		one(otherDisksAreKept, "one of another instance goes", inUse+"; instance i-2 Running; disk d-2 In_use i-2", forced, "instance i-2 Running; disk d-1 Available"),
	}
	for n := range cells {
		if e := &cells[n].events[0]; e.after == "" { // everything goes
			e.ends = func() model.State { return model.State{} }
		}
	}
	system := "instance i-1 Running; disk d-1 In_use i-1 Type=system DiskChargeType=PrePaid Category=cloud_essd DeleteAutoSnapshot=true"
	for _, after := range []string{
		"disk d-1 Creating Category=cloud_essd DeleteAutoSnapshot=true",
		"disk d-1 Available Category=cloud_essd DeleteAutoSnapshot=true Type=system",
		"disk d-1 Available DeleteAutoSnapshot=true",
		"disk d-1 Available Category=cloud_essd DeleteAutoSnapshot=true DiskChargeType=PrePaid Portable=true",
		"disk d-1 Available Category=cloud_essd DeleteAutoSnapshot=true Portable=false",
		"disk d-1 Available Category=cloud_essd DeleteAutoSnapshot=true DeleteWithInstance=true",
		"disk d-1 Available Category=cloud_essd",
	} {
		cells = append(cells, one(keptIsFree, after, system, forced, after))
	}
	for _, of := range []struct {
		status                      string
		released, leaves, detaching clause
	}{
		{"In_use", lockedInUseIsNotReleased, lockedInUseDoesNotLeave, lockedInUseIsNotDetaching},
		{"ReIniting", lockedReInitingIsNotReleased, lockedReInitingDoesNotLeave, lockedReInitingIsNotDetaching},
	} {
		world := locked + "disk d-1 " + of.status + " i-1"
		cells = append(cells,
			one(of.released, "", world, "StopInstance InstanceId=i-2", "instance i-1 Running OperationLocks=security; instance i-2 Stopping"),
			one(of.leaves, "it is free", world, "StopInstance InstanceId=i-2", "instance i-1 Running OperationLocks=security; instance i-2 Stopping; disk d-1 Available"),
			one(of.leaves, "it goes to another", world, "StopInstance InstanceId=i-2", "instance i-1 Running OperationLocks=security; instance i-2 Stopping; disk d-1 "+of.status+" i-2"),
			one(of.detaching, "", world, "StopInstance InstanceId=i-2", "instance i-1 Running OperationLocks=security; instance i-2 Stopping; disk d-1 Detaching i-1"),
			one(of.detaching, "the lock is taken off in the same step", world, "unlock i-1 security", "instance i-1 Running; instance i-2 Running; disk d-1 Detaching i-1"),
			one(holds, of.status+", and the instance itself goes", world, forced, ""),
		)
	}
	cells = append(cells,
		cell{clause: lockedInUseIsNotDetaching, name: "a detach is accepted", world: locked + "disk d-1 In_use i-1",
			events: []event{{op: detach, judged: inUse, after: locked + "disk d-1 Detaching i-1"}}},
		one(holds, "under a lock of another kind a disk becomes Detaching", "instance i-1 Running OperationLocks=financial; disk d-1 In_use i-1", detach, ""),
		one(holds, "a disk that is Detaching already leaves under a security lock", "instance i-1 Running OperationLocks=security; disk d-1 Detaching i-1", "settle d-1", ""),
		one(holds, "an attach fails under a security lock", "instance i-1 Running OperationLocks=security; disk d-1 Attaching i-1", "attach-failed d-1", ""),
		one(holds, "under a security lock a disk settles", "instance i-1 Running OperationLocks=security; disk d-1 ReIniting i-1", "settle d-1", ""),
	)
	return cells
}

// in2024 are cells of an edition in which a detached disk can remember its instance.
func in2024(cells ...cell) []cell {
	for n := range cells {
		cells[n].edition = book.Edition2024
	}
	return cells
}

// cellsOfSources are those of disks that were left by i-1.
func cellsOfSources() []cell {
	const two = "instance i-1 Running; instance i-2 Running; "
	const mine = two + "disk d-1 Available DeleteWithInstance=true SourceInstanceId=i-1"
	const system = two + "disk d-1 Available SourceInstanceId=i-1 DetachedSystem=true"
	const elsewhere = two + "disk d-1 In_use i-2 DeleteWithInstance=true SourceInstanceId=i-1 DetachedSystem=true"
	const asked = leaving + " DetachDeletes=true"
	stops, stopped := "StopInstance InstanceId=i-1", "instance i-1 Stopping; instance i-2 Running; "
	reach := func(world string, leavesOut func(book.EffectRow) bool, ops ...model.Op) func() model.State {
		return carelessIn(book.Edition2024, line(world), leavesOut, ops...)
	}
	deletes := model.DetachDisk{InstanceID: "i-1", DiskID: "d-1", DeleteWithInstance: model.True}
	early := one(holds, "a detach asks for the flag, and gets it at acceptance under the reading that says so", inUse, detach+" DeleteWithInstance=true", "")
	early.readings = book.ReadingsOf(book.FlagAtAcceptance)
	unasked := one(detachKeepsFlag, "a detach asks for none, and gets it at acceptance", inUse, detach, leavingF)
	unasked.readings = early.readings
	return in2024(
		ends(askedWhileDetaching, "", asked, stops, reach(asked, field(book.FieldDetachDeletes), model.Settle{ID: "d-1"})),
		ends(sourceFits, "a data disk without flag", mine, stops, reach(mine, field(book.FieldSourceInstanceID), model.ModifyDiskAttribute{DiskID: "d-1", DeleteWithInstance: model.False})),
		ends(sourceFits, "a data disk that is attached", mine, stops, reach(mine, field(book.FieldSourceInstanceID), model.AttachDisk{InstanceID: "i-2", DiskID: "d-1", DeleteWithInstance: true})),
		ends(sourceFits, "a system disk that was left by nothing", inUse+" Type=system", stops,
			reach(inUse+" Type=system", field(book.FieldSourceInstanceID), model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"}, model.Settle{ID: "d-1"})),
		ends(sourceFits, "a system disk", inUse+" Type=system", stops,
			reach(inUse+" Type=system", field(book.FieldType, book.FieldPortable), model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"}, model.Settle{ID: "d-1"})),
		ends(sourceExists, "", "disk d-1 Available", unsetFlag, reach("disk d-1 Available", nothing, model.AttachDisk{InstanceID: "i-1", DiskID: "d-1"}, deletes, model.Settle{ID: "d-1"})),
		ends(instanceIsNoSourceWhenGone, "", mine, stops,
			reach(mine, func(row book.EffectRow) bool { return row.Of == book.OfSource }, model.DeleteInstance{InstanceID: "i-1"})),

		one(boundIsReleased, "", mine, forced, "instance i-2 Running; disk d-1 Available DeleteWithInstance=true"),
		one(boundIsReleased, "when the instance is reclaimed", mine, "reclaim i-1", "instance i-2 Running; disk d-1 Available DeleteWithInstance=true"),
		one(boundIsKept, "it is not flagged", system, forced, "instance i-2 Running"),
		one(boundIsKept, "it is attached elsewhere", elsewhere, forced, "instance i-2 Running"),
		one(sourceIsForgotten, "it is changed, too", system, forced, "instance i-2 Running; disk d-1 Available DeleteAutoSnapshot=true"),
		one(otherDisksAreKept, "one that was left by another instance", mine, "reclaim i-2", "instance i-1 Running"),
		one(keptIsFree, "its source is forgotten, which is another", "instance i-1 Running; instance i-2 Running; disk d-1 In_use i-2 SourceInstanceId=i-1 DetachedSystem=true",
			"reclaim i-2", "instance i-1 Running; disk d-1 Available"),
		one(flaggedIsReleased, "when the instance is reclaimed", flagged, "reclaim i-1", "disk d-1 Available"),
		one(completedHasFlagAsked, "it was asked, and falls", asked, "settle d-1", free),
		one(completedHasFlagAsked, "it was not asked, and stays", leavingF, "settle d-1", free+" DeleteWithInstance=true"),
		unasked,

		one(holds, "a disk goes with its source", mine, forced, ""),
		one(holds, "a disk that is attached elsewhere stays", elsewhere, forced, ""),
		one(holds, "a detach completes with the flag that it asked", asked, "settle d-1", ""),
		one(holds, "a system disk is detached", stopped+"disk d-1 Detaching i-1 Type=system DetachDeletes=true", "settle d-1", ""),
		early,
	)
}
