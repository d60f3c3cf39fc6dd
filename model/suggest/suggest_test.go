package suggest

import "testing"

func TestNearest(t *testing.T) {
	operations := []string{"DetachDisk", "AttachDisk", "DescribeDisks", "DescribeInstances", "detach-failed", "no.Codes", "no.Codes"}
	for _, tt := range []struct{ word, want string }{
		{"detachdisk", "DetachDisk"},
		{"DetachDisk", "DetachDisk"},
		{"DettachDisk", "DetachDisk"},
		{"AtachDisc", "AttachDisk"},
		{"DescribeDisk", "DescribeDisks"},
		{"DETACH-FAILED", "detach-failed"},
		{"detachf", ""},
		{"detach-", "detach-failed"}, // the only one that begins so
		{"codes", "no.Codes"},        // the only one that ends so behind a dot
		{"describe", ""},             // two do
		{"De", ""},
		{"", ""},
		{"EatDisk", ""},
		{"Gravity", ""},
	} {
		if got := Nearest(tt.word, operations); got != tt.want {
			t.Errorf("%q is nearest to %q, want %q", tt.word, got, tt.want)
		}
	}
}

// A third of the letters may differ, no more; a word of one or two letters only in case.
func TestNearestIsNear(t *testing.T) {
	for _, tt := range []struct {
		word, of string
		near     bool
	}{
		{"abcdef", "abcdXY", true}, {"abcdef", "abcXYZ", false},
		{"abcdef", "abcdefXY", true}, {"abc", "abX", true}, {"abc", "aXY", false},
		{"ab", "aX", false}, {"ab", "AB", true}, {"abcdef", "cdef", true},
	} {
		if got := Nearest(tt.word, []string{tt.of}) != ""; got != tt.near {
			t.Errorf("%s is near to %s: %t, want %t", tt.word, tt.of, got, tt.near)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0}, {"kitten", "sitting", 3}, {"flaw", "lawn", 2}, {"ab", "ba", 2},
	} {
		if got := distance(tt.a, tt.b); got != tt.want {
			t.Errorf("from %q to %q it is %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestExpected(t *testing.T) {
	words := []string{"red", "green"}
	for _, tt := range []struct{ word, want string }{
		{"Green", "did you mean green?"},
		{"blue", "expected red, green"},
	} {
		if got := List(tt.word, words); got != tt.want {
			t.Errorf("of %s is said %q, want %q", tt.word, got, tt.want)
		}
	}
	if got, want := Expected("blue", words, "a colour"), "expected a colour"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
