package script

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/suggest"
	"example.com/ecsdisk/sim"
)

// The first words of the world lines.
const (
	wordInstance = "instance"
	wordDisk     = "disk"
	wordReading  = "reading"
	wordReadings = "readings"
	wordDelay    = "delay"
	wordDelays   = "delays"
	wordSeed     = "seed"
	wordVersion  = "version"
	wordEdition  = "edition"
)

// formatVersion is the version of the format that this package reads and writes. A line
// "version N" says with which a script was written; one of a later version is refused.
const formatVersion = 1

var worldWords = []string{wordVersion, wordEdition, wordInstance, wordDisk, wordAttr, wordReading, wordReadings, wordDelay, wordDelays, wordSeed}

func isWorldLine(tokens []token) bool { return slices.Contains(worldWords, tokens[0].text) }

// ParseWorld reads a world, the world lines of a script without its steps.
func ParseWorld(text string) (World, error) {
	r := NewReader("world", strings.NewReader(text))
	w, err := r.World()
	if err == nil && r.pushed {
		err = r.syntaxError(problemAt(r.tokens[0].column, "%q starts no world line; expected %s", r.tokens[0].text, strings.Join(worldWords, ", ")))
	}
	return w, err
}

// MustWorld is [ParseWorld] for a text that is known to be right: it panics on an
// error.
func MustWorld(text string) World {
	w, err := ParseWorld(text)
	if err != nil {
		panic("script: " + err.Error())
	}
	return w
}

// worldParser takes world lines one by one.
type worldParser struct {
	name       string
	w          World
	instances  []model.Instance
	disks      []model.Disk
	chosen     []book.Choice    // by reading lines
	edition    book.Edition     // of the machine, where no line says it
	anyEdition bool             // where no line says it, what any edition has is no error
	places     map[string]place // of resources, by resourceKey, and of what else is stated once
}

// place is where a line starts that says something.
type place struct{ line, column int }

// resourceKey tells the lines of resources from others. Both kinds share their ids.
func resourceKey(id string) string { return "resource " + model.QuoteID(id) }

func newWorldParser(name string) *worldParser {
	return &worldParser{name: name, places: map[string]place{}}
}

// line takes one line.
func (p *worldParser) line(line int, tokens []token, n note) (bad *problem) {
	if bad = noSplit(tokens); bad != nil {
		return bad
	}
	key := tokens[0].text
	switch args := tokens[1:]; key {
	case wordInstance:
		var i model.Instance
		if bad = parseResource(model.Resource{Instance: &i}, tokens); bad != nil {
			return bad
		}
		p.instances = append(p.instances, i)
		p.w.Order = append(p.w.Order, string(i.ID))
		key = resourceKey(string(i.ID))
	case wordDisk:
		var d model.Disk
		if bad = parseResource(model.Resource{Disk: &d}, tokens); bad != nil {
			return bad
		}
		p.disks = append(p.disks, d)
		p.w.Order = append(p.w.Order, string(d.ID))
		key = resourceKey(string(d.ID))
	case wordAttr:
		id, values, bad := parseAttr(tokens)
		if bad != nil {
			return bad
		}
		if p.w.Attrs == nil {
			p.w.Attrs = Attrs{}
		}
		if key = attrKey(id); p.w.Attrs[id] == nil {
			p.w.Attrs[id] = values
		}
	case wordReading:
		if len(args) != 2 {
			return wants(tokens, "reading NAME VALUE")
		}
		c, err := book.ParseChoice(args[0].text, args[1].text)
		if err != nil {
			return problemAt(args[0].column, "%v", err)
		}
		key += " " + c.Reading()
		p.chosen = append(p.chosen, c)
	case wordReadings:
		if len(args) != 1 || args[0].text != "page" {
			return wants(tokens, "readings page")
		}
		p.w.ByPage = true
	case wordDelay:
		if len(args) != 2 {
			return wants(tokens, "delay STATUS DELAY")
		}
		status := args[0].text
		if !slices.Contains(sim.Statuses(), status) {
			return problemAt(args[0].column, "%q is no transitional status; %s", status,
				suggest.Expected(status, sim.Statuses(), "one of "+strings.Join(sim.Statuses(), ", ")))
		}
		d, err := sim.ParseDelay(args[1].text)
		if err != nil {
			return problemAt(args[1].column, "%v", err)
		}
		if d.Fails > 0 && !sim.CanFail(status) {
			return problemAt(args[1].column, "%s cannot fail; expected %s, or a delay of Attaching or Detaching", status, d.Failing(0))
		}
		key += " " + status
		if p.w.Delays == nil {
			p.w.Delays = sim.Delays{}
		}
		p.w.Delays[status] = d
	case wordDelays:
		if len(args) != 1 || args[0].text != "told" {
			return wants(tokens, "delays told")
		}
		p.w.Told = true
	case wordVersion:
		if len(args) != 1 {
			return wants(tokens, "version N")
		}
		switch n, err := strconv.ParseUint(args[0].text, 10, 31); {
		case err != nil || n == 0:
			return problemAt(args[0].column, "version %q; expected a number from 1 to %d", args[0].text, formatVersion)
		case n > formatVersion:
			return problemAt(args[0].column, "version %d is of a later ecsdisk, which may say what this one does not know; expected at most %d", n, formatVersion)
		default:
			p.w.Version = int(n)
		}
	case wordEdition:
		if len(args) != 1 {
			return wants(tokens, "edition DATE")
		}
		var err error
		if p.w.Machine.Edition, err = book.ParseEdition(args[0].text); err != nil {
			return problemAt(args[0].column, "%v", err)
		}
		p.w.EditionStated = true
	case wordSeed:
		if len(args) != 1 {
			return wants(tokens, "seed N")
		}
		var err error
		if p.w.Seed, err = strconv.ParseUint(args[0].text, 10, 64); err != nil {
			return problemAt(args[0].column, "seed %q; expected a number from 0 to 18446744073709551615", args[0].text)
		}
	}
	if before, twice := p.places[key]; twice {
		return problemAt(tokens[0].column, "%s is stated twice, on line %d and here; expected it once", key, before.line)
	}
	p.places[key] = place{line, tokens[0].column}
	if word := tokens[0].text; n.lead != nil || n.comment != "" || word == wordReading || word == wordReadings || word == wordSeed {
		if p.w.notes == nil {
			p.w.notes = map[string]note{}
		}
		p.w.notes[key] = n
	}
	return nil
}

func wants(tokens []token, form string) *problem {
	return problemAt(tokens[0].column, "this world line has %d words; expected %s", len(tokens), form)
}

// world returns the world that the lines make, or says which lines are wrong.
func (p *worldParser) world() (_ World, faults []error) {
	m := &p.w.Machine
	if !p.w.EditionStated {
		m.Edition = p.edition
	}
	if p.w.ByPage {
		m.Readings = book.PageReadings(m.Edition)
	}
	for _, c := range p.chosen {
		m.Readings = m.Readings.With(c)
		if why := p.check(model.Machine.Check); why != nil {
			at := p.places[wordReading+" "+c.Reading()]
			return World{}, []error{&SyntaxError{Name: p.name, Line: at.line, Column: at.column, Problem: why.Error()}}
		}
	}
	var err error
	if p.w.State, err = model.NewState(p.instances, p.disks); err == nil {
		err = p.check(func(m model.Machine) error { return m.CheckState(p.w.State) })
	}
	if err == nil {
		return p.w, nil
	}
	all := []error{err}
	if joined, several := err.(interface{ Unwrap() []error }); several {
		all = joined.Unwrap()
	}
	for _, fault := range all {
		var why *model.StateError
		errors.As(fault, &why)
		at := p.places[resourceKey(why.ID)]
		faults = append(faults, &SyntaxError{Name: p.name, Line: at.line, Column: at.column, Problem: fault.Error()})
	}
	slices.SortStableFunc(faults, func(a, b error) int { return cmp.Compare(a.(*SyntaxError).Line, b.(*SyntaxError).Line) })
	return World{}, faults
}

// check returns what an edition does not have: that of the world or, where any will do, each.
func (p *worldParser) check(of func(model.Machine) error) error {
	m := p.w.Machine
	err := of(m)
	if p.w.EditionStated || !p.anyEdition {
		return err
	}
	for m.Edition = range book.AllEditions() {
		if of(m) == nil {
			return nil
		}
	}
	return err
}

// parseResource reads "disk ID Status [INSTANCE] [Name=value ...]".
func parseResource(r model.Resource, tokens []token) *problem {
	stated, rest, bad := parseFields(r, tokens[1:], true)
	switch {
	case bad != nil:
		return bad
	case len(rest) > 0:
		return problemAt(rest[0].column, "%q: expected nothing more", rest[0].text)
	case !stated.Has(book.FieldID):
		return problemAt(tokens[0].column, "expected %s ID Status and then Name=value", tokens[0].text)
	}
	return nil
}
