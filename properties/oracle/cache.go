package oracle

import (
	"sync"
	"sync/atomic"
)

// A cache keeps what has been computed. It only grows, and looking something up takes no lock:
// many judges do so several times a call.
type cache[K comparable, V any] struct {
	slots atomic.Pointer[[]slot[K, V]] // a power of two of them, at most half of which are in use
	mu    sync.Mutex                   // of those who add
	used  int
}

type slot[K comparable, V any] struct {
	atomic.Pointer[entry[K, V]] // nil is none
}

type entry[K comparable, V any] struct {
	hash  uint64
	key   K
	value V
}

// get returns the value of a key that has a hash; nil is none.
func (c *cache[K, V]) get(hash uint64, k K) *V {
	slots := c.slots.Load()
	if slots == nil {
		return nil
	}
	if _, e := slotOf(*slots, hash, k); e != nil {
		return &e.value
	}
	return nil
}

// slotOf returns the slot of a key with what it has, or the one that it would have, which is empty. What
// is empty may be another's a moment later.
func slotOf[K comparable, V any](slots []slot[K, V], hash uint64, k K) (*slot[K, V], *entry[K, V]) {
	for at := hash; ; at++ {
		s := &slots[at&uint64(len(slots)-1)]
		if e := s.Load(); e == nil || e.hash == hash && e.key == k {
			return s, e
		}
	}
}

// add adds a key, unless it is there, and returns its value.
func (c *cache[K, V]) add(hash uint64, k K, value V) *V {
	c.mu.Lock()
	defer c.mu.Unlock()
	var slots []slot[K, V]
	if old := c.slots.Load(); old != nil {
		slots = *old
	}
	if 2*(c.used+1) > len(slots) {
		more := make([]slot[K, V], max(64, 2*len(slots)))
		for n := range slots {
			if e := slots[n].Load(); e != nil {
				s, _ := slotOf(more, e.hash, e.key)
				s.Store(e)
			}
		}
		slots = more
		c.slots.Store(&more)
	}
	s, e := slotOf(slots, hash, k)
	if e == nil {
		e = &entry[K, V]{hash, k, value}
		s.Store(e)
		c.used++
	}
	return &e.value
}
