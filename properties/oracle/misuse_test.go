package oracle

import (
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// A ticket is of one call, once.
func TestTicketOfNoOpenCall(t *testing.T) {
	j := New(script.MustWorld("instance i-1 Running\n"), true, Options{})
	c := script.Call{Op: model.StopInstance{InstanceID: "i-1"}, Answer: model.Answer{Status: 200}}
	used := j.Begin(c)
	j.End(used, c)
	for name, ticket := range map[string]Ticket{"none": {}, "used": used} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: it does not panic", name)
				}
			}()
			j.End(ticket, c)
		}()
	}
}
