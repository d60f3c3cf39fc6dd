package mutant

import (
	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// frames change, with one action each, a resource that the action does not touch: the
// first disk that it does not name.
func (c catalogue) frames() (all []Mutant) {
	m := c.machine(0)
	for a := range book.Actions() {
		all = append(all, on(a, m, DiskTouched, "frame-"+a.String(), "changes another disk as well when "+a.String()+" is accepted",
			then(m, func(_, after model.State, op model.Op, _ model.Outcome) model.State {
				return touchAnother(m, after, op)
			})))
	}
	return all
}

func touchAnother(m model.Machine, s model.State, op model.Op) model.State {
	_, named := model.IDs(op)
	for d := range s.Disks() {
		if len(named) > 0 && d.ID == named[0] {
			continue
		}
		s, _ = m.Step(s, model.ModifyDiskAttribute{DiskID: d.ID, DeleteAutoSnapshot: model.FlagOf(!d.DeleteAutoSnapshot)})
		return s
	}
	return s
}

// fieldFrames change, with one action each, one field that none of its effects sets:
// of a resource that the operation names, or of an instance that it does not name.
func (c catalogue) fieldFrames() (all []Mutant) {
	for a := range book.Actions() {
		m := c.machine(0)
		all = append(all, on(a, m, FieldTouched, "frame-"+a.String()+"-another-instance", "changes another instance as well when "+a.String()+" is accepted",
			then(m, func(_, after model.State, op model.Op, _ model.Outcome) model.State {
				named, _ := model.IDs(op)
				for i := range after.Instances() {
					if len(named) > 0 && i.ID == named[0] {
						continue
					}
					i.HotPlug = not(i.HotPlug)
					return putInstance(after, i)
				}
				return after
			})))
		for f := range names(a).All() {
			m := c.machine(f.Editions())
			if !c.has(f.Editions()) || set(m, a).Has(f) {
				continue
			}
			of, resource := book.OfDisk, "disk"
			if book.InstanceFields.Has(f) {
				of, resource = book.OfInstance, "instance"
			}
			change := otherwise(f)
			all = append(all, on(a, m, FieldTouched, "frame-"+a.String()+"-"+f.String(), "changes "+f.String()+" of the "+resource+" as well when "+a.String()+" is accepted",
				then(m, func(before, after model.State, op model.Op, _ model.Outcome) model.State {
					return change.of(after, of, before, op)
				})))
		}
	}
	return all
}

// names returns the fields that can be changed, alone, of the resources that an
// operation names and that are there afterwards.
func names(a book.Action) (fields book.Fields) {
	for _, param := range model.ParamsOf(a) {
		switch {
		case a.Describe() || a == book.ActionCreateDisk || a == book.ActionDeleteDisk:
		case param == "DiskId" || param == "ID":
			fields |= book.DiskFields &^ book.FieldsOf(book.FieldID, book.FieldStatus, book.FieldType, book.FieldInstanceID,
				book.FieldDetachDeletes, book.FieldDetachedSystem)
		}
		switch {
		case a.Describe() || a == book.ActionCreateInstance || a == book.ActionDeleteInstance || a == book.ActionReclaim:
		case param == "InstanceId" || param == "ID":
			fields |= book.InstanceFields &^ book.FieldsOf(book.FieldID, book.FieldStatus)
		}
	}
	return fields
}

// set returns the fields that the effects of an action set.
func set(m model.Machine, a book.Action) (fields book.Fields) {
	for e := range book.Effects() {
		if row := e.Row(); row.Action == a && m.Book().HasEffect(e) {
			fields |= book.FieldsOf(row.Field)
		}
	}
	return fields
}
