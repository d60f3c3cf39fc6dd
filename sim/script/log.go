package script

import (
	"bytes"
	"strings"
)

// The lines around a script in a log of go test.
const (
	fenceStart = "--- script "
	fenceName  = " ---"
	fenceEnd   = "--- end of script ---"
)

// Fence returns the text of a script between lines by which [FromLog] finds it in
// the log of a test.
func Fence(name, text string) string {
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return fenceStart + name + fenceName + "\n" + text + fenceEnd + "\n"
}

// A Fenced is a script that was found in a log.
type Fenced struct {
	Name string
	Text []byte
}

// FromLog returns the scripts that a log of go test holds between fences, however
// far the log indents them. A text without fences is no log: it has none; nor is a
// script without an end one.
func FromLog(log []byte) []Fenced {
	var found []Fenced
	var inside []string // the lines since a fence named name
	var name string
	open := false
	for line := range bytes.Lines(log) {
		text := strings.TrimRight(string(line), "\r\n")
		switch indent, end := strings.CutSuffix(text, fenceEnd); {
		case !open:
			name, open = fenceOf(text)
			inside = nil
		case end && strings.TrimLeft(indent, " \t") == "":
			found = append(found, Fenced{name, unindented(inside, indent)})
			open = false
		default:
			inside = append(inside, text)
		}
	}
	return found
}

// fenceOf returns the name that the first line of a fence holds. The log may have
// put the place of the test before it.
func fenceOf(line string) (name string, ok bool) {
	_, name, starts := strings.Cut(line, fenceStart)
	name, ends := strings.CutSuffix(name, fenceName)
	return name, starts && ends
}

func unindented(lines []string, indent string) []byte {
	var text []byte
	for _, line := range lines {
		text = append(append(text, strings.TrimPrefix(line, indent)...), '\n')
	}
	return text
}
