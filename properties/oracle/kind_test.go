package oracle

import (
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// One id is of one kind: nothing is known by another's, and nothing can happen to it.
func TestIDOfTheOtherKind(t *testing.T) {
	world := script.MustWorld("instance i-1 Running\ndisk d-1 In_use i-1\n")
	for _, line := range []string{
		"0s reclaim           d-1",
		"0s lock              d-1 security",
		"0s detach-failed     i-1",
		"0s DescribeDisks     d-1 In_use; i-1 Available",
		"0s DescribeInstances i-1 Running; d-1 Running",
		"0s DescribeDisks     DiskId=i-1 Available",
	} {
		s, err := script.Parse("other", strings.NewReader(line+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		step := s.Steps[0]
		if step.Want.NotEnabled {
			step.Want = model.Answer{Status: 200}
		}
		j := New(world, true, Options{Reclaims: true, Locks: true})
		j.Do(script.Call{Op: step.Op, Answer: step.Want})
		if r := j.Report(); r.Verdict() != Bad {
			t.Errorf("%s is %s; expected bad", line, r.Verdict())
		}
	}
}

// An id that was named by mistake where the other kind's belongs may be given to a resource later.
func TestIDNamedByMistake(t *testing.T) {
	for _, known := range []bool{true, false} {
		s, err := script.Parse("mistake", strings.NewReader(`
instance i-1 Running

0s DetachDisk     InstanceId=d-9 DiskId=d-9   404 InvalidInstanceId.NotFound
1s CreateDisk     DiskId=d-9                  ok
2s DescribeDisks  DiskId=d-9                  Available
3s AttachDisk     InstanceId=i-1 DiskId=d-9   ok
3s DescribeDisks                              d-9 Attaching
4s DetachDisk     InstanceId=i-7 DiskId=i-8   404 InvalidDiskId.NotFound
5s CreateInstance InstanceId=i-8              ok
6s StopInstance   InstanceId=i-8              403 IncorrectInstanceStatus
`))
		if err != nil {
			t.Fatal(err)
		}
		j := New(s.World, known, Options{})
		for _, step := range s.Steps {
			j.Do(script.Call{Start: step.At, End: step.At, Op: step.Op, Answer: step.Want})
		}
		if r := j.Report(); r.Verdict() != Good || len(r.Broken) > 0 {
			t.Errorf("known %t: %v %v", known, r.Findings, r.Broken)
		}
	}
}
