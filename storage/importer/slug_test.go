package importer

import (
	"path/filepath"
	"testing"
)

// A slug that has to be made follows the rules of the language of the library
// that takes the post in.
func TestSlugLanguage(t *testing.T) {
	dir, lib := t.TempDir(), t.TempDir()
	put(t, filepath.Join(dir, "Öl über Käse.md"), "---\ntitle: x\n---\nwords\n")
	put(t, filepath.Join(lib, "galley.toml"), "[site]\nlanguage = \"de\"\n")
	for to, want := range map[string]string{lib: "oel-ueber-kaese", filepath.Join(t.TempDir(), "new"): "ol-uber-kase"} {
		p := plan(t, to, Options{}, dir)
		if len(p.Posts) != 1 || p.Posts[0].Slug != want {
			t.Errorf("posts %v, want the slug %s", p.Posts, want)
		}
	}
}
