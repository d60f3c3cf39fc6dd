package oracle

import (
	"iter"
	"slices"
	"strings"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
)

// State returns a state in which the system may be at an instant, the latest call's or a later
// one, and the machine that it is then: of what is possible that which takes the fewest
// readings, and little that nobody told. What has to be complete by then is, and nothing else.
// A disk that is attached to nobody knows what is left out.
func (j *Judge) State(at time.Duration) (model.State, model.Machine) {
	m := j.likeliest()
	is := boxOf(m)
	var instances []model.Instance
	var disks []model.Disk
	for _, f := range j.factors() {
		b := f.beliefs[0]
		for _, o := range f.beliefs {
			if _, ok := o.in.and(is); ok {
				b = o
				break
			}
		}
		for n, r := range f.resources {
			for _, after := range j.overdue(f, b, n, int64(at)) {
				if _, ok := after.in.and(is); ok {
					b = after
					break
				}
			}
			l, id := &b.locals[n], j.resources[r].id
			switch {
			case !l.there():
			case j.resources[r].kind == model.KindInstance:
				i := l.instance(id)
				i.MaxDataDisks = uint8(j.resources[r].limit)
				instances = append(instances, i)
			case l.holder != unknown && l.source != unknown:
				d := l.disk(id, j.idOf(l.holder), j.idOf(l.source))
				d.Category = j.resources[r].category
				disks = append(disks, d)
			}
		}
	}
	for {
		s, err := model.NewState(instances, disks)
		if err == nil || len(disks) == 0 {
			return s, m
		}
		disks = disks[:len(disks)-1] // what resources are is known one by one: together they may be too many
	}
}

// overdue returns what becomes of a belief when a resource is complete, if it has to be by an
// instant.
func (j *Judge) overdue(f *factor, b belief, n int, at int64) []belief {
	if b.locals[n].to > at {
		return nil
	}
	return j.settle(f, b, n, at)
}

func (j *Judge) idOf(r int32) string {
	if r < 0 {
		return ""
	}
	return j.resources[r].id
}

// likeliest returns the machine that takes the fewest readings of those that every factor has a
// belief of.
func (j *Judge) likeliest() model.Machine {
	factors := j.factors()
	best, fewest := j.possible[0].machine(), -1
	var tried []box
	try := func(in box) {
		if slices.Contains(tried, in) {
			return
		}
		tried = append(tried, in)
		m, takes := in.machine(), 0
		for range m.Readings.All() {
			takes++
		}
		if (fewest < 0 || takes < fewest) && j.isOf(factors, boxOf(m)) {
			best, fewest = m, takes
		}
	}
	for _, in := range j.possible {
		try(in)
		for _, f := range factors {
			for _, b := range f.beliefs {
				if both, ok := b.in.and(in); ok {
					try(both)
				}
			}
		}
	}
	return best
}

// isOf reports whether every factor has a belief of a machine.
func (j *Judge) isOf(factors []*factor, machine box) bool {
	for _, f := range factors {
		if !slices.ContainsFunc(f.beliefs, func(b belief) bool { _, ok := b.in.and(machine); return ok }) {
			return false
		}
	}
	return true
}

// Possible yields what a resource may be, as far as it is there: each once, and what is on its
// way as that, though it may be complete.
func (j *Judge) Possible(id string) iter.Seq[model.Resource] {
	return func(yield func(model.Resource) bool) {
		r := j.find(id)
		if r == nowhere {
			return
		}
		f, at := j.resources[r].factor, j.resources[r].at
		for n := range f.beliefs {
			l := &f.beliefs[n].locals[at]
			if !l.there() || slices.ContainsFunc(f.beliefs[:n], func(b belief) bool { m := &b.locals[at]; return m.word == l.word && m.holder == l.holder }) {
				continue
			}
			var is model.Resource
			if j.resources[r].kind == model.KindInstance {
				i := l.instance(id)
				i.MaxDataDisks = uint8(j.resources[r].limit)
				is.Instance = &i
			} else {
				d := l.disk(id, j.idOf(l.holder), j.idOf(l.source))
				d.Category = j.resources[r].category
				is.Disk = &d
			}
			if !yield(is) {
				return
			}
		}
	}
}

// state returns the resources of a belief as a state, and in words.
func (j *Judge) state(f *factor, b belief) (model.State, string, bool) {
	var instances []model.Instance
	var disks []model.Disk
	var words []string
	has := map[string]bool{}
	for n, r := range f.resources {
		if j.resources[r].kind != model.KindInstance || !b.locals[n].there() {
			continue
		}
		i := b.locals[n].instance(j.resources[r].id)
		if limit := j.resources[r].limit; limit > 0 {
			i.MaxDataDisks = uint8(limit)
		}
		instances = append(instances, i)
		has[string(i.ID)] = true
	}
	id := func(r int32) string {
		name := "(another)"
		switch {
		case r == nowhere:
			return ""
		case r >= 0:
			name = j.resources[r].id
		}
		if !has[name] {
			has[name] = true
			instances = append(instances, model.Instance{ID: model.InstanceID(name), Status: model.Running})
		}
		return name
	}
	for n, r := range f.resources {
		l := &b.locals[n]
		if j.resources[r].kind == model.KindDisk && l.there() {
			d := l.disk(j.resources[r].id, id(l.holder), id(l.source))
			d.Category = j.resources[r].category
			disks = append(disks, d)
		}
	}
	for _, r := range f.resources { // an answer may be of the other disks
		for _, d := range j.resources[r].held {
			o := j.resources[d]
			if l := &o.factor.beliefs[0].locals[o.at]; f.has(d) < 0 && l.there() && (l.holder == r || l.source == r) {
				disks = append(disks, l.disk(o.id, id(l.holder), id(l.source)))
			}
		}
	}
	s, err := model.NewState(instances, disks)
	if err != nil {
		return s, "", false
	}
	for n, r := range f.resources {
		l := &b.locals[n]
		text := model.QuoteID(j.resources[r].id)
		switch found := s.Resource(j.resources[r].id); {
		case !found.None():
			text = found.String()
		case l.word&diskExisted != 0:
			text += " released"
		default:
			text += " none"
		}
		if j.transitional(r, l.word) && l.entered > 0 {
			text += " since " + sim.FormatDuration(time.Duration(l.entered))
		}
		words = append(words, text)
	}
	return s, strings.Join(words, "; "), true
}
