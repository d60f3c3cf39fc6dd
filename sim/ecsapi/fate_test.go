package ecsapi

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

const detachD1 = "Action=DetachDisk&DiskId=d-1&InstanceId=i-a&Format=JSON"

// inBubble serves a world in a bubble, whose time is the world's.
func inBubble(t *testing.T, world string, o Options, test func(*testing.T, *Server)) {
	synctest.Test(t, func(t *testing.T) {
		test(t, New(script.MustWorld(world).New(sim.Real{}), o))
	})
}

func get(query string) *http.Request {
	r, err := http.NewRequest(http.MethodGet, "http://ecs.aliyuncs.com/?"+query, nil)
	if err != nil {
		panic(err)
	}
	return r
}

// status returns the status that a describe shows of d-1, and when it is.
func d1(s *Server) string {
	d, _ := s.world.State().Disk("d-1")
	return d.Status.String()
}

// TestUnheard: a reply that is never heard ends with the caller, or after a bound where
// the caller has none, and the world is as it says.
func TestUnheard(t *testing.T) {
	for _, test := range []struct {
		fault sim.Fault
		after string // of d-1
	}{{sim.Lost(), "Detaching"}, {sim.Dropped(), "In_use"}} {
		inBubble(t, twoInstances, Options{}, func(t *testing.T, s *Server) {
			since := func(start time.Time) time.Duration { return time.Since(start) }
			start := time.Now()

			s.world.Arm(test.fault)
			client := http.Client{Transport: s, Timeout: 3 * time.Second}
			_, err := client.Do(get(detachD1))
			if e := net.Error(nil); !errors.As(err, &e) || !e.Timeout() || since(start) != 3*time.Second {
				t.Errorf("%v: the client got %v after %v", test.fault, err, since(start))
			}
			if d1(s) != test.after {
				t.Errorf("%v: d-1 is %s", test.fault, d1(s))
			}

			start = time.Now()
			s.world.Arm(test.fault)
			_, err = s.Call(get("Action=DescribeDisks"), nil)
			if e := net.Error(nil); !errors.As(err, &e) || !e.Timeout() || since(start) != 10*time.Second {
				t.Errorf("%v: Call returned %v after %v", test.fault, err, since(start))
			}

			start = time.Now()
			s.world.Arm(test.fault)
			patient, done := context.WithTimeout(t.Context(), time.Hour)
			defer done()
			if _, err = s.Call(get("Action=DescribeDisks").WithContext(patient), nil); err == nil || since(start) != 10*time.Second {
				t.Errorf("%v: Call of a patient caller returned %v after %v", test.fault, err, since(start))
			}

			start = time.Now()
			s.world.Arm(test.fault)
			if _, err = s.RoundTrip(get("Action=DescribeDisks")); err == nil || since(start) != 10*time.Second {
				t.Errorf("%v: RoundTrip without an end returned %v after %v", test.fault, err, since(start))
			}

			start = time.Now()
			s.world.Arm(test.fault)
			ctx, cancel := context.WithCancelCause(t.Context())
			why := errors.New("why")
			time.AfterFunc(time.Second, func() { cancel(why) })
			if _, err = s.RoundTrip(get("Action=DescribeDisks").WithContext(ctx)); err != why || since(start) != time.Second {
				t.Errorf("%v: RoundTrip returned %v after %v", test.fault, err, since(start))
			}

			start = time.Now()
			s.world.Arm(test.fault.Cut())
			if _, err = s.RoundTrip(get("Action=DescribeDisks")); !errors.Is(err, io.EOF) || since(start) != 0 {
				t.Errorf("%v: RoundTrip of one that is cut returned %v after %v", test.fault, err, since(start))
			}
		})
	}
}

// TestCancelled: a request whose context has ended is not sent.
func TestCancelled(t *testing.T) {
	s, _ := newServer(t, twoInstances, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.RoundTrip(get(detachD1).WithContext(ctx)); err != context.Canceled || d1(s) != "In_use" {
		t.Errorf("%v, and d-1 is %s", err, d1(s))
	}
}

// TestSlowBody: a body that does not come is waited for no longer than the caller, or
// than Patience, does.
func TestSlowBody(t *testing.T) {
	inBubble(t, twoInstances, Options{Patience: 4 * time.Second}, func(t *testing.T, s *Server) {
		for _, timeout := range []time.Duration{time.Second, time.Minute} {
			start := time.Now()
			body, feed := io.Pipe()
			go feed.Write([]byte(detachD1[:20]))
			ctx, cancel := context.WithTimeout(t.Context(), timeout)
			r, _ := http.NewRequestWithContext(ctx, http.MethodPost, "http://ecs.aliyuncs.com/?Format=JSON", body)
			response, err := s.RoundTrip(r)
			cancel()
			switch {
			case timeout < s.options.Patience && (err != context.DeadlineExceeded || time.Since(start) != timeout):
				t.Errorf("%v, %v after %v", response, err, time.Since(start))
			case timeout > s.options.Patience && (err != nil || response.StatusCode != 400 || time.Since(start) != s.options.Patience):
				t.Errorf("%v, %v after %v", response, err, time.Since(start))
			}
		}
	})
}

// TestOverConnections serves over connections: a cut is one, a lost reply ends when
// its caller goes, a slow body does not keep the server.
func TestOverConnections(t *testing.T) {
	s, _ := newServer(t, twoInstances, Options{Patience: 100 * time.Millisecond})
	server := httptest.NewServer(s)
	defer server.Close()
	s.world.Arm(sim.Lost().Cut())
	client := server.Client()
	if _, err := client.Get(server.URL + "/?" + detachD1); !errors.Is(err, io.EOF) {
		t.Errorf("a lost reply that is cut: %v", err)
	}
	if d1(s) != "Detaching" {
		t.Errorf("d-1 is %s", d1(s))
	}
	s.world.Arm(sim.Lost())
	ctx, cancel := context.WithTimeout(t.Context(), 250*time.Millisecond)
	defer cancel()
	r, _ := http.NewRequestWithContext(ctx, http.MethodPost, server.URL+"/?Action=DescribeDisks", strings.NewReader("a=b"))
	if _, err := client.Do(r); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a lost reply, for longer than the server waits for a body: %v", err)
	}
	body, feed := io.Pipe()
	defer feed.Close()
	response, err := client.Post(server.URL+"/?Action=DescribeDisks&Format=JSON", form, body)
	if err == nil {
		defer response.Body.Close()
		if response.StatusCode != 400 {
			t.Errorf("a slow body: %s", response.Status)
		}
	}
	client.CloseIdleConnections()
}

// TestFaultsInOrder: each fault fires at its place and not before, and is used up only
// when it fires; what is refused before the machine uses up none, and moves no id.
func TestFaultsInOrder(t *testing.T) {
	s, clock := newServer(t, twoInstances, Options{})
	s.world.Arm(sim.Injected(model.Answer{Status: 400, Code: "Throttling"}).On(book.ActionCreateDisk))
	s.world.Arm(sim.Late().On(book.ActionCreateDisk))
	s.world.Arm(sim.Stale(30 * time.Second).On(book.ActionDescribeDisks))
	step := func(query string, status int, has string) {
		t.Helper()
		if got, body := ask(t, s, query+"&Format=JSON"); got != status || !strings.Contains(body, has) {
			t.Errorf("%s: %d %s\nwant %d ... %s", query, got, body, status, has)
		}
	}
	step("Action=CreateDisk", 400, "MissingParameter")
	step("Action=CreateDisk&Size=20&ClientToken=t", 400, "Throttling")
	step("Action=CreateDisk&Size=20&ClientToken=t", 500, "InternalError")
	step("Action=CreateDisk&Size=20&ClientToken=t", 200, `"DiskId":"d-3"`) // the late one took effect
	step("Action=CreateDisk&Size=30&ClientToken=t", 400, "IdempotentParameterMismatch")
	step("Action=CreateDisk&Size=30", 200, `"DiskId":"d-4"`)
	clock.Add(10 * time.Second)
	step("Action=DescribeDisks", 200, `"TotalCount":4`)
	if armed := s.world.Armed(); len(armed) != 0 {
		t.Errorf("still armed: %v", armed)
	}
	if d, _ := s.world.State().Disk("d-3"); d.Status != model.Available {
		t.Errorf("d-3 is %v", d)
	}
	if n := s.world.State().NumDisks(); n != 4 {
		t.Errorf("there are %d disks", n)
	}
}

// TestTokens: a token is bound by what takes effect, and by nothing else.
func TestTokens(t *testing.T) {
	inBubble(t, twoInstances, Options{}, func(t *testing.T, s *Server) {
		step := func(query string, status int, has string) {
			t.Helper()
			if got, body := ask(t, s, query+"&Format=JSON"); got != status || !strings.Contains(body, has) {
				t.Errorf("%s: %d %s\nwant %d ... %s", query, got, body, status, has)
			}
		}
		// A reply that is lost binds, one that was dropped does not.
		for _, test := range []struct {
			fault sim.Fault
			id    string
		}{{sim.Dropped(), "d-4"}, {sim.Lost(), "d-3"}} {
			s.world.Arm(test.fault)
			token := "Action=CreateDisk&Size=20&ClientToken=" + test.id
			if _, err := s.Call(get(token), nil); err == nil {
				t.Fatal("it was heard")
			}
			if test.id == "d-4" {
				continue // and takes no id
			}
			step(token, 200, test.id)
			step(token, 200, test.id)
		}
		step("Action=CreateDisk&Size=20&ClientToken=d-4", 200, "d-4")
		step("Action=CreateDisk&Size=20&ClientToken=d-4&Tag.1.Key=a", 400, "IdempotentParameterMismatch")
		step("Action=CreateInstance&InstanceType=t&ClientToken=d-4", 200, "i-")

		// A deletion that is refused binds none; that of several is idempotent, too.
		group := "Action=DeleteInstances&InstanceId.1=i-b&InstanceId.2=i-a&ClientToken=x"
		step(group, 403, "IncorrectInstanceStatus")
		step("Action=StopInstance&InstanceId=i-a", 200, "")
		time.Sleep(time.Minute)
		step(group, 200, "RequestId")
		step(group, 200, "RequestId")
		step("Action=DeleteInstances&InstanceId.1=i-b&InstanceId.2=i-a&ClientToken=y", 404, "InvalidInstanceId.NotFound")

		// A repetition can be dropped, and its reply can be lost; it is a comment.
		s.world.Arm(sim.Dropped().Cut())
		if _, err := s.RoundTrip(get("Action=CreateDisk&Size=99&ClientToken=d-4")); !errors.Is(err, io.EOF) {
			t.Errorf("a repetition that is dropped: %v", err)
		}
		s.world.Arm(sim.Lost().Cut())
		if _, err := s.RoundTrip(get("Action=CreateDisk&Size=99&ClientToken=d-4")); !errors.Is(err, io.EOF) {
			t.Errorf("a repetition whose reply is lost: %v", err)
		}
		repetitions := 0
		for _, e := range s.world.History().Events {
			if strings.Contains(e.Comment, "is a repetition") {
				repetitions++
			}
		}
		if repetitions != 7 { // of the group one for each instance
			t.Errorf("%d repetitions in\n%s", repetitions, s.world.History())
		}
	})
}

// TestStale: a stale describe shows what was, the Attachments too. What lies beside the
// machine, such as the device, is of now.
func TestStale(t *testing.T) {
	s, clock := newServer(t, twoInstances+"reading R-visible in-use\n", Options{})
	clock.Add(time.Minute)
	must(t, s, "Action=DetachDisk&DiskId=d-1&InstanceId=i-a")
	clock.Add(65 * time.Second)
	for _, test := range []struct {
		ago  time.Duration
		want string
	}{{10 * time.Second, "Detaching||i-a  2019-05-31T08:00:00Z "}, {66 * time.Second, "In_use|i-a|i-a  2019-05-31T08:00:00Z "}, {time.Second, "Available||"}} {
		s.world.Arm(sim.Stale(test.ago))
		wantList(t, listOf(t, s, `Action=DescribeDisks&DiskIds=["d-1"]`, "Status", "InstanceId", "Attachments"), test.want)
	}
}
