package script

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
)

// The first words of the world lines.
const (
	wordInstance = "instance"
	wordDisk     = "disk"
	wordReading  = "reading"
	wordDelay    = "delay"
	wordDelays   = "delays"
	wordSeed     = "seed"
)

func isWorldLine(tokens []token) bool {
	switch tokens[0].text {
	case wordInstance, wordDisk, wordReading, wordDelay, wordDelays, wordSeed:
		return true
	}
	return false
}

// ParseWorld reads a world, the world lines of a script without its steps.
func ParseWorld(text string) (World, error) {
	r := NewReader("world", strings.NewReader(text))
	w, err := r.World()
	if err == nil && r.pushed {
		err = r.syntaxError(problemAt(r.tokens[0].column, "%q starts no world line; expected instance, disk, reading, delay, delays or seed", r.tokens[0].text))
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
	name      string
	w         World
	instances []model.Instance
	disks     []model.Disk
	lines     map[string]int // of ids and of what is stated once
}

func newWorldParser(name string) *worldParser {
	return &worldParser{name: name, lines: map[string]int{}}
}

// line takes one line.
func (p *worldParser) line(line int, tokens []token, n note) *problem {
	key := tokens[0].text
	var bad *problem
	switch args := tokens[1:]; key {
	case wordInstance:
		i := model.Instance{HotPlug: true}
		if bad = parseResource(&i, tokens, model.InstanceFields); bad == nil {
			p.instances = append(p.instances, i)
			return p.resource(line, string(i.ID), n)
		}
	case wordDisk:
		d := model.Disk{Category: model.DefaultCategory}
		if bad = parseResource(&d, tokens, model.DiskFields); bad == nil {
			p.disks = append(p.disks, d)
			return p.resource(line, string(d.ID), n)
		}
	case wordReading:
		if len(args) != 2 {
			return p.wants(tokens, "reading NAME VALUE")
		}
		c, err := model.ParseChoice(args[0].text, args[1].text)
		if err != nil {
			return problemAt(args[0].column, "%v", err)
		}
		key += " " + c.Reading()
		bad = p.once(line, key, tokens)
		p.w.Readings = p.w.Readings.With(c)
	case wordDelay:
		if len(args) != 2 {
			return p.wants(tokens, "delay STATUS DELAY")
		}
		status := args[0].text
		if !slices.Contains(sim.Statuses(), status) {
			return problemAt(args[0].column, "%q is no transitional status; expected one of %s", status, strings.Join(sim.Statuses(), ", "))
		}
		d, err := sim.ParseDelay(args[1].text)
		if err != nil {
			return problemAt(args[1].column, "%v", err)
		}
		key += " " + status
		bad = p.once(line, key, tokens)
		if p.w.Delays == nil {
			p.w.Delays = sim.Delays{}
		}
		p.w.Delays[status] = d
	case wordDelays:
		if len(args) != 1 || args[0].text != "told" {
			return p.wants(tokens, "delays told")
		}
		bad = p.once(line, key, tokens)
		p.w.Told = true
	case wordSeed:
		if len(args) != 1 {
			return p.wants(tokens, "seed N")
		}
		var err error
		if p.w.Seed, err = strconv.ParseUint(args[0].text, 10, 64); err != nil {
			return problemAt(args[0].column, "seed %q; expected a number from 0 to 18446744073709551615", args[0].text)
		}
		bad = p.once(line, key, tokens)
	}
	p.keep(key, n)
	return bad
}

func (p *worldParser) wants(tokens []token, form string) *problem {
	return problemAt(tokens[0].column, "this world line has %d words; expected %s", len(tokens), form)
}

func (p *worldParser) once(line int, key string, tokens []token) *problem {
	if before, twice := p.lines[key]; twice {
		return problemAt(tokens[0].column, "%s is stated twice; line %d states it, too", key, before)
	}
	p.lines[key] = line
	return nil
}

func (p *worldParser) resource(line int, id string, n note) *problem {
	if _, twice := p.lines[wordInstance+id]; !twice {
		p.w.Order = append(p.w.Order, id)
		p.keep(wordInstance+id, n)
	}
	p.lines[wordInstance+id] = line
	return nil
}

func (p *worldParser) keep(key string, n note) {
	if n.lead == nil && n.comment == "" {
		return
	}
	if p.w.notes == nil {
		p.w.notes = map[string]note{}
	}
	p.w.notes[key] = n
}

// world returns the world that the lines make, or says which line is the matter.
func (p *worldParser) world() (World, error) {
	var err error
	if p.w.State, err = model.NewState(p.instances, p.disks); err == nil {
		return p.w, nil
	}
	faults := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		faults = joined.Unwrap()
	}
	for n, fault := range faults {
		var why *model.StateError
		if errors.As(fault, &why) {
			faults[n] = &SyntaxError{Name: p.name, Line: max(p.lines[wordInstance+why.ID], 1), Column: 1, Problem: fault.Error()}
		}
	}
	return World{}, errors.Join(faults...)
}

// resource is an instance or a disk, to be filled in from text.
type resource interface {
	SetField(f model.Field, text string) error
}

// parseResource reads "disk ID Status [INSTANCE] [Name=value ...]". Portable is at
// its default unless the line has it.
func parseResource(r resource, tokens []token, fields model.Fields) *problem {
	stated, rest, bad := parseFields(r, tokens[1:], fields, true)
	switch {
	case bad != nil:
		return bad
	case len(rest) > 0:
		return problemAt(rest[0].column, "%q: expected nothing more", rest[0].text)
	case !stated.Has(model.FieldID) || !stated.Has(model.FieldStatus):
		return problemAt(tokens[0].column, "expected %s ID Status and then Name=value", tokens[0].text)
	}
	if d, ok := r.(*model.Disk); ok && !stated.Has(model.FieldPortable) {
		d.Portable = model.DefaultPortable(d.Category, d.Type, d.ChargeType)
	}
	return nil
}
