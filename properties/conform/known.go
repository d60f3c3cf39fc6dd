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

// known returns where a key is listed, or -1.
func known(list []Known, key string) int {
	return slices.IndexFunc(list, func(k Known) bool { return k.Key == key })
}

// lived says how a divergence is listed as known.
func lived(d *Divergence) string {
	return fmt.Sprintf("If it is to be lived with, list it: conform.Known{Key: %q, Reason: \"…\"}", d.Key())
}
