package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// The lines around a script in a log of go test, as [script.Fence] writes them.
const (
	fenceStart = "--- script "
	fenceName  = " ---"
	fenceEnd   = "--- end of script ---"
)

// maxLog is how long a log may be, in bytes.
const maxLog = 64 << 20

// fromLog returns the scripts that a log holds.
func fromLog(name string, in io.Reader) ([]fenced, error) {
	log, err := io.ReadAll(io.LimitReader(in, maxLog+1))
	if err == nil && len(log) > maxLog {
		err = fmt.Errorf("%s: it is no script, and too long for the log of a test; expected at most %d MiB", name, maxLog>>20)
	}
	scripts := scriptsOf(log)
	if err == nil && len(scripts) == 0 {
		if err = unended(log); err != nil {
			err = fmt.Errorf("%s: %w", name, err)
		}
	}
	return scripts, err
}

// A fenced is a script that was found in a log.
type fenced struct {
	name string
	text []byte
}

// scriptsOf returns the scripts that a log of go test holds between fences, also one
// of go test -json. What the log has before each of their lines, as far as it is the
// same but for digits, is left out: indentation, the mark of a quotation, the time.
// A text without fences is no log: it has none; nor is a script without an end one.
func scriptsOf(log []byte) []fenced {
	var found []fenced
	for _, output := range outputs(log) {
		found = append(found, fencedIn(output)...)
	}
	return found
}

// unended says where a log starts a script, though scriptsOf finds none in it; nil
// when it starts none, or when there are scripts.
func unended(log []byte) error {
	if !bytes.Contains(log, []byte(fenceStart)) || len(scriptsOf(log)) > 0 {
		return nil
	}
	before, _, _ := bytes.Cut(log, []byte(fenceStart))
	return fmt.Errorf("line %d has %q, but no script is read from there; expected %q there and, where the script ends, %q behind the same start of a line",
		1+bytes.Count(before, []byte("\n")), strings.TrimSpace(fenceStart), fenceStart+"NAME"+fenceName, fenceEnd)
}

// outputs returns the texts that a log is made of. Of go test -json that is one for
// each test: what several tell at a time comes line by line.
func outputs(log []byte) [][]byte {
	type teller struct{ Package, Test string }
	var texts [][]byte
	places := map[teller]int{}
	for line := range bytes.Lines(log) {
		var event struct {
			teller
			Action, Output string
		}
		if line[0] != '{' || json.Unmarshal(line, &event) != nil || event.Action == "" {
			event.Output = string(line)
		}
		at, known := places[event.teller]
		if !known {
			at = len(texts)
			places[event.teller] = at
			texts = append(texts, nil)
		}
		texts[at] = append(texts[at], event.Output...)
	}
	return texts
}

// fencedIn returns the scripts between fences in a text.
func fencedIn(text []byte) []fenced {
	var found []fenced
	var inside []string // the lines since a fence named name, which stands behind start
	var start, name string
	open := false
	for line := range bytes.Lines(text) {
		text := strings.TrimRight(string(line), "\r\n")
		switch prefix, end := strings.CutSuffix(strings.TrimRight(text, " \t"), fenceEnd); {
		case !open:
			start, name, open = fenceOf(text)
			inside = nil
		case end && strings.TrimLeft(prefix[alike(prefix, start):], " \t") == "":
			found = append(found, fenced{name, without(prefix, inside)})
			open = false
		default:
			inside = append(inside, text)
		}
	}
	return found
}

// fenceOf returns the name that the first line of a fence holds, and what the log has
// before it, such as the place of the test.
func fenceOf(line string) (start, name string, ok bool) {
	start, name, starts := strings.Cut(line, fenceStart)
	name, ends := strings.CutSuffix(strings.TrimRight(name, " \t"), fenceName)
	return start, name, starts && ends
}

// without returns lines without what the log has before each. Of a blank line the end
// may have been cut off.
func without(prefix string, lines []string) []byte {
	var text []byte
	for _, line := range lines {
		switch n := alike(line, prefix); {
		case n == len(prefix):
			line = line[n:]
		case strings.TrimLeft(line[n:], " \t") == "":
			line = ""
		}
		text = append(append(text, line...), '\n')
	}
	return text
}

// alike returns how far two texts start alike, whatever their digits.
func alike(a, b string) int {
	for n := range min(len(a), len(b)) {
		if a[n] != b[n] && !(isDigit(a[n]) && isDigit(b[n])) {
			return n
		}
	}
	return min(len(a), len(b))
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
