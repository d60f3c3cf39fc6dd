package explore

import "example.com/ecsdisk/properties/explore/pace"

// sparse is a set of states for scopes whose numbers are too many for a bitmap: a
// hash table of numbers, with open addressing. It is exact.
type sparse struct {
	slots []uint64 // a number and one, or zero
	used  int
	then  []int // those added since the last depth
	limit int   // how many slots there may be
	full  bool  // a state had to be left out
}

func newSparse(memory int64) *sparse {
	s := &sparse{slots: make([]uint64, 1<<10)}
	for s.limit = len(s.slots); int64(s.limit)*2*slotBytes <= memory; s.limit *= 2 {
	}
	return s
}

// slotBytes is what a slot takes, with its share in the lists of a depth and in the
// smaller table and lists that it took the place of, until those are collected.
const slotBytes = 8 + 16

// add adds a number; added is false when it was there. It is false, too, once the pace is
// to stop.
func (s *sparse) add(p *pace.Pace, n int) (added bool) {
	if s.used*3 >= len(s.slots)*2 {
		if len(s.slots)*2 > s.limit {
			s.full = s.full || !s.has(n)
			return false
		}
		if s.grow(p) != nil {
			return false
		}
	}
	at := s.find(n)
	if s.slots[at] != 0 {
		return false
	}
	s.slots[at] = uint64(n) + 1
	s.used++
	s.then = append(s.then, n)
	return true
}

func (s *sparse) has(n int) bool { return s.slots[s.find(n)] != 0 }

// find returns the slot of a number, or the empty one where it would be.
func (s *sparse) find(n int) uint64 {
	mask := uint64(len(s.slots) - 1)
	h := uint64(n) * 0x9e3779b97f4a7c15 // the golden ratio scatters what is close
	for at := h ^ h>>32; ; at++ {
		if v := s.slots[at&mask]; v == 0 || v == uint64(n)+1 {
			return at & mask
		}
	}
}

func (s *sparse) grow(p *pace.Pace) error {
	old := s.slots
	s.slots = make([]uint64, 2*len(old))
	for n, v := range old {
		if n%8 == 0 {
			if err := p.Did(1); err != nil {
				s.slots = old
				return err
			}
		}
		if v != 0 {
			s.slots[s.find(int(v-1))] = v
		}
	}
	return nil
}

// take returns the states that were added, and forgets that they are new.
func (s *sparse) take() []int {
	taken := s.then
	s.then = nil
	return taken
}
