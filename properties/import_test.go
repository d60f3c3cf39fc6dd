package properties_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"text/template"
)

// TestImport is a module of somebody else's, which needs ecsdisk in its tests: a
// requirement and a replacement in its go.mod, and nothing from the network. The
// tests of its driver fail where the driver is wrong, and say how.
func TestImport(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a module")
	}
	dir := importModule(t)

	out, err := goTest(t, dir, "^TestDetach$")
	if exit := new(exec.ExitError); !errors.As(err, &exit) {
		t.Errorf("the driver that does not wait passes: %v\n%s", err, out)
	}
	for _, want := range []string{
		"success, and yet: d-1 Detaching since 0s, due 1m\n",
		"0s  DetachDisk InstanceId=i-a DiskId=d-1   ok\n",
		"ecsdisk replay ",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the test does not say %q:\n%s", want, out)
		}
	}
	kept, err := filepath.Glob(filepath.Join(dir, "testdata", "ecsdisk", "TestDetach", "*.script"))
	if err != nil || len(kept) != 1 {
		t.Errorf("the test keeps %d scripts: %v %v", len(kept), kept, err)
	}

	out, err = goTest(t, dir, "^TestDetachAnd")
	for _, test := range []string{"TestDetachAndSleep", "TestDetachAndWait"} {
		if err != nil || !strings.Contains(out, "--- PASS: "+test) {
			t.Errorf("a driver that waits fails %s: %v\n%s", test, err, out)
		}
	}
}

// TestREADMEStory runs the test of the README as it stands there, in a module that imports this
// one as the README says, and beside it the test of which the README has a part.
func TestREADMEStory(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a module")
	}
	readme, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	after := func(opening, closing string) string {
		_, text, there := strings.Cut(string(readme), opening)
		text, _, ends := strings.Cut(text, closing)
		if !there || !ends {
			t.Fatalf("the README has no %q that ends with %q", opening, closing)
		}
		return text
	}
	fake, err := os.ReadFile(filepath.Join("testdata", "story", "fake_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":        "module example.com/reader\n\ngo 1.26.0\n",
		"story_test.go": after("```go\n", "```\n"),
		"fake_test.go":  string(fake),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	edit := exec.Command("go", strings.Fields("mod edit "+after("\ngo mod edit ", "\n"))...)
	for n, arg := range edit.Args {
		edit.Args[n] = strings.Replace(arg, "../ecsdisk", root, 1)
	}
	edit.Dir = dir
	if out, err := edit.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := goTest(t, dir, ".")
	for _, test := range []string{"TestAcceptedIsNotDetached", "TestFake"} {
		if err != nil || !strings.Contains(out, "--- PASS: "+test) {
			t.Errorf("%s does not pass: %v\n%s", test, err, out)
		}
	}
}

// importModule makes the module of testdata/import, and returns its directory.
func importModule(t *testing.T) string {
	t.Helper()
	dir := newModule(t)
	files, err := filepath.Glob(filepath.Join("testdata", "import", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(file)), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// newModule makes a module with this one in the place of a version of it, and returns its
// directory. Its go.mod is a template, since one of its own would make it no part of this
// module.
func newModule(t *testing.T) string {
	t.Helper()
	template := template.Must(template.ParseFiles(filepath.Join("testdata", "import", "go.mod.template")))
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	mod, err := os.Create(filepath.Join(dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	defer mod.Close()
	if err := template.Execute(mod, root); err != nil {
		t.Fatal(err)
	}
	return dir
}

// goTest runs tests of a module without a network, a workspace or flags of the
// environment's.
func goTest(t *testing.T, dir, run string) (output string, err error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "test", "-count=1", "-v", "-run", run, ".")
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), "GOPROXY=off", "GOFLAGS=", "GOWORK=off")
	out, err := cmd.CombinedOutput()
	return string(out), err
}
