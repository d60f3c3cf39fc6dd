package sim

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// A Fault is one thing that goes wrong around a call. As an [Option] it is of that
// call. Armed, by [World.Arm], it waits for the next call that it fits, unless it is
// told otherwise by [Fault.On], [Fault.Of], [Fault.Nth] or [Fault.Sometimes].
//
// A fault fires only at its place in the order in which a call is judged (see the
// package doc), and is used up only when it fires. The text of [Fault.String] is all
// that there is to it.
type Fault struct {
	kind    faultKind
	refusal model.Answer  // of refuse
	raw     bool          // of refuse: whether the catalogue has it or not
	for_    time.Duration // of stale and initializing
	delay   Delay         // of takes
	limit   int
	cut     bool // of lost and dropped

	on   book.ActionSet // empty: any
	ids  []string       // empty: any
	nth  int            // 0: the next
	p    float64        // 0: not by chance
	seed uint64
}

type faultKind uint8

const (
	noFault faultKind = iota
	faultRefuse
	faultLost
	faultDropped
	faultLate
	faultStale
	faultTakes
	faultInitializing
	faultLimit
	numFaultKinds
)

var faultWords = [numFaultKinds]string{
	faultRefuse: "refuse", faultLost: "lost", faultDropped: "dropped", faultLate: "late", faultStale: "stale",
	faultTakes: "takes", faultInitializing: "initializing", faultLimit: "limit",
}

// faultExamples has a fault of each kind.
var faultExamples = [numFaultKinds]string{
	faultRefuse: "refuse 400 Throttling", faultLost: "lost", faultDropped: "dropped", faultLate: "late", faultStale: "stale=5s",
	faultTakes: "takes=5m", faultInitializing: "initializing=10s", faultLimit: "limit=1",
}

// Faults returns a fault of each kind, as an example of what may go wrong.
func Faults() []Fault {
	var all []Fault
	for _, text := range faultExamples[noFault+1:] {
		f, err := ParseFault(text)
		if err != nil {
			panic("sim: " + err.Error())
		}
		all = append(all, f)
	}
	return all
}

// Kind returns the first word of the fault, such as "lost"; nothing for the zero Fault.
func (f Fault) Kind() string { return faultWords[f.kind] }

// A place is one in the order in which a call is judged.
type place uint8

const (
	placeDropped place = iota
	placeRefuse        // of those that are answered without the rules
	placeStale
	placeTakes
	placeReply
	numPlaces
)

var places = [numFaultKinds]place{
	faultRefuse: placeRefuse, faultInitializing: placeRefuse, faultLimit: placeRefuse,
	faultLost: placeReply, faultLate: placeReply, faultDropped: placeDropped, faultStale: placeStale, faultTakes: placeTakes,
}

// MaxStale is how long ago a stale answer may have been right.
const MaxStale = 10 * time.Minute

// Injected answers a call with a refusal that no rule gives, such as one of
// [model.EnvironmentRefusals]; it changes nothing. It fits the operations of which the
// code is documented, with that HTTP status, or 0 where that is not known: see
// [book.FindCode]. It panics, with the code that was most likely meant, if it is
// documented of none.
func Injected(a model.Answer) Fault {
	return must(Fault{kind: faultRefuse, refusal: refusalLike("Injected", a)})
}

// InjectedRaw is [Injected] with a code that need not be documented; it fits every
// operation. It panics unless the answer has a code and an HTTP status from 400 to 599,
// or 0 where that is not known.
func InjectedRaw(a model.Answer) Fault {
	return Fault{kind: faultRefuse, raw: true, refusal: refusalLike("InjectedRaw", a)}
}

func refusalLike(of string, a model.Answer) model.Answer {
	if a.NotEnabled || a.Code == "" || a.Status != 0 && (a.Status < 400 || a.Status > 599) {
		panic(fmt.Sprintf("sim.%s: %d %q; expected a refusal, with a status from 400 to 599 and a code", of, a.Status, a.Code))
	}
	return model.Answer{Status: a.Status, Code: a.Code, Message: a.Message}
}

// Lost has a call take effect as ever, and its reply lost: the caller never hears.
func Lost() Fault { return Fault{kind: faultLost} }

// Dropped has a call lost on its way: it takes no effect, and the caller never hears.
func Dropped() Fault { return Fault{kind: faultDropped} }

// Late has an accepted call take effect, and the caller hear 500 InternalError.
func Late() Fault { return Fault{kind: faultLate} }

// Stale has a call answered from the state of exactly d ago, or from the start of the
// world if that is later: a describe shows it, and what it refuses is refused. A call
// that it accepts is judged now. It panics unless d is above zero and at most
// [MaxStale].
func Stale(d time.Duration) Fault { return must(Fault{kind: faultStale, for_: d}) }

// Takes gives the delay of what a call starts. A delay that an armed fault draws is
// drawn from the fault's own seed, once. It panics if a number of d is below zero.
func Takes(d Delay) Fault { return Fault{kind: faultTakes, delay: d.must("Takes")} }

// Initializing refuses DeleteInstance of an instance, and DeleteDisk of a disk, that
// was created less than d ago, though it may be shown Running or Available: 403
// IncorrectInstanceStatus.Initializing, 403 IncorrectDiskStatus.Initializing. It is
// always in force. It panics unless d is above zero.
func Initializing(d time.Duration) Fault { return must(Fault{kind: faultInitializing, for_: d}) }

// Limit refuses DetachDisk while n disks are Detaching from its instance, with the
// answer of the edition ([model.Machine.TooManyDetaching]). It is always in force. It
// panics unless n is above zero.
func Limit(n int) Fault { return must(Fault{kind: faultLimit, limit: n}) }

// Cut returns the fault such that the caller hears at once that there will be no reply.
// Without it the caller waits. Only a lost or a dropped call can be cut: it panics for any
// other fault.
func (f Fault) Cut() Fault { f.cut = true; return must(f) }

// On returns the fault for calls of the given actions only. It panics if one is an
// event, or if the fault is [Initializing] or [Limit], which know their own.
func (f Fault) On(actions ...book.Action) Fault {
	f.on = book.ActionSetOf(actions...)
	return must(f)
}

// Of returns the fault for calls only that name one of the ids. A describe without ids
// names none.
func (f Fault) Of(ids ...string) Fault { f.ids = slices.Clone(ids); return must(f) }

// Nth returns the fault for the n-th call, from 1, that fits it and gets as far as its
// place. It panics unless n is above zero, and for a fault that is always in force.
func (f Fault) Nth(n int) Fault {
	if f.nth = n; n < 1 {
		panic(fmt.Sprintf("sim: a fault of the call with the number %d; expected 1 or more", n))
	}
	return must(f)
}

// Sometimes returns the fault for each call that fits it and gets as far as its place,
// with probability p, drawn from a stream of its own. With 1 it is for every one. It
// panics unless p is above 0 and at most 1, and for a fault that is always in force.
func (f Fault) Sometimes(p float64, seed uint64) Fault {
	if f.p, f.seed = p, seed; !(p > 0 && p <= 1) {
		panic(fmt.Sprintf("sim: a fault with the probability %v; expected more than 0 and at most 1", p))
	}
	return must(f)
}

func must(f Fault) Fault {
	if err := f.check(); err != nil {
		panic("sim: " + err.Error())
	}
	return f
}

// check says what is wrong with a fault as it has been put together so far.
func (f Fault) check() error {
	word := faultWords[f.kind]
	switch {
	case f.kind == noFault:
		return errors.New("the zero Fault is none; expected one of Injected, Lost, Dropped, Late, Stale, Takes, Initializing or Limit")
	case f.kind == faultStale && (f.for_ <= 0 || f.for_ > MaxStale):
		return fmt.Errorf("stale by %s; expected more than 0s and at most %s", FormatDuration(f.for_), FormatDuration(MaxStale))
	case f.kind == faultInitializing && f.for_ <= 0:
		return fmt.Errorf("initializing for %s; expected more than 0s", FormatDuration(f.for_))
	case f.kind == faultLimit && f.limit < 1:
		return fmt.Errorf("a limit of %d disks; expected 1 or more", f.limit)
	case f.cut && f.kind != faultLost && f.kind != faultDropped:
		return fmt.Errorf("%s cannot be cut; expected that of lost or dropped", word)
	case f.standing() && f.on != 0:
		return fmt.Errorf("%s is of its own actions; expected none to be given", word)
	case f.standing() && (f.nth != 0 || f.p != 0):
		return fmt.Errorf("%s is always in force; expected no number of a call and no probability", word)
	case slices.Contains(f.ids, ""):
		return errors.New("an id without text, which no call names; expected one such as d-1")
	case f.raw && f.kind != faultRefuse:
		return fmt.Errorf("%s cannot be raw; expected that of refuse", word)
	case f.nth != 0 && f.p != 0:
		return fmt.Errorf("a fault of the call with the number %d, with the probability %v; expected one of the two", f.nth, f.p)
	}
	if f.kind == faultRefuse && !f.raw {
		if err := f.undocumented(); err != nil {
			return fmt.Errorf("%w; or raw, if it is meant so", err)
		}
	}
	fails := f.kind == faultTakes && f.delay.Fails > 0 && f.on != 0
	starts := f.kind != faultTakes || f.on == 0
	for a := range f.on.All() {
		if a.Event() {
			return fmt.Errorf("%s of %v; nobody asks the API for that, so nothing can go wrong around it", word, a)
		}
		fails, starts = fails && !slices.ContainsFunc(Starts(a), CanFail), starts || Starts(a) != nil
	}
	if !starts {
		return fmt.Errorf("takes=%s of %s, which starts nothing that takes time; expected an action such as DetachDisk", f.delay, f.on)
	}
	if fails {
		return fmt.Errorf("takes=%s of %s, which starts nothing that can fail; expected %s, or DetachDisk or AttachDisk", f.delay, f.on, f.delay.Failing(0))
	}
	return nil
}

// undocumented says what is wrong with the code of a refusal: each action that it is of has
// to have it, or some action if none is said.
func (f *Fault) undocumented() error {
	if f.on == 0 {
		return book.CheckAnyCode(f.refusal.Status, f.refusal.Code)
	}
	for a := range f.on.All() {
		if err := book.CheckCode(a, f.refusal.Status, f.refusal.Code); err != nil && !a.Event() {
			return err
		}
	}
	return nil
}

// standing reports whether the fault is always in force.
func (f *Fault) standing() bool { return f.kind == faultInitializing || f.kind == faultLimit }

// fits reports whether the fault is of calls of the operation.
func (f *Fault) fits(op model.Op) bool {
	if f.kind == faultRefuse && !f.raw {
		if _, has := book.FindCode(model.ActionOf(op), f.refusal.Status, f.refusal.Code); !has {
			return false
		}
	}
	if f.on != 0 && !f.on.Has(model.ActionOf(op)) {
		return false
	}
	if len(f.ids) == 0 {
		return true
	}
	instances, disks := model.IDs(op)
	return slices.ContainsFunc(f.ids, func(id string) bool {
		return slices.Contains(instances, model.InstanceID(id)) || slices.Contains(disks, model.DiskID(id))
	})
}
