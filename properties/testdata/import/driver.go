// Package driver is a client of Alibaba Cloud ECS as it might be found in a module
// that knows nothing of ecsdisk but in its tests.
package driver

import "time"

// Cloud is what the driver asks of Alibaba Cloud.
type Cloud interface {
	DetachDisk(instance, disk string) error
	DiskStatus(disk string) (string, error)
}

// Detach detaches a disk. It believes that success means detached.
func Detach(c Cloud, instance, disk string) error {
	return c.DetachDisk(instance, disk)
}

// DetachAndSleep detaches a disk and gives it the time that it takes.
func DetachAndSleep(c Cloud, instance, disk string) error {
	err := c.DetachDisk(instance, disk)
	time.Sleep(90 * time.Second)
	return err
}

// DetachAndWait detaches a disk and waits until it is detached.
func DetachAndWait(c Cloud, instance, disk string) error {
	if err := c.DetachDisk(instance, disk); err != nil {
		return err
	}
	for {
		status, err := c.DiskStatus(disk)
		if err != nil || status == "Available" {
			return err
		}
		time.Sleep(2 * time.Second)
	}
}
