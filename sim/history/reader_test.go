package history_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/history"
	"example.com/ecsdisk/sim/script"
)

// same compares what is read of two files that say the same.
var same = cmp.Options{
	cmpopts.IgnoreFields(script.Call{}, "Line"),
	cmpopts.IgnoreUnexported(script.World{}),
	cmpopts.EquateEmpty(),
	cmp.Comparer(model.State.Equal),
	cmp.Comparer(func(a, b model.Machine) bool { return a == b }),
	cmp.Comparer(func(a, b model.DescribeDisks) bool {
		return slices.Equal(a.DiskIDs, b.DiskIDs) && (a.DiskIDs == nil) == (b.DiskIDs == nil) && a.InstanceID == b.InstanceID && a.Status == b.Status
	}),
	// Of what is shown only what is stated counts.
	cmp.Comparer(func(a, b model.Shown) bool {
		return a.Stated == b.Stated && a.Kind() == b.Kind() && a.Text(a.Stated) == b.Text(b.Stated)
	}),
}

// whole is all that is read of a history.
type whole struct {
	Header history.Header
	Calls  []script.Call
	Tail   []string
}

func readAll(r *history.Reader) (all whole, err error) {
	if all.Header, err = r.Header(); err != nil {
		return all, err
	}
	for c, err := range r.Calls() {
		if err != nil {
			return all, err
		}
		all.Calls = append(all.Calls, c)
	}
	all.Tail = r.Tail()
	return all, nil
}

func read(t testing.TB, text string) whole {
	t.Helper()
	all, err := readAll(history.NewReader("x", strings.NewReader(text)))
	if err != nil {
		t.Fatalf("%v, in\n%s", err, text)
	}
	return all
}

func write(t testing.TB, all whole, form history.Form) string {
	t.Helper()
	var b bytes.Buffer
	w := history.NewWriter(&b, form)
	err := w.Header(all.Header)
	for _, c := range all.Calls {
		err = errors.Join(err, w.Call(c))
	}
	if err = errors.Join(err, w.Tail(all.Tail)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// convert holds that a history says the same as JSON Lines and as text, there and back.
func convert(t testing.TB, text string) {
	t.Helper()
	all := read(t, text)
	if h := &all.Header; h.World.String() == "" && !h.Known { // in a text all comments above the calls are those of its head
		below := &all.Tail
		if len(all.Calls) > 0 {
			below = &all.Calls[0].Lead
		}
		h.Head, *below = append(h.Head, *below...), nil
	}
	lines := write(t, all, history.JSONLines)
	all.Header.World.Version = read(t, lines).Header.World.Version // it says that an empty world is known
	if diff := cmp.Diff(all, read(t, lines), same); diff != "" {
		t.Fatalf("as JSON Lines it is\n%s\nand differs: %s", lines, diff)
	}
	words := write(t, all, history.Text)
	again := read(t, words)
	if len(all.Calls) > 0 && len(again.Calls[0].Lead) > len(all.Calls[0].Lead) {
		again.Calls[0].Lead = again.Calls[0].Lead[1:] // the blank line below the world
	}
	again.Header.World.Version = all.Header.World.Version
	if diff := cmp.Diff(all, again, same); diff != "" {
		t.Fatalf("as text it is\n%s\nand differs: %s", words, diff)
	}
	if got := write(t, again, history.JSONLines); got != lines {
		t.Fatalf("from text the lines are\n%s\nwant\n%s", got, lines)
	}
}

// files returns the files of testdata.
func files(t testing.TB) map[string]string {
	t.Helper()
	found, err := filepath.Glob("testdata/*.*")
	if err != nil || len(found) < 27 {
		t.Fatalf("%v: %v", found, err)
	}
	all := map[string]string{}
	for _, name := range found {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(name)] = string(text)
	}
	return all
}

func TestFilesConvert(t *testing.T) {
	for name, text := range files(t) {
		t.Run(name, func(t *testing.T) { convert(t, text) })
	}
}

const head = `{"history":"x","edition":null,"world":null}` + "\n"

// What each form of a line says: as JSON, and as a script has it.
var lines = []struct{ json, script string }{
	{`{"t":3,"op":"DetachDisk","params":{"InstanceId":"i-a","DiskId":"d-1"},"status":200,"code":""}`, `3s  DetachDisk InstanceId=i-a DiskId=d-1   ok`},
	{`{"start":1.5,"end":3,"client":"c1","op":"DetachDisk","params":{"InstanceId":"i-a","DiskId":"d-1"},"status":403,"code":"X"}`, `1.5s..3s  DetachDisk InstanceId=i-a DiskId=d-1   403 X by c1`},
	{`{"start":2,"end":null,"op":"DeleteDisk","params":{"DiskId":"d-1"},"unheard":true}`, `2s..  DeleteDisk DiskId=d-1   unheard`},
	{`{"t":null,"op":"DeleteDisk","params":{"DiskId":"d-1"},"status":null,"code":"X","message":"a b","requestId":"R"}`, `?  DeleteDisk DiskId=d-1   0 X request=R message="a b"`},
	{`{"op":"DeleteDisk","params":{"DiskId":"d-1"}}`, `?  DeleteDisk DiskId=d-1   unheard`},
	{`{"t":0,"op":"DeleteDisk","params":{"DiskId":"d-1"},"status":500,"code":null}`, `0s  DeleteDisk DiskId=d-1   unheard`},
	{`{"t":0,"op":"DeleteDisk","params":{"DiskId":"d-1"},"status":200}`, `0s  DeleteDisk DiskId=d-1   ok`},
	{`{"t":0,"op":"DeleteDisk","params":{"DiskId":"d-1"},"code":""}`, `0s  DeleteDisk DiskId=d-1   ok`},
	{`{"t":1e-3,"op":"AttachDisk","params":{"InstanceId":"i-a","DiskId":"d-1","DeleteWithInstance":"True","Force":false,"Device":"/dev/xvdb"},"status":200,"code":""}`, `1ms  AttachDisk InstanceId=i-a DiskId=d-1 DeleteWithInstance=true   ok`},
	{`{"t":0,"op":"CreateDisk","params":{"DiskCategory":"cloud_essd","Size":20,"ClientToken":"T","ZoneId":"z"},"status":200,"code":"","shown":{"d-1":{}}}`, `0s  CreateDisk DiskId=d-1 DiskCategory=cloud_essd   ok token=T`},
	{`{"t":0,"op":"CreateDisk","params":{"Size":20},"unheard":true}`, `0s  CreateDisk    unheard`},
	{`{"t":0,"op":"CreateInstance","params":{"InstanceType":"ecs.g6.large"},"status":200,"code":"","shown":{"i-1":{}}}`, `0s  CreateInstance InstanceId=i-1   ok`},
	{`{"t":0,"op":"CreateInstance","params":{"InstanceChargeType":"PrePaid"},"status":200,"code":"","shown":{"d-1":{},"i-1":{}}}`, `0s  CreateInstance InstanceId=i-1 SystemDiskId=d-1 InstanceChargeType=PrePaid   ok`},
	{`{"t":0,"op":"DescribeDisks","params":{"DiskIds":["d-1"]},"status":200,"code":"","shown":{"d-1":{"Status":"In_use","InstanceId":"i-a","DeleteWithInstance":true,"Attachments":[{"InstanceId":"i-a"}]}}}`, `0s  DescribeDisks DiskId=d-1   In_use i-a DeleteWithInstance=true`},
	{`{"t":0,"op":"DescribeDisks","params":{"DiskIds":"[\"d-1\"]"},"status":200,"code":"","shown":{"d-1":{"Status":"Available","InstanceId":""}}}`, `0s  DescribeDisks DiskId=d-1   Available InstanceId=`},
	{`{"t":0,"op":"DescribeDisks","params":{"DiskIds":["d-1"]},"status":200,"code":"","shown":{}}`, `0s  DescribeDisks DiskId=d-1   none`},
	{`{"t":0,"op":"DescribeDisks","params":{"DiskIds":["d-1"]},"status":200,"code":""}`, `0s  DescribeDisks DiskId=d-1   none partial`},
	{`{"t":0,"op":"DescribeDisks","params":{"Category":"cloud"},"status":200,"code":"","shown":{"d-1":{}}}`, `0s  DescribeDisks    d-1 ? partial`},
	{`{"t":0,"op":"DescribeDisks","params":{"Category":"all","RegionId":"r"},"status":200,"code":"","shown":{"d-1":{}}}`, `0s  DescribeDisks    d-1 ?`},
	{`{"t":0,"op":"DescribeDisks","params":{"PageSize":1},"status":200,"code":"","shown":{"d-1":{}}}`, `0s  DescribeDisks    d-1 ? partial`},
	{`{"t":0,"op":"DescribeDisks","params":{"PageSize":1,"PageNumber":1,"DiskIds":["d-1"]},"status":200,"code":"","shown":{"d-1":{"Status":"Available"}}}`, `0s  DescribeDisks DiskId=d-1   Available`},
	{`{"t":0,"op":"DescribeDisks","params":{},"withheld":["Tag.N.Key"],"status":200,"code":"","shown":{}}`, `0s  DescribeDisks    none partial`},
	{`{"t":0,"op":"DescribeDisks","params":{"Status":"All"},"status":200,"code":"","shown":{"d-1":{"Status":"Modifying","InstanceId":"i-a"},"d-2":{"Status":"Available"}}}`, `0s  DescribeDisks Status=All   "d-1" Modifying InstanceId=i-a; "d-2" Available`},
	{`{"t":0,"op":"DescribeDisks","params":{"DiskIds":["d-1"]},"status":200,"code":"","shown":{"d-1":{"Status":"Modifying"}}}`, `0s  DescribeDisks DiskId=d-1 "d-1" Modifying`},
	{`{"t":0,"op":"DescribeInstances","params":{"InstanceIds":["i-a"]},"status":200,"code":"","shown":{"i-a":{"Status":"Running","OperationLocks":[{"LockReason":"security"}]}}}`, `0s  DescribeInstances InstanceId=i-a   Running OperationLocks=security`},
	{`{"t":0,"op":"DescribeInstances","params":{"InstanceIds":["i-a"]},"status":200,"code":"","shown":{"i-a":{"Status":"Running","OperationLocks":{"LockReason":[]},"InstanceId":"i-a"}}}`, `0s  DescribeInstances InstanceId=i-a   Running OperationLocks=`},
	{`{"t":0,"op":"DescribeInstances","params":{"InstanceIds":["i-a"]},"status":200,"code":"","shown":{"i-a":{"Status":"Running","OperationLocks":["refunded","security"]}}}`, `0s  DescribeInstances InstanceId=i-a   "i-a" Running OperationLocks=refunded,security`},
	{`{"t":0,"op":"lock","params":{"InstanceId":"i-a","LockReason":"security"}}`, `0s  lock i-a security`},
	{`{"t":0,"op":"settle","params":{"ID":"d-1"},"notEnabled":true}`, `0s  settle d-1   not-enabled`},
	{`{"t":0,"op":"DetachDisk","params":{"InstanceId":"i-a","DiskId":"d-1"},"takes":"2m","status":200,"code":""}`, `0s  DetachDisk InstanceId=i-a DiskId=d-1 takes=2m   ok`},
	{`{"t":0,"op":"DeleteDisk","params":{"DiskId":"d-1"},"unheard":true,"written":"ok lost","lead":["# a",""],"comment":"# b"}`, "# a\n\n0s  DeleteDisk DiskId=d-1   ok lost  # b"},
	{`{"t":0,"op":"DeleteDisk","params":{"DiskId":"d-1"},"unheard":true,"written":"ok late"}`, `0s  DeleteDisk DiskId=d-1   unheard`},
	// What is skipped.
	{`{"t":0,"op":"DescribeInstanceRamRole","params":{"InstanceIds":["i-1"]},"code":"X"}`,
		`0s  skipped "operation DescribeInstanceRamRole" line="{\"op\":\"DescribeInstanceRamRole\",\"params\":{\"InstanceIds\":[\"i-1\"]},\"code\":\"X\"}"`},
	{`{"t":0,"client":"c1","op":"RunInstances","params":{"Amount":1},"status":200,"code":"","shown":{"i-1":{},"d-1":{}}}`,
		`0s  skipped "operation RunInstances" touches=i-1,d-1 line="{\"op\":\"RunInstances\",\"params\":{\"Amount\":1},\"status\":200,\"code\":\"\",\"shown\":{\"i-1\":{},\"d-1\":{}}}" by c1`},
	{`{"t":0,"op":"event","params":{"InstanceId":"i-1"}}`, `0s  skipped event touches=i-1 line="{\"op\":\"event\",\"params\":{\"InstanceId\":\"i-1\"}}"`},
	{`{"t":0,"op":"AttachDisk","params":{"InstanceId":"i-1","DiskId":"d-1","Force":true},"code":""}`,
		`0s  skipped "parameter Force=true" touches=i-1,d-1 line="{\"op\":\"AttachDisk\",\"params\":{\"InstanceId\":\"i-1\",\"DiskId\":\"d-1\",\"Force\":true},\"code\":\"\"}"`},
	{`{"t":0,"op":"AttachDisk","params":{"InstanceId":"i-1"},"withheld":["DiskId"],"status":400,"code":"X"}`,
		`0s  skipped "parameter DiskId" line="{\"op\":\"AttachDisk\",\"params\":{\"InstanceId\":\"i-1\"},\"withheld\":[\"DiskId\"],\"status\":400,\"code\":\"X\"}"`},
	{`{"t":0,"op":"ModifyDiskAttribute","params":{"DiskId":"d-1","DiskName":"n"},"code":""}`,
		`0s  skipped "attributes that are not modelled" line="{\"op\":\"ModifyDiskAttribute\",\"params\":{\"DiskId\":\"d-1\",\"DiskName\":\"n\"},\"code\":\"\"}"`},
	{`{"t":0,"op":"DescribeDisks","params":{},"code":"","shown":{"d-1":{"Status":"modifying"}}}`,
		`0s  skipped "what is shown: \"d-1\" modifying" touches=d-1 line="{\"op\":\"DescribeDisks\",\"params\":{},\"code\":\"\",\"shown\":{\"d-1\":{\"Status\":\"modifying\"}}}"`},
}

func TestLines(t *testing.T) {
	for _, test := range lines {
		all := read(t, head+test.json+"\n")
		if len(all.Calls) != 1 {
			t.Errorf("%s is %d calls", test.json, len(all.Calls))
			continue
		}
		all.Header = history.Header{}
		if got, want := write(t, all, history.Text), test.script+"\n"; strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(want), " ") {
			t.Errorf("%s\nis\n%s\nwant\n%s", test.json, got, want)
		}
		convert(t, head+test.json+"\n")
	}
}

// What the header says.
func TestHeader(t *testing.T) {
	const world = "instance i-a Running\ndisk     d-1 In_use i-a\n"
	for _, test := range []struct {
		text           string
		known, edition bool
	}{
		{`{"history":"x"}`, false, false},
		{`{"history":"x","world":null,"edition":null,"more":1}`, false, false},
		{`{"history":"x","world":""}`, true, false},
		{`{"history":"x","world":"","edition":"2024-12-04"}`, true, true},
		{`{"history":"x","edition":"2019-05-31","source":"s","date":"d","note":"a \"b\"\nc","head":["# h",""]}`, false, true},
		{fmt.Sprintf(`{"history":"x","world":%q}`, world), true, false},
		{fmt.Sprintf(`{"history":"x","world":%q,"edition":"2020-09-10"}`, world), true, true},
		{fmt.Sprintf(`{"history":"x","world":%q,"edition":"2020-09-10"}`, "# a\nedition 2020-09-10 # b\n"+world), true, true},
		{"# history: x\n# note: n\n# else\n" + world, true, false},
		{"edition latest # why\n\n0s DeleteDisk ok", false, true},
		{"0s DeleteDisk ok\n# tail\n", false, false},
		{`{"t":0,"op":"DeleteDisk"}`, false, false},
		{"", false, false},
	} {
		all := read(t, test.text)
		if h := all.Header; h.Known != test.known || h.World.EditionStated != test.edition {
			t.Errorf("%s: the world is known: %v, the edition: %v", test.text, h.Known, h.World.EditionStated)
		}
		convert(t, test.text)
	}
}

// What is no history: where, and what was expected. Every line before it is read.
func TestErrors(t *testing.T) {
	ok := `{"t":5,"op":"DeleteDisk"}` + "\n"
	for _, test := range []struct{ text, want string }{
		{head + ok + `{"t":4,"op":"DeleteDisk"}` + "\n", "x:3:6: the end at 4s is before that of the line above, 5s; expected the calls in the order in which they were answered"},
		{head + ok + `{"start":9,"end":8,"op":"DeleteDisk"}` + "\n", "x:3:18: the end 8 is before the start 9"},
		{head + ok + `{"start":9,"t":8,"op":"DeleteDisk"}` + "\n", "x:3:16: a time t, and a start or an end"},
		{head + ok + `{"t":-1,"op":"DeleteDisk"}` + "\n", "x:3:6: t is -1; expected seconds since the start of the history, 0 or more"},
		{head + ok + `{"t":1e30,"op":"DeleteDisk"}` + "\n", "x:3:6: t is 1e30"},
		{head + ok + `{"t":"6","op":"DeleteDisk"}` + "\n", `x:3:6: t is "6"; expected seconds`},
		{head + ok + `{"t":6,"op":5}` + "\n", "x:3:13: op is 5; expected a string"},
		{head + ok + `{"t":6}` + "\n", "x:3:1: the operation is missing"},
		{head + ok + `{"t":6,"op":"DeleteDisk","op":"DeleteDisk"}` + "\n", `x:3:26: "op" stands twice`},
		{head + ok + `{"t":6,"\u006fp":"DeleteDisk","op":"DeleteDisk"}` + "\n", `"op" stands twice`},
		{head + ok + `{"t":6,"op":"DeleteDisk","params":{"DiskId":"a","DiskId":"b"}}` + "\n", `x:3:49: "DiskId" stands twice`},
		{head + ok + `{"t":6,"op":"DeleteDisk","params":[]}` + "\n", `x:3:35: params is []; expected an object`},
		{head + ok + `{"t":6,"op":"DeleteDisk","params":{"DiskId" "b"}}` + "\n", `x:3:45: '"'; expected ':'`},
		{head + ok + `{"t":6,"op":"DeleteDisk","status":"200"}` + "\n", `status is "200"; expected an HTTP status`},
		{head + ok + `{"t":6,"op":"DeleteDisk","unheard":1}` + "\n", `unheard is 1; expected true or false`},
		{head + ok + `{"t":6,"op":"DeleteDisk","takes":"x"}` + "\n", `takes is "x"; expected a delay`},
		{head + ok + `{"t":6,"op":"DeleteDisk","comment":"x"}` + "\n", `comment is "x"; expected a comment`},
		{head + ok + `{"t":6,"op":"DeleteDisk"} {}` + "\n", "x:3:27: '{' behind the object"},
		{head + ok + "{\"t\":6,\"op\":\"Delete\x00Disk\"}\n", `x:3:20: control character '\x00'`},
		{head + ok + "{\"t\":6,\"op\":\"Delete\xffDisk\"}\n", `x:3:20: byte 0xff is no UTF-8`},
		{head + ok + "\x00\n", `x:3:1: expected an object of JSON`},
		{head + ok + strings.Repeat("[", 200) + "\n", `x:3:1: expected an object`},
		{head + ok + `{"x":` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + "}\n", `more than 100 values stand in each other`},
		{head + ok + `{"op":"` + strings.Repeat("x", 17<<20) + "\"}\n", `x:3:1: the line is too long; expected at most 16 MiB`},
		{`{"history":"x","world":"disk d-1 Gone"}`, "x:1:24: world:1:10: status of a disk"},
		{`{"history":"x","world":"0s DeleteDisk ok"}`, "expected world lines only"},
		{`{"history":"x","edition":"1999-01-01"}`, "x:1:26: "},
		{`{"history":"x","edition":"2018-10-26","world":"edition latest"}`, "expected one"},
		{"\ufeff" + head, "x:1:1: a byte order mark"},
		{"disk d-1 Available\n0s DeleteDisk DiskId=d-1 yes\n", "x:2:26: answer"},
	} {
		r := history.NewReader("x", strings.NewReader(test.text))
		all, err := readAll(r)
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.HasPrefix(err.Error(), "x:") || errors.Is(err, history.ErrCut) {
			t.Errorf("%.200s: %v; want %s", test.text, err, test.want)
		}
		if e := new(script.SyntaxError); !errors.As(err, &e) {
			t.Errorf("%v is a %T", err, err)
		}
		if strings.HasPrefix(test.text, head+ok) && len(all.Calls) != 1 {
			t.Errorf("%.200s: %d calls before it", test.text, len(all.Calls))
		}
	}
}

// A file that is cut anywhere is read up to there, and says so; a compressed one, too.
func TestCut(t *testing.T) {
	text := head + `{"t":1,"op":"DeleteDisk","params":{"DiskId":"d-1"},"code":""}` + "\n" + `{"t":2,"op":"DeleteDisk","params":{"DiskId":"d-2"},"code":"a\"b"}` + "\n"
	second := strings.LastIndex(text[:len(text)-1], "\n") + 1
	for at := second + 1; at < len(text)-1; at++ {
		all, err := readAll(history.NewReader("x", strings.NewReader(text[:at])))
		if !errors.Is(err, history.ErrCut) || len(all.Calls) != 1 || !strings.HasPrefix(err.Error(), "x:3:") {
			t.Errorf("cut to %q: %d calls, %v", text[second:at], len(all.Calls), err)
		}
	}
	if all := read(t, text[:len(text)-1]); len(all.Calls) != 2 {
		t.Errorf("without the end of the last line: %d calls", len(all.Calls))
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, text)
	z.Close()
	all, err := readAll(history.NewReader("x", bytes.NewReader(b.Bytes())))
	if err != nil || len(all.Calls) != 2 {
		t.Errorf("compressed: %d calls, %v", len(all.Calls), err)
	}
	for at := 2; at < b.Len(); at++ {
		if _, err := readAll(history.NewReader("x", bytes.NewReader(b.Bytes()[:at]))); !errors.Is(err, history.ErrCut) {
			t.Errorf("compressed, and cut to %d of %d bytes: %v", at, b.Len(), err)
		}
	}
	_, err = readAll(history.NewReader("x", strings.NewReader("disk d-1 Available\n0s DeleteDisk DiskId=d-1 403")))
	if !errors.Is(err, history.ErrCut) || !strings.HasPrefix(err.Error(), "x:2:") {
		t.Errorf("text: %v", err)
	}
}

// A file that grows is read as far as its lines go.
func TestGrowing(t *testing.T) {
	in, out := io.Pipe()
	r := history.NewReader("x", in)
	go out.Write([]byte(head))
	if _, err := r.Header(); err != nil {
		t.Fatal(err)
	}
	n := 0
	go out.Write([]byte(`{"t":0,"op":"DeleteDisk","code":""}` + "\n"))
	for c, err := range r.Calls() {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 3 {
			break
		}
		go out.Write([]byte(fmt.Sprintf(`{"t":%d,"op":"DeleteDisk","code":""}`, c.End/time.Second+1) + "\n"))
	}
	failed := errors.New("failed")
	_, err := readAll(history.NewReader("x", io.MultiReader(strings.NewReader(head), iotest.ErrReader(failed))))
	if !errors.Is(err, failed) || !strings.HasPrefix(err.Error(), "x:2: ") {
		t.Errorf("%v", err)
	}
}

// What is not judged, and what means nothing, is counted.
func TestCounts(t *testing.T) {
	var text strings.Builder
	text.WriteString(head)
	for _, line := range lines {
		text.WriteString(strings.Replace(line.json, `"t":`, `"more":1,"was":`, 1) + "\n")
	}
	r := history.NewReader("x", strings.NewReader(strings.NewReplacer(`"was":0`, `"t":9`, `"was"`, `"t"`).Replace(text.String())))
	n := 0
	for _, err := range r.Calls() {
		if err != nil && !strings.Contains(err.Error(), "is before") {
			t.Fatal(err)
		}
		n++
	}
	if got := r.Skipped(); n < 3 || len(got) > 20 {
		t.Errorf("%d calls: %v", n, got)
	}
	r = history.NewReader("x", strings.NewReader(head+lines[12].json+"\n"+lines[22].json+"\n"+lines[22].json+"\n"+lines[13].json+"\n"+
		lines[33].json+"\n"+`{"t":0,"op":"DeleteDisk","status":403,"x":1}`+"\n"))
	if _, err := readAll(r); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]int{"status Modifying": 2, "operation RunInstances": 1, "status 403 without its code": 1}, r.Skipped()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int{"field Attachments of a disk that is shown": 1, "field x": 1}, r.Ignored()); diff != "" {
		t.Error(diff)
	}
}

// What is large, and what there is much of, is read, or refused.
func TestLarge(t *testing.T) {
	many := func(n int, form string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, form, i)
		}
		return strings.TrimSuffix(b.String(), ",")
	}
	const n = 10_000
	var open strings.Builder
	for i := range n {
		fmt.Fprintf(&open, `{"start":%d,"end":null,"client":"c%d","op":"DetachDisk","params":{"InstanceId":"i-%d","DiskId":"d-%d"},"unheard":true}`+"\n", i, i, i, i)
	}
	for name, text := range map[string]string{
		"ids that are asked for": `{"op":"DescribeDisks","params":{"DiskIds":[` + many(n, `"d-%d",`) + `]},"code":"","shown":{}}`,
		"disks that are shown":   `{"op":"DescribeDisks","params":{},"code":"","shown":{` + many(n, `"d-%d":{"Status":"Available"},`) + `}}`,
		"of another status":      `{"op":"DescribeDisks","params":{},"code":"","shown":{` + many(n, `"d-%d":{"Status":"Modifying"},`) + `}}`,
		"ids of what is skipped": `{"op":"StopInstances","params":{"InstanceId":[` + many(n, `"i-%d",`) + `]},"code":"","shown":{` + many(n, `"i-%d":{},`) + `}}`,
		"parameters":             `{"op":"DetachDisk","params":{` + many(n, `"p%d":1,`) + `},"code":""}`,
		"fields":                 `{"op":"DetachDisk","params":{},"code":"",` + many(n, `"p%d":1,`) + `}`,
		"a long name":            `{"op":"DetachDisk","params":{"` + strings.Repeat("x", 1<<20) + `":1},"code":"","` + strings.Repeat("x", 1<<20) + `":1}`,
		"withheld":               `{"op":"DetachDisk","params":{},"withheld":[` + many(n, `"p%d",`) + `],"code":""}`,
		"blank lines":            strings.Repeat("\n", n),
		"calls without an end":   open.String(),
	} {
		r := history.NewReader("x", strings.NewReader(head+text))
		if _, err := readAll(r); err != nil {
			t.Errorf("%s: %.200v", name, err)
		}
		for why := range r.Skipped() {
			if len(why) > 100 {
				t.Errorf("%s: a reason of %d bytes", name, len(why))
			}
		}
	}
	for _, text := range []string{
		"0s StopInstances InstanceId=" + many(n/2, "i-%d,") + " ok",
		"0s DetachDisk " + many(n/2, "P%d=1 ") + "ok",
	} {
		if _, err := readAll(history.NewReader("x", strings.NewReader(text))); err != nil && !strings.HasPrefix(err.Error(), "x:1:") {
			t.Errorf("%.100s: %v", text, err)
		}
	}
}

// What was seen in the field, as text.
func TestField(t *testing.T) {
	for name, want := range map[string][]string{
		"H3-delete-attached.jsonl": {
			"0s DeleteDisk DiskId=d-1 403 IncorrectDiskStatus", "3s DeleteDisk DiskId=d-1 403 IncorrectDiskStatus", "6s DeleteDisk DiskId=d-1 403 IncorrectDiskStatus",
			`9s DeleteDisk DiskId=d-1 403 IncorrectDiskStatus message="The current disk status does not support this operation."`},
		"H4-terminate.jsonl": {
			`? StopInstance InstanceId=i-1 0 IncorrectInstanceStatus message="The specified instance is in an incorrect status for the requested action; Status of the specified instance is Stopped but the expected status is in (Running)."`,
			"? DeleteInstance InstanceId=i-2 Force=true 0 IncorrectInstanceStatus", "? DeleteInstance InstanceId=i-2 Force=true 0 IncorrectInstanceStatus",
			"? DescribeInstances InstanceId=i-2 Stopped", "? DeleteInstance InstanceId=i-2 Force=true ok"},
		"H8-pending-then-gone.jsonl": {"0s DescribeInstances InstanceId=i-1 Pending", "10m DescribeInstances InstanceId=i-1 Pending", "operation DescribeInstanceRamRole"},
		"08-modifying.history":       {"status Modifying"},
	} {
		var got []string
		for _, c := range read(t, files(t)[name]).Calls {
			if c.Skipped != "" {
				got = append(got, c.Skipped)
			} else {
				got = append(got, strings.Join(strings.Fields(c.String()), " "))
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
