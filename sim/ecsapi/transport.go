package ecsapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// ServeHTTP answers a request. A reply that is never heard ends with the request's
// context, or at once: then the connection is cut.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mustBeNew()
	if w == nil || r == nil || r.URL == nil {
		panic("ecsapi.Server.ServeHTTP: there is no writer, no request, or no URL in it; expected what a server of net/http gives")
	}
	c := http.NewResponseController(w)
	if r.ContentLength != 0 { // a writer that knows no deadline does without
		c.SetReadDeadline(time.Now().Add(s.options.Patience))
	}
	room := rooms.Get().(*[]byte)
	request, bad := readRequest(r, *room)
	reply := s.answer(request, bad, request.body)
	if reply.unheard {
		if !reply.cut {
			<-r.Context().Done()
		}
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", reply.format.ContentType())
	w.Header().Set("Content-Length", strconv.Itoa(len(reply.body)))
	w.WriteHeader(reply.status)
	w.Write(reply.body)
	if cap(reply.body) <= maxRoom {
		*room = reply.body
		rooms.Put(room)
	}
}

// rooms are where the bodies of requests are read and, once they are, those of their
// replies are made.
var rooms = sync.Pool{New: func() any { return new([]byte) }}

// maxRoom is how large one may be that waits for the next reply.
const maxRoom = 64 << 10

// RoundTrip answers a request in the same process: a Server is the transport of an
// [http.Client], or of the SDK of the first generation (SetTransport). The error is
// that of the request's context, or of a reply that was cut off; or, if the context
// never ends, of one that did not come within [Options.Patience].
func (s *Server) RoundTrip(r *http.Request) (*http.Response, error) {
	return s.roundTrip(r, false)
}

// Call is [Server.RoundTrip], but that a reply never takes longer than
// [Options.Patience]: a Server is the HttpClient of the SDK of the second generation,
// which has no bound of its own. It leaves the transport alone.
func (s *Server) Call(r *http.Request, _ *http.Transport) (*http.Response, error) {
	return s.roundTrip(r, true)
}

func (s *Server) roundTrip(r *http.Request, bounded bool) (*http.Response, error) {
	s.mustBeNew()
	if r == nil {
		panic("ecsapi.Server: the request is nil; expected one such as http.NewRequest returns")
	}
	ctx := r.Context()
	if r.Body != nil {
		defer r.Body.Close()
	}
	if r.URL == nil {
		return nil, errors.New("ecsapi: the request has no URL")
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	request, bad := s.readInProcess(ctx, r)
	if ctx.Err() != nil { // it has not been sent
		return nil, context.Cause(ctx)
	}
	reply := s.answer(request, bad, nil)
	switch {
	case reply.cut:
		return nil, errCut
	case reply.unheard && !bounded && ctx.Done() != nil:
		<-ctx.Done()
		return nil, context.Cause(ctx)
	case reply.unheard:
		timer := time.NewTimer(s.options.Patience)
		defer timer.Stop()
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-timer.C:
			return nil, errNoReply(s.options.Patience)
		}
	}
	return &http.Response{
		Status:     strconv.Itoa(reply.status) + " " + http.StatusText(reply.status),
		StatusCode: reply.status,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        http.Header{"Content-Type": {reply.format.ContentType()}},
		Body:          io.NopCloser(bytes.NewReader(reply.body)),
		ContentLength: int64(len(reply.body)),
		Request:       r,
	}, nil
}

// readInProcess reads a request whose body no server reads: it is closed, also when it
// does not come.
func (s *Server) readInProcess(ctx context.Context, r *http.Request) (*request, *refusal) {
	if r.Body == nil || r.Body == http.NoBody {
		return readRequest(r, nil)
	}
	ctx, cancel := context.WithTimeout(ctx, s.options.Patience)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { r.Body.Close() })
	defer stop()
	return readRequest(r, nil)
}

// errCut is the error of a reply that is cut off.
var errCut = fmt.Errorf("ecsapi: the connection was cut before a reply: %w", io.EOF)

// errNoReply is the error of a reply that did not come for so long.
type errNoReply time.Duration

func (e errNoReply) Error() string {
	return fmt.Sprintf("ecsapi: no reply for %v", time.Duration(e))
}

// Timeout and Temporary make it a net.Error.
func (errNoReply) Timeout() bool   { return true }
func (errNoReply) Temporary() bool { return true }
