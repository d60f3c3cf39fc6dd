package sim

import (
	"strconv"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/internal/met"
)

// long is how long a status that lasts long has lasted at least.
const long = 5 * time.Minute

// meet takes down what there was to meet at a call.
func (w *World) meet(c *call, e *Event) {
	w.meetChanges(e.Before, e.After, c.action)
	if c.action.Event() {
		return
	}
	action := c.action.String()
	for _, struck := range c.struck {
		if struck != nil {
			w.met.Meet(met.Item{"fault", struck.Fault.Kind(), action})
		}
	}
	if c.takes != nil && e.starts() {
		w.met.Meet(met.Item{"fault", faultWords[faultTakes], action})
	}
	heard, err := e.Heard()
	refusal, refused := err.(*model.Refusal)
	switch {
	case refused:
		w.met.Meet(met.Item{"code", strconv.Itoa(refusal.Status), model.QuoteID(refusal.Code)})
		if rule, ok := refusal.Rule(); ok {
			w.met.Meet(met.Item{"rule", rule.String()})
		}
	case err == nil && e.Comment == "":
		w.met.Meet(met.Item{"call", action})
		w.meetShown(heard, e.Stale != 0)
	}
}

// meetShown takes down what a describe shows that is on its way.
func (w *World) meetShown(a model.Answer, stale bool) {
	for _, r := range a.Shown {
		status := r.Transitional()
		if status == "" {
			continue
		}
		w.met.Meet(met.Item{"shown", r.Kind().String(), status})
		if n := w.notes.of[r.ID()]; n != nil && !stale {
			w.meetLong(n, w.now)
		}
	}
}

// meetLong takes down that a status has lasted long, if it has at an instant.
func (w *World) meetLong(n *note, at time.Duration) {
	if w.met == nil || at-n.since < long {
		return
	}
	of := "disk"
	if _, err := model.ParseInstanceStatus(n.status); err == nil {
		of = "instance"
	}
	w.met.Meet(met.Item{"long", of, n.status})
}

// meetChanges takes down what an action changed.
func (w *World) meetChanges(before, after model.State, by book.Action) {
	for c := range model.Diff(before, after) {
		if t := c.Transition(); t.From != t.To {
			w.met.Meet(met.Item{"transition", t.Of.String(), t.From, "→", t.To})
		}
		switch was, is := c.Before.Disk, c.After.Disk; {
		case was == nil:
		case is == nil && !was.DeleteWithInstance && (by == book.ActionDeleteInstance || by == book.ActionReclaim):
			w.met.Meet(met.Item{"flag", "ignored"})
		case is != nil && was.DeleteWithInstance && !is.DeleteWithInstance && by != book.ActionModifyDiskAttribute:
			w.met.Meet(met.Item{"flag", "cleared"})
		}
	}
}
