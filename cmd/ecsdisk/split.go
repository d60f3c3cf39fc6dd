package main

import (
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"iter"
	"runtime"
	"strconv"
	"strings"

	"example.com/ecsdisk/sim/history"
	"example.com/ecsdisk/sim/script"
)

// A share is one of the parts of a history; the zero value is all of it.
type share struct{ part, of int }

// partNumber is a share as a flag.
var partNumber = notation[share]{"N/M", parseShare, share.String}

func (s share) String() string {
	if s.of == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.part, s.of)
}

func parseShare(text string) (share, error) {
	first, second, _ := strings.Cut(text, "/")
	part, err := strconv.Atoi(first)
	of, wrong := strconv.Atoi(second)
	if err != nil || wrong != nil || part < 1 || part > of || of > maxParts {
		return share{}, fmt.Errorf("expected one such as 2/8, the second of eight parts, and at most %d", maxParts)
	}
	return share{part, of}, nil
}

// maxParts is in how many parts a history can be judged.
const maxParts = 1 << 16

// longFile is from how many bytes on a file is judged by as many cores as there are. One that is
// shorter takes a fraction of a second.
const longFile = 8 << 20

// manyCores is how many cores it takes to be worth it: to judge in parts a file is read twice,
// which costs about as much as a second core saves.
const manyCores = 4

// cores returns by how many cores a file is judged.
func (k *checker) cores(size int64) int {
	if n := runtime.GOMAXPROCS(0); size >= k.long && n >= manyCores {
		return n
	}
	return 1
}

// A twice is a file that is read twice, up to the end that it has at first, for it may grow.
type twice struct {
	name        string
	file        io.ReadSeeker
	start, size int64
	sum         hash.Hash32
	first       io.Reader
}

func newTwice(name string, f io.ReadSeeker, size int64) (*twice, error) {
	start, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil, err
	}
	t := &twice{name: name, file: f, start: start, size: size - start, sum: crc32.New(crc32.MakeTable(crc32.Castagnoli))}
	t.first = io.TeeReader(io.LimitReader(f, t.size), t.sum)
	return t, nil
}

// again returns a reader of the history from its start, after the first has read of it what it
// needs.
func (t *twice) again() *history.Reader {
	_, err := io.Copy(io.Discard, t.first)
	if err == nil {
		_, err = t.file.Seek(t.start, io.SeekStart)
	}
	if err != nil {
		return history.NewReader(t.name, failing{err})
	}
	return history.NewReader(t.name, io.LimitReader(t.file, t.size))
}

// identity says which text it is, to tell it from others.
func (t *twice) identity() string { return fmt.Sprintf("%d-%08x", t.size, t.sum.Sum32()) }

// A failing reader ends by an error.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// ahead yields calls that are read for the first time, to know which resources go together. What
// cannot be read is said the second time.
func (k *checker) ahead(r *history.Reader) iter.Seq[script.Call] {
	return func(yield func(script.Call) bool) {
		for call, err := range r.CallsOver(runtime.GOMAXPROCS(0)) {
			if err != nil || interrupted(k.command.Context()) != nil || !yield(call) {
				return
			}
		}
	}
}

// errReadTwice is that of a history which cannot be read twice.
var errReadTwice = errors.New("it can be read once only; expected a regular file with --split, for that reads it twice")
