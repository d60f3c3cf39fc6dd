package sim_test

import (
	"reflect"
	"sync"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
)

// Every exported method of a world is called beside writers: under -race, one without
// its lock shows, and a new one cannot be forgotten.
func TestEveryMethodBesideWriters(t *testing.T) {
	w := sim.New(sim.Real{}, state(t, running, other, inUse), sim.Config{Delays: sim.Delays{"Detaching": {}, "Attaching": sim.After(time.Microsecond)}})
	stop := make(chan struct{})
	var writers, callers sync.WaitGroup
	writers.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			for _, op := range []model.Op{detach, attach, model.CreateDisk{DiskID: "d-9"}, model.DeleteDisk{DiskID: "d-9"}} {
				_, _ = w.Do(op) // which are refused is a matter of chance
			}
			w.Disarm(w.Arm(sim.Lost()))
		}
	})
	world := reflect.ValueOf(w)
	for n := range world.NumMethod() {
		method := world.Method(n)
		var zeros []reflect.Value
		for in := range method.Type().Ins() {
			zeros = append(zeros, reflect.Zero(in))
		}
		callers.Go(func() {
			for range 20 {
				func() {
					defer func() { _ = recover() }() // zeros are misuse of some
					if method.Type().IsVariadic() {
						method.CallSlice(zeros)
					} else {
						method.Call(zeros)
					}
				}()
			}
		})
	}
	callers.Wait()
	close(stop)
	writers.Wait()
}
