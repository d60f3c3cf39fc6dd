package ecsapi

import (
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/benbjohnson/clock"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/ecsapi/internal/wire"
	"example.com/ecsdisk/sim/script"
)

// must sends a query that has to succeed, and returns the answer.
func must(t testing.TB, s *Server, query string) (wire.Object, []wire.Field) {
	t.Helper()
	status, body := ask(t, s, query+"&Format=JSON")
	q, _ := url.ParseQuery(query)
	fields := actions[q.Get("Action")].fields
	o, unknown, err := wire.JSON.Decode([]byte(body), fields)
	if status != 200 || err != nil || unknown != nil {
		t.Fatalf("%s: %d %s %v %v", query, status, body, unknown, err)
	}
	return o, fields
}

// listOf returns what a describe shows of each item in some fields.
func listOf(t testing.TB, s *Server, query string, names ...string) (items []string) {
	t.Helper()
	o, fields := must(t, s, query)
	for n, f := range fields {
		if f.Kind != wire.List {
			continue
		}
		for _, item := range o[n].Items {
			var values []string
			for _, name := range names {
				v := item.Get(f.Fields, name)
				text := v.Text
				for _, below := range v.Items {
					for _, w := range below {
						text += w.Text + " "
					}
				}
				values = append(values, text)
			}
			items = append(items, strings.Join(values, "|"))
		}
	}
	return items
}

func wantList(t testing.TB, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

const fourDisks = `
instance i-a Running
disk     d-1 In_use i-a
disk     d-2 Available Category=cloud_essd
disk     d-3 Available Type=system Portable=false
disk     d-4 Detaching i-a DeleteWithInstance=true
attr d-1 Tags=team=a,use="b,c" Size=100
attr d-2 Tags=team=a,env=x DiskName=two ZoneId=z-2
attr d-4 Tags=team=b Encrypted=true
`

// newAttrServer returns a server with the attr lines of its world.
func newAttrServer(t testing.TB, text string) (*Server, *sim.Manual) {
	t.Helper()
	s, clock := newServer(t, text, Options{})
	for id, values := range script.MustWorld(text).Attrs {
		if err := s.SetAttrs(id, values); err != nil {
			t.Fatal(err)
		}
	}
	return s, clock
}

// TestBeside: what no rule reads is as it was set, has a default else, and is dropped
// when its resource is released, by a request or otherwise.
func TestBeside(t *testing.T) {
	s, clock := newAttrServer(t, fourDisks)
	clock.Add(time.Hour)
	must(t, s, "Action=CreateDisk&Size=70&DiskName=n&Description=d&ZoneId=z&PerformanceLevel=PL2&Tag.1.Key=k&Tag.1.Value=v,w&Encrypted=True&KMSKeyId=k&ResourceGroupId=g&DiskCategory=cloud_essd")
	fields := []string{"DiskId", "Size", "DiskName", "Description", "ZoneId", "PerformanceLevel", "Tags", "Encrypted", "KMSKeyId", "ResourceGroupId", "CreationTime", "RegionId"}
	wantList(t, listOf(t, s, `Action=DescribeDisks&DiskIds=["d-5"]`, fields...), "d-5|70|n|d|z|PL2|k v,w |true|k|g|2019-05-31T09:00:00Z|cn-hangzhou")
	wantList(t, listOf(t, s, `Action=DescribeDisks&DiskIds=["d-2"]`, fields...), "d-2|20|two||z-2|PL1|env x team a |false|||2019-05-31T08:00:00Z|cn-hangzhou")
	must(t, s, "Action=ModifyDiskAttribute&DiskId=d-2&DiskName=three&Description=e&EnableAutoSnapshot=false")
	wantList(t, listOf(t, s, `Action=DescribeDisks&DiskIds=["d-2"]`, "DiskName", "Description", "EnableAutoSnapshot", "DeleteAutoSnapshot"), "three|e|false|false")
	if status, body := ask(t, s, "Action=ModifyDiskAttribute&DiskId=d-none&DiskName=three"); status != 404 || !strings.Contains(body, "InvalidDiskId.NotFound") {
		t.Errorf("%d %s", status, body)
	}
	if status, body := ask(t, s, "Action=ModifyDiskAttribute&DiskId=d-2"); status != 400 || !strings.Contains(body, "NoAttributeToModify") {
		t.Errorf("%d %s", status, body)
	}

	// Devices: the first that is free, unless one is asked for that is.
	must(t, s, "Action=AttachDisk&DiskId=d-2&InstanceId=i-a&Device=/dev/xvdx")
	clock.Add(time.Minute)
	must(t, s, "Action=AttachDisk&DiskId=d-5&InstanceId=i-a&Device=/dev/xvdx")
	clock.Add(time.Minute)
	wantList(t, listOf(t, s, "Action=DescribeDisks&InstanceId=i-a", "DiskId", "Device", "AttachedTime"),
		"d-1|/dev/xvdb|2019-05-31T08:00:00Z", "d-2|/dev/xvdx|2019-05-31T09:00:00Z", "d-5|/dev/xvdc|2019-05-31T09:01:00Z")

	// An instance, its system disk, user data.
	must(t, s, "Action=CreateInstance&InstanceType=ecs.x.y&InstanceName=n&UserData=dQ==&ZoneId=z&SystemDisk.Size=50&SystemDisk.Category=cloud_ssd&Tag.1.Key=a")
	wantList(t, listOf(t, s, `Action=DescribeInstances&InstanceIds=["i-6"]`, "InstanceType", "InstanceTypeFamily", "InstanceName", "ZoneId", "Tags"), "ecs.x.y|ecs.x|n|z|a  ")
	wantList(t, listOf(t, s, "Action=DescribeDisks&DiskType=system&InstanceId=i-6", "DiskId", "Size", "Category", "Device", "ZoneId"), "d-7|50|cloud_ssd|/dev/xvda|z")
	must(t, s, "Action=ModifyInstanceAttribute&InstanceId=i-6&UserData=dg==")
	if o, fields := must(t, s, "Action=DescribeUserData&InstanceId=i-6"); o.Get(fields, "UserData").Text != "dg==" {
		t.Errorf("the user data are %v", o)
	}
	if o, fields := must(t, s, "Action=DescribeInstanceAttribute&InstanceId=i-6"); o.Get(fields, "IoOptimized").Text != "optimized" || o.Get(fields, "ZoneId").Text != "z" || o.Get(fields, "Status").Text != "Pending" {
		t.Errorf("the attributes are %v", o)
	}
	wantList(t, listOf(t, s, "Action=DescribeInstanceTypes", "InstanceTypeId"), "ecs.g6.large", "ecs.x.y")
	wantList(t, listOf(t, s, "Action=DescribeInstanceTypes&InstanceTypes.1=ecs.x.y&NvmeSupport=unsupported", "InstanceTypeId", "NvmeSupport"), "ecs.x.y|unsupported")
	o, types := must(t, s, "Action=DescribeInstanceTypes&MaxResults=1")
	wantList(t, listOf(t, s, "Action=DescribeInstanceTypes&MaxResults=1&NextToken="+o.Get(types, "NextToken").Text, "InstanceTypeId"), "ecs.x.y")
	wantList(t, listOf(t, s, "Action=DescribeInstanceTypes&InstanceTypes.1=ecs.none", "InstanceTypeId"))
	wantList(t, listOf(t, s, "Action=DescribeInstanceHistoryEvents&InstanceId=i-6&EventPublishTime.Start=x", "EventId"))
	wantList(t, listOf(t, s, "Action=DescribeRegions", "RegionId", "RegionEndpoint"), "cn-hangzhou|ecs.aliyuncs.com")
	s.world.Do(model.Lock{InstanceID: "i-6", Reason: model.LockSecurity})
	if status, body := ask(t, s, "Action=ModifyInstanceAttribute&InstanceId=i-6&UserData=dg=="); status != 403 || !strings.Contains(body, "InstanceLockedForSecurity") {
		t.Errorf("%d %s", status, body)
	}

	if _, ok := s.Attrs()["d-7"]; !ok {
		t.Error("the system disk has no attributes")
	}
	clock.Add(time.Minute)
	s.world.Do(model.DeleteInstance{InstanceID: "i-6"}) // not over the wire
	must(t, s, "Action=DetachDisk&DiskId=d-5&InstanceId=i-a")
	clock.Add(time.Minute)
	must(t, s, "Action=DeleteDisk&DiskId=d-5")
	for _, id := range []string{"i-6", "d-7", "d-5"} {
		if attrs, ok := s.Attrs()[id]; ok {
			t.Errorf("%s is gone, and has still %v", id, attrs)
		}
	}
}

// TestAttrsReadBack: what a server says of its attributes makes another the same.
func TestAttrsReadBack(t *testing.T) {
	s, clock := newAttrServer(t, fourDisks)
	must(t, s, "Action=CreateDisk&Size=70&DiskName=a b&Tag.1.Key=x y&Tag.1.Value=\"=,&Description="+url.QueryEscape("two\nlines # ;"))
	clock.Add(time.Minute)
	must(t, s, "Action=AttachDisk&DiskId=d-5&InstanceId=i-a")
	clock.Add(time.Minute)
	_, before := ask(t, s, "Action=DescribeDisks")

	world := script.FromHistory(s.world.History()).World
	world.State, world.Attrs = s.world.State(), s.Attrs()
	read, err := script.ParseWorld(world.String())
	if err != nil {
		t.Fatalf("%v\n%s", err, world)
	}
	if !reflect.DeepEqual(read.Attrs, world.Attrs) {
		t.Errorf("%v\nread back %v", world.Attrs, read.Attrs)
	}
	again := New(read.New(clock), Options{})
	for id, values := range read.Attrs {
		if err := again.SetAttrs(id, values); err != nil {
			t.Error(err)
		}
	}
	_, after := ask(t, again, "Action=DescribeDisks")
	id := func(body string) string { return requestID.ReplaceAllString(body, "") }
	// What was at its default counts from the start of the world, which is another.
	if id(before) != strings.ReplaceAll(id(after), "2019-05-31T08:02:00Z", "2019-05-31T08:00:00Z") {
		t.Errorf("%s\nread back\n%s\n%s", before, after, world)
	}
}

// TestAttrErrors: an attr line that says what nothing shows is an error that says so.
func TestAttrErrors(t *testing.T) {
	s, _ := newServer(t, fourDisks, Options{})
	for _, test := range []struct{ id, name, value, want string }{
		{"d-1", "Siez", "1", "ecsapi: d-1 has no attribute Siez; expected AttachedTime, "},
		{"d-1", "HostName", "x", "ecsapi: d-1 has no attribute HostName; expected AttachedTime, "},
		{"i-a", "Size", "1", "ecsapi: i-a has no attribute Size; expected CreationTime, Description, HostName, "},
		{"d-1", "Size", "x", `ecsapi: attribute Size of d-1 is "x"; expected a number of GiB, 1 or more`},
		{"d-1", "Encrypted", "yes", `ecsapi: attribute Encrypted of d-1 is "yes"; expected true or false`},
		{"d-1", "CreationTime", "now", `ecsapi: attribute CreationTime of d-1 is "now"; expected an instant such as `},
		{"d-1", "Tags", "a", `ecsapi: attribute Tags of d-1 is "a"; expected key=value, with ',' between them`},
		{"d-1", "Tags", "a=b,a=c", `the key "a" is given twice`},
		{"d-1", "DiskName", "\x00", "expected text"},
		{"d-1", "Category", "cloud_ssd", `ecsapi: attribute Category of d-1 is "cloud_ssd"; the machine has that of a data disk`},
		{"d-none", "Size", "1", ""},
		{"d-none", "HostName", "1", ""},
		{"d-1", "SerialNumber", "", ""},
	} {
		err := s.SetAttrs(test.id, map[string]string{test.name: test.value, "Description": "x"})
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s %s=%q: %v\nwant %s", test.id, test.name, test.value, err, test.want)
		}
	}
	if got := s.Attrs()["i-a"]; got != nil {
		t.Errorf("an attr line that is an error set %v", got)
	}
}

func TestTags(t *testing.T) {
	for _, text := range []string{"", "a=b", "a=", "a=b,c=d", `"a,b"="=",c="\""`, "a b=c d", `k="quoted"`} {
		tags, err := parseTags(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		again, err := parseTags(formatTags(tags))
		if err != nil || !slices.Equal(tags, again) {
			t.Errorf("%s: %v, then %s: %v %v", text, tags, formatTags(tags), again, err)
		}
	}
	for _, text := range []string{"a", "=b", ",", "a=b,", `"a`, `"a"x=b`, `a="b"c`, "a=b,a=c"} {
		if tags, err := parseTags(text); err == nil {
			t.Errorf("%s is read as %v", text, tags)
		}
	}
}

// TestSaidBefore: what is said of a resource that is yet to be created holds when it is,
// but for what its creation is given.
func TestSaidBefore(t *testing.T) {
	s, clock := newAttrServer(t, "instance i-a Running\nattr d-1 Size=7 DiskName=old CreationTime=2018-01-01T00:00:00Z SerialNumber=x Device=/dev/xvdz\nattr d-2 SerialNumber=y Device=/dev/xvdy\n")
	must(t, s, "Action=CreateDisk&Size=9&ZoneId=z")
	wantList(t, listOf(t, s, "Action=DescribeDisks", "DiskId", "Size", "DiskName", "CreationTime", "SerialNumber", "ZoneId"), "d-1|9|old|2018-01-01T00:00:00Z|x|z")
	clock.Add(time.Minute)
	// Created and attached before the server looks again.
	s.world.Do(model.CreateDisk{DiskID: "d-2"})
	clock.Add(time.Minute)
	s.world.Do(model.AttachDisk{DiskID: "d-2", InstanceID: "i-a"})
	clock.Add(time.Minute)
	wantList(t, listOf(t, s, "Action=DescribeDisks&InstanceId=i-a", "DiskId", "SerialNumber", "Device"), "d-2|y|/dev/xvdy")
}

// TestMockClock: the clock of a test is the world's, and the server reads none.
func TestMockClock(t *testing.T) {
	mock := clock.NewMock()
	s := New(script.MustWorld(twoInstances).New(mock), Options{})
	must(t, s, "Action=DetachDisk&DiskId=d-1&InstanceId=i-a")
	mock.Add(time.Minute - 1)
	wantList(t, listOf(t, s, "Action=DescribeDisks&Status=Detaching", "DiskId"), "d-1")
	mock.Add(1)
	wantList(t, listOf(t, s, "Action=DescribeDisks&Status=Detaching", "DiskId"))
}

// TestRegion: a client is shown its own region, and no other that it could go to.
func TestRegion(t *testing.T) {
	s, _ := newServer(t, twoInstances, Options{})
	wantList(t, listOf(t, s, "Action=DescribeDisks&PageSize=1", "RegionId", "ZoneId"), "cn-hangzhou|cn-hangzhou-a")
	wantList(t, listOf(t, s, "Action=DescribeDisks&PageSize=1&RegionId=no/region", "RegionId", "ZoneId"), "cn-hangzhou|cn-hangzhou-a")
	wantList(t, listOf(t, s, "Action=DescribeDisks&PageSize=1&RegionId=cn-test", "RegionId", "ZoneId"), "cn-test|cn-test-a")
	wantList(t, listOf(t, s, "Action=DescribeDisks&PageSize=1&RegionId=cn-other", "RegionId", "ZoneId"), "cn-test|cn-test-a")
	wantList(t, listOf(t, s, "Action=DescribeRegions&RegionId=cn-other", "RegionId", "RegionEndpoint"), "cn-other|ecs.aliyuncs.com")
	if _, body := ask(t, s, "Action=x"); !strings.Contains(body, "<HostId>ecs.cn-test.aliyuncs.com</HostId>") {
		t.Error(body)
	}
	s, _ = newServer(t, twoInstances, Options{Region: "cn-own", Zone: "z"})
	wantList(t, listOf(t, s, "Action=DescribeInstances&PageSize=1&RegionId=cn-test", "RegionId", "ZoneId"), "cn-own|z")
}

// TestSecrets: no secret of a request is in the log or in the history.
func TestSecrets(t *testing.T) {
	var lines []string
	s, _ := newServer(t, twoInstances, Options{Log: func(line string) { lines = append(lines, line) }})
	ask(t, s, "Action=CreateInstance&InstanceType=t&Password=secret1&UserData=secret2&AccessKeyId=secret3&Signature=secret4&SecurityToken=secret5&SignatureNonce=secret6&DryRun=true")
	ask(t, s, "Action=AttachDisk&InstanceId=i-a&DiskId=d-2&Password=secret1")
	ask(t, s, "Action=AttachDisk&InstanceId=i-a&DiskId=d-2&password=secret7")
	ask(t, s, "Action=ResetPassword&InstanceId=i-a&Password=secret8")
	ask(t, s, "Pass=secret9")
	ask(t, s, "Action=DetachDisk&InstanceId=i-a&DiskId=d-2")
	ask(t, s, "Action=DescribeRegions&RegionId=x")
	wantList(t, lines, "0s CreateInstance InstanceType=t DryRun=true 400 NotModelled", "0s AttachDisk InstanceId=i-a DiskId=d-2 ok",
		"0s AttachDisk InstanceId=i-a DiskId=d-2 password=... 400 NotModelled", "0s ResetPassword InstanceId=... 400 NotModelled",
		"0s a request without Action Pass=... 400 MissingParameter",
		"0s DetachDisk InstanceId=i-a DiskId=d-2 403 IncorrectDiskStatus (DetachDiskInUse)", "0s DescribeRegions ok")
	ask(t, s, "Action=DetachDisk&x="+strings.Repeat("%0Aé", 300)+strings.Repeat("&y=1", 300))
	if line := lines[len(lines)-1]; len(line) > maxDescription+100 || strings.Contains(line, "\n") || !utf8.ValidString(line) {
		t.Errorf("the line is %q", line)
	}
	if text := script.FromHistory(s.world.History()).String(); strings.Contains(text, "secret") || !strings.Contains(text, "NotModelled") {
		t.Error(text)
	}
}
