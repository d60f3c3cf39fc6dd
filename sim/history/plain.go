package history

import (
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// Most lines are of a few operations, with nothing but strings without escapes, Booleans and no
// white space. What such a line says is read here in one go; of any other readPlain and
// showPlain say that they cannot, and [Reader.readAsked] and [Reader.readShown] make the same
// of it. FuzzPlain holds them to that.

// plainText is what is left of a text.
type plainText struct {
	b  []byte
	ok bool // false once something is not as it has to be
}

// skip takes a character if it comes next.
func (p *plainText) skip(c byte) bool {
	if len(p.b) > 0 && p.b[0] == c {
		p.b = p.b[1:]
		return true
	}
	return false
}

// must takes a character that has to come next.
func (p *plainText) must(c byte) {
	if !p.skip(c) {
		p.ok = false
	}
}

// word takes a string, which has no escapes.
func (p *plainText) word() []byte {
	if p.must('"'); !p.ok {
		return nil
	}
	for at, c := range p.b {
		switch {
		case c == '"':
			word := p.b[:at]
			p.b = p.b[at+1:]
			return word
		case c == '\\' || c < ' ':
			p.ok = false
			return nil
		}
	}
	p.ok = false
	return nil
}

// flag takes a Boolean.
func (p *plainText) flag() bool {
	switch {
	case len(p.b) > 4 && string(p.b[:4]) == "true":
		p.b = p.b[4:]
		return true
	case len(p.b) > 5 && string(p.b[:5]) == "false":
		p.b = p.b[5:]
		return false
	}
	p.ok = false
	return false
}

// next takes what stands before a member or an element: nothing before the first, else a comma.
// It returns false at the end, which it takes.
func (p *plainText) next(first bool, closing byte) bool {
	if !p.ok || p.skip(closing) {
		return false
	}
	if !first {
		p.must(',')
	}
	return p.ok
}

// Which parameters there are.
const (
	hasInstance = 1 << iota
	hasDisk
	hasDelete
	hasSnapshot
	hasForce
	hasStatus
	hasList
	hasRegion
)

// plainOp returns an operation that is read here, and its parameters; none of another. A switch
// over constants is what is fastest here.
func plainOp(name []byte) (action book.Action, params int) {
	switch string(name) {
	case "DetachDisk":
		return book.ActionDetachDisk, hasInstance | hasDisk | hasDelete
	case "AttachDisk":
		return book.ActionAttachDisk, hasInstance | hasDisk | hasDelete
	case "DeleteDisk":
		return book.ActionDeleteDisk, hasDisk
	case "ModifyDiskAttribute":
		return book.ActionModifyDiskAttribute, hasDisk | hasDelete | hasSnapshot
	case "ReInitDisk":
		return book.ActionReInitDisk, hasDisk
	case "StartInstance":
		return book.ActionStartInstance, hasInstance
	case "StopInstance":
		return book.ActionStopInstance, hasInstance
	case "RebootInstance":
		return book.ActionRebootInstance, hasInstance
	case "DeleteInstance":
		return book.ActionDeleteInstance, hasInstance | hasForce
	case "DescribeDisks":
		return book.ActionDescribeDisks, hasInstance | hasStatus | hasList
	case "DescribeInstances":
		return book.ActionDescribeInstances, hasStatus | hasList
	}
	return 0, 0
}

// readPlain returns what was asked, which holds until it is called again; nil if it cannot.
func (r *Reader) readPlain(name, object []byte) *asked {
	action, params := plainOp(name)
	if params == 0 {
		return nil
	}
	var instance, disk, status string
	var deletes, snapshot, force model.Flag
	var disks []model.DiskID
	var instances []model.InstanceID
	seen := 0
	region := false
	p := plainText{object, true}
	p.must('{')
	for first := true; p.next(first, '}'); first = false {
		is := 0
		name := p.word()
		p.must(':')
		switch string(name) {
		case "InstanceId":
			is, instance = hasInstance, r.intern(p.word())
		case "DiskId":
			is, disk = hasDisk, r.intern(p.word())
		case "DeleteWithInstance":
			is, deletes = hasDelete, model.FlagOf(p.flag())
		case "DeleteAutoSnapshot":
			is, snapshot = hasSnapshot, model.FlagOf(p.flag())
		case "Force":
			is, force = hasForce, model.FlagOf(p.flag())
		case "Status":
			is, status = hasStatus, r.intern(p.word())
		case "RegionId":
			is, region = hasRegion, len(p.word()) > 0
		case "DiskIds":
			if is = hasList; action == book.ActionDescribeDisks {
				disks = listPlain[model.DiskID](r, &p)
			} else {
				p.ok = false
			}
		case "InstanceIds":
			if is = hasList; action == book.ActionDescribeInstances {
				instances = listPlain[model.InstanceID](r, &p)
			} else {
				p.ok = false
			}
		}
		if is&(params|hasRegion) == 0 || seen&is != 0 {
			return nil
		}
		seen |= is
	}
	if !p.ok || len(p.b) > 0 {
		return nil
	}
	r.plain = asked{action: action, pageSize: defaultPage}
	if region {
		r.plain.ignored = r.inRegion[action]
		if r.plain.ignored == nil {
			r.plain.ignored = []*int{r.counter(r.ignored, "parameter RegionId of "+action.String())}
			r.inRegion[action] = r.plain.ignored
		}
	}
	i, d := model.InstanceID(instance), model.DiskID(disk)
	switch action {
	case book.ActionDetachDisk:
		r.plain.op = model.DetachDisk{InstanceID: i, DiskID: d, DeleteWithInstance: deletes}
	case book.ActionAttachDisk:
		r.plain.op = model.AttachDisk{InstanceID: i, DiskID: d, DeleteWithInstance: deletes == model.True}
	case book.ActionDeleteDisk:
		r.plain.op = model.DeleteDisk{DiskID: d}
	case book.ActionModifyDiskAttribute:
		r.plain.op = model.ModifyDiskAttribute{DiskID: d, DeleteWithInstance: deletes, DeleteAutoSnapshot: snapshot}
	case book.ActionReInitDisk:
		r.plain.op = model.ReInitDisk{DiskID: d}
	case book.ActionStartInstance:
		r.plain.op = model.StartInstance{InstanceID: i}
	case book.ActionStopInstance:
		r.plain.op = model.StopInstance{InstanceID: i}
	case book.ActionRebootInstance:
		r.plain.op = model.RebootInstance{InstanceID: i}
	case book.ActionDeleteInstance:
		r.plain.op = model.DeleteInstance{InstanceID: i, Force: force == model.True}
	case book.ActionDescribeDisks:
		r.plain.op = model.DescribeDisks{DiskIDs: disks, InstanceID: i, Status: status}
	case book.ActionDescribeInstances:
		r.plain.op = model.DescribeInstances{InstanceIDs: instances, Status: status}
	}
	return &r.plain
}

// listPlain takes a list of strings.
func listPlain[ID ~string](r *Reader, p *plainText) []ID {
	p.must('[')
	ids := make([]ID, 0, 1)
	for first := true; p.next(first, ']'); first = false {
		ids = append(ids, ID(r.intern(p.word())))
	}
	return ids
}

// A slab has values that are made some at a time.
type slab[T any] struct{ left []T }

// slabSize is how many values are made at a time, and so how many may be kept for one of them.
const slabSize = 16

// next returns a new value.
func (s *slab[T]) next() *T {
	if len(s.left) == 0 {
		s.left = make([]T, slabSize)
	}
	v := &s.left[0]
	s.left = s.left[1:]
	return v
}

// showPlain returns what a describe shows, which holds until it is called again; nil if it
// cannot.
func (r *Reader) showPlain(describe book.Action, object []byte) *shown {
	r.plainShown = shown{ids: r.plainShown.ids[:0], ignored: r.plainShown.ignored[:0]}
	var all []model.Shown
	p := plainText{object, true}
	p.must('{')
	for first := true; p.next(first, '}'); first = false {
		word := p.word()
		if len(word) == 0 {
			return nil
		}
		id := r.intern(word)
		if len(r.plainShown.ids) >= maxPlain {
			return nil
		}
		r.plainShown.ids = append(r.plainShown.ids, id)
		p.must(':')
		p.must('{')
		var s model.Shown
		if describe == book.ActionDescribeDisks {
			s = r.diskPlain(&p, id)
		} else {
			s = r.instancePlain(&p, id)
		}
		all = append(all, s)
	}
	if !p.ok || len(p.b) > 0 || hasTwice(r.plainShown.ids) {
		return nil
	}
	r.plainShown.all = all
	return &r.plainShown
}

// maxPlain is how many resources may be shown, so that it can be seen at once whether one is
// shown twice.
const maxPlain = 8

func hasTwice(ids []string) bool {
	for n, id := range ids {
		for _, other := range ids[:n] {
			if id == other {
				return true
			}
		}
	}
	return false
}

// diskPlain takes the fields of a disk.
func (r *Reader) diskPlain(p *plainText, id string) model.Shown {
	d := r.disks.next()
	d.ID = model.DiskID(id)
	stated := book.FieldsOf(book.FieldID)
	attached := false
	for first := true; p.next(first, '}'); first = false {
		name := p.word()
		p.must(':')
		f := book.FieldID
		switch string(name) {
		case "Attachments":
			if attached {
				p.ok = false
			}
			attached = true
			r.attachmentsPlain(p)
			continue
		case "Type":
			f = book.FieldType
			switch string(p.word()) {
			case "system":
				d.Type = model.SystemDisk
			case "data":
			default:
				p.ok = false
			}
		case "DiskChargeType":
			f, d.ChargeType = book.FieldDiskChargeType, p.chargeType()
		case "Status":
			f, d.Status = book.FieldStatus, oneOf(p, diskStatuses)
		case "InstanceId":
			f, d.InstanceID = book.FieldInstanceID, model.InstanceID(r.intern(p.word()))
		case "DeleteWithInstance":
			f, d.DeleteWithInstance = book.FieldDeleteWithInstance, p.flag()
		case "DeleteAutoSnapshot":
			f, d.DeleteAutoSnapshot = book.FieldDeleteAutoSnapshot, p.flag()
		case "Portable":
			f, d.Portable = book.FieldPortable, model.FlagOf(p.flag())
		case "Category":
			f, d.Category = book.FieldCategory, r.intern(p.word())
		}
		if f == book.FieldID || stated.Has(f) {
			p.ok = false
		}
		stated |= 1 << f
	}
	return model.Shown{Resource: model.Resource{Disk: d}, Stated: stated}
}

// attachmentsPlain takes where a disk is attached, which the machine does not have besides.
func (r *Reader) attachmentsPlain(p *plainText) {
	p.must('[')
	for first := true; p.next(first, ']'); first = false {
		p.must('{')
		p.word()
		p.must(':')
		p.word()
		p.must('}')
	}
	if r.attachments == nil {
		r.attachments = r.counter(r.ignored, "field Attachments of a disk that is shown")
	}
	r.plainShown.ignored = append(r.plainShown.ignored, r.attachments)
}

// chargeType takes a charge type.
var (
	diskStatuses     = slices.Collect(model.DiskStatuses())
	instanceStatuses = slices.Collect(model.InstanceStatuses())
)

// oneOf takes the name of a value.
func oneOf[T interface {
	~uint8
	String() string
}](p *plainText, all []T) T {
	name := p.word()
	for _, v := range all {
		if v.String() == string(name) {
			return v
		}
	}
	p.ok = false
	return 0
}

func (p *plainText) chargeType() model.ChargeType {
	switch string(p.word()) {
	case "PrePaid":
		return model.PrePaid
	case "PostPaid":
	default:
		p.ok = false
	}
	return model.PostPaid
}

// locks takes the locks of an instance.
func (p *plainText) locks() (locks model.Locks) {
	p.must('[')
	for first := true; p.next(first, ']'); first = false {
		p.must('{')
		if string(p.word()) != "LockReason" {
			p.ok = false
		}
		p.must(':')
		switch string(p.word()) {
		case "security":
			locks |= model.LockSecurity
		case "financial":
			locks |= model.LockFinancial
		default:
			p.ok = false
		}
		p.must('}')
	}
	return locks
}

// instancePlain takes the fields of an instance.
func (r *Reader) instancePlain(p *plainText, id string) model.Shown {
	i := r.instances.next()
	i.ID = model.InstanceID(id)
	stated := book.FieldsOf(book.FieldID)
	for first := true; p.next(first, '}'); first = false {
		name := p.word()
		p.must(':')
		f := book.FieldID
		switch string(name) {
		case "Status":
			f, i.Status = book.FieldStatus, oneOf(p, instanceStatuses)
		case "OperationLocks":
			f, i.Locks = book.FieldOperationLocks, p.locks()
		case "InstanceChargeType":
			f, i.ChargeType = book.FieldInstanceChargeType, p.chargeType()
		}
		if f == book.FieldID || stated.Has(f) {
			p.ok = false
		}
		stated |= 1 << f
	}
	return model.Shown{Resource: model.Resource{Instance: i}, Stated: stated}
}
