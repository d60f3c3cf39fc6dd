package oracle

import "sync"

// A space has room for lists that last as long as one call is judged, and then for those of the
// next. What a judge keeps is copied out of it: see [Judge.place].
type space[T any] struct{ room []T }

// The least and the most that a space sets apart at a time, but for one list that is longer: as long
// as anything of it is needed, all of it is there.
const (
	leastRoom = 32
	mostRoom  = 8192
)

// list returns an empty list with room for some.
func (s *space[T]) list(n int) []T {
	at := len(s.room)
	if cap(s.room)-at < n {
		s.room, at = make([]T, 0, max(n, leastRoom, min(2*cap(s.room), mostRoom))), 0
	}
	s.room = s.room[:at+n]
	return s.room[at : at : at+n]
}

// add adds to a list, as append does.
func (s *space[T]) add(all []T, v T) []T {
	if len(all) == cap(all) {
		all = append(s.list(max(4, 2*len(all))), all...)
	}
	return append(all, v)
}

// copy returns a copy of a list.
func (s *space[T]) copy(all []T) []T { return append(s.list(len(all)), all...) }

// clear has the space be used again.
func (s *space[T]) clear() { s.room = s.room[:0] }

// one returns where a value is, which is a list by itself.
func (s *space[T]) one(v T) *T { return &append(s.list(1), v)[0] }

// spaces are those of a judge.
type spaces struct {
	locals     space[local]
	beliefs    space[belief]
	nodes      space[node]
	happenings space[happening]
	positions  space[int]
	outcomes   space[outcome]
	factors    space[factor]
	numbers    space[int32] // of resources
	calls      space[*open]
}

// spareSpaces are those that no judge needs: one of a short history takes more of them than of time.
var spareSpaces = sync.Pool{New: func() any { return new(spaces) }}

// freeSpace gives a judge's spaces away.
func (j *Judge) freeSpace() {
	spareSpaces.Put(j.space)
	j.space = new(spaces)
}

// clear has the spaces be used again.
func (s *spaces) clear() {
	s.locals.clear()
	s.beliefs.clear()
	s.nodes.clear()
	s.happenings.clear()
	s.positions.clear()
	s.outcomes.clear()
	s.factors.clear()
	s.numbers.clear()
	s.calls.clear()
}
