package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// An input is a file that the arguments of a command name, or why there is none.
type input struct {
	file   string
	err    error // of a directory, which cannot be read
	passed bool  // it is in a directory, and its name does not end as those do that are read
	empty  bool  // it is a directory, and nothing in it is read
}

// inputsOf returns what arguments name: files, standard input, whatever fits a pattern that the
// shell left as it is, and of a directory every file in it, and in those below, whose name ends
// in one of the endings. They are in order, and those of a directory are sorted.
func inputsOf(args []string, endings []string) (all []input) {
	for _, arg := range args {
		for _, file := range fitting(arg) {
			if info, err := os.Stat(file); file != stdinName && err == nil && info.IsDir() {
				all = append(all, inputsIn(file, endings)...)
				continue
			}
			all = append(all, input{file: file})
		}
	}
	return all
}

// fitting returns the files that fit a pattern; where there is a file of that name, or none
// fits, that name alone.
func fitting(pattern string) []string {
	if _, err := os.Lstat(pattern); err == nil || pattern == stdinName {
		return []string{pattern}
	}
	if files, err := filepath.Glob(pattern); err == nil && len(files) > 0 {
		return files
	}
	return []string{pattern} // what is wrong is said when it is opened
}

// inputsIn returns what is in a directory.
func inputsIn(directory string, endings []string) (all []input) {
	empty := true
	err := filepath.WalkDir(directory, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			all, empty = append(all, input{file: file, err: err}), false
		case entry.IsDir():
		case slices.Contains(endings, filepath.Ext(file)):
			all, empty = append(all, input{file: file}), false
		default:
			all = append(all, input{file: file, passed: true})
		}
		return nil
	})
	if err != nil {
		all = append(all, input{file: directory, err: err})
	}
	if empty {
		all = append(all, input{file: directory, empty: true})
	}
	return all
}

// nothingIn says why a directory is not judged.
func nothingIn(endings []string) string {
	last := len(endings) - 1
	if last == 0 {
		return "the name of no file in it ends in " + endings[0]
	}
	return "the name of no file in it ends in " + strings.Join(endings[:last], ", ") + " or " + endings[last]
}
