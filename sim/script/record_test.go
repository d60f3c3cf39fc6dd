package script_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// What happened in a world, written down and read, happens again: the same events,
// those that fell due included, to the same instant and what then is.
func TestFromHistory(t *testing.T) {
	accepted, due, injected, ended := 0, 0, 0, 0
	for seed := range uint64(200) {
		h := drawHistory(rand.New(rand.NewPCG(seed, 1)))
		text := script.FromHistory(h).String()
		s := parse(t, text)
		if got := s.String(); got != text {
			t.Fatalf("seed %d: it is not canonical:\n%s\nexpected\n%s", seed, text, got)
		}
		r := replay(t, s, script.Options{Strict: model.Exactly})
		if !r.Green() {
			t.Fatalf("seed %d: %v, in\n%s", seed, r.Failed, text)
		}
		if diff := cmp.Diff(h.End, r.World.Look(), cmp.Comparer(model.State.Equal)); diff != "" {
			t.Fatalf("seed %d: it ends otherwise: %s\nin\n%s", seed, diff, text)
		}
		calls := s.Steps
		if last := len(calls) - 1; calls[last].Comment != "" {
			calls = calls[:last]
			ended++
		}
		again := perform(script.Script{World: s.World, Steps: calls}, h.End.At)
		if diff := cmp.Diff(events(h), events(again)); diff != "" {
			t.Fatalf("seed %d: it happens otherwise: %s\nin\n%s", seed, diff, text)
		}
		for _, e := range h.Events {
			switch {
			case e.Due:
				due++
			case e.Injected:
				injected++
			case e.Outcome.Accepted():
				accepted++
			}
		}
	}
	if min(accepted, due, injected) < 1000 || min(ended, 200-ended) < 50 {
		t.Errorf("only %d calls were accepted, %d settles due and %d answers injected; %d of 200 go on after the last", accepted, due, injected, ended)
	}
}

// A history that goes on after its last call ends with a describe that moves nothing.
func TestFromHistoryEnds(t *testing.T) {
	for _, test := range []struct{ name, world, calls, end string }{
		{"one settled", "instance i-a Running\ndisk d-1 In_use i-a\ndisk d-2 In_use i-a", "0s DetachDisk InstanceId=i-a DiskId=d-1 ok",
			"1m30s  DescribeDisks DiskId=d-1   Available  # the end"},
		{"several settled", "instance i-a Starting\ndisk d-1 Detaching i-a\ndisk d-2 Creating", "",
			"1m30s  DescribeDisks DiskId=d-2,d-1   d-1 Available; d-2 Available  # the end"},
		{"an instance settled", "instance i-a Running\ndisk d-1 Available", "0s StopInstance InstanceId=i-a ok",
			"1m30s  DescribeInstances InstanceId=i-a   Stopped  # the end"},
		{"one is still to settle", "instance i-a Running\ndisk d-0 In_use i-a\ndisk d-1 In_use i-a\ndelay Detaching 3m", "0s DetachDisk InstanceId=i-a DiskId=d-1 ok",
			"1m30s  DescribeDisks DiskId=d-1   Detaching i-a  # the end"},
		{"the next to settle", "instance i-a Running\ndisk d-0 In_use i-a\ndisk d-1 In_use i-a\ndelay Detaching 3m",
			"0s DetachDisk InstanceId=i-a DiskId=d-0 takes=4m ok\n0s DetachDisk InstanceId=i-a DiskId=d-1 ok",
			"1m30s  DescribeDisks DiskId=d-1   Detaching i-a  # the end"},
		{"of two that settle next, what entered first", "instance i-a Running\ndisk d-0 In_use i-a\ndisk d-1 In_use i-a\ndelay Detaching 3m",
			"0s DetachDisk InstanceId=i-a DiskId=d-1 ok\n0s DetachDisk InstanceId=i-a DiskId=d-0 ok",
			"1m30s  DescribeDisks DiskId=d-1   Detaching i-a  # the end"},
		{"what time does not settle is not moved", "disk d-1 Creating\ndisk d-2 Available\ndelay Creating never", "",
			"1m30s  DescribeDisks DiskId=d-1   Creating  # the end"},
		{"a failure is tried again", "instance i-a Running\ndisk d-1 Detaching i-a\ndelay Detaching 20s/fails=9\nreading R-failed-detach retries", "",
			"1m30s  DescribeDisks DiskId=d-1   Detaching i-a  # the end"},
		{"nothing moves", "disk d-1 Available", "0s DeleteDisk DiskId=d-9 ok",
			"1m30s  DescribeDisks DiskId=d-1   Available  # the end"},
		{"no describe is counted", "instance i-a Running\ndisk d-1 Detaching i-a\ndisk d-2 In_use i-a\ndelay Detaching 1-describes", "",
			"1m30s  DescribeDisks DiskId=d-2   In_use i-a  # the end"},
		{"all disks wait for describes", "instance i-a Running\ndisk d-1 Detaching i-a\ndelay Detaching 1-describes", "",
			"1m30s  DescribeInstances InstanceId=i-a   Running  # the end"},
		{"all wait for describes", "instance i-a Starting\ndisk d-1 Detaching i-a\ndelay Detaching 1-describes\ndelay Starting 1-describes", "",
			"1m30s  DescribeDisks DiskId=   none  # the end"},
		{"nothing is there", "", "", "1m30s  DescribeDisks DiskId=   none  # the end"},
		{"what settled is gone", "disk d-1 Creating", "10s DeleteDisk DiskId=d-1 ok", "1m30s  DescribeDisks DiskId=   none  # the end"},
		{"the last call is the end", "disk d-1 Creating", "1m30s DescribeDisks Available", "1m30s  DescribeDisks    Available"},
	} {
		s := parse(t, test.world+"\n"+test.calls+"\n")
		made := script.FromHistory(perform(s, 90*time.Second))
		last := made.Steps[len(made.Steps)-1]
		if got := strings.TrimSpace(last.String() + "  " + last.Comment); got != test.end {
			t.Errorf("%s: the script ends with\n%s\nwant\n%s", test.name, got, test.end)
		}
		if r := replay(t, made, script.Options{Strict: model.Exactly}); !r.Green() {
			t.Errorf("%s: %v, in\n%s", test.name, r.Failed, made)
		}
	}
}

// It shows no more than a reader takes in.
func TestFromHistoryOfMany(t *testing.T) {
	var world strings.Builder
	for n := range 50 {
		fmt.Fprintf(&world, "disk d-%d Creating\n", n)
	}
	made := script.FromHistory(perform(parse(t, world.String()), time.Minute))
	if n := len(made.Steps[0].Want.Shown); n != 10 {
		t.Errorf("the end shows %d of 50 disks, want 10", n)
	}
}

// perform runs the steps of a script in a world that keeps its history, and goes on
// to an instant.
func perform(s script.Script, until time.Duration) sim.History {
	var clock sim.Manual
	w := s.World.New(&clock)
	start := clock.Now()
	for _, step := range s.Steps {
		clock.Set(start.Add(step.At))
		w.Do(step.Op, step.Options()...)
	}
	clock.Set(start.Add(until))
	return w.History()
}

// events returns all that is to be known of a history's events, as text: of what a
// call takes, what is not ignored.
func events(h sim.History) (lines []string) {
	for _, e := range h.Events {
		if e.Comment != "" {
			continue
		}
		takes := ""
		switch action := model.ActionOf(e.Op); {
		case e.Takes == nil || action.Event():
		case action == book.ActionDetachDisk || action == book.ActionAttachDisk:
			takes = e.Takes.String()
		default:
			takes = e.Takes.Failing(0).String()
		}
		lines = append(lines, fmt.Sprint(e.N, e.At, e.Op, e.Due, e.Noted, e.Injected, e.Stale, e.Reply, takes, e.Outcome, script.FormatAnswer(e.Answer, model.ActionOf(e.Op))))
	}
	return lines
}

// drawHistory returns what happened to a world of drawn calls, drawn delays and
// drawn readings.
func drawHistory(rng *rand.Rand) sim.History {
	pick := func(n int) bool { return rng.IntN(n) == 0 }
	c := sim.Config{Seed: rng.Uint64(), Delays: sim.Delays{}}
	for _, status := range sim.Statuses() {
		if !pick(3) {
			c.Delays[status] = drawDelay(rng)
		}
	}
	for choice := range book.Edition2019.Choices() {
		if pick(4) {
			c.Machine.Readings = c.Machine.Readings.With(choice)
		}
	}
	start := script.MustWorld(`instance i-1 Running
		instance i-2 Starting HotPlug=false
		disk d-1 In_use i-1 DeleteWithInstance=true
		disk "ok" Detaching i-1
		disk d-3 Creating
		disk d-4 Attaching i-2 Category=cloud_ssd DeleteAutoSnapshot=true
		disk d-5 ReIniting i-2 Type=system`).State
	c.Order = []string{"d-4", "ok", "i-2"}
	var clock sim.Manual
	w := sim.New(&clock, start, c)
	for range 40 {
		if pick(2) {
			clock.Add(time.Duration(rng.IntN(40_000)) * time.Millisecond)
		}
		op := drawOp(rng)
		var options []sim.Option
		if pick(4) {
			options = append(options, sim.Takes(drawDelay(rng)))
		}
		if pick(6) && !model.ActionOf(op).Event() {
			all := model.EnvironmentRefusals()
			options = append(options, sim.Injected(all[rng.IntN(len(all))]))
		}
		w.Do(op, options...)
	}
	if pick(2) {
		clock.Add(time.Duration(rng.IntN(40_000)) * time.Millisecond)
	}
	return w.History()
}

func drawDelay(rng *rand.Rand) sim.Delay {
	short := time.Duration(rng.IntN(30)) * time.Second
	d := []sim.Delay{{}, sim.After(short), sim.Between(short, 2*short+1), sim.AfterDescribes(1 + rng.IntN(3)), sim.Never(), sim.WhenTold()}[rng.IntN(6)]
	return d.Failing(rng.IntN(3))
}

func drawOp(rng *rand.Rand) model.Op {
	i := []model.InstanceID{"i-1", "i-1", "i-2", "i-2", "i-3", ""}[rng.IntN(6)]
	d := []model.DiskID{"d-1", "ok", "d-3", "d-4", "d-5", "d-6", ""}[rng.IntN(7)]
	flag := model.Flag(rng.IntN(3))
	switch rng.IntN(18) {
	case 0:
		return model.AttachDisk{InstanceID: i, DiskID: d, DeleteWithInstance: flag == model.True}
	case 1:
		return model.CreateDisk{DiskID: d, DiskCategory: "ephemeral"}
	case 2:
		return model.DeleteDisk{DiskID: d}
	case 3:
		return model.ModifyDiskAttribute{DiskID: d, DeleteWithInstance: flag, DeleteAutoSnapshot: model.Flag(rng.IntN(3))}
	case 4:
		return model.ReInitDisk{DiskID: d}
	case 5:
		return model.CreateInstance{InstanceID: i, HotPlug: flag}
	case 6:
		return model.StartInstance{InstanceID: i}
	case 7:
		return model.StopInstance{InstanceID: i}
	case 8:
		return model.RebootInstance{InstanceID: i}
	case 9:
		return model.DeleteInstance{InstanceID: i, Force: flag == model.True}
	case 10:
		return model.DescribeDisks{InstanceID: i}
	case 11:
		return model.DescribeDisks{DiskIDs: []model.DiskID{d, "d-1"}}
	case 12:
		return model.DescribeInstances{InstanceIDs: []model.InstanceID{i}, Status: "Running"}
	case 13:
		return model.Lock{InstanceID: i, Reason: model.Locks(rng.IntN(16))}
	case 14:
		return model.Unlock{InstanceID: i, Reason: model.LockSecurity | model.LockFinancial}
	case 15:
		return model.Settle{ID: string(d)}
	case 16:
		return model.DetachFailed{DiskID: d}
	}
	return model.DetachDisk{InstanceID: i, DiskID: d}
}

// A world behaves as the configuration that it was made of, and says so in few lines.
func TestWorldOf(t *testing.T) {
	told := sim.Told()
	told["Detaching"] = sim.After(2 * time.Minute)
	mostly := sim.Told()
	delete(mostly, "Pending") // at its default
	half := sim.Told()
	delete(half, "Pending")
	delete(half, "Starting")
	delete(half, "Stopping")
	half["Creating"] = sim.Never()
	for _, test := range []struct {
		name   string
		config sim.Config
		want   string
	}{
		{"the default", sim.Config{}, ""},
		{"defaults stated", sim.Config{Delays: sim.DefaultDelays()}, ""},
		{"told", sim.Config{Delays: sim.Told()}, "delays told\n"},
		{"told but for one", sim.Config{Delays: told}, "delays told\ndelay  Detaching 2m\n"},
		{"told but for a default", sim.Config{Delays: mostly}, "delays told\ndelay  Pending 5s\n"},
		{"as few lines either way", sim.Config{Delays: half}, "delay Creating never\ndelay Attaching told\ndelay Detaching told\ndelay ReIniting told\n"},
		{"one told", sim.Config{Delays: sim.Delays{"Detaching": sim.WhenTold()}}, "delay Detaching told\n"},
		{"failures", sim.Config{Delays: sim.Delays{"Attaching": sim.After(5 * time.Second).Failing(1), "Detaching": sim.Never().Failing(2)}},
			"delay Attaching 5s/fails=1\ndelay Detaching never/fails=2\n"},
		{"failures that are ignored", sim.Config{Delays: sim.Delays{"Starting": sim.After(time.Hour).Failing(1), "Creating": sim.After(5 * time.Second).Failing(1)}}, "delay Starting 1h\n"},
		{"readings and a seed", sim.Config{Machine: model.Machine{Readings: book.ReadingsOf(book.HotAnyStatus)}, Seed: 7}, "reading R-hot any-status\nseed    7\n"},
	} {
		w := script.WorldOf(model.State{}, test.config)
		if got := w.String(); got != test.want {
			t.Errorf("%s: the world is\n%s\nexpected\n%s", test.name, got, test.want)
		}
		if again := script.WorldOf(model.State{}, w.Config()).String(); again != test.want {
			t.Errorf("%s: the world of its configuration is\n%s\nexpected\n%s", test.name, again, test.want)
		}
		effective := func(c sim.Config) sim.Delays {
			d := sim.DefaultDelays()
			for status, delay := range c.Delays {
				if !sim.CanFail(status) {
					delay.Fails = 0
				}
				d[status] = delay
			}
			return d
		}
		if diff := cmp.Diff(effective(test.config), effective(w.Config())); diff != "" {
			t.Errorf("%s: the delays differ: %s", test.name, diff)
		}
	}
}

// The order of the lines is that of entry, and so of what falls due at one instant.
func TestWorldOrder(t *testing.T) {
	for _, text := range []string{"disk d-2 Creating\ndisk d-1 Creating\n", "disk d-1 Creating\ndisk d-2 Creating\n"} {
		w := script.MustWorld(text)
		if got := script.WorldOf(w.State, w.Config()).String(); got != text {
			t.Errorf("the world is\n%s\nexpected\n%s", got, text)
		}
		var settled []string
		replay(t, script.Script{World: w}, script.Options{Until: &script.Position{At: time.Minute}, Observe: func(e *sim.Event, _ *script.Performed) {
			settled = append(settled, e.Op.String())
		}})
		if first := strings.Fields(text)[1]; !slices.Equal(settled[:1], []string{"settle " + first}) || len(settled) != 2 {
			t.Errorf("%s is first, but settled is %v", first, settled)
		}
	}
}

// Of what a describe shows, what is usual is not stated.
func TestStated(t *testing.T) {
	w := script.MustWorld(`instance i-1 Running OperationLocks=security
		instance i-2 Stopped HotPlug=false
		disk d-1 In_use i-1 DeleteWithInstance=true
		disk d-2 Available Portable=false
		disk d-3 Attaching i-2`)
	for _, test := range []struct {
		op   model.Op
		want string
	}{
		{model.DescribeDisks{}, "d-1 In_use i-1 DeleteWithInstance=true; d-2 Available; d-3 Attaching"},
		{model.DescribeDisks{DiskIDs: []model.DiskID{"d-1"}}, "In_use i-1 DeleteWithInstance=true"},
		{model.DescribeDisks{DiskIDs: []model.DiskID{}}, "none"},
		{model.DescribeInstances{}, "i-1 Running OperationLocks=security; i-2 Stopped"},
		{model.DescribeInstances{InstanceIDs: []model.InstanceID{"i-2"}}, "Stopped"},
		{model.CreateDisk{DiskID: "d-9"}, "ok"},
		{model.DeleteDisk{DiskID: "d-1"}, "403 IncorrectDiskStatus"},
		{model.Settle{ID: "d-1"}, "not-enabled"},
	} {
		m := w.Machine
		_, _, answer := m.Respond(w.State, test.op)
		if got := script.FormatAnswer(script.Stated(answer), model.ActionOf(test.op)); got != test.want {
			t.Errorf("%v is answered %s, expected %s", test.op, got, test.want)
		}
	}
}

// Update states what was stated before, of a resource that is still shown.
func TestUpdate(t *testing.T) {
	for _, test := range []struct{ was, want string }{
		{"Available Portable=false", "In_use Portable=true"},
		{"? Portable=false", "In_use Portable=true"},
		{"d-1 Available InstanceId=", "d-1 In_use i-a"},
		{"none", "In_use i-a"},
		{"d-9 Available Type=system", "In_use i-a"},
		{"d-1 Available; d-2 Available", "d-1 In_use"},
		{"403 Forbidden.RAM", "In_use i-a"},
		{"In_use", "In_use"},
		{"Available got none", "In_use got none"},
	} {
		s := parse(t, world+"DescribeDisks DiskId=d-1 "+test.was+"\n").Update()
		if got, want := s.Steps[0].String(), "0s  DescribeDisks DiskId=d-1   "+test.want; got != want {
			t.Errorf("%s becomes\n%s\nexpected\n%s", test.was, got, want)
		}
	}
}

// An answer that was not read may state all of what it shows: so does what replaces it.
func TestUpdateOfWhatStatesAll(t *testing.T) {
	s := parse(t, "instance i-a Running\ndisk d-1 In_use i-a\nDescribeDisks DiskId=d-1 Available\nDescribeInstances InstanceId=i-a Stopped\n")
	s.Steps[0].Want.Shown = []model.Shown{{Resource: model.Resource{Disk: &model.Disk{ID: "d-1", Status: model.Available, Category: "cloud"}}}}
	s.Steps[1].Want.Shown = []model.Shown{{Resource: model.Resource{Instance: &model.Instance{ID: "i-a", Status: model.Stopped}}}}
	want := []string{
		"0s  DescribeDisks DiskId=d-1   d-1 In_use i-a Type=data Category=cloud DiskChargeType=PostPaid DeleteWithInstance=false DeleteAutoSnapshot=false",
		"0s  DescribeInstances InstanceId=i-a   i-a Running OperationLocks= InstanceChargeType=PostPaid",
	}
	for n, step := range s.Update().Steps {
		if got := step.String(); got != want[n] {
			t.Errorf("it becomes\n%s\nexpected\n%s", got, want[n])
		}
	}
}

// What went wrong around a call stays, unless it can go wrong only around one that is
// accepted.
func TestUpdateKeepsTheReply(t *testing.T) {
	for was, want := range map[string]string{
		"ok late": "403 IncorrectDiskStatus", "ok lost": "403 IncorrectDiskStatus lost",
		"ok dropped": "403 IncorrectDiskStatus dropped", "ok stale=5s": "403 IncorrectDiskStatus stale=5s",
	} {
		s := parse(t, world+"DeleteDisk DiskId=d-1 "+was+"\n").Update()
		if got, want := s.Steps[0].String(), "0s  DeleteDisk DiskId=d-1   "+want; got != want {
			t.Errorf("%s becomes\n%s\nexpected\n%s", was, got, want)
		}
	}
}

// A refusal of the environment's that is not marked as injected is none that the machine
// gives: the call has its effect on what follows.
func TestUpdateOfTheEnvironments(t *testing.T) {
	s := parse(t, world+"DetachDisk InstanceId=i-a DiskId=d-1 400 Throttling\nDescribeDisks DiskId=d-1 In_use\nDetachDisk DiskId=d-1 400 Throttling injected\n").Update()
	want := []string{"0s  DetachDisk InstanceId=i-a DiskId=d-1   ok", "0s  DescribeDisks DiskId=d-1   Detaching", "0s  DetachDisk DiskId=d-1   400 Throttling injected"}
	for n, step := range s.Steps {
		if got := step.String(); got != want[n] {
			t.Errorf("it becomes\n%s\nexpected\n%s", got, want[n])
		}
	}
}

// Two answers to one call that say the same in other numbers are the same.
func TestContrastOfSuccess(t *testing.T) {
	if _, _, differ := script.Contrast(model.Answer{}, model.Answer{Status: 200}); differ {
		t.Error("a success without an HTTP status differs from one with 200")
	}
}

// Two answers are told apart by what they both state.
func TestContrast(t *testing.T) {
	for _, test := range []struct {
		action             book.Action
		want, got          string // the answers
		wantStated, stated string // and as they are told apart; empty where they are the same
	}{
		{book.ActionDetachDisk, "ok", "ok", "", ""},
		{book.ActionDetachDisk, "ok", "403 IncorrectDiskStatus", "ok", "403 IncorrectDiskStatus"},
		{book.ActionDetachDisk, "400 X", "403 X", "400 X", "403 X"},
		{book.ActionSettle, "ok", "not-enabled", "ok", "not-enabled"},
		{book.ActionDescribeDisks, "none", "d-1 Available", "none", "d-1 Available"},
		{book.ActionDescribeDisks, "d-1 In_use i-1 Type=data", "d-1 In_use i-1 Type=system", "In_use Type=data", "In_use Type=system"},
		{book.ActionDescribeDisks, "d-1 In_use i-1 Type=data", "d-1 In_use i-1", "", ""},
		{book.ActionDescribeDisks, "d-1 In_use i-1", "d-1 ? InstanceId=", "In_use i-1", "? InstanceId="},
		{book.ActionDescribeDisks, "d-1 Available; d-2 Available", "d-1 Available; d-2 Creating", "d-1 Available; d-2 Available", "d-1 Available; d-2 Creating"},
		{book.ActionDescribeDisks, "d-1 Available", "d-2 Available", "d-1 Available", "d-2 Available"},
		{book.ActionDescribeDisks, "d-1 In_use i-1 DeleteWithInstance=true", "In_use DeleteWithInstance=false", "In_use DeleteWithInstance=true", "In_use DeleteWithInstance=false"},
		{book.ActionDescribeDisks, "d-1 In_use i-1 DeleteWithInstance=true", "? DeleteWithInstance=false", "In_use DeleteWithInstance=true", "? DeleteWithInstance=false"},
		{book.ActionDescribeDisks, "In_use i-1", "d-1 Available InstanceId=", "In_use i-1", "Available InstanceId="},
		{book.ActionDescribeDisks, "d-1 Available Type=data; d-2 In_use i-1", "d-1 Available Type=data; d-2 In_use i-2", "d-1 Available Type=data; d-2 In_use i-1", "d-1 Available Type=data; d-2 In_use i-2"},
		{book.ActionDescribeDisks, "d-1 Available; d-2 Available", "d-1 Available; d-3 Available", "d-1 Available; d-2 Available", "d-1 Available; d-3 Available"},
		{book.ActionDescribeDisks, "d-3 In_use i-1 Type=data", "d-1 In_use i-1 Type=system; d-2 Creating", "d-3 In_use i-1 Type=data", "d-1 In_use i-1 Type=system; d-2 Creating"},
		{book.ActionDescribeDisks, "d-1 Available", "d-1 Creating; d-2 Available", "d-1 Available", "d-1 Creating; d-2 Available"},
		{book.ActionDescribeDisks, "d-1 Creating; d-2 Available", "d-1 Available", "d-1 Creating; d-2 Available", "d-1 Available"},
		{book.ActionDescribeInstances, "i-1 Running", "i-1 Stopped", "Running", "Stopped"},
		{book.ActionDescribeInstances, "i-1 Running HotPlug=true", "i-1 Running HotPlug=false", "Running HotPlug=true", "Running HotPlug=false"},
		{book.ActionDescribeInstances, "i-1 Running", "i-2 Running", "i-1 Running", "i-2 Running"},
	} {
		a, err := script.ParseAnswer(test.want, test.action)
		if err != nil {
			t.Fatal(err)
		}
		b, err := script.ParseAnswer(test.got, test.action)
		if err != nil {
			t.Fatal(err)
		}
		w, g, differ := script.Contrast(a, b)
		if differ != (test.stated != "") {
			t.Errorf("%s and %s: differ is %v", test.want, test.got, differ)
		}
		if got, want := script.FormatAnswer(w, test.action)+" | "+script.FormatAnswer(g, test.action), test.wantStated+" | "+test.stated; differ && got != want {
			t.Errorf("%s and %s are told apart as %s, expected %s", test.want, test.got, got, want)
		}
	}
}
