package model

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/model/book"
)

// house is a world for describes: a disk of each status, i-a's and i-b's.
func house(t testing.TB) State {
	s, err := NewState([]Instance{running("i-a"), {ID: "i-b", Status: Stopped, Locks: LockSecurity}}, []Disk{
		{ID: "d-attaching", InstanceID: "i-a", Status: Attaching, Portable: False}, {ID: "d-available", Status: Available},
		{ID: "d-creating", Status: Creating}, {ID: "d-detaching", InstanceID: "i-a", Status: Detaching, DeleteWithInstance: true},
		{ID: "d-in-use", InstanceID: "i-a", Status: InUse}, {ID: "d-reiniting", InstanceID: "i-b", Status: ReIniting},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// ask returns what the machine answers to an operation.
func ask(m Machine, s State, op Op) Answer {
	_, o := m.Step(s, op)
	return m.Answer(s, op, o)
}

func TestAnswers(t *testing.T) {
	s := house(t)
	for _, c := range []struct {
		op   Op
		want string
		disk DiskID
		inst InstanceID
	}{
		{DetachDisk{InstanceID: "i-b", DiskID: "d-reiniting"}, "403 InstanceLockedForSecurity", "", ""},
		{DetachDisk{InstanceID: "", DiskID: ""}, "400 MissingParameter", "", ""},
		{DetachDisk{InstanceID: "i-a", DiskID: "d-none"}, "404 InvalidDiskId.NotFound", "", ""},
		{DeleteInstance{"i-b", false}, "ok", "", ""},
		{DeleteDisk{"d-none"}, "ok", "", ""},
		{CreateDisk{"d-new", ""}, "ok", "d-new", ""},
		{CreateInstance{InstanceID: "i-new", SystemDiskID: "d-new"}, "ok", "d-new", "i-new"},
		{CreateDisk{"i-a", ""}, "not-enabled", "", ""},
		{CreateDisk{}, "not-enabled", "", ""},
		{CreateInstance{InstanceID: "x", SystemDiskID: "x"}, "not-enabled", "", ""},
		{Settle{"d-available"}, "not-enabled", "", ""},
		{Settle{"d-detaching"}, "ok", "", ""},
		{Lock{"i-none", LockSecurity}, "not-enabled", "", ""},
		{Lock{"i-b", LockSecurity}, "ok", "", ""},
		{DetachFailed{"d-in-use"}, "not-enabled", "", ""},
	} {
		a := ask(Machine{}, s, c.op)
		if a.String() != c.want || a.DiskID != c.disk || a.InstanceID != c.inst {
			t.Errorf("%s is answered %s with %q and %q; want %s with %q and %q", c.op, a, a.DiskID, a.InstanceID, c.want, c.disk, c.inst)
		}
		if a.Success() != (c.want == "ok") || (a.Err() == nil) != a.Success() || a.NotEnabled != (c.want == "not-enabled") {
			t.Errorf("%s: Success %t, Err %v", c.op, a.Success(), a.Err())
		}
		if a.Success() && a.Status != 200 {
			t.Errorf("%s: HTTP status %d of a success", c.op, a.Status)
		}
	}
}

func TestRefusalIsAnError(t *testing.T) {
	s := house(t)
	_, o := Machine{}.Step(s, DetachDisk{InstanceID: "i-a", DiskID: "d-attaching"})
	err := Machine{}.Answer(s, DetachDisk{InstanceID: "i-a", DiskID: "d-attaching"}, o).Err()
	var refusal *Refusal
	if !errors.As(err, &refusal) {
		t.Fatalf("%v is no *Refusal", err)
	}
	if refusal.Status != 403 || refusal.Code != "DiskNotPortable" || err.Error() != "403 DiskNotPortable: The specified disk is not a portable disk." {
		t.Errorf("the refusal is %v", err)
	}
	if _, ok := refusal.Rule(); ok {
		t.Error("an answer alone knows a rule")
	}
	refusal.Broken = o.Broken() // who has the outcome adds what it knows
	if rule, ok := refusal.Rule(); !ok || rule != book.DetachDiskPortable {
		t.Errorf("the refusal's rule is %s, %t", rule, ok)
	}
	if errors.Is(err, ErrNotEnabled) {
		t.Error("a refusal is ErrNotEnabled")
	}
	if err := ask(Machine{}, s, Settle{"d-in-use"}).Err(); err != ErrNotEnabled || errors.As(err, &refusal) {
		t.Errorf("an event that is not enabled gives %v", err)
	}
	if !strings.HasPrefix(ErrNotEnabled.Error(), "not enabled: ") {
		t.Errorf("ErrNotEnabled says %s", ErrNotEnabled)
	}
	if err := (Answer{}).Err(); err != nil {
		t.Errorf("the zero Answer gives %v", err)
	}
}

// What is refused first in the table is what the machine answers, with its row's
// HTTP status, code and message.
func TestAnswerIsTheFirstBrokenRules(t *testing.T) {
	s := everything(t)
	refused := 0
	for _, op := range opsOf([]string{"", "i-running", "i-stopped", "d-detaching", "d-system", "none"}) {
		_, o := Machine{}.Step(s, op)
		rule, ok := o.Rule()
		if !ok {
			continue
		}
		refused++
		own, a := o.Refusal(rule), ask(Machine{}, s, op)
		if a.Status != own.Status || a.Code != own.Code || a.Message != own.Message || a.Code == "" || a.Message == "" {
			t.Errorf("%s breaks %s first and is answered %s: %s", op, rule, a, a.Message)
		}
	}
	if refused < 50 {
		t.Errorf("only %d operations were refused", refused)
	}
}

// shown returns the ids that a describe of disks shows.
func shown(m Machine, s State, op DescribeDisks) (ids []string) {
	for _, d := range ask(m, s, op).Shown {
		ids = append(ids, d.ID())
	}
	return ids
}

func TestDescribeDisks(t *testing.T) {
	s := house(t)
	all := []string{"d-attaching", "d-available", "d-creating", "d-detaching", "d-in-use", "d-reiniting"}
	for _, c := range []struct {
		op   DescribeDisks
		want []string
	}{
		{DescribeDisks{}, all},
		{DescribeDisks{Status: "All"}, all},
		{DescribeDisks{Status: "In_use"}, []string{"d-in-use"}},
		{DescribeDisks{Status: "Detaching"}, []string{"d-detaching"}},
		{DescribeDisks{Status: "in_use"}, nil},
		{DescribeDisks{DiskIDs: []DiskID{}}, nil},
		{DescribeDisks{DiskIDs: []DiskID{"d-reiniting", "none", "d-available", "d-reiniting"}}, []string{"d-available", "d-reiniting"}},
		{DescribeDisks{DiskIDs: []DiskID{"d-available"}, InstanceID: "i-a"}, nil},
		{DescribeDisks{DiskIDs: []DiskID{"d-in-use"}, InstanceID: "i-a", Status: "Detaching"}, nil},
		{DescribeDisks{InstanceID: "i-a"}, []string{"d-detaching", "d-in-use"}},
		{DescribeDisks{InstanceID: "i-a", Status: "Detaching"}, []string{"d-detaching"}},
		{DescribeDisks{InstanceID: "none"}, nil},
	} {
		if got := shown(Machine{}, s, c.op); !slices.Equal(got, c.want) {
			t.Errorf("%s shows %v; want %v", c.op, got, c.want)
		}
		if next, o := (Machine{}).Step(s, c.op); !o.Accepted() || !next.Equal(s) {
			t.Errorf("%s is %s and changes something", c.op, o)
		}
	}
}

// R-visible decides in which statuses a describe shows and filters by InstanceId,
// and nothing else of what it shows.
func TestDescribeDisksUnderEachReading(t *testing.T) {
	s := house(t)
	for _, c := range []struct {
		choice book.Choice
		ofA    []string
		all    string // the disks that are shown with an instance
	}{
		{book.VisibleExceptAttaching, []string{"d-detaching", "d-in-use"}, "d-detaching d-in-use d-reiniting"},
		{book.VisibleInUse, []string{"d-in-use"}, "d-in-use"},
		{book.VisibleInUseDetaching, []string{"d-detaching", "d-in-use"}, "d-detaching d-in-use"},
		{book.VisibleEveryAttached, []string{"d-attaching", "d-detaching", "d-in-use"}, "d-attaching d-detaching d-in-use d-reiniting"},
	} {
		m := Machine{Readings: book.ReadingsOf(c.choice)}
		if got := shown(m, s, DescribeDisks{InstanceID: "i-a"}); !slices.Equal(got, c.ofA) {
			t.Errorf("%s: of i-a are shown %v; want %v", c.choice, got, c.ofA)
		}
		var with []string
		for _, shown := range ask(m, s, DescribeDisks{}).Shown {
			d := *shown.Disk
			is, _ := s.Disk(d.ID)
			if d.InstanceID != "" {
				with = append(with, string(d.ID))
				is.InstanceID = d.InstanceID
			} else {
				is.InstanceID = ""
			}
			if d != is {
				t.Errorf("%s: %s is shown as %+v", c.choice, d.ID, d)
			}
		}
		if got := strings.Join(with, " "); got != c.all {
			t.Errorf("%s: with an instance are shown %s; want %s", c.choice, got, c.all)
		}
	}
}

func TestDescribeInstances(t *testing.T) {
	s := house(t)
	for _, c := range []struct {
		op   DescribeInstances
		want []InstanceID
	}{
		{DescribeInstances{}, []InstanceID{"i-a", "i-b"}},
		{DescribeInstances{Status: "All"}, []InstanceID{"i-a", "i-b"}},
		{DescribeInstances{Status: "Available"}, nil},
		{DescribeInstances{Status: "Stopped"}, []InstanceID{"i-b"}},
		{DescribeInstances{InstanceIDs: []InstanceID{}}, nil},
		{DescribeInstances{InstanceIDs: []InstanceID{"i-b", "none", "i-a", "i-b"}}, []InstanceID{"i-a", "i-b"}},
		{DescribeInstances{InstanceIDs: []InstanceID{"i-b"}, Status: "Running"}, nil},
	} {
		var got []InstanceID
		for _, i := range ask(Machine{}, s, c.op).Shown {
			got = append(got, i.Instance.ID)
			if is, _ := s.Instance(i.Instance.ID); *i.Instance != is || i.Stated != 0 {
				t.Errorf("%s shows %+v; it is %+v", c.op, i, is)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s shows %v; want %v", c.op, got, c.want)
		}
	}
}

func TestEnvironmentRefusals(t *testing.T) {
	all := EnvironmentRefusals()
	var got []string
	for _, a := range all {
		got = append(got, a.String())
		for r := range book.Rules() {
			if slices.ContainsFunc(r.Row().Refusals, func(of book.Refusal) bool { return of.Code == a.Code }) {
				t.Errorf("%s is of the environment and of %s", a, r)
			}
		}
	}
	want := []string{"400 Throttling", "503 ServiceUnavailable", "409 OperationConflict", "403 UserNotInTheWhiteList", "403 Forbidden.RAM",
		"403 InvalidOperation.Conflict", "400 DisksDetachingOnEcsExceeded", "500 InternalError", "400 SignatureDoesNotMatch", "400 SignatureNonceUsed", "404 InvalidAccessKeyId.NotFound",
		"404 InvalidRegionId.NotFound", "400 InvalidParameter.IsNull",
		"400 IdempotentParameterMismatch", "400 IllegalTimestamp", "400 IncompleteSignature", "400 InsufficientBalance", "400 InvalidAccessKeyId.NotFound",
		"400 InvalidOwner", "400 InvalidOwnerAccount", "400 InvalidOwnerId", "400 UnsupportedParameter", "403 Forbidden.AccessKeyDisabled", "403 Forbidden.NotSupportRAM",
		"403 Forbidden.RiskControl", "403 Forbidden.SubUser", "403 Forbidden.Unauthorized", "403 InvalidAccount.NotFound", "403 InvalidAction",
		"403 InvalidIdempotenceParameter.Mismatch", "403 InvalidParameter.OwnerAccount", "403 InvalidParameter.ResourceOwnerAccount", "403 LastTokenProcessing",
		"403 RealNameAuthenticationError", "403 UnsupportedHTTPMethod", "503 ServiceUnavailable.RegionMaintaining"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// Where too many disks are Detaching the answer is the one of the edition.
func TestTooManyDetaching(t *testing.T) {
	for e := range book.AllEditions() {
		want := "403 InvalidOperation.Conflict"
		if e == book.Edition2024 || e == book.Edition2026 {
			want = "400 DisksDetachingOnEcsExceeded"
		}
		if got := (Machine{Edition: e}).TooManyDetaching(); got.String() != want {
			t.Errorf("in %s it is %s; want %s", e, got, want)
		}
	}
}
