package book_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/model/book"
)

// A copied row is one of testdata/codes.json: what dated copies of the pages have.
type copied struct {
	Op, Code, First, Last string
	Status                int
	Messages              []string
}

func copies(t *testing.T) []copied {
	t.Helper()
	text, err := os.ReadFile("testdata/codes.json")
	if err != nil {
		t.Fatal(err)
	}
	var all struct{ Rows []copied }
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	if len(all.Rows) != 235 {
		t.Fatalf("%d rows; expected 235", len(all.Rows))
	}
	return all.Rows
}

// unfilled is what a page has for a message that says what is wrong in words of its own.
const unfilled = "%s"

// The catalogue has every row of the copies, with its messages.
func TestCodesHaveEveryRowOfThePages(t *testing.T) {
	plain := strings.NewReplacer(`\[`, "[", `\]`, "]", `\{`, "{", `\}`, "}")
	left := map[string]int{}
	for _, row := range copies(t) {
		a, err := book.ParseAction(row.Op)
		if err != nil {
			left[row.Op]++
			continue
		}
		c, ok := book.FindCode(a, row.Status, row.Code)
		if !ok || c.Action != a || c.Every || c.Status != row.Status || c.Code != row.Code {
			t.Errorf("%s %d %s: the catalogue has %v, %v", row.Op, row.Status, row.Code, c, ok)
			continue
		}
		for _, m := range row.Messages {
			if m = plain.Replace(m); m != unfilled && !slices.Contains(c.Messages(), m) {
				t.Errorf("%s %v lacks the message %q", a, c, m)
			}
		}
		if !strings.HasPrefix(c.From, row.First) || !strings.HasSuffix(c.From, row.Last) {
			t.Errorf("%s %v is from %q; expected %s to %s", a, c, c.From, row.First, row.Last)
		}
	}
	if len(left) != 1 || left["DescribeRegions"] != 3 {
		t.Errorf("rows of %v were left out; expected only the 3 of DescribeRegions, which the machine does not have", left)
	}
}

// exceptions are the rows of which not every copy between the first and the last has the
// code, and those that the error tables of the latest copies have again.
var exceptions = map[string]string{
	"DeleteInstance 403 InstanceLockedForSecurity": "+-++++", // not in the table of 2019-05-21
}

// A code is listed in the editions whose day is between the first and the last copy that
// has it. The DetachDisk page of 2019-05-31 is an extract.
func TestCodesAreListedByTheDaysOfTheirCopies(t *testing.T) {
	for _, row := range copies(t) {
		a, err := book.ParseAction(row.Op)
		if err != nil {
			continue
		}
		c, _ := book.FindCode(a, row.Status, row.Code)
		if want := exceptions[a.String()+" "+c.String()]; want != "" {
			if got := listing(c); got != want {
				t.Errorf("%s %v is listed %s; expected %s", a, c, got, want)
			}
			continue
		}
		for e := range book.AllEditions() {
			in, day := c.In(e), e.String()
			extract := a == book.ActionDetachDisk && e == book.Edition2019
			between := row.First <= day && day <= row.Last
			switch {
			case extract:
			case between && in != book.Listed:
				t.Errorf("%s %v, which copies from %s to %s have, is listed in %s: %v", a, c, row.First, row.Last, e, in)
			case day < row.First && in == book.Listed && e != book.Edition2018: // which has what came and went after its day
				t.Errorf("%s %v, which no copy before %s has, is listed in %s", a, c, row.First, e)
			}
		}
	}
}

// listing returns in which editions a code is listed, by their dates.
func listing(c book.Code) (text string) {
	for e := range book.AllEditions() {
		text += map[book.Listing]string{book.NotListed: "-", book.Listed: "+", book.NotSeen: "?"}[c.In(e)]
	}
	return text
}

// The codes of DetachDisk, edition by edition, by hand.
func TestCodesOfDetachDisk(t *testing.T) {
	want := map[string]string{
		"400 DisksDetachingOnEcsExceeded":               "----++",
		"400 InvalidOperation.InstanceTypeNotSupport":   "-+++++",
		"400 InvalidParameter":                          "+?++++",
		"400 InvalidRegionId.MalFormed":                 "--++++",
		"400 MissingParameter":                          "+?----",
		"403 DeleteWithInstance.Conflict":               "---+++",
		"403 DependencyViolation":                       "+?++++",
		"403 DiskNotPortable":                           "+?++++",
		"403 DiskTypeViolation":                         "+?++++",
		"403 IncorrectDiskStatus":                       "+?++++",
		"403 IncorrectInstanceStatus":                   "+?++++",
		"403 InstanceLockedForSecurity":                 "++++++",
		"403 InvalidDiskId.Released":                    "+?----",
		"403 InvalidInstance.ImageCategory":             "---+++",
		"403 InvalidOperation.Conflict":                 "??????",
		"403 InvalidOperation.DiskCategoryUnsupported":  "----++",
		"403 InvalidOperation.DiskDetachingFromThisEcs": "----++",
		"403 InvalidParameter.DeleteWithInstance":       "----++",
		"403 UserNotInTheWhiteList":                     "--++++",
		"404 InvalidDisk.AlreadyDetached":               "--++++",
		"404 InvalidDiskId.NotFound":                    "+?++++",
		"404 InvalidDiskId.OperationNotSupported":       "----++",
		"404 InvalidInstanceId.NotFound":                "+?++++",
		"500 InternalError":                             "--++++",
	}
	for c := range book.CodesOf(book.ActionDetachDisk) {
		if got := listing(c); !c.Every && got != want[c.String()] {
			t.Errorf("%v is listed %s; expected %s", c, got, want[c.String()])
		}
		if !c.Every {
			delete(want, c.String())
		}
	}
	if len(want) > 0 {
		t.Errorf("the catalogue lacks %v", want)
	}
}

// The table is complete: in order, without a row twice, each with its source, listed in
// some edition at least, and about something only where the machine does not have it.
func TestCodesAreComplete(t *testing.T) {
	var last book.Code
	first := true
	for c := range book.Codes() {
		order := cmp.Or(cmp.Compare(rank(last), rank(c)), cmp.Compare(last.Status, c.Status), cmp.Compare(last.Code, c.Code))
		if !first && !c.Every && order >= 0 {
			t.Errorf("%s %v stands behind %s %v", c.Action, c, last.Action, last)
		}
		last, first = c, false
		if text := listing(c); len(text) != 6 || strings.Trim(text, "-") == "" {
			t.Errorf("%s %v is listed %s", c.Action, c, text)
		}
		if c.From == "" || c.Status < 400 || c.Status > 599 {
			t.Errorf("%s %v: from %q", c.Action, c, c.From)
		}
		for e := range book.AllEditions() {
			class := e.ClassOf(c.Action, c.Status, c.Code)
			if class == book.ClassUndocumented || (class == book.ClassOutside) != (c.About != "") || c.Every && class != book.ClassEnvironment {
				t.Errorf("%s %v, about %q, is %v in %s", c.Action, c, c.About, class, e)
			}
		}
	}
}

func rank(c book.Code) int {
	if c.Every {
		return 1000
	}
	return int(c.Action)
}

// Each refusal of the rule table has its row in the catalogue.
func TestEveryRefusalHasItsCode(t *testing.T) {
	for r := range book.Rules() {
		for _, refusal := range r.Row().Refusals {
			c, ok := book.FindCode(r.Action(), refusal.Status, refusal.Code)
			if !ok || c.Status != refusal.Status || c.Every {
				t.Errorf("%s: %d %s has no row", r, refusal.Status, refusal.Code)
				continue
			}
			if refusal.Message != "" && !slices.Contains(c.Messages(), refusal.Message) {
				t.Errorf("%s: %v lacks the message %q", r, c, refusal.Message)
			}
		}
	}
}

func TestClassOf(t *testing.T) {
	for _, test := range []struct {
		action  book.Action
		edition book.Edition
		status  int
		code    string
		want    book.Class
	}{
		{book.ActionDetachDisk, book.Edition2019, 0, "", book.ClassNone},
		{book.ActionDetachDisk, book.Edition2019, 403, "IncorrectDiskStatus", book.ClassRule},
		{book.ActionDetachDisk, book.Edition2019, 0, "IncorrectDiskStatus", book.ClassRule},
		{book.ActionDetachDisk, book.Edition2019, 400, "IncorrectDiskStatus", book.ClassUndocumented},
		{book.ActionDetachDisk, book.Edition2019, 404, "InvalidDisk.AlreadyDetached", book.ClassEdition},
		{book.ActionDetachDisk, book.Edition2020, 404, "InvalidDisk.AlreadyDetached", book.ClassRule},
		{book.ActionDetachDisk, book.Edition2019, 403, "InvalidDiskId.Released", book.ClassRule},
		{book.ActionDetachDisk, book.Edition2020, 403, "InvalidDiskId.Released", book.ClassEdition},
		{book.ActionAttachDisk, book.Edition2018, 404, "InvalidDisk.InUse", book.ClassEdition},
		{book.ActionDetachDisk, book.Edition2021, 403, "InvalidOperation.DiskDetachingFromThisEcs", book.ClassEdition},
		{book.ActionDetachDisk, book.Edition2024, 403, "InvalidOperation.DiskDetachingFromThisEcs", book.ClassRule},
		{book.ActionStopInstance, book.Edition2018, 403, "InstanceExpiredOrInArrears", book.ClassEdition},
		{book.ActionDeleteInstance, book.Edition2019, 400, "DependencyViolation.RouteEntry", book.ClassOutside},
		{book.ActionDeleteDisk, book.Edition2019, 403, "DiskCreatingSnapshot", book.ClassOutside},
		{book.ActionDeleteDisk, book.Edition2019, 403, "IncorrectDiskStatus.Initializing", book.ClassRule},
		{book.ActionDeleteDisk, book.Edition2019, 404, "InvalidDiskId.NotFound", book.ClassRule}, // of another reading
		{book.ActionAttachDisk, book.Edition2018, 400, "InvalidParameterForce.Anything", book.ClassOutside},
		{book.ActionCreateDisk, book.Edition2019, 400, "IdempotentParameterMismatch", book.ClassEnvironment},
		{book.ActionCreateDisk, book.Edition2019, 409, "IdempotentParameterMismatch", book.ClassUndocumented},
		{book.ActionCreateInstance, book.Edition2019, 403, "OperationDenied.NoStock", book.ClassOutside},
		{book.ActionCreateInstance, book.Edition2019, 403, "RealNameAuthenticationError", book.ClassEnvironment},
		{book.ActionDescribeDisks, book.Edition2019, 400, "Throttling", book.ClassEnvironment},
		{book.ActionDescribeDisks, book.Edition2019, 400, "Throttling.User", book.ClassEnvironment},
		{book.ActionDescribeDisks, book.Edition2019, 400, "Throttling.", book.ClassUndocumented},
		{book.ActionDescribeDisks, book.Edition2019, 403, "Throttling", book.ClassUndocumented},
		{book.ActionDescribeDisks, book.Edition2019, 500, "InternalError", book.ClassEnvironment}, // which its own page lists, too
		{book.ActionLock, book.Edition2019, 400, "Throttling", book.ClassEnvironment},
		{book.ActionLock, book.Edition2019, 403, "IncorrectDiskStatus", book.ClassUndocumented},
	} {
		if got := test.edition.ClassOf(test.action, test.status, test.code); got != test.want {
			t.Errorf("%s %d %s in %s is %v; expected %v", test.action, test.status, test.code, test.edition, got, test.want)
		}
	}
}

func TestCheckCode(t *testing.T) {
	for _, test := range []struct {
		action book.Action
		status int
		code   string
		want   string
	}{
		{book.ActionDetachDisk, 400, "Throttling", ""},
		{book.ActionDetachDisk, 0, "Throttling", ""},
		{book.ActionDetachDisk, 400, "Throttling.Api", ""},
		{book.ActionDetachDisk, 403, "Throttling", "403 Throttling: expected 400 Throttling of DetachDisk"},
		{book.ActionDetachDisk, 403, "Throttling.Api", "403 Throttling.Api: expected 400 Throttling.Api of DetachDisk"},
		{book.ActionDetachDisk, 403, "Throtling", "403 Throtling is no documented code of DetachDisk; did you mean 400 Throttling?"},
		{book.ActionStopInstance, 404, "DiskError", "404 DiskError: expected 400 DiskError or 403 DiskError of StopInstance"},
		{book.ActionDetachDisk, 403, "DiskCreatingSnapshot", "403 DiskCreatingSnapshot is no documented code of DetachDisk, but of DeleteDisk, ReInitDisk"},
		{book.ActionDetachDisk, 400, "ABC", "400 ABC is no documented code of DetachDisk; expected one of the catalogue, such as 400 DisksDetachingOnEcsExceeded"},
	} {
		if got := message(book.CheckCode(test.action, test.status, test.code)); got != test.want {
			t.Errorf("CheckCode(%s, %d, %s) = %q; expected %q", test.action, test.status, test.code, got, test.want)
		}
	}
	for text, want := range map[string]string{
		"403 DiskCreatingSnapshot": "",
		"400 DiskCreatingSnapshot": "400 DiskCreatingSnapshot: expected 403 DiskCreatingSnapshot",
		"403 DiskCreatingSnapshto": "403 DiskCreatingSnapshto is no documented code; did you mean 403 DiskCreatingSnapshot?",
	} {
		var status int
		var code string
		if _, err := fmt.Sscan(text, &status, &code); err != nil {
			t.Fatal(err)
		}
		if got := message(book.CheckAnyCode(status, code)); got != want {
			t.Errorf("CheckAnyCode(%s) = %q; expected %q", text, got, want)
		}
	}
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// What a caller gets is its own.
func TestCodesAreGivenOutAsCopies(t *testing.T) {
	c, _ := book.FindCode(book.ActionDeleteDisk, 403, "DiskNotPortable")
	c.Messages()[0] = ""
	if c.Message() == "" {
		t.Error("Messages gives out what it keeps")
	}
}
