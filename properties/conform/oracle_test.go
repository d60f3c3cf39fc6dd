package conform_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/conform"
	"example.com/ecsdisk/sim/script"
)

// observed is what a system was asked, and answered, as a script line has it. A line
// that is only a time lets the clock of the system move.
func observe(t *testing.T, o *conform.Oracle, lines string) error {
	t.Helper()
	s, err := script.Parse("observed", strings.NewReader(strings.TrimSpace(lines)))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Duration(0)
	for _, step := range s.Steps {
		if step.At > now {
			o.Advance(step.At - now)
			now = step.At
		}
		if err := o.Observe(step.Op, step.Want); err != nil {
			return err
		}
	}
	return nil
}

func TestOracle(t *testing.T) {
	for _, test := range []struct {
		name, lines string
		options     conform.Options
		diverges    string // the key, or nothing
	}{
		{name: "a detach that has settled inside the call keeps the disk", lines: `
0s DetachDisk     InstanceId=i-1 DiskId=d-1   ok
0s DeleteInstance InstanceId=i-1 Force=true   ok
0s DescribeDisks  DiskId=d-1                  Available DeleteWithInstance=false`},
		{name: "one that has not settled does not", lines: `
0s DetachDisk     InstanceId=i-1 DiskId=d-1   ok
0s DeleteInstance InstanceId=i-1 Force=true   ok
0s DescribeDisks  DiskId=d-1                  none`},
		{name: "but not both", lines: `
0s DetachDisk     InstanceId=i-1 DiskId=d-1   ok
0s DeleteInstance InstanceId=i-1 Force=true   ok
0s DescribeDisks  DiskId=d-1                  none
0s DescribeDisks  DiskId=d-1                  Available`, diverges: "DescribeDisks: shows otherwise: a resource too many"},
		{name: "where nothing settles by itself the disk is gone", options: conform.Options{OnlyTold: true, Readings: new(model.Readings)}, lines: `
0s DetachDisk     InstanceId=i-1 DiskId=d-1   ok
0s DeleteInstance InstanceId=i-1 Force=true   ok
0s DescribeDisks  DiskId=d-1                  Available`, diverges: "DescribeDisks: shows otherwise: a resource too many"},
		{name: "a disk without the flag never goes", lines: `
0s ModifyDiskAttribute DiskId=d-1 DeleteWithInstance=false   ok
0s DeleteInstance      InstanceId=i-1 Force=true             ok
0s DescribeDisks       DiskId=d-1                            none`, diverges: "DescribeDisks: shows otherwise: a resource is missing"},
		{name: "what is due has settled", lines: `
0s  DetachDisk    InstanceId=i-1 DiskId=d-1   ok
59s DescribeDisks DiskId=d-1                  Detaching i-1
1m  DescribeDisks DiskId=d-1                  Detaching i-1`, diverges: "DescribeDisks: shows otherwise: InstanceId, Status"},
		{name: "a settle does not come undone", lines: `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DescribeDisks DiskId=d-1                  Available
0s DescribeDisks DiskId=d-1                  Detaching i-1`, diverges: "DescribeDisks: shows otherwise: InstanceId, Status"},
		{name: "after an internal error it may have happened", lines: `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   500 InternalError
0s DescribeDisks DiskId=d-1                  Detaching i-1`},
		{name: "or not", lines: `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   500 InternalError
0s DescribeDisks DiskId=d-1                  In_use i-1
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok`},
		{name: "a throttled call has not happened", lines: `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   400 Throttling
0s DescribeDisks DiskId=d-1                  Detaching i-1`, diverges: "DescribeDisks: shows otherwise: Status"},
		{name: "every reading is admitted", lines: `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DescribeDisks DiskId=d-1                  Detaching i-1 DeleteWithInstance=false
0s AttachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DescribeDisks DiskId=d-1                  Detaching i-1`},
		{name: "unless told otherwise", options: conform.Options{Readings: new(model.Readings)}, lines: `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DescribeDisks DiskId=d-1                  Detaching i-1 DeleteWithInstance=false`, diverges: "DescribeDisks: shows otherwise: DeleteWithInstance"},
		{name: "any broken rule's code will do", lines: `
0s lock          i-1 security
0s DetachDisk    InstanceId=i-2 DiskId=d-9   404 InvalidDiskId.NotFound`},
		{name: "but no other", lines: `
0s DetachDisk    InstanceId=i-2 DiskId=d-1   403 IncorrectDiskStatus`, diverges: "DetachDisk: DetachDiskInstanceFound requires 404 InvalidInstanceId.NotFound, got 403 IncorrectDiskStatus"},
		{name: "unless only the verdict counts", options: conform.Options{Strict: model.ByVerdict}, lines: `
0s DetachDisk    InstanceId=i-2 DiskId=d-1   403 IncorrectDiskStatus`},
		{name: "what is the matter is what no settle explains", lines: `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DescribeDisks DiskId=d-1                  Available InstanceId= DeleteWithInstance=true`, diverges: "DescribeDisks: shows otherwise: DeleteWithInstance"},
		{name: "nor any reading", lines: `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DescribeDisks DiskId=d-1                  Detaching InstanceId= DeleteWithInstance=false Portable=false`, diverges: "DescribeDisks: shows otherwise: Portable"},
		{name: "each resource for itself", lines: `
0s StopInstance      InstanceId=i-1   ok
0s DescribeInstances                  i-1 Stopped HotPlug=false`, diverges: "DescribeInstances: shows otherwise: HotPlug"},
		{name: "a rule that is broken under every reading counts before one that is not", lines: `
0s lock          i-1 security
0s DetachDisk    InstanceId=i-1 DiskId=d-1   403 InstanceLockedForSecurity
0s unlock        i-1 security
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s lock          i-1 security
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok`, diverges: "DetachDisk: DetachDiskInUse requires 403 IncorrectDiskStatus, got ok"},
		{name: "an acceptance is farther from a refusal than another refusal", lines: `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s AttachDisk    InstanceId=i-1 DiskId=d-1   404 InvalidDiskId.NotFound`, diverges: "AttachDisk: AttachDiskAvailable requires 403 IncorrectDiskStatus, got 404 InvalidDiskId.NotFound"},
		{name: "a disk that was released is known to have existed", lines: `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
1m DeleteDisk    DiskId=d-1                  ok
1m DetachDisk    InstanceId=i-1 DiskId=d-1   403 InvalidDiskId.Released`},
		{name: "one that never was is not", lines: `
0s DetachDisk    InstanceId=i-1 DiskId=d-7   403 InvalidDiskId.Released`, diverges: "DetachDisk: DetachDiskDiskFound requires 404 InvalidDiskId.NotFound, got 403 InvalidDiskId.Released"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := observe(t, conform.NewOracle(detachable, test.options), test.lines)
			var d *conform.Divergence
			switch {
			case errors.As(err, &d) && d.Key() == test.diverges:
			case err == nil && test.diverges == "":
			default:
				key := ""
				if d != nil {
					key = d.Key()
				}
				t.Errorf("%v (key %q); expected %q", err, key, test.diverges)
			}
		})
	}
}

// The script of an oracle is one that the documented machine answers just so: what
// the system settled by itself is in it.
func TestOracleScript(t *testing.T) {
	o := conform.NewOracle(detachable, conform.Options{})
	if err := observe(t, o, `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
9s DescribeDisks DiskId=d-1                  Available
9s AttachDisk    InstanceId=i-1 DiskId=d-1   400 Throttling`); err != nil {
		t.Fatal(err)
	}
	want := `instance i-1 Running
disk     d-1 In_use i-1 DeleteWithInstance=true

0s  DetachDisk    InstanceId=i-1 DiskId=d-1   ok
9s  settle        d-1  # inferred
9s  DescribeDisks DiskId=d-1                  Available
9s  AttachDisk    InstanceId=i-1 DiskId=d-1   400 Throttling injected
`
	if got := o.Script().String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
