package script

import (
	"fmt"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

// A Failure is why a replay is not green.
type Failure struct {
	Performed
	Outcome  model.Outcome   // with [book.DiskExisted], if so
	Compared model.Admission // how Answered compares with Required: a got that is admitted can go
	Err      error           // of the check, if that is what failed

	// Readings are the choices, each made alone on top of those of the world, under
	// which the script is green from its start to this step, with what was Answered
	// as the answer. With StepOnly there were too many steps to go through again:
	// they are those under which this step alone is.
	Readings []book.Choice
	StepOnly bool
}

// Answered returns the answer that differs from what the machine requires: what a
// system under test got, or else what the script wants. It does so too where a system
// answered what is not modelled, as [Step.GotOther] has it.
func (f *Failure) Answered() model.Answer {
	if f.isGot() {
		return *f.Step.Got
	}
	return f.Step.Want
}

// isGot reports whether it is what a system under test got that differs.
func (f *Failure) isGot() bool { return f.Step.Got != nil && f.Admission.Admitted }

// isOther reports whether a system under test answered what is not modelled.
func (f *Failure) isOther() bool { return f.Step.GotOther != "" && f.Admission.Admitted }

// Error says in one line what failed. Both answers are told as [Contrast] does.
func (f *Failure) Error() string {
	if f.Err != nil {
		return f.Err.Error()
	}
	action := model.ActionOf(f.Step.Op)
	step := fmt.Sprintf("%s at %s", f.Step.Op, sim.FormatDuration(f.Step.At))
	required, answered, _ := Contrast(f.Required, f.Answered())
	requires, answers := FormatAnswer(required, action), FormatAnswer(answered, action)
	switch {
	case f.isOther():
		return fmt.Sprintf("%s was answered %s, which is not modelled; the machine requires %s", step, f.Step.GotOther, requires)
	case f.isGot() && f.Compared.Admitted:
		return fmt.Sprintf("%s: its got, %s, is admitted; delete it", step, answers)
	case f.isGot():
		return fmt.Sprintf("%s was answered %s; the machine requires %s", step, answers, requires)
	}
	return fmt.Sprintf("%s: the script wants %s; the machine answers %s", step, answers, requires)
}

// Why says why the answer that differs is not admitted: of what a describe shows,
// field by field.
func (f *Failure) Why() string {
	if f.isOther() {
		return f.Compared.Why
	}
	required, answered := f.Required, f.Answered()
	verb := "the script wants"
	if f.isGot() {
		verb = "it was answered"
	}
	both := 0
	for range pairs(required, answered) {
		both++
	}
	var differences []string
	for n, at := range pairs(required, answered) {
		want, got := required.Shown[n], answered.Shown[at]
		var is, not []string
		for field := range want.Differing(got).All() {
			is = append(is, fmt.Sprintf("%s is %s", field, orNone(want.Field(field))))
			not = append(not, orNone(got.Field(field)))
		}
		if is == nil {
			continue
		}
		of := ""
		if both > 1 {
			of = "of " + model.QuoteID(want.ID()) + ", "
		}
		differences = append(differences, fmt.Sprintf("%s%s; %s %s", of, strings.Join(is, " and "), verb, strings.Join(not, " and ")))
	}
	if differences == nil {
		return f.Compared.Why
	}
	return strings.Join(differences, "; ")
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

// Unwrap returns the error of the check.
func (f *Failure) Unwrap() error { return f.Err }
