package script_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"example.com/ecsdisk/sim/script"
)

// All mistakes are told of at once, and none that only follows from another.
func TestParseTellsAllMistakes(t *testing.T) {
	const misspelt = `operation "instanc" is not modelled; did you mean instance?`
	steps := func(from, n int) (lines []string) {
		for line := range n {
			lines = append(lines, fmt.Sprintf(`x:%d:1: operation "x" is not modelled; expected %s`, from+line, operations))
		}
		return lines
	}
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"of steps", world + "0s detachdisk ok\n1s DetachDisk yes\nsettle d-1\n0s settle d-1\nlock i-a\n", []string{
			`x:3:4: operation "detachdisk" is not modelled; did you mean DetachDisk?`, `x:4:15: answer "yes"; expected ` + answers, "x:7:9: LockReason is missing; expected lock InstanceId LockReason"}},
		{"of the world and of steps", "disk d-1 Gone\ndisk d-1 Available Colour=red\n\n5s settle d-1\n1s settle d-1\n", []string{
			`x:1:10: status of a disk "Gone" is unknown; expected Creating, Available, Attaching, In_use, Detaching, ReIniting`,
			`x:2:20: field "Colour" is unknown; expected ` + diskFields + ", DetachDeletes, SourceInstanceId, DetachedSystem", "x:5:1: time 1s is before that of the step above, 5s"}},
		{"of the words of a line", "settle d-\xff\nsettle d-1\nsettle d\"1\"\n", []string{"x:1:10: byte 0xff is no UTF-8; expected text", "x:3:9: a quote inside a word; expected quotes around the whole of an id"}},
		{"a misspelt first world line", "instanc i-a Running\ndisk d-1 In_use i-a\n0s settle d-1", []string{"x:1:1: " + misspelt}},
		{"a misspelt last world line", "disk d-1 In_use i-a\ninstanc i-a Running\n0s settle d-1", []string{"x:2:1: " + misspelt}},
		{"a world that is not well-formed", "disk d-1 In_use i-a\n0s settle d-1\nsettle", []string{`x:1:1: "d-1": the disk is attached to "i-a", which is no instance of this world`, "x:3:7: ID is missing; expected settle ID"}},
		{"two worlds", world + "settle d-1\n" + world + "settle\n", []string{"x:4:1: a world line below a step; expected all world lines above the first step", "x:6:7: ID is missing; expected settle ID"}},
		{"no script", strings.Repeat("x\n", 100), steps(1, 10)},
		{"far apart", "x\n" + strings.Repeat("\n", 1000) + "x\n", steps(1, 1)},
		{"not too far apart", "x\n" + strings.Repeat("\n", 999) + "x\n", append(steps(1, 1), steps(1001, 1)...)},
	} {
		_, err := script.Parse("x", strings.NewReader(test.text))
		if err == nil {
			t.Errorf("%s: it is read as a script", test.name)
			continue
		}
		if want := strings.Join(test.want, "\n"); err.Error() != want {
			t.Errorf("%s: the errors are\n%v\nexpected\n%s", test.name, err, want)
		}
		if e := new(script.SyntaxError); !errors.As(err, &e) || e.Error() != test.want[0] {
			t.Errorf("%s: the first error is %v", test.name, e)
		}
	}
}

// A stream ends with its mistakes: the steps before the first are yielded, those
// behind it are only read.
func TestStreamTellsAllMistakes(t *testing.T) {
	reader := script.NewReader("x", strings.NewReader(world+"settle d-1\nx\nsettle d-1\ny\n"))
	if _, err := reader.World(); err != nil {
		t.Fatal(err)
	}
	var lines []int
	for s, err := range reader.Steps() {
		if lines = append(lines, s.Line); err != nil {
			joined, ok := err.(interface{ Unwrap() []error })
			if !ok || len(joined.Unwrap()) != 2 {
				t.Errorf("the error is %v, expected those of lines 4 and 6", err)
			}
		}
	}
	if len(lines) != 2 || lines[0] != 3 {
		t.Errorf("the steps of lines %v are yielded, expected that of line 3 and then the error", lines)
	}
}
