package properties

import (
	"fmt"
	"slices"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// local applies an event to each of its parts alone, or among others where the state has
// nothing else, and compares. To take away is to add, seen from the other side.
func local(s *step) fault {
	if !s.Judged() {
		return fault{}
	}
	verdict, broken := model.Accepted, book.RuleSet{}
	var concerned []string
	var effect fault
	for p := range Concerns(s.Before, s.Op) {
		var instances []model.Instance
		var disks []model.Disk
		if p.whole(s.Before) {
			instances, disks = p.others(s.machine)
		}
		before, err := p.among(instances, disks)
		if err != nil {
			return fault{} // nor was the state before well-formed
		}
		after, o := s.next(before, s.Op)
		verdict, broken = max(verdict, o.Verdict()), broken.Union(o.Broken())
		concerned = append(concerned, p.IDs()...)
		if effect.clause == holds {
			if o.Accepted() && !s.Outcome.Accepted() {
				after = before // another part refuses
			}
			effect = s.sameEffect(p, before, after)
		}
	}
	if verdict != s.Outcome.Verdict() || broken != s.Outcome.Broken() {
		return fault{outcomeIsLocal, fmt.Sprintf("it is %s; among other resources it is %s", s.Outcome, strings.TrimSpace(verdict.String()+" "+broken.String()))}
	}
	for i := range s.changes {
		if id := s.changes[i].ID(); !slices.Contains(concerned, id) {
			return fault{effectIsLocal, fmt.Sprintf("%s changed, which it does not concern", id)}
		}
	}
	return effect
}

// sameEffect compares what an event makes of a part, alone or among others, with what it
// made of it in the state.
func (s *step) sameEffect(p Part, before, after model.State) fault {
	ids := p.IDs()
	for c := range model.Diff(before, after) {
		if !slices.Contains(ids, c.ID()) {
			return fault{effectIsLocal, fmt.Sprintf("among other resources, it changes one of those: %s", c)}
		}
	}
	for _, id := range ids {
		if got, want := s.After.Resource(id), after.Resource(id); !got.Equal(want) {
			return fault{effectIsLocal, fmt.Sprintf("%s becomes %q; among other resources it becomes %q", id, got, want)}
		}
	}
	return fault{}
}
