package script_test

import (
	"fmt"
	"log"
	"strings"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A world is written down where it is used: here for a test of one's own, under a
// clock of one's own.
func ExampleMustWorld() {
	var clock sim.Manual
	w := script.MustWorld(`
		instance i-a Running
		disk     d-1 In_use i-a DeleteWithInstance=true
		delay    Detaching 2m`).New(&clock)

	w.Do(model.DetachDisk{InstanceID: "i-a", DiskID: "d-1"})
	clock.Add(time.Minute)
	d, _ := w.State().Disk("d-1")
	fmt.Println(d.Status)
	clock.Add(time.Minute)
	d, _ = w.State().Disk("d-1")
	fmt.Println(d.Status)
	// Output:
	// Detaching
	// Available
}

// A script says what the machine requires. This one is wrong in its last line.
func ExampleReplay() {
	s, err := script.Parse("early.script", strings.NewReader(`
instance i-a Running
disk     d-1 In_use i-a

0s   DetachDisk    InstanceId=i-a DiskId=d-1   ok
59s  DescribeDisks DiskId=d-1                  Available
`))
	if err != nil {
		log.Fatal(err)
	}
	report, err := script.Replay(s.World, script.All(s.Steps), script.Options{})
	if err != nil {
		log.Fatal(err)
	}
	if f := report.Failed; f != nil {
		fmt.Printf("line %d: %v\n", f.Step.Line, f)
	}
	fmt.Print(s.Update())
	// Output:
	// line 6: DescribeDisks DiskId=d-1 at 59s: the script wants Available; the machine answers Detaching
	//
	// instance i-a Running
	// disk     d-1 In_use i-a
	//
	// 0s   DetachDisk    InstanceId=i-a DiskId=d-1   ok
	// 59s  DescribeDisks DiskId=d-1                  Detaching
}

// What happened in a world can be kept as a script.
func ExampleFromHistory() {
	var clock sim.Manual
	w := script.MustWorld("instance i-a Stopped\ndisk d-1 Available").New(&clock)

	w.Do(model.AttachDisk{InstanceID: "i-a", DiskID: "d-1"})
	clock.Add(3 * time.Second)
	w.Do(model.DetachDisk{InstanceID: "i-a", DiskID: "d-1"})
	clock.Add(2 * time.Second)
	w.Do(model.DescribeDisks{DiskIDs: []model.DiskID{"d-1"}})

	fmt.Print(script.FromHistory(w.History()))
	// Output:
	// instance i-a Stopped
	// disk     d-1 Available
	//
	// 0s  AttachDisk    InstanceId=i-a DiskId=d-1   ok
	// 3s  DetachDisk    InstanceId=i-a DiskId=d-1   403 IncorrectDiskStatus
	// 5s  DescribeDisks DiskId=d-1                  In_use i-a
}
