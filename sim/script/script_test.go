package script_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/ecsdisk/sim/script"
)

// files returns every script file of the repository by its path from the root of
// the module.
func files(t testing.TB) map[string]string {
	t.Helper()
	root := ".."
	for !exists(filepath.Join(root, "go.mod")) {
		if root = filepath.Join(root, ".."); len(root) > 100 {
			t.Fatal("no go.mod stands above the tests")
		}
	}
	found := map[string]string{}
	module := os.DirFS(root)
	err := fs.WalkDir(module, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".script" {
			return err
		}
		text, err := fs.ReadFile(module, path)
		found[path] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 88 {
		t.Fatalf("the repository has %d script files; expected at least 88", len(found))
	}
	return found
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func parse(t testing.TB, text string) script.Script {
	t.Helper()
	s, err := script.Parse("x.script", strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v, in\n%s", err, text)
	}
	return s
}

func replay(t testing.TB, s script.Script, o script.Options) *script.Report {
	t.Helper()
	r, err := script.Replay(s.World, script.All(s.Steps), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
