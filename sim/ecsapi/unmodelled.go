package ecsapi

import "slices"

// Unmodelled is something that a request asked for and that is not modelled: an
// action, a parameter of one, or a value of that.
type Unmodelled struct {
	Action    string
	Parameter string // empty: the action itself is not modelled
	Value     string // empty: the parameter is not, whatever its value
	Count     int    // how often it was met
}

// maxUnmodelled is how many different ones are told apart.
const maxUnmodelled = 1000

// met counts something that is not modelled.
func (s *Server) met(action, parameter, value string) {
	s.unmodelledMu.Lock()
	defer s.unmodelledMu.Unlock()
	u := Unmodelled{Action: short(action), Parameter: short(parameter), Value: short(value)}
	at := slices.IndexFunc(s.unmodelled, func(v Unmodelled) bool {
		return v.Action == u.Action && v.Parameter == u.Parameter && v.Value == u.Value
	})
	if at < 0 && len(s.unmodelled) < maxUnmodelled {
		at = len(s.unmodelled)
		s.unmodelled = append(s.unmodelled, u)
	}
	if at >= 0 {
		s.unmodelled[at].Count++
	}
}

func short(s string) string {
	if len(s) > 64 {
		return s[:64]
	}
	return s
}

// Unmodelled returns what requests asked for that is not modelled, in the order in
// which it was met first: the first thousand.
func (s *Server) Unmodelled() []Unmodelled {
	s.mustBeNew()
	s.unmodelledMu.Lock()
	defer s.unmodelledMu.Unlock()
	return slices.Clone(s.unmodelled)
}
