package explore

import (
	"fmt"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A schedule is calls, and in which order they and what settles in between have to be.
type schedule struct {
	calls  []model.Op
	orders []apart
}

// An instant is so long after a call; that of call -1 is the start.
type instant struct {
	call  int
	after time.Duration
}

// apart says that an instant is not before another or, if strictly, after it.
type apart struct {
	first, second instant
	strictly      bool
}

// schedule returns the calls of a walk, and describes of everything at its end. Between
// neighbours, what settles may be at the instant of the call or the settle before, if that
// is how the simulator orders the two; a call is strictly before whatever is still due.
func (tt *timetable) schedule(walk []int) schedule {
	var s schedule
	notes := map[string]instant{} // when what is transitional is due
	noted := map[string]int{}     // the order in which that was noted
	for n, start := range tt.start {
		notes[start.id], noted[start.id] = instant{-1, start.delay}, n-len(tt.start)
	}
	last, settled, lastNoted := instant{-1, 0}, false, 0 // of the event before
	for n, by := range walk {
		op := tt.scope.Ops[tt.full.edges[by].op]
		if settle, ok := op.(model.Settle); ok {
			at, order := notes[settle.ID], noted[settle.ID]
			delete(notes, settle.ID)
			s.orders = append(s.orders, apart{last, at, !settled || order < lastNoted})
			last, settled, lastNoted = at, true, order
		} else {
			at := s.calling([]model.Op{op}, last)
			for _, change := range tt.notings[by] {
				if due, ok := notes[change.id]; ok {
					s.orders = append(s.orders, apart{at, due, true})
					delete(notes, change.id)
				}
				if change.due {
					notes[change.id], noted[change.id] = instant{at.call, change.delay}, n
				}
			}
			last, settled = s.calling(tt.shows(), at), false
		}
	}
	end := last
	if settled || !tt.options.Describe {
		end = s.calling(describeAll, last)
	}
	for _, due := range notes {
		s.orders = append(s.orders, apart{end, due, true})
	}
	return s
}

// calling adds calls, none before an instant, and returns the instant of the last.
func (s *schedule) calling(ops []model.Op, last instant) instant {
	for _, op := range ops {
		at := instant{len(s.calls), 0}
		s.calls = append(s.calls, op)
		s.orders = append(s.orders, apart{last, at, false})
		last = at
	}
	return last
}

// solve returns the earliest instants of the calls, as round as can be; ok is false when
// there are none. What is strictly after is so by a second or, if that is too much, less.
func (s *schedule) solve(p *pace) (at []time.Duration, ok bool) {
	for _, least := range []time.Duration{time.Second, 100 * time.Millisecond, 10 * time.Millisecond, time.Millisecond} {
		if at, ok = s.earliest(least, p); ok {
			return at, true
		}
	}
	return nil, false
}

// earliest is the algorithm of Bellman and Ford.
func (s *schedule) earliest(least time.Duration, p *pace) (at []time.Duration, ok bool) {
	at = make([]time.Duration, len(s.calls))
	of := func(i instant) time.Duration {
		if i.call < 0 {
			return i.after
		}
		return at[i.call] + i.after
	}
	for range len(s.calls) + 1 {
		if p.did(len(s.orders)/64+1) != nil {
			return nil, false
		}
		moved := false
		for _, o := range s.orders {
			wait := of(o.first) - of(o.second)
			if o.strictly {
				wait += least
			}
			if wait <= 0 {
				continue
			}
			if o.second.call < 0 {
				return nil, false
			}
			at[o.second.call] += wait
			moved = true
		}
		if !moved {
			return at, true
		}
	}
	return nil, false
}

// script returns a walk as a script with instants in place of settles.
func (tt *timetable) script(walk []int) (script.Script, error) {
	s := tt.schedule(walk)
	at, ok := s.solve(tt.pace)
	if err := tt.pace.did(0); err != nil {
		return script.Script{}, err
	}
	if !ok {
		return script.Script{}, fmt.Errorf("explore: no instants make all settle as a walk through %s has it: %v", tt.scope.Name, s.calls)
	}
	clock := new(sim.Manual)
	epoch := clock.Now()
	world := script.World{State: tt.scope.Start, Machine: tt.scope.Machine.Documented()}.New(clock)
	for n, op := range s.calls {
		clock.Set(epoch.Add(at[n]))
		if _, err := world.Do(op); err != nil {
			return script.Script{}, fmt.Errorf("explore: %s at %s in a walk through %s: %w", op, at[n], tt.scope.Name, err)
		}
	}
	made := script.FromHistory(world.History())
	stateFlags(made.Steps)
	made.Head = []string{fmt.Sprintf("# A part of a timed tour of %s.", tt.scope.Name)}
	return made, nil
}
