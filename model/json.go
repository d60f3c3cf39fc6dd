package model

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/enum"
)

// The JSON of a state is two lists with the API's own names. What is left out of a
// resource is at its default, as in a literal of a [Disk].

type jsonState struct {
	Instances []jsonInstance
	Disks     []jsonDisk
}

type jsonInstance struct {
	InstanceID         InstanceID `json:"InstanceId"`
	Status             string
	OperationLocks     []string `json:",omitempty"`
	InstanceChargeType string   `json:",omitempty"`
	HotPlug            *bool    `json:",omitempty"`
	MaxDataDisks       *uint8   `json:",omitempty"`
}

type jsonDisk struct {
	DiskID             DiskID `json:"DiskId"`
	Status             string
	InstanceID         InstanceID `json:"InstanceId,omitempty"`
	Type               string     `json:",omitempty"`
	Category           string     `json:",omitempty"`
	DiskChargeType     string     `json:",omitempty"`
	Portable           *bool      `json:",omitempty"`
	DeleteWithInstance bool       `json:",omitempty"`
	DeleteAutoSnapshot bool       `json:",omitempty"`
	DetachDeletes      bool       `json:",omitempty"`
	SourceInstanceID   InstanceID `json:"SourceInstanceId,omitempty"`
	DetachedSystem     bool       `json:",omitempty"`
}

// MarshalJSON returns the state as JSON, resources in the order of their ids. Every
// attribute is written out but for an empty InstanceId, no OperationLocks, a
// DeleteWithInstance or DeleteAutoSnapshot that is false, and what no describe shows where it
// is at its default: those are left out. An id or a
// Category that is not UTF-8 is an error: JSON has no place for it, and encoding/json
// would write another one.
func (s State) MarshalJSON() ([]byte, error) {
	out := jsonState{Instances: []jsonInstance{}, Disks: []jsonDisk{}}
	for i := range s.Instances() {
		if !utf8.ValidString(string(i.ID)) {
			return nil, fmt.Errorf("state: the id of instance %q is not UTF-8", i.ID)
		}
		hotPlug := i.HotPlug == True
		var limit *uint8
		if i.MaxDataDisks != DefaultDataDisks {
			limit = &i.MaxDataDisks
		}
		out.Instances = append(out.Instances, jsonInstance{i.ID, i.Status.String(), i.Locks.Reasons(), i.ChargeType.String(), &hotPlug, limit})
	}
	for d := range s.Disks() {
		if !utf8.ValidString(string(d.ID)) || !utf8.ValidString(d.Category) {
			return nil, fmt.Errorf("state: the id or the Category of disk %q, %q, is not UTF-8", d.ID, d.Category)
		}
		portable := d.Portable == True
		out.Disks = append(out.Disks, jsonDisk{d.ID, d.Status.String(), d.InstanceID, d.Type.String(), d.Category,
			d.ChargeType.String(), &portable, d.DeleteWithInstance, d.DeleteAutoSnapshot, d.DetachDeletes, d.SourceInstanceID.InstanceID(), d.DetachedSystem})
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what [State.MarshalJSON] writes. What is left out of a resource, or
// null, is at its default, as in [NewState]. Names that are unknown or that
// come twice, values that are out of range and a world that is not well-formed are
// errors, and the state is then left as it was. So is null: no world is not the empty
// one.
func (s *State) UnmarshalJSON(data []byte) error {
	in, err := decodeState(data)
	if err != nil {
		return fmt.Errorf("state: %w", err)
	}
	var instances []Instance
	for n, j := range in.Instances {
		i, err := j.instance()
		if err != nil {
			return fmt.Errorf("state: Instances[%d]: %w", n, err)
		}
		instances = append(instances, i)
	}
	var disks []Disk
	for n, j := range in.Disks {
		d, err := j.disk()
		if err != nil {
			return fmt.Errorf("state: Disks[%d]: %w", n, err)
		}
		disks = append(disks, d)
	}
	made, err := NewState(instances, disks)
	if err == nil {
		*s = made
	}
	return err
}

// decodeState decodes the one value of data. It refuses what encoding/json lets pass.
func decodeState(data []byte) (*jsonState, error) {
	if !utf8.Valid(data) {
		return nil, errors.New("the input is not UTF-8")
	}
	var in *jsonState
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	switch err := dec.Decode(&in); {
	case err == io.EOF:
		return nil, errors.New("the input is empty")
	case err != nil:
		return nil, err
	case in == nil:
		return nil, errors.New("null is no state; expected an object of Instances and Disks")
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("something follows the closing brace")
	}
	return in, checkNames(json.NewDecoder(bytes.NewReader(data)))
}

// jsonNames are the names of all the objects: a resource's are those of its fields.
var jsonNames = slices.Concat([]string{"Instances", "Disks", "DiskId"}, enum.Names(((book.DiskFields | book.InstanceFields) &^ book.FieldsOf(book.FieldID)).All()))

// checkNames reads one value that has been decoded into a jsonState, and checks that
// its names are spelled just so, each once in its object.
func checkNames(dec *json.Decoder) error {
	token, err := dec.Token()
	delim, nested := token.(json.Delim)
	if err != nil || !nested {
		return err
	}
	var seen []json.Token
	for dec.More() {
		if delim == '{' {
			name, err := dec.Token()
			switch {
			case err != nil:
				return err
			case !slices.Contains(jsonNames, name.(string)):
				return fmt.Errorf("unknown field %q", name)
			case slices.Contains(seen, name):
				return fmt.Errorf("field %q comes twice", name)
			}
			seen = append(seen, name)
		}
		if err := checkNames(dec); err != nil {
			return err
		}
	}
	_, err = dec.Token() // the closing delimiter
	return err
}

func (j jsonInstance) instance() (i Instance, err error) {
	i.ID = j.InstanceID
	i.HotPlug = flagOf(j.HotPlug)
	if j.MaxDataDisks != nil {
		if i.MaxDataDisks = *j.MaxDataDisks; i.MaxDataDisks == 0 {
			return i, fmt.Errorf("MaxDataDisks 0: expected 1 to %d", MostDataDisks)
		}
	}
	if i.Status, err = ParseInstanceStatus(j.Status); err != nil {
		return i, err
	}
	for _, reason := range j.OperationLocks {
		l, err := parseReason(reason)
		if err != nil {
			return i, err
		}
		i.Locks |= l
	}
	i.ChargeType, err = ParseChargeType(cmp.Or(j.InstanceChargeType, PostPaid.String()))
	return i, err
}

func (j jsonDisk) disk() (d Disk, err error) {
	d = Disk{ID: j.DiskID, InstanceID: j.InstanceID, Category: j.Category, Portable: flagOf(j.Portable),
		DeleteWithInstance: j.DeleteWithInstance, DeleteAutoSnapshot: j.DeleteAutoSnapshot,
		DetachDeletes: j.DetachDeletes, SourceInstanceID: SourceOf(j.SourceInstanceID), DetachedSystem: j.DetachedSystem}
	if d.Status, err = ParseDiskStatus(j.Status); err != nil {
		return d, err
	}
	if d.Type, err = ParseDiskType(cmp.Or(j.Type, DataDisk.String())); err != nil {
		return d, err
	}
	d.ChargeType, err = ParseChargeType(cmp.Or(j.DiskChargeType, PostPaid.String()))
	return d, err
}

// flagOf returns Absent for what was left out, or null.
func flagOf(b *bool) Flag {
	if b == nil {
		return Absent
	}
	return FlagOf(*b)
}
