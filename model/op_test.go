package model

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/model/book"
)

// oddIDs are ids that a script cannot write as they are, and some that it can.
var oddIDs = []string{"", "i-a", "a b", `"`, `"a`, `a"b`, `'`, "`", "a,b", ",", "#", "a=b", ";", "\\", `\"`, "é", "日本", "\u00a0", "\u2028", "a\nb",
	"\t", "\x00", "\x7f", "\xff", "\ufffd", "\u200b", "🖴", "All", "InstanceId=x"}

// opsOf returns operations of every action: each with each odd id in each place
// for an id, and each of its other parameters absent and at each value.
func opsOf(ids []string) (ops []Op) {
	for _, a := range ids {
		for _, b := range []string{"", "x y"} {
			instance, disk := InstanceID(a), DiskID(b)
			ops = append(ops, DetachDisk{InstanceID: instance, DiskID: disk}, AttachDisk{instance, disk, false}, AttachDisk{InstanceID(b), DiskID(a), true},
				CreateDisk{DiskID(a), b}, CreateDisk{disk, a}, CreateInstance{instance, disk, PrePaid, Absent},
				DescribeDisks{InstanceID: instance, DiskIDs: []DiskID{disk, DiskID(a)}, Status: "In_use"},
				DescribeDisks{DiskIDs: []DiskID{disk, disk}}, DescribeDisks{DiskIDs: []DiskID{DiskID(a)}},
				DescribeInstances{InstanceIDs: []InstanceID{instance, "i-b"}, Status: "Running"},
				DescribeDisks{Status: a}, DescribeInstances{Status: a})
		}
		instance, disk := InstanceID(a), DiskID(a)
		for _, flag := range []Flag{Absent, False, True} {
			ops = append(ops, ModifyDiskAttribute{disk, flag, Absent}, ModifyDiskAttribute{disk, True, flag},
				CreateInstance{instance, disk, PostPaid, flag})
		}
		ops = append(ops, DeleteDisk{disk}, ReInitDisk{disk}, StartInstance{instance}, StopInstance{instance}, RebootInstance{instance},
			DeleteInstance{instance, false}, DeleteInstance{instance, true}, Settle{a}, DetachFailed{disk}, AttachFailed{disk}, Reclaim{instance},
			DetachDisk{instance, "d", False}, DetachDisk{"i", disk, True},
			Lock{instance, LockSecurity}, Unlock{instance, LockFinancial | LockRecycling}, Lock{instance, allLocks}, Lock{instance, 0}, Unlock{instance, 0})
	}
	return append(ops, DescribeDisks{}, DescribeDisks{DiskIDs: []DiskID{}, Status: "All"}, DescribeInstances{}, DescribeInstances{InstanceIDs: []InstanceID{}})
}

// parseOp reads a script line back as scripts are read: words with blanks between,
// blanks within quotes left alone; NAME=VALUE, or for an event values by place.
func parseOp(line string) (Op, error) {
	words := words(line)
	action, err := book.ParseAction(words[0])
	if err != nil {
		return nil, err
	}
	var params []Param
	for i, word := range words[1:] {
		p := Param{ParamsOf(action)[min(i, len(ParamsOf(action))-1)], word}
		if !action.Event() {
			p.Name, p.Value, _ = strings.Cut(word, "=")
		}
		params = append(params, p)
	}
	return NewOp(action, params...)
}

func words(line string) (words []string) {
	quoted, escaped, word := false, false, ""
	for i := range len(line) {
		c := line[i]
		if c == ' ' && !quoted {
			words, word = append(words, word), ""
			continue
		}
		if c == '"' && !escaped {
			quoted = !quoted
		}
		escaped = quoted && c == '\\' && !escaped
		word += string([]byte{c})
	}
	return append(words, word)
}

func TestOpsArePrintedAndReadBack(t *testing.T) {
	seen := book.ActionSet(0)
	for _, op := range opsOf(oddIDs) {
		seen |= book.ActionSetOf(ActionOf(op))
		back, err := parseOp(op.String())
		if err != nil || !reflect.DeepEqual(back, op) {
			t.Errorf("%s\nis read back as %v, %v", op, back, err)
		}
		if got := fmt.Sprintf("%#v", op); got != op.String() {
			t.Errorf("%s as Go is %s", op, got)
		}
		if strings.ContainsAny(op.String(), "\n\t#;") && !strings.Contains(op.String(), `"`) {
			t.Errorf("%s would be cut short by a script", op)
		}
	}
	for a := range book.Actions() {
		if !seen.Has(a) {
			t.Errorf("no operation of %s is tested", a)
		}
	}
}

func TestScriptLines(t *testing.T) {
	for _, c := range []struct {
		op   Op
		want string
	}{
		{DetachDisk{InstanceID: "i-a", DiskID: "d-1"}, "DetachDisk InstanceId=i-a DiskId=d-1"},
		{DetachDisk{InstanceID: "", DiskID: "d-1"}, "DetachDisk DiskId=d-1"},
		{DetachDisk{InstanceID: "i a", DiskID: `"`}, `DetachDisk InstanceId="i a" DiskId="\""`},
		{AttachDisk{"i-a", "d-1", false}, "AttachDisk InstanceId=i-a DiskId=d-1"},
		{AttachDisk{"i-a", "d-1", true}, "AttachDisk InstanceId=i-a DiskId=d-1 DeleteWithInstance=true"},
		{ModifyDiskAttribute{"d-1", False, Absent}, "ModifyDiskAttribute DiskId=d-1 DeleteWithInstance=false"},
		{CreateInstance{"i-a", "d-s", PrePaid, False}, "CreateInstance InstanceId=i-a SystemDiskId=d-s InstanceChargeType=PrePaid HotPlug=false"},
		{DescribeDisks{DiskIDs: []DiskID{"d-1", "a,b"}, Status: "In_use"}, `DescribeDisks DiskId=d-1,"a,b" Status=In_use`},
		{DescribeDisks{Status: "in_use"}, "DescribeDisks Status=in_use"},
		{DescribeInstances{Status: "a b"}, `DescribeInstances Status="a b"`},
		{DescribeDisks{DiskIDs: []DiskID{}}, "DescribeDisks DiskId="},
		{DescribeDisks{}, "DescribeDisks"},
		{Lock{"i-a", LockSecurity | LockFinancial}, "lock i-a financial,security"},
		{Lock{"i-a", 0}, `lock i-a ""`},
		{Settle{""}, `settle ""`},
		{DetachFailed{"#"}, `detach-failed "#"`},
	} {
		if got := c.op.String(); got != c.want {
			t.Errorf("%s\nwant %s", got, c.want)
		}
	}
}

func TestNewOpIsLoud(t *testing.T) {
	for _, c := range []struct {
		action book.Action
		params []Param
		want   string
	}{
		{book.ActionAttachDisk, []Param{{"Force", "true"}}, "parameter Force of AttachDisk: AttachDisk with Force=true is not modelled; expected Force=false or none"},
		{book.ActionDetachDisk, []Param{{"Force", "true"}}, `parameter "Force" of DetachDisk is not modelled; expected InstanceId, DiskId`},
		{book.ActionDetachDisk, []Param{{"diskId", "d-1"}}, `parameter "diskId" of DetachDisk is not modelled`},
		{book.ActionDetachDisk, []Param{{"DiskId", "d-1"}, {"DiskId", "d-1"}}, "parameter DiskId of DetachDisk is given twice"},
		{book.ActionDetachDisk, []Param{{"DiskId", `"d`}}, "parameter DiskId of DetachDisk: \"d: quotes do not match"},
		{book.ActionDetachDisk, []Param{{"DiskId", `"d"e`}}, `"d"e: nothing may follow the closing quote`},
		{book.ActionModifyDiskAttribute, []Param{{"DeleteWithInstance", "True"}}, `Boolean "True" is unknown; did you mean true?`},
		{book.ActionModifyDiskAttribute, []Param{{"DeleteWithInstance", ""}}, `Boolean "" is unknown; expected false, true`},
		{book.ActionCreateInstance, []Param{{"InstanceChargeType", "Spot"}}, `charge type "Spot" is unknown; expected PostPaid, PrePaid`},
		{book.ActionDescribeDisks, []Param{{"Status", `"InUse`}}, "parameter Status of DescribeDisks: \"InUse: quotes do not match"},
		{book.ActionDescribeDisks, []Param{{"DiskId", `"a"b`}}, "expected ids with ',' between"},
		{book.ActionDescribeDisks, []Param{{"DiskId", `a,`}}, "DiskId \"a,\": expected ids with ',' between"},
		{book.ActionDescribeDisks, []Param{{"DiskId", `,b`}}, "expected ids with ',' between"},
		{book.ActionDescribeDisks, []Param{{"DiskId", `a,,b`}}, "expected ids with ',' between"},
		{book.ActionDescribeDisks, []Param{{"DiskId", `"a",`}}, "expected ids with ',' between"},
		{book.ActionDescribeInstances, []Param{{"InstanceId", `,`}}, "expected ids with ',' between"},
		{book.ActionDescribeDisks, []Param{{"DiskId", `a,"`}}, "quotes do not match"},
		{book.ActionLock, []Param{{"LockReason", "security,"}}, `lock reason "" is unknown; expected financial, security, recycling, dedicatedhostfinancial`},
		{book.ActionSettle, []Param{{"DiskId", "d-1"}}, `parameter "DiskId" of settle is not modelled; expected ID`},
	} {
		if op, err := NewOp(c.action, c.params...); err == nil || op != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %v is %v, %v\nwant %s", c.action, c.params, op, err, c.want)
		}
	}
	if op, err := NewOp(book.ActionAttachDisk, Param{"Force", "false"}); err != nil || op != (AttachDisk{}) {
		t.Errorf("AttachDisk with Force=false is %v, %v", op, err)
	}
}

func TestParseAction(t *testing.T) {
	for a := range book.Actions() {
		if got, err := book.ParseAction(a.String()); err != nil || got != a {
			t.Errorf("ParseAction(%s) = %s, %v", a, got, err)
		}
		if lower := strings.ToLower(a.String()) == a.String(); lower != a.Event() {
			t.Errorf("%s: lower case %t, an event %t", a, lower, a.Event())
		}
	}
	for name, expected := range map[string]string{
		"": "expected DetachDisk, AttachDisk,", "ResizeDisk": "expected DetachDisk, AttachDisk,",
		"detachDisk": "did you mean DetachDisk?", "Settle": "did you mean settle?", "DetachDisk ": "did you mean DetachDisk?",
	} {
		_, err := book.ParseAction(name)
		if want := fmt.Sprintf("operation %q is not modelled; %s", name, expected); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("ParseAction(%q): %v", name, err)
		}
	}
}

func TestIDsAndRename(t *testing.T) {
	for _, c := range []struct {
		op        Op
		instances []InstanceID
		disks     []DiskID
		renamed   Op
	}{
		{DetachDisk{InstanceID: "i", DiskID: "d"}, []InstanceID{"i"}, []DiskID{"d"}, DetachDisk{InstanceID: "I i", DiskID: "D d"}},
		{DetachDisk{}, nil, nil, DetachDisk{}},
		{CreateInstance{"i", "d", PrePaid, True}, []InstanceID{"i"}, []DiskID{"d"}, CreateInstance{"I i", "D d", PrePaid, True}},
		{CreateDisk{"d", "cloud_ssd"}, nil, []DiskID{"d"}, CreateDisk{"D d", "cloud_ssd"}},
		{Settle{"x"}, []InstanceID{"x"}, []DiskID{"x"}, Settle{"S x"}},
		{Lock{"i", LockSecurity}, []InstanceID{"i"}, nil, Lock{"I i", LockSecurity}},
		{DescribeDisks{[]DiskID{"d", "e"}, "i", "All"}, []InstanceID{"i"}, []DiskID{"d", "e"}, DescribeDisks{[]DiskID{"D d", "D e"}, "I i", "All"}},
		{DescribeInstances{[]InstanceID{"i", "j"}, ""}, []InstanceID{"i", "j"}, nil, DescribeInstances{[]InstanceID{"I i", "I j"}, ""}},
	} {
		was := c.op.String()
		if instances, disks := IDs(c.op); !slices.Equal(instances, c.instances) || !slices.Equal(disks, c.disks) {
			t.Errorf("%s names %v and %v; want %v and %v", c.op, instances, disks, c.instances, c.disks)
		}
		got := Rename(c.op, func(i InstanceID) InstanceID { return "I " + i }, func(d DiskID) DiskID { return "D " + d }, func(s string) string { return "S " + s })
		if !reflect.DeepEqual(got, c.renamed) || c.op.String() != was {
			t.Errorf("%s, before %s, renamed is %s; want %s", c.op, was, got, c.renamed)
		}
	}
}

// Renaming with what changes nothing changes nothing, whatever the operation.
func TestRenameByIdentity(t *testing.T) {
	for _, op := range opsOf(oddIDs) {
		got := Rename(op, func(i InstanceID) InstanceID { return i }, func(d DiskID) DiskID { return d }, func(s string) string { return s })
		if !reflect.DeepEqual(got, op) {
			t.Errorf("%s becomes %s", op, got)
		}
	}
}

// FuzzOp reads any line as an operation: what is read is printed and read back the
// same. It also quotes and unquotes any id, and puts it wherever an id may stand.
func FuzzOp(f *testing.F) {
	for _, id := range oddIDs {
		f.Add("DetachDisk InstanceId="+QuoteID(id), id)
	}
	for _, op := range opsOf([]string{"i-a"}) {
		f.Add(op.String(), "x")
	}
	f.Fuzz(func(t *testing.T, line, id string) {
		if op, err := parseOp(line); err == nil {
			if back, err := parseOp(op.String()); err != nil || !reflect.DeepEqual(back, op) {
				t.Fatalf("%q is %s, which is read back as %v, %v", line, op, back, err)
			}
		}
		quoted := QuoteID(id)
		if back, err := UnquoteID(quoted); err != nil || back != id {
			t.Fatalf("%q is quoted %s, which unquotes as %q, %v", id, quoted, back, err)
		}
		if strings.ContainsAny(strings.Trim(quoted, `"`), "\n\t\r") {
			t.Fatalf("%q is quoted over more than one line: %s", id, quoted)
		}
		for _, op := range opsOf([]string{id}) {
			if back, err := parseOp(op.String()); err != nil || !reflect.DeepEqual(back, op) {
				t.Fatalf("%s is read back as %v, %v", op, back, err)
			}
		}
	})
}

// OpsOn has every action that concerns what is there, each operation once, and each reads
// back.
func TestOpsOn(t *testing.T) {
	seen, of := map[Op]bool{}, map[book.Action]int{}
	for op := range (Machine{}).OpsOn([]InstanceID{"i 1", "i-2"}, []DiskID{"d-1", "d,2"}) {
		if seen[op] {
			t.Errorf("%s comes twice", op)
		}
		seen[op] = true
		of[ActionOf(op)]++
	}
	for a := range book.Actions() {
		want := 4
		switch {
		case a.Describe() || a.Creates():
			want = 0
		case a == book.ActionAttachDisk || a == book.ActionLock || a == book.ActionUnlock:
			want = 8
		case a == book.ActionModifyDiskAttribute:
			want = 18
		case a == book.ActionDetachDisk, a == book.ActionSettle, a == book.ActionDeleteInstance:
		default:
			want = 2
		}
		if of[a] != want {
			t.Errorf("%s comes %d times; expected %d", a, of[a], want)
		}
	}
	for range (Machine{}).OpsOn([]InstanceID{"i-1"}, []DiskID{"d-1"}) {
		break
	}
	for op := range (Machine{}).OpsOn(nil, nil) {
		t.Errorf("on nothing there is %s", op)
	}
}
