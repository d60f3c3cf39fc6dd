package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// replaceFile puts a text in the place of a file, all of it or nothing.
func replaceFile(file, text string) error {
	file, err := filepath.EvalSymlinks(file)
	if err != nil {
		return err
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*")
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	err = errors.Join(err, f.Chmod(info.Mode().Perm()), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// renewable returns an error if a file is there that does not begin as it is to: what is
// in it would be lost.
func renewable(file, begins string) error {
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
		return nil // what is wrong is said when it is written
	}
	text, err := os.ReadFile(file)
	if err == nil && !strings.HasPrefix(string(text), begins) {
		err = fmt.Errorf("%s exists, and is not written over: expected a new file, or one that begins %q", file, begins)
	}
	return err
}

// renew writes a text that begins so into a file, and over none that does not.
func renew(file, text, begins string) error {
	if err := renewable(file, begins); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(text), 0o666)
}

// writeTo writes a text into a file that is not there yet.
func writeTo(file, text string) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// writeNew writes a script into a directory under a name that no file has: the given
// one, or that and a number.
func writeNew(directory, name, text string) (file string, err error) {
	if err := os.MkdirAll(directory, 0o777); err != nil {
		return "", err
	}
	file = filepath.Join(directory, name+".script")
	for n := 2; ; n++ {
		if err := writeTo(file, text); !errors.Is(err, fs.ErrExist) {
			return file, err
		}
		file = filepath.Join(directory, name+"-"+strconv.Itoa(n)+".script")
	}
}
