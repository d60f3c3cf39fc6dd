package script_test

import (
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// What the real service was seen to answer is green, and what is outside the machine, or
// another edition's, is counted; the same is an error or red where it is not so.
func TestSeenCodes(t *testing.T) {
	const instance, pending, stopped, creating, free, attached = "instance i-a Running\n", "instance i-a Pending\n", "instance i-a Stopped\n", "disk d-1 Creating\n", "disk d-1 Available\n", "disk d-1 In_use i-a\n"
	for _, test := range []struct {
		text      string
		outside   int
		elsewhere int
		red       string // a part of why it is not green; nothing, if it is
	}{
		{text: creating + "1s DeleteDisk DiskId=d-1 403 IncorrectDiskStatus.Initializing\n6s DeleteDisk DiskId=d-1 ok"},
		{text: pending + "0s DeleteInstance InstanceId=i-a Force=true 403 IncorrectInstanceStatus.Initializing\n5s DeleteInstance InstanceId=i-a Force=true ok"},
		{text: instance + attached + "0s DeleteDisk DiskId=d-1 403 IncorrectDiskStatus\n3s DeleteDisk DiskId=d-1 403 IncorrectDiskStatus"},
		{text: stopped + "0s DeleteInstance InstanceId=i-a 400 DependencyViolation.RouteEntry injected\n0s DescribeInstances InstanceId=i-a Stopped", outside: 1},
		{text: stopped + "0s DeleteInstance InstanceId=i-a 400 DependencyViolation.RouteEntry\n0s DescribeInstances InstanceId=i-a Stopped", outside: 1},
		{text: free + "0s DeleteDisk DiskId=d-1 403 DiskCreatingSnapshot injected\n0s DeleteDisk DiskId=d-1 403 DiskCreatingSnapshot\n0s DeleteDisk DiskId=d-1 ok", outside: 2},
		{text: free + "0s CreateDisk DiskCategory=cloud 403 QuotaExceed.PostPaidDisk\n0s CreateInstance 403 Forbidden.RAM\n0s DescribeDisks d-1 Available\n0s DescribeInstances none", outside: 1},
		{text: instance + attached + "0s DetachDisk InstanceId=i-a DiskId=d-1 403 InvalidOperation.Conflict injected\n0s DescribeDisks DiskId=d-1 In_use i-a"},
		{text: instance + free + "0s DetachDisk InstanceId=i-a DiskId=d-1 404 InvalidDisk.AlreadyDetached", elsewhere: 1},
		{text: instance + free + "0s DetachDisk InstanceId=i-a DiskId=d-1 404 InvalidDisk.AlreadyDetached injected", elsewhere: 1},
		{text: "edition 2020-09-10\n" + instance + free + "0s DeleteDisk DiskId=d-1 ok\n0s DetachDisk InstanceId=i-a DiskId=d-1 403 InvalidDiskId.Released", elsewhere: 1},
		{text: instance + free + "0s DeleteDisk DiskId=d-1 ok\n0s DetachDisk InstanceId=i-a DiskId=d-1 403 InvalidDiskId.Released"},
		{text: instance + attached + "0s DetachDisk InstanceId=i-a DiskId=d-1 404 InvalidDisk.AlreadyDetached injected"}, // of no edition's rule
		{text: instance + attached + "0s DetachDisk InstanceId=i-a DiskId=d-1 404 InvalidDisk.AlreadyDetached", red: "a rule of other editions gives that code, and it is not broken here"},
		{text: "edition 2018-10-26\n" + "instance i-a Running OperationLocks=financial\n0s StopInstance InstanceId=i-a 403 InstanceExpiredOrInArrears\n0s DescribeInstances InstanceId=i-a Running", elsewhere: 1},
		{text: instance + attached + "0s DetachDisk InstanceId=i-a DiskId=d-1 403 IncorectDiskStatus", red: "did you mean 403 IncorrectDiskStatus?"},
	} {
		s := parse(t, test.text)
		r := replay(t, s, script.Options{})
		why := ""
		if !r.Green() {
			why = r.Failed.Why()
		}
		if r.Outside != test.outside || r.Elsewhere != test.elsewhere || (why == "") != (test.red == "") || !strings.Contains(why, test.red) {
			t.Errorf("%d answers were outside, want %d; %d another edition's, want %d; red %q, want %q, in\n%s", r.Outside, test.outside, r.Elsewhere, test.elsewhere, why, test.red, s)
		}
	}
	s := parse(t, free+"0s DeleteDisk DiskId=d-1 403 DiskCreatingSnapshot")
	if r := replay(t, s, script.Options{Strict: model.Exactly}); r.Green() {
		t.Error("exactly, what is outside the machine is admitted")
	}
}

// Of a system under test it can be written down what the machine does not have; it is red,
// and no misspelling is taken for it.
func TestGotOther(t *testing.T) {
	const world = "instance i-a Running\ndisk     d-1 Available\n\n"
	for _, line := range []string{
		"0s  DescribeDisks DiskId=d-1   Available got Modifying",
		"0s  DescribeDisks    Available got d-1 Modifying; d-2 Available",
		"0s  DescribeDisks DiskId=d-1   Available got Available OperationLocks=detached-system-disk",
		"0s  DescribeInstances    Running got i-a Running OperationLocks=refunded,security",
	} {
		s := parse(t, world+line)
		if got := s.String(); got != world+line+"\n" {
			t.Errorf("it is printed as\n%s\nwant\n%s", got, world+line)
		}
		_, seen, _ := strings.Cut(line, " got ")
		r := replay(t, s, script.Options{})
		if r.Green() || r.Steps != 1 || !strings.Contains(r.Failed.Error(), "was answered "+seen+", which is not modelled; the machine requires ") ||
			r.Failed.Why() != seen+" is not modelled: no describe of the machine shows it" || r.Failed.Readings != nil {
			t.Errorf("%s: %v", line, r.Failed)
		}
	}
	for line, want := range map[string]string{
		"DescribeDisks DiskId=d-1 Modifying":                           `4:26: "Modifying" is not modelled: the machine never shows it; expected what the machine shows, and behind it got Modifying`,
		"DescribeDisks DiskId=d-1 Modifying injected":                  `4:26: "Modifying" is not modelled`,
		"DescribeInstances Running OperationLocks=refunded":            `4:19: "Running OperationLocks=refunded" is not modelled`,
		"DescribeDisks DiskId=d-1 Available got Availabel":             "did you mean Available?",
		"DescribeDisks DiskId=d-1 Available got modifying":             `"modifying" is no status`,
		"DescribeDisks DiskId=d-1 Available got Available X=":          `field "X" is unknown`,
		"DescribeInstances Running got Running OperationLocks=securty": "did you mean security?",
		"DeleteDisk DiskId=d-1 ok got Modifying":                       `answer "Modifying"`,
	} {
		if _, err := script.Parse("x", strings.NewReader(world+line)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want %q", line, err, want)
		}
	}
}

// What is injected and not documented is printed with raw, and read again.
func TestInjectedRaw(t *testing.T) {
	const text = "disk d-1 Available\n\n0s  DeleteDisk DiskId=d-1   418 Teapot injected raw lost\n0s  DeleteDisk DiskId=d-1   400 Throttling injected\n"
	s := parse(t, strings.Replace(text, "Throttling injected", "Throttling injected raw", 1))
	if got := s.String(); got != text {
		t.Errorf("it is printed as\n%s\nwant\n%s", got, text)
	}
	if r := replay(t, s, script.Options{Strict: model.Exactly}); !r.Green() {
		t.Errorf("it is not green: %v", r.Failed)
	}
}
