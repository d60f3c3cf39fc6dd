package serve

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/ecsapi"
	"example.com/ecsdisk/sim/script"
)

// A Clock is one that can be moved ahead: [sim.Scaled] and [sim.Manual] are.
type Clock interface {
	sim.Clock
	Add(time.Duration)
}

// Config is what is served and how.
type Config struct {
	World  script.World // the first one; one that takes its place and names no edition has that of this
	Clock  Clock
	Faults []sim.Fault    // armed in the first world
	API    ecsapi.Options // of the server of each world
	Record string         // the file of the record; none if it is empty
}

// A Service is the handler of everything. It is safe for concurrent use.
type Service struct {
	config  Config
	control http.Handler

	mu   sync.RWMutex // held for reading during a call of the world, for writing while it is replaced
	live live
	past []ecsapi.Unmodelled // of the worlds that were replaced
	n    int                 // the number of the world, from 1
}

// live is a world that is being served.
type live struct {
	script script.World // as it stood at its start
	world  *sim.World
	server *ecsapi.Server
	record *record // nil without one
}

// kept is how many of the last steps are kept where there is no record.
const kept = 10_000

// New returns a service whose world starts now. The error says which attribute is none,
// or why the record cannot be written.
func New(c Config) (*Service, error) {
	if c.Clock == nil {
		panic("serve.New: a nil clock; expected one such as sim.NewScaled(10)")
	}
	s := &Service{config: c}
	s.control = s.routes()
	if err := s.begin(c.World); err != nil {
		return nil, err
	}
	for _, f := range c.Faults {
		s.live.world.Arm(f)
	}
	return s, nil
}

// begin puts a new world in the place of the one that there is. Where that cannot be,
// the one that there is stays.
func (s *Service) begin(w script.World) error {
	next := live{script: w}
	config := w.Config()
	config.Keep = kept
	var err error
	if s.config.Record != "" {
		if next.record, err = newRecord(recordName(s.config.Record, s.n+1), w); err != nil {
			return err
		}
		config.Observe = next.record.observe
	}
	next.world = sim.New(s.config.Clock, w.State, config)
	next.server = ecsapi.New(next.world, s.config.API)
	for id, values := range w.Attrs {
		if err := next.server.SetAttrs(id, values); err != nil {
			return errors.Join(mistake{fmt.Errorf("attr %s: %w", id, err)}, next.record.drop())
		}
	}
	err = s.end()
	s.live = next
	s.n++
	return err
}

// end ends the world that there is, if there is one.
func (s *Service) end() error {
	if s.live.world == nil {
		return nil
	}
	s.past = append(s.past, s.live.server.Unmodelled()...)
	if s.live.record == nil {
		return nil
	}
	return s.live.record.end(s.live.world, s.live.server.Attrs())
}

// Close ends the record, with the attributes as they are now. The service is of no
// further use. The error is the first that the record met.
func (s *Service) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.end()
	s.live = live{}
	return err
}

// Unmodelled returns what clients asked for that is not modelled, in all worlds. After
// [Service.Close] it is whole.
func (s *Service) Unmodelled() (all []ecsapi.Unmodelled) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	met := s.past
	if s.live.server != nil {
		met = append(met[:len(met):len(met)], s.live.server.Unmodelled()...)
	}
	at := map[ecsapi.Unmodelled]int{}
	for _, u := range met {
		key := u
		key.Count = 0
		if n, ok := at[key]; ok {
			all[n].Count += u.Count
			continue
		}
		at[key] = len(all)
		all = append(all, u)
	}
	return all
}

// ServeHTTP answers a call of the API or, below [Prefix], of the control.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, Prefix) {
		s.control.ServeHTTP(w, r)
		return
	}
	l, serving := s.serving()
	if !serving {
		http.Error(w, ended, http.StatusServiceUnavailable)
		return
	}
	l.server.ServeHTTP(w, r)
}
