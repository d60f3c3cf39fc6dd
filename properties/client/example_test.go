package client_test

import (
	"fmt"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/client"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A client moves a disk, and takes the acceptance of the detach for its end. In a test, Verify
// reports what is printed here.
func Example() {
	w := script.MustWorld("instance i-a Running\ninstance i-b Running\ndisk d-1 In_use i-a").New(new(sim.Manual))
	about := client.Promises{Precious: []string{"d-1"}}

	if _, err := w.Do(model.DetachDisk{InstanceID: "i-a", DiskID: "d-1"}); err == nil {
		fmt.Println("the client: d-1 is detached")
		about.Detached = map[model.DiskID][]time.Duration{"d-1": {w.Look().At}}
	}
	_, err := w.Do(model.AttachDisk{InstanceID: "i-b", DiskID: "d-1"})
	fmt.Println("the client:", err)

	for _, b := range about.Check(w.History()) {
		fmt.Println(b)
	}
	// Output:
	// the client: d-1 is detached
	// the client: 403 IncorrectDiskStatus: The operation is not supported in this status.
	// AttachesWhenDetached is broken at 0s by event 1, AttachDisk InstanceId=i-b DiskId=d-1: disk d-1 is Detaching from i-a (The client asks for AttachDisk of no disk that is Detaching.)
	// Detached is broken at 0s: disk d-1 is Detaching, of i-a (A disk that the client says it has detached is attached to nothing.)
}
