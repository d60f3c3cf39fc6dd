// Package list has the persistent lists that a state is made of.
package list

import "slices"

// A List is an immutable sequence of elements in the order of their keys, each key
// once. While it is short it is one slice; past that it is a B+ tree whose nodes
// are shared between a list and those made from it. What makes a new one out of it takes a
// [Claim].
//
// The zero list is empty.
type List[T any, K Keys[T]] struct {
	leaf []T         // the elements, while root is nil
	root *node[T, K] // else
}

// Of returns the list of sorted elements, which are its own from then on. Leaves
// and nodes are half full: they have room to grow.
func Of[T any, K Keys[T]](elems []T) List[T, K] {
	if len(elems) <= LeafWidth {
		return List[T, K]{leaf: elems}
	}
	var c Claim
	var row []*node[T, K]
	for leaf := range slices.Chunk(elems, LeafWidth/2) {
		row = append(row, newNode[T, K](&c, leaf, nil))
	}
	for len(row) > 1 {
		var above []*node[T, K]
		for kids := range slices.Chunk(row, NodeWidth/2) {
			above = append(above, newNode(&c, nil, kids))
		}
		row = above
	}
	row[0].count = len(elems)
	return List[T, K]{root: row[0]}
}

// Len returns the number of elements.
func (l *List[T, K]) Len() int {
	if l.root != nil {
		return l.root.count
	}
	return len(l.leaf)
}

// Keys says what the key of an element is, which never changes. Its zero value is used.
type Keys[T any] interface{ Of(*T) string }

func keyOf[T any, K Keys[T]](elem *T) string {
	var k K
	return k.Of(elem)
}

// How wide a tree is.
const (
	LeafWidth = 16 // the most elements in a leaf: wider copies more, narrower is deeper
	NodeWidth = 32 // the most children of an inner node: they are pointers, so cheap
)

// A node has elements (a leaf) or children of one height. Every key in its subtree, and
// the min of every node there, is at least min; every key before it in the list is less.
type node[T any, K Keys[T]] struct {
	min    string
	elems  []T
	kids   []*node[T, K]
	owner  *owner // the edit that made this node and may write to it; see own
	count  int    // of the elements below; kept for the root only
	height int    // above the leaves
}

// An owner is the identity of an edit.
type owner struct{ _ byte }

// Find returns where the key is among elems, or where it would be.
func Find[T any, K Keys[T]](elems []T, key string) (int, bool) {
	low, high := 0, len(elems)
	for low < high {
		mid := int(uint(low+high) / 2)
		if keyOf[T, K](&elems[mid]) < key {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low, low < len(elems) && keyOf[T, K](&elems[low]) == key
}

// child returns the index of the child whose subtree the key belongs to.
func (n *node[T, K]) child(key string) int {
	low, high := 1, len(n.kids)
	for low < high {
		mid := int(uint(low+high) / 2)
		if n.kids[mid].min <= key {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low - 1
}

// Leaf returns the elements of a list that is one slice; ok is false of one that is a tree.
func (l *List[T, K]) Leaf() (elems []T, ok bool) { return l.leaf, l.root == nil }

// Get returns the element of the key, or nil. It must not be written to.
func (l *List[T, K]) Get(key string) *T {
	elems := l.leaf
	if n := l.root; n != nil {
		for n.kids != nil {
			n = n.kids[n.child(key)]
		}
		elems = n.elems
	}
	if i, ok := Find[T, K](elems, key); ok {
		return &elems[i]
	}
	return nil
}

// Each calls yield with every element in order until it returns false, and reports
// whether it never did. The elements must not be written to.
func (l *List[T, K]) Each(yield func(*T) bool) bool {
	if l.root != nil {
		return l.root.each(yield)
	}
	return eachOf(l.leaf, yield)
}

func (n *node[T, K]) each(yield func(*T) bool) bool {
	for _, kid := range n.kids {
		if !kid.each(yield) {
			return false
		}
	}
	return eachOf(n.elems, yield)
}

func eachOf[T any](elems []T, yield func(*T) bool) bool {
	for i := range elems {
		if !yield(&elems[i]) {
			return false
		}
	}
	return true
}

// Is reports whether two lists are one and the same, which most are that are compared.
func (l *List[T, K]) Is(m *List[T, K]) bool {
	return l.root == m.root && len(l.leaf) == len(m.leaf) && (len(l.leaf) == 0 || &l.leaf[0] == &m.leaf[0])
}

// Elems returns all elements, which must not be written to.
func (l *List[T, K]) Elems() []T {
	if l.root != nil {
		return l.root.append(nil)
	}
	return l.leaf
}

func (n *node[T, K]) append(elems []T) []T {
	for _, kid := range n.kids {
		elems = kid.append(elems)
	}
	return append(elems, n.elems...)
}
