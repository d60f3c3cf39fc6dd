package sim

import (
	"fmt"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// An Option is said about one call: a [Fault], or [Repeats].
type Option interface{ about(*call) }

// call is one call and what is said about it.
type call struct {
	action  book.Action
	ops     []model.Op        // of the action; one, unless it is of [World.CallAll]
	takes   *Delay            // said about this call
	own     []*armed          // faults said about this call
	repeats *model.Answer     // to the call that it repeats
	decided map[*armed]bool   // whether a fault fires at it, where that has been asked
	struck  [numPlaces]*armed // what fired at it
}

// about says the fault about one call. It panics if it is a fault of others, too.
func (f Fault) about(c *call) {
	must(f)
	switch {
	case f.on != 0 || f.ids != nil || f.nth != 0 || f.p != 0:
		panic(fmt.Sprintf("sim: %q is said about one call; expected it without on, id, n and p, or armed", f))
	case f.kind == faultTakes:
		c.takes = &f.delay
	case c.action.Event():
		panic(fmt.Sprintf("sim: %q is said about %v; nobody asks the API for that, so nothing can go wrong around it", f, c.action))
	default:
		c.own = append(c.own, newArmed(0, f))
	}
}

type repeats model.Answer

func (r repeats) about(c *call) { c.repeats = (*model.Answer)(&r) }

// Repeats says that the call repeats an earlier one under its idempotency token, which
// was answered so. It is answered so again and changes nothing, unless it is dropped;
// its event is a comment.
func Repeats(a model.Answer) Option {
	return repeats(a.Clone())
}

// newCall returns a call with what is said about it. It panics for what the edition cannot
// tell: no script could have it.
func (w *World) newCall(ops []model.Op, options []Option) *call {
	w.mustBeNew()
	for _, op := range ops {
		if err := w.config.Machine.CheckOp(op); err != nil {
			panic("sim.World.Call: " + err.Error())
		}
	}
	c := &call{action: model.ActionOf(ops[0]), ops: ops}
	for n, option := range options {
		if option == nil {
			panic(fmt.Sprintf("sim.World.Call: option %d is nil; expected a Fault, or one of Repeats", n))
		}
		option.about(c)
	}
	return c
}
