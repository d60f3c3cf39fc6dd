package ecsapi

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim"
)

// TestDay has 8 clients at once do random things for 24 hours of the world's time, while
// replies are lost, dropped, late, refused and stale. Each event holds every property,
// and what is alive at the end is what was after two hours, and little for each id since.
func TestDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := drawWorld(rand.New(rand.NewPCG(1, 9)))
		config := sim.Config{Keep: sim.KeepNone}
		var checker properties.Checker
		var events int
		config.Observe = func(e sim.Event) {
			events++
			of := properties.OfStep | properties.OfHistory
			if events%1000 == 1 {
				of |= properties.OfMachine
			}
			if err := checker.Check(&e, of); err != nil {
				t.Errorf("event %d: %v", e.N, err)
			}
		}
		if err := checker.Begin(properties.SubjectOf(start, config)); err != nil {
			t.Fatal(err)
		}
		w := sim.New(sim.Real{}, start, config)
		s := New(w, Options{})
		for _, fault := range []sim.Fault{sim.Dropped(), sim.Dropped().Cut(), sim.Lost(), sim.Lost().Cut(), sim.Late(),
			sim.Stale(20 * time.Second), sim.Injected(model.Answer{Status: 400, Code: "Throttling"})} {
			w.Arm(fault.Sometimes(0.03, 1))
		}
		day := day{Server: s, client: http.Client{Transport: s, Timeout: 15 * time.Second}}
		run := func(until time.Duration, seed uint64) {
			var clients sync.WaitGroup
			for n := range uint64(8) {
				clients.Go(func() { day.run(t, until, rand.New(rand.NewPCG(seed, n))) })
			}
			clients.Wait()
		}
		run(2*time.Hour, 1)
		before, ids := live(), day.created.Load()
		run(24*time.Hour, 2)
		after := live()
		ids = day.created.Load() - ids
		if ids < 200 || events < 10000 || day.unheard.Load() < 100 {
			t.Errorf("only %d ids were created, in %d events, of which %d are unheard", ids, events, day.unheard.Load())
		}
		const each, slack = 300, 16 << 10 // the tables of a map grow in steps
		if grown := int64(after) - int64(before); grown > ids*each+slack {
			t.Errorf("%d bytes more are alive after %d ids, want at most %d for each", grown, ids, each)
		}
		t.Logf("%d events, %d unheard, %d ids, %d bytes more alive", events, day.unheard.Load(), ids, int64(after)-int64(before))
		runtime.KeepAlive(s)
	})
}

// live returns how many bytes are alive.
func live() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// day is what the clients of a day share.
type day struct {
	*Server
	client           http.Client
	created, unheard atomic.Int64
}

// run is one client, until the world has that age. Clients ask at full seconds, so that
// they meet.
func (d *day) run(t *testing.T, until time.Duration, rng *rand.Rand) {
	for d.world.Look().At < until {
		time.Sleep(time.Duration(1+rng.IntN(60)) * time.Second)
		line := strings.ReplaceAll(drawOp(rng), "PrePaid", "PostPaid") // a subscription cannot be released
		if event := opOf(t, line); model.ActionOf(event).Event() {
			if rng.IntN(4) == 0 {
				d.world.Do(event)
			}
			continue
		}
		query := queryOf(line)
		if state := d.world.State(); state.NumDisks()+state.NumInstances() > 20 && rng.IntN(2) == 0 { // a client that clears up
			var all []string
			for disk := range state.Disks() {
				all = append(all, "Action=DeleteDisk&DiskId="+string(disk.ID))
			}
			for i := range state.Instances() {
				all = append(all, "Action=DeleteInstance&Force=true&InstanceId="+string(i.ID))
			}
			query = all[rng.IntN(len(all))]
		}
		if strings.Contains(query, "Action=Create") {
			n := d.created.Add(1)
			query += fmt.Sprintf("&ClientToken=%d&Tag.1.Key=k&Tag.1.Value=v", n)
		}
		response, err := d.client.Do(get(query))
		if err != nil {
			d.unheard.Add(1)
			continue
		}
		response.Body.Close()
	}
}
