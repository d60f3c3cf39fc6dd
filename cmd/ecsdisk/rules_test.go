package main

import (
	"strings"
	"testing"

	"example.com/ecsdisk/model/book"
)

// Whatever operation and form is asked for, something is said, of several as of one.
func TestRulesOfWhateverHasNone(t *testing.T) {
	for a := range book.Actions() {
		for _, form := range []string{"--json=false", "--markdown", "--effects", "--json"} {
			got := ecsdisk(t, "rules", form, a.String())
			if got.status != green || strings.Count(got.stdout, "\n") < 1 || !hasRules(a) && form != "--json" && !strings.Contains(got.stdout, a.String()) {
				t.Errorf("rules %s %s: exit status %d: %q", form, a, got.status, got.stdout)
			}
		}
	}
	if got := ecsdisk(t, "rules", "lock", "DeleteDisk", "settle").stdout; !strings.HasPrefix(got, "DeleteDisk\n") || strings.Contains(got, "has no rules") {
		t.Errorf("of three operations one has rules:\n%s", got)
	}
}

// People read sentences: no markup of the page, no "not:" before a statement.
func TestRulesArePlainText(t *testing.T) {
	page := ecsdisk(t, "rules", "--page").stdout
	if strings.ContainsAny(page, `|\`) || !strings.Contains(page, "“403  InstanceLockedForSecurity  The instance is locked due to security.”\n") {
		t.Errorf("the page is printed\n%s", page)
	}
	for e := range book.Effects() {
		for fact := range e.Row().When.None.All() {
			is, not := fact.String(), negation.Replace(fact.String())
			if strings.Contains(is, " no") == strings.Contains(not, " no") {
				t.Errorf("%s: the opposite of %q is %q", e, is, not)
			}
		}
	}
}
