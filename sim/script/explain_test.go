package script_test

import (
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// A reading explains an answer when the whole script is green under it, whichever
// step it changes.
func TestReadingsExplainTheWholeScript(t *testing.T) {
	const i, d = "instance i-a Running\n", "disk d-1 In_use i-a DeleteWithInstance=true\n"
	const detach = "DetachDisk InstanceId=i-a DiskId=d-1 ok\n"
	for _, test := range []struct {
		name, text string
		want       []book.Choice
	}{
		{"the release before", i + d + "delays told\n" + detach + "DeleteInstance InstanceId=i-a Force=true ok\nDescribeDisks DiskId=d-1 none got Available",
			[]book.Choice{book.FlagAtAcceptance, book.ReleaseTransitKept}},
		{"the acceptance before", i + d + detach + "DescribeDisks DiskId=d-1 Detaching DeleteWithInstance=false", []book.Choice{book.FlagAtAcceptance}},
		{"a settle before", i + d + "delay Detaching 1m/fails=1\n" + detach + "90s DescribeDisks DiskId=d-1 Detaching", []book.Choice{book.FailedDetachRetries}},
		{"the step itself", i + d + "DeleteDisk DiskId=d-9 404 InvalidDiskId.NotFound", []book.Choice{book.DeleteUnknownNotFound}},
		{"what is admitted", "disk d-1 Available Portable=false\nDetachDisk DiskId=d-1 400 MissingParameter got 403 DiskNotPortable", nil},
		{"none", i + d + detach + "DescribeDisks DiskId=d-1 Available", nil},
		{"a step before says otherwise", i + d + "DeleteDisk DiskId=d-9 ok\nDeleteDisk DiskId=d-8 404 InvalidDiskId.NotFound", nil},
		{"an injected answer that did not come", i + d + "DeleteDisk DiskId=d-9 599 Nonsense injected raw got ok", nil},
		{"an injected answer", i + d + "DeleteDisk DiskId=d-9 599 Nonsense injected raw got 404 InvalidDiskId.NotFound", []book.Choice{book.DeleteUnknownNotFound}},
	} {
		f := replay(t, parse(t, test.text), script.Options{}).Failed
		if f == nil {
			t.Errorf("%s: it is green", test.name)
			continue
		}
		if !slices.Equal(f.Readings, test.want) || f.StepOnly {
			t.Errorf("%s: the readings are %v, of the step only: %v; expected %v of the script", test.name, f.Readings, f.StepOnly, test.want)
		}
	}
}

// Where only the machine's own answer will do, that of another order is explained so.
func TestReadingsExplainTheOrder(t *testing.T) {
	s := parse(t, world+"DetachDisk InstanceId=i-a DiskId=d-1 ok\nDeleteDisk DiskId=d-9 ok\nDetachDisk DiskId=d-1 403 IncorrectDiskStatus")
	f := replay(t, s, script.Options{Strict: model.Exactly}).Failed
	if f == nil || !slices.Equal(f.Readings, []book.Choice{book.OrderAnyBroken}) {
		t.Errorf("the failure is %+v; expected that R-order explains it", f)
	}
}

// A reading that is named makes the script green, and no other does.
func TestReadingsOfFiles(t *testing.T) {
	named := 0
	for path, text := range files(t) {
		s := parse(t, text)
		f := replay(t, s, script.Options{}).Failed
		if f == nil {
			continue
		}
		at := slices.IndexFunc(s.Steps, func(s script.Step) bool { return s.Line == f.Step.Line })
		if s.Steps = s.Steps[:at+1]; s.Steps[at].Got != nil {
			s.Steps[at].Want, s.Steps[at].Got = *s.Steps[at].Got, nil
		}
		base := s.World.Machine.Readings
		for c := range book.Edition2019.Choices() {
			s.World.Machine.Readings = base.With(c)
			green := s.World.Machine.Readings != base && replay(t, s, script.Options{}).Green()
			if green != slices.Contains(f.Readings, c) {
				t.Errorf("%s: under %v the script is green: %v; the readings are %v", path, c, green, f.Readings)
			}
			if green {
				named++
			}
		}
	}
	if named == 0 {
		t.Error("no reading explains anything in any file")
	}
}

// Too many steps are not kept: then the readings are those of the last one, and the
// failure says so.
func TestReadingsOfALongScript(t *testing.T) {
	for _, test := range []struct {
		lines int
		kept  bool
	}{{9_999, true}, {10_000, false}} {
		text := "instance i-a Running\ndisk d-1 In_use i-a\n" + strings.Repeat("settle i-a not-enabled\n", test.lines) + "DeleteDisk DiskId=d-9 404 InvalidDiskId.NotFound\n"
		f := replay(t, parse(t, text), script.Options{}).Failed
		if f == nil || f.StepOnly == test.kept || !slices.Equal(f.Readings, []book.Choice{book.DeleteUnknownNotFound}) {
			t.Errorf("%d steps: %+v; expected that R-delete-unknown explains it, from the start: %v", test.lines, f, test.kept)
		}
	}
}

// No reading explains what a machine does that is broken on purpose.
func TestNoReadingExplainsAMutant(t *testing.T) {
	mutant := model.Machine{Without: book.Omission{Rules: book.RuleSetOf(book.DetachDiskAttachedHere)}}
	s := parse(t, world+"disk d-2 Available\nDetachDisk InstanceId=i-a DiskId=d-2 403 DependencyViolation")
	f := replay(t, s, script.Options{Step: mutant.Step}).Failed
	if f == nil || f.Readings != nil {
		t.Errorf("the failure is %+v; expected one without readings", f)
	}
}
