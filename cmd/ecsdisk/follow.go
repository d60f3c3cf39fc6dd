package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"example.com/ecsdisk/properties/oracle"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A growing reader waits at the end of what it reads for more of it, until its context ends.
type growing struct {
	ctx   context.Context
	in    io.Reader
	grows bool // the end is not that of standard input, or of a pipe
}

// growingWait is how long to wait for more.
const growingWait = 100 * time.Millisecond

func (g *growing) Read(p []byte) (int, error) {
	for {
		n, err := g.in.Read(p)
		switch {
		case errors.Is(err, errInterrupted):
			return n, io.EOF
		case n > 0 || err != io.EOF || !g.grows:
			return n, err
		}
		select {
		case <-g.ctx.Done():
			return 0, io.EOF
		case <-time.After(growingWait):
		}
	}
}

// lookAhead is how many calls a judge looks ahead, as [oracle.Judge.Follow] says: that
// many others behind it push a call through.
const lookAhead = 4096

// paused yields calls as they come. While time passes it yields pauses between them, which are
// calls of nothing, so that what was read is judged when the patience is over, though no more
// may come.
func (k *checker) paused(c *checked, calls iter.Seq2[script.Call, error]) iter.Seq2[script.Call, error] {
	type arrival struct {
		call script.Call
		err  error
	}
	return func(yield func(script.Call, error) bool) {
		come := make(chan arrival, 64)
		go func() {
			defer close(come)
			for call, err := range calls {
				come <- arrival{call, err}
			}
		}()
		tick := time.NewTicker(k.every)
		defer tick.Stop()
		waited, pauses := false, int((lookAhead*k.every+k.patience-1)/k.patience)
		for {
			select {
			case a, ok := <-come:
				if !ok {
					return
				}
				if took := a.call.End - a.call.Start; waited && took > k.patience {
					why := fmt.Sprintf("it took %s; expected at most %s of a call with --follow", sim.FormatDuration(took), sim.FormatDuration(k.patience))
					c.broken = append(c.broken, findingsOf([]oracle.Finding{{Call: a.call, Why: why}})...)
				}
				if !yield(a.call, a.err) {
					return
				}
			case <-tick.C:
				waited = true
				for range pauses {
					if !yield(script.Call{Untimed: true}, nil) {
						return
					}
				}
			}
		}
	}
}
