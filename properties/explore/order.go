package explore

import (
	"slices"

	"example.com/ecsdisk/properties/explore/pace"
)

// An order gives interchangeable instances their places: a state is a forest, each
// instance a tree of what it is and of the disks that refer to it, and of equal states
// the one counts whose trees ascend. Two neighbours that do not are exchanged, which
// is a look into a table; no permutations are tried.
type order struct {
	*layout
	pairs []pair
	bits  [][]uint64 // by class: number×instances: what disks refer to an instance, comparable
}

// A pair is two interchangeable instances, next to each other in their class.
type pair struct {
	a, b      int
	exchanged [][]uint32 // by class: the number of each multiset when they have changed places
}

// newOrder adds the order to a layout; there is none where no instances are
// interchangeable.
func (l *layout) newOrder(p *pace.Pace) error {
	o := &order{layout: l, pairs: l.pairs()}
	if o.pairs == nil {
		return nil
	}
	for n := range o.pairs {
		for c := range l.classes {
			exchanged, err := l.classes[c].mapped(p, l.exchange(l.classes[c].disks[0], o.pairs[n].a, o.pairs[n].b))
			if err != nil {
				return err
			}
			o.pairs[n].exchanged = append(o.pairs[n].exchanged, exchanged)
		}
	}
	for c := range l.classes {
		trees, err := o.trees(p, &l.classes[c])
		if err != nil {
			return err
		}
		o.bits = append(o.bits, trees)
	}
	l.order = o
	return nil
}

// pairs returns the neighbours among instances that are interchangeable. There are none
// where what refers to an instance of a class is more than a word can say, or where a disk
// refers to two instances, so that there are no trees: then no instances are exchanged, and
// there are more states than there need be.
func (l *layout) pairs() (pairs []pair) {
	for _, c := range l.classes {
		values := l.disks[c.disks[0]].values
		if len(c.disks) > 15 || len(values) > 16*len(l.instances) || slices.ContainsFunc(values, func(v value) bool { return len(v.refersTo(l.table)) > 1 }) {
			return nil
		}
	}
	for _, alike := range l.alike {
		for n := 1; n < len(alike); n++ {
			pairs = append(pairs, pair{a: alike[n-1], b: alike[n]})
		}
	}
	return pairs
}

// trees returns what refers to each instance of a class, by multiset: how many disks of
// each value, in the order of the values, so that it can be compared between
// instances.
func (o *order) trees(p *pace.Pace, c *class) ([]uint64, error) {
	kind := make([]int, c.r) // the how-manieth value that refers to its instance a value is
	root := make([]int, c.r)
	kinds := make([]int, len(o.instances))
	for v := range c.r {
		root[v] = -1
		for _, at := range o.disks[c.disks[0]].values[v].refersTo(o.table) {
			root[v], kind[v] = at, kinds[at]
			kinds[at]++
		}
	}
	held := make([]uint64, c.count*len(o.instances))
	for n := range c.count {
		if err := p.Did(1); err != nil {
			return nil, err
		}
		for _, v := range c.of(n) {
			if h := root[v]; h >= 0 {
				held[n*len(o.instances)+h] += 1 << (kind[v] * 4)
			}
		}
	}
	return held, nil
}

// arrange puts the instances of a state in order.
func (o *order) arrange(values, number []int) {
	for sorted := false; !sorted; {
		sorted = true
		for n := range o.pairs {
			p := &o.pairs[n]
			if !o.descends(p, values, number) {
				continue
			}
			sorted = false
			values[p.a], values[p.b] = values[p.b], values[p.a]
			for c := range number {
				number[c] = int(p.exchanged[c][number[c]])
			}
		}
	}
}

// descends reports whether the two are in the wrong order.
func (o *order) descends(p *pair, values, number []int) bool {
	if values[p.a] != values[p.b] {
		return values[p.a] > values[p.b]
	}
	for c := range number {
		at := number[c] * len(o.instances)
		if a, b := o.bits[c][at+p.a], o.bits[c][at+p.b]; a != b {
			return a > b
		}
	}
	return false
}

// tied reports whether two interchangeable instances have equal values, so that their
// order depends on their disks.
func (o *order) tied(values []int) bool {
	for _, p := range o.pairs {
		if values[p.a] == values[p.b] {
			return true
		}
	}
	return false
}
