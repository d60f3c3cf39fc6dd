package client_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/client"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// perform has the steps of a script done in its world, and holds that it is green.
func perform(t *testing.T, text string) *sim.World {
	t.Helper()
	s, err := script.Parse("test", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if r, err := script.Replay(s.World, script.All(s.Steps), script.Options{}); err != nil || !r.Green() {
		t.Fatalf("%v, %v", err, r.Failed)
	}
	clock := new(sim.Manual)
	w := s.World.New(clock)
	for _, step := range s.Steps {
		clock.Set(w.Epoch().Add(step.At))
		w.Call(step.Op, step.Options()...)
	}
	return w
}

// texts returns breaches as they are printed, without what was promised.
func texts(all []client.Breach) (lines []string) {
	for _, b := range all {
		lines = append(lines, strings.TrimSuffix(b.String(), " ("+b.Promise.Sentence()+")"))
	}
	return lines
}

const start = `instance i-a Running
instance i-b Running
instance i-c Running HotPlug=false
instance i-s Running OperationLocks=security
disk     d-1 In_use i-a
disk     d-2 Available
disk     d-3 In_use i-c
disk     d-4 In_use i-a DeleteWithInstance=true
disk     d-5 In_use i-a Portable=false
disk     d-6 In_use i-s
`

// said is that d-1 is detached, at one instant.
func said(at time.Duration) map[model.DiskID][]time.Duration {
	return map[model.DiskID][]time.Duration{"d-1": {at}}
}

const (
	second     = time.Second
	hotUnplug  = "DetachDisk InstanceId=i-c DiskId=d-3 400 InvalidOperation.InstanceTypeNotSupport\n"
	unportable = "DetachDisk InstanceId=i-a DiskId=d-5 403 DiskNotPortable\n"
	locked     = "DetachDisk InstanceId=i-s DiskId=d-6 403 InstanceLockedForSecurity\n"
	taken      = "AttachDisk InstanceId=i-b DiskId=d-1 403 IncorrectDiskStatus\n"
	notFound   = "AttachDisk InstanceId=i-b DiskId=d-9 404 InvalidDiskId.NotFound\n"
	detach     = "DetachDisk InstanceId=i-a DiskId=d-1 ok\n"
)

// Each promise is broken by a small history, and kept by what a correct client does instead.
func TestClientPromises(t *testing.T) {
	for name, c := range map[string]struct {
		steps string
		about client.Promises
		want  []string
	}{
		"says detached when the detach is accepted": {"0s " + detach, client.Promises{Detached: said(0)},
			[]string{"Detached is broken at 0s: disk d-1 is Detaching, of i-a"}},
		"says detached while it is on its way": {detach + "1m DescribeDisks DiskId=d-1 Available\n", client.Promises{Detached: said(59 * second)},
			[]string{"Detached is broken at 59s: disk d-1 is Detaching, of i-a"}},
		"says detached of a disk that is Attaching": {detach + "1m AttachDisk InstanceId=i-b DiskId=d-1 ok\n1m1s DescribeDisks DiskId=d-1 Attaching\n", client.Promises{Detached: said(61 * second)},
			[]string{"Detached is broken at 1m1s: disk d-1 is Attaching, of i-b"}},
		"waits and then says detached":               {detach + "1m DescribeDisks DiskId=d-1 Available\n", client.Promises{Detached: said(60 * second)}, nil},
		"says detached and attaches in that instant": {detach + "1m AttachDisk InstanceId=i-b DiskId=d-1 ok\n", client.Promises{Detached: said(60 * second)}, nil},
		"says detached of a disk that is no more":    {"DeleteInstance InstanceId=i-a Force=true ok\nDeleteDisk DiskId=d-1 ok\n", client.Promises{Detached: said(0)}, nil},

		"attaches while Detaching": {detach + "10s " + taken, client.Promises{},
			[]string{"AttachesWhenDetached is broken at 10s by event 1, AttachDisk InstanceId=i-b DiskId=d-1: disk d-1 is Detaching from i-a"}},
		"attaches while Detaching, and is throttled": {detach + "10s AttachDisk InstanceId=i-b DiskId=d-1 400 Throttling injected\n", client.Promises{},
			[]string{"AttachesWhenDetached is broken at 10s by event 1, AttachDisk InstanceId=i-b DiskId=d-1: disk d-1 is Detaching from i-a"}},
		"attaches when detached": {detach + "1m AttachDisk InstanceId=i-b DiskId=d-1 ok\n", client.Promises{}, nil},

		"retries a disk that is not portable": {strings.Repeat(unportable, 5) + "1h " + unportable, client.Promises{},
			[]string{"GivesUp is broken at 0s by event 4, DetachDisk InstanceId=i-a DiskId=d-5: it is asked 6 times until 1h, and refused each time by DetachDiskPortable (the disk is Portable)"}},
		"retries an attach of a disk that stays elsewhere": {strings.Repeat(taken, 3), client.Promises{Again: 1},
			[]string{"GivesUp is broken at 0s by event 2, AttachDisk InstanceId=i-b DiskId=d-1: it is asked 3 times until 0s, and refused each time by AttachDiskAvailable (the disk is Available)"}},
		"retries between other calls": {locked + "StopInstance InstanceId=i-b ok\n1m StartInstance InstanceId=i-b ok\n2m " + strings.Repeat(locked, 2), client.Promises{Again: 1},
			[]string{"GivesUp is broken at 2m by event 6, DetachDisk InstanceId=i-s DiskId=d-6: it is asked 3 times until 2m, and refused each time by DetachDiskInstanceUnlocked (the instance has no security lock)"}},
		"gives up":                               {strings.Repeat(unportable, 4), client.Promises{}, nil},
		"retries what time mends":                {detach + strings.Repeat("DeleteDisk DiskId=d-1 403 IncorrectDiskStatus\n", 9) + "1m DeleteDisk DiskId=d-1 ok\n", client.Promises{}, nil},
		"retries while an attach can still fail": {detach + "1m AttachDisk InstanceId=i-a DiskId=d-1 ok\n" + strings.Repeat(taken, 9), client.Promises{}, nil},
		"hears no answer":                        {strings.Repeat(strings.TrimSuffix(unportable, "\n")+" lost\n", 9), client.Promises{}, nil},
		"asks again after what could mend it":    {strings.Repeat(hotUnplug, 4) + "StopInstance InstanceId=i-c ok\n1m StartInstance InstanceId=i-c ok\n2m " + strings.Repeat(hotUnplug, 4), client.Promises{}, nil},
		"is refused for another reason":          {strings.Repeat(hotUnplug, 4) + "lock i-c security\n" + strings.Repeat("DetachDisk InstanceId=i-c DiskId=d-3 403 InstanceLockedForSecurity\n", 4), client.Promises{}, nil},
		"is accepted in between":                 {strings.Repeat(notFound, 4) + "CreateDisk DiskId=d-9 ok\n1m AttachDisk InstanceId=i-b DiskId=d-9 ok\n2m DetachDisk InstanceId=i-b DiskId=d-9 ok\n4m DeleteDisk DiskId=d-9 ok\n" + strings.Repeat(notFound, 4), client.Promises{}, nil},
		"is throttled":                           {strings.Repeat("DetachDisk InstanceId=i-a DiskId=d-5 400 Throttling injected\n", 9), client.Promises{}, nil},
		"retries after what mends another": {strings.Repeat(hotUnplug, 3) + "StopInstance InstanceId=i-b ok\n" + strings.Repeat(hotUnplug, 3), client.Promises{},
			[]string{"GivesUp is broken at 0s by event 5, DetachDisk InstanceId=i-c DiskId=d-3: it is asked 6 times until 0s, and refused each time by DetachDiskHotPlug (a Running instance is of a type that supports hot detach)"}},

		"releases a disk with its instance": {"DeleteInstance InstanceId=i-a Force=true ok\n", client.Promises{Precious: []string{"d-1", "d-4"}},
			[]string{"Precious is broken at 0s by event 0, DeleteInstance InstanceId=i-a Force=true: disk d-4 is released"}},
		"releases an instance, unheard": {"DeleteInstance InstanceId=i-a Force=true ok lost\n", client.Promises{Precious: []string{"i-a"}},
			[]string{"Precious is broken at 0s by event 0, DeleteInstance InstanceId=i-a Force=true: instance i-a is released"}},
		"is refused to release a disk": {"DeleteDisk DiskId=d-4 403 IncorrectDiskStatus\n", client.Promises{Precious: []string{"d-4"}}, nil},
		"keeps a disk by its flag": {"ModifyDiskAttribute DiskId=d-4 DeleteWithInstance=false ok\nDeleteInstance InstanceId=i-a Force=true ok\n",
			client.Promises{Precious: []string{"d-4"}}, nil},

		"leaves a disk, of which it never heard": {"CreateDisk DiskId=d-9 ok lost\n", client.Promises{},
			[]string{"Clean is broken at 0s by event 0, CreateDisk DiskId=d-9: disk d-9 is left over, Creating at the end"}},
		"leaves an instance with its system disk": {"CreateInstance InstanceId=i-9 SystemDiskId=d-9 ok\n", client.Promises{},
			[]string{"Clean is broken at 0s by event 0, CreateInstance InstanceId=i-9 SystemDiskId=d-9: instance i-9 is left over, Pending at the end"}},
		"leaves what it may":    {"CreateInstance InstanceId=i-9 SystemDiskId=d-9 ok\n", client.Promises{Leaves: []string{"i-9"}}, nil},
		"deletes what it makes": {"CreateDisk DiskId=d-9 ok\n1m DeleteDisk DiskId=d-9 ok\n", client.Promises{}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := texts(c.about.Check(perform(t, start+c.steps).History())); !slices.Equal(got, c.want) {
				t.Errorf("the breaches are\n%s\nexpected\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// recorded reads a history that a shipped client left.
func recorded(t *testing.T, name string) script.History {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "sim", "history", "testdata", name+".history"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	h, err := script.NewReader(name, file).History()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// Shipped clients broke these promises, as they were recorded.
func TestShippedClients(t *testing.T) {
	for name, c := range map[string]struct {
		about client.Promises
		want  map[string]int // how often a promise is broken, by its name and an id
	}{
		"csib-two-nodes": {client.Promises{}, map[string]int{"AttachesWhenDetached d-1": 6}},
		"csib-unpublish-attaching": {client.Promises{Detached: map[model.DiskID][]time.Duration{"d-2": {12460585060}}},
			map[string]int{"Detached d-2": 1}},
		"tfb-attach-lost":            {client.Promises{Leaves: []string{"d-4", "d-5"}}, map[string]int{"GivesUp d-5": 1}},
		"tfb-keep":                   {client.Promises{Precious: []string{"d-1", "d-2"}}, map[string]int{"Precious d-2": 1}},
		"bosh-internal-after-effect": {client.Promises{}, map[string]int{}},
	} {
		h := recorded(t, name)
		clock := new(sim.Manual)
		w := h.World.New(clock)
		for _, call := range h.Calls {
			clock.Set(w.Epoch().Add(call.Start))
			var options []sim.Option
			if call.Takes != nil {
				options = append(options, sim.Takes(*call.Takes))
			}
			w.Call(call.Op, options...)
		}
		got := map[string]int{}
		for _, b := range c.about.Check(w.History()) {
			got[b.Promise.String()+" "+b.ID]++
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v; expected %v", name, got, c.want)
		}
	}
}

// Calls alone tell less than the world, and nothing that the world does not.
func TestClientCalls(t *testing.T) {
	for name, c := range map[string]struct {
		steps string
		about client.Promises
		want  []string
	}{
		"retries a disk that is not portable": {strings.Repeat(unportable, 5) + "1h " + unportable, client.Promises{},
			[]string{"GivesUp is broken at 0s by event 4, DetachDisk InstanceId=i-a DiskId=d-5: it is asked 6 times until 1h, and refused each time by DiskNotPortable"}},
		"gives up":                            {strings.Repeat(unportable, 4), client.Promises{}, nil},
		"asks again after what could mend it": {strings.Repeat(hotUnplug, 4) + "StopInstance InstanceId=i-c ok lost\n1m StartInstance InstanceId=i-c ok\n2m " + strings.Repeat(hotUnplug, 4), client.Promises{}, nil},
		"is told a code that time may mend":   {strings.Repeat(taken, 9), client.Promises{}, nil},
		"is told that a disk which may be a system disk is not portable": {strings.Repeat("AttachDisk InstanceId=i-b DiskId=d-5 403 DiskNotPortable\n", 9), client.Promises{}, nil},
		"is throttled": {strings.Repeat("DetachDisk InstanceId=i-a DiskId=d-1 400 Throttling injected\n", 9), client.Promises{}, nil},
		"deletes what is precious": {"DeleteInstance InstanceId=i-a Force=true ok\nDeleteDisk DiskId=d-1 ok\n", client.Promises{Precious: []string{"d-1", "d-4", "i-a"}},
			[]string{"Precious is broken at 0s by event 0, DeleteInstance InstanceId=i-a Force=true: i-a is released",
				"Precious is broken at 0s by event 1, DeleteDisk DiskId=d-1: d-1 is released"}},
		"is refused to release": {"DeleteDisk DiskId=d-4 403 IncorrectDiskStatus\n", client.Promises{Precious: []string{"d-4"}}, nil},
		"does not hear whether": {"DeleteInstance InstanceId=i-a Force=true ok lost\n", client.Promises{Precious: []string{"i-a"}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			h, err := script.NewReader("test", strings.NewReader(start+c.steps)).History()
			if err != nil {
				t.Fatal(err)
			}
			if got := texts(c.about.CheckCalls(slices.Values(h.Calls))); !slices.Equal(got, c.want) {
				t.Errorf("the breaches are\n%s\nexpected\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
			of := func(b client.Breach) string { return fmt.Sprint(b.Promise, b.N, b.ID) }
			for _, b := range c.about.CheckCalls(slices.Values(h.Calls)) {
				if !slices.ContainsFunc(c.about.Check(perform(t, start+c.steps).History()), func(w client.Breach) bool { return of(w) == of(b) }) {
					t.Errorf("the world does not have %s", b)
				}
			}
		})
	}
}

// After a call that is not modelled nobody knows what is mended.
func TestClientCallsSkipped(t *testing.T) {
	ask := script.Call{Op: model.DetachDisk{InstanceID: "i-a", DiskID: "d-5"}, Answer: model.Answer{Status: 403, Code: "DiskNotPortable"}}
	other := ask
	other.Answer.Status = 0 // it is not known
	calls := []script.Call{ask, other, ask, {Skipped: "operation ModifyDiskChargeType"}, ask, other, ask}
	if got := (client.Promises{Again: 2}).CheckCalls(slices.Values(calls)); got != nil {
		t.Errorf("%v; expected nothing", got)
	}
	if got := (client.Promises{Again: 1}).CheckCalls(slices.Values(calls)); len(got) != 2 {
		t.Errorf("%v; expected two", got)
	}
}

// errors is a test that keeps what is reported.
type errors []string

func (e *errors) Helper()                           {}
func (e *errors) Errorf(format string, args ...any) { *e = append(*e, fmt.Sprintf(format, args...)) }

// Each breach is an error of the test.
func TestClientVerify(t *testing.T) {
	w := perform(t, start+detach+taken+"DeleteInstance InstanceId=i-a Force=true ok\n")
	w.Comment("it is nothing that was asked")
	var got errors
	client.Promises{Precious: []string{"d-4"}, Detached: said(0)}.Verify(&got, w)
	if len(got) != 2 || !strings.HasPrefix(got[0], "AttachesWhenDetached") || !strings.HasPrefix(got[1], "Precious") {
		t.Errorf("%q; expected one of AttachesWhenDetached, one of Precious", []string(got))
	}
}

// What is wrong with an argument is said: what it is, and what was expected.
func TestClientMisuse(t *testing.T) {
	w := perform(t, start+detach+"1m DescribeDisks DiskId=d-1 Available\n")
	last := sim.New(new(sim.Manual), model.State{}, sim.Config{Keep: sim.KeepNone})
	last.Call(model.DescribeDisks{})
	for want, misuse := range map[string]func(){
		"client.Promises.Verify: t is nil; expected a test such as *testing.T":                                          func() { client.Promises{}.Verify(nil, w) },
		"client.Promises.Verify: the world is nil; expected one such as sim.New makes":                                  func() { client.Promises{}.Verify(t, nil) },
		"client.Promises.CheckCalls: calls is nil; expected a sequence of calls":                                        func() { client.Promises{}.CheckCalls(nil) },
		"client.Promises: Again is -1; expected 0 or more":                                                              func() { client.Promises{Again: -1}.Verify(t, w) },
		"client.Promises.Check: d-1 is said to be detached at 1h; expected an instant from 0s to 1m, the end":           func() { client.Promises{Detached: said(time.Hour)}.Verify(t, w) },
		"client.Promises.Check: d-1 is said to be detached at -1s; expected an instant from 0s to 1m, the end":          func() { client.Promises{Detached: said(-second)}.Verify(t, w) },
		"client.Promises.Check: d-7 is precious, and the world never had it; expected the id of a disk or an instance":  func() { client.Promises{Precious: []string{"d-7"}}.Verify(t, w) },
		"client.Promises.Check: a history without its first 1 events; expected all, as sim.Config.Keep of 0 keeps them": func() { client.Promises{}.Verify(t, last) },
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); got != want {
					t.Errorf("it says %q; expected %q", got, want)
				}
			}()
			misuse()
		}()
	}
	if got := (client.Promises{}).Check(sim.History{}); got != nil {
		t.Errorf("nothing breaks %v", got)
	}
}
