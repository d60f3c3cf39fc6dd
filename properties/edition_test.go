package properties

import (
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// TestEditionsHaveTheirScripts holds that a script is of the edition by which it is called
// and green under it alone, and that each edition but the default has one.
func TestEditionsHaveTheirScripts(t *testing.T) {
	has := map[book.Edition]bool{book.Edition2019: true}
	for name, s := range scripts(t, "testdata", "editions") {
		e := s.World.Machine.Edition
		if has[e] = true; !strings.HasPrefix(name, e.String()+".") {
			t.Errorf("the script of %s is called %s", e, name)
		}
		if r := replay(t, s, script.Options{}); !r.Green() {
			t.Errorf("%s: %v", name, r.Failed)
		}
		if s.World.Machine.Edition = book.Edition2019; replay(t, s, script.Options{}).Green() {
			t.Errorf("%s is green under the default edition, too", name)
		}
	}
	for e := range book.AllEditions() {
		if !has[e] {
			t.Errorf("edition %s has no script", e)
		}
	}
}

// A disk that is detached already is answered so by a system of 2020-09-10, and by one of
// 2019-05-31, of which it is said that the code is from a later page.
func TestAlreadyDetachedIsAdmitted(t *testing.T) {
	s, err := model.NewState([]model.Instance{{ID: "i-a", Status: model.Running}}, []model.Disk{{ID: "d-1", Status: model.Available}})
	if err != nil {
		t.Fatal(err)
	}
	op, already := model.DetachDisk{InstanceID: "i-a", DiskID: "d-1"}, model.Answer{Status: 404, Code: "InvalidDisk.AlreadyDetached"}
	for e := range book.AllEditions() {
		m := model.Machine{Edition: e}
		_, o, required := m.Respond(s, op)
		if a := m.Admits(o, required, already, model.ByStatus); !a.Admitted || !strings.Contains(a.Why, "DetachDisk, 2020-09-10") || required.Code != "DependencyViolation" {
			t.Errorf("under %s, where %s is required, it is %+v", e, required, a)
		}
	}
}
