package explore

import "example.com/ecsdisk/properties/explore/pace"

// multisets numbers the multisets of m values out of r, from 0, and knows the number
// of the multiset in which one value is another. Interchangeable resources are one
// multiset of values: how many have which, and not which has which.
type multisets struct {
	m, r  int
	count int

	elements []uint8  // m a multiset, ascending
	minus    []uint32 // m a multiset: the number, among those of m-1, without that element
	plus     []uint32 // r a multiset of m-1: the number, among those of m, with that value
}

func newMultisets(p *pace.Pace, m, r int) (*multisets, error) {
	s := &multisets{m: m, r: r, count: multisetsOf(m, r)}
	s.elements = make([]uint8, 0, s.count*m)
	s.minus = make([]uint32, 0, s.count*m)
	s.plus = make([]uint32, multisetsOf(m-1, r)*r)
	elements := make([]uint8, m)
	without := make([]uint8, m-1)
	for range s.count {
		if err := p.Did(1); err != nil {
			return nil, err
		}
		s.elements = append(s.elements, elements...)
		number := uint32(s.number(elements))
		for j, v := range elements {
			copy(without, elements[:j])
			copy(without[j:], elements[j+1:])
			less := uint32(s.number(without))
			s.minus = append(s.minus, less)
			s.plus[int(less)*r+int(v)] = number
		}
		next(elements, r)
	}
	return s, nil
}

// number returns the number of a multiset, given in ascending order, among all of as
// many elements: the combinatorial number system.
func (s *multisets) number(elements []uint8) int {
	n := 0
	for j, v := range elements {
		n += choose(int(v)+j, j+1)
	}
	return n
}

// next makes the multiset after one, by number.
func next(elements []uint8, r int) {
	for j := range elements {
		if j+1 == len(elements) || elements[j] < elements[j+1] {
			if int(elements[j])+1 < r || j+1 < len(elements) {
				elements[j]++
			}
			for k := range j {
				elements[k] = 0
			}
			return
		}
	}
}

// of returns the elements of a multiset, ascending.
func (s *multisets) of(number int) []uint8 { return s.elements[number*s.m : (number+1)*s.m] }

// choose returns how many sets of k there are out of n.
func choose(n, k int) int {
	if k < 0 || k > n {
		return 0
	}
	c := 1
	for i := range k {
		c = c * (n - i) / (i + 1)
	}
	return c
}
