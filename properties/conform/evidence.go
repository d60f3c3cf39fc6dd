package conform

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"example.com/ecsdisk/sim/script"
)

// Evidence is what a failing test has to show: it is printed first, and then kept.
type evidence struct {
	sentence string
	script   script.Script
	file     string // in which it is to be kept
}

// A script of more steps is printed in part, and so is a world of more lines.
const (
	longScript = 100
	longWorld  = 50
	headSteps  = 20
	tailSteps  = 40
)

// String returns the sentence and the script between its fences. Of a long script it
// has the two ends, and no fences: they hold whole scripts.
func (e evidence) String() string {
	if !e.long() {
		return e.sentence + "\n" + e.whole()
	}
	world := strings.SplitAfter(strings.TrimSuffix(e.script.World.String(), "\n"), "\n")
	if left := len(world) - headSteps; len(world) > longWorld {
		world = append(world[:headSteps:headSteps], fmt.Sprintf("… %d lines more of the world …", left))
	}
	steps := e.script.Steps
	if left := len(steps) - headSteps - tailSteps; len(steps) > longScript {
		head, tail := script.Script{Steps: steps[:headSteps]}, script.Script{Steps: steps[len(steps)-tailSteps:]}
		return fmt.Sprintf("%s\nThe script, in part:\n%s\n\n%s… %d steps in between …\n%s", e.sentence, strings.Join(world, ""), head, left, tail)
	}
	return fmt.Sprintf("%s\nThe script, in part:\n%s\n\n%s", e.sentence, strings.Join(world, ""), script.Script{Steps: steps})
}

// whole returns the script between its fences.
func (e evidence) whole() string {
	return strings.TrimSuffix(script.Fence(filepath.ToSlash(e.file), e.script.String()), "\n")
}

func (e evidence) long() bool {
	return len(e.script.Steps) > longScript || strings.Count(e.script.World.String(), "\n") > longWorld
}

// keep keeps the script, and says where, with the command that replays it; or that it
// could not, and then the script, if it was not printed whole.
func (e evidence) keep(t interface {
	Helper()
	Logf(format string, args ...any)
}) {
	t.Helper()
	err := keep(e.file, e.script)
	switch {
	case err == nil:
		t.Logf("It is kept. %s", replayWith(e.file))
	case e.long():
		t.Logf("The script could not be kept: %v\n%s", err, e.whole())
	default:
		t.Logf("The script could not be kept: %v", err)
	}
}

// replayWith returns the command that replays a file.
func replayWith(file string) string {
	if abs, err := filepath.Abs(file); err == nil {
		file = abs
	}
	return "Replay it with\n\tecsdisk replay " + script.ShellQuote(file)
}

// fileOf returns the name of the file in which a test keeps a script.
func fileOf(test string, s script.Script) string {
	sum := sha256.Sum256([]byte(s.String()))
	return filepath.Join(dirOf(test), fmt.Sprintf("%x.script", sum[:6]))
}

// dirOf returns the directory in which a test keeps its scripts.
func dirOf(test string) string {
	clean := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '_'
		}
		return r
	}, test)
	return filepath.Join("testdata", "ecsdisk", clean)
}

// keep writes a script to its file, unless it is there.
func keep(file string, s script.Script) error {
	if _, err := os.Stat(file); err == nil {
		return nil // its name is its content
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(s.String()), 0o644)
}
