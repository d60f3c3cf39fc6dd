package ecsapi

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/ecsapi/internal/wire"
)

// drawWorld draws a world of at most two instances and five disks.
func drawWorld(rng *rand.Rand) model.State {
	for {
		var instances []model.Instance
		var disks []model.Disk
		for n := range 1 + rng.IntN(2) {
			instances = append(instances, model.Instance{
				ID: model.InstanceID(fmt.Sprintf("i-%c", 'a'+n)), Status: model.InstanceStatus(1 + rng.IntN(int(model.Stopped))),
				Locks: model.Locks(rng.IntN(4)) * model.Locks(rng.IntN(2)), HotPlug: model.Flag(rng.IntN(3)), ChargeType: model.ChargeType(rng.IntN(2) * rng.IntN(2)),
			})
		}
		for n := range rng.IntN(6) {
			d := model.Disk{ID: model.DiskID(fmt.Sprintf("d-%d", n+1)), Status: model.DiskStatus(1 + rng.IntN(int(model.ReIniting))),
				DeleteWithInstance: rng.IntN(2) == 0, DeleteAutoSnapshot: rng.IntN(2) == 0, ChargeType: model.ChargeType(rng.IntN(2) * rng.IntN(2)),
				Category: []string{"cloud", "cloud_essd", "ephemeral_ssd"}[rng.IntN(3)]}
			if d.Status.Attached() {
				d.InstanceID = instances[rng.IntN(len(instances))].ID
				d.Type = model.DiskType(rng.IntN(4) / 3)
			}
			disks = append(disks, d)
		}
		if s, err := model.NewState(instances, disks); err == nil {
			return s
		}
	}
}

// drawOp draws an operation or an event, as a script line.
func drawOp(rng *rand.Rand) string {
	any := func(of ...string) string { return of[rng.IntN(len(of))] }
	instance := any("i-a", "i-b", "i-a", "i-b", "i-none", "")
	disk := any("d-1", "d-2", "d-3", "d-4", "d-5", "d-6", "d-none", "")
	flag := any("", "", "true", "false")
	lines := []string{
		"DetachDisk InstanceId=" + instance + " DiskId=" + disk,
		"DetachDisk InstanceId=" + instance + " DiskId=" + disk + " DeleteWithInstance=" + flag,
		"AttachDisk InstanceId=" + instance + " DiskId=" + disk + " DeleteWithInstance=" + flag,
		"AttachDisk InstanceId=" + instance + " DiskId=" + disk,
		"CreateDisk DiskCategory=" + any("", "cloud_ssd", "cloud_essd"),
		"DeleteDisk DiskId=" + disk,
		"ModifyDiskAttribute DiskId=" + disk + " DeleteWithInstance=" + flag + " DeleteAutoSnapshot=" + any("", "true", "false"),
		"ReInitDisk DiskId=" + disk,
		"CreateInstance InstanceChargeType=" + any("", "PrePaid", "PostPaid"),
		"StartInstance InstanceId=" + instance,
		"StopInstance InstanceId=" + instance,
		"RebootInstance InstanceId=" + instance,
		"DeleteInstance InstanceId=" + instance + " Force=" + flag,
		"DescribeDisks DiskId=" + disk,
		"DescribeDisks InstanceId=" + instance + " Status=" + any("", "In_use", "Detaching"),
		"DescribeDisks",
		"DescribeInstances InstanceId=" + instance + " Status=" + any("", "Running"),
		"DescribeInstances",
		"lock " + any("i-a", "i-b") + " " + any("security", "financial"),
		"unlock " + any("i-a", "i-b") + " " + any("security", "financial"),
		"settle " + any("d-1", "d-2", "i-a"),
		"detach-failed " + any("d-1", "d-2"),
		"reclaim " + any("i-a", "i-b", "i-none", "i-none"),
	}
	return lines[rng.IntN(len(lines))]
}

// opOf returns a drawn line as the machine has it; what is given empty is not given.
func opOf(t *testing.T, line string) model.Op {
	t.Helper()
	words := strings.Fields(line)
	action, err := book.ParseAction(words[0])
	if err != nil {
		t.Fatal(err)
	}
	var params []model.Param
	for n, word := range words[1:] {
		name, value, named := strings.Cut(word, "=")
		if action.Event() {
			name, value, named = model.ParamsOf(action)[n], word, true
		}
		if named && value != "" {
			params = append(params, model.Param{Name: name, Value: value})
		}
	}
	op, err := model.NewOp(action, params...)
	if err != nil {
		t.Fatal(err)
	}
	return op
}

// queryOf returns a drawn line as a client sends it.
func queryOf(line string) string {
	words := strings.Fields(line)
	q := url.Values{"Action": {words[0]}, "Format": {"JSON"}}
	for _, word := range words[1:] {
		name, value, _ := strings.Cut(word, "=")
		if list := map[string]string{"DescribeDisks DiskId": "DiskIds", "DescribeInstances InstanceId": "InstanceIds"}[words[0]+" "+name]; list != "" {
			name = list
			if value != "" {
				value = `["` + value + `"]`
			}
		}
		q.Set(name, value)
	}
	switch words[0] {
	case "CreateDisk":
		q.Set("Size", "20")
	case "CreateInstance":
		q.Set("InstanceType", "ecs.g6.large")
	case "DescribeDisks", "DescribeInstances":
		q.Set("PageSize", "100")
	}
	return q.Encode()
}

// TestAsTheMachine makes random calls of random worlds twice: over the wire, and
// directly. Both have to give the same answers and to end in the same state; and each
// answer has to be of the vendor's form.
func TestAsTheMachine(t *testing.T) {
	schemas := readSchema(t)
	editions := slices.Collect(book.AllEditions())
	met := map[string]int{}
	seeds := uint64(200)
	if testing.Short() {
		seeds = 40
	}
	for seed := range seeds {
		rng := rand.New(rand.NewPCG(seed, 1))
		start := drawWorld(rng)
		config := sim.Config{Seed: seed, Delays: sim.Delays{"Detaching": sim.AfterDescribes(2), "Attaching": sim.Between(time.Second, time.Minute)}}
		config.Machine.Edition = editions[rng.IntN(len(editions))]
		for choice := range config.Machine.Edition.Choices() {
			if rng.IntN(4) == 0 {
				config.Machine.Readings = config.Machine.Readings.With(choice)
			}
		}
		clock := &sim.Manual{}
		clock.Set(time.Date(2019, 5, 31, 0, 0, 0, 0, time.UTC))
		s, twin := New(sim.New(clock, start, config), Options{Seed: seed}), sim.New(clock, start, config)
		for range 40 {
			clock.Add(time.Duration(rng.IntN(20)) * time.Second)
			line := drawOp(rng)
			op := opOf(t, line)
			if action := model.ActionOf(op); action.Event() {
				s.world.Do(op)
				twin.Do(op)
				continue
			}
			status, body := ask(t, s, queryOf(line))
			if err := config.Machine.CheckOp(op); err != nil {
				if met["not in the edition"]++; status != 400 || !strings.Contains(body, `"NotModelled"`) || !s.world.State().Equal(twin.State()) {
					t.Fatalf("seed %d, %s is answered\n%s", seed, line, body)
				}
				continue
			}
			want := twin.Call(op)
			met[strings.Fields(line)[0]+" "+want.Answer.Code]++
			if bad := differs(want, status, body); bad != "" {
				t.Fatalf("seed %d, %s:\n%s\n%s", seed, line, bad, body)
			}
			if status == 200 {
				validate(t, body, schemas[strings.Fields(line)[0]])
			}
			if !s.world.State().Equal(twin.State()) {
				t.Fatalf("seed %d: the states differ after %s", seed, line)
			}
		}
	}
	if len(met) < 60 && !testing.Short() {
		t.Errorf("only %d kinds of answers were met: %v", len(met), met)
	}
	if met["not in the edition"] == 0 {
		t.Error("nothing was asked that an edition does not have")
	}
}

// differs says how an answer differs from what the machine answers.
func differs(want sim.Event, status int, body string) string {
	a := want.Answer
	if a.Code != "" {
		o, _, err := wire.JSON.Decode([]byte(body), errorFields)
		if err != nil {
			return err.Error()
		}
		if status != a.Status || o[2].Text != a.Code || o[3].Text != a.Message {
			return "want " + a.String() + " " + a.Message
		}
		return ""
	}
	fields := actions[model.ActionOf(want.Op).String()].fields
	o, unknown, err := wire.JSON.Decode([]byte(body), fields)
	if err != nil || unknown != nil || status != 200 {
		return fmt.Sprint(status, err, unknown)
	}
	var got, shown []string
	for _, d := range o.Get(fields, "Disks").Items {
		get := func(name string) string { return d.Get(diskForm, name).Text }
		attached := ""
		for _, a := range d.Get(diskForm, "Attachments").Items {
			attached += " attached to " + a[0].Text
		}
		for _, l := range d.Get(diskForm, "OperationLocks").Items {
			attached += " " + l[0].Text
		}
		got = append(got, fmt.Sprintln(get("DiskId"), get("Status"), get("InstanceId"), get("Type"), get("Category"), get("DiskChargeType"), get("Portable"),
			get("DeleteWithInstance"), get("DeleteAutoSnapshot"), attached))
	}
	for _, r := range a.Shown {
		d := r.Disk
		if d == nil {
			continue
		}
		attached := ""
		if now, _ := want.Before.Disk(d.ID); now.Status == model.InUse || now.Status == model.Detaching || now.Status == model.ReIniting {
			attached = " attached to " + string(now.InstanceID)
		}
		if now, _ := want.Before.Disk(d.ID); now.DetachedSystem {
			attached += " detached-system-disk"
		}
		shown = append(shown, fmt.Sprintln(string(d.ID), d.Status, string(d.InstanceID), d.Type, d.Category, d.ChargeType, d.Field(book.FieldPortable),
			d.DeleteWithInstance, d.DeleteAutoSnapshot, attached))
	}
	for _, i := range o.Get(fields, "Instances").Items {
		locks := ""
		for _, l := range i.Get(instanceForm, "OperationLocks").Items {
			locks += " " + l[0].Text
		}
		got = append(got, i.Get(instanceForm, "InstanceId").Text+i.Get(instanceForm, "Status").Text+i.Get(instanceForm, "InstanceChargeType").Text+locks)
	}
	for _, r := range a.Shown {
		i := r.Instance
		if i == nil {
			continue
		}
		locks := ""
		for _, l := range i.Locks.Reasons() {
			locks += " " + l
		}
		shown = append(shown, string(i.ID)+i.Status.String()+i.ChargeType.String()+locks)
	}
	if id := o.Get(fields, "DiskId").Text + o.Get(fields, "InstanceId").Text; a.InstanceID == "" && id != string(a.DiskID) || a.InstanceID != "" && id != string(a.InstanceID) {
		return "the id is " + id
	}
	if !slices.Equal(got, shown) {
		return fmt.Sprintf("got %q\nwant %q", got, shown)
	}
	return ""
}

// validate holds an answer to the vendor's response tree: names, nesting, types.
func validate(t *testing.T, body string, s schema) {
	t.Helper()
	var walk func(v any, path string)
	walk = func(v any, path string) {
		switch v := v.(type) {
		case map[string]any:
			for name, below := range v {
				walk(below, strings.TrimPrefix(path+"."+name, "."))
			}
			return
		case []any:
			for _, below := range v {
				walk(below, path+"[]")
			}
			return
		}
		kind := map[string]string{"string": "string", "bool": "boolean", "float64": "int32"}[fmt.Sprintf("%T", v)]
		if s.out[path] != kind {
			t.Fatalf("%s is %v; the vendor has it as %q\n%s", path, v, s.out[path], body)
		}
	}
	var answer any
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatal(err)
	}
	walk(answer, "")
}
