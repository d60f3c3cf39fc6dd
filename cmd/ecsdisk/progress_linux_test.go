package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"unsafe"
)

// terminal returns a terminal, and a function that closes it and returns what was written
// to it.
func terminal(t *testing.T) (*os.File, func() string) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	control := func(request uintptr, value *int32) {
		if _, _, err := syscall.Syscall(syscall.SYS_IOCTL, master.Fd(), request, uintptr(unsafe.Pointer(value))); err != 0 {
			t.Skip(err)
		}
	}
	var unlocked, number int32
	control(syscall.TIOCSPTLCK, &unlocked)
	control(syscall.TIOCGPTN, &number)
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	written := make(chan string)
	go func() {
		var all bytes.Buffer
		all.ReadFrom(master) // until the slave is closed
		written <- all.String()
	}()
	return slave, func() string {
		slave.Close()
		defer master.Close()
		return <-written
	}
}

// Whatever takes long says on a terminal how far it is, and leaves nothing of that behind.
func TestLongWorkShowsProgress(t *testing.T) {
	t.Chdir(t.TempDir())
	if got := ecsdisk(t, "explore", "--instances=1", "--disks=1", "--certificate=there.certificate"); got.status != green {
		t.Fatal(got.stderr)
	}
	if err := os.WriteFile("x.script", []byte(plannedWorld), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("many.history", []byte("disk d-1 Available\n"+strings.Repeat("0s DescribeDisks DiskId=d-1 Available\n", 3000)), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ args, want string }{
		{"explore --instances=1 --disks=1", ``},
		{"explore --instances=1 --disks=1 --certificate=c", ``},
		{"explore --instances=1 --disks=1 --verify=there.certificate", ``},
		{"coverage --instances=1 --disks=1", ``},
		{"liveness --instances=1 --disks=1", ``},
		{"histories --instances=1 --disks=1", ``},
		{"tour --instances=1 --disks=1 --out t", ``},
		{"prove --instances=0", ``},
		{"plan x.script d-1 released", ``},
		{"check many.history", ``},
		{"mutants frame-lock", `mutants: 0 of 1, 0/s`},
		{"simulate --sequences=20", `20|%`},
	} {
		if tt.want == "" {
			tt.want = `[a-z ]+: [\d,]+( of [\d,]+)?, [\d,]+/s`
		}
		stderr, written := terminal(t)
		var stdout bytes.Buffer
		s := run(t.Context(), strings.Fields(tt.args), strings.NewReader(""), &stdout, stderr)
		said := written()
		if s != green || !regexp.MustCompile(tt.want).MatchString(said) || strings.Contains(stdout.String(), "/s\r") {
			t.Errorf("%s: exit status %d; on the terminal %q, want %s:\n%s", tt.args, s, said, tt.want, &stdout)
		}
	}
}

// On a terminal what is not green is red, unless NO_COLOR or a dumb terminal say otherwise.
func TestColoursOnATerminal(t *testing.T) {
	page, err := filepath.Abs("testdata/red/got.wrong")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		noColor, term string
		coloured      bool
	}{{"", "xterm", true}, {"1", "xterm", false}, {"", "dumb", false}} {
		t.Setenv("NO_COLOR", tt.noColor)
		t.Setenv("TERM", tt.term)
		stdout, written := terminal(t)
		run(t.Context(), []string{"replay", page}, strings.NewReader(""), stdout, &bytes.Buffer{})
		said := written()
		if strings.Contains(said, "\x1b[31mnot green\x1b[") != tt.coloured || strings.Contains(said, "\x1b[33m403 InstanceLockedForSecurity") != tt.coloured || !strings.Contains(said, "not green") {
			t.Errorf("NO_COLOR=%s TERM=%s: it prints %q", tt.noColor, tt.term, said)
		}
	}
}
