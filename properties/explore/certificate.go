package explore

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"sync"

	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
)

// A Certificate says what an exploration found, so that another one can find out
// whether it finds the same: how many states, and a hash of the whole set of them.
type Certificate struct {
	Scope    string // its name
	Inputs   string // hash of the start world, the machine and the operations; not of a Suspect, which is a function
	Symmetry bool
	scope.Counts
	Set string // hash of the set of states
}

// ErrMismatch says that a certificate is not what is found.
var ErrMismatch = errors.New("explore: the certificate does not hold")

// Certify explores a scope and returns the certificate. A property that does not hold
// is an error, and so is an exploration that does not end: [pace.ErrUnfinished].
func Certify(ctx context.Context, s scope.Scope, o Options) (Certificate, error) {
	s, err := s.Check(1)
	if err != nil {
		return Certificate{}, err
	}
	o.Hash = true
	r, err := Explore(ctx, s, o)
	switch {
	case err != nil:
		return Certificate{}, err
	case r.Violation != nil:
		return Certificate{}, r.Violation
	case r.Unfinished != "":
		return Certificate{}, fmt.Errorf("%w: %s", pace.ErrUnfinished, r.Unfinished)
	}
	return Certificate{Scope: s.Name, Inputs: s.Hash(), Symmetry: o.Symmetry, Counts: r.Counts, Set: r.Hash}, nil
}

// Verify explores the scope again and returns in what it differs from the certificate, an
// [ErrMismatch], or why that cannot be told.
func (c Certificate) Verify(ctx context.Context, s scope.Scope, o Options) error {
	s, err := s.Check(1)
	switch {
	case err != nil:
		return err
	case c == Certificate{}:
		return errors.New("explore: the certificate is empty; expected one of Certify or ParseCertificate")
	case s.Hash() != c.Inputs:
		return fmt.Errorf("%w: it is of other inputs: %s has the hash %s; expected %s, of %s", ErrMismatch, s.Name, s.Hash(), c.Inputs, c.Scope)
	}
	o.Symmetry = c.Symmetry
	now, err := Certify(ctx, s, o)
	if err != nil {
		return err
	}
	if now.Scope = c.Scope; now != c {
		return fmt.Errorf("%w; it is\n%sexpected\n%s", ErrMismatch, now, c)
	}
	return nil
}

// certificateHead is the first line of a certificate; it changes with the format.
const certificateHead = "ecsdisk certificate 1"

// String returns the certificate as a small file.
func (c Certificate) String() string {
	return fmt.Sprintf("%s\nscope       %s\ninputs      %s\nsymmetry    %t\nstates      %d\ntransitions %d\ndepth       %d\nset         %s\n",
		certificateHead, c.Scope, c.Inputs, c.Symmetry, c.States, c.Transitions, c.Depth, c.Set)
}

// ParseCertificate is the inverse of [Certificate.String].
func ParseCertificate(text string) (c Certificate, err error) {
	head, rest, _ := strings.Cut(text, "\n")
	if head != certificateHead {
		return c, fmt.Errorf("explore: line 1 of the certificate is %q; expected %q", head, certificateHead)
	}
	scope, rest, _ := strings.Cut(rest, "\n")
	name, named := strings.CutPrefix(scope, "scope ")
	c.Scope = strings.TrimSpace(name) // of a file, it may have blanks within
	_, err = fmt.Sscanf(rest, "inputs %s\nsymmetry %t\nstates %d\ntransitions %d\ndepth %d\nset %s\n",
		&c.Inputs, &c.Symmetry, &c.States, &c.Transitions, &c.Depth, &c.Set)
	switch {
	case !named:
		err = fmt.Errorf("line 2 is %q", scope)
	case err == nil && c.String() != text:
		err = errors.New("there is more in it, or less, than what is written into one")
	}
	if err != nil {
		return Certificate{}, fmt.Errorf("explore: the certificate cannot be read: %w; expected scope, inputs, symmetry, states, transitions, depth and set, a line each", err)
	}
	return c, nil
}

// hash returns the hash of the set of states that were reached: the sum of the hashes
// of their keys, lane by lane, since a set has no order.
func (s *search) hash(p *pace.Pace) (string, error) {
	var total [4]uint64
	var failed error
	var mu sync.Mutex
	var wg sync.WaitGroup
	for worker := range s.workers {
		wg.Go(func() {
			sum, err := s.hashShare(p.Pace(), worker)
			mu.Lock()
			defer mu.Unlock()
			failed = errors.Join(failed, err)
			for lane := range total {
				total[lane] += sum[lane]
			}
		})
	}
	wg.Wait()
	return fmt.Sprintf("%016x%016x%016x%016x", total[0], total[1], total[2], total[3]), failed
}

// hashShare hashes the share of a worker.
func (s *search) hashShare(p *pace.Pace, worker int) (sum [4]uint64, err error) {
	var key []byte
	n := -1
	for state := range s.reached {
		if err := p.Did(1); err != nil {
			return sum, err
		}
		if n++; n%s.workers != worker {
			continue
		}
		p.Done++
		at, err := s.stateOf(state)
		if err != nil {
			return sum, err
		}
		key = at.AppendKey(key[:0])
		hash := sha256.Sum256(key)
		for lane := range sum {
			sum[lane] += binary.LittleEndian.Uint64(hash[lane*8:])
		}
	}
	return sum, nil
}
