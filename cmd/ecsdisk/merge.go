package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"example.com/ecsdisk/properties/oracle"
)

// A partOf says which part of a history was judged, and of which one.
type partOf struct {
	Part     string // such as 2/8
	Sum      string // of the history: that of each part is the same
	Supposes string // of the system
}

// A partLine is what came of a part of a history as JSON has it.
type partLine struct {
	checkedLine
	partOf
	Interrupted bool          `json:",omitempty"`
	Report      oracle.Report // as the judge has it
}

// asPart returns the line of a part.
func (c *checked) asPart(line checkedLine) partLine {
	p := partLine{line, *c.part, c.why != "", c.report}
	p.Type, p.Findings, p.Broken = "part", c.findings, c.broken
	p.Report.Findings, p.Report.Broken = nil, nil // they stand beside it, as they can be read
	return p
}

// A foundPart is the line of a part, and where it stands.
type foundPart struct {
	partLine
	split share
	at    string
}

// merge says what the parts of histories come to that were judged each by itself.
func (k *checker) merge(inputs []input) {
	var sums []string // in the order in which they come
	all := map[string][]foundPart{}
	for _, in := range inputs {
		parts, err := k.readParts(in)
		if err != nil {
			k.done(&checked{name: nameOf(in.file), err: err})
			continue
		}
		for _, p := range parts {
			if all[p.Sum] == nil {
				sums = append(sums, p.Sum)
			}
			all[p.Sum] = append(all[p.Sum], p)
		}
	}
	for _, sum := range sums {
		c := merged(all[sum])
		k.printer.findings(c.name, c.findings)
		k.done(c)
	}
}

// readParts reads the lines of a file, each of which is a part.
func (k *checker) readParts(in input) (all []foundPart, err error) {
	if in.err != nil {
		return nil, in.err
	}
	from, done, err := opened(k.command.Context(), in.file, k.command.InOrStdin())
	if err != nil {
		return nil, err
	}
	defer done()
	lines := bufio.NewReader(from)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if err != nil && err != io.EOF {
			return nil, err
		}
		if len(bytes.TrimSpace(line)) > 0 {
			p := foundPart{at: fmt.Sprintf("%s:%d", nameOf(in.file), n)}
			wrong := json.Unmarshal(line, &p.partLine)
			if wrong == nil {
				p.split, wrong = parseShare(p.Part)
			}
			if wrong != nil || p.Type != "part" {
				return nil, fmt.Errorf("%s: it is no part of a history; expected a line that check --split --json has printed", p.at)
			}
			all = append(all, p)
		}
		if err == io.EOF {
			break
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s: there is no part of a history; expected lines that check --split --json has printed", nameOf(in.file))
	}
	return all, nil
}

// merged returns what came of a history of which all parts were judged.
func merged(parts []foundPart) *checked {
	first := parts[0]
	c := &checked{name: first.File, skipped: first.Skipped, ignored: first.Ignored, unsaid: first.Unsaid, partial: first.Partial, oneInstant: first.OneInstant}
	if err := complete(parts); err != nil {
		return c.fail(err)
	}
	slices.SortFunc(parts, func(a, b foundPart) int { return cmp.Compare(a.split.part, b.split.part) })
	var reports []oracle.Report
	for _, p := range parts {
		reports = append(reports, p.Report)
		c.findings, c.broken = append(c.findings, p.Findings...), append(c.broken, p.Broken...)
		if p.Error != "" {
			c.err = errors.New(p.Error)
		}
		if p.Cut != "" {
			c.cut = errors.New(p.Cut)
		}
		if p.Interrupted {
			c.fail(errInterrupted)
		}
	}
	inOrder(c.findings)
	inOrder(c.broken)
	for _, p := range parts {
		if p.Shortest != "" && p.Findings[0].Call == c.findings[0].Call {
			c.shortest = p.Shortest
		}
	}
	r, err := reports[0].Merge(reports[1:]...)
	if err != nil {
		return c.fail(fmt.Errorf("%s: %w", c.name, err))
	}
	c.report, c.findings = r, append(c.findings, findingsOf(r.Findings)...)
	return c
}

// inOrder sorts findings by their calls.
func inOrder(all []findingJSON) {
	slices.SortStableFunc(all, func(a, b findingJSON) int {
		return cmp.Or(cmp.Compare(a.Call, b.Call), strings.Compare(a.Text, b.Text))
	})
}

// complete says what keeps parts from being all those of one history.
func complete(parts []foundPart) error {
	first := parts[0]
	missing := map[int]bool{}
	for n := range first.split.of {
		missing[n+1] = true
	}
	for _, p := range parts {
		switch {
		case p.split.of != first.split.of:
			return fmt.Errorf("%s: it is part %s, and that of %s is %s; expected parts of one division", p.at, p.Part, first.at, first.Part)
		case p.Supposes != first.Supposes:
			return fmt.Errorf("%s: it was judged %s, and that of %s %s; expected the same of each part", p.at, p.Supposes, first.at, first.Supposes)
		case !missing[p.split.part]:
			return fmt.Errorf("%s: part %s stands twice; expected each part once", p.at, p.Part)
		}
		delete(missing, p.split.part)
	}
	if len(missing) == 0 {
		return nil
	}
	var each []string
	for _, n := range slices.Sorted(maps.Keys(missing)) {
		each = append(each, fmt.Sprintf("%d/%d", n, first.split.of))
	}
	return fmt.Errorf("%s: part %s is missing; expected all parts of it", first.File, strings.Join(some(each), ", "))
}
