package model

import "slices"

// A list is an immutable sequence of elements in the order of their keys, each key
// once. While it is short it is one slice; past that it is a B+ tree whose nodes
// are shared between a list and those made from it. Only an [edit] makes a new one.
//
// The zero list is empty.
type list[T any, P element[T]] struct {
	leaf []T         // the elements, while root is nil
	root *node[T, P] // else
}

// listOf returns the list of sorted elements, which are its own from then on. Leaves
// and nodes are half full: they have room to grow.
func listOf[T any, P element[T]](elems []T) list[T, P] {
	if len(elems) <= leafWidth {
		return list[T, P]{leaf: elems}
	}
	var c claim
	var row []*node[T, P]
	for leaf := range slices.Chunk(elems, leafWidth/2) {
		row = append(row, newNode[T, P](&c, leaf, nil))
	}
	for len(row) > 1 {
		var above []*node[T, P]
		for kids := range slices.Chunk(row, nodeWidth/2) {
			above = append(above, newNode(&c, nil, kids))
		}
		row = above
	}
	row[0].count = len(elems)
	return list[T, P]{root: row[0]}
}

// len returns the number of elements.
func (l *list[T, P]) len() int {
	if l.root != nil {
		return l.root.count
	}
	return len(l.leaf)
}

// element is what a list asks of its elements: a key that never changes.
type element[T any] interface {
	*T
	key() string
}

const (
	leafWidth = 16 // the most elements in a leaf: wider copies more, narrower is deeper
	nodeWidth = 32 // the most children of an inner node: they are pointers, so cheap
)

// A node has elements (a leaf) or children of one height. Every key in its subtree, and
// the min of every node there, is at least min; every key before it in the list is less.
type node[T any, P element[T]] struct {
	min    string
	elems  []T
	kids   []*node[T, P]
	owner  *owner // the edit that made this node and may write to it; see own
	count  int    // of the elements below; kept for the root only
	height int    // above the leaves
}

// An owner is the identity of an edit.
type owner struct{ _ byte }

// find returns where the key is among elems, or where it would be.
func find[T any, P element[T]](elems []T, key string) (int, bool) {
	low, high := 0, len(elems)
	for low < high {
		mid := int(uint(low+high) / 2)
		if P(&elems[mid]).key() < key {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low, low < len(elems) && P(&elems[low]).key() == key
}

// child returns the index of the child whose subtree the key belongs to.
func (n *node[T, P]) child(key string) int {
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

// get returns the element of the key, or nil. It must not be written to.
func (l *list[T, P]) get(key string) *T {
	elems := l.leaf
	if n := l.root; n != nil {
		for n.kids != nil {
			n = n.kids[n.child(key)]
		}
		elems = n.elems
	}
	if i, ok := find[T, P](elems, key); ok {
		return &elems[i]
	}
	return nil
}

// each calls yield with every element in order until it returns false, and reports
// whether it never did. The elements must not be written to.
func (l *list[T, P]) each(yield func(*T) bool) bool {
	if l.root != nil {
		return l.root.each(yield)
	}
	return eachOf(l.leaf, yield)
}

func (n *node[T, P]) each(yield func(*T) bool) bool {
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

// is reports whether two lists are one and the same, which most are that are compared.
func (l *list[T, P]) is(m *list[T, P]) bool {
	return l.root == m.root && len(l.leaf) == len(m.leaf) && (len(l.leaf) == 0 || &l.leaf[0] == &m.leaf[0])
}

func (l *list[T, P]) elems() []T {
	if l.root != nil {
		return l.root.append(nil)
	}
	return l.leaf
}

func (n *node[T, P]) append(elems []T) []T {
	for _, kid := range n.kids {
		elems = kid.append(elems)
	}
	return append(elems, n.elems...)
}
