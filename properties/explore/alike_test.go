package explore

import (
	"reflect"
	"slices"
	"testing"
	"unsafe"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore/internal/exploretest"
	"example.com/ecsdisk/properties/explore/scope"
)

// alike returns the table of two instances and two disks that are interchangeable.
func alike(t *testing.T) *table {
	t.Helper()
	start, err := model.NewState(
		[]model.Instance{{ID: "i-a", Status: model.Running}, {ID: "i-b", Status: model.Running}},
		[]model.Disk{{ID: "d-a", Status: model.Available}, {ID: "d-b", Status: model.Available}},
	)
	if err != nil {
		t.Fatal(err)
	}
	s := scope.Core(2, 2)
	s.Name, s.Start, s.Ops = "alike", start, scope.Ops(s.Machine, start)
	table, err := tabulate(exploretest.Pacing(t), &s, true, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// countsOf returns how many classes of disks and of instances a table has.
func countsOf(t *testing.T, table *table) (disks, instances int) {
	t.Helper()
	d, err := table.diskClasses(exploretest.Pacing(t))
	if err != nil {
		t.Fatal(err)
	}
	i, err := table.instanceClasses(exploretest.Pacing(t))
	if err != nil {
		t.Fatal(err)
	}
	return len(d), len(i)
}

// TestAlike holds that whatever is in the table of one of two resources, and not in that
// of the other, tells the two apart: each field of each kind of entry.
func TestAlike(t *testing.T) {
	made := alike(t)
	fresh := func() *table {
		c := *made
		c.moves, c.releases, c.bad = slices.Clone(c.moves), slices.Clone(c.releases), slices.Clone(c.bad)
		for n := range c.releases {
			c.releases[n].disks = slices.Clone(c.releases[n].disks)
		}
		return &c
	}
	if disks, instances := countsOf(t, fresh()); disks != 1 || instances != 1 {
		t.Fatalf("there are %d classes of disks and %d of instances; expected one of each", disks, instances)
	}
	moveOf := func(fits func(move) bool) func(*table) reflect.Value {
		return func(t *table) reflect.Value {
			return reflect.ValueOf(&t.moves[slices.IndexFunc(t.moves, fits)]).Elem()
		}
	}
	badOf := func(b bad) func(*table) reflect.Value {
		b.violation = &properties.Violation{}
		return func(t *table) reflect.Value {
			twin := b // of the other resource
			if b.disk >= 0 {
				twin.disk = 1 - b.disk
			}
			if b.instance >= 0 {
				twin.instance = 1 - b.instance
			}
			t.bad = []bad{b, twin}
			return reflect.ValueOf(&t.bad[0]).Elem()
		}
	}
	for _, tt := range []struct {
		name   string
		entry  func(*table) reflect.Value
		same   []string // fields that say which resource it is, or that are only told
		ofDisk bool
	}{
		{"a move of a disk", moveOf(func(m move) bool { return m.disk == 1 && m.instance < 0 }), []string{"op", "disk", "instance", "hasInstance"}, true},
		{"a move of a disk by an instance", moveOf(func(m move) bool { return m.disk == 1 && m.instance == 1 }), []string{"op", "disk", "instance"}, true},
		{"a move by an instance", moveOf(func(m move) bool { return m.disk == 0 && m.instance == 1 }), []string{"op", "disk", "instance"}, false},
		{"what is bad of a disk", badOf(bad{instance: -1, disk: 1}), []string{"op", "disk", "violation", "instance", "instValue"}, true},
		{"what is bad of an instance", badOf(bad{instance: 1, disk: -1}), []string{"op", "disk", "violation", "instance", "diskValue"}, false},
	} {
		fields := tt.entry(fresh()).Type()
		for n := range fields.NumField() {
			if slices.Contains(tt.same, fields.Field(n).Name) {
				continue
			}
			table := fresh()
			field := tt.entry(table).Field(n)
			field = reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem()
			switch field.Kind() {
			case reflect.Bool:
				field.SetBool(!field.Bool())
			case reflect.Int:
				field.SetInt(1 - min(field.Int(), 1))
			default:
				t.Fatalf("%s of %s is of a kind that the test does not change", fields.Field(n).Name, tt.name)
			}
			disks, instances := countsOf(t, table)
			if tt.ofDisk && disks != 2 || !tt.ofDisk && instances != 2 {
				t.Errorf("%s of %s is changed, and there are %d classes of disks and %d of instances", fields.Field(n).Name, tt.name, disks, instances)
			}
		}
	}

	// A release does to one disk what it does not do to the other; one instance is
	// released where the other is not.
	table := fresh()
	r := slices.IndexFunc(table.releases, func(r release) bool { return r.disks[1] != nil })
	changed := slices.Clone(table.releases[r].disks[1])
	changed[0] = 1 - min(changed[0], 1)
	table.releases[r].disks[1] = changed
	if disks, _ := countsOf(t, table); disks != 2 {
		t.Errorf("a release of one disk only leaves %d classes of disks", disks)
	}
	for _, change := range []func(*release){func(r *release) { r.to = 1 - min(r.to, 1) }, func(r *release) { r.from = 1 - min(r.from, 1) }, func(r *release) { r.disks = slices.Repeat([][]int{nil}, len(r.disks)) }} {
		table := fresh()
		change(&table.releases[slices.IndexFunc(table.releases, func(r release) bool { return r.instance == 1 && r.disks[0] != nil })])
		if _, instances := countsOf(t, table); instances != 2 {
			t.Errorf("a release of one instance only leaves %d classes of instances", instances)
		}
	}
}
