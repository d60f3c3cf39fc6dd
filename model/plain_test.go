package model

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"example.com/ecsdisk/model/internal/list"
)

// plain is a state the dumb way.
type plain struct {
	instances map[InstanceID]Instance
	disks     map[DiskID]Disk
}

func (p plain) clone() plain { return plain{maps.Clone(p.instances), maps.Clone(p.disks)} }

// sorted returns the resources in the order of their ids.
func (p plain) sorted() ([]Instance, []Disk) {
	return slices.SortedFunc(maps.Values(p.instances), func(a, b Instance) int { return cmp.Compare(a.ID, b.ID) }),
		slices.SortedFunc(maps.Values(p.disks), func(a, b Disk) int { return cmp.Compare(a.ID, b.ID) })
}

// check checks that a state says what p says, by every way to ask it.
func (p plain) check(t *testing.T, s State) {
	t.Helper()
	instances, disks := p.sorted()
	if got := slices.Collect(s.Instances()); !slices.Equal(got, instances) || s.NumInstances() != len(instances) {
		t.Fatalf("Instances yields %v; want %v", got, instances)
	}
	if got := slices.Collect(s.Disks()); !slices.Equal(got, disks) || s.NumDisks() != len(disks) {
		t.Fatalf("Disks yields %v; want %v", got, disks)
	}
	held := map[InstanceID][]Disk{}
	for _, d := range disks {
		held[d.InstanceID] = append(held[d.InstanceID], d)
		if got, ok := s.Disk(d.ID); !ok || got != d {
			t.Fatalf("Disk(%s) = %v, %t; want %v", d.ID, got, ok, d)
		}
	}
	for _, i := range instances {
		if got, ok := s.Instance(i.ID); !ok || got != i {
			t.Fatalf("Instance(%s) = %v, %t; want %v", i.ID, got, ok, i)
		}
		if got := slices.Collect(s.DisksOf(i.ID)); !slices.Equal(got, held[i.ID]) {
			t.Fatalf("DisksOf(%s) yields %v; want %v", i.ID, got, held[i.ID])
		}
	}
	if got, ok := s.Disk("none"); ok || got != (Disk{}) {
		t.Fatalf("Disk(none) = %v, %t", got, ok)
	}
	if got, ok := s.Instance("none"); ok || got != (Instance{}) {
		t.Fatalf("Instance(none) = %v, %t", got, ok)
	}
	for _, id := range []InstanceID{"none", ""} { // a disk without an instance is attached to none
		if got := slices.Collect(s.DisksOf(id)); got != nil {
			t.Fatalf("DisksOf(%q) yields %v", id, got)
		}
	}
	checkIndex(t, s)
	for range s.Disks() {
		break // each iterator stops when told to
	}
	for range s.Instances() {
		break
	}
	for id := range held {
		for range s.DisksOf(id) {
			break
		}
	}
}

// checkIndex checks that there is an index from an instance to its disks exactly when it
// is quicker, and that it is the one that would be made from scratch.
func checkIndex(t *testing.T, s State) {
	t.Helper()
	if _, short := s.disks.Leaf(); (s.held == nil) != short {
		t.Fatalf("of %d disks there is an index: %t", s.NumDisks(), s.held != nil)
	}
	if s.held == nil {
		return
	}
	same := func(h, i holding) bool { return h.instance == i.instance && slices.Equal(h.disks, i.disks) }
	want := s
	want.makeIndexes()
	if !slices.EqualFunc(s.held.Elems(), want.held.Elems(), same) {
		t.Fatalf("the index is %v; want %v", s.held.Elems(), want.held.Elems())
	}
	var sources, wanted []holding // no index is an empty one
	if s.sources != nil {
		sources = s.sources.Elems()
	}
	if want.sources != nil {
		wanted = want.sources.Elems()
	}
	if !slices.EqualFunc(sources, wanted, same) {
		t.Fatalf("the index of sources is %v; want %v", sources, wanted)
	}
}

// change makes one random change of e and of p.
func (p plain) change(e *edit, rng *rand.Rand, aim int) {
	aim += rng.IntN(7) - 3 // so that a list is now one leaf, now a tree, in one edit, too
	switch n := rng.IntN(12); {
	case len(p.instances) == 0 || n == 0 && len(p.instances) < 1+aim/8:
		i := Instance{ID: InstanceID(fmt.Sprintf("i-%06d", rng.IntN(1e6))), Status: Running, HotPlug: FlagOf(rng.IntN(2) == 0), MaxDataDisks: uint8(1 + rng.IntN(MostDataDisks))}
		if _, is := p.instances[i.ID]; !is {
			*e.addInstance(i.ID) = i
			p.instances[i.ID] = i
		}
	case n == 1:
		at := pick(&e.instances, rng)
		i := p.instances[at.ID]
		i.Locks = Locks(rng.IntN(int(allLocks) + 1))
		*e.instance(at) = i
		p.instances[i.ID] = i
	case n == 2:
		i := pick(&e.instances, rng)
		if !p.holds(i.ID) {
			delete(p.instances, i.ID)
			e.removeInstance(i)
		}
	case len(p.disks) == 0 || n < 7 && len(p.disks) < aim:
		d := Disk{ID: DiskID(fmt.Sprintf("d-%06d", rng.IntN(1e6))), Status: Available, Portable: True, Category: DefaultCategory}
		if _, is := p.disks[d.ID]; !is {
			*e.addDisk(d.ID) = d
			p.disks[d.ID] = d
		}
	case n < 8 && len(p.disks) >= aim:
		d := pick(&e.disks, rng)
		delete(p.disks, d.ID)
		e.removeDisk(d)
	default:
		at := pick(&e.disks, rng)
		d := p.disks[at.ID]
		from, source := d.InstanceID, d.SourceInstanceID
		d.InstanceID, d.Status, d.SourceInstanceID = "", Available, Source{}
		if often := aim > 2*list.LeafWidth; often && rng.IntN(3) > 0 || rng.IntN(len(p.disks)) == 0 { // or now and then none has a source
			d.SourceInstanceID = SourceOf(pick(&e.instances, rng).ID)
		}
		if rng.IntN(3) > 0 {
			d.InstanceID, d.Status = pick(&e.instances, rng).ID, InUse
		}
		*e.disk(at) = d
		e.move(d.ID, from, d.InstanceID, source, d.SourceInstanceID)
		p.disks[d.ID] = d
	}
}

// holds reports whether an instance has disks, or is the source of one.
func (p plain) holds(id InstanceID) bool {
	for _, d := range p.disks {
		if d.InstanceID == id || d.SourceInstanceID == SourceOf(id) {
			return true
		}
	}
	return false
}

// pick returns any element of a list: sorting the keys of a map each time takes longer
// than all the rest.
func pick[T any, K list.Keys[T]](l *list.List[T, K], rng *rand.Rand) (picked *T) {
	n := rng.IntN(l.Len())
	l.Each(func(elem *T) bool {
		picked = elem
		n--
		return n >= 0
	})
	return picked
}

// Under long random edits a state stays what two maps say it is, and every state
// that it was before stays as it was.
func TestStateIsTheMaps(t *testing.T) {
	for _, aim := range []int{4, list.LeafWidth, list.LeafWidth + 2, 5 * list.LeafWidth, list.NodeWidth * list.LeafWidth} {
		t.Run(fmt.Sprint(aim), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(2, uint64(aim)))
			type version struct {
				State
				plain
			}
			now := version{State{}, plain{map[InstanceID]Instance{}, map[DiskID]Disk{}}}
			var all []version
			for _, batch := range []int{1, aim, 1} {
				for range 6 + 120/batch {
					before := now
					now.plain = now.plain.clone()
					e := edit{State: now.State}
					for range batch {
						now.plain.change(&e, rng, aim)
					}
					now.State = e.State
					all = append(all, before)
					now.plain.check(t, now.State)
					checkChanges(t, before.State, now.State, before.plain, now.plain)
					checkSame(t, now.State, now.plain)
				}
			}
			for _, v := range all {
				v.plain.check(t, v.State)
			}
			for range 50 { // versions that are far from each other share little
				v, w := all[rng.IntN(len(all))], all[rng.IntN(len(all))]
				checkChanges(t, v.State, w.State, v.plain, w.plain)
			}
		})
	}
}

// checkSame checks that a state equals one made of the same resources from scratch,
// which shares nothing with it and may be another tree.
func checkSame(t *testing.T, s State, p plain) {
	t.Helper()
	var e edit
	instances, disks := p.sorted()
	for _, i := range instances {
		*e.addInstance(i.ID) = i
	}
	for _, d := range slices.Backward(disks) {
		*e.addDisk(d.ID) = d
		e.move(d.ID, "", d.InstanceID, Source{}, d.SourceInstanceID)
	}
	other := e.State
	if !s.Equal(other) || !other.Equal(s) || s.Key() != other.Key() {
		t.Fatal("a state made from scratch of the same resources is not equal")
	}
	for c := range Diff(s, other) {
		t.Fatalf("Diff of equal states yields a change of %s", c.ID())
	}
}

// checkChanges checks that Equal, Key and Diff say of two states what the maps say.
func checkChanges(t *testing.T, a, b State, p, q plain) {
	t.Helper()
	equal := maps.Equal(p.instances, q.instances) && maps.Equal(p.disks, q.disks)
	if a.Equal(b) != equal || b.Equal(a) != equal || (a.Key() == b.Key()) != equal {
		t.Fatalf("Equal is %t, equal keys %t; want %t", a.Equal(b), a.Key() == b.Key(), equal)
	}
	// What Diff yields turns one into the other, and is no longer than it has to be.
	got, n, last := p.clone(), 0, ""
	for c := range Diff(a, b) {
		n++
		where := "disk " + c.ID()
		if c.Before.Instance != nil || c.After.Instance != nil {
			where = " instance " + c.ID() // before the disks
		}
		if where <= last {
			t.Fatalf("Diff yields%s after%s", where, last)
		}
		last = where
		apply(t, got.instances, c.Before.Instance, c.After.Instance, func(i *Instance) InstanceID { return i.ID })
		apply(t, got.disks, c.Before.Disk, c.After.Disk, func(d *Disk) DiskID { return d.ID })
	}
	if !maps.Equal(got.instances, q.instances) || !maps.Equal(got.disks, q.disks) {
		t.Fatal("what Diff yields does not lead from one state to the other")
	}
	if want := differing(p.instances, q.instances) + differing(p.disks, q.disks); n != want {
		t.Fatalf("Diff yields %d changes; want %d", n, want)
	}
	for range Diff(a, b) {
		break // it stops when told to
	}
}

// apply makes one half of a Change in a map.
func apply[K comparable, V comparable](t *testing.T, m map[K]V, before, after *V, id func(*V) K) {
	t.Helper()
	if before != nil {
		if was, ok := m[id(before)]; !ok || was != *before {
			t.Fatalf("Diff has %v before; it was %v", *before, was)
		}
		delete(m, id(before))
	}
	if after != nil {
		m[id(after)] = *after
	}
}

func differing[K, V comparable](a, b map[K]V) (n int) {
	for k, v := range a {
		if w, ok := b[k]; !ok || v != w {
			n++
		}
	}
	for k := range b {
		if _, ok := a[k]; !ok {
			n++
		}
	}
	return n
}
