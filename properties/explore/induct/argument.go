package induct

import (
	"fmt"
	"slices"

	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
)

// An Argument is why a property of states or of steps holds in worlds of every size.
type Argument struct {
	Property properties.Property
	From     string // the worlds in which it was checked
	By       string // what it says, of parts: that a step is what it is in its parts is locality
}

const (
	alone   = "2×1"
	crowded = "2×1, and with up to 16 more disks"
)

// arguments has one for each property: see the package documentation.
var arguments = []Argument{
	{properties.WellFormed, crowded, "each part comes out well-formed; an instance holds a disk more by AttachDisk alone, which counts the disks, and never a system disk; an instance goes by its release alone, which concerns every disk that it holds or was left by"},
	{properties.RefusedChangesNothing, alone, "where a step is refused no part changes, and nothing else ever does"},
	{properties.AcceptedExactlyWhenNoRuleIsBroken, crowded, "a rule is broken exactly when it is in one of the parts"},
	{properties.EffectsAndNothingElse, alone, "effects are on what is in a part, and nothing else changes"},
	{properties.AttachAndDetachPassThroughTransit, alone, "it is about the disk that is named"},
	{properties.DetachingKeepsInstanceAndFlag, alone, "it is about one disk that changes"},
	{properties.CompletedDetachClearsFlagAndInstance, alone, "it is about the disk that is named"},
	{properties.ReleaseTakesFlaggedDisksOnly, alone, "a release does to each disk that is held, or was left by the instance, what it does to that disk alone, and nothing to any other"},
	{properties.LockHoldsAttachedDisks, alone, "it is about one disk that changes and the instance that holds it, which are in one part"},
}

// whole reports whether all was gone through from which the arguments follow.
func (o *Options) whole() bool {
	return o.Stride == 1 && !slices.ContainsFunc(Whole, func(w Size) bool {
		return !slices.ContainsFunc(o.Worlds, func(v Size) bool { return v.covers(w) })
	})
}

// assumed returns what all of that rests on besides.
func assumed(o Options) []string {
	a := []string{
		"ids are names only (property 14)",
		"a step does to what it concerns what it does to that alone in larger worlds, too (property 15)",
		"what AttachDisk does with a disk of another instance does not depend on that instance and the number of disks together",
		"lock reasons but security and financial refuse nothing",
		"a category decides only what Portable is at creation",
	}
	if len(bindings(o.Machine)) > 1 {
		a = append(a, "what AttachDisk and DetachDisk do with a disk of another instance does not depend on the instance that it was left by, where that is a third")
	}
	if book.FieldMaxDataDisks.Editions().Has(o.Machine.Edition) {
		a = append(a, "of two other limits of data disks none is another matter than the one that was drawn")
	}
	switch {
	case o.Stride > 1:
		a = append(a, fmt.Sprintf("the states that were not checked are no different: it was one in %d", o.Stride))
	case !o.whole():
		a = append(a, "worlds of another size are no different")
	}
	return a
}
