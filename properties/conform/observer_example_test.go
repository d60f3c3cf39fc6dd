package conform_test

import (
	"fmt"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/conform"
	"example.com/ecsdisk/sim/script"
)

// A mock that lets a disk go at once has answered what no documented machine does.
func ExampleObserver() {
	world := script.MustWorld("instance i-a Running\ndisk d-1 In_use i-a")
	o := conform.NewObserver(world, conform.Options{})
	detach := model.DetachDisk{InstanceID: "i-a", DiskID: "d-1"}
	fmt.Println(o.Observe(detach, model.Answer{}))
	fmt.Println(o.State())
	err := o.Observe(detach, model.Answer{})
	fmt.Println(err.(*conform.Divergence).Key())
	// Output:
	// <nil>
	// State{i-a Running; d-1 Detaching i-a}
	// DetachDisk: DetachDiskInUse requires 403 IncorrectDiskStatus, got ok
}
