package clients

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

// A bug is a mistake of a shipped client.
type bug struct {
	id      string // in README.md
	title   string // what the client does wrong
	project string // the project, the commit that was read, the place
	loses   string // what the user of the client loses
	world   string // in which it shows
	faults  []string
	buggy   func(*cloud) error
	fixed   func(*cloud) error

	// harm says what the user has lost: by the world some time after the client is
	// through, and by what the client said of it. Nothing is lost where it is empty.
	harm func(c *cloud, said error) string

	rule string // a rule that is broken on the way, as a timeline has it
}

// bugs are all of them, the worst first.
var bugs = []bug{
	keepIgnored, flagLost, attachLost,
	unpublishWhileAttaching, tagsMisread, attachFailed, wrongNode, detachingTakenForAttached, lateUnpublish, partlyDetached,
	leftStopped, throttledPoll, internalAfterEffect, resentDetach,
	imageDisks, detachingLimit, shortBudget, neverEnds, notPortable, deleteAttached,
}

// TestBugs holds that the world finds each client with a bug, that it says why, and that
// it finds nothing wrong with the client that is fixed.
func TestBugs(t *testing.T) {
	for _, b := range bugs {
		t.Run(b.id, func(t *testing.T) {
			t.Run("buggy", func(t *testing.T) { b.test(t, b.buggy, true) })
			t.Run("fixed", func(t *testing.T) { b.test(t, b.fixed, false) })
		})
	}
}

func (b bug) test(t *testing.T, client func(*cloud) error, caught bool) {
	c, harm := b.run(t, client)
	history := c.world.History()
	timeline := history.String()
	switch {
	case caught && harm == "":
		t.Errorf("nothing is found wrong with the client:\n%s", timeline)
	case !caught && harm != "":
		t.Errorf("%s:\n%s", harm, timeline)
	case caught && !strings.Contains(timeline, b.rule):
		t.Errorf("the timeline has nothing of %s:\n%s", b.rule, timeline)
	case caught:
		t.Logf("%s:\n%s", harm, timeline)
	}
}

// run runs a client in the world of the bug and returns the harm that it did.
func (b bug) run(t *testing.T, client func(*cloud) error) (c *cloud, harm string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		c = newCloud(t, b.world, b.faults...)
		said := client(c)
		time.Sleep(10 * time.Minute) // what is on its way arrives
		harm = b.harm(c, said)
	})
	return c, harm
}

// calls are the calls of the API that a run made.
func (c *cloud) calls() (calls []sim.Event) {
	for _, e := range c.world.History().Events {
		repeated := e.Op == nil || e.Comment != "" // answered without the machine
		if !repeated && !model.ActionOf(e.Op).Event() {
			calls = append(calls, e)
		}
	}
	return calls
}

// count counts the calls of an action.
func (c *cloud) count(action book.Action) (n int) {
	for _, e := range c.calls() {
		if model.ActionOf(e.Op) == action {
			n++
		}
	}
	return n
}

// detachedAsSaid is the harm of a client that was asked to detach a disk: it must say
// success exactly when the disk is detached.
func detachedAsSaid(disk string) func(*cloud, error) string {
	return func(c *cloud, said error) string {
		d, _ := c.there(disk)
		switch detached := d.Status == model.Available; {
		case detached && said != nil:
			return fmt.Sprintf("the disk is detached and the client says %q", said)
		case !detached && said == nil:
			return fmt.Sprintf("the client says success and the disk is %s", d.Status)
		}
		return ""
	}
}

// attachedAsSaid is the same of a client that was asked to attach it.
func attachedAsSaid(instance, disk string) func(*cloud, error) string {
	return func(c *cloud, said error) string {
		d, _ := c.there(disk)
		switch attached := d.Status == model.InUse && string(d.InstanceID) == instance; {
		case attached && said != nil:
			return fmt.Sprintf("the disk is attached and the client says %q", said)
		case !attached && said == nil:
			return fmt.Sprintf("the client says success and the disk is %s %s", d.Status, d.InstanceID)
		}
		return ""
	}
}
