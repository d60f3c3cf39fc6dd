package ecsapi

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
)

// A DetachDisk as the SDK of the first generation sends it.
const detachQuery = "AccessKeyId=ak&Action=DetachDisk&DiskId=d-1&Format=JSON&InstanceId=i-a&RegionId=cn-test&Signature=xC3p%2BHRl%3D&SignatureMethod=HMAC-SHA1" +
	"&SignatureNonce=5f3dd082faf26440cb28580cf4f039e9&SignatureType=&SignatureVersion=1.0&Timestamp=2000-01-01T00%3A01%3A00Z&Version=2014-05-26"

func benchServer(tb testing.TB) *Server {
	world, err := model.NewState([]model.Instance{{ID: "i-a", Status: model.Running}}, []model.Disk{{ID: "d-1", Status: model.InUse, InstanceID: "i-a"}})
	if err != nil {
		tb.Fatal(err)
	}
	clock := &sim.Manual{}
	clock.Set(time.Date(2019, 5, 31, 8, 0, 0, 0, time.UTC))
	return New(sim.New(clock, world, sim.Config{Delays: sim.Told(), Keep: sim.KeepNone}), Options{})
}

// BenchmarkDetachDisk is a DetachDisk that is accepted, and the failure of the detach
// after it, which is the cost of BenchmarkDetachFailed beside.
func BenchmarkDetachDisk(b *testing.B) {
	s := benchServer(b)
	r := httptest.NewRequest(http.MethodPost, "http://ecs.aliyuncs.com/?"+detachQuery, nil)
	b.ReportAllocs()
	for b.Loop() {
		response, err := s.RoundTrip(r)
		if err != nil || response.StatusCode != 200 {
			b.Fatal(response, err)
		}
		s.world.Do(model.DetachFailed{DiskID: "d-1"})
	}
}

func BenchmarkDetachFailed(b *testing.B) {
	s := benchServer(b)
	b.ReportAllocs()
	for b.Loop() {
		s.world.Do(model.DetachDisk{InstanceID: "i-a", DiskID: "d-1"})
		s.world.Do(model.DetachFailed{DiskID: "d-1"})
	}
}

func BenchmarkDescribeDisk(b *testing.B) {
	s := benchServer(b)
	query := strings.ReplaceAll(detachQuery, "DetachDisk", "DescribeDisks") + "&DiskIds=" + url.QueryEscape(`["d-1"]`)
	query = strings.ReplaceAll(query, "DiskId=d-1&", "")
	r := httptest.NewRequest(http.MethodPost, "http://ecs.aliyuncs.com/?"+query, nil)
	b.ReportAllocs()
	for b.Loop() {
		response, err := s.RoundTrip(r)
		if err != nil || response.StatusCode != 200 {
			b.Fatal(response, err)
		}
	}
}
