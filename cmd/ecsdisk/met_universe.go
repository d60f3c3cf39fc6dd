package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A meeting is something that a test can meet, as package sim writes it down, and the line
// that brings it about in the example world: world lines, a fault, calls and events, with
// "; " between.
type meeting struct {
	item string
	line string
	of   string // the operation of a call, a rule or a fault
}

// exampleLines are the world in which the lines bring about what they do. A world line
// among them takes the place of that of the same resource.
var exampleLines = []string{
	"instance i-a Running", "instance i-b Stopped",
	"disk d-1 In_use i-a DeleteWithInstance=true", "disk d-2 Available", "disk d-3 In_use i-b",
}

// exampleCalls are accepted in the example world; one for each operation.
var exampleCalls = []string{
	"DetachDisk InstanceId=i-a DiskId=d-1", "AttachDisk InstanceId=i-a DiskId=d-2", "CreateDisk DiskId=d-9", "DeleteDisk DiskId=d-2",
	"ModifyDiskAttribute DiskId=d-1 DeleteWithInstance=false", "ReInitDisk DiskId=d-3", "CreateInstance InstanceId=i-9 SystemDiskId=d-9",
	"StartInstance InstanceId=i-b", "StopInstance InstanceId=i-a", "RebootInstance InstanceId=i-a", "DeleteInstance InstanceId=i-a Force=true",
	"DescribeDisks", "DescribeInstances",
}

var exampleEvents = []string{"settle i-a", "settle d-1", "settle d-2", "detach-failed d-1", "attach-failed d-1", "reclaim i-a"}

// universe returns everything that can be met, off the tables of the machine.
func universe() []meeting {
	found := findLines()
	var all []meeting
	add := func(item, of, line string) { all = append(all, meeting{item, line, of}) }
	for _, item := range []string{"flag cleared", "flag ignored"} {
		add(item, "", found[item])
	}
	for t := range properties.Transitions() {
		item := "transition " + t.String()
		add(item, "", found[item])
	}
	for _, status := range sim.Statuses() {
		of, describe := "disk", "DescribeDisks"
		if _, err := model.ParseInstanceStatus(status); err == nil {
			of, describe = "instance", "DescribeInstances"
		}
		begin := found["begin "+status]
		add("long "+of+" "+status, "", "delay "+status+" 5m; "+begin+"; 5m "+describe)
		add("shown "+of+" "+status, "", begin+"; "+describe)
	}
	for _, f := range sim.Faults() {
		for _, call := range exampleCalls {
			action, _, _ := strings.Cut(call, " ")
			if line := faultLine(f, action, call); line != "" {
				add("fault "+f.Kind()+" "+action, action, line)
			}
		}
	}
	for _, a := range model.EnvironmentRefusals() {
		add("code "+a.String(), "", "fault refuse "+a.String()+"; "+exampleCalls[0])
	}
	for r := range book.Rules() {
		add("rule "+r.String(), r.Action().String(), found["rule "+r.String()])
	}
	for _, call := range exampleCalls {
		action, _, _ := strings.Cut(call, " ")
		add("call "+action, action, call)
	}
	return all
}

// faultLine returns the line with a fault at an operation, or nothing where it cannot
// strike.
func faultLine(f sim.Fault, action, call string) string {
	switch text := f.String(); {
	case f.Kind() == "initializing" && action == "DeleteDisk":
		return "fault " + text + "; CreateDisk DiskId=d-9; DeleteDisk DiskId=d-9"
	case f.Kind() == "initializing" && action == "DeleteInstance":
		return "fault " + text + "; CreateInstance InstanceId=i-9 SystemDiskId=d-9; DeleteInstance InstanceId=i-9"
	case f.Kind() == "limit" && action == "DetachDisk":
		return "disk d-2 Detaching i-a; fault " + text + "; " + call
	default:
		if _, err := sim.ParseFault(text + " on=" + action); err == nil {
			return "fault " + text + " on=" + action + "; " + call
		}
		return ""
	}
}

// findLines goes through circumstances and calls, the plainest first, and returns by what
// a step of the machine reaches the line that reaches it.
func findLines() map[string]string {
	found := map[string]string{}
	calls := slices.Concat(exampleCalls, exampleEvents, variants())
	plain := circumstances()
	for _, c := range plain {
		tryLines(found, c, calls)
	}
	under := func(line string) {
		for _, c := range plain {
			tryLines(found, strings.TrimSuffix(line+"; "+c, "; "), calls)
		}
	}
	for choice := range book.Edition(0).Choices() {
		if !choice.Default() {
			under("reading " + choice.String())
		}
	}
	for e := range book.AllEditions() {
		if e != 0 {
			under("edition " + e.String())
		}
	}
	return found
}

// tryLines notes what calls reach in a circumstance, unless another has reached it.
func tryLines(found map[string]string, circumstance string, calls []string) {
	w, err := exampleWorld(circumstance)
	if _, untold := errors.AsType[*script.SyntaxError](err); untold && strings.Contains(circumstance, "DetachedSystem") {
		return // in an edition that does not have it
	}
	if err != nil {
		panic(fmt.Sprintf("the circumstance %q: %v", circumstance, err))
	}
	for _, call := range calls {
		op, err := script.ParseOp(strings.Fields(call)...)
		if err != nil {
			panic(fmt.Sprintf("the call %q: %v", call, err))
		}
		line := call
		if circumstance != "" {
			line = circumstance + "; " + call
		}
		reach := func(item string) {
			if found[item] == "" {
				found[item] = line
			}
		}
		after, o := w.Machine.Step(w.State, op)
		if r, ok := o.Rule(); ok {
			reach("rule " + r.String())
		}
		for c := range model.Diff(w.State, after) {
			if t := c.Transition(); t.From != t.To {
				reach("transition " + t.String())
			}
			if is := c.After.Transitional(); is != "" && !o.Action().Event() {
				reach("begin " + is)
			}
			if was := c.Before.Disk; was != nil && o.Action() == book.ActionDeleteInstance && c.After.Disk == nil && !was.DeleteWithInstance {
				reach("flag ignored")
			}
			if was := c.Before.Disk; was != nil && o.Action() == book.ActionSettle && was.DeleteWithInstance && !c.After.Disk.DeleteWithInstance {
				reach("flag cleared")
			}
		}
	}
}

// exampleWorld returns the example world with world lines that take the place of its own.
func exampleWorld(circumstance string) (script.World, error) {
	lines := slices.Clone(exampleLines)
	for line := range strings.SplitSeq(circumstance, "; ") {
		words := strings.Fields(line)
		at := slices.IndexFunc(lines, func(old string) bool {
			return len(words) > 1 && words[0] != "delay" && words[0] != "reading" && words[0] != "edition" && strings.Fields(old)[1] == words[1]
		})
		if at >= 0 {
			lines[at] = line
		} else {
			lines = append(lines, line)
		}
	}
	return script.ParseWorld(strings.Join(lines, "\n"))
}

// circumstances returns world lines in which something is otherwise than in the example
// world; first the example world itself.
func circumstances() []string {
	all := []string{""}
	for _, id := range []string{"i-a", "i-b"} {
		status := map[string]string{"i-a": "Running", "i-b": "Stopped"}[id]
		for _, also := range []string{"OperationLocks=security", "OperationLocks=financial", "HotPlug=false", "InstanceChargeType=PrePaid"} {
			all = append(all, "instance "+id+" "+status+" "+also)
		}
		for s := range model.InstanceStatuses() {
			all = append(all, "instance "+id+" "+s.String())
		}
	}
	for _, d := range []struct{ id, at, flag string }{{"d-1", "i-a", " DeleteWithInstance=true"}, {"d-2", "i-a", ""}, {"d-3", "i-b", ""}} {
		status := "In_use " + d.at
		if d.id == "d-2" {
			status = "Available"
		}
		for _, also := range []string{"Portable=false", "DiskChargeType=PrePaid Portable=true"} {
			all = append(all, "disk "+d.id+" "+status+" "+also)
		}
		for s := range model.DiskStatuses() {
			if !s.Attached() {
				all = append(all, "disk "+d.id+" "+s.String())
				continue
			}
			all = append(all, "disk "+d.id+" "+s.String()+" "+d.at+d.flag)
			if d.id == "d-1" {
				all = append(all, "disk d-1 "+s.String()+" i-a")
			}
		}
	}
	all = append(all, "disk d-1 In_use i-a Type=system", "disk d-2 Available SourceInstanceId=i-b DetachedSystem=true")
	for _, attached := range []string{"In_use", "ReIniting"} {
		all = append(all, "instance i-a Running OperationLocks=security; disk d-1 "+attached+" i-a")
	}
	var full []string
	for n := range model.DefaultDataDisks - 1 {
		full = append(full, fmt.Sprintf("disk d-%d In_use i-a", 10+n))
	}
	return append(all, strings.Join(full, "; "))
}

// variants returns calls that leave a parameter out, or name what there is not.
func variants() (all []string) {
	for _, call := range exampleCalls {
		words := strings.Fields(call)
		for n := 1; n < len(words); n++ {
			all = append(all, strings.Join(slices.Delete(slices.Clone(words), n, n+1), " "))
			name, id, _ := strings.Cut(words[n], "=")
			if strings.HasSuffix(name, "Id") && !strings.HasPrefix(call, "Create") {
				other := slices.Clone(words)
				other[n] = name + "=" + id[:2] + "none"
				all = append(all, strings.Join(other, " "))
			}
		}
		all = append(all, strings.Replace(call, " Force=true", "", 1))
	}
	return append(all, "DetachDisk InstanceId=i-a DiskId=d-2", "DeleteDisk DiskId=d-1")
}
