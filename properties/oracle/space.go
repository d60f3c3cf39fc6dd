package oracle

// A space has room for lists that last as long as one call is judged, and then for those of the
// next. What a judge keeps is copied out of it: see [Judge.place].
type space[T any] struct{ room []T }

// The least and the most that a space sets apart at a time, but for one list that is longer: as long
// as anything of it is needed, all of it is there.
const (
	leastRoom = 32
	mostRoom  = 128
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

// spaces are those of a judge.
type spaces struct {
	locals     space[local]
	beliefs    space[belief]
	nodes      space[node]
	happenings space[happening]
	positions  space[int]
}

// clear has the spaces be used again.
func (s *spaces) clear() {
	s.locals.room, s.beliefs.room, s.nodes.room = s.locals.room[:0], s.beliefs.room[:0], s.nodes.room[:0]
	s.happenings.room, s.positions.room = s.happenings.room[:0], s.positions.room[:0]
}
