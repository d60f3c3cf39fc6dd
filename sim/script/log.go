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
	return fenceStart + name + fenceName + "\n" + strings.TrimSuffix(text, "\n") + "\n" + fenceEnd + "\n"
}

// A Fenced is a script that was found in a log.
type Fenced struct {
	Name string
	Text []byte
}

// FromLog returns the scripts that a log of go test holds between fences, however
// far the log indents them. A text without fences is no log: it has none.
func FromLog(log []byte) []Fenced {
	var found []Fenced
	var inside *Fenced
	indent := ""
	for line := range bytes.Lines(log) {
		text := strings.TrimRight(string(line), "\r\n")
		trimmed := strings.TrimLeft(text, " \t")
		name, fence := strings.CutPrefix(trimmed, fenceStart)
		name, closed := strings.CutSuffix(name, fenceName)
		switch {
		case fence && closed:
			found = append(found, Fenced{Name: name})
			inside = &found[len(found)-1]
			indent = text[:len(text)-len(trimmed)]
		case trimmed == fenceEnd:
			inside = nil
		case inside != nil:
			inside.Text = append(append(inside.Text, strings.TrimPrefix(text, indent)...), '\n')
		}
	}
	return found
}
