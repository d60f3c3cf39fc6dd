package explain_test

import (
	"context"
	"fmt"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/explain"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// Why is the second detach refused, and what mends it?
func Example() {
	w := script.MustWorld("instance i-a Running\ndisk d-1 In_use i-a")
	clock := new(sim.Manual)
	world := w.New(clock)
	detach := model.DetachDisk{InstanceID: "i-a", DiskID: "d-1"}
	_, _ = world.Do(detach)
	e, err := explain.Op(context.Background(), w.Machine, world, clock, model.DeleteDisk{DiskID: "d-1"}, explain.Options{})
	if err != nil {
		panic(err)
	}
	for r := range e.Event.Outcome.Broken().All() {
		fmt.Println(r.Row().Must)
		fmt.Println(" ", e.Stands(r)[0])
		fmt.Println("  mended by", e.Mends(r)[0])
	}
	// Output:
	// the disk is not attached
	//   disk d-1 Detaching i-a Type=data Category=cloud DiskChargeType=PostPaid Portable=true DeleteWithInstance=false DeleteAutoSnapshot=false
	//   mended by time (at 1m, in 1m)
}
