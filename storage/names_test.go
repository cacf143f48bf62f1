package storage

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/storage/plan"
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
		{"dates are no numbers", "2023-12-11-a.md 2024-01-02-b.md", "c", false, "c.md"},
		{"nor are they in eight digits", "20231211-a.md 20240102-b.md", "c", false, "c.md"},
		{"nor are years alone", "2023.md 2024.md", "c", false, "c.md"},
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

func TestPublishing(t *testing.T) {
	for _, c := range []struct{ name, others, src, want string }{
		{"wip-a.md", "", source("T", "the-slug", "2024-01-01", "x"), "the-slug.md"},
		{"wip-a.md", "0007-x.md", source("T", "the-slug", "2024-01-01", "x"), "0008-the-slug.md"},
		{"wip-a-b.md", "0007-x.md", source("T", "", "2024-01-01", "x"), "0008-a-b.md"},
		{"wip-a-b.md", "", "no head", "a-b.md"},
		{"wip_a-b.md", "", "!! slug: Not Valid\n---\n", "a-b.md"},
		{"wip.md", "", "", "untitled.md"},
		{"wipeout.md", "0007-x.md", "", "0008-wipeout.md"},
		{"wip-2023-12-11-a.md", "", "", "a.md"},
		{"wip-0003-c.md", "0007-x.md", "", "0008-c.md"},
		{"wip-a.md", "a.md", source("T", "a", "2024-01-01", "x"), "a-2.md"},
	} {
		files := map[string]string{c.name: c.src}
		for _, f := range strings.Fields(c.others) {
			files[f] = source("T", "other", "2024-01-01", "x")
		}
		dir := tree(t, files)
		from, to := filepath.Join(dir, c.name), filepath.Join(dir, c.want)
		got, err := Publishing(from, c.src, "")
		must(t, err)
		if want := (plan.Change{Path: from, To: to, Old: c.src, New: c.src}); got != want {
			t.Errorf("%s among %q: got %+v, want %+v", c.name, c.others, got, want)
		}
	}
	dir := tree(t, map[string]string{"wip-a.md": ""})
	if got, err := Publishing(filepath.Join(dir, "wip-a.md"), source("T", "a", "2024-01-01", "x"), "", "a.md", "A-2.md"); err != nil || filepath.Base(got.To) != "a-3.md" {
		t.Errorf("where names are taken that no file has: %s (%v)", got.To, err)
	}
	_, err := Publishing(filepath.Join(dir, "gone", "wip-gone.md"), "", "")
	oneLine(t, err, "gone", "no such")
}
