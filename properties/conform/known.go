package conform

import (
	"fmt"
	"slices"
)

// Known is a divergence that somebody knows of and lives with. The check goes on
// past it.
type Known struct {
	Key    string // of the divergence, see [Divergence.Key]
	Reason string // why it is lived with
}

// known returns where the divergence is listed, or -1.
func known(list []Known, d *Divergence) int {
	return slices.IndexFunc(list, func(k Known) bool { return k.Key == d.Key() })
}

// listing returns the line of Go that lists a divergence as known.
func (d *Divergence) listing() string {
	return fmt.Sprintf("conform.Known{Key: %q, Reason: \"…\"}", d.Key())
}
