package rapidgen

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// setRapid sets flags of rapid's for the time of a test.
func setRapid(t testing.TB, flags map[string]string) {
	t.Helper()
	for name, value := range flags {
		f := flag.Lookup("rapid." + name)
		was := f.Value.String()
		if err := f.Value.Set(value); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Value.Set(was) })
	}
}

// outer is a test that may fail without failing the one that it is part of.
type outer struct {
	*testing.T
	log      strings.Builder
	failed   bool
	cleanups []func()
}

func (o *outer) Logf(format string, args ...any) { fmt.Fprintf(&o.log, format+"\n", args...) }

func (o *outer) Errorf(format string, args ...any) {
	o.failed = true
	o.Logf(format, args...)
}

func (o *outer) FailNow()         {}
func (o *outer) Failed() bool     { return o.failed }
func (o *outer) Cleanup(f func()) { o.cleanups = append(o.cleanups, f) }

// end runs the cleanups, the latest first.
func (o *outer) end() {
	for n := len(o.cleanups); n > 0; n-- {
		o.cleanups[n-1]()
	}
}

// check has rapid check sequences, the same in every run, in a test of their own,
// which is to fail, and returns that.
func check(t *testing.T, s *Sequences, prepare func(*outer)) *outer {
	t.Helper()
	setRapid(t, map[string]string{"seed": "1", "checks": "2000", "nofailfile": "true"})
	o := &outer{T: t}
	prepare(o)
	rapid.Check(o, s.Check)
	o.end()
	if !o.failed {
		t.Fatal("rapid finds nothing")
	}
	return o
}
