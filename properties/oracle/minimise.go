package oracle

import (
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// Minimise returns the shortest part of a history that is found that still makes its first
// impossible call impossible: the resources that matter, the calls that may have changed them,
// and of the others, which only say what is, those without which the last could be. What is
// left out can only have narrowed down what is possible, so what is impossible here is so in
// the whole.
//
// It returns no calls where nothing is impossible, or where that takes what was answered later.
// It judges the history some hundred times: it is for thousands of calls, not for millions.
func (o Options) Minimise(w script.World, known bool, calls []script.Call) (script.World, []script.Call) {
	j := New(w, known, o)
	j.Follow(slices.Values(calls))
	if len(j.report.Findings) == 0 {
		return w, nil
	}
	if calls = calls[:j.report.Findings[0].of]; !lastImpossible(w, known, calls, o) {
		return w, nil
	}
	try := func(calls []script.Call) bool { return lastImpossible(w, known, calls, o) }
	if about := related(w, calls); try(about) { // else another machine is needed elsewhere
		calls = about
	}
	for size := len(calls) / 2; size > 0; size /= 2 {
		for from := len(calls) - 1 - size; from > -size; from -= size {
			keep := slices.Clone(calls[:max(from, 0)])
			for _, c := range calls[max(from, 0) : from+size] {
				if changes(c) {
					keep = append(keep, c)
				}
			}
			if keep = append(keep, calls[from+size:]...); len(keep) < len(calls) && try(keep) {
				calls = keep
			}
		}
	}
	if small := onlyNamed(w, calls); lastImpossible(small, known, calls, o) {
		w = small
	}
	return w, calls
}

// lastImpossible reports whether the last call of a history is found to be impossible, and none
// before.
func lastImpossible(w script.World, known bool, calls []script.Call, o Options) bool {
	j := New(w, known, o)
	j.Follow(slices.Values(calls))
	return len(j.report.Findings) > 0 && j.report.Findings[0].of == len(calls)
}

// changes reports whether a call may have changed something.
func changes(c script.Call) bool {
	return c.Op == nil || c.Unheard || c.Answer.Success() && !model.ActionOf(c.Op).Describe() || c.Answer.Code == model.InternalError
}

// ids returns the ids that a call names, and those that it shows.
func ids(c script.Call) (all []string) {
	if c.Op == nil {
		return c.Touches
	}
	if op, ok := c.Op.(model.Settle); ok {
		return []string{op.ID}
	}
	instances, disks := model.IDs(c.Op)
	for _, id := range instances {
		all = append(all, string(id))
	}
	for _, id := range disks {
		all = append(all, string(id))
	}
	all = append(all, string(c.Answer.InstanceID), string(c.Answer.DiskID))
	for _, r := range c.Answer.Shown {
		all = append(all, r.ID())
		if r.Disk != nil {
			all = append(all, string(r.Disk.InstanceID))
		}
	}
	return slices.DeleteFunc(all, func(id string) bool { return id == "" })
}

// related returns the calls that name a resource which the last depends on: by calls that name
// two, or by the start world.
func related(w script.World, calls []script.Call) (all []script.Call) {
	set := map[string]bool{}
	for _, id := range ids(calls[len(calls)-1]) {
		set[id] = true
	}
	for before := -1; before != len(set); {
		before = len(set)
		for d := range w.State.Disks() {
			for _, i := range []string{string(d.InstanceID), d.SourceInstanceID.String()} {
				if i != "" && (set[i] || set[string(d.ID)]) {
					set[i], set[string(d.ID)] = true, true
				}
			}
		}
		for _, c := range calls {
			if touches(set, c) {
				for _, id := range ids(c) {
					set[id] = true
				}
			}
		}
	}
	for _, c := range calls {
		if touches(set, c) || len(ids(c)) == 0 {
			all = append(all, c)
		}
	}
	return all
}

func touches(set map[string]bool, c script.Call) bool {
	return slices.ContainsFunc(ids(c), func(id string) bool { return set[id] })
}

// onlyNamed returns a world with no more resources than calls name, and those that these depend
// on.
func onlyNamed(w script.World, calls []script.Call) script.World {
	set := map[string]bool{}
	for _, c := range calls {
		if c.Op != nil && len(ids(c)) == 0 {
			return w // it is about all of them
		}
		for _, id := range ids(c) {
			set[id] = true
		}
	}
	var instances []model.Instance
	var disks []model.Disk
	for d := range w.State.Disks() {
		if set[string(d.ID)] || d.InstanceID != "" && set[string(d.InstanceID)] {
			set[string(d.InstanceID)], set[d.SourceInstanceID.String()] = true, true
			disks = append(disks, d)
		}
	}
	for i := range w.State.Instances() {
		if set[string(i.ID)] {
			instances = append(instances, i)
		}
	}
	s, err := model.NewState(instances, disks)
	if err != nil {
		return w
	}
	w.State, w.Order = s, nil
	return w
}
