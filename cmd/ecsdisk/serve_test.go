package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// serving runs serve until stop is called, and returns its address.
func serving(t *testing.T, args ...string) (url string, stop func() (s status, stdout, stderr string)) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	reader, writer := io.Pipe()
	var stderr bytes.Buffer
	done := make(chan status, 1)
	go func() {
		s := run(ctx, append([]string{"serve"}, args...), strings.NewReader(""), writer, &stderr)
		writer.Close()
		done <- s
	}()
	lines := bufio.NewReader(reader)
	first, err := lines.ReadString('\n')
	if err != nil {
		t.Fatalf("serve %s: exit status %d: %s", args, <-done, &stderr)
	}
	return strings.TrimSpace(first), func() (status, string, string) {
		cancel()
		rest, err := io.ReadAll(lines)
		if err != nil {
			t.Fatal(err)
		}
		return <-done, string(rest), stderr.String()
	}
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	answer, err := http.Get(url)
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

// What serve answered is in the record, which replays; what it could not is said last.
func TestServe(t *testing.T) {
	dir := t.TempDir()
	world, record := filepath.Join(dir, "world.script"), filepath.Join(dir, "run.script")
	write(t, world, "instance i-a Running\ndisk d-1 In_use i-a\nattr d-1 Size=40\n\n0s  DetachDisk  InstanceId=i-a DiskId=d-1   ok\n")
	url, stop := serving(t, "--world", world, "--record", record, "--scale", "0", "--fault", "refuse 400 Throttling on=DescribeDisks")
	if code, text := get(t, url+"/?Action=DescribeDisks&Format=JSON"); code != 400 || !strings.Contains(text, "Throttling") {
		t.Errorf("the first describe is answered %d %s", code, text)
	}
	if code, text := get(t, url+"/?Action=DescribeDisks&Format=JSON"); code != 200 || !strings.Contains(text, `"Status":"Detaching"`) || !strings.Contains(text, `"Size":40`) {
		t.Errorf("the disk that the steps detach is shown as %d %s", code, text)
	}
	get(t, url+"/?Action=RunInstances&Format=JSON")
	s, stdout, stderr := stop()
	if s != green || stdout != "not modelled: RunInstances (1 call)\n" {
		t.Errorf("serve ends with %d and says %q", s, stdout)
	}
	if !strings.Contains(stderr, "DescribeDisks") || strings.Count(stderr, "\n") != 3 {
		t.Errorf("the calls are told as\n%s", stderr)
	}
	if got := ecsdisk(t, "replay", "--strict", record); got.status != green {
		t.Errorf("the record does not replay: %d\n%s%s", got.status, got.stdout, got.stderr)
	}

	// A second service goes on from the record of the first.
	url, stop = serving(t, "--world", record, "--scale", "0", "--quiet")
	if _, text := get(t, url+"/_ecsdisk/state"); !strings.Contains(text, "disk     d-1 Detaching i-a\n") || !strings.Contains(text, "Size=40") {
		t.Errorf("the second goes on from\n%s", text)
	}
	if s, stdout, stderr := stop(); s != green || stdout != "" || stderr != "" {
		t.Errorf("quiet: %d %q %q", s, stdout, stderr)
	}
}

// The edition is that of the flag where the world names none, also of a world that takes
// the place of the first.
func TestServeEdition(t *testing.T) {
	dir := t.TempDir()
	plain, dated := filepath.Join(dir, "plain"), filepath.Join(dir, "dated")
	write(t, plain, "instance i-a Running\n")
	write(t, dated, "edition 2020-09-10\ninstance i-a Running\n")
	for _, test := range []struct {
		args        []string
		first, next string
	}{
		{[]string{"--world", plain}, "instance i-a Running\n", "instance i-b Stopped\n"},
		{[]string{"--world", plain, "--edition", "latest"}, "edition  2026-09\ninstance i-a Running\n", "edition  2026-09\ninstance i-b Stopped\n"},
		{[]string{"--world", dated, "--edition", "latest"}, "edition  2020-09-10\ninstance i-a Running\n", "edition  2020-09-10\ninstance i-b Stopped\n"},
		{[]string{"--edition", "2024-12-04"}, "edition 2024-12-04\n", "edition  2024-12-04\ninstance i-b Stopped\n"},
	} {
		url, stop := serving(t, append(test.args, "--quiet", "--scale", "0")...)
		if _, text := get(t, url+"/_ecsdisk/state"); text != "# at 0s\n"+test.first {
			t.Errorf("serve %s: the world is\n%s\nexpected\n%s", test.args, text, test.first)
		}
		put, err := http.NewRequest(http.MethodPut, url+"/_ecsdisk/world", strings.NewReader("instance i-b Stopped\n"))
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(put)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if _, text := get(t, url+"/_ecsdisk/world"); text != test.next {
			t.Errorf("serve %s: the world in its place is\n%s\nexpected\n%s", test.args, text, test.next)
		}
		if s, _, stderr := stop(); s != green {
			t.Errorf("%d %s", s, stderr)
		}
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Requests are signed where there are keys; TLS comes in on the same port.
func TestServeKeysAndTLS(t *testing.T) {
	dir := t.TempDir()
	keys, ca := filepath.Join(dir, "keys"), filepath.Join(dir, "ca.pem")
	write(t, keys, "# of the tests\nid secret\n")
	url, stop := serving(t, "--keys", keys, "--tls", ca, "--quiet")
	if code, text := get(t, url+"/?Action=DescribeDisks&Format=JSON"); code != 400 || !strings.Contains(text, "MissingParameter") {
		t.Errorf("a request that is not signed is answered %d %s", code, text)
	}
	if text, err := os.ReadFile(ca); err != nil || !strings.Contains(string(text), "BEGIN CERTIFICATE") {
		t.Errorf("the authority is %v %s", err, text)
	}
	if s, _, stderr := stop(); s != green {
		t.Errorf("%d %s", s, stderr)
	}
}

func TestServeRefuses(t *testing.T) {
	dir := t.TempDir()
	bad, empty := filepath.Join(dir, "bad"), filepath.Join(dir, "empty")
	write(t, bad, "only-one-word\n")
	write(t, empty, "# nothing\n")
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"--listen", "0.0.0.0:0"}, "--allow-remote as well"},
		{[]string{"--listen", ":0"}, "--allow-remote as well"},
		{[]string{"--listen", "example.com:80"}, "--allow-remote as well"},
		{[]string{"--listen", "127.0.0.1"}, "missing port"},
		{[]string{"--scale", "-1"}, "expected a number from 0"},
		{[]string{"--scale", "NaN"}, "expected a number from 0"},
		{[]string{"--fault", "frost"}, "expected"},
		{[]string{"--world", filepath.Join(dir, "none")}, "no such file"},
		{[]string{"--keys", bad}, "bad:1: expected an access key and its secret"},
		{[]string{"--keys", empty}, "there is no key in it"},
		{[]string{"--record", dir}, "record: "},
		{[]string{"--tls", dir}, dir},
		{[]string{"extra"}, "no argument"},
	} {
		if got := ecsdisk(t, append([]string{"serve"}, c.args...)...); got.status != failed || !strings.Contains(got.stderr, c.says) {
			t.Errorf("serve %s: %d %s; expected %q", c.args, got.status, got.stderr, c.says)
		}
	}
}

// Each flag is in the environment too, and the flag wins.
func TestServeEnvironment(t *testing.T) {
	flags := serveCommand().Flags()
	if err := flags.Set("scale", "3"); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{
		"ECSDISK_SCALE": "7", "ECSDISK_FAULT": "lost\nstale=5s on=DescribeDisks\n", "ECSDISK_ALLOW_REMOTE": "true", "ECSDISK_REGION": "cn-test",
	}
	lookup := func(name string) (string, bool) { text, ok := env[name]; return text, ok }
	if err := fromEnvironment(flags, lookup); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"scale": "3", "fault": "lost, stale=5s on=DescribeDisks", "allow-remote": "true", "region": "cn-test"} {
		if got := flags.Lookup(name).Value.String(); got != want {
			t.Errorf("--%s is %s, want %s", name, got, want)
		}
	}
	if err := fromEnvironment(serveCommand().Flags(), func(name string) (string, bool) { return "x", name == "ECSDISK_SCALE" || name == "ECSDISK_SEED" }); err == nil ||
		strings.Count(err.Error(), "ECSDISK_") != 2 {
		t.Errorf("of two mistakes it says %v", err)
	}
}

// A call that hangs does not keep serve from ending.
func TestServeEndsWhileACallHangs(t *testing.T) {
	url, stop := serving(t, "--fault", "dropped", "--quiet")
	hangs := make(chan error, 1)
	go func() {
		answer, err := http.Get(url + "/?Action=DescribeDisks")
		if err == nil {
			answer.Body.Close()
			err = errors.New(fmt.Sprint("answered ", answer.Status))
		}
		hangs <- err
	}()
	for {
		if _, text := get(t, url+"/_ecsdisk/faults"); text == "" { // it has fired
			break
		}
	}
	if s, _, stderr := stop(); s != green {
		t.Errorf("%d %s", s, stderr)
	}
	if err := <-hangs; err == nil || strings.Contains(err.Error(), "answered") {
		t.Errorf("the call that was dropped: %v", err)
	}
}

// The world can come from standard input, as those of the other commands do.
func TestServeAWorldFromStandardInput(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context())
	for _, tt := range []struct {
		text string
		want status
		said string
	}{
		{"instance i-a Running\n", green, ""},
		{"instance i-a Runing\n", failed, "ecsdisk: stdin:1:14: "},
	} {
		ctx, end := context.WithCancel(stopped)
		reader, writer := io.Pipe()
		done := make(chan status, 1)
		var stderr bytes.Buffer
		go func() {
			s := run(ctx, []string{"serve", "--world", "-"}, strings.NewReader(tt.text), writer, &stderr)
			writer.Close()
			done <- s
		}()
		if line, _ := bufio.NewReader(reader).ReadString('\n'); line != "" {
			if _, state := get(t, strings.TrimSpace(line)+"/_ecsdisk/state"); !strings.Contains(state, "i-a") {
				t.Errorf("the state is %s", state)
			}
		}
		end()
		if got := <-done; got != tt.want || !strings.HasPrefix(stderr.String(), tt.said) {
			t.Errorf("%s: exit status %d, want %d: %s", tt.text, got, tt.want, &stderr)
		}
	}
	stop()
}
