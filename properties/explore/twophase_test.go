package explore

import (
	"testing"

	"example.com/ecsdisk/properties/explore/internal/exploretest"
	"example.com/ecsdisk/properties/explore/scope"
)

// twoPhase is two-phase commit (Gray and Lamport, "Consensus on transaction commit")
// as a table: the transaction manager, with what it said to all, in the place of the
// instance, and each resource manager, with what it said and what of that was heard,
// in that of a disk. It calibrates the search against counts that others published.
func twoPhase(managers int) *table {
	const ( // of the transaction manager
		initial = iota
		committed
		aborted
	)
	const ( // of a resource manager: its state, whether it said that it is prepared, whether that was heard
		working = iota
		prepared
		preparedHeard
		committedSilent
		committedSaid
		committedHeard
		abortedSilent
		abortedSaid
		abortedHeard
		values
	)
	t := &table{scope: &scope.Scope{Name: "2PC"}, budget: 1 << 30, at: map[string]int{}, instances: []slot{{id: "tm", values: make([]value, 3)}}}
	commit := release{instance: 0, from: initial, to: committed}
	abort := release{instance: 0, from: initial, to: aborted}
	for rm := range managers {
		t.disks = append(t.disks, slot{id: string(rune('a' + rm)), values: make([]value, values)})
		move1 := func(from, to, instance, has int) {
			t.moves = append(t.moves, move{disk: rm, from: from, to: to, instance: instance, hasInstance: has})
		}
		move1(working, prepared, -1, 0)
		move1(working, abortedSilent, -1, 0)
		// The transaction manager hears "prepared" while it has not decided, whatever has
		// become of the one who said it.
		move1(prepared, preparedHeard, 0, initial)
		move1(committedSaid, committedHeard, 0, initial)
		move1(abortedSaid, abortedHeard, 0, initial)
		// What it decided each hears at any time.
		for from, to := range map[int]int{working: committedSilent, prepared: committedSaid, preparedHeard: committedHeard,
			abortedSilent: committedSilent, abortedSaid: committedSaid, abortedHeard: committedHeard} {
			move1(from, to, 0, committed)
		}
		for from, to := range map[int]int{working: abortedSilent, prepared: abortedSaid, preparedHeard: abortedHeard,
			committedSilent: abortedSilent, committedSaid: abortedSaid, committedHeard: abortedHeard} {
			move1(from, to, 0, aborted)
		}
		// It commits when all were heard.
		heard := growTo(nil, values-1)
		for _, v := range []int{preparedHeard, committedHeard, abortedHeard} {
			heard[v] = v
		}
		commit.disks = append(commit.disks, heard)
		abort.disks = append(abort.disks, nil)
	}
	t.releases = []release{commit, abort}
	return t
}

// TestTwoPhaseCommit has the counts of distinct states that are published for it, by
// number of resource managers.
func TestTwoPhaseCommit(t *testing.T) {
	for managers, states := range map[int]int{3: 288, 5: 8832, 6: 50816} {
		for workers := 1; workers <= 2; workers++ {
			l, err := newLayout(exploretest.Pacing(t), twoPhase(managers))
			if err != nil {
				t.Fatal(err)
			}
			if err := l.fill(exploretest.Pacing(t)); err != nil {
				t.Fatal(err)
			}
			s := newSearch(l, workers, 1<<30)
			if err := s.run(exploretest.Pacing(t), 0); err != nil {
				t.Fatal(err)
			}
			if s.counts.States != states {
				t.Errorf("%d resource managers: %d states; expected %d", managers, s.counts.States, states)
			}
		}
	}
}
