package conform_test

import (
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/conform"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// instantaneous is a world under a clock in which nothing takes any time, whatever
// it is asked for.
func instantaneous(w script.World) (conform.System, error) {
	clock, config := new(sim.Manual), w.Config()
	config.Delays = sim.Delays{}
	for _, status := range sim.Statuses() {
		config.Delays[status] = sim.After(0)
	}
	return clocked{clock, sim.New(clock, w.State, config)}, nil
}

// eager is a mock that can be told to settle and does so inside the call, too.
type eager struct{ mock }

func (m *eager) Settle(id string) error {
	m.settle(id)
	return nil
}

// A detach that is complete when it is accepted is what a check is there to find. It is
// found in every kind of system, under a name of its own, and one option admits it.
func TestInstantDetachDiverges(t *testing.T) {
	for name, build := range map[string]func(script.World) (conform.System, error){
		"without a clock": newMock(model.Machine{}),
		"with a clock":    instantaneous,
		"when told, too":  func(w script.World) (conform.System, error) { return &eager{mock{state: w.State}}, nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			report, _ := first(t, conform.Config{New: build, Sequences: 60})
			if len(report.Divergences) != 2 {
				t.Errorf("%s", report)
			}
			for key, steps := range map[string]string{
				instantAttach: `
0s  AttachDisk    InstanceId=i-1 DiskId=d-1   ok
0s  DescribeDisks DiskId=d-1                  Attaching InstanceId= got In_use i-1
`,
				instantDetach: `
0s  DetachDisk    InstanceId=i-1 DiskId=d-1   ok
0s  DescribeDisks DiskId=d-1                  Detaching i-1 got Available InstanceId=
`,
			} {
				d := find(report, key)
				if d == nil || !strings.HasSuffix(d.Script.String(), steps) {
					t.Fatalf("expected %s and the script%s\nin %s\n%v", key, steps, report, d)
				}
				replayed, err := properties.Replay(d.Script.World, script.All(d.Script.Steps), script.Options{})
				if err != nil || replayed.Green() || replayed.Steps != 2 {
					t.Errorf("its script is not red at its last step: %v\n%s", err, d.Script)
				}
			}
			if _, d := first(t, conform.Config{New: build, Options: conform.Options{Instant: true}, Sequences: 60}); d != nil {
				t.Errorf("with Options.Instant: %v", d)
			}
		})
	}
}
