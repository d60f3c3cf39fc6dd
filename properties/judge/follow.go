package judge

import (
	"iter"

	"example.com/ecsdisk/sim/script"
)

// ahead is how many calls a judge looks ahead, for those that began before one ended.
const ahead = 4096

// Follow judges calls in the order in which they were answered. It looks ahead for those that
// began before others ended: up to 4096 calls.
func (j *Judge) Follow(calls iter.Seq[script.Call]) { j.followTo(calls, -1) }

// followTo follows a number of calls; all of them, if that is below zero.
func (j *Judge) followTo(calls iter.Seq[script.Call], last int) {
	next, stop := iter.Pull(calls)
	defer stop()
	type item struct {
		call  script.Call
		o     *open
		begun bool
	}
	var window []item
	answered := clients{}.answered
	more := true
	for {
		for more && len(window) < ahead {
			c, ok := next()
			if more = ok; ok {
				window = append(window, item{call: c})
			}
		}
		if last--; len(window) == 0 || last == -1 {
			return
		}
		first := window[0]
		for n := 1; n < len(window); n++ {
			if w := &window[n]; !w.begun && overlaps(w.call, first.call) {
				w.begun = true
				w.o = j.Begin(w.call).o
			}
		}
		if !first.begun {
			first.o = opened(first.call)
		}
		j.end(first.o, first.call)
		if wrong := answered(first.call); wrong != "" {
			j.assume(nil, wrong)
		}
		window = window[1:]
	}
}

// overlaps reports whether a call that is answered later began before one was answered. Of
// calls at one instant the order says it.
func overlaps(later, c script.Call) bool {
	return !later.Untimed && (later.Start < c.End || later.Start == c.End && later.Start < later.End)
}
