package main

import (
	"time"

	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/oracle"
)

// A watch says, while a history is judged, what was found and how far it is.
type watch struct {
	k        *checker
	name     string
	judge    *oracle.Judge // nil where what is found is known at the end
	progress progress
	start    time.Time
	next     time.Time // when to look for findings again
	printed  int       // findings
	read     int       // calls
	come     int       // calls, and pauses
}

func (k *checker) watch(name string, j *oracle.Judge) *watch {
	now := time.Now()
	return &watch{k: k, name: name, judge: j, progress: newProgress(k.command.ErrOrStderr()), start: now, next: now.Add(k.every)}
}

// How many calls come between two looks at the clock: fewer where there are pauses between
// them.
const (
	stride         = 1024
	strideOfPauses = 64
)

// came notes that a call has come, or a pause.
func (w *watch) came(isCall bool) {
	if isCall {
		w.read++
	}
	w.come++
	if w.come%stride != 0 && !(w.k.flags.follow && w.come%strideOfPauses == 0) {
		return
	}
	now := time.Now()
	if now.After(w.next) {
		w.next = now.Add(w.k.every)
		if w.judge != nil {
			w.tell(w.judge.Report().Findings)
		}
	}
	w.progress.tell(pace.Progress{Phase: "check", Done: w.read, Elapsed: now.Sub(w.start)})
}

// tell prints what was found since it last printed.
func (w *watch) tell(all []oracle.Finding) {
	w.progress.finish()
	if w.printed < len(all) {
		w.k.printer.findings(w.name, findingsOf(all[w.printed:]))
		w.printed = len(all)
		w.k.out.Flush()
	}
}
