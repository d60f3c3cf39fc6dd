package sim

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
)

// FormatDuration returns d as [time.Duration.String] does without the parts that
// are zero: "1m" and not "1m0s".
func FormatDuration(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = s[:len(s)-2]
	}
	if strings.HasSuffix(s, "h0m") {
		s = s[:len(s)-2]
	}
	return s
}

var errNoDuration = errors.New("expected a duration such as 0s, 1m10s or 1h")

// ParseDuration is the inverse of [FormatDuration] for one that is not negative.
func ParseDuration(text string) (time.Duration, error) {
	switch d, err := time.ParseDuration(text); {
	case err == nil && d < 0:
		return 0, fmt.Errorf("%s is negative; expected 0s or more", text)
	case err == nil:
		return d, nil
	case tooLong(text):
		return 0, fmt.Errorf("%s is out of range; expected at most %s", text, FormatDuration(time.Duration(math.MaxInt64).Truncate(time.Hour)))
	}
	return 0, fmt.Errorf("%q: %w", text, errNoDuration)
}

// tooLong reports whether a text would be a duration if its numbers were smaller.
func tooLong(text string) bool {
	zero := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '0'
		}
		return r
	}, text)
	_, err := time.ParseDuration(zero)
	return err == nil && !strings.HasSuffix(zero, "0") // 0 alone needs no unit
}
