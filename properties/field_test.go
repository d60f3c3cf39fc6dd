package properties

import (
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// What the real service was seen to answer is admitted, though the machine gives another
// refusal: of what was created a moment before, until it is initialised.
func TestFieldIsAdmitted(t *testing.T) {
	for name, text := range map[string]string{
		"bosh 2017-10-23, terraform 2019-06-02": "instance i-a Pending\n0s DeleteInstance InstanceId=i-a Force=true 403 IncorrectInstanceStatus.Initializing\n5s DeleteInstance InstanceId=i-a Force=true ok",
		"while it is shown on its way":          "instance i-a Starting\n0s DeleteInstance InstanceId=i-a Force=true 403 IncorrectInstanceStatus.Initializing",
		"bosh 2017-10-24, csi 2023-08-08":       "disk d-1 Creating\n1s DeleteDisk DiskId=d-1 403 IncorrectDiskStatus.Initializing\n6s DeleteDisk DiskId=d-1 ok",
	} {
		s, err := script.Parse(name, strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if r, err := Replay(s.World, script.All(s.Steps), script.Options{}); err != nil || !r.Green() {
			t.Errorf("%s: %v %v", name, err, r.Failed)
		}
	}
	s, err := script.Parse("not of one that runs", strings.NewReader("instance i-a Running\n0s DeleteInstance InstanceId=i-a 403 IncorrectInstanceStatus.Initializing"))
	if err != nil {
		t.Fatal(err)
	}
	if r, err := Replay(s.World, script.All(s.Steps), script.Options{}); err != nil || r.Green() {
		t.Errorf("it is admitted of an instance that runs: %v", err)
	}
}

// A parameter that is taken at its default only is told from one that is not there, and one
// that the edition does not have is told by those that have it.
func TestTakenAtItsDefault(t *testing.T) {
	const line = "instance i-a Running\ndisk d-1 In_use i-a\n0s DetachDisk InstanceId=i-a DiskId=d-1 DeleteWithInstance="
	s, err := script.Parse("x", strings.NewReader(line+"false ok"))
	if want := (model.DetachDisk{InstanceID: "i-a", DiskID: "d-1", DeleteWithInstance: model.False}); err != nil || s.Steps[0].Op != model.Op(want) {
		t.Errorf("%v, %v; want %v", s.Steps, err, want)
	}
	if r := replay(t, s, script.Options{}); !r.Green() {
		t.Errorf("false: %v", r.Failed)
	}
}
