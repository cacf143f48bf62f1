package replacing

import (
	"os"
	"path/filepath"
	"testing"

	"galley.app/galley/storage/replace"
)

// A file that several posts of the list are links to is looked through once, and
// changed once; posts that cannot be read are counted.
func TestSearchOfLinkedFiles(t *testing.T) {
	dir := t.TempDir()
	real := filepath.Join(dir, "0001-jar.md")
	if err := os.WriteFile(real, []byte("!! title: Jar\n!! slug: jar\n\n---\n\na jar and a jar\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	link, gone := filepath.Join(dir, "0002-link.md"), filepath.Join(dir, "0003-gone.md")
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	q := replace.Query{With: "lid"}
	q.Text = "jar"
	r, err := q.Compile()
	if err != nil {
		t.Fatal(err)
	}
	load := func(path string) (string, error) {
		src, err := os.ReadFile(path)
		return string(src), err
	}
	for _, list := range [][]string{{real, link, gone}, {link, real, link, gone}} {
		var posts []Post
		for _, path := range list {
			posts = append(posts, Post{Path: path})
		}
		f := search(t.Context(), posts, load, r)
		if len(f.changes) != 1 || f.changes[0].Path != list[0] || f.counts[0] != 2 || f.refused != 1 {
			t.Errorf("%q: %d changes, %v places, %d refused", list, len(f.changes), f.counts, f.refused)
		}
	}
}
