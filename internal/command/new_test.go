package command

import (
	"path/filepath"
	"strings"
	"testing"
)

// A slug is made by the rules of the library's language.
func TestNewLanguage(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "galley.toml"), "[site]\nlanguage = \"de\"\n")
	if out := must(t, "new", "--dir", dir, "Grün über Öl & Käse"); out != filepath.Join(dir, "wip-gruen-ueber-oel-und-kaese.md")+"\n" {
		t.Errorf("printed %q", out)
	}
	put(t, filepath.Join(dir, "a.md"), "!! title: Öl\n!! slug: Öl\n!! published: 2024-01-01\n!! description: D\n\n---\n\nx\n")
	if _, out, _ := run(t, "", "check", filepath.Join(dir, "a.md")); !strings.Contains(out, "could be oel") {
		t.Errorf("check says %q", out)
	}
}
