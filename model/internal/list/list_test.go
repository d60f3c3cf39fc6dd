package list

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// Disks are what is in the lists of the tests.
type (
	DiskID string
	Disk   struct {
		ID                 DiskID
		Category           string
		DeleteWithInstance bool
	}
	byID struct{}
)

func (byID) Of(d *Disk) string { return string(d.ID) }

// A lister has a list next to a map that says what is in it.
type lister struct {
	list  List[Disk, byID]
	plain map[string]Disk
}

// change makes one random change: the list grows while it is shorter than aim.
func (l *lister) change(c *Claim, rng *rand.Rand, aim int) {
	switch n, now := rng.IntN(10), len(l.plain); {
	case now == 0 || n < 6 && now < aim:
		d := Disk{ID: DiskID(fmt.Sprintf("%08d", rng.IntN(1e8)))}
		if _, is := l.plain[string(d.ID)]; !is {
			l.list.Insert(c, d)
			l.plain[string(d.ID)] = d
		}
	case n < 8 && now >= aim || n < 2:
		key := string(pick(&l.list, rng).ID)
		l.list.Remove(c, key)
		delete(l.plain, key)
	default:
		at := pick(&l.list, rng)
		d := l.plain[string(at.ID)]
		d.Category = fmt.Sprint(rng.IntN(1000))
		*l.list.At(c, at) = d
		l.plain[string(d.ID)] = d
	}
}

func (l *lister) check(t *testing.T) {
	t.Helper()
	var got []Disk
	l.list.Each(func(d *Disk) bool { got = append(got, *d); return true })
	want := slices.SortedFunc(maps.Values(l.plain), func(a, b Disk) int { return compareText(a.ID, b.ID) })
	if !slices.Equal(got, want) || l.list.Len() != len(want) {
		t.Fatalf("the list of %d elements is not what was put into it (%d)", l.list.Len(), len(want))
	}
	for _, d := range want {
		if at := l.list.Get(string(d.ID)); at == nil || *at != d {
			t.Fatalf("get(%s) = %v; want %v", d.ID, at, d)
		}
		if at := l.list.Get(string(d.ID) + "+"); at != nil {
			t.Fatalf("get(%s+) = %v; want none", d.ID, at)
		}
	}
	if l.list.root != nil {
		checkNode(t, l.list.root, "")
		if len(l.list.root.kids) < 2 {
			t.Fatalf("a root with %d children and %d elements; expected 2 children or more", len(l.list.root.kids), l.list.Len())
		}
	}
}

// checkNode checks what makes a B+ tree of a node whose keys come after another, and
// returns the last of them.
func checkNode(t *testing.T, n *node[Disk, byID], after string) (last string) {
	t.Helper()
	if after != "" && n.min <= after {
		t.Fatalf("a node begins at %s, not after %s", n.min, after)
	}
	if slices.ContainsFunc(n.elems[len(n.elems):cap(n.elems)], func(d Disk) bool { return d != Disk{} }) ||
		slices.ContainsFunc(n.kids[len(n.kids):cap(n.kids)], func(kid *node[Disk, byID]) bool { return kid != nil }) {
		t.Fatalf("a node of height %d keeps behind its end what it no longer has", n.height)
	}
	if n.kids == nil {
		if len(n.elems) == 0 || len(n.elems) > LeafWidth || n.height != 0 || string(n.elems[0].ID) < n.min {
			t.Fatalf("a leaf of height %d and of %d elements, %v; expected 1 to %d, from %s", n.height, len(n.elems), n.elems, LeafWidth, n.min)
		}
		return string(n.elems[len(n.elems)-1].ID)
	}
	if len(n.kids) > NodeWidth || n.elems != nil {
		t.Fatalf("an inner node of %d children and %d elements; expected at most %d and none", len(n.kids), len(n.elems), NodeWidth)
	}
	last = after
	for i, kid := range n.kids {
		if kid.height != n.height-1 || kid.min < n.min {
			t.Fatalf("a child of height %d, from %s, in a node of height %d, from %s", kid.height, kid.min, n.height, n.min)
		}
		if i > 0 && len(kid.elems)+len(n.kids[i-1].elems) <= LeafWidth/2 && len(kid.kids)+len(n.kids[i-1].kids) <= NodeWidth/2 {
			t.Fatalf("two neighbours of height %d that fit into one", kid.height)
		}
		last = checkNode(t, kid, last)
	}
	return last
}

func TestListIsTheMap(t *testing.T) {
	// Below, at and past the width of a leaf, of a node of leaves, and of a node of nodes.
	for _, aim := range []int{3, LeafWidth, LeafWidth + 1, 3 * LeafWidth, NodeWidth * LeafWidth} {
		t.Run(fmt.Sprint(aim), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(1, uint64(aim)))
			l := lister{plain: map[string]Disk{}}
			for _, phase := range []struct{ steps, batch, aim int }{
				{20, 1, aim}, {20, 7, aim}, {4, aim, aim}, {2, aim, aim / 8}, {3, aim / 3, aim}, {100, 1, aim},
			} {
				for range phase.steps {
					before, was := l.list, maps.Clone(l.plain)
					var c Claim
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
	const n = 3 * NodeWidth * LeafWidth
	for name, at := range map[string]func(len int) int{
		"front": func(int) int { return 0 }, "back": func(len int) int { return len - 1 }, "middle": func(len int) int { return len / 2 },
	} {
		t.Run(name, func(t *testing.T) {
			l := lister{plain: map[string]Disk{}}
			var c Claim
			var keys []string
			for i := range n {
				d := Disk{ID: DiskID(fmt.Sprintf("%08d", i))}
				l.list.Insert(&c, d)
				l.plain[string(d.ID)] = d
				keys = append(keys, string(d.ID))
			}
			for len(keys) > 0 {
				i := at(len(keys))
				l.list.Remove(new(Claim), keys[i])
				delete(l.plain, keys[i])
				keys = slices.Delete(keys, i, i+1)
				if len(keys)%61 == 0 || len(keys) < LeafWidth {
					l.check(t)
				}
			}
			if l.list.root != nil || len(l.list.leaf) != 0 {
				t.Errorf("the empty list has %d elements", l.list.Len())
			}
		})
	}
}

// A tree that has shrunk has few nodes: neighbours that fit into one are joined, so
// that nodes are a quarter full on average. Most elements go, but never all of a leaf.
func TestListJoinsWhatIsNarrow(t *testing.T) {
	const n = NodeWidth * NodeWidth * LeafWidth
	key := func(i int) string { return fmt.Sprintf("%08d", i) }
	shuffled := rand.New(rand.NewPCG(1, 2)).Perm(n)
	inOrder := slices.Sorted(slices.Values(shuffled))
	for name, order := range map[string][]int{"in order": inOrder, "from the end": reversed(inOrder), "shuffled": shuffled} {
		var l List[Disk, byID]
		var c Claim
		for i := range n {
			l.Insert(&c, Disk{ID: DiskID(key(i))})
		}
		for _, i := range order {
			if i%(LeafWidth/2) != 0 {
				l.Remove(&c, key(i))
			}
		}
		below, width := l.Len(), LeafWidth
		for height, nodes := range nodesByHeight([]*node[Disk, byID]{l.root}) {
			if nodes*width > 4*below+width {
				t.Errorf("%s: %d nodes of height %d have %d below; want a quarter of %d each", name, nodes, height, below, width)
			}
			below, width = nodes, NodeWidth
		}
	}
}

// nodesByHeight counts the nodes below nodes of one height and those themselves, the
// leaves first.
func nodesByHeight(row []*node[Disk, byID]) []int {
	var below []*node[Disk, byID]
	for _, n := range row {
		below = append(below, n.kids...)
	}
	if below == nil {
		return []int{len(row)}
	}
	return append(nodesByHeight(below), len(row))
}

// A node is split when it has no room left, and not joined with its other half again
// before both have got narrower: what comes and goes in one place does not split and join
// each time.
func TestListSplitsWhatIsFull(t *testing.T) {
	const n = NodeWidth * LeafWidth
	key := func(i int) string { return fmt.Sprintf("%08d", i) }
	count := func(l *List[Disk, byID]) []int { // elements, leaves, and nodes of leaves
		if l.root == nil {
			return []int{l.Len(), 1}
		}
		return append([]int{l.Len()}, nodesByHeight([]*node[Disk, byID]{l.root})...)
	}
	var l List[Disk, byID]
	var split, widest [2]int
	for i := range n {
		before := count(&l)
		l.Insert(new(Claim), Disk{ID: DiskID(key(i))})
		for height := range split {
			after := count(&l)
			if len(before) < height+2 || after[height+1] == before[height+1] {
				continue
			}
			split[height]++
			less := l
			for last := i; count(&less)[height] > before[height]-2; last-- {
				less.Remove(new(Claim), key(last))
			}
			if is := count(&less); is[height+1] != after[height+1] {
				t.Errorf("of %d elements, a node of height %d is split; of %v it is joined again", i, height, is)
			}
		}
		for n := l.root; n != nil; n = n.kids[len(n.kids)-1] {
			if n.kids == nil {
				widest[0] = max(widest[0], len(n.elems))
				break
			}
			widest[1] = max(widest[1], len(n.kids))
		}
	}
	if min(split[0], split[1]) == 0 || widest != [2]int{LeafWidth, NodeWidth} {
		t.Errorf("%d leaves and %d nodes of them are split, and get as wide as %v; expected %d and %d", split[0], split[1], widest, LeafWidth, NodeWidth)
	}
}

// A list made at once has room to grow: its nodes are half full, all but the last.
func TestListOfHasRoomToGrow(t *testing.T) {
	for _, n := range []int{LeafWidth + 1, NodeWidth*LeafWidth/4 + 1, NodeWidth * NodeWidth * LeafWidth} {
		disks := make([]Disk, n)
		for i := range disks {
			disks[i].ID = DiskID(fmt.Sprintf("%08d", i))
		}
		l := Of[Disk, byID](disks)
		below, width := n, LeafWidth/2
		for height, nodes := range nodesByHeight([]*node[Disk, byID]{l.root}) {
			if want := (below + width - 1) / width; nodes != want {
				t.Errorf("of %d elements there are %d nodes of height %d; expected %d, half full", n, nodes, height, want)
			}
			below, width = nodes, NodeWidth/2
		}
	}
}

// A key may come to stand where a leaf went away, before the least key that its node
// still has; it has to be found there when that node is no longer its parent's first.
func TestListFillsAHole(t *testing.T) {
	const n = 2 * NodeWidth * LeafWidth
	key := func(i int) DiskID { return DiskID(fmt.Sprintf("%08d", i)) }
	for hole := 0; hole < n; hole += LeafWidth / 2 {
		l := lister{plain: map[string]Disk{}}
		var c Claim
		for i := range n {
			l.list.Insert(&c, Disk{ID: key(i)})
		}
		for i := hole; i < hole+LeafWidth/2; i++ {
			l.list.Remove(&c, string(key(i)))
		}
		for i := hole; i < hole+LeafWidth/2; i++ {
			l.list.Insert(&c, Disk{ID: key(i)})
		}
		for i := range n {
			if i/LeafWidth == hole/LeafWidth || i%LeafWidth == 0 {
				l.plain[string(key(i))] = Disk{ID: key(i)}
			} else {
				l.list.Remove(&c, string(key(i)))
			}
		}
		l.check(t)
	}
}

func reversed[T any](s []T) []T {
	s = slices.Clone(s)
	slices.Reverse(s)
	return s
}

// pick returns any element of a list: sorting the keys of a map each time takes longer
// than all the rest.
func pick[T any, K Keys[T]](l *List[T, K], rng *rand.Rand) (picked *T) {
	n := rng.IntN(l.Len())
	l.Each(func(elem *T) bool {
		picked = elem
		n--
		return n >= 0
	})
	return picked
}
