package conform

import "example.com/ecsdisk/properties/oracle"

// What an oracle says and how it judges are part of a check's own words.
type (
	Options    = oracle.Options
	Divergence = oracle.Divergence
)

// ErrLost says that a sequence was not judged to its end, see [oracle.ErrLost].
var ErrLost = oracle.ErrLost
