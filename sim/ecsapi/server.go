package ecsapi

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/ecsapi/internal/wire"
)

// Options is how a server behaves. The zero Options is one that takes any signature.
type Options struct {
	Region string // what is shown; unless it is given that which the first request names, else cn-hangzhou
	Zone   string // of what is created without one; unless it is given the region and "-a"

	// Keys are the secrets by access key. With any, each request has to be signed with
	// one of them; without, no signature is looked at.
	Keys map[string]string

	Seed uint64 // of request ids and serial numbers

	// Patience is how long [Server.Call], and [Server.RoundTrip] of a request whose
	// context never ends, wait for a reply that does not come, and how long a server
	// waits for the body of a request. 10 s, unless it is given.
	Patience time.Duration

	// Log, unless nil, is called with a line for each request: when, what, and what was
	// answered by which rule. It may be called by several goroutines at once.
	Log func(line string)
}

// A Server is the ECS API in front of a world. See the package documentation for what
// it is used as. It is safe for concurrent use.
type Server struct {
	world   *sim.World
	machine model.Machine
	options Options
	start   string // the instant at which the world started

	mu       sync.Mutex
	seen     model.State // the world as it was when the server looked at it last
	at       time.Duration
	named    string // the region that a request named
	beside   map[string]beside
	tokens   map[tokenKey]bound
	nonces   nonces
	requests uint64 // how many there were

	unmodelledMu sync.Mutex
	unmodelled   []Unmodelled
}

// New returns a server of a world. Others may go on to call the world: what they do
// is seen as what anybody does. It panics if the world is nil.
func New(w *sim.World, o Options) *Server {
	if w == nil {
		panic("ecsapi.New: the world is nil; expected one such as sim.New returns")
	}
	if o.Patience <= 0 {
		o.Patience = 10 * time.Second
	}
	h := w.History()
	s := &Server{world: w, machine: h.Config.Machine, options: o, seen: h.End.State, at: h.End.At,
		beside: map[string]beside{}, tokens: map[tokenKey]bound{}}
	s.options.Keys, s.start = maps.Clone(o.Keys), s.time(0)
	for d := range s.seen.Disks() {
		if d.InstanceID != "" {
			s.put(string(d.ID), "Device", s.freeDevice(d, s.seen))
		}
	}
	return s
}

func (s *Server) mustBeNew() {
	if s == nil || s.world == nil {
		panic("ecsapi.Server: a server without a world; expected one from ecsapi.New")
	}
}

// A reply is what a request is answered with, unless its caller never hears.
type reply struct {
	status  int
	format  wire.Format
	body    []byte
	unheard bool
	cut     bool // of an unheard one: at once
}

// answer goes through the places of the package documentation, in their order, with a
// request that has been read. The body of the reply is in the room that is given, or in
// its own where that is too small.
func (s *Server) answer(r *request, bad *refusal, room []byte) reply {
	var c *call
	if bad == nil {
		c, bad = s.call(r)
	}
	o, bad, requestID, region := s.judge(r, c, bad)
	reply := reply{status: http.StatusOK, format: r.format}
	if c != nil && c.applied && c.event.Reply.Unheard() {
		reply.unheard, reply.cut = true, c.event.Cut
	} else if bad != nil {
		reply.status = bad.status
		reply.body = r.format.Append(slices.Grow(room[:0], 448), "Error", errorFields, bad.object(requestID, region))
	} else {
		o[0] = wire.Text(requestID)
		reply.body = r.format.Append(slices.Grow(room[:0], sizeOf(r.format, c.event.Answer)), c.action.name+"Response", c.action.fields, o)
	}
	if s.options.Log != nil {
		s.options.Log(s.logLine(r, c, bad))
	}
	if c != nil {
		c.release()
	}
	return reply
}

// sizeOf returns more or less how long an answer gets.
func sizeOf(f wire.Format, a model.Answer) int {
	each := 1536
	if f == wire.JSON {
		each = 1024
	}
	return 128 + each*len(a.Shown)
}

// judge takes a request from the signature on, unless it has been refused before. The
// server is locked meanwhile: what is beside the machine goes with it.
func (s *Server) judge(r *request, c *call, before *refusal) (o wire.Object, bad *refusal, requestID, region string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nameRegion(r)
	requestID, region = s.requestID(), s.region()
	if bad = before; bad == nil {
		bad = s.verify(r)
	}
	if bad != nil {
		s.world.Comment(r.comment(bad))
		return nil, bad, requestID, region
	}
	o, bad = s.serve(c)
	return o, bad, requestID, region
}

// call looks up the action of a request and its parameters.
func (s *Server) call(r *request) (*call, *refusal) {
	a := actions[r.action]
	if a == nil {
		s.met(r.action, "", "")
		return nil, refuse(400, codeNotModelled, "Operation %.64q is not modelled; expected one of %s.", r.action, actionNames())
	}
	args, bad := s.readArgs(a, r)
	if bad != nil {
		return nil, bad
	}
	c := &call{request: r, action: a, args: args, world: s.world}
	if _, bad := c.tags(); bad != nil {
		return nil, bad
	}
	if a.check != nil {
		if bad := a.check(c); bad != nil {
			return nil, bad
		}
	}
	return c, nil
}

// requestID returns the next id of a request.
func (s *Server) requestID() string {
	s.requests++
	rng := rand.NewPCG(s.options.Seed, s.requests)
	numbers := [2]uint64{rng.Uint64(), rng.Uint64()}
	const digits = "0123456789ABCDEF"
	var id [36]byte
	for n, digit := 0, 0; n < len(id); n++ {
		if n == 8 || n == 13 || n == 18 || n == 23 {
			id[n] = '-'
			continue
		}
		id[n] = digits[numbers[digit/16]>>(digit%16*4)&15]
		digit++
	}
	return string(id[:])
}

// serialNumber returns the default of a resource's SerialNumber.
func (s *Server) serialNumber(id string) string {
	const digits = "0123456789abcdefghijklmnopqrstuvwxyz"
	sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte(id), s.options.Seed))
	serial := []byte("bp1")
	for _, b := range sum[:17] {
		serial = append(serial, digits[int(b)%len(digits)])
	}
	return string(serial)
}

// comment returns what a refused request is in a script.
func (r *request) comment(bad *refusal) string {
	return fmt.Sprintf("%s is refused by the gateway: %d %s", r.describe(), bad.status, bad.code)
}

// logLine returns the line of a request.
func (s *Server) logLine(r *request, c *call, bad *refusal) string {
	var at time.Duration
	if c != nil && c.applied {
		at = c.event.At
	} else {
		at = s.world.Look().At
	}
	line := sim.FormatDuration(at) + " " + r.describe() + " "
	switch {
	case bad != nil:
		line += fmt.Sprintf("%d %s", bad.status, bad.code)
	case c.applied:
		line += c.event.Answer.String()
	default:
		line += "ok"
	}
	if c != nil && c.applied {
		if rule, ok := c.event.Outcome.Rule(); ok && c.event.Judged() {
			line += " (" + rule.String() + ")"
		}
		if c.event.Reply != sim.ReplyHeard {
			line += " " + c.event.Reply.String()
		}
	}
	return line
}
