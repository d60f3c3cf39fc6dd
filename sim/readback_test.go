package sim_test

import (
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// Whatever a world takes, its history is a script that can be read, is as it would be
// printed, and is what the machine does.
func TestHistoryIsAScript(t *testing.T) {
	for name, test := range map[string]struct {
		delay sim.Delay // of a detach
		call  model.Op
		with  []sim.Option
	}{
		"status of no disk":         {call: model.DescribeDisks{Status: "in_use"}},
		"status to be quoted":       {call: model.DescribeDisks{Status: "a,b = # \"\xff"}},
		"status of no instance":     {call: model.DescribeInstances{Status: "Deleted"}},
		"no ids":                    {call: model.DescribeDisks{DiskIDs: []model.DiskID{}}},
		"the empty id":              {call: model.DescribeInstances{InstanceIDs: []model.InstanceID{""}}},
		"settle of nothing":         {call: model.Settle{}},
		"a maximum below a minimum": {call: detach, delay: sim.Delay{Min: time.Hour, Max: time.Minute}},
		"two kinds of delay":        {call: detach, delay: sim.Delay{Never: true, Told: true, Describes: 2, Max: time.Hour}},
		"an unusual refusal":        {call: detach, with: []sim.Option{sim.InjectedRaw(model.Answer{Status: 599, Code: "ok, #1"})}},
		"a status not known":        {call: detach, with: []sim.Option{sim.Injected(model.Answer{Code: "Throttling"})}},
	} {
		t.Run(name, func(t *testing.T) {
			w, clock := start(t, sim.Config{Delays: sim.Delays{"Detaching": test.delay}}, running, inUse)
			_, _ = w.Do(test.call, test.with...) // any answer will do
			clock.Add(time.Minute)
			do(t, w, describe)
			text := script.FromHistory(w.History()).String()
			s, err := script.Parse("history", strings.NewReader(text))
			if err != nil {
				t.Fatalf("%v, in\n%s", err, text)
			}
			if again := s.String(); again != text {
				t.Errorf("printed as\n%s\nand then as\n%s", text, again)
			}
			report, err := properties.Replay(s.World, script.All(s.Steps), script.Options{Strict: model.Exactly})
			if err != nil || !report.Green() {
				t.Errorf("%v %v, in\n%s", err, report.Failed, text)
			}
			if !report.World.State().Equal(w.State()) {
				t.Errorf("the script ends in another state:\n%s", text)
			}
		})
	}
}
