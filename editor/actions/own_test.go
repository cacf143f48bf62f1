package actions

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"galley.app/galley/storage"
)

// Only pictures that nothing else names go with a post.
func TestOwn(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"gone.md":            "!! title: Gone\n!! slug: gone\n\n---\n\n![a](/mine.png) ![b](beside%20it.png) ![c](/shared.png) ![d](/card.png) ![e](/typed.png) [f](/linked.png) ![g](none.png) ![h](/link.png) <img src=\"/html.png\">\n",
		"kept.md":            "!! title: Kept\n!! slug: kept\n!! image: /card.png\n\n---\n\n![c](/SHARED.png)\n",
		"sub/deep.md":        "!! title: Deep\n\n---\n\nNothing.\n",
		"beside it.png":      "x",
		"assets/mine.png":    "x",
		"assets/shared.png":  "x",
		"assets/card.png":    "x",
		"assets/typed.png":   "x",
		"assets/linked.png":  "x",
		"assets/html.png":    "x",
		"assets/another.png": "x",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("another.png", filepath.Join(dir, "assets", "link.png")); err != nil {
		t.Fatal(err)
	}
	lib, err := storage.Open(t.Context(), dir, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, file := range own(lib, []string{filepath.Join(dir, "gone.md")}, []string{"![x](/typed.png)"}) {
		rel, _ := filepath.Rel(dir, file)
		got = append(got, filepath.ToSlash(rel))
	}
	if want := []string{"assets/html.png", "assets/mine.png", "beside it.png"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := own(lib, []string{filepath.Join(dir, "kept.md")}, nil); len(got) != 0 {
		t.Errorf("%q", got)
	}
	if err := os.WriteFile(filepath.Join(dir, "broken.md"), []byte("\xff"), 0o644); err != nil {
		t.Fatal(err)
	}
	if lib, err = storage.Open(t.Context(), dir, time.Now()); err != nil {
		t.Fatal(err)
	}
	if got := own(lib, []string{filepath.Join(dir, "gone.md")}, nil); len(got) != 0 {
		t.Errorf("beside a post that cannot be read, which may show any: %q", got)
	}
}
