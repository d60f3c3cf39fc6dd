package conform

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// Scripts performs script files against a system, one subtest a file: those that a
// test has kept, or any others. What a step wants is not compared: the oracle judges
// each answer by what the documented machine may answer, so that a script written
// under one reading or delay is good for a system of another. A step that the system
// lacks is left out; a script of which nothing is left is skipped.
func Scripts[T Test[T]](t T, c Config, pattern string) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatalf("pattern %q: %v", pattern, err)
	}
	performFiles(t, c, files)
}

// scriptsIn returns the script files of a directory, which there need not be.
func scriptsIn(dir string) (files []string, _ error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) == ".script" {
			files = append(files, filepath.Join(dir, e.Name()))
		}
	}
	return files, nil
}

func performFiles[T Test[T]](t T, c Config, files []string) {
	t.Helper()
	for _, file := range slices.Sorted(slices.Values(files)) {
		t.Run(filepath.Base(file), func(t T) {
			t.Helper()
			performFile(t, c, file)
		})
	}
}

func performFile[T Test[T]](t T, c Config, file string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatalf("%v", err)
	}
	defer f.Close()
	s, err := script.Parse(file, f)
	if err != nil {
		t.Fatalf("%v", err)
	}
	lacks, session, err := replay(c, s.World, s.Steps)
	var d *Divergence
	switch {
	case errors.Is(err, ErrUnsupported):
		t.Skipf("the system cannot have this world: %v", err)
	case errors.As(err, &d) && known(c.Known, d) < 0:
		t.Errorf("%s", d.message(file))
	case session == nil && err != nil:
		t.Fatalf("%v", err)
	case len(session.met) > 0:
		t.Skipf("known: %s", session.met[0].Reason)
	case errors.Is(err, ErrLost):
		t.Skipf("%v", err)
	case err != nil:
		t.Fatalf("%v\n%s", err, script.Fence("what led there", session.oracle.Script().String()))
	case lacks != 0 && !slices.ContainsFunc(s.Steps, func(s script.Step) bool { return !lacks.Has(model.ActionOf(s.Op)) }):
		t.Skipf("the system lacks %s", lacks)
	}
}
