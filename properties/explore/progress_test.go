package explore

import "testing"

// pacing returns the pace of a task that nothing stops.
func pacing(t testing.TB) *pace {
	t.Helper()
	task, err := newTask(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := task.begin("test", 0)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
