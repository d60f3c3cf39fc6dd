package conform_test

import (
	"errors"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/conform"
	"example.com/ecsdisk/sim/script"
)

func TestFilter(t *testing.T) {
	world := script.MustWorld("instance i-1 Running\ninstance i-2 Stopped\ndisk d-1 In_use i-1\ndisk d-2 Available\ndisk d-3 Detaching i-1").State
	var disks, instances []model.Shown
	for r := range world.Resources() {
		if r.Kind() == model.KindDisk {
			disks = append(disks, model.Shown{Resource: r})
		} else {
			instances = append(instances, model.Shown{Resource: r})
		}
	}
	for _, test := range []struct {
		op    model.Op
		shows string
	}{
		{model.DescribeDisks{}, "d-1 d-2 d-3"},
		{model.DescribeDisks{DiskIDs: []model.DiskID{}}, ""},
		{model.DescribeDisks{DiskIDs: []model.DiskID{"d-3", "d-9", "d-1"}}, "d-1 d-3"},
		{model.DescribeDisks{InstanceID: "i-1"}, "d-1 d-3"},
		{model.DescribeDisks{Status: "All"}, "d-1 d-2 d-3"},
		{model.DescribeDisks{Status: "Detaching"}, "d-3"},
		{model.DescribeDisks{InstanceID: "i-1", Status: "Available"}, ""},
		{model.DescribeDisks{InstanceID: "i-1", Status: "In_use", DiskIDs: []model.DiskID{"d-1", "d-2"}}, "d-1"},
		{model.DescribeInstances{}, "i-1 i-2"},
		{model.DescribeInstances{InstanceIDs: []model.InstanceID{"i-2"}}, "i-2"},
		{model.DescribeInstances{Status: "Running"}, "i-1"},
	} {
		all := model.Answer{Shown: disks}
		if model.ActionOf(test.op) == book.ActionDescribeInstances {
			all = model.Answer{Shown: instances}
		}
		a, err := conform.Filter(test.op, all)
		var ids []string
		for _, r := range a.Shown {
			ids = append(ids, r.ID())
		}
		if got := strings.Join(ids, " "); err != nil || got != test.shows {
			t.Errorf("%s shows %q, %v; expected %q", test.op, got, err, test.shows)
		}
	}
	if _, err := conform.Filter(model.DescribeDisks{InstanceID: "i-1"}, model.Answer{Shown: []model.Shown{{Resource: model.Resource{Disk: &model.Disk{ID: "d-1"}}, Stated: book.FieldsOf(book.FieldStatus)}}}); !errors.Is(err, conform.ErrUnsupported) || !strings.Contains(err.Error(), "by InstanceId") {
		t.Errorf("by what is not stated: %v", err)
	}
}

// unfiltered is a mock that shows all that there is, whatever it is asked for.
type unfiltered struct{ told }

func (m *unfiltered) Do(op model.Op) (model.Answer, error) {
	switch op.(type) {
	case model.DescribeDisks:
		op = model.DescribeDisks{}
	case model.DescribeInstances:
		op = model.DescribeInstances{}
	}
	return m.told.Do(op)
}

// An adapter that ignores filters is told that, and nothing that follows from it; with
// Filter it is right.
func TestIgnoredFilters(t *testing.T) {
	build := func(w script.World) (conform.System, error) { return &unfiltered{told{mock{state: w.State}}}, nil }
	report, _ := first(t, conform.Config{New: build, Sequences: 60})
	disks, instances := find(report, "DescribeDisks: ignores its filters"), find(report, "DescribeInstances: ignores its filters")
	if len(report.Divergences) != 2 || disks == nil || instances == nil || !strings.Contains(disks.Error(), "conform.Filter") {
		t.Errorf("%s", report)
	}
	report, d := first(t, conform.Config{New: func(w script.World) (conform.System, error) {
		all := &unfiltered{told{mock{state: w.State}}}
		return doer(func(op model.Op) (model.Answer, error) {
			a, err := all.Do(op)
			if err != nil || !model.ActionOf(op).Describe() {
				return a, err
			}
			return conform.Filter(op, a)
		}), nil
	}, Sequences: 60})
	if d != nil {
		t.Errorf("%s", report)
	}
}

// A typed client cannot leave a parameter out: such calls are not asked for it.
func TestTyped(t *testing.T) {
	asked := false
	build := func(w script.World) (conform.System, error) {
		m := &told{mock{state: w.State}}
		return doer(func(op model.Op) (model.Answer, error) {
			a, err := m.Do(op)
			if a.Code == "MissingParameter" {
				asked, a.Code = true, "Missing"
			}
			return a, err
		}), nil
	}
	report, _ := first(t, conform.Config{New: build, Sequences: 60, Typed: true})
	if asked || len(report.Divergences) > 0 {
		t.Errorf("asked %t\n%s", asked, report)
	}
	if report, _ = first(t, conform.Config{New: build, Sequences: 60}); !asked || len(report.Divergences) == 0 {
		t.Errorf("asked %t\n%s", asked, report)
	}
}

// The most telling comes first, and then what is met most often.
func TestTellingOrder(t *testing.T) {
	m := model.Machine{Without: book.Omission{Rules: book.RuleSetOf(book.DetachDiskInUse, book.AttachDiskPortable, book.StartInstanceInstanceGiven)}}
	report, _ := first(t, conform.Config{New: func(w script.World) (conform.System, error) {
		return &stubborn{told{mock{machine: m, state: w.State}}, func(m *stubborn, op model.Op, a model.Answer) model.Answer {
			if detach, ok := op.(model.DetachDisk); ok && a.Success() {
				m.settle(string(detach.DiskID))
			}
			return a
		}}, nil
	}, Sequences: 100})
	var weights []int
	for _, d := range report.Divergences {
		switch {
		case d.Key() == instantDetach:
			weights = append(weights, 0)
		case strings.HasPrefix(d.Key(), "StartInstance: StartInstanceInstanceGiven"):
			weights = append(weights, 2_000_000)
		default:
			weights = append(weights, 1_000_000-d.Met)
		}
	}
	for n, w := range weights {
		if n > 0 && w < weights[n-1] || len(weights) < 3 {
			t.Fatalf("%v: %s", weights, report)
		}
	}
}
