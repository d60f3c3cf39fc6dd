package properties

import (
	"slices"
	"strings"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

// The cells of clauses about histories and machines: see [TestEachClauseIsBrokenAlone].

const show = "DescribeDisks"

// clocked makes cells under a clock, where a detach takes a minute.
func clocked(cells ...cell) []cell {
	for n := range cells {
		if cells[n].delays == nil {
			cells[n].delays = sim.DefaultDelays()
		}
	}
	return cells
}

func cellsOfHistories() []cell {
	return slices.Concat(cellsOfSurvival(), in2024(cellsOfBound()...), clocked(cellsOfDeadlines()...), clocked(cellsOfCompletions()...), cellsOfSettles())
}

// survival is the history of a disk that is detached from i-1, and then of some
// operations, of which the last takes the disk along.
func survival(c clause, name string, ops ...string) cell {
	made := cell{clause: c, name: name, world: "instance i-1 Running; instance i-2 Running; instance i-3 Running; disk d-1 In_use i-1"}
	for _, op := range ops {
		made.events = append(made.events, event{op: op})
	}
	return made
}

// goes has a disk go at the last event of a cell, too.
func (c cell) goes() cell {
	last := &c.events[len(c.events)-1]
	last.takesDisk = true
	return c
}

func cellsOfSurvival() []cell {
	forced2 := strings.ReplaceAll(forced, "i-1", "i-2")
	return []cell{
		survival(detachedSurvives, "", detach, "settle d-1", forced).goes(),
		survival(detachedSurvives, "what comes between does not count", detach, "settle d-1", "StopInstance InstanceId=i-2", setFlag, forced).goes(),
		survival(detachedSurvives, "an attach that is refused does not count", detach, "settle d-1", "AttachDisk InstanceId=i-9 DiskId=d-1", forced).goes(),
		survival(detachedSurvives, "from the instance that it was on last", detach, "settle d-1", "AttachDisk InstanceId=i-2 DiskId=d-1", "settle d-1",
			"DetachDisk InstanceId=i-2 DiskId=d-1", "settle d-1", forced2).goes(),
		survival(otherDisksAreKept, "it was detached from another instance", detach, "settle d-1", forced2).goes(),
		survival(otherDisksAreKept, "it was never detached", forced2).goes(),
		survival(otherDisksAreKept, "its attach failed", detach, "settle d-1", "AttachDisk InstanceId=i-2 DiskId=d-1", "attach-failed d-1", forced).goes(),
		survival(otherDisksAreKept, "it is of an id that was used before", detach, "settle d-1", "DeleteDisk DiskId=d-1", "CreateDisk DiskId=d-1", forced).goes(),
		survival(holds, "it goes by itself", detach, "settle d-1", "DeleteDisk DiskId=d-1"),
		survival(holds, "it is attached again, and goes", detach, "settle d-1", attach+" DeleteWithInstance=true", forced),
		survival(holds, "its detach is not through, and it goes", setFlag, detach, forced),
		survival(holds, "its detach failed, and it goes", setFlag, detach, "detach-failed d-1", forced),
	}
}

// cellsOfBound are histories of an edition in which a detach can ask that its disk goes with
// the instance that it leaves.
func cellsOfBound() []cell {
	asks := detach + " DeleteWithInstance=true"
	return []cell{
		survival(detachedSurvives, "though it could ask to go", detach, "settle d-1", forced).goes(),
		survival(detachedSurvives, "when the instance is reclaimed", detach, "settle d-1", "reclaim i-1").goes(),
		survival(detachedSurvives, "it asked to go, and then not to", asks, "settle d-1", unsetFlag, forced).goes(),
		survival(holds, "it asked to go", asks, "settle d-1", forced),
		survival(holds, "it asked to go, and the instance is reclaimed", asks, "settle d-1", "reclaim i-1"),
	}
}

// late is the history of a detach by an instant, under a delay.
func late(c clause, name, delay string, at time.Duration) cell {
	made := cell{clause: c, name: name, world: inUse, events: []event{{op: detach}, {op: show, at: at}}}
	if delay != "" {
		made.delays = sim.Delays{"Detaching": parsed(delay)}
	}
	return made
}

func parsed(delay string) sim.Delay {
	d, err := sim.ParseDelay(delay)
	if err != nil {
		panic(err) // it is written down here
	}
	return d
}

func (c cell) under(choice book.Choice) cell {
	c.readings = book.ReadingsOf(choice)
	return c
}

func cellsOfDeadlines() []cell {
	three := "instance i-1 Running; disk d-1 In_use i-1; disk d-2 In_use i-1; disk d-3 In_use i-1"
	second, third := strings.ReplaceAll(detach, "d-1", "d-2"), strings.ReplaceAll(detach, "d-1", "d-3")
	start := func(c clause, name, delay string, at time.Duration) cell {
		return cell{clause: c, name: name, world: leaving, delays: sim.Delays{"Detaching": parsed(delay)}, events: []event{{op: show, at: at}}}
	}
	cells := []cell{
		{clause: detachIsOverInTime, name: "of two, the one that was accepted later may go on", world: three, events: []event{
			{op: detach}, {op: second, at: 30 * time.Second}, {op: show, at: time.Minute + 1},
		}},
		{clause: detachIsOverInTime, name: "of two, the one that was accepted later is to end earlier", world: three, events: []event{
			{op: detach, takes: "1h"}, {op: second, at: time.Second, takes: "1s"}, {op: show, at: 3 * time.Second},
		}},
		{clause: detachIsOverInTime, name: "of three, the first is over, and the second late", world: three, events: []event{
			{op: detach, takes: "10s"}, {op: second, takes: "20s"}, {op: third, takes: "30s"},
			{op: "settle d-1", at: 10 * time.Second, due: true, noted: 0}, {op: show, at: 15 * time.Second}, {op: show, at: 25 * time.Second},
		}},
		{clause: detachIsOverInTime, name: "a detach failed, and the next one is late", world: inUse, events: []event{
			{op: detach}, {op: "detach-failed d-1", at: 30 * time.Second}, {op: detach, at: 40 * time.Second}, {op: show, at: 99 * time.Second}, {op: show, at: 101 * time.Second},
		}},
		{clause: detachIsOverInTime, name: "seen by a refused call", world: inUse, events: []event{{op: detach}, {op: detach, at: 61 * time.Second}}},
		{clause: detachIsOverInTime, name: "seen by an injected refusal", world: inUse, events: []event{{op: detach}, {op: show, injected: true, at: 61 * time.Second}}},
		{clause: detachIsOverInTime, name: "seen by what falls due after it", world: inUse + "; instance i-2 Starting", events: []event{
			{op: detach}, {op: "settle i-2", due: true, noted: -1, at: 61 * time.Second},
		}},
		{name: "of two detaches the first is over, and nothing is late", world: three, events: []event{
			{op: detach}, {op: second, at: 30 * time.Second}, {op: "settle d-1", due: true, noted: 0, at: time.Minute}, {op: show, at: time.Minute}, {op: show, at: 90*time.Second - 1},
		}},
		{name: "what falls due at the very end is in time", world: inUse, events: []event{{op: detach}, {op: "settle d-1", due: true, noted: 0, at: time.Minute}}},
		{name: "what else falls due at the very end comes before it", world: inUse + "; instance i-2 Starting", events: []event{
			{op: detach}, {op: "settle i-2", due: true, noted: -1, at: time.Minute}, {op: "settle d-1", due: true, noted: 0, at: time.Minute},
		}},
		{name: "the disk goes with its instance", world: flagged, events: []event{{op: detach}, {op: forced, at: time.Second}, {op: show, at: time.Hour}}},
		{name: "the instance goes, and keeps the disk", world: inUse, events: []event{{op: detach}, {op: forced, at: time.Second}, {op: show, at: time.Hour}}},
		{name: "the detach is told to complete", world: inUse, events: []event{{op: detach}, {op: "settle d-1", at: time.Second}, {op: show, at: time.Hour}}},
		{name: "the detach failed", world: inUse, events: []event{{op: detach}, {op: "detach-failed d-1", at: time.Second}, {op: show, at: time.Hour}}},
		{name: "an attach takes as long as it likes", world: free, events: []event{{op: attach}, {op: show, at: time.Hour}}},
	}
	for _, d := range []struct {
		name, delay string
		ends        time.Duration // 0 is never
		readings    book.Choice
	}{
		{"a minute", "1m", time.Minute, 0},
		{"drawn between two", "1s..1h", time.Hour, 0},
		{"no time at all", "0s", 0, 0},
		{"never", "never", -1, 0},
		{"when told", "told", -1, 0},
		{"after describes", "3-describes", -1, 0},
		{"failing, which ends it", "1m/fails=3", time.Minute, 0},
		{"failing, and tried again", "1m/fails=3", 4 * time.Minute, book.FailedDetachRetries},
		{"failing at once, and tried again each second", "0s/fails=3", 3 * time.Second, book.FailedDetachRetries},
		{"failing sooner than a second, and tried again each second", "500ms/fails=2", 2500 * time.Millisecond, book.FailedDetachRetries},
		{"drawn, failing, and tried again", "1s..10s/fails=2", 30 * time.Second, book.FailedDetachRetries},
		{"never, failing", "never/fails=2", -1, book.FailedDetachRetries},
	} {
		under := func(c cell) cell {
			if d.readings != 0 {
				c = c.under(d.readings)
			}
			return c
		}
		if d.ends < 0 {
			cells = append(cells, under(late(holds, d.name, d.delay, 1000*time.Hour)), under(start(holds, d.name+", from the start", d.delay, 1000*time.Hour)))
			continue
		}
		if d.ends > 0 {
			cells = append(cells, under(late(holds, d.name+", just before", d.delay, d.ends-1)), under(start(holds, d.name+", from the start, just before", d.delay, d.ends-1)))
		}
		cells = append(cells,
			under(late(detachIsOverInTime, d.name, d.delay, d.ends)), under(late(detachIsOverInTime, d.name+", just after", d.delay, d.ends+1)),
			under(start(detachIsOverInTime, d.name+", from the start", d.delay, d.ends)),
		)
	}
	takes := late(detachIsOverInTime, "the call's own delay is the shorter one", "1h", time.Second)
	takes.events[0].takes = "1s"
	never := late(holds, "the call's own delay is never", "1s", time.Hour)
	never.events[0].takes = "never"
	return append(cells, takes, never)
}

// due is what falls due at an instant, as an event noted it.
func due(op string, at time.Duration, noted int) event {
	return event{op: op, due: true, at: at, noted: noted}
}

func cellsOfCompletions() []cell {
	straggler := event{op: attach, at: 57 * time.Second}
	return []cell{
		{clause: completionIsOfSomething, name: "a disk that was never on its way", world: inUse,
			events: []event{{op: "settle d-1", due: true, judged: leaving, at: time.Minute, noted: -1, after: free}}},
		{clause: completionIsOfSomething, name: "what is over falls due once more", world: leaving, events: []event{
			{op: "settle d-1"}, {op: "settle d-1", due: true, judged: leaving, at: time.Minute, noted: -1},
		}},
		{clause: completionIsNotOfNewer, name: "a newer attach", world: leaving, events: []event{
			{op: "settle d-1"}, straggler, due("settle d-1", time.Minute, -1),
		}},
		{clause: completionIsNotOfNewer, name: "a newer detach", world: inUse, events: []event{
			{op: detach}, {op: "detach-failed d-1"}, {op: detach, at: time.Second}, due("settle d-1", time.Minute, 0),
		}},
		{clause: completionIsNotOfNewer, name: "a newer detach fails", world: inUse, events: []event{
			{op: detach}, {op: "detach-failed d-1"}, {op: detach, at: time.Second}, due("detach-failed d-1", time.Minute, 0),
		}},
		{clause: completionIsNotOfNewer, name: "a newer attach fails", world: free, events: []event{
			{op: attach}, {op: "attach-failed d-1"}, {op: attach, at: time.Second}, due("attach-failed d-1", 5*time.Second, 0),
		}},
		{clause: completionIsNotOfNewer, name: "of an instance", world: "instance i-1 Running", events: []event{
			{op: "StopInstance InstanceId=i-1"}, {op: "settle i-1"}, {op: "StartInstance InstanceId=i-1"}, due("settle i-1", 30*time.Second, 0),
		}},
		{clause: completionIsNotOfNewer, name: "what was noted at the start", world: "instance i-1 Starting", events: []event{
			{op: "settle i-1"}, {op: "StopInstance InstanceId=i-1"}, due("settle i-1", 30*time.Second, -1),
		}},
		{clause: completionIsNotOfNewer, name: "a disk that was created under the id of another", world: "disk d-1 Creating", events: []event{
			{op: "settle d-1"}, {op: "DeleteDisk DiskId=d-1"}, {op: "CreateDisk DiskId=d-1"}, due("settle d-1", 5*time.Second, -1),
		}},
		{name: "its own detach", world: inUse, events: []event{{op: detach}, due("settle d-1", time.Minute, 0)}},
		{name: "its own failure", world: inUse, events: []event{{op: detach}, due("detach-failed d-1", time.Minute, 0)}},
		{name: "its own attach fails", world: free, events: []event{{op: attach}, due("attach-failed d-1", 5*time.Second, 0)}},
		{name: "an instance of the start", world: "instance i-1 Starting", events: []event{due("settle i-1", 30*time.Second, -1)}},
		{name: "a disk of the start", world: "disk d-1 Creating", events: []event{due("settle d-1", 5*time.Second, -1)}},
		{name: "a detach that failed and is tried again", world: inUse, delays: sim.Delays{"Detaching": parsed("1m/fails=1")}, events: []event{
			{op: detach}, due("detach-failed d-1", time.Minute, 0), due("settle d-1", 2*time.Minute, 0),
		}, readings: book.ReadingsOf(book.FailedDetachRetries)},
		{name: "what is told acts on whatever there is", world: leaving, events: []event{{op: "settle d-1"}, straggler, {op: "settle d-1", at: time.Minute}}},
	}
}

// cellsOfSettles are those of detaches, accepted at the last event, that do not settle.
func cellsOfSettles() []cell {
	var m model.Machine
	refuses := func(s model.State, op model.Op) (model.State, model.Outcome) {
		if _, ok := op.(model.Settle); ok {
			return s, m.Judge(s, model.Settle{ID: "unknown"})
		}
		return m.Step(s, op)
	}
	lazy := func(s model.State, op model.Op) (model.State, model.Outcome) {
		if _, ok := op.(model.Settle); ok {
			return s, m.Judge(s, op)
		}
		return m.Step(s, op)
	}
	releases := func(s model.State, op model.Op) (model.State, model.Outcome) {
		if settle, ok := op.(model.Settle); ok {
			after, _ := m.Step(s, op)
			after, _ = m.Step(after, model.DeleteDisk{DiskID: model.DiskID(settle.ID)})
			return after, m.Judge(s, op)
		}
		return m.Step(s, op)
	}
	cells := []cell{
		one(detachingCanSettle, "", inUse, detach, ""),
		one(settleLeavesDetaching, "", inUse, detach, ""),
		one(holds, "the disk is gone, and so not Detaching", inUse, detach, ""),
		one(holds, "a Detaching disk changes, and was Detaching before", leaving, setFlag, ""),
		one(detachingCanSettle, "a disk that is Detaching when it is created", inUse, "CreateDisk DiskId=d-2", inUse+"; disk d-2 Detaching i-1"),
	}
	for n, step := range []stepFunc{refuses, lazy, releases, lazy, refuses} {
		cells[n].step = step
	}
	return cells
}

// cellsOfMachines are those of machines by which it counts how often one asks, or how
// ids are called.
func cellsOfMachines() []cell {
	var m model.Machine
	two := "instance i-1 Stopped; disk d-1 Available; disk d-2 Available"
	again := func(what stepFunc) stepFunc {
		return func(s model.State, op model.Op) (model.State, model.Outcome) {
			if settle, ok := op.(model.StopInstance); ok && settle.InstanceID == "i-1" {
				return what(s, op)
			}
			return m.Step(s, op)
		}
	}
	// What the machine is asked with other ids names none of these.
	other := func(what stepFunc) stepFunc {
		return func(s model.State, op model.Op) (model.State, model.Outcome) {
			if stop, ok := op.(model.StopInstance); ok && stop.InstanceID != "i-1" {
				return what(s, op)
			}
			return m.Step(s, op)
		}
	}
	// What the machine is asked of an instance alone has one instance only.
	alone := func(what stepFunc) stepFunc {
		return func(s model.State, op model.Op) (model.State, model.Outcome) {
			if s.NumInstances() == 1 {
				return what(s, op)
			}
			return m.Step(s, op)
		}
	}
	refuse := func(s model.State, op model.Op) (model.State, model.Outcome) {
		return s, m.Judge(s, model.StopInstance{InstanceID: "unknown"})
	}
	lazy := func(s model.State, op model.Op) (model.State, model.Outcome) { return s, m.Judge(s, op) }
	more := func(more func(model.State) model.Op) stepFunc {
		return func(s model.State, op model.Op) (model.State, model.Outcome) {
			after, o := m.Step(s, op)
			after, _ = m.Step(after, more(after))
			return after, o
		}
	}
	aDisk := func(s model.State) model.DiskID {
		for d := range s.Disks() {
			return d.ID
		}
		return ""
	}
	world, stop := "instance i-1 Running; disk d-1 Available; disk d-2 Available", "StopInstance InstanceId=i-1"
	cells := []cell{
		one(outcomeIsDetermined, "", world, stop, ""),
		one(stateIsDetermined, "", world, stop, ""),
		one(outcomeIsEquivariant, "", world, stop, ""),
		one(stateIsEquivariant, "nothing is done", world, stop, ""),
		one(stateIsEquivariant, "a disk is another one", world, stop, ""),
		one(stateIsEquivariant, "a disk is missing", world, stop, ""),
		one(stateIsEquivariant, "there is one more disk", world, stop, ""),
		one(stateIsEquivariant, "there is one more instance", world, stop, ""),
		one(outcomeIsLocal, "", world+"; instance i-2 Running", stop, ""),
		one(effectIsLocal, "it is another one", world+"; instance i-2 Running", stop, ""),
		one(effectIsLocal, "it is on one of the others", "instance i-1 Running", stop, ""),
		one(holds, "nothing is asked again of what was refused by the environment", world, stop, ""),
		one(holds, "the documented machine", two, "StartInstance InstanceId=i-1", ""),
	}
	for n, step := range []stepFunc{
		again(refuse), again(lazy), other(refuse), other(lazy),
		other(more(func(s model.State) model.Op {
			return model.ModifyDiskAttribute{DiskID: aDisk(s), DeleteWithInstance: model.True}
		})),
		other(more(func(s model.State) model.Op { return model.DeleteDisk{DiskID: aDisk(s)} })),
		other(more(func(model.State) model.Op { return model.CreateDisk{DiskID: "d-9"} })),
		other(func(s model.State, op model.Op) (model.State, model.Outcome) {
			after, o := m.Step(s, op)
			after, _ = m.Step(after, model.CreateInstance{InstanceID: "i-9", SystemDiskID: "d-9"})
			after, _ = m.Step(after, model.DeleteDisk{DiskID: aDisk(s)}) // so that there are as many disks as before
			return after, o
		}),
		alone(refuse), alone(lazy),
		func(s model.State, op model.Op) (model.State, model.Outcome) {
			after, o := m.Step(s, op)
			after, _ = m.Step(after, model.ModifyDiskAttribute{DiskID: aDisk(s), DeleteAutoSnapshot: model.True})
			return after, o
		},
		again(refuse), m.Step,
	} {
		cells[n].step, cells[n].asked = step, true
	}
	refused := &cells[len(cells)-2]
	refused.events[0].injected = true
	return cells
}
