package oracle

import (
	"slices"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// A call ends once.
func TestCallThatEndsTwice(t *testing.T) {
	j := New(script.MustWorld("instance i-1 Running\n"), true, Options{})
	c := script.Call{Op: model.StopInstance{InstanceID: "i-1"}, Answer: model.Answer{Status: 200}}
	end := j.Begin(c)
	end(c)
	defer func() {
		if recover() == nil {
			t.Error("it does not panic")
		}
	}()
	end(c)
}

// There is no part before the first, nor one behind the last.
func TestNoSuchPart(t *testing.T) {
	for _, n := range []int{0, 3} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("part %d of 2: it does not panic", n)
				}
			}()
			Options{}.Part(script.World{}, true, slices.Values([]script.Call(nil)), n, 2)
		}()
	}
}
