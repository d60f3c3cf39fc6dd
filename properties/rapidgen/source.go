package rapidgen

import (
	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"pgregory.net/rapid"
)

// Source returns what the generators of package properties draw from: each number is
// one draw of rapid's.
func Source(t *rapid.T) properties.Source { return source{t} }

type source struct{ t *rapid.T }

var word = rapid.Uint64() // it costs half of an Int, which draws the sign, too

// IntN returns a number of at least 0 and below n.
func (s source) IntN(n int) int { return int(scatter(word.Draw(s.t, "number")) % uint64(n)) }

// scatter spreads the numbers that rapid draws, of which most are small, over all of
// them; a generator that takes several choices out of one number would mostly get the
// first of each. Zero stays zero. It is the finaliser of SplitMix64.
func scatter(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// World generates well-formed worlds as [properties.DrawWorld] draws them for a machine: of at
// most the given numbers of instances and disks, but for one that is full.
func World(m model.Machine, maxInstances, maxDisks int) *rapid.Generator[model.State] {
	return rapid.Custom(func(t *rapid.T) model.State {
		return properties.DrawWorld(m, Source(t), maxInstances, maxDisks)
	})
}

// Op generates the next operation in a state, as the generator of the sequence draws
// it; see [properties.Generator.Draw].
func Op(g *properties.Generator, s model.State) *rapid.Generator[model.Op] {
	return rapid.Custom(func(t *rapid.T) model.Op { return g.Draw(Source(t), s) })
}
