package book

import (
	"os"
	"strings"
	"testing"
)

// The page is test data: what is said to be its words has to be in it.
func TestSentencesAreThePages(t *testing.T) {
	page, err := os.ReadFile("../testdata/DetachDisk.2019-05-31.md")
	if err != nil {
		t.Fatal(err)
	}
	covered := RuleSet{}
	for _, s := range Sentences() {
		if !strings.Contains(string(page), s.Words) {
			t.Errorf("the page has no %q", s.Words)
		}
		if s.Rules == (RuleSet{}) && s.Lives == "" {
			t.Errorf("%q lives nowhere", s.Words)
		}
		for r := range s.Rules.All() {
			covered = covered.Union(RuleSetOf(r))
		}
	}
	for r := range RulesOf(ActionDetachDisk) {
		if r.Row().Source != Neighbour && !covered.Has(r) {
			t.Errorf("%s comes from the page, and no sentence leads to it", r)
		}
	}
}
