package client

import (
	"fmt"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
)

// A Promise is one sentence that a client has to keep.
type Promise uint8

// The promises.
const (
	Detached Promise = iota
	AttachesWhenDetached
	GivesUp
	Precious
	Clean

	numPromises = iota
)

// table has the name and the sentence of each promise.
var table = [numPromises]struct{ name, sentence string }{
	Detached:             {"Detached", "A disk that the client says it has detached is attached to nothing."},
	AttachesWhenDetached: {"AttachesWhenDetached", "The client asks for AttachDisk of no disk that is Detaching."},
	GivesUp:              {"GivesUp", "The client does not ask again and again for what time never mends."},
	Precious:             {"Precious", "Nothing that is precious is released."},
	Clean:                {"Clean", "Nothing that the client has made is left over."},
}

// String returns the name of the promise, which is that of its constant.
func (p Promise) String() string { return table[p].name }

// Sentence returns what is promised.
func (p Promise) Sentence() string { return table[p].sentence }

// A Breach is a promise that was broken.
type Breach struct {
	Promise Promise
	N       int           // the number of the event or call, from 0; of the next one, if Op is nil
	At      time.Duration // since the start of the world or of the calls
	Op      model.Op      // what was asked or happened there; nil for what the client said
	ID      string        // of the disk or instance that it is about; empty where none is named
	Why     string        // what was
}

// String says in one sentence what happened, when, and what was promised.
func (b Breach) String() string {
	by := ""
	if b.Op != nil {
		by = fmt.Sprintf(" by event %d, %s", b.N, b.Op)
	}
	return fmt.Sprintf("%s is broken at %s%s: %s (%s)", b.Promise, sim.FormatDuration(b.At), by, b.Why, b.Promise.Sentence())
}
