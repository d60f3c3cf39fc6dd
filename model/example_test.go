package model_test

import (
	"encoding/json"
	"errors"
	"fmt"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// world is one Running instance with one disk.
func world() model.State {
	s, err := model.NewState(
		[]model.Instance{{ID: "i-a", Status: model.Running}},
		[]model.Disk{{ID: "d-1", InstanceID: "i-a", Status: model.InUse, DeleteWithInstance: true}})
	if err != nil {
		panic(err)
	}
	return s
}

// A detached disk survives its instance. The flag that would have released it with
// the instance falls when the detach completes, not when it is accepted.
func Example() {
	var m model.Machine
	s := world()
	for _, op := range []model.Op{
		model.DetachDisk{InstanceID: "i-a", DiskID: "d-1"},
		model.Settle{ID: "d-1"},
		model.DeleteInstance{InstanceID: "i-a", Force: true},
	} {
		next, outcome := m.Step(s, op)
		fmt.Printf("%s: %s\n", op, outcome)
		for change := range model.Diff(s, next) {
			for field, values := range change.Fields() {
				fmt.Printf("  %s: %s %q -> %q\n", change.ID(), field, values[0], values[1])
			}
		}
		s = next
	}
	_, survives := s.Disk("d-1")
	fmt.Println("d-1 survives:", survives)
	// Output:
	// DetachDisk InstanceId=i-a DiskId=d-1: accepted
	//   d-1: Status "In_use" -> "Detaching"
	// settle d-1: accepted
	//   d-1: Status "Detaching" -> "Available"
	//   d-1: InstanceId "i-a" -> ""
	//   d-1: DeleteWithInstance "true" -> "false"
	// DeleteInstance InstanceId=i-a Force=true: accepted
	//   i-a: ID "i-a" -> ""
	//   i-a: Status "Running" -> ""
	//   i-a: InstanceChargeType "PostPaid" -> ""
	//   i-a: HotPlug "true" -> ""
	// d-1 survives: true
}

func ExampleMachine_Step() {
	var m model.Machine
	s, _ := m.Step(world(), model.Lock{InstanceID: "i-a", Reason: model.LockSecurity})
	next, outcome := m.Step(s, model.DetachDisk{InstanceID: "i-a", DiskID: "d-1"})
	fmt.Println(outcome)
	fmt.Println("unchanged:", next.Equal(s))
	// Output:
	// refused: DetachDiskInstanceUnlocked
	// unchanged: true
}

// Answer tells what a caller of the API sees: a refusal is an error.
func ExampleMachine_Answer() {
	var m model.Machine
	s, op := world(), model.DetachDisk{InstanceID: "i-a", DiskID: "d-2"}
	_, outcome := m.Step(s, op)

	err := m.Answer(s, op, outcome).Err()
	var refusal *model.Refusal
	if errors.As(err, &refusal) {
		fmt.Println(refusal.Status, refusal.Code)
	}
	// Output:
	// 404 InvalidDiskId.NotFound
}

// An answer of another system is compared with what the machine requires. One that
// only another reading of the documentation gives is explained by that reading.
func ExampleMachine_Explain() {
	var m model.Machine
	s, op := world(), model.DeleteDisk{DiskID: "d-none"}
	_, outcome := m.Step(s, op)

	got := model.Answer{Status: 404, Code: "InvalidDiskId.NotFound"}
	fmt.Println(outcome.Admits(m.Answer(s, op, outcome), got, model.ByStatus).Why)
	fmt.Println(m.Explain(s, op, got, model.ByStatus))
	// Output:
	// the machine accepts it: no rule is broken
	// [R-delete-unknown not-found]
}

// An outcome knows every rule that is broken, and each rule where it comes from.
func ExampleOutcome() {
	var m model.Machine
	s, _ := m.Step(world(), model.StopInstance{InstanceID: "i-a"})
	s, _ = m.Step(s, model.Lock{InstanceID: "i-a", Reason: model.LockSecurity})
	_, outcome := m.Step(s, model.DetachDisk{InstanceID: "i-a", DiskID: "d-1"})
	for rule := range outcome.Broken().All() {
		refusal := outcome.Refusal(rule)
		fmt.Printf("%d %s: %s\n", refusal.Status, refusal.Code, rule.Row().Must)
	}
	// Output:
	// 403 InstanceLockedForSecurity: the instance has no security lock
	// 403 IncorrectInstanceStatus: the instance is Running or Stopped
}

func ExampleState_DisksOf() {
	for d := range world().DisksOf("i-a") {
		fmt.Println(d.ID, d.Status)
	}
	// Output:
	// d-1 In_use
}

func ExampleState_MarshalJSON() {
	data, _ := json.Marshal(world())
	fmt.Println(string(data))
	// Output:
	// {"Instances":[{"InstanceId":"i-a","Status":"Running","InstanceChargeType":"PostPaid","HotPlug":true}],"Disks":[{"DiskId":"d-1","Status":"In_use","InstanceId":"i-a","Type":"data","Category":"cloud","DiskChargeType":"PostPaid","Portable":true,"DeleteWithInstance":true}]}
}

func ExampleNewState() {
	_, err := model.NewState(nil, []model.Disk{{ID: "d-1", InstanceID: "i-a", Status: model.InUse}})
	fmt.Println(err)
	// Output:
	// "d-1": the disk is attached to "i-a", which is no instance of this world
}

// An operation can also be given by the names and values of a script line.
func ExampleNewOp() {
	op, err := model.NewOp(book.ActionDetachDisk, model.Param{Name: "InstanceId", Value: "i-a"}, model.Param{Name: "DiskId", Value: "d-1"})
	fmt.Println(op, err)
	_, err = model.NewOp(book.ActionAttachDisk, model.Param{Name: "Force", Value: "true"})
	fmt.Println(err)
	// Output:
	// DetachDisk InstanceId=i-a DiskId=d-1 <nil>
	// parameter Force of AttachDisk: AttachDisk with Force=true is not modelled; expected Force=false or none
}
