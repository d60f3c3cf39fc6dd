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
		asked.Disks = nil
		for _, d := range all.Disks {
			states := func(f book.Field) bool { return d.Stated == 0 || d.Stated.Has(f) }
			named := op.DiskIDs == nil || test("DiskId", true, slices.Contains(op.DiskIDs, d.ID))
			there := op.InstanceID == "" || test("InstanceId", states(book.FieldInstanceID), d.InstanceID == op.InstanceID)
			if byStatus(op.Status, states(book.FieldStatus), d.Status.String()) && named && there {
				asked.Disks = append(asked.Disks, d)
			}
		}
	case model.DescribeInstances:
		asked.Instances = nil
		for _, i := range all.Instances {
			named := op.InstanceIDs == nil || test("InstanceId", true, slices.Contains(op.InstanceIDs, i.ID))
			if byStatus(op.Status, i.Stated == 0 || i.Stated.Has(book.FieldStatus), i.Status.String()) && named {
				asked.Instances = append(asked.Instances, i)
			}
		}
	}
	return asked, failed, unstated
}
