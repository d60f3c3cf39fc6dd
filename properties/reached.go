package properties

import (
	"fmt"
	"iter"
	"strings"

	"example.com/ecsdisk/model"
)

// A Transition is a change of the status of a resource. "none" is where a resource
// comes from, and "released" where it goes.
type Transition struct {
	Of       string // "disk" or "instance"
	From, To string
}

// String returns the transition in words: "disk In_use → Detaching".
func (t Transition) String() string { return t.Of + " " + t.From + " → " + t.To }

const (
	diskStatuses     = int(model.ReIniting) + 1
	instanceStatuses = int(model.Stopped) + 1
)

// Transitions yields every transition that the machine makes, instances first. A
// disk that is on its way is released or kept as any attached disk.
func Transitions() iter.Seq[Transition] {
	return func(yield func(Transition) bool) {
		for t := range strings.SplitSeq(transitions, ",") {
			f := strings.Fields(t)
			if !yield(Transition{f[0], f[1], f[2]}) {
				return
			}
		}
	}
}

const transitions = "instance none Pending,instance Pending Stopped,instance Stopped Starting,instance Starting Running," +
	"instance Running Stopping,instance Stopping Stopped,instance Running Starting,instance Stopped released,instance Running released," +
	"disk none Creating,disk none In_use,disk Creating Available,disk Available Attaching,disk Attaching In_use," +
	"disk Attaching Available,disk In_use Detaching,disk Detaching Available,disk Detaching In_use," +
	"disk In_use ReIniting,disk ReIniting In_use,disk In_use Available,disk ReIniting Available," +
	"disk Available released,disk Attaching released,disk In_use released,disk Detaching released,disk ReIniting released"

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
	r.Events++
	if s.Injected {
		return
	}
	if broken := s.Outcome.Broken(); broken.Len() == 1 {
		rule, _ := broken.First()
		r.alone[rule]++
	}
	if s.Outcome.Accepted() {
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
func (r *Reached) Alone(rule model.Rule) int { return r.alone[rule] }

// Accepted returns how often the action was accepted.
func (r *Reached) Accepted(a model.Action) int { return r.accepted[a] }

// Transition returns how often the transition happened.
func (r *Reached) Transition(t Transition) int {
	if t.Of == "disk" {
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
	for rule := range model.Rules() {
		if m.InForce(rule) && r.alone[rule] == 0 {
			missed = append(missed, fmt.Sprintf("%s never refused alone", rule))
		}
	}
	for a := range model.Actions() {
		if r.accepted[a] == 0 {
			missed = append(missed, fmt.Sprintf("%s was never accepted", a))
		}
	}
	for t := range Transitions() {
		if r.Transition(t) == 0 {
			missed = append(missed, fmt.Sprintf("%s never happened", t))
		}
	}
	return missed
}
