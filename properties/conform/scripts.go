package conform

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"example.com/ecsdisk/sim/script"
)

// Scripts performs script files against a system, one subtest a file: those that a
// test has kept, or any others. What a step wants is not compared: it judges
// each answer by what the documented machine may answer, so that a script written
// under one reading, delay or edition is good for a system of another. A step that the
// system lacks is left out; a script of which nothing is left, whose world the system cannot
// have, or that Config.Edition cannot tell, is skipped. The test fails where no script is found or none is judged.
func Scripts[T Test[T]](t T, c Config, pattern string) {
	t.Helper()
	if err := c.wrong(); err != nil {
		t.Fatalf("%v", err)
	}
	files, err := filepath.Glob(pattern)
	switch {
	case err != nil:
		t.Fatalf("pattern %q: %v", pattern, err)
	case len(files) == 0:
		dir, _ := os.Getwd()
		t.Fatalf("no script matches %q in %s, so nothing was checked", pattern, dir)
	}
	judged := performFiles(t, c, files)
	switch {
	case judged == 0 && !t.Failed():
		t.Errorf("Of the %d scripts that match %q the system was judged by none, so nothing was checked.", len(files), pattern)
	case judged < len(files):
		t.Logf("Not judged, or failed: %d of %d scripts.", len(files)-judged, len(files))
	}
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

// performFiles performs files, and returns how many of them were judged.
func performFiles[T Test[T]](t T, c Config, files []string) (judged int) {
	t.Helper()
	var mu sync.Mutex
	lost := 0
	for _, file := range slices.Sorted(slices.Values(files)) {
		t.Run(filepath.Base(file), func(t T) {
			t.Helper()
			err := performFile(t, c, file)
			mu.Lock()
			switch {
			case err == nil:
				judged++
			case errors.Is(err, ErrLost):
				lost++
			}
			tooManyLost := lost > c.Unjudged
			mu.Unlock()
			switch {
			case errors.Is(err, ErrLost) && tooManyLost:
				t.Fatalf("%v", err)
			case err != nil:
				t.Skipf("Not judged: %v", err)
			}
		})
	}
	return judged
}

// performFile performs a file. The error says why it was not judged.
func performFile[T TB](t T, c Config, file string) error {
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
	if len(s.Steps) == 0 {
		t.Fatalf("%s has no steps, so nothing was checked", file)
	}
	s.World.Machine.Edition = c.Edition
	if err := tell(s); err != nil {
		return err
	}
	lacks, session, err := replay(c, s.World, s.Steps, func(d *Divergence) bool { return known(c.Known, d.Key()) >= 0 })
	var d *Divergence
	diverged := errors.As(err, &d)
	switch {
	case diverged && known(c.Known, d.Key()) < 0:
		t.Errorf("%s\n%s\n%s", evidence{d.Error(), d.Script, file}, replayWith(file), lived(d))
	case errors.Is(err, ErrUnsupported):
		return fmt.Errorf("the system cannot have this world: %w", err)
	case errors.Is(err, ErrLost):
		return err
	case err != nil && session == nil:
		t.Fatalf("%v", err)
	case err != nil && !diverged:
		t.Fatalf("%v\n%s", err, script.Fence("what led there", session.observer.Script().String()))
	case len(session.met) > 0:
		k := c.Known[known(c.Known, session.met[0].Key())]
		t.Logf("Known: %s (%s)", k.Key, k.Reason)
	case session.calls == 0 && lacks != 0:
		return fmt.Errorf("the system lacks %s, and nothing else is asked", lacks)
	case session.calls == 0:
		return errors.New("the script asks nothing that can be asked of the system")
	case lacks != 0:
		t.Logf("Left out, as the system lacks it: %s", lacks)
	}
	return nil
}

// tell says why the edition of a script's world cannot tell it.
func tell(s script.Script) error {
	m := s.World.Machine
	errs := []error{m.Check(), m.CheckState(s.World.State)}
	for _, step := range s.Steps {
		errs = append(errs, m.CheckOp(step.Op))
	}
	return errors.Join(errs...)
}
