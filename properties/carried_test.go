package properties_test

import (
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/conform"
	"example.com/ecsdisk/properties/explore"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// TestEditionIsCarried follows an edition through everything that a world goes through: it
// is run, recorded, written, read, replayed, judged by an oracle, and certified.
func TestEditionIsCarried(t *testing.T) {
	for _, e := range []book.Edition{book.Edition2019, book.Edition2020} {
		m := model.Machine{Edition: e}
		start, err := model.NewState([]model.Instance{{ID: "i-a", Status: model.Running}}, []model.Disk{{ID: "d-1", Status: model.Available}})
		if err != nil {
			t.Fatal(err)
		}
		w := sim.New(new(sim.Manual), start, sim.Config{Machine: m})
		lacks := model.DetachDisk{InstanceID: "i-a"}
		answer, _ := w.Do(lacks)
		recorded := script.FromHistory(w.History())
		text := recorded.String()
		if strings.Contains(text, "edition") != (e != book.Edition2019) {
			t.Errorf("under %s the script is\n%s", e, text)
		}
		read, err := script.Parse("recorded", strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if r := replay(t, read); !r.Green() {
			t.Errorf("under %s a world's own script is red: %v", e, r.Failed)
		}
		other := read
		other.World.Machine.Edition = book.Edition2019 + book.Edition2020 - e
		if replay(t, other).Green() {
			t.Errorf("the script of %s is green under %s", e, other.World.Machine.Edition)
		}
		o := conform.NewObserver(read.World, conform.Options{Strict: model.Exactly})
		if err := o.Observe(lacks, answer); err != nil {
			t.Errorf("under %s the oracle calls the machine wrong: %v", e, err)
		}
		if o.Observe(lacks, model.Answer{Status: 400, Code: map[string]string{"MissingParameter": "InvalidParameter", "InvalidParameter": "MissingParameter"}[answer.Code]}) == nil {
			t.Errorf("under %s the oracle calls the answer of the other edition the machine's own", e)
		}
	}
	hashes := map[string]bool{}
	for _, e := range []book.Edition{book.Edition2019, book.Edition2020} {
		s := scope.Core(1, 1)
		s.Machine.Edition = e
		c, err := explore.Certify(t.Context(), s, explore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		hashes[c.Inputs] = true
	}
	if len(hashes) != 2 {
		t.Error("two editions have one certificate")
	}
}

func replay(t *testing.T, s script.Script) *script.Report {
	t.Helper()
	r, err := script.Replay(s.World, script.All(s.Steps), script.Options{Strict: model.Exactly})
	if err != nil {
		t.Fatal(err)
	}
	return r
}
