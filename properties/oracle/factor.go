package oracle

import (
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// A factor is a set of resources that are tied to each other by what is not known: all that
// they may be. Factors are independent but for the machine.
type factor struct {
	resources []int32
	beliefs   []belief
	open      []*open // calls on these resources that may take effect at any time
	why       string  // why it is no longer judged, unless empty
}

// has reports whether a resource is in the factor, and where.
func (f *factor) has(r int32) int { return slices.Index(f.resources, r) }

// join makes one factor of several, which lasts as long as the call is judged.
func (j *Judge) join(fs []*factor) (*factor, bool) {
	if len(fs) == 1 {
		return fs[0], true
	}
	resources, calls := 0, 0
	for _, f := range fs {
		resources, calls = resources+len(f.resources), calls+len(f.open)
	}
	if calls > 64 {
		return nil, false
	}
	all := j.space.factors.one(factor{resources: j.space.numbers.list(resources), open: j.space.calls.list(calls), beliefs: ofNothing})
	for _, f := range fs {
		shift := len(all.open)
		all.resources = append(all.resources, f.resources...)
		all.open = append(all.open, f.open...)
		var next []belief
		for _, a := range all.beliefs {
			for _, b := range f.beliefs {
				in, ok := a.in.and(b.in)
				if !ok || !j.may(in) {
					continue
				}
				both := append(append(j.space.locals.list(len(a.locals)+len(b.locals)), a.locals...), b.locals...)
				next = j.space.beliefs.add(next, belief{locals: both, in: in, applied: a.applied | b.applied<<shift})
				if len(next) > j.options.Budget {
					return nil, false
				}
			}
		}
		all.beliefs = next
	}
	return all, true
}

// ofNothing are the beliefs about no resource at all, of any machine.
var ofNothing = []belief{{in: everything}}

// split makes factors of one again, as far as what the resources may be is independent, and
// takes them to be what is known.
func (j *Judge) split(f *factor) {
	for len(f.resources) > 1 {
		if len(f.beliefs) == 1 && len(f.open) == 0 { // nothing ties them
			b := f.beliefs[0]
			for at := range f.resources {
				one := [...]belief{{locals: b.locals[at : at+1], in: b.in}}
				j.place(&factor{resources: f.resources[at : at+1], beliefs: one[:]})
			}
			return
		}
		one, rest := j.splitOff(f)
		if one == nil {
			break
		}
		j.place(one)
		f = rest
	}
	j.place(f)
}

// shed forgets of several beliefs what no answer can speak of any longer: without that they may be
// one.
func (j *Judge) shed(f *factor) {
	if len(f.beliefs) == 1 || len(f.beliefs) == 2 && f.beliefs[0].apart(&f.beliefs[1]) || f.why != "" {
		return
	}
	oldest, shed := j.oldest-j.lag, false
	for _, b := range f.beliefs {
		for n := range b.locals {
			l := &b.locals[n]
			if past := l.past.since(oldest); past != l.past {
				l.past, shed = past, true
			}
		}
	}
	if !shed {
		return
	}
	g := *f
	g.beliefs = nil
	for _, b := range f.beliefs {
		g.beliefs = j.addBelief(g.beliefs, b)
	}
	if len(g.beliefs) < len(f.beliefs) {
		j.split(&g)
	}
}

// place notes that the resources are in a factor, which the judge keeps.
func (j *Judge) place(as *factor) {
	var f *factor
	if len(as.resources) == 1 && len(as.beliefs) <= 2 {
		f = j.resources[as.resources[0]].own.keep(as)
	} else {
		f = as.kept()
	}
	for at, r := range f.resources {
		is := j.resources[r]
		is.factor, is.at = f, at
		j.lists(r)
		is.existed = is.existed || !slices.ContainsFunc(f.beliefs, func(b belief) bool { return !b.locals[at].there() })
		if is.kind == model.KindDisk {
			for n := range f.beliefs {
				l := &f.beliefs[n].locals[at]
				j.holdsDisk(r, l)
				for _, o := range f.open {
					if o.action == book.ActionReInitDisk && o.diskAt == r && l.holder >= 0 {
						o.reads(j, l.holder)
					}
				}
			}
		}
	}
}

// kept returns a factor that has all that is in it for itself.
func (f *factor) kept() *factor {
	beliefs, locals := make([]belief, 0, len(f.beliefs)), make([]local, 0, len(f.beliefs)*len(f.resources))
	for n := range f.beliefs {
		b, at := &f.beliefs[n], len(locals)
		locals = append(locals, b.locals...)
		beliefs = append(beliefs, belief{locals[at:len(locals):len(locals)], b.in, b.applied})
	}
	return &factor{slices.Clone(f.resources), beliefs, slices.Clone(f.open), f.why}
}

// An own is the factor of one resource that is one thing, or one of two. Most are, and have all that a
// call needs in one place, which is written again and again.
type own struct {
	factor
	resources [1]int32
	beliefs   [1]belief
	locals    [1]local
	two       *two // where it was one of two
}

type two struct {
	beliefs [2]belief
	locals  [2]local
}

// keep has the factor be as another is, of which it may be a part.
func (o *own) keep(f *factor) *factor {
	var were [2]local
	for n := range f.beliefs {
		were[n] = f.beliefs[n].locals[0]
	}
	beliefs, locals := o.beliefs[:], o.locals[:]
	if len(f.beliefs) == 2 {
		if o.two == nil {
			o.two = new(two)
		}
		beliefs, locals = o.two.beliefs[:], o.two.locals[:]
	}
	for n := range f.beliefs {
		locals[n] = were[n]
		beliefs[n] = belief{locals[n : n+1 : n+1], f.beliefs[n].in, f.beliefs[n].applied}
	}
	o.resources[0] = f.resources[0]
	o.factor = factor{o.resources[:], beliefs[:len(f.beliefs)], append(o.open[:0], f.open...), f.why}
	return &o.factor
}

// splitOff takes one resource out of a factor, if it is independent of the others but for
// the machine.
func (j *Judge) splitOff(f *factor) (one, rest *factor) {
	for at, r := range f.resources {
		if slices.ContainsFunc(f.open, func(o *open) bool { return o.on == r }) {
			continue // the calls stay with what they change
		}
		one, rest = j.without(f, at)
		pairs := 0
		for _, a := range one.beliefs {
			for _, b := range rest.beliefs {
				if _, ok := a.in.and(b.in); ok {
					pairs++
				}
			}
		}
		if pairs == len(f.beliefs) {
			return one, rest
		}
	}
	return nil, nil
}

// without returns the factor of one resource, and that of the others. Which machines are
// possible stays with the others: of the one it is what they are in all.
func (j *Judge) without(f *factor, at int) (one, rest *factor) {
	one = j.space.factors.one(factor{resources: f.resources[at : at+1 : at+1]})
	rest = j.space.factors.one(factor{resources: slices.Delete(j.space.numbers.copy(f.resources), at, at+1), open: f.open})
	for _, b := range f.beliefs {
		single := belief{locals: b.locals[at : at+1 : at+1], in: b.in}
		if n := slices.IndexFunc(one.beliefs, func(o belief) bool { return sameBelief(o, single) }); n < 0 {
			one.beliefs = j.space.beliefs.add(one.beliefs, single)
		} else {
			one.beliefs[n] = j.covering(one.beliefs[n], single)
		}
		others := belief{locals: slices.Delete(j.space.locals.copy(b.locals), at, at+1), in: b.in, applied: b.applied}
		if n := slices.IndexFunc(rest.beliefs, func(o belief) bool { return o.in == others.in && sameBelief(o, others) }); n < 0 {
			rest.beliefs = j.space.beliefs.add(rest.beliefs, others)
		} else {
			rest.beliefs[n] = j.covering(rest.beliefs[n], others)
		}
	}
	return one, rest
}
