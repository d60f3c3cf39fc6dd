package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
)

// A logged is lines of JSON about disks, each of which is attached, looked at, detached and looked
// at again, every five minutes.
type logged struct {
	lines  [][]string // by step and disk: a line without its time
	left   int
	at     int // when the round began, in seconds
	step   int
	disk   int
	buffer []byte
}

// steps are when each step of a round is made, in seconds, and what its line says.
var steps = []struct {
	at   int
	line string
}{
	{0, `"op":"AttachDisk","params":{"InstanceId":"i-%[1]d","DiskId":"d-%[1]d"},"status":200,"code":""}`},
	{1, `"op":"DescribeDisks","params":{"DiskIds":["d-%[1]d"]},"status":200,"code":"","shown":{"d-%[1]d":{"Status":"Attaching","InstanceId":""}}}`},
	{6, `"op":"DescribeDisks","params":{"DiskIds":["d-%[1]d"]},"status":200,"code":"","shown":{"d-%[1]d":{"Status":"In_use","InstanceId":"i-%[1]d"}}}`},
	{7, `"op":"DetachDisk","params":{"InstanceId":"i-%[1]d","DiskId":"d-%[1]d"},"status":200,"code":""}`},
	{8, `"op":"DetachDisk","params":{"InstanceId":"i-%[1]d","DiskId":"d-%[1]d"},"status":403,"code":"IncorrectDiskStatus"}`},
	{9, `"op":"DescribeDisks","params":{"DiskIds":["d-%[1]d"]},"status":200,"code":"","shown":{"d-%[1]d":{"Status":"Detaching","InstanceId":"i-%[1]d"}}}`},
	{70, `"op":"DescribeDisks","params":{"DiskIds":["d-%[1]d"]},"status":200,"code":"","shown":{"d-%[1]d":{"Status":"Available","InstanceId":""}}}`},
}

func newLog(disks, calls int) *logged {
	l := &logged{left: calls, at: 60}
	world := "edition 2019-05-31\n"
	for n := range disks {
		world += fmt.Sprintf("instance i-%d Running\ndisk d-%d Available\n", n, n)
	}
	for _, s := range steps {
		var of []string
		for n := range disks {
			of = append(of, fmt.Sprintf(s.line, n)+"\n")
		}
		l.lines = append(l.lines, of)
	}
	l.buffer = fmt.Appendf(nil, "{\"world\":%q}\n", world)
	return l
}

// Read reads what is left of the lines.
func (l *logged) Read(p []byte) (int, error) {
	for len(l.buffer) < len(p) && l.left > 0 {
		l.left--
		l.buffer = strconv.AppendInt(append(l.buffer, `{"t":`...), int64(l.at+steps[l.step].at), 10)
		l.buffer = append(append(l.buffer, ','), l.lines[l.step][l.disk]...)
		if l.disk++; l.disk < len(l.lines[0]) {
			continue
		}
		if l.disk, l.step = 0, l.step+1; l.step == len(steps) {
			l.step, l.at = 0, l.at+300
		}
	}
	n := copy(p, l.buffer)
	if l.buffer = l.buffer[:copy(l.buffer, l.buffer[n:])]; n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// BenchmarkCheck reads lines of JSON and judges them, with the time that it takes to make them.
func BenchmarkCheck(b *testing.B) {
	for _, as := range []string{"sim", "fake", "service"} {
		for _, disks := range []int{1, 100} {
			b.Run(fmt.Sprintf("as=%s/disks=%d", as, disks), func(b *testing.B) {
				c := checkCommand()
				var out strings.Builder
				c.SetIn(newLog(disks, b.N))
				c.SetOut(&out)
				c.SetArgs([]string{"--as", as, "-"})
				if err := c.ExecuteContext(b.Context()); err != nil || !strings.Contains(out.String(), fmt.Sprintf("good, %s;", count(b.N, "call"))) {
					b.Fatal(err, out.String())
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
			})
		}
	}
}
