package conform

import (
	"fmt"
	"slices"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
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
	asked, _, unstated := filter(op, all)
	if unstated != nil {
		return model.Answer{}, fmt.Errorf("%w: %s by %s, which is not stated of what there is", ErrUnsupported, model.ActionOf(op), strings.Join(unstated, ", "))
	}
	return asked, nil
}

// filter returns what passes the filters of a describe; of the others the names of the
// filters that they do not pass, and of all the names of those that nobody can tell.
func filter(op model.Op, all model.Answer) (asked model.Answer, failed, unstated []string) {
	asked = all
	note := func(names *[]string, name string) {
		if !slices.Contains(*names, name) {
			*names = append(*names, name)
		}
	}
	test := func(name string, stated, passes bool) bool {
		switch {
		case !stated:
			note(&unstated, name)
		case !passes:
			note(&failed, name)
		}
		return passes || !stated
	}
	byStatus := func(filter string, stated bool, status string) bool {
		return filter == "" || filter == "All" || test("Status", stated, status == filter)
	}
	switch op := op.(type) {
	case model.DescribeDisks:
		asked.Shown = nil
		for _, r := range all.Shown {
			if r.Disk == nil {
				continue
			}
			d, states := r.Disk, func(f book.Field) bool { return r.Stated == 0 || r.Stated.Has(f) }
			named := op.DiskIDs == nil || test("DiskId", true, slices.Contains(op.DiskIDs, d.ID))
			there := op.InstanceID == "" || test("InstanceId", states(book.FieldInstanceID), d.InstanceID == op.InstanceID)
			if byStatus(op.Status, states(book.FieldStatus), d.Status.String()) && named && there {
				asked.Shown = append(asked.Shown, r)
			}
		}
	case model.DescribeInstances:
		asked.Shown = nil
		for _, r := range all.Shown {
			if r.Instance == nil {
				continue
			}
			named := op.InstanceIDs == nil || test("InstanceId", true, slices.Contains(op.InstanceIDs, r.Instance.ID))
			if byStatus(op.Status, r.Stated == 0 || r.Stated.Has(book.FieldStatus), r.Status()) && named {
				asked.Shown = append(asked.Shown, r)
			}
		}
	}
	return asked, failed, unstated
}
