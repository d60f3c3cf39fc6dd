package model

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// FuzzStep draws readings, a world and operations from bytes, and holds each step
// against the laws of Step and against its twin.
func FuzzStep(f *testing.F) {
	const maxLen = 1 << 10
	f.Add([]byte{})
	for seed := range uint64(64) {
		rng := rand.New(rand.NewPCG(seed, 2))
		bytes := make([]byte, maxLen)
		for i := range bytes {
			bytes[i] = byte(rng.Uint32())
		}
		f.Add(bytes)
	}
	f.Fuzz(func(t *testing.T, bytes []byte) {
		if len(bytes) > maxLen {
			t.Skip("longer inputs only take longer")
		}
		d := dice{bytes: bytes}
		m := d.machine()
		start := d.world(m, 3, 40)
		s, twin := start, twinOf(m, start)
		var ops []Op
		var outcomes []Outcome
		var made Effects
		for len(d.bytes) > 0 {
			op, before := d.op(s, 3, 40), s.Key()
			next, o := m.Step(s, op)
			ops, outcomes = append(ops, op), append(outcomes, o)
			if s.Key() != before {
				t.Fatalf("%s has written to the state that it was given", op)
			}
			if again, o2 := m.Step(s, op); !again.Equal(next) || o2 != o {
				t.Fatalf("%s: a second time it is %s", op, o2)
			}
			if judged := m.Judge(s, op); judged != o {
				t.Fatalf("%s: Step says %s, Judge %s", op, o, judged)
			}
			if expected := m.Expect(s, op, &made); expected != o {
				t.Fatalf("%s: Step says %s, Expect %s", op, o, expected)
			}
			checkEffects(t, s, next, &made)
			if err := next.Validate(); err != nil {
				t.Fatalf("%s makes a world that is not well-formed: %v", op, err)
			}
			if !o.Accepted() && next.Key() != before {
				t.Fatalf("%s is %s and changes the state", op, o)
			}
			if _, how := disagree(t, m, s, twin, op); how != "" {
				t.Fatalf("%s\n%s\n%s", marshal(t, s), op, how)
			}
			s = next
		}
		n := 0
		all := m.StepAll(start, slices.Values(ops), func(op Op, o Outcome) {
			if o != outcomes[n] {
				t.Fatalf("StepAll: operation %d, %s, is %s; by itself it is %s", n, op, o, outcomes[n])
			}
			n++
		})
		if n != len(ops) || all.Key() != s.Key() {
			t.Fatalf("StepAll has made %d operations of %d and\n%s\nwant\n%s", n, len(ops), marshal(t, all), marshal(t, s))
		}
	})
}

// checkEffects checks that what is expected to change in a state is what differs in the
// next: no more and no less, but for what is set to what it was.
func checkEffects(t *testing.T, s, next State, effects *Effects) {
	t.Helper()
	p := plain{map[InstanceID]Instance{}, map[DiskID]Disk{}}
	for i := range s.Instances() {
		p.instances[i.ID] = i
	}
	for d := range s.Disks() {
		p.disks[d.ID] = d
	}
	for _, c := range effects.Changes {
		if !c.Before.None() && !c.Before.Equal(s.Resource(c.ID())) || c.Before.None() != s.Resource(c.ID()).None() {
			t.Fatalf("%s %s is expected to be another than it was", c.Kind(), c.ID())
		}
		switch was, is := c.Before, c.After; {
		case is.Disk != nil:
			p.disks[is.Disk.ID] = *is.Disk
		case is.Instance != nil:
			p.instances[is.Instance.ID] = *is.Instance
		case was.Disk != nil:
			delete(p.disks, was.Disk.ID)
		default:
			delete(p.instances, was.Instance.ID)
		}
	}
	p.check(t, next)
}
