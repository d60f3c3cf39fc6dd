package model

import (
	"fmt"
	"iter"
	"strings"

	"example.com/ecsdisk/model/enum"
)

// Locks is the set of an instance's OperationLocks. Its elements are the sets of
// one LockReason: [LockFinancial], [LockSecurity], [LockRecycling] and
// [LockDedicatedHostFinancial]. The zero value is no lock.
type Locks uint8

// The lock reasons. Only security and financial locks refuse anything here; the
// documentation is silent on what the others do to a disk.
const (
	LockFinancial Locks = 1 << iota
	LockSecurity
	LockRecycling
	LockDedicatedHostFinancial

	allLocks = LockFinancial | LockSecurity | LockRecycling | LockDedicatedHostFinancial
)

var lockReasons = []string{"financial", "security", "recycling", "dedicatedhostfinancial"}

// Has reports whether every reason of l2 is in l.
func (l Locks) Has(l2 Locks) bool { return l&l2 == l2 }

// Reasons returns the names of the reasons, in the order of the constants.
func (l Locks) Reasons() []string {
	var names []string
	for i, name := range lockReasons {
		if l.Has(1 << i) {
			names = append(names, name)
		}
	}
	return names
}

// All yields the reasons one by one, each as a set of its own, in the order of the constants.
func (l Locks) All() iter.Seq[Locks] {
	return func(yield func(Locks) bool) {
		for ; l != 0 && yield(l&-l); l &= l - 1 {
		}
	}
}

// String returns the reasons with commas between.
func (l Locks) String() string {
	names := l.Reasons()
	if rest := l &^ allLocks; rest != 0 {
		names = append(names, fmt.Sprintf("%T(%d)", rest, uint8(rest)))
	}
	return strings.Join(names, ",")
}

// ParseLocks is the inverse of [Locks.String]; the empty text is no lock.
func ParseLocks(text string) (Locks, error) {
	var l Locks
	for name := range strings.SplitSeq(text, ",") {
		if text == "" {
			break
		}
		reason, err := parseReason(name)
		if err != nil {
			return 0, err
		}
		l |= reason
	}
	return l, nil
}

// parseReason returns the set of one LockReason.
func parseReason(name string) (Locks, error) {
	i, err := enum.Parse[uint8](lockReasons, "lock reason", name)
	if err != nil {
		return 0, err
	}
	return 1 << i, nil
}
