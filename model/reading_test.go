package model

import (
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/enum"
)

// A difference is what tells a choice apart from the default of its reading: in one
// world the last of the operations ends otherwise. The others are accepted.
type difference struct {
	choice    book.Choice
	instance  Instance
	disk      Disk // theDisk, unless it is zero
	ops       []Op
	byDefault string // the answer; the disk afterwards, or as a describe shows it
	chosen    string
}

func hot(status InstanceStatus, locks Locks) Instance {
	return Instance{ID: here, Status: status, Locks: locks}
}

func data(status DiskStatus, flag bool) Disk {
	d := Disk{ID: theDisk, Status: status, DeleteWithInstance: flag}
	if status.Attached() {
		d.InstanceID = here
	}
	return d
}

var differences = []difference{
	{book.HotAnyStatus, Instance{ID: here, Status: Stopped, HotPlug: False}, data(InUse, false), []Op{DetachDisk{InstanceID: here, DiskID: theDisk}},
		"ok; Detaching i-a", "400 InvalidOperation.InstanceTypeNotSupport; In_use i-a"},
	{book.HotAnyStatus, Instance{ID: here, Status: Stopped, HotPlug: False}, data(Available, false), []Op{AttachDisk{here, theDisk, false}},
		"ok; Attaching i-a", "400 InvalidOperation.InstanceTypeNotSupport; Available"},

	{book.LockScopeInUseOnly, hot(Running, LockSecurity), data(Available, false), []Op{DetachDisk{InstanceID: here, DiskID: theDisk}},
		"403 InstanceLockedForSecurity; Available", "403 DependencyViolation; Available"},
	{book.LockScopeInUseOnly, hot(Running, LockSecurity), data(Detaching, false), []Op{DetachDisk{InstanceID: here, DiskID: theDisk}},
		"403 InstanceLockedForSecurity; Detaching i-a", "403 IncorrectDiskStatus; Detaching i-a"},

	{book.VisibleInUse, hot(Running, 0), data(Detaching, false), []Op{DescribeDisks{}}, "ok; Detaching i-a", "ok; Detaching"},
	{book.VisibleInUse, hot(Running, 0), data(ReIniting, false), []Op{DescribeDisks{}}, "ok; ReIniting i-a", "ok; ReIniting"},
	{book.VisibleInUse, hot(Running, 0), data(Detaching, false), []Op{DescribeDisks{InstanceID: here}}, "ok; Detaching i-a", "ok; none"},
	{book.VisibleInUseDetaching, hot(Stopped, 0), data(ReIniting, false), []Op{DescribeDisks{}}, "ok; ReIniting i-a", "ok; ReIniting"},
	{book.VisibleInUseDetaching, hot(Stopped, 0), data(ReIniting, false), []Op{DescribeDisks{InstanceID: here}}, "ok; ReIniting i-a", "ok; none"},
	{book.VisibleEveryAttached, hot(Running, 0), data(Attaching, false), []Op{DescribeDisks{}}, "ok; Attaching", "ok; Attaching i-a"},
	{book.VisibleEveryAttached, hot(Running, 0), data(Attaching, false), []Op{DescribeDisks{InstanceID: here}}, "ok; none", "ok; Attaching i-a"},

	{book.FlagAtAcceptance, hot(Running, 0), data(InUse, true), []Op{DetachDisk{InstanceID: here, DiskID: theDisk}},
		"ok; Detaching i-a DeleteWithInstance", "ok; Detaching i-a"},
	{book.FlagAtAcceptance, hot(Running, 0), data(InUse, true), []Op{DetachDisk{InstanceID: here, DiskID: theDisk}, DetachFailed{theDisk}},
		"ok; In_use i-a DeleteWithInstance", "ok; In_use i-a"},

	{book.FailedDetachRetries, hot(Running, 0), data(InUse, false), []Op{DetachDisk{InstanceID: here, DiskID: theDisk}, DetachFailed{theDisk}},
		"ok; In_use i-a", "ok; Detaching i-a"},

	{book.ReleaseTransitKept, hot(Stopped, 0), data(Detaching, true), []Op{DeleteInstance{here, false}}, "ok; none", "ok; Available"},
	{book.ReleaseTransitKept, hot(Stopped, LockSecurity), data(Attaching, false), []Op{DeleteInstance{here, false}}, "ok; none", "ok; Available"},
	{book.ReleaseTransitRefused, hot(Stopped, 0), data(Detaching, false), []Op{DeleteInstance{here, false}},
		"ok; Available", "403 IncorrectInstanceStatus; Detaching i-a"},
	{book.ReleaseTransitRefused, hot(Running, 0), data(Attaching, true), []Op{DeleteInstance{here, true}},
		"ok; none", "403 IncorrectInstanceStatus; Attaching i-a DeleteWithInstance"},

	{book.DeleteUnknownNotFound, hot(Running, 0), Disk{}, []Op{DeleteDisk{theDisk}}, "ok; none", "404 InvalidDiskId.NotFound; none"},

	{book.DeleteLockedRefused, hot(Stopped, LockSecurity), data(InUse, false), []Op{DeleteInstance{here, false}},
		"ok; none", "403 InstanceLockedForSecurity; In_use i-a"},

	{book.FinancialLockTable, hot(Running, LockFinancial), data(Available, false), []Op{AttachDisk{here, theDisk, true}},
		"403 InstanceExpiredOrInArrears; Available", "ok; Attaching i-a DeleteWithInstance"},
	{book.FinancialLockTable, hot(Running, LockFinancial), Disk{}, []Op{StopInstance{here}}, "403 InstanceExpiredOrInArrears; none", "ok; none"},
	{book.FinancialLockTable, hot(Running, LockFinancial), Disk{}, []Op{RebootInstance{here}}, "403 InstanceExpiredOrInArrears; none", "ok; none"},

	{book.AttachDetachingIgnored, hot(Running, 0), data(Detaching, false), []Op{AttachDisk{here, theDisk, true}},
		"403 IncorrectDiskStatus; Detaching i-a", "ok; Detaching i-a"},

	{book.AutoSnapshotFalse, hot(Running, 0), Disk{}, []Op{CreateDisk{DiskID: theDisk}}, "ok; Creating DeleteAutoSnapshot", "ok; Creating"},
	{book.AutoSnapshotAttach, hot(Running, 0), Disk{}, []Op{CreateDisk{DiskID: theDisk}}, "ok; Creating DeleteAutoSnapshot", "ok; Creating"},
	{book.AutoSnapshotAttach, hot(Running, 0), data(Available, false), []Op{AttachDisk{here, theDisk, false}},
		"ok; Attaching i-a", "ok; Attaching i-a DeleteAutoSnapshot"},

	{book.StopLockedUnaffected, hot(Running, LockSecurity), Disk{}, []Op{StopInstance{here}}, "403 InstanceLockedForSecurity; none", "ok; none"},

	{book.EarlyParameterHonoured, hot(Running, 0), data(InUse, false), []Op{DetachDisk{here, theDisk, True}, Settle{string(theDisk)}},
		"ok; Available", "ok; Available DeleteWithInstance"},
	{book.EarlyParameterHonoured, hot(Running, 0), data(InUse, false), []Op{DetachDisk{here, theDisk, Absent}, ModifyDiskAttribute{theDisk, True, Absent}, Settle{string(theDisk)}},
		"ok; Available", "ok; Available DeleteWithInstance"},

	{book.StillAttachedOwnCode, hot(Running, 0), data(InUse, false), []Op{DeleteDisk{theDisk}},
		"403 IncorrectDiskStatus; In_use i-a", "403 DiskStillAttached; In_use i-a"},
}

// observe runs the operations and returns how the last one ends.
func (d *difference) observe(t *testing.T, m Machine) string {
	t.Helper()
	var disks []Disk
	if d.disk != (Disk{}) {
		disks = append(disks, d.disk)
	}
	s, err := NewState([]Instance{d.instance}, disks)
	if err != nil {
		t.Fatal(err)
	}
	before, o := s, Outcome{}
	for _, op := range d.ops {
		if !o.Accepted() {
			t.Fatalf("before %s it is %s", op, o)
		}
		before = s
		s, o = m.Step(s, op)
	}
	last := d.ops[len(d.ops)-1]
	answer := m.Answer(before, last, o)
	disk, shown := s.Disk(theDisk)
	if ActionOf(last).Describe() {
		if shown = len(answer.Shown) == 1; shown {
			disk = *answer.Shown[0].Disk
		}
	}
	words := []string{answer.String() + ";"}
	if !shown {
		return words[0] + " none"
	}
	words = append(words, disk.Status.String())
	if disk.InstanceID != "" {
		words = append(words, string(disk.InstanceID))
	}
	if disk.DeleteWithInstance {
		words = append(words, "DeleteWithInstance")
	}
	if disk.DeleteAutoSnapshot {
		words = append(words, "DeleteAutoSnapshot")
	}
	return strings.Join(words, " ")
}

func TestEachChoiceDiffersFromItsDefault(t *testing.T) {
	told := map[book.Choice]bool{book.OrderAnyBroken: true} // see below
	for _, d := range differences {
		told[d.choice] = true
		m := Machine{Edition: editionOf(d.choice)}
		if got := d.observe(t, m); got != d.byDefault {
			t.Errorf("%v by default: %s; want %s", d.ops, got, d.byDefault)
		}
		m.Readings = book.ReadingsOf(d.choice)
		if got := d.observe(t, m); got != d.chosen {
			t.Errorf("%v under %s: %s; want %s", d.ops, d.choice, got, d.chosen)
		}
	}
	for c := range book.Choices() {
		if told[c] == c.Default() {
			t.Errorf("%s is told apart from its default: %t", c, told[c])
		}
	}
}

// R-order is of comparisons only: the machine itself gives the first broken rule's code.
func TestAnyBrokenRuleIsAdmittedUnlessExactly(t *testing.T) {
	s, err := NewState([]Instance{hot(Running, 0)}, []Disk{data(Available, false)})
	if err != nil {
		t.Fatal(err)
	}
	op := DetachDisk{InstanceID: here, DiskID: theDisk}
	for _, m := range []Machine{{}, {Readings: book.ReadingsOf(book.OrderAnyBroken)}} {
		o := m.Judge(s, op)
		required := m.Answer(s, op, o)
		if o.Broken() != book.RuleSetOf(book.DetachDiskAttachedHere, book.DetachDiskInUse) || required.Code != "DependencyViolation" {
			t.Fatalf("%s is answered %s", o, required)
		}
		second := Answer{Status: 403, Code: "IncorrectDiskStatus"}
		if a := o.Admits(required, second, ByStatus); !a.Admitted || a.Exact || !strings.Contains(a.Why, book.OrderAnyBroken.String()) {
			t.Errorf("%s for %s: %+v", second, o, a)
		}
		if a := o.Admits(required, second, Exactly); a.Admitted {
			t.Errorf("%s for %s is exactly what is required: %+v", second, o, a)
		}
	}
}

func TestReadingsOfTheContract(t *testing.T) {
	want := []string{"R-order", "R-hot", "R-lock-scope", "R-visible", "R-flag-at-completion", "R-failed-detach", "R-release-transit", "R-still-attached",
		"R-delete-unknown", "R-delete-locked", "R-financial", "R-attach-detaching", "R-auto-snapshot", "R-stop-locked", "R-early-parameter"}
	var got []string
	for c := range book.Choices() {
		first := !slices.Contains(got, c.Reading())
		if first {
			got = append(got, c.Reading())
		}
		if c.Default() != first {
			t.Errorf("%s is a default: %t; expected the first of each reading", c, c.Default())
		}
		if c.Doc() == "" || c.Value() == "" {
			t.Errorf("%s is not described", c)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("the readings are %q, want %q", got, want)
	}
}

func TestReadings(t *testing.T) {
	if (book.Readings{}).String() != "default" {
		t.Errorf("the default readings print %q", book.Readings{})
	}
	for a := range book.Choices() {
		for b := range book.Choices() {
			r := book.ReadingsOf(a, b)
			var want []book.Choice // the later of one reading counts
			for _, c := range []book.Choice{a, b} {
				if !c.Default() && (c == b || a.Reading() != b.Reading()) && !slices.Contains(want, c) {
					want = append(want, c)
				}
			}
			slices.Sort(want)
			if got := slices.Collect(r.All()); !slices.Equal(got, want) {
				t.Errorf("%s, then %s: %v, want %v", a, b, got, want)
			}
			for c := range book.Choices() {
				others := slices.ContainsFunc(want, func(w book.Choice) bool { return w.Reading() == c.Reading() })
				if has := slices.Contains(want, c) || c.Default() && !others; r.Has(c) != has {
					t.Errorf("%s: %s is in force: %t", r, c, r.Has(c))
				}
			}
			if again := book.ReadingsOf(slices.Collect(r.All())...); again != r || r.With(b) != r {
				t.Errorf("%s, then %s: %s is not %s", a, b, again, r)
			}
			if len(want) > 0 && r.String() != enum.Join(slices.Values(want)) {
				t.Errorf("%v print %q", want, r)
			}
		}
	}
}

func TestParseChoice(t *testing.T) {
	for c := range book.Choices() {
		if parsed, err := book.ParseChoice(c.Reading(), c.Value()); parsed != c || err != nil {
			t.Errorf("%s is read as %s, %v", c, parsed, err)
		}
	}
	for _, wrong := range []struct{ reading, value, message string }{
		{"R-hot", "cold", `value "cold" of reading R-hot is unknown; expected running-only, any-status`},
		{"R-cold", "any-status", `reading "R-cold" is unknown; expected R-order, R-hot, R-lock-scope, R-visible, R-flag-at-completion, R-failed-detach, ` +
			`R-release-transit, R-still-attached, R-delete-unknown, R-delete-locked, R-financial, R-attach-detaching, R-auto-snapshot, R-stop-locked, R-early-parameter`},
	} {
		if _, err := book.ParseChoice(wrong.reading, wrong.value); err == nil || err.Error() != wrong.message {
			t.Errorf("ParseChoice(%q, %q): %v; want %s", wrong.reading, wrong.value, err, wrong.message)
		}
	}
}

// A disk that stays where it is takes no place of its own (R-attach-detaching): the limit
// counts the others.
func TestLimitWithoutTheDiskThatStays(t *testing.T) {
	m := Machine{Readings: book.ReadingsOf(book.AttachDetachingIgnored)}
	for _, test := range []struct {
		data    int
		leaving Disk
		below   bool
	}{
		{DefaultDataDisks - 1, Disk{}, true},
		{DefaultDataDisks, Disk{Type: SystemDisk}, false},
		{DefaultDataDisks - 1, Disk{Type: SystemDisk}, true},
	} {
		test.leaving.ID, test.leaving.InstanceID, test.leaving.Status = theDisk, here, Detaching
		s := stateOfAll(t, []Instance{running(here)}, append(dataDisks(test.data, here), test.leaving))
		if o := m.Judge(s, AttachDisk{here, theDisk, false}); o.Broken().Has(book.AttachDiskBelowLimit) == test.below {
			t.Errorf("beside %d data disks, a %s disk that is leaving: %s", test.data, test.leaving.Type, o)
		}
	}
}
