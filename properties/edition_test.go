package properties

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// TestEditionsHaveTheirScripts holds that a script is of the edition by which it is called
// and green under it, and not under the default, which may not be able to tell it; and that
// each edition but that one has a script.
func TestEditionsHaveTheirScripts(t *testing.T) {
	has := map[book.Edition]bool{book.Edition2019: true}
	for name, s := range scripts(t, "testdata", "editions") {
		e := s.World.Machine.Edition
		if has[e] = true; !strings.HasPrefix(name, e.String()+".") {
			t.Errorf("the script of %s is called %s", e, name)
		}
		if r := replay(t, s, script.Options{}); !r.Green() {
			t.Errorf("%s: %v", name, r.Failed)
		}
		if s.World.Machine.Edition = book.Edition2019; canTell(s) && replay(t, s, script.Options{}).Green() {
			t.Errorf("%s is green under the default edition, too", name)
		}
	}
	for e := range book.AllEditions() {
		if !has[e] {
			t.Errorf("edition %s has no script", e)
		}
	}
}

// canTell reports whether all of a script can be told in its edition.
func canTell(s script.Script) bool {
	m := s.World.Machine
	return m.Check() == nil && m.CheckState(s.World.State) == nil &&
		!slices.ContainsFunc(s.Steps, func(step script.Step) bool { return m.CheckOp(step.Op) != nil })
}

// TestEditionsDiffer has each of the shortest sequences on which consecutive editions differ
// answered, edition by edition, as their pages have it: none where it cannot be told there.
// What they do not differ on is here where somebody thought that they might.
func TestEditionsDiffer(t *testing.T) {
	const one, system = "instance i-a Running\ndisk d-1 In_use i-a\n", "disk d-s In_use i-a Type=system DeleteWithInstance=true\n"
	const detach, detachSystem = "DetachDisk InstanceId=i-a DiskId=d-1", "DetachDisk InstanceId=i-a DiskId=d-s"
	notPortable, noHotPlug, crowded := "403 DiskNotPortable", "400 InvalidOperation.InstanceTypeNotSupport", "403 InstanceDiskLimitExceeded"
	full := func(instance string) string {
		for n := range model.DefaultDataDisks {
			instance += fmt.Sprintf("disk d-%02d In_use i-a\n", n)
		}
		return instance + "disk d-1 Available\n"
	}
	attach := []string{"AttachDisk InstanceId=i-a DiskId=d-1"}
	asked := []string{detach + " DeleteWithInstance=true", "DescribeDisks DiskId=d-1", "DeleteInstance InstanceId=i-a Force=true", "DescribeDisks DiskId=d-1"}
	survives := "ok; Available DeleteWithInstance=false; ok; Available"
	for name, test := range map[string]struct {
		world   string
		ops     []string  // a minute apart
		answers [6]string // by edition; the empty one where it cannot be told
	}{
		"a01": {"instance i-a Running HotPlug=false\ndisk d-1 In_use i-a\n", []string{detach}, [6]string{"ok", noHotPlug, noHotPlug, noHotPlug, noHotPlug, noHotPlug}},
		"a02": {full("instance i-a Running\n"), attach, [6]string{crowded, crowded, crowded, crowded, crowded, crowded}},
		"a03": {"instance i-a Running\ndisk d-1 Available DeleteWithInstance=true\n", append(attach, "DescribeDisks DiskId=d-1"), all("ok; In_use DeleteWithInstance=false")},
		"a04": {"instance i-a Running OperationLocks=financial\n", []string{"StopInstance InstanceId=i-a"}, but("ok", "403 InstanceExpiredOrInArrears", 1)},
		"a05": {"instance i-a Stopped\n" + system, []string{detachSystem, "DescribeDisks DiskId=d-s"},
			but(notPortable+"; In_use Type=system", "ok; Available Type=data", 2)},
		"a06": {"instance i-a Running\n" + system, []string{detachSystem}, but(notPortable, "403 IncorrectInstanceStatus", 2)},
		"a07": {"instance i-a Stopped\n" + system, []string{detachSystem, "StartInstance InstanceId=i-a"},
			but(notPortable+"; ok", "ok; 400 InvalidInstance.NotFoundSystemDisk", 2)},
		"a08":  {"instance i-a Running\ndisk d-1 Available\n", []string{detach}, all("403 DependencyViolation")},
		"a09":  {one + "delays told\n", []string{detach, detach}, but("ok; 403 IncorrectDiskStatus", "ok; 403 InvalidOperation.DiskDetachingFromThisEcs", 4)},
		"a11b": {one, asked, [6]string{"", "", survives, survives, "ok; Available DeleteWithInstance=true; ok; none", "ok; Available DeleteWithInstance=true; ok; none"}},
		"a11":  {one, append([]string{detach}, asked[1:]...), all(survives)},
		"a12":  {"", []string{"DeleteDisk DiskId=d-none"}, all("ok")},
		"a13":  {"instance i-a Running OperationLocks=security\n", []string{"StopInstance InstanceId=i-a"}, all("403 InstanceLockedForSecurity")},
		"a14":  {"instance i-a Running\n", []string{"DeleteInstance InstanceId=i-a Force=true"}, all("ok")},
		"a15":  {"instance i-a Stopped InstanceChargeType=PrePaid\ndisk d-s In_use i-a Type=system DiskChargeType=PrePaid\n", []string{detachSystem}, but(notPortable, "ok", 2)},
		"a16":  {full("instance i-a Running MaxDataDisks=64\n"), attach, but("", "ok", 3)},
		"a17":  {one, []string{"DetachDisk InstanceId=i-a"}, but("400 MissingParameter", "400 InvalidParameter", 2)},
	} {
		n := 0
		for e := range book.AllEditions() {
			text := "edition " + e.String() + "\n" + test.world + "\n"
			answers := strings.Split(cmp.Or(test.answers[n], test.answers[5]), "; ")
			for at, op := range test.ops {
				text += fmt.Sprintf("%dm  %s   %s\n", at, op, answers[at])
			}
			s, err := script.Parse(name, strings.NewReader(text))
			switch untold := err != nil && strings.Contains(err.Error(), "cannot be told in edition "+e.String()); {
			case err != nil && !untold:
				t.Fatalf("%s: %v\n%s", name, err, text)
			case untold != (test.answers[n] == ""):
				t.Errorf("%s cannot be told in %s: %t", name, e, untold)
			case !untold:
				if r := replay(t, s, script.Options{}); !r.Green() {
					t.Errorf("%s in %s: %v", name, e, r.Failed)
				}
			}
			n++
		}
	}
}

// all and but are the answers of the editions, by date: one of them all, or another one of the
// first few.

func all(answer string) [6]string { return but("", answer, 0) }

func but(first, rest string, few int) (answers [6]string) {
	for n := range answers {
		if answers[n] = rest; n < few {
			answers[n] = first
		}
	}
	return answers
}

// A disk that is detached already is answered so by a system of 2020-09-10, and by one of
// 2019-05-31, of which it is said that the code is from a later page.
func TestAlreadyDetachedIsAdmitted(t *testing.T) {
	s, err := model.NewState([]model.Instance{{ID: "i-a", Status: model.Running}}, []model.Disk{{ID: "d-1", Status: model.Available}})
	if err != nil {
		t.Fatal(err)
	}
	op, already := model.DetachDisk{InstanceID: "i-a", DiskID: "d-1"}, model.Answer{Status: 404, Code: "InvalidDisk.AlreadyDetached"}
	for e := range book.AllEditions() {
		m := model.Machine{Edition: e}
		_, o, required := m.Respond(s, op)
		if a := m.Admits(o, required, already, model.ByStatus); !a.Admitted || !strings.Contains(a.Why, "DetachDisk, 2020-09-10") || required.Code != "DependencyViolation" {
			t.Errorf("under %s, where %s is required, it is %+v", e, required, a)
		}
	}
}

// While a disk is Detaching its instance is shown or not as the pages of the edition have it,
// where a script takes the readings so.
func TestPagesDecideWhatIsShown(t *testing.T) {
	const text = "readings page\ninstance i-a Running\ndisk d-1 In_use i-a\n0s DetachDisk InstanceId=i-a DiskId=d-1 ok\n1s DescribeDisks DiskId=d-1 Detaching "
	for e, shown := range map[book.Edition]string{
		book.Edition2018: "i-a", // the pages are silent: the default
		book.Edition2019: "InstanceId=",
		book.Edition2020: "InstanceId=",
		book.Edition2021: "InstanceId=",
		book.Edition2024: "i-a",
		book.Edition2026: "i-a",
	} {
		r := script.NewReader("x", strings.NewReader(text+shown))
		r.In(e)
		s, err := r.Script()
		if err != nil {
			t.Fatal(err)
		}
		if got := replay(t, s, script.Options{}); !got.Green() {
			t.Errorf("under %s: %v", e, got.Failed)
		}
	}
}
