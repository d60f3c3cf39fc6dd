package script_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// sameScript compares scripts as data: all but where their lines stood. What a
// world keeps of its comments is seen in how it prints.
var sameScript = cmp.Options{
	cmpopts.IgnoreFields(script.Step{}, "Line"),
	cmpopts.IgnoreUnexported(script.World{}),
	cmpopts.EquateEmpty(),
	cmp.Comparer(model.State.Equal),
	cmp.Comparer(func(a, b model.Machine) bool { return a == b }),
	cmp.Comparer(func(a, b model.DescribeDisks) bool {
		return slices.Equal(a.DiskIDs, b.DiskIDs) && (a.DiskIDs == nil) == (b.DiskIDs == nil) && a.InstanceID == b.InstanceID && a.Status == b.Status
	}),
}

func addFiles(f *testing.F) {
	for _, text := range files(f) {
		f.Add([]byte(text))
	}
	f.Add([]byte("# c\r\nreading R-hot any-status # c\ndelay Detaching 1s..2s/fails=2\nseed 3\nattr x Tags=a=\"b c\",d=e Size= # c\ndisk \"ok\" Creating\n\n5s DescribeDisks DiskId=\"ok\",x \"ok\" ? Portable=true; x Status= got none\n# tail"))
	f.Add([]byte("CreateInstance takes=3-describes 500 InternalError injected\nlock i-1 security\nDescribeInstances InstanceId= Running got 0 \"none\""))
	f.Add([]byte("disk d Available\nDeleteDisk DiskId=d ok stale=5s late got 500 InternalError\nDeleteDisk DiskId=d 403 X injected raw lost\n9s DescribeDisks \"lost\" Available; \"late\" In_use i stale=1ns lost"))
}

// Any bytes are a script or an error. A script that is printed and read is the same
// script, and is printed the same.
func FuzzParse(f *testing.F) {
	addFiles(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := script.Parse("x", strings.NewReader(string(text)))
		if err != nil {
			if !strings.HasPrefix(err.Error(), "x:") {
				t.Errorf("the error does not say where: %v", err)
			}
			return
		}
		printed := s.String()
		again := parse(t, printed)
		if got := again.String(); got != printed {
			t.Fatalf("printed as\n%s\nand then as\n%s", printed, got)
		}
		if len(s.Steps) > 0 && s.World.String() != "" && !slices.Contains(s.Steps[0].Lead, "") {
			// The canonical form has a blank line below the world.
			s.Steps[0].Lead = slices.Insert(s.Steps[0].Lead, 0, "")
		}
		if diff := cmp.Diff(s, again, sameScript); diff != "" {
			t.Fatalf("printed as\n%s\nand read again it differs: %s", printed, diff)
		}
	})
}

// What can be read can be replayed, green or not; what Update makes of it is green
// but for what a system under test got, and stays as it is.
func FuzzReplay(f *testing.F) {
	addFiles(f)
	f.Add([]byte("instance i-1 Running\n0s DescribeInstances InstanceId=i-1 Running got Modifying"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := script.Parse("x", strings.NewReader(string(text)))
		if err != nil || !quick(s) {
			return
		}
		for strict := model.ByStatus; strict <= model.Exactly; strict++ {
			r := replay(t, s, script.Options{Strict: strict})
			if r.Steps > len(s.Steps) || r.Green() && r.Steps != len(s.Steps) {
				t.Fatalf("%d steps were run of %d; green: %v", r.Steps, len(s.Steps), r.Green())
			}
			if !r.Green() && r.Failed.Error() == "" {
				t.Fatal("it does not say why it is not green")
			}
		}
		updated := s.Update()
		if got := updated.Update().String(); got != updated.String() {
			t.Fatalf("Update makes\n%s\nand then\n%s", updated, got)
		}
		for n := range updated.Steps {
			updated.Steps[n].Got, updated.Steps[n].GotOther = nil, ""
		}
		if r := replay(t, parse(t, updated.String()), script.Options{Strict: model.Exactly}); !r.Green() {
			t.Fatalf("what Update made is not green: %v, in\n%s", r.Failed, updated)
		}
	})
}

// quick reports whether a replay is: what fails is tried again every second, so a
// delay with many failures under a clock that runs on for long is not.
func quick(s script.Script) bool {
	if len(s.Steps) > 100 || len(s.Steps) > 0 && s.Steps[len(s.Steps)-1].At > 24*time.Hour {
		return false
	}
	for _, d := range s.World.Delays {
		if d.Fails > 10 {
			return false
		}
	}
	return !slices.ContainsFunc(s.Steps, func(s script.Step) bool { return s.Takes != nil && s.Takes.Fails > 10 })
}

// An answer that is written and read is the same, whatever the action.
func FuzzAnswer(f *testing.F) {
	for _, text := range []string{"ok", "not-enabled", "none", "403 IncorrectDiskStatus", "0 X", `599 "a b"`, "? i-1", "d-1 In_use i-1 Portable=true; d-2 Available",
		"Running OperationLocks=security,financial", `"ok" Status= InstanceId="?" Category="none"`, `d-1 Detaching "got"`} {
		for a := range book.Actions() {
			f.Add(text, uint8(a))
		}
	}
	f.Fuzz(func(t *testing.T, text string, n uint8) {
		action := slices.Collect(book.Actions())[int(n)%len(slices.Collect(book.Actions()))]
		a, err := script.ParseAnswer(text, action)
		if err != nil {
			return
		}
		written := script.FormatAnswer(a, action)
		again, err := script.ParseAnswer(written, action)
		if err != nil {
			t.Fatalf("%q is written %q, which is not read: %v", text, written, err)
		}
		if diff := cmp.Diff(a, again); diff != "" {
			t.Fatalf("%q is written %q and read as another answer: %s", text, written, diff)
		}
	})
}

// A delay of a script can be long, and a settle at the end of time is no other.
func TestLongDelays(t *testing.T) {
	s := parse(t, `disk d-1 Creating
delay Creating 2562047h
delay Detaching 0s

2562047h DescribeDisks DiskId=d-1 Available
2562047h CreateDisk DiskId=d-2 takes=2562047h ok
2562047h47m DescribeDisks DiskId=d-2 Creating`)
	if r := replay(t, s, script.Options{Strict: model.Exactly}); !r.Green() {
		t.Error(r.Failed)
	}
}
