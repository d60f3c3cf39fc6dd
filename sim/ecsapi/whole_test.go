package ecsapi

import (
	"testing"

	"example.com/ecsdisk/model/book"
)

// Each operation that the machine has is one of the API, by its name.
func TestEveryOperationIsOnTheWire(t *testing.T) {
	for a := range book.Actions() {
		if on := actions[a.String()] != nil; on == a.Event() {
			t.Errorf("%s is on the wire: %t; expected an action of this name in one of action_*.go exactly for what is no event", a, on)
		}
	}
}
