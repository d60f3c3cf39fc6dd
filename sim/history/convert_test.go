package history_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/ecsapi"
	"example.com/ecsdisk/sim/history"
	"example.com/ecsdisk/sim/script"
)

// What happens in a random world, written down as a script, is a history, and one that
// converts: with faults, in each edition, under odd ids.
func TestRandomHistoriesConvert(t *testing.T) {
	calls, unheard := 0, 0
	for seed := range uint64(100) {
		text := randomHistory(rand.New(rand.NewPCG(seed, 3)))
		convert(t, text)
		for _, c := range read(t, text).Calls {
			if calls++; c.Unheard {
				unheard++
			}
		}
	}
	if calls < 3000 || unheard < 100 {
		t.Errorf("%d calls, of which %d are unheard", calls, unheard)
	}
}

func randomHistory(rng *rand.Rand) string {
	edition := book.Edition(rng.IntN(int(book.Latest) + 1))
	odd := []string{"", "", "by", "a b", "é", `"`, "\n"}[rng.IntN(7)]
	instance, disk := model.InstanceID("i-a"+odd), model.DiskID("d-1"+odd)
	state, err := model.NewState([]model.Instance{{ID: instance, Status: model.Running}, {ID: "i-b", Status: model.Stopped, HotPlug: model.False}},
		[]model.Disk{{ID: disk, Status: model.InUse, InstanceID: instance, DeleteWithInstance: true}, {ID: "d-2", Status: model.Creating}})
	if err != nil {
		panic(err)
	}
	clock := &sim.Manual{}
	w := sim.New(clock, state, sim.Config{Machine: model.Machine{Edition: edition}, Seed: 7})
	for range 2 {
		w.Arm([]sim.Fault{sim.Lost(), sim.Dropped(), sim.Late(), sim.Stale(5 * time.Second), sim.Injected(model.Answer{Status: 400, Code: "Throttling"})}[rng.IntN(5)].Sometimes(.2, rng.Uint64()))
	}
	for range 40 {
		clock.Add(time.Duration(rng.IntN(20_000)) * time.Millisecond)
		s, i, d := w.State(), []model.InstanceID{"i-none"}, []model.DiskID{"d-none"}
		for r := range s.Resources() {
			if r.Disk != nil {
				d = append(d, r.Disk.ID)
			} else {
				i = append(i, r.Instance.ID)
			}
		}
		var op model.Op
		switch in, di := i[rng.IntN(len(i))], d[rng.IntN(len(d))]; rng.IntN(6) {
		case 0:
			op = model.DescribeDisks{}
		case 1:
			op = model.DescribeDisks{DiskIDs: []model.DiskID{di}}
		case 2:
			op = model.DescribeInstances{InstanceIDs: []model.InstanceID{in}}
		case 3:
			op = []model.Op{model.CreateDisk{DiskCategory: "cloud_ssd"}, model.CreateInstance{}}[rng.IntN(2)]
		default:
			var ops []model.Op
			for op := range (model.Machine{Edition: edition}).OpsOn([]model.InstanceID{in}, []model.DiskID{di}) {
				ops = append(ops, op)
			}
			op = ops[rng.IntN(len(ops))]
		}
		w.Do(op)
	}
	return script.FromHistory(w.History()).String()
}

// What a Recorder writes is read: each of its calls, and what a script of the same world
// says of it.
func TestRecorded(t *testing.T) {
	clock := &sim.Manual{}
	world := script.MustWorld("instance i-a Running\ninstance i-b Stopped\ndisk d-1 In_use i-a DeleteWithInstance=true\ndisk d-2 Available\n").New(clock)
	var out bytes.Buffer
	recorder := &ecsapi.Recorder{Transport: ecsapi.New(world, ecsapi.Options{}), History: &out, Clock: clock}
	client := http.Client{Transport: recorder}
	ask := func(query string) {
		clock.Add(1500 * time.Millisecond)
		if response, err := client.Get("http://ecs.example.com/?Format=JSON&RegionId=r&" + query); err == nil {
			io.Copy(io.Discard, response.Body)
			response.Body.Close()
		}
	}
	one := url.QueryEscape(`["d-1"]`)
	ask("Action=DescribeDisks")
	ask("Action=DetachDisk&InstanceId=i-a&DiskId=d-1")
	ask("Action=DetachDisk&InstanceId=i-a&DiskId=d-1")
	ask("Action=DescribeDisks&DiskIds=" + one)
	world.Arm(sim.Lost().Cut().On(book.ActionDeleteDisk))
	ask("Action=DeleteDisk&DiskId=d-2")
	ask("Action=DescribeDisks&PageSize=1&PageNumber=1")
	ask("Action=DescribeDisks&DiskName=x")
	ask("Action=CreateDisk&Size=20&ClientToken=T&DiskCategory=cloud_ssd")
	ask("Action=CreateInstance&InstanceType=ecs.g6.large")
	ask("Action=StopInstances&InstanceId.1=i-a")
	ask("Action=AttachDisk&InstanceId=i-b&DiskId=d-2&Force=true")
	ask("Action=DescribeRegions")
	world.Do(model.Lock{InstanceID: "i-a", Reason: model.LockSecurity})
	ask("Action=DescribeInstances&InstanceIds=" + url.QueryEscape(`["i-a"]`))
	all := read(t, out.String())
	if h := all.Header; h.Known || !h.World.EditionStated || h.Name != "recorded" || h.Date == "" {
		t.Errorf("the header is %+v", h)
	}
	const d1 = "Type=data Category=cloud DiskChargeType=PostPaid Portable=true DeleteWithInstance=true DeleteAutoSnapshot=false"
	want := []string{
		"0s DescribeDisks d-1 In_use i-a " + d1 + "; d-2 Available InstanceId= " + strings.Replace(d1, "Instance=true", "Instance=false", 1) + " by c1",
		"1.5s DetachDisk InstanceId=i-a DiskId=d-1 ok by c1",
		"3s DetachDisk InstanceId=i-a DiskId=d-1 403 IncorrectDiskStatus by c1",
		"4.5s DescribeDisks DiskId=d-1 Detaching i-a " + d1 + " by c1",
		"6s DeleteDisk DiskId=d-2 unheard by c1",
		"7.5s DescribeDisks d-1 Detaching i-a " + d1 + " partial by c1",
		"9s DescribeDisks none partial by c1",
		"10.5s CreateDisk DiskId=d-3 DiskCategory=cloud_ssd ok by c1 token=T",
		"12s CreateInstance InstanceId=i-4 ok by c1",
		"operation StopInstances [i-a]",
		"parameter Force []", // refused by the server, too; its value is withheld
		"operation DescribeRegions []",
		"18s DescribeInstances InstanceId=i-a Stopping OperationLocks=security InstanceChargeType=PostPaid by c1",
	}
	for n, c := range all.Calls {
		if c.RequestID == "" && !c.Unheard {
			t.Errorf("call %d has no request id", n+1)
		}
		if c.RequestID = ""; c.Token != "" {
			c.Token = "T"
		}
		got := fmt.Sprintf("%s %v", c.Skipped, c.Touches)
		if c.Skipped == "" {
			got = strings.Join(strings.Fields(c.String()), " ")
		}
		if n >= len(want) || got != want[n] {
			t.Errorf("call %d is %s", n+1, got)
		}
	}
	if len(all.Calls) != len(want) {
		t.Errorf("%d calls, want %d", len(all.Calls), len(want))
	}
	convert(t, out.String())
}

// Any bytes are a history or an error that says where; a history converts.
func FuzzRead(f *testing.F) {
	for _, text := range files(f) {
		f.Add([]byte(text))
	}
	for _, line := range lines {
		f.Add([]byte(head + line.json))
	}
	f.Add([]byte("[" + strings.Join(events, ",") + "]"))
	f.Add([]byte(`{"Events":[` + strings.Join(events, ",\n") + `]}`))
	f.Add([]byte(strings.Join(events, "\n")))
	f.Fuzz(func(t *testing.T, text []byte) {
		all, err := readAll(history.NewReader("x", bytes.NewReader(text)))
		if err != nil {
			if !strings.HasPrefix(err.Error(), "x:") {
				t.Errorf("the error does not say where: %v", err)
			}
			if e := new(script.SyntaxError); errors.As(err, &e) && e.Line < 1 {
				t.Errorf("the line is %d", e.Line)
			}
			return
		}
		for _, c := range all.Calls {
			if (c.Op == nil) != (c.Skipped != "") || c.End < c.Start || c.Unheard && (c.Answer.Code != "" || c.Answer.Status != 0) {
				t.Fatalf("%+v", c)
			}
		}
		convert(t, string(text))
	})
}
