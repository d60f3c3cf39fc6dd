package ecsapi

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

// recorded returns the lines of a history without the first, and checks that each is
// one line of JSON.
func recorded(t testing.TB, history string) (lines []string) {
	t.Helper()
	text, ended := strings.CutSuffix(history, "\n")
	if !ended {
		t.Fatalf("the history does not end with a line: %q", history)
	}
	for n, text := range strings.Split(text, "\n") {
		if !json.Valid([]byte(text)) {
			t.Fatalf("line %d is no JSON: %s", n+1, text)
		}
		if n > 0 {
			lines = append(lines, text)
		} else if !strings.HasPrefix(text, `{"history":"recorded","date":"`) || !strings.HasSuffix(text, `,"world":null}`) {
			t.Fatalf("the first line is %s", text)
		}
	}
	return lines
}

// A story over both formats and both methods.
func TestRecorder(t *testing.T) {
	s, clock := newServer(t, twoInstances, Options{})
	var history bytes.Buffer
	r := &Recorder{Transport: s, History: &history, Clock: clock}
	client := http.Client{Transport: r}
	ask := func(query string) {
		t.Helper()
		response, err := client.Get("http://ecs.example.com/?AccessKeyId=hidden&Signature=hidden&" + query)
		if err == nil {
			response.Body.Close()
		}
	}
	ask("Action=DescribeDisks&DiskIds=" + url.QueryEscape(`["d-1","d-gone"]`))
	clock.Add(1500 * time.Millisecond)
	response, err := client.PostForm("http://ecs.example.com/", url.Values{"Action": {"DetachDisk"}, "InstanceId": {"i-a"}, "DiskId": {"d-1"}, "Format": {"JSON"}})
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	ask("Format=JSON&Action=DetachDisk&InstanceId=i-a&DiskId=d-1&RegionId=cn-hangzhou")
	clock.Add(time.Minute)
	s.world.Arm(sim.Lost().Cut().On(book.ActionDeleteDisk))
	ask("Action=DeleteDisk&DiskId=d-1")
	ask("Action=DescribeDisks&DiskIds=" + url.QueryEscape(`["d-1"]`) + "&DiskName=hidden&Tag.1.Key=hidden&Tag.1.Value=hidden")
	ask("Action=CreateDisk&Size=20&ZoneId=hidden&Encrypted=FALSE&BurstingEnabled=false&ProvisionedIops=0&ClientToken=hidden")
	ask("Action=StopInstances&InstanceId.2=i-b&InstanceId.1=i-a&ForceStop=true")
	s.world.Do(model.Lock{InstanceID: "i-a", Reason: model.LockSecurity})
	ask("Action=DescribeInstances&Status=Running")
	ask("Action=DescribeVpcs&VpcId=hidden&hidden=hidden")
	ask("Action=hidden-action&RegionId=")
	ask("Action=AttachDisk&DiskId=d-1&DiskId=hidden&DeleteWithInstance=hidden&Bootable=hidden&Force=false&Device=hidden")
	if err := r.Err(); err != nil {
		t.Error(err)
	}
	want := []string{
		`{"start":0,"end":0,"client":"c1","op":"DescribeDisks","params":{"DiskIds":["d-1","d-gone"]},"status":200,"code":"","requestId":ID,"shown":{"d-1":{"Attachments":[{"InstanceId":"i-a"}],"Category":"cloud","DeleteAutoSnapshot":false,"DeleteWithInstance":true,"DiskChargeType":"PostPaid","InstanceId":"i-a","Portable":true,"Status":"In_use","Type":"data"}}}`,
		`{"start":1.5,"end":1.5,"client":"c1","op":"DetachDisk","params":{"DiskId":"d-1","InstanceId":"i-a"},"status":200,"code":"","requestId":ID}`,
		`{"start":1.5,"end":1.5,"client":"c1","op":"DetachDisk","params":{"DiskId":"d-1","InstanceId":"i-a","RegionId":"cn-hangzhou"},"status":403,"code":"IncorrectDiskStatus","requestId":ID}`,
		`{"start":61.5,"end":61.5,"client":"c1","op":"DeleteDisk","params":{"DiskId":"d-1"},"unheard":true}`,
		`{"start":61.5,"end":61.5,"client":"c1","op":"DescribeDisks","params":{"DiskIds":["d-1"]},"withheld":["DiskName","Tag.N.Key","Tag.N.Value"],"status":200,"code":"","requestId":ID,"shown":{}}`,
		`{"start":61.5,"end":61.5,"client":"c1","op":"CreateDisk","params":{"BurstingEnabled":false,"ClientToken":"sha256:HASH","Encrypted":false,"ProvisionedIops":0,"Size":20},"withheld":["ZoneId"],"status":200,"code":"","requestId":ID,"shown":{"d-3":{}}}`,
		`{"start":61.5,"end":61.5,"client":"c1","op":"StopInstances","params":{"ForceStop":true,"InstanceId":["i-a","i-b"]},"status":403,"code":"IncorrectInstanceStatus","requestId":ID}`,
		`{"start":61.5,"end":61.5,"client":"c1","op":"DescribeInstances","params":{"Status":"Running"},"status":200,"code":"","requestId":ID,"shown":{"i-a":{"InstanceChargeType":"PostPaid","OperationLocks":[{"LockReason":"security"}],"Status":"Running"}}}`,
		`{"start":61.5,"end":61.5,"client":"c1","op":"DescribeVpcs","withheld":["?"],"status":400,"code":"NotModelled","requestId":ID}`,
		`{"start":61.5,"end":61.5,"client":"c1","op":"?","status":400,"code":"NotModelled","requestId":ID}`,
		`{"start":61.5,"end":61.5,"client":"c1","op":"AttachDisk","params":{"Force":false},"withheld":["DiskId","DeleteWithInstance","Bootable","Device"],"status":400,"code":"InvalidParameter","requestId":ID}`,
	}
	got := recorded(t, history.String())
	for n, line := range got {
		if before, after, ok := strings.Cut(line, `"requestId":"`); ok {
			line = before + `"requestId":ID` + after[37:]
		}
		if before, after, ok := strings.Cut(line, "sha256:"); ok {
			line = before + "sha256:HASH" + after[16:]
		}
		if n >= len(want) || line != want[n] {
			t.Errorf("line %d is\n%s", n+1, line)
			if n < len(want) {
				t.Errorf("want\n%s", want[n])
			}
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d lines, want %d", len(got), len(want))
	}
	if strings.Contains(history.String(), "hidden") {
		t.Error("the history has what is to be hidden")
	}
}

// TestRecordedFields: each field that the machine has of a resource, and that the API
// shows, is recorded.
func TestRecordedFields(t *testing.T) {
	for _, fields := range []struct {
		of   book.Fields
		form []string
	}{{book.DiskFields, recordedNames(diskRows)}, {book.InstanceFields, recordedNames(instanceRows)}} {
		for f := range (fields.of &^ book.HiddenFields).All() {
			if f == book.FieldID || f == book.FieldHotPlug { // no field of the API's
				continue
			}
			if !slices.Contains(fields.form, f.String()) {
				t.Errorf("%s is not recorded", f)
			}
		}
	}
}

func recordedNames[R shown](rows []row[R]) (names []string) {
	for _, r := range rows {
		if r.Recorded {
			names = append(names, r.Name)
		}
	}
	return names
}

// echo is a transport that answers with a text wherever an answer has text: in names
// that the tables have and in others.
type echo struct{ text string }

func (e echo) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		io.Copy(io.Discard, r.Body)
		r.Body.Close()
	}
	var resource string
	for _, f := range append(slices.Clone(diskForm), instanceForm...) {
		if !f.Recorded {
			resource += fmt.Sprintf("%q:%q,", f.Name, e.text)
		}
	}
	items := "[{" + resource + `"DiskId":"d-1"}]`
	body := fmt.Sprintf(`{"RequestId":%q,"Code":%[1]q,"Message":%[1]q,"HostId":%[1]q,"UserData":%[1]q,"NextToken":%[1]q,"Disks":{"Disk":%s,%[1]q:1},"x":%[1]q}`, e.text, items)
	status := 200
	if len(r.URL.RawQuery)%2 == 1 {
		status, body = 403, fmt.Sprintf(`{"RequestId":"1","Code":%q,"Message":%[1]q,"Recommend":%[1]q}`, e.text)
	}
	return &http.Response{StatusCode: status, Header: http.Header{"X-Echo": {e.text}}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: r}, nil
}

// TestRecorderKeepsSecrets puts a secret wherever a client may put one, which is
// everywhere but in an id, for each action, and wherever an answer may quote it.
func TestRecorderKeepsSecrets(t *testing.T) {
	const secret = "S3cret/+ <&>\"\\ä"
	var history bytes.Buffer
	client := http.Client{Transport: &Recorder{Transport: echo{secret}, History: &history}}
	send := func(method, query, form string) {
		t.Helper()
		r, err := http.NewRequest(method, "http://"+"user:S3cret@ecs.example.com/S3cret?"+query, strings.NewReader(form))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Authorization", secret)
		r.Header.Set("X-Acs-Security-Token", secret)
		response, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
	}
	escaped := url.QueryEscape(secret)
	calls := 0
	for name, a := range actions {
		for _, p := range a.params {
			parameter := strings.ReplaceAll(p.name, ".N", ".1")
			if p.kind == word || p.kind == ids { // an id that the client gives is written
				continue
			}
			send("GET", "Action="+name+"&"+parameter+"="+escaped, "")
			send("POST", "", "Action="+name+"&"+parameter+"="+escaped)
			send("POST", "Action="+name+"&"+escaped+"="+parameter, parameter+"="+escaped)
			calls += 3
		}
	}
	for _, common := range commonParams {
		if common != "Action" && common != "RegionId" {
			send("POST", "Action=DetachDisk&"+common+"="+escaped, "S3cret=1&%zz")
			calls++
		}
	}
	for _, long := range []string{"DetachDisk&DiskId=" + strings.Repeat("S3cret", 30), "DescribeDisks&DiskIds=[%22" + strings.Repeat("S3cret", 30) + "%22]", "DescribeDisks&DiskIds=S3cret"} {
		send("POST", "Action="+long, "")
		calls++
	}
	lines := recorded(t, history.String())
	if len(lines) != calls || calls < 300 {
		t.Errorf("%d lines of %d calls", len(lines), calls)
	}
	for _, form := range []string{"S3cret", escaped, base64.StdEncoding.EncodeToString([]byte(secret))} {
		if at := strings.Index(history.String(), form); at >= 0 {
			t.Errorf("the history has the secret: %.300s", history.String()[max(0, at-200):])
		}
	}
}

// TestRecorderChangesNothing compares what an endpoint receives, and what a client is
// given, with a recorder between them and without.
func TestRecorderChangesNothing(t *testing.T) {
	var mu sync.Mutex
	var received []string
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		mu.Lock()
		received = append(received, fmt.Sprint(r.Method, r.URL, r.Header, r.ContentLength, r.TransferEncoding, r.Trailer, len(body), crc32.ChecksumIEEE(body), err))
		mu.Unlock()
		switch r.URL.Path {
		case "/early":
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		case "/cut":
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, `{"RequestId":"1"`)
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		case "/none":
			panic(http.ErrAbortHandler)
		case "/gzip":
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			io.WriteString(z, `{"RequestId":"ABCDEF"}`)
			z.Close()
		case "/chunks":
			w.Header().Set("Trailer", "X-Sum")
			for range 3 {
				io.WriteString(w, strings.Repeat(" ", 5000))
				w.(http.Flusher).Flush()
			}
			io.WriteString(w, `{}`)
			w.Header().Set("X-Sum", "1")
		case "/large":
			w.Write(bytes.Repeat([]byte{' '}, maxAnswered+10))
		case "/redirect":
			http.Redirect(w, r, "/gzip?"+r.URL.RawQuery, http.StatusTemporaryRedirect)
		default:
			io.WriteString(w, `<html>`)
		}
	}))
	defer endpoint.Close()
	const query = "?Action=DetachDisk&DiskId=d-1&x=%zz"
	requests := map[string]func() *http.Request{}
	for _, path := range []string{"/", "/early", "/cut", "/none", "/gzip", "/chunks", "/large", "/redirect"} {
		for what, body := range map[string]func() io.Reader{
			"nothing": func() io.Reader { return nil },
			"form":    func() io.Reader { return strings.NewReader("InstanceId=i-a") },
			"stream":  func() io.Reader { return bufio.NewReader(strings.NewReader("InstanceId=i-a")) },
			"large":   func() io.Reader { return strings.NewReader(strings.Repeat("a", maxAsked+10)) },
		} {
			switch {
			case what == "stream" && (path == "/none" || path == "/redirect"): // tried again or not as the connection was used
				continue
			case path == "/large" && what != "nothing", what == "large" && path != "/" && path != "/early":
				continue
			}
			for _, encoding := range []string{"", "gzip"} {
				requests[path+" "+what+" "+encoding] = func() *http.Request {
					method := http.MethodPost
					if what == "nothing" {
						method = http.MethodGet
					}
					r, err := http.NewRequest(method, endpoint.URL+path+query, body())
					if err != nil {
						t.Fatal(err)
					}
					r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
					if encoding != "" {
						r.Header.Set("Accept-Encoding", encoding)
					}
					return r
				}
			}
		}
	}
	try := func(transport http.RoundTripper, r *http.Request) string {
		mu.Lock()
		received = nil
		mu.Unlock()
		before := *r
		client := http.Client{Transport: transport}
		response, err := client.Do(r)
		mu.Lock()
		defer mu.Unlock()
		if r.Body != before.Body || r.ContentLength != before.ContentLength {
			t.Error("the request is changed")
		}
		if err != nil {
			return fmt.Sprint(received, errors.Unwrap(err))
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		response.Header.Del("Date")
		return fmt.Sprint(received, response.Status, response.Header, response.ContentLength, response.Uncompressed, response.TransferEncoding, response.Trailer,
			response.Request.URL, response.Request == r, len(body), string(body[:min(len(body), 100)]), err)
	}
	for name, request := range requests {
		var history bytes.Buffer
		// Each with connections of its own: one that was cut changes what comes next.
		bare, beneath := &http.Transport{}, &http.Transport{}
		want := try(bare, request())
		got := try(&Recorder{Transport: beneath, History: &history}, request())
		if got != want {
			t.Errorf("%s: with a recorder\n%s\nwithout\n%s", name, got, want)
		}
		lines := recorded(t, history.String())
		unheard := strings.Contains(name, "/cut") || strings.Contains(name, "/none")
		if !strings.Contains(lines[0], `"op":"DetachDisk","params":{"DiskId":"d-1"`) || strings.Contains(lines[0], `"unheard":true`) != unheard {
			t.Errorf("%s is recorded as %s", name, lines[0])
		}
		if strings.HasPrefix(name, "/gzip") && !strings.Contains(lines[0], "ABCDEF") {
			t.Errorf("%s is recorded as %s", name, lines[0])
		}
		bare.CloseIdleConnections()
		beneath.CloseIdleConnections()
	}
}

// TestRecorderClients: at no time has a client two calls open, and each line is whole.
func TestRecorderClients(t *testing.T) {
	s, _ := newServer(t, twoInstances, Options{})
	var history bytes.Buffer
	r := &Recorder{Transport: s, History: &history}
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			client := http.Client{Transport: r}
			for range 50 {
				response, err := client.Get("http://ecs.example.com/?Action=DescribeDisks&Format=JSON")
				if err != nil {
					t.Error(err)
					return
				}
				response.Body.Close()
				r.Err()
			}
		})
	}
	wait.Wait()
	ended := map[string]float64{}
	lines := recorded(t, history.String())
	for _, text := range lines {
		var l struct {
			Start, End float64
			Client     string
		}
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatal(err)
		}
		if l.Start < ended[l.Client] || l.End < l.Start {
			t.Errorf("client %s ended a call at %v and has one from %v to %v", l.Client, ended[l.Client], l.Start, l.End)
		}
		ended[l.Client] = l.End
	}
	if len(lines) != 400 || len(ended) > 8 {
		t.Errorf("%d lines of %d clients, want 400 of at most 8", len(lines), len(ended))
	}
}

// full is a writer that takes a number of bytes, and no more.
type full struct {
	bytes.Buffer
	room int
}

func (f *full) Write(b []byte) (int, error) {
	if len(b) > f.room {
		n, _ := f.Buffer.Write(b[:f.room])
		f.room = 1000 // others make room again
		return n, errors.New("no space left")
	}
	f.room -= len(b)
	return f.Buffer.Write(b)
}

// TestRecorderWithoutSpace: what cannot be written stops no traffic, is told, and leaves
// whole lines.
func TestRecorderWithoutSpace(t *testing.T) {
	for room := range 700 {
		s, clock := newServer(t, twoInstances, Options{})
		history := &full{room: room}
		r := &Recorder{Transport: s, History: history, Clock: clock}
		for range 3 {
			response, err := (&http.Client{Transport: r}).Get("http://ecs.example.com/?Action=DeleteDisk&DiskId=d-none")
			if err != nil || response.StatusCode != 200 {
				t.Fatal(response, err)
			}
		}
		if whole := strings.Count(history.String(), "\n") == 4; whole != (r.Err() == nil) {
			t.Fatalf("with room for %d bytes the error is %v, of %q", room, r.Err(), history)
		}
		for n, text := range strings.Split(history.String(), "\n") {
			last := n == strings.Count(history.String(), "\n")
			if !last && !json.Valid([]byte(text)) {
				t.Fatalf("with room for %d bytes line %d is %q", room, n+1, text)
			}
		}
	}
}

// Call goes by the Call of the transport, or by the transport that the SDK gives.
func TestRecorderCall(t *testing.T) {
	s, _ := newServer(t, twoInstances, Options{Patience: time.Millisecond})
	s.world.Arm(sim.Lost().On(book.ActionDeleteDisk))
	var history bytes.Buffer
	r := &Recorder{Transport: s, History: &history}
	if _, err := r.Call(get("Action=DeleteDisk&DiskId=d-2"), nil); err == nil {
		t.Error("a lost reply is heard")
	}
	var own http.Transport
	own.RegisterProtocol("mem", s)
	given := &Recorder{History: &history}
	request := get("Action=DescribeDisks")
	request.URL.Scheme = "mem"
	if response, err := given.Call(request, &own); err != nil || response.StatusCode != 200 {
		t.Error(response, err)
	}
}

// doer is a transport, and a client of the SDK of the second generation.
type doer func(*http.Request, *http.Transport) (*http.Response, error)

func (d doer) RoundTrip(r *http.Request) (*http.Response, error) { return d(r, nil) }
func (d doer) Call(r *http.Request, t *http.Transport) (*http.Response, error) {
	return d(r, t)
}

// closing tells whether it was closed.
type closing struct {
	io.Reader
	closed bool
}

func (c *closing) Close() error {
	c.closed = true
	return nil
}

// TestRecorderReadsAlong: the parameters of a body stand there if the transport read all
// of it, however it does that; else it is said that some are missing.
func TestRecorderReadsAlong(t *testing.T) {
	const form = "DiskId=d-1&InstanceId=i-a"
	half := func(r io.Reader) { io.CopyN(io.Discard, r, int64(len(form)/2)) }
	given := new(http.Transport)
	for _, c := range []struct {
		name  string
		body  io.Reader
		read  func(r *http.Request)
		whole bool
	}{
		{"to its end", strings.NewReader(form), func(r *http.Request) { io.Copy(io.Discard, r.Body) }, true},
		{"its length", strings.NewReader(form), func(r *http.Request) { io.ReadFull(r.Body, make([]byte, r.ContentLength)) }, true},
		{"a stream", bufio.NewReader(strings.NewReader(form)), func(r *http.Request) { io.Copy(io.Discard, r.Body) }, true},
		{"a stream not to its end", bufio.NewReader(strings.NewReader(form)), func(r *http.Request) { io.ReadFull(r.Body, make([]byte, len(form))) }, false},
		{"a half", strings.NewReader(form), func(r *http.Request) { half(r.Body) }, false},
		{"nothing", strings.NewReader(form), func(r *http.Request) {}, false},
		{"a half, then again", strings.NewReader(form), func(r *http.Request) {
			half(r.Body)
			again, err := r.GetBody()
			if err != nil {
				t.Fatal(err)
			}
			io.Copy(io.Discard, again)
		}, true},
		{"too much", strings.NewReader(form + strings.Repeat("&", maxAsked)), func(r *http.Request) {
			io.Copy(io.Discard, r.Body)
			if kept := cap(r.Body.(*teed).body); kept > 3*maxAsked {
				t.Errorf("%d bytes are kept", kept)
			}
		}, false},
		{"far too much", strings.NewReader(form + strings.Repeat("&", 10*maxAsked)), func(r *http.Request) {
			io.Copy(io.Discard, r.Body)
			if kept := cap(r.Body.(*teed).body); kept > 3*maxAsked {
				t.Errorf("%d bytes are kept", kept)
			}
		}, false},
	} {
		var history bytes.Buffer
		answer := &closing{Reader: strings.NewReader("{}")}
		r := &Recorder{History: &history, Transport: doer(func(request *http.Request, transport *http.Transport) (*http.Response, error) {
			if transport != given {
				t.Errorf("%s: the transport of the SDK is %p, want %p", c.name, transport, given)
			}
			c.read(request)
			request.Body.Close()
			return &http.Response{StatusCode: 200, Body: answer}, nil
		})}
		request, err := http.NewRequest("POST", "http://ecs.example.com/?Action=DetachDisk", c.body)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		response, err := r.Call(request, given)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if !answer.closed {
			t.Errorf("%s: the body of the answer is not closed", c.name)
		}
		line := recorded(t, history.String())[0]
		if whole := !strings.Contains(line, `"withheld":["?"]`); whole != c.whole || whole && !strings.Contains(line, `"params":{"DiskId":"d-1","InstanceId":"i-a"}`) {
			t.Errorf("%s is recorded as %s", c.name, line)
		}
	}
}

// backwards is a clock that goes backwards.
type backwards struct{ now time.Time }

func (b *backwards) Now() time.Time {
	b.now = b.now.Add(-time.Millisecond)
	return b.now
}

// TestRecorderBackwards: no call ends before it started, whatever the clock says; and
// none that panics is left out.
func TestRecorderBackwards(t *testing.T) {
	var history bytes.Buffer
	r := &Recorder{Transport: fixed{}, History: &history, Clock: &backwards{}}
	for range 2 {
		func() {
			defer func() { recover() }()
			request := get("Action=DetachDisk")
			request.Body = nil // of which fixed dereferences the reader
			r.RoundTrip(request)
		}()
	}
	lines := recorded(t, history.String())
	if want := `{"start":-0.002,"end":-0.002,"client":"c1","unheard":true}`; len(lines) != 2 || lines[1] != want {
		t.Errorf("recorded %q, want %s as the second line", lines, want)
	}
}

// An answer is JSON or XML by how it begins, whatever white space stands before it.
func TestRecorderTellsTheFormat(t *testing.T) {
	for _, answer := range []string{`{"RequestId":"AB"}`, "\r\n\t {\"RequestId\":\"AB\"}", "<x><RequestId>AB</RequestId></x>", "\n<?xml version=\"1.0\"?><x><RequestId>AB</RequestId></x>"} {
		var history bytes.Buffer
		request := get("Action=DetachDisk")
		request.Body = http.NoBody
		if _, err := (&Recorder{Transport: fixed{200, answer}, History: &history}).RoundTrip(request); err != nil {
			t.Fatal(err)
		}
		if line := recorded(t, history.String())[0]; !strings.Contains(line, `"status":200,"code":"","requestId":"AB"`) {
			t.Errorf("%q is recorded as %s", answer, line)
		}
	}
}

// FuzzRecorder: whatever is asked and answered, there is a line of JSON for it, and the
// client gets what was answered.
func FuzzRecorder(f *testing.F) {
	f.Add("Action=DescribeDisks&DiskIds=%5B%22d-1%22%5D", "Tag.1.Key=a", `{"RequestId":"1","Disks":{"Disk":[{"DiskId":"d-1","Status":"In_use"}]}}`, 200)
	f.Add("Action=CreateDisk&Size=1", "ClientToken=a", `<CreateDiskResponse><DiskId>d-1</DiskId></CreateDiskResponse>`, 200)
	f.Add("Action=StopInstances&InstanceId.1=a&InstanceId.1=b", "InstanceId.2=c", `{"Code":"Throttling","RequestId":"0-f"}`, 400)
	f.Fuzz(func(t *testing.T, query, form, answer string, status int) {
		var history bytes.Buffer
		r := &Recorder{History: &history, Transport: fixed{status, answer}}
		request, err := http.NewRequest("POST", "http://ecs.example.com/", strings.NewReader(form))
		if err != nil {
			t.Fatal(err)
		}
		request.URL.RawQuery = query
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		response, err := r.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(response.Body); err != nil || string(body) != answer || response.StatusCode != status {
			t.Fatalf("%d %q is heard as %d %q, %v", status, answer, response.StatusCode, body, err)
		}
		text := recorded(t, history.String())[0]
		dec := json.NewDecoder(strings.NewReader(text))
		dec.DisallowUnknownFields()
		var l struct {
			Start, End    float64
			Client, Op    string
			Params        map[string]any
			Withheld      []string
			Status        int
			Code, Message *string
			RequestID     string `json:"requestId"`
			Shown         map[string]map[string]any
			Unheard       bool
		}
		if err := dec.Decode(&l); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if l.Unheard || l.Message != nil || l.Status != status || l.Client != "c1" {
			t.Fatal(text)
		}
	})
}

type fixed struct {
	status int
	answer string
}

func (f fixed) RoundTrip(r *http.Request) (*http.Response, error) {
	io.Copy(io.Discard, r.Body)
	return &http.Response{StatusCode: f.status, Body: io.NopCloser(strings.NewReader(f.answer))}, nil
}
