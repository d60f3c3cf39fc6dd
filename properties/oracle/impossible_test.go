package oracle

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/history"
	"example.com/ecsdisk/sim/script"
)

// An impossible history is one that no documented machine can have answered. It says so of
// itself in its first comments: what is impossible, how and where it is found to be, what
// should have been answered there, and which rules and effects it is about.
type impossibleHistory struct {
	name   string
	header history.Header
	calls  []script.Call

	as    string   // of what it is bad
	call  int      // which call is impossible, from 1
	words []string // what the finding says
	good  string   // the answer that would have been possible
	of    []string // the rules and effects
}

// badLine is how a history says where it is impossible.
var badLine = regexp.MustCompile(`^# bad as (sim|fake|service): call (\d+), (.+)$`)

func impossibles(t *testing.T) (all []impossibleHistory) {
	t.Helper()
	files, err := filepath.Glob("testdata/impossible/*.history")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d impossible histories, error %v; expected at least 40", len(files), err)
	}
	for _, path := range files {
		i := impossibleHistory{name: strings.TrimSuffix(filepath.Base(path), ".history")}
		i.header, i.calls = read(t, path)
		head := i.header.Head
		if len(head) < 3 {
			t.Fatalf("%s: %q; expected what is impossible, where, and what would be good", i.name, head)
		}
		bad := badLine.FindStringSubmatch(head[1])
		if bad == nil {
			t.Fatalf("%s: %q; expected a line such as # bad as service: call 2, DetachDiskInUse", i.name, head[1])
		}
		i.as, i.words = bad[1], strings.Split(bad[3], ", ")
		if _, err := fmt.Sscan(bad[2], &i.call); err != nil || i.call < 1 || i.call > len(i.calls) {
			t.Fatalf("%s: call %s of %d", i.name, bad[2], len(i.calls))
		}
		var ok bool
		if i.good, ok = strings.CutPrefix(head[2], "# good: "); !ok {
			t.Fatalf("%s: %q; expected a line such as # good: 403 IncorrectDiskStatus", i.name, head[2])
		}
		for _, line := range head[3:] {
			if of, ok := strings.CutPrefix(line, "# of: "); ok {
				i.of = append(i.of, of)
			} else if line != "" {
				t.Fatalf("%s: %q; expected a line such as # of: DeleteDisk: the disk: released", i.name, line)
			}
		}
		all = append(all, i)
	}
	return all
}

// judged returns the report of a judge on the history.
func (i impossibleHistory) judged(t *testing.T, calls []script.Call) Report {
	t.Helper()
	o, err := As(i.as, i.header.World)
	if err != nil {
		t.Fatal(err)
	}
	j := New(i.header.World, i.header.Known, o)
	j.Follow(slices.Values(calls))
	return j.Report()
}

// mended returns the calls with a possible answer to the one that has an impossible one.
func (i impossibleHistory) mended(t *testing.T) []script.Call {
	t.Helper()
	calls := slices.Clone(i.calls)
	c := &calls[i.call-1]
	answer, err := script.ParseAnswer(i.good, model.ActionOf(c.Op))
	if err != nil {
		t.Fatalf("%s: %v", i.name, err)
	}
	c.Answer, c.Written = answer, ""
	return calls
}

// What no documented machine can have answered is bad, at the call and with the words that the
// history itself says. With what should have been answered it is good.
func TestImpossible(t *testing.T) {
	for _, i := range impossibles(t) {
		r := i.judged(t, i.calls)
		switch {
		case r.Verdict() != Bad || len(r.Findings) != 1 || r.Findings[0].N != i.call:
			t.Errorf("%s as %s is %s: %v; expected it to be bad at call %d alone", i.name, i.as, r.Verdict(), r.Findings, i.call)
		default:
			text := r.Findings[0].String()
			for _, word := range i.words {
				if !strings.Contains(text, word) {
					t.Errorf("%s: expected %q of the finding\n%s", i.name, word, text)
				}
			}
		}
		if r := i.judged(t, i.mended(t)); r.Verdict() != Good {
			t.Errorf("%s as %s with %s is %s: %v; expected it to be good", i.name, i.as, i.good, r.Verdict(), r.Findings)
		}
	}
}

// Each is bad as of the most lenient set of options of which it is: as of one that is more
// lenient it is not.
func TestImpossibleAsLenientlyAsCanBe(t *testing.T) {
	for _, i := range impossibles(t) {
		for as := i.as; as != "service"; {
			as = map[string]string{"sim": "fake", "fake": "service"}[as]
			i.as = as
			if r := i.judged(t, i.calls); r.Verdict() == Bad {
				t.Errorf("%s is bad as %s, too: %v", i.name, as, r.Findings)
			}
		}
	}
}

// Each rule is broken in a history, and each effect left out.
func TestImpossibleHasEverything(t *testing.T) {
	said := map[string]bool{}
	for _, i := range impossibles(t) {
		for _, word := range slices.Concat(i.words, i.of) {
			said[word] = true
		}
	}
	named := map[string]bool{}
	for r := range book.Rules() {
		if named[r.String()] = true; !said[r.String()] {
			t.Errorf("no history breaks %s", r)
		}
	}
	for e := range book.Effects() {
		if named[e.String()] = true; !said[e.String()] {
			t.Errorf("no history lacks the effect %s", e)
		}
	}
	for _, i := range impossibles(t) {
		for _, of := range i.of {
			if !named[of] {
				t.Errorf("%s: %q is no rule and no effect", i.name, of)
			}
		}
	}
}

// The files are in the form in which a history is printed.
func TestImpossibleIsPrinted(t *testing.T) {
	for _, i := range impossibles(t) {
		path := filepath.Join("testdata", "impossible", i.name+".history")
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		h, err := script.NewReader(path, strings.NewReader(string(text))).History()
		if err != nil {
			t.Fatal(err)
		}
		if want := h.String(); string(text) != want {
			t.Errorf("%s is\n%s\nexpected\n%s", path, text, want)
		}
	}
}
