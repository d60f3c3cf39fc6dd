package properties

import (
	"fmt"
	"iter"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// A Transition is a change of the status of a resource. "none" is where a resource
// comes from, and "released" where it goes.
type Transition struct {
	Of       string // "instance" or "disk"
	From, To string
}

// String returns the transition in words: "disk In_use → Detaching".
func (t Transition) String() string { return t.Of + " " + t.From + " → " + t.To }

const (
	diskStatuses     = int(model.ReIniting) + 1
	instanceStatuses = int(model.Stopped) + 1
)

// Transitions yields every transition that the machine makes under one reading or
// another, instances first. A disk that is on its way is released or kept as any
// attached disk.
func Transitions() iter.Seq[Transition] {
	return func(yield func(Transition) bool) {
		for _, t := range transitions {
			if !yield(t.Transition) {
				return
			}
		}
	}
}

const (
	ofInstance = "instance"
	ofDisk     = "disk"
	none       = "none"
	released   = "released"
)

// transitions has with each the readings under which it never happens.
var transitions = [...]struct {
	Transition
	never []book.Choice
}{
	{Transition: Transition{ofInstance, none, "Pending"}},
	{Transition: Transition{ofInstance, "Pending", "Stopped"}},
	{Transition: Transition{ofInstance, "Stopped", "Starting"}},
	{Transition: Transition{ofInstance, "Starting", "Running"}},
	{Transition: Transition{ofInstance, "Running", "Stopping"}},
	{Transition: Transition{ofInstance, "Stopping", "Stopped"}},
	{Transition: Transition{ofInstance, "Running", "Starting"}},
	{Transition: Transition{ofInstance, "Stopped", released}},
	{Transition: Transition{ofInstance, "Running", released}},
	{Transition: Transition{ofDisk, none, "Creating"}},
	{Transition: Transition{ofDisk, none, "In_use"}},
	{Transition: Transition{ofDisk, "Creating", "Available"}},
	{Transition: Transition{ofDisk, "Available", "Attaching"}},
	{Transition: Transition{ofDisk, "Attaching", "In_use"}},
	{Transition: Transition{ofDisk, "Attaching", "Available"}},
	{Transition: Transition{ofDisk, "In_use", "Detaching"}},
	{Transition: Transition{ofDisk, "Detaching", "Available"}},
	{Transition{ofDisk, "Detaching", "In_use"}, []book.Choice{book.FailedDetachRetries}},
	{Transition: Transition{ofDisk, "In_use", "ReIniting"}},
	{Transition: Transition{ofDisk, "ReIniting", "In_use"}},
	{Transition: Transition{ofDisk, "In_use", "Available"}},
	{Transition: Transition{ofDisk, "ReIniting", "Available"}},
	{Transition: Transition{ofDisk, "Available", released}},
	{Transition{ofDisk, "Attaching", released}, []book.Choice{book.ReleaseTransitKept, book.ReleaseTransitRefused}},
	{Transition: Transition{ofDisk, "In_use", released}},
	{Transition{ofDisk, "Detaching", released}, []book.Choice{book.ReleaseTransitKept, book.ReleaseTransitRefused}},
	{Transition: Transition{ofDisk, "ReIniting", released}},
}

// Reached counts what sequences reach: the sometimes properties. What is never
// reached was never tested. The zero Reached has reached nothing.
type Reached struct {
	Events   int
	alone    [256]int // by rule: it was the only one broken
	accepted [256]int // by action
	// By status before and after; one past the last is "none" before and "released" after.
	disks     [diskStatuses + 1][diskStatuses + 1]int
	instances [instanceStatuses + 1][instanceStatuses + 1]int
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
		if c.BeforeDisk != nil || c.AfterDisk != nil {
			from, to := diskStatuses, diskStatuses
			if c.BeforeDisk != nil {
				from = int(c.BeforeDisk.Status)
			}
			if c.AfterDisk != nil {
				to = int(c.AfterDisk.Status)
			}
			r.disks[from][to]++
			continue
		}
		from, to := instanceStatuses, instanceStatuses
		if c.BeforeInstance != nil {
			from = int(c.BeforeInstance.Status)
		}
		if c.AfterInstance != nil {
			to = int(c.AfterInstance.Status)
		}
		r.instances[from][to]++
	}
}

// Alone returns how often the rule was the only one broken.
func (r *Reached) Alone(rule book.Rule) int { return r.alone[rule] }

// Accepted returns how often the action was accepted.
func (r *Reached) Accepted(a book.Action) int { return r.accepted[a] }

// Transition returns how often the transition happened.
func (r *Reached) Transition(t Transition) int {
	if t.Of == ofDisk {
		return r.disks[diskStatus(t.From)][diskStatus(t.To)]
	}
	return r.instances[instanceStatus(t.From)][instanceStatus(t.To)]
}

func diskStatus(name string) int {
	if s, err := model.ParseDiskStatus(name); err == nil {
		return int(s)
	}
	return diskStatuses
}

func instanceStatus(name string) int {
	if s, err := model.ParseInstanceStatus(name); err == nil {
		return int(s)
	}
	return instanceStatuses
}

// Add adds what another run reached.
func (r *Reached) Add(o *Reached) {
	r.Events += o.Events
	for i := range r.alone {
		r.alone[i] += o.alone[i]
	}
	for i := range r.accepted {
		r.accepted[i] += o.accepted[i]
	}
	for i := range r.disks {
		for j := range r.disks[i] {
			r.disks[i][j] += o.disks[i][j]
		}
	}
	for i := range r.instances {
		for j := range r.instances[i] {
			r.instances[i][j] += o.instances[i][j]
		}
	}
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
