package ecsapi

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
)

// TestFlatMemory runs random clients with faults for 24 hours of the world's time: what
// is alive at the end is what was after two hours, and little for each id since.
func TestFlatMemory(t *testing.T) {
	clock := &sim.Manual{}
	clock.Set(time.Date(2019, 5, 31, 0, 0, 0, 0, time.UTC))
	rng := rand.New(rand.NewPCG(1, 9))
	w := sim.New(clock, drawWorld(rng), sim.Config{Keep: sim.KeepNone})
	s := New(w, Options{})
	for _, fault := range []sim.Fault{sim.Dropped().Cut(), sim.Lost().Cut(), sim.Late(), sim.Stale(20 * time.Second), sim.Injected(model.Answer{Status: 400, Code: "Throttling"})} {
		w.Arm(fault.Sometimes(0.05, 1))
	}
	created := 0
	run := func(until time.Duration) {
		for w.Look().At < until {
			clock.Add(time.Duration(rng.IntN(20)) * time.Second)
			line := drawOp(rng)
			if model.ActionOf(opOf(t, line)).Event() {
				continue
			}
			query := queryOf(line)
			if state := w.State(); state.NumDisks() > 10 { // a client that clears up
				for d := range state.Disks() {
					query = "Action=DeleteDisk&DiskId=" + string(d.ID)
					if d.Status == model.Available && rng.IntN(3) == 0 {
						break
					}
				}
			}
			if strings.Contains(query, "Action=CreateDisk") {
				created++
				query += fmt.Sprintf("&ClientToken=%d&DiskName=name-%d&Tag.1.Key=k&Tag.1.Value=v", created, created)
			}
			if strings.Contains(query, "CreateInstance") {
				query = "Action=DeleteInstance&Force=true&InstanceId=" + fmt.Sprintf("i-%d", created)
			}
			if response, err := s.RoundTrip(get(query)); err == nil {
				response.Body.Close()
			}
		}
	}
	live := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	run(2 * time.Hour)
	before, ids := live(), created
	run(24 * time.Hour)
	after := live()
	ids = created - ids
	if ids < 200 {
		t.Errorf("only %d disks were created", ids)
	}
	const each, slack = 300, 16 << 10 // the tables of a map grow in steps
	if grown := int64(after) - int64(before); grown > int64(ids)*each+slack {
		t.Errorf("%d bytes more are alive after %d ids, want at most %d for each", grown, ids, each)
	}
	runtime.KeepAlive(s)
}
