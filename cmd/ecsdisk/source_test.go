package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A mistake anywhere in a script is told before anything is made of what stands above it,
// whatever the command and wherever the script is from; in a log, of the script that has it.
func TestNothingIsPrintedAboveAMistake(t *testing.T) {
	t.Chdir(t.TempDir())
	const steps = "instance i-a Running\n\n5s  StopInstance InstanceId=i-a   ok\n"
	for what, text := range map[string]string{
		"a time out of order": steps + "4s  StartInstance InstanceId=i-a   ok\n",
		"a time too long":     steps + "99999999999h  StartInstance InstanceId=i-a   ok\n",
		"an operation":        steps + "6s  EatInstance InstanceId=i-a   ok\n",
	} {
		if err := os.WriteFile("x.script", []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		for _, args := range []string{
			"replay x.script", "replay -", "replay --until 5s x.script", "replay --quiet x.script", "explain x.script DescribeDisks", "explain x.script --at 3",
			"plan x.script i-a Pending", "explore x.script", "explore --at 3 x.script", "replay --update x.script",
		} {
			got := ecsdiskWith(t, t.Context(), text, strings.Fields(args)...)
			if got.status != failed || got.stdout != "" || !strings.Contains(got.stderr, ":4:1") && !strings.Contains(got.stderr, ":4:5: ") {
				t.Errorf("%s, %s: exit status %d, want 2 and the place, line 4, alone: %s%s", what, args, got.status, got.stdout, got.stderr)
			}
		}
	}
	if err := os.WriteFile("x.script", []byte(steps), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"x.script", "-"} {
		if got := ecsdiskWith(t, t.Context(), steps, "replay", "--until", "4", file); got.status != failed || got.stdout != "" || !strings.Contains(got.stderr, "line 4 is past the last step, which is on line 3") {
			t.Errorf("%s: exit status %d: %s%s", file, got.status, got.stdout, got.stderr)
		}
		if got := ecsdiskWith(t, t.Context(), steps, "replay", "-q", "--until", "3", file); got.status != green {
			t.Errorf("%s: exit status %d: %s%s", file, got.status, got.stdout, got.stderr)
		}
	}
	log := "    --- script A ---\n    " + strings.ReplaceAll(strings.TrimSuffix(steps, "\n"), "\n", "\n    ") + "\n    4s Eat\n    --- end of script ---\n"
	if got := ecsdiskWith(t, t.Context(), log, "replay", "--quiet", "-"); got.status != failed || got.stdout != "" || !strings.Contains(got.stderr, "stdin#A:") {
		t.Errorf("in a log: exit status %d: %s%s", got.status, got.stdout, got.stderr)
	}
}

// What comes once is read ahead; what is too long for that is replayed as it comes.
func TestWhatComesOnce(t *testing.T) {
	step := "0s DescribeInstances InstanceId=i-a Running\n"
	for _, steps := range []int{1, maxAhead/len(step) + 10} {
		text := "instance i-a Running\n" + strings.Repeat(step, steps)
		var of []string
		for _, in := range []io.Reader{strings.NewReader(text), io.MultiReader(strings.NewReader(text[:30]), strings.NewReader(text[30:]))} {
			readSources(t.Context(), stdinName, in, 0, func(s source) {
				n := 0
				for _, err := range s.steps {
					if err != nil {
						t.Error(err)
					}
					n++
				}
				if of = append(of, s.name); n != steps || s.err != nil {
					t.Errorf("%d steps are read, %v; want %d", n, s.err, steps)
				}
			})
		}
		if len(of) != 2 {
			t.Errorf("the scripts are %v", of)
		}
	}
	file := filepath.Join(t.TempDir(), "x.script")
	if err := os.WriteFile(file, []byte("instance i-a Running\n"+step), 0o666); err != nil {
		t.Fatal(err)
	}
	if got := ecsdisk(t, "replay", "-q", file, file); got.status != green || strings.Count(got.stdout, ": green, 1 step\n") != 2 {
		t.Errorf("exit status %d: %s%s", got.status, got.stdout, got.stderr)
	}
}
