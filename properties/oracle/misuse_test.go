package oracle

import (
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
