package conform_test

import (
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/conform"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// What is wrong with an argument is said: what it is, and what was expected.
func TestMisuse(t *testing.T) {
	honoured := new(book.Readings)
	*honoured = book.ReadingsOf(book.EarlyParameterHonoured)
	none := func(script.World) (conform.System, error) { return nil, nil }
	for want, c := range map[string]conform.Config{
		"Config.New is nil; expected a function":                                               {},
		"New returned no system and no error":                                                  {New: none},
		"Config.Sequences is -1; expected":                                                     {New: none, Sequences: -1},
		"Config.Unjudged is -1; expected":                                                      {New: none, Unjudged: -1},
		"Config.Causes is -1; expected":                                                        {New: none, Causes: -1},
		"Config.Ops is -1; expected":                                                           {New: none, Ops: -1},
		"Config.Instances is -1; expected":                                                     {New: none, Instances: -1},
		"Config.Disks is -1; expected":                                                         {New: none, Disks: -1},
		"Config.Known[0] has no key; expected":                                                 {New: none, Known: []conform.Known{{Reason: "-"}}},
		`Config.Delays has the status "Running"; expected one of`:                              {New: none, Delays: sim.Delays{"Running": {}}},
		"Config: edition book.Edition(200) is unknown; expected one of 2018-10-26, 2019-05-31": {New: none, Edition: 200},
		"Config: reading R-early-parameter honoured does not exist in edition 2019-05-31":      {New: none, Options: conform.Options{Readings: honoured}},
		"Options.Strict is 9; expected":                                                        {New: none, Options: conform.Options{Strict: 9}},
		"Options.Untold is 3; expected":                                                        {New: none, Options: conform.Options{Untold: 3}},
	} {
		if report, err := c.Search(); err == nil || !strings.Contains(err.Error(), want) || report == nil {
			t.Errorf("Search: %v; expected %s", err, want)
		}
		t.Chdir(t.TempDir())
		if f := runFake(t, "TestMock", func(f *fake) { conform.Check(f, c) }); !f.failed || !strings.Contains(f.log.String(), want) {
			t.Errorf("Check: %s; expected %s", f.log.String(), want)
		}
		if f := runFake(t, "TestMock", func(f *fake) { conform.Scripts(f, c, "*") }); !f.failed || c.New == nil && !strings.Contains(f.log.String(), want) {
			t.Errorf("Scripts: %s; expected %s", f.log.String(), want)
		}
	}
	recorder := func() *conform.Recorder { return conform.NewRecorder(&fake{}) }
	for want, misuse := range map[string]func(){
		"NewRecorder of no test; expected":                  func() { conform.NewRecorder(nil) },
		"Recorder.World of no world; expected":              func() { recorder().World(&fake{}, nil) },
		"a run of no test; expected":                        func() { recorder().World(nil, detachable.New(new(sim.Manual))) },
		"Recorder.Start without a function; expected":       func() { recorder().Start(&fake{}, nil) },
		"Observer.Advance by -1s; expected":                 func() { conform.NewObserver(detachable, conform.Options{}).Advance(-time.Second) },
		"Options.Strict is 9; expected":                     func() { conform.NewObserver(detachable, conform.Options{Strict: 9}) },
		"an Op of type <nil>; expected":                     func() { conform.NewObserver(detachable, conform.Options{}).Observe(nil, model.Answer{}) },
		"Recorder.Diverged before a run has started; expec": func() { recorder().Diverged(conform.ErrLost) },
	} {
		func() {
			defer func() {
				if got, _ := recover().(string); !strings.Contains(got, want) {
					t.Errorf("it says %q; expected %q", got, want)
				}
			}()
			misuse()
		}()
	}
}
