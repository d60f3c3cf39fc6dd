package book

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const pageFile = "../testdata/DetachDisk.2019-05-31.md"

func readPage(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile(pageFile)
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// cells returns the rows of a Markdown table below a heading that begin on a line of
// their own, cell by cell. The page breaks some rows: of those the first line counts.
func cells(page, heading string) (rows [][]string) {
	_, section, _ := strings.Cut(page, "## "+heading+" {")
	section, _, _ = strings.Cut(section, "\n## ")
	for line := range strings.SplitSeq(section, "\n") {
		if strings.HasPrefix(line, "|") && len(line) > 2 && !strings.HasPrefix(line, "|--") {
			row := strings.Split(strings.Trim(line, "|"), "|")
			for i := range row {
				row[i] = strings.TrimSpace(row[i])
			}
			rows = append(rows, row)
		}
	}
	return rows[min(1, len(rows)):] // without the names of the columns
}

func TestRowsAreComplete(t *testing.T) {
	edition := regexp.MustCompile(`^[A-Za-z ]+, \d{4}(-\d\d-\d\d)?$`)
	for r := range Rules() {
		row := r.Row()
		for what, text := range map[string]string{"Name": row.Name, "Clause": row.Clause, "Must": row.Must} {
			if text == "" || text != strings.TrimSpace(text) {
				t.Errorf("%s: %s is %q", r, what, text)
			}
		}
		if !strings.HasPrefix(row.Name, row.Action.String()) {
			t.Errorf("%s is a rule of %s", r, row.Action)
		}
		for _, refusal := range row.Refusals {
			if refusal.Status < 400 || refusal.Status > 499 || refusal.Code == "" {
				t.Errorf("%s: %d %q is no refusal of the caller's", r, refusal.Status, refusal.Code)
			}
			if !edition.MatchString(refusal.From) {
				t.Errorf("%s: %s is from %q; expected a page and an edition", r, refusal.Code, refusal.From)
			}
		}
		for e := range AllEditions() {
			// The machine knows no history: with facts or without, it has an answer.
			for _, facts := range []Facts{0, ^DiskExisted} {
				if own := (Book{Edition: e}).Refusal(r, facts); own.Message == "" || own.Message != strings.TrimSpace(own.Message) {
					t.Errorf("%s: under %s the message of %s is %q", r, e, own.Code, own.Message)
				}
			}
		}
		if row.Holds.None != 0 {
			t.Errorf("%s: Holds excludes facts: of nothing it holds", r)
		}
		if row.Source != Neighbour && !row.Editions.Has(Edition2019) {
			t.Errorf("%s is the page's and does not belong to its edition", r)
		}
	}
}

// A row quotes the page exactly when it says that the rule is the page's, and only
// then the page's edition may be where its code is from.
func TestRowsQuoteThePage(t *testing.T) {
	page := readPage(t)
	for r := range Rules() {
		row := r.Row()
		switch {
		case (row.Quote != "") != (row.Source != Neighbour):
			t.Errorf("%s: the source is %s and the quote %q", r, row.Source, row.Quote)
		case !strings.Contains(page, row.Quote):
			t.Errorf("%s: the page has no %q", r, row.Quote)
		case row.Source != Neighbour && !strings.HasPrefix(row.Clause, "DetachDisk, "):
			t.Errorf("%s: the rule is the page's and the clause %q", r, row.Clause)
		case (own(r).From == "DetachDisk, "+Edition2019.String()) != (row.Source == Page):
			t.Errorf("%s: the source is %s and the refusal from %s", r, row.Source, own(r).From)
		}
	}
}

func TestPagesErrorTableIsTheRulesOfThePage(t *testing.T) {
	type refusal struct{ status, code, message string }
	var page, table []refusal
	for _, row := range cells(readPage(t), "Error codes") {
		page = append(page, refusal{row[0], row[1], row[2]})
	}
	for r := range Rules() {
		if own := own(r); r.Row().Source == Page {
			table = append(table, refusal{strconv.Itoa(own.Status), own.Code, own.Message})
		}
	}
	byCode := func(a, b refusal) int { return cmp.Compare(a.code, b.code) }
	slices.SortFunc(page, byCode)
	slices.SortFunc(table, byCode)
	if !slices.Equal(page, table) {
		t.Errorf("the page's errors are\n%v\nand those of the rules from it\n%v", page, table)
	}
}

func TestPagesRequiredParametersAreRules(t *testing.T) {
	var page, table []string
	for _, row := range cells(readPage(t), "Request parameters") {
		if row[2] == "Yes" {
			page = append(page, row[0]+": "+row[4])
		}
	}
	for r := range RulesOf(ActionDetachDisk) {
		if row, own := r.Row(), own(r); own.Code == "MissingParameter" {
			table = append(table, strings.TrimSuffix(row.Must, " is given")+": "+row.Quote)
			if !strings.Contains(own.Message, strconv.Quote(strings.Fields(row.Must)[0])) {
				t.Errorf("%s: %q does not name the parameter", r, own.Message)
			}
		}
	}
	slices.Sort(page)
	slices.Sort(table)
	if !slices.Equal(page, table) {
		t.Errorf("the page requires\n%q\nand the rules\n%q", page, table)
	}
}

func TestRuleConstantsAreTheirNames(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "rule.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var constants, names []string
	for _, decl := range file.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.CONST {
			continue
		}
		if typ, ok := gen.Specs[0].(*ast.ValueSpec).Type.(*ast.Ident); !ok || typ.Name != "Rule" {
			continue
		}
		for _, spec := range gen.Specs {
			for _, name := range spec.(*ast.ValueSpec).Names {
				if name.IsExported() {
					constants = append(constants, name.Name)
				}
			}
		}
	}
	for r := range Rules() {
		names = append(names, r.String())
		if parsed, err := ParseRule(r.String()); parsed != r || err != nil {
			t.Errorf("ParseRule(%q) = %v, %v", r, parsed, err)
		}
	}
	if !slices.Equal(constants, names) {
		t.Errorf("the constants are\n%q\nand the names\n%q", constants, names)
	}
	if rows := len(diskRules) + len(instanceRules); rows != numRules {
		t.Errorf("the table has %d rows for %d rules", rows, numRules)
	}
	if _, err := ParseRule("DetachDiskPortably"); err == nil {
		t.Error("ParseRule knows a rule that is none")
	}
}

// A rule asks nothing of what an earlier rule has not established: each fact that it
// needs is just what an earlier rule of the operation demands, under one reading at
// least (R-delete-unknown). And a rule that is about a resource needs it to exist.
func TestNeedsPointBackwards(t *testing.T) {
	const (
		ofInstance = ForcedOnRunning<<1 - InstancePending
		ofDisk     = DiskExisted - DiskCreating
		attached   = DiskAttaching | DiskInUse | DiskDetaching | DiskReIniting // so it has an instance
	)
	for a := range Actions() {
		var established Facts
		for r := range RulesOf(a) {
			row := r.Row()
			if row.Needs&^established != 0 {
				t.Errorf("%s needs that %s, which no earlier rule demands", r, row.Needs&^established)
			}
			if row.Holds.Any&ofInstance != 0 && row.Needs&(InstanceExists|attached) == 0 {
				t.Errorf("%s is about an instance and does not need it to exist", r)
			}
			if row.Holds.Any&ofDisk != 0 && row.Needs&(DiskExists|DiskNotAttached|attached) == 0 {
				t.Errorf("%s is about a disk and does not need it to exist", r)
			}
			for _, c := range conditions(row) {
				if c.Any&(c.Any-1) == 0 { // one fact
					established |= c.Any
				}
			}
		}
	}
}

// conditions returns what holds under the default readings, and under the others.
func conditions(row Row) []Condition {
	all := []Condition{row.Holds}
	for _, v := range row.Under {
		all = append(all, v.Holds)
	}
	return all
}

func TestVariantsOfRulesAreSane(t *testing.T) {
	for r := range Rules() {
		row := r.Row()
		for i, v := range row.Under {
			switch {
			case v.Choice != 0 && v.Choice.Default():
				t.Errorf("%s: a variant under %s, which is a default", r, v.Choice)
			case v.Choice == 0 && (v.Editions == 0 || v.Editions.Has(Edition2019)):
				t.Errorf("%s: a variant in %s, which have the default edition", r, v.Editions)
			case v.Holds == row.Holds:
				t.Errorf("%s: nothing else holds under %s", r, v.Choice)
			case v.Choice.Reading() != row.Under[0].Choice.Reading():
				t.Errorf("%s: variants under two readings can meet", r)
			case slices.ContainsFunc(row.Under[:i], func(w Variant) bool { return w.Choice == v.Choice }):
				t.Errorf("%s: two variants under %s", r, v.Choice)
			}
		}
		if !slices.ContainsFunc(conditions(row), func(c Condition) bool { return c != Condition{} }) {
			t.Errorf("%s can never be broken", r)
		}
	}
}

// documented is what the pages say of each operation, a second time: its refusals in
// the order of its rules, and after a slash what an oracle also admits. What only some
// editions have is marked: "2020-" from then on, "-2019" until then, "2018" then only.
var documented = map[Action]string{
	ActionDetachDisk: `-2019 400 MissingParameter/400 InvalidParameter | 2020- 400 InvalidParameter/400 MissingParameter
		-2019 400 MissingParameter/400 InvalidParameter | 2020- 400 InvalidParameter/400 MissingParameter
		404 InvalidInstanceId.NotFound
		404 InvalidDiskId.NotFound/403 InvalidDiskId.Released
		403 InstanceLockedForSecurity
		403 DependencyViolation/404 InvalidDisk.AlreadyDetached
		403 DiskNotPortable
		403 DiskNotPortable/403 DiskTypeViolation
		-2021 403 IncorrectDiskStatus/403 InvalidOperation.DiskDetachingFromThisEcs | 2024- 403 InvalidOperation.DiskDetachingFromThisEcs/403 IncorrectDiskStatus
		403 IncorrectInstanceStatus
		2020- 403 IncorrectInstanceStatus/403 DiskTypeViolation
		2019- 400 InvalidOperation.InstanceTypeNotSupport`,
	ActionAttachDisk: `400 MissingParameter/400 InvalidParameter
		400 MissingParameter/400 InvalidParameter
		404 InvalidInstanceId.NotFound
		404 InvalidDiskId.NotFound
		403 InstanceLockedForSecurity
		403 InstanceExpiredOrInArrears
		403 DiskNotPortable
		403 IncorrectDiskStatus/403 DiskId.StatusNotSupported/404 InvalidDisk.InUse
		400 IncorrectInstanceStatus
		2019- 400 InvalidOperation.InstanceTypeNotSupport
		403 InstanceDiskLimitExceeded`,
	ActionDeleteDisk: `400 MissingParameter/400 InvalidParameter
		404 InvalidDiskId.NotFound
		403 DiskNotPortable/403 DiskTypeViolation
		403 IncorrectDiskStatus/403 DiskStillAttached
		403 DiskStillAttached/403 IncorrectDiskStatus
		403 IncorrectDiskStatus/403 IncorrectDiskStatus.Initializing
		2020- 403 InvalidDiskStatus.DeleteProtection`,
	ActionModifyDiskAttribute: `-2021 400 MissingParameter/400 MissingParameter.DiskIdOrDiskIds/400 InvalidParameter | 2024- 400 MissingParameter.DiskIdOrDiskIds/400 MissingParameter/400 InvalidParameter
		400 NoAttributeToModify
		404 InvalidDiskId.NotFound
		403 DiskNotPortable`,
	ActionReInitDisk: `400 MissingParameter/400 InvalidParameter
		404 InvalidDiskId.NotFound
		403 IncorrectDiskStatus
		403 InstanceLockedForSecurity
		403 InstanceExpiredOrInArrears
		403 IncorrectInstanceStatus`,
	ActionStartInstance: `400 MissingParameter/400 InvalidParameter
		404 InvalidInstanceId.NotFound
		403 InstanceLockedForSecurity
		403 InstanceExpired
		403 IncorrectInstanceStatus
		2020- 400 InvalidInstance.NotFoundSystemDisk`,
	ActionStopInstance: `400 MissingParameter/400 InvalidParameter
		404 InvalidInstanceId.NotFound
		403 InstanceLockedForSecurity
		2019- 403 InstanceExpiredOrInArrears
		403 IncorrectInstanceStatus`,
	ActionRebootInstance: `400 MissingParameter/400 InvalidParameter
		404 InvalidInstanceId.NotFound
		403 InstanceLockedForSecurity
		2019- 403 InstanceExpiredOrInArrears
		403 IncorrectInstanceStatus`,
	ActionDeleteInstance: `400 MissingParameter/400 InvalidParameter
		404 InvalidInstanceId.NotFound
		403 InstanceLockedForSecurity
		403 ChargeTypeViolation
		403 IncorrectInstanceStatus/403 IncorrectInstanceStatus.Initializing
		403 IncorrectInstanceStatus`,
}

// inEdition returns what a line of documented says in an edition: nothing, where it has no
// such rule.
func inEdition(line string, e Edition) string {
	for part := range strings.SplitSeq(line, " | ") {
		span, refusals, _ := strings.Cut(part, " ")
		from, to, isSpan := strings.Cut(span, "-")
		year := e.String()[:4]
		switch {
		case !isSpan:
			return part // in every edition
		case (from == "" || from <= year) && (to == "" || year <= to):
			return refusals
		}
	}
	return ""
}

func TestRefusalsAreTheDocumented(t *testing.T) {
	for e := range AllEditions() {
		n := 0
		for a := range Actions() {
			lines := strings.Split(strings.ReplaceAll(documented[a], "\t", ""), "\n")
			for r := range RulesOf(a) {
				if int(r) != n {
					t.Errorf("%s is rule %d and comes as number %d", r, r, n)
				}
				n++
				got := ""
				if r.Row().Editions.Has(e) {
					own := (Book{Edition: e}).Refusal(r, LeavingHere)
					texts := []string{strconv.Itoa(own.Status) + " " + own.Code}
					for _, also := range r.Row().Refusals {
						if text := strconv.Itoa(also.Status) + " " + also.Code; !slices.Contains(texts, text) {
							texts = append(texts, text)
						}
					}
					got = strings.Join(texts, "/")
				}
				if at := n - 1 - int(spans[a].first); at >= len(lines) || got != inEdition(lines[at], e) {
					t.Errorf("under %s, %s refuses with %q; want one of %q", e, r, got, lines)
				}
			}
			if rules := int(spans[a].end - spans[a].first); documented[a] != "" && rules != len(lines) {
				t.Errorf("%s has %d rules; the documentation %d", a, rules, len(lines))
			}
		}
		if n != numRules {
			t.Errorf("the operations have %d rules of %d", n, numRules)
		}
	}
}

// own returns how the default edition refuses what breaks the rule.
func own(r Rule) Refusal { return Book{}.Refusal(r, 0) }

func TestRowIsACopy(t *testing.T) {
	want := AttachDiskAvailable.Row().Under[0]
	AttachDiskAvailable.Row().Under[0] = Variant{}
	if got := AttachDiskAvailable.Row().Under[0]; got != want {
		t.Errorf("a row has been written to: %+v", got)
	}
}

// The text of a row is free of the page's markup, and otherwise its words.
func TestRowText(t *testing.T) {
	for r, want := range map[Rule]string{
		DetachDiskInUse:     "The disk to be detached must be in the In_use state.",
		DetachDiskPortable:  "The Portable attribute of the disk must be set to true.",
		AttachDiskAvailable: "the disk is Available",
	} {
		if got := r.Row().Text(); got != want {
			t.Errorf("%s: the text is %q; want %q", r, got, want)
		}
	}
	for r := range Rules() {
		if text := r.Row().Text(); text == "" || strings.ContainsAny(text, "\\*`[]<>{}|") {
			t.Errorf("%s: there is markup in %q", r, text)
		}
	}
}
