package main

import (
	"strings"
	"testing"

	"example.com/ecsdisk/model"
)

// People read sentences: no markup of the page, no "not:" before a statement.
func TestRulesArePlainText(t *testing.T) {
	page := ecsdisk(t, "rules", "--page").stdout
	if strings.ContainsAny(page, `|\`) || !strings.Contains(page, "“403  InstanceLockedForSecurity  The instance is locked due to security.”\n") {
		t.Errorf("the page is printed\n%s", page)
	}
	for e := range model.Effects() {
		for fact := range e.Row().When.None.All() {
			is, not := fact.String(), negation.Replace(fact.String())
			if strings.Contains(is, " no") == strings.Contains(not, " no") {
				t.Errorf("%s: the opposite of %q is %q", e, is, not)
			}
		}
	}
}
