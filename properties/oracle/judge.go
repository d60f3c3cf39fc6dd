package oracle

import (
	"slices"
	"sync"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// A Judge follows a history, call by call, and says whether the documented machine can have
// answered so. It is not safe for concurrent use.
type Judge struct {
	options   Options
	lag       int64
	bound     int64
	table     *table
	editions  box          // of which the history may be, by its start
	windows   [2][8]window // by kind and status: those that pass by themselves
	visible   [8]box       // by status of an attached disk: the readings under which its InstanceId is shown
	start     bool         // the start world is known: what it has not was not there
	resources []*resource
	ids       map[string]int32
	listed    [2][]int32 // by kind: the resources that a list may show, in the order of their ids
	unshown   []int32    // of these, those that a list has not shown
	possible  boxes
	beside    beside
	calls     []*open // those that are open
	spare     []*open // that have ended, to be used again
	oldest    int64   // the start of the earliest of these, or now
	now       int64
	slow      bool // nothing is judged in place
	space     *spaces
	instant   bool    // the call is of one instant, and nothing else is going on
	lags      bool    // the call may speak of what was
	made      int     // how many creations there were of which nobody heard the ids
	unheard   []*open // creations of which nobody heard the ids
	departed  bool    // an instance may have been released
	report    Report
	census    census       // where others act, too
	gaveUp    bool         // too much was possible of something
	total     int          // the calls so far, with those that are not judged
	how       explanation  // the latest
	call      *script.Call // the one that is judged
	given     script.Call  // that, where it came by itself
	heard     heard        // that
	view      view         // what it says of one resource
	counts    bool         // it counts here, and not in another part
	share     *share       // the part of the history that is judged; nil is all
}

// A resource is one that the history names.
type resource struct {
	id       string
	kind     model.Kind
	category string // of a disk; empty while it is not known
	limit    int    // of the data disks of an instance; 0 is not known
	factor   *factor
	at       int     // in the factor
	own      own     // room for one of its own
	ghost    int     // it was named, and is perhaps not there: with how many unheard creations this was seen, and one
	looked   int     // the describe that was judged of it last, by its number
	listed   bool    // it is among those that a list may show
	existed  bool    // it was there for certain
	headless bool    // of an instance: its system disk was elsewhere at some time
	transit  bool    // and a disk was on its way to it, or from it
	readers  []*open // of an instance: the open calls on a disk that depend on it
	lockable bool    // an instance: it may have been locked when it was heard of first
	held     []int32 // of an instance: the disks that may be attached to it or have it as their source
}

// An open call is one of which the answer is not known yet, or never will be.
type open struct {
	asked
	start int64
	until int64    // when it takes effect at the latest
	on    int32    // the resource that it is kept with, the disk or else the instance that it names; nowhere if it names none
	read  []int32  // the instances that it depends on, and does not change
	ended bool     // nobody will hear its reply
	known bool     // its answer is known
	shows []string // the disks that this shows on their way
}

// New returns a judge of a history that starts in a world. With known false of the world only
// the resources that it has are known; others may exist. It panics if an option is out of its
// range.
func New(w script.World, known bool, o Options) *Judge { return newJudge(w, known, o, nil) }

// newJudge returns a judge of a share of a history, or with nil of all of it.
func newJudge(w script.World, known bool, o Options, s *share) *Judge {
	if err := o.Validate(); err != nil {
		panic(err.Error())
	}
	if o.Budget == 0 {
		o.Budget = 1024
		if !known {
			o.Budget = 1 << 12
		}
	}
	j := &Judge{options: o, lag: int64(o.Lag), bound: int64(o.Bound), start: known && !o.Others, counts: true, share: s, space: spareSpaces.Get().(*spaces)}
	size := w.State.NumInstances() + w.State.NumDisks()
	j.resources, j.ids = make([]*resource, 0, size), make(map[string]int32, size)
	if o.Others {
		j.census = census{seen: map[string]bool{}, gone: map[string]int64{}}
		for r := range w.State.Resources() {
			j.census.seen[r.ID()] = true
		}
	}
	j.table = tableOf(o.Strict, o.Inside, o.First)
	for s := range model.InstanceStatuses() {
		if s.Transitional() {
			j.windows[model.KindInstance][s] = o.Windows[s.String()].compiled()
		}
	}
	for s := range model.DiskStatuses() {
		if s.Transitional() {
			j.windows[model.KindDisk][s] = o.Windows[s.String()].compiled()
		}
	}
	j.visible = shows()
	in := everything
	for c := range w.Machine.Readings.All() {
		in &^= group(c)
		in |= 1 << c & everything
	}
	if o.Fixed {
		in = boxOf(w.Machine)
	} else if w.EditionStated {
		in = in&^editionGroup | 1<<(firstEdition+w.Machine.Edition)
	}
	for e := range book.AllEditions() {
		if in>>(firstEdition+e)&1 != 0 && (model.Machine{Edition: e}).CheckState(w.State) != nil {
			in &^= 1 << (firstEdition + e)
		}
	}
	j.possible, j.editions = boxes{in}, in&editionGroup
	for i := range w.State.Instances() {
		if !j.owns(string(i.ID)) {
			continue
		}
		r := j.add(string(i.ID), model.KindInstance)
		j.resources[r].limit = int(i.MaxDataDisks)
		j.begin(r, just(j.declared(r, local{word: wordOfInstance(i), holder: nowhere, source: nowhere})))
	}
	for d := range w.State.Disks() {
		if !j.owns(string(d.ID)) {
			continue
		}
		r := j.add(string(d.ID), model.KindDisk)
		j.resources[r].category = d.Category
		holder, source := nowhere, nowhere
		if d.InstanceID != "" {
			holder = j.find(string(d.InstanceID))
		}
		if s := d.SourceInstanceID.String(); s != "" {
			source = j.find(s)
		}
		j.begin(r, just(j.declared(r, local{word: wordOfDisk(d), holder: holder, source: source})))
	}
	return j
}

// group returns the bits of the reading of a choice.
func group(c book.Choice) box {
	for _, g := range groups {
		if g>>c&1 != 0 {
			return g
		}
	}
	return 0
}

// shows says, by status of a disk, which readings show its InstanceId: it is asked of the machine.
var shows = sync.OnceValue(func() (all [8]box) {
	for s := range model.DiskStatuses() {
		if !s.Attached() {
			continue
		}
		world, err := model.NewState([]model.Instance{{ID: theInstance, Status: model.Running}}, []model.Disk{{ID: theDisk, Status: s, InstanceID: theInstance}})
		if err != nil {
			panic("oracle: " + err.Error())
		}
		for c := range book.Choices() {
			if c.Reading() != book.VisibleExceptAttaching.Reading() {
				continue
			}
			m := model.Machine{Readings: book.ReadingsOf(c)}
			if _, _, a := m.Respond(world, model.DescribeDisks{}); a.Shown[0].Disk.InstanceID != "" {
				all[s] |= 1 << c
			}
		}
	}
	return all
})

// add adds a resource.
func (j *Judge) add(id string, kind model.Kind) int32 {
	r := int32(len(j.resources))
	j.resources = append(j.resources, &resource{id: id, kind: kind})
	j.ids[id] = r
	return r
}

// begin has a resource start as it is, in a factor of its own. What is open on it stays open.
func (j *Judge) begin(r int32, all []belief) {
	f := &factor{resources: []int32{r}, beliefs: all}
	if old := j.resources[r].factor; old != nil && len(old.resources) == 1 {
		f.open = old.open
	}
	j.place(f)
}

// absent is what a resource is that is not there, and never was.
var absent = local{holder: nowhere, source: nowhere, from: ever, to: never, began: ever}

// just returns the beliefs of one resource that may be one thing.
func just(l local) []belief { return []belief{{locals: []local{l}, in: everything}} }

// declared returns what a resource of the start world may be: on its way since the start, and
// perhaps, as answers may lag, shown as it was just before.
func (j *Judge) declared(r int32, l local) local {
	l.from, l.to, l.began = ever, never, ever
	if w := j.window(j.resources[r].kind, l.word); w != nil {
		l.from, l.to = w.atLeast, w.atMost
		if w.after {
			l.from = ever // it was accepted before
		}
	}
	if j.lag > 0 {
		l.past = j.beforeStart(r, l)
	}
	return l
}

// beforeStart returns what a resource may have been just before the history: any transitional
// status that settles to what it is.
func (j *Judge) beforeStart(r int32, l local) (p *past) {
	a, kind := &settleInstance, j.resources[r].kind
	if kind == model.KindDisk {
		a = &settleDisk
	}
	for status := word(1); status < 8; status++ {
		w := l.word&^statusBits | status
		if !j.transitional(r, w) {
			continue
		}
		holder := l.holder
		k := a.code | answerOK<<keyAnswer
		if kind == model.KindDisk {
			if model.DiskStatus(status).Attached() && holder == nowhere {
				holder = unknown
			}
			k |= key(w)<<keyDisk | key(relationOf(holder, nowhere))<<keyHolder | key(relationOf(l.source, nowhere))<<keySource
		} else {
			k |= key(w) << keyInstance
		}
		for _, after := range j.table.ask(k, a.op, &success) {
			if after.disk == l.word || after.instance == l.word {
				p = &past{w, 0, holder, l.source, ever, 0, p}
				break
			}
		}
	}
	return p
}

// find returns the number of a resource, or nowhere.
func (j *Judge) find(id string) int32 {
	if r, ok := j.ids[id]; ok {
		return r
	}
	return nowhere
}

func (j *Judge) transitional(r int32, w word) bool {
	return j.windows[j.resources[r].kind][w.status()].passes
}

// window returns when a resource may have left a status; nil of one that stays.
func (j *Judge) window(kind model.Kind, w word) *window {
	if window := &j.windows[kind][w.status()]; window.passes {
		return window
	}
	return nil
}

// canFail reports whether what a resource is on its way to may fail.
func (j *Judge) canFail(r int32, w word) bool {
	return j.resources[r].kind == model.KindDisk && (w.diskStatus() == model.Detaching || w.diskStatus() == model.Attaching)
}

// mayFail reports whether what a resource is on its way to may have failed untold.
func (j *Judge) mayFail(r int32, l *local) bool {
	return j.canFail(r, l.word) && (j.options.Untold && (l.shown || j.mayShow(r)) || j.window(model.KindDisk, l.word).fails)
}

// mayShow reports whether a call that is open may have found a disk on its way, which its answer
// says later.
func (j *Judge) mayShow(r int32) bool {
	id := j.resources[r].id
	for _, o := range j.calls {
		if o.known {
			if slices.Contains(o.shows, id) {
				return true
			}
			continue
		}
		if string(o.disk) == id {
			return true
		}
		if d, ok := o.op.(model.DescribeDisks); ok && (d.DiskIDs == nil || slices.Contains(d.DiskIDs, model.DiskID(id))) {
			return true
		}
	}
	return false
}
