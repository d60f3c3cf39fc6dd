package oracle

import (
	"fmt"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// However many calls are open, replies lost, or ids named that never were: it is judged in the
// time that so many calls take, and past what can be said it is unknown.
func TestMany(t *testing.T) {
	many := 10_000
	if testing.Short() {
		many = 1_000
	}
	w := script.MustWorld("instance i-1 Running\ndisk d-1 Available\n")
	o, err := As("service", w)
	if err != nil {
		t.Fatal(err)
	}
	second := func(n int) time.Duration { return time.Duration(n) * time.Second }
	for name, call := range map[string]func(n int) script.Call{
		"open calls": func(n int) script.Call {
			return script.Call{Start: second(1), End: second(n + 2), Op: model.AttachDisk{InstanceID: "i-1", DiskID: "d-1"}, Answer: model.Answer{Status: 403, Code: "IncorrectDiskStatus"}}
		},
		"lost calls": func(n int) script.Call {
			return script.Call{Start: second(n), End: second(n), Op: model.AttachDisk{InstanceID: "i-1", DiskID: "d-1"}, Unheard: true}
		},
		"lost creations": func(n int) script.Call {
			if n%2 == 0 {
				return script.Call{Start: second(n), End: second(n), Op: model.CreateDisk{}, Unheard: true}
			}
			return script.Call{Start: second(n), End: second(n), Op: model.DeleteDisk{DiskID: model.DiskID(fmt.Sprint("d-", n))}, Answer: model.Answer{Status: 200}}
		},
		"unknown ids": func(n int) script.Call {
			return script.Call{Start: second(n), End: second(n), Op: model.DetachDisk{InstanceID: "i-1", DiskID: model.DiskID(fmt.Sprint("d-x", n))}, Answer: model.Answer{Status: 404, Code: "InvalidDiskId.NotFound"}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			j := New(w, true, o)
			j.Follow(func(yield func(script.Call) bool) {
				for n := range many {
					if !yield(call(n)) {
						return
					}
				}
			})
			if r := j.Report(); r.Calls != many || r.Verdict() == Bad && name != "open calls" {
				t.Errorf("%s after %d calls: %v", r.Verdict(), r.Calls, r.Findings)
			}
		})
	}
}
