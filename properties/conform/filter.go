package conform

import (
	"fmt"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/oracle"
)

// Filter returns what a describe asks for out of all that there is, so that the adapter
// of a system without filters needs none of its own:
//
//	case model.DescribeDisks:
//		return conform.Filter(op, m.allDisks())
//
// The error is [ErrUnsupported] where a resource does not state what the describe
// filters by.
func Filter(op model.Op, all model.Answer) (model.Answer, error) {
	asked, _, unstated := oracle.Filter(op, all)
	if unstated != nil {
		return model.Answer{}, fmt.Errorf("%w: %s by %s, which is not stated of what there is", ErrUnsupported, model.ActionOf(op), strings.Join(unstated, ", "))
	}
	return asked, nil
}
