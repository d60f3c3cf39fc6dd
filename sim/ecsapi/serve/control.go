package serve

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// Prefix is where the paths of the control begin.
const Prefix = "/_ecsdisk/"

// maxBody is how much of a body the control reads.
const maxBody = 4 << 20

// A route answers one method of one path with text, or with an error.
type route struct {
	method, path string
	answer       func(live, *http.Request) (string, error)
}

// table are the routes, as the package documentation lists them.
func (s *Service) table() []route {
	return []route{
		{"GET", "health", func(live, *http.Request) (string, error) { return "ok\n", nil }},
		{"GET", "state", state},
		{"GET", "script", soFar},
		{"GET", "world", start},
		{"PUT", "world", s.replace},
		{"POST", "reset", s.reset},
		{"GET", "faults", faults},
		{"POST", "faults", arm},
		{"DELETE", "faults", disarm},
		{"POST", "events", events},
		{"POST", "advance", s.advance},
		{"GET", "unmodelled", s.unmodelled},
	}
}

// A mistake is an error of who asked: 400.
type mistake struct{ error }

// routes returns the handler of the control.
func (s *Service) routes() http.Handler {
	mux := http.NewServeMux()
	table := s.table()
	for _, route := range table {
		mux.HandleFunc(route.method+" "+Prefix+route.path, func(w http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
			l, serving := s.serving()
			if !serving {
				http.Error(w, ended, http.StatusServiceUnavailable)
				return
			}
			text, err := route.answer(l, r)
			switch wrong := (mistake{}); {
			case errors.As(err, &wrong):
				http.Error(w, err.Error(), http.StatusBadRequest)
			case err != nil:
				http.Error(w, err.Error(), http.StatusInternalServerError)
			default:
				w.Header().Set("Content-Type", "text/plain; charset=utf-8")
				io.WriteString(w, text)
			}
		})
	}
	mux.HandleFunc(Prefix, func(w http.ResponseWriter, r *http.Request) {
		status, wrong := http.StatusNotFound, "there is no "+r.URL.Path
		var lines []string
		for _, route := range table {
			lines = append(lines, route.method+" "+Prefix+route.path)
			if r.URL.Path == Prefix+route.path {
				status, wrong = http.StatusMethodNotAllowed, r.Method+" is no method of "+r.URL.Path
			}
		}
		http.Error(w, wrong+"; expected one of\n  "+strings.Join(lines, "\n  "), status)
	})
	return sameOrigin(mux)
}

// sameOrigin refuses what a page of somebody else's in a browser asks for, and names
// that such a page may have had resolved to this machine.
func sameOrigin(h http.Handler) http.Handler {
	h = http.NewCrossOriginProtection().Handler(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		if host != "localhost" && net.ParseIP(strings.Trim(host, "[]")) == nil {
			http.Error(w, fmt.Sprintf("the control is not reached by the name %q; expected localhost or an IP address", host), http.StatusForbidden)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// serving returns the world that is being served, until the service has ended.
func (s *Service) serving() (l live, ok bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.live, s.live.world != nil
}

// ended is what a service says that has.
const ended = "the service has ended"

func state(l live, _ *http.Request) (string, error) {
	now := l.world.Look()
	var b strings.Builder
	fmt.Fprintf(&b, "# at %s\n%s", sim.FormatDuration(now.At), script.World{Machine: model.Machine{Edition: l.script.Machine.Edition}, State: now.State, Attrs: l.server.Attrs()})
	for _, p := range now.Pending {
		fmt.Fprintf(&b, "# pending: %s\n", p)
	}
	return b.String(), nil
}

func soFar(l live, _ *http.Request) (string, error) {
	if l.record == nil {
		return script.FromHistory(l.world.History()).String(), nil
	}
	l.world.Look()
	text, err := os.ReadFile(l.record.name)
	return string(text), err
}

func start(l live, _ *http.Request) (string, error) { return l.script.String(), nil }

func (s *Service) replace(_ live, r *http.Request) (string, error) {
	reader := script.NewReader("world", r.Body)
	reader.In(s.config.World.Machine.Edition)
	parsed, err := reader.Script()
	switch {
	case err != nil:
		return "", mistake{err}
	case len(parsed.Steps) > 0:
		return "", mistake{fmt.Errorf("world: %s is a step; expected world lines only", parsed.Steps[0].Op)}
	}
	return s.restart(parsed.World)
}

func (s *Service) reset(l live, _ *http.Request) (string, error) {
	return s.restart(l.script)
}

func (s *Service) restart(w script.World) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.live.world == nil {
		return "", errors.New(ended)
	}
	if err := s.begin(w); err != nil {
		return "", err
	}
	return fmt.Sprintf("world %d: %d instances, %d disks\n", s.n, w.State.NumInstances(), w.State.NumDisks()), nil
}

func faults(l live, _ *http.Request) (string, error) {
	var b strings.Builder
	for _, a := range l.world.Armed() {
		fmt.Fprintf(&b, "%d  %s   # fired at %d of %d calls\n", a.N, a.Fault, a.Fired, a.Seen)
	}
	return b.String(), nil
}

func arm(l live, r *http.Request) (string, error) {
	faults, err := linesOf(r, "fault", sim.ParseFault)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, f := range faults {
		fmt.Fprintf(&b, "%d  %s\n", l.world.Arm(f), f)
	}
	return b.String(), nil
}

// linesOf reads the lines of a body that say something. If one cannot be read, none is.
func linesOf[T any](r *http.Request, what string, read func(string) (T, error)) (all []T, _ error) {
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, mistake{err}
	}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		one, err := read(line)
		if err != nil {
			return nil, mistake{fmt.Errorf("%s %d: %w", what, len(all)+1, err)}
		}
		all = append(all, one)
	}
	if len(all) == 0 {
		return nil, mistake{fmt.Errorf("the body is empty; expected one %s a line", what)}
	}
	return all, nil
}

func disarm(l live, r *http.Request) (string, error) {
	if !r.URL.Query().Has("n") {
		armed := l.world.Armed()
		for _, a := range armed {
			l.world.Disarm(a.N)
		}
		return fmt.Sprintf("%d disarmed\n", len(armed)), nil
	}
	n, err := strconv.Atoi(r.URL.Query().Get("n"))
	if err != nil || !l.world.Disarm(n) {
		return "", mistake{fmt.Errorf("no fault with the number %q is armed", r.URL.Query().Get("n"))}
	}
	return "1 disarmed\n", nil
}

func events(l live, r *http.Request) (string, error) {
	ops, err := linesOf(r, "event", eventOf)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, op := range ops {
		answer, _ := l.world.Do(op)
		fmt.Fprintf(&b, "%s   %s\n", op, answer)
	}
	return b.String(), nil
}

// eventOf reads an event in the words of a script.
func eventOf(line string) (model.Op, error) {
	word, _, _ := strings.Cut(line, " ")
	if action, err := book.ParseAction(word); err != nil || !action.Event() {
		return nil, fmt.Errorf("%q is no event of the environment; expected one such as lock i-a security", word)
	}
	parsed, err := script.Parse("", strings.NewReader(line))
	if syntax, ok := errors.AsType[*script.SyntaxError](err); ok {
		err = errors.New(syntax.Problem) // the place is that of the line
	}
	if err != nil {
		return nil, err
	}
	return parsed.Steps[0].Op, nil
}

func (s *Service) advance(l live, r *http.Request) (string, error) {
	by, err := sim.ParseDuration(r.URL.Query().Get("by"))
	if err != nil {
		return "", mistake{fmt.Errorf("by: %w", err)}
	}
	s.config.Clock.Add(by)
	return "at " + sim.FormatDuration(l.world.Look().At.Round(time.Millisecond)) + "\n", nil
}

func (s *Service) unmodelled(live, *http.Request) (string, error) {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	for _, u := range s.Unmodelled() {
		if err := encoder.Encode(u); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}
