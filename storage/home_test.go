package storage

import (
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// A library that came from elsewhere is asked about once, and what comes from
// outside of it stays out until then.
func TestForeignLibrary(t *testing.T) {
	d := newWorkspaceTest(t, map[string]string{
		"galley.toml": "[library]\nassets = \"../private\"\n",
		"0001-a.md":   onePost("A", "a", "2023-01-01") + "![](/x.png)\n",
	})
	root := filepath.Dir(d.dir)
	private, link := filepath.Join(root, "private"), d.path("0002-b.md")
	data, err := base64.StdEncoding.DecodeString(pixel)
	must(t, errors.Join(err, os.Mkdir(private, 0o755), os.WriteFile(filepath.Join(private, "x.png"), data, 0o644)))
	write(t, filepath.Join(root, "secret.txt"), onePost("B", "b", "2023-01-02"))
	must(t, os.Symlink("../secret.txt", link))

	post := d.path("0001-a.md")
	lib := d.refreshed()
	if !slices.Equal(lib.Asks, []string{private}) || d.Finder(post).Barred("/x.png") != private {
		t.Errorf("asks for %q, barred by %q", lib.Asks, d.Finder(post).Barred("/x.png"))
	}
	for dest, want := range map[string]string{"no.png": "", "../no.png": filepath.Join(root, "no.png"), "0002-b.md": filepath.Join(root, "secret.txt")} {
		if got := d.Finder(post).Barred(dest); got != want {
			t.Errorf("%s is barred by %q, want %q", dest, got, want)
		}
	}
	if _, ok := d.Finder(post).Image("/x.png"); ok {
		t.Error("an image from outside is shown before it was asked about")
	}
	if e, ok := lib.Entry(link); !ok || filepath.Base(e.Outside) != "secret.txt" {
		t.Errorf("the link is not marked: %+v", e)
	}

	d.setReads([]string{private}, false)
	if lib := d.refreshed(); len(lib.Asks) > 0 || d.Finder(post).Barred("/x.png") != private {
		t.Errorf("asks again for %q", lib.Asks)
	}
	d.setReads(d.outside(), true)
	for range 2 {
		for _, path := range []string{post, ""} { // also in a post without a file
			if _, ok := d.Finder(path).Image("/x.png"); !ok || d.Finder(path).Barred("/x.png") != "" || !slices.Equal(d.outside(), []string{private}) {
				t.Errorf("not shown though agreed to; outside are %q", d.outside())
			}
		}
		d.refreshed()
	}
}

// An image is looked for beside the post, wherever that lies, and beside the
// library's posts as long as a post has no file.
func TestImageBesideAPost(t *testing.T) {
	d := newWorkspaceTest(t, map[string]string{"in.png": "x"})
	far := tree(t, map[string]string{"far.md": "words\n", "far.png": "x"})
	for _, c := range []struct {
		path, dest, file string
		ok               bool
	}{
		{"", "in.png", d.path("in.png"), true},
		{"", "far.png", d.path("far.png"), false},
		{filepath.Join(far, "far.md"), "far.png", filepath.Join(far, "far.png"), true},
		{filepath.Join(far, "far.md"), "in.png", filepath.Join(far, "in.png"), false},
	} {
		if c.path != "" {
			d.LibraryOf(c.path)
			d.until("the library of "+c.path, func() bool { return d.homes.known[filepath.Dir(c.path)].Dir != "" })
		}
		if file, ok := d.Finder(c.path).Image(c.dest); file != c.file || ok != c.ok {
			t.Errorf("%s in %q: %s, %v", c.dest, c.path, file, ok)
		}
	}
}
