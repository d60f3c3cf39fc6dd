package driver

import (
	"errors"
	"testing"
	"testing/synctest"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/conform"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A double is a simulated cloud behind the interface of the driver.
type double struct{ *sim.World }

func (d double) DetachDisk(instance, disk string) error {
	_, err := d.Do(model.DetachDisk{InstanceID: model.InstanceID(instance), DiskID: model.DiskID(disk)})
	return err
}

func (d double) DiskStatus(disk string) (string, error) {
	answer, err := d.Do(model.DescribeDisks{DiskIDs: []model.DiskID{model.DiskID(disk)}})
	if err != nil {
		return "", err
	}
	if len(answer.Shown) == 0 {
		return "", errors.New("no disk " + disk)
	}
	return answer.Shown[0].Disk.Status.String(), nil
}

func TestDetach(t *testing.T)         { testDetach(t, Detach) }
func TestDetachAndSleep(t *testing.T) { testDetach(t, DetachAndSleep) }
func TestDetachAndWait(t *testing.T)  { testDetach(t, DetachAndWait) }

// testDetach has success mean detached. The minute that a detach takes passes in the
// fake time of a bubble.
func testDetach(t *testing.T, detach func(c Cloud, instance, disk string) error) {
	recorder := conform.NewRecorder(t)
	synctest.Test(t, func(t *testing.T) {
		w := script.MustWorld(`
instance i-a Running
disk     d-1 In_use i-a
`).New(sim.Real{})
		recorder.World(t, w)
		if err := detach(double{w}, "i-a", "d-1"); err != nil {
			t.Fatal(err)
		}
		for _, p := range w.Pending() {
			t.Errorf("success, and yet: %s", p)
		}
	})
}
