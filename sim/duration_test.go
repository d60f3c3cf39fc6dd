package sim_test

import (
	"math"
	"testing"
	"time"

	"example.com/ecsdisk/sim"
)

func TestFormatDuration(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"0s": 0, "1s": time.Second, "1m": time.Minute, "1m1s": time.Minute + time.Second, "10m": 10 * time.Minute, "1h": time.Hour,
		"1h30m": 90 * time.Minute, "1h0m1s": time.Hour + time.Second, "20h": 20 * time.Hour, "1.5s": 1500 * time.Millisecond, "-1m": -time.Minute,
	} {
		if got := sim.FormatDuration(d); got != want {
			t.Errorf("FormatDuration(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{"0s": 0, "0": 0, "1m10s": 70 * time.Second, "1.5h": 90 * time.Minute, "9223372036854775807ns": math.MaxInt64} {
		if d, err := sim.ParseDuration(text); err != nil || d != want {
			t.Errorf("ParseDuration(%q) = %v, %v; want %v", text, d, err, want)
		}
	}
	for text, want := range map[string]string{
		"":                      `"": expected a duration such as 0s, 1m10s or 1h`,
		"1":                     `"1": expected a duration such as 0s, 1m10s or 1h`,
		"1day":                  `"1day": expected a duration such as 0s, 1m10s or 1h`,
		"-1s":                   "-1s is negative; expected 0s or more",
		"99999999h":             "99999999h is out of range; expected at most 2562047h",
		"9223372036854775808ns": "9223372036854775808ns is out of range; expected at most 2562047h",
	} {
		if d, err := sim.ParseDuration(text); err == nil || err.Error() != want {
			t.Errorf("ParseDuration(%q) = %v, %v; want %s", text, d, err, want)
		}
	}
}
