package ecsapi

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/ecsapi/internal/wire"
	"example.com/ecsdisk/sim/script"
)

// linear is the machine as one object of many clients: a call has to be answered as
// the machine answers it at some instant between its begin and its end.
var linear = porcupine.Model{
	Init: func() any { return script.MustWorld(linearWorld).State },
	Step: func(state, input, output any) (bool, any) {
		s, op, got := state.(model.State), input.(model.Op), output.(model.Answer)
		if create, ok := op.(model.CreateDisk); ok { // its id is the environment's choice
			create.DiskID = got.DiskID
			op = create
		}
		var m model.Machine
		after, _, want := m.Respond(s, op)
		if want.NotEnabled != got.NotEnabled || want.Code != got.Code || want.DiskID != got.DiskID || len(want.Shown) != len(got.Shown) {
			return false, nil
		}
		for n, d := range want.Shown {
			if !d.Matches(got.Shown[n]) {
				return false, nil
			}
		}
		return true, after
	},
	Equal:             func(a, b any) bool { return a.(model.State).Equal(b.(model.State)) },
	DescribeOperation: func(input, output any) string { return fmt.Sprintf("%v → %v", input, output) },
	DescribeState:     func(state any) string { return fmt.Sprintf("%#v", state) },
}

const linearWorld = "instance i-a Running\ninstance i-b Stopped\ndisk d-1 In_use i-a\ndisk d-2 Available\n"

// drawLinear draws a call of one of several clients.
func drawLinear(rng *rand.Rand) model.Op {
	disk := model.DiskID(fmt.Sprintf("d-%d", 1+rng.IntN(3)))
	instance := model.InstanceID([]string{"i-a", "i-b"}[rng.IntN(2)])
	switch rng.IntN(9) {
	case 0, 1:
		return model.DetachDisk{InstanceID: instance, DiskID: disk}
	case 2, 3:
		return model.AttachDisk{InstanceID: instance, DiskID: disk}
	case 4:
		return model.DeleteDisk{DiskID: disk}
	case 5:
		return model.CreateDisk{}
	case 6:
		return model.Settle{ID: string(disk)}
	}
	return model.DescribeDisks{DiskIDs: []model.DiskID{disk}}
}

// perform sends a call over the wire, and returns its answer in the machine's terms. An
// event of the environment happens directly.
func perform(s *Server, op model.Op) (model.Answer, error) {
	q := url.Values{"Action": {model.ActionOf(op).String()}, "Format": {"JSON"}}
	switch op := op.(type) {
	case model.Settle:
		a, _ := s.world.Do(op)
		return a, nil
	case model.DescribeDisks:
		q.Set("DiskIds", fmt.Sprintf("[%q]", op.DiskIDs[0]))
	case model.CreateDisk:
		q.Set("Size", "20")
	default:
		instances, disks := model.IDs(op)
		q.Set("DiskId", string(disks[0]))
		if len(instances) > 0 {
			q.Set("InstanceId", string(instances[0]))
		}
	}
	response, err := s.RoundTrip(get(q.Encode()))
	if err != nil {
		return model.Answer{}, err
	}
	body := make([]byte, response.ContentLength)
	response.Body.Read(body)
	if response.StatusCode != http.StatusOK {
		o, _, err := wire.JSON.Decode(body, errorFields)
		if err != nil {
			return model.Answer{}, err
		}
		return model.Answer{Status: response.StatusCode, Code: o[2].Text}, nil
	}
	fields := actions[q.Get("Action")].fields
	o, _, err := wire.JSON.Decode(body, fields)
	if err != nil {
		return model.Answer{}, err
	}
	a := model.Answer{Status: 200}
	if q.Get("Action") == "CreateDisk" {
		a.DiskID = model.DiskID(o.Get(fields, "DiskId").Text)
	}
	for _, item := range o.Get(fields, "Disks").Items {
		d := model.Shown{Resource: model.Resource{Disk: new(model.Disk)}, Stated: book.FieldsOf(book.FieldID, book.FieldStatus, book.FieldInstanceID, book.FieldDeleteWithInstance)}
		d.Disk.ID = model.DiskID(item.Get(diskForm, "DiskId").Text)
		d.Disk.InstanceID = model.InstanceID(item.Get(diskForm, "InstanceId").Text)
		d.Disk.DeleteWithInstance = item.Get(diskForm, "DeleteWithInstance").Text == "true"
		if d.Disk.Status, err = model.ParseDiskStatus(item.Get(diskForm, "Status").Text); err != nil {
			return model.Answer{}, err
		}
		a.Shown = append(a.Shown, d)
	}
	return a, nil
}

// record has several clients make calls at once, and returns what each saw and when.
func record(t *testing.T, s *Server, clock *sim.Manual, seed uint64) []porcupine.Operation {
	const clients, calls = 4, 12
	var tick atomic.Int64
	var history [clients][calls]porcupine.Operation
	var group sync.WaitGroup
	for client := range clients {
		group.Go(func() {
			rng := rand.New(rand.NewPCG(seed, uint64(client)))
			for n := range calls {
				clock.Add(time.Second)
				op := drawLinear(rng)
				begin := tick.Add(1)
				runtime.Gosched()
				answer, err := perform(s, op)
				if err != nil {
					t.Error(err)
				}
				history[client][n] = porcupine.Operation{ClientId: client, Input: op, Output: answer, Call: begin, Return: tick.Add(1)}
			}
		})
	}
	group.Wait()
	var all []porcupine.Operation
	for client := range clients {
		all = append(all, history[client][:]...)
	}
	return all
}

// linearizable checks a history. Its picture is kept if it is not one of the machine's.
func linearizable(t *testing.T, history []porcupine.Operation, keep string) bool {
	t.Helper()
	result, info := porcupine.CheckOperationsVerbose(linear, history, time.Minute)
	if result == porcupine.Unknown {
		t.Fatal("the check did not end")
	}
	if result == porcupine.Illegal && keep != "" {
		if err := os.MkdirAll(filepath.Dir(keep), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := porcupine.VisualizePath(linear, info, keep); err != nil {
			t.Fatal(err)
		}
		t.Logf("the picture is in %s", keep)
	}
	return result == porcupine.Ok
}

// TestLinearizable: whatever clients do at once, it is as if they had done it one after
// another.
func TestLinearizable(t *testing.T) {
	for seed := range uint64(40) {
		w := script.MustWorld(linearWorld)
		w.Told = true
		clock := &sim.Manual{}
		s := New(w.New(clock), Options{})
		if !linearizable(t, record(t, s, clock, seed), filepath.Join("testdata", "ecsdisk", t.Name(), "history.html")) {
			t.Fatalf("seed %d: the history is none of the machine's", seed)
		}
	}
}

// TestNotLinearizable: the check would notice. Answers that lag are of no instant
// between begin and end.
func TestNotLinearizable(t *testing.T) {
	for seed := range uint64(40) {
		w := script.MustWorld(linearWorld)
		w.Told = true
		clock := &sim.Manual{}
		s := New(w.New(clock), Options{})
		s.world.Arm(sim.Stale(10*time.Second).On(book.ActionDescribeDisks).Sometimes(1, 0))
		if !linearizable(t, record(t, s, clock, seed), filepath.Join(t.TempDir(), "history.html")) {
			return
		}
	}
	t.Error("no stale answer was noticed")
}
