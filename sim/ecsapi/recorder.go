package ecsapi

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

// A Recorder is a transport that does what another one does, and writes what a client
// asks and what it is answered as a history: a line of JSON a call, after a line about
// the history. The package documentation says what stands there, and what never does.
//
// The traffic is what it would be without. But each answer is read whole before the
// client gets it, and its line is written first: nothing that a client acted on is
// missing, wherever the file ends. Its exported fields may not change once it is in
// use. It is safe for concurrent use; several recorders need several files.
type Recorder struct {
	// Transport does the requests. Without one it is http.DefaultTransport; for
	// [Recorder.Call] it is the transport that the SDK gives.
	Transport http.RoundTripper

	// History is written to, a whole line at a time. Once it refused one, nothing more
	// is written, for a history with a hole in it tells what did not happen; the traffic
	// goes on, and [Recorder.Err] has the error.
	History io.Writer

	// Edition, unless nil, is that which the endpoint is known to follow. That of a [Server]
	// as the Transport is known.
	Edition *book.Edition

	// Clock tells when. Unless it is given it is sim.Real.
	Clock sim.Clock

	mu    sync.Mutex
	began time.Time // the first call
	open  []bool    // by number of a client: whether it has a call open; none before the first
	err   error
}

// What a record is made from at most. What is larger goes through, but is not read.
const (
	maxAsked    = maxBody
	maxAnswered = 4 << 20
)

// RoundTrip does a request, and writes its line.
func (r *Recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	r.mustHaveWriter()
	transport := r.Transport
	if transport == nil {
		transport = http.DefaultTransport
	}
	return r.record(request, transport.RoundTrip)
}

// Call is [Recorder.RoundTrip] as the HttpClient of the SDK of the second generation,
// which has a transport of its own. The Recorder's goes before that; a [Server] is
// asked by its [Server.Call].
func (r *Recorder) Call(request *http.Request, transport *http.Transport) (*http.Response, error) {
	r.mustHaveWriter()
	if r.Transport == nil && transport != nil {
		return r.record(request, transport.RoundTrip)
	}
	if own, ok := r.Transport.(interface {
		Call(*http.Request, *http.Transport) (*http.Response, error)
	}); ok {
		return r.record(request, func(request *http.Request) (*http.Response, error) { return own.Call(request, transport) })
	}
	return r.RoundTrip(request)
}

// Err returns the error at which the history ends, nil while all has been written.
func (r *Recorder) Err() error {
	r.mustHaveWriter()
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err
}

func (r *Recorder) mustHaveWriter() {
	if r == nil || r.History == nil {
		panic("ecsapi.Recorder: there is no History to write to; expected a writer such as a file")
	}
}

// record does a request by the given way, and writes its line.
func (r *Recorder) record(request *http.Request, do func(*http.Request) (*http.Response, error)) (*http.Response, error) {
	if request == nil || request.URL == nil {
		panic("ecsapi.Recorder: there is no request, or no URL in it; expected one such as http.NewRequest returns")
	}
	client, start := r.begin()
	l := &line{Client: "c" + strconv.Itoa(client+1), Start: start, Unheard: true}
	defer r.end(client, l)
	sent := *request
	asked := tee(&sent)
	response, err := do(&sent)
	body, complete := asked()
	l.ask(request, body, complete)
	if err != nil || response == nil {
		return response, err
	}
	if response.Request == &sent {
		response.Request = request
	}
	if response.StatusCode == http.StatusSwitchingProtocols || response.Body == nil {
		l.hear(response.StatusCode)
		return response, nil
	}
	body, err = io.ReadAll(io.LimitReader(response.Body, maxAnswered+1))
	switch rest := response.Body; {
	case err != nil:
		response.Body = whole{io.MultiReader(bytes.NewReader(body), failing{err}), rest}
	case len(body) > maxAnswered:
		l.hear(response.StatusCode)
		response.Body = whole{io.MultiReader(bytes.NewReader(body), rest), rest}
	default:
		l.hear(response.StatusCode)
		l.answer(plain(response, body))
		response.Body = whole{bytes.NewReader(body), rest}
	}
	return response, nil
}

// begin returns the client that makes a call, and when. A client has one call open at
// a time: calls at the same time are of different ones.
func (r *Recorder) begin() (client int, start seconds) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	if len(r.open) == 0 {
		r.began = now
		r.write(head{History: "recorded", Date: now.UTC(), Edition: r.edition()})
	}
	client = slices.Index(r.open, false)
	if client < 0 {
		client = len(r.open)
		r.open = append(r.open, false)
	}
	r.open[client] = true
	return client, seconds(now.Sub(r.began))
}

// edition returns the edition that the endpoint follows, nil if it is not known.
func (r *Recorder) edition() *string {
	of := r.Edition
	if s, ok := r.Transport.(*Server); ok {
		of = &s.machine.Edition
	}
	if of == nil {
		return nil
	}
	date := of.String()
	return &date
}

// end writes the line of a call.
func (r *Recorder) end(client int, l *line) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open[client] = false
	l.End = max(seconds(r.now().Sub(r.began)), l.Start)
	r.write(l)
}

func (r *Recorder) now() time.Time {
	if r.Clock == nil {
		return sim.Real{}.Now()
	}
	return r.Clock.Now()
}

// write writes a line. The recorder is locked.
func (r *Recorder) write(line any) {
	if r.err == nil {
		_, r.err = r.History.Write(appendLine(line))
	}
}

// tee has what is read of the body of a request kept. What it returns tells what was
// kept; ok is false if that is not the whole of it.
func tee(request *http.Request) (asked func() (body []byte, ok bool)) {
	if request.Body == nil || request.Body == http.NoBody {
		return func() ([]byte, bool) { return nil, true }
	}
	var mu sync.Mutex
	var last *teed // a transport that tries again asks for another
	kept := func(body io.ReadCloser) io.ReadCloser {
		mu.Lock()
		defer mu.Unlock()
		last = &teed{ReadCloser: body}
		return last
	}
	request.Body = kept(request.Body)
	if get := request.GetBody; get != nil {
		request.GetBody = func() (io.ReadCloser, error) {
			body, err := get()
			if err != nil {
				return nil, err
			}
			return kept(body), nil
		}
	}
	return func() ([]byte, bool) {
		mu.Lock()
		defer mu.Unlock()
		return last.kept(request.ContentLength)
	}
}

// teed is a body of which what was read is kept. A transport may go on to read it
// after it returned.
type teed struct {
	io.ReadCloser
	mu    sync.Mutex
	body  []byte
	ended bool
}

func (t *teed) Read(b []byte) (n int, err error) {
	n, err = t.ReadCloser.Read(b)
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.body) <= maxAsked { // what is longer is too long for [request.add], too
		t.body = append(t.body, b[:n]...)
	}
	t.ended = t.ended || err == io.EOF
	return n, err
}

func (t *teed) kept(length int64) (body []byte, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.body), t.ended || int64(len(t.body)) == length
}

// whole is a body that was read ahead.
type whole struct {
	io.Reader
	io.Closer
}

// failing is a reader of nothing but an error.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// plain returns the body of an answer as it was before it was compressed, nothing if it
// cannot be read.
func plain(response *http.Response, body []byte) []byte {
	switch encoding := response.Header.Get("Content-Encoding"); {
	case encoding == "" || strings.EqualFold(encoding, "identity"):
		return body
	case !strings.EqualFold(encoding, "gzip"):
		return nil
	}
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil
	}
	body, err = io.ReadAll(io.LimitReader(r, maxAnswered+1))
	if err != nil || len(body) > maxAnswered {
		return nil
	}
	return body
}
