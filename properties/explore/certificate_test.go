package explore

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/explore/internal/exploretest"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestCertificateGolden keeps the certificates of small scopes. The hash of the set of
// states is made a second way, from the states that the machine itself reaches.
func TestCertificateGolden(t *testing.T) {
	for _, s := range []scope.Scope{scope.Core(1, 1), scope.Core(1, 3), scope.Core(2, 2), scope.Core(2, 3)} {
		for _, symmetry := range []bool{false, true} {
			name := fmt.Sprintf("core-%d-%d", s.Start.NumInstances(), s.Start.NumDisks())
			if symmetry {
				name += "-classes"
			}
			file := filepath.Join("testdata", name+".certificate")
			c, err := Certify(t.Context(), s, Options{Symmetry: symmetry})
			if err != nil {
				t.Fatal(err)
			}
			if *update {
				if err := os.WriteFile(file, []byte(c.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			kept, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want, err := ParseCertificate(string(kept))
			if err != nil || want != c || want.String() != string(kept) {
				t.Errorf("%s: %v; it is\n%s", file, err, c)
			}
			if !symmetry && s.Start.NumDisks() < 3 {
				var sum [4]uint64
				exploretest.Search(s, func(state model.State) {
					h := sha256.Sum256([]byte(state.Key()))
					for lane := range sum {
						sum[lane] += binary.LittleEndian.Uint64(h[lane*8:])
					}
				})
				if set := fmt.Sprintf("%016x%016x%016x%016x", sum[0], sum[1], sum[2], sum[3]); set != c.Set {
					t.Errorf("%s: the set of states is %s; expected %s", s.Name, c.Set, set)
				}
			}
		}
	}
}

func TestCertificateVerify(t *testing.T) {
	c, err := Certify(t.Context(), scope.Core(1, 2), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Verify(t.Context(), scope.Core(1, 2), Options{Workers: 1}); err != nil {
		t.Error(err)
	}
	if err := c.Verify(t.Context(), scope.Core(1, 1), Options{}); !errors.Is(err, ErrMismatch) || !strings.Contains(err.Error(), "other inputs") {
		t.Errorf("of another scope: %v", err)
	}
	wrong := c
	wrong.Set = strings.Repeat("0", 64)
	if err := wrong.Verify(t.Context(), scope.Core(1, 2), Options{}); !errors.Is(err, ErrMismatch) {
		t.Errorf("of another set: %v", err)
	}
	if _, err := Certify(t.Context(), exploretest.Broken(scope.Core(1, 2), book.Omission{Rules: book.RuleSetOf(book.DetachDiskInUse)}), Options{}); err == nil {
		t.Error("a broken machine is certified")
	}
	if _, err := Certify(t.Context(), scope.Core(2, 6), Options{Memory: 3 << 20}); !errors.Is(err, pace.ErrUnfinished) {
		t.Errorf("of a part of the states: %v", err)
	}
	c.Scope = "a file.script@line 3"
	if read, err := ParseCertificate(c.String()); err != nil || read != c {
		t.Errorf("%v: it is read as %s", err, read)
	}
	for _, bad := range []string{"", "ecsdisk certificate 0\n", strings.Replace(c.String(), "states ", "statues ", 1), strings.Replace(c.String(), "scope ", "scoop ", 1)} {
		if _, err := ParseCertificate(bad); err == nil {
			t.Errorf("%q can be read", bad)
		}
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
