package storage

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

func TestNewName(t *testing.T) {
	long := strings.Repeat("word-", 60) + "end"
	for _, c := range []struct {
		name  string
		files string // in the folder, with blanks between them
		slug  string
		draft bool
		want  string
	}{
		{"draft", "", "my-post", true, "wip-my-post.md"},
		{"draft without a title", "", "", true, "wip-untitled.md"},
		{"second", "wip-untitled.md", "", true, "wip-untitled-2.md"},
		{"third", "wip-untitled.md wip-untitled-2.md", "", true, "wip-untitled-3.md"},
		{"taken in another case", "WIP-My-Post.MD", "my-post", true, "wip-my-post-2.md"},
		{"taken by a folder", "wip-a.md/x", "a", true, "wip-a-2.md"},
		{"a title for a slug", "", "Über Größe!", true, "wip-uber-grosse.md"},
		{"nothing left of it", "", "!!! ???", true, "wip-untitled.md"},
		{"no path", "", "../../etc/passwd", true, "wip-etc-passwd.md"},
		{"numbers are not for drafts", "0001-a.md 0002-b.md", "c", true, "wip-c.md"},
		{"published", "", "my-post", false, "my-post.md"},
		{"published twice", "my-post.md", "my-post", false, "my-post-2.md"},
		{"numbered", "0001-a.md 0021-b.md wip-c.md", "d", false, "0022-d.md"},
		{"one numbered", "0021-b.md", "c", false, "0022-c.md"},
		{"a year is no number", "2024-review.md a.md b.md c.md", "d", false, "d.md"},
		{"mostly numbered", "0001-a.md 0002-b.md readme.md", "d", false, "0003-d.md"},
		{"past the last number", "9999-a.md", "b", false, "10000-b.md"},
		{"and on", "9999-a.md 10000-b.md", "c", false, "10001-c.md"},
		{"other files do not count", "0001-a.md x.txt y.txt z.png .0009-h.md", "b", false, "0002-b.md"},
		{"would look like a draft", "", "wip-or-not", false, "post-wip-or-not.md"},
		{"numbered it does not", "0001-a.md", "wip-or-not", false, "0002-wip-or-not.md"},
		{"a device", "", "con", false, "con-2.md"},
		{"another", "", "com1", false, "com1-2.md"},
		{"no device", "", "com12", false, "com12.md"},
		{"long", "", long, false, strings.TrimSuffix(strings.Repeat("word-", 24), "-") + ".md"},
		{"long without hyphen", "", strings.Repeat("x", 300), true, "wip-" + strings.Repeat("x", 120) + ".md"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := map[string]string{}
			for _, f := range strings.Fields(c.files) {
				files[f] = ""
			}
			dir := tree(t, files)
			got, err := NewName(dir, c.slug, c.draft)
			must(t, err)
			if got != filepath.Join(dir, c.want) {
				t.Errorf("got %s, want %s", filepath.Base(got), c.want)
			}
			if _, err := os.Lstat(got); err == nil {
				t.Error("the name is in use")
			}
		})
	}
	_, err := NewName(filepath.Join(t.TempDir(), "nothing"), "a", true)
	oneLine(t, err, "nothing", "no such")
}

func TestPublishName(t *testing.T) {
	for _, c := range []struct{ name, others, src, want string }{
		{"wip-a.md", "", source("T", "the-slug", "2024-01-01", "x"), "the-slug.md"},
		{"wip-a.md", "0007-x.md", source("T", "the-slug", "2024-01-01", "x"), "0008-the-slug.md"},
		{"wip-a-b.md", "0007-x.md", source("T", "", "2024-01-01", "x"), "0008-a-b.md"},
		{"wip-a-b.md", "", "no head", "a-b.md"},
		{"wip_a-b.md", "", "!! slug: Not Valid\n---\n", "a-b.md"},
		{"wip.md", "", "", "untitled.md"},
		{"wip-0003-c.md", "0007-x.md", "", "0008-c.md"},
		{"wip-a.md", "a.md", source("T", "a", "2024-01-01", "x"), "a-2.md"},
	} {
		files := map[string]string{c.name: c.src}
		for _, f := range strings.Fields(c.others) {
			files[f] = source("T", "other", "2024-01-01", "x")
		}
		dir := tree(t, files)
		got, err := PublishName(dir, filepath.Join(dir, c.name))
		must(t, err)
		if got != filepath.Join(dir, c.want) {
			t.Errorf("%s among %q: got %s, want %s", c.name, c.others, filepath.Base(got), c.want)
		}
		must(t, Rename(filepath.Join(dir, c.name), got))
		if read(t, got) != c.src {
			t.Error("renaming changed the text")
		}
	}
	dir := t.TempDir()
	_, err := PublishName(dir, filepath.Join(dir, "wip-gone.md"))
	oneLine(t, err, "wip-gone.md", "no such")
}

func TestRename(t *testing.T) {
	for how, rename := range map[string]func(string, string) error{"system": Rename, "link": linkNew} {
		t.Run(how, func(t *testing.T) {
			dir := tree(t, map[string]string{"a.md": "a", "b.md": "b", "c.md": "c"})
			at := func(name string) string { return filepath.Join(dir, name) }

			err := rename(at("a.md"), at("b.md"))
			if !errors.Is(err, fs.ErrExist) {
				t.Errorf("onto another file: %v", err)
			}
			if read(t, at("a.md")) != "a" || read(t, at("b.md")) != "b" {
				t.Error("a file was lost")
			}
			must(t, rename(at("a.md"), at("new.md")))
			if read(t, at("new.md")) != "a" {
				t.Error("not renamed")
			}
			if _, err := os.Lstat(at("a.md")); err == nil {
				t.Error("the old name is still there")
			}
			if err := rename(at("gone.md"), at("x.md")); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("a file that is not there: %v", err)
			}
			if err := rename(at("c.md"), at("no/such/folder.md")); err == nil {
				t.Error("into a folder that is not there: no error")
			}
			must(t, os.Symlink("nowhere", at("dangling.md")))
			if err := rename(at("c.md"), at("dangling.md")); !errors.Is(err, fs.ErrExist) {
				t.Errorf("onto a dangling link: %v", err)
			}
			if read(t, at("c.md")) != "c" {
				t.Error("the text is lost")
			}
		})
	}
}

func TestRenameMessages(t *testing.T) {
	dir := tree(t, map[string]string{"a.md": "a", "b.md": "b"})
	at := func(name string) string { return filepath.Join(dir, name) }
	oneLine(t, Rename(at("a.md"), at("b.md")), "a.md", "b.md is there already")
	oneLine(t, Rename(at("gone.md"), at("c.md")), "gone.md", "no such file")
	oneLine(t, Rename(at("a.md"), at("b.md/c.md")), "a.md", "not renamed")
	must(t, Rename(at("a.md"), at("a.md")))
	// Two names of one file are two posts, whatever their case.
	must(t, os.Link(at("a.md"), at("A.md")))
	oneLine(t, Rename(at("a.md"), at("A.md")), "is there already")
	if read(t, at("a.md")) != "a" || read(t, at("A.md")) != "a" {
		t.Error("a name was lost")
	}
}

// Whoever comes second must not take the name of the first.
func TestRenameRace(t *testing.T) {
	const n = 16
	files := map[string]string{}
	for i := range n {
		files[strconv.Itoa(i)] = strconv.Itoa(i)
	}
	dir := tree(t, files)
	var wg sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for i := range n {
		wg.Go(func() {
			if Rename(filepath.Join(dir, strconv.Itoa(i)), filepath.Join(dir, "to")) == nil {
				mu.Lock()
				won++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	list, err := os.ReadDir(dir)
	must(t, err)
	if won != 1 || len(list) != n {
		t.Errorf("%d renames won and %d files are left, want 1 and %d", won, len(list), n)
	}
}
