package graph

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/explore/internal/exploretest"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim/script"
)

func livenessOf(t *testing.T, s scope.Scope) LivenessReport {
	t.Helper()
	r, err := graphOf(t, s).Liveness(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// scopeOf returns a scope of one instance i-0 and one disk d-0, and of core(1,1)'s
// operations but some, and others.
func scopeOf(world string, without book.ActionSet, more ...model.Op) scope.Scope {
	s := scope.Core(1, 1)
	s.Start = script.MustWorld(world).State
	var ops []model.Op
	for _, op := range s.Ops {
		if !without.Has(model.ActionOf(op)) {
			ops = append(ops, op)
		}
	}
	s.Ops = append(ops, more...)
	return s
}

// TestLiveness compares with a search ahead from every state.
func TestLiveness(t *testing.T) {
	const prePaid = "instance i-0 Running InstanceChargeType=PrePaid\n"
	unlock, release := book.ActionSetOf(book.ActionUnlock), book.ActionSetOf(book.ActionDeleteInstance)
	for _, test := range []struct {
		scope   scope.Scope
		reasons []string
	}{
		{scope.Core(1, 1), nil},
		{scopeOf(prePaid+"disk d-0 Available", 0), nil},
		{scopeOf(prePaid+"disk d-0 Available", unlock), []string{"DetachDiskInstanceUnlocked; DeleteInstancePostPaid"}},
		{scopeOf("instance i-0 Running\ndisk d-0 Available", unlock), nil},
		{scopeOf("instance i-0 Running\ndisk d-0 Available", release|unlock), []string{"DetachDiskInstanceUnlocked; DeleteInstance is never asked"}},
		{scopeOf(prePaid+"disk d-0 In_use i-0 Type=system", 0), []string{"DetachDiskPortable; DeleteInstancePostPaid"}},
		{scopeOf(prePaid+"disk d-0 ReIniting i-0 DiskChargeType=PrePaid Portable=true", 0), []string{"DetachDiskPostPaid; DeleteInstancePostPaid"}},
		{scopeOf("instance i-0 Running InstanceChargeType=PrePaid HotPlug=false\ndisk d-0 In_use i-0", book.ActionSetOf(book.ActionStopInstance)),
			[]string{"DetachDiskHotPlug; DeleteInstancePostPaid"}},
		{scopeOf("instance i-0 Running\ndisk d-0 In_use i-0 Type=system", 0), nil},
		{scopeOf(prePaid+"disk d-0 In_use i-0", book.ActionSetOf(book.ActionDetachDisk)), []string{"DetachDisk is never asked; DeleteInstancePostPaid"}},
	} {
		r := livenessOf(t, test.scope)
		if r.Violation != "" {
			t.Errorf("%s", r.Counterexample)
		}
		stuck, reasons := 0, []string(nil)
		for _, s := range r.Stuck {
			stuck += s.States
			reasons = append(reasons, s.Reason)
			events := exploretest.Green(t, s.Reason, s.Script)
			for _, e := range events[len(events)-2:] {
				if asked := !strings.Contains(s.Reason, e.Outcome.Action().String()+" is never asked"); asked && e.Outcome.Verdict() != model.Refused {
					t.Errorf("%s: %s is not refused\n%s", s.Reason, e.Op, s.Script)
				}
			}
		}
		if strings.Join(reasons, "\n") != strings.Join(test.reasons, "\n") {
			t.Errorf("%q; expected %q", reasons, test.reasons)
		}
		if detaching, disks, want := searchAhead(test.scope); r.Detaching != detaching || r.Disks != disks || stuck != want {
			t.Errorf("%q: %d Detaching, %d disks, %d stuck; expected %d, %d, %d", test.reasons, r.Detaching, r.Disks, stuck, detaching, disks, want)
		}
	}
	if r := livenessOf(t, scope.Every(1)); r.Violation != "" || len(r.Stuck) != 1 || r.Stuck[0].Disk != "p-0" || r.Stuck[0].States != r.States {
		t.Errorf("%+v; expected that p-0 is stuck everywhere", r)
	}
}

// searchAhead counts disks, by asking of each state what can follow.
func searchAhead(s scope.Scope) (detaching, disks, stuck int) {
	exploretest.Search(s, func(state model.State) {
		for d := range state.Disks() {
			disks++
			if d.Status == model.Detaching {
				detaching++
			}
			ahead, becomes := s, false
			ahead.Start = state
			exploretest.Search(ahead, func(later model.State) {
				if e, ok := later.Disk(d.ID); !ok || e.Status == model.Available {
					becomes = true
				}
			})
			if !becomes {
				stuck++
			}
		}
	})
	return detaching, disks, stuck
}

// TestLivenessOfBrokenMachines has machines whose detaches hang.
func TestLivenessOfBrokenMachines(t *testing.T) {
	var m model.Machine
	detaching := func(s model.State, op model.Op) bool {
		settle, ok := op.(model.Settle)
		return ok && s.Transitional(settle.ID) == model.Detaching.String()
	}
	const prePaid = "instance i-0 %s InstanceChargeType=PrePaid\ndisk d-0 In_use i-0"
	for _, test := range []struct {
		world string // "" is that of core(1,1)
		step  func(model.State, model.Op) (model.State, model.Outcome)
		why   string
		steps int
	}{
		// A rule that an unlock should mend is no reason why a disk is stuck, of an instance
		// that is PrePaid.
		{"Running", func(s model.State, op model.Op) (model.State, model.Outcome) {
			if _, ok := op.(model.Unlock); ok {
				return s, m.Judge(s, op)
			}
			return m.Step(s, op)
		}, "d-0 can never become free, and no rule says why", 3},
		// Nor is one that the settle of the instance should mend.
		{"Starting", func(s model.State, op model.Op) (model.State, model.Outcome) {
			if op == (model.Settle{ID: "i-0"}) {
				return s, m.Judge(s, model.Settle{})
			}
			return m.Step(s, op)
		}, "d-0 can never become free, and no rule says why", 2},
		{"", func(s model.State, op model.Op) (model.State, model.Outcome) {
			if detaching(s, op) {
				return s, m.Judge(s, model.Settle{})
			}
			return m.Step(s, op)
		}, "the detach of d-0 does not complete: its settle is not enabled", 4},
		{"", func(s model.State, op model.Op) (model.State, model.Outcome) {
			after, o := m.Step(s, op)
			if detaching(s, op) {
				after, _ = m.Step(s, model.DetachFailed{DiskID: model.DiskID(op.(model.Settle).ID)})
			}
			return after, o
		}, "the detach of d-0 does not complete: its settle is accepted", 4},
		{"", func(s model.State, op model.Op) (model.State, model.Outcome) {
			if op == (model.Settle{ID: "i-0"}) {
				for _, op := range []model.Op{model.RebootInstance{InstanceID: "i-0"}, model.StartInstance{InstanceID: "i-0"}} {
					if after, o := m.Step(s, op); o.Accepted() {
						return after, o
					}
				}
			}
			return m.Step(s, op)
		}, "settles go on for ever", 2},
		{"", func(s model.State, op model.Op) (model.State, model.Outcome) {
			switch op.(type) {
			case model.DetachDisk, model.DeleteInstance:
				return s, m.Judge(s, op)
			}
			return m.Step(s, op)
		}, "d-0 can never become free, and no rule says why", 3},
	} {
		s := scope.Core(1, 1)
		if test.world != "" {
			s = scopeOf(fmt.Sprintf(prePaid, test.world), 0)
		}
		s.Suspect.Step = test.step
		if test.world == "Starting" { // the settle of the instance is asked, whether that of the disk is or not
			s.Ops = slices.DeleteFunc(slices.Clone(s.Ops), func(op model.Op) bool { return op == model.Op(model.Settle{ID: "d-0"}) })
		}
		r := livenessOf(t, s)
		if r.Violation != test.why || len(r.Counterexample.Steps) != test.steps {
			t.Errorf("%q; expected %q in %d steps\n%s", r.Violation, test.why, test.steps, r.Counterexample)
		}
		for n := range r.Counterexample.Steps {
			r.Counterexample.Steps[n].Got = nil
		}
		exploretest.Green(t, test.why, r.Counterexample)
	}
}
