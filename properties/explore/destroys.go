package explore

import "example.com/ecsdisk/model"

// destroys returns the ids of what a step destroys that the goal does not ask for: what
// is released, and disks that are initialized again. Data is lost with either.
func (g Goal) destroys(before, after model.State, action model.Action) (ids []string) {
	released := after.NumDisks()+after.NumInstances() < before.NumDisks()+before.NumInstances()
	if !released && action != model.ActionReInitDisk {
		return nil
	}
	for c := range model.Diff(before, after) {
		gone := c.AfterDisk == nil && c.AfterInstance == nil
		reInit := c.AfterDisk != nil && c.AfterDisk.Status == model.ReIniting && c.BeforeDisk != nil && c.BeforeDisk.Status != model.ReIniting
		if (gone || reInit) && !g.gives[c.ID()] {
			ids = append(ids, c.ID())
		}
	}
	return ids
}

// keeping returns the step of a machine without those that destroy what the goal does not
// ask for: they are not enabled.
func (g Goal) keeping(step func(model.State, model.Op) (model.State, model.Outcome)) func(model.State, model.Op) (model.State, model.Outcome) {
	return func(s model.State, op model.Op) (model.State, model.Outcome) {
		after, o := step(s, op)
		if o.Accepted() && len(g.destroys(s, after, o.Action())) > 0 {
			return s, model.Outcome{}
		}
		return after, o
	}
}
