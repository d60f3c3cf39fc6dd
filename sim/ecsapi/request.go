package ecsapi

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"example.com/ecsdisk/sim/ecsapi/internal/wire"
)

// What a request may have at most. A real one has some 20 parameters and 2 KiB.
const (
	maxBody   = 1 << 20
	maxQuery  = 1 << 20
	maxParams = 512
)

// A request is an HTTP request as far as the API is concerned.
type request struct {
	*http.Request
	body   []byte
	params []given // of the query and then of the form
	query  int     // how many of them are the query's
	action string
	format wire.Format
}

// given is a parameter of a request.
type given struct{ name, value string }

// get returns the value of a parameter, empty if it is not given.
func (r *request) get(name string) string {
	for _, p := range r.params {
		if p.name == name {
			return p.value
		}
	}
	return ""
}

// header returns the values of a header, with ',' between them. In the same process a
// client may spell the name as it likes: over a connection it is made canonical.
func (r *request) header(name string) string {
	if values := r.Header.Values(name); values != nil {
		return strings.Join(values, ",")
	}
	for key, values := range r.Header {
		if strings.EqualFold(key, name) {
			return strings.Join(values, ",")
		}
	}
	return ""
}

// readRequest reads a request: method, path, query and body, the latter into the room
// that is given. Whatever is the error, the format in which it is to be answered is set.
func readRequest(h *http.Request, room []byte) (*request, *refusal) {
	r := &request{Request: h, format: wire.XML, body: room[:0]}
	if accepts := r.header("Accept"); strings.Contains(accepts, "json") {
		r.format = wire.JSON
	}
	var wrong *refusal
	note := func(bad *refusal) {
		if wrong == nil {
			wrong = bad
		}
	}
	note(r.add(h.URL.RawQuery, "query"))
	r.query = len(r.params)
	note(r.readBody())
	note(r.readFormat()) // what the client reads goes before what is wrong
	switch {
	case wrong != nil:
		return r, wrong
	case h.Method != http.MethodGet && h.Method != http.MethodPost:
		return r, refuse(405, "UnsupportedHTTPMethod", "The HTTP method %s is not supported; expected GET or POST.", h.Method)
	case h.URL.Path != "/" && h.URL.Path != "":
		return r, refuse(404, "InvalidApi.NotFound", "The path %.64q is not that of the API; expected /.", h.URL.Path)
	}
	if wrong := r.unambiguous(); wrong != nil {
		return r, wrong
	}
	return r, r.readAction()
}

// readBody reads the parameters of the form. A body of another type has none, but
// it is signed.
func (r *request) readBody() *refusal {
	if r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	if r.ContentLength > maxBody {
		return tooLarge("body", maxBody)
	}
	body := bytes.NewBuffer(r.body)
	_, err := body.ReadFrom(io.LimitReader(r.Body, maxBody+1))
	if r.body = body.Bytes(); err != nil {
		return refuse(400, codeMalformed, "The body of the request cannot be read: %v.", err)
	}
	if len(r.body) > maxBody {
		return tooLarge("body", maxBody)
	}
	if r.hasForm() {
		return r.add(string(r.body), "form")
	}
	return nil
}

// hasForm reports whether the body has parameters.
func (r *request) hasForm() bool {
	return strings.HasPrefix(r.header("Content-Type"), "application/x-www-form-urlencoded")
}

func tooLarge(what string, most int) *refusal {
	return refuse(413, codeMalformed, "The %s of the request is too large; expected at most %d bytes.", what, most)
}

// add adds the parameters of a query or of a form.
func (r *request) add(text, from string) *refusal {
	if len(text) > maxQuery {
		return tooLarge(from, maxQuery)
	}
	r.params = slices.Grow(r.params, min(strings.Count(text, "&")+1, maxParams))
	for pair := range strings.SplitSeq(text, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, badName := url.QueryUnescape(name)
		value, badValue := url.QueryUnescape(value)
		switch {
		case badName != nil || badValue != nil:
			return refuse(400, codeMalformed, "The %s has %.64q, which is escaped wrongly.", from, pair)
		case len(r.params) == maxParams:
			return refuse(400, codeMalformed, "The request has too many parameters; expected at most %d.", maxParams)
		case !isText(name) || !isText(value):
			return refuse(400, codeMalformed, "Parameter %.64q has bytes that are no text; expected UTF-8 without control characters.", name)
		}
		r.params = append(r.params, given{name, value})
	}
	return nil
}

// isText reports whether JSON and XML can both have the text.
func isText(s string) bool {
	plain := true
	for n := range len(s) {
		plain = plain && s[n] >= ' ' && s[n] < 0x7f
	}
	if plain {
		return true
	}
	for _, c := range s {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7f || c == 0xFFFE || c == 0xFFFF {
			return false
		}
	}
	return utf8.ValidString(s)
}

// unambiguous holds that each parameter is given once; Action may be in more than one
// place.
func (r *request) unambiguous() *refusal {
	for n, p := range r.params {
		for m, q := range r.params[:n] {
			if p.name == q.name && (p.name != "Action" || (n < r.query) == (m < r.query)) {
				return refuse(400, codeMalformed, "Parameter %.64q is given more than once.", p.name)
			}
		}
	}
	return nil
}

// readFormat reads the parameter Format. Without it the header Accept decides.
func (r *request) readFormat() *refusal {
	switch text := r.get("Format"); strings.ToLower(text) {
	case "":
	case "json":
		r.format = wire.JSON
	case "xml":
		r.format = wire.XML
	default:
		return refuse(400, codeMalformed, "Parameter Format is %.64q; expected JSON or XML.", text)
	}
	return nil
}

// readAction looks for the action: query, form, header.
func (r *request) readAction() *refusal {
	if r.action = r.get("Action"); r.action == "" {
		r.action = r.header("X-Acs-Action")
	}
	version := r.get("Version")
	if version == "" {
		version = r.header("X-Acs-Version")
	}
	switch {
	case r.action == "":
		return missing("Action")
	case version != "" && version != apiVersion:
		return refuse(404, "InvalidVersion", "Version %.64q is not that of the API; expected %s.", version, apiVersion)
	}
	return nil
}

// apiVersion is the version of the ECS API.
const apiVersion = "2014-05-26"

// missing is the refusal of a request without a parameter that it needs, in the
// words of the machine's own.
func missing(name string) *refusal {
	return refuse(400, "MissingParameter", "The input parameter %q that is mandatory for processing this request is not supplied.", name)
}

// describe returns the request in short, in one line, without secrets: for a log, and
// for a comment.
func (r *request) describe() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%.64s", cmp.Or(r.action, "a request without Action"))
	a := actions[r.action]
	for _, p := range r.params {
		switch {
		case isCommon(p.name) || secret[p.name] || p.value == "":
		case !a.has(p.name): // nobody knows what it is
			fmt.Fprintf(&b, " %.64s=...", p.name)
		default:
			fmt.Fprintf(&b, " %.64s=%.64s", p.name, p.value)
		}
	}
	line := strings.Map(func(c rune) rune {
		if c < ' ' {
			return ' '
		}
		return c
	}, b.String())
	if len(line) > maxDescription {
		line = strings.ToValidUTF8(line[:maxDescription], "") + " ..."
	}
	return line
}

// maxDescription is how long the short form of a request gets, in bytes.
const maxDescription = 500
