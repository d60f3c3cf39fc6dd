package main

import (
	"errors"
	"fmt"
	"net"
	"regexp"
	"strconv"

	"example.com/ecsdisk/sim"
)

// An addressFlag is where to listen as a flag.
type addressFlag string

func (f *addressFlag) String() string { return string(*f) }

func (f *addressFlag) Set(text string) error {
	_, port, err := net.SplitHostPort(text)
	if err != nil {
		return fmt.Errorf("%w; expected one such as 127.0.0.1:8080", err)
	}
	if _, err := net.LookupPort("tcp", port); err != nil {
		return fmt.Errorf("port %q; expected a number from 0 to 65535", port)
	}
	*f = addressFlag(text)
	return nil
}

func (*addressFlag) Type() string { return "ADDRESS" }

// host is the host of the address.
func (f addressFlag) host() string {
	host, _, _ := net.SplitHostPort(string(f))
	return host
}

// A worldFlag is the file of a world; - is standard input.
type worldFlag struct{ pathFlag }

func (f *worldFlag) Set(text string) error {
	if text == stdinName {
		f.pathFlag = stdinName
		return nil
	}
	return f.pathFlag.Set(text)
}

// A regionFlag is the id of a region as a flag.
type regionFlag string

func (f *regionFlag) String() string { return string(*f) }

func (f *regionFlag) Set(text string) error {
	if !region.MatchString(text) {
		return errors.New("expected one such as cn-hangzhou")
	}
	*f = regionFlag(text)
	return nil
}

func (*regionFlag) Type() string { return "REGION" }

var region = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// A scaleFlag is how many times as fast as real time a clock goes.
type scaleFlag float64

func (f *scaleFlag) String() string { return strconv.FormatFloat(float64(*f), 'g', -1, 64) }

func (f *scaleFlag) Set(text string) error {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || !(n >= 0 && n <= maxScale) {
		return fmt.Errorf("expected a number from 0 to %d", maxScale)
	}
	*f = scaleFlag(n)
	return nil
}

func (*scaleFlag) Type() string { return "float" }

// maxScale is how fast a clock can go: a year in half a minute.
const maxScale = 1_000_000

// faultsFlag is faults as a flag that may be repeated.
type faultsFlag []sim.Fault

func (f *faultsFlag) String() string { return join(*f) }

func (f *faultsFlag) Set(text string) error {
	fault, err := sim.ParseFault(text)
	if err == nil {
		*f = append(*f, fault)
	}
	return err
}

func (*faultsFlag) Type() string { return "FAULT" }
