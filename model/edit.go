package model

import "slices"

// An edit makes a new State out of an old one. It is the one place that writes:
// everything that Step changes goes through its methods, which copy what they are
// about to write unless this same edit made it, and keep the index from an instance
// to its disks in step. No other code writes to what a State refers to.
//
// An edit of one step copies each list that it changes once. An edit of many steps
// (see [Machine.SettleAll]) copies each part of a list once.
type edit struct {
	instances writer[Instance, *Instance]
	disks     writer[Disk, *Disk]
	held      writer[holding, *holding]
}

// A holding is one entry of the index: the disks attached to an instance, by id.
type holding struct {
	instance InstanceID
	disks    []DiskID
}

func editOf(s *State) edit {
	e := edit{
		instances: writer[Instance, *Instance]{list: s.instances},
		disks:     writer[Disk, *Disk]{list: s.disks},
	}
	if s.held != nil {
		e.held.list = *s.held
	}
	return e
}

// state returns what the edit made. The edit must not be used afterwards.
func (e *edit) state() State {
	s := State{instances: e.instances.list, disks: e.disks.list}
	if e.indexed() {
		held := e.held.list
		s.held = &held
	}
	return s
}

// disk returns the place of an existing disk, to be written to until the next call
// of the edit: all but its id. A changed InstanceID is to be followed by move.
func (e *edit) disk(d *Disk) *Disk { return e.disks.at(d) }

// addDisk returns a new disk that has only its id yet, as disk does.
func (e *edit) addDisk(id DiskID) *Disk {
	indexed := e.indexed()
	e.disks.insert(Disk{ID: id})
	if !indexed && e.indexed() {
		e.index()
	}
	return e.disks.at(e.disks.list.get(string(id)))
}

// move notes in the index that a disk has left one instance for another; "" is none.
func (e *edit) move(id DiskID, from, to InstanceID) {
	if from != to {
		e.unhold(from, id)
		e.hold(to, id)
	}
}

// removeDisk takes out a disk as it is.
func (e *edit) removeDisk(d *Disk) {
	id := d.ID
	e.unhold(d.InstanceID, id)
	e.disks.remove(string(id))
	if !e.indexed() {
		e.held = writer[holding, *holding]{}
	}
}

// instance, addInstance and removeInstance do the same with an instance.

func (e *edit) instance(i *Instance) *Instance { return e.instances.at(i) }

func (e *edit) addInstance(id InstanceID) *Instance {
	e.instances.insert(Instance{ID: id})
	return e.instances.at(e.instances.list.get(string(id)))
}

func (e *edit) removeInstance(i *Instance) { e.instances.remove(string(i.ID)) }

// indexed reports whether the index is kept: while all disks are in one leaf,
// looking through it is as quick.
func (e *edit) indexed() bool { return e.disks.list.root != nil }

// index makes the index anew.
func (e *edit) index() {
	e.disks.list.each(func(d *Disk) bool {
		e.hold(d.InstanceID, d.ID)
		return true
	})
}

func (e *edit) hold(instance InstanceID, disk DiskID) {
	if instance == "" || !e.indexed() {
		return
	}
	h := e.held.list.get(string(instance))
	if h == nil {
		e.held.insert(holding{instance, []DiskID{disk}})
		return
	}
	at := 0
	for at < len(h.disks) && h.disks[at] < disk {
		at++
	}
	with := make([]DiskID, 0, len(h.disks)+1)
	with = append(append(append(with, h.disks[:at]...), disk), h.disks[at:]...)
	e.held.at(h).disks = with
}

func (e *edit) unhold(instance InstanceID, disk DiskID) {
	if instance == "" || !e.indexed() {
		return
	}
	h := e.held.list.get(string(instance))
	if len(h.disks) == 1 {
		e.held.remove(string(instance))
		return
	}
	without := make([]DiskID, 0, len(h.disks)-1)
	for _, id := range h.disks {
		if id != disk {
			without = append(without, id)
		}
	}
	e.held.at(h).disks = without
}

// A writer makes new lists out of a list. What it has copied once it owns, and
// writes to in place from then on.
type writer[T any, P element[T]] struct {
	list  list[T, P]
	fresh bool   // whether list.leaf is this writer's own
	owner *owner // of the nodes that are this writer's own; made when first needed
}

// at returns the place of an element that the list has, or had when the edit began,
// to be written to.
func (w *writer[T, P]) at(elem *T) *T {
	if w.list.root == nil && !w.fresh {
		for i := range w.list.leaf {
			if &w.list.leaf[i] == elem { // quicker than by its key
				return &w.leaf()[i]
			}
		}
	}
	key := P(elem).key()
	elems := w.leaf()
	if w.list.root != nil {
		n := w.top()
		for n.kids != nil {
			n = w.kid(n, n.child(key))
		}
		elems = n.elems
	}
	if i, ok := find[T, P](elems, key); ok {
		return &elems[i]
	}
	panic("model: no such element: " + key)
}

func (w *writer[T, P]) insert(v T) {
	key := P(&v).key()
	if w.list.root == nil {
		i, _ := find[T, P](w.list.leaf, key)
		w.list.leaf = w.with(w.list.leaf, w.fresh, i, v)
		w.fresh = true
		if len(w.list.leaf) <= leafWidth {
			return
		}
		w.list.root, w.list.leaf = w.node(w.list.leaf, nil), nil
		w.list.root.count = len(w.list.root.elems)
		w.split(w.list.root)
		return
	}
	root := w.top()
	root.count++
	w.insertAt(root, key, v)
	w.split(root)
}

// split puts a new root above one that has become too wide.
func (w *writer[T, P]) split(root *node[T, P]) {
	if right := w.halve(root); right != nil {
		w.list.root = w.node(nil, []*node[T, P]{root, right})
		w.list.root.count = root.count
	}
}

func (w *writer[T, P]) insertAt(n *node[T, P], key string, v T) {
	n.min = min(n.min, key)
	if n.kids == nil {
		i, _ := find[T, P](n.elems, key)
		n.elems = w.with(n.elems, true, i, v)
		return
	}
	at := n.child(key)
	kid := w.kid(n, at)
	w.insertAt(kid, key, v)
	if right := w.halve(kid); right != nil {
		n.kids = append(n.kids, nil)
		copy(n.kids[at+2:], n.kids[at+1:])
		n.kids[at+1] = right
	}
}

// halve moves the upper half of a node that is too wide to a new one.
func (w *writer[T, P]) halve(n *node[T, P]) *node[T, P] {
	switch {
	case len(n.elems) > leafWidth:
		half := len(n.elems) / 2
		right := w.node(append([]T(nil), n.elems[half:]...), nil)
		clear(n.elems[half:])
		n.elems = n.elems[:half]
		return right
	case len(n.kids) > nodeWidth:
		half := len(n.kids) / 2
		right := w.node(nil, append([]*node[T, P](nil), n.kids[half:]...))
		clear(n.kids[half:])
		n.kids = n.kids[:half]
		return right
	}
	return nil
}

// remove takes an existing element out.
func (w *writer[T, P]) remove(key string) {
	if w.list.root == nil {
		i, _ := find[T, P](w.list.leaf, key)
		w.list.leaf = w.without(w.list.leaf, w.fresh, i)
		w.fresh = true
		return
	}
	root := w.top()
	count := root.count - 1
	w.removeAt(root, key)
	for len(root.kids) == 1 {
		root = w.kid(root, 0)
	}
	root.count = count
	w.list.root = root
	if len(root.kids) == 0 {
		w.list.root, w.list.leaf, w.fresh = nil, root.elems, true
	}
}

func (w *writer[T, P]) removeAt(n *node[T, P], key string) {
	if n.kids == nil {
		i, _ := find[T, P](n.elems, key)
		n.elems = w.without(n.elems, true, i)
		return
	}
	at := n.child(key)
	kid := w.kid(n, at)
	w.removeAt(kid, key)
	if len(kid.elems)+len(kid.kids) == 0 {
		n.kids = slices.Delete(n.kids, at, at+1)
	} else if at = max(at, 1); at < len(n.kids) && n.kids[at-1].fits(n.kids[at]) {
		left, right := w.kid(n, at-1), n.kids[at]
		left.elems = append(left.elems, right.elems...)
		left.kids = append(left.kids, right.kids...)
		n.kids = slices.Delete(n.kids, at, at+1)
	}
}

// fits reports whether a node and its neighbour are to be joined: when both
// together are narrow enough to grow again before they split.
func (n *node[T, P]) fits(right *node[T, P]) bool {
	return len(n.elems)+len(right.elems) <= leafWidth/2 && len(n.kids)+len(right.kids) <= nodeWidth/2
}

// with and without return elems with an element more or less at i, in place if own.

func (w *writer[T, P]) with(elems []T, own bool, i int, v T) []T {
	if !own {
		elems = append(make([]T, 0, len(elems)+1), elems...)
	}
	elems = append(elems, v)
	copy(elems[i+1:], elems[i:])
	elems[i] = v
	return elems
}

func (w *writer[T, P]) without(elems []T, own bool, i int) []T {
	if !own {
		elems = append([]T(nil), elems...)
	}
	copy(elems[i:], elems[i+1:])
	clear(elems[len(elems)-1:])
	return elems[:len(elems)-1]
}

// leaf returns list.leaf, which is then this writer's own.
func (w *writer[T, P]) leaf() []T {
	if !w.fresh && w.list.root == nil {
		w.list.leaf, w.fresh = append([]T(nil), w.list.leaf...), true
	}
	return w.list.leaf
}

// top and kid return the root and a child of an own node; either is then this
// writer's own.

func (w *writer[T, P]) top() *node[T, P] {
	w.list.root = w.own(w.list.root)
	return w.list.root
}

func (w *writer[T, P]) kid(n *node[T, P], i int) *node[T, P] {
	n.kids[i] = w.own(n.kids[i])
	return n.kids[i]
}

func (w *writer[T, P]) own(n *node[T, P]) *node[T, P] {
	if w.owner == nil {
		w.owner = new(owner)
	}
	if n.owner == w.owner {
		return n
	}
	return &node[T, P]{n.min, append([]T(nil), n.elems...), append([]*node[T, P](nil), n.kids...), w.owner, n.count}
}

func (w *writer[T, P]) node(elems []T, kids []*node[T, P]) *node[T, P] {
	if w.owner == nil {
		w.owner = new(owner)
	}
	n := &node[T, P]{elems: elems, kids: kids, owner: w.owner}
	if kids != nil {
		n.min = kids[0].min
	} else {
		n.min = P(&elems[0]).key()
	}
	return n
}
