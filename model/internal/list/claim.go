package list

import "slices"

// A Claim is what an edit has copied of a list and may write to in place: all that
// makes a new list out of an old one takes one.
type Claim struct {
	leaf  bool   // whether list.leaf is the edit's own
	owner *owner // of the nodes that are its own; made when first needed
}

// At returns the place of an element that the list has, or had when the edit began,
// to be written to.
func (l *List[T, K]) At(c *Claim, elem *T) *T {
	if l.root == nil {
		for i := range l.leaf {
			if &l.leaf[i] == elem { // quicker than by its key
				l.ownLeaf(c)
				return &l.leaf[i]
			}
		}
	}
	key := keyOf[T, K](elem)
	elems := l.leaf
	if l.root != nil {
		n := l.top(c)
		for n.kids != nil {
			n = n.kid(c, n.child(key))
		}
		elems = n.elems
	}
	if i, ok := Find[T, K](elems, key); ok {
		return &elems[i]
	}
	panic("list: no such element: " + key)
}

// ownLeaf makes the list's one leaf the edit's own.
func (l *List[T, K]) ownLeaf(c *Claim) {
	if !c.leaf {
		old := l.leaf
		leaf := make([]T, len(old)) // quicker than append, which rounds up
		copy(leaf, old)
		l.leaf, c.leaf = leaf, true
	}
}

// Insert puts in an element whose key the list has not.
func (l *List[T, K]) Insert(c *Claim, v T) {
	key := keyOf[T, K](&v)
	if l.root == nil {
		i, _ := Find[T, K](l.leaf, key)
		l.leaf = put(l.leaf, c.leaf, i, v)
		c.leaf = true
		if len(l.leaf) <= LeafWidth {
			return
		}
		l.root, l.leaf = newNode[T, K](c, l.leaf, nil), nil
		l.root.count = len(l.root.elems) - 1
	} else {
		l.top(c).insert(c, key, v)
	}
	l.root.count++
	if right := l.root.halve(c); right != nil {
		count := l.root.count
		l.root = newNode(c, nil, []*node[T, K]{l.root, right})
		l.root.count = count
	}
}

// insert puts an element in below an own node, which may then be one too wide.
func (n *node[T, K]) insert(c *Claim, key string, v T) {
	n.min = min(n.min, key)
	if n.kids == nil {
		i, _ := Find[T, K](n.elems, key)
		n.elems = put(n.elems, true, i, v)
		return
	}
	at := n.child(key)
	kid := n.kid(c, at)
	kid.insert(c, key, v)
	if right := kid.halve(c); right != nil {
		n.kids = slices.Insert(n.kids, at+1, right)
	}
}

// halve moves the upper half of an own node that is too wide to a new one.
func (n *node[T, K]) halve(c *Claim) *node[T, K] {
	switch {
	case len(n.elems) > LeafWidth:
		half := len(n.elems) / 2
		right := newNode[T, K](c, slices.Clone(n.elems[half:]), nil)
		clear(n.elems[half:])
		n.elems = n.elems[:half]
		return right
	case len(n.kids) > NodeWidth:
		half := len(n.kids) / 2
		right := newNode(c, nil, slices.Clone(n.kids[half:]))
		clear(n.kids[half:])
		n.kids = n.kids[:half]
		return right
	}
	return nil
}

// Remove takes an existing element out.
func (l *List[T, K]) Remove(c *Claim, key string) {
	if l.root == nil {
		i, _ := Find[T, K](l.leaf, key)
		l.ownLeaf(c)
		l.leaf = slices.Delete(l.leaf, i, i+1)
		return
	}
	root := l.top(c)
	count := root.count - 1
	root.remove(c, key)
	if len(root.kids) == 1 { // which has more: a narrow one would have been joined with the other
		root = root.kid(c, 0)
	}
	root.count = count
	l.root = root
	if len(root.kids) == 0 {
		l.root, l.leaf, c.leaf = nil, root.elems, true
	}
}

// remove takes an element out below an own node, which may then be empty.
func (n *node[T, K]) remove(c *Claim, key string) {
	if n.kids == nil {
		i, _ := Find[T, K](n.elems, key)
		n.elems = slices.Delete(n.elems, i, i+1)
		return
	}
	at := n.child(key)
	kid := n.kid(c, at)
	kid.remove(c, key)
	if len(kid.elems)+len(kid.kids) == 0 {
		n.kids = slices.Delete(n.kids, at, at+1)
	} else if !n.join(c, at-1) {
		n.join(c, at)
	}
}

// join joins a child with the one after it, if both are there and fit into one.
func (n *node[T, K]) join(c *Claim, at int) bool {
	if at < 0 || at+1 >= len(n.kids) || !n.kids[at].fits(n.kids[at+1]) {
		return false
	}
	left, right := n.kid(c, at), n.kids[at+1]
	left.elems = append(left.elems, right.elems...)
	left.kids = append(left.kids, right.kids...)
	n.kids = slices.Delete(n.kids, at+1, at+2)
	return true
}

// fits reports whether a node and its neighbour are to be joined: when both
// together are narrow enough to grow again before they split.
func (n *node[T, K]) fits(right *node[T, K]) bool {
	return len(n.elems)+len(right.elems) <= LeafWidth/2 && len(n.kids)+len(right.kids) <= NodeWidth/2
}

// put returns elems with one more at i, in place if own.
func put[T any](elems []T, own bool, i int, v T) []T {
	if !own {
		elems = append(make([]T, 0, len(elems)+1), elems...)
	}
	return slices.Insert(elems, i, v)
}

// top and kid return the root and a child of an own node; either is then the
// edit's own.

func (l *List[T, K]) top(c *Claim) *node[T, K] {
	l.root = l.root.own(c)
	return l.root
}

func (n *node[T, K]) kid(c *Claim, i int) *node[T, K] {
	n.kids[i] = n.kids[i].own(c)
	return n.kids[i]
}

func (n *node[T, K]) own(c *Claim) *node[T, K] {
	if n.owner == c.owner {
		return n
	}
	if c.owner == nil {
		c.owner = new(owner)
	}
	return &node[T, K]{n.min, append([]T(nil), n.elems...), append([]*node[T, K](nil), n.kids...), c.owner, n.count, n.height}
}

func newNode[T any, K Keys[T]](c *Claim, elems []T, kids []*node[T, K]) *node[T, K] {
	if c.owner == nil {
		c.owner = new(owner)
	}
	n := &node[T, K]{elems: elems, kids: kids, owner: c.owner}
	if kids != nil {
		n.min, n.height = kids[0].min, kids[0].height+1
	} else {
		n.min = keyOf[T, K](&elems[0])
	}
	return n
}
