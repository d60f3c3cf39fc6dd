package conform

import (
	"fmt"
	"sync"

	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// An Outer is the test whose Cleanup writes the script. *testing.T is one.
type Outer interface {
	Helper()
	Name() string
	Logf(format string, args ...any)
	Failed() bool
	Cleanup(func())
}

// A Recorder keeps the script of a test that fails. The test may run its body many
// times, as property tests do: one script is written, of the last run that failed,
// when the outer test is through. It is
//
//	testdata/ecsdisk/<TestName>/<hash>.script
//
// where the hash is of the script, so that one failure has one name and no file is
// written over. It is printed first: whole, or its two ends if it is long. [Check] and
// [Scripts] perform it from then on.
type Recorder struct {
	mu      sync.Mutex
	outer   Outer
	run     run
	failed  *script.Script // of the last run that failed
	printed bool           // it has been printed with the failure
}

// A run is one of the body of a test.
type run struct {
	n       int // of the runs of this test, from 1
	test    TB
	script  func() script.Script
	printed bool // the script has been printed with the failure
}

// NewRecorder returns the recorder of a test.
func NewRecorder(t Outer) *Recorder {
	if t == nil {
		panic("conform: NewRecorder of no test; expected one such as *testing.T")
	}
	r := &Recorder{outer: t}
	t.Cleanup(r.write)
	return r
}

// World starts a run in a world under a clock: its history is what is kept. t is the
// test of this run, such as the *rapid.T.
func (r *Recorder) World(t TB, w *sim.World) {
	if w == nil {
		panic("conform: Recorder.World of no world; expected one such as sim.New makes")
	}
	r.Start(t, func() script.Script { return script.FromHistory(w.History()) })
}

// Oracle starts a run against a system of the test's own, and returns the observer
// that is to be told what the system answers.
func (r *Recorder) Oracle(t TB, w script.World, o Options) *Observer {
	follows := NewObserver(w, o)
	r.Start(t, follows.Script)
	return follows
}

// Start starts a run whose script a function returns. Where t has a Cleanup, as
// *testing.T and *rapid.T do, the function is called when the run ends, by the clock
// of its bubble; else when the next run starts, or the outer test ends.
func (r *Recorder) Start(t TB, s func() script.Script) {
	switch {
	case t == nil:
		panic("conform: a run of no test; expected the one of this run, such as *testing.T")
	case s == nil:
		panic("conform: Recorder.Start without a function; expected one that returns the script")
	}
	r.finish()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.run = run{n: r.run.n + 1, test: t, script: s}
	if c, ok := t.(interface{ Cleanup(func()) }); ok {
		n := r.run.n
		c.Cleanup(func() { r.end(n) })
	}
}

// end keeps the script of a run that ends as it is now.
func (r *Recorder) end(n int) {
	s := r.running().script()
	r.mu.Lock()
	defer r.mu.Unlock()
	if n == r.run.n {
		r.run.script = func() script.Script { return s }
	}
}

// running returns the run at hand, whose script is made without the lock: it has a
// world observed, and who observes may know the recorder.
func (r *Recorder) running() run {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.run
}

// Diverged fails the test of the run at hand with a divergence: in one sentence what
// differed, the rule with its words, and the script. A nil error is none.
func (r *Recorder) Diverged(err error) {
	r.outer.Helper()
	if err == nil {
		return
	}
	r.mu.Lock()
	t := r.run.test
	d, diverged := err.(*Divergence)
	if t != nil && diverged {
		r.run.script, r.run.printed = func() script.Script { return d.Script }, true
	}
	r.mu.Unlock()
	if t == nil {
		panic(fmt.Sprintf("conform: Recorder.Diverged before a run has started; expected Recorder.Oracle or Start first: %v", err))
	}
	t.Helper()
	if diverged {
		err = fmt.Errorf("%s", evidence{d.Error(), d.Script, fileOf(r.outer.Name(), d.Script)})
	}
	t.Fatalf("%v", err)
}

// finish takes the script of the run at hand if that has failed.
func (r *Recorder) finish() {
	if at := r.running(); at.test != nil && at.test.Failed() {
		r.fail(at)
	}
}

func (r *Recorder) fail(at run) {
	s := at.script()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed, r.printed = &s, at.printed
}

// write prints and writes the script when the outer test is through and has failed.
func (r *Recorder) write() {
	r.outer.Helper()
	r.finish()
	at := r.running()
	if !r.outer.Failed() || at.test == nil {
		return
	}
	if r.failed == nil { // a run that panicked has not said that it failed
		r.fail(at)
	}
	e := evidence{"What happened:", *r.failed, fileOf(r.outer.Name(), *r.failed)}
	if !r.printed {
		r.outer.Logf("%s", e)
	}
	e.keep(r.outer)
}
