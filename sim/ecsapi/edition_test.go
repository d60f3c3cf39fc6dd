package ecsapi

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// A system disk that is detached stays what it was but for its Type: it is Available,
// bound to its instance, and no smaller. Attached again and released it is as any.
func TestDetachedSystemDisk(t *testing.T) {
	s, clock := newServer(t, "edition latest\ninstance i-a Stopped\ninstance i-b Running\ndisk d-1 In_use i-a Type=system Portable=false DeleteWithInstance=true", Options{})
	shows := func(query string, want ...string) {
		t.Helper()
		status, body := ask(t, s, query+"&Format=JSON")
		for _, text := range want {
			if status != 200 || !strings.Contains(body, text) {
				t.Errorf("%s: %d %s\nexpected %s", query, status, body, text)
			}
		}
	}
	const describe = "Action=DescribeDisks"
	shows(describe, `"Type":"system"`, `"Size":40`, `"Portable":false`, `"OperationLocks":{"OperationLock":[]}`)
	shows("Action=DetachDisk&InstanceId=i-a&DiskId=d-1")
	clock.Add(time.Minute)
	shows(describe, `"Status":"Available"`, `"Type":"data"`, `"Size":40`, `"Portable":true`, `"DeleteWithInstance":true`, `"InstanceId":""`, `"Device":""`,
		`"Attachments":{"Attachment":[]}`, `"OperationLocks":{"OperationLock":[{"LockReason":"detached-system-disk"}]}`, `"DetachedTime":"2019-05-31T08:01:00Z"`)
	if status, body := ask(t, s, "Action=StartInstance&InstanceId=i-a&Format=JSON"); status != 400 || !strings.Contains(body, "InvalidInstance.NotFoundSystemDisk") {
		t.Errorf("StartInstance is answered %d %s", status, body)
	}
	shows("Action=AttachDisk&InstanceId=i-b&DiskId=d-1")
	clock.Add(time.Minute)
	shows(describe, `"Status":"In_use"`, `"InstanceId":"i-b"`, `"Device":"/dev/xvdb"`)
	if _, err := s.world.Do(model.Reclaim{InstanceID: "i-a"}); err != nil {
		t.Fatal(err)
	}
	shows(describe, `"Status":"In_use"`, `"Size":40`, `"OperationLocks":{"OperationLock":[]}`)
}

// What the edition decides of a detach: the parameter, what it does, and the code of a
// repetition.
func TestDetachByEdition(t *testing.T) {
	for e := range book.AllEditions() {
		late := e == book.Edition2024 || e == book.Edition2026
		s, clock := newServer(t, "edition "+e.String()+"\ninstance i-a Running\ndisk d-1 In_use i-a\ndisk d-2 In_use i-a", Options{})
		detach := func(more string, status int, code string) {
			t.Helper()
			if got, body := ask(t, s, "Action=DetachDisk&InstanceId=i-a&Format=JSON"+more); got != status || !strings.Contains(body, code) {
				t.Errorf("%v: a detach with %s is answered %d %s; expected %d %s", e, more, got, body, status, code)
			}
		}
		if e == book.Edition2018 || e == book.Edition2019 {
			detach("&DiskId=d-1&DeleteWithInstance=true", 400, "NotModelled")
			detach("", 400, "MissingParameter")
			detach("&DiskId=d-1&DeleteWithInstance=false", 200, "")
		} else {
			detach("", 400, "InvalidParameter")
			detach("&DiskId=d-1&DeleteWithInstance=True", 200, "")
		}
		repeated := "IncorrectDiskStatus"
		if late {
			repeated = "InvalidOperation.DiskDetachingFromThisEcs"
		}
		detach("&DiskId=d-1", 403, repeated)
		detach("&DiskId=d-2&DeleteWithInstance=false", 200, "")
		clock.Add(time.Minute)
		for _, id := range []string{"d-1", "d-2"} {
			want := `"DeleteWithInstance":false`
			if late && id == "d-1" {
				want = `"DeleteWithInstance":true`
			}
			_, body := ask(t, s, "Action=DescribeDisks&Format=JSON&DiskIds="+url.QueryEscape(`["`+id+`"]`))
			if !strings.Contains(body, want) {
				t.Errorf("%v: %s is shown as %s; expected %s", e, id, body, want)
			}
		}
	}
}

// A recorder tells the edition of a server, and that of any other endpoint only where it
// is told.
func TestRecorderTellsTheEdition(t *testing.T) {
	server, _ := newServer(t, "edition 2024-12-04\ninstance i-a Running", Options{})
	latest := book.Latest
	for want, r := range map[string]*Recorder{
		`"edition":"2024-12-04"`: {Transport: server},
		`"edition":null`:         {Transport: echo{"x"}},
		`"edition":"2026-09"`:    {Transport: echo{"x"}, Edition: &latest},
	} {
		var history bytes.Buffer
		r.History = &history
		response, err := (&http.Client{Transport: r}).Get("http://ecs.aliyuncs.com/?Action=DescribeInstances")
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, response.Body)
		response.Body.Close()
		if head, _, _ := strings.Cut(history.String(), "\n"); !strings.Contains(head, want) {
			t.Errorf("the first line is %s; expected %s", head, want)
		}
	}
}
