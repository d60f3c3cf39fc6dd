package main

import (
	"compress/gzip"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// What properties/README.md says of a fleet's log works as it stands there: each map step prints a
// line of JSON for each line, or one for all, and parts merge.
func TestRecipes(t *testing.T) {
	if _, err := exec.LookPath("xargs"); err != nil {
		t.Skip("there is no xargs")
	}
	page := readText(t, "../../properties/README.md")
	directory := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		path := filepath.Join(directory, name)
		if err := os.WriteFile(path, []byte(text), 0o777); err != nil {
			t.Fatal(err)
		}
		return path
	}
	// ssh is whoever comes next, and the tool is this test.
	write("ssh", "#!/bin/sh\nshift\nexec \"$@\"\n")
	write("ecsdisk", "#!/bin/sh\nECSDISK_IS_THE_TOOL=1 exec "+os.Args[0]+" \"$@\"\n")
	if err := os.Mkdir(filepath.Join(directory, "logs"), 0o777); err != nil {
		t.Fatal(err)
	}
	const history = `{"history":"fleet","edition":"2019-05-31","world":"instance i-a Running\ndisk d-1 Available\ndisk d-2 In_use i-a"}
{"t":0,"op":"DeleteDisk","params":{"DiskId":"d-1"},"status":200,"code":""}
{"t":1,"op":"DetachDisk","params":{"InstanceId":"i-a","DiskId":"d-2"},"status":200,"code":""}
{"t":60,"op":"DescribeDisks","params":{"DiskIds":["d-1","d-2"]},"status":200,"code":"","shown":{"d-1":{"Status":"Available"}}}
`
	var zipped strings.Builder
	z := gzip.NewWriter(&zipped)
	if _, err := z.Write([]byte(history)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	fleet := write("logs/fleet.jsonl.gz", zipped.String())
	run := func(command, stdin string) string {
		t.Helper()
		c := exec.Command("sh", "-c", strings.ReplaceAll(command, "/logs/fleet.jsonl.gz", fleet))
		c.Dir, c.Stdin = directory, strings.NewReader(stdin)
		c.Env = append(os.Environ(), "PATH="+directory+string(os.PathListSeparator)+os.Getenv("PATH"))
		out, err := c.Output()
		if err != nil && c.ProcessState.ExitCode() != 1 {
			t.Fatalf("%s: %v\n%s", command, err, out)
		}
		return string(out)
	}
	verdicts := func(lines string) (all []string) {
		t.Helper()
		for line := range strings.Lines(lines) {
			var v struct{ Verdict string }
			if err := json.Unmarshal([]byte(line), &v); err != nil {
				t.Fatalf("%v: %s", err, line)
			}
			all = append(all, v.Verdict)
		}
		return all
	}
	whole := ecsdisk(t, "check", fleet).stdout

	var pipes []string
	for _, match := range regexp.MustCompile(`\.pipe\(("(?:[^"\\]|\\.)*")\)`).FindAllStringSubmatch(page, -1) {
		command, err := strconv.Unquote(match[1])
		if err != nil {
			t.Fatal(err)
		}
		pipes = append(pipes, command)
	}
	if len(pipes) != 3 {
		t.Fatalf("%d commands to pipe lines through; expected 3", len(pipes))
	}
	parts := run(strings.ReplaceAll(pipes[0], "64", "3"), "1\n2\n3\n")
	if n := strings.Count(parts, "\n"); n != 3 {
		t.Errorf("%d lines of 3 parts", n)
	}
	if got := ecsdisk(t, "check", "--merge", write("parts.json", parts)).stdout; got != whole {
		t.Errorf("the parts come to\n%s\nand the whole is\n%s", got, whole)
	}
	if got := verdicts(run(pipes[1], history)); len(got) != 1 || got[0] != "bad" {
		t.Errorf("a partition is %v; expected it to be bad", got)
	}
	if got := verdicts(run(pipes[2], fleet+"\n"+fleet+"\n")); len(got) != 2 || got[0] != "bad" || got[1] != "bad" {
		t.Errorf("two files are %v; expected them to be bad", got)
	}

	var loops []string
	for _, match := range regexp.MustCompile("(?s)```sh\n(for .*?)```").FindAllStringSubmatch(page, -1) {
		loops = append(loops, match[1])
	}
	if len(loops) != 2 {
		t.Fatalf("%d loops; expected 2", len(loops))
	}
	if got := run(strings.ReplaceAll(loops[0], "8", "3"), ""); got != whole {
		t.Errorf("what three machines judge comes to\n%s\nand the whole is\n%s", got, whole)
	}
	run(loops[1], "")
	if got := verdicts(readText(t, fleet+".verdict")); len(got) != 1 || got[0] != "bad" {
		t.Errorf("the verdict beside the file is %v; expected it to be bad", got)
	}
}
