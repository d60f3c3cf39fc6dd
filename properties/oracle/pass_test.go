package oracle

import (
	"strings"
	"testing"

	"example.com/ecsdisk/sim/script"
)

// Past a describe that shows what it was not asked for, or something twice, all is as it was.
func TestPassWhatIsOneTooMany(t *testing.T) {
	for _, impossible := range []string{
		"DescribeDisks DiskId=d-1   d-1 In_use i-1; d-2 In_use i-1",
		"DescribeDisks              d-1 In_use i-1; d-2 In_use i-1; d-2 In_use i-1",
	} {
		s, err := script.Parse("passed", strings.NewReader(`
instance i-1 Running
disk     d-1 In_use i-1
disk     d-2 In_use i-1

0s `+impossible+`
0s DescribeInstances  i-1 Running
0s DescribeDisks      d-1 In_use i-1; d-2 In_use i-1
`))
		if err != nil {
			t.Fatal(err)
		}
		j := New(s.World, true, Options{})
		for n, step := range s.Steps {
			if c := (script.Call{Op: step.Op, Answer: step.Want}); n == 0 {
				j.Pass(c)
			} else {
				j.Do(c)
			}
		}
		if r := j.Report(); r.Verdict() != Good {
			t.Errorf("past %s: %v", impossible, r.Findings)
		}
	}
}
