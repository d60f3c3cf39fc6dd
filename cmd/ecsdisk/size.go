package main

import (
	"fmt"
	"strconv"
	"strings"
)

// byteSize is a number of bytes as a flag.
var byteSize = notation[int64]{"SIZE", parseSize, size}

// units are the units of sizes, the largest first.
var units = []struct {
	name  string
	bytes int64
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}}

func parseSize(text string) (int64, error) {
	number, bytes := text, int64(1)
	for _, u := range units {
		if n, ok := strings.CutSuffix(text, u.name); ok {
			number, bytes = n, u.bytes
		}
	}
	n, err := strconv.ParseFloat(number, 64)
	n *= float64(bytes)
	if inRange := 1 <= n && n < 1<<62; err != nil || !inRange { // what is no number is in no range
		return 0, fmt.Errorf("size %q: expected one such as 512MiB or 2GiB", text)
	}
	return int64(n), nil
}

// size returns a number of bytes in the unit that suits it.
func size(bytes int64) string {
	for _, u := range units {
		if bytes >= u.bytes {
			return strings.TrimSuffix(strconv.FormatFloat(float64(bytes)/float64(u.bytes), 'f', 1, 64), ".0") + u.name
		}
	}
	return strconv.FormatInt(bytes, 10) + "B"
}
