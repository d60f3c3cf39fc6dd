package oracle

import (
	"fmt"
	"iter"

	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// A share is the part of a history that a judge judges.
type share struct {
	parts     *parts
	part      int32
	others    int        // calls that other parts count
	wide      bool       // the call is one that several parts look at
	agreement *agreement // with those who judge the others; nil: nothing is known of these
}

// Part returns a judge of the n-th part, from 1, of a history in some parts: of the resources
// that calls tie to each other each is in one part. It goes through the calls, and remembers the
// ids. The judge has then to be told of all calls again, and leaves out those that are about other
// parts. What the reports on all parts come to, [Report.Merge] says. It panics if there is no such
// part, or if an option is out of its range.
func (o Options) Part(w script.World, known bool, calls iter.Seq[script.Call], n, of int) *Judge {
	if n < 1 || n > of {
		panic(fmt.Sprintf("oracle.Options.Part: there is no part %d of %d; expected one from 1", n, of))
	}
	return newJudge(w, known, o, &share{parts: divide(w, calls, of, o.OneInstant), part: int32(n - 1)})
}

// route returns which parts a call is about.
func (j *Judge) route(c *script.Call) route {
	if j.share == nil {
		return route{}
	}
	return j.share.parts.route(c)
}

// mine reports whether a call is about the part that is judged.
func (j *Judge) mine(r route) bool {
	return j.share == nil || r.wide || r.home == j.share.part
}

// owns reports whether a resource is of the part that is judged.
func (j *Judge) owns(id string) bool {
	return j.share == nil || j.share.parts.has(id) == j.share.part
}

// takes reports whether a call is about the part that is judged. Of another it notes that time
// has passed.
func (j *Judge) takes(o *open, c *script.Call, r route) bool {
	if !j.counts && c.Op != nil {
		j.share.others++
	}
	if j.share.wide = r.wide; j.mine(r) {
		return true
	}
	j.drop(o)
	if c.Op != nil {
		j.passes(c)
	}
	return false
}

// passes notes what a call of another part means for this one: that time has passed, and that an
// instance may have been released.
func (j *Judge) passes(c *script.Call) {
	a, loses := take(c.Op), j.loses(c)
	switch a.action {
	case book.ActionDeleteInstance:
		j.departed = j.departed || loses || a.instance != "" && (c.Unheard || !refused(&c.Answer))
	case book.ActionReclaim:
		j.departed = j.departed || !loses && a.instance != "" && !c.Answer.NotEnabled
	}
	if !c.Untimed && !loses {
		j.now = max(j.now, int64(c.End))
	}
}

// comes says that the judge has come to one resource in a describe at which others look, too. The
// number is its place there.
func (j *Judge) comes(n int, id string) {
	if s := j.share; s != nil && s.wide && s.agreement != nil {
		s.agreement.look(s.part, place{n, id})
	}
}

// judged returns how many calls count here that were judged.
func (j *Judge) judged() int {
	if j.share != nil {
		return j.report.Calls - j.share.others
	}
	return j.report.Calls
}

// may reports whether a machine that is possible is in a box.
func (j *Judge) may(b box) bool {
	return j.possible.has(b) && (j.possible.in(b) || j.agreed().has(b))
}

// agreed returns the machines that are possible, by all that comes before the call in any
// part.
func (j *Judge) agreed() boxes {
	if j.share != nil && j.share.agreement != nil {
		j.possible = j.share.agreement.await(j.share.part)
	}
	return j.possible
}

// agree has no machine be possible that is not in a set, unless none would be left.
func (j *Judge) agree(to boxes) bool {
	left := j.agreed().and(to)
	if len(left) == 0 {
		return false
	}
	j.possible = left.canonical()
	if j.share != nil && j.share.agreement != nil {
		j.share.agreement.possible = j.possible
	}
	return true
}
