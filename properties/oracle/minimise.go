package oracle

import (
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// Minimise returns the shortest part of a history that is found that still makes its first
// impossible call impossible: the resources that matter, the calls that may have changed them,
// and of the others, which only say what is, those without which that call could be. What is
// left out can only have narrowed down what is possible, so what is impossible here is so in
// the whole. The impossible call is the last, but for those that were open then and may have
// taken effect.
//
// It returns no calls where nothing is impossible. It judges the history some hundred times: it is
// for thousands of calls, not for millions.
func (o Options) Minimise(w script.World, known bool, calls []script.Call) (script.World, []script.Call) {
	j := New(w, known, o)
	j.Follow(slices.Values(calls))
	if len(j.report.Findings) == 0 {
		return w, nil
	}
	n := j.report.Findings[0].of
	p := excerpt{known: known, options: o, calls: calls[:n]}
	for _, c := range calls[n:] {
		if !c.Untimed && overlaps(&c, &calls[n-1]) && changes(c) {
			p.open = append(p.open, c)
		}
	}
	if !p.in(w) {
		return w, nil
	}
	if about := p.related(w); about.in(w) { // else another machine is needed elsewhere
		p = about
	}
	for size := len(p.calls) / 2; size > 0; size /= 2 {
		for from := len(p.calls) - 1 - size; from > -size; from -= size {
			fewer := p
			fewer.calls = slices.Clone(p.calls[:max(from, 0)])
			for _, c := range p.calls[max(from, 0) : from+size] {
				if changes(c) {
					fewer.calls = append(fewer.calls, c)
				}
			}
			if fewer.calls = append(fewer.calls, p.calls[from+size:]...); len(fewer.calls) < len(p.calls) && fewer.in(w) {
				p = fewer
			}
		}
	}
	all := slices.Concat(p.calls, p.open)
	if small := onlyNamed(w, all); p.in(small) {
		w = small
	}
	return w, all
}

// An excerpt is a part of a history of which the last call is impossible, and none before,
// whatever those did that are answered later.
type excerpt struct {
	known       bool
	options     Options
	calls, open []script.Call
}

// in reports whether it is impossible in a world.
func (p excerpt) in(w script.World) bool {
	j := New(w, p.known, p.options)
	j.Follow(slices.Values(slices.Concat(p.calls, p.open)))
	return len(j.report.Findings) > 0 && j.report.Findings[0].of == len(p.calls)
}

// changes reports whether a call may have changed something.
func changes(c script.Call) bool {
	return c.Op == nil || c.Unheard || !refused(&c.Answer) && !model.ActionOf(c.Op).Describe()
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

// related returns the part of the calls that name a resource on which the last depends: by calls
// that name two, or by the start world.
func (p excerpt) related(w script.World) excerpt {
	all := slices.Concat(p.calls, p.open)
	set := map[string]bool{}
	for _, id := range ids(p.calls[len(p.calls)-1]) {
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
		for _, c := range all {
			if touches(set, c) {
				for _, id := range ids(c) {
					set[id] = true
				}
			}
		}
	}
	unrelated := func(c script.Call) bool { return !touches(set, c) && len(ids(c)) > 0 }
	p.calls, p.open = slices.DeleteFunc(slices.Clone(p.calls), unrelated), slices.DeleteFunc(slices.Clone(p.open), unrelated)
	return p
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
