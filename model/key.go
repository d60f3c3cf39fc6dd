package model

import "encoding/binary"

// keyVersion is the first byte of a key; it changes with the encoding.
const keyVersion = 1

// AppendKey appends the canonical encoding of the state to b: two states have one
// key exactly when they are equal. The encoding is stable within a version of it.
func (s State) AppendKey(b []byte) []byte {
	b = append(b, keyVersion)
	b = binary.AppendUvarint(b, uint64(s.instances.Len()))
	s.instances.Each(func(i *Instance) bool {
		b = appendText(b, string(i.ID))
		other := i.MaxDataDisks != DefaultDataDisks
		b = append(b, byte(i.Status), byte(i.Locks), byte(i.ChargeType)|bit(i.HotPlug == True, 1)|bit(other, 2))
		if other {
			b = append(b, i.MaxDataDisks)
		}
		return true
	})
	s.disks.Each(func(d *Disk) bool {
		b = appendText(b, string(d.ID))
		b = appendText(b, string(d.InstanceID))
		b = appendText(b, d.Category)
		b = append(b, byte(d.Status), byte(d.Type)|byte(d.ChargeType)<<1|
			bit(d.Portable == True, 2)|bit(d.DeleteWithInstance, 3)|bit(d.DeleteAutoSnapshot, 4)|
			bit(d.DetachDeletes, 5)|bit(d.DetachedSystem, 6)|bit(d.SourceInstanceID != Source{}, 7))
		if d.SourceInstanceID != (Source{}) {
			b = appendText(b, d.SourceInstanceID.String())
		}
		return true
	})
	return b
}

// Key returns the canonical encoding of the state, for use as a map key.
func (s State) Key() string { return string(s.AppendKey(nil)) }

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func bit(set bool, at int) byte {
	if set {
		return 1 << at
	}
	return 0
}
