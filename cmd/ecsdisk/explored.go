package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/sim/script"
)

// printReport says what was explored.
func printReport(out io.Writer, r explore.Result) {
	states := "states"
	if r.Symmetry {
		states = "classes"
	}
	seconds := r.Elapsed.Seconds()
	line := func(label, format string, args ...any) {
		fmt.Fprintf(out, "%-*s%s\n", labelWidth, label, fmt.Sprintf(format, args...))
	}
	line("scope", "%s", r.Scope)
	line(states, "%s", grouped(r.States))
	line("transitions", "%s", grouped(r.Transitions))
	line("depth", "%d", r.Depth)
	line("seconds", "%.3f (%s transitions/s)", seconds, grouped(int(float64(r.Transitions)/max(seconds, 1e-9))))
	line("memory", "%s of sets%s", size(r.Memory), peakText())
	line("table", "%s of the machine", count(r.Entries, "step"))
}

// peakText says how much memory the process took at its peak, where that is known.
func peakText() string {
	if peak := peakMemory(); peak > 0 {
		return fmt.Sprintf(", %s of the process at its peak", size(peak))
	}
	return ""
}

// peakMemory returns how many bytes of memory the process took at its peak; 0 where the
// system does not tell.
func peakMemory() int64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	fields := strings.Fields(rest)
	if len(fields) < 2 || fields[1] != "kB" {
		return 0
	}
	n, _ := strconv.ParseInt(fields[0], 10, 64)
	return n << 10
}

// grouped returns a number with a comma before each three digits.
func grouped(n int) string {
	text := strconv.Itoa(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

type reportJSON struct {
	Scope       string
	Symmetry    bool
	States      int
	Transitions int
	Depth       int
	Seconds     float64
	SetBytes    int64
	PeakBytes   int64 `json:",omitempty"`
	Entries     int
	Unfinished  string `json:",omitempty"`
	violationJSON
}

// violationJSON is a property that does not hold as JSON has it; nothing, if all hold.
type violationJSON struct {
	Property       string `json:",omitempty"`
	Why            string `json:",omitempty"`
	Counterexample string `json:",omitempty"`
}

func violationOf(v *properties.Violation, shown script.Script) violationJSON {
	if v == nil {
		return violationJSON{}
	}
	return violationJSON{v.Property.String(), v.Why, shown.String()}
}

func printReportJSON(out io.Writer, r explore.Result) {
	encodeJSON(out, reportJSON{Scope: r.Scope, Symmetry: r.Symmetry, States: r.States, Transitions: r.Transitions, Depth: r.Depth,
		Seconds: r.Elapsed.Seconds(), SetBytes: r.Memory, PeakBytes: peakMemory(), Entries: r.Entries, Unfinished: r.Unfinished,
		violationJSON: violationOf(r.Violation, r.Counterexample)})
}

// progressText says in one line how far something is.
func progressText(p pace.Progress) string {
	rate := float64(p.Done) / max(p.Elapsed.Seconds(), 1e-9)
	text := fmt.Sprintf("%s: %s", p.Phase, grouped(p.Done))
	if p.Of > 0 {
		text += " of " + grouped(p.Of)
	}
	text += fmt.Sprintf(", %s/s", grouped(int(rate)))
	if p.Depth > 0 {
		text += fmt.Sprintf(", depth %d, frontier %s", p.Depth, grouped(p.Frontier))
	}
	return text
}
