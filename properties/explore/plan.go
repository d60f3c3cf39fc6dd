package explore

// A plan is the steps that can be taken in one block, where each instance has one
// value: what a state costs is only what depends on its disks.
type plan struct {
	*layout
	values   []int         // of the instances
	moves    [][]planned   // by class and value of a disk
	placed   [][][]planned // by instance, those that need a place on it; nil where none does
	limits   []int         // by instance, how many data disks it may have
	releases []plannedRelease
	tied     bool // the order of the instances depends on their disks
	bad      []plannedBad
}

// planned is where one disk of a value can go.
type planned struct {
	to    []int // other values, each once
	by    []int // what that adds to the number of the state, for a class of one disk
	steps int   // how many operations go there
}

// plannedRelease is a step that changes an instance.
type plannedRelease struct {
	instance, to int
	maps         [][]uint32 // by class: the number of each multiset afterwards, or nil
	base         int        // the number of the first state of the block that it leads to
	steps        int
}

// plannedBad is a step on which a property does not hold, where a disk of a class has a
// value, or whatever the disks.
type plannedBad struct {
	*bad
	class int // -1: whatever the disks
}

func newPlan(l *layout) *plan {
	p := &plan{layout: l, values: make([]int, len(l.instances)), limits: make([]int, len(l.instances)), moves: newMoves(l)}
	if l.held != nil {
		for range l.instances {
			p.placed = append(p.placed, newMoves(l))
		}
	}
	return p
}

func newMoves(l *layout) [][]planned {
	moves := make([][]planned, len(l.classes))
	for c := range l.classes {
		moves[c] = make([]planned, l.classes[c].r)
	}
	return moves
}

func clearMoves(moves [][]planned) {
	for c := range moves {
		for v := range moves[c] {
			m := &moves[c][v]
			m.to, m.by, m.steps = m.to[:0], m.by[:0], 0
		}
	}
}

// make fills in the plan of a block.
func (p *plan) make(block int) {
	for i := range p.instances {
		p.values[i] = block / p.strides[i] % len(p.instances[i].values)
		p.limits[i] = int(p.instances[i].values[p.values[i]].instance.MaxDataDisks)
	}
	p.tied = p.order != nil && p.order.tied(p.values)
	clearMoves(p.moves)
	for _, moves := range p.placed {
		clearMoves(moves)
	}
	for c := range p.classes {
		for _, m := range p.byDisk[p.classes[c].disks[0]] {
			if m.instance < 0 || p.values[m.instance] == m.hasInstance {
				moves := p.moves
				if m.place {
					moves = p.placed[m.instance]
				}
				moves[c][m.from].add(m, p.classes[c].stride)
			}
		}
	}
	p.bad = p.bad[:0]
	for n := range p.layout.bad {
		b := &p.layout.bad[n]
		if b.instance < 0 || p.values[b.instance] == b.instValue {
			p.bad = append(p.bad, plannedBad{b, p.classOf(b.disk)})
		}
	}
	p.releases = p.releases[:0]
	for n := range p.layout.releases {
		r := &p.layout.releases[n]
		if p.values[r.instance] == r.from {
			p.addRelease(plannedRelease{r.instance, r.to, p.maps[n], (block + (r.to-r.from)*p.strides[r.instance]) * p.size, 1})
		}
	}
}

func (m *planned) add(step move, stride int) {
	m.steps++
	for _, to := range m.to {
		if to == step.to {
			return
		}
	}
	m.to = append(m.to, step.to)
	m.by = append(m.by, (step.to-step.from)*stride)
}

// addRelease adds a release, or counts it with one that does the same.
func (p *plan) addRelease(r plannedRelease) {
	for i := range p.releases {
		if o := &p.releases[i]; o.base == r.base && sameMaps(o.maps, r.maps) {
			o.steps++
			return
		}
	}
	p.releases = append(p.releases, r)
}

// sameMaps compares maps by identity: a layout has each only once.
func sameMaps(a, b [][]uint32) bool {
	for c := range a {
		if (a[c] == nil) != (b[c] == nil) || a[c] != nil && &a[c][0] != &b[c][0] {
			return false
		}
	}
	return true
}
