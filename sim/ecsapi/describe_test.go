package ecsapi

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/sim/ecsapi/internal/wire"
)

// TestFilters: each filter, and several at once.
func TestFilters(t *testing.T) {
	s, _ := newAttrServer(t, fourDisks)
	for query, want := range map[string]string{
		"":                                     "d-1 d-2 d-3 d-4",
		`DiskIds=["d-4","d-1","d-none","d-1"]`: "d-1 d-4",
		"InstanceId=i-a":                       "d-1 d-4",
		"Status=Available":                     "d-2 d-3",
		"Status=All":                           "d-1 d-2 d-3 d-4",
		"DiskType=system":                      "d-3",
		"DiskType=all":                         "d-1 d-2 d-3 d-4",
		"Category=cloud_essd":                  "d-2",
		"Category=all":                         "d-1 d-2 d-3 d-4",
		"Portable=FALSE":                       "d-3",
		"DeleteWithInstance=true":              "d-4",
		"Encrypted=true":                       "d-4",
		"DiskName=two":                         "d-2",
		"ZoneId=z-2":                           "d-2",
		"ZoneId=z-3":                           "",
		"DiskChargeType=PrePaid":               "",
		"MultiAttach=Disabled":                 "d-1 d-2 d-3 d-4",
		"SnapshotId=s-1":                       "",
		"LockReason=security":                  "",
		"Tag.1.Key=team":                       "d-1 d-2 d-4",
		"Tag.1.Key=team&Tag.1.Value=a":         "d-1 d-2",
		"Tag.1.key=team&Tag.1.value=b":         "d-4",
		"Tag.7.Key=use&Tag.7.Value=b,c":        "d-1",
		"Tag.1.Key=team&Tag.1.Value=a&Tag.2.Key=env&Tag.2.Value=x": "d-2",
		"Tag.1.Key=team&Tag.1.Value=a&Status=In_use":               "d-1",
		`Tag.1.Key=team&DiskIds=["d-3","d-4"]&InstanceId=i-a`:      "d-4",
		"Status=Available&DiskType=data&Portable=true":             "d-2",
	} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(listOf(t, s, "Action=DescribeDisks&"+q.Encode(), "DiskId"), " ")
		if got != want {
			t.Errorf("%s shows %q, want %q", query, got, want)
		}
	}

	s, _ = newAttrServer(t, `
instance i-a Running OperationLocks=security,financial
instance i-b Stopped InstanceChargeType=PrePaid
attr i-a Tags=a=b InstanceType=ecs.t1.small
`)
	for query, want := range map[string]string{
		"":                                 "i-a i-b",
		`InstanceIds=["i-b"]`:              "i-b",
		"Status=Running":                   "i-a",
		"LockReason=financial":             "i-a",
		"LockReason=recycling":             "",
		"InstanceChargeType=PrePaid":       "i-b",
		"InstanceTypeFamily=ecs.t1":        "i-a",
		"InstanceType=ecs.g6.large":        "i-b",
		"InstanceNetworkType=classic":      "",
		"InstanceName=i-b":                 "i-b",
		"Tag.1.Key=a&Tag.1.Value=b":        "i-a",
		"Tag.1.Key=a&Status=Stopped":       "",
		"IoOptimized=true&NeedSaleCycle=1": "",
	} {
		q, _ := url.ParseQuery(query)
		if strings.Contains(query, "NeedSaleCycle=1") {
			if status, _ := ask(t, s, "Action=DescribeInstances&"+q.Encode()); status != 400 {
				t.Errorf("%s: %d", query, status)
			}
			continue
		}
		if got := strings.Join(listOf(t, s, "Action=DescribeInstances&"+q.Encode(), "InstanceId"), " "); got != want {
			t.Errorf("%s shows %q, want %q", query, got, want)
		}
	}
}

// TestEveryFilter: each parameter of a describe that is a filter asks of a field that
// there is.
func TestEveryFilter(t *testing.T) {
	for _, test := range []struct {
		action  string
		filters map[string]string
		form    []wire.Field
		others  []string // the machine's, pages, tags
	}{
		{"DescribeDisks", diskFilters, diskForm, []string{"DiskIds", "InstanceId", "Status", "LockReason"}},
		{"DescribeInstances", instanceFilters, instanceForm, []string{"InstanceIds", "Status", "LockReason"}},
	} {
		for _, p := range actions[test.action].params {
			if p.class != modelled || slices.Contains(test.others, p.name) || strings.HasPrefix(p.name, "Tag.") ||
				slices.ContainsFunc(pageParams, func(q param) bool { return q.name == p.name }) {
				continue
			}
			field := test.filters[p.name]
			if !slices.ContainsFunc(test.form, func(f wire.Field) bool { return f.Name == field }) {
				t.Errorf("parameter %s of %s asks of the field %q", p.name, test.action, field)
			}
		}
	}
}

// TestPages: pages by number and by token show each disk once, also when disks come and
// go in between, and the machine is asked for those alone that are shown.
func TestPages(t *testing.T) {
	var world strings.Builder
	world.WriteString("delay Detaching 2-describes\ninstance i-a Running\ndisk d-99 Detaching i-a\n")
	var all []string
	for n := range 25 {
		all = append(all, fmt.Sprintf("d-%02d", n))
		fmt.Fprintf(&world, "disk d-%02d Available\n", n)
	}
	s, _ := newServer(t, world.String(), Options{})
	get := func(o wire.Object, fields []wire.Field, name string) string { return o.Get(fields, name).Text }

	o, fields := must(t, s, "Action=DescribeDisks")
	if get(o, fields, "PageSize") != "10" || get(o, fields, "PageNumber") != "1" || get(o, fields, "TotalCount") != "26" || get(o, fields, "NextToken") == "" {
		t.Errorf("the default page is %v", o[2:])
	}
	wantList(t, listOf(t, s, "Action=DescribeDisks", "DiskId"), all[:10]...)
	wantList(t, listOf(t, s, "Action=DescribeDisks&PageNumber=2", "DiskId"), all[10:20]...)
	wantList(t, listOf(t, s, "Action=DescribeDisks&PageNumber=4", "DiskId"))
	wantList(t, listOf(t, s, "Action=DescribeDisks&PageNumber=7&PageSize=4", "DiskId"), all[24], "d-99")
	// d-99 has been shown once: the second time it has left.
	wantList(t, listOf(t, s, "Action=DescribeDisks&PageNumber=7&PageSize=4", "DiskId", "Status"), all[24]+"|Available", "d-99|Available")

	for _, size := range []string{"MaxResults=7", "PageSize=7"} {
		var seen []string
		next := ""
		for page := 0; page == 0 || next != ""; page++ {
			query := "Action=DescribeDisks&" + size + "&NextToken=" + next
			o, fields := must(t, s, query)
			seen = append(seen, listOf(t, s, query, "DiskId")...)
			next = get(o, fields, "NextToken")
			if page == 1 && size == "PageSize=7" {
				must(t, s, "Action=DeleteDisk&DiskId="+all[13]) // shown last
				must(t, s, "Action=DeleteDisk&DiskId="+all[2])
			}
		}
		wantList(t, seen, append(slices.Clone(all), "d-99")...)
	}
}
