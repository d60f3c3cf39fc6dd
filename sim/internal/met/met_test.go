package met

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

func lines(t *testing.T, file string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return slices.Sorted(strings.Lines(string(text)))
}

// However many meet a thing, and at once, it has one line in the file, and all that
// another process wrote stays.
func TestMeet(t *testing.T) {
	file := filepath.Join(t.TempDir(), "met")
	if err := os.WriteFile(file, []byte("rule Theirs\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Setenv(Variable, file)
	r := FromEnvironment()
	if again := FromEnvironment(); again != r {
		t.Fatal("one file has two records")
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for n := range 20 {
				r.Meet(Item{"rule", fmt.Sprint("R", n)})
				r.Meet(Item{"transition", "disk", "In_use", "→", "Detaching"})
			}
		})
	}
	all.Wait()
	want := []string{"rule Theirs\n", "transition disk In_use → Detaching\n"}
	for n := range 20 {
		want = append(want, fmt.Sprintf("rule R%d\n", n))
	}
	slices.Sort(want)
	if got := lines(t, file); !slices.Equal(got, want) {
		t.Errorf("the file has %q, want %q", got, want)
	}
}

func TestNobodyAsked(t *testing.T) {
	t.Setenv(Variable, "")
	if r := FromEnvironment(); r != nil {
		t.Errorf("the record is %v", r)
	}
}

// What cannot be written is said once, and nothing else comes of it.
func TestCannotBeWritten(t *testing.T) {
	t.Chdir(t.TempDir())
	for file, want := range map[string]string{
		"met.txt":               "ecsdisk: ECSDISK_MET=met.txt: WHAT IS MET IS NOT RECORDED: the name is relative, and go test runs each package in a directory of its own; expected an absolute one, such as $PWD/met.txt\n",
		t.TempDir():             "is a directory",
		t.TempDir() + "/no/met": "no such file or directory",
	} {
		var said strings.Builder
		r := newRecord(file, &said)
		r.Meet(Item{"flag", "cleared"})
		r.Meet(Item{"flag", "ignored"})
		if got := said.String(); !strings.Contains(got, want) || strings.Count(got, "\n") != 1 {
			t.Errorf("%s: said %q, want %q once", file, got, want)
		}
	}
	if entries, err := os.ReadDir("."); err != nil || len(entries) > 0 {
		t.Errorf("there is %v, %v", entries, err)
	}
}
