package ecsapi

import (
	"net/http"
	"testing"

	"example.com/ecsdisk/sim/internal/misuse"
)

// Given nothing but zeros, each exported function does what it can, or says what is
// wrong; none dereferences nil.
func TestZeroArguments(t *testing.T) {
	live, _ := newServer(t, twoInstances, Options{})
	misuse.Zeros(t, map[string]any{"New": New}, (*Recorder)(nil), &Recorder{}, (*Server)(nil), &Server{}, live)
	if response, err := live.RoundTrip(&http.Request{}); err == nil {
		t.Errorf("a request without a URL is answered %s", response.Status)
	}
}

// TestAllocations: what an SDK allocates for a call is some 236; ours is little of that.
func TestAllocations(t *testing.T) {
	s := benchServer(t)
	r := get(detachQuery)
	const most = 60
	if n := testing.AllocsPerRun(100, func() { s.RoundTrip(r) }); n > most {
		t.Errorf("a DetachDisk allocates %v times, want at most %d", n, most)
	}
}
