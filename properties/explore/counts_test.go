package explore

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"unsafe"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/explore/scope"
)

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
	different := map[string]scope.Scope{}
	add := func(name string, change func(*scope.Scope)) {
		s := scope.Core(1, 1)
		change(&s)
		different[name] = s
	}
	add("as it is", func(*scope.Scope) {})
	for c := range book.Choices() {
		if !c.Default() {
			add(c.String(), func(s *scope.Scope) { s.Machine.Readings = book.ReadingsOf(c) })
		}
	}
	add("another start", func(s *scope.Scope) { s.Start, _ = s.Machine.Step(s.Start, model.StopInstance{InstanceID: "i-0"}) })
	add("an operation less", func(s *scope.Scope) { s.Ops = s.Ops[1:] })
	add("an operation more", func(s *scope.Scope) { s.Ops = append(slices.Clone(s.Ops), model.CreateDisk{DiskID: "d-9"}) })
	for r := range book.Rules() {
		add("without "+r.String(), func(s *scope.Scope) { s.Machine.Without.Rules = book.RuleSetOf(r) })
	}
	for e := range book.Effects() {
		add("without "+e.String(), func(s *scope.Scope) { s.Machine.Without.Effects = book.EffectSetOf(e) })
	}
	eachField(reflect.TypeFor[model.Machine](), nil, func(name string, index []int) {
		add("another "+name, func(s *scope.Scope) {
			field := reflect.ValueOf(&s.Machine).Elem().FieldByIndex(index)
			field = reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem() // of another package
			field.SetUint(1<<1 | 1<<3)
		})
	})
	hashes := map[string]string{}
	for name, s := range different {
		hash := s.Hash()
		if other, twice := hashes[hash]; twice {
			t.Errorf("%s and %s have one hash", name, other)
		}
		hashes[hash] = name
	}
	same := scope.Core(1, 1)
	if same.Name = "another name"; hashes[same.Hash()] != "as it is" {
		t.Error("the name of a scope is in the hash of its inputs")
	}
}
