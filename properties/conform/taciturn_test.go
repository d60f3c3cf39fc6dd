package conform_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/conform"
	"example.com/ecsdisk/sim/script"
)

// taciturn is a system that chooses the ids of what it creates, and does not tell all
// of them: of an instance not that of its system disk, and after some failures none.
type taciturn struct {
	named
	src      *rand.Rand
	failures int // one call in this number fails, half of these after it has taken effect; 0 is none
	fails    func(book.Action) bool
}

func (m *taciturn) Do(op model.Op) (model.Answer, error) {
	if m.failures > 0 && m.fails(model.ActionOf(op)) && m.src.IntN(m.failures) == 0 {
		if m.src.IntN(2) == 0 {
			m.named.Do(op)
		}
		return model.Answer{Status: 500, Code: "InternalError"}, nil
	}
	answer, err := m.named.Do(op)
	if model.ActionOf(op) == book.ActionCreateInstance {
		answer.DiskID = ""
	}
	return answer, err
}

// What a system does not tell is found out, or done without: it is no divergence.
func TestSystemsThatTellLittle(t *testing.T) {
	creation := func(a book.Action) bool {
		return a == book.ActionCreateDisk || a == book.ActionCreateInstance
	}
	for name, test := range map[string]struct {
		failures int
		fails    func(book.Action) bool
		lost     bool
	}{
		"ids of system disks":          {},
		"ids of what was created":      {failures: 2, fails: creation},
		"whether calls took effect":    {failures: 4, fails: func(a book.Action) bool { return !a.Describe() && !a.Event() }},
		"whether any call took effect": {failures: 1, fails: func(a book.Action) bool { return !a.Event() }, lost: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			src := rand.New(rand.NewPCG(1, 0))
			c := conform.Config{Sequences: 30, Unjudged: 30}
			if test.lost {
				c.Instances, c.Disks, c.Ops = 1, 16, 100
			}
			c.New = func(w script.World) (conform.System, error) {
				return &taciturn{named{told: told{mock{state: w.State}}}, src, test.failures, test.fails}, nil
			}
			report, err := c.Search()
			if err != nil && !test.lost || len(report.Divergences) > 0 || test.lost != (report.Lost > 0) {
				t.Errorf("%v\n%s\n%v", err, report, report.Divergences)
			}
			if want := "; the system could have been in too many states."; test.lost && !strings.Contains(report.String(), want) {
				t.Errorf("the report is\n%s\nexpected it to have\n%s", report, want)
			}
		})
	}
}

// forgetful is a mock that gives a new disk the id of one that it has.
type forgetful struct{ told }

func (m *forgetful) Do(op model.Op) (model.Answer, error) {
	if model.ActionOf(op) == book.ActionCreateDisk {
		for d := range m.state.Disks() {
			return model.Answer{DiskID: d.ID}, nil
		}
	}
	return m.told.Do(op)
}

// The id of a disk that is there, told as that of a new one, is a divergence.
func TestSystemThatGivesIDsTwice(t *testing.T) {
	_, d := first(t, conform.Config{New: func(w script.World) (conform.System, error) {
		return &forgetful{told{mock{state: w.State}}}, nil
	}, Sequences: 100})
	if d == nil || d.Key() != "CreateDisk: requires ok, got not-enabled" || len(d.Script.Steps) != 1 {
		t.Errorf("%v\n%v", d, d.Script)
	}
}
