package history

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"example.com/ecsdisk/sim/script"
)

// readBy is all that a reader says of a text.
type readBy struct {
	Calls            []script.Call
	Err              string
	Cut              bool
	Tail             []string
	Skipped, Ignored map[string]int
}

// read reads a text, by several goroutines where a block has a size.
func read(text io.Reader, size int) (all readBy) {
	r := NewReader("x", text)
	calls := r.Calls()
	if j, ok := func() (*jsonLines, bool) { r.Header(); j, ok := r.source.(*jsonLines); return j, ok }(); ok && size > 0 {
		calls = func(yield func(script.Call, error) bool) { r.callsOver(j, 3, size, yield) }
	}
	for c, err := range calls {
		if err != nil {
			all.Err, all.Cut = err.Error(), errors.Is(err, ErrCut)
			break
		}
		all.Calls = append(all.Calls, c)
	}
	all.Tail, all.Skipped, all.Ignored = r.Tail(), r.Skipped(), r.Ignored()
	return all
}

// Several goroutines read what one does: of lines in any order, with comments, without times,
// with what cannot be read, and with what cannot be read to its end.
func TestCallsOver(t *testing.T) {
	lines := []string{
		`{"t":%d,"op":"DetachDisk","params":{"InstanceId":"i-a","DiskId":"d-1"},"status":200,"code":""}`,
		`{"t":%d,"op":"DescribeDisks","params":{"RegionId":"x","DiskIds":["d-1"]},"status":200,"code":"","shown":{"d-1":{"Status":"Detaching","Attachments":[]}}}`,
		`{"start":%d,"end":null,"op":"DescribeDisks","params":{},"unheard":true}`,
		`{"start":%d,"end":1e6,"op":"StopInstance","params":{"InstanceId":"i-a"},"status":200,"code":"","more":1}`,
		`{"lead":["# at %d"]}`, ``, `{"op":"DeleteDisk","params":{"DiskId":"d-%d"},"status":200,"code":""}`, `{"t":%d,"op":"RunCommand","params":{}}`,
		`{"t":%d,"op":"DescribeDisks","params":{"DiskIds":["d-1"]},"status":200,"code":"","shown":{"d-1":{"Status":"Modifying"}}}`, `{"t":0,"op":"DeleteDisk","params":{}}`, `[%d]`,
	}
	for n := range 400 {
		src := rand.New(rand.NewPCG(5, uint64(n)))
		var b strings.Builder
		if src.IntN(2) == 0 {
			b.WriteString(`{"history":"x","edition":"2019-05-31"}` + "\n")
		}
		for at := range src.IntN(60) {
			line := lines[src.IntN(2)]
			if src.IntN(8) == 0 {
				line = lines[src.IntN(len(lines)-2*src.IntN(2))]
			}
			if strings.Contains(line, "%") {
				line = fmt.Sprintf(line, at)
			}
			b.WriteString(line + []string{"\n", "\r\n"}[src.IntN(2)])
		}
		text := b.String()
		if src.IntN(3) == 0 {
			text = text[:src.IntN(len(text)+1)]
		}
		in := func() io.Reader { return strings.NewReader(text) }
		if src.IntN(10) == 0 {
			in = func() io.Reader {
				return io.MultiReader(strings.NewReader(text), iotest.ErrReader(errors.New("no more")))
			}
		}
		want := read(in(), 0)
		for _, size := range []int{1, 100, 1000} {
			if got := read(in(), size); !reflect.DeepEqual(got, want) {
				t.Fatalf("by blocks of %d it is\n%+v\nand by one reader\n%+v\n%s", size, got, want, text)
			}
		}
	}
}

// The histories that are kept are read by several as by one, and so are those of a reader that
// stops.
func TestCallsOverKept(t *testing.T) {
	files, err := filepath.Glob("testdata/*")
	if err != nil || len(files) == 0 {
		t.Fatal("no histories", err)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // a directory
		}
		one, some := NewReader("x", strings.NewReader(string(text))), NewReader("x", strings.NewReader(string(text)))
		var want, got []script.Call
		for c := range one.Calls() {
			want = append(want, c)
		}
		for c := range some.CallsOver(3) {
			if got = append(got, c); len(got) == 2 {
				break
			}
		}
		if n := min(len(want), 2); !reflect.DeepEqual(got, want[:n:n]) {
			t.Errorf("%s: %+v, expected %+v", path, got, want[:n])
		}
	}
}
