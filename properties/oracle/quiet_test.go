package oracle

import (
	"math/rand/v2"
	"slices"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// quiet records what one caller is told by a world whose clock moves.
func quiet(src *rand.Rand, m model.Machine) recorded {
	w := script.World{Machine: m, EditionStated: true}
	w.State = properties.DrawWorld(m, src, 2, 3)
	var clock sim.Manual
	world := sim.New(&clock, w.State, sim.Config{Machine: m, Seed: src.Uint64(), Unmet: true})
	g := properties.NewGenerator(m, w.State, book.ActionSetOf(book.ActionSettle, book.ActionDetachFailed, book.ActionAttachFailed))
	var calls []script.Call
	now := time.Duration(0)
	for range 12 {
		pause := []time.Duration{0, 0, time.Second, 30 * time.Second, 2 * time.Minute}[src.IntN(5)]
		clock.Add(pause)
		now += pause
		op := g.Draw(src, world.State())
		if model.ActionOf(op).Creates() && reused(world, op) {
			continue
		}
		e := world.Call(op)
		if e.Outcome.Verdict() == model.NotEnabled {
			continue
		}
		answer, _ := e.Heard()
		answer.Message = ""
		calls = append(calls, script.Call{Start: now, End: now, Op: op, Answer: answer.Clone()})
	}
	return recorded{w, calls}
}

// spoil makes one answer another.
func spoil(src *rand.Rand, calls []script.Call) {
	if len(calls) == 0 {
		return
	}
	c := &calls[src.IntN(len(calls))]
	action := model.ActionOf(c.Op)
	switch {
	case action.Event() || action.Creates():
	case action.Describe() && len(c.Answer.Shown) > 0:
		shown := slices.Clone(c.Answer.Shown)
		s := shown[0]
		s.Resource = s.Resource.Clone()
		if s.Disk != nil {
			s.Disk.Status = []model.DiskStatus{model.Available, model.InUse, model.Detaching, model.Attaching}[src.IntN(4)]
		} else {
			s.Instance.Status = []model.InstanceStatus{model.Running, model.Stopped, model.Starting}[src.IntN(3)]
		}
		shown[0] = s
		c.Answer.Shown = shown
	case action.Describe():
	case src.IntN(2) == 0:
		c.Answer = model.Answer{Status: 200}
	default:
		c.Answer = []model.Answer{{Status: 403, Code: "IncorrectDiskStatus"}, {Status: 403, Code: "IncorrectInstanceStatus"},
			{Status: 404, Code: "InvalidDiskId.NotFound"}, {Status: 403, Code: "InstanceLockedForSecurity"}, {Status: 403, Code: "DependencyViolation"}}[src.IntN(5)]
	}
}
