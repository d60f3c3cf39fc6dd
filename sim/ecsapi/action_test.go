package ecsapi

import (
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// TestGroups: several instances at one instant, all or none.
func TestGroups(t *testing.T) {
	s, clock := newServer(t, "instance i-a Running\ninstance i-b Running\ninstance i-c Stopped\ndisk d-1 In_use i-a DeleteWithInstance=true", Options{})
	wantList(t, listOf(t, s, "Action=StopInstances&InstanceId.1=i-b&InstanceId.2=i-a&ForceStop=true", "InstanceId", "PreviousStatus", "CurrentStatus", "Code"),
		"i-b|Running|Stopping|200", "i-a|Running|Stopping|200")
	before := s.world.State()
	if status, body := ask(t, s, "Action=DeleteInstances&InstanceId.3=i-a&InstanceId.1=i-c&InstanceId.2=i-none"); status != 404 || !strings.Contains(body, "InvalidInstanceId.NotFound") {
		t.Errorf("%d %s", status, body)
	}
	if !s.world.State().Equal(before) {
		t.Error("a call that is refused changed something")
	}
	clock.Add(time.Minute)
	wantList(t, listOf(t, s, "Action=StartInstances&InstanceId.1=i-a", "InstanceId", "CurrentStatus"), "i-a|Starting")
	clock.Add(time.Minute)
	must(t, s, "Action=DeleteInstances&Force=true&InstanceId.1=i-a&InstanceId.2=i-b&InstanceId.3=i-c")
	if n := s.world.State().NumInstances() + s.world.State().NumDisks(); n != 0 {
		t.Errorf("%d resources are left", n)
	}
	events := s.world.History().Events
	for n := range 3 {
		if e := events[len(events)-1-n]; model.ActionOf(e.Op) != book.ActionDeleteInstance || e.At != 2*time.Minute {
			t.Errorf("event %v", e)
		}
	}
}

// TestClasses holds the table of parameters to what it says of each: nothing depends on
// one that is harmless; one with a default is taken with that only; one that is refused
// is, by its name.
func TestClasses(t *testing.T) {
	valid := map[string]string{"CreateDisk": "&Size=20", "CreateInstance": "&InstanceType=t", "StartInstances": "&InstanceId.1=i-b", "StopInstances": "&InstanceId.1=i-a",
		"DeleteInstances": "&InstanceId.1=i-b", "StartInstance": "&InstanceId=i-b"}
	for name, a := range actions {
		query := "Action=" + name + "&Format=JSON" + valid[name]
		if valid[name] == "" && a.op != nil {
			query += "&InstanceId=i-a&DiskId=d-1"
			if row, _ := a.param("DiskId"); row == nil {
				query = strings.ReplaceAll(query, "&DiskId=d-1", "")
			}
			if row, _ := a.param("InstanceId"); row == nil {
				query = strings.ReplaceAll(query, "&InstanceId=i-a", "")
			}
		}
		answer := func(more string) (int, string) {
			s, _ := newServer(t, twoInstances, Options{})
			return ask(t, s, query+more)
		}
		status, body := answer("")
		if strings.Contains(body, codeNotModelled) {
			t.Fatalf("%s: %s", query, body)
		}
		for _, p := range a.params {
			name := strings.ReplaceAll(p.name, ".N", ".1")
			switch p.class {
			case harmless:
				value := "true"
				if got, gotBody := answer("&" + name + "=" + value); got != status || gotBody != body {
					t.Errorf("%s &%s=%s: %d %s\nwithout %d %s", query, name, value, got, gotBody, status, body)
				}
			case atDefault:
				for _, value := range p.only {
					if got, gotBody := answer("&" + name + "=" + value); got != status || gotBody != body {
						t.Errorf("%s &%s=%s: %d %s\nwithout %d %s", query, name, value, got, gotBody, status, body)
					}
				}
				if got, gotBody := answer("&" + name + "=other"); got != 400 || !strings.Contains(gotBody, `"NotModelled","Message":"Parameter `+name+"=other of ") {
					t.Errorf("%s &%s=other: %d %s", query, name, got, gotBody)
				}
			case refused:
				if got, gotBody := answer("&" + name + "=1"); got != 400 || !strings.Contains(gotBody, `"NotModelled","Message":"Parameter `+name+" of ") {
					t.Errorf("%s &%s=1: %d %s", query, name, got, gotBody)
				}
			}
			if got, gotBody := answer("&" + name + "="); !strings.Contains(query, "&"+name+"=") && (got != status || gotBody != body) {
				t.Errorf("%s &%s=: %d %s\nwithout %d %s", query, name, got, gotBody, status, body)
			}
		}
	}
}
