package rapidgen_test

import (
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/conform"
	"example.com/ecsdisk/sim/script"
	"pgregory.net/rapid"
)

// A mock is a double as many clients have one for their tests, written by hand: it
// knows disks and where they are.
type mock map[string]*place

type place struct{ status, instance string }

// AttachDisk returns the code of the refusal, or nothing.
func (m mock) AttachDisk(instance, disk string) string {
	d := m[disk]
	if d.status != "Available" {
		return "IncorrectDiskStatus"
	}
	d.status, d.instance = "Attaching", instance
	return ""
}

// DetachDisk returns the code of the refusal, or nothing.
func (m mock) DetachDisk(instance, disk string) string {
	switch d := m[disk]; {
	case d.instance != instance:
		return "DependencyViolation"
	case d.status != "In_use":
		return "IncorrectDiskStatus"
	default:
		d.status = "Detaching"
		return ""
	}
}

// Wait lets what is on its way with a disk come to its end.
func (m mock) Wait(disk string) {
	switch d := m[disk]; d.status {
	case "Attaching":
		d.status = "In_use"
	case "Detaching":
		*d = place{status: "Available"}
	}
}

// rapid can draw actions of one's own, with the model beside them as the oracle: it is
// told each call and its answer, and says whether the machine may answer so. What is
// drawn is a list of whole actions, so that rapid can leave out any of them, and none
// is skipped. When an answer is wrong, the recorder keeps the script.
func TestMock(t *testing.T) {
	world := script.MustWorld(`
instance i-a Running
instance i-b Stopped
disk     d-1 In_use i-a
disk     d-2 Available
`)
	type action struct{ Name, Instance, Disk string }
	actions := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) action {
		return action{
			Name:     rapid.SampledFrom([]string{"attach", "detach", "wait"}).Draw(t, "name"),
			Instance: rapid.SampledFrom([]string{"i-a", "i-b"}).Draw(t, "instance"),
			Disk:     rapid.SampledFrom([]string{"d-1", "d-2"}).Draw(t, "disk"),
		}
	}), 1, 30)

	recorder := conform.NewRecorder(t)
	rapid.Check(t, func(t *rapid.T) {
		mock := mock{"d-1": {"In_use", "i-a"}, "d-2": {status: "Available"}}
		observer := recorder.Oracle(t, world, conform.Options{Strict: model.ByCode, OnlyTold: true})
		for _, a := range actions.Draw(t, "actions") {
			instance, disk := model.InstanceID(a.Instance), model.DiskID(a.Disk)
			switch a.Name {
			case "attach":
				code := mock.AttachDisk(a.Instance, a.Disk)
				recorder.Diverged(observer.Observe(model.AttachDisk{InstanceID: instance, DiskID: disk}, model.Answer{Code: code}))
			case "detach":
				code := mock.DetachDisk(a.Instance, a.Disk)
				recorder.Diverged(observer.Observe(model.DetachDisk{InstanceID: instance, DiskID: disk}, model.Answer{Code: code}))
			case "wait":
				mock.Wait(a.Disk)
				observer.Settled(a.Disk)
			}
			now := observer.State() // the model's, to compare with what is no answer of the mock's
			for d := range now.Disks() {
				if got := *mock[string(d.ID)]; got != (place{d.Status.String(), string(d.InstanceID)}) {
					t.Fatalf("of %s the mock has %+v; the machine has %s %s", d.ID, got, d.Status, d.InstanceID)
				}
			}
		}
	})
}
