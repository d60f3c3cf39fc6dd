package sim

import (
	"fmt"
	"slices"

	"example.com/ecsdisk/model"
)

// A Reply says how the reply to a call fared.
type Reply uint8

// How a reply fares.
const (
	ReplyHeard   Reply = iota // the caller heard the answer
	ReplyLost                 // the call took effect, and the caller never hears
	ReplyDropped              // the call took no effect, and the caller never hears
	ReplyLate                 // the call took effect, and the caller heard 500 InternalError
)

var replyWords = [...]string{"heard", "lost", "dropped", "late"}

// String returns "heard", "lost", "dropped" or "late".
func (r Reply) String() string {
	if int(r) >= len(replyWords) {
		return fmt.Sprintf("Reply(%d)", uint8(r))
	}
	return replyWords[r]
}

// Unheard reports whether the caller never hears.
func (r Reply) Unheard() bool { return r == ReplyLost || r == ReplyDropped }

// ErrUnheard is the error of a call whose caller never hears whether it took effect: the
// call was dropped, or its reply was lost.
var ErrUnheard error = errUnheard

const errUnheard = constError("unheard: the call or its reply was lost on its way")

type constError string

func (e constError) Error() string { return string(e) }

// Heard returns what the caller of an event's call hears. The error is a
// [*model.Refusal], with the broken rules where rules gave it, [model.ErrNotEnabled],
// or [ErrUnheard], and then there is no answer.
func (e Event) Heard() (model.Answer, error) {
	switch {
	case e.Reply.Unheard():
		return model.Answer{}, ErrUnheard
	case e.Reply == ReplyLate:
		return internalError, internalError.Err()
	}
	err := e.Answer.Err()
	if refusal, ok := err.(*model.Refusal); ok && !e.Injected {
		refusal.Broken = e.Outcome.Broken()
	}
	return e.Answer, err
}

// internalError is what is heard late.
var internalError = func() model.Answer {
	all := model.EnvironmentRefusals()
	return all[slices.IndexFunc(all, func(a model.Answer) bool { return a.Code == model.InternalError })]
}()
