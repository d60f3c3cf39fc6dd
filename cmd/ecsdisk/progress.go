package main

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"example.com/ecsdisk/properties/explore/pace"
)

// progress says in one line on a terminal how far something is that has no known end.
type progress struct{ *progressbar.ProgressBar }

func newProgress(stderr io.Writer) progress {
	if !isTerminal(stderr) {
		return progress{}
	}
	return progress{progressbar.NewOptions64(-1, progressbar.OptionSetWriter(stderr), progressbar.OptionClearOnFinish(),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionSetElapsedTime(false), progressbar.OptionSpinnerType(14),
		progressbar.OptionSetSpinnerChangeInterval(0))} // else a goroutine of the bar's draws beside what clears it
}

func (p progress) say(text string) {
	if p.ProgressBar != nil {
		p.Describe(text)
	}
}

// tell says how far something is, as the library tells it.
func (p progress) tell(at pace.Progress) { p.say(progressText(at)) }

func (p progress) finish() {
	if p.ProgressBar != nil {
		_ = p.Clear()
	}
}
