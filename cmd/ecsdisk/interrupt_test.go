package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// TestMain is the tool itself when it is asked to be.
func TestMain(m *testing.M) {
	if is := os.Getenv("ECSDISK_IS_THE_TOOL"); is != "" {
		ctx := signals()
		if is == "listening" {
			fmt.Println(is)
		}
		os.Exit(int(process(ctx)))
	}
	os.Exit(m.Run())
}

// Ctrl-C and SIGTERM end any command, which says how far it came: one that searches, one
// that waits for its input, and one that nothing stops.
func TestSignals(t *testing.T) {
	for _, tt := range []struct{ args, stdin, want string }{
		{"simulate --for 9999h", "", "not judged: any further sequence; it was interrupted after "},
		{"mutants", "", "not judged: "},
		{"replay -", "instance i-a Running\n\n", "stdin: not judged: it was interrupted after 0 steps"},
		{"check -", "disk d-1 Available\n", "stdin: unknown, 0 calls: it was interrupted"},
		{"explain - DetachDisk", "instance i-a Running\n\n", "ecsdisk: not judged: interrupted"},
	} {
		for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
			c := exec.Command(os.Args[0], strings.Fields(tt.args)...)
			c.Env = append(os.Environ(), "ECSDISK_IS_THE_TOOL=listening")
			in, err := c.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			stdout, err := c.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			c.Stderr = c.Stdout
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			io.WriteString(in, tt.stdin)
			out := bufio.NewReader(stdout)
			if line, err := out.ReadString('\n'); line != "listening\n" {
				t.Fatalf("%q, %v", line, err)
			}
			if err := c.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			said, _ := io.ReadAll(out)
			err = c.Wait() // its input stays open
			in.Close()
			if _, exited := errors.AsType[*exec.ExitError](err); !exited || c.ProcessState.ExitCode() != int(unjudged) || !strings.HasPrefix(last(string(said)), tt.want) {
				t.Errorf("%s, %v: %v, want exit status 3 and %q:\n%s", tt.args, signal, err, tt.want, said)
			}
		}
	}
}

// What hears of nothing is left behind when its grace is over.
func TestWithin(t *testing.T) {
	for _, want := range []status{green, red, unjudged} {
		if got := within(t.Context(), 0, io.Discard, func() status { return want }); got != want {
			t.Errorf("exit status %d, want %d", got, want)
		}
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	var stderr strings.Builder
	if got := within(stopped, 1, &stderr, func() status { select {} }); got != unjudged || stderr.String() != "ecsdisk: not judged: interrupted\n" {
		t.Errorf("exit status %d, want 3: %s", got, &stderr)
	}
	done := make(chan struct{})
	if got := within(stopped, grace, &stderr, func() status { <-stopped.Done(); defer close(done); return red }); got != red {
		t.Errorf("exit status %d, want that of the command, 1", got)
	}
	<-done
}

// A reader that waits hands on what comes, and stops waiting when its context ends.
func TestWaiting(t *testing.T) {
	text := strings.Repeat("0123456789", 20000)
	if got, err := io.ReadAll(waitFor(t.Context(), strings.NewReader(text))); err != nil || string(got) != text {
		t.Errorf("%d bytes, %v; want %d", len(got), err, len(text))
	}
	in, out := io.Pipe()
	defer out.Close()
	ctx, stop := context.WithCancel(t.Context())
	w := waitFor(ctx, in)
	go stop()
	for range 2 {
		if n, err := w.Read(make([]byte, 9)); n != 0 || !errors.Is(err, errInterrupted) {
			t.Errorf("%d bytes, %v; want that it was interrupted", n, err)
		}
	}
}
