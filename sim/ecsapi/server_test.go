package ecsapi

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"
	"time"

	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

const twoInstances = `
instance i-a Running
instance i-b Stopped
disk     d-1 In_use i-a DeleteWithInstance=true
disk     d-2 Available Category=cloud_essd
`

// newServer returns a server of a world on a clock that the test moves.
func newServer(t testing.TB, world string, o Options) (*Server, *sim.Manual) {
	t.Helper()
	clock := &sim.Manual{}
	clock.Set(time.Date(2019, 5, 31, 8, 0, 0, 0, time.UTC))
	return New(script.MustWorld(world).New(clock), o), clock
}

// ask sends a query to a server, by RoundTrip, and returns status and body.
func ask(t testing.TB, s *Server, query string) (int, string) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "http://ecs.aliyuncs.com/", nil)
	r.URL.RawQuery = query
	response, err := s.RoundTrip(r)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

// The request and the answers of the DetachDisk page.
const (
	pageRequest = `
https://ecs.aliyuncs.com/?Action=DetachDisk
&DiskId=d-diskid1
&InstanceId=i-instanceid1
`
	pageID  = "473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E"
	pageXML = `
<DetachDiskResponse>
  <RequestId>473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E</RequestId> 
</DetachDiskResponse>
`
	pageJSON = `
{
	"RequestId":"473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E"
}
`
)

var (
	requestID = regexp.MustCompile(`[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}`)
	space     = regexp.MustCompile(`\s+`)
)

// TestPage holds the page's own example request to the page's own example answers, but
// for the id.
func TestPage(t *testing.T) {
	for format, want := range map[string]string{"": pageXML, "&Format=XML": pageXML, "&Format=JSON": pageJSON} {
		s, _ := newServer(t, "instance i-instanceid1 Running\ndisk d-diskid1 In_use i-instanceid1", Options{})
		r := httptest.NewRequest(http.MethodGet, space.ReplaceAllString(pageRequest, "")+format, nil)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		got := requestID.ReplaceAllString(w.Body.String(), pageID)
		if got != space.ReplaceAllString(want, "") || w.Code != 200 {
			t.Errorf("%q: %d %s\nwant 200 %s", format, w.Code, got, want)
		}
	}
}

// TestDetach follows a disk from In_use to Available, as a client sees it.
func TestDetach(t *testing.T) {
	s, clock := newServer(t, twoInstances, Options{})
	disk := func() string {
		_, body := ask(t, s, "Action=DescribeDisks&Format=JSON&DiskIds=%5B%22d-1%22%5D")
		var answer struct {
			Disks struct {
				Disk []struct {
					Status, InstanceId, Device, DetachedTime string
					DeleteWithInstance                       bool
					Attachments                              struct {
						Attachment []struct{ InstanceId, Device string }
					}
				}
			}
		}
		if err := json.Unmarshal([]byte(body), &answer); err != nil || len(answer.Disks.Disk) != 1 {
			t.Fatalf("%v: %s", err, body)
		}
		return fmt.Sprint(answer.Disks.Disk[0])
	}
	equal := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	equal(disk(), "{In_use i-a /dev/xvdb  true {[{i-a /dev/xvdb}]}}")
	if status, body := ask(t, s, "Action=DetachDisk&DiskId=d-1&InstanceId=i-a"); status != 200 {
		t.Fatal(body)
	}
	equal(disk(), "{Detaching i-a /dev/xvdb  true {[{i-a /dev/xvdb}]}}")
	status, body := ask(t, s, "Action=DetachDisk&DiskId=d-1&InstanceId=i-a&Format=JSON")
	equal(fmt.Sprint(status, " ", requestID.ReplaceAllString(body, "ID")), `403 {"RequestId":"ID","HostId":"ecs.cn-hangzhou.aliyuncs.com","Code":"IncorrectDiskStatus",`+
		`"Message":"The current disk status does not support this operation.","Recommend":"https://error-center.aliyun.com/status/search?Keyword=IncorrectDiskStatus&source=PopGw"}`)
	clock.Add(time.Minute)
	equal(disk(), "{Available   2019-05-31T08:01:00Z false {[]}}")
}
