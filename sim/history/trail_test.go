package history_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/ecsdisk/sim/history"
)

// events are of one run, the latest first, as ActionTrail lists them.
var events = []string{
	`{"eventId":"7","eventTime":"2021-06-23T08:01:10Z","eventName":"DescribeDisks","serviceName":"Ecs","requestParameters":{"DiskIds":"[\"d-1\"]","RegionId":"r"},"responseElements":{"Disks":{"Disk":[{"DiskId":"d-1","Status":"Available","InstanceId":""}]}}}`,
	`{"eventId":"6","eventTime":"2021-06-23T08:01:05Z","eventName":"AttachNetworkInterface","serviceName":"Ecs","requestParameters":{"InstanceId":"i-a"},"responseElements":{}}`,
	`{"eventId":"5","eventTime":"2021-06-23T08:01:00Z","eventName":"DeleteVpc","serviceName":"Vpc","requestParameters":{"VpcId":"v"},"errorCode":"Forbidden"}`,
	`{"eventId":"4","eventTime":"2021-06-23T08:00:09Z","eventName":"Instance:PerformanceLimited","eventType":"AliyunServiceEvent","serviceName":"Ecs","requestParameters":null}`,
	`{"eventId":"3","eventTime":"2021-06-23T08:00:04Z","eventName":"DetachDisk","serviceName":"Ecs","requestParameterJson":"{\"InstanceId\":\"i-a\",\"DiskId\":\"d-1\"}","errorCode":"IncorrectDiskStatus","errorMessage":"The current status","requestId":"R3","userIdentity":{"type":"ram-user","principalId":"2","userName":"u"}}`,
	`{"eventId":"2","eventTime":"2021-06-23T08:00:02Z","eventName":"DetachDisk","serviceName":"Ecs","requestParameters":{"InstanceId":"i-a","DiskId":"d-1","AcsHost":"ecs.aliyuncs.com"},"responseElements":{"RequestId":"R2"},"requestId":"R2","userIdentity":{"userName":"u"}}`,
	`{"eventId":"1","eventTime":"2021-06-23T08:00:00Z","eventName":"CreateDisk","serviceName":"Ecs","requestParameters":{"DiskCategory":"cloud_essd","Size":"20"},"responseElements":{"DiskId":"d-1","RequestId":"R1"},"requestId":"R1"}`,
}

var ofEvents = []string{
	"0s CreateDisk DiskId=d-1 DiskCategory=cloud_essd ok request=R1",
	"2s DetachDisk InstanceId=i-a DiskId=d-1 ok by u request=R2",
	`4s DetachDisk InstanceId=i-a DiskId=d-1 0 IncorrectDiskStatus by 2 request=R3 message="The current status"`,
	"event []",
	"operation Vpc.DeleteVpc []",
	"operation AttachNetworkInterface [i-a]",
	"1m10s DescribeDisks DiskId=d-1 Available InstanceId=",
}

func TestTrail(t *testing.T) {
	var ascending []string
	for n := range events {
		ascending = append(ascending, events[len(events)-1-n])
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, []byte(`{"Events":[`+strings.Join(events, ",")+`]}`), "", " "); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"a list":          "[" + strings.Join(events, ",") + "]",
		"in lines":        "[\n" + strings.Join(ascending, ",\n") + "\n]\n",
		"pages":           `{"Events":[` + strings.Join(events[:3], ",") + `],"NextToken":"x"}` + "\n" + `{"Events":[` + strings.Join(events[3:], ",") + `]}`,
		"an event a line": strings.Join(ascending, "\n"),
		"of a log":        `{"event":` + strings.Join(ascending, "}\n"+`{"event":`) + "}\n",
		"indented":        indented.String(),
	} {
		r := history.NewReader("x", strings.NewReader(text))
		all, err := readAll(r)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []string
		for _, c := range all.Calls {
			if c.Skipped != "" {
				got = append(got, fmt.Sprintf("%s %v", c.Skipped, c.Touches))
			} else {
				got = append(got, strings.Join(strings.Fields(c.String()), " "))
			}
		}
		if diff := cmp.Diff(ofEvents, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if h := all.Header; h.Date != "2021-06-23T08:00:00Z" || h.Known || len(r.Unknown()) < 7 {
			t.Errorf("%s: %+v; unknown are %q", name, h, r.Unknown())
		}
		convert(t, text)
	}
}

// What is wrong with an event is said with its line; what comes before it is read.
func TestTrailErrors(t *testing.T) {
	for _, test := range []struct {
		text, want string
		cut        bool
		calls      int
	}{
		{"[\n" + events[6] + ",\n{\"eventName\":\"X\"}]", `x:3:1: eventTime ""; expected one such as`, false, 1},
		{"[\n" + events[6] + ",\n{}]", "x:3:1: an event without an eventName", false, 1},
		{"[\n" + events[6] + ",\n5]", "x:3:1: 5; expected an event", false, 1},
		{"[\n" + events[6] + ",\n{\"eventName\":\"a\",\"eventName\":\"b\"}]", `x:3:1: "eventName" stands twice`, false, 1},
		{"[\n" + events[6] + ",\n" + events[5][:40], "x:2:1: the file ends in this event", true, 1},
		{events[6] + "\n" + events[5][:40], "x:2:1: the file ends in this event", true, 1},
		{"[\n" + events[6] + "\n}", "x:3:1: invalid character", false, 1},
		{`{"Events":[` + events[6] + `,{"eventName":"a","eventName":"b"}]}`, `"eventName" stands twice`, false, 0},
		{`{"NextToken":"x","Events":[{"eventName":"a","eventName":"b"}]}`, `"eventName" stands twice`, false, 0},
		{`{"Events":{}}`, `"Events" is no list`, false, 0},
		{"[\"\xff\"]", "is no UTF-8", false, 0},
		{"[" + strings.Repeat("[", 1000), "x:1:1: ", true, 0},
		{`[{"a":"` + strings.Repeat("x", 20<<20), "the event is too long; expected at most 16 MiB", false, 0},
	} {
		all, err := readAll(history.NewReader("x", strings.NewReader(test.text)))
		if err == nil || !strings.Contains(err.Error(), test.want) || errors.Is(err, history.ErrCut) != test.cut || len(all.Calls) != test.calls {
			t.Errorf("%.200s: %d calls, %.300v; want %s", test.text, len(all.Calls), err, test.want)
		}
	}
}
