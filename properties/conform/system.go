package conform

import (
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"example.com/ecsdisk/model"
)

// A System is somebody's own implementation of the operations: a mock, a fake
// cloud, an emulator. Who checks one writes an adapter with this method.
//
// Do applies one operation and returns what it answered. A refusal may be in the
// answer, with its Code, or be a [*model.Refusal] as an error, wrapped or not. An
// operation that the system lacks is [ErrUnsupported]. Any other error says that
// the harness is broken, and ends the check.
//
// A creation may take another id than the operation names: the answer then
// has it, and from there on operations and answers are translated. No id may be given
// twice, also not after its resource was released. Where the answer
// has none, the system took the id that was given; but a system disk whose instance
// has an id of its own, and what was created though the answer was 500, has the id
// under which a describe shows it first. The id of what is there creates nothing: such
// an answer counts as not enabled.
//
// A describe fills in, of each resource, the fields that the system has, and says
// which in Stated; no other is compared (see [model.Shown.Shows]). Their order does not count.
//
// The events of the environment come through Do, too: lock, unlock, detach-failed,
// attach-failed, reclaim. One that makes no sense in the state of the system, such as a failure
// of a detach that has settled, is answered [model.ErrNotEnabled]. A settle does not
// come through Do, see [Settler].
type System interface {
	Do(op model.Op) (model.Answer, error)
}

// A Settler is a system that can be told to settle one resource, an instance or a
// disk: it leaves its transitional status with success. A resource that is in none
// is left alone, with nil or [model.ErrNotEnabled].
type Settler interface {
	Settle(id string) error
}

// An Advancer is a system with a clock of its own, which only the check moves. The
// [script.World] that a system is built from tells the delays: what is due by them
// has to have settled when Advance returns, and anything else may have.
type Advancer interface {
	Advance(d time.Duration)
}

// ErrUnsupported is what a system answers to an operation that it lacks, and what
// Config.New answers for a start world that it cannot have.
var ErrUnsupported = errors.New("conform: not supported by the system")

// A TB is what is needed of a test: *testing.T and *rapid.T are TBs.
type TB interface {
	Helper()
	Name() string
	Logf(format string, args ...any)
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Failed() bool
}

// A Test is a TB with subtests, which *testing.T is: T is then *testing.T.
type Test[T any] interface {
	TB
	Run(name string, f func(T)) bool
	Skipf(format string, args ...any)
}

// ask asks the system for one operation and tells answer from failure.
func ask(s System, op model.Op) (a model.Answer, err error) {
	defer func() {
		if r := recover(); r != nil {
			a, err = model.Answer{}, fmt.Errorf("%s: panic: %v\n%s", op, r, debug.Stack())
		}
	}()
	a, err = s.Do(op)
	var refusal *model.Refusal
	switch {
	case errors.As(err, &refusal):
		a, err = model.Answer{Status: refusal.Status, Code: refusal.Code, Message: refusal.Message}, nil
	case errors.Is(err, model.ErrNotEnabled):
		a, err = model.Answer{NotEnabled: true}, nil
	case err != nil && !errors.Is(err, ErrUnsupported):
		err = fmt.Errorf("%s: %w", op, err)
	}
	if a.Code == "" && a.Status >= 400 {
		a.Code = noCode
	}
	return a, err
}

// noCode stands for the code of a refusal that has only an HTTP status.
const noCode = "(none)"
