package model

import (
	"testing"

	"example.com/ecsdisk/model/book"
)

// What QuoteID would quote is not taken for an id without its quotes.
func TestUnquoteID(t *testing.T) {
	for text, want := range map[string]string{
		"i-a": "i-a", `"i-a"`: "i-a", "": "", `""`: "", `"a,b"`: "a,b", "日本": "日本", `\`: `\`, `"\""`: `"`,
	} {
		if id, err := UnquoteID(text); err != nil || id != want {
			t.Errorf("%s is %q, %v; want %q", text, id, err, want)
		}
	}
	for text, want := range map[string]string{
		"i-a,DiskId=d-1": `i-a,DiskId=d-1 has ',' in it; expected it in quotes: "i-a,DiskId=d-1"`,
		"'i-a'":          `'i-a' has '\'' in it; expected it in quotes: "'i-a'"`,
		"a=b":            `a=b has '=' in it; expected it in quotes: "a=b"`,
		`a"b`:            `a"b has '"' in it; expected it in quotes: "a\"b"`,
		"a b":            `a b has ' ' in it; expected it in quotes: "a b"`,
		",":              `, has ',' in it; expected it in quotes: ","`,
		`"a"b`:           `"a"b: nothing may follow the closing quote`,
		`"a","b"`:        `"a","b": nothing may follow the closing quote`,
		`"a`:             `"a: quotes do not match`,
	} {
		if id, err := UnquoteID(text); err == nil || err.Error() != want {
			t.Errorf("%s is %q, %v\nwant %s", text, id, err, want)
		}
	}
	for _, id := range oddIDs {
		if got, err := UnquoteID(id); QuoteID(id) != id && id != "" && err == nil && id[0] != '"' {
			t.Errorf("%q, which is written %s, is also read without quotes, as %q", id, QuoteID(id), got)
		}
	}
}

// Lists and parameters that name one id are as strict.
func TestUnquotedParams(t *testing.T) {
	for _, p := range []struct {
		action book.Action
		param  Param
		want   string
	}{
		{book.ActionDetachDisk, Param{"InstanceId", "i-a,DiskId=d-1"}, `parameter InstanceId of DetachDisk: i-a,DiskId=d-1 has ',' in it; expected it in quotes: "i-a,DiskId=d-1"`},
		{book.ActionDescribeDisks, Param{"DiskId", "d-1,'d-2'"}, `parameter DiskId of DescribeDisks: 'd-2' has '\'' in it; expected it in quotes: "'d-2'"`},
	} {
		if _, err := NewOp(p.action, p.param); err == nil || err.Error() != p.want {
			t.Errorf("%s %v: %v\nwant %s", p.action, p.param, err, p.want)
		}
	}
	if op, err := NewOp(book.ActionLock, Param{"InstanceId", "i"}, Param{"LockReason", "financial,security"}); err != nil || op != (Lock{"i", LockFinancial | LockSecurity}) {
		t.Errorf("a lock of two reasons is %v, %v", op, err)
	}
}
