package script

import (
	"cmp"
	"iter"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

// Options are how to replay a script.
type Options struct {
	Strict model.Strictness // how close the answers have to be; zero is the default
	Until  *Position        // where to stop, unless nil

	// Check, unless nil, is called with every event, settles included: an error of its
	// ends the replay, which then is not green.
	Check func(*sim.Event) error

	// Observe, unless nil, is called after every event: of a step with the step and
	// what the comparison said, of a settle that was due with nil.
	Observe func(*sim.Event, *Performed)

	// Step, unless nil, takes the place of the documented machine's: a machine that
	// is broken on purpose, to see whether a script notices.
	Step func(model.State, model.Op) (model.State, model.Outcome)
}

// Performed is a step that was run and what came of it.
type Performed struct {
	Step      Step
	Required  model.Answer    // what the machine requires
	Admission model.Admission // how Want compares with it
}

// A Report is the result of a replay.
type Report struct {
	Steps     int        // how many were run
	Outside   int        // how many of them were answered with a code outside the machine, which nobody judged
	Elsewhere int        // how many were refused as only a rule of another edition refuses them
	World     *sim.World // as it stands after the last
	Failed    *Failure   // what is not green; nil when all is
}

// Green reports whether every step was answered as the script says, none has a got,
// and every check held.
func (r *Report) Green() bool { return r.Failed == nil }

// Replay runs steps in a world, as the documented machine answers them, and compares
// the answers. It stops at the first step that is not green. The error is one of
// reading the steps, or that they end before the line where to stop. It panics if steps
// is nil.
func Replay(w World, steps iter.Seq2[Step, error], o Options) (*Report, error) {
	r := &replay{options: o, report: new(Report)}
	return r.report, r.run(w, steps)
}

func (r *replay) run(w World, steps iter.Seq2[Step, error]) error {
	if steps == nil {
		panic("script.Replay: the steps are nil; expected those of a Reader, or of All")
	}
	o := &r.options
	r.world = w
	config := w.Config()
	config.Step = o.Step
	r.machine = config.Machine
	defer func() { r.ended = true }()
	r.at = Begin(w.State, config, r.observe)
	r.report.World = r.at.World
	var end time.Duration
	last := 0 // the line of the latest step
	for step, err := range steps {
		if err != nil {
			return err
		}
		last = step.Line
		if o.Until != nil && o.Until.before(step) {
			break
		}
		r.keep(step)
		end = step.At
		if r.step(step); r.report.Failed != nil {
			return nil
		}
	}
	if o.Until != nil {
		end = max(end, o.Until.At)
	}
	r.goTo(end)
	if o.Until == nil {
		return nil
	}
	return o.Until.Past(last)
}

type replay struct {
	options Options
	world   World
	machine model.Machine
	at      *Run
	report  *Report
	event   sim.Event // the latest, or the one that failed the check
	failed  error     // the check's error
	ended   bool      // what is still to settle in the world is none of it any more
	goOn    bool      // past answers that differ
	again   bool      // only to see whether it is green
	kept    []Step    // those run, to go through them again; fewer when there were too many
}

// observe takes an event. What is settled in one go with an event that failed the
// check comes after the end of the replay.
func (r *replay) observe(e *sim.Event) {
	if r.failed != nil || r.ended {
		return
	}
	r.event = *e
	if r.options.Check != nil {
		r.failed = r.options.Check(&r.event)
	}
	if e.Due && r.options.Observe != nil {
		r.options.Observe(&r.event, nil)
	}
}

// goTo moves the clock to an instant and returns the state then: what is due settles.
func (r *replay) goTo(at time.Duration) model.State {
	s := r.at.Until(at)
	r.checkSettles()
	return s
}

// checkSettles makes the replay red if a settle failed the check.
func (r *replay) checkSettles() {
	if r.failed != nil && r.event.Due {
		r.report.Failed = &Failure{Performed: Performed{Step: Step{At: r.event.At, Op: r.event.Op}}, Err: r.failed}
	}
}

func (r *replay) step(s Step) {
	before := r.goTo(s.At)
	if r.report.Failed != nil {
		return
	}
	ask := s
	if !s.Injected && !model.ActionOf(s.Op).Event() && s.Want.Code != "" {
		op := r.named(before, s.Op)
		o := r.onceExisted(r.machine.Judge(before, op), op)
		ask.Injected = o.Admits(r.machine.Answer(before, op, o), s.Want, r.options.Strict).Injected // nobody said so, but no rule gives it
	}
	required := r.at.Do(ask)
	r.report.Steps++
	if r.checkSettles(); r.report.Failed != nil { // at one that this describe was to see
		return
	}
	p := Performed{Step: s, Required: required}
	outcome := r.onceExisted(r.event.Outcome, r.event.Op)
	switch {
	case s.Injected:
		p.Admission = model.Admission{Admitted: true, Exact: true, Injected: true}
		of := outcome.Admits(r.machine.Answer(before, r.event.Op, outcome), s.Want, model.ByStatus)
		p.Admission.Class, p.Admission.Elsewhere = of.Class, of.Elsewhere
		if of.Class == book.ClassOutside || of.Elsewhere {
			p.Admission.Why = of.Why
		}
	case ask.Injected:
		p.Required = r.machine.Answer(before, r.event.Op, outcome)
		p.Admission = outcome.Admits(p.Required, s.Want, r.options.Strict)
	default:
		p.Admission = outcome.Admits(required, s.Want, r.options.Strict)
	}
	if p.Admission.Admitted && p.Admission.Class == book.ClassOutside {
		r.report.Outside++
	}
	if p.Admission.Elsewhere {
		r.report.Elsewhere++
	}
	if r.options.Observe != nil {
		r.options.Observe(&r.event, &p)
	}
	if r.failed == nil && p.Admission.Admitted && s.Got == nil && s.GotOther == "" || r.goOn {
		return
	}
	f := &Failure{Performed: p, Outcome: outcome, Compared: p.Admission, Err: r.failed}
	if r.report.Failed = f; r.again {
		return
	}
	switch {
	case f.isOther():
		f.Compared = model.Admission{Why: s.GotOther + " is not modelled: no describe of the machine shows it"}
		return // which no reading explains
	case f.isGot():
		f.Compared = outcome.Admits(p.Required, *s.Got, r.options.Strict)
	}
	r.explain(f)
}

// named returns a creation that lacks ids with some that are free: it is answered alike by any.
func (r *replay) named(s model.State, op model.Op) model.Op {
	if !model.ActionOf(op).Creates() {
		return op
	}
	free := "new"
	for !s.Resource(free).None() || !s.Resource(free+"-system").None() {
		free += "-"
	}
	switch op := op.(type) {
	case model.CreateDisk:
		op.DiskID = cmp.Or(op.DiskID, model.DiskID(free))
		return op
	case model.CreateInstance:
		op.InstanceID = cmp.Or(op.InstanceID, model.InstanceID(free))
		op.SystemDiskID = cmp.Or(op.SystemDiskID, model.DiskID(free+"-system"))
		return op
	}
	return op
}

// onceExisted tells an outcome what the replay knows of the disks that there were.
func (r *replay) onceExisted(o model.Outcome, op model.Op) model.Outcome {
	return o.OnceExisted(op, func(id model.DiskID) bool { _, disk := r.at.World.Existed(string(id)); return disk })
}
