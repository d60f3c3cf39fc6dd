package script

import (
	"slices"

	"example.com/ecsdisk/model"
)

// Contrast states two answers to one call so that it is seen in what they differ:
// of each resource that both show, its status and the fields in which it differs
// and that both answers state. differ is false when they say the same.
func Contrast(want, got model.Answer) (w, g model.Answer, differ bool) {
	w, g = Stated(want), Stated(got)
	differ = want.Code != got.Code || want.NotEnabled != got.NotEnabled || want.Code != "" && want.Status != got.Status ||
		len(want.Disks) != len(got.Disks) || len(want.Instances) != len(got.Instances)
	for n, d := range want.Disks {
		at := slices.IndexFunc(got.Disks, func(e model.ShownDisk) bool { return e.ID == d.ID })
		if at < 0 {
			differ = true
			continue
		}
		e := got.Disks[at]
		if fields := differing(d.Stated, e.Stated, model.DiskFields, d.Field, e.Field); fields != 0 {
			differ = true
			both := usual(false) | fields
			w.Disks[n].Stated = both | w.Disks[n].Stated&model.FieldsOf(model.FieldID)
			g.Disks[at].Stated = both&orAll(e.Stated, model.DiskFields) | g.Disks[at].Stated&model.FieldsOf(model.FieldID)
		}
	}
	for n, i := range want.Instances {
		at := slices.IndexFunc(got.Instances, func(e model.ShownInstance) bool { return e.ID == i.ID })
		if at < 0 {
			differ = true
			continue
		}
		e := got.Instances[at]
		if fields := differing(i.Stated, e.Stated, model.InstanceFields, i.Field, e.Field); fields != 0 {
			differ = true
			both := usual(false) | fields
			w.Instances[n].Stated = both | w.Instances[n].Stated&model.FieldsOf(model.FieldID)
			g.Instances[at].Stated = both&orAll(e.Stated, model.InstanceFields) | g.Instances[at].Stated&model.FieldsOf(model.FieldID)
		}
	}
	return w, g, differ
}

func differing(a, b, all model.Fields, x, y func(model.Field) string) (fields model.Fields) {
	for f := range (orAll(a, all) & orAll(b, all)).All() {
		if x(f) != y(f) {
			fields |= model.FieldsOf(f)
		}
	}
	return fields
}
