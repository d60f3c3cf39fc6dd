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

// message returns what a test says that fails with the divergence, of which the script
// is in a file.
func (d *Divergence) message(file string) string {
	return message(d.Error(), d.Script, file) + fmt.Sprintf("\nIf it is to be lived with, list it: conform.Known{Key: %q, Reason: \"…\"}", d.Key())
}
