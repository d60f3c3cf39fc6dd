package main

import (
	"encoding/json"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim/script"
)

// What mends a rule is what mends it from there, with what it costs.
func TestExplainMends(t *testing.T) {
	const (
		held   = "instance i-a Running\ninstance i-b Running\ndisk d-1 In_use i-a DeleteWithInstance=true\n"
		locked = "instance i-a Running OperationLocks=security\ninstance i-b Running\ndisk d-1 In_use i-a DeleteWithInstance=true\n"
		full   = "instance i-a Running\ndisk d-0 Available\ndisk d-1 In_use i-a\ndisk d-2 In_use i-a\ndisk d-3 In_use i-a\ndisk d-4 In_use i-a\ndisk d-5 In_use i-a\n" +
			"disk d-6 In_use i-a\ndisk d-7 In_use i-a\ndisk d-8 In_use i-a\ndisk d-9 In_use i-a\ndisk d-10 In_use i-a\ndisk d-11 In_use i-a\n" +
			"disk d-12 In_use i-a\ndisk d-13 In_use i-a\ndisk d-14 In_use i-a\ndisk d-15 In_use i-a\ndisk d-16 In_use i-a\n"
	)
	for _, tt := range []struct{ name, world, op, want string }{
		// A detach goes on, so nothing but time does: the release of i-a would take the disk with it.
		{"time", held + "0s DetachDisk InstanceId=i-a DiskId=d-1 ok\n", "AttachDisk InstanceId=i-b DiskId=d-1",
			"  mended by   time (at 1m, in 1m)\n\n"},
		{"a call", held, "AttachDisk InstanceId=i-b DiskId=d-1",
			"  mended by   DetachDisk InstanceId=i-a DiskId=d-1, then time\n\n"},
		{"another call", held, "DetachDisk InstanceId=i-b DiskId=d-1",
			"  mended by   DetachDisk InstanceId=i-a DiskId=d-1 instead\n\n"},
		{"the one missing id", held, "DetachDisk DiskId=d-1",
			"  mended by   DetachDisk InstanceId=i-a DiskId=d-1 instead\n\n"},
		{"a release", held, "DeleteDisk DiskId=d-1",
			"              DeleteInstance InstanceId=i-a Force=true (releases i-a, d-1)\n\n"},
		{"the environment", locked, "DetachDisk InstanceId=i-a DiskId=d-1",
			"  mended by   unlock i-a security (of the environment, no call)\n\n"},
		{"several steps", locked, "AttachDisk InstanceId=i-b DiskId=d-1",
			"  mended by   no one call or event from here\n              in general: time, DetachDisk, DeleteInstance, the environment (attach-failed)\n\n" +
				"time alone does not mend it\n\na shortest way to where it is accepted\n  1. unlock i-a security (of the environment, no call)\n" +
				"  2. DetachDisk InstanceId=i-a DiskId=d-1\n  3. settle d-1 (by itself)\n"},
		{"only by a release", "instance i-a Running\ninstance i-b Running\ndisk d-1 In_use i-a Portable=false\n", "AttachDisk InstanceId=i-b DiskId=d-1",
			"  mended by   DeleteInstance InstanceId=i-a Force=true (releases i-a)\n"},
		{"a settle that is told", held + "delay Detaching never\n0s DetachDisk InstanceId=i-a DiskId=d-1 ok\n", "DeleteDisk DiskId=d-1",
			"  mended by   a settle that the clock does not bring\n              DeleteInstance InstanceId=i-a Force=true (releases i-a, d-1)\n\n"},
		{"nothing", held, "DetachDisk InstanceId=i-a DiskId=d-9", "  mended by   another call\n"},
		{"many", full, "AttachDisk InstanceId=i-a DiskId=d-0",
			"  mended by   DetachDisk InstanceId=i-a DiskId=d-1, then time\n              DetachDisk InstanceId=i-a DiskId=d-10, then time\n" +
				"              DetachDisk InstanceId=i-a DiskId=d-11, then time\n              DetachDisk of 13 others\n"},
	} {
		got := ecsdiskWith(t, t.Context(), tt.world, append([]string{"explain", "-"}, strings.Fields(tt.op)...)...)
		if got.status != green || !strings.Contains(got.stdout, tt.want) {
			t.Errorf("%s: exit status %d; want %s\nin %s%s", tt.name, got.status, tt.want, got.stdout, got.stderr)
		}
		if way := "a shortest way"; strings.Contains(got.stdout, way) != strings.Contains(tt.want, way) { // where one remedy does, or none
			t.Errorf("%s: a way of several steps:\n%s", tt.name, got.stdout)
		}
	}
}

// What mends without a release comes first, longer or not; what is asked for is none that
// destroys. --allow release says otherwise.
func TestExplainMendsWithoutARelease(t *testing.T) {
	const (
		held   = "instance i-a Running\ninstance i-b Running\ndisk d-1 In_use i-a DeleteWithInstance=true\n"
		locked = "instance i-a Running OperationLocks=security\ninstance i-b Running\ndisk d-1 In_use i-a\n"
	)
	for _, tt := range []struct{ name, world, op, want string }{
		{"longer", locked, "DeleteDisk DiskId=d-1",
			"  mended by   the steps below, which release nothing\n              DeleteInstance InstanceId=i-a Force=true (releases i-a, d-1)\n"},
		{"and the steps", locked, "DeleteDisk DiskId=d-1", "\n  1. unlock i-a security (of the environment, no call)\n  2. DetachDisk InstanceId=i-a DiskId=d-1\n  3. settle d-1 (by itself)\n"},
		{"longer, allowed", locked, "DeleteDisk DiskId=d-1 --allow release", "  mended by   DeleteInstance InstanceId=i-a Force=true (releases i-a, d-1)\n"},
		{"and a settle that is told", "instance i-a Running\ninstance i-b Running OperationLocks=security\ndisk d-1 Detaching i-a\ndelay Detaching never\n", "AttachDisk InstanceId=i-b DiskId=d-1",
			"  mended by   a settle that the clock does not bring\n              DeleteInstance InstanceId=i-a Force=true (releases i-a)\n"},
		{"in order", held, "DeleteDisk DiskId=d-1",
			"  mended by   DetachDisk InstanceId=i-a DiskId=d-1, then time\n              DeleteInstance InstanceId=i-a Force=true (releases i-a, d-1)\n"},
		{"asked for", held, "DeleteInstance InstanceId=i-a",
			"DeleteInstance InstanceId=i-a Force=true instead (releases i-a, d-1)\n"},
	} {
		got := ecsdiskWith(t, t.Context(), tt.world, append([]string{"explain", "-"}, strings.Fields(tt.op)...)...)
		if got.status != green || !strings.Contains(got.stdout, tt.want) {
			t.Errorf("%s: exit status %d; want %s\nin %s%s", tt.name, got.status, tt.want, got.stdout, got.stderr)
		}
		if strings.Contains(tt.op, "--allow") && strings.Contains(got.stdout, "a shortest way") { // the release is one step
			t.Errorf("%s: a way of several steps:\n%s", tt.name, got.stdout)
		}
		if strings.Contains(tt.op, "--allow") == strings.Contains(got.stdout, "release nothing") && strings.HasPrefix(tt.name, "longer") {
			t.Errorf("%s:\n%s", tt.name, got.stdout)
		}
	}
}

// Whatever is asked of a world, a remedy that says so and the way lead to where replay
// finds the operation accepted.
func TestExplainMendsWhatReplayAccepts(t *testing.T) {
	mended := 0
	for _, text := range []string{
		"instance i-a Running\ninstance i-b Starting\ndisk d-1 In_use i-a\ndisk d-2 Detaching i-b DeleteWithInstance=true\n",
		"instance i-a Stopped OperationLocks=security\ninstance i-b Running HotPlug=false\ndisk d-1 In_use i-a Portable=false\ndisk d-2 In_use i-b DiskChargeType=PrePaid Portable=true\n",
		"instance i-a Running InstanceChargeType=PrePaid\ndisk d-1 Attaching i-a\ndelay Attaching never\n",
	} {
		world, err := script.Parse("x", strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, op := range scope.Ops(model.Machine{}, world.World.State) {
			if model.ActionOf(op).Event() {
				continue
			}
			r := ecsdiskWith(t, t.Context(), text, append([]string{"explain", "-", "--json"}, strings.Fields(op.String())...)...)
			var e explanationJSON
			if err := json.Unmarshal([]byte(r.stdout), &e); err != nil {
				t.Fatalf("%s: %v: %s", op, err, r.stderr)
			}
			var steps [][]remedyJSON
			for _, b := range e.Broken {
				for _, one := range b.Remedies {
					if len(e.Broken) == 1 && !one.Instead {
						steps = append(steps, []remedyJSON{one})
					}
				}
			}
			if e.Way != nil {
				steps = append(steps, e.Way)
			}
			for _, way := range steps {
				mended++
				lines := "\n"
				for _, step := range way {
					lines += "0s " + step.Operation + " ok\n"
				}
				// An hour later everything has settled that is not told to.
				lines += "1h " + op.String() + " ok\n"
				if got := ecsdiskWith(t, t.Context(), text+lines, "replay", "-"); got.status != green {
					t.Errorf("%s is not accepted after %v:\n%s%s", op, way, got.stdout, got.stderr)
				}
			}
		}
	}
	if mended < 30 {
		t.Errorf("%d refusals were mended; expected 30 or more", mended)
	}
}

// Explain tells of the readings that would answer otherwise, in text and in JSON.
func TestExplainNamesReadings(t *testing.T) {
	const world = "instance i-a Running\ndisk d-1 Detaching i-a\n"
	const known = "the pages of 2019-05-31 rule it out; it was seen in the field"
	args := strings.Fields("explain - AttachDisk InstanceId=i-a DiskId=d-1")
	text := ecsdiskWith(t, t.Context(), world, args...)
	if !strings.HasSuffix(text.stdout, "\nunder another reading\n  R-attach-detaching ignored: ok\n    "+known+"\n") {
		t.Errorf("%s", text.stdout)
	}
	var e explanationJSON
	got := ecsdiskWith(t, t.Context(), world, append(args, "--json")...)
	if err := json.Unmarshal([]byte(got.stdout), &e); err != nil || len(e.Readings) != 1 || e.Readings[0] != (alternativeJSON{"R-attach-detaching ignored", "ok", known}) {
		t.Errorf("%v: %s", err, got.stdout)
	}
}
