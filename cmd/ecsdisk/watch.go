package main

import (
	"time"

	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/oracle"
	"example.com/ecsdisk/sim/script"
)

// A watch says, while a history is judged, what was found and how far it is.
type watch struct {
	k        *checker
	name     string
	judge    *oracle.Judge
	progress progress
	start    time.Time
	next     time.Time // when to look for findings again
	told     int       // findings
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

// came notes that a call has come.
func (w *watch) came(c script.Call) {
	if c.Op != nil || c.Skipped != "" {
		w.read++
	}
	w.come++
	if w.come%stride != 0 && !(w.k.flags.follow && w.come%strideOfPauses == 0) {
		return
	}
	now := time.Now()
	if now.After(w.next) {
		w.next = now.Add(w.k.every)
		w.tell()
	}
	w.progress.tell(pace.Progress{Phase: "check", Done: w.read, Elapsed: now.Sub(w.start)})
}

// tell prints what was found since it was last told.
func (w *watch) tell() {
	w.progress.finish()
	if all := w.judge.Report().Findings; w.told < len(all) {
		w.k.printer.findings(w.name, all[w.told:])
		w.told = len(all)
		w.k.out.Flush()
	}
}
