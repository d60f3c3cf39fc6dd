package conform_test

import (
	"fmt"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/conform"
	"example.com/ecsdisk/sim/script"
)

// diskMock is a mock as drivers have them: it knows where each disk is, and nothing
// of locks, flags or time.
type diskMock map[model.DiskID]model.InstanceID

// Do makes the operations that the mock has.
func (m diskMock) Do(op model.Op) (model.Answer, error) {
	switch op := op.(type) {
	case model.DetachDisk:
		if at := m[op.DiskID]; at == "" || at != op.InstanceID {
			return model.Answer{Status: 403, Code: "DependencyViolation"}, nil
		}
		m[op.DiskID] = ""
		return model.Answer{}, nil
	case model.DescribeDisks:
		return m.describe(op.DiskIDs), nil
	}
	return model.Answer{}, conform.ErrUnsupported
}

func (m diskMock) describe(ids []model.DiskID) (a model.Answer) {
	for _, id := range ids {
		if at, ok := m[id]; ok {
			a.Disks = append(a.Disks, model.ShownDisk{
				Disk:   model.Disk{ID: id, InstanceID: at},
				Stated: model.FieldsOf(model.FieldInstanceID),
			})
		}
	}
	return a
}

// A mock of a driver's tests is checked against the documented machine. In a test,
// [conform.Check] does the same, fails the test and keeps the script.
func ExampleConfig_Search() {
	check := conform.Config{
		New: func(w script.World) (conform.System, error) {
			mock := diskMock{}
			for d := range w.State.Disks() {
				mock[d.ID] = d.InstanceID
			}
			return mock, nil
		},
		Options: conform.Options{Strict: model.ByVerdict},
	}
	_, divergence, err := check.Search()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(divergence)
	fmt.Println()
	fmt.Print(divergence.Script)
	// Output:
	// DetachDisk InstanceId=i-1 DiskId=d-1 was answered ok; the documented machine requires 403 DiskNotPortable.
	// Rule DetachDiskPortable: the disk is Portable. “The Portable attribute of the disk must be set to true.” (DetachDisk, description; the code is from DetachDisk, 2018-10-26)
	//
	// # DetachDisk InstanceId=i-1 DiskId=d-1 was answered ok; the documented machine requires 403 DiskNotPortable.
	// # No step can be left out.
	// instance i-1 Running
	// disk     d-1 In_use i-1 Portable=false
	// delays   told
	//
	// 0s  DetachDisk InstanceId=i-1 DiskId=d-1   403 DiskNotPortable got ok
}
