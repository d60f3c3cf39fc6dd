package serve

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A record is the script of a world in a file, written while it runs.
type record struct {
	mu    sync.Mutex
	name  string
	world script.World
	file  *os.File
	head  int64         // where the world lines end
	at    time.Duration // of the last step
	err   error         // the first
}

// recordName returns the name of the record of the n-th world.
func recordName(name string, n int) string {
	if n == 1 {
		return name
	}
	return fmt.Sprintf("%s.%d", name, n)
}

// newRecord creates the file with the lines of the world. A file of that name that holds
// something, such as an earlier record, is not written over.
func newRecord(name string, w script.World) (*record, error) {
	if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() && info.Size() > 0 {
		return nil, fmt.Errorf("record: %s exists, and is not written over: expected a new file", name)
	}
	file, err := os.Create(name)
	if err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	r := &record{name: name, world: w, file: file}
	head := worldLines(w)
	r.head = int64(len(head))
	if _, err = io.WriteString(file, head); err != nil {
		return nil, errors.Join(fmt.Errorf("record: %w", err), file.Close())
	}
	return r, nil
}

// worldLines returns the world lines of a record.
func worldLines(w script.World) string {
	if text := w.String(); text != "" {
		return text + "\n"
	}
	return ""
}

// observe writes an event. What falls due follows from the delays.
func (r *record) observe(e sim.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var text []byte
	switch {
	case e.Comment != "":
		for _, line := range script.CommentOf(e) {
			text = append(append(text, line...), '\n')
		}
	case !e.Due:
		r.at = e.At
		text = append(append(text, script.StepOf(e).String()...), '\n')
	}
	if r.err == nil && len(text) > 0 {
		_, r.err = r.file.Write(text)
	}
}

// end ends the record at the present instant of its world, and puts the attributes
// among the world lines: the whole is written beside the file and takes its place.
func (r *record) end(w *sim.World, attrs script.Attrs) error {
	now := w.Look()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, last := range script.FromHistory(sim.History{Start: now.State, Config: r.world.Config(), End: now}).Steps {
		if r.err == nil && last.At > r.at {
			_, r.err = io.WriteString(r.file, last.String()+"\n")
		}
	}
	if r.err == nil && len(attrs) > 0 {
		r.err = r.rewrite(attrs)
	}
	if err := errors.Join(r.err, r.file.Close()); err != nil {
		return fmt.Errorf("record: %w", err)
	}
	return nil
}

func (r *record) rewrite(attrs script.Attrs) error {
	r.world.Attrs = attrs
	next, err := os.CreateTemp(filepath.Dir(r.name), filepath.Base(r.name)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(next.Name())
	_, err = io.WriteString(next, worldLines(r.world))
	if err == nil {
		_, err = r.file.Seek(r.head, io.SeekStart)
	}
	if err == nil {
		_, err = io.Copy(next, r.file)
	}
	if err == nil {
		err = next.Chmod(0o644)
	}
	if err = errors.Join(err, next.Close()); err != nil {
		return err
	}
	return os.Rename(next.Name(), r.name)
}

// drop takes back a record of which nothing is to be kept.
func (r *record) drop() error {
	if r == nil {
		return nil
	}
	return errors.Join(r.file.Close(), os.Remove(r.name))
}
