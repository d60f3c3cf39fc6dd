package conform_test

import (
	"fmt"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/conform"
	"example.com/ecsdisk/sim/script"
)

// diskMock is a mock as drivers have them: it knows where each disk is, and nothing
// of locks, flags or time.
type diskMock map[model.DiskID]model.InstanceID

// Do runs the operations that the mock has.
func (m diskMock) Do(op model.Op) (model.Answer, error) {
	switch op := op.(type) {
	case model.DetachDisk:
		if at := m[op.DiskID]; at == "" || at != op.InstanceID {
			return model.Answer{Status: 403, Code: "DependencyViolation"}, nil
		}
		m[op.DiskID] = ""
		return model.Answer{}, nil
	case model.DescribeDisks:
		return conform.Filter(op, m.all())
	}
	return model.Answer{}, conform.ErrUnsupported
}

// all is what there is to describe.
func (m diskMock) all() (a model.Answer) {
	for id, at := range m {
		d := model.Disk{ID: id, Status: model.InUse, InstanceID: at}
		if at == "" {
			d.Status = model.Available
		}
		a.Shown = append(a.Shown, model.Shown{Resource: model.Resource{Disk: &d}, Stated: book.FieldsOf(book.FieldStatus, book.FieldInstanceID)})
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
				if d.Status != model.Available && d.Status != model.InUse {
					return nil, conform.ErrUnsupported
				}
				mock[d.ID] = d.InstanceID
			}
			return mock, nil
		},
		Options: conform.Options{Strict: model.ByVerdict},
	}
	report, err := check.Search()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, divergence := range report.Divergences {
		fmt.Println(divergence.Key())
	}
	fmt.Println()
	fmt.Println(report.Divergences[0])
	fmt.Println()
	fmt.Print(report.Divergences[0].Script)
	// Output:
	// DetachDisk: complete in the instant of its acceptance
	// DetachDisk: DetachDiskPortable requires 403 DiskNotPortable, got ok
	// DetachDisk: DetachDiskPostPaid requires 403 DiskNotPortable, got ok
	// DetachDisk: DetachDiskHotPlug requires 400 InvalidOperation.InstanceTypeNotSupport, got ok
	// DetachDisk: DetachDiskInstanceUnlocked requires 403 InstanceLockedForSecurity, got ok
	// DetachDisk: DetachDiskInstanceSteady requires 403 IncorrectInstanceStatus, got ok
	//
	// DescribeDisks DiskId=d-1 was answered Available InstanceId=; the documented machine requires Detaching i-1.
	// The detach is complete in the instant of its acceptance. “The DetachDisk operation is asynchronous. After a response is returned, it will take about a minute before the disk is detached.” (DetachDisk, description)
	// A client that takes success for the end is right there, and wrong on the real service. Options.Instant admits such a system.
	//
	// # DescribeDisks DiskId=d-1 was answered Available InstanceId=; the documented machine requires Detaching i-1.
	// # No step can be left out.
	// instance i-1 Running
	// disk     d-1 In_use i-1
	// delays   told
	//
	// 0s  DetachDisk    InstanceId=i-1 DiskId=d-1   ok
	// 0s  DescribeDisks DiskId=d-1                  Detaching i-1 got Available InstanceId=
}
