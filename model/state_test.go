package model

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/internal/list"
)

// Resources that are well-formed, to be put together or made otherwise.
func running(id InstanceID) Instance { return Instance{ID: id, Status: Running} }
func available(id DiskID) Disk       { return Disk{ID: id, Status: Available} }

func attached(id DiskID, to InstanceID) Disk {
	return Disk{ID: id, InstanceID: to, Status: InUse}
}

func system(id DiskID, of InstanceID) Disk {
	return Disk{ID: id, InstanceID: of, Status: InUse, Type: SystemDisk}
}

// dataDisks returns n data disks attached to an instance.
func dataDisks(n int, to InstanceID) (disks []Disk) {
	for i := range n {
		disks = append(disks, attached(DiskID(fmt.Sprintf("d-%02d", i)), to))
	}
	return disks
}

func reversed[T any](s []T) []T {
	s = slices.Clone(s)
	slices.Reverse(s)
	return s
}

// illFormed are worlds that are not well-formed, each for one reason.
var illFormed = []struct {
	name      string
	instances []Instance
	disks     []Disk
	id        string
	reason    string
}{
	{"instance without id", []Instance{running("")}, nil, "", "the id of an instance is empty"},
	{"disk without id", nil, []Disk{available("")}, "", "the id of a disk is empty"},
	{"two instances of one id", []Instance{running("x"), running("x")}, nil, "x",
		"the id is that of an instance and of an instance; expected no two resources of either kind with one id"},
	{"two disks of one id", nil, []Disk{available("x"), available("x")}, "x",
		"the id is that of a disk and of a disk; expected no two resources of either kind with one id"},
	{"one id of both kinds", []Instance{running("x")}, []Disk{available("x")}, "x",
		"the id is that of an instance and of a disk; expected no two resources of either kind with one id"},
	{"attached to nothing", nil, []Disk{{ID: "d", Status: InUse}}, "d", "the disk is In_use but attached to nothing; expected an instance"},
	{"attached to no instance of the world", []Instance{running("i")}, []Disk{attached("d", "j")}, "d",
		`the disk is attached to "j", which is no instance of this world`},
	{"not attached but with an instance", []Instance{running("i")}, []Disk{{ID: "d", Status: Available, InstanceID: "i"}}, "d",
		`the disk is Available but has instance "i"; expected none`},
	{"being created with an instance", []Instance{running("i")}, []Disk{{ID: "d", Status: Creating, InstanceID: "i"}}, "d",
		`the disk is Creating but has instance "i"; expected none`},
	{"one data disk too many", []Instance{running("i")}, dataDisks(DefaultDataDisks+1, "i"), "d-16",
		`instance "i" already has 16 data disks; expected at most that`},
	{"two data disks too many, the last by id first", []Instance{running("i")}, reversed(dataDisks(DefaultDataDisks+2, "i")), "d-16",
		`instance "i" already has 16 data disks; expected at most that`},
	{"two system disks", []Instance{running("i")}, []Disk{system("d", "i"), system("e", "i")}, "e", `instance "i" already has a system disk`},
	{"system disk that is Portable", nil, []Disk{{ID: "d", Status: Available, Type: SystemDisk, Portable: True}}, "d",
		"a system disk is never Portable"},
	{"instance without status", []Instance{{ID: "i"}}, nil, "i",
		"the instance has no status; expected one of Pending, Starting, Running, Stopping, Stopped"},
	{"disk without status", nil, []Disk{{ID: "d"}}, "d",
		"the disk has no status; expected one of Creating, Available, Attaching, In_use, Detaching, ReIniting"},
	{"status of an instance out of range", []Instance{{ID: "i", Status: Stopped + 1}}, nil, "i", "a status, lock, charge type or flag is out of range"},
	{"lock out of range", []Instance{{ID: "i", Status: Running, Locks: allLocks + 1}}, nil, "i", "a status, lock, charge type or flag is out of range"},
	{"charge type of an instance out of range", []Instance{{ID: "i", Status: Running, ChargeType: PrePaid + 1}}, nil, "i",
		"a status, lock, charge type or flag is out of range"},
	{"status of a disk out of range", nil, []Disk{{ID: "d", Status: ReIniting + 1}}, "d", "a status, type, charge type or flag is out of range"},
	{"type out of range", nil, []Disk{{ID: "d", Status: Available, Type: SystemDisk + 1}}, "d", "a status, type, charge type or flag is out of range"},
	{"charge type of a disk out of range", nil, []Disk{{ID: "d", Status: Available, ChargeType: PrePaid + 1}}, "d",
		"a status, type, charge type or flag is out of range"},
	{"HotPlug out of range", []Instance{{ID: "i", Status: Running, HotPlug: True + 1}}, nil, "i", "a status, lock, charge type or flag is out of range"},
	{"Portable out of range", nil, []Disk{{ID: "d", Status: Available, Portable: True + 1}}, "d", "a status, type, charge type or flag is out of range"},
}

func TestNewStateSaysWhatIsWrong(t *testing.T) {
	for _, c := range illFormed {
		t.Run(c.name, func(t *testing.T) {
			s, err := NewState(c.instances, c.disks)
			faults := faultsOf(err)
			if len(faults) != 1 {
				t.Fatalf("NewState says %v; want one reason", err)
			}
			if f := faults[0]; f.ID != c.id || !strings.HasPrefix(f.Reason, c.reason) {
				t.Errorf("NewState says of %q: %s\nwant of %q: %s", f.ID, f.Reason, c.id, c.reason)
			}
			if !s.Equal(State{}) {
				t.Errorf("NewState fails and still returns %d instances, %d disks", s.NumInstances(), s.NumDisks())
			}
		})
	}
}

// faultsOf takes what NewState joined apart.
func faultsOf(err error) (faults []*StateError) {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return nil
	}
	for _, err := range joined.Unwrap() {
		if fault := new(StateError); errors.As(err, &fault) {
			faults = append(faults, fault)
		}
	}
	return faults
}

func TestNewStateSaysAllThatIsWrong(t *testing.T) {
	_, err := NewState([]Instance{{ID: "i"}}, []Disk{{ID: "d", Status: InUse}, {ID: "e", Status: Available, InstanceID: "i"}})
	if faults := faultsOf(err); len(faults) != 3 {
		t.Errorf("NewState says %v; want all three reasons", err)
	}
	const want = `"d": the disk is In_use but attached to nothing; expected an instance`
	if !strings.Contains(err.Error(), want) {
		t.Errorf("NewState says %v; want a line %s", err, want)
	}
}

// The limits themselves are no fault, and the order of the resources is free.
func TestNewStateTakesWhatIsWellFormed(t *testing.T) {
	disks := append(dataDisks(DefaultDataDisks, "i"), system("s", "i"), available("a"))
	disks[3].Category = "cloud_ssd"
	slices.Reverse(disks)
	given := slices.Clone(disks)
	s, err := NewState([]Instance{running("j"), running("i")}, disks)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(disks, given) {
		t.Error("NewState has written to the slice that it was given")
	}
	disks[0].Status = Creating
	p := plain{map[InstanceID]Instance{}, map[DiskID]Disk{}}
	for _, id := range []InstanceID{"i", "j"} {
		p.instances[id] = Instance{ID: id, Status: Running, HotPlug: True, MaxDataDisks: DefaultDataDisks}
	}
	for _, d := range given {
		d.Category = cmp.Or(d.Category, DefaultCategory)
		d.Portable = FlagOf(d.Type == DataDisk)
		p.disks[d.ID] = d
	}
	p.check(t, s)
	if err := s.Validate(); err != nil {
		t.Errorf("Validate: %v", err)
	}
}

func TestEmptyState(t *testing.T) {
	made, err := NewState(nil, nil)
	if err != nil || !made.Equal(State{}) || made.Key() != (State{}).Key() {
		t.Errorf("NewState(nil, nil) = %v, %v; want the zero State", made, err)
	}
	plain{}.check(t, State{})
}

func TestTransitional(t *testing.T) {
	s := everything(t)
	for id, want := range map[string]string{
		"i-pending": "Pending", "i-starting": "Starting", "i-running": "", "i-stopping": "Stopping", "i-stopped": "",
		"d-creating": "Creating", "d-available": "", "d-attaching": "Attaching", "d-in-use": "", "d-detaching": "Detaching", "d-reiniting": "ReIniting",
		"none": "", "": "",
	} {
		if got := s.Transitional(id); got != want {
			t.Errorf("Transitional(%s) is %q; want %q", id, got, want)
		}
		if _, o := (Machine{}).Step(s, Settle{id}); o.Accepted() != (want != "") {
			t.Errorf("%s is %q, and settling it is %s", id, want, o)
		}
	}
}

// A failed test logs a state in few words.
func TestStateGoString(t *testing.T) {
	s, err := NewState([]Instance{
		{ID: "i-a", Status: Running},
		{ID: "i b", Status: Stopped, Locks: LockFinancial | LockSecurity, ChargeType: PrePaid, HotPlug: False},
	}, []Disk{
		{ID: "d-1", Status: InUse, InstanceID: "i-a", DeleteWithInstance: true},
		{ID: "d-2", Status: Available, Category: "ephemeral_ssd"},
		{ID: "d-3", Status: Available, Portable: False},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `State{"i b" Stopped OperationLocks=financial,security InstanceChargeType=PrePaid HotPlug=false; i-a Running; ` +
		"d-1 In_use i-a DeleteWithInstance=true; d-2 Available Category=ephemeral_ssd; d-3 Available Portable=false}"
	if got := fmt.Sprintf("%#v", s); got != want {
		t.Errorf("the state is\n%s\nwant\n%s", got, want)
	}
	if got, want := fmt.Sprintf("%#v", []State{{}}), "[]model.State{State{}}"; got != want {
		t.Errorf("a list of the empty state is %s, want %s", got, want)
	}
}

// stateOfAll returns the state of resources that are known to make one.
func stateOfAll(t *testing.T, instances []Instance, disks []Disk) State {
	t.Helper()
	s, err := NewState(instances, disks)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Rename gives every id another, in whatever order the new ones are, and refuses to
// give two resources one.
func TestRename(t *testing.T) {
	s := stateOfAll(t,
		[]Instance{{ID: "i-1", Status: Running}, {ID: "i-2", Status: Stopped}},
		[]Disk{{ID: "d-1", Status: InUse, InstanceID: "i-2"}, {ID: "d-2", Status: Available}, {ID: "d-3", Status: Available}})
	instances := map[InstanceID]InstanceID{"i-1": "z", "i-2": "a"}
	disks := map[DiskID]DiskID{"d-1": "y", "d-2": "x", "d-3": "m"}
	to := func(id InstanceID) InstanceID { return instances[id] }
	got, err := s.Rename(to, func(id DiskID) DiskID { return disks[id] })
	want := stateOfAll(t,
		[]Instance{{ID: "z", Status: Running}, {ID: "a", Status: Stopped}},
		[]Disk{{ID: "y", Status: InUse, InstanceID: "a"}, {ID: "x", Status: Available}, {ID: "m", Status: Available}})
	if err != nil || !got.Equal(want) || got.Validate() != nil {
		t.Errorf("renamed to %#v, %v; want %#v", got, err, want)
	}
	for name, disk := range map[string]func(DiskID) DiskID{
		"two disks":               func(DiskID) DiskID { return "d" },
		"a disk and an instance":  func(id DiskID) DiskID { return map[DiskID]DiskID{"d-1": "a", "d-2": "x", "d-3": "y"}[id] },
		"a disk that has no name": func(id DiskID) DiskID { return map[DiskID]DiskID{"d-1": "x", "d-2": "y"}[id] },
	} {
		if got, err := s.Rename(to, disk); err == nil || got.NumDisks() != 0 {
			t.Errorf("%s: renamed to %#v", name, got)
		}
	}
}

// What no resource has is asked of no renaming: neither of a state nor of an operation.
func TestRenameLeavesTheEmptyIDAlone(t *testing.T) {
	full := func(id string) string {
		if id == "" {
			t.Error("the empty id is renamed")
		}
		return "x" + id
	}
	instance := func(id InstanceID) InstanceID { return InstanceID(full(string(id))) }
	disk := func(id DiskID) DiskID { return DiskID(full(string(id))) }
	s := stateOfAll(t, []Instance{running("i")}, []Disk{attached("d", "i"), available("e")})
	if _, err := s.Rename(instance, disk); err != nil {
		t.Error(err)
	}
	for _, ops := range smallOps([]InstanceID{"", "i"}, []DiskID{"", "d"}) {
		for _, op := range ops {
			Rename(op, instance, disk, full)
		}
	}
	Rename(DescribeDisks{DiskIDs: []DiskID{"", "d"}}, instance, disk, full)
	Rename(DescribeInstances{InstanceIDs: []InstanceID{"", "i"}}, instance, disk, full)
}

// A state takes nothing from the lists that it is made of, and they are as they were.
func TestNewStateLeavesWhatItIsGiven(t *testing.T) {
	instances, disks := []Instance{running("j"), running("i")}, []Disk{available("e"), attached("d", "i")}
	wasInstances, wasDisks := slices.Clone(instances), slices.Clone(disks)
	s := stateOfAll(t, instances, disks)
	if !slices.Equal(instances, wasInstances) || !slices.Equal(disks, wasDisks) {
		t.Errorf("NewState makes its arguments %v, %v", instances, disks)
	}
	key := s.Key()
	clear(instances)
	clear(disks)
	if s.Key() != key {
		t.Error("the state changes with the lists that it was made of")
	}
}

// An edit of many steps makes the indexes, forgets them and makes them again: a disk may
// get the first source of its world in each of these.
func TestStepAllMakesTheIndexesAgain(t *testing.T) {
	m := Machine{Edition: book.Edition2024}
	detaching := Disk{ID: "d-0", Status: Detaching, InstanceID: "i", DeleteWithInstance: true, DetachDeletes: true}
	disks := []Disk{detaching, {ID: "d-1", Status: Detaching, InstanceID: "i", DeleteWithInstance: true, DetachDeletes: true}}
	for n := range list.LeafWidth - len(disks) {
		disks = append(disks, available(DiskID(fmt.Sprint("e-", n))))
	}
	start := stateOfAll(t, []Instance{running("i")}, disks)
	ops := []Op{
		CreateDisk{DiskID: "new"}, Settle{"d-0"}, // one leaf no longer; the first source
		DeleteDisk{"d-0"}, DeleteDisk{"e-0"}, CreateDisk{DiskID: "newer"}, CreateDisk{DiskID: "newest"}, Settle{"d-1"},
	}
	want := start
	for _, op := range ops {
		want, _ = m.Step(want, op)
	}
	got := m.StepAll(start, slices.Values(ops), func(op Op, o Outcome) {
		if !o.Accepted() {
			t.Errorf("%s is %s", op, o)
		}
	})
	if !got.Equal(want) {
		t.Errorf("StepAll makes %#v; want %#v", got, want)
	}
	checkIndex(t, got)
}
