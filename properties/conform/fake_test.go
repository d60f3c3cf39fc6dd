package conform_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// fake is a test whose failure is what is tested. It runs in a directory of its own,
// so that what it keeps is there and nowhere else.
type fake struct {
	name    string
	log     strings.Builder
	failed  bool
	skipped bool
	cleanup []func()
	subs    []*fake
}

// runFake runs a body as go test runs a test, and returns what became of it.
func runFake(t *testing.T, name string, body func(*fake)) *fake {
	t.Helper()
	f := &fake{name: name}
	f.run(body)
	return f
}

func (f *fake) run(body func(*fake)) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			for n := len(f.cleanup) - 1; n >= 0; n-- {
				f.cleanup[n]()
			}
		}()
		body(f)
	}()
	<-done
}

func (f *fake) Helper()          {}
func (f *fake) Name() string     { return f.name }
func (f *fake) Failed() bool     { return f.failed }
func (f *fake) Cleanup(c func()) { f.cleanup = append(f.cleanup, c) }

func (f *fake) Logf(format string, args ...any) { fmt.Fprintf(&f.log, format+"\n", args...) }

func (f *fake) Errorf(format string, args ...any) {
	f.Logf(format, args...)
	f.failed = true
}

func (f *fake) Fatalf(format string, args ...any) {
	f.Errorf(format, args...)
	runtime.Goexit()
}

func (f *fake) Skipf(format string, args ...any) {
	f.Logf(format, args...)
	f.skipped = true
	runtime.Goexit()
}

func (f *fake) Run(name string, body func(*fake)) bool {
	sub := &fake{name: f.name + "/" + name}
	f.subs = append(f.subs, sub)
	sub.run(body)
	f.failed = f.failed || sub.failed
	return !sub.failed
}
