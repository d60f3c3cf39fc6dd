package explore

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"
	"unsafe"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
)

// histories counts states with what is remembered of the way to them, with nothing that
// the explorer uses: a map of texts, and each sentence said again. A disk is remembered
// with the instance that it was detached from, until it is attached again or gone.
func histories(s Scope) int {
	type past map[model.DiskID]model.InstanceID
	text := func(s model.State, p past) string {
		t := s.Key()
		for _, d := range slices.Sorted(maps.Keys(p)) {
			t += fmt.Sprintf("|%s<%s", d, p[d])
		}
		return t
	}
	type node struct {
		state model.State
		past  past
	}
	seen := map[string]bool{text(s.Start, nil): true}
	for frontier := []node{{s.Start, nil}}; len(frontier) > 0; {
		var next []node
		for _, n := range frontier {
			for _, op := range s.Ops {
				after, o := s.Machine.Step(n.state, op)
				if !o.Accepted() {
					continue
				}
				p := past{}
				for d := range after.Disks() {
					before, _ := n.state.Disk(d.ID)
					from, remembered := n.past[d.ID]
					if before.Status == model.Detaching && d.Status == model.Available && o.Action() == book.ActionSettle {
						from, remembered = before.InstanceID, true
					}
					if remembered && !d.Status.Attached() {
						p[d.ID] = from
					}
				}
				if t := text(after, p); !seen[t] {
					seen[t] = true
					next = append(next, node{after, p})
				}
			}
		}
		frontier = next
	}
	return len(seen)
}

// TestHistoryCounts holds the counts of states with their ghosts to those of a dumber
// search, and to what they were.
func TestHistoryCounts(t *testing.T) {
	for _, tt := range []struct {
		scope Scope
		want  Counts
	}{
		{Core(1, 1), Counts{93, 392, 9}},
		{Core(1, 2), Counts{993, 6108, 14}},
		{Core(2, 1), Counts{1431, 9390, 15}},
		{Core(2, 2), Counts{25857, 223284, 20}},
	} {
		r, err := Histories(t.Context(), tt.scope, GraphOptions{})
		if err != nil || r.Counts != tt.want {
			t.Errorf("%s: %+v %v; expected %+v", tt.scope.Name, r.Counts, err, tt.want)
		}
		if n := histories(tt.scope); n != r.States {
			t.Errorf("%s: %d states with what is remembered; a dumber search finds %d", tt.scope.Name, r.States, n)
		}
	}
}

// TestRememberedKey holds that each part of what is remembered tells two apart.
func TestRememberedKey(t *testing.T) {
	s := Core(2, 2).Start
	other, _ := model.Machine{}.Step(s, model.AttachDisk{InstanceID: "i-0", DiskID: "d-0"})
	different := []remembered{
		{s, nil},
		{other, nil},
		{s, properties.Ghost{"d-0": "i-0"}},
		{s, properties.Ghost{"d-0": "i-1"}},
		{s, properties.Ghost{"d-1": "i-0"}},
		{s, properties.Ghost{"d-0": "i-0", "d-1": "i-0"}},
		{s, properties.Ghost{"d-0": "i-0", "d-1": "i-1"}},
		{s, properties.Ghost{`d-0"`: "i-0"}},
		{s, properties.Ghost{"d-0": `"i-0`}},
	}
	keys := map[string]int{}
	for n, r := range different {
		key := string(r.appendKey(nil))
		if m, twice := keys[key]; twice {
			t.Errorf("%v and %v have one key", different[m].ghost, r.ghost)
		}
		keys[key] = n
	}
}

// eachField calls yield with every field of a struct, and of those in it, that is none.
func eachField(t reflect.Type, at []int, yield func(name string, index []int)) {
	for n := range t.NumField() {
		field, index := t.Field(n), append(slices.Clone(at), n)
		if field.Type.Kind() == reflect.Struct {
			eachField(field.Type, index, yield)
			continue
		}
		yield(fmt.Sprint(t.Name(), ".", field.Name), index)
	}
}

// TestCertificateInputs holds that whatever an exploration starts from is in the hash of
// its inputs: the readings, each by itself, the start and the operations.
func TestCertificateInputs(t *testing.T) {
	different := map[string]Scope{}
	add := func(name string, change func(*Scope)) {
		s := Core(1, 1)
		change(&s)
		different[name] = s
	}
	add("as it is", func(*Scope) {})
	for c := range book.Choices() {
		if !c.Default() {
			add(c.String(), func(s *Scope) { s.Machine.Readings = book.ReadingsOf(c) })
		}
	}
	add("another start", func(s *Scope) { s.Start, _ = s.Machine.Step(s.Start, model.StopInstance{InstanceID: "i-0"}) })
	add("an operation less", func(s *Scope) { s.Ops = s.Ops[1:] })
	add("an operation more", func(s *Scope) { s.Ops = append(slices.Clone(s.Ops), model.CreateDisk{DiskID: "d-9"}) })
	for r := range book.Rules() {
		add("without "+r.String(), func(s *Scope) { s.Machine.Without.Rules = book.RuleSetOf(r) })
	}
	for e := range book.Effects() {
		add("without "+e.String(), func(s *Scope) { s.Machine.Without.Effects = book.EffectSetOf(e) })
	}
	eachField(reflect.TypeFor[model.Machine](), nil, func(name string, index []int) {
		add("another "+name, func(s *Scope) {
			field := reflect.ValueOf(&s.Machine).Elem().FieldByIndex(index)
			field = reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem() // of another package
			field.SetUint(1<<1 | 1<<3)
		})
	})
	hashes := map[string]string{}
	for name, s := range different {
		hash := s.hash()
		if other, twice := hashes[hash]; twice {
			t.Errorf("%s and %s have one hash", name, other)
		}
		hashes[hash] = name
	}
	same := Core(1, 1)
	if same.Name = "another name"; hashes[same.hash()] != "as it is" {
		t.Error("the name of a scope is in the hash of its inputs")
	}
}
