package oracle

import (
	"flag"
	"fmt"
	"iter"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/history"
	"example.com/ecsdisk/sim/script"
)

// renamed returns a history with other ids.
func (r recorded) renamed(t *testing.T, suffix string) recorded {
	text := regexp.MustCompile(`\b[id]-[0-9]+\b`).ReplaceAllString(r.text(), "${0}"+suffix)
	return parsed(t, text)
}

func parsed(t *testing.T, text string) recorded {
	reader := history.NewReader("x", strings.NewReader(text))
	h, err := reader.Header()
	if err != nil {
		t.Fatal(err)
	}
	r := recorded{world: h.World}
	for c, err := range reader.Calls() {
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		r.calls = append(r.calls, c)
	}
	return r
}

// sideBySide returns the history of several that happened at the same time. What one of them
// shows of all resources is then a part, and describes of one instant are one.
func sideBySide(t *testing.T, all ...recorded) recorded {
	both := recorded{world: all[0].world}
	var instances []model.Instance
	var disks []model.Disk
	var calls []script.Call
	for n, r := range all {
		name := string(rune('a' + n))
		r = r.renamed(t, name)
		instances = slices.AppendSeq(instances, r.world.State.Instances())
		disks = slices.AppendSeq(disks, r.world.State.Disks())
		for _, c := range r.calls {
			if c.Client != "" {
				c.Client += name
			}
			c.Partial = c.Partial || c.Op != nil && !c.Unheard && describesAll(c.Op)
			calls = append(calls, c)
		}
	}
	s, err := model.NewState(instances, disks)
	if err != nil {
		t.Fatal(err)
	}
	both.world.State, both.world.Order = s, nil
	slices.SortStableFunc(calls, func(a, b script.Call) int { return int(a.End - b.End) })
	for _, c := range calls {
		if n := len(both.calls); n == 0 || !fuse(&both.calls[n-1], c) {
			both.calls = append(both.calls, c)
		}
	}
	return both
}

// fuse makes one describe of two, if they can be one.
func fuse(a *script.Call, b script.Call) bool {
	one, ok := a.Op.(model.DescribeDisks)
	two, too := b.Op.(model.DescribeDisks)
	if !ok || !too || one.DiskIDs == nil || two.DiskIDs == nil || one.InstanceID+two.InstanceID != "" || one.Status+two.Status != "" ||
		a.Start != b.Start || a.End != b.End || a.Client+b.Client != "" || a.Unheard || b.Unheard || !a.Answer.Success() || !b.Answer.Success() {
		return false
	}
	a.Op = model.DescribeDisks{DiskIDs: slices.Concat(one.DiskIDs, two.DiskIDs)}
	a.Answer.Shown = slices.Concat(a.Answer.Shown, b.Answer.Shown)
	a.Partial = a.Partial || b.Partial
	return true
}

// spoilt returns a history of which some answers are others.
func (r recorded) spoilt(src *rand.Rand) recorded {
	r.calls = slices.Clone(r.calls)
	for range 1 + src.IntN(3) {
		c := &r.calls[src.IntN(len(r.calls))]
		switch {
		case c.Op == nil || c.Unheard:
		case len(c.Answer.Shown) > 0 && src.IntN(4) > 0:
			c.Answer = c.Answer.Clone()
			switch s := &c.Answer.Shown[src.IntN(len(c.Answer.Shown))]; {
			case s.Disk != nil:
				s.Disk.Status, s.Disk.InstanceID = model.Available, ""
			case s.Instance != nil:
				s.Instance.Status = model.Stopped
			}
		case c.Answer.Success() && !model.ActionOf(c.Op).Creates():
			c.Answer = model.Answer{Status: 403, Code: "IncorrectDiskStatus"}
		case !c.Answer.Success():
			c.Answer = model.Answer{Status: 200}
		}
	}
	return r
}

var divided = flag.Int("divided", 300, "how many simulated histories to judge whole and in parts")

// The parts of a history, judged at the same time, come to what one judge says of the whole:
// the verdict, each finding, and all that is counted. Of what is good, bad and too much. So do
// those that are judged each by itself, where the machine is known.
func TestPartsAreTheWhole(t *testing.T) {
	if testing.Short() {
		*divided = min(*divided, 30)
	}
	counts := map[string]int{}
	for n := range *divided {
		src := rand.New(rand.NewPCG(2, uint64(n)))
		as := []string{"sim", "fake", "service"}[n%3]
		machine := anyMachine(src)
		c := recording{machine: machine, told: as != "service", reclaims: as == "service", faults: src.IntN(2) == 0, clients: src.IntN(2) * src.IntN(9), ops: 4 + src.IntN(20)}
		if src.IntN(2) == 0 {
			c.lag = 20 * time.Second
		}
		var all []recorded
		for range 1 + src.IntN(5) {
			if as != "sim" && src.IntN(8) == 0 {
				c.machine = anyMachine(src) // these cannot be one history, perhaps
			}
			all = append(all, c.record(src))
		}
		r := all[0]
		if len(all) > 1 {
			r = sideBySide(t, all...)
		}
		o, err := As(as, r.world)
		if err != nil {
			t.Fatal(err)
		}
		if as != "sim" {
			r = r.open()
		}
		if src.IntN(3) == 0 {
			r = r.spoilt(src)
		}
		known := src.IntN(4) > 0
		switch {
		case !known:
			o.Budget = 256 // each may be anything: it takes long
		case src.IntN(4) == 0:
			o.Budget = 1 + src.IntN(2)
		}
		o.Others = as != "sim" && src.IntN(12) == 0
		parts := 2 + src.IntN(4)
		counts[sameInParts(t, fmt.Sprintf("as %s, number %d, %d parts", as, n, parts), r, known, o, parts).String()]++
	}
	if len(counts) < 3 {
		t.Errorf("the verdicts are %v; expected some of each", counts)
	}
	t.Log(counts)
}

// The histories that are kept are the same in parts.
func TestKeptInParts(t *testing.T) {
	var files []string
	for _, pattern := range []string{"testdata/*/*.history", "../../cmd/ecsdisk/testdata/histories/*.history", "../../sim/history/testdata/*.jsonl"} {
		some, err := filepath.Glob(pattern)
		if err != nil || len(some) == 0 {
			t.Fatal("no histories in", pattern, err)
		}
		files = append(files, some...)
	}
	for _, path := range files {
		h, calls, err := tryRead(path)
		if err != nil {
			continue // it is one that cannot be read
		}
		for _, as := range []string{"sim", "fake", "service"} {
			o, err := As(as, h.World)
			if err != nil {
				t.Fatal(err)
			}
			sameInParts(t, path+" as "+as, recorded{h.World, calls}, h.Known, o, 3)
		}
	}
}

// sameInParts judges a history whole and in parts, and compares what is said.
func sameInParts(t *testing.T, name string, r recorded, known bool, o Options, parts int) Verdict {
	t.Helper()
	j := New(r.world, known, o)
	j.Follow(slices.Values(r.calls))
	want := numberless(j.Report())
	got := numberless(o.Together(r.world, known, func() iter.Seq[script.Call] { return slices.Values(r.calls) }, parts))
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: in parts it is\n%s\nand as a whole\n%s\n%s", name, said(got), said(want), r.text())
	}
	var reports []Report
	for n := range parts {
		j := o.Part(r.world, known, slices.Values(r.calls), n+1, parts)
		j.Follow(slices.Values(r.calls))
		reports = append(reports, numberless(j.Report()))
	}
	merged, err := reports[0].Merge(reports[1:]...)
	if err != nil {
		t.Fatal(err)
	}
	switch { // each knows the machine, or less than one judge of the whole
	case o.Fixed && !reflect.DeepEqual(merged, want):
		t.Errorf("%s: the parts come to\n%s\nand the whole is\n%s\n%s", name, said(merged), said(want), r.text())
	case merged.Verdict() == Good && want.Verdict() == Bad:
		t.Errorf("%s: the parts are good, and the whole is\n%s\n%s", name, said(want), r.text())
	}
	return want.Verdict()
}

// numberless returns a report without the numbers that a judge gives resources.
func numberless(r Report) Report {
	for n := range r.Findings {
		r.Findings[n].seen = 0
	}
	return r
}

// said returns what a report says, a line each.
func said(r Report) string {
	return fmt.Sprintf("%v %d calls, %d unjudged, unheard %d, lag %s\nfindings %v\nbroken %v\ngiven up %q\nmachines %q\nsupposed %v\nslow %v\npending %q\noutside %v\nelsewhere %v\nskipped %v",
		r.Verdict(), r.Calls, r.Unjudged, r.Unheard, r.Lag, r.Findings, r.Broken, r.GivenUp, r.Machines, r.Supposed, r.Slow, r.Pending, r.Outside, r.Elsewhere, r.Skipped)
}
