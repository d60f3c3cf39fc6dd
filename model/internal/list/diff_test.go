package list

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

type byProbe struct{}

func (byProbe) Of(p *probe) string { return p.id }

// checkDiff checks that diff yields exactly what differs, in order.
func checkDiff(t *testing.T, a, b *List[Disk, byID], was, is map[string]Disk) {
	t.Helper()
	var got, want []string
	Diff(*a, *b, func(old, new *Disk) bool {
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
		if Diff(*a, *b, func(_, _ *Disk) bool { n++; return n <= stop }) || n != stop+1 {
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

// A list that differs from another in one element compares one leaf, and does not
// open the nodes that both have: what diff costs does not grow with the list.
func TestDiffSkipsWhatIsShared(t *testing.T) {
	for _, n := range []int{LeafWidth, 10 * LeafWidth, NodeWidth * LeafWidth, 100_000} {
		for _, at := range []int{0, n / 2, n - 1} {
			var before List[probe, byProbe]
			var c Claim
			for i := range n {
				before.Insert(&c, probe{fmt.Sprintf("%08d", i), math.NaN()})
			}
			Diff(before, before, func(p, _ *probe) bool { t.Errorf("diff compares %s of a list and itself", p.id); return false })
			after := before
			after.At(new(Claim), before.Get(fmt.Sprintf("%08d", at))).nan = 1
			if before.root != nil {
				spoilShared(before.root, after.root)
			}
			compared := 0
			Diff(before, after, func(_, _ *probe) bool { compared++; return true })
			if compared == 0 || compared > LeafWidth {
				t.Errorf("of %d elements diff compares %d when one is written; want at most %d", n, compared, LeafWidth)
			}
		}
	}
}

// The same holds wherever a node is split, joined or left empty, and when the tree gets
// higher or lower: of what comes or goes a leaf or two are compared, and nothing is
// allocated.
func TestDiffSkipsWhatIsSharedAtEverySize(t *testing.T) {
	const n = 20 * NodeWidth * LeafWidth // past where a tree of nodes of leaves gets another level
	shuffled := rand.New(rand.NewPCG(1, 3)).Perm(n)
	inOrder := slices.Sorted(slices.Values(shuffled))
	for name, order := range map[string][]int{"in order": inOrder, "from the end": reversed(inOrder), "shuffled": shuffled} {
		versions := []List[probe, byProbe]{{}}
		height := 0
		for _, i := range order {
			l := versions[len(versions)-1]
			l.Insert(new(Claim), probe{fmt.Sprintf("%08d", i), math.NaN()})
			versions = append(versions, l)
			height = max(height, l.height())
		}
		for _, i := range order {
			l := versions[len(versions)-1]
			l.Remove(new(Claim), fmt.Sprintf("%08d", i))
			versions = append(versions, l)
		}
		if last := &versions[len(versions)-1]; height < 3 || last.Len() != 0 {
			t.Fatalf("%s: the tree gets %d high, and has %d elements in the end; expected 3 and none", name, height, last.Len())
		}
		worst, at, compared := 0, 0, 0
		if allocs := testing.AllocsPerRun(1, func() {
			for v := range len(versions) - 1 {
				compared = 0
				Diff(versions[v], versions[v+1], func(_, _ *probe) bool { compared++; return true })
				if compared > worst {
					worst, at = compared, v
				}
			}
		}); allocs != 0 {
			t.Errorf("%s: diff allocates %v times in %d versions", name, allocs, len(versions))
		}
		if most := 2*LeafWidth + 1; worst > most {
			t.Errorf("%s: from version %d to the next diff compares %d elements; want at most %d", name, at, worst, most)
		}
	}
}

// height returns the height of a list: 0 for one leaf.
func (l *List[T, K]) height() int {
	if l.root == nil {
		return 0
	}
	return l.root.height
}

// The difference of any two versions of a list, and of two that share nothing, is that
// of their elements one after the other.
func TestDiffOfAnyTwoVersions(t *testing.T) {
	for _, aim := range []int{LeafWidth, 3 * LeafWidth, NodeWidth * LeafWidth, 2 * NodeWidth * LeafWidth} {
		rng := rand.New(rand.NewPCG(2, uint64(aim)))
		versions := []lister{{plain: map[string]Disk{}}}
		for range 40 {
			from := versions[rng.IntN(len(versions))] // a tree of versions, not only one after another
			next := lister{from.list, maps.Clone(from.plain)}
			var c Claim
			for range []int{1, 2, LeafWidth, aim}[rng.IntN(4)] {
				next.change(&c, rng, []int{aim, aim, aim / 8}[rng.IntN(3)])
			}
			if rng.IntN(8) == 0 { // of the same elements, and no node of the same
				next.list = Of[Disk, byID](slices.Clone(next.list.Elems()))
			}
			versions = append(versions, next)
		}
		for _, a := range versions {
			b := versions[rng.IntN(len(versions))]
			checkDiff(t, &a.list, &b.list, a.plain, b.plain)
		}
	}
}

// spoilShared makes every node that both trees have such that opening it panics.
func spoilShared(a, b *node[probe, byProbe]) {
	for i, kid := range a.kids {
		if kid == b.kids[i] {
			*kid = node[probe, byProbe]{min: kid.min, kids: []*node[probe, byProbe]{nil}}
		} else {
			spoilShared(kid, b.kids[i])
		}
	}
}
