package oracle

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim/script"
)

// Calls and answers that have nothing to do with each other are judged, too: without a panic,
// and the same each time.
func TestGarbage(t *testing.T) {
	verdicts := map[Verdict]int{}
	for n := range 100 {
		src := rand.New(rand.NewPCG(5, uint64(n)))
		r := garbage(src)
		o, err := As([]string{"sim", "fake", "service"}[n%3], r.world)
		if err != nil {
			t.Fatal(err)
		}
		o.Budget = 128
		known := src.IntN(4) > 0
		judge := func() Report {
			j := New(r.world, known, o)
			j.Follow(func(yield func(script.Call) bool) {
				for _, c := range r.calls {
					if !yield(c) {
						return
					}
				}
			})
			return j.Report()
		}
		first, again := judge(), judge()
		if fmt.Sprint(first) != fmt.Sprint(again) {
			t.Errorf("seed %d: first %v, then %v", n, first, again)
		}
		verdicts[first.Verdict()]++
	}
	if verdicts[Bad] == 0 {
		t.Error("none of it is impossible", verdicts)
	}
	t.Log(verdicts)
}

// garbage draws a history in which any call is answered anyhow, at any time.
func garbage(src *rand.Rand) recorded {
	m := anyMachine(src)
	w := script.World{Machine: m, EditionStated: src.IntN(2) == 0}
	w.State = properties.DrawWorld(m, src, 2, 3)
	if !w.EditionStated {
		w.Machine = model.Machine{}
	}
	g := properties.NewGenerator(m, w.State, 0)
	ids := []string{"i-1", "i-2", "d-1", "d-2", "i-9", "d-9", ""}
	id := func() string { return ids[src.IntN(len(ids))] }
	var calls []script.Call
	end := time.Duration(0)
	for range 15 {
		op := g.Draw(src, w.State)
		if src.IntN(3) == 0 {
			op = model.Rename(op, func(model.InstanceID) model.InstanceID { return model.InstanceID(id()) },
				func(model.DiskID) model.DiskID { return model.DiskID(id()) }, func(string) string { return id() })
		}
		end += time.Duration(src.IntN(3)) * 10 * time.Second
		c := script.Call{Start: max(0, end-time.Duration(src.IntN(3))*10*time.Second), End: end, Op: op, Unheard: src.IntN(8) == 0, Untimed: src.IntN(8) == 0, Partial: src.IntN(8) == 0}
		action := model.ActionOf(op)
		if !c.Unheard && !action.Event() {
			c.Answer = garbled(src, w.State, action, id)
		}
		calls = append(calls, c)
	}
	return recorded{w, calls}
}

func garbled(src *rand.Rand, s model.State, a book.Action, id func() string) (answer model.Answer) {
	if src.IntN(2) == 0 {
		codes := []model.Answer{{Status: 403, Code: "IncorrectDiskStatus"}, {Code: "IncorrectInstanceStatus"}, {Status: 404, Code: "InvalidDiskId.NotFound"},
			{Status: 404, Code: "InvalidInstanceId.NotFound"}, {Status: 500, Code: "InternalError"}, {Status: 400, Code: "Throttling"}, {Status: 403, Code: "NoSuchCode"}}
		return codes[src.IntN(len(codes))]
	}
	answer = model.Answer{Status: 200}
	switch {
	case a.Creates():
		answer.InstanceID, answer.DiskID = model.InstanceID(id()), model.DiskID(id())
	case a == book.ActionDescribeDisks:
		for d := range s.Disks() {
			d.Status = model.DiskStatus(1 + src.IntN(6))
			d.InstanceID = model.InstanceID(id())
			answer.Shown = append(answer.Shown, model.Shown{Resource: model.Resource{Disk: &d}, Stated: book.Fields(src.UintN(1<<12)) & book.DiskFields})
		}
	case a == book.ActionDescribeInstances:
		for i := range s.Instances() {
			i.Status = model.InstanceStatus(1 + src.IntN(5))
			answer.Shown = append(answer.Shown, model.Shown{Resource: model.Resource{Instance: &i}, Stated: book.FieldsOf(book.FieldStatus, book.FieldID)})
		}
	}
	return answer
}
