package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/assets"
)

// sections are the notices of a file, each with its head.
func sections(text string) []string {
	return strings.Split(text, "\n"+assets.LicenceMark)[1:]
}

// TestLicencesAreThoseOfTheProgram compares the file with what the program is made of: nothing is missing, nothing is
// of another version, and nothing stands there that is no longer used.
func TestLicencesAreThoseOfTheProgram(t *testing.T) {
	t.Chdir("../..")
	want, err := gather([]string{runtime.GOOS}) // modules of other systems may not be here
	if err != nil {
		t.Fatal(err)
	}
	have := sections(assets.Licences)
	for _, s := range sections(string(want)) {
		if head, _, _ := strings.Cut(s, "\n"); !slices.ContainsFunc(have, func(h string) bool { return strings.TrimSpace(h) == strings.TrimSpace(s) }) {
			t.Errorf("assets/licences.txt lacks %s, or has another text; run make licences", head)
		}
	}
	required := requirements(t)
	for _, l := range assets.LicenceList() {
		path, version, _ := strings.Cut(l.Name, " ")
		if strings.Contains(path, ".") && required[path] != version {
			t.Errorf("assets/licences.txt has %s, go.mod says %q; run make licences", l.Name, required[path])
		}
	}
	if !strings.HasPrefix(assets.Licences, head) {
		t.Error("assets/licences.txt begins with something else; run make licences")
	}
}

func requirements(t *testing.T) map[string]string {
	t.Helper()
	b, err := exec.Command("go", "mod", "edit", "-json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var mod struct {
		Require []struct{ Path, Version string }
	}
	if err := json.Unmarshal(b, &mod); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, r := range mod.Require {
		all[r.Path] = r.Version
	}
	return all
}

func TestNoticesIn(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"LICENSE": "a", "NOTICE": "b", "COPYING.txt": "c", "licence.md": "d", "UNLICENSE": "e", "LICENSE-MIT": "f",
		"copy/LICENSE": "a", "src/dep/LICENSE": "g", "fonts/OFL.txt": "h",
		"license.go": "no", "licensed.txt": "no", "README": "no", "testdata/LICENSE": "no", "cmd/x/LICENSE": "no", ".github/LICENSE": "no",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := noticesIn(dir)
	want := []string{"COPYING.txt", "LICENSE", "LICENSE-MIT", "NOTICE", "UNLICENSE", "fonts/OFL.txt", "licence.md", "src/dep/LICENSE"}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
}

func TestAdd(t *testing.T) {
	dir := t.TempDir()
	for text, want := range map[string]string{
		"words\r\nmore\n\n":                  "======== m v1: f\nwords\nmore\n\n",
		"":                                   "",
		"words\n" + assets.LicenceMark + "x": "",
	} {
		file := filepath.Join(dir, "f")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := add(&out, "m v1", file, "f"); out.String() != want || (err == nil) == (want == "") {
			t.Errorf("%q gives %q, %v", text, out.String(), err)
		}
	}
}
