package main

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// A suite is how what a command judged ended, for programs that read what JUnit writes.
type suite struct {
	XMLName  xml.Name   `xml:"testsuite"`
	Name     string     `xml:"name,attr"`
	Tests    int        `xml:"tests,attr"`
	Failures int        `xml:"failures,attr"`
	Errors   int        `xml:"errors,attr"`
	Cases    []testCase `xml:"testcase"`

	statuses []status // of the files
}

// A testCase is of one file. It has a failure if something is wrong, and an error if it could
// not be judged.
type testCase struct {
	Class   string   `xml:"classname,attr"`
	Name    string   `xml:"name,attr"`
	Failure *problem `xml:"failure"`
	Error   *problem `xml:"error"`
}

type problem struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",cdata"`
}

// add adds how a file ended: the text says what is wrong with it, the first line of that in
// short.
func (s *suite) add(file string, ended status, text string) {
	text = strings.Map(inXML, strings.TrimSpace(text))
	short, _, _ := strings.Cut(text, "\n")
	c := testCase{Class: strings.ReplaceAll(s.Name, " ", "."), Name: file}
	s.statuses = append(s.statuses, ended)
	switch s.Tests++; ended {
	case green:
	case red:
		s.Failures++
		c.Failure = &problem{short, text}
	default:
		s.Errors++
		c.Error = &problem{short, text}
	}
	s.Cases = append(s.Cases, c)
}

// inXML returns a character, or another in the place of one that XML cannot have.
func inXML(c rune) rune {
	if c < ' ' && c != '\t' && c != '\n' || c == 0xFFFE || c == 0xFFFF {
		return utf8.RuneError
	}
	return c
}

// defineJUnit adds the flag that has a command write a suite.
func defineJUnit(c *cobra.Command, file *string) {
	c.Flags().Var(pathName.flag(file), "junit", "write how each file ended to this file, as JUnit does")
	beforeRun(c, func(*cobra.Command, []string) error {
		if *file == "" {
			return nil
		}
		return renewable(*file, junitBegins)
	})
}

// junitBegins is how a file begins that a suite may be written over.
const junitBegins = xml.Header + "<testsuites>"

// end writes what was printed and, if it has a name, the file of the suite, and returns the worst
// of the statuses.
func (s *suite) end(out *bufio.Writer, file string) error {
	if err := out.Flush(); err != nil {
		return err
	}
	if file != "" {
		if err := s.write(file); err != nil {
			return err
		}
	}
	worst := green
	for _, ended := range s.statuses {
		worst = worse(worst, ended)
	}
	return worst.err()
}

// write writes the suite into a file.
func (s *suite) write(file string) error {
	text, err := xml.MarshalIndent(s, "  ", "  ")
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return renew(file, junitBegins+"\n"+string(text)+"\n</testsuites>\n", junitBegins)
}
