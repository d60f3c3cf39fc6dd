// Package met writes down what tests meet, once each, into a file that several processes
// share.
package met

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Variable is the environment variable that names the file.
const Variable = "ECSDISK_MET"

// An Item is something that was met, in words: those that are not empty are its line.
type Item [5]string

// String returns the item as its line, without the end.
func (i Item) String() string {
	n := 0
	for n < len(i) && i[n] != "" {
		n++
	}
	return strings.Join(i[:n], " ")
}

// A Record is a file of what is met. It is safe for concurrent use.
type Record struct {
	file   string
	stderr io.Writer

	mu  sync.Mutex
	met map[Item]bool // nil once the file cannot be written
}

var (
	mu      sync.Mutex
	records = map[string]*Record{} // by what the environment says
)

// FromEnvironment returns the record that the environment asks for; nil if it asks for none.
func FromEnvironment() *Record {
	file := os.Getenv(Variable)
	if file == "" {
		return nil
	}
	mu.Lock()
	defer mu.Unlock()
	if records[file] == nil {
		records[file] = newRecord(file, os.Stderr)
	}
	return records[file]
}

func newRecord(file string, stderr io.Writer) *Record {
	r := &Record{file: file, stderr: stderr, met: map[Item]bool{}}
	if !filepath.IsAbs(file) {
		r.giveUp(fmt.Errorf("the name is relative, and go test runs each package in a directory of its own; expected an absolute one, such as $PWD/%s", file))
	}
	return r
}

// Meet takes an item down unless it has been met before.
func (r *Record) Meet(i Item) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.met == nil || r.met[i] {
		return
	}
	r.met[i] = true
	if err := r.append(i.String() + "\n"); err != nil {
		r.giveUp(err)
	}
}

// append adds a line in one write, which those of other processes come before or after.
func (r *Record) append(line string) error {
	f, err := os.OpenFile(r.file, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o666)
	if err != nil {
		return err
	}
	_, err = f.WriteString(line)
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// giveUp says once why nothing is taken down any more. No test fails of that.
func (r *Record) giveUp(err error) {
	r.met = nil
	fmt.Fprintf(r.stderr, "ecsdisk: %s=%s: WHAT IS MET IS NOT RECORDED: %v\n", Variable, r.file, err)
}
