package model

import (
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/model/book"
)

// refusal is an answer as somebody else may give it.
func refusal(status int, code string) Answer { return Answer{Status: status, Code: code} }

// twoBroken is a world where DetachDisk of d breaks two rules, with two codes: it
// is Detaching, and i is Starting.
func twoBroken(t testing.TB) (State, Op) {
	s, err := NewState([]Instance{{ID: "i", Status: Starting}}, []Disk{{ID: "d", InstanceID: "i", Status: Detaching}})
	if err != nil {
		t.Fatal(err)
	}
	return s, DetachDisk{InstanceID: "i", DiskID: "d"}
}

func TestAdmitsRefusals(t *testing.T) {
	s, op := twoBroken(t)
	o := Machine{}.Judge(s, op)
	if o.Broken() != book.RuleSetOf(book.DetachDiskInUse, book.DetachDiskInstanceSteady) {
		t.Fatalf("broken: %s", o.Broken())
	}
	const ownWhy, orderWhy = "", "DetachDiskInstanceSteady is broken too, and the documentation gives no order (R-order any-broken)"
	const statusWhy = "but for its HTTP status it is the machine's own answer"
	const laterWhy = "DetachDiskInUse of edition 2024-12-04 refuses it so (DetachDisk, 2024-12-04)"
	const outsideWhy = "outside the machine: 403 InvalidInstance.ImageCategory (an image)"
	const noneWhy = "no broken rule gives that code; broken: DetachDiskInUse, DetachDiskInstanceSteady"
	const verdictWhy = "refused, as the machine does, though not with 403 IncorrectDiskStatus"
	const strictWhy = "the machine's own answer is 403 IncorrectDiskStatus"
	for _, c := range []struct {
		got                             Answer
		byVerdict, byCode, byStatus, ex string // why it is admitted, or after "no: " why not
	}{
		{refusal(403, "IncorrectDiskStatus"), ownWhy, ownWhy, ownWhy, ownWhy},
		{refusal(400, "IncorrectDiskStatus"), statusWhy, statusWhy, "no: 400 IncorrectDiskStatus: expected 403 IncorrectDiskStatus of DetachDisk; " + noneWhy, "no: 400 IncorrectDiskStatus: expected 403 IncorrectDiskStatus of DetachDisk; " + noneWhy},
		{refusal(403, "IncorrectInstanceStatus"), orderWhy, orderWhy, orderWhy, "no: " + strictWhy},
		{refusal(400, "IncorrectInstanceStatus"), orderWhy, orderWhy, "no: 400 IncorrectInstanceStatus: expected 403 IncorrectInstanceStatus of DetachDisk; " + noneWhy, "no: 400 IncorrectInstanceStatus: expected 403 IncorrectInstanceStatus of DetachDisk; " + noneWhy},
		{refusal(403, "InvalidOperation.DiskDetachingFromThisEcs"), laterWhy, laterWhy, laterWhy, "no: " + laterWhy + "; " + noneWhy},
		{refusal(404, "InvalidDisk.AlreadyDetached"), verdictWhy, "no: a rule of other editions gives that code, and it is not broken here; " + noneWhy,
			"no: a rule of other editions gives that code, and it is not broken here; " + noneWhy, "no: a rule of other editions gives that code, and it is not broken here; " + noneWhy},
		{refusal(403, "InvalidInstance.ImageCategory"), outsideWhy, outsideWhy, outsideWhy, "no: " + outsideWhy + "; " + noneWhy},
		{refusal(403, "IncorectDiskStatus"), verdictWhy, "no: 403 IncorectDiskStatus is no documented code of DetachDisk; did you mean 403 IncorrectDiskStatus?; " + noneWhy,
			"no: 403 IncorectDiskStatus is no documented code of DetachDisk; did you mean 403 IncorrectDiskStatus?; " + noneWhy, "no: 403 IncorectDiskStatus is no documented code of DetachDisk; did you mean 403 IncorrectDiskStatus?; " + noneWhy},
		{refusal(403, "DiskNotPortable"), verdictWhy, "no: " + noneWhy, "no: " + noneWhy, "no: " + noneWhy},
		{Answer{Status: 200}, "no: the machine refuses it: DetachDiskInUse, DetachDiskInstanceSteady", "no: the machine refuses it: DetachDiskInUse, DetachDiskInstanceSteady",
			"no: the machine refuses it: DetachDiskInUse, DetachDiskInstanceSteady", "no: the machine refuses it: DetachDiskInUse, DetachDiskInstanceSteady"},
		{Answer{NotEnabled: true}, "no: the machine requires 403 IncorrectDiskStatus", "no: the machine requires 403 IncorrectDiskStatus",
			"no: the machine requires 403 IncorrectDiskStatus", "no: the machine requires 403 IncorrectDiskStatus"},
	} {
		for strict, want := range map[Strictness]string{ByVerdict: c.byVerdict, ByCode: c.byCode, ByStatus: c.byStatus, Exactly: c.ex} {
			why, refused := strings.CutPrefix(want, "no: ")
			a := o.Admits(Machine{}.Answer(s, op, o), c.got, strict)
			if a.Admitted == refused || a.Exact != (want == "") || a.Took != TookNone || a.Why != why {
				t.Errorf("%s, strictness %s: %+v\nwant %q", c.got, strict, a, want)
			}
			if injected := want == outsideWhy; a.Injected != injected {
				t.Errorf("%s, strictness %s: %+v; want injected %t", c.got, strict, a, injected)
			}
		}
	}
}

// What a row also admits may depend on a fact.
func TestAdmitsAlsoWhen(t *testing.T) {
	s := house(t)
	for _, c := range []struct {
		op       Op
		got      Answer
		admitted bool
	}{
		{DetachDisk{InstanceID: "", DiskID: "d-in-use"}, refusal(400, "InvalidParameter"), true},
		{DetachDisk{InstanceID: "i-a", DiskID: "d-available"}, refusal(404, "InvalidDisk.AlreadyDetached"), true},
		{DetachDisk{InstanceID: "i-a", DiskID: "d-creating"}, refusal(404, "InvalidDisk.AlreadyDetached"), false},
		{DetachDisk{InstanceID: "i-a", DiskID: "d-detaching"}, refusal(403, "InvalidOperation.DiskDetachingFromThisEcs"), true},
		{DetachDisk{InstanceID: "i-a", DiskID: "d-attaching"}, refusal(403, "InvalidOperation.DiskDetachingFromThisEcs"), false},
		{DetachDisk{InstanceID: "i-a", DiskID: "d-in-use"}, refusal(403, "DiskTypeViolation"), false},
		{DetachDisk{InstanceID: "i-a", DiskID: "none"}, refusal(403, "InvalidDiskId.Released"), false},
	} {
		o := Machine{}.Judge(s, c.op)
		a := o.Admits(Machine{}.Answer(s, c.op, o), c.got, ByStatus)
		if a.Admitted != c.admitted || a.Exact || a.Took != TookNone || a.Why == "" {
			t.Errorf("%s answered %s: %+v; want admitted %t", c.op, c.got, a, c.admitted)
		}
	}
	system := everything(t)
	op := DetachDisk{InstanceID: "i-stopped", DiskID: "d-system"}
	o := Machine{}.Judge(system, op)
	if a := o.Admits(Machine{}.Answer(system, op, o), refusal(403, "DiskTypeViolation"), ByStatus); !a.Admitted {
		t.Errorf("DiskTypeViolation of a system disk: %+v", a)
	}
}

func TestAdmitsReleasedOnlyOnceExisted(t *testing.T) {
	s, op := house(t), DetachDisk{InstanceID: "i-a", DiskID: "none"}
	o := Machine{}.Judge(s, op)
	required := Machine{}.Answer(s, op, o)
	existed := o.OnceExisted(op, func(id DiskID) bool { return id == "none" })
	if a := existed.Admits(required, refusal(403, "InvalidDiskId.Released"), ByStatus); !a.Admitted || a.Exact ||
		a.Why != "DetachDiskDiskFound also admits it (DetachDisk, 2018-10-26)" {
		t.Errorf("a disk that existed once: %+v", a)
	}
	if a := existed.Admits(required, required, Exactly); !a.Exact {
		t.Errorf("the machine's own answer, of a disk that existed once: %+v", a)
	}
}

// Of what was seen each answer is admitted, or not, by its class, and the class is told.
func TestAdmitsByClass(t *testing.T) {
	s := stateOfAll(t, []Instance{running("i"), {ID: "p", Status: Pending}, {ID: "owing", Status: Running, Locks: LockFinancial}},
		[]Disk{attached("d", "i"), available("e"), {ID: "c", Status: Creating}})
	since2020 := Machine{Edition: book.Edition2020}
	detach := DetachDisk{InstanceID: "i", DiskID: "e"}
	for _, c := range []struct {
		m        Machine
		op       Op
		got      Answer
		class    book.Class
		admitted bool
	}{
		{Machine{}, DeleteInstance{"p", true}, refusal(403, "IncorrectInstanceStatus.Initializing"), book.ClassRule, true},
		{Machine{}, DeleteInstance{"i", true}, refusal(403, "IncorrectInstanceStatus.Initializing"), book.ClassRule, false},
		{Machine{}, DeleteDisk{"c"}, refusal(403, "IncorrectDiskStatus.Initializing"), book.ClassRule, true},
		{Machine{}, DeleteDisk{"e"}, refusal(403, "IncorrectDiskStatus.Initializing"), book.ClassRule, false},
		{Machine{}, DeleteDisk{"d"}, refusal(403, "IncorrectDiskStatus"), book.ClassRule, true},
		{Machine{}, DeleteInstance{"i", true}, refusal(400, "DependencyViolation.RouteEntry"), book.ClassOutside, true},
		{Machine{}, DeleteDisk{"e"}, refusal(403, "DiskCreatingSnapshot"), book.ClassOutside, true},
		{Machine{}, DetachDisk{InstanceID: "i", DiskID: "d"}, refusal(403, "DiskCreatingSnapshot"), book.ClassUndocumented, false},
		{Machine{}, DeleteDisk{"e"}, refusal(400, "Throttling.User"), book.ClassEnvironment, true},
		{Machine{}, detach, refusal(404, "InvalidDisk.AlreadyDetached"), book.ClassEdition, true},
		{since2020, detach, refusal(404, "InvalidDisk.AlreadyDetached"), book.ClassRule, true},
		{Machine{}, DetachDisk{InstanceID: "i", DiskID: "d"}, refusal(404, "InvalidDisk.AlreadyDetached"), book.ClassEdition, false},
		{Machine{Edition: book.Edition2018}, StopInstance{"owing"}, refusal(403, "InstanceExpiredOrInArrears"), book.ClassEdition, true}, // though this edition accepts it
		{Machine{Edition: book.Edition2018}, StopInstance{"i"}, refusal(403, "InstanceExpiredOrInArrears"), book.ClassEdition, false},
		{Machine{}, DeleteDisk{"e"}, Answer{}, book.ClassNone, true},
	} {
		o := c.m.Judge(s, c.op)
		a := c.m.Admits(o, c.m.Answer(s, c.op, o), c.got, ByStatus)
		byItself := c.class == book.ClassOutside || c.class == book.ClassEnvironment || c.class == book.ClassEdition && o.Accepted()
		if a.Class != c.class || a.Admitted != c.admitted || a.Injected != (c.admitted && byItself) || a.Elsewhere != (c.admitted && c.class == book.ClassEdition) {
			t.Errorf("%s answered %s in %s: %+v; want %v, admitted %t", c.op, c.got, c.m.Edition, a, c.class, c.admitted)
		}
		if a := c.m.Admits(o, c.m.Answer(s, c.op, o), c.got, Exactly); a.Admitted && c.class > book.ClassRule {
			t.Errorf("%s answered %s exactly: %+v", c.op, c.got, a)
		}
	}
}

// Only a disk that is named, is not found and existed did exist once.
func TestOnceExisted(t *testing.T) {
	s := house(t)
	existed := func(id DiskID) bool { return id == "was" || id == "d-in-use" }
	for _, c := range []struct {
		op   Op
		want bool
	}{
		{DetachDisk{InstanceID: "i-a", DiskID: "was"}, true}, {DetachDisk{InstanceID: "was", DiskID: "was"}, true}, {DescribeDisks{DiskIDs: []DiskID{"never", "was"}}, true},
		{DetachDisk{InstanceID: "i-a", DiskID: "never"}, false}, {DetachDisk{InstanceID: "was", DiskID: "never"}, false}, {DetachDisk{InstanceID: "was", DiskID: ""}, false},
		{DetachDisk{InstanceID: "i-a", DiskID: "d-in-use"}, false}, // there is one of that id again
		{StopInstance{"was"}, false}, {DescribeInstances{InstanceIDs: []InstanceID{"was"}}, false},
	} {
		o := Machine{}.Judge(s, c.op)
		if got := o.OnceExisted(c.op, existed).Facts()&book.DiskExisted != 0; got != c.want {
			t.Errorf("%s: the disk existed once: %t; want %t", c.op, got, c.want)
		}
		if o.Facts()&book.DiskExisted != 0 {
			t.Errorf("%s: a machine knows history", c.op)
		}
	}
}

// Any call may get a refusal of the environment's: then nothing took effect, but
// after InternalError nobody knows.
func TestAdmitsTheEnvironments(t *testing.T) {
	s := house(t)
	for _, op := range []Op{DetachDisk{InstanceID: "i-a", DiskID: "d-available"}, DeleteInstance{"i-b", false}, DescribeDisks{}} {
		o := Machine{}.Judge(s, op)
		required := Machine{}.Answer(s, op, o)
		for _, got := range EnvironmentRefusals() {
			for _, strict := range []Strictness{ByStatus, ByCode, ByVerdict} {
				want := Admission{Admitted: true, Class: book.ClassEnvironment, Injected: true, Why: "the environment may refuse any call so"}
				if got.Code == "InternalError" {
					want.Took = TookUnknown
				}
				if a := o.Admits(required, got, strict); a != want {
					t.Errorf("%s answered %s, strictness %s: %+v", op, got, strict, a)
				}
			}
			if a := o.Admits(required, got, Exactly); a.Admitted {
				t.Errorf("%s answered %s exactly: %+v", op, got, a)
			}
			got.Status++
			if a := o.Admits(required, got, ByStatus); a.Admitted {
				t.Errorf("%s answered %s: %+v", op, got, a)
			}
		}
	}
}

func TestAdmitsSuccess(t *testing.T) {
	s := house(t)
	op := DeleteInstance{"i-b", false}
	o := Machine{}.Judge(s, op)
	required := Machine{}.Answer(s, op, o)
	for _, strict := range []Strictness{ByStatus, ByCode, ByVerdict, Exactly} {
		if a := o.Admits(required, Answer{}, strict); a != (Admission{Admitted: true, Exact: true, Took: TookEffect}) {
			t.Errorf("success, strictness %s: %+v", strict, a)
		}
		want := Admission{Admitted: true, Took: TookEffect, Why: "but for its HTTP status it is the machine's own answer"}
		if strict == Exactly {
			want.Admitted, want.Took = false, TookNone
		}
		if a := o.Admits(required, Answer{Status: 204}, strict); a != want {
			t.Errorf("a success with 204, strictness %s: %+v", strict, a)
		}
		if a := o.Admits(required, refusal(403, "IncorrectInstanceStatus"), strict); a != (Admission{Class: book.ClassRule, Why: "the machine accepts it: no rule is broken"}) {
			t.Errorf("a refusal, strictness %s: %+v", strict, a)
		}
	}
	event := Settle{"d-in-use"}
	o = Machine{}.Judge(s, event)
	required = Machine{}.Answer(s, event, o)
	if a := o.Admits(required, Answer{NotEnabled: true}, ByStatus); a != (Admission{Admitted: true, Exact: true}) {
		t.Errorf("not enabled: %+v", a)
	}
	if a := o.Admits(required, Answer{}, ByStatus); a != (Admission{Why: "the machine requires not-enabled"}) {
		t.Errorf("success of what is not enabled: %+v", a)
	}
}

// A describe has to show what the machine shows, of the fields that are stated.
func TestAdmitsWhatIsShown(t *testing.T) {
	s := house(t)
	op := DescribeDisks{DiskIDs: []DiskID{"d-detaching"}}
	o := Machine{}.Judge(s, op)
	required := Machine{}.Answer(s, op, o)
	disk := func(stated book.Fields, set func(*Disk)) Answer {
		got := required.Clone()
		got.Shown[0].Stated = stated
		set(got.Shown[0].Disk)
		return got
	}
	flag := func(d *Disk) { d.DeleteWithInstance = false }
	for _, c := range []struct {
		name string
		got  Answer
		why  string
	}{
		{"all of it", disk(0, func(*Disk) {}), ""},
		{"another flag", disk(0, flag), "it shows disk d-detaching otherwise"},
		{"another flag, stated", disk(book.FieldsOf(book.FieldID, book.FieldDeleteWithInstance), flag), "it shows disk d-detaching otherwise"},
		{"another flag, not stated", disk(book.FieldsOf(book.FieldID, book.FieldStatus), flag), ""},
		{"another status", disk(book.FieldsOf(book.FieldID, book.FieldStatus), func(d *Disk) { d.Status = InUse }), "it shows disk d-detaching otherwise"},
		{"another disk", disk(0, func(d *Disk) { d.ID = "d" }), "it shows disk d-detaching otherwise"},
		{"no disk", Answer{}, "it shows none, and not 1 resource"},
	} {
		if a := o.Admits(required, c.got, ByStatus); a.Why != c.why || a.Admitted != (c.why == "") {
			t.Errorf("%s: %+v; want %q", c.name, a, c.why)
		}
	}
	ins := DescribeInstances{}
	o = Machine{}.Judge(s, ins)
	required = Machine{}.Answer(s, ins, o)
	got := required.Clone()
	if a := o.Admits(required, got, ByStatus); !a.Exact {
		t.Errorf("instances as they are: %+v", a)
	}
	got.Shown[1].Instance.Locks = 0
	if a := o.Admits(required, got, ByStatus); a.Why != "it shows instance i-b otherwise" {
		t.Errorf("an instance without its lock: %+v", a)
	}
	got.Shown[1].Stated = book.FieldsOf(book.FieldID)
	if a := o.Admits(required, got, ByStatus); !a.Admitted {
		t.Errorf("an instance whose lock is not stated: %+v", a)
	}
}

// Who keeps to R-order first hears of the first broken rule only; the environment may
// refuse any call as ever.
func TestAdmitsInOrder(t *testing.T) {
	s, twice := twoBroken(t)
	elsewhere := DetachDisk{InstanceID: "j", DiskID: "d"}
	const order, own = "R-order any-broken", "no: the machine's own answer is "
	for _, c := range []struct {
		op              Op
		got             Answer
		strict          Strictness
		inOrder, anyOne string // a part of why it is admitted, or after "no: " why not
	}{
		{twice, refusal(403, "IncorrectDiskStatus"), ByStatus, "", ""},
		{twice, refusal(400, "IncorrectDiskStatus"), ByCode, otherStatus, otherStatus},
		{twice, refusal(403, "InvalidOperation.DiskDetachingFromThisEcs"), ByStatus, "DetachDiskInUse of edition 2024-12-04", "DetachDiskInUse of edition 2024-12-04"},
		{twice, refusal(403, "DeleteWithInstance.Conflict"), ByStatus, "outside the machine", "outside the machine"},
		{twice, refusal(403, "IncorrectInstanceStatus"), ByStatus, own + "403 IncorrectDiskStatus", order},
		{twice, refusal(400, "IncorrectInstanceStatus"), ByCode, own + "403 IncorrectDiskStatus", order},
		{twice, refusal(403, "IncorrectInstanceStatus"), ByVerdict, "refused, as the machine does", order},
		{twice, refusal(403, "IncorrectInstanceStatus"), Exactly, own, own},
		{twice, refusal(403, "DiskNotPortable"), ByStatus, "no: no broken rule gives that code", "no: no broken rule gives that code"},
		{twice, refusal(503, "ServiceUnavailable"), ByStatus, "the environment may refuse", "the environment may refuse"},
		{twice, refusal(503, "ServiceUnavailable"), Exactly, "no: no broken rule", "no: no broken rule"},
		{elsewhere, refusal(403, "InvalidOperation.DiskDetachingFromThisEcs"), ByStatus, "no: a rule of other editions", "no: a rule of other editions"},
		{AttachFailed{"d"}, Answer{NotEnabled: true}, ByStatus, "", ""},
		{DescribeInstances{Status: "Running"}, refusal(403, "IncorrectDiskStatus"), ByStatus, "no: 403 IncorrectDiskStatus is no documented code of DescribeInstances", "no: 403 IncorrectDiskStatus is no documented code of DescribeInstances"},
	} {
		o := Machine{}.Judge(s, c.op)
		required := Machine{}.Answer(s, c.op, o)
		anyOne := o.Admits(required, c.got, c.strict)
		check := func(a Admission, want string) {
			why, refused := strings.CutPrefix(want, "no: ")
			if a.Admitted == refused || a.Exact != (want == "") || !strings.Contains(a.Why, why) {
				t.Errorf("%s answered %s, strictness %s: %+v\nwant %q", c.op, c.got, c.strict, a, want)
			}
		}
		check(Machine{}.Admits(o, required, c.got, c.strict), c.inOrder)
		check(anyOne, c.anyOne)
		if a := (Machine{Readings: book.ReadingsOf(book.OrderAnyBroken, book.HotAnyStatus)}).Admits(o, required, c.got, c.strict); a != anyOne {
			t.Errorf("%s answered %s, strictness %s, in any order: %+v\nbut Outcome.Admits: %+v", c.op, c.got, c.strict, a, anyOne)
		}
	}
}

// A divergence that another reading explains names that reading, and no other.
func TestExplain(t *testing.T) {
	s := house(t)
	attaching := DescribeDisks{DiskIDs: []DiskID{"d-attaching"}}
	for _, c := range []struct {
		op   Op
		got  Answer
		want []book.Choice
	}{
		{DeleteDisk{"none"}, refusal(404, "InvalidDiskId.NotFound"), []book.Choice{book.DeleteUnknownNotFound}},
		{DeleteInstance{"i-b", false}, refusal(403, "InstanceLockedForSecurity"), []book.Choice{book.DeleteLockedRefused}},
		{DeleteInstance{"i-a", true}, refusal(403, "IncorrectInstanceStatus"), []book.Choice{book.ReleaseTransitRefused}},
		{DetachDisk{InstanceID: "i-a", DiskID: "none"}, Answer{}, nil},
		{attaching, ask(Machine{Readings: book.ReadingsOf(book.VisibleEveryAttached)}, s, attaching), []book.Choice{book.VisibleEveryAttached}},
		{DescribeDisks{InstanceID: "i-a"}, ask(Machine{Readings: book.ReadingsOf(book.VisibleInUse)}, s, DescribeDisks{InstanceID: "i-a"}), []book.Choice{book.VisibleInUse}},
	} {
		o := Machine{}.Judge(s, c.op)
		if a := o.Admits(Machine{}.Answer(s, c.op, o), c.got, ByStatus); a.Admitted {
			t.Errorf("%s answered %s is admitted anyway: %+v", c.op, c.got, a)
		}
		if got := (Machine{}).Explain(s, c.op, c.got, ByStatus); !slices.Equal(got, c.want) {
			t.Errorf("%s answered %s is explained by %v; want %v", c.op, c.got, got, c.want)
		}
	}
	under := Machine{Readings: book.ReadingsOf(book.DeleteUnknownNotFound)}
	if got := under.Explain(s, DeleteDisk{"none"}, Answer{}, ByStatus); !slices.Equal(got, []book.Choice{book.DeleteUnknownSuccess}) {
		t.Errorf("under another reading the default explains it; got %v", got)
	}
}

// The machine's own order is a reading, too: where only it refuses an answer, the
// other one explains that.
func TestExplainNamesTheOrder(t *testing.T) {
	s, op := twoBroken(t)
	for _, c := range []struct {
		got    Answer
		strict Strictness
		want   []book.Choice
	}{
		{refusal(403, "IncorrectInstanceStatus"), Exactly, []book.Choice{book.OrderAnyBroken}},
		{refusal(400, "IncorrectInstanceStatus"), Exactly, nil},
		{refusal(403, "InvalidOperation.DiskDetachingFromThisEcs"), Exactly, nil},
		{refusal(503, "ServiceUnavailable"), Exactly, nil},
		{Answer{}, Exactly, nil},
		{refusal(403, "IncorrectInstanceStatus"), ByStatus, []book.Choice{book.OrderAnyBroken}},
		{refusal(400, "IncorrectInstanceStatus"), ByCode, []book.Choice{book.OrderAnyBroken}},
		{refusal(400, "IncorrectInstanceStatus"), ByStatus, nil},
	} {
		if got := (Machine{}).Explain(s, op, c.got, c.strict); !slices.Equal(got, c.want) {
			t.Errorf("%s, strictness %s, is explained by %v; want %v", c.got, c.strict, got, c.want)
		}
	}
	under := Machine{Readings: book.ReadingsOf(book.OrderAnyBroken)}
	if got := under.Explain(s, op, refusal(403, "IncorrectInstanceStatus"), Exactly); got != nil {
		t.Errorf("the reading that the machine has explains nothing; got %v", got)
	}
}

// A choice explains an answer by itself, or not at all: not only together with another
// order than the machine's.
func TestExplainKeepsTheOrder(t *testing.T) {
	s, err := NewState([]Instance{{ID: "i", Status: Stopped, ChargeType: PrePaid}}, []Disk{{ID: "d", InstanceID: "i", Status: Detaching}})
	if err != nil {
		t.Fatal(err)
	}
	op, got := DeleteInstance{"i", false}, refusal(403, "IncorrectInstanceStatus")
	for _, c := range []struct {
		m    Machine
		want []book.Choice
	}{{Machine{}, nil}, {Machine{Readings: book.ReadingsOf(book.OrderAnyBroken)}, []book.Choice{book.ReleaseTransitRefused}}} {
		if got := c.m.Explain(s, op, got, ByStatus); !slices.Equal(got, c.want) {
			t.Errorf("under %s it is explained by %v; want %v", c.m.Readings, got, c.want)
		}
	}
}

func TestOnceExistedMisuse(t *testing.T) {
	if why := panics(func() { Outcome{}.OnceExisted(DeleteDisk{DiskID: "d"}, nil) }); why != "model.Outcome.OnceExisted: existed is nil; expected a function" {
		t.Errorf("without a history it panics with %q", why)
	}
}

// A refusal of the environment's is admitted with another HTTP status where that does not
// count.
func TestEnvironmentRefusalOfAnotherStatus(t *testing.T) {
	s := stateOfAll(t, []Instance{running("i")}, []Disk{attached("d", "i")})
	op := DetachDisk{InstanceID: "i", DiskID: "d"}
	o := Machine{}.Judge(s, op)
	required := Machine{}.Answer(s, op, o)
	for strict, want := range map[Strictness]bool{ByStatus: false, ByCode: true, ByVerdict: true, Exactly: false} {
		if a := o.Admits(required, Answer{Status: 429, Code: "Throttling"}, strict); a.Admitted != want || a.Injected != want {
			t.Errorf("by %s it is %+v; want it admitted: %t", strict, a, want)
		}
	}
}

// Where no rule is broken, the refusal of none is admitted.
func TestNoRuleRefusesWhatIsAccepted(t *testing.T) {
	s := stateOfAll(t, []Instance{running("i")}, []Disk{attached("d", "i")})
	op := DetachDisk{InstanceID: "i", DiskID: "d"}
	for _, m := range machines() {
		o := m.Judge(s, op)
		required := m.Answer(s, op, o)
		for r := range book.Rules() {
			own := o.Refusal(r)
			for strict := ByStatus; strict <= Exactly; strict++ {
				if a := m.Admits(o, required, Answer{Status: own.Status, Code: own.Code}, strict); a.Admitted {
					t.Errorf("under %s, by %s, %s is admitted: %s", m.Readings, strict, r, a.Why)
				}
			}
		}
	}
}

// What a describe shows counts, of either kind.
func TestAdmitsAsManyAsAreShown(t *testing.T) {
	s := stateOfAll(t, []Instance{running("i"), running("j")}, []Disk{available("d"), available("e")})
	for _, op := range []Op{DescribeDisks{}, DescribeInstances{}} {
		o := Machine{}.Judge(s, op)
		all := Machine{}.Answer(s, op, o)
		less, more := all, all
		less.Shown, more.Shown = all.Shown[:1], append(all.Shown[:2:2], all.Shown[0])
		for name, got := range map[string]Answer{"none": {Status: 200}, "less": less, "more": more} {
			if a := o.Admits(all, got, ByVerdict); a.Admitted {
				t.Errorf("%s: %s than it shows is admitted", op, name)
			}
		}
	}
}

// After InternalError nobody knows, whatever the HTTP status beside it.
func TestInternalErrorOfAnotherStatus(t *testing.T) {
	o := Machine{}.Judge(State{}, DetachDisk{})
	if a := o.Admits(Machine{}.Answer(State{}, DetachDisk{}, o), Answer{Status: 503, Code: InternalError}, ByCode); a.Took != TookUnknown || !a.Admitted {
		t.Errorf("of InternalError with 503 it is %+v", a)
	}
}
