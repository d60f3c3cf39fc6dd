package script_test

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// A generated script writes itself as it is read: it never stands in memory. Round
// after round it detaches a disk, is refused to detach it again, sees it Detaching,
// sees it detached when it is, and attaches it again.
type generated struct {
	instances, disks int
	steps            int // left to write
	round            int
	text             []byte // written and not yet read
}

// generate returns a script of n steps in a world of the given size. Disk n is on
// instance n mod instances.
func generate(instances, disks, steps int) *generated {
	g := &generated{instances: instances, disks: disks, steps: steps}
	for i := range instances {
		g.text = fmt.Appendf(g.text, "instance i-%d Running\n", i)
	}
	for d := range disks {
		g.text = fmt.Appendf(g.text, "disk d-%d In_use i-%d\n", d, d%instances)
	}
	return g
}

func (g *generated) Read(p []byte) (int, error) {
	if len(g.text) == 0 && g.steps > 0 {
		g.writeRound()
	}
	n := copy(p, g.text)
	g.text = g.text[n:]
	if n == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	return n, nil
}

// writeRound writes the steps of one round, which end before the next one starts.
func (g *generated) writeRound() {
	d := g.round % g.disks
	i := d % g.instances
	g.text = g.text[:0]
	for _, line := range []string{
		fmt.Sprintf("%ds DetachDisk InstanceId=i-%d DiskId=d-%d ok", g.round*70, i, d),
		fmt.Sprintf("DetachDisk InstanceId=i-%d DiskId=d-%d 403 IncorrectDiskStatus", i, d),
		fmt.Sprintf("DescribeDisks DiskId=d-%d Detaching i-%d", d, i),
		fmt.Sprintf("%ds DescribeDisks DiskId=d-%d Available InstanceId=", g.round*70+60, d),
		fmt.Sprintf("AttachDisk InstanceId=i-%d DiskId=d-%d ok", i, d),
		fmt.Sprintf("%ds DescribeDisks DiskId=d-%d In_use i-%d DeleteWithInstance=false", g.round*70+65, d, i),
	} {
		if g.steps > 0 {
			g.text = append(append(g.text, line...), '\n')
			g.steps--
		}
	}
	g.round++
}

// open reads the world of a script, and leaves its steps to be read.
func open(tb testing.TB, r io.Reader) (*script.Reader, script.World) {
	tb.Helper()
	reader := script.NewReader("x", r)
	w, err := reader.World()
	if err != nil {
		tb.Fatal(err)
	}
	return reader, w
}

// stream replays steps as they are read, and returns the heap in use each time that
// every more were run.
func stream(tb testing.TB, reader *script.Reader, w script.World, steps, every int) (heap []uint64) {
	tb.Helper()
	made := 0
	counted := func(yield func(script.Step, error) bool) {
		for s, err := range reader.Steps() {
			if made++; made%every == 0 {
				heap = append(heap, inUse())
			}
			if !yield(s, err) {
				return
			}
		}
	}
	report, err := script.Replay(w, counted, script.Options{Strict: model.Exactly})
	switch {
	case err != nil:
		tb.Fatal(err)
	case !report.Green():
		tb.Fatalf("line %d: %v", report.Failed.Step.Line, report.Failed)
	case report.Steps != steps:
		tb.Fatalf("%d steps were run of %d", report.Steps, steps)
	}
	return heap
}

func inUse() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}

// From text to green: of the large world, which takes longer to read than the steps
// take to replay, the steps alone.
func BenchmarkReplay(b *testing.B) {
	for _, bench := range []struct {
		name                    string
		instances, disks, steps int
	}{
		{"1000", 2, 4, 1000},
		{"1000/disks=10000", 1000, 10_000, 1000},
	} {
		text, err := io.ReadAll(generate(bench.instances, bench.disks, bench.steps))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if bench.disks > 1000 {
					b.StopTimer()
				}
				reader, w := open(b, strings.NewReader(string(text)))
				b.StartTimer()
				stream(b, reader, w, bench.steps, bench.steps+1)
			}
		})
	}
	b.Run("1000000", func(b *testing.B) {
		const steps = 1_000_000
		for b.Loop() {
			peak := uint64(0)
			reader, w := open(b, generate(1000, 10_000, steps))
			for _, h := range stream(b, reader, w, steps, 1000) {
				peak = max(peak, h)
			}
			b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
		}
	})
}

func BenchmarkWorld(b *testing.B) {
	text, err := io.ReadAll(generate(1000, 10_000, 0))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		open(b, strings.NewReader(string(text)))
	}
}

func BenchmarkParse(b *testing.B) {
	text, err := io.ReadAll(generate(2, 4, 1000))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		parse(b, string(text))
	}
}

func BenchmarkPrint(b *testing.B) {
	text, err := io.ReadAll(generate(2, 4, 1000))
	if err != nil {
		b.Fatal(err)
	}
	s := parse(b, string(text))
	b.SetBytes(int64(len(s.String())))
	b.ReportAllocs()
	for b.Loop() {
		_ = s.String()
	}
}

// A script of any length takes no more memory than its world: past the first steps
// the heap does not grow.
func TestSteadyMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("it replays 200,000 steps")
	}
	const steps, every = 200_000, 10_000
	runtime.GC()
	reader, w := open(t, generate(100, 1000, steps))
	heap := stream(t, reader, w, steps, every)
	half := len(heap) / 2
	early, late := slices.Max(heap[:half]), slices.Max(heap[half:])
	if late > early+early/4+1<<20 {
		t.Errorf("the heap grows from %d to %d bytes", early, late)
	}
}
