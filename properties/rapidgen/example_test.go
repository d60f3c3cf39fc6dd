package rapidgen_test

import (
	"testing"

	"example.com/ecsdisk/model"
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

// rapid can make actions of one's own, with the model beside them: each step asks the
// mock and the machine, and the machine says whether the mock may answer so.
func TestMock(t *testing.T) {
	world := script.MustWorld(`
instance i-a Running
instance i-b Stopped
disk     d-1 In_use i-a
disk     d-2 Available
`)
	instances := rapid.SampledFrom([]string{"i-a", "i-b"})
	disks := rapid.SampledFrom([]string{"d-1", "d-2"})
	var machine model.Machine

	rapid.Check(t, func(t *rapid.T) {
		mock := mock{"d-1": {"In_use", "i-a"}, "d-2": {status: "Available"}}
		state := world.State
		judge := func(t *rapid.T, op model.Op, code string) {
			after, outcome := machine.Step(state, op)
			admission := outcome.Admits(machine.Answer(state, op, outcome), model.Answer{Code: code}, model.ByCode)
			if !admission.Admitted {
				t.Fatalf("%s: the mock answers %q; %s", op, code, admission.Why)
			}
			state = after
		}
		t.Repeat(map[string]func(*rapid.T){
			"AttachDisk": func(t *rapid.T) {
				i, d := instances.Draw(t, "instance"), disks.Draw(t, "disk")
				judge(t, model.AttachDisk{InstanceID: model.InstanceID(i), DiskID: model.DiskID(d)}, mock.AttachDisk(i, d))
			},
			"DetachDisk": func(t *rapid.T) {
				i, d := instances.Draw(t, "instance"), disks.Draw(t, "disk")
				judge(t, model.DetachDisk{InstanceID: model.InstanceID(i), DiskID: model.DiskID(d)}, mock.DetachDisk(i, d))
			},
			"Wait": func(t *rapid.T) {
				d := disks.Draw(t, "disk")
				mock.Wait(d)
				state, _ = machine.Step(state, model.Settle{ID: d})
			},
			"": func(t *rapid.T) {
				for d := range state.Disks() {
					if got := *mock[string(d.ID)]; got != (place{d.Status.String(), string(d.InstanceID)}) {
						t.Fatalf("of %s the mock has %+v; the machine has %s %s", d.ID, got, d.Status, d.InstanceID)
					}
				}
			},
		})
	})
}
