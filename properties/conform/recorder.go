package conform

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
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
// written over. [Check] and [Scripts] perform it from then on.
type Recorder struct {
	mu     sync.Mutex
	outer  Outer
	test   TB                   // of the run at hand
	run    func() script.Script // its script
	runs   int                  // how many were started
	failed *script.Script       // of the last run that failed
	told   bool                 // the message has been given with the failure
}

// NewRecorder returns the recorder of a test.
func NewRecorder(t Outer) *Recorder {
	r := &Recorder{outer: t}
	t.Cleanup(r.write)
	return r
}

// World starts a run in a world under a clock: its history is what is kept. t is the
// test of this run, such as the *rapid.T.
func (r *Recorder) World(t TB, w *sim.World) {
	r.Start(t, func() script.Script { return script.FromHistory(w.History()) })
}

// Oracle starts a run against a system of the test's own, and returns the oracle
// that is to be told what the system answers.
func (r *Recorder) Oracle(t TB, w script.World, o Options) *Oracle {
	oracle := NewOracle(w, o)
	r.Start(t, oracle.Script)
	return oracle
}

// Start starts a run whose script a function returns. Where t has a Cleanup, as
// *testing.T and *rapid.T do, the function is called when the run ends, by the clock
// of its bubble; else when the next run starts, or the outer test ends.
func (r *Recorder) Start(t TB, run func() script.Script) {
	r.finish()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.test, r.run, r.runs = t, run, r.runs+1
	if c, ok := t.(interface{ Cleanup(func()) }); ok {
		n := r.runs
		c.Cleanup(func() { r.end(n) })
	}
}

// end keeps the script of a run that ends as it is now.
func (r *Recorder) end(n int) {
	run, _ := r.running()
	s := run()
	r.mu.Lock()
	defer r.mu.Unlock()
	if n == r.runs {
		r.run = func() script.Script { return s }
	}
}

// running returns the run at hand, whose script is made without the lock: it has a
// world observed, and who observes may know the recorder.
func (r *Recorder) running() (run func() script.Script, t TB) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.run, r.test
}

// Diverged fails the test of the run at hand with a divergence: in one sentence what
// differed, the rule with its words, the script, and how to replay it. A nil error
// is none.
func (r *Recorder) Diverged(err error) {
	r.outer.Helper()
	d, ok := err.(*Divergence)
	switch {
	case err == nil:
		return
	case !ok:
		r.test.Fatalf("%v", err)
	}
	r.test.Helper()
	r.mu.Lock()
	t := r.test
	r.run = func() script.Script { return d.Script }
	r.told = true
	r.mu.Unlock()
	t.Fatalf("%s", message(d.Error(), d.Script, fileOf(r.outer.Name(), d.Script)))
}

// finish takes the script of the run at hand if that has failed.
func (r *Recorder) finish() {
	if run, t := r.running(); run != nil && t.Failed() {
		r.fail(run())
	}
}

func (r *Recorder) fail(s script.Script) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = &s
}

// write writes the script when the outer test is through and has failed.
func (r *Recorder) write() {
	r.outer.Helper()
	r.finish()
	run, _ := r.running()
	if !r.outer.Failed() || run == nil {
		return
	}
	if r.failed == nil { // a run that panicked has not said that it failed
		r.fail(run())
	}
	file := fileOf(r.outer.Name(), *r.failed)
	if err := keep(file, *r.failed); err != nil {
		r.outer.Logf("the script could not be kept: %v", err)
		return
	}
	if !r.told {
		r.outer.Logf("%s", message("What happened is kept as a script.", *r.failed, file))
	}
}

// fileOf returns the name of the file in which a test keeps a script.
func fileOf(test string, s script.Script) string {
	sum := sha256.Sum256([]byte(s.String()))
	return filepath.Join(dirOf(test), fmt.Sprintf("%x.script", sum[:6]))
}

// dirOf returns the directory in which a test keeps its scripts.
func dirOf(test string) string {
	clean := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '_'
		}
		return r
	}, test)
	return filepath.Join("testdata", "ecsdisk", clean)
}

// keep writes a script to its file, unless it is there.
func keep(file string, s script.Script) error {
	if _, err := os.Stat(file); err == nil {
		return nil // its name is its content
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(s.String()), 0o644)
}

// message returns what a failing test says: the sentence, the script between its
// fences, and the command that replays it.
func message(sentence string, s script.Script, file string) string {
	path := file
	if abs, err := filepath.Abs(file); err == nil {
		path = abs
	}
	return fmt.Sprintf("%s\n%sReplay it with\n\tecsdisk replay %s", sentence, script.Fence(filepath.ToSlash(file), s.String()), script.ShellQuote(path))
}
