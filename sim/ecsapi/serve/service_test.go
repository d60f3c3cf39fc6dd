package serve_test

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/ecsapi/serve"
	"example.com/ecsdisk/sim/script"
)

const world = `instance i-a Running
disk     d-1 In_use i-a
disk     d-2 Available
`

// start serves a world on loopback, by a clock that only the control moves.
func start(t testing.TB, c serve.Config) (s *serve.Service, url string) {
	t.Helper()
	if len(c.World.String()) == 0 {
		c.World = script.MustWorld(world)
	}
	c.Clock = new(sim.Manual)
	s, err := serve.New(c)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return s, server.URL
}

// ask sends a request and returns the status and the body.
func ask(t testing.TB, method, url, body string, header ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for n := 0; n < len(header); n += 2 {
		if header[n] == "Host" {
			r.Host = header[n+1]
		}
		r.Header.Set(header[n], header[n+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// want asks and demands a status and a part of the body.
func want(t *testing.T, status int, part, method, url, body string, header ...string) {
	t.Helper()
	if got, text := ask(t, method, url, body, header...); got != status || !strings.Contains(text, part) {
		t.Errorf("%s %s: %d %s; expected %d with %q", method, url, got, text, status, part)
	}
}

const detach = "/?Action=DetachDisk&InstanceId=i-a&DiskId=d-1&Format=JSON"

// TestControl goes through all that can be asked of a world that runs.
func TestControl(t *testing.T) {
	s, url := start(t, serve.Config{})
	at := url + serve.Prefix
	want(t, 200, "ok\n", "GET", at+"health", "")
	want(t, 200, "RequestId", "GET", url+detach, "")
	want(t, 200, "at 59s", "POST", at+"advance?by=59s", "")
	want(t, 200, "# at 59s\ninstance i-a Running\ndisk     d-1 Detaching i-a\n", "GET", at+"state", "")
	want(t, 200, "# pending: d-1 Detaching since 0s, due 1m\n", "GET", at+"state", "")
	want(t, 200, "at 1m", "POST", at+"advance?by=1s", "")
	want(t, 200, "disk     d-1 Available\n", "GET", at+"state", "")
	want(t, 200, "0s  DetachDisk    InstanceId=i-a DiskId=d-1   ok\n1m  DescribeDisks DiskId=d-1                  Available", "GET", at+"script", "")
	want(t, 200, world, "GET", at+"world", "")

	want(t, 200, "1  refuse 400 Throttling\n2  lost cut on=DetachDisk\n", "POST", at+"faults", "refuse 400 Throttling\n\nlost cut on=DetachDisk\n")
	want(t, 400, "Throttling", "GET", url+"/?Action=DescribeDisks&Format=JSON", "")
	want(t, 200, "2  lost cut on=DetachDisk   # fired at 0 of 0 calls\n", "GET", at+"faults", "")
	want(t, 400, `"7"`, "DELETE", at+"faults?n=7", "")
	want(t, 200, "1 disarmed", "DELETE", at+"faults?n=2", "")
	want(t, 200, "0 disarmed", "DELETE", at+"faults", "")
	want(t, 400, "fault 2: ", "POST", at+"faults", "lost\nfrost\n")
	if _, text := ask(t, "GET", at+"faults", ""); text != "" {
		t.Errorf("a body with a fault that is none has armed %s", text)
	}
	want(t, 400, "the body is empty", "POST", at+"faults", "\n")

	want(t, 200, "lock i-a security   ok\n", "POST", at+"events", "lock i-a security")
	want(t, 403, "InstanceLockedForSecurity", "GET", url+detach, "")
	want(t, 400, "is no event of the environment", "POST", at+"events", "DetachDisk InstanceId=i-a DiskId=d-1")
	want(t, 400, "event 2: InstanceId is missing; expected lock InstanceId LockReason", "POST", at+"events", "unlock i-a security\nlock")
	want(t, 400, "event 1: ", "POST", at+"events", "lock")
	want(t, 400, "by: ", "POST", at+"advance?by=-1s", "")

	want(t, 400, "NotModelled", "GET", url+"/?Action=RunInstances&Format=JSON", "")
	want(t, 200, `{"Action":"RunInstances","Parameter":"","Value":"","Count":1}`, "GET", at+"unmodelled", "")
	want(t, 200, "world 2: 1 instances, 2 disks", "POST", at+"reset", "")
	want(t, 200, "# at 0s\n"+world, "GET", at+"state", "")
	want(t, 400, "NotModelled", "GET", url+"/?Action=RunInstances&Format=JSON", "")
	want(t, 200, `"Count":2}`, "GET", at+"unmodelled", "")
	want(t, 200, "world 3: 1 instances, 0 disks", "PUT", at+"world", "instance i-z Stopped")
	want(t, 200, "instance i-z Stopped", "GET", at+"state", "")
	want(t, 400, "expected", "PUT", at+"world", "instance i-z Sleeping")
	want(t, 400, "world: DeleteDisk DiskId=d-9 is a step; expected world lines only", "PUT", at+"world", "instance i-z Stopped\n\n0s  DeleteDisk DiskId=d-9   ok")
	want(t, 400, "attr i-z", "PUT", at+"world", "instance i-z Stopped\nattr i-z Colour=red")
	want(t, 200, "instance i-z Stopped", "GET", at+"world", "")

	want(t, 404, "GET /_ecsdisk/unmodelled", "GET", at+"nothing", "")
	want(t, 405, "POST /_ecsdisk/reset", "GET", at+"reset", "")
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	want(t, 503, "the service has ended", "GET", at+"state", "")
	want(t, 503, "the service has ended", "POST", at+"reset", "")
	want(t, 503, "the service has ended", "GET", url+detach, "")
	if all := s.Unmodelled(); len(all) != 1 || all[0].Count != 2 {
		t.Errorf("what is not modelled is %v", all)
	}
}

// TestForeign holds that a page in a browser cannot drive the control.
func TestForeign(t *testing.T) {
	_, url := start(t, serve.Config{})
	want(t, 403, "cross-origin", "POST", url+serve.Prefix+"reset", "", "Origin", "http://example.com")
	want(t, 403, "cross-origin", "POST", url+serve.Prefix+"reset", "", "Sec-Fetch-Site", "cross-site")
	want(t, 403, `"rebound.example.com"`, "GET", url+serve.Prefix+"state", "", "Host", "rebound.example.com:80")
	want(t, 200, "d-1", "GET", url+serve.Prefix+"state", "", "Host", "localhost:80")
	want(t, 200, "d-1", "GET", url+serve.Prefix+"state", "", "Host", "[::1]")
}

// TestDocumented holds the package documentation to the routes.
func TestDocumented(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, url := start(t, serve.Config{})
	_, listed := ask(t, "GET", url+serve.Prefix, "")
	var routes int
	for line := range strings.Lines(listed) {
		method, path, ok := strings.Cut(strings.TrimSpace(line), " "+serve.Prefix)
		if !ok || strings.Contains(path, " ") {
			continue
		}
		routes++
		if !strings.Contains(string(doc), fmt.Sprintf("//\t%-6s %s%s ", method, serve.Prefix, path)) {
			t.Errorf("%s %s is not documented", method, path)
		}
	}
	if said := strings.Count(string(doc), "\t/_ecsdisk/") + strings.Count(string(doc), " /_ecsdisk/"); routes == 0 || said != routes {
		t.Errorf("%d routes are documented; there are %d", said, routes)
	}
}

// TestRecord holds that the record of random clients replays to the state in which they
// left the world, and that it can be read wherever it is cut.
func TestRecord(t *testing.T) {
	name := filepath.Join(t.TempDir(), "run.script")
	s, url := start(t, serve.Config{
		World:  script.MustWorld(world + "attr d-1 Size=40"),
		Record: name,
		Faults: []sim.Fault{sim.Lost().Cut().Sometimes(0.2, 1), sim.Dropped().Cut().Sometimes(0.1, 2), sim.Late().Sometimes(0.1, 3)},
	})
	var clients sync.WaitGroup
	for n := range 3 {
		clients.Go(func() {
			src := rand.New(rand.NewPCG(1, uint64(n)))
			calls := []string{
				"Action=DetachDisk&InstanceId=i-a&DiskId=d-%d", "Action=AttachDisk&InstanceId=i-a&DiskId=d-%d", "Action=DescribeDisks&Status=Detaching",
				"Action=ModifyDiskAttribute&DiskId=d-%d&DeleteWithInstance=true", "Action=CreateDisk&DiskCategory=cloud_essd&Size=30&ZoneId=z", "Action=Nonsense",
			}
			for range 60 {
				call := calls[src.IntN(len(calls))]
				if strings.Contains(call, "%d") {
					call = fmt.Sprintf(call, 1+src.IntN(3))
				}
				if answer, err := http.Get(url + "/?Format=JSON&" + call); err == nil { // an error is a cut
					answer.Body.Close()
				}
				ask(t, "POST", fmt.Sprintf("%s%sadvance?by=%ds", url, serve.Prefix, src.IntN(20)), "")
			}
		})
	}
	clients.Wait()
	_, state := ask(t, "GET", url+serve.Prefix+"state", "")
	_, soFar := ask(t, "GET", url+serve.Prefix+"script", "")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	end := replay(t, string(text))
	if got := fmt.Sprintf("# at %s\n%s", sim.FormatDuration(end.At), script.World{State: end.State}); got != withoutAttrs(state) {
		t.Errorf("the record ends in\n%s\nthe world stood at\n%s", got, state)
	}
	if !strings.Contains(string(text), "attr     d-1 ") || !strings.Contains(string(text), "Size=40") {
		t.Errorf("the record has no attributes:\n%.400s", text)
	}
	for at := 0; at <= len(soFar); at += 97 { // a cut within a line leaves its beginning
		cut := soFar[:at]
		replay(t, cut[:strings.LastIndex(cut, "\n")+1])
	}
}

// withoutAttrs is a state as the control prints it, without what is beside the machine.
func withoutAttrs(state string) string {
	var b strings.Builder
	for line := range strings.Lines(state) {
		if !strings.HasPrefix(line, "attr ") && !strings.HasPrefix(line, "# pending") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// replay demands that a script is green, and returns where it ends.
func replay(t *testing.T, text string) sim.View {
	t.Helper()
	s, err := script.Parse("record", strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	report, err := script.Replay(s.World, script.All(s.Steps), script.Options{Strict: model.Exactly})
	if err != nil || !report.Green() {
		t.Fatalf("the record does not replay: %v %v\n%s", err, report, text)
	}
	w, _, err := script.Perform(s.World, script.All(s.Steps), nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.Look()
}

// TestRecordOfEachWorld holds that a world that is replaced keeps its record.
func TestRecordOfEachWorld(t *testing.T) {
	name := filepath.Join(t.TempDir(), "run.script")
	s, url := start(t, serve.Config{Record: name})
	want(t, 200, "RequestId", "GET", url+detach, "")
	want(t, 200, "world 2", "POST", url+serve.Prefix+"reset", "")
	want(t, 400, "Colour", "PUT", url+serve.Prefix+"world", "disk d-9 Available\nattr d-9 Colour=red")
	want(t, 200, "disk     d-1 In_use i-a", "GET", url+serve.Prefix+"state", "")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for file, has := range map[string]string{name: "DetachDisk", name + ".2": "disk     d-2"} {
		if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), has) {
			t.Errorf("%s: %v\n%s", file, err, text)
		}
	}
	if _, err := os.Stat(name + ".3"); err == nil {
		t.Error("a world that was refused has left a record")
	}
}

// TestRecordCannotBeKept holds that a record that cannot be written is an error.
func TestRecordCannotBeKept(t *testing.T) {
	_, err := serve.New(serve.Config{Clock: new(sim.Manual), Record: filepath.Join(t.TempDir(), "none", "run.script")})
	if err == nil || !strings.Contains(err.Error(), "record: ") {
		t.Errorf("New: %v", err)
	}
}

// TestListener holds that TLS and plain HTTP come in on one port, and that without a
// certificate what begins with TLS is closed at once.
func TestListener(t *testing.T) {
	secure, authority, err := serve.Certificate("127.0.0.1", "localhost")
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(authority) {
		t.Fatal("the authority is no certificate in PEM")
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	for name, config := range map[string]*tls.Config{"with": secure, "without": nil} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		s, err := serve.New(serve.Config{World: script.MustWorld(world), Clock: new(sim.Manual)})
		if err != nil {
			t.Fatal(err)
		}
		server := &http.Server{Handler: s}
		go server.Serve(serve.Listener(l, config))
		t.Cleanup(func() { server.Close() })
		want(t, 200, "ok", "GET", "http://"+l.Addr().String()+serve.Prefix+"health", "")
		answer, err := client.Get("https://" + l.Addr().String() + serve.Prefix + "health")
		if err == nil {
			answer.Body.Close()
		}
		if spoken := err == nil; spoken != (config != nil) {
			t.Errorf("%s a certificate TLS is answered with %v", name, err)
		}
		silent, err := net.DialTimeout("tcp", l.Addr().String(), time.Minute) // it keeps nobody from being served
		if err != nil {
			t.Fatal(err)
		}
		want(t, 200, "ok", "GET", "http://"+l.Addr().String()+serve.Prefix+"health", "")
		silent.Close()
	}
}
