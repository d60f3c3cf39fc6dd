package script_test

import (
	"slices"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// Every script file is as it would be printed, and what it says is what the machine
// does, to the letter; one with a got is red there, and green without.
func TestFiles(t *testing.T) {
	for path, text := range files(t) {
		t.Run(path, func(t *testing.T) {
			s := parse(t, text)
			if got := s.String(); got != text {
				t.Errorf("it is not canonical; expected\n%s", got)
			}
			at := slices.IndexFunc(s.Steps, func(s script.Step) bool { return s.Got != nil })
			if r := replay(t, s, script.Options{Strict: model.Exactly}); at >= 0 && (r.Green() || r.Steps != at+1) {
				t.Errorf("step %d has a got, but %d steps were run; green: %v", at+1, r.Steps, r.Green())
			}
			for n := range s.Steps {
				s.Steps[n].Got, s.Steps[n].GotOther = nil, ""
			}
			r := replay(t, s, script.Options{Strict: model.Exactly})
			if !r.Green() {
				t.Fatalf("line %d: %v", r.Failed.Step.Line, r.Failed)
			}
			if r.Steps != len(s.Steps) {
				t.Errorf("%d steps were run of %d", r.Steps, len(s.Steps))
			}
		})
	}
}

// Update leaves alone what is right, and puts right what is wrong.
func TestUpdateFiles(t *testing.T) {
	for path, text := range files(t) {
		t.Run(path, func(t *testing.T) {
			s := parse(t, text)
			if got := s.Update().String(); got != text {
				t.Errorf("Update changes a script whose answers are right, to\n%s", got)
			}
			for n := range s.Steps {
				if step := &s.Steps[n]; !step.Injected {
					step.Want = wrong(step.Want)
				}
			}
			if s.String() == text {
				t.Fatal("no answer could be made wrong")
			}
			if got := s.Update().String(); got != text {
				t.Errorf("Update of wrong answers gives\n%s", got)
			}
		})
	}
}

// wrong returns an answer that states the same fields of what is shown, but another
// status; or, where nothing is shown, a refusal that no rule gives.
func wrong(a model.Answer) model.Answer {
	if len(a.Shown) == 0 {
		return model.Answer{Status: 599, Code: "Wrong"}
	}
	a = a.Clone()
	for _, r := range a.Shown {
		if d := r.Disk; d != nil {
			d.Status = model.Creating + (d.Status-model.Creating+1)%model.ReIniting
		}
		if i := r.Instance; i != nil {
			i.Status = model.Pending + (i.Status-model.Pending+1)%model.Stopped
		}
	}
	return a
}
