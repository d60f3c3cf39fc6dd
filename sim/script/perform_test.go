package script_test

import (
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

func TestPerformGoesOnPastWhatDiffers(t *testing.T) {
	s, err := script.Parse("x.script", strings.NewReader(`
instance i-a Running
disk     d-1 In_use i-a
disk     d-2 In_use i-a
0s   DetachDisk InstanceId=i-a DiskId=d-1   403 IncorrectDiskStatus
30s  DetachDisk InstanceId=i-a DiskId=d-2   403 IncorrectDiskStatus got ok
2m   DescribeDisks DiskId=d-1               none
`))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		until    *script.Position
		at       time.Duration
		one, two model.DiskStatus
	}{
		{&script.Position{Line: 5}, 0, model.Detaching, model.InUse},
		{&script.Position{At: time.Minute}, time.Minute, model.Available, model.Detaching},
		{nil, 2 * time.Minute, model.Available, model.Available},
	} {
		w, clock, err := script.Perform(s.World, script.All(s.Steps), tt.until)
		if err != nil {
			t.Fatal(err)
		}
		one, _ := w.State().Disk("d-1")
		two, _ := w.State().Disk("d-2")
		if one.Status != tt.one || two.Status != tt.two {
			t.Errorf("until %v: d-1 is %v and d-2 %v, want %v and %v", tt.until, one.Status, two.Status, tt.one, tt.two)
		}
		if at := clock.Now().Sub(w.Epoch()); at != tt.at {
			t.Errorf("until %v: the clock stands at %v, want %v", tt.until, at, tt.at)
		}
	}
}
