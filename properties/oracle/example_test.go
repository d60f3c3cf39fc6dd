package oracle_test

import (
	"fmt"
	"log"
	"slices"
	"strings"

	"example.com/ecsdisk/properties/oracle"
	"example.com/ecsdisk/sim/script"
)

// A fake says that a disk is detached the moment that it accepts the call. The service does not.
func Example() {
	h, err := script.NewReader("run", strings.NewReader(`
edition  2019-05-31
instance i-a Running
disk     d-1 In_use i-a

0s DetachDisk    InstanceId=i-a DiskId=d-1   ok
0s DescribeDisks DiskId=d-1                  Available
`)).History()
	if err != nil {
		log.Fatal(err)
	}
	for _, as := range []string{"fake", "service"} {
		o, err := oracle.As(as, h.World)
		if err != nil {
			log.Fatal(err)
		}
		j := oracle.New(h.World, true, o)
		j.Follow(slices.Values(h.Calls))
		report := j.Report()
		fmt.Println("as a", as, report.Verdict())
		for _, f := range report.Findings {
			fmt.Println(f)
		}
	}
	// Output:
	// as a fake bad
	// call 2 (line 7) at 0s: DescribeDisks DiskId=d-1 was answered d-1 Available
	//   where d-1 Detaching i-a: the machine requires Detaching
	// as a service good
}
