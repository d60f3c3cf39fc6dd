package conform_test

import (
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/conform"
	"example.com/ecsdisk/sim/script"
)

// When the instant of an acceptance is over.
func TestInstant(t *testing.T) {
	const told = "delays told\n"
	attached := "instance i-1 Running\ninstance i-2 Running\ndisk d-1 In_use i-1\ndisk d-2 Available\n"
	for _, test := range []struct{ name, world, lines, diverges string }{
		{"a describe shows it", told, `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DescribeDisks DiskId=d-1                  Available`, instantDetach},
		{"after other calls, too", told, `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s StopInstance  InstanceId=i-2              ok
0s DescribeDisks DiskId=d-1                  Available`, instantDetach},
		{"a call is accepted only then", told, `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s AttachDisk    InstanceId=i-2 DiskId=d-1   ok`, instantDetach},
		{"what is seen first is not what comes first", told, `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s AttachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DescribeDisks DiskId=d-1                  Attaching`, instantDetach},
		{"an attach", told, `
0s AttachDisk    InstanceId=i-1 DiskId=d-2   ok
0s DetachDisk    InstanceId=i-1 DiskId=d-2   ok`, instantAttach},
		{"of two the first is named", told, `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s AttachDisk    InstanceId=i-2 DiskId=d-2   ok
0s DescribeDisks                             d-1 Available; d-2 In_use`, instantDetach},
		{"a detach that does nothing is another matter", told, `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DescribeDisks DiskId=d-1                  In_use`, "DescribeDisks: shows otherwise: Status"},
		{"and so is one that is accepted twice", told, `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok`, "DetachDisk: DetachDiskInUse requires 403 IncorrectDiskStatus, got ok"},
		{"shown Detaching first", told, `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DescribeDisks DiskId=d-1                  Detaching
0s DescribeDisks DiskId=d-1                  Available`, ""},
		{"refused first", told, `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s AttachDisk    InstanceId=i-2 DiskId=d-1   403 IncorrectDiskStatus
0s DescribeDisks DiskId=d-1                  Available`, ""},
		{"refused as it may be then, too", told, `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DetachDisk    InstanceId=i-1 DiskId=d-1   403 IncorrectDiskStatus
0s DescribeDisks DiskId=d-1                  Available`, instantDetach},
		{"throttled first, which shows nothing", told, `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DetachDisk    InstanceId=i-1 DiskId=d-1   400 Throttling
0s DescribeDisks DiskId=d-1                  Available`, instantDetach},
		{"another disk shown first", told, `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DescribeDisks DiskId=d-2                  Available
0s DescribeDisks DiskId=d-1                  Available`, instantDetach},
		{"time has passed", "", `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
1s DescribeDisks DiskId=d-1                  Available`, ""},
		{"after a failure nobody knows when it began", told, `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   500 InternalError
0s DescribeDisks DiskId=d-1                  Available`, ""},
		{"what was on its way at the start", told + "disk d-3 Detaching i-1\n", `
0s DescribeDisks DiskId=d-3                  Available`, ""},
		{"any other status", told, `
0s StopInstance      InstanceId=i-1          ok
0s DescribeInstances InstanceId=i-1          Stopped
0s ReInitDisk        DiskId=d-1              ok
0s DescribeDisks     DiskId=d-1              In_use
0s CreateDisk        DiskId=d-9              ok
0s DescribeDisks     DiskId=d-9              Available`, ""},
		{"the world says so", "delay Detaching 0s\n", `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DescribeDisks DiskId=d-1                  Available`, ""},
		{"the world says that it takes one describe", "delay Detaching 1-describes\n", `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DescribeDisks DiskId=d-1                  Available`, ""},
		{"the world says so of another status", "delay Attaching 0s\n", `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DescribeDisks DiskId=d-1                  Available`, instantDetach},
		{"it begins anew", told, `
0s DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DescribeDisks DiskId=d-1                  Detaching
0s DescribeDisks DiskId=d-1                  Available
0s AttachDisk    InstanceId=i-1 DiskId=d-1   ok
0s DescribeDisks DiskId=d-1                  In_use`, instantAttach},
	} {
		t.Run(test.name, func(t *testing.T) {
			expect(t, observe(t, conform.NewObserver(script.MustWorld(attached+test.world), conform.Options{}), test.lines), test.diverges)
		})
	}
	o := conform.NewObserver(script.MustWorld(attached+told), conform.Options{})
	if err := observe(t, o, "0s DetachDisk InstanceId=i-1 DiskId=d-1 ok"); err != nil {
		t.Fatal(err)
	}
	o.Settled("d-1")
	expect(t, observe(t, o, "0s DescribeDisks DiskId=d-1 Available"), "")
}

// A detach or an attach that has been shown on its way may have failed, and nobody was
// told.
func TestUntoldFailures(t *testing.T) {
	world := "instance i-1 Running\ninstance i-2 Running\ndisk d-1 In_use i-1 DeleteWithInstance=true\ndisk d-2 Available\n"
	const failed = `
0s  DetachDisk    InstanceId=i-1 DiskId=d-1   ok
10s DescribeDisks DiskId=d-1                  Detaching i-1
2m  DescribeDisks DiskId=d-1                  In_use i-1
2m  DetachDisk    InstanceId=i-1 DiskId=d-1   ok`
	for _, test := range []struct {
		name, lines string
		options     conform.Options
		world       string
		diverges    string
		retries     bool // as the script does not say
	}{
		{name: "seen when it was long due", lines: failed},
		{name: "without a clock", world: "delays told\n", lines: failed},
		{name: "not where failures are told", lines: failed, options: conform.Options{Untold: model.False}, diverges: "DescribeDisks: shows otherwise: InstanceId, Status"},
		{name: "not where nothing is untold", lines: failed, options: conform.Options{OnlyTold: true}, diverges: "DescribeDisks: shows otherwise: InstanceId, Status"},
		{name: "but where both are said", lines: failed, options: conform.Options{OnlyTold: true, Untold: model.True}},
		{name: "not where it is tried again", lines: failed, options: conform.Options{Readings: new(book.ReadingsOf(book.FailedDetachRetries))}, diverges: "DescribeDisks: shows otherwise: InstanceId, Status"},
		{name: "before it was due, by the next call", lines: `
0s  DetachDisk    InstanceId=i-1 DiskId=d-1   ok
10s DescribeDisks DiskId=d-1                  Detaching i-1
20s DetachDisk    InstanceId=i-1 DiskId=d-1   ok`},
		{name: "not in the instant of its acceptance", lines: `
0s  DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s  DescribeDisks DiskId=d-1                  In_use i-1`, diverges: "DescribeDisks: shows otherwise: Status"},
		{name: "nor if it was never shown", lines: `
0s  DetachDisk    InstanceId=i-1 DiskId=d-1   ok
30s DescribeDisks DiskId=d-1                  In_use i-1`, diverges: "DescribeDisks: shows otherwise: Status"},
		{name: "nor shown by a refusal that says nothing", lines: `
0s  DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s  DetachDisk    InstanceId=i-1 DiskId=d-1   400 Throttling
30s DescribeDisks DiskId=d-1                  In_use i-1`, diverges: "DescribeDisks: shows otherwise: Status"},
		{name: "an attach", lines: `
0s  AttachDisk    InstanceId=i-1 DiskId=d-2   ok
0s  DescribeDisks DiskId=d-2                  Attaching
9s  DescribeDisks DiskId=d-2                  Available
9s  AttachDisk    InstanceId=i-1 DiskId=d-2   ok`},
		{name: "the instance is released with it", lines: `
0s  DetachDisk     InstanceId=i-1 DiskId=d-1  ok
0s  DescribeDisks  DiskId=d-1                 Detaching i-1
2m  DeleteInstance InstanceId=i-1 Force=true  ok
2m  DescribeDisks  DiskId=d-1                 none`},
		{name: "though under no other reading", options: conform.Options{Readings: new(book.ReadingsOf(book.ReleaseTransitRefused))}, lines: `
0s  DetachDisk     InstanceId=i-1 DiskId=d-1  ok
0s  DescribeDisks  DiskId=d-1                 Detaching i-1
9s  DeleteInstance InstanceId=i-1 Force=true  ok
9s  DescribeDisks  DiskId=d-1                 none`},
		{name: "by a delay of the world's", world: "delay Detaching 1m/fails=1\n", options: conform.Options{OnlyTold: true}, lines: `
0s  DetachDisk    InstanceId=i-1 DiskId=d-1   ok
1m  DescribeDisks DiskId=d-1                  In_use i-1`},
		{name: "which may try again", retries: true, world: "delay Detaching 1m/fails=1\n", lines: `
0s   DetachDisk    InstanceId=i-1 DiskId=d-1   ok
119s DescribeDisks DiskId=d-1                  Detaching i-1
2m   DescribeDisks DiskId=d-1                  Available`},
		{name: "and not for ever", world: "delay Detaching 1m/fails=1\n", lines: `
0s   DetachDisk    InstanceId=i-1 DiskId=d-1   ok
2m   DescribeDisks DiskId=d-1                  Detaching i-1`, diverges: "Detaching: lasts longer than its delay"},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := conform.NewObserver(script.MustWorld(world+test.world), test.options)
			err := observe(t, o, test.lines)
			expect(t, err, test.diverges)
			if err != nil || test.retries {
				return
			}
			s := o.Script()
			report, err := properties.Replay(s.World, script.All(s.Steps), script.Options{})
			if err != nil || !report.Green() {
				t.Errorf("the script of what is inferred is not green: %v %v\n%s", err, report.Failed, s)
			}
		})
	}
}

// expect compares what a test ends in with the key of a divergence, or with none.
func expect(t *testing.T, err error, key string) {
	t.Helper()
	d, diverged := err.(*conform.Divergence)
	switch {
	case err == nil && key == "":
	case diverged && d.Key() == key:
	case diverged:
		t.Errorf("%v (key %q); expected %q\n%s", err, d.Key(), key, d.Script)
	default:
		t.Errorf("%v; expected %q", err, key)
	}
}
