package script_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// world is a world for steps to stand below, of two lines.
const world = "instance i-a Running\ndisk d-1 In_use i-a\n"

const (
	operations = "DetachDisk, AttachDisk, CreateDisk, DeleteDisk, ModifyDiskAttribute, ReInitDisk, CreateInstance, StartInstance, StopInstance, " +
		"RebootInstance, DeleteInstance, DescribeDisks, DescribeInstances, lock, unlock, settle, detach-failed, attach-failed, reclaim; " +
		"or, above the first step, version, edition, instance, disk, attr, reading, readings, delay, delays, seed"
	shown      = `what is shown ("none", or [ID] Status [INSTANCE] [Name=value ...], with ';' between), or a status and a code`
	answers    = `"ok", an HTTP status and a code, or "not-enabled"`
	item       = "[ID] Status [INSTANCE] [Name=value ...]"
	delays     = "1m, 30s..3m, 3-describes, never or told, perhaps with /fails=1"
	diskFields = "Status, InstanceId, Type, Category, DiskChargeType, Portable, DeleteWithInstance, DeleteAutoSnapshot"
)

// Each text that is no script has one error, which says where, what and what was
// expected.
func TestParseErrors(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		// World lines.
		{"disk attached to nothing", "disk d-1 In_use", `1:1: "d-1": the disk is In_use but attached to nothing; expected an instance`},
		{"missing instance", " disk d-1 In_use i-9", `1:2: "d-1": the disk is attached to "i-9", which is no instance of this world`},
		{"an instance too many", "instance i-a Running\ndisk d-1 Available i-a", `2:1: "d-1": the disk is Available but has instance "i-a"; expected none`},
		{"17 data disks", "instance i-a Running\n" + disks(17), `18:1: "d-17": instance "i-a" already has 16 data disks; expected at most that`},
		{"two system disks", "disk d-2 In_use i-a Type=system\ndisk d-1 In_use i-a Type=system\ninstance i-a Running", `1:1: "d-2": instance "i-a" already has a system disk`},
		{"portable system disk", "disk d-1 Available Type=system Portable=true", `1:1: "d-1": a system disk is never Portable`},
		{"empty id", `disk "" Available`, `1:1: "": the id of a disk is empty`},
		{"one id twice", world + "disk d-1 Available", "3:1: resource d-1 is stated twice, on line 2 and here; expected it once"},
		{"one id in both kinds", world + "disk i-a Available", "3:1: resource i-a is stated twice, on line 1 and here; expected it once"},
		{"several faults", "disk d-2 In_use i-9\ndisk d-1 In_use", `1:1: "d-2": the disk is attached to "i-9", which is no instance of this world` + "\n" +
			`x:2:1: "d-1": the disk is In_use but attached to nothing; expected an instance`},
		{"no id", "disk", "1:1: expected disk ID Status and then Name=value"},
		{"no status", "disk d-1", "1:6: d-1 has no status behind it; expected ID Status and then Name=value"},
		{"empty status", "disk d-1 Status=", `1:1: "d-1": the disk has no status; expected one of Creating, Available, Attaching, In_use, Detaching, ReIniting`},
		{"unknown status of a disk", "disk d-1 Running", `1:10: status of a disk "Running" is unknown; expected Creating, Available, Attaching, In_use, Detaching, ReIniting`},
		{"unsaid status of a disk", "disk d-1 ?", `1:10: status of a disk "?" is unknown; expected Creating, Available, Attaching, In_use, Detaching, ReIniting`},
		{"unknown status of an instance", "instance i-a In_use", `1:14: status of an instance "In_use" is unknown; expected Pending, Starting, Running, Stopping, Stopped`},
		{"field of a later edition", "instance i-a Running MaxDataDisks=17", `1:1: "i-a": MaxDataDisks=17 cannot be told in edition 2019-05-31; expected one of 2021-06-23, 2024-12-04, 2026-09`},
		{"limit out of range", "instance i-a Running MaxDataDisks=65", `1:35: MaxDataDisks "65": expected 1 to 64`},
		{"reading of another edition", "edition 2020-09-10\nreading R-stop-locked unaffected", "2:1: reading R-stop-locked unaffected does not exist in edition 2020-09-10; expected one of 2026-09"},
		{"parameter of a later edition", "0s DetachDisk DeleteWithInstance=true ok", "1:4: DetachDisk DeleteWithInstance=true cannot be told in edition 2019-05-31; expected one of 2020-09-10, 2021-06-23, 2024-12-04, 2026-09"},
		{"unmodelled parameter", "0s AttachDisk Bootable=true ok", "1:15: parameter Bootable of AttachDisk: AttachDisk with Bootable=true is not modelled; expected Bootable=false or none"},
		{"readings of nothing", "readings all", "1:1: this world line has 2 words; expected readings page"},
		{"unknown edition", "edition 2022-01-01", `1:9: edition "2022-01-01" is unknown; expected 2018-10-26, 2019-05-31, 2020-09-10, 2021-06-23, 2024-12-04, 2026-09, latest`},
		{"unknown field", "disk d-1 Available Colour=red", `1:20: field "Colour" is unknown; expected ` + diskFields + ", DetachDeletes, SourceInstanceId, DetachedSystem"},
		{"field of the other kind", "instance i-a Running Portable=true", `1:22: field "Portable" is unknown; expected Status, OperationLocks, InstanceChargeType, HotPlug, MaxDataDisks`},
		{"unknown value", "disk d-1 Available Portable=yes", `1:29: Boolean "yes" is unknown; expected false, true`},
		{"unknown lock", "instance i-a Running OperationLocks=security,bad", `1:37: lock reason "bad" is unknown; expected financial, security, recycling, dedicatedhostfinancial`},
		{"field twice", "disk d-1 Available Type=data Type=data", "1:35: Type is stated twice"},
		{"instance twice", "disk d-1 In_use i-a InstanceId=i-b", "1:32: InstanceId is stated twice"},
		{"junk behind a resource", "instance i-a Running i-b", `1:22: "i-b": expected nothing more`},
		{"junk behind fields", "disk d-1 Available Type=data i-b", `1:30: "i-b": expected nothing more`},
		{"quotes that are missing", "instance i,a Running", `1:10: i,a has ',' in it; expected it in quotes: "i,a"`},
		{"other quotes", "DetachDisk InstanceId='i-a' ok", `1:12: parameter InstanceId of DetachDisk: 'i-a' has '\'' in it; expected it in quotes: "'i-a'"`},
		{"bad quotes of an id", `disk "d"1 Available`, `1:6: "d"1: nothing may follow the closing quote`},
		{"unknown reading", "reading R-cold any-status", `1:9: reading "R-cold" is unknown; expected R-order, R-hot, R-lock-scope, R-visible, R-flag-at-completion, R-failed-detach, ` +
			"R-release-transit, R-still-attached, R-delete-unknown, R-delete-locked, R-financial, R-attach-detaching, R-auto-snapshot, R-stop-locked, R-early-parameter"},
		{"unknown value of a reading", "reading R-hot never", `1:9: value "never" of reading R-hot is unknown; expected running-only, any-status`},
		{"reading without value", "reading R-hot", "1:1: this world line has 2 words; expected reading NAME VALUE"},
		{"reading twice", "reading R-hot any-status\nreading R-hot running-only", "2:1: reading R-hot is stated twice, on line 1 and here; expected it once"},
		{"delay of no transitional status", "delay In_use 1m", `1:7: "In_use" is no transitional status; expected one of Pending, Starting, Stopping, Creating, Attaching, Detaching, ReIniting`},
		{"unknown delay", "delay Detaching soon", `1:17: delay "soon": expected ` + delays},
		{"delay of what cannot fail", "delay Starting 1m/fails=1", "1:16: Starting cannot fail; expected 1m, or a delay of Attaching or Detaching"},
		{"delay that is reversed", "delay Detaching 3m..30s", `1:17: delay "3m..30s": its minimum is above its maximum; expected 30s..3m`},
		{"delay without", "delay Detaching", "1:1: this world line has 2 words; expected delay STATUS DELAY"},
		{"delay twice", "delay Detaching 1m\ndelay Detaching 2m", "2:1: delay Detaching is stated twice, on line 1 and here; expected it once"},
		{"unknown delays", "delays never", "1:1: this world line has 2 words; expected delays told"},
		{"delays twice", "delays told\ndelays told", "2:1: delays is stated twice, on line 1 and here; expected it once"},
		{"attr without a value", "attr d-1", "1:1: this world line has 2 words; expected attr ID Name=value ..."},
		{"attr without a name", "attr d-1 Size=1 40", `1:17: "40": expected Name=value`},
		{"attr of a bad id", "attr a=b Size=1", `1:6: a=b has '=' in it; expected it in quotes: "a=b"`},
		{"attr name twice", "attr d-1 Size=1 Size=2", "1:17: Size is stated twice"},
		{"attr twice", "attr d-1 Size=1\nattr d-1 Tags=a", "2:1: attr d-1 is stated twice, on line 1 and here; expected it once"},
		{"bad seed", "seed -1", `1:6: seed "-1"; expected a number from 0 to 18446744073709551615`},
		{"no seed", "seed", "1:1: this world line has 1 words; expected seed N"},
		{"seed twice", "seed 1\nseed 0", "2:1: seed is stated twice, on line 1 and here; expected it once"},
		{"no edition", "edition", "1:1: this world line has 1 words; expected edition DATE"},
		{"unknown edition", "edition 2019", `1:9: edition "2019" is unknown; did you mean 2019-05-31?`},
		{"edition twice", "edition 2019-05-31\nedition 2019-05-31", "2:1: edition is stated twice, on line 1 and here; expected it once"},
		{"no version", "version", "1:1: this world line has 1 words; expected version N"},
		{"bad version", "version 0", `1:9: version "0"; expected a number from 1 to 1`},
		{"later version", "version 2", "1:9: version 2 is of a later ecsdisk, which may say what this one does not know; expected at most 1"},
		{"version twice", "version 1\nversion 1", "2:1: version is stated twice, on line 1 and here; expected it once"},
		{"two worlds", world + "0s settle d-1\n" + world, "4:1: a world line below a step; expected all world lines above the first step"},
		{"world line at an instant", "1s instance i-a Running", "1:4: a world line below a step; expected all world lines above the first step"},

		// When and what.
		{"unknown operation", "0s ResizeDisk DiskId=d-1 ok", `1:4: operation "ResizeDisk" is not modelled; expected ` + operations},
		{"no operation", "1s", "1:3: the operation is missing; expected one such as DetachDisk"},
		{"misspelt operation", "detachdisk ok", `1:1: operation "detachdisk" is not modelled; did you mean DetachDisk?`},
		{"misspelt world line", "instanc i-a Running", `1:1: operation "instanc" is not modelled; did you mean instance?`},
		{"bad time", "1day DetachDisk ok", `1:1: time "1day": expected a duration such as 0s, 1m10s or 1h`},
		{"negative time", "-1s DetachDisk ok", "1:1: time -1s is negative; expected 0s or more"},
		{"minus", "- DetachDisk ok", `1:1: operation "-" is not modelled; expected ` + operations},
		{"huge time", "9999999h DetachDisk ok", "1:1: time 9999999h is out of range; expected at most 2562047h"},
		{"time going backwards", "2m settle a\n1m settle b", "2:1: time 1m is before that of the step above, 2m"},
		{"unknown parameter", "DetachDisk InstanceId=i-a Disk=d-1 ok", `1:27: parameter "Disk" of DetachDisk is not modelled; did you mean DiskId?`},
		{"misspelt parameter", "DetachDisk InstanceID=i-a ok", `1:12: parameter "InstanceID" of DetachDisk is not modelled; did you mean InstanceId?`},
		{"parameters without names", "DetachDisk i-a d-1 ok", `1:12: answer "i-a"; expected ` + answers + "; or parameters with their names, such as InstanceId=i-a"},
		{"parameter twice", "DetachDisk DiskId=d-1 DiskId=d-1 ok", "1:23: parameter DiskId of DetachDisk is given twice"},
		{"value not modelled", "AttachDisk InstanceId=i-a Force=true ok", "1:27: parameter Force of AttachDisk: AttachDisk with Force=true is not modelled; expected Force=false or none"},
		{"bad flag", "ModifyDiskAttribute DeleteWithInstance=no ok", `1:21: parameter DeleteWithInstance of ModifyDiskAttribute: Boolean "no" is unknown; expected false, true`},
		{"bad filter", "DescribeDisks Status=a,b none", `1:15: parameter Status of DescribeDisks: a,b has ',' in it; expected it in quotes: "a,b"`},
		{"bad list", "DescribeDisks DiskId=a, none", `1:15: parameter DiskId of DescribeDisks: DiskId "a,": expected ids with ',' between`},
		{"list without comma", `DescribeDisks DiskId="a"b none`, `1:15: parameter DiskId of DescribeDisks: DiskId "\"a\"b": expected ids with ',' between`},
		{"bad takes", "CreateDisk takes=soon ok", `1:18: delay "soon": expected ` + delays},
		{"takes that is too long", "CreateDisk takes=99999999h ok", `1:18: delay "99999999h": 99999999h is out of range; expected at most 2562047h`},
		{"takes of what cannot fail", "CreateDisk takes=1m/fails=1 ok", "1:18: CreateDisk starts nothing that can fail; expected 1m, or DetachDisk or AttachDisk"},
		{"takes twice", "CreateDisk takes=1m takes=1m ok", "1:21: takes is given twice"},
		{"event with a name", "lock InstanceId=i-a security", `1:6: "InstanceId=i-a": the parameters of lock have no names; expected lock InstanceId LockReason`},
		{"event without a parameter", "lock i-a", "1:9: LockReason is missing; expected lock InstanceId LockReason"},
		{"event with an unknown reason", "lock i-a rent", `1:10: parameter LockReason of lock: lock reason "rent" is unknown; expected financial, security, recycling, dedicatedhostfinancial`},
		{"event that takes", "settle d-1 takes=1m", `1:12: answer "takes=1m"; expected "ok" or "not-enabled"`},

		// Answers.
		{"missing answer", "0s DetachDisk InstanceId=i-a DiskId=d-1", "1:40: the answer is missing; expected " + answers},
		{"missing describe", "DescribeDisks DiskId=d-1 # ?", "1:25: the answer is missing; expected " + shown},
		{"missing got", "DetachDisk ok got", "1:18: the answer is missing; expected " + answers},
		{"unknown answer", "DetachDisk yes", `1:12: answer "yes"; expected ` + answers},
		{"what no describe shows", "DetachDisk none", `1:12: answer "none"; expected ` + answers},
		{"a describe is not ok", "DescribeDisks ok", "1:15: nothing is stated here; expected " + item},
		{"status without code", "DetachDisk 403", "1:12: HTTP status 403 without a code; expected one such as IncorrectDiskStatus behind it"},
		{"status of success", "DetachDisk 200 OK", "1:12: HTTP status 200; expected one from 400 to 599 for a refusal, or 0 where it is not known"},
		{"status of many digits", "DetachDisk 0403 X", "1:12: HTTP status 0403; expected one from 400 to 599 for a refusal, or 0 where it is not known"},
		{"empty code", `DetachDisk 403 ""`, `1:16: code ""; expected one such as IncorrectDiskStatus`},
		{"no code but an end", "DetachDisk 403 ;", "1:12: HTTP status 403 without a code; expected one such as IncorrectDiskStatus behind it"},
		{"keyword as code", "DetachDisk 403 injected", "1:12: HTTP status 403 without a code; expected one such as IncorrectDiskStatus behind it"},
		{"injected success", "DetachDisk ok injected", "1:15: only a refusal can be injected; expected a status and a code before it"},
		{"injected not-enabled", "settle d-1 not-enabled injected", "1:24: only a refusal can be injected; expected a status and a code before it"},
		{"refused event", "settle d-1 400 Throttling injected", `1:12: answer "400"; expected "ok" or "not-enabled"`},
		{"junk behind the answer", "DetachDisk ok ok", `1:15: "ok": expected "injected" or "injected raw", "stale=DURATION", "lost", "dropped" or "late", "got ANSWER", in this order, or the end of the line`},
		{"junk behind got", "DetachDisk ok got ok injected", `1:22: "injected": expected "injected" or "injected raw", "stale=DURATION", "lost", "dropped" or "late", "got ANSWER", in this order, or the end of the line`},
		{"junk behind a describe", "DescribeDisks Available i-a i-b", `1:29: "i-b": expected "injected" or "injected raw", "stale=DURATION", "lost", "dropped" or "late", "got ANSWER", in this order, or the end of the line`},
		{"several without ids", "DescribeDisks Available; Available", "1:15: of several resources each needs its id; expected ID Status [INSTANCE] [Name=value ...]"},
		{"a second without id", "DescribeDisks d-1 Available; Available", "1:30: of several resources each needs its id; expected ID Status [INSTANCE] [Name=value ...]"},
		{"nothing behind ;", "DescribeDisks d-1 Available;", "1:28: nothing is stated here; expected " + item},
		{"nothing before ;", "DescribeDisks ; d-1 Available", "1:15: nothing is stated here; expected " + item},
		{"nothing but ?", "DescribeDisks ?", "1:15: nothing is stated here; expected " + item},
		{"misspelt status", "DescribeDisks DiskId=d-1 InUse", `1:26: "InUse" is no status, and as an id it has none behind it; did you mean In_use?`},
		{"misspelt status with an instance", "DescribeDisks DiskId=d-1 Detachign i-1", `1:26: "Detachign" is no status, and as an id it has none behind it; did you mean Detaching?`},
		{"misspelt status with a field", "DescribeDisks DiskId=d-1 Availabel Type=data", `1:26: "Availabel" is no status, and as an id it has none behind it; did you mean Available?`},
		{"misspelt status of one that has an id", "DescribeDisks d-1 Detachign i-1", `1:19: status of a disk "Detachign" is unknown; did you mean Detaching?`},
		{"misspelt status of an instance", "DescribeInstances running", `1:19: "running" is no status, and as an id it has none behind it; did you mean Running?`},
		{"id without a status", "DescribeDisks d-1", `1:15: "d-1" is no status, and as an id it has none behind it; expected Creating, Available, Attaching, In_use, Detaching, ReIniting, or ID Status`},
		{"id with a field", "DescribeDisks d-1 Type=data", "1:15: d-1 has no status behind it; expected ID Status and then Name=value"},
		{"hidden field shown", "DescribeDisks Available DetachDeletes=true", `1:25: field "DetachDeletes" is unknown; expected ` + diskFields},
		{"unknown shown field", "DescribeDisks Available Size=40", `1:25: field "Size" is unknown; expected ` + diskFields},
		{"misspelt field", "DescribeDisks Available deleteWithInstance=true", `1:25: field "deleteWithInstance" is unknown; did you mean DeleteWithInstance?`},
		{"shown twice", "DescribeDisks Available Type=data Type=data", "1:40: Type is stated twice"},
		{"disk shown as instance", "DescribeInstances Available", `1:19: status of an instance "Available" is unknown; expected Pending, Starting, Running, Stopping, Stopped`},

		// What no line has.
		{"quote that does not end", `DetachDisk DiskId="d-1 ok`, "1:19: the quote does not end, or something in it is escaped wrongly; expected a string as Go quotes it"},
		{"bad escape", `settle "\q"`, "1:8: the quote does not end, or something in it is escaped wrongly; expected a string as Go quotes it"},
		{"quote inside a word", `settle d"1"`, "1:9: a quote inside a word; expected quotes around the whole of an id"},
		{"byte order mark", "\uFEFF" + world, "1:1: a byte order mark; expected UTF-8 without one"},
		{"NUL", "settle d\x001", `1:9: control character '\x00'; expected text`},
		{"NUL in quotes", "settle \"\x00\"", `1:9: control character '\x00'; expected text`},
		{"DEL in a comment", "# \x7f", `1:3: control character '\x7f'; expected text`},
		{"carriage return inside", "settle d-1\rsettle d-2", `1:11: control character '\r'; expected text`},
		{"bad UTF-8", "settle d-\xff", "1:10: byte 0xff is no UTF-8; expected text"},
		{"bad UTF-8 in a comment", "settle d-1 # \xc3", "1:14: byte 0xc3 is no UTF-8; expected text"},
		{"long line", "# short\n#" + strings.Repeat("x", 10<<20), "2:1: the line is too long; expected at most 1 MiB"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := script.Parse("x", strings.NewReader(test.text))
			if err == nil {
				t.Fatalf("%q is read as a script", test.text)
			}
			if got, want := err.Error(), "x:"+test.want; got != want {
				t.Errorf("the error is\n\t%s\nexpected\n\t%s", got, want)
			}
			if e := new(script.SyntaxError); !errors.As(err, &e) || e.Name != "x" {
				t.Errorf("it is a %T, expected a *SyntaxError", err)
			}
		})
	}
}

// disks returns lines of n disks, all In_use on i-a.
func disks(n int) string {
	var b strings.Builder
	for n := range n {
		fmt.Fprintf(&b, "disk d-%02d In_use i-a\n", n+1)
	}
	return b.String()
}

func TestParseReadError(t *testing.T) {
	broken := errors.New("the cable is out")
	_, err := script.Parse("x", io.MultiReader(strings.NewReader(world), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) {
		t.Errorf("the error is %v, expected %v", err, broken)
	}
}

// A longest line is read, a byte more is not.
func TestLongestLine(t *testing.T) {
	line := "#" + strings.Repeat("x", 1<<20-2)
	if s := parse(t, line+"\n"); len(s.Head) != 1 || s.Head[0] != line {
		t.Error("the line is not the head")
	}
	if _, err := script.Parse("x", strings.NewReader(line+"x\n")); err == nil {
		t.Error("a line of over 1 MiB is read")
	}
}

// Each text is a script; want is its canonical form, the text itself when empty.
func TestParse(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{name: "empty"},
		{name: "only comments", text: "# one\n\n# two\n"},
		{name: "only a world", text: "# head\ninstance i-a Running\n# tail\n\n"},
		{name: "only steps", text: "# head\n\n0s  settle d-1  # behind\n# tail\n"},
		{name: "comments everywhere", text: "# head\n\ninstance i-a Running  # an instance\n\n# a disk\ndisk     d-1 In_use i-a  # here\n# told\ndelays   told  # all\n" +
			"# how\ndelay    Detaching 1m  # a minute\nreading  R-hot any-status  # hot\nseed     7  # drawn\n\n# first\n0s  settle d-1   not-enabled  # behind\n\n\n# tail\n\n",
			want: "# head\n\ninstance i-a Running  # an instance\n\n# a disk\ndisk     d-1 In_use i-a  # here\nreading  R-hot any-status  # hot\n# told\ndelays   told  # all\n" +
				"# how\ndelay    Detaching 1m  # a minute\nseed     7  # drawn\n\n# first\n0s  settle d-1   not-enabled  # behind\n\n\n# tail\n\n"},
		{name: "attributes", text: "# of what?\nattr d-1 Tags=a=b,\"c d\"=e  Size=40 Device=\"\" # size\nattr   \"i 1\" DiskName=\"a;b\" Description=\"\\\"x\\\"\" HostName=\"plain\"\n",
			want: "# of what?\nattr d-1 Device= Size=40 Tags=a=b,\"c d\"=e  # size\nattr \"i 1\" Description=\"\\\"x\\\"\" DiskName=\"a;b\" HostName=plain\n"},
		{name: "what is the default, on purpose", text: "reading R-hot running-only  # as documented\ndelay   Detaching 1m\nseed    0  # any\n"},
		{name: "edition", text: "edition 2019-05-31  # the default, on purpose\nseed    7\n"},
		{name: "version", text: "seed 7\nversion 1 # of the format", want: "version 1  # of the format\nseed    7\n"},
		{name: "CRLF", text: "# head\r\ninstance i-a Running\r\n\r\n0s settle i-a\r\n", want: "# head\ninstance i-a Running\n\n0s  settle i-a\n"},
		{name: "no newline at the end", text: "0s settle d-1 # c", want: "0s  settle d-1  # c\n"},
		{name: "tabs and indentation", text: "\tdisk\td-1\tAvailable\n\t# c\t\n 0s\tsettle d-1", want: "disk d-1 Available\n\n# c\n0s  settle d-1\n"},
		{name: "times left out", text: "settle a\n1m0s settle b\nsettle c\n60s settle d\n1h0m0s settle e\n0h90m settle f", want: "0s     settle a\n1m     settle b\n1m     settle c\n1m     settle d\n1h     settle e\n1h30m  settle f\n"},
		{name: "defaults left out", text: "instance i Running OperationLocks= InstanceChargeType=PostPaid HotPlug=true\n" +
			"disk d In_use i Type=data Category=cloud DiskChargeType=PostPaid Portable=true DeleteWithInstance=false DeleteAutoSnapshot=false",
			want: "instance i Running\ndisk     d In_use i\n"},
		{name: "nothing left out", text: "instance i Running OperationLocks=financial,security InstanceChargeType=PrePaid HotPlug=false\n" +
			"disk     d In_use i Type=system Category=cloud_ssd DiskChargeType=PrePaid DeleteWithInstance=true DeleteAutoSnapshot=true\n" +
			"disk     e Available Category=ephemeral Portable=true\n"},
		{name: "InstanceId by name", text: "disk d In_use InstanceId=i Type=data\ninstance i Running", want: "disk     d In_use i\ninstance i Running\n"},
		{name: "delays", text: "delays told\ndelay  Starting never\ndelay  Creating 3-describes\ndelay  Attaching 1m/fails=2\ndelay  Detaching 30s..3m/fails=1\ndelay  ReIniting told\n"},
		{name: "takes", text: "0s  CreateDisk DiskId=d-1 takes=2m             ok\n0s  CreateDisk takes=never                     ok\n" +
			"0s  DetachDisk DiskId=d-1 takes=1s..1m/fails=1   400 MissingParameter\n",
			want: "0s  CreateDisk DiskId=d-1 takes=2m               ok\n0s  CreateDisk takes=never                       ok\n" +
				"0s  DetachDisk DiskId=d-1 takes=1s..1m/fails=1   400 MissingParameter\n"},
		{name: "takes first", text: "CreateDisk takes=2m DiskId=d-1 ok", want: "0s  CreateDisk DiskId=d-1 takes=2m   ok\n"},
		{name: "environment", text: "lock i security ok\nunlock i financial,security\nsettle i ok got not-enabled\ndetach-failed d not-enabled\nattach-failed d ok\nlock i \"\"",
			want: "0s  lock          i security\n0s  unlock        i financial,security\n0s  settle        i                      ok got not-enabled\n" +
				"0s  detach-failed d                      not-enabled\n0s  attach-failed d\n0s  lock          i \"\"\n"},
		{name: "lists", text: "0s  DescribeDisks DiskId=                 none\n0s  DescribeDisks DiskId=a,\"b c\",\"d,e\",f   a ?; \"b c\" Available; \"d,e\" In_use i; f ? Type=data\n" +
			"0s  DescribeInstances InstanceId=i Status=All   Running OperationLocks=\n",
			want: "0s  DescribeDisks     DiskId=                   none\n0s  DescribeDisks     DiskId=a,\"b c\",\"d,e\",f    a ?; \"b c\" Available; \"d,e\" In_use i; f ? Type=data\n" +
				"0s  DescribeInstances InstanceId=i Status=All   Running OperationLocks=\n"},
		{name: "no space around ;", text: "DescribeDisks a Available;b Available", want: "0s  DescribeDisks    a Available; b Available\n"},
		{name: "unsaid status", text: "0s  DescribeDisks DiskId=d   ? DeleteWithInstance=true got d ? InstanceId=\n"},
		{name: "no status", text: "0s  DescribeDisks DiskId=d   In_use i got Status= InstanceId=i\n0s  DescribeDisks            none got d Status=\n"},
		{name: "unsaid HTTP status", text: "0s  DetachDisk DiskId=d   400 MissingParameter got 0 MissingParameter\n"},
		{name: "odd codes", text: "0s  DetachDisk      403 \"ok\" got 599 \"a b\"\n0s  StopInstance    0 InvalidÄ\n"},
		{name: "wide letters", text: "0s  settle ä\n0s  settle é   not-enabled\n"},
		{name: "what is wide sticks out", text: "0s  settle a                                                                           not-enabled\n",
			want: "0s  settle a   not-enabled\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.want == "" {
				test.want = test.text
			}
			got := parse(t, test.text).String()
			if got != test.want {
				t.Errorf("it is printed as\n%s\nexpected\n%s", got, test.want)
			}
			if again := parse(t, got).String(); again != got {
				t.Errorf("what was printed is then printed as\n%s\nexpected\n%s", again, got)
			}
		})
	}
}

// An id may be any text, wherever it stands.
func TestIDs(t *testing.T) {
	for _, id := range []string{
		"d-1", "ok", "none", "got", "injected", "not-enabled", "Available", "Running", "?", "403", "0", "-1", "instance", "seed", "DetachDisk", "takes", "1m",
		"a b", "a=b", "a,b", "a;b", "#", ";", ",", "=", `"`, `a"b`, `\`, "\t", "\n", "\x00", "\xff", "ä", "\u00a0", "\u2028", "\ufffd", "'", "`", "Status=",
	} {
		start, err := model.NewState([]model.Instance{{ID: "i" + model.InstanceID(id), Status: model.Running}},
			[]model.Disk{{ID: model.DiskID(id), Status: model.InUse, InstanceID: "i" + model.InstanceID(id)}})
		if err != nil {
			t.Fatal(err)
		}
		w := script.World{State: start}.New(&sim.Manual{})
		for _, op := range []model.Op{
			model.DescribeDisks{DiskIDs: []model.DiskID{model.DiskID(id), "x"}, InstanceID: "i" + model.InstanceID(id)},
			model.CreateDisk{DiskID: "x", DiskCategory: id}, model.DescribeDisks{}, model.DescribeInstances{},
			model.DetachDisk{InstanceID: "i" + model.InstanceID(id), DiskID: model.DiskID(id)},
			model.DetachFailed{DiskID: model.DiskID(id)}, model.Settle{ID: id}, model.DeleteDisk{DiskID: model.DiskID(id)},
		} {
			w.Do(op)
		}
		w.Do(model.StopInstance{InstanceID: "x"}, sim.InjectedRaw(model.Answer{Status: 403, Code: id}))
		s := script.FromHistory(w.History())
		again := parse(t, s.String())
		if got := again.String(); got != s.String() {
			t.Errorf("%q is printed as\n%s\nand then\n%s", id, s, got)
		}
		if !again.World.State.Equal(start) {
			t.Errorf("%q: the world is another when read:\n%s", id, s)
		}
		if r := replay(t, again, script.Options{Strict: model.Exactly}); !r.Green() {
			t.Errorf("%q: %v, in\n%s", id, r.Failed, s)
		}
	}
}

// An id of any characters stays what it is in every place of a script: in the world, its
// attributes, each parameter of each operation, what is wanted, and what was got.
func TestOddIDsInEveryPlace(t *testing.T) {
	pieces := []string{"a", "1", " ", "\t", "\n", "\r", "\x00", `"`, "'", "`", "=", ";", "#", ",", `\`, "\xff", "\xc3", "\ufffd", "ä", "\u00a0", "\u2028", "?", "-", "none", "stale=5s", "got"}
	rng := rand.New(rand.NewPCG(1, 5))
	for n := range 3 * len(pieces) {
		id := pieces[n%len(pieces)]
		for range rng.IntN(4) {
			id += pieces[rng.IntN(len(pieces))]
		}
		d := model.Disk{ID: model.DiskID(id), Status: model.InUse, InstanceID: "i" + model.InstanceID(id), Category: id, Portable: model.True}
		i := model.Instance{ID: d.InstanceID, Status: model.Running}
		start, err := model.NewState([]model.Instance{i}, []model.Disk{d})
		if err != nil {
			t.Fatal(err)
		}
		s := script.Script{World: script.World{State: start, Order: []string{string(i.ID), id}, Attrs: script.Attrs{id: {"Description": id, "Size": "20"}}}}
		refused := model.Answer{Status: 403, Code: id}
		add := func(op model.Op, want, got model.Answer) {
			s.Steps = append(s.Steps, script.Step{Op: op, Want: want}, script.Step{Op: op, Want: want, Got: &got})
		}
		for action := range book.Actions() {
			for _, name := range model.ParamsOf(action) {
				for _, value := range []string{model.QuoteID(id), model.QuoteID(id) + ",x," + model.QuoteID(id)} {
					op, err := model.NewOp(action, model.Param{Name: name, Value: value})
					switch {
					case err != nil:
					case action.Event():
						add(op, model.Answer{Status: 200}, model.Answer{NotEnabled: true})
					default:
						add(op, refused, refused)
					}
				}
			}
		}
		all := model.Shown{Resource: model.Resource{Disk: &d}, Stated: book.DiskFields &^ book.HiddenFields}
		some := model.Shown{Resource: model.Resource{Disk: &model.Disk{ID: d.ID, Status: d.Status, InstanceID: d.InstanceID}}, Stated: book.FieldsOf(book.FieldID, book.FieldStatus, book.FieldInstanceID)}
		shown := model.Answer{Status: 200, Shown: []model.Shown{all, some}}
		add(model.DescribeDisks{}, shown, shown)
		instances := model.Answer{Status: 200, Shown: []model.Shown{{Resource: model.Resource{Instance: &i}, Stated: book.FieldsOf(book.FieldID, book.FieldStatus)}}}
		add(model.DescribeInstances{}, instances, instances)

		text := s.String()
		again := parse(t, text)
		if printed := again.String(); printed != text {
			t.Fatalf("%q is printed as\n%s\nand then as\n%s", id, text, printed)
		}
		for n := range again.Steps {
			again.Steps[n].Line, again.Steps[n].Lead = 0, nil
		}
		if !again.World.State.Equal(start) || !reflect.DeepEqual(again.World.Attrs, s.World.Attrs) || !reflect.DeepEqual(again.Steps, s.Steps) {
			t.Fatalf("%q, printed as\n%s\nis read as another script", id, text)
		}
		fault := sim.Lost().Of(id, "x", id)
		if read, err := sim.ParseFault(fault.String()); err != nil || read.String() != fault.String() {
			t.Fatalf("%q: the fault %s is read as %s, %v", id, fault, read, err)
		}
	}
}

// Where an id stands that has to be quoted, the error says how it is written, whatever in
// it is the reason; and written so it is read.
func TestUnquotedIDs(t *testing.T) {
	const world = "instance i-a Running\ninstance QUOTED Running\ndisk d-1 Available\n"
	for _, place := range []string{
		"disk ID Available", "instance ID Running", world + "disk d-2 In_use ID", world + "disk d-2 In_use InstanceId=ID", "disk d-1 Available Category=ID",
		world + "settle ID", world + "detach-failed ID", world + "attach-failed ID", world + "lock ID security", world + "unlock ID security",
		world + "DetachDisk InstanceId=ID DiskId=d-1 ok", world + "DetachDisk InstanceId=i-a DiskId=ID ok", world + "10s DeleteDisk DiskId=ID ok",
		world + "CreateDisk DiskId=d-9 DiskCategory=ID ok", world + "CreateInstance InstanceId=i-9 SystemDiskId=ID ok",
		world + "DescribeDisks InstanceId=ID none", world + "DescribeDisks DiskId=d-1,ID none", world + "DescribeDisks DiskId=ID,d-1 none",
		world + "DescribeDisks ID Available", world + "DescribeDisks In_use ID", world + "DescribeDisks d-1 In_use ID; d-2 Available",
		world + "DescribeDisks In_use InstanceId=ID", world + "DescribeDisks In_use Category=ID", world + "DescribeDisks d-1 Available; ID In_use",
		world + "DescribeDisks Available got ID In_use", world + "DescribeInstances ID Running",
		world + "DeleteDisk DiskId=d-1 403 ID", world + "DeleteDisk DiskId=d-1 ok got 403 ID",
	} {
		for _, id := range []string{"a=1", "a,1", "a;1", "a#1", "a;#1", "a;1;2", "a'1", "a`1", "a\u00a01"} {
			if strings.Contains(place, ",ID") || strings.Contains(place, "ID,") {
				id = strings.ReplaceAll(id, ",", "=") // two ids there
			}
			text := strings.ReplaceAll(strings.ReplaceAll(place, "QUOTED", strconv.Quote(id)), "ID", id)
			quoted := strings.ReplaceAll(strings.ReplaceAll(place, "QUOTED", strconv.Quote(id)), "ID", strconv.Quote(id))
			if _, err := script.Parse("x", strings.NewReader(text+"\n")); err == nil || !strings.Contains(err.Error(), "expected it in quotes") || !strings.Contains(err.Error(), strconv.Quote(id)) {
				t.Errorf("%q: %v; expected to be told %q", text, err, strconv.Quote(id))
			}
			if s, err := script.Parse("x", strings.NewReader(quoted+"\n")); err != nil || !strings.Contains(s.String(), strconv.Quote(id)) {
				t.Errorf("%q: %v, read as\n%s", quoted, err, s)
			}
		}
	}
}

func TestParseWorld(t *testing.T) {
	w := script.MustWorld("disk d-2 Creating\n# c\ndisk d-1 Available")
	if got, want := w.String(), "disk d-2 Creating\n# c\ndisk d-1 Available\n"; got != want {
		t.Errorf("the world is\n%s\nexpected\n%s", got, want)
	}
	_, err := script.ParseWorld("disk d-1 Available\n  settle d-1")
	if want := `world:2:3: "settle" starts no world line; expected version, edition, instance, disk, attr, reading, readings, delay, delays, seed`; err == nil || err.Error() != want {
		t.Errorf("a world with a step: %v\nexpected %s", err, want)
	}
	defer func() {
		if got, want := recover(), "script: world:1:1: expected disk ID Status and then Name=value"; got != want {
			t.Errorf("MustWorld panics with %v\nexpected %s", got, want)
		}
	}()
	script.MustWorld("disk")
}

func TestParsePosition(t *testing.T) {
	for text, want := range map[string]string{"12": "line 12", "1m10s": "1m10s", "0": "0s", "60s": "1m"} {
		if p, err := script.ParsePosition(text); err != nil || p.String() != want {
			t.Errorf("%s is %v, %v; expected %s", text, p, err, want)
		}
	}
	for text, want := range map[string]string{
		"": `"": expected a duration such as 0s, 1m10s or 1h`, "-1": `"-1": expected a duration such as 0s, 1m10s or 1h`, "-1s": "-1s is negative; expected 0s or more",
		"line 3": `"line 3": expected a duration such as 0s, 1m10s or 1h`, "1.5": `"1.5": expected a duration such as 0s, 1m10s or 1h`,
		"99999999999h": "99999999999h is out of range; expected at most 2562047h",
	} {
		want = "position " + want + ", or a line number such as 12"
		if p, err := script.ParsePosition(text); err == nil || err.Error() != want {
			t.Errorf("%q is %v, %v; expected %s", text, p, err, want)
		}
	}
}

func TestParseAnswerErrors(t *testing.T) {
	for _, test := range []struct {
		text   string
		action book.Action
		want   string
	}{
		{"", book.ActionDetachDisk, "answer:1:1: the answer is missing; expected " + answers},
		{"ok ok", book.ActionDetachDisk, `answer:1:4: "ok": expected nothing behind the answer`},
		{"ok # fine", book.ActionDetachDisk, "answer:1:4: expected no comment behind the answer"},
		{"403", book.ActionDescribeDisks, "answer:1:1: HTTP status 403 without a code; expected one such as IncorrectDiskStatus behind it"},
		{"\"", book.ActionDescribeDisks, "answer:1:1: the quote does not end, or something in it is escaped wrongly; expected a string as Go quotes it"},
	} {
		if a, err := script.ParseAnswer(test.text, test.action); err == nil || err.Error() != test.want {
			t.Errorf("%q is %v, %v\nexpected %s", test.text, a, err, test.want)
		}
	}
}

// Whatever word of a script is misspelt, the one that was meant is named.
func TestParseNamesWhatWasMeant(t *testing.T) {
	for text, want := range map[string]string{
		"instance i-a running":                                      "Running",
		"disk d-1 InUse i-a":                                        "In_use",
		"instance i-a Running operationlocks=security":              "OperationLocks",
		"instance i-a Running OperationLocks=Security":              "security",
		"instance i-a Running InstanceChargeType=prepaid":           "PrePaid",
		"disk d-1 Available Type=System":                            "system",
		"reading r-hot any-status":                                  "R-hot",
		"reading R-hot any-statuses":                                "any-status",
		"delay detaching 5s":                                        "Detaching",
		"dik d-1 Available":                                         "disk",
		"disk d-1 Available\n0s describedisks":                      "DescribeDisks",
		"disk d-1 Available\n0s DescribeDisks diskid=d-1":           "DiskId",
		"instance i-a Running\n0s lock i-a Financial":               "financial",
		"disk d-1 Available\n0s DescribeDisks DiskId=d-1 available": "Available",
	} {
		if _, err := script.Parse("x", strings.NewReader(text+"\n")); err == nil || !strings.Contains(err.Error(), "; did you mean "+want+"?") {
			t.Errorf("%q: %v; expected that %s was meant", text, err, want)
		}
	}
}

// A literal and a world line mean the same by what they leave out, and so does JSON.
func TestBareLineIsBareLiteral(t *testing.T) {
	for _, test := range []struct {
		line, json string
		literal    model.Disk
	}{
		{"", "", model.Disk{}},
		{" Category=local_ssd_pro", `, "Category": "local_ssd_pro"`, model.Disk{Category: "local_ssd_pro"}},
		{" DiskChargeType=PrePaid", `, "DiskChargeType": "PrePaid"`, model.Disk{ChargeType: model.PrePaid}},
		{" Type=system", `, "Type": "system"`, model.Disk{Type: model.SystemDisk}},
		{" Portable=false", `, "Portable": false`, model.Disk{Portable: model.False}},
	} {
		test.literal.ID, test.literal.Status = "d-1", model.Available
		literal, err := model.NewState([]model.Instance{{ID: "i-a", Status: model.Running}}, []model.Disk{test.literal})
		if err != nil {
			t.Fatal(err)
		}
		text := "instance i-a Running\ndisk     d-1 Available" + test.line + "\n"
		parsed := parse(t, text).World
		var decoded model.State
		if err := json.Unmarshal([]byte(`{"Instances": [{"InstanceId": "i-a", "Status": "Running"}], "Disks": [{"DiskId": "d-1", "Status": "Available"`+test.json+`}]}`), &decoded); err != nil {
			t.Fatal(err)
		}
		for door, s := range map[string]model.State{"the world line": parsed.State, "JSON": decoded} {
			for change := range model.Diff(literal, s) {
				for f, values := range change.Fields() {
					t.Errorf("%q: %s of %s is %q by the literal, %q by %s", test.line, f, change.ID(), values[0], values[1], door)
				}
			}
		}
		if got := parsed.String(); got != text {
			t.Errorf("%q is printed as %q", text, got)
		}
		if got := (script.World{State: literal}).String(); got != text {
			t.Errorf("the literal of %q is printed as %q", text, got)
		}
	}
}
