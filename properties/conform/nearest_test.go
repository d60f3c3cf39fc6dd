package conform_test

import (
	"cmp"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/conform"
	"example.com/ecsdisk/sim/script"
)

// flagKeeper is a mock that detaches inside the call, and keeps the flag.
type flagKeeper struct{ mock }

func (m *flagKeeper) Do(op model.Op) (model.Answer, error) {
	before := m.state
	answer, err := m.mock.Do(op)
	if detach, ok := op.(model.DetachDisk); ok && err == nil {
		if d, _ := before.Disk(detach.DiskID); d.DeleteWithInstance {
			m.state, _ = m.machine.Step(m.state, model.ModifyDiskAttribute{DiskID: d.ID, DeleteWithInstance: model.True})
		}
	}
	return answer, err
}

// Wherever a defect is found, what is named is the defect, and nothing that a settle
// or a reading explains. Under that name it can be listed as known.
func TestKeyNamesTheDefect(t *testing.T) {
	without := func(r book.Rule) func(script.World) (conform.System, error) {
		return newMock(model.Machine{Without: book.Omission{Rules: book.RuleSetOf(r)}})
	}
	for name, test := range map[string]struct {
		build  func(script.World) (conform.System, error)
		key    string
		script string // the end of it
		rare   int    // how many sequences it takes, where that is more than a few
	}{
		"keeps the flag": {
			build: func(w script.World) (conform.System, error) { return &flagKeeper{mock{state: w.State}}, nil },
			key:   "DescribeDisks: shows otherwise: DeleteWithInstance",
			script: `
instance i-1 Running
disk     d-1 In_use i-1 DeleteWithInstance=true
delays   told

0s  DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s  settle        d-1  # inferred
0s  DescribeDisks DiskId=d-1                  Available DeleteWithInstance=false got Available DeleteWithInstance=true
`,
		},
		"has no limit": {
			build:  without(book.AttachDiskBelowLimit),
			key:    "AttachDisk: AttachDiskBelowLimit requires 403 InstanceDiskLimitExceeded, got ok",
			script: "403 InstanceDiskLimitExceeded got ok\n",
			rare:   700,
		},
		"detaches twice": {
			build:  func(w script.World) (conform.System, error) { return newTold(broken)(w) },
			key:    "DetachDisk: DetachDiskInUse requires 403 IncorrectDiskStatus, got ok",
			script: "403 IncorrectDiskStatus got ok\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if testing.Short() && test.rare > 0 {
				t.Skip("it takes many sequences")
			}
			for _, seed := range []uint64{1, 2} {
				check := conform.Config{New: test.build, Seed: seed, Sequences: cmp.Or(test.rare, 100), Options: conform.Options{Instant: true}}
				report, d := first(t, check)
				if d == nil || !behind(report) || d.Key() != test.key || !strings.HasSuffix(d.Script.String(), test.script) {
					t.Fatalf("seed %d: %s\nexpected the key %s alone, and at the end\n%s\nof\n%v", seed, report, test.key, test.script, report.Divergences)
				}
				if strings.Contains(d.Script.String(), "reading") || strings.Contains(d.Script.String(), "financial") {
					t.Errorf("seed %d: it takes more than the defect:\n%s", seed, d.Script)
				}
				replayed, err := properties.Replay(d.Script.World, script.All(d.Script.Steps), script.Options{})
				if err != nil || replayed.Green() || replayed.Steps != len(d.Script.Steps) {
					t.Errorf("seed %d: it is not red at its last step: %v\n%s", seed, err, d.Script)
				}
				check.Known, check.Sequences = []conform.Known{{Key: test.key}}, 50
				if _, d = first(t, check); d != nil {
					t.Errorf("seed %d: beside %s there is %v", seed, test.key, d)
				}
			}
		})
	}
}

// miscategorised is a mock that shows every disk in a category of its own.
type miscategorised struct{ told }

func (m *miscategorised) Do(op model.Op) (model.Answer, error) {
	a, err := m.told.Do(op)
	for _, r := range a.Shown {
		if r.Disk != nil {
			r.Disk.Category = "cloud_own"
		}
	}
	return a, err
}

// A known divergence hides no other: after it the sequence goes on.
func TestKnownHidesNoOther(t *testing.T) {
	check := conform.Config{
		New: func(w script.World) (conform.System, error) {
			return &miscategorised{told{mock{machine: broken, state: w.State}}}, nil
		},
		Known:     []conform.Known{{Key: "DescribeDisks: shows otherwise: Category", Reason: "it has no other"}},
		Sequences: 300,
	}
	report, _ := first(t, check)
	const key = "DetachDisk: DetachDiskInUse requires 403 IncorrectDiskStatus, got ok"
	if len(report.Divergences) != 1 || report.Divergences[0].Key() != key {
		t.Fatalf("expected %s alone:\n%s\n%v", key, report, report.Divergences[0].Script)
	}
	if report.Known[check.Known[0]] <= report.Sequences {
		t.Errorf("sequences end at what is known:\n%s", report)
	}
	check.Known = append(check.Known, conform.Known{Key: key, Reason: "it is old"})
	check.Sequences = 100
	report, d := first(t, check)
	if d != nil || report.Cut != 0 || report.Known[check.Known[1]] == 0 {
		t.Errorf("%v\n%s", d, report)
	}
}
