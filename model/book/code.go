package book

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"example.com/ecsdisk/model/enum"
	"example.com/ecsdisk/model/suggest"
)

// A Code is a row of the catalogue: an error code that an operation is documented to
// answer, or that the field has seen.
type Code struct {
	Action Action
	Every  bool   // every operation may answer so, whatever Action is: the environment's refusals
	Status int    // of HTTP
	Code   string // one that ends in ".*" stands for every code that begins so
	About  string // what the machine does not have that it is about; empty for a code of a rule's or of the environment's
	From   string // the pages that have it, by the days of the first and the last copy seen, or who saw it

	messages []string
	listed   string // by the dates of the editions: + for yes, - for no, ? for not seen
}

// Message returns the message that is answered with the code: empty where none is known, or
// it says what is wrong in words of its own.
func (c Code) Message() string {
	if len(c.messages) == 0 {
		return ""
	}
	return c.messages[0]
}

// Messages returns the messages that the pages have of the code, of whichever edition, as far as
// they are known.
func (c Code) Messages() []string { return slices.Clone(c.messages) }

// String returns the HTTP status and the code, as a script writes them: "403 DiskNotPortable".
func (c Code) String() string { return refusalText(c.Status, c.Code) }

func refusalText(status int, code string) string { return strconv.Itoa(status) + " " + code }

// In returns whether the pages of an edition list the code.
func (c Code) In(e Edition) Listing {
	return Listing(strings.IndexByte("-+?", c.listed[slices.Index(byDate, e)]))
}

// A Listing is whether the pages of an edition list a code.
type Listing uint8

// The listings. A page that was not seen is taken to have the code.
const (
	NotListed Listing = iota
	Listed
	NotSeen // no copy of that day was seen, or only an extract; or no page has it, and the field does
)

var listings = []string{"no", "yes", "not seen"}

// String returns "no", "yes" or "not seen".
func (l Listing) String() string { return enum.Spell(listings, l) }

// Is reports whether the row is of the refusal. A status of 0 is not known: any fits.
func (c *Code) Is(status int, code string) bool {
	return (status == c.Status || status == 0) && c.covers(code)
}

// covers reports whether the code is the row's, or begins as the row says.
func (c *Code) covers(code string) bool {
	start, open := strings.CutSuffix(c.Code, "*")
	return code == c.Code || open && len(code) > len(start) && strings.HasPrefix(code, start)
}

// Codes yields the catalogue: by operation, in the order of the actions, and by HTTP
// status and code. What every operation may answer comes last.
func Codes() iter.Seq[Code] { return slices.Values(codes) }

// CodesOf yields the rows of one operation, and then those of every operation. An event has
// the latter alone: a system under test may be told of it by a call of its own.
func CodesOf(a Action) iter.Seq[Code] {
	return enum.Those(Codes(), func(c Code) bool { return c.Every || c.Action == a })
}

// FindCode returns the row of an operation's refusal: its own, or else that of every
// operation. A status of 0 is one that is not known.
func FindCode(a Action, status int, code string) (c Code, ok bool) {
	for _, rows := range [...][]Code{ownCodes[a], everyCode} {
		for n := range rows { // in place: a comparison asks often
			if c := &rows[n]; c.Is(status, code) {
				return *c, true
			}
		}
	}
	return Code{}, false
}

// ownCodes are the rows of each action, and everyCode those of every operation, in place.
var ownCodes, everyCode = func() (own [numActions][]Code, every []Code) {
	every = codes[slices.IndexFunc(codes, func(c Code) bool { return c.Every }):]
	for n, c := range codes[:len(codes)-len(every)] {
		own[c.Action] = codes[n-len(own[c.Action]) : n+1]
	}
	return own, every
}()

// CheckCode returns an error if the catalogue does not have the refusal for the operation.
// The error names the status that the code has there, the code that was most likely meant,
// or the operations that have it. A status of 0 is one that is not known.
func CheckCode(a Action, status int, code string) error {
	return checkCode(slices.Collect(CodesOf(a)), " of "+a.String(), status, code)
}

// CheckAnyCode is [CheckCode] for an operation that is not said: some operation has to have
// the refusal.
func CheckAnyCode(status int, code string) error { return checkCode(codes, "", status, code) }

func checkCode(rows []Code, of string, status int, code string) error {
	var names []string
	for _, c := range rows {
		if c.Is(status, code) {
			return nil
		}
		names = append(names, c.Code)
	}
	word := code
	if status != 0 {
		word = refusalText(status, code)
	}
	if others := alternatives(rows, code); others != "" {
		return fmt.Errorf("%s: expected %s%s", word, others, of)
	}
	unknown := word + " is no documented code" + of
	if near := suggest.Nearest(code, names); near != "" {
		return fmt.Errorf("%s; did you mean %s?", unknown, alternatives(rows, near))
	}
	var others ActionSet
	for _, c := range codes {
		if c.covers(code) {
			others |= ActionSetOf(c.Action)
		}
	}
	if others != 0 {
		return fmt.Errorf("%s, but of %s", unknown, others)
	}
	return fmt.Errorf("%s; expected one of the catalogue, such as %s", unknown, rows[0])
}

// alternatives returns the rows of a code with " or " between; empty if there are none.
func alternatives(rows []Code, code string) string {
	var found []string
	for _, c := range rows {
		if text := refusalText(c.Status, code); c.covers(code) && !slices.Contains(found, text) {
			found = append(found, text)
		}
	}
	return strings.Join(found, " or ")
}
