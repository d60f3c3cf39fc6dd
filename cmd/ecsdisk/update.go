package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// update rewrites a file with the answers that the machine gives, and says what it
// changed, by the lines of the new file: nothing, if the file was so. Where it cannot
// write, it still says what it was to change.
func update(file string, e book.Edition) (said string, err error) {
	if file == stdinName {
		return "", errors.New("--update rewrites files; standard input is none")
	}
	in, err := open(file)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(in)
	in.Close()
	if err != nil {
		return "", err
	}
	r := script.NewReader(file, bytes.NewReader(text))
	r.In(e)
	old, err := r.Script()
	if err != nil {
		return "", err
	}
	rewritten := old.Update().String()
	if rewritten == string(text) {
		return "", nil
	}
	updated, err := script.Parse(file, strings.NewReader(rewritten))
	if err != nil {
		return "", err
	}
	answers := 0
	for n, s := range old.Steps {
		action := model.ActionOf(s.Op)
		was, is := script.FormatAnswer(s.Want, action), script.FormatAnswer(updated.Steps[n].Want, action)
		if was == is {
			continue
		}
		answers++
		said += fmt.Sprintf("%s:%d: %s: %s, was %s\n", file, updated.Steps[n].Line, s.Op, is, was)
	}
	if err := replaceFile(file, rewritten); err != nil {
		return said, fmt.Errorf("%s is left as it was: %w", file, err)
	}
	return said + fmt.Sprintf("%s: rewritten, %s changed\n", file, count(answers, "answer")), nil
}
