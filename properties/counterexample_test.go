package properties

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// instead returns a machine whose step of one action is another one's.
func instead(a book.Action, other func(s model.State, op model.Op) (model.State, model.Outcome)) func(model.State, model.Op) (model.State, model.Outcome) {
	return func(s model.State, op model.Op) (model.State, model.Outcome) {
		if model.ActionOf(op) == a {
			return other(s, op)
		}
		return model.Machine{}.Step(s, op)
	}
}

// idle accepts what the machine accepts, and does nothing.
func idle(s model.State, op model.Op) (model.State, model.Outcome) {
	return s, model.Machine{}.Judge(s, op)
}

// TestScriptShowsWhatDiffers: a counterexample has what was answered otherwise, in each
// step; and only where nothing was, what the two states show otherwise at the end.
func TestScriptShowsWhatDiffers(t *testing.T) {
	missing := func(s model.State, op model.Op) (model.State, model.Outcome) {
		return s, model.Machine{}.Judge(s, model.DeleteDisk{}) // refused for another reason
	}
	both := func(s model.State, op model.Op) (model.State, model.Outcome) {
		switch model.ActionOf(op) {
		case book.ActionDeleteDisk:
			return missing(s, op)
		case book.ActionStopInstance:
			return idle(s, op)
		}
		return model.Machine{}.Step(s, op)
	}
	const world = "instance i-1 Running\ninstance i-2 Stopped\ndisk d-1 In_use i-1\ndelays told"
	deleteDisk := script.Step{Op: model.DeleteDisk{DiskID: "d-1"}}
	stop := script.Step{At: 90 * time.Second, Op: model.StopInstance{InstanceID: "i-1"}}
	for _, tt := range []struct {
		name  string
		step  func(model.State, model.Op) (model.State, model.Outcome)
		steps []script.Step
		want  string
	}{
		{"an answer before the last", both, []script.Step{deleteDisk, stop}, `
			0s DeleteDisk DiskId=d-1 403 IncorrectDiskStatus got 400 MissingParameter
			1m30s StopInstance InstanceId=i-1 ok`},
		{"two answers", instead(book.ActionDeleteDisk, func(s model.State, op model.Op) (model.State, model.Outcome) {
			after, _ := model.Machine{}.Step(s, model.StopInstance{InstanceID: "i-1"})
			_, refused := missing(s, op)
			if op == deleteDisk.Op && s.NumDisks() == 1 {
				return s, refused
			}
			return after, refused
		}), []script.Step{deleteDisk, {At: time.Second, Op: model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"}}, {At: time.Minute, Op: model.DeleteDisk{DiskID: "d-2"}}}, `
			0s DeleteDisk DiskId=d-1 403 IncorrectDiskStatus got 400 MissingParameter
			1s DetachDisk InstanceId=i-1 DiskId=d-1 ok
			1m DeleteDisk DiskId=d-2 ok got 400 MissingParameter`},
		{"none, at the instant of the last", instead(book.ActionStopInstance, idle), []script.Step{{Op: model.DescribeDisks{}}, stop}, `
			0s DescribeDisks In_use i-1
			1m30s StopInstance InstanceId=i-1 ok
			1m30s DescribeInstances InstanceId=i-1 Stopping got Running`},
		{"an instance that only the documented machine has", instead(book.ActionCreateInstance, idle), []script.Step{{At: time.Second, Op: model.CreateInstance{InstanceID: "i-3", SystemDiskID: "d-3"}}}, `
			1s CreateInstance InstanceId=i-3 SystemDiskId=d-3 ok
			1s DescribeInstances InstanceId=i-3 Pending got none
			1s DescribeDisks DiskId=d-3 In_use i-3 DeleteWithInstance=true got none`},
		{"an instance that only the suspect has", instead(book.ActionDeleteInstance, idle), []script.Step{{Op: model.DeleteInstance{InstanceID: "i-2"}}}, `
			0s DeleteInstance InstanceId=i-2 ok
			0s DescribeInstances InstanceId=i-2 none got Stopped`},
	} {
		s, _, ok := Suspect{Step: tt.step}.Script(script.MustWorld(world), tt.steps)
		if !ok {
			t.Errorf("%s: no property is broken", tt.name)
			continue
		}
		var got []string
		for _, step := range s.Steps {
			got = append(got, strings.Join(strings.Fields(step.String()), " "))
		}
		var want []string
		for line := range strings.Lines(strings.TrimSpace(tt.want)) {
			want = append(want, strings.TrimSpace(line))
		}
		slices.Sort(got[min(len(got), len(tt.steps)):])
		slices.Sort(want[min(len(want), len(tt.steps)):])
		if !slices.Equal(got, want) {
			t.Errorf("%s: the steps are\n%s\nwant\n%s", tt.name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if end := strings.Contains(strings.Join(s.Head, " "), "seen at the end"); end != (len(got) > len(tt.steps)) {
			t.Errorf("%s: its head is %q", tt.name, s.Head)
		}
	}
}
