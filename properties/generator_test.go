package properties

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// walk makes random sequences from random worlds, and calls visit before each step.
func walk(t *testing.T, m model.Machine, without book.ActionSet, visit func(*rand.Rand, *Generator, model.State, model.Op)) {
	t.Helper()
	src := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		s := DrawWorld(m, src, 4, 8)
		g := NewGenerator(m, s, without)
		for range 30 {
			op := g.Draw(src, s)
			visit(src, g, s, op)
			s, _ = m.Step(s, op)
		}
	}
}

// What is drawn is a legal question: the machine answers it, and it is one of an
// action that may be drawn.
func TestDraw(t *testing.T) {
	without := book.ActionSetOf(book.ActionReInitDisk, book.ActionLock, book.ActionCreateDisk, book.ActionCreateInstance)
	verdicts := map[model.Verdict]int{}
	walk(t, model.Machine{}, without, func(_ *rand.Rand, _ *Generator, s model.State, op model.Op) {
		a := model.ActionOf(op)
		if without.Has(a) {
			t.Fatalf("%s was drawn, without %s", op, a)
		}
		verdicts[model.Machine{}.Judge(s, op).Verdict()]++
	})
	for _, v := range []model.Verdict{model.Accepted, model.Refused, model.NotEnabled} {
		if verdicts[v] < 100 {
			t.Errorf("%d are %s", verdicts[v], v)
		}
	}
	for _, op := range NewGenerator(model.Machine{}, model.State{}, without).all {
		if without.Has(model.ActionOf(op)) {
			t.Errorf("%s can be drawn, without %s", op, model.ActionOf(op))
		}
	}
}

// With nothing left out, every action is drawn, and a creation is enabled unless it
// is of no id.
func TestDrawsEveryAction(t *testing.T) {
	drawn := map[book.Action]bool{}
	walk(t, model.Machine{}, 0, func(_ *rand.Rand, _ *Generator, s model.State, op model.Op) {
		drawn[model.ActionOf(op)] = true
		if c, ok := op.(model.CreateDisk); ok && c.DiskID != "" && !(model.Machine{}).Judge(s, op).Accepted() {
			t.Fatalf("%s is not accepted", op)
		}
	})
	for a := range book.Actions() {
		if !drawn[a] {
			t.Errorf("%s was never drawn", a)
		}
	}
}

// Describes are drawn by each filter: of every status, by id, by instance, and by two at
// once; and often enough to settle what settles after some.
func TestDrawsDescribes(t *testing.T) {
	drawn := map[string]int{}
	ops := 0
	walk(t, model.Machine{}, 0, func(_ *rand.Rand, _ *Generator, _ model.State, op model.Op) {
		ops++
		switch op := op.(type) {
		case model.DescribeDisks:
			drawn["disks"]++
			drawn["disks "+op.Status]++
			drawn[fmt.Sprintf("disks by id %t, instance %t, status %t", op.DiskIDs != nil, op.InstanceID != "", op.Status != "")]++
		case model.DescribeInstances:
			drawn["instances"]++
			drawn["instances "+op.Status]++
			drawn[fmt.Sprintf("instances by id %t, status %t", op.InstanceIDs != nil, op.Status != "")]++
		}
	})
	want := []string{"disks All", "disks by id true, instance false, status false", "disks by id true, instance false, status true",
		"disks by id false, instance true, status false", "disks by id false, instance true, status true",
		"instances by id true, status false", "instances by id true, status true"}
	for s := range model.DiskStatuses() {
		want = append(want, "disks "+s.String())
	}
	for s := range model.InstanceStatuses() {
		want = append(want, "instances "+s.String())
	}
	for _, w := range want {
		if drawn[w] == 0 {
			t.Errorf("no describe of %s is drawn", w)
		}
	}
	if n := drawn["disks"] + drawn["instances"]; n < ops/40 {
		t.Errorf("%d of %d operations are describes", n, ops)
	}
}

// Breaking finds an operation that breaks a rule alone exactly when there is one.
func TestBreaking(t *testing.T) {
	for _, m := range []model.Machine{{}, {Readings: book.ReadingsOf(book.ReleaseTransitRefused, book.DeleteUnknownNotFound, book.HotAnyStatus)}} {
		broken := map[book.Rule]bool{}
		n := 0
		walk(t, m, 0, func(src *rand.Rand, g *Generator, s model.State, _ model.Op) {
			if n++; n%10 != 0 {
				return
			}
			for r := range book.Rules() {
				op, ok := g.breakingAny(src, s, r)
				if ok != canBreak(m, g, s, r) {
					t.Fatalf("Breaking %s: %t; the opposite is so", r, ok)
				}
				if !ok {
					continue
				}
				broken[r] = true
				if o := m.Judge(s, op); o.Broken() != book.RuleSetOf(r) {
					t.Fatalf("%s is to break %s and is %s", op, r, o)
				}
			}
		})
		for r := range book.Rules() {
			if broken[r] != m.Book().InForce(r) {
				t.Errorf("%s was broken alone: %t; in force: %t", r, broken[r], m.Book().InForce(r))
			}
		}
	}
}

func canBreak(m model.Machine, g *Generator, s model.State, r book.Rule) bool {
	for _, op := range g.all {
		if m.Judge(s, op).Broken() == book.RuleSetOf(r) {
			return true
		}
	}
	return false
}

// What is left out is not drawn to break a rule.
func TestBreakingOfWhatIsLeftOut(t *testing.T) {
	var but book.ActionSet
	for a := range book.Actions() {
		if a != book.ActionDetachDisk {
			but |= book.ActionSetOf(a)
		}
	}
	src := rand.New(rand.NewPCG(1, 3))
	if op, ok := NewGenerator(model.Machine{}, model.State{}, but).breakingAny(src, model.State{}, book.DeleteDiskDiskGiven); ok {
		t.Errorf("%s is drawn, and DeleteDisk left out", op)
	}
}

// One action alone is drawn from any world, the empty one too; of none nothing is.
func TestDrawFromFewActions(t *testing.T) {
	var all book.ActionSet
	for a := range book.Actions() {
		all |= book.ActionSetOf(a)
	}
	src := rand.New(rand.NewPCG(1, 6))
	for _, s := range []model.State{{}, drawWorld(model.Machine{}, src, 4, 8, true)} {
		for a := range book.Actions() {
			g := NewGenerator(model.Machine{}, s, all&^book.ActionSetOf(a))
			for range 100 {
				if op := g.Draw(src, s); op == nil || model.ActionOf(op) != a {
					t.Fatalf("%v is drawn, and only %s can be", op, a)
				}
			}
		}
		none := NewGenerator(model.Machine{}, s, all)
		if op := none.Draw(src, s); op != nil {
			t.Errorf("%s is drawn, and every action is left out", op)
		}
		for r := range book.Rules() {
			if op, ok := none.breakingAny(src, s, r); ok || op != nil {
				t.Errorf("%v breaks %s, and every action is left out", op, r)
			}
		}
	}
}

// The same source gives the same, after a Reset as well.
func TestGeneratorIsDeterministic(t *testing.T) {
	world := DrawWorld(model.Machine{}, rand.New(rand.NewPCG(5, 5)), 4, 8)
	if !world.Equal(DrawWorld(model.Machine{}, rand.New(rand.NewPCG(5, 5)), 4, 8)) {
		t.Error("the same source draws two worlds")
	}
	draw := func(g *Generator) (ops string) {
		src := rand.New(rand.NewPCG(1, 4))
		for s := world; len(ops) < 10000; {
			op := g.Draw(src, s)
			ops += op.String() + "\n"
			s, _ = model.Machine{}.Step(s, op)
		}
		return ops
	}
	g := NewGenerator(model.Machine{}, world, 0)
	first := draw(g)
	if draw(NewGenerator(model.Machine{}, world, 0)) != first {
		t.Error("two generators draw different operations")
	}
	g.Reset()
	if draw(g) != first {
		t.Error("after Reset it draws different operations")
	}
}

// Worlds are in any status and under any lock, and some have an instance that is full or
// has room for one disk, with a system disk and without.
func TestDrawWorld(t *testing.T) {
	src := rand.New(rand.NewPCG(1, 5))
	disks, instances, locks := map[model.DiskStatus]bool{}, map[model.InstanceStatus]bool{}, map[model.Locks]bool{}
	crowds := map[[2]int]bool{} // by the numbers of data disks and of system disks
	for range 1000 {
		s := DrawWorld(model.Machine{}, src, 3, 5)
		for i := range s.Instances() {
			instances[i.Status], locks[i.Locks] = true, true
		}
		var held [2]int
		for d := range s.Disks() {
			disks[d.Status] = true
			if d.InstanceID == "i-1" {
				held[d.Type]++
			}
		}
		if s.NumInstances() == 1 && s.NumDisks() == model.DefaultDataDisks+2 {
			crowds[held] = true
		} else if s.NumInstances() > 3 || s.NumDisks() > 5 {
			t.Fatalf("a world has %d instances and %d disks; asked for 3 and 5", s.NumInstances(), s.NumDisks())
		}
	}
	for data := model.DefaultDataDisks - 1; data <= model.DefaultDataDisks; data++ {
		for system := range 2 {
			if !crowds[[2]int{data, system}] {
				t.Errorf("no world has an instance with %d data disks and %d system disks", data, system)
			}
		}
	}
	if len(disks) != diskStatuses-1 || len(instances) != instanceStatuses-1 || len(locks) != 5 {
		t.Errorf("worlds have disks in %v, instances in %v with locks %v", disks, instances, locks)
	}
}

// breakingAny returns an operation that breaks the rule and no other in the state, if there
// is one among all that can be drawn.
func (g *Generator) breakingAny(src Source, s model.State, r book.Rule) (op model.Op, ok bool) {
	return g.breaking(draw(src.IntN(drawRange)), s, r, len(g.byAction[r.Action()]))
}
