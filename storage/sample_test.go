package storage

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"galley.app/galley/storage/post"
)

func TestNewSource(t *testing.T) {
	late := time.Date(2024, 6, 1, 23, 59, 0, 0, time.FixedZone("west", -8*3600))
	src, slug := NewSource("  My first\npost ", late)
	if slug != "my-first-post" || src != post.New("My first post", slug, "2024-06-01") {
		t.Errorf("slug %q, source\n%s", slug, src)
	}
	p := post.Parse(src)
	for key, want := range map[string]string{"title": "My first post", "slug": slug, "published": "2024-06-01", "description": ""} {
		if got, ok := p.Value(key); !ok || got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	if src, slug := NewSource("", late); slug != "" || !strings.HasPrefix(src, "!! title:") {
		t.Errorf("without a title: slug %q, source\n%s", slug, src)
	}
}

func TestInstallSample(t *testing.T) {
	sample := fstest.MapFS{
		"0001-welcome.md":  {Data: []byte("Welcome")},
		"images/photo.png": {Data: []byte("png")},
	}
	root := t.TempDir()
	dst := filepath.Join(root, "deep", "sample")
	must(t, InstallSample(dst, sample))
	if read(t, filepath.Join(dst, "0001-welcome.md")) != "Welcome" || read(t, filepath.Join(dst, "images", "photo.png")) != "png" {
		t.Error("not copied")
	}
	// The author's own from now on.
	write(t, filepath.Join(dst, "0001-welcome.md"), "Mine")
	must(t, os.RemoveAll(filepath.Join(dst, "images")))
	must(t, InstallSample(dst, sample))
	if read(t, filepath.Join(dst, "0001-welcome.md")) != "Mine" {
		t.Error("overwritten")
	}
	if _, err := os.Stat(filepath.Join(dst, "images")); err == nil {
		t.Error("what was deleted came back")
	}
	// An empty folder is filled.
	empty := filepath.Join(root, "empty")
	must(t, os.Mkdir(empty, 0o755))
	must(t, InstallSample(empty, sample))
	if read(t, filepath.Join(empty, "0001-welcome.md")) != "Welcome" {
		t.Error("an empty folder is not filled")
	}
	// A file in the way is left alone.
	file := filepath.Join(root, "file")
	write(t, file, "text")
	oneLine(t, InstallSample(file, sample), "file", "not a folder")
	oneLine(t, InstallSample(filepath.Join(file, "below"), sample), "below", "not copied")
	if read(t, file) != "text" {
		t.Error("the file was changed")
	}
}

// failing cannot read one of its files.
type failing struct{ fstest.MapFS }

func (f failing) ReadFile(name string) ([]byte, error) {
	if strings.HasSuffix(name, "b.md") {
		return nil, errors.New("disk broken")
	}
	return f.MapFS.ReadFile(name)
}

func TestInstallSampleAllOrNothing(t *testing.T) {
	root := t.TempDir()
	err := InstallSample(filepath.Join(root, "sample"), failing{fstest.MapFS{"a.md": {Data: []byte("A")}, "b.md": {Data: []byte("B")}}})
	oneLine(t, err, "sample", "disk broken")
	if list, _ := os.ReadDir(root); len(list) != 0 {
		t.Errorf("left behind: %v", list)
	}
}
