package model

import "example.com/ecsdisk/model/enum"

// A Flag is a Boolean that may be absent: a request parameter, or an attribute of a
// resource that is then at its default.
type Flag uint8

// The values of a Flag.
const (
	Absent Flag = iota // not given
	False
	True
)

var flags = []string{Absent: "", False: "false", True: "true"}

// FlagOf returns True or False.
func FlagOf(b bool) Flag {
	if b {
		return True
	}
	return False
}

// String returns "true", "false", or nothing when absent.
func (f Flag) String() string { return enum.Spell(flags, f) }

// parseFlag returns True or False.
func parseFlag(text string) (Flag, error) {
	f, err := enum.Parse[Flag](flags[1:], "Boolean", text)
	if err != nil {
		return Absent, err
	}
	return f + 1, nil
}
