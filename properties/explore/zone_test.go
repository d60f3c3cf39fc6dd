package explore

import (
	"testing"
	"time"
)

// TestZone tells what can be due first, by hand.
func TestZone(t *testing.T) {
	due := func(id string, delay time.Duration) noting { return noting{id, true, delay * time.Second} }
	first := func(z zone) (ids string) {
		for n, id := range z.notes {
			if _, ok := z.settled(n + 1); ok {
				ids += id
			}
		}
		return ids
	}
	call := func(z zone, noted ...noting) zone {
		t.Helper()
		z, ok := z.called(noted)
		if !ok {
			t.Error("there is no instant for a call")
		}
		return z
	}
	settle := func(z zone, n int) zone {
		t.Helper()
		z, ok := z.settled(n)
		if !ok {
			t.Errorf("note %d is not due first", n)
		}
		return z
	}
	start := newZone([]noting{due("a", 60)})
	at5 := settle(call(start, due("b", 5)), 2)
	both := newZone([]noting{due("a", 5), due("b", 5)})
	for _, test := range []struct {
		why, want string
		zone      zone
	}{
		{"a call can be late", "ab", call(start, due("b", 5))},
		{"a call cannot be early", "a", call(start, due("b", 60))},
		{"at one instant the first to be noted is first", "a", both},
		{"what was due with another still is", "b", settle(both, 1)},
		{"b settled from 5 s on and before 60 s", "ac", call(at5, due("c", 5))},
		{"c has less time than a if it is noted soon enough", "ac", call(at5, due("c", 54))},
		{"c has not", "a", call(at5, due("c", 55))},
		{"a note is dropped", "c", call(call(start, due("b", 5)), noting{id: "a"}, noting{id: "b"}, due("c", 1))},
		{"a note is replaced, and comes last", "ba", call(call(newZone([]noting{due("a", 5)}), due("b", 5)), due("a", 4))},
	} {
		if got := first(test.zone); got != test.want {
			t.Errorf("%s: due first can be %q; expected %q", test.why, got, test.want)
		}
	}
	if _, ok := settle(both, 1).called(nil); ok {
		t.Error("a call comes before what is due at its instant")
	}
	early, late := call(newZone(nil), due("b", 5)), call(call(newZone(nil), due("b", 5)))
	if !late.includes(early) || early.includes(late) {
		t.Error("after a further call b is due in 5 s or less, before it in 5 s")
	}
}
