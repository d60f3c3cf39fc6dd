package properties

import (
	"fmt"
	"iter"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

const (
	diskStatuses     = int(model.ReIniting) + 1
	instanceStatuses = int(model.Stopped) + 1
	statuses         = max(diskStatuses, instanceStatuses)
)

// Transitions yields every transition that the machine makes under one reading or
// another, instances first. A disk that is on its way is released or kept as any
// attached disk.
func Transitions() iter.Seq[model.Transition] {
	return func(yield func(model.Transition) bool) {
		for _, t := range transitions {
			if !yield(t.Transition) {
				return
			}
		}
	}
}

const (
	ofInstance = model.KindInstance
	ofDisk     = model.KindDisk
	none       = model.StatusNone
	released   = model.StatusReleased
)

// transitions has with each the readings under which it never happens.
var transitions = [...]struct {
	model.Transition
	never []book.Choice
}{
	{change(ofInstance, none, "Pending"), nil},
	{change(ofInstance, "Pending", "Stopped"), nil},
	{change(ofInstance, "Stopped", "Starting"), nil},
	{change(ofInstance, "Starting", "Running"), nil},
	{change(ofInstance, "Running", "Stopping"), nil},
	{change(ofInstance, "Stopping", "Stopped"), nil},
	{change(ofInstance, "Running", "Starting"), nil},
	{change(ofInstance, "Stopped", released), nil},
	{change(ofInstance, "Running", released), nil},
	{change(ofInstance, "Pending", released), nil},
	{change(ofInstance, "Starting", released), nil},
	{change(ofInstance, "Stopping", released), nil},
	{change(ofDisk, none, "Creating"), nil},
	{change(ofDisk, none, "In_use"), nil},
	{change(ofDisk, "Creating", "Available"), nil},
	{change(ofDisk, "Available", "Attaching"), nil},
	{change(ofDisk, "Attaching", "In_use"), nil},
	{change(ofDisk, "Attaching", "Available"), nil},
	{change(ofDisk, "In_use", "Detaching"), nil},
	{change(ofDisk, "Detaching", "Available"), nil},
	{change(ofDisk, "Detaching", "In_use"), []book.Choice{book.FailedDetachRetries}},
	{change(ofDisk, "In_use", "ReIniting"), nil},
	{change(ofDisk, "ReIniting", "In_use"), nil},
	{change(ofDisk, "In_use", "Available"), nil},
	{change(ofDisk, "ReIniting", "Available"), nil},
	{change(ofDisk, "Available", released), nil},
	{change(ofDisk, "Attaching", released), []book.Choice{book.ReleaseTransitKept}},
	{change(ofDisk, "In_use", released), nil},
	{change(ofDisk, "Detaching", released), []book.Choice{book.ReleaseTransitKept}},
	{change(ofDisk, "ReIniting", released), nil},
}

func change(of model.Kind, from, to string) model.Transition {
	return model.Transition{Of: of, From: from, To: to}
}

// Reached counts what sequences reach: the sometimes properties. What is never
// reached was never tested. The zero Reached has reached nothing.
type Reached struct {
	Events   int
	alone    [256]int // by rule: it was the only one broken
	accepted [256]int // by action
	// By status before and after; 0 is "none" before and "released" after.
	disks, instances [statuses][statuses]int
}

func (r *Reached) count(s *step) {
	if s.Comment != "" {
		return
	}
	r.Events++
	if !s.Applied() {
		return
	}
	if broken := s.Outcome.Broken(); broken.Len() == 1 {
		rule, _ := broken.First()
		r.alone[rule]++
	}
	if s.accepted {
		r.accepted[s.action]++
	}
	for i := range s.changes {
		c := &s.changes[i]
		counts := &r.instances
		if c.Kind() == ofDisk {
			counts = &r.disks
		}
		counts[statusOf(&c.Before)][statusOf(&c.After)]++
	}
}

// statusOf returns the status of a resource as a number, 0 of none.
func statusOf(r *model.Resource) int {
	switch {
	case r.Disk != nil:
		return int(r.Disk.Status)
	case r.Instance != nil:
		return int(r.Instance.Status)
	}
	return 0
}

// Alone returns how often the rule was the only one broken.
func (r *Reached) Alone(rule book.Rule) int { return r.alone[rule] }

// Accepted returns how often the action was accepted.
func (r *Reached) Accepted(a book.Action) int { return r.accepted[a] }

// Transition returns how often the transition happened.
func (r *Reached) Transition(t model.Transition) int {
	if t.Of == ofDisk {
		return r.disks[diskStatus(t.From)][diskStatus(t.To)]
	}
	return r.instances[instanceStatus(t.From)][instanceStatus(t.To)]
}

func diskStatus(name string) int {
	if s, err := model.ParseDiskStatus(name); err == nil {
		return int(s)
	}
	return 0
}

func instanceStatus(name string) int {
	if s, err := model.ParseInstanceStatus(name); err == nil {
		return int(s)
	}
	return 0
}

// Missed returns what was never reached, in words: each rule in force under the
// machine that never refused alone, each action never accepted, each transition
// that never happened.
func (r *Reached) Missed(m model.Machine) []string {
	var missed []string
	for rule := range book.Rules() {
		if m.Book().InForce(rule) && r.alone[rule] == 0 {
			missed = append(missed, fmt.Sprintf("%s never refused alone", rule))
		}
	}
	for a := range book.Actions() {
		if r.accepted[a] == 0 {
			missed = append(missed, fmt.Sprintf("%s was never accepted", a))
		}
	}
	for _, t := range transitions {
		if !slices.ContainsFunc(t.never, m.Readings.Has) && r.Transition(t.Transition) == 0 {
			missed = append(missed, fmt.Sprintf("%s never happened", t))
		}
	}
	return missed
}
