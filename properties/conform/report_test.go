package conform_test

import (
	"cmp"
	"regexp"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/conform"
	"example.com/ecsdisk/sim/script"
)

// changed is a faithful mock but for the calls that a function answers in its stead.
type changed struct {
	told
	do func(model.Op) (model.Answer, error, bool)
}

func (m *changed) Do(op model.Op) (model.Answer, error) {
	if answer, err, instead := m.do(op); instead {
		return answer, err
	}
	return m.told.Do(op)
}

func newChanged(do func(model.Op) (model.Answer, error, bool)) func(script.World) (conform.System, error) {
	return func(w script.World) (conform.System, error) { return &changed{told{mock{state: w.State}}, do}, nil }
}

// coarse is a faithful mock that shows a part of each disk only.
type coarse struct{ told }

func (m *coarse) Do(op model.Op) (model.Answer, error) {
	a, err := m.told.Do(op)
	for n, r := range a.Shown {
		if r.Kind() == model.KindDisk {
			a.Shown[n].Stated = book.DiskFields &^ book.FieldsOf(book.FieldCategory, book.FieldPortable)
		}
	}
	return a, err
}

// laterEdition is a faithful mock, but that it refuses as the editions since 2020 do to detach
// a disk that is on no instance.
type laterEdition struct{ told }

func (m *laterEdition) Do(op model.Op) (model.Answer, error) {
	if detach, ok := op.(model.DetachDisk); ok {
		_, there := m.state.Instance(detach.InstanceID)
		if d, found := m.state.Disk(detach.DiskID); there && found && d.Status == model.Available {
			return model.Answer{Status: 404, Code: "InvalidDisk.AlreadyDetached"}, nil
		}
	}
	return m.told.Do(op)
}

// What a search did not come to is in its report.
func TestReport(t *testing.T) {
	for name, test := range map[string]struct {
		check  conform.Config
		report string // what a part of it is like
		err    string
	}{
		"nothing is wrong": {
			check:  conform.Config{New: newTold(model.Machine{})},
			report: "^100 sequences, [0-9]+ calls: every answer is one of the documented machine.",
		},
		"a divergence": {
			check:  conform.Config{New: newTold(broken)},
			report: " calls: every other answer is one of the documented machine.\nDivergences, by cause: 1, the most telling first.\n  1. DetachDisk: DetachDiskInUse requires 403 IncorrectDiskStatus, got ok \\(in [0-9]+ sequences\\)",
		},
		"a known divergence": {
			check:  conform.Config{New: newTold(broken), Known: []conform.Known{{Key: "DetachDisk: DetachDiskInUse requires 403 IncorrectDiskStatus, got ok"}}},
			report: " calls: every other answer is one of the documented machine.",
		},
		"some calls are lacking": {
			check: conform.Config{New: newChanged(func(op model.Op) (model.Answer, error, bool) {
				release, ok := op.(model.DeleteInstance)
				return model.Answer{}, conform.ErrUnsupported, ok && release.Force
			}), Without: book.ActionSetOf(book.ActionLock)},
			report: "The system lacks: lock.\nIt lacks some calls of: DeleteInstance.",
		},
		"some calls are never accepted": {
			check: conform.Config{New: newChanged(func(op model.Op) (model.Answer, error, bool) {
				return model.Answer{Status: 403, Code: "Forbidden.RAM"}, nil, model.ActionOf(op) == book.ActionReInitDisk
			})},
			report: "Never accepted: ReInitDisk.\nIt refused [0-9]+ calls as the environment may refuse any.",
		},
		"some codes are outside the machine": {
			check: conform.Config{New: newChanged(func(op model.Op) (model.Answer, error, bool) {
				return model.Answer{Status: 403, Code: "DiskCreatingSnapshot"}, nil, model.ActionOf(op) == book.ActionReInitDisk
			})},
			report: "Never accepted: ReInitDisk.\nIt refused [0-9]+ calls with codes outside the machine, which nobody judged.",
		},
		"only the machine's codes are admitted": {
			check: conform.Config{Options: conform.Options{Inside: true}, New: newChanged(func(op model.Op) (model.Answer, error, bool) {
				return model.Answer{Status: 403, Code: "DiskCreatingSnapshot"}, nil, model.ActionOf(op) == book.ActionReInitDisk
			})},
			report: "ReInitDisk: requires ok, got 403 DiskCreatingSnapshot (.*\n)*Never accepted: ReInitDisk.\nNot judged: none.", // the codes were judged
		},
		"some codes are another edition's": {
			check:  conform.Config{New: func(w script.World) (conform.System, error) { return &laterEdition{told{mock{state: w.State}}}, nil }},
			report: "^100 sequences, [0-9]+ calls: every answer is one of the documented machine.\nIt refused [0-9]+ calls with codes that only rules of other editions give.",
		},
		"some fields are never stated": {
			check:  conform.Config{New: func(w script.World) (conform.System, error) { return &coarse{told{mock{state: w.State}}}, nil }},
			report: "No describe states: Category, Portable.",
		},
		"nothing is accepted": {
			check: conform.Config{New: newChanged(func(model.Op) (model.Answer, error, bool) {
				return model.Answer{Status: 400, Code: "Throttling"}, nil, true
			})},
			err: "the system accepts none of ",
		},
		"everything is lacking": {
			check: conform.Config{Sequences: 400, New: func(script.World) (conform.System, error) {
				return doer(func(model.Op) (model.Answer, error) { return model.Answer{}, conform.ErrUnsupported }), nil
			}},
			err: "the system lacks every operation",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.check.Sequences = cmp.Or(test.check.Sequences, 100)
			report, err := test.check.Search()
			if test.err == "" && err != nil || test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)) {
				t.Errorf("the error is %v; expected %q", err, test.err)
			}
			if !regexp.MustCompile(test.report).MatchString(report.String()) {
				t.Errorf("the report is\n%s\nexpected it to be like\n%s", report, test.report)
			}
		})
	}
}
