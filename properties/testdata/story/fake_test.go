package story

import (
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/conform"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A fake stands in the place of yours. This one is right.
type fake struct{ world *sim.World }

func newFake(w script.World) fake { return fake{w.New(new(sim.Manual))} }

func (f fake) Do(op model.Op) (model.Answer, error) { return f.world.Do(op) }

func TestFake(t *testing.T) {
	conform.Check(t, conform.Config{New: func(w script.World) (conform.System, error) {
		return newFake(w), nil
	}})
}
