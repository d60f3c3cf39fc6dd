package sim_test

import (
	"fmt"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
)

// BenchmarkSettle settles all n disks of a world, which are due at one instant, as
// one batch.
func BenchmarkSettle(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := bigWorld(b, n, model.Detaching)
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				clock := &sim.Manual{}
				w := sim.New(clock, s, sim.Config{})
				clock.Add(time.Minute)
				b.StartTimer()
				w.State()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/settle")
		})
	}
}

// BenchmarkDo makes one attach or one detach after the other, each with its settle,
// in a world of 1,000 instances and 10,000 disks.
func BenchmarkDo(b *testing.B) {
	clock := &sim.Manual{}
	w := sim.New(clock, bigWorld(b, 10_000, model.InUse), sim.Config{Keep: sim.KeepNone})
	ops := [2]model.Op{
		model.DetachDisk{InstanceID: "i-0", DiskID: "d-0"},
		model.AttachDisk{InstanceID: "i-0", DiskID: "d-0"},
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		if _, err := w.Do(ops[n%2]); err != nil {
			b.Fatal(err)
		}
		n++
		clock.Add(time.Minute)
	}
}

// bigWorld returns n disks of one status, ten to an instance.
func bigWorld(tb testing.TB, n int, status model.DiskStatus) model.State {
	tb.Helper()
	var instances []model.Instance
	var disks []model.Disk
	for k := range n / 10 {
		instances = append(instances, model.Instance{ID: model.InstanceID(fmt.Sprint("i-", k)), Status: model.Running})
	}
	for k := range n {
		disks = append(disks, model.Disk{
			ID: model.DiskID(fmt.Sprint("d-", k)), InstanceID: instances[k%len(instances)].ID, Status: status,
		})
	}
	s, err := model.NewState(instances, disks)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}
