package oracle

import (
	"math"
	"slices"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// A view is what a describe says of one resource.
type view struct {
	shown *model.Shown // nil: it is not shown
	disk  bool

	word, mask word // of the fields that are stated
	places     bool // the InstanceId is stated
	holder     int32

	status string // the filters
	among  bool   // those that are attached to one instance
	which  int32  // that
}

// describe judges what a describe shows, resource by resource: each may be of an instant of
// its own.
func (j *Judge) describe(c *heard) {
	if j.describesOne(c) {
		return
	}
	kind, status, named, given := model.KindInstance, "", []string(nil), false
	which, among := nowhere, false
	switch op := c.op.(type) {
	case model.DescribeDisks:
		kind, status, given = model.KindDisk, op.Status, op.DiskIDs != nil
		for _, id := range op.DiskIDs {
			named = append(named, string(id))
		}
		if among = op.InstanceID != ""; among {
			if which = elsewhere; j.owns(string(op.InstanceID)) {
				which = j.sight(string(op.InstanceID), model.KindInstance)
			}
		}
	case model.DescribeInstances:
		status, given = op.Status, op.InstanceIDs != nil
		for _, id := range op.InstanceIDs {
			named = append(named, string(id))
		}
	}
	if !c.got.Success() {
		j.operate(c)
		return
	}
	if status == "All" {
		status = ""
	}
	list := listingOf(c.got.Shown, len(named))
	var sights []sight
	see := func(r int32, shown *model.Shown) {
		j.space.clear() // each is judged by itself
		j.resources[r].looked = j.total
		if j.resources[r].kind == kind {
			j.view = view{shown: shown, disk: kind == model.KindDisk, status: status, among: among, which: which, holder: nowhere}
			j.see(c, r, &j.view)
			if j.options.OneInstant {
				sights = append(sights, sight{r, j.view})
			}
		} else if shown != nil && j.resources[r].existed {
			j.wrong(c, "it shows "+model.QuoteID(j.resources[r].id)+" as "+kind.String()+", and that is another's id")
		}
	}
	for n, id := range named {
		shown := list.find(id)
		if !j.owns(id) || slices.Contains(named[:n], id) || c.partial && shown == nil || j.start && j.find(id) == nowhere && shown == nil && len(j.unheard) == 0 {
			continue
		}
		j.comes(n, id)
		see(j.sight(id, kind), shown)
	}
	for n := range c.got.Shown {
		id := c.got.Shown[n].ID()
		twice := list.find(id) != &c.got.Shown[n]
		switch {
		case twice && j.owns(id):
			j.wrong(c, "it shows "+model.QuoteID(id)+" twice")
		case twice || !j.owns(id) || list.one || slices.Contains(named, id):
		case given:
			j.wrong(c, "it shows "+model.QuoteID(id)+", which it was not asked for")
		default:
			j.comes(len(named)+n, id)
			see(j.sight(id, kind), &c.got.Shown[n])
		}
	}
	if !given && !c.partial {
		for _, r := range j.unseen(kind) {
			j.comes(math.MaxInt, j.resources[r].id)
			j.haunt(r)
			see(r, nil)
		}
	}
	if j.options.OneInstant {
		j.atOneInstant(c, sights)
	}
}

// unseen returns what a list of a kind has not shown, and may be there. Of the resources that were
// ever named, those that will never be there again are looked at once.
func (j *Judge) unseen(kind model.Kind) []int32 {
	left := j.listed[kind][:0]
	j.unshown = j.unshown[:0]
	for _, r := range j.listed[kind] {
		is := j.resources[r]
		if is.kind != kind {
			continue
		}
		may := is.looked == j.total || j.mayBeThere(r)
		if may && is.looked != j.total {
			j.unshown = append(j.unshown, r)
		}
		if is.listed = may || is.ghost > 0; is.listed {
			left = append(left, r)
		}
	}
	j.listed[kind] = left
	return j.unshown
}

// lists has a list be able to show a resource. Those that it may show are in the order of their ids,
// which is the same whatever else there is.
func (j *Judge) lists(r int32) {
	is := j.resources[r]
	if is.listed {
		return
	}
	is.listed = true
	all := &j.listed[is.kind]
	if at, found := slices.BinarySearchFunc(*all, is.id, func(r int32, id string) int { return strings.Compare(j.resources[r].id, id) }); !found {
		*all = slices.Insert(*all, at, r)
	}
}

// describesOne judges a describe that names one resource and shows it: the most common one.
func (j *Judge) describesOne(c *heard) bool {
	if !c.got.Success() || len(c.got.Shown) != 1 {
		return false
	}
	shown, kind, id := &c.got.Shown[0], model.KindInstance, ""
	switch op := c.op.(type) {
	case model.DescribeDisks:
		if len(op.DiskIDs) != 1 || op.InstanceID != "" || op.Status != "" {
			return false
		}
		kind, id = model.KindDisk, string(op.DiskIDs[0])
	case model.DescribeInstances:
		if len(op.InstanceIDs) != 1 || op.Status != "" {
			return false
		}
		id = string(op.InstanceIDs[0])
	}
	r := j.find(id)
	if r == nowhere || j.resources[r].kind != kind || shown.ID() != "" && shown.ID() != id {
		return false
	}
	j.haunt(r)
	j.view = view{shown: shown, disk: kind == model.KindDisk, which: nowhere, holder: nowhere}
	j.see(c, r, &j.view)
	return true
}

// mayBeThere reports whether a resource may still be there.
func (j *Judge) mayBeThere(r int32) bool {
	f, g := j.resources[r].factor, j.resources[r].ghost
	return g > 0 && g <= j.made || slices.ContainsFunc(f.beliefs, func(b belief) bool { return b.locals[j.resources[r].at].there() || len(f.open) > 0 })
}

// see judges what a describe says of one resource.
func (j *Judge) see(c *heard, r int32, v *view) {
	if v.shown != nil {
		j.pack(r, v)
	}
	if v.mask&lockBits != 0 && j.resources[r].lockable {
		j.lockAsShown(r, v.word&lockBits)
	}
	if j.seesQuickly(c, r, v) {
		return
	}
	c.instanceAt, c.diskAt = r, nowhere
	if v.disk {
		c.instanceAt, c.diskAt = nowhere, r
	}
	f, ok := j.about(c)
	if !ok {
		j.lost(f, c)
		return
	}
	q := &inquiry{start: c.start, end: c.end, reads: true, on: j.positions(f, r)}
	q.evaluate = func(f *factor, b belief, out []belief) []belief {
		at := f.has(r)
		n := len(out)
		out = j.looks(b, at, b.locals[at], v, false, out)
		j.how.present = j.how.present || len(out) > n
		for p := b.locals[at].past; p.lasted(c.start - j.lag); p = p.before {
			n = len(out)
			out = j.looks(b, at, local{word: p.word, open: p.open, holder: p.holder, source: p.source}, v, true, out)
			if len(out) > n {
				j.how.ago = min(j.how.ago, c.start-p.left)
			}
		}
		return out
	}
	j.conclude(f, q, c)
}

// lockAsShown has an instance that may have been locked when it was heard of first be locked for
// the reasons that are shown.
func (j *Judge) lockAsShown(r int32, locks word) {
	j.resources[r].lockable = false
	f, at := j.resources[r].factor, j.resources[r].at
	for n := range f.beliefs {
		if l := &f.beliefs[n].locals[at]; l.there() && l.word&lockBits&^locks == 0 {
			l.word |= locks
		}
	}
}

// pack takes apart what is shown.
func (j *Judge) pack(r int32, v *view) {
	fields := v.shown.Shows()
	set := func(f book.Field, mask, w word) {
		if fields.Has(f) {
			v.mask |= mask
			v.word |= w & mask
		}
	}
	if i := v.shown.Instance; i != nil {
		w := wordOfInstance(*i)
		set(book.FieldStatus, statusBits, w)
		set(book.FieldOperationLocks, lockBits, w)
		set(book.FieldInstanceChargeType, instPrePaid, w)
		set(book.FieldHotPlug, instHot, w)
		return
	}
	d := v.shown.Disk
	if d == nil {
		return
	}
	w := wordOfDisk(*d)
	set(book.FieldStatus, statusBits, w)
	set(book.FieldType, diskSystem, w)
	set(book.FieldDiskChargeType, diskPrePaid, w)
	set(book.FieldPortable, diskPortable, w)
	set(book.FieldDeleteWithInstance, diskDeletes, w)
	set(book.FieldDeleteAutoSnapshot, diskSnapshot, w)
	if v.places = fields.Has(book.FieldInstanceID); v.places {
		if d.InstanceID != "" {
			v.holder = j.sight(string(d.InstanceID), model.KindInstance)
		}
	}
	if fields.Has(book.FieldCategory) {
		if known := &j.resources[r].category; *known == "" {
			*known = d.Category
		} else if *known != d.Category {
			v.mask, v.word = statusBits, 0 // nothing looks so
		}
	}
}

// looks adds a belief in which a resource looks as a describe says when it is as given; was
// says that it was so, and need not be any longer.
func (j *Judge) looks(b belief, at int, l local, v *view, was bool, out []belief) []belief {
	status := l.instanceStatus().String()
	if v.disk {
		status = l.diskStatus().String()
	}
	switch {
	case !l.there() || v.status != "" && v.status != status:
		if v.shown == nil {
			out = j.space.beliefs.add(out, b)
		}
		return out
	case v.shown != nil && (l.word&v.mask^v.word)&^l.open != 0:
		return out
	}
	if known := l.open & v.mask; known != 0 && v.shown != nil && !was {
		is := b.locals[at]
		is.word, is.open = is.word&^known|v.word&known, is.open&^known
		b = j.with(b, at, is)
	}
	switch {
	case !v.among && !v.places:
		if v.shown != nil {
			out = j.space.beliefs.add(out, b)
		}
		return out
	case l.holder == nowhere:
		if v.among != (v.shown != nil) && (v.shown == nil || v.holder == nowhere) {
			out = j.space.beliefs.add(out, b)
		}
		return out
	}
	showing := j.visible[l.status()]
	out = j.placed(b, at, l.holder, everything&^visibleGroup|showing, v, was, out)
	return j.placed(b, at, nowhere, everything&^showing, v, was, out)
}

// placed adds a belief about an attached disk that is shown, by some machines, to be in a
// place.
func (j *Judge) placed(b belief, at int, place int32, machines box, v *view, was bool, out []belief) []belief {
	in, ok := b.in.and(machines)
	if !ok || in&visibleGroup == 0 {
		return out
	}
	b.in = in
	for n, p := range [...]int32{place, v.which, v.holder} {
		if n > 0 && (place != unknown || p < 0 || n == 2 && p == v.which) { // where it is not known it may be the one that is said
			continue
		}
		shown := !v.among || p == v.which
		if shown != (v.shown != nil) || shown && v.places && p != v.holder {
			continue
		}
		c := b
		if p != place && !was {
			l := b.locals[at]
			l.holder = p
			c = j.with(b, at, l)
		}
		out = j.space.beliefs.add(out, c)
	}
	return out
}

// visibleGroup are the choices of R-visible.
var visibleGroup = group(book.VisibleExceptAttaching)
