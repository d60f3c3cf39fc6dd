package model

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"example.com/ecsdisk/model/book"
)

// A twin is the machine a second time, and as dumb as can be: the pages as plain
// ifs on two maps, which an operation writes to in place. It shares with the machine
// what a resource is and how rules are called, and nothing else.
type twin struct {
	reading   book.Readings
	edition   book.Edition
	instances map[InstanceID]Instance
	disks     map[DiskID]Disk
	broken    []book.Rule
}

func twinOf(m Machine, s State) *twin {
	t := &twin{reading: m.Readings, edition: m.Edition, instances: map[InstanceID]Instance{}, disks: map[DiskID]Disk{}}
	t.become(s)
	return t
}

// from reports whether the edition is of that year or of a later one.
func (t *twin) from(year int) bool {
	return yearOf[t.edition] >= year
}

var yearOf = map[book.Edition]int{book.Edition2018: 2018, book.Edition2019: 2019, book.Edition2020: 2020,
	book.Edition2021: 2021, book.Edition2024: 2024, book.Edition2026: 2026}

// become puts the twin into a state.
func (t *twin) become(s State) {
	clear(t.instances)
	for i := range s.Instances() {
		t.instances[i.ID] = i
	}
	clear(t.disks)
	for d := range s.Disks() {
		t.disks[d.ID] = d
	}
}

// must notes that a rule is broken unless what it demands holds.
func (t *twin) must(holds bool, r book.Rule) {
	if !holds {
		t.broken = append(t.broken, r)
	}
}

// verdict is what becomes of an operation whose rules have all been judged.
func (t *twin) verdict() Verdict {
	if len(t.broken) > 0 {
		return Refused
	}
	return Accepted
}

// is reports whether a twin is in a state: the same resources, all their attributes.
func (t *twin) is(s State) bool {
	if len(t.instances) != s.NumInstances() || len(t.disks) != s.NumDisks() {
		return false
	}
	for i := range s.Instances() {
		if t.instances[i.ID] != i {
			return false
		}
	}
	for d := range s.Disks() {
		if t.disks[d.ID] != d {
			return false
		}
	}
	return true
}

// disagree applies an operation with the machine and with its twin, which is in the
// same state, and returns how they differ, or nothing.
func disagree(t testing.TB, m Machine, s State, twin *twin, op Op) (next State, how string) {
	next, o := m.Step(s, op)
	twin.broken = twin.broken[:0]
	verdict := twin.step(op)
	switch {
	case o.Verdict() != verdict || o.Broken() != book.RuleSetOf(twin.broken...) || !slices.IsSorted(twin.broken):
		how = fmt.Sprintf("the machine says %s, its twin %s %v", o, verdict, twin.broken)
	case !twin.is(next):
		how = fmt.Sprintf("the machine makes\n%s\nits twin\n%v\n%v", marshal(t, next), twin.instances, twin.disks)
	}
	return next, how
}

// Every operation in every small world. Under each choice that is no default that is
// every operation of which the tables say something else then; the others must be as
// ever, for which one world in a few will do.
func TestTwinInSmallWorlds(t *testing.T) {
	const few = 11
	for _, m := range machines() {
		t.Run(m.Edition.String()+" "+m.Readings.String(), func(t *testing.T) {
			t.Parallel()
			touched := touchedBy(m.Readings)
			for n, w := range smallWorlds() {
				if testing.Short() && n%few != 0 || m.CheckState(w.State) != nil {
					continue
				}
				twin := twinOf(m, w.State)
				for a, ops := range w.ops {
					if m.Readings != (book.Readings{}) && n%few != 0 && !touched.Has(book.Action(a)) {
						continue
					}
					for _, op := range ops {
						next, how := disagree(t, m, w.State, twin, op)
						if how != "" {
							t.Fatalf("%s\n%s\n%s", marshal(t, w.State), op, how)
						}
						if !next.Equal(w.State) {
							twin.become(w.State)
						}
					}
				}
			}
		})
	}
}

// touchedBy returns the actions with a rule or an effect that depends on the choices made.
func touchedBy(made book.Readings) (actions book.ActionSet) {
	for r := range book.Rules() {
		for _, v := range r.Row().Under {
			if made.Has(v.Choice) {
				actions |= book.ActionSetOf(r.Action())
			}
		}
	}
	for e := range book.Effects() {
		if row := e.Row(); made.Has(row.Only) || made.Has(row.Not) {
			actions |= book.ActionSetOf(row.Action)
		}
	}
	return actions
}

// Long walks through worlds of many disks, under any readings together.
func TestTwinOnRandomWalks(t *testing.T) {
	walks, steps := 400, 300
	if testing.Short() {
		walks = 100
	}
	changed := map[book.Action]bool{}
	for seed := range walks {
		d := dice{rng: rand.New(rand.NewPCG(uint64(seed), 1))}
		m := d.machine()
		s := d.world(m, 4, 24)
		twin := twinOf(m, s)
		for n := range steps {
			op := d.op(s, 4, 24)
			next, how := disagree(t, m, s, twin, op)
			if how != "" {
				t.Fatalf("walk %d, step %d under %s, %s\n%s\n%s\n%s", seed, n, m.Edition, m.Readings, marshal(t, s), op, how)
			}
			if !next.Equal(s) {
				changed[ActionOf(op)] = true
			}
			s = next
		}
	}
	for a := range book.Actions() {
		if !changed[a] && !a.Describe() {
			t.Errorf("no walk changed anything by %s", a)
		}
	}
}
