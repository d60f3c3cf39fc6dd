package model

import "example.com/ecsdisk/model/enum"

// A ChargeType is how a resource is paid for: InstanceChargeType, DiskChargeType.
type ChargeType uint8

// The charge types.
const (
	PostPaid ChargeType = iota // pay-as-you-go
	PrePaid                    // subscription
)

var chargeTypes = []string{PostPaid: "PostPaid", PrePaid: "PrePaid"}

// String returns the charge type as the API spells it.
func (c ChargeType) String() string { return enum.Spell(chargeTypes, c) }

// ParseChargeType is the inverse of [ChargeType.String].
func ParseChargeType(name string) (ChargeType, error) {
	return enum.Parse[ChargeType](chargeTypes, "charge type", name)
}
