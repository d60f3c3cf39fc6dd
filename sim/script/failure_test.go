package script_test

import (
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// A failure tells two answers apart in the fields that the script states, and says
// why the one is not the other.
func TestFailureTellsTheDifference(t *testing.T) {
	const d = "instance i-a Running\ndisk d-1 In_use i-a DeleteWithInstance=true\ndisk d-2 Available\n"
	for _, test := range []struct{ step, line, why string }{
		{"DescribeDisks DiskId=d-1 In_use DeleteWithInstance=false",
			"the script wants In_use DeleteWithInstance=false; the machine answers In_use DeleteWithInstance=true",
			"DeleteWithInstance is true; the script wants false"},
		{"DescribeDisks DiskId=d-1 ? DeleteWithInstance=false",
			"the script wants ? DeleteWithInstance=false; the machine answers In_use DeleteWithInstance=true",
			"DeleteWithInstance is true; the script wants false"},
		{"DescribeDisks DiskId=d-1 Available InstanceId= DeleteWithInstance=true",
			"the script wants Available InstanceId=; the machine answers In_use i-a",
			"Status is In_use and InstanceId is i-a; the script wants Available and none"},
		{"DescribeDisks DiskId=d-1 In_use got Detaching",
			"was answered Detaching; the machine requires In_use",
			"Status is In_use; it was answered Detaching"},
		{"DescribeDisks DiskId=d-1 d-2 In_use",
			"the script wants d-2 In_use; the machine answers d-1 In_use",
			"ID is d-1; the script wants d-2"},
		{"DescribeDisks d-1 In_use i-a; d-2 Creating",
			"the script wants d-1 In_use i-a; d-2 Creating; the machine answers d-1 In_use i-a; d-2 Available",
			"of d-2, Status is Available; the script wants Creating"},
		{"DescribeDisks DiskId=d-1 none",
			"the script wants none; the machine answers In_use i-a DeleteWithInstance=true",
			"it shows none, and not 1 resource"},
		{"DescribeInstances InstanceId=i-a Stopped",
			"the script wants Stopped; the machine answers Running",
			"Status is Running; the script wants Stopped"},
		{"DetachDisk InstanceId=i-a DiskId=d-1 403 DiskNotPortable",
			"the script wants 403 DiskNotPortable; the machine answers ok",
			"the machine accepts it: no rule is broken"},
	} {
		f := replay(t, parse(t, d+test.step), script.Options{}).Failed
		if f == nil {
			t.Errorf("%s: it is green", test.step)
			continue
		}
		sep := ": "
		if f.Step.Got != nil {
			sep = " "
		}
		if got, want := f.Error(), f.Step.Op.String()+" at 0s"+sep+test.line; got != want {
			t.Errorf("the failure is\n%s\nexpected\n%s", got, want)
		}
		if got := f.Why(); got != test.why {
			t.Errorf("%s: why is %q, expected %q", test.step, got, test.why)
		}
	}
}

// A got that is admitted is red only because it is there.
func TestFailureOfAnAdmittedGot(t *testing.T) {
	const start = "disk d-1 Available Portable=false\nDetachDisk DiskId=d-1 400 MissingParameter got "
	for _, got := range []string{"400 MissingParameter", "403 DiskNotPortable"} {
		f := replay(t, parse(t, start+got), script.Options{}).Failed
		want := "DetachDisk DiskId=d-1 at 0s: its got, " + got + ", is admitted; delete it"
		if f == nil || f.Error() != want || !f.Compared.Admitted || f.Readings != nil {
			t.Errorf("the failure is %v\nexpected %s", f, want)
		}
	}
	f := replay(t, parse(t, start+"403 DiskNotPortable"), script.Options{Strict: model.Exactly}).Failed
	if f == nil || f.Compared.Admitted || f.Why() != "the machine's own answer is 400 MissingParameter" {
		t.Errorf("exactly, the failure is %+v", f)
	}
}
