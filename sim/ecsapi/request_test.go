package ecsapi

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/sim/ecsapi/internal/wire"
)

const form = "application/x-www-form-urlencoded"

// TestRequests are requests as stock clients send them, and as none should.
func TestRequests(t *testing.T) {
	const json, xml = "{", "<"
	for _, test := range []struct {
		name           string
		method, target string
		headers, body  string // headers as "Name: value" with '|' between
		status         int
		starts, has    string
	}{
		{"first generation: query, body empty", "POST", "/?Action=DetachDisk&DiskId=d-1&Format=JSON&InstanceId=i-a&RegionId=x&SignatureType=&Version=2014-05-26", "Content-Type: " + form + "|X-Acs-Action: DetachDisk", "", 200, json, ""},
		{"pop-core GET, header in its own spelling", "GET", "/?Action=DescribeDisks&Format=JSON", "X-Acs-Action: describeDisks", "", 200, json, `"TotalCount":2`},
		{"pop-core POST: all in the form", "POST", "/", "Content-Type: " + form, "Action=DescribeDisks&Format=JSON&RegionId=x", 200, json, `"TotalCount":2`},
		{"Terraform: lower case, its own in the form", "POST", "/?Action=DetachDisk&Format=json&RegionId=x", "Content-Type: " + form, "DiskId=d-1&InstanceId=i-a&DeleteWithInstance=false", 200, json, ""},
		{"second generation: action in a header, no Format", "POST", "/?DiskId=d-1&InstanceId=i-a", "Accept: application/json|x-acs-action: DetachDisk|x-acs-version: 2014-05-26", "", 200, json, ""},
		{"no Format, no Accept", "GET", "/?Action=DescribeRegions", "", "", 200, xml, "<RegionId>cn-hangzhou</RegionId>"},
		{"Format before Accept", "GET", "/?Action=DescribeRegions&Format=xMl", "Accept: application/json", "", 200, xml, ""},
		{"query before form and header", "POST", "/?Action=DescribeRegions&Format=JSON", "Content-Type: " + form + "|X-Acs-Action: ResizeDisk", "Action=ResizeDisk", 200, json, ""},
		{"form before header", "POST", "/?Format=JSON", "Content-Type: " + form + "|X-Acs-Action: ResizeDisk", "Action=DescribeRegions", 200, json, ""},
		{"a body of another type has no parameters", "POST", "/?Action=DescribeRegions&Format=JSON", "Content-Type: application/octet-stream", "Action=x&&=%", 200, json, ""},

		{"no action", "GET", "/?Format=JSON", "", "", 400, json, `"Code":"MissingParameter","Message":"The input parameter \"Action\" `},
		{"unmodelled action", "GET", "/?Action=ResizeDisk&Format=JSON", "", "", 400, json, `"Code":"NotModelled","Message":"Operation \"ResizeDisk\" is not modelled; expected one of AttachDisk, `},
		{"action in another spelling", "GET", "/?Action=detachdisk", "", "", 400, xml, "NotModelled"},
		{"event of the environment", "GET", "/?Action=settle&ID=d-1", "", "", 400, xml, "NotModelled"},
		{"version", "GET", "/?Action=DescribeRegions&Version=2013-01-10", "", "", 404, xml, "InvalidVersion"},
		{"bad Format, answered as Accept says", "GET", "/?Action=DescribeRegions&Format=YAML", "Accept: application/json", "", 400, json, `Parameter Format is \"YAML\"; expected JSON or XML.`},
		{"method", "PUT", "/?Action=DescribeRegions", "", "", 405, xml, "UnsupportedHTTPMethod"},
		{"path", "GET", "/disks?Action=DescribeRegions", "", "", 404, xml, "InvalidApi.NotFound"},
		{"unknown parameter", "GET", "/?Action=DetachDisk&diskId=d-1", "", "", 400, xml, "Parameter &#34;diskId&#34; of DetachDisk is not known; expected DiskId, InstanceId, DeleteWithInstance."},
		{"twice", "GET", "/?Action=DetachDisk&DiskId=d-1&DiskId=d-1", "", "", 400, xml, "is given more than once"},
		{"twice, in query and form", "POST", "/?Action=DetachDisk&DiskId=d-1", "Content-Type: " + form, "DiskId=d-1", 400, xml, "is given more than once"},
		{"action twice in one place", "GET", "/?Action=DescribeRegions&Action=DescribeRegions", "", "", 400, xml, "is given more than once"},
		{"escape", "GET", "/?Action=DetachDisk&DiskId=%zz", "", "", 400, xml, "which is escaped wrongly"},
		{"no text", "GET", "/?Action=DetachDisk&DiskId=%00", "", "", 400, xml, "bytes that are no text"},
		{"no UTF-8", "GET", "/?Action=DetachDisk&DiskId=%ff", "", "", 400, xml, "bytes that are no text"},
		{"too many", "GET", "/?Action=DetachDisk" + strings.Repeat("&a=1", 600), "", "", 400, xml, "too many parameters; expected at most 512"},
		{"large body", "POST", "/?Action=DetachDisk", "Content-Type: " + form, strings.Repeat("a", maxBody+1), 413, xml, "expected at most 1048576 bytes"},
		{"the id of what is created", "GET", "/?Action=CreateDisk&Size=1&DiskId=d-9", "", "", 400, xml, "Parameter &#34;DiskId&#34; of CreateDisk is not known"},
		{"what the API has no parameter for", "GET", "/?Action=CreateInstance&InstanceType=t&HotPlug=false", "", "", 400, xml, "Parameter &#34;HotPlug&#34; of CreateInstance is not known"},
		{"a value that is not modelled", "GET", "/?Action=DetachDisk&DiskId=d-1&InstanceId=i-a&DeleteWithInstance=true", "", "", 400, xml, "Parameter DeleteWithInstance=true of DetachDisk is not in edition 2019-05-31; expected false, or none, or an edition of 2020-09-10, 2021-06-23, 2024-12-04, 2026-09."},
		{"a parameter that is not modelled", "GET", "/?Action=CreateDisk&Size=1&SnapshotId=s-1", "", "", 400, xml, "Parameter SnapshotId of CreateDisk is not modelled"},
		{"a Boolean", "GET", "/?Action=AttachDisk&DiskId=d-2&InstanceId=i-a&DeleteWithInstance=yes", "", "", 400, xml, "Parameter DeleteWithInstance is &#34;yes&#34;; expected true or false."},
		{"a Boolean in another case", "GET", "/?Action=AttachDisk&DiskId=d-2&InstanceId=i-a&DeleteWithInstance=True", "", "", 200, xml, ""},
		{"no array", "GET", "/?Action=DescribeDisks&DiskIds=d-1", "", "", 404, xml, "InvalidDiskIds.ValueNotSupported"},
		{"an array of numbers", "GET", "/?Action=DescribeDisks&DiskIds=[1]", "", "", 404, xml, "InvalidDiskIds.ValueNotSupported"},
		{"an array with nothing in it", "GET", "/?Action=DescribeDisks&DiskIds=[null]", "", "", 404, xml, "InvalidDiskIds.ValueNotSupported"},
		{"null", "GET", "/?Action=DescribeInstances&InstanceIds=null", "", "", 400, xml, "InvalidParameter"},
		{"an empty array shows nothing", "GET", "/?Action=DescribeDisks&DiskIds=[]&Format=JSON", "", "", 200, json, `"Disks":{"Disk":[]}`},
		{"too many ids", "GET", "/?Action=DescribeInstances&InstanceIds=[" + strings.Repeat(`"i",`, 100) + `"i"]`, "", "", 400, xml, "at most 100 ids"},
		{"a status", "GET", "/?Action=DescribeDisks&Status=Attached", "", "", 400, xml, "InvalidStatus.ValueNotSupported"},
		{"a page", "GET", "/?Action=DescribeDisks&PageSize=101", "", "", 400, xml, "a number from 1 to 100"},
		{"a page that is none", "GET", "/?Action=DescribeDisks&PageNumber=0", "", "", 400, xml, "a number from 1 to 2147483647"},
		{"a page far away", "GET", "/?Action=DescribeDisks&PageNumber=2147483647&PageSize=100&Format=JSON", "", "", 200, json, `"Disks":{"Disk":[]}`},
		{"a token of nobody", "GET", "/?Action=DescribeDisks&NextToken=abc", "", "", 400, xml, "the NextToken of an answer"},
		{"a size", "GET", "/?Action=CreateDisk&Size=0", "", "", 400, xml, "InvalidDiskSize.NotSupported"},
		{"no size", "GET", "/?Action=CreateDisk", "", "", 400, xml, "The input parameter either SnapshotId or Size should be specified."},
		{"no type", "GET", "/?Action=CreateInstance", "", "", 400, xml, "The input parameter &#34;InstanceType&#34; that is mandatory"},
		{"a tag without a key", "GET", "/?Action=CreateDisk&Size=1&Tag.1.Value=a", "", "", 400, xml, "InvalidTag.Mismatch"},
		{"a tag twice", "GET", "/?Action=CreateDisk&Size=1&Tag.1.Key=a&Tag.2.Key=a", "", "", 400, xml, "Duplicate.TagKey"},
		{"a tag in both spellings", "GET", "/?Action=CreateDisk&Size=1&Tag.1.Key=a&Tag.1.key=a", "", "", 400, xml, "InvalidParameter"},
		{"the tag of number 0", "GET", "/?Action=CreateDisk&Size=1&Tag.0.Key=a", "", "", 400, xml, "is not known"},
		{"a long token", "GET", "/?Action=CreateDisk&Size=1&ClientToken=" + strings.Repeat("a", 65), "", "", 400, xml, "at most 64 ASCII characters"},
		{"a device", "GET", "/?Action=AttachDisk&DiskId=d-2&InstanceId=i-a&Device=xvdb", "", "", 400, xml, "InvalidDevice.Malformed"},
		{"no instances", "GET", "/?Action=StopInstances", "", "", 400, xml, "MissingParameter"},
		{"an instance twice", "GET", "/?Action=StopInstances&InstanceId.1=i-a&InstanceId.2=i-a", "", "", 400, xml, "twice"},
		{"the machine's own", "GET", "/?Action=DetachDisk&DiskId=d-1&InstanceId=&Format=JSON", "", "", 400, json, `"Code":"MissingParameter","Message":"The input parameter \"InstanceId\" `},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, _ := newServer(t, twoInstances, Options{})
			for _, inProcess := range []bool{false, true} {
				if inProcess { // anew: the first may have taken effect
					s, _ = newServer(t, twoInstances, Options{})
				}
				r := httptest.NewRequest(test.method, "http://ecs.aliyuncs.com/", strings.NewReader(test.body))
				path, query, _ := strings.Cut(test.target, "?")
				r.URL.Path, r.URL.RawQuery = path, query
				for header := range strings.SplitSeq(test.headers, "|") {
					if name, value, ok := strings.Cut(header, ": "); ok {
						r.Header[name] = []string{value} // as spelled
					}
				}
				w := httptest.NewRecorder()
				if inProcess {
					response, err := s.RoundTrip(r)
					if err != nil {
						t.Fatal(err)
					}
					w.Code = response.StatusCode
					io.Copy(w.Body, response.Body)
				} else {
					s.ServeHTTP(w, r)
				}
				body := w.Body.String()
				if w.Code != test.status || !strings.HasPrefix(body, test.starts) || !strings.Contains(body, test.has) {
					t.Errorf("in process %v: %d %s\nwant %d %s ... %s", inProcess, w.Code, body, test.status, test.starts, test.has)
				}
			}
		})
	}
}

// endless is a body that does not end: it counts what is read of it.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	clear(p)
	e.read += len(p)
	return len(p), nil
}

// TestLargeBody: of a body of 1 GiB no more is read than may be had, whether or not it
// says its length.
func TestLargeBody(t *testing.T) {
	s, _ := newServer(t, twoInstances, Options{})
	for _, length := range []int64{-1, 1 << 30} {
		body := &endless{}
		r := httptest.NewRequest(http.MethodPost, "http://ecs.aliyuncs.com/?Action=DescribeRegions", body)
		r.ContentLength = length
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != 413 || body.read > 2*maxBody {
			t.Errorf("length %d: %d after %d bytes", length, w.Code, body.read)
		}
	}
}

// brokenBody is a body that ends with an error.
type brokenBody struct{}

func (brokenBody) Read([]byte) (int, error) { return 0, errors.New("broken") }

func TestBrokenBody(t *testing.T) {
	s, _ := newServer(t, twoInstances, Options{})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "http://ecs.aliyuncs.com/?Action=DescribeRegions", brokenBody{}))
	if w.Code != 400 || !strings.Contains(w.Body.String(), "cannot be read: broken") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// TestAnyRequest sends random requests, made of what means something and of what does
// not. Each gets an answer of one of the two forms, in bounded time, and none a panic.
func TestAnyRequest(t *testing.T) {
	s, clock := newServer(t, twoInstances, Options{})
	var tables []*action
	for _, a := range actions {
		tables = append(tables, a)
	}
	slices.SortFunc(tables, func(a, b *action) int { return strings.Compare(a.name, b.name) })
	strange := append(slices.Clone(commonParams), "x", "", "%", "Tag.99999999999999999999.Key", "Tag.-1.Key", "InstanceId.1.2", "Tag..Key", "InstanceId.", "Tag.1.")
	values := []string{"", "d-1", "d-2", "i-a", "i-b", "true", "false", "1", "0", "-1", "99999999999999999999", "[]", `["d-1"]`, `["i-a"]`, `{"a":1}`, "[[", "JSON", "XML",
		"2014-05-26", "%zz", "%00", "%ff", "/dev/xvdb", "In_use", "all", "Running", "cloud", "YWZ0ZXIgZC0x", strings.Repeat("x", 5000), "<&>\"'", "%0a%0d", "é", "a=b", "a,b"}
	rng := rand.New(rand.NewPCG(1, 3))
	codes := map[string]int{}
	requests := 10_000
	if testing.Short() {
		requests = 3_000
	}
	for range requests {
		var query strings.Builder
		a := tables[rng.IntN(len(tables))]
		query.WriteString("Action=" + a.name)
		if rng.IntN(10) == 0 {
			query.Reset()
		}
		if rng.IntN(2) == 0 {
			query.WriteString("&Format=JSON")
		}
		for range rng.IntN(4) {
			name := strange[rng.IntN(len(strange))]
			if len(a.params) > 0 && rng.IntN(5) > 0 {
				name = strings.ReplaceAll(a.params[rng.IntN(len(a.params))].name, ".N", ".1")
			}
			fmt.Fprintf(&query, "&%s=%s", name, values[rng.IntN(len(values))])
		}
		text := []byte(query.String())
		for range rng.IntN(3) * rng.IntN(2) {
			if len(text) > 0 {
				text[rng.IntN(len(text))] = byte(rng.Uint32())
			}
		}
		r := httptest.NewRequest(http.MethodPost, "http://ecs.aliyuncs.com/", bytes.NewReader(text))
		r.Header.Set("Content-Type", form)
		if rng.IntN(2) == 0 {
			r.URL.RawQuery, r.Body = string(text), http.NoBody
		}
		clock.Add(time.Second)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		format := wire.XML
		if strings.HasPrefix(w.Body.String(), "{") {
			format = wire.JSON
		}
		o, _, err := format.Decode(w.Body.Bytes(), errorFields)
		if err != nil {
			t.Fatalf("%q is answered %s: %v", text, w.Body, err)
		}
		if code := o[2].Text; (w.Code == 200) != (code == "") || o[0].Text == "" {
			t.Fatalf("%q is answered %d %s", text, w.Code, w.Body)
		} else {
			codes[code]++
		}
	}
	if len(codes) < 15 || codes[""] < requests/20 {
		t.Errorf("only these were met: %v", codes)
	}
	if n := len(s.Unmodelled()); n == 0 || n > maxUnmodelled {
		t.Errorf("%d things are said not to be modelled", n)
	}
}

// FuzzRequest looks for a request that gets no answer.
func FuzzRequest(f *testing.F) {
	f.Add("Action=DetachDisk&DiskId=d-1&InstanceId=i-a", "Format=JSON", "application/json", true)
	f.Add("Action=DescribeDisks&DiskIds=%5B%22d-1%22%5D&Tag.1.Key=a&NextToken=YWZ0ZXIgZC0x&Format=json", "", "", false)
	f.Add("", "Action=CreateInstance&InstanceType=t&SystemDisk.Size=40&ClientToken=x", "", true)
	f.Add("Action=DeleteInstances&InstanceId.1=i-a&InstanceId.2=i-b&Force=true", "", "", false)
	f.Fuzz(func(t *testing.T, query, body, accept string, post bool) {
		s, _ := newServer(t, twoInstances, Options{})
		r := httptest.NewRequest(http.MethodPost, "http://ecs.aliyuncs.com/", strings.NewReader(body))
		if !post {
			r.Method = http.MethodGet
		}
		r.URL.RawQuery = query
		r.Header["Accept"] = []string{accept}
		r.Header.Set("Content-Type", form)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		format := wire.XML
		if strings.HasPrefix(w.Body.String(), "{") {
			format = wire.JSON
		}
		if _, _, err := format.Decode(w.Body.Bytes(), errorFields); err != nil {
			t.Fatalf("%s: %v", w.Body, err)
		}
	})
}
