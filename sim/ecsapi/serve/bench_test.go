package serve_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/ecsapi/serve"
	"example.com/ecsdisk/sim/script"
)

// asServer is set in the environment of the process that is the server of a benchmark,
// to which it is.
const asServer = "ECSDISK_BENCHMARK_SERVER"

func TestMain(m *testing.M) {
	if kind := os.Getenv(asServer); kind != "" {
		serveUntilEOF(kind)
		return
	}
	os.Exit(m.Run())
}

// serveUntilEOF is a server in a process of its own, until its standard input ends.
func serveUntilEOF(kind string) {
	s, err := serve.New(serve.Config{World: script.MustWorld(world), Clock: sim.NewScaled(1)})
	if err != nil {
		panic(err)
	}
	var handler http.Handler = s
	if kind == "bare" {
		answer := []byte(os.Getenv(asServer + "_ANSWER"))
		handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := r.ParseForm(); err != nil || r.Form.Get("Action") == "" {
				w.WriteHeader(http.StatusBadRequest)
				return
			}
			w.Header().Set("Content-Type", "application/json;charset=utf-8")
			w.Write(answer)
		})
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(l.Addr())
	go http.Serve(serve.Listener(l, nil), handler)
	io.Copy(io.Discard, os.Stdin)
}

// connections is how many clients ask at once.
const connections = 32

const poll = `Action=DescribeDisks&Version=2014-05-26&Format=JSON&RegionId=cn-hangzhou&PageSize=100&DiskIds=%5B%22d-1%22%5D`

// BenchmarkServe has 32 clients poll a disk over loopback. It reports the requests that
// the process of the server answers in a second of CPU time, beside a bare handler of
// net/http that parses the same form and answers the same bytes.
func BenchmarkServe(b *testing.B) {
	_, url := start(b, serve.Config{})
	_, answer := ask(b, "POST", url, poll, "Content-Type", "application/x-www-form-urlencoded")
	for _, kind := range []string{"bare", "machine"} {
		b.Run(kind, func(b *testing.B) {
			cmd := exec.CommandContext(b.Context(), os.Args[0])
			cmd.Env = append(os.Environ(), asServer+"="+kind, asServer+"_ANSWER="+answer)
			if kind == "machine" {
				cmd.Env = append(cmd.Env, "GOGC=400") // as the tool has it
			}
			stdin, err := cmd.StdinPipe()
			if err != nil {
				b.Fatal(err)
			}
			stdout, err := cmd.StdoutPipe()
			if err != nil {
				b.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				b.Fatal(err)
			}
			address, err := bufio.NewReader(stdout).ReadString('\n')
			if err != nil {
				b.Fatal(err)
			}
			lost := load(b, "http://"+strings.TrimSpace(address), b.N)
			stdin.Close()
			if err := cmd.Wait(); err != nil {
				b.Fatal(err)
			}
			cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
			b.ReportMetric(float64(b.N)/cpu.Seconds(), "requests/CPU-s")
			b.ReportMetric(float64(lost), "lost")
		})
	}
}

// load sends n requests over the connections, and returns how many were not answered 200.
func load(b *testing.B, url string, n int) (lost int64) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections}}
	var left, failed atomic.Int64
	left.Store(int64(n))
	var clients sync.WaitGroup
	for range connections {
		clients.Go(func() {
			for left.Add(-1) >= 0 {
				answer, err := client.Post(url, "application/x-www-form-urlencoded", strings.NewReader(poll))
				if err != nil {
					failed.Add(1)
					continue
				}
				if io.Copy(io.Discard, answer.Body); answer.StatusCode != http.StatusOK {
					failed.Add(1)
				}
				answer.Body.Close()
			}
		})
	}
	clients.Wait()
	return failed.Load()
}
