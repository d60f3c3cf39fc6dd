package properties_test

import (
	"fmt"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim/script"
)

// Every property is a sentence, and says of what.
func ExampleProperty() {
	p := properties.DetachedDiskSurvivesRelease
	fmt.Printf("%d. %s, a property of %s:\n%s\n", p.Number(), p, p.Kind(), p.Doc())
	// Output:
	// 10. DetachedDiskSurvivesRelease, a property of history:
	// A detached disk survives the release of the instance that it was detached from, until it is attached again. From edition 2020-09-10 on: unless its DeleteWithInstance is true.
}

// A machine that forgets to clear DeleteWithInstance is found out, and the sequence on
// which it is made as short as it gets: a script to keep as a regression test.
func ExampleSearch() {
	forgetful := properties.Suspect{Step: func(s model.State, op model.Op) (model.State, model.Outcome) {
		var m model.Machine
		for e := range book.Effects() {
			if row := e.Row(); row.Action == book.ActionSettle && row.Field == book.FieldDeleteWithInstance {
				m.Without.Effects = m.Without.Effects.Union(book.EffectSetOf(e))
			}
		}
		return m.Step(s, op)
	}}
	_, found := properties.Search{Suspect: forgetful, Seed: 1, Sequences: 10000}.Run()
	short, violation, _ := forgetful.Counterexample(found.World, found.Steps)
	fmt.Printf("property %d, %s\n\n%s", violation.Property.Number(), violation.Property, short)
	// Output:
	// property 7, CompletedDetachClearsFlagAndInstance
	//
	// # When a detach completes, DeleteWithInstance is false and InstanceId is empty. From edition 2020-09-10 on: its DeleteWithInstance is then what the detach asked, its DetachDeletes.
	// # Here it does not hold: disk d-1 is Available with InstanceId "" and DeleteWithInstance=true; expected Available, none and false.
	// # No step can be left out. What differs is seen at the end.
	// instance i-1 Running
	// disk     d-1 In_use i-1 DeleteWithInstance=true
	// delays   told
	//
	// 0s  DetachDisk    InstanceId=i-1 DiskId=d-1   ok
	// 0s  settle        d-1
	// 0s  DescribeDisks DiskId=d-1                  Available DeleteWithInstance=false got Available DeleteWithInstance=true
}

// A search that finds nothing says what it never reached.
func ExampleSearch_missed() {
	reached, found := properties.Search{Seed: 1, Sequences: 20}.Run()
	fmt.Println("found:", found)
	fmt.Println("never reached, among others:", reached.Missed(model.Machine{})[0])
	// Output:
	// found: <nil>
	// never reached, among others: DetachDiskInstanceGiven never refused alone
}

// Replay holds a script to the documented machine, with all properties on.
func ExampleReplay() {
	s, err := script.Parse("too-early.script", strings.NewReader(`
instance i-a Running
disk     d-1 In_use i-a

0s   DetachDisk    InstanceId=i-a DiskId=d-1   ok
10s  DescribeDisks DiskId=d-1                  Available
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := properties.Replay(s.World, script.All(s.Steps), script.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Green(), report.Failed)
	// Output:
	// false DescribeDisks DiskId=d-1 at 10s: the script wants Available; the machine answers Detaching
}

// Minimise keeps what a failure needs, here a call that is answered with one code.
func ExampleMinimise() {
	s, err := script.Parse("long.script", strings.NewReader(`
instance i-a Running OperationLocks=security
instance i-b Running
disk     d-1 In_use i-a DeleteWithInstance=true
disk     d-2 Available

0s  AttachDisk InstanceId=i-b DiskId=d-2   ok
3s  DetachDisk InstanceId=i-a DiskId=d-1   403 InstanceLockedForSecurity
9s  DetachDisk InstanceId=i-b DiskId=d-2   ok
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	world, steps := properties.Minimise(s.World, s.Steps, func(w script.World, steps []script.Step) string {
		made := script.Script{World: w, Steps: steps}.Update()
		for _, step := range made.Steps {
			if step.Want.Code == "InstanceLockedForSecurity" {
				return step.Want.Code
			}
		}
		return ""
	})
	fmt.Print(script.Script{World: world, Steps: steps}.Update())
	// Output:
	// instance i-1 Running OperationLocks=security
	// disk     d-1 In_use i-1
	//
	// 0s  DetachDisk InstanceId=i-1 DiskId=d-1   403 InstanceLockedForSecurity
}
