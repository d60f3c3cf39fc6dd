package graph

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore/internal/exploretest"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim/script"
)

const held = "instance i-a Running\ninstance i-b Running HotPlug=false\ndisk d-1 In_use i-a DeleteWithInstance=true\n"

// Each goal is reached in the number of steps that stands there. Its script is green, and none shorter is found:
// not by a search that may go one step less, and not by one that asks every state.
func TestPlan(t *testing.T) {
	for _, tt := range []struct {
		world, goal string
		steps       int
		last        string
	}{
		{held, "d-1 In_use", 0, "DescribeDisks DiskId=d-1 In_use"},
		{held, "d-1 Available DeleteWithInstance=false", 2, "DescribeDisks DiskId=d-1 Available DeleteWithInstance=false"},
		{held, "d-1 In_use i-b", 6, "DescribeDisks DiskId=d-1 In_use i-b"},
		{held, "d-1 ? DeleteWithInstance=false", 1, "DescribeDisks DiskId=d-1 ? DeleteWithInstance=false"},
		{held, "d-1 Attaching i-a", 3, "DescribeDisks DiskId=d-1 Attaching InstanceId="},
		{held, "d-1 ? DeleteAutoSnapshot=true", 1, "DescribeDisks DiskId=d-1 ? DeleteAutoSnapshot=true"},
		{held, "d-1 released", 1, "DescribeDisks DiskId=d-1 none"},
		{held, "i-a released; d-1 Available", 2, "DescribeDisks DiskId=d-1 Available"},
		{held, "i-a Stopped OperationLocks=security", 3, "DescribeInstances InstanceId=i-a Stopped OperationLocks=security"},
		{held, "i-a Running OperationLocks=recycling", 1, "DescribeInstances InstanceId=i-a Running OperationLocks=recycling"},
		{held, "DetachDisk InstanceId=i-a DiskId=d-1 accepted", 0, "DetachDisk InstanceId=i-a DiskId=d-1 ok"},
		{held, "DetachDisk InstanceId=i-b DiskId=d-1 accepted", 6, "DetachDisk InstanceId=i-b DiskId=d-1 ok"},
		{held, "DetachDisk InstanceId=i-a DiskId=d-1 refused", 1, ""},
		{held, "DetachDisk InstanceId=i-a DiskId=d-1 refused IncorrectInstanceStatus only", 1, "DetachDisk InstanceId=i-a DiskId=d-1 403 IncorrectInstanceStatus"},
		{held, "DetachDisk refused with DetachDiskInUse only", 1, "DetachDisk InstanceId=i-a DiskId=d-1 403 IncorrectDiskStatus"},
		{held, "DetachDisk refused with IncorrectInstanceStatus; i-a ? OperationLocks=financial", 2, "DescribeInstances InstanceId=i-a ? OperationLocks=financial"},
		{held, "DetachDisk accepted; i-a Stopped", 2, "DetachDisk InstanceId=i-a DiskId=d-1 ok"},
		{held, "DeleteInstance InstanceId=i-a accepted", 2, "DeleteInstance InstanceId=i-a ok"},
		{held, "settle d-1 accepted", 1, "settle d-1"},
		{held, "ReInitDisk DiskId=d-1 accepted", 2, "ReInitDisk DiskId=d-1 ok"},
		{"edition 2024-12-04\n" + held, "DetachDisk InstanceId=i-a DiskId=d-1 DeleteWithInstance=true accepted; i-a Stopped", 2, "DetachDisk InstanceId=i-a DiskId=d-1 DeleteWithInstance=true ok"},
		{"edition 2024-12-04\n" + held, "DetachDisk refused with InvalidOperation.DiskDetachingFromThisEcs", 1, "DetachDisk InstanceId=i-a DiskId=d-1 403 InvalidOperation.DiskDetachingFromThisEcs"},
		{held + "reading R-failed-detach retries\n", "d-1 Available", 2, "DescribeDisks DiskId=d-1 Available"},
		{`disk "a b" Available` + "\n", `"a b" Available`, 0, `DescribeDisks DiskId="a b" Available`},
		{`disk "a b" Available` + "\n", `"a b" released`, 1, `DescribeDisks DiskId="a b" none`},
		{"instance \"i a\" Running\n" + `disk "refused  ; accepted" In_use "i a"` + "\n", `"i a" Stopped ;DetachDisk InstanceId="i a" DiskId="refused  ; accepted" accepted`, 2,
			`DetachDisk InstanceId="i a" DiskId="refused  ; accepted" ok`},
		{`disk "a;b" Available` + "\n", `"a;b" released`, 1, `DescribeDisks DiskId="a;b" none`},
	} {
		s := exploretest.WorldOf(tt.world)
		g, err := ParseGoal(tt.goal, s)
		if err != nil {
			t.Errorf("%s: %v", tt.goal, err)
			continue
		}
		path, err := Plan(t.Context(), s, g, PlanOptions{Destroy: true})
		if err != nil || !path.Reached || len(path.Ops) != tt.steps || path.Depth != tt.steps {
			t.Errorf("%s: %v, %d steps; expected %d\n%s", tt.goal, err, len(path.Ops), tt.steps, path.Script)
			continue
		}
		last := lastLine(t, path.Script)
		if tt.last != "" && last != tt.last {
			t.Errorf("%s ends with %q, want %q", tt.goal, last, tt.last)
		}
		replayGreen(t, path.Script)
		if tt.steps > 1 {
			less, err := Plan(t.Context(), s, g, PlanOptions{Depth: tt.steps - 1, Destroy: true})
			if err != nil || less.Reached || less.Unfinished == "" {
				t.Errorf("%s: in %d steps: %+v %v; expected nothing, and why", tt.goal, tt.steps-1, less, err)
			}
		}
		s.Ops = scope.Ops(s.Machine, s.Start)
		if all, err := Plan(t.Context(), s, g, PlanOptions{Destroy: true}); err != nil || all.Reached != !strings.Contains(tt.goal, "recycling") || all.Reached && len(all.Ops) != tt.steps {
			t.Errorf("%s: with every operation %d steps, %v; expected %d", tt.goal, len(all.Ops), err, tt.steps)
		}
	}
}

// lastLine returns the last step of a script without its instant, with one blank between
// words.
func lastLine(t *testing.T, s script.Script) string {
	t.Helper()
	words, err := script.Words(s.Steps[len(s.Steps)-1].String())
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(words[1:], " ")
}

// Of all ways that which destroys the least of what the goal does not ask for comes
// first, longer or not, and says what it destroys.
func TestPlanKeeps(t *testing.T) {
	const kept = "instance i-a Running\ndisk d-1 In_use i-a\n"
	for _, tt := range []struct {
		world, goal    string
		steps          int // of the way
		destroys       string
		shortest       int // steps of the shortest way of all
		thatDestroys   string
		withinAllSteps bool
	}{
		{kept, "d-1 Available", 2, "", 1, "i-a", true},
		{held, "d-1 released", 3, "", 1, "i-a", true},
		{held, "d-1 released; i-a released", 1, "", 1, "", true},
		{held, "d-1 ReIniting", 3, "", 3, "", true},
		{kept + "disk d-2 In_use i-a DeleteWithInstance=true\n", "i-a released", 1, "d-2", 1, "d-2", false},
		{kept + "disk d-2 In_use i-a DeleteWithInstance=true Portable=false\n", "i-a released", 1, "d-2", 1, "d-2", true},
		{"instance i-a Running\ndisk d-1 In_use i-a Portable=false\n", "d-1 Available", 1, "i-a", 1, "i-a", true},
		{"instance i-a Stopped\ndisk d-1 In_use i-a Portable=false\ndisk d-2 In_use i-a DeleteWithInstance=true\n", "d-1 Available", 2, "i-a", 1, "i-a d-2", true},
		{"instance i-a Stopped\ndisk d-1 In_use i-a Portable=false\ndisk d-2 In_use i-a DeleteWithInstance=true\n", "i-a released; d-2 released", 1, "", 1, "", true},
		{"instance i-a Stopped\ninstance i-b Stopped\ndisk d-1 In_use i-a Portable=false\ndisk d-2 In_use i-b Portable=false\n", "d-1 Available; d-2 Available", 2, "i-a i-b", 2, "i-a i-b", true},
		{"instance i-a Stopped\ndisk d-1 In_use i-a\n", "settle d-1 accepted", 1, "", 1, "", true},
		{"instance i-a Stopped\ndisk d-1 In_use i-a Portable=false\n", "d-1 ReIniting; i-a ? OperationLocks=financial", 2, "", 2, "", true},
	} {
		s := exploretest.WorldOf(tt.world)
		g, err := ParseGoal(tt.goal, s)
		if err != nil {
			t.Fatal(err)
		}
		for destroy, want := range map[bool]struct {
			steps    int
			destroys string
		}{false: {tt.steps, tt.destroys}, true: {tt.shortest, tt.thatDestroys}} {
			o := PlanOptions{Destroy: destroy}
			if !tt.withinAllSteps {
				o.Depth = tt.steps
			}
			path, err := Plan(t.Context(), s, g, o)
			if err != nil || !path.Reached || len(path.Ops) != want.steps || strings.Join(path.Destroys, " ") != want.destroys {
				t.Errorf("%s%s, destroy %t: %v, %d steps, destroys %v; expected %d and %q\n%s", tt.world, tt.goal, destroy, err, len(path.Ops), path.Destroys, want.steps, want.destroys, path.Script)
				continue
			}
			said := "# This way destroys what it was not asked to: " + strings.ReplaceAll(want.destroys, " ", ", ") + "."
			if says := path.Script.Head[0] == said; says != (want.destroys != "") {
				t.Errorf("%s: the first line is %q", tt.goal, path.Script.Head[0])
			}
			replayGreen(t, path.Script)
		}
	}

	// What a goal asks for it may destroy, and nothing else.
	for goal, gives := range map[string][]string{
		"d-1 released": {"d-1"}, "i-a released; d-1 Available": {"i-a"}, "d-1 ReIniting": {"d-1"}, "d-1 ?": nil, "d-1 In_use i-a": nil, "i-a Stopped": nil,
	} {
		g, err := ParseGoal(goal, exploretest.WorldOf(kept))
		if err != nil {
			t.Fatal(err)
		}
		if got := slices.Sorted(maps.Keys(g.gives)); !slices.Equal(got, gives) {
			t.Errorf("%s asks for the end of %v; expected %v", goal, got, gives)
		}
	}

	// The operation that is wanted may destroy more than it names: that is said.
	{
		s := exploretest.WorldOf(held)
		g, err := ParseGoal("DeleteInstance InstanceId=i-a Force=true accepted", s)
		if err != nil {
			t.Fatal(err)
		}
		path, err := Plan(t.Context(), s, g, PlanOptions{})
		if err != nil || len(path.Ops) != 0 || path.Script.Head[0] != "# The operation that is wanted destroys more than it names: d-1." {
			t.Errorf("%v\n%s", err, path.Script)
		}
	}

	// Where not all ways that destroy nothing were looked at, none that does is told.
	s := exploretest.WorldOf(kept)
	g, err := ParseGoal("d-1 Available", s)
	if err != nil {
		t.Fatal(err)
	}
	if path, err := Plan(t.Context(), s, g, PlanOptions{States: 2}); err != nil || path.Reached || path.Unfinished == "" {
		t.Errorf("of two states: %+v, %v", path, err)
	}
}

// replayGreen checks that a script, as it is written, is green to the letter.
func replayGreen(t *testing.T, s script.Script) {
	t.Helper()
	read, err := script.Parse("plan", strings.NewReader(s.String()))
	if err != nil {
		t.Fatalf("%v\n%s", err, s)
	}
	report, err := properties.Replay(read.World, script.All(read.Steps), script.Options{Strict: model.Exactly})
	if err != nil || !report.Green() {
		t.Errorf("not green: %v %v\n%s", err, report.Failed, s)
	}
}

// What cannot be reached is said, and how far it was looked for.
func TestPlanUnreached(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for _, tt := range []struct {
		name, world, goal string
		ctx               context.Context
		limits            PlanOptions
		unfinished        string
	}{
		{"no state", "instance i-a Running\ndisk d-1 Available Portable=false\n", "d-1 In_use", t.Context(), PlanOptions{}, ""},
		{"states", held, "d-1 In_use i-b", t.Context(), PlanOptions{States: 50}, "the limit is 50 states"},
		{"depth", held, "d-1 In_use i-b", t.Context(), PlanOptions{Depth: 3}, "the limit is 3 steps"},
		{"stopped", held, "d-1 In_use i-b", stopped, PlanOptions{}, "it was stopped in its plan: context canceled"},
	} {
		s := exploretest.WorldOf(tt.world)
		g, err := ParseGoal(tt.goal, s)
		if err != nil {
			t.Fatal(err)
		}
		path, err := Plan(tt.ctx, s, g, tt.limits)
		if err != nil || path.Reached || path.Unfinished != tt.unfinished || path.States == 0 || tt.limits.States > 0 && path.States > tt.limits.States {
			t.Errorf("%s: %+v %v; expected %q", tt.name, path, err, tt.unfinished)
		}
	}
}

// unreachable returns a goal that no state of a core has.
func unreachable(t *testing.T, s scope.Scope) Goal {
	t.Helper()
	g, err := ParseGoal("i-0 Pending", s)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// The states that a plan looks at are those that the exploration finds.
func TestPlanCoversTheScope(t *testing.T) {
	for name, want := range map[string]scope.Counts{"core(1,1)": {States: 75, Transitions: 308, Depth: 7}, "core(2,2)": {States: 15705, Transitions: 130020, Depth: 16}} {
		s := scope.Core(int(name[5]-'0'), int(name[7]-'0'))
		path, err := Plan(t.Context(), s, unreachable(t, s), PlanOptions{})
		if err != nil || path.Reached || path.States != want.States || path.Depth != want.Depth || path.Unfinished != "" {
			t.Errorf("%s: %+v %v; expected %+v", name, path, err, want)
		}
	}
}

// A lock that stands in the world and is wanted is asked for once.
func TestRelevantOnce(t *testing.T) {
	world := exploretest.WorldOf("instance i-a Running OperationLocks=recycling")
	g, err := ParseGoal("i-a Running OperationLocks=recycling,dedicatedhostfinancial", world)
	if err != nil {
		t.Fatal(err)
	}
	times := map[model.Op]int{}
	for _, op := range g.relevant(scope.Ops(world.Machine, world.Start)) {
		if times[op]++; times[op] > 1 {
			t.Errorf("%s is asked %d times", op, times[op])
		}
	}
	if times[model.Lock{InstanceID: "i-a", Reason: model.LockDedicatedHostFinancial}] != 1 {
		t.Error("the lock that is wanted is not asked for")
	}
}

func TestParseGoalSaysWhatIsWrong(t *testing.T) {
	for goal, want := range map[string]string{
		"":                                "expected a resource such as",
		"d-1":                             "expected a resource such as",
		"d-1 Available;":                  "expected a resource such as",
		"d-9 Available":                   "there is no d-9 in the world",
		"EatDisk accepted":                "there is no EatDisk in the world",
		"d-1 Running":                     "Running",
		"d-1 Available Colour=1":          "Colour",
		"d-1 Available extra i-a":         "extra",
		"d-1 Available Portable":          "Portable",
		`"d 1 Available`:                  "the quote does not end",
		"d-1 Available # soon":            "expected no comment",
		"DetachDisk DiskId=d-1":           "expected accepted or refused behind DetachDisk DiskId=d-1",
		"DetachDisk Colour=d-1 accepted":  "Colour",
		"DetachDisk accepted soon":        "expected nothing behind accepted, not soon",
		"DetachDisk refused with":         "expected one rule or code behind refused",
		"DetachDisk refused with A B":     "expected one rule or code behind refused",
		"DetachDisk refused with Gravity": "in edition 2019-05-31 DetachDisk is not refused with Gravity; expected DetachDiskInstanceGiven (MissingParameter), ",
		"DetachDisk refused with DetachDiskSystemStopped":                  "in edition 2019-05-31 DetachDisk is not refused with DetachDiskSystemStopped",
		"DetachDisk DeleteWithInstance=true accepted":                      "cannot be told in edition 2019-05-31; expected one of 2020-09-10",
		"settle d-1 refused":                                               "no rule refuses settle",
		"DescribeDisks accepted":                                           "always accepted",
		"DetachDisk accepted; StopInstance accepted":                       "expected one operation that is accepted",
		"DetachDisk InstanceId=i-a DiskId=d-1 ok accepted":                 "expected",
		"DetachDisk InstanceId=i-a DiskId=d-1 refused AttachDiskAvailable": "not refused with AttachDiskAvailable",
	} {
		_, err := ParseGoal(goal, exploretest.WorldOf(held))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "goal ") {
			t.Errorf("%q: %v; want %q", goal, err, want)
		}
	}
}
