package clients

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/ecsapi"
	"example.com/ecsdisk/sim/script"
)

// TestRecorder records what each SDK does: the lines are the same, and nothing of a
// signature is in them.
func TestRecorder(t *testing.T) {
	want := []string{
		`{"history":"recorded","date":"2000-01-01T00:00:00Z","edition":"2019-05-31","world":null}`,
		`{"start":0,"end":0,"client":"c1","op":"DetachDisk","params":{"DiskId":"d-1","InstanceId":"i-a"},"status":200,"code":"","requestId":ID}`,
		`{"start":30.25,"end":30.25,"client":"c1","op":"DetachDisk","params":{"DiskId":"d-1","InstanceId":"i-a"},"status":403,"code":"IncorrectDiskStatus","requestId":ID}`,
		`{"start":60.5,"end":60.5,"client":"c1","op":"DescribeDisks","params":{"DiskIds":["d-1"]},"status":200,"code":"","requestId":ID,"shown":{"d-1":{"Attachments":[],"Category":"cloud","DeleteAutoSnapshot":false,"DeleteWithInstance":false,"DiskChargeType":"PostPaid","InstanceId":"","Portable":true,"Status":"Available","Type":"data"}}}`,
		``,
	}
	for name, connect := range sdks {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var history bytes.Buffer
				w := script.MustWorld("instance i-a Running\ndisk d-1 In_use i-a").New(sim.Real{})
				r := &ecsapi.Recorder{Transport: ecsapi.New(w, ecsapi.Options{}), History: &history}
				client := connect(t, r)
				call := func(action string, params map[string]string) {
					if _, err := client.call(action, params); err != nil {
						t.Error(err)
					}
				}
				detach := map[string]string{"InstanceId": "i-a", "DiskId": "d-1"}
				call("DetachDisk", detach)
				time.Sleep(30*time.Second + 250*time.Millisecond)
				call("DetachDisk", detach)
				time.Sleep(30*time.Second + 250*time.Millisecond)
				call("DescribeDisks", map[string]string{"DiskIds": `["d-1"]`, "RegionId": "cn-hangzhou"})
				got := strings.Split(history.String(), "\n")
				for n, line := range got {
					if before, after, ok := strings.Cut(line, `"requestId":"`); ok {
						got[n] = strings.Replace(before, `,"RegionId":"cn-hangzhou"`, "", 1) + `"requestId":ID` + after[37:] // one SDK gives it always
					}
				}
				if !slices.Equal(got, want) {
					t.Errorf("recorded\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
				}
				if err := r.Err(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}
