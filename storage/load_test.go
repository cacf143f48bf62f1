package storage

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestLoad(t *testing.T) {
	dir := tree(t, map[string]string{
		"post.md":    source("A", "a", "2024-01-01", "Text"),
		"empty.md":   "",
		"utf16.md":   "\xff\xfeh\x00i\x00",
		"latin1.md":  "caf\xe9 and more",
		"nul.md":     "some\x00thing",
		"folder.md/": "",
	})
	big := filepath.Join(dir, "big.md")
	write(t, big, "")
	must(t, os.Truncate(big, MaxSize+1))

	for _, c := range []struct {
		name string
		want []string // in the message; nil for none
	}{
		{"post.md", nil},
		{"empty.md", nil},
		{"nothing.md", []string{"nothing.md: ", "no such file"}},
		{"post.md/below.md", []string{"a file is in the place of a folder"}},
		{"folder.md", []string{"folder.md: ", "a folder"}},
		{"big.md", []string{"big.md: ", "too large", "64 MB"}},
		{"utf16.md", []string{"utf16.md: ", "UTF-16"}},
		{"latin1.md", []string{"latin1.md: ", "UTF-8"}},
		{"nul.md", []string{"nul.md: ", "NUL"}},
	} {
		t.Run(strings.ReplaceAll(c.name, "/", "_"), func(t *testing.T) {
			path := filepath.Join(dir, c.name)
			src, fp, err := Load(path)
			if c.want == nil {
				must(t, err)
				if src != read(t, path) || fp.Size != int64(len(src)) || !fp.Exists() {
					t.Errorf("read %q with %+v", src, fp)
				}
				return
			}
			oneLine(t, err, c.want...)
			var le *LoadError
			if !errors.As(err, &le) || le.Path != path || src != "" {
				t.Errorf("got %#v and text %q", err, src)
			}
			if strings.Contains(le.Reason(), dir) {
				t.Errorf("the reason %q names the path", le.Reason())
			}
		})
	}
}

func TestLoadReason(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{&fs.PathError{Op: "open", Path: "/x", Err: fs.ErrPermission}, "permission"},
		{&fs.PathError{Op: "open", Path: "/x", Err: errors.New("stale handle")}, "stale handle"},
		{errors.New("strange"), "strange"},
	} {
		if got := (&LoadError{Path: "/x", Err: c.err}).Error(); !strings.HasPrefix(got, "/x: ") || !strings.Contains(got, c.want) {
			t.Errorf("message %q, want %q in it", got, c.want)
		}
	}
}

func TestLoadLargePost(t *testing.T) {
	path := filepath.Join(t.TempDir(), "large.md")
	text := source("Large", "large", "2024-01-01", strings.Repeat("A line of fifty bytes, some of them ö, in a post.\n", 50<<20/51))
	write(t, path, text)
	src, _, err := Load(path)
	must(t, err)
	if src != text {
		t.Error("the text is not the file's")
	}
	src, text = "", ""
	runtime.GC()
}

func TestLoadLinks(t *testing.T) {
	dir := tree(t, map[string]string{"real.md": "Text\n"})
	must(t, os.Symlink("real.md", filepath.Join(dir, "link.md")))
	must(t, os.Symlink("nowhere.md", filepath.Join(dir, "dangling.md")))
	must(t, os.Symlink("loop.md", filepath.Join(dir, "loop.md")))

	src, _, err := Load(filepath.Join(dir, "link.md"))
	must(t, err)
	if src != "Text\n" {
		t.Errorf("through the link: %q", src)
	}
	_, _, err = Load(filepath.Join(dir, "dangling.md"))
	oneLine(t, err, "no such file")
	_, _, err = Load(filepath.Join(dir, "loop.md"))
	oneLine(t, err, "loop.md: ")
}
