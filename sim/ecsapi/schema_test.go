package ecsapi

import (
	"bufio"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/sim/ecsapi/internal/wire"
)

// schema is what the vendor's metadata say of an operation.
type schema struct {
	in  map[string]string // types by name
	out map[string]string // types by path, such as Disks.Disk[].DiskId
}

// readSchema reads testdata/schema.txt.
func readSchema(t *testing.T) map[string]schema {
	t.Helper()
	file, err := os.Open("testdata/schema.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	all := map[string]schema{}
	var now schema
	for lines := bufio.NewScanner(file); lines.Scan(); {
		words := strings.Fields(lines.Text())
		switch {
		case len(words) == 0 || words[0] == "#":
		case len(words) == 1:
			now = schema{map[string]string{}, map[string]string{}}
			all[words[0]] = now
		case words[0] == "in":
			now.in[words[1]] = words[2]
		default:
			now.out[words[1]] = words[2]
		}
	}
	return all
}

// beyond are parameters that the metadata do not have, of actions that they have: they
// are of other editions of the pages, or the API takes them as stock clients write them.
var beyond = map[string][]string{
	"CreateDisk":          {},
	"DescribeDisks":       {"AdditionalAttributes.N", "Filter.N.Key", "Filter.N.Value"},
	"DescribeInstances":   {"AdditionalAttributes.N", "Filter.N.Key", "Filter.N.Value", "Ipv6Address.N"},
	"DeleteInstance":      {},
	"ModifyDiskAttribute": {"DiskIds.N"},
}

// TestParameters: the table says of every documented parameter what becomes of it.
func TestParameters(t *testing.T) {
	for op, s := range readSchema(t) {
		a := actions[op]
		if a == nil {
			t.Errorf("there is no action %s", op)
			continue
		}
		has := map[string]bool{}
		for _, p := range a.params {
			if has[p.name] {
				t.Errorf("%s has the parameter %s twice", op, p.name)
			}
			has[p.name] = true
		}
		for name, kind := range s.in {
			row, _ := a.param(name)
			switch {
			case isCommon(name):
			case row == nil && !has[name]:
				t.Errorf("nothing says what becomes of the parameter %s of %s", name, op)
			case row != nil && row.class == modelled && (row.kind == boolean) != strings.HasPrefix(kind, "boolean"):
				t.Errorf("parameter %s of %s is %s", name, op, kind)
			}
			delete(has, name)
		}
		for name := range has {
			if !slices.Contains(beyond[op], name) {
				t.Errorf("%s has the parameter %s, which is documented nowhere", op, name)
			}
		}
	}
}

// TestAnswers: every field of an answer is one of the vendor's, with its nesting and
// its type.
func TestAnswers(t *testing.T) {
	for op, s := range readSchema(t) {
		var walk func(fields []wire.Field, path string)
		walk = func(fields []wire.Field, path string) {
			for _, f := range fields {
				below := path + f.Name
				kind := f.Kind.String()
				switch {
				case f.Kind == wire.Struct:
					walk(f.Fields, below+".")
					continue
				case f.Kind == wire.List && f.Fields != nil:
					walk(f.Fields, below+"."+f.Item+"[].")
					continue
				case f.Kind == wire.List:
					below, kind = below+"."+f.Item+"[]", "string"
				}
				if s.out[below] != kind {
					t.Errorf("%s answers %s as %s; the vendor has %q", op, below, kind, s.out[below])
				}
			}
		}
		walk(actions[op].fields, "")
		if op == "DescribeDisks" && !slices.Contains(slices.Sorted(maps.Keys(s.out)), "Disks.Disk[].Attachments.Attachment[].InstanceId") {
			t.Error("the schema has not been read")
		}
	}
}

// TestShapes are facts about shapes that the tables must not lose.
func TestShapes(t *testing.T) {
	field := func(fields []wire.Field, name string) wire.Field {
		return fields[slices.IndexFunc(fields, func(f wire.Field) bool { return f.Name == name })]
	}
	if f := field(diskForm, "OperationLocks"); f.Item != "OperationLock" {
		t.Errorf("the OperationLocks of a disk have %s", f.Item)
	}
	if f := field(instanceForm, "OperationLocks"); f.Item != "LockReason" || f.Fields[0].Name != "LockReason" {
		t.Errorf("the OperationLocks of an instance have %s", f.Item)
	}
	if f := field(diskForm, "MultiAttach"); f.Kind != wire.String {
		t.Errorf("MultiAttach is %s", f.Kind)
	}
	for _, f := range errorFields {
		if f.Kind != wire.String {
			t.Errorf("%s of an error is %s", f.Name, f.Kind)
		}
	}
	for name, a := range actions {
		if slices.ContainsFunc(a.fields, func(f wire.Field) bool { return f.Name == "Code" }) {
			t.Errorf("a success of %s has a Code", name)
		}
		if a.fields[0].Name != "RequestId" {
			t.Errorf("an answer to %s does not begin with RequestId", name)
		}
		if (a.op == nil) == (a.run == nil) {
			t.Errorf("%s does not do one thing", name)
		}
	}
}
