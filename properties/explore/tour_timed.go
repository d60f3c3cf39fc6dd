package explore

import (
	"fmt"
	"slices"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A timetable says what can happen when nothing but time settles, after the delays that
// are the default.
type timetable struct {
	*tourist
	full    *Graph     // with every state by itself
	legOf   []int      // by its transition: which leg it is
	start   []noting   // what is due where the scope starts
	notings [][]noting // by transition
	moments []moment
	takes   []taking // by leg
}

// A moment is a state, and when what settles there can be due.
type moment struct {
	state, from, by int // from which moment it was reached first, and by which transition; -1 for the start
	zone            zone
}

// A taking is where a leg is taken first: a transition from a moment. It is -1 for a leg
// that time never takes.
type taking struct{ moment, by int }

// timed makes a tour of scripts with instants in place of settles. It goes through all
// moments, but those that are part of another, so it finds every transition that time can
// make. The walks are greedy: to what is farthest from the start, and then on to the
// nearest that is left.
func (t *tourist) timed(task *task) (scripts []script.Script, err error) {
	tt, err := newTimetable(task, t)
	if err == nil {
		err = tt.explore()
	}
	if err != nil {
		return nil, err
	}
	var required []leg
	for n, l := range t.legs {
		if tt.takes[n].moment >= 0 {
			required = append(required, l)
			continue
		}
		way, err := t.ops(append(t.legsTo(int(l.from)), l))
		if err != nil {
			return nil, err
		}
		t.report.Lost = append(t.report.Lost, Lost{way[len(way)-1], t.scope.script("Time never makes the last step here.", way...)})
	}
	if _, _, t.report.Least, err = t.cheapest(required); err != nil {
		return nil, err
	}
	walks, err := tt.walks()
	if err != nil {
		return nil, err
	}
	for _, walk := range walks {
		s, err := tt.script(walk)
		if err != nil {
			return nil, err
		}
		scripts = append(scripts, s)
		t.report.count(len(walk))
	}
	return scripts, nil
}

func newTimetable(task *task, t *tourist) (*timetable, error) {
	delays := sim.DefaultDelays()
	tt := &timetable{tourist: t, start: notings(model.State{}, t.scope.Start, delays)}
	var err error
	if tt.full, err = newGraph(task, t.scope, t.options.Limit, nil); err != nil {
		return nil, err
	}
	if t.pace, err = task.begin("timed tour", 0); err != nil {
		return nil, err
	}
	key := leastKey(t.symmetries, t.pace)
	at := map[string]int32{}
	for n, state := range t.states {
		at[string(key(nil, state))] = int32(n)
	}
	number := map[leg]int{}
	for n, l := range t.legs {
		number[leg{from: l.from, op: l.op}] = n
		tt.takes = append(tt.takes, taking{-1, -1})
	}
	for n, state := range tt.full.states {
		from := at[string(key(nil, state))]
		var same []int // the symmetries that make this state of the one that stands for it
		for r := range t.symmetries {
			if err := t.pace.did(1); err != nil {
				return nil, err
			}
			if t.symmetries[r].state(t.states[from]).Equal(state) {
				same = append(same, r)
			}
		}
		for _, e := range tt.full.from(n) {
			least := leg{from: from, op: int32(len(t.scope.Ops))}
			for _, r := range same {
				least.op = min(least.op, int32(slices.Index(t.renamed[r], e.op)))
			}
			tt.legOf = append(tt.legOf, number[least])
			tt.notings = append(tt.notings, notings(state, tt.full.states[e.to], delays))
		}
	}
	for _, all := range append(tt.notings, tt.start) {
		for _, noted := range all {
			if noted.due && !tt.settles(noted.id) {
				return nil, fmt.Errorf("explore: time settles %s, and %s does not: there is no timed tour of it", noted.id, t.scope.Name)
			}
		}
	}
	return tt, nil
}

// settles reports whether the scope asks to settle a resource.
func (tt *timetable) settles(id string) bool {
	return slices.ContainsFunc(tt.scope.Ops, func(op model.Op) bool {
		settle, ok := op.(model.Settle)
		return ok && settle.ID == id
	})
}

// onwards calls yield with every transition that can follow a moment, and the moment that
// it leads to, until it returns false. Once the tour is to stop there are none.
func (tt *timetable) onwards(n int, m moment, yield func(by int, to moment) bool) {
	for by := tt.full.first[m.state]; by < tt.full.first[m.state+1] && tt.pace.did(1) == nil; by++ {
		e := tt.full.edges[by]
		var z zone
		ok := false
		if settle, is := tt.scope.Ops[e.op].(model.Settle); is {
			z, ok = m.zone.settled(slices.Index(m.zone.notes, settle.ID) + 1)
		} else {
			z, ok = m.zone.called(tt.notings[by])
		}
		if ok && !yield(by, moment{int(e.to), n, by, z}) {
			return
		}
	}
}

// A visited set has the moments that were reached, but those that are part of another.
type visited map[standing][]zone

// standing is a state, and the order of what is noted there.
type standing struct {
	state int
	notes string
}

// add adds a moment; it is false when it is part of one that was there before.
func (v visited) add(m moment) bool {
	key := standing{m.state, strings.Join(m.zone.notes, " ")}
	for n := range v[key] {
		if v[key][n].includes(m.zone) {
			return false
		}
	}
	v[key] = append(v[key], m.zone)
	return true
}

// explore goes through all moments, and notes where each leg is taken first.
func (tt *timetable) explore() error {
	seen := visited{}
	add := func(m moment) {
		if seen.add(m) {
			tt.moments = append(tt.moments, m)
		}
	}
	add(moment{0, -1, -1, newZone(tt.start)})
	for n := 0; n < len(tt.moments); n++ {
		if err := tt.pace.did(1); err != nil {
			return err
		}
		tt.pace.done++
		tt.onwards(n, tt.moments[n], func(by int, to moment) bool {
			if first := &tt.takes[tt.legOf[by]]; first.moment < 0 {
				*first = taking{n, by}
			}
			add(to)
			return true
		})
	}
	return nil
}

// walks returns walks, each a list of transitions, that together take every leg that time
// can take.
func (tt *timetable) walks() (walks [][]int, err error) {
	left := make([]bool, len(tt.takes))
	var order []int
	for n, first := range tt.takes {
		if left[n] = first.moment >= 0; left[n] {
			order = append(order, n)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return tt.takes[b].moment - tt.takes[a].moment })
	for _, n := range order {
		if !left[n] {
			continue
		}
		var walk []int
		at := tt.moments[0]
		take := func(way []int) {
			for _, by := range way {
				left[tt.legOf[by]] = false
				tt.onwards(-1, at, func(b int, to moment) bool {
					if b == by {
						at = to
					}
					return b != by
				})
			}
			walk = append(walk, way...)
		}
		for way := append(tt.wayTo(tt.takes[n].moment), tt.takes[n].by); way != nil; way = tt.nearest(at, left, len(walk)) {
			if err := tt.pace.did(1); err != nil {
				return nil, err
			}
			take(way)
		}
		walks = append(walks, walk)
	}
	return walks, nil
}

// wayTo returns the transitions by which a moment was reached first.
func (tt *timetable) wayTo(n int) (way []int) {
	for m := tt.moments[n]; m.from >= 0; m = tt.moments[m.from] {
		way = append(way, m.by)
	}
	slices.Reverse(way)
	return way
}

// lookahead is how many moments are looked at for a leg that is left.
const lookahead = 300

// nearest returns the shortest way from a moment that takes a leg that is left; nil when
// there is none near, or a script of so many steps gets too long.
func (tt *timetable) nearest(start moment, left []bool, steps int) (way []int) {
	start.from = -1
	moments := []moment{start}
	seen := visited{}
	seen.add(start)
	for n := 0; n < len(moments) && n < lookahead; n++ {
		last := -1
		tt.onwards(n, moments[n], func(by int, to moment) bool {
			switch {
			case left[tt.legOf[by]]:
				last = by
			case seen.add(to):
				moments = append(moments, to)
			}
			return last < 0
		})
		if last >= 0 {
			way = []int{last}
			for m := moments[n]; m.from >= 0; m = moments[m.from] {
				way = append(way, m.by)
			}
			slices.Reverse(way)
			break
		}
	}
	if most := tt.options.MaxSteps; most > 0 && steps+len(way) > most {
		return nil
	}
	return way
}
