package oracle

import (
	"math/rand/v2"
	"slices"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// What an action neither reads nor sets makes no difference to it: whatever an open field is, the
// same is answered, and it is what it was.
func TestOpenFieldsMakeNoDifference(t *testing.T) {
	src := rand.New(rand.NewPCG(12, 1))
	m := model.Machine{}
	all := slices.Collect(m.OpsOn([]model.InstanceID{theInstance}, []model.DiskID{theDisk}))
	compared := 0
	for range 4000 {
		op := all[src.IntN(len(all))]
		a := take(op)
		if a.action.Describe() || a.action.Creates() || a.action == book.ActionSettle {
			continue
		}
		i := word(model.Pending) + word(src.IntN(int(model.Stopped))) | word(src.IntN(64))<<lockShift
		d := word(model.Creating) + word(src.IntN(int(model.ReIniting))) | word(src.IntN(1<<7))<<3
		k := a.code | key(i)<<keyInstance | key(d)<<keyDisk | key(src.IntN(3))<<keyHolder | key(src.IntN(3))<<keySource
		for _, f := range openFields {
			b, at := bearing()[a.action].disk, key(f.bit)<<keyDisk
			if f.instance {
				b, at = bearing()[a.action].instance, key(f.bit)<<keyInstance
			}
			if b&f.bit != 0 {
				continue
			}
			without, with := k&^at, k|at
			_, ok := without.small()
			if _, also := with.small(); !ok || !also {
				continue
			}
			table := tableOf(model.ByStatus, false, false)
			compared++
			one := table.ask(without|answerOK<<keyAnswer, op, &success)
			other := slices.Clone(table.ask(with|answerOK<<keyAnswer, op, &success)) // which are the table's own
			for n := range other {
				switch r := &other[n]; {
				case f.instance && r.instance.there():
					r.instance &^= f.bit
				case !f.instance && r.disk.there():
					r.disk &^= f.bit
				}
			}
			if !slices.Equal(one, other) {
				t.Fatalf("%s of %v: %+v; with field %s %+v", op, k, one, f.field, other)
			}
		}
	}
	if compared < 1000 {
		t.Errorf("%d compared", compared)
	}
}
