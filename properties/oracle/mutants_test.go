package oracle

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/mutant"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A mutantRun records what a mutant answers.
type mutantRun struct {
	mutant mutant.Mutant
	clock  sim.Manual
	world  *sim.World
	now    time.Duration
	recorded
}

func newMutantRun(m mutant.Mutant, start model.State) *mutantRun {
	r := &mutantRun{mutant: m}
	r.recorded.world = script.World{Machine: m.Machine, EditionStated: true, State: start}
	suspect := m.Suspect.Of(m.Machine)
	r.world = sim.New(&r.clock, start, sim.Config{Machine: m.Machine, Step: suspect.Step, KeepNotes: suspect.KeepNotes, Unmet: true})
	return r
}

func (r *mutantRun) wait(d time.Duration) {
	r.clock.Add(d)
	r.now += d
}

func (r *mutantRun) do(op model.Op) {
	e := r.world.Call(op)
	if e.Outcome.Verdict() == model.NotEnabled {
		return
	}
	answer, _ := e.Heard()
	c := script.Call{Start: r.now, End: r.now, Op: op, Answer: answer.Clone()}
	c.Answer.Message = ""
	r.calls = append(r.calls, c)
}

// draw makes calls that are drawn until there are enough, and after each what shows what that
// touched. Mostly is how many draws of eight are of what the mutant makes otherwise.
func (r *mutantRun) draw(src *rand.Rand, calls, mostly int) {
	g := properties.NewGenerator(r.mutant.Machine, r.recorded.world.State, 0)
	pauses := []time.Duration{0, 0, 0, time.Second, 5 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute}
	for tries := 0; len(r.calls) < calls && tries < 2*calls; tries++ {
		r.wait(pauses[src.IntN(len(pauses))])
		op := g.Draw(src, r.world.State())
		for n := 0; n < 8 && src.IntN(8) < mostly && !r.mutant.Actions.Has(model.ActionOf(op)); n++ {
			op = g.Draw(src, r.world.State())
		}
		if model.ActionOf(op).Creates() && reused(r.world, op) {
			continue
		}
		before := r.world.State()
		r.do(op)
		instances, disks := touched(before, r.world.State(), op)
		if len(instances) > 0 {
			r.do(model.DescribeInstances{InstanceIDs: instances})
		}
		if len(disks) > 0 {
			r.do(model.DescribeDisks{DiskIDs: disks})
		}
	}
}

// touched returns the resources that an operation names, and the disks that are or were
// attached to the instances among them.
func touched(before, after model.State, op model.Op) (instances []model.InstanceID, disks []model.DiskID) {
	if model.ActionOf(op).Describe() {
		return nil, nil
	}
	instances, disks = model.IDs(op)
	if op, ok := op.(model.Settle); ok {
		if before.Resource(op.ID).Disk != nil {
			disks = append(disks, model.DiskID(op.ID))
		} else {
			instances = append(instances, model.InstanceID(op.ID))
		}
	}
	for _, s := range []model.State{before, after} {
		for _, i := range instances {
			for d := range s.DisksOf(i) {
				disks = append(disks, d.ID)
			}
		}
	}
	instances = slices.DeleteFunc(instances, func(id model.InstanceID) bool { return id == "" })
	disks = slices.DeleteFunc(disks, func(id model.DiskID) bool { return id == "" })
	slices.Sort(disks)
	return instances, slices.Compact(disks)
}

// drawnOf returns a history of 50 calls of a mutant.
func drawnOf(m mutant.Mutant, seed, mostly int) recorded {
	src := rand.New(rand.NewPCG(3, uint64(seed)))
	r := newMutantRun(m, properties.DrawWorld(m.Machine, src, 3, 5))
	r.draw(src, 50, mostly)
	return r.recorded
}

// goneOn returns the history of a mutant on a script, with what describes show of everything
// after each step, and of what is drawn after that.
func goneOn(m mutant.Mutant, s script.Script, seed int) recorded {
	r := newMutantRun(m, s.World.State)
	for _, step := range s.Steps {
		r.wait(step.At - r.now)
		for _, op := range []model.Op{step.Op, model.DescribeInstances{}, model.DescribeDisks{}} {
			r.do(op)
		}
	}
	if seed%3 > 0 {
		r.probe(seed%3 == 2)
	}
	r.draw(rand.New(rand.NewPCG(4, uint64(seed))), 50, 0)
	return r.recorded
}

// probe makes calls that show what no describe does: what each disk goes with, after it was
// detached or not.
func (r *mutantRun) probe(detach bool) {
	r.wait(5 * time.Minute)
	for d := range r.world.State().Disks() {
		if detach && d.InstanceID != "" {
			r.do(model.DetachDisk{InstanceID: d.InstanceID, DiskID: d.ID})
			r.wait(5 * time.Minute)
			r.do(model.DescribeDisks{})
		}
		r.do(model.ModifyDiskAttribute{DiskID: d.ID, DeleteWithInstance: model.True})
	}
	for i := range r.world.State().Instances() {
		r.do(model.DeleteInstance{InstanceID: i.ID, Force: true})
		r.do(model.DescribeDisks{})
	}
}

// verdictOf returns the verdict on a history, as a run of the simulator that it says it is, or
// as of a fake of any edition and readings.
func verdictOf(t *testing.T, r recorded, as string) Verdict {
	t.Helper()
	o, err := As(as, r.world)
	if err != nil {
		t.Fatal(err)
	}
	if as != "sim" {
		r = r.open()
	}
	report := judged(r, o)
	if len(report.Broken) > 0 {
		t.Errorf("%v\n%s", report.Broken, r.text())
	}
	return report.Verdict()
}

// hidden are the mutants that no history convicts, and why.
var hidden = map[string]string{
	"effect-DeleteInstance-each-attached-disk-InstanceId-empty":                                                                                                                                                        "no describe shows the InstanceId of a disk that is Available, and the instance is gone",
	"effect-DeleteInstance-each-disk-whose-source-it-is-SourceInstanceId-empty-in-2020-09-10":                                                                                                                          "nothing shows the source, and the instance is gone",
	"effect-CreateInstance-the-instance-MaxDataDisks-by-default-but-another-value":                                                                                                                                     "it takes 17 data disks: see testdata/impossible/created-with-room-for-more.history",
	"effect-settle-the-disk-SourceInstanceId-of-instance-left-DetachDeletes-is-true-not-disk-is-a-system-disk-not-DetachedSystem-is-true-in-2020-09-10-twice":                                                          "the other disk's own settle does the same, and until then it goes with its instance anyway",
	"effect-settle-the-disk-SourceInstanceId-of-instance-left-the-disk-is-a-system-disk-not-disk-is-Creating-not-disk-is-Available-not-disk-is-Attaching-not-disk-is-In_use-not-disk-is-ReIniting-in-2020-09-10-twice": "the other disk's own settle does the same, and until then it goes with its instance anyway",
	"effect-settle-the-disk-DetachedSystem-true-in-2020-09-10-twice":                                                                                                                                                   "the other disk's own settle does the same; of a system disk on its way the judge does not say whether StartInstance misses it",
}

// rare are the mutants that few histories that are drawn convict, and one of them.
var rare = map[string]int{
	"effect-DetachDisk-the-disk-DetachDeletes-true-in-2020-09-10-early-parameter-honoured-twice": 31,
	"frame-AttachDisk-MaxDataDisks":     194,
	"frame-DetachDisk-MaxDataDisks":     97,
	"frame-RebootInstance-MaxDataDisks": 414,
	"frame-StartInstance-MaxDataDisks":  283,
	"frame-StopInstance-MaxDataDisks":   106,
	"frame-lock-MaxDataDisks":           239,
	"frame-settle-MaxDataDisks":         239,
}

// Each mutant that a property notices is convicted by a history: by one that is drawn, or by
// one that goes on from the shortest script on which a property does not hold.
func TestMutantsAreConvicted(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes all mutants")
	}
	var left []mutant.Mutant
	drawn := func(m mutant.Mutant) bool {
		for seed := range 30 {
			if seed == 29 && rare[m.Name] > 0 {
				seed = rare[m.Name]
			}
			if verdictOf(t, drawnOf(m, seed, 2+seed%6), "sim") == Bad {
				return true
			}
		}
		return false
	}
	for m := range mutant.All(0) {
		switch convicted := m.Equivalent == "" && drawn(m); {
		case convicted && hidden[m.Name] != "":
			t.Errorf("%s is said to be hidden (%s), and is convicted", m.Name, hidden[m.Name])
		case m.Equivalent == "" && !convicted:
			left = append(left, m)
		}
	}
	for n, row := range mutant.Matrix(slices.Values(left)) {
		if row.Killed == nil {
			t.Errorf("%s is noticed by no property", row.Name)
			continue
		}
		convicted := false
		for seed := 0; seed < 150 && !convicted; seed++ {
			convicted = verdictOf(t, goneOn(left[n], *row.Killed, seed), "sim") == Bad
		}
		if convicted == (hidden[row.Name] != "") {
			t.Errorf("%s, which %s, is convicted: %t; said to be hidden: %q\n%s", row.Name, row.Does, convicted, hidden[row.Name], row.Killed)
		}
	}
	t.Logf("%d mutants take more than what is drawn", len(left))
}

var rewrite = flag.Bool("table", false, "write the table of the mutants, which takes some minutes")

// ofEach is how many histories of a mutant its row of the golden file counts.
const ofEach = 40

// sharesOf returns the row of a mutant: how many histories that are drawn convict it.
func sharesOf(t *testing.T, m mutant.Mutant) string {
	sim, fake := 0, 0
	for seed := range ofEach {
		r := drawnOf(m, seed, 0)
		if verdictOf(t, r, "sim") == Bad {
			sim++
		}
		if verdictOf(t, r, "fake") == Bad {
			fake++
		}
	}
	return fmt.Sprintf("%3d %4d  %s\n", sim, fake, m.Name)
}

const mutantsHead = `# How many of 40 random histories of 50 calls convict each mutant machine: as runs of the
# simulator, whose edition and readings are known, and as of a fake of any.
sim fake
`

// The golden file has a row of each mutant that a property notices. With -table it is
// written; else a part of it is compared.
func TestMutantsGolden(t *testing.T) {
	const path = "testdata/mutants.txt"
	var rows []string
	golden, err := os.ReadFile(path)
	if err != nil && !*rewrite {
		t.Fatal(err)
	}
	n := 0
	for m := range mutant.All(0) {
		if m.Equivalent != "" {
			continue
		}
		n++
		switch {
		case *rewrite:
			rows = append(rows, sharesOf(t, m))
		case n%50 == 0 && !testing.Short():
			if row := sharesOf(t, m); !strings.Contains(string(golden), row) {
				t.Errorf("%s has no row\n%s", path, row)
			}
		case !strings.Contains(string(golden), "  "+m.Name+"\n"):
			t.Errorf("%s has no row of %s", path, m.Name)
		}
	}
	if !*rewrite {
		if rows := strings.Count(string(golden), "\n") - strings.Count(mutantsHead, "\n"); rows != n {
			t.Errorf("%s has %d rows; expected %d", path, rows, n)
		}
		return
	}
	slices.SortFunc(rows, func(a, b string) int { return strings.Compare(a[9:], b[9:]) })
	if err := os.WriteFile(path, []byte(mutantsHead+strings.Join(rows, "")), 0o644); err != nil {
		t.Fatal(err)
	}
}

// What is as good as the documented machine is convicted by no history, but for the readings
// of which the states say nothing and a code does.
func TestEquivalentMutantsAreNotConvicted(t *testing.T) {
	for m := range mutant.All(0) {
		if m.Equivalent == "" || m.Kind == mutant.ReadingSwapped {
			continue
		}
		for seed := range 3 {
			if r := drawnOf(m, seed, 3); verdictOf(t, r, "sim") == Bad {
				t.Errorf("%s (%s) is convicted by\n%s", m.Name, m.Equivalent, r.text())
			}
		}
	}
}
