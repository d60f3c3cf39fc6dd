package conform_test

import (
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/conform"
)

// Scripts as a test table: whatever a system was once found out by, and whatever a
// person wrote, is performed one subtest a file.
func TestScriptsAsATable(t *testing.T) {
	system := conform.Config{New: newTold(model.Machine{})} // in your test: your system
	conform.Scripts(t, system, "../../cmd/ecsdisk/testdata/s*.script")
}
