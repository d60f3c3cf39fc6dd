package graph

import (
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// destroys returns the ids of what a step destroys that the goal does not ask for: what
// is released, and disks that are initialized again. Data is lost with either.
func (g Goal) destroys(before, after model.State, action book.Action) (ids []string) {
	released := after.NumDisks()+after.NumInstances() < before.NumDisks()+before.NumInstances()
	if !released && action != book.ActionReInitDisk {
		return nil
	}
	for c := range model.Diff(before, after) {
		gone := c.After.Disk == nil && c.After.Instance == nil
		reInit := c.After.Disk != nil && c.After.Disk.Status == model.ReIniting && c.Before.Disk != nil && c.Before.Disk.Status != model.ReIniting
		if (gone || reInit) && !g.gives[c.ID()] {
			ids = append(ids, c.ID())
		}
	}
	return ids
}

// unnamed returns the ids among some that an operation does not name.
func unnamed(op model.Op, ids []string) []string {
	instances, disks := model.IDs(op)
	return slices.DeleteFunc(ids, func(id string) bool {
		return slices.Contains(instances, model.InstanceID(id)) || slices.Contains(disks, model.DiskID(id))
	})
}
