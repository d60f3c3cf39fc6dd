package list

// Diff calls yield with each element that differs between two lists, old and new,
// nil where there is none, in the order of the keys, until it returns false; it
// reports whether it never did. What the lists share is skipped.
func Diff[T comparable, K Keys[T]](a, b List[T, K], yield func(old, new *T) bool) bool {
	switch {
	case a.Is(&b):
		return true
	case a.root != nil || b.root != nil:
		return diffTrees(a, b, yield)
	}
	x, y, ok := diffElems[T, K](a.leaf, b.leaf, yield)
	for ; ok && len(x) > 0; x = x[1:] {
		ok = yield(&x[0], nil)
	}
	for ; ok && len(y) > 0; y = y[1:] {
		ok = yield(nil, &y[0])
	}
	return ok
}

// diffTrees goes through two lists at once, and skips each node that comes next in both.
//
// Of the nodes that come next it opens the one with the lesser min, and of two with one
// min the higher. That one is not further on in the other list: what is there begins
// later, or is lower. So no node is opened that both have, however the trees around it
// were split, joined or made higher.
func diffTrees[T comparable, K Keys[T]](a, b List[T, K], yield func(old, new *T) bool) bool {
	x, y := cursor[T, K]{elems: a.leaf, node: a.root}, cursor[T, K]{elems: b.leaf, node: b.root}
	for ok := true; ok; {
		p, q := x.next(), y.next()
		switch {
		case p != nil && p == q:
			x.node, y.node = nil, nil
		case p != nil && !y.before(p):
			x.open()
		case q != nil && !x.before(q):
			y.open()
		case len(x.elems) > 0 && len(y.elems) > 0:
			x.elems, y.elems, ok = diffElems[T, K](x.elems, y.elems, yield)
		case len(x.elems) > 0:
			ok = yield(&x.elems[0], nil)
			x.elems = x.elems[1:]
		case len(y.elems) > 0:
			ok = yield(nil, &y.elems[0])
			y.elems = y.elems[1:]
		default:
			return true
		}
	}
	return false
}

// maxHeight is more than the height of any tree: two neighbours have together more than
// half of what one can have, so a tree of this height has more than 8^maxHeight elements.
const maxHeight = 16

// A cursor is on its way through a list. What is left of it are the elements of the leaf
// that is open, or a node, and then the nodes in its rows, from the last row to the first.
type cursor[T any, K Keys[T]] struct {
	elems []T
	node  *node[T, K]
	rows  [maxHeight][]*node[T, K] // each of nodes lower than those in the row before
	depth int                      // how many rows there are
}

// next returns the node that comes next; nil when that is an element, or the end.
func (c *cursor[T, K]) next() *node[T, K] {
	for c.node == nil && len(c.elems) == 0 && c.depth > 0 {
		if row := &c.rows[c.depth-1]; len(*row) > 0 {
			c.node, *row = (*row)[0], (*row)[1:]
		} else {
			c.depth--
		}
	}
	return c.node
}

// open puts in place of the node that comes next what it has.
func (c *cursor[T, K]) open() {
	if c.elems = c.node.elems; c.node.kids != nil {
		c.rows[c.depth] = c.node.kids
		c.depth++
	}
	c.node = nil
}

// before reports whether what comes next has to be gone through before the node of
// another list is opened.
func (c *cursor[T, K]) before(n *node[T, K]) bool {
	if len(c.elems) > 0 {
		return keyOf[T, K](&c.elems[0]) < n.min
	}
	return c.node != nil && (c.node.min < n.min || c.node.min == n.min && c.node.height > n.height)
}

// diffElems compares elements until those of one list are at their end, and returns
// what is left of the other's.
func diffElems[T comparable, K Keys[T]](a, b []T, yield func(old, new *T) bool) (_, _ []T, ok bool) {
	for ok = true; ok && len(a) > 0 && len(b) > 0; {
		switch {
		case a[0] == b[0]: // by far most, and quicker than by their keys
			a, b = a[1:], b[1:]
		case keyOf[T, K](&a[0]) < keyOf[T, K](&b[0]):
			ok = yield(&a[0], nil)
			a = a[1:]
		case keyOf[T, K](&b[0]) < keyOf[T, K](&a[0]):
			ok = yield(nil, &b[0])
			b = b[1:]
		default:
			ok = yield(&a[0], &b[0])
			a, b = a[1:], b[1:]
		}
	}
	return a, b, ok
}
