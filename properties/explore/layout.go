package explore

import (
	"fmt"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
)

// A layout numbers the states of a scope. The values of the instances make the block
// and the disks, class by class, the place in it, so that a number has one bit of a
// bitmap and no state is ever stored or hashed.
type layout struct {
	*table
	estimate
	classes     []class
	alike       [][]int // with symmetry: the instances that are interchangeable
	strides     []int   // of the instances, in blocks
	blocks      int
	size        int // of a block, in states; a multiple of 64
	inner       int // how many states the classes below the outer ones make
	innerFirst  int // the first of those classes
	innerNumber []uint32
	maps        [][][]uint32 // by release and class: the number of each multiset afterwards; nil is the same
	byDisk      [][]move     // the moves of each disk
	order       *order       // of interchangeable instances, or nil
	held        [][]uint8    // by class: number×instances: how many data disks an instance holds; nil where no step asks
}

// A class is the disks that are interchangeable. Without symmetry each is its own.
type class struct {
	*multisets
	disks  []int // slots; their values are numbered alike
	stride int
}

// refused stands for the number of a multiset in which the operation is refused.
const refused = ^uint32(0)

// maxInner bounds the table by which the place in a block is taken apart.
const maxInner = 1 << 14

// outline returns the table of a scope, and as much of the layout as takes no memory: how
// large it gets. What is too large is an error.
func outline(p *pace.Pace, s *scope.Scope, symmetry bool, memory int64) (*layout, error) {
	t, err := tabulate(p, s, symmetry, memory)
	if err != nil {
		return nil, err
	}
	return newLayout(p, t)
}

// newLayout returns the outline of the layout of a table. With symmetry, states that
// differ only in which of interchangeable resources is which have one number.
func newLayout(p *pace.Pace, t *table) (*layout, error) {
	l := &layout{table: t}
	classes := make([][]int, len(t.disks))
	for d := range t.disks {
		classes[d] = []int{d}
	}
	var err error
	if t.symmetry {
		if classes, err = t.diskClasses(p); err != nil {
			return nil, err
		}
		if l.alike, err = t.instanceClasses(p); err != nil {
			return nil, err
		}
	}
	for _, disks := range classes {
		if r := len(t.disks[disks[0]].values); r > 256 {
			return nil, fmt.Errorf("explore: disk %s can have %d values; expected at most 256", t.disks[disks[0]].id, r)
		}
		l.classes = append(l.classes, class{disks: disks})
	}
	l.estimate = t.estimate(l.classes, len(l.pairs()))
	return l, t.within(l.numbers, l.tables)
}

// fill fills in the tables of an outline.
func (l *layout) fill(p *pace.Pace) error {
	l.blocks, l.size = 1, 1
	for i := range l.instances {
		l.strides = append(l.strides, l.blocks)
		l.blocks *= len(l.instances[i].values)
	}
	for c := range l.classes {
		class := &l.classes[c]
		var err error
		if class.multisets, err = newMultisets(p, len(class.disks), len(l.table.disks[class.disks[0]].values)); err != nil {
			return err
		}
		class.stride = l.size
		l.size *= class.count
	}
	l.index()
	if err := l.takeApart(p); err != nil {
		return err
	}
	l.size = (l.size + 63) &^ 63
	if err := l.mapReleases(p); err != nil {
		return err
	}
	if err := l.countHeld(p); err != nil {
		return err
	}
	return l.newOrder(p)
}

// index lists the moves by disk.
func (l *layout) index() {
	l.byDisk = make([][]move, len(l.disks))
	for _, m := range l.moves {
		l.byDisk[m.disk] = append(l.byDisk[m.disk], m)
	}
}

// takeApart fills in the table of the innermost classes: as many as have few states together.
func (l *layout) takeApart(p *pace.Pace) error {
	l.inner = 1
	for _, c := range l.classes {
		if l.inner > 1 && l.inner*c.count > maxInner {
			break
		}
		l.inner *= c.count
		l.innerFirst++
	}
	l.innerNumber = make([]uint32, 0, l.inner*l.innerFirst)
	for n := range l.inner {
		if err := p.Did(1); err != nil {
			return err
		}
		for _, c := range l.classes[:l.innerFirst] {
			l.innerNumber = append(l.innerNumber, uint32(n/c.stride%c.count))
		}
	}
	return nil
}

// countHeld counts the data disks of each instance in each multiset, if a step depends
// on how many there are.
func (l *layout) countHeld(p *pace.Pace) error {
	if !l.countsHeld() {
		return nil
	}
	for _, c := range l.classes {
		held := make([]uint8, c.count*len(l.instances))
		for n := range c.count {
			if err := p.Did(1); err != nil {
				return err
			}
			for _, v := range c.of(n) {
				d := l.disks[c.disks[0]].values[v].disk
				if at := l.instanceOf(d.InstanceID); at >= 0 && d.Type == model.DataDisk {
					held[n*len(l.instances)+at]++
				}
			}
		}
		l.held = append(l.held, held)
	}
	return nil
}

// mapReleases finds what a release does to the multiset of each class, once for all
// that do the same.
func (l *layout) mapReleases(p *pace.Pace) (err error) {
	l.maps = make([][][]uint32, len(l.releases))
	made := map[string][]uint32{}
	for n, r := range l.releases {
		l.maps[n] = make([][]uint32, len(l.classes))
		for c := range l.classes {
			values := r.disks[l.classes[c].disks[0]]
			if values == nil {
				continue
			}
			key := mapKey(c, values)
			if made[key] == nil {
				if made[key], err = l.classes[c].mapped(p, values); err != nil {
					return err
				}
			}
			l.maps[n][c] = made[key]
		}
	}
	return nil
}

// number returns the number of a state, by the values of its slots.
func (l *layout) number(instances, disks []int) int {
	numbers := make([]int, len(l.classes))
	for n, c := range l.classes {
		elements := make([]uint8, 0, c.m)
		for _, d := range c.disks {
			elements = append(elements, uint8(disks[d]))
		}
		slices.Sort(elements)
		numbers[n] = c.multisets.number(elements)
	}
	instances = slices.Clone(instances)
	if l.order != nil {
		l.order.arrange(instances, numbers)
	}
	return l.compose(instances, numbers)
}

// numberOf returns the number of a state; ok is false when it has values that no slot
// of the layout has.
func (l *layout) numberOf(s model.State) (n int, ok bool) {
	instances, disks, ok := l.valuesOf(s)
	if !ok {
		return 0, false
	}
	return l.number(instances, disks), true
}

// stateOf returns the state of a number: with symmetry, one of those that have it.
func (l *layout) stateOf(n int) (model.State, error) {
	var instances []model.Instance
	for i := range l.instances {
		if v := l.instances[i].values[n/l.size/l.strides[i]%len(l.instances[i].values)]; v != (value{}) {
			instances = append(instances, v.instance)
		}
	}
	var disks []model.Disk
	for _, c := range l.classes {
		for at, v := range c.of(n % l.size / c.stride % c.count) {
			if v := l.disks[c.disks[at]].values[v]; v != (value{}) {
				disks = append(disks, v.disk)
			}
		}
	}
	return model.NewState(instances, disks)
}

// classOf returns the class of a disk, or -1.
func (l *layout) classOf(disk int) int {
	return slices.IndexFunc(l.classes, func(c class) bool { return slices.Contains(c.disks, disk) })
}

// has reports whether a disk of the class has a value.
func (c *class) has(number, value int) bool {
	return slices.Contains(c.of(number), uint8(value))
}

// compose returns the number of a state, by the values of the instances and the
// multiset of each class.
func (l *layout) compose(instances, numbers []int) int {
	n := 0
	for i, v := range instances {
		n += v * l.strides[i]
	}
	n *= l.size
	for c, number := range numbers {
		n += number * l.classes[c].stride
	}
	return n
}

// mapped returns the number of each multiset when each of its values is mapped.
func (c *class) mapped(p *pace.Pace, values []int) ([]uint32, error) {
	numbers := make([]uint32, c.count)
	after := make([]uint8, c.m)
	for n := range numbers {
		if err := p.Did(1); err != nil {
			return nil, err
		}
		numbers[n] = refused
		if mapElements(c.of(n), values, after) {
			numbers[n] = uint32(c.number(after))
		}
	}
	return numbers, nil
}

// mapElements maps values and sorts them; ok is false when one is refused.
func mapElements(elements []uint8, values []int, after []uint8) (ok bool) {
	for j, v := range elements {
		to := int(v)
		if to < len(values) {
			to = values[to]
		}
		if to < 0 {
			return false
		}
		k := j
		for ; k > 0 && int(after[k-1]) > to; k-- {
			after[k] = after[k-1]
		}
		after[k] = uint8(to)
	}
	return true
}
