package conform_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/conform"
	"example.com/ecsdisk/sim/script"
)

// observe tells an observer what a system was asked, and answered, as a script line has it. A line
// that is only a time lets the clock of the system move.
func observe(t *testing.T, o *conform.Observer, lines string) error {
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

func TestObserver(t *testing.T) {
	for _, test := range []struct {
		name, lines string
		world       string // by default a detachable disk
		options     conform.Options
		diverges    string // the key, or nothing
	}{
		{name: "a detach that has settled inside the call keeps the disk", options: conform.Options{Instant: true}, lines: `
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
		{name: "where nothing settles by itself the disk is gone", options: conform.Options{OnlyTold: true, Readings: new(book.Readings)}, lines: `
0s DetachDisk     InstanceId=i-1 DiskId=d-1   ok
0s DeleteInstance InstanceId=i-1 Force=true   ok
0s DescribeDisks  DiskId=d-1                  Available`, diverges: instantDetach},
		{name: "a disk without the flag never goes", lines: `
0s ModifyDiskAttribute DiskId=d-1 DeleteWithInstance=false   ok
0s DeleteInstance      InstanceId=i-1 Force=true             ok
0s DescribeDisks       DiskId=d-1                            none`, diverges: "DescribeDisks: shows otherwise: a resource is missing"},
		{name: "what is due has settled", lines: `
0s  DetachDisk    InstanceId=i-1 DiskId=d-1   ok
59s DescribeDisks DiskId=d-1                  Detaching i-1
1m  DescribeDisks DiskId=d-1                  Detaching i-1`, diverges: "Detaching: lasts longer than its delay"},
		{name: "a settle does not come undone", options: conform.Options{Instant: true}, lines: `
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
		{name: "unless told otherwise", options: conform.Options{Readings: new(book.Readings)}, lines: `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DescribeDisks DiskId=d-1                  Detaching i-1 DeleteWithInstance=false`, diverges: "DescribeDisks: shows otherwise: DeleteWithInstance"},
		{name: "any broken rule's code will do", lines: `
0s lock          i-1 security
0s DetachDisk    InstanceId=i-2 DiskId=d-9   404 InvalidDiskId.NotFound`},
		{name: "unless told to keep the order", options: conform.Options{Readings: new(book.Readings)}, lines: `
0s DetachDisk    InstanceId=i-2 DiskId=d-9   404 InvalidDiskId.NotFound`, diverges: "DetachDisk: DetachDiskInstanceFound requires 404 InvalidInstanceId.NotFound, got 404 InvalidDiskId.NotFound"},
		{name: "or told to keep the readings but for the order", options: conform.Options{Readings: new(book.ReadingsOf(book.OrderAnyBroken))}, lines: `
0s DetachDisk    InstanceId=i-2 DiskId=d-9   404 InvalidDiskId.NotFound`},
		{name: "in order the environment may still refuse", options: conform.Options{Readings: new(book.Readings)}, lines: `
0s DetachDisk    InstanceId=i-2 DiskId=d-9   503 ServiceUnavailable`},
		{name: "or with what is outside the machine, which changes nothing", lines: `
0s DeleteDisk    DiskId=d-1                  403 DiskCreatingSnapshot
0s DetachDisk    InstanceId=i-1 DiskId=d-1   403 InvalidInstance.ImageCategory
0s DescribeDisks DiskId=d-1                  In_use i-1`},
		{name: "unless only the machine's answers are admitted", options: conform.Options{Inside: true}, lines: `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   503 ServiceUnavailable
0s DetachDisk    InstanceId=i-1 DiskId=d-1   403 InvalidInstance.ImageCategory`, diverges: "DetachDisk: requires ok, got 403 InvalidInstance.ImageCategory"},
		{name: "or as another edition does", world: "instance i-1 Running\ndisk d-1 In_use i-1\ndisk d-2 Available", lines: `
0s DetachDisk    InstanceId=i-1 DiskId=d-2   404 InvalidDisk.AlreadyDetached`},
		{name: "which only the machine's answers leave out, too", world: "instance i-1 Running\ndisk d-1 In_use i-1\ndisk d-2 Available", options: conform.Options{Inside: true}, lines: `
0s DetachDisk    InstanceId=i-1 DiskId=d-2   404 InvalidDisk.AlreadyDetached`, diverges: "DetachDisk: DetachDiskAttachedHere requires 403 DependencyViolation, got 404 InvalidDisk.AlreadyDetached"},
		{name: "but where that edition's rule is not broken", lines: `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   404 InvalidDisk.AlreadyDetached`, diverges: "DetachDisk: requires ok, got 404 InvalidDisk.AlreadyDetached"},
		{name: "nor with what no page has", lines: `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   403 DiskCreatingSnapshot`, diverges: "DetachDisk: requires ok, got 403 DiskCreatingSnapshot"},
		{name: "but no other", lines: `
0s DetachDisk    InstanceId=i-2 DiskId=d-1   403 IncorrectDiskStatus`, diverges: "DetachDisk: DetachDiskInstanceFound requires 404 InvalidInstanceId.NotFound, got 403 IncorrectDiskStatus"},
		{name: "unless only the verdict counts", options: conform.Options{Strict: model.ByVerdict}, lines: `
0s DetachDisk    InstanceId=i-2 DiskId=d-1   403 IncorrectDiskStatus`},
		{name: "the cause is what no settle explains", options: conform.Options{Instant: true}, lines: `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DescribeDisks DiskId=d-1                  Available InstanceId= DeleteWithInstance=true`, diverges: "DescribeDisks: shows otherwise: DeleteWithInstance"},
		{name: "though the status is as near", options: conform.Options{Instant: true}, lines: `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DescribeDisks DiskId=d-1                  Available DeleteWithInstance=true`, diverges: "DescribeDisks: shows otherwise: DeleteWithInstance"},
		{name: "though a reading has been taken", options: conform.Options{Instant: true}, lines: `
0s AttachDisk    InstanceId=i-1 DiskId=d-1   403 IncorrectDiskStatus
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DescribeDisks DiskId=d-1                  Detaching InstanceId=
0s DescribeDisks DiskId=d-1                  Available InstanceId= DeleteWithInstance=true`, diverges: "DescribeDisks: shows otherwise: DeleteWithInstance"},
		{name: "a describe that does not show it leaves open what it is", lines: `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DescribeDisks DiskId=d-1                  Detaching i-1
0s DescribeDisks Status=Detaching            none
0s DescribeDisks DiskId=d-1                  In_use i-1 DeleteWithInstance=true`},
		{name: "or else", lines: `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DescribeDisks DiskId=d-1                  Detaching i-1
0s DescribeDisks Status=Detaching            none
0s DescribeDisks DiskId=d-1                  Available`},
		{name: "of a refusal without an HTTP status the code counts", lines: `
0s DetachDisk    InstanceId=i-2 DiskId=d-1   0 InvalidInstanceId.NotFound`},
		{name: "exactly, too", options: conform.Options{Strict: model.Exactly}, lines: `
0s DetachDisk    InstanceId=i-2 DiskId=d-1   0 InvalidInstanceId.NotFound`},
		{name: "by status, too: there is none to go by, and any broken rule's code will do", options: conform.Options{Strict: model.ByStatus}, lines: `
0s DetachDisk    InstanceId=i-2 DiskId=d-9   0 InvalidDiskId.NotFound`},
		{name: "and is named without one", lines: `
0s DetachDisk    InstanceId=i-2 DiskId=d-1   0 NotThere`, diverges: "DetachDisk: DetachDiskInstanceFound requires 404 InvalidInstanceId.NotFound, got NotThere"},
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
		{name: "nor is it what an instance was", lines: `
1m DeleteInstance InstanceId=i-1 Force=true  ok
1m DetachDisk    InstanceId=i-1 DiskId=i-1   403 InvalidDiskId.Released`, diverges: "DetachDisk: DetachDiskInstanceFound requires 404 InvalidInstanceId.NotFound, got 403 InvalidDiskId.Released"},
		{name: "one that never was is not", lines: `
0s DetachDisk    InstanceId=i-1 DiskId=d-7   403 InvalidDiskId.Released`, diverges: "DetachDisk: DetachDiskDiskFound requires 404 InvalidDiskId.NotFound, got 403 InvalidDiskId.Released"},
		{name: "nor one that may have been, and was seen not to be", lines: `
0s CreateDisk    DiskId=d-7                  500 InternalError
0s DescribeDisks DiskId=d-7                  none
0s DetachDisk    InstanceId=i-1 DiskId=d-7   403 InvalidDiskId.Released`, diverges: "DetachDisk: DetachDiskDiskFound requires 404 InvalidDiskId.NotFound, got 403 InvalidDiskId.Released"},
		{name: "nor an instance that was", world: "instance i-1 Running\ninstance i-2 Running", lines: `
0s DeleteInstance InstanceId=i-2 Force=true   ok
0s DetachDisk     InstanceId=i-1 DiskId=i-2   403 InvalidDiskId.Released`, diverges: "DetachDisk: DetachDiskDiskFound requires 404 InvalidDiskId.NotFound, got 403 InvalidDiskId.Released"},
		{name: "a status that is entered again ends later", world: "instance i-1 Starting", lines: `
20s RebootInstance    InstanceId=i-1   ok
49s DescribeInstances InstanceId=i-1   Starting`},
		{name: "but does end", world: "instance i-1 Starting", lines: `
20s RebootInstance    InstanceId=i-1   ok
50s DescribeInstances InstanceId=i-1   Starting`, diverges: "Starting: lasts longer than its delay"},
		{name: "what nobody has seen ends, too", options: conform.Options{Readings: new(book.Readings)}, lines: `
0s  DetachDisk        InstanceId=i-1 DiskId=d-1   500 InternalError
30s DescribeInstances                             i-1 Running
1m  DescribeDisks     DiskId=d-1                  Detaching i-1`, diverges: "Detaching: lasts longer than its delay"},
		{name: "of two instants at which it may have begun the later counts", lines: `
0s  DetachDisk        InstanceId=i-1 DiskId=d-1   500 InternalError
30s DetachDisk        InstanceId=i-1 DiskId=d-1   500 InternalError
1m  DescribeDisks     DiskId=d-1                  Detaching i-1`},
		{name: "and is the end of it", options: conform.Options{Untold: model.False}, lines: `
0s  DetachDisk        InstanceId=i-1 DiskId=d-1   500 InternalError
30s DetachDisk        InstanceId=i-1 DiskId=d-1   500 InternalError
90s DescribeDisks     DiskId=d-1                  Detaching i-1`, diverges: "Detaching: lasts longer than its delay"},
		{name: "a describe shows nothing twice", lines: `
0s DescribeDisks   d-1 In_use; d-1 In_use`, diverges: "DescribeDisks: shows otherwise: a resource too many"},
		{name: "nor otherwise the second time", lines: `
0s DescribeDisks   d-1 In_use; d-1 Available`, diverges: "DescribeDisks: shows otherwise: a resource too many"},
		{name: "a disk that has the id of another is not created", lines: `
0s CreateDisk DiskId=d-1   ok`, diverges: "CreateDisk: requires not-enabled, got ok"},
	} {
		t.Run(test.name, func(t *testing.T) {
			world := detachable
			if test.world != "" {
				world = script.MustWorld(test.world)
			}
			err := observe(t, conform.NewObserver(world, test.options), test.lines)
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

// The script of an observer is one that the documented machine answers just so: what
// the system settled by itself is in it.
func TestObserverScript(t *testing.T) {
	o := conform.NewObserver(detachable, conform.Options{})
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

// Of what is seen at once one may have settled and another failed.
func TestObserverScriptOfSeveral(t *testing.T) {
	o := conform.NewObserver(script.MustWorld("instance i-1 Running\ndisk d-1 In_use i-1\ndisk d-2 In_use i-1\n"), conform.Options{})
	if err := observe(t, o, `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DetachDisk    InstanceId=i-1 DiskId=d-2   ok
1s DescribeDisks                             d-1 Detaching; d-2 Detaching
2s DescribeDisks                             d-1 Available; d-2 In_use`); err != nil {
		t.Fatal(err)
	}
	want := `instance i-1 Running
disk     d-1 In_use i-1
disk     d-2 In_use i-1

0s  DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s  DetachDisk    InstanceId=i-1 DiskId=d-2   ok
1s  DescribeDisks                             d-1 Detaching i-1; d-2 Detaching i-1
2s  settle        d-1  # inferred
2s  detach-failed d-2  # inferred
2s  DescribeDisks                             d-1 Available; d-2 In_use i-1
`
	if got := o.Script().String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A system has to keep to one reading: its script names it.
func TestObserverOfReadings(t *testing.T) {
	o := conform.NewObserver(detachable, conform.Options{})
	if err := observe(t, o, `
0s DeleteDisk    DiskId=d-2                  404 InvalidDiskId.NotFound
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok`); err != nil {
		t.Fatal(err)
	}
	want := `instance i-1 Running
disk     d-1 In_use i-1 DeleteWithInstance=true
reading  R-delete-unknown not-found

0s  DeleteDisk DiskId=d-2                  404 InvalidDiskId.NotFound
0s  DetachDisk InstanceId=i-1 DiskId=d-1   ok
`
	if got := o.Script().String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	var d *conform.Divergence
	err := o.Observe(model.DeleteDisk{DiskID: "d-2"}, model.Answer{})
	if !errors.As(err, &d) || d.Key() != "DeleteDisk: DeleteDiskDiskFound requires 404 InvalidDiskId.NotFound, got ok" {
		t.Fatal(err)
	}
	if says := "Under R-delete-unknown success it would be right: DeleteDisk of an unknown id succeeds. An answer before is of another: a system has to keep to one."; !strings.Contains(d.Error(), says) {
		t.Errorf("it says %s; expected it to have %s", d.Error(), says)
	}
}

// Where the order counts, that the rule is broken too is no reason why its code is not admitted.
func TestObserverSaysWhyInOrder(t *testing.T) {
	o := conform.NewObserver(detachable, conform.Options{Readings: new(book.Readings)})
	err := observe(t, o, `0s DetachDisk InstanceId=i-2 DiskId=d-9   404 InvalidDiskId.NotFound`)
	var d *conform.Divergence
	if want := "the machine's own answer is 404 InvalidInstanceId.NotFound"; !errors.As(err, &d) || d.Why != want {
		t.Errorf("%v; expected one with the reason that %s", err, want)
	}
}

// A creation is told under the id that the system chose.
func TestObserverOfCreations(t *testing.T) {
	o := conform.NewObserver(detachable, conform.Options{})
	err := o.Observe(model.CreateDisk{DiskID: "d-2"}, model.Answer{DiskID: "d-own"})
	if d := new(conform.Divergence); err == nil || errors.As(err, &d) {
		t.Errorf("the answer tells another id: %v", err)
	}
	err = o.Observe(model.CreateDisk{DiskID: "d-own"}, model.Answer{DiskID: "d-own"})
	if _, there := o.State().Disk("d-own"); err != nil || !there {
		t.Errorf("the disk is there: %t; %v", there, err)
	}
	var d *conform.Divergence
	if err = o.Observe(model.CreateDisk{DiskID: "d-3"}, model.Answer{DiskID: "d-1"}); !errors.As(err, &d) || d.Key() != "CreateDisk: requires ok, got not-enabled" {
		t.Errorf("of a disk with the id of another: %v", err)
	}
}

// Of the disks of an instance that is released each may have settled before. That is
// followed as far as it makes a difference.
func TestObserverOfManyDisks(t *testing.T) {
	for name, test := range map[string]struct {
		disks   string // each of them, behind its id
		number  int
		options conform.Options
	}{
		"released or kept":      {disks: "Detaching i-1 DeleteWithInstance=true", number: 7},
		"as many as there can":  {disks: "Detaching i-1 DeleteWithInstance=true", number: 16},
		"kept either way":       {disks: "Detaching i-1", number: 16},
		"released either way":   {disks: "ReIniting i-1 DeleteWithInstance=true", number: 16},
		"all have to have been": {disks: "Detaching i-1 DeleteWithInstance=true", number: 16, options: conform.Options{Readings: new(book.ReadingsOf(book.ReleaseTransitRefused))}},
		"nothing is settled":    {disks: "Detaching i-1 DeleteWithInstance=true", number: 16, options: conform.Options{OnlyTold: true}},
	} {
		t.Run(name, func(t *testing.T) {
			world := "instance i-1 Running\n"
			for n := range test.number {
				world += fmt.Sprintf("disk d-%d %s\n", n, test.disks)
			}
			o := conform.NewObserver(script.MustWorld(world), test.options)
			err := o.Observe(model.DeleteInstance{InstanceID: "i-1", Force: true}, model.Answer{})
			if err != nil {
				t.Error(err)
			}
		})
	}
}
