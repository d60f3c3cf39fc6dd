package ecsapi

import (
	"crypto/sha256"
	"slices"
	"strings"

	"example.com/ecsdisk/model"
)

// A ClientToken makes a call idempotent: when it comes again the first answer is
// given again, and nothing is done. What was refused binds no token.

// tokenKey is what a token is remembered by, and fingerprint what tells whether the
// call is the same: hashes, so that each takes little memory for ever.
type (
	tokenKey    [16]byte
	fingerprint [16]byte
)

// bound is what a token is bound to.
type bound struct {
	params   fingerprint
	disk     model.DiskID // what the call created, if anything
	instance model.InstanceID
}

func keyOf(c *call) tokenKey { return hash(c.action.name, c.text("ClientToken")) }

// fingerprintOf hashes the parameters of a call that are its own, in any order.
func fingerprintOf(c *call) fingerprint {
	var all []string
	for _, a := range c.args {
		if a.name != "ClientToken" {
			all = append(all, a.name+"\x00"+string(rune(a.n))+"\x00"+a.value)
		}
	}
	slices.Sort(all)
	return fingerprint(hash(all...))
}

func hash(texts ...string) tokenKey {
	sum := sha256.Sum256([]byte(strings.Join(texts, "\x00")))
	return tokenKey(sum[:16])
}

// maxToken is how long a token may be.
const maxToken = 64

// mismatch is the answer to a token that comes again with other parameters.
var mismatch = model.Answer{Status: 400, Code: "IdempotentParameterMismatch",
	Message: "The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different requests, unless the requests are identical."}
