package clients

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/ecsapi"
	"example.com/ecsdisk/sim/script"
)

// A constant answers every request with the same bytes: what is left is the SDK.
type constant string

func (c constant) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		Status: "200 OK", StatusCode: 200, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(string(c))), ContentLength: int64(len(c)),
	}, nil
}

// BenchmarkDetach detaches a disk through the first SDK: what the server adds is the
// difference.
func BenchmarkDetach(b *testing.B) {
	detach := func(b *testing.B, transport http.RoundTripper, between func()) {
		c := newSDK1(b, nil)
		c.SetTransport(transport)
		b.ReportAllocs()
		for b.Loop() {
			_, err := ask(ecs.CreateDetachDiskRequest(), c.DetachDisk, func(r *ecs.DetachDiskRequest) { r.InstanceId, r.DiskId = "i-a", "d-1" })
			if err != nil {
				b.Fatal(err)
			}
			between()
		}
	}
	b.Run("constant", func(b *testing.B) {
		detach(b, constant(`{"RequestId":"1D4F13A4-C76E-2658-1A37-0885CA9B8600"}`), func() {})
	})
	b.Run("machine", func(b *testing.B) {
		parsed := script.MustWorld("instance i-a Running\ndisk d-1 In_use i-a\ndelay Detaching 0s\ndelay Attaching 0s")
		config := parsed.Config()
		config.Keep = sim.KeepNone
		w := sim.New(&sim.Manual{}, parsed.State, config)
		detach(b, ecsapi.New(w, ecsapi.Options{}), func() { w.Do(model.AttachDisk{InstanceID: "i-a", DiskID: "d-1"}) })
	})
}

// BenchmarkPoll polls a disk once a virtual minute through the first SDK.
func BenchmarkPoll(b *testing.B) {
	w, clock := script.MustWorld("instance i-a Running\ndisk d-1 In_use i-a"), new(sim.Manual)
	config := w.Config()
	config.Keep = sim.KeepNone
	server := ecsapi.New(sim.New(clock, w.State, config), ecsapi.Options{})
	answer, err := server.RoundTrip(describeRequest())
	if err != nil {
		b.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		b.Fatal(err)
	}
	poll := func(b *testing.B, transport http.RoundTripper) {
		c := &cloud{Client: newSDK1(b, nil)}
		c.SetTransport(transport)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := c.disk("d-1"); err != nil {
				b.Fatal(err)
			}
			clock.Add(time.Minute)
		}
	}
	b.Run("constant", func(b *testing.B) { poll(b, constant(text)) })
	b.Run("machine", func(b *testing.B) { poll(b, server) })
}

func describeRequest() *http.Request {
	r, _ := http.NewRequest(http.MethodGet, `http://ecs.example.com/?Action=DescribeDisks&Version=2014-05-26&Format=JSON&DiskIds=["d-1"]`, nil)
	return r
}
