package client

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim"
)

// What is called hopeless stays so, in whatever order things settle or fail; and what is not is
// said by the rule table to be mended by what settles or fails.
func TestClientHopeless(t *testing.T) {
	src := rand.New(rand.NewPCG(1, 2))
	met := map[bool]int{}
	for edition := range book.AllEditions() {
		for range 100 {
			m := model.Machine{Edition: edition}
			s := properties.DrawWorld(m, src, 3, 5)
			g := properties.NewGenerator(m, s, 0)
			for range 30 {
				op := g.Draw(src, s)
				next, o := m.Step(s, op)
				if rule, ok := o.Rule(); ok {
					hopeless := (&checker{machine: m}).hopeless(&sim.Event{Op: op, Before: s}, rule)
					met[hopeless]++
					switch mend := rule.Row().Mend; {
					case hopeless:
						staysBroken(t, m, src, s, op, rule)
					case !becomesPortable.Has(rule) && !mend.Has(book.ActionSettle) && !mend.Has(book.ActionAttachFailed) && !mend.Has(book.ActionDetachFailed):
						t.Errorf("time mends %s of %s in\n%s\nexpected no more than the rule table says", rule, op, s)
					}
				}
				s = next
			}
		}
	}
	if met[true] < 100 || met[false] < 100 {
		t.Errorf("%d refusals are hopeless, %d are not; expected a hundred of each", met[true], met[false])
	}
}

// The rules that are named as an exception are one.
func TestClientBecomesPortable(t *testing.T) {
	for rule := range becomesPortable.All() {
		if rule.Row().Mend.Has(book.ActionSettle) {
			t.Errorf("the rule table says that time mends %s; expected the exception to go", rule)
		}
	}
}

// staysBroken holds that a rule stays broken while things settle or fail, as they are drawn.
func staysBroken(t *testing.T, m model.Machine, src *rand.Rand, s model.State, op model.Op, rule book.Rule) {
	t.Helper()
	later := s
	for range 10 {
		for r := range later.Resources() {
			events := []model.Op{nil, model.Settle{ID: r.ID()}, model.AttachFailed{DiskID: model.DiskID(r.ID())}, model.DetachFailed{DiskID: model.DiskID(r.ID())}}
			if event := events[src.IntN(len(events))]; event != nil {
				later, _ = m.Step(later, event)
			}
		}
		if !m.Judge(later, op).Broken().Has(rule) {
			t.Fatalf("time mends %s of %s from\n%s\nto\n%s\nexpected it to stay broken", rule, op, s, later)
		}
	}
}

// The table of the page is that of the code.
func TestClientREADME(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	want.WriteString("| promise | |\n|---|---|\n")
	for p := range Promise(numPromises) {
		fmt.Fprintf(&want, "| %s | %s |\n", p, p.Sentence())
	}
	m := regexp.MustCompile(`(?s)<!-- promises -->\n(.*?)<!-- end -->`).FindSubmatch(page)
	if m == nil || string(m[1]) != want.String() {
		t.Errorf("the page has the promises\n%s\nexpected\n%s", m, want.String())
	}
}
