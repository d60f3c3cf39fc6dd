package oracle

import (
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// A call ends once.
func TestCallThatEndsTwice(t *testing.T) {
	j := New(script.MustWorld("instance i-1 Running\n"), true, Options{})
	c := script.Call{Op: model.StopInstance{InstanceID: "i-1"}, Answer: model.Answer{Status: 200}}
	end := j.Begin(c)
	end(c)
	defer func() {
		if recover() == nil {
			t.Error("it does not panic")
		}
	}()
	end(c)
}

// There is no part before the first, nor one behind the last.
func TestNoSuchPart(t *testing.T) {
	for _, n := range []int{0, 3} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("part %d of 2: it does not panic", n)
				}
			}()
			Options{}.Part(script.World{}, true, slices.Values([]script.Call(nil)), n, 2)
		}()
	}
}

// An id is given to one resource: what gives it to another breaks the history, whatever has become
// of the first.
func TestIDUsedAgain(t *testing.T) {
	const world = "instance i-1 Stopped\ndisk d-1 Available\n"
	for _, test := range []struct{ name, world, calls string }{
		{"a disk", world, "CreateDisk DiskId=d-1 ok"},
		{"an instance", world, "CreateInstance InstanceId=i-1 ok"},
		{"a released disk", world, "DeleteDisk DiskId=d-1 ok\nCreateDisk DiskId=d-1 ok"},
		{"a released instance", world, "DeleteInstance InstanceId=i-1 ok\nCreateInstance InstanceId=i-1 ok"},
		{"a reclaimed instance", world, "reclaim i-1\nCreateInstance InstanceId=i-1 ok"},
		{"a created instance", "", "0s CreateInstance InstanceId=i-1 ok\n5m DeleteInstance InstanceId=i-1 ok\n5m CreateInstance InstanceId=i-1 ok"},
		{"its system disk", "", "0s CreateInstance InstanceId=i-1 SystemDiskId=d-1 ok\n5m DeleteInstance InstanceId=i-1 ok\n5m CreateDisk DiskId=d-1 ok"},
		{"a disk's for an instance", world, "CreateInstance InstanceId=d-1 ok"},
		{"an instance's for a disk", world, "CreateDisk DiskId=i-1 ok"},
		{"an instance that was seen", "", "DescribeInstances InstanceId=i-1 Stopped\nDeleteInstance InstanceId=i-1 ok\nCreateInstance InstanceId=i-1 ok"},
		{"a disk that was seen", "", "DescribeDisks DiskId=d-1 Available\nDeleteDisk DiskId=d-1 ok\nCreateDisk DiskId=d-1 ok"},
	} {
		for _, as := range []string{"sim", "fake", "service"} {
			h, err := script.NewReader(test.name, strings.NewReader(test.world+"\n"+test.calls)).History()
			if err != nil {
				t.Fatal(err)
			}
			o, err := As(as, h.World)
			if err != nil {
				t.Fatal(err)
			}
			j := New(h.World, test.world != "", o)
			j.Follow(slices.Values(h.Calls))
			if r := j.Report(); len(r.Broken) != 1 || len(r.Findings) > 0 {
				t.Errorf("%s, as %s: broken %v, bad %v; expected it to be broken", test.name, as, r.Broken, r.Findings)
			}
		}
	}
}
