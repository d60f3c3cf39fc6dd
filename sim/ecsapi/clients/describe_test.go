package clients

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	ecs2 "github.com/alibabacloud-go/ecs-20140526/v7/client"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/ecsapi"
	"example.com/ecsdisk/sim/script"
)

// describers describe all disks and instances through a stock SDK: what it decoded,
// each resource as the API's names and values.
var describers = map[string]func(*testing.T, *ecsapi.Server) (disks, instances []map[string]any){
	"alibaba-cloud-sdk-go": func(t *testing.T, s *ecsapi.Server) (disks, instances []map[string]any) {
		c := newSDK1(t, s)
		d, err := ask(ecs.CreateDescribeDisksRequest(), c.DescribeDisks, func(r *ecs.DescribeDisksRequest) { r.PageSize = requests.NewInteger(100) })
		if err != nil {
			t.Fatal(err)
		}
		i, err := ask(ecs.CreateDescribeInstancesRequest(), c.DescribeInstances, func(r *ecs.DescribeInstancesRequest) { r.PageSize = requests.NewInteger(100) })
		if err != nil {
			t.Fatal(err)
		}
		return decoded(t, d.Disks.Disk), decoded(t, i.Instances.Instance)
	},
	"ecs-20140526": func(t *testing.T, s *ecsapi.Server) (disks, instances []map[string]any) {
		c, region, size := newSDK2(t, s), "cn-hangzhou", int32(100)
		d, err := c.DescribeDisks(&ecs2.DescribeDisksRequest{RegionId: &region, PageSize: &size})
		if err != nil {
			t.Fatal(err)
		}
		i, err := c.DescribeInstances(&ecs2.DescribeInstancesRequest{RegionId: &region, PageSize: &size})
		if err != nil {
			t.Fatal(err)
		}
		return decoded(t, d.Body.Disks.Disk), decoded(t, i.Body.Instances.Instance)
	},
}

// decoded returns what an SDK decoded by the names of its JSON.
func decoded(t *testing.T, list any) (all []map[string]any) {
	t.Helper()
	text, err := json.Marshal(list)
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestDescribe holds that both SDKs decode the disks and instances of random worlds as
// the machine shows them.
func TestDescribe(t *testing.T) {
	for name, describe := range describers {
		t.Run(name, func(t *testing.T) {
			src := rand.New(rand.NewPCG(1, 2))
			for range 100 {
				state := properties.DrawWorld(model.Machine{}, src, 3, 6)
				w := sim.New(&sim.Manual{}, state, sim.Config{})
				disks, instances := describe(t, ecsapi.New(w, ecsapi.Options{}))
				answer, _ := w.Do(model.DescribeDisks{})
				if len(disks) != len(answer.Shown) || len(instances) != state.NumInstances() {
					t.Fatalf("decoded %d disks and %d instances of %d and %d", len(disks), len(instances), len(answer.Shown), state.NumInstances())
				}
				for n, r := range answer.Shown {
					d := r.Disk
					compare(t, disks[n], d.Field, book.DiskFields, "DiskId")
					attachment := d.Status == model.InUse || d.Status == model.Detaching || d.Status == model.ReIniting
					list := reflect.ValueOf(disks[n]["Attachments"]).MapIndex(reflect.ValueOf("Attachment"))
					if entries := list.IsValid() && !list.IsNil() && list.Elem().Len() > 0; entries != attachment {
						t.Errorf("a disk that is %s has Attachments %v", d.Status, disks[n]["Attachments"])
					}
				}
				n := 0
				for i := range state.Instances() {
					onTheWire := book.InstanceFields &^ book.FieldsOf(book.FieldHotPlug, book.FieldOperationLocks)
					compare(t, instances[n], i.Field, onTheWire, "InstanceId")
					n++
				}
			}
		})
	}
}

// compare compares what was decoded of a resource with its fields.
func compare(t *testing.T, got map[string]any, field func(book.Field) string, fields book.Fields, id string) {
	t.Helper()
	for f := range (fields &^ book.HiddenFields).All() {
		name := f.String()
		if f == book.FieldID {
			name = id
		}
		value, want := "", field(f)
		if v := got[name]; v != nil {
			value = fmt.Sprint(v)
		}
		if value != want {
			t.Errorf("%s is %q; expected %q of %v", name, value, want, got[id])
		}
	}
}

// TestCreate creates, tags and finds a disk through the first SDK, with a token that is
// used twice.
func TestCreate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCloud(t, "instance i-a Running")
		create := func() (string, error) {
			answer, err := ask(ecs.CreateCreateDiskRequest(), c.CreateDisk, func(r *ecs.CreateDiskRequest) {
				r.DiskCategory, r.Size, r.ZoneId, r.ClientToken, r.DiskName = "cloud_essd", requests.NewInteger(40), "cn-hangzhou-b", "once", "data"
				r.Tag = &[]ecs.CreateDiskTag{{Key: "owner", Value: "me"}}
			})
			if err != nil {
				return "", err
			}
			return answer.DiskId, nil
		}
		first, err := create()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := create(); err != nil || again != first {
			t.Errorf("the same token creates %q, %v; expected %q", again, err, first)
		}
		if err := c.until(time.Second, first, "Available"); err != nil {
			t.Fatal(err)
		}
		found, err := c.disks(func(r *ecs.DescribeDisksRequest) { r.Tag = &[]ecs.DescribeDisksTag{{Key: "owner", Value: "me"}} })
		if err != nil || len(found) != 1 {
			t.Fatalf("found %d disks by the tag: %v", len(found), err)
		}
		if d := found[0]; d.DiskId != first || d.Size != 40 || d.ZoneId != "cn-hangzhou-b" || d.DiskName != "data" || d.Category != "cloud_essd" || d.SerialNumber == "" {
			t.Errorf("found %+v", d)
		}
	})
}

// TestWaiter polls through both SDKs for hours of virtual time.
func TestWaiter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCloud(t, "instance i-a Running\ndisk d-1 In_use i-a", "takes=1h30m on=DetachDisk")
		if err := c.detach("i-a", "d-1"); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		c.Context = t.Context()
		if err := c.until(10*time.Second, "d-1", "Available"); err != nil || time.Since(start) != 90*time.Minute {
			t.Errorf("waited %s: %v", time.Since(start), err)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		w := script.MustWorld("instance i-a Running\ndisk d-1 In_use i-a").New(sim.Real{})
		w.Arm(sim.Takes(sim.After(90 * time.Minute)))
		c, start := newSDK2(t, ecsapi.New(w, ecsapi.Options{})), time.Now()
		instance, disk, ids, region := "i-a", "d-1", `["d-1"]`, "cn-hangzhou"
		if _, err := c.DetachDisk(&ecs2.DetachDiskRequest{InstanceId: &instance, DiskId: &disk}); err != nil {
			t.Fatal(err)
		}
		for {
			d, err := c.DescribeDisks(&ecs2.DescribeDisksRequest{RegionId: &region, DiskIds: &ids})
			if err != nil {
				t.Fatal(err)
			}
			if *d.Body.Disks.Disk[0].Status == "Available" {
				break
			}
			time.Sleep(10 * time.Second)
		}
		if time.Since(start) != 90*time.Minute {
			t.Errorf("waited %s", time.Since(start))
		}
	})
}
