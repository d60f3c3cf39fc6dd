package explore

import (
	"fmt"
	"slices"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/explore/pace"
)

// renumber numbers the values of every slot by what they are and not by when they
// were found, so that slots of equal values number them alike.
func (t *table) renumber() {
	instances := make([][]int, len(t.instances)) // by slot: the new number of each value
	for i := range t.instances {
		instances[i] = t.instances[i].renumber()
	}
	disks := make([][]int, len(t.disks))
	for d := range t.disks {
		disks[d] = t.disks[d].renumber()
	}
	for n := range t.moves {
		m := &t.moves[n]
		m.from, m.to = disks[m.disk][m.from], disks[m.disk][m.to]
		if m.instance >= 0 {
			m.hasInstance = instances[m.instance][m.hasInstance]
		}
	}
	for n := range t.releases {
		r := &t.releases[n]
		r.from, r.to = instances[r.instance][r.from], instances[r.instance][r.to]
		for d, values := range r.disks {
			if values == nil {
				continue
			}
			renumbered := make([]int, len(values))
			for v, to := range values {
				if to >= 0 {
					to = disks[d][to]
				}
				renumbered[disks[d][v]] = to
			}
			r.disks[d] = renumbered
		}
	}
	for n := range t.bad {
		b := &t.bad[n]
		if b.instance >= 0 {
			b.instValue = instances[b.instance][b.instValue]
		}
		if b.disk >= 0 {
			b.diskValue = disks[b.disk][b.diskValue]
		}
	}
}

func (s *slot) renumber() []int {
	sorted := slices.Clone(s.values)
	slices.SortFunc(sorted, func(a, b value) int { return strings.Compare(a.key(), b.key()) })
	number := make([]int, len(s.values))
	for n, v := range sorted {
		number[s.number[v]] = n
	}
	s.values = sorted
	for n, v := range sorted {
		s.number[v] = n
	}
	return number
}

// key is what a value is, whatever the id of its own resource.
func (v value) key() string {
	v.instance.ID, v.disk.ID = "", ""
	return fmt.Sprintf("%d %v %d %v", v.instance.Status, v.instance, v.disk.Status, v.disk)
}

func sameValues(a, b *slot) bool {
	return slices.EqualFunc(a.values, b.values, func(a, b value) bool { return a.key() == b.key() })
}

// diskClasses returns the disks that are interchangeable: they can have the same
// values, and whatever is done to one is done to the other.
func (t *table) diskClasses(p *pace.Pace) ([][]int, error) {
	moves := make([][]string, len(t.disks))
	for _, m := range t.moves {
		if err := p.Did(1); err != nil {
			return nil, err
		}
		moves[m.disk] = append(moves[m.disk], fmt.Sprint(m.from, m.to, m.instance, m.hasInstance, m.place))
	}
	faults := make([][]string, len(t.disks))
	for _, b := range t.bad {
		if b.disk >= 0 {
			faults[b.disk] = append(faults[b.disk], fmt.Sprint(b.instance, b.instValue, b.diskValue, b.full))
		}
	}
	for d := range t.disks {
		slices.Sort(moves[d])
		slices.Sort(faults[d])
	}
	var classes [][]int
next:
	for d := range t.disks {
		for c, class := range classes {
			if err := p.Did(1 + (len(moves[d])+len(t.releases))/64); err != nil {
				return nil, err
			}
			e := class[0]
			released := func(r release) bool { return slices.Equal(r.disks[d], r.disks[e]) }
			if sameValues(&t.disks[d], &t.disks[e]) && slices.Equal(moves[d], moves[e]) && slices.Equal(faults[d], faults[e]) &&
				!slices.ContainsFunc(t.releases, func(r release) bool { return !released(r) }) {
				classes[c] = append(class, d)
				continue next
			}
		}
		classes = append(classes, []int{d})
	}
	return classes, nil
}

// instanceClasses returns the instances that are interchangeable: when they change
// places, and the disks that refer to them with them, the table is the same.
func (t *table) instanceClasses(p *pace.Pace) ([][]int, error) {
	rules, err := t.rules(p, -1, -1)
	if err != nil {
		return nil, err
	}
	var classes [][]int
next:
	for i := range t.instances {
		for c, class := range classes {
			j := class[0]
			if !sameValues(&t.instances[i], &t.instances[j]) {
				continue
			}
			exchanged, err := t.rules(p, i, j)
			if err != nil {
				return nil, err
			}
			if slices.Equal(rules, exchanged) {
				classes[c] = append(class, i)
				continue next
			}
		}
		classes = append(classes, []int{i})
	}
	return classes, nil
}

// rules returns the entries of the table, in order, when the instances i and j have
// changed places; nil when there are values for which they cannot.
func (t *table) rules(p *pace.Pace, i, j int) (rules []string, err error) {
	other := func(n int) int {
		switch n {
		case i:
			return j
		case j:
			return i
		}
		return n
	}
	moved := make([][]int, len(t.disks))
	for d := range t.disks {
		if moved[d] = t.exchange(d, i, j); moved[d] == nil {
			return nil, nil
		}
	}
	for _, m := range t.moves {
		if err := p.Did(1); err != nil {
			return nil, err
		}
		rules = append(rules, fmt.Sprint("move ", m.disk, moved[m.disk][m.from], moved[m.disk][m.to], other(m.instance), m.hasInstance, m.place))
	}
	for _, r := range t.releases {
		rule := fmt.Sprint("release ", other(r.instance), r.from, r.to)
		for d, values := range r.disks {
			if values == nil {
				rule += " -"
				continue
			}
			exchanged := make([]int, len(values))
			for v, to := range values {
				if to >= 0 {
					to = moved[d][to]
				}
				exchanged[moved[d][v]] = to
			}
			if err := p.Did(1 + len(values)/16); err != nil {
				return nil, err
			}
			rule += fmt.Sprint(" ", exchanged)
		}
		rules = append(rules, rule)
	}
	for _, b := range t.bad {
		v := 0
		if b.disk >= 0 {
			v = moved[b.disk][b.diskValue]
		}
		rules = append(rules, fmt.Sprint("bad ", other(b.instance), b.instValue, b.disk, v, b.full))
	}
	slices.Sort(rules)
	return rules, nil
}

// exchange returns, by value of a disk, the value when two instances have changed
// places; nil when there is none for one of them.
func (t *table) exchange(disk, i, j int) []int {
	s := &t.disks[disk]
	moved := make([]int, len(s.values))
	other := func(id model.InstanceID) model.InstanceID {
		switch at := t.instanceOf(id); {
		case i >= 0 && at == i:
			return model.InstanceID(t.instances[j].id)
		case j >= 0 && at == j:
			return model.InstanceID(t.instances[i].id)
		}
		return id
	}
	for n, v := range s.values {
		v.disk.InstanceID = other(v.disk.InstanceID)
		v.disk.SourceInstanceID = model.SourceOf(other(v.disk.SourceInstanceID.InstanceID()))
		to, ok := s.number[v]
		if !ok {
			return nil
		}
		moved[n] = to
	}
	return moved
}
