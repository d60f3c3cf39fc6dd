package oracle

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// rounds returns the calls of some clients, each of which attaches a disk of its own, looks,
// detaches it and looks again; interleaved call by call.
func rounds(components int) (script.World, []script.Call) {
	var b strings.Builder
	b.WriteString("edition 2019-05-31\n")
	var calls []script.Call
	const second = time.Second
	type step struct {
		at   time.Duration
		make func(i model.InstanceID, d model.DiskID) script.Call
	}
	shows := func(status model.DiskStatus, attached bool) func(model.InstanceID, model.DiskID) script.Call {
		return func(i model.InstanceID, d model.DiskID) script.Call {
			disk := &model.Disk{ID: d, Status: status}
			if attached {
				disk.InstanceID = i
			}
			return script.Call{Op: model.DescribeDisks{DiskIDs: []model.DiskID{d}}, Answer: model.Answer{Status: 200,
				Shown: []model.Shown{{Resource: model.Resource{Disk: disk}, Stated: book.FieldsOf(book.FieldID, book.FieldStatus, book.FieldInstanceID)}}}}
		}
	}
	steps := []step{
		{0, func(i model.InstanceID, d model.DiskID) script.Call {
			return script.Call{Op: model.AttachDisk{InstanceID: i, DiskID: d}, Answer: model.Answer{Status: 200}}
		}},
		{second, shows(model.Attaching, false)},
		{6 * second, shows(model.InUse, true)},
		{7 * second, func(i model.InstanceID, d model.DiskID) script.Call {
			return script.Call{Op: model.DetachDisk{InstanceID: i, DiskID: d}, Answer: model.Answer{Status: 200}}
		}},
		{8 * second, func(i model.InstanceID, d model.DiskID) script.Call {
			return script.Call{Op: model.DetachDisk{InstanceID: i, DiskID: d}, Answer: model.Answer{Status: 403, Code: "IncorrectDiskStatus"}}
		}},
		{9 * second, shows(model.Detaching, true)},
		{70 * second, shows(model.Available, false)},
	}
	for n := range components {
		fmt.Fprintf(&b, "instance i-%d Running\ndisk d-%d Available\n", n, n)
	}
	for _, s := range steps {
		for n := range components {
			c := s.make(model.InstanceID(fmt.Sprint("i-", n)), model.DiskID(fmt.Sprint("d-", n)))
			c.Start, c.End = s.at, s.at
			calls = append(calls, c)
		}
	}
	return script.MustWorld(b.String()), calls
}

func BenchmarkJudge(b *testing.B) {
	for _, as := range []string{"sim", "fake", "service"} {
		for _, components := range []int{1, 10_000} {
			b.Run(fmt.Sprintf("as=%s/components=%d", as, components), func(b *testing.B) {
				w, calls := rounds(components)
				o, err := As(as, w)
				if err != nil {
					b.Fatal(err)
				}
				j := New(w, true, o)
				b.ReportAllocs()
				at, n := time.Duration(0), 0
				for b.Loop() {
					c := calls[n]
					c.Start, c.End = c.Start+at, c.End+at
					j.Do(c)
					if n++; n == len(calls) {
						n, at = 0, at+5*time.Minute
					}
				}
				if r := j.Report(); r.Verdict() != Good {
					b.Fatal(r.Findings[0])
				}
			})
		}
	}
}

// overlapping returns the calls of eight clients on one instance, each with a disk of its own,
// whose calls overlap. In each round each of them loses the reply of one.
func overlapping(lost bool) (script.World, []script.Call) {
	w, calls := rounds(8)
	w.State = script.MustWorld(strings.ReplaceAll(onOneInstance(8), "\t", "")).State
	for n := range calls {
		c := &calls[n]
		client := n % 8
		c.Client = fmt.Sprint("c", client)
		c.Start += time.Duration(client) * 10 * time.Millisecond
		c.End = c.Start + 100*time.Millisecond
		switch op := c.Op.(type) {
		case model.AttachDisk:
			op.InstanceID = "i-0"
			c.Op = op
		case model.DetachDisk:
			op.InstanceID = "i-0"
			c.Op = op
			c.Unheard = lost && c.Answer.Success()
		case model.DescribeDisks:
			if d := *c.Answer.Shown[0].Disk; d.InstanceID != "" {
				d.InstanceID = "i-0"
				c.Answer.Shown = []model.Shown{{Resource: model.Resource{Disk: &d}, Stated: c.Answer.Shown[0].Stated}}
			}
		}
		if c.Unheard {
			c.Answer = model.Answer{}
		}
	}
	return w, calls
}

func onOneInstance(disks int) string {
	var b strings.Builder
	b.WriteString("instance i-0 Running\n")
	for n := range disks {
		fmt.Fprintf(&b, "disk d-%d Available\n", n)
	}
	return b.String()
}

func BenchmarkOverlapping(b *testing.B) {
	for _, as := range []string{"sim", "fake", "service"} {
		for _, lost := range []bool{false, true} {
			b.Run(fmt.Sprintf("as=%s/lost=%v", as, lost), func(b *testing.B) {
				w, calls := overlapping(lost)
				benchmarkFollow(b, as, w, calls)
			})
		}
	}
}

// What Follow costs beside the judging: it looks ahead.
func BenchmarkFollow(b *testing.B) {
	for _, as := range []string{"fake", "service"} {
		b.Run("as="+as, func(b *testing.B) {
			w, calls := rounds(100)
			benchmarkFollow(b, as, w, calls)
		})
	}
}

// benchmarkFollow follows the calls over and over, every five minutes.
func benchmarkFollow(b *testing.B, as string, w script.World, calls []script.Call) {
	o, err := As(as, w)
	if err != nil {
		b.Fatal(err)
	}
	j := New(w, true, o)
	b.ReportAllocs()
	at, n := time.Minute, 0 // of just before the start much is possible
	j.Follow(func(yield func(script.Call) bool) {
		for b.Loop() {
			c := calls[n]
			c.Start, c.End = c.Start+at, c.End+at
			if !yield(c) {
				return
			}
			if n++; n == len(calls) {
				n, at = 0, at+5*time.Minute
			}
		}
	})
	if r := j.Report(); r.Verdict() != Good {
		b.Fatal(r.Verdict(), r.Findings, r.GivenUp)
	}
}
