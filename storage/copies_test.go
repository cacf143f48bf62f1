package storage

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"galley.app/galley/storage/check"
	"galley.app/galley/storage/post"
)

// TestCopyOf: a copy is a draft whose title and slug no other post has.
func TestCopyOf(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	src := "\ufeff!! title: Marbles\r\n!! slug: marbles\r\n!! published: 2024-01-02\r\n!! description: d\r\n\r\n---\r\n\r\nText.\r\n"
	put("0007-marbles.md", src)
	put("wip-marbles-mine.md", "x")
	put("other.md", "!! title: Other\n!! slug: marbles-mine-2\n\n---\n")
	lib, err := Open(t.Context(), dir, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "0007-marbles.md")
	at, text := copyBeside(path, src, "mine", lib.Slugs())
	if want := filepath.Join(dir, "wip-marbles-mine-3.md"); at != want || !post.IsDraft(at) {
		t.Errorf("the copy is %s, want %s", at, want)
	}
	if want := "\ufeff!! title: Marbles (mine 3)\r\n!! slug: marbles-mine-3\r\n!! published: 2024-01-02\r\n!! description: d\r\n\r\n---\r\n\r\nText.\r\n"; text != want {
		t.Errorf("its text is %q", text)
	}
	for _, p := range check.Post(text, post.Parse(text), check.Context{Path: at, Slugged: lib.Slugged}) {
		if p.Severity == post.Error {
			t.Errorf("the copy has the problem %v", p)
		}
	}
	yaml := "---\ntitle: Theirs\n---\n\nWords\n"
	if _, text := copyBeside(path, yaml, "mine", lib.Slugs()); text != yaml {
		t.Errorf("other programs' front matter became %q", text)
	}
	if _, text := copyBeside(path, "Words alone.\n", "mine", lib.Slugs()); text == "" {
		t.Error("a text without a head is gone")
	}
}
