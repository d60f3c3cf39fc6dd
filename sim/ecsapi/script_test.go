package ecsapi

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// TestRecordedRun: what clients did over the wire, with faults and with requests that
// never reached the machine, is a script that replays green and ends in the same state.
func TestRecordedRun(t *testing.T) {
	for seed := range uint64(30) {
		rng := rand.New(rand.NewPCG(seed, 7))
		clock := &sim.Manual{}
		w := sim.New(clock, drawWorld(rng), sim.Config{Seed: seed, Delays: sim.Delays{"Creating": sim.Between(time.Second, time.Minute)}})
		s := New(w, Options{Seed: seed})
		for _, fault := range []sim.Fault{sim.Dropped().Cut(), sim.Lost().Cut(), sim.Late(), sim.Stale(20 * time.Second), sim.Takes(sim.Between(time.Second, time.Hour)),
			sim.Injected(model.Answer{Status: 400, Code: "Throttling"})} {
			w.Arm(fault.Sometimes(0.1, seed))
		}
		w.Arm(sim.Initializing(30 * time.Second))
		w.Arm(sim.Limit(1))
		for n := range 60 {
			clock.Add(time.Duration(rng.IntN(30)) * time.Second)
			line := drawOp(rng)
			if model.ActionOf(opOf(t, line)).Event() {
				w.Do(opOf(t, line))
				continue
			}
			query := queryOf(line)
			switch rng.IntN(8) {
			case 0:
				query += "&Unknown=x%20%0Ay"
			case 1:
				query = "Action=StopInstances&InstanceId.1=i-a&InstanceId.2=i-b"
			}
			if strings.HasPrefix(line, "CreateDisk") {
				query += fmt.Sprintf("&ClientToken=%d", n%3)
			}
			r, err := s.RoundTrip(get(query))
			if err == nil {
				r.Body.Close()
			}
		}
		recorded := script.FromHistory(w.History())
		recorded.World.Attrs = s.Attrs()
		read, err := script.Parse("recorded", strings.NewReader(recorded.String()))
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, recorded)
		}
		again, _, err := script.Perform(read.World, script.All(read.Steps), nil)
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, recorded)
		}
		if !again.State().Equal(w.State()) {
			t.Fatalf("seed %d: the script ends in\n%#v, not in\n%#v\n%s", seed, again.State(), w.State(), recorded)
		}
		if report, err := script.Replay(read.World, script.All(read.Steps), script.Options{Strict: model.Exactly}); err != nil || !report.Green() {
			t.Fatalf("seed %d: %v, %v\n%s", seed, err, report.Failed, recorded)
		}
		if !maps.EqualFunc(read.World.Attrs, s.Attrs(), maps.Equal[map[string]string]) {
			t.Errorf("seed %d: attributes %v are read back as %v", seed, s.Attrs(), read.World.Attrs)
		}
	}
}
