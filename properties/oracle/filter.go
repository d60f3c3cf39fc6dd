package oracle

import (
	"slices"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// ignoredBy returns what of an answer a describe asks for, and the names of the filters
// that the rest does not pass, if there is any.
func ignoredBy(op model.Op, got model.Answer) (asked model.Answer, ignored string) {
	asked, failed, _ := Filter(op, got)
	slices.Sort(failed)
	return asked, strings.Join(failed, ", ")
}

// Filter returns what passes the filters of a describe; of the others the names of the
// filters that they do not pass, and of all the names of those that nobody can tell.
func Filter(op model.Op, all model.Answer) (asked model.Answer, failed, unstated []string) {
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
