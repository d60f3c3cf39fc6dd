package ecsapi_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/ecsapi"
	"example.com/ecsdisk/sim/script"
)

const world = `
instance i-a Running
disk     d-1 In_use i-a
`

// A client in the same process, on a clock that the test moves.
func Example() {
	clock := &sim.Manual{}
	client := http.Client{Transport: ecsapi.New(script.MustWorld(world).New(clock), ecsapi.Options{})}
	call := func(query string) string {
		response, err := client.Get("http://ecs.aliyuncs.com/?" + query)
		if err != nil {
			return err.Error()
		}
		defer response.Body.Close()
		body, _ := io.ReadAll(response.Body)
		_, status, _ := strings.Cut(string(body), "<Status>")
		status, _, _ = strings.Cut(status, "</Status>")
		return response.Status + " " + status
	}
	call("Action=DetachDisk&InstanceId=i-a&DiskId=d-1")
	fmt.Println(call("Action=DescribeDisks"))
	clock.Add(time.Minute)
	fmt.Println(call("Action=DescribeDisks"))
	// Output:
	// 200 OK Detaching
	// 200 OK Available
}

// A reply that is lost: the detach goes on, and the client does not know.
func ExampleServer_RoundTrip() {
	w := script.MustWorld(world).New(&sim.Manual{})
	client := http.Client{Transport: ecsapi.New(w, ecsapi.Options{})}
	w.Arm(sim.Lost().Cut().On(book.ActionDetachDisk))
	_, err := client.Get("http://ecs.aliyuncs.com/?Action=DetachDisk&InstanceId=i-a&DiskId=d-1")
	fmt.Println(err)
	d, _ := w.State().Disk("d-1")
	fmt.Println(d.Status)
	// Output:
	// Get "http://ecs.aliyuncs.com/?Action=DetachDisk&InstanceId=i-a&DiskId=d-1": ecsapi: the connection was cut before a reply: EOF
	// Detaching
}

// What a client asks and is answered, as a history: here of a simulated world, and just
// so of the real service. What may be secret is not in it.
func ExampleRecorder() {
	clock := &sim.Manual{}
	r := &ecsapi.Recorder{Transport: ecsapi.New(script.MustWorld(world).New(clock), ecsapi.Options{}), History: os.Stdout, Clock: clock}
	client := http.Client{Transport: r}
	client.Get("http://ecs.aliyuncs.com/?Action=DetachDisk&InstanceId=i-a&DiskId=d-1&AccessKeyId=id&Signature=secret")
	clock.Add(1500 * time.Millisecond)
	client.Get("http://ecs.aliyuncs.com/?Action=DetachDisk&InstanceId=i-a&DiskId=d-1&AccessKeyId=id&Signature=secret")
	if err := r.Err(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {"history":"recorded","date":"0001-01-01T00:00:00Z","edition":"2019-05-31","world":null}
	// {"start":0,"end":0,"client":"c1","op":"DetachDisk","params":{"DiskId":"d-1","InstanceId":"i-a"},"status":200,"code":"","requestId":"8562E67C-4A31-F4D1-0068-B9AC588073A1"}
	// {"start":1.5,"end":1.5,"client":"c1","op":"DetachDisk","params":{"DiskId":"d-1","InstanceId":"i-a"},"status":403,"code":"IncorrectDiskStatus","requestId":"BB243768-C97A-9D4A-D5F8-8B6978F86F2B"}
}

// What a describe shows and no rule reads is set beside the machine.
func ExampleServer_SetAttrs() {
	w := script.MustWorld(world + "attr d-1 Size=100 Tags=team=storage\n")
	s := ecsapi.New(w.New(&sim.Manual{}), ecsapi.Options{})
	for id, values := range w.Attrs {
		if err := s.SetAttrs(id, values); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(s.SetAttrs("d-1", map[string]string{"Size": "large"}))
	// Output:
	// ecsapi: attribute Size of d-1 is "large"; expected a number of GiB, 1 or more
}
