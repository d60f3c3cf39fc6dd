package model

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// A probe is an element that is equal to nothing, not even to itself: what diff
// yields of a list of probes is what it has compared and not skipped.
type probe struct {
	id  string
	nan float64
}

func (p *probe) key() string { return p.id }

// A lister has a list next to a map that says what is in it.
type lister struct {
	list  list[Disk, *Disk]
	plain map[string]Disk
}

// change makes one random change: the list grows while it is shorter than aim.
func (l *lister) change(c *claim, rng *rand.Rand, aim int) {
	switch n, now := rng.IntN(10), len(l.plain); {
	case now == 0 || n < 6 && now < aim:
		d := Disk{ID: DiskID(fmt.Sprintf("%08d", rng.IntN(1e8)))}
		if _, is := l.plain[string(d.ID)]; !is {
			l.list.insert(c, d)
			l.plain[string(d.ID)] = d
		}
	case n < 8 && now >= aim || n < 2:
		key := string(pick(&l.list, rng).ID)
		l.list.remove(c, key)
		delete(l.plain, key)
	default:
		at := pick(&l.list, rng)
		d := l.plain[string(at.ID)]
		d.Category = fmt.Sprint(rng.IntN(1000))
		*l.list.at(c, at) = d
		l.plain[string(d.ID)] = d
	}
}

func (l *lister) check(t *testing.T) {
	t.Helper()
	var got []Disk
	l.list.each(func(d *Disk) bool { got = append(got, *d); return true })
	want := slices.SortedFunc(maps.Values(l.plain), func(a, b Disk) int { return compareText(a.ID, b.ID) })
	if !slices.Equal(got, want) || l.list.len() != len(want) {
		t.Fatalf("the list of %d elements is not what was put into it (%d)", l.list.len(), len(want))
	}
	for _, d := range want {
		if at := l.list.get(string(d.ID)); at == nil || *at != d {
			t.Fatalf("get(%s) = %v; want %v", d.ID, at, d)
		}
		if at := l.list.get(string(d.ID) + "+"); at != nil {
			t.Fatalf("get(%s+) = %v; want none", d.ID, at)
		}
	}
	if l.list.root != nil {
		checkNode(t, l.list.root, "", true)
	}
}

// checkNode checks what makes a B+ tree, and returns its height.
func checkNode(t *testing.T, n *node[Disk, *Disk], least string, first bool) int {
	t.Helper()
	if n.kids == nil {
		if len(n.elems) == 0 || len(n.elems) > leafWidth || !first && string(n.elems[0].ID) < least {
			t.Fatalf("a leaf of %d elements, %v; expected 1 to %d, from %s", len(n.elems), n.elems, leafWidth, least)
		}
		return 0
	}
	if len(n.kids) > nodeWidth || n.elems != nil {
		t.Fatalf("an inner node of %d children and %d elements; expected at most %d and none", len(n.kids), len(n.elems), nodeWidth)
	}
	height := -1
	for i, kid := range n.kids {
		if i > 1 && kid.min <= n.kids[i-1].min {
			t.Fatalf("child %d begins at %s, not after %s", i, kid.min, n.kids[i-1].min)
		}
		h := checkNode(t, kid, kid.min, first && i == 0)
		if height >= 0 && h != height {
			t.Fatalf("children of heights %d and %d", h, height)
		}
		height = h
	}
	return height + 1
}

func TestListIsTheMap(t *testing.T) {
	// Below, at and past the width of a leaf, of a node of leaves, and of a node of nodes.
	for _, aim := range []int{3, leafWidth, leafWidth + 1, 3 * leafWidth, nodeWidth * leafWidth} {
		t.Run(fmt.Sprint(aim), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(1, uint64(aim)))
			l := lister{plain: map[string]Disk{}}
			for _, phase := range []struct{ steps, batch, aim int }{
				{20, 1, aim}, {20, 7, aim}, {4, aim, aim}, {2, aim, aim / 8}, {3, aim / 3, aim}, {100, 1, aim},
			} {
				for range phase.steps {
					before, was := l.list, maps.Clone(l.plain)
					var c claim
					for range phase.batch {
						l.change(&c, rng, phase.aim)
					}
					checkDiff(t, &before, &l.list, was, l.plain)
					l.check(t)
					(&lister{before, was}).check(t) // nobody has written to the old one
				}
			}
		})
	}
}

// checkDiff checks that diff yields exactly what differs, in order.
func checkDiff(t *testing.T, a, b *list[Disk, *Disk], was, is map[string]Disk) {
	t.Helper()
	var got, want []string
	diff(*a, *b, func(old, new *Disk) bool {
		got = append(got, pair(old, new))
		return true
	})
	all := maps.Clone(was)
	maps.Copy(all, is)
	for _, key := range slices.Sorted(maps.Keys(all)) {
		var old, new *Disk
		if d, ok := was[key]; ok {
			old = &d
		}
		if d, ok := is[key]; ok {
			new = &d
		}
		if old == nil || new == nil || *old != *new {
			want = append(want, pair(old, new))
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("diff yields %v; want %v", got, want)
	}
	for stop := range min(len(want), 3) {
		n := 0
		if diff(*a, *b, func(_, _ *Disk) bool { n++; return n <= stop }) || n != stop+1 {
			t.Fatalf("diff goes on after yield has returned false")
		}
	}
}

func pair(old, new *Disk) string {
	text := func(d *Disk) string {
		if d == nil {
			return "none"
		}
		return fmt.Sprintf("%+v", *d)
	}
	return text(old) + " -> " + text(new)
}

func compareText[T ~string](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// TestListEmptiesAgain takes a tree down to nothing from either end: the joins of
// neighbours and the way back to a single leaf.
func TestListEmptiesAgain(t *testing.T) {
	const n = 3 * nodeWidth * leafWidth
	for name, at := range map[string]func(len int) int{
		"front": func(int) int { return 0 }, "back": func(len int) int { return len - 1 }, "middle": func(len int) int { return len / 2 },
	} {
		t.Run(name, func(t *testing.T) {
			l := lister{plain: map[string]Disk{}}
			var c claim
			var keys []string
			for i := range n {
				d := Disk{ID: DiskID(fmt.Sprintf("%08d", i))}
				l.list.insert(&c, d)
				l.plain[string(d.ID)] = d
				keys = append(keys, string(d.ID))
			}
			for len(keys) > 0 {
				i := at(len(keys))
				l.list.remove(new(claim), keys[i])
				delete(l.plain, keys[i])
				keys = slices.Delete(keys, i, i+1)
				if len(keys)%61 == 0 || len(keys) < leafWidth {
					l.check(t)
				}
			}
			if l.list.root != nil || len(l.list.leaf) != 0 {
				t.Errorf("the empty list has %d elements", l.list.len())
			}
		})
	}
}

// A tree that has shrunk has few nodes: neighbours that fit into one are joined, so
// that nodes are a quarter full on average. Most elements go, but never all of a leaf.
func TestListJoinsWhatIsNarrow(t *testing.T) {
	const n = nodeWidth * nodeWidth * leafWidth
	key := func(i int) string { return fmt.Sprintf("%08d", i) }
	shuffled := rand.New(rand.NewPCG(1, 2)).Perm(n)
	for name, order := range map[string][]int{"in order": slices.Sorted(slices.Values(shuffled)), "shuffled": shuffled} {
		var l list[Disk, *Disk]
		var c claim
		for i := range n {
			l.insert(&c, Disk{ID: DiskID(key(i))})
		}
		for _, i := range order {
			if i%(leafWidth/2) != 0 {
				l.remove(&c, key(i))
			}
		}
		below, width := l.len(), leafWidth
		for height, nodes := range nodesByHeight([]*node[Disk, *Disk]{l.root}) {
			if nodes*width > 4*below+width {
				t.Errorf("%s: %d nodes of height %d have %d below; want a quarter of %d each", name, nodes, height, below, width)
			}
			below, width = nodes, nodeWidth
		}
	}
}

// nodesByHeight counts the nodes below nodes of one height and those themselves, the
// leaves first.
func nodesByHeight(row []*node[Disk, *Disk]) []int {
	var below []*node[Disk, *Disk]
	for _, n := range row {
		below = append(below, n.kids...)
	}
	if below == nil {
		return []int{len(row)}
	}
	return append(nodesByHeight(below), len(row))
}

// A key may come to stand where a leaf went away, before the least key that its node
// still has; it has to be found there when that node is no longer its parent's first.
func TestListFillsAHole(t *testing.T) {
	const n = 2 * nodeWidth * leafWidth
	key := func(i int) DiskID { return DiskID(fmt.Sprintf("%08d", i)) }
	for hole := 0; hole < n; hole += leafWidth / 2 {
		l := lister{plain: map[string]Disk{}}
		var c claim
		for i := range n {
			l.list.insert(&c, Disk{ID: key(i)})
		}
		for i := hole; i < hole+leafWidth/2; i++ {
			l.list.remove(&c, string(key(i)))
		}
		for i := hole; i < hole+leafWidth/2; i++ {
			l.list.insert(&c, Disk{ID: key(i)})
		}
		for i := range n {
			if i/leafWidth == hole/leafWidth || i%leafWidth == 0 {
				l.plain[string(key(i))] = Disk{ID: key(i)}
			} else {
				l.list.remove(&c, string(key(i)))
			}
		}
		l.check(t)
	}
}

// A list that differs from another in one element compares one leaf, and does not
// open the nodes that both have: what diff costs does not grow with the list.
func TestDiffSkipsWhatIsShared(t *testing.T) {
	for _, n := range []int{leafWidth, 10 * leafWidth, nodeWidth * leafWidth, 100_000} {
		for _, at := range []int{0, n / 2, n - 1} {
			var before list[probe, *probe]
			var c claim
			for i := range n {
				before.insert(&c, probe{fmt.Sprintf("%08d", i), math.NaN()})
			}
			diff(before, before, func(p, _ *probe) bool { t.Errorf("diff compares %s of a list and itself", p.id); return false })
			after := before
			after.at(new(claim), before.get(fmt.Sprintf("%08d", at))).nan = 1
			if before.root != nil {
				spoilShared(before.root, after.root)
			}
			compared := 0
			diff(before, after, func(_, _ *probe) bool { compared++; return true })
			if compared == 0 || compared > leafWidth {
				t.Errorf("of %d elements diff compares %d when one is written; want at most %d", n, compared, leafWidth)
			}
		}
	}
}

// The same holds when a leaf is split: its neighbours are not compared.
func TestDiffSkipsWhatIsSharedBesideASplit(t *testing.T) {
	const n = 100_000
	var before list[probe, *probe]
	var c claim
	for i := range n {
		before.insert(&c, probe{fmt.Sprintf("%08d", i), math.NaN()})
	}
	after := before
	c = claim{}
	for i := range leafWidth {
		after.insert(&c, probe{fmt.Sprintf("%08d+%02d", n/2, i), math.NaN()})
	}
	came, compared := 0, 0
	diff(before, after, func(old, _ *probe) bool {
		compared++
		if old == nil {
			came++
		}
		return true
	})
	if came != leafWidth || compared > 2*leafWidth {
		t.Errorf("diff compares %d elements of which %d came; want at most %d and %d", compared, came, 2*leafWidth, leafWidth)
	}
}

// spoilShared makes every node that both trees have such that opening it panics.
func spoilShared(a, b *node[probe, *probe]) {
	for i, kid := range a.kids {
		if kid == b.kids[i] {
			*kid = node[probe, *probe]{min: kid.min, kids: []*node[probe, *probe]{nil}}
		} else {
			spoilShared(kid, b.kids[i])
		}
	}
}
