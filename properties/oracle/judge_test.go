package oracle

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/sim/history"
	"example.com/ecsdisk/sim/script"
)

func read(t *testing.T, path string) (history.Header, []script.Call) {
	t.Helper()
	h, calls, err := tryRead(path)
	if err != nil {
		t.Fatal(err)
	}
	return h, calls
}

func tryRead(path string) (h history.Header, calls []script.Call, err error) {
	f, err := os.Open(path)
	if err != nil {
		return h, nil, err
	}
	defer f.Close()
	r := history.NewReader(path, f)
	if h, err = r.Header(); err != nil {
		return h, nil, err
	}
	for c, err := range r.Calls() {
		if err != nil {
			return h, nil, err
		}
		calls = append(calls, c)
	}
	return h, calls, nil
}

// What the field was seen to do is good, as of the service. As of a machine without lag, and to
// which nothing happens by itself, some of it is bad.
func TestField(t *testing.T) {
	files, err := filepath.Glob("../../sim/history/testdata/*.*")
	if err != nil || len(files) == 0 {
		t.Fatal("no histories", err)
	}
	verdicts := map[string]Verdict{ // as of a run of package sim; of the others it is good
		"01-available-after-attach":     Bad,
		"13-detach-failed-by-itself":    Bad,
		"16-auto-release":               Bad,
		"27-running-but-attach-refused": Bad,
	}
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
		h, calls := read(t, path)
		for _, as := range []string{"sim", "service"} {
			o, err := As(as, h.World)
			if err != nil {
				t.Fatal(err)
			}
			j := New(h.World, h.Known, o)
			j.Follow(slices.Values(calls))
			r, want := j.Report(), Good
			switch {
			case name == "08-modifying":
				want = Unknown // nothing is left to judge
			case as == "sim":
				want = verdicts[name]
			}
			if r.Verdict() != want {
				t.Errorf("%s as %s is %s; expected %s: %v", name, as, r.Verdict(), want, r.Findings)
			}
		}
	}
}

// An answer is not said to speak of what was where what may have happened before explains it.
func TestWhatMayHaveHappenedIsNoLag(t *testing.T) {
	r := parsed(t, `edition 2019-05-31
instance i-1 Running
disk d-1 In_use i-1

10m         DetachDisk    InstanceId=i-1 DiskId=d-1  ok
10m5s       DescribeDisks DiskId=d-1                 Available
10m10s      DescribeDisks DiskId=d-1                 In_use i-1
10m6s..11m  AttachDisk    InstanceId=i-1 DiskId=d-1  unheard by c1
`)
	o, err := As("service", r.world)
	if err != nil {
		t.Fatal(err)
	}
	if report := judged(r, o); report.Verdict() != Good || report.Lag != 0 || len(report.Supposed) > 0 {
		t.Errorf("%s, lag %s, supposed %v; expected it to be good without", report.Verdict(), report.Lag, report.Supposed)
	}
}
