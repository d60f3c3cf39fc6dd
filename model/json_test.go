package model

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// everything is a world with each status, each lock and each attribute both ways.
func everything(t testing.TB) State {
	instances := []Instance{
		{ID: "i-pending", Status: Pending}, {ID: "i-starting", Status: Starting}, {ID: "i-running", Status: Running, Locks: LockSecurity, HotPlug: False},
		{ID: "i-stopping", Status: Stopping, ChargeType: PrePaid}, {ID: "i-stopped", Status: Stopped, Locks: allLocks},
		{ID: "i, \"é\" <#>", Status: Stopped},
	}
	disks := []Disk{
		{ID: "d-creating", Status: Creating, Portable: False}, {ID: "d-available", Status: Available, Portable: True, Category: "ephemeral"},
		{ID: "d-attaching", Status: Attaching, InstanceID: "i-running"}, {ID: "d-in-use", Status: InUse, InstanceID: "i-stopped", DeleteWithInstance: true},
		{ID: "d-detaching", Status: Detaching, InstanceID: "i-running", ChargeType: PrePaid, Portable: True},
		{ID: "d-reiniting", Status: ReIniting, InstanceID: "i-stopped", DeleteAutoSnapshot: true},
		{ID: "d-system", Status: InUse, InstanceID: "i-stopped", Type: SystemDisk}, {ID: "d\n", Status: Available},
	}
	s, err := NewState(instances, disks)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStateAsJSON(t *testing.T) {
	s, err := NewState(
		[]Instance{{ID: "i-a", Status: Running, Locks: LockSecurity | LockFinancial}},
		[]Disk{{ID: "d-1", InstanceID: "i-a", Status: InUse, DeleteWithInstance: true}})
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"Instances":[{"InstanceId":"i-a","Status":"Running","OperationLocks":["financial","security"],"InstanceChargeType":"PostPaid","HotPlug":true}],` +
		`"Disks":[{"DiskId":"d-1","Status":"In_use","InstanceId":"i-a","Type":"data","Category":"cloud","DiskChargeType":"PostPaid","Portable":true,"DeleteWithInstance":true}]}`
	if got := string(marshal(t, s)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := string(marshal(t, State{})); got != `{"Instances":[],"Disks":[]}` {
		t.Errorf("the empty state is %s", got)
	}
}

func TestStateThroughJSON(t *testing.T) {
	roundTrip(t, State{})
	roundTrip(t, everything(t))
}

// Text that is not UTF-8 is in a state as it is, and has no JSON.
func TestTextWithoutJSON(t *testing.T) {
	for _, c := range []struct {
		instance InstanceID
		disk     DiskID
		category string
		want     string
	}{
		{"i-\xff", "d", "cloud", `state: the id of instance "i-\xff" is not UTF-8`},
		{"i", "\xc3", "cloud", `state: the id or the Category of disk "\xc3", "cloud", is not UTF-8`},
		{"i", "d", "\xff", `state: the id or the Category of disk "d", "\xff", is not UTF-8`},
	} {
		s, err := NewState([]Instance{running(c.instance)}, []Disk{{ID: c.disk, InstanceID: c.instance, Status: InUse, Category: c.category}})
		if err != nil {
			t.Fatal(err)
		}
		if data, err := json.Marshal(s); err == nil || !strings.HasSuffix(err.Error(), c.want) {
			t.Errorf("it is written as %s, %v\nwant %s", data, err, c.want)
		}
	}
}

func marshal(t testing.TB, s State) []byte {
	t.Helper()
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// roundTrip checks that a state comes back from its JSON, and the bytes from that.
func roundTrip(t testing.TB, s State) {
	t.Helper()
	data := marshal(t, s)
	var back State
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatalf("%s\n%v", data, err)
	}
	if !back.Equal(s) {
		t.Fatalf("%s\ncomes back as\n%s", data, marshal(t, back))
	}
	if again := marshal(t, back); string(again) != string(data) {
		t.Fatalf("%s\nis written the second time as\n%s", data, again)
	}
}

// What is left out of a resource is at its default.
func TestJSONDefaults(t *testing.T) {
	var got State
	const in = `{"Disks": [
		{"DiskId": "d-local", "Status": "Available", "Category": "local_ssd_pro"},
		{"DiskId": "d-paid", "Status": "Available", "DiskChargeType": "PrePaid"},
		{"DiskId": "d-system", "Status": "In_use", "InstanceId": "i-a", "Type": "system"},
		{"DiskId": "d-told", "Status": "Available", "Portable": false},
		{"DiskId": "d", "Status": "Available"}],
		"Instances": [{"InstanceId": "i-a", "Status": "Running"}]}`
	if err := json.Unmarshal([]byte(in), &got); err != nil {
		t.Fatal(err)
	}
	want, err := NewState([]Instance{{ID: "i-a", Status: Running}}, []Disk{
		{ID: "d-local", Status: Available, Category: "local_ssd_pro"},
		{ID: "d-paid", Status: Available, ChargeType: PrePaid},
		{ID: "d-system", Status: InUse, InstanceID: "i-a", Type: SystemDisk},
		{ID: "d-told", Status: Available, Portable: False},
		{ID: "d", Status: Available},
	})
	if err != nil {
		t.Fatal(err)
	}
	for c := range Diff(want, got) {
		for f, values := range c.Fields() {
			t.Errorf("%s: %s is %q; want %q", c.ID(), f, values[1], values[0])
		}
	}
}

func TestBadJSON(t *testing.T) {
	instance := func(fields string) string { return `{"Instances": [{"InstanceId": "i", ` + fields + `}]}` }
	disk := func(fields string) string { return `{"Disks": [{"DiskId": "d", ` + fields + `}]}` }
	for _, c := range []struct{ in, want string }{
		{`{"Instances": [`, "unexpected end of JSON input"},
		{`[]`, "cannot unmarshal array"},
		{`null`, "state: null is no state; expected an object of Instances and Disks"},
		{"{\"Disks\": [{\"DiskId\": \"\xff\", \"Status\": \"Available\"}]}", "state: the input is not UTF-8"},
		{`{"disks": []}`, `state: unknown field "disks"`},
		{`{"Disks": [], "Instances": [], "Disks": []}`, `state: field "Disks" comes twice`},
		{disk(`"status": "Available"`), `state: unknown field "status"`},
		{disk(`"Status": "Available", "Status": "Creating"`), `state: field "Status" comes twice`},
		{instance(`"Status": "Running", "INSTANCEID": "j"`), `state: unknown field "INSTANCEID"`},
		{`{"Snapshots": []}`, `unknown field "Snapshots"`},
		{instance(`"Zone": "a"`), `unknown field "Zone"`},
		{instance(`"Status": 3`), "cannot unmarshal number"},
		{instance(`"HotPlug": true`), `Instances[0]: status of an instance "" is unknown; expected Pending, Starting, Running, Stopping, Stopped`},
		{instance(`"Status": "running"`), `Instances[0]: status of an instance "running" is unknown`},
		{instance(`"Status": "Running", "OperationLocks": ["Security"]`), `Instances[0]: lock reason "Security" is unknown; did you mean security?`},
		{instance(`"Status": "Running", "OperationLocks": ["security,financial"]`), `Instances[0]: lock reason "security,financial" is unknown`},
		{instance(`"Status": "Running", "OperationLocks": ["security", ""]`), `Instances[0]: lock reason "" is unknown`},
		{instance(`"Status": "Running", "InstanceChargeType": "Spot"`), `Instances[0]: charge type "Spot" is unknown; expected PostPaid, PrePaid`},
		{disk(`"Portable": true`), `Disks[0]: status of a disk "" is unknown`},
		{disk(`"Status": "InUse"`), `Disks[0]: status of a disk "InUse" is unknown; did you mean In_use?`},
		{disk(`"Status": "Available", "Type": "swap"`), `Disks[0]: type of a disk "swap" is unknown; expected data, system`},
		{disk(`"Status": "Available", "DiskChargeType": "Spot"`), `Disks[0]: charge type "Spot" is unknown`},
	} {
		checkBadJSON(t, c.in, c.want)
	}
	// What encoding/json does not pass on.
	for in, want := range map[string]string{
		"":      "state: the input is empty",
		" \n":   "state: the input is empty",
		"{":     "state: unexpected EOF",
		"{} {}": "state: something follows the closing brace",
	} {
		if err := new(State).UnmarshalJSON([]byte(in)); err == nil || err.Error() != want {
			t.Errorf("%q gives %v\nwant  %s", in, err, want)
		}
	}
}

// checkBadJSON checks that the input is an error, and that the state stays.
func checkBadJSON(t *testing.T, in, want string) {
	t.Helper()
	s := everything(t)
	switch err := json.Unmarshal([]byte(in), &s); {
	case err == nil || !strings.Contains(err.Error(), want):
		t.Errorf("%s\ngives %v\nwant  %s", in, err, want)
	case !s.Equal(everything(t)):
		t.Errorf("%s\nis an error and still makes %s", in, marshal(t, s))
	}
}

// A world that is not well-formed is refused as JSON for the reason for which
// NewState refuses it. What is out of range has no JSON.
func TestJSONAndNewStateShareReasons(t *testing.T) {
	shared := 0
	for _, c := range illFormed {
		if strings.Contains(c.reason, "out of range") || strings.Contains(c.reason, "no status") {
			continue
		}
		shared++
		var out jsonState
		for _, i := range c.instances {
			out.Instances = append(out.Instances, jsonInstance{InstanceID: i.ID, Status: i.Status.String()})
		}
		for _, d := range c.disks {
			out.Disks = append(out.Disks, jsonDisk{DiskID: d.ID, Status: d.Status.String(), InstanceID: d.InstanceID, Type: d.Type.String(), Portable: pointer(d.Portable)})
		}
		in, err := json.Marshal(out)
		if err != nil {
			t.Fatal(err)
		}
		checkBadJSON(t, string(in), c.reason)
		if faults := faultsOf(new(State).UnmarshalJSON(in)); len(faults) != 1 || faults[0].ID != c.id {
			t.Errorf("%s: faults %v; want one, of %q", c.name, faults, c.id)
		}
	}
	if shared < 10 {
		t.Errorf("only %d reasons are shared", shared)
	}
}

// pointer is the inverse of flagOf.
func pointer(f Flag) *bool {
	if b := f == True; f != Absent {
		return &b
	}
	return nil
}

// FuzzState reads any bytes as a state. What is read comes back; what is not is an
// error that leaves the state as it was.
func FuzzState(f *testing.F) {
	f.Add(marshal(f, everything(f)))
	f.Add(marshal(f, world(20, 20)))
	f.Add([]byte(`{"Instances": null, "Disks": [{"DiskId": "\ud800", "Status": "Available"}]}`))
	f.Add([]byte(`{"Disks": [{"DiskId": "d", "Status": "Available", "status": "Creating"}], "Disks": null}`))
	f.Add([]byte(fmt.Sprintf(`{"Disks": [%[1]s, %[1]s]}`, `{"DiskId": "d", "Status": "Creating"}`)))
	before := everything(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		s := before
		if err := s.UnmarshalJSON(data); err != nil {
			if err.Error() == "" || !s.Equal(before) {
				t.Fatalf("error %q; the state is now %s", err, marshal(t, s))
			}
			return
		}
		if err := s.Validate(); err != nil {
			t.Fatalf("what was read is not well-formed: %v", err)
		}
		roundTrip(t, s)
	})
}

// What follows a state is an error, be it the end of what never began.
func TestJSONEndsWithTheState(t *testing.T) {
	for _, behind := range []string{"{}", "}", "]", "1", ",", "x", "null"} {
		var s State
		if err := s.UnmarshalJSON([]byte("{} " + behind)); err == nil {
			t.Errorf("%q behind a state is read", behind)
		}
	}
}
