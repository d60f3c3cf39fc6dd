package model

import "testing"

// TestLocksInRules has a fact of an instance fall with each reason that some rule is about,
// and with no other.
func TestLocksInRules(t *testing.T) {
	for reason := range allLocks.All() {
		falls := instanceFacts(&Instance{Status: Running, Locks: reason}) != instanceFacts(&Instance{Status: Running})
		if falls != LocksInRules.Has(reason) {
			t.Errorf("a fact falls with %s: %t", reason, falls)
		}
	}
}
