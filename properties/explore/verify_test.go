package explore

import (
	"slices"
	"testing"

	"example.com/ecsdisk/properties/explore/internal/exploretest"
	"example.com/ecsdisk/properties/explore/scope"
)

// TestVerify verifies every state of a small scope, and plants an error into each move
// of its table: verification finds every one that makes a difference.
func TestVerify(t *testing.T) {
	type steps struct {
		to []int
		n  int
	}
	s := scope.Core(1, 2)
	l := laidOut(t, &s, false)
	search, p := searched(t, l, 1), exploretest.Pacing(t)
	if err := search.verify(p, search.counts.States); err != nil {
		t.Fatal(err)
	}
	right := map[int]steps{}
	for state := range search.reached {
		to, n := search.successors(p, state)
		right[state] = steps{to, n}
	}
	found := 0
	for n := range l.moves {
		good := l.moves[n]
		l.moves[n].to = (good.to + 1) % len(l.disks[good.disk].values)
		l.index()
		differs := false
		for state, was := range right {
			to, n := search.successors(p, state)
			differs = differs || n != was.n || !slices.Equal(to, was.to)
		}
		if err := search.verify(p, search.counts.States); (err != nil) != differs {
			t.Errorf("%+v was %+v: %v", l.moves[n], good, err)
		} else if differs {
			found++
		}
		l.moves[n] = good
	}
	if found < len(l.moves)/2 {
		t.Errorf("%d of %d planted errors make a difference", found, len(l.moves))
	}
	l.index()
	moves, releases, maps := l.moves, l.releases, l.maps
	check := func(what string, n int) {
		t.Helper()
		l.index()
		if err := search.verify(p, search.counts.States); err == nil {
			t.Errorf("%s %d, and nobody notices", what, n)
		}
		l.moves, l.releases, l.maps = moves, releases, maps
	}
	for n := 0; n < len(moves); n += 11 { // a step less or more, wherever it leads
		l.moves = slices.Delete(slices.Clone(moves), n, n+1)
		check("there is no move", n)
		l.moves = append(slices.Clone(moves), moves[n])
		check("twice there is move", n)
	}
	for n := range releases {
		l.releases, l.maps = slices.Delete(slices.Clone(releases), n, n+1), slices.Delete(slices.Clone(maps), n, n+1)
		check("there is no release", n)
		l.releases, l.maps = append(slices.Clone(releases), releases[n]), append(slices.Clone(maps), maps[n])
		check("twice there is release", n)
	}
	l.index()
	for n := range l.releases {
		good := l.releases[n].to
		l.releases[n].to = (good + 1) % len(l.instances[l.releases[n].instance].values)
		if err := search.verify(p, search.counts.States); err == nil {
			t.Errorf("release %d leads elsewhere, and nobody notices", n)
		}
		l.releases[n].to = good
	}
}
