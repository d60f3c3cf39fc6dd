package model

import (
	"fmt"
	"slices"
	"strings"

	"example.com/ecsdisk/model/book"
)

// An Answer is what a caller of the API sees: success with what was returned, or a
// refusal. It knows no rules. The zero Answer is success with nothing returned.
type Answer struct {
	Status     int    // of HTTP; 0 is 200
	Code       string // of the refusal; empty for success
	Message    string
	NotEnabled bool // an event or creation that makes no sense: the API was not asked

	DiskID     DiskID     // the new disk, of a creation
	InstanceID InstanceID // the new instance, of a creation
	Shown      []Shown    // of a describe
}

// Success reports whether the answer is neither a refusal nor not enabled.
func (a Answer) Success() bool { return a.Code == "" && !a.NotEnabled }

// Clone returns a copy that shares nothing that can be written to.
func (a Answer) Clone() Answer {
	a.Shown = slices.Clone(a.Shown)
	for n := range a.Shown {
		a.Shown[n].Resource = a.Shown[n].Clone()
	}
	return a
}

// Err returns the refusal as an error, a [*Refusal], or nil on success.
func (a Answer) Err() error {
	switch {
	case a.NotEnabled:
		return errNotEnabled
	case a.Code != "":
		return &Refusal{Status: a.Status, Code: a.Code, Message: a.Message}
	}
	return nil
}

// String returns the answer as a script writes it, but for what a describe shows:
// "ok", "403 IncorrectDiskStatus" or "not-enabled".
func (a Answer) String() string {
	switch {
	case a.NotEnabled:
		return "not-enabled"
	case a.Code != "":
		return fmt.Sprintf("%d %s", a.Status, a.Code)
	}
	return "ok"
}

// A Refusal is an answer that is no success, as a Go error.
type Refusal struct {
	Status  int // of HTTP
	Code    string
	Message string
	Broken  book.RuleSet // the broken rules; empty when no rule gave the refusal, or it is not known
}

// Error returns status, code and message.
func (r *Refusal) Error() string {
	return fmt.Sprintf("%d %s: %s", r.Status, r.Code, r.Message)
}

// Rule returns the first broken rule; ok is false when no rule gave the refusal.
func (r *Refusal) Rule() (rule book.Rule, ok bool) { return r.Broken.First() }

// ErrNotEnabled is the error of an event or a creation that is not enabled.
var ErrNotEnabled error = errNotEnabled

const errNotEnabled = constError("not enabled: the event makes no sense in this state, or the new id is empty or in use")

type constError string

func (e constError) Error() string { return string(e) }

// Respond applies one operation or event, as [Machine.Step] does, and also returns what is
// answered to it. It is the one question to ask of a machine where the answer counts.
func (m Machine) Respond(s State, op Op) (State, Outcome, Answer) {
	after, o := m.Step(s, op)
	return after, o, m.Answer(s, op, o)
}

// Answer returns what the machine requires to be answered to an operation in state s, with
// an outcome that was judged there already: that of [Machine.Judge], of a changed machine,
// or of [Outcome.OnceExisted]. Else [Machine.Respond] is the one to ask.
func (m Machine) Answer(s State, op Op, o Outcome) Answer {
	switch {
	case o.verdict == NotEnabled:
		return Answer{NotEnabled: true}
	case o.verdict == Refused:
		first, _ := o.broken.First()
		refusal := o.Refusal(first)
		return Answer{Status: refusal.Status, Code: refusal.Code, Message: refusal.Message}
	}
	a := Answer{Status: 200}
	switch op := op.(type) {
	case CreateDisk:
		a.DiskID = op.DiskID
	case CreateInstance:
		a.InstanceID, a.DiskID = op.InstanceID, op.SystemDiskID
	case DescribeDisks:
		a.Shown = m.showDisks(s, op)
	case DescribeInstances:
		a.Shown = m.showInstances(s, op)
	}
	return a
}

// EnvironmentRefusals are the answers that any operation may get and that no rule
// gives: Step never gives them, an oracle always admits them. Those that the catalogue has
// by the beginning of their code, such as Throttling.User, are not among them.
func EnvironmentRefusals() (all []Answer) {
	for c := range book.Codes() {
		if c.Every && !strings.HasSuffix(c.Code, "*") {
			all = append(all, Answer{Status: c.Status, Code: c.Code, Message: c.Message()})
		}
	}
	return all
}

// TooManyDetaching returns the answer to DetachDisk where no more disks may be Detaching
// from the instance at once. No rule gives it: no page says how many, and the field has
// met 1 and 5. It is 400 DisksDetachingOnEcsExceeded in the editions whose DetachDisk page
// lists that; before, 403 InvalidOperation.Conflict was seen.
func (m Machine) TooManyDetaching() Answer {
	c, _ := book.FindCode(book.ActionDetachDisk, 400, "DisksDetachingOnEcsExceeded")
	if c.In(m.Edition) != book.Listed {
		c, _ = book.FindCode(book.ActionDetachDisk, 403, "InvalidOperation.Conflict")
	}
	return Answer{Status: c.Status, Code: c.Code, Message: c.Message()}
}

// InternalError is the code of the one refusal after which nobody knows whether the operation
// took effect.
const InternalError = "InternalError"
