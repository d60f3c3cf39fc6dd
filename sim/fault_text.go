package sim

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// String returns the fault in the one spelling that there is, such as
//
//	lost cut on=DetachDisk id=d-1 n=3
//	refuse 400 Throttling p=0.1 seed=7
//	stale=5s on=DescribeDisks
//	takes=5m/fails=1 on=DetachDisk
//	initializing=10s
//	limit=1 id=i-a
//
// What happens comes first; of a refusal with its HTTP status and code, with raw if that
// need not be documented, and its message where it is given. It is followed by cut; by on=ACTION and id=ID, which may
// be there several times; and by n=N or p=PROBABILITY, and seed=N.
func (f Fault) String() string {
	if f.kind == noFault {
		return "no fault"
	}
	words := []string{faultWords[f.kind]}
	add := func(name, value string) { words = append(words, name+"="+value) }
	switch f.kind {
	case faultRefuse:
		words = append(words, strconv.Itoa(f.refusal.Status), model.QuoteID(f.refusal.Code))
		if f.raw {
			words = append(words, wordRaw)
		}
		if f.refusal.Message != "" {
			add("message", strconv.Quote(f.refusal.Message))
		}
	case faultStale, faultInitializing:
		words[0] += "=" + FormatDuration(f.for_)
	case faultTakes:
		words[0] += "=" + f.delay.String()
	case faultLimit:
		words[0] += "=" + strconv.Itoa(f.limit)
	}
	if f.cut {
		words = append(words, "cut")
	}
	for a := range f.on.All() {
		add("on", a.String())
	}
	for _, id := range f.ids {
		add("id", model.QuoteID(id))
	}
	if f.nth != 0 {
		add("n", strconv.Itoa(f.nth))
	}
	if f.p != 0 {
		add("p", strconv.FormatFloat(f.p, 'g', -1, 64))
	}
	if f.seed != 0 {
		add("seed", strconv.FormatUint(f.seed, 10))
	}
	return strings.Join(words, " ")
}

// MarshalText returns the fault as [Fault.String] does.
func (f Fault) MarshalText() ([]byte, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	return []byte(f.String()), nil
}

// UnmarshalText is [ParseFault].
func (f *Fault) UnmarshalText(text []byte) error {
	parsed, err := ParseFault(string(text))
	if err == nil {
		*f = parsed
	}
	return err
}

const wordRaw = "raw"

const faultForms = "refuse STATUS CODE [raw], lost, dropped, late, stale=DURATION, takes=DELAY, initializing=DURATION or limit=N, " +
	"and then perhaps cut, on=ACTION, id=ID, n=N, or p=PROBABILITY and seed=N"

// ParseFault is the inverse of [Fault.String]. What follows the first words may come in
// any order.
func ParseFault(text string) (Fault, error) {
	fail := func(err error) (Fault, error) { return Fault{}, fmt.Errorf("fault %q: %w", text, err) }
	words, err := faultFields(text)
	if err != nil {
		return fail(err)
	}
	if len(words) == 0 {
		return fail(errors.New("expected " + faultForms))
	}
	f, rest, err := faultOf(words)
	if err != nil {
		return fail(err)
	}
	given := map[string]bool{}
	for _, word := range rest {
		name, value, named := strings.Cut(word, "=")
		if given[name] && name != "on" && name != "id" {
			return fail(fmt.Errorf("%s is given twice", name))
		}
		given[name] = true
		if !named && name != "cut" && word != wordRaw {
			return fail(fmt.Errorf("%q: expected %s", word, faultForms))
		}
		if err := f.set(name, value, named); err != nil {
			return fail(err)
		}
	}
	if given["seed"] && f.p == 0 && !(f.kind == faultTakes && f.delay.timed() && f.delay.Max > f.delay.Min) {
		return fail(errors.New("a seed, and nothing that is drawn; expected p=PROBABILITY, or takes=FROM..TO"))
	}
	if err := f.check(); err != nil {
		return fail(err)
	}
	return f, nil
}

// faultFields cuts a text into words. In a quote, which starts behind a '=' or a space,
// spaces may stand.
func faultFields(text string) (words []string, _ error) {
	for text = strings.TrimLeft(text, " \t"); text != ""; text = strings.TrimLeft(text, " \t") {
		end := 0
		for end < len(text) && text[end] != ' ' && text[end] != '\t' {
			if text[end] != '"' {
				end++
				continue
			}
			quoted, err := strconv.QuotedPrefix(text[end:])
			if err != nil {
				return nil, fmt.Errorf("%s: the quote does not end, or something in it is escaped wrongly; expected a string as Go quotes it", text[end:])
			}
			end += len(quoted)
		}
		words = append(words, text[:end])
		text = text[end:]
	}
	return words, nil
}

// faultOf reads what happens off the words, and returns what follows it.
func faultOf(words []string) (f Fault, rest []string, err error) {
	name, value, named := strings.Cut(words[0], "=")
	for kind, word := range faultWords {
		if word == name && word != "" {
			f.kind = faultKind(kind)
		}
	}
	switch wants := f.kind >= faultStale; {
	case f.kind == noFault:
		return f, nil, fmt.Errorf("%q is no fault; expected %s", words[0], faultForms)
	case wants && !named:
		return f, nil, fmt.Errorf("%s without a value; expected one such as %s", name, faultExamples[f.kind])
	case !wants && named:
		return f, nil, fmt.Errorf("%s has no value; expected %s alone", name, name)
	}
	switch rest = words[1:]; f.kind {
	case faultRefuse:
		f.refusal, rest, err = refusalOf(rest)
	case faultStale, faultInitializing:
		f.for_, err = ParseDuration(value)
	case faultTakes:
		f.delay, err = ParseDelay(value)
	case faultLimit:
		f.limit, err = number(name, value)
	}
	return f, rest, err
}

// refusalOf reads an HTTP status and a code.
func refusalOf(words []string) (a model.Answer, rest []string, err error) {
	if len(words) < 2 {
		return a, nil, errors.New("refuse without a status and a code; expected both, such as refuse 400 Throttling")
	}
	if a.Status, err = strconv.Atoi(words[0]); err != nil || a.Status != 0 && (a.Status < 400 || a.Status > 599) {
		return a, nil, fmt.Errorf("HTTP status %s; expected one from 400 to 599, or 0 where it is not known", words[0])
	}
	if a.Code, err = model.UnquoteID(words[1]); err != nil {
		return a, nil, fmt.Errorf("code %w", err)
	}
	if a.Code == "" {
		return a, nil, fmt.Errorf("code %s; expected one such as Throttling", words[1])
	}
	return a, words[2:], nil
}

// set sets what a word behind the first ones says.
func (f *Fault) set(name, value string, named bool) (err error) {
	switch name {
	case "cut":
		if f.cut = true; named {
			return fmt.Errorf("cut has no value; expected cut alone")
		}
	case wordRaw:
		if f.raw = true; named {
			return fmt.Errorf("raw has no value; expected raw alone")
		}
	case "message":
		if f.kind != faultRefuse {
			return fmt.Errorf("%s has no message; expected that of refuse", faultWords[f.kind])
		}
		if f.refusal.Message, err = strconv.Unquote(value); err != nil || f.refusal.Message == "" || value[0] != '"' {
			return fmt.Errorf("message %s; expected a text in quotes", value)
		}
	case "on":
		a, err := book.ParseAction(value)
		f.on |= book.ActionSetOf(a)
		return err
	case "id":
		id, err := model.UnquoteID(value)
		f.ids = append(f.ids, id)
		return err
	case "n":
		f.nth, err = number(name, value)
		return err
	case "p":
		if f.p, err = strconv.ParseFloat(value, 64); err != nil || !(f.p > 0 && f.p <= 1) {
			return fmt.Errorf("p=%s; expected a probability above 0 and at most 1, such as 0.1", value)
		}
	case "seed":
		if f.seed, err = strconv.ParseUint(value, 10, 64); err != nil {
			return fmt.Errorf("seed=%s; expected a number from 0 to 18446744073709551615", value)
		}
	default:
		return fmt.Errorf("%q: expected cut, on=ACTION, id=ID, n=N, p=PROBABILITY or seed=N", name)
	}
	return nil
}

func number(name, value string) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%s=%s; expected a number from 1", name, value)
	}
	return n, nil
}
