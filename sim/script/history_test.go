package script_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// sameHistory compares histories as sameScript does scripts.
var sameHistory = cmp.Options{sameScript, cmpopts.IgnoreFields(script.Call{}, "Line")}

func parseHistory(t testing.TB, text string) script.History {
	t.Helper()
	h, err := script.NewReader("x", strings.NewReader(text)).History()
	if err != nil {
		t.Fatalf("%v, in\n%s", err, text)
	}
	return h
}

const historyWorld = "instance i-a Running\ndisk     d-1 In_use i-a\n\n"

// What each form of a line says.
func TestCalls(t *testing.T) {
	detach := model.DetachDisk{InstanceID: "i-a", DiskID: "d-1"}
	ok := model.Answer{Status: 200}
	disk := func(fields book.Fields, d model.Disk) model.Answer {
		return model.Answer{Status: 200, Shown: []model.Shown{{Resource: model.Resource{Disk: &d}, Stated: fields}}}
	}
	const id, status = book.Fields(1 << book.FieldID), book.Fields(1 << book.FieldStatus)
	d1 := model.DescribeDisks{DiskIDs: []model.DiskID{"d-1"}}
	for _, test := range []struct {
		line string
		want script.Call
	}{
		{"3s  DetachDisk InstanceId=i-a DiskId=d-1   ok", script.Call{Start: 3 * time.Second, End: 3 * time.Second, Op: detach, Answer: ok}},
		{"1s..3s  DetachDisk InstanceId=i-a DiskId=d-1   ok by c1", script.Call{Start: time.Second, End: 3 * time.Second, Client: "c1", Op: detach, Answer: ok}},
		{"2s..  DetachDisk InstanceId=i-a DiskId=d-1   unheard", script.Call{Start: 2 * time.Second, End: 2 * time.Second, Open: true, Op: detach, Unheard: true}},
		{"?  DetachDisk InstanceId=i-a DiskId=d-1   0 X request=R message=\"a b\"", script.Call{Untimed: true, Op: detach, Answer: model.Answer{Code: "X", Message: "a b"}, RequestID: "R"}},
		{"0s  DetachDisk InstanceId=i-a DiskId=d-1   ok lost by c1", script.Call{Client: "c1", Op: detach, Unheard: true, Written: "ok lost"}},
		{"0s  DetachDisk InstanceId=i-a DiskId=d-1   ok dropped", script.Call{Op: detach, Unheard: true, Written: "ok dropped"}},
		{"0s  DetachDisk InstanceId=i-a DiskId=d-1   ok late", script.Call{Op: detach, Answer: model.Answer{Status: 500, Code: "InternalError"}, Written: "ok late"}},
		{"0s  DetachDisk InstanceId=i-a DiskId=d-1   ok got 403 X by c1", script.Call{Client: "c1", Op: detach, Answer: model.Answer{Status: 403, Code: "X"}, Written: "ok got 403 X"}},
		{"0s  DetachDisk InstanceId=i-a DiskId=d-1   400 Throttling injected lost", script.Call{Op: detach, Unheard: true, Written: "400 Throttling injected lost"}},
		{"0s  DetachDisk InstanceId=i-a DiskId=d-1 takes=2m   ok", script.Call{Op: detach, Takes: parse(t, historyWorld+"0s DetachDisk InstanceId=i-a DiskId=d-1 takes=2m ok").Steps[0].Takes, Answer: ok}},
		{"0s  CreateDisk    unheard token=T", script.Call{Op: model.CreateDisk{}, Unheard: true, Token: "T"}},
		{"0s  DescribeDisks DiskId=d-1   Available", script.Call{Op: d1, Answer: disk(id|status, model.Disk{ID: "d-1", Status: model.Available})}},
		{"0s  DescribeDisks Status=Available   Available partial", script.Call{Partial: true, Op: model.DescribeDisks{Status: "Available"}, Answer: disk(status, model.Disk{Status: model.Available})}},
		{"0s  DescribeDisks DiskId=d-1   Available stale=5s", script.Call{Op: d1, Answer: disk(id|status, model.Disk{ID: "d-1", Status: model.Available}), Written: "Available stale=5s"}},
		{"0s  DescribeDisks DiskId=d-1   Modifying by c1", script.Call{Client: "c1", Skipped: "status Modifying", Raw: "DescribeDisks DiskId=d-1 Modifying", Touches: []string{"d-1"}}},
		{"0s  DescribeDisks DiskId=d-1   Available got Modifying", script.Call{Skipped: "status Modifying", Raw: "DescribeDisks DiskId=d-1 Available got Modifying", Touches: []string{"d-1"}}},
		{"0s  DescribeDisks    d-1 Modifying i-a; d-2 Available", script.Call{Op: model.DescribeDisks{}, LeftOut: []string{"status Modifying of d-1"}, Written: "d-1 Modifying i-a; d-2 Available",
			Answer: model.Answer{Status: 200, Shown: []model.Shown{
				{Resource: model.Resource{Disk: &model.Disk{ID: "d-1", Status: model.Creating, InstanceID: "i-a"}}, Stated: id},
				{Resource: model.Resource{Disk: &model.Disk{ID: "d-2", Status: model.Available}}, Stated: id | status}}}}},
		{"0s  DescribeDisks DiskId=d-1   Available OperationLocks=refunded", script.Call{Op: d1, LeftOut: []string{"lock refunded"}, Written: "Available OperationLocks=refunded",
			Answer: disk(id|status, model.Disk{ID: "d-1", Status: model.Available})}},
		{"0s  StopInstances InstanceId=i-a,i-b   ok", script.Call{Skipped: "operation StopInstances", Raw: "StopInstances InstanceId=i-a,i-b ok", Touches: []string{"i-a", "i-b"}}},
		{"0s  AttachDisk InstanceId=i-a DiskId=d-1 Force=true   ok", script.Call{Skipped: "parameter Force=true", Raw: "AttachDisk InstanceId=i-a DiskId=d-1 Force=true ok", Touches: []string{"i-a", "d-1"}}},
		{`0s  skipped event touches=i-a line="{\"op\":\"event\"}" by c1`, script.Call{Skipped: "event", Touches: []string{"i-a"}, Raw: `{"op":"event"}`, Client: "c1"}},
		{"0s  settle by", script.Call{Op: model.Settle{ID: "by"}, Answer: ok}},
		{"0s  reclaim i-a   by c1", script.Call{Op: model.Reclaim{InstanceID: "i-a"}, Answer: ok, Client: "c1"}},
	} {
		h := parseHistory(t, historyWorld+test.line+" # why\n")
		if got := strings.TrimPrefix(h.String(), historyWorld); strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(test.line+" # why"), " ") {
			t.Errorf("%s\nis printed\n%s", test.line, got)
		}
		test.want.Lead, test.want.Comment = []string{""}, "# why"
		if diff := cmp.Diff([]script.Call{test.want}, h.Calls, sameHistory); diff != "" {
			t.Errorf("%s: %s", test.line, diff)
		}
	}
}

// What is no history, and what was expected.
func TestNoCalls(t *testing.T) {
	for _, test := range []struct{ lines, want string }{
		{"3s..1s DetachDisk ok", "x:1:1: time 3s..1s ends before it starts"},
		{"5s DetachDisk ok\n1s..4s DetachDisk ok", "x:2:1: time 1s..4s ends before that of the call above, 5s; expected the calls in the order in which they were answered"},
		{"1s..2 DetachDisk ok", "x:1:5: time"},
		{"0s DetachDisk ok by", `"by": expected`},
		{"0s DetachDisk unheard lost", "expected nothing behind unheard"},
		{"0s settle d-1 unheard", "nobody asks the API for settle"},
		{"0s DetachDisk ok partial", "only what a describe shows can be partial"},
		{"0s DetachDisk ok token=x", "only a creation has a token"},
		{"0s DetachDisks InstanceId=i-a ok", "did you mean DetachDisk?"},
		{"0s DescribeDisks DiskId=d-1 Availabel", "did you mean Available?"},
		{"0s AttachDisk InstanceID=i-a DiskId=d-1 ok", "did you mean InstanceId?"},
		{"0s skipped why", "expected skipped WHY"},
		{"0s DetachDisk ok request=", "expected request="},
	} {
		_, err := script.NewReader("x", strings.NewReader(test.lines)).History()
		if err == nil || !strings.HasPrefix(err.Error(), "x:") || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v; want %q", test.lines, err, test.want)
		}
	}
}

// A START may be earlier than lines above; without a time a call is at the END of the one
// above.
func TestOrderOfCalls(t *testing.T) {
	h := parseHistory(t, "2s..5s DetachDisk ok\n1s..5s DetachDisk ok\nDetachDisk ok\n? DetachDisk ok\n9s.. DetachDisk unheard\n9s DetachDisk ok")
	var got []time.Duration
	for _, c := range h.Calls {
		got = append(got, c.Start/time.Second, c.End/time.Second)
	}
	if want := []time.Duration{2, 5, 1, 5, 5, 5, 5, 5, 9, 9, 9, 9}; !slices.Equal(got, want) {
		t.Errorf("the calls are at %v, want %v", got, want)
	}
}

// A script that is replayed has no words of a history: the error says what they are of.
func TestHistoryIsNoScript(t *testing.T) {
	for line, want := range map[string]string{
		"1s..2s DetachDisk ok":                    "x:1:1: time 1s..2s, as only a history has it",
		"? DetachDisk ok":                         "x:1:1: time ?, as",
		"DetachDisk unheard":                      "x:1:12: unheard, as",
		"DescribeDisks DiskId=d-1 unheard":        "x:1:26: unheard, as",
		"DescribeDisks DiskId=d-1 In_use i by c1": "x:1:35: by NAME, as",
		"DetachDisk ok by c1":                     "x:1:15: by NAME, as",
		"DetachDisk ok request=x":                 "x:1:15: request=x, as",
		"DescribeDisks none partial":              "x:1:20: partial, as",
	} {
		if _, err := script.Parse("x", strings.NewReader(line)); err == nil || !strings.Contains(err.Error(), want+" only a history has it, which is judged and not replayed") && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want %s", line, err, want)
		}
	}
}

// A history without an edition line is of any.
func TestHistoryOfAnyEdition(t *testing.T) {
	const text = "instance i-a Running MaxDataDisks=32\ndisk     d-1 In_use i-a\n\n0s  DetachDisk InstanceId=i-a DiskId=d-1 DeleteWithInstance=true   ok\n"
	if h := parseHistory(t, text); h.World.EditionStated || h.String() != text {
		t.Errorf("stated: %v; it is printed\n%s", h.World.EditionStated, h)
	}
	if h := parseHistory(t, "edition 2019-05-31\n"); !h.World.EditionStated || h.String() != "edition 2019-05-31\n" {
		t.Errorf("stated: %v; it is printed\n%s", h.World.EditionStated, h)
	}
	if _, err := script.NewReader("x", strings.NewReader("edition 2019-05-31\n"+text)).History(); err == nil || !strings.Contains(err.Error(), "cannot be told in edition 2019-05-31") {
		t.Errorf("%v", err)
	}
	if _, err := script.Parse("x", strings.NewReader(text)); err == nil {
		t.Error("as a script it is of 2019-05-31, and is read")
	}
}

// Each script is a history, and printed as it stands; of each step the history says what
// its caller heard.
func TestScriptsAreHistories(t *testing.T) {
	for path, text := range files(t) {
		h := parseHistory(t, text)
		if got := h.String(); got != text {
			t.Errorf("%s as a history is\n%s\nwant\n%s", path, got, text)
		}
		s := parse(t, text)
		if len(h.Calls) != len(s.Steps) {
			t.Fatalf("%s: %d calls of %d steps", path, len(h.Calls), len(s.Steps))
		}
		for n, c := range h.Calls {
			s := s.Steps[n]
			if c.Skipped == "" && (c.Op.String() != s.Op.String() || c.Unheard != s.Reply.Unheard() || c.Start != s.At || c.End != s.At) {
				t.Errorf("%s: of %s the call is %s", path, s, c)
			}
		}
	}
}

// Any bytes are a history or an error, and one that is printed and read is the same.
func FuzzCalls(f *testing.F) {
	addFiles(f)
	f.Add([]byte(historyWorld + "1s..3s DescribeDisks  d-1 Modifying; \"by\" Available partial by c1 request=R\n? StopInstances InstanceId=a ok\n9s.. CreateDisk unheard token=\"x y\"\nskipped \"a b\" touches=x line=\"{}\" by c1\nlock by security by by"))
	f.Fuzz(func(t *testing.T, text []byte) {
		h, err := script.NewReader("x", strings.NewReader(string(text))).History()
		if err != nil {
			if !strings.HasPrefix(err.Error(), "x:") {
				t.Errorf("the error does not say where: %v", err)
			}
			return
		}
		printed := h.String()
		again := parseHistory(t, printed)
		if got := again.String(); got != printed {
			t.Fatalf("printed as\n%s\nand then as\n%s", printed, got)
		}
		if len(h.Calls) > 0 && h.World.String() != "" && !slices.Contains(h.Calls[0].Lead, "") {
			h.Calls[0].Lead = slices.Insert(h.Calls[0].Lead, 0, "") // as in the canonical form
		}
		if diff := cmp.Diff(h, again, sameHistory); diff != "" {
			t.Fatalf("printed as\n%s\nand read again it differs: %s", printed, diff)
		}
	})
}
