package model

import (
	"fmt"
	"slices"
	"testing"
)

func world(n, m int) State {
	var is []Instance
	var ds []Disk
	for i := range n {
		is = append(is, Instance{ID: InstanceID(fmt.Sprintf("i-%06d", i)), Status: Running, HotPlug: true})
	}
	for d := range m {
		ds = append(ds, Disk{ID: DiskID(fmt.Sprintf("d-%06d", d)), Status: Available, Portable: true})
	}
	s, err := NewState(is, ds)
	if err != nil {
		panic(err)
	}
	return s
}

var sinkS State
var sinkL []Disk

func BenchmarkStep(b *testing.B) {
	for _, size := range [][2]int{{4, 8}, {100, 1000}, {1000, 10000}, {10000, 100000}} {
		s := world(size[0], size[1])
		var m Machine
		d := DiskID(fmt.Sprintf("d-%06d", size[1]/2))
		i := InstanceID(fmt.Sprintf("i-%06d", size[0]/2))
		var attach Op = AttachDisk{InstanceID: i, DiskID: d}
		b.Run(fmt.Sprintf("attach/%dx%d", size[0], size[1]), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sinkS, _ = m.Step(s, attach)
			}
		})
		b.Run(fmt.Sprintf("modify/%dx%d", size[0], size[1]), func(b *testing.B) {
			b.ReportAllocs()
			var op Op = ModifyDiskAttribute{DiskID: d, DeleteWithInstance: True}
			for b.Loop() {
				sinkS, _ = m.Step(s, op)
			}
		})
		b.Run(fmt.Sprintf("refused/%dx%d", size[0], size[1]), func(b *testing.B) {
			b.ReportAllocs()
			var op Op = DetachDisk{InstanceID: i, DiskID: d}
			for b.Loop() {
				sinkS, _ = m.Step(s, op)
			}
		})
		if size[0] == 4 {
			b.Run("clone", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					sinkL = slices.Clone(s.disks.leaf)
				}
			})
		}
	}
}
