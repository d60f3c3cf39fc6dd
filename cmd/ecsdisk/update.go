package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// update rewrites a file with the answers that the machine gives, and says what it
// changed.
func (r *replayer) update(file string) error {
	if file == stdinName {
		return errors.New("--update rewrites files; standard input is none")
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	old, err := script.Parse(file, bytes.NewReader(text))
	if err != nil {
		return err
	}
	updated := old.Update()
	rewritten := updated.String()
	if rewritten == string(text) {
		return nil
	}
	if err := replaceFile(file, rewritten); err != nil {
		return err
	}
	answers := 0
	for n, s := range old.Steps {
		action := model.ActionOf(s.Op)
		was, is := script.FormatAnswer(s.Want, action), script.FormatAnswer(updated.Steps[n].Want, action)
		if was == is {
			continue
		}
		answers++
		if !r.flags.quiet {
			fmt.Fprintf(r.out, "%s:%d: %s: %s, was %s\n", file, s.Line, s.Op, is, was)
		}
	}
	fmt.Fprintf(r.out, "%s: rewritten, %s changed\n", file, count(answers, "answer"))
	return nil
}

// replaceFile puts a text in the place of a file, all of it or nothing.
func replaceFile(file, text string) error {
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	if file, err = filepath.EvalSymlinks(file); err != nil {
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
