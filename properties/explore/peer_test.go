package explore

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"example.com/ecsdisk/properties/explore/internal/exploretest"
	"example.com/ecsdisk/properties/explore/scope"
)

// BenchmarkPeer explores scopes in every way there is, and with SPIN, one after the
// other in one run; all find the same. The figures are seconds. Which scopes is said by
// a variable of the environment, EXPLORE_SCOPES=2,3;2,5;3,4, by default core(2,3).
func BenchmarkPeer(b *testing.B) {
	for _, nm := range regexp.MustCompile(`(\d+),(\d+)`).FindAllStringSubmatch(cmp.Or(os.Getenv("EXPLORE_SCOPES"), "2,3"), -1) {
		n, _ := strconv.Atoi(nm[1])
		m, _ := strconv.Atoi(nm[2])
		s := scope.Core(n, m)
		var want scope.Counts
		if n*m <= 6 {
			b.Run(s.Name+"/generic", func(b *testing.B) {
				for b.Loop() {
					c, v := exploretest.Search(s, nil)
					if v != nil {
						b.Fatal(v)
					}
					want = c
				}
			})
		}
		for config := range 4 {
			workers, symmetry := config%2+1, config >= 2
			b.Run(fmt.Sprintf("%s/table/symmetry=%t/workers=%d", s.Name, symmetry, workers), func(b *testing.B) {
				var r Result
				for b.Loop() {
					var err error
					if r, err = Explore(b.Context(), s, Options{Symmetry: symmetry, Workers: workers}); err != nil || r.Violation != nil || r.Unfinished != "" {
						b.Fatal(err, r.Violation, r.Unfinished)
					}
				}
				if !symmetry && want != (scope.Counts{}) && r.Counts != want {
					b.Fatalf("%+v; expected %+v", r.Counts, want)
				}
				if !symmetry {
					want = r.Counts
				}
				b.ReportMetric(float64(r.Transitions)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mtransitions/s")
				b.ReportMetric(float64(r.Memory)/(1<<20), "MiB")
				b.ReportMetric(float64(r.States), "states")
			})
		}
		b.Run(s.Name+"/spin", func(b *testing.B) { spin(b, n, m, want) })
	}
}

// spin has SPIN explore a scope, with its fastest exact options and a hash table that
// fits, and reports what its verifier itself says it took.
func spin(b *testing.B, n, m int, want scope.Counts) {
	if n > 3 || m > 6 {
		b.Skip("the text for SPIN has at most 3 instances and 6 disks")
	}
	for _, tool := range []string{"spin", "gcc"} {
		if _, err := exec.LookPath(tool); err != nil {
			b.Skipf("SPIN is not measured: %v", err)
		}
	}
	text, err := filepath.Abs("testdata/core.pml")
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	command := func(name string, args ...string) string {
		c := exec.Command(name, args...)
		c.Dir = dir
		out, err := c.CombinedOutput()
		if err != nil {
			b.Fatalf("%s: %v\n%s", name, err, out)
		}
		return string(out)
	}
	command("spin", "-a", fmt.Sprintf("-DN=%d", n), fmt.Sprintf("-DM=%d", m), text)
	command("gcc", "-O3", "-march=native", "-DSAFETY", "-DNOREDUCE", "-DNOFAIR", "-DNOBOUNDCHECK", "-DVECTORSZ=64", "-DNOVSZ", "-DNO_RESIZE", "-w", "-o", "pan", "pan.c")
	bits := 18
	for ; 1<<bits < want.States; bits++ {
	}
	var took time.Duration
	for b.Loop() {
		out := command("./pan", "-m100000000", fmt.Sprintf("-w%d", bits))
		number := func(pattern string) float64 {
			found := regexp.MustCompile(pattern).FindStringSubmatch(out)
			if found == nil {
				b.Fatalf("SPIN does not say %s:\n%s", pattern, out)
			}
			f, _ := strconv.ParseFloat(found[1], 64)
			return f
		}
		if states := int(number(`([0-9.e+]+) states, stored`)); states != want.States && states < 1e8 {
			b.Fatalf("SPIN finds %d states; expected %d", states, want.States)
		}
		took += time.Duration(number(`elapsed time ([0-9.]+) seconds`) * float64(time.Second))
	}
	b.ReportMetric(took.Seconds()/float64(b.N), "spin-s/op")
}
