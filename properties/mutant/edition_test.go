package mutant

import (
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// In each edition every mutant is noticed, or makes every step as the documented machine does
// and says why. Those of the default edition are all in the matrix.
func TestEveryMutantOfEachEdition(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes all mutants of five editions")
	}
	for e := range book.AllEditions() {
		if among := book.EditionsOf(e); e != 0 {
			t.Run(e.String(), func(t *testing.T) { checkRows(t, among, rowsOf(All(among), noticed)) })
		}
	}
}

// noticed returns the row of a mutant that one property notices, or that none does.
func noticed(m Mutant) Row {
	s := newSearch(m)
	for world, op := range s.steps() {
		if s.one(world, op); s.shortest != nil {
			return s.found()
		}
	}
	if s.sequences(); s.shortest == nil {
		s.timed()
	}
	return s.found()
}

// A status more or fewer that is said to change nothing makes no operation accepted or refused
// otherwise, whatever the facts, nor has it refused by a rule that is not broken.
func TestRefusedAnywayWhateverTheFacts(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes all facts in six editions")
	}
	for e := range book.AllEditions() {
		asked := everyFacts(model.Machine{Edition: e})
		for m := range All(book.EditionsOf(e)) {
			if m.Equivalent == "" || m.Kind != RuleWidened && m.Kind != RuleNarrowed {
				continue
			}
			for a := range m.Actions.All() {
				for _, c := range asked[a] {
					_, got := m.Suspect.Step(c.world, c.op)
					_, want := m.Machine.Step(c.world, c.op)
					if got.Verdict() != want.Verdict() || got.Broken().Difference(want.Broken()) != (book.RuleSet{}) {
						t.Errorf("%s in %s: %s in\n%v\n%v, %v; expected %v, %v", m.Name, e, c.op, c.world, got.Verdict(), got.Broken(), want.Verdict(), want.Broken())
						break
					}
				}
			}
		}
	}
}

// A call is an operation in a world.
type call struct {
	world model.State
	op    model.Op
}

// everyFacts returns one call of each action for all facts that it can be judged by, of one
// instance and one disk.
func everyFacts(m model.Machine) map[book.Action]map[book.Facts]call {
	all := map[book.Action]map[book.Facts]call{}
	ops := map[book.Action][]model.Op{}
	for a := range book.Actions() {
		all[a], ops[a] = map[book.Facts]call{}, opsOf(m, a)
	}
	for _, w := range everyWorld(m) {
		for a, calls := range all {
			for _, op := range ops[a] {
				calls[m.Judge(w, op).Facts()] = call{w, op}
			}
		}
	}
	return all
}

// everyWorld returns the worlds of i-1 and d-1, and of i-2 to hold d-1, in which all that a rule
// looks at is put together in each way; but for a full instance, which only refuses more.
func everyWorld(m model.Machine) (worlds []model.State) {
	for _, i := range everyInstance() {
		for _, d := range everyDisk() {
			if s, err := model.NewState([]model.Instance{i, {ID: "i-2", Status: model.Stopped}}, []model.Disk{d}); err == nil && m.CheckState(s) == nil {
				worlds = append(worlds, s)
			}
		}
	}
	return worlds
}

func everyInstance() (all []model.Instance) {
	for status := range model.InstanceStatuses() {
		for _, locks := range []model.Locks{0, model.LockSecurity, model.LockFinancial, model.LockSecurity | model.LockFinancial} {
			for _, hot := range []model.Flag{model.True, model.False} {
				for _, charge := range []model.ChargeType{model.PostPaid, model.PrePaid} {
					all = append(all, model.Instance{ID: "i-1", Status: status, Locks: locks, HotPlug: hot, ChargeType: charge})
				}
			}
		}
	}
	return all
}

func everyDisk() (all []model.Disk) {
	for status := range model.DiskStatuses() {
		for _, on := range []model.InstanceID{"", "i-1", "i-2"} {
			for _, kind := range []model.DiskType{model.DataDisk, model.SystemDisk} {
				for _, portable := range []model.Flag{model.True, model.False} {
					for _, charge := range []model.ChargeType{model.PostPaid, model.PrePaid} {
						d := model.Disk{ID: "d-1", Status: status, InstanceID: on, Type: kind, Portable: portable, ChargeType: charge}
						all = append(all, d)
						d.SourceInstanceID, d.DetachedSystem = model.SourceOf("i-1"), true
						all = append(all, d)
					}
				}
			}
		}
	}
	return all
}
