package main

import (
	"errors"
	"fmt"
	"net"
	"regexp"
	"strconv"
)

var (
	address    = notation[string]{"ADDRESS", parseAddress, asIs}
	worldName  = notation[string]{"string", parseWorldName, asIs}
	regionID   = notation[string]{"REGION", parseRegion, asIs}
	clockScale = notation[float64]{"float", parseScale, formatScale}
)

// parseAddress reads where to listen.
func parseAddress(text string) (string, error) {
	_, port, err := net.SplitHostPort(text)
	if err != nil {
		return "", fmt.Errorf("%w; expected one such as 127.0.0.1:8080", err)
	}
	if _, err := net.LookupPort("tcp", port); err != nil {
		return "", fmt.Errorf("port %q; expected a number from 0 to 65535", port)
	}
	return text, nil
}

func hostOf(address string) string {
	host, _, _ := net.SplitHostPort(address)
	return host
}

// parseWorldName reads the name of a file, or - for standard input.
func parseWorldName(text string) (string, error) {
	if text == stdinName {
		return text, nil
	}
	return parsePath(text)
}

var region = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func parseRegion(text string) (string, error) {
	if !region.MatchString(text) {
		return "", errors.New("expected one such as cn-hangzhou")
	}
	return text, nil
}

// maxScale is how fast a clock can go: a year in half a minute.
const maxScale = 1_000_000

// parseScale reads how many times as fast as real time a clock goes.
func parseScale(text string) (float64, error) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || !(n >= 0 && n <= maxScale) {
		return 0, fmt.Errorf("expected a number from 0 to %d", maxScale)
	}
	return n, nil
}

func formatScale(n float64) string { return strconv.FormatFloat(n, 'g', -1, 64) }
