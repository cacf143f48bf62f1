package rename

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage"
	"galley.app/galley/storage/plan"
)

var noon = time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)

func head(title, slug string, more ...string) string {
	s := "!! title: " + title + "\n!! slug: " + slug + "\n!! published: 2024-01-01\n!! description: About it\n"
	return s + strings.Join(more, "") + "\n---\n\n"
}

func library(t testing.TB, files map[string]string) storage.Library {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	must(t, err)
	for name, src := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		must(t, os.MkdirAll(filepath.Dir(path), 0o755))
		must(t, os.WriteFile(path, []byte(src), 0o644))
	}
	return read(t, dir)
}

func read(t testing.TB, dir string) storage.Library {
	t.Helper()
	lib, err := storage.Open(context.Background(), dir, noon)
	must(t, err)
	return lib
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// files are the texts below dir by their paths in it.
func files(t testing.TB, dir string) map[string]string {
	t.Helper()
	m := map[string]string{}
	must(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		m[filepath.ToSlash(rel)] = string(data)
		return err
	}))
	return m
}

func do(t testing.TB, lib storage.Library, changes []plan.Change) {
	t.Helper()
	must(t, plan.Do(context.Background(), changes, plan.Options{State: t.TempDir()}))
}

// A renamed post has all that leads to it written anew, in the form that each has,
// and nothing else.
func TestRename(t *testing.T) {
	other := "See [one](/posts/old \"Old\"), [two](<old.md#part>), [three][r], [four][r],\r\n" +
		"<a href='/posts/old/#part'>five</a>, [six](0001-old.md?x=1), [seven](./posts/old), https://example.org/posts/old and\r\n" +
		"[a [b] c](/posts/%6fld), ![p](/posts/old/a%20b.png), <img src=/posts/old/c.png>.\r\n\r\n" +
		"`[no](/posts/old)` <!-- /posts/old --> /posts/old [x](/posts/older) [y](/posts/old/more)\r\n\r\n" +
		"    [code](/posts/old)\r\n\r\n[r]: ../x/../old.md 'T'\r\n[unused]: /posts/old\r\n"
	lib := library(t, map[string]string{
		"galley.toml":               "[site]\nurl = \"https://example.org\"\n",
		"0001-old.md":               head("Old", "old") + "# Part\n\n[self](/posts/old#part) [here](#part) ![a](/posts/old/a%20b.png)\n",
		"0002-other.md":             strings.ReplaceAll(head("Other", "other", "!! cover: /posts/old/c.png\n"), "\n", "\r\n") + other,
		"sub/three.md":              head("Three", "three") + "[up](../0001-old.md) [up](../old.md#part)\n\n[](/posts/old) [][r]\n\n[r]: /posts/old#x\n",
		"0003-still.md":             head("Still", "still") + "Nothing leads /posts/old.\n",
		"assets/posts/old/a b.png":  "A",
		"assets/posts/old/c.png":    "C",
		"assets/posts/older/c.png":  "C",
		"assets/posts/0001/old.png": "C",
	})
	before := files(t, lib.Dir)
	r, err := Renaming{Library: lib, Path: filepath.Join(lib.Dir, "0001-old.md"), Title: "New", Slug: "new-one"}.Plan()
	must(t, err)
	if len(r.Warnings) > 0 {
		t.Errorf("warnings: %v", r.Warnings)
	}
	do(t, lib, r.Changes)
	want := map[string]string{}
	for name, src := range before {
		want[strings.ReplaceAll(name, "posts/old/", "posts/new-one/")] = src
	}
	delete(want, "0001-old.md")
	want["0001-new-one.md"] = head("New", "new-one", "!! aliases: /posts/old\n") + "# Part\n\n[self](/posts/new-one#part) [here](#part) ![a](/posts/new-one/a%20b.png)\n"
	want["sub/three.md"] = head("Three", "three") + "[up](../0001-new-one.md) [up](../new-one.md#part)\n\n[](/posts/new-one) [][r]\n\n[r]: /posts/new-one#x\n"
	want["0002-other.md"] = strings.ReplaceAll(head("Other", "other", "!! cover: /posts/new-one/c.png\n"), "\n", "\r\n") +
		"See [one](/posts/new-one \"Old\"), [two](<new-one.md#part>), [three][r], [four][r],\r\n" +
		"<a href='/posts/new-one/#part'>five</a>, [six](0001-new-one.md?x=1), [seven](./posts/new-one), https://example.org/posts/new-one and\r\n" +
		"[a [b] c](/posts/new-one), ![p](/posts/new-one/a%20b.png), <img src=/posts/new-one/c.png>.\r\n\r\n" +
		"`[no](/posts/old)` <!-- /posts/old --> /posts/old [x](/posts/older) [y](/posts/old/more)\r\n\r\n" +
		"    [code](/posts/old)\r\n\r\n[r]: ../x/../old.md 'T'\r\n[unused]: /posts/old\r\n"
	// A path out of the library and back names no post in it.
	after := files(t, lib.Dir)
	for name, src := range want {
		if after[name] != src {
			t.Errorf("%s is\n%s\nwant\n%s", name, after[name], src)
		}
	}
	for name := range after {
		if _, ok := want[name]; !ok {
			t.Errorf("there is a file %s", name)
		}
	}
	do(t, lib, plan.Inverse(r.Changes))
	if again := files(t, lib.Dir); fmt.Sprint(again) != fmt.Sprint(before) {
		t.Error("taken back it is not as it was")
	}
}

// A post may get another file name alone, with the links to that, and a post of no
// library is renamed by itself.
func TestFileName(t *testing.T) {
	lib := library(t, map[string]string{
		"0001-old.md":   head("Old", "old") + "One.\n",
		"0002-other.md": head("Other", "other") + "[a](0001-old.md) [b](/posts/old)\n",
	})
	path := filepath.Join(lib.Dir, "0001-old.md")
	r, err := Renaming{Library: lib, Path: path, Name: "first.md"}.Plan()
	must(t, err)
	do(t, lib, r.Changes)
	after := files(t, lib.Dir)
	if want := head("Old", "old") + "One.\n"; len(after) != 2 || after["first.md"] != want || after["0002-other.md"] != head("Other", "other")+"[a](first.md) [b](/posts/old)\n" {
		t.Errorf("%q", after)
	}
	if _, err := (Renaming{Library: lib, Path: filepath.Join(lib.Dir, "0002-other.md"), Name: "first.md"}).Plan(); !errors.As(err, new(*TakenError)) {
		t.Errorf("%v", err)
	}
	dir := t.TempDir()
	alone := filepath.Join(dir, "wip-a.md")
	must(t, os.WriteFile(alone, []byte(head("A", "a")+"x\n"), 0o644))
	r, err = Renaming{Library: storage.Around(dir), Path: alone, Title: "B", Slug: "b"}.Plan()
	must(t, err)
	do(t, lib, r.Changes)
	if after := files(t, dir); len(after) != 1 || after["wip-b.md"] != head("B", "b")+"x\n" {
		t.Errorf("%q", after)
	}
}

// The address that a post had is one of its aliases, once, unless it is a draft.
func TestAliases(t *testing.T) {
	for _, tt := range []struct{ name, more, slug, want string }{
		{"0001-old.md", "", "new", "/posts/old"},
		{"0001-old.md", "!! aliases: /posts/first\n", "new", "/posts/first, /posts/old"},
		{"0001-old.md", "!! aliases: [\"/posts/first\"]\n", "new", `["/posts/first", "/posts/old"]`},
		{"0001-old.md", "!! aliases: /posts/new/, /posts/first\n", "new", "/posts/first, /posts/old"},
		{"0001-old.md", "!! aliases: /posts/old\n", "new", "/posts/old"},
		{"wip-old.md", "", "new", ""},
	} {
		lib := library(t, map[string]string{tt.name: head("Old", "old", tt.more)})
		changes, warnings, err := Plan(lib, lib.Entries[0], "", tt.slug)
		must(t, err)
		if len(warnings) > 0 || len(changes) != 1 {
			t.Fatalf("%v, %v", changes, warnings)
		}
		want := head("Old", tt.slug)
		if tt.want != "" {
			want = head("Old", tt.slug, "!! aliases: "+tt.want+"\n")
		}
		if changes[0].New != want || filepath.Base(changes[0].To) != storage.Renamed(tt.name, tt.slug) {
			t.Errorf("%q: %s is\n%s\nwant\n%s", tt.more, changes[0].To, changes[0].New, want)
		}
	}
}

// What cannot be is refused before anything is planned.
func TestRefused(t *testing.T) {
	lib := library(t, map[string]string{
		"0001-old.md":   head("Old", "old"),
		"0002-taken.md": head("Taken", "taken"),
		"0001-there.md": head("There", "elsewhere"),
		"yaml.md":       "---\ntitle: x\nslug: x\n---\ntext\n",
	})
	at := func(name string) string { return filepath.Join(lib.Dir, name) }
	for _, tt := range []struct {
		path, slug string
		want       error
	}{
		{"0001-old.md", "Bad Slug!", &SlugError{}},
		{"0001-old.md", "taken", &SlugError{}},
		{"0001-old.md", "there", &TakenError{}},
		{"yaml.md", "new", ErrForeign},
		{"none.md", "new", nil},
	} {
		r, err := Renaming{Library: lib, Path: at(tt.path), Slug: tt.slug}.Plan()
		if err == nil || len(r.Changes) > 0 {
			t.Errorf("%s as %s: %v, %v", tt.path, tt.slug, r.Changes, err)
			continue
		}
		if tt.want != nil && !errors.Is(err, tt.want) && fmt.Sprintf("%T", err) != fmt.Sprintf("%T", tt.want) {
			t.Errorf("%s as %s: %T %v", tt.path, tt.slug, err, err)
		}
	}
	// Its own slug and file are in nobody's way.
	r, err := Renaming{Library: lib, Path: at("0001-old.md"), Title: "Older", Slug: "old"}.Plan()
	if err != nil || len(r.Changes) != 1 || r.Changes[0].Moves() || r.Changes[0].New != head("Older", "old") {
		t.Errorf("%+v, %v", r, err)
	}
}

// A slug that the writer has saved already is followed by what led to the one
// before.
func TestSavedAlready(t *testing.T) {
	lib := library(t, map[string]string{
		"0001-old.md":   head("Old", "new") + "[me](/posts/old)\n",
		"0002-other.md": head("Other", "other") + "[it](/posts/old) [it](old.md)\n",
	})
	r, err := Renaming{Library: lib, Path: filepath.Join(lib.Dir, "0001-old.md"), Was: "old", Slug: "new"}.Plan()
	must(t, err)
	do(t, lib, r.Changes)
	after := files(t, lib.Dir)
	if got, want := after["0001-new.md"], head("Old", "new", "!! aliases: /posts/old\n")+"[me](/posts/new)\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := after["0002-other.md"], head("Other", "other")+"[it](/posts/new) [it](new.md)\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if r.Links != 3 || r.Posts != 2 {
		t.Errorf("%d links in %d posts", r.Links, r.Posts)
	}
}

// A folder stays where it cannot be moved whole.
func TestFolderStays(t *testing.T) {
	for name, more := range map[string]map[string]string{
		"taken": {"assets/new/x.png": "x"},
		"odd":   {"0003-c.md": head("C", "c") + "![a](/old/../old/./a.png)\n"},
		"posts": {"old/d.md": head("D", "d"), "old/a.png": "A", "0001-old.md": head("Old", "old") + "![a](old/a.png) ![a](/old/a.png)\n", "assets/new/y.png": "y"},
	} {
		all := map[string]string{
			"0001-old.md":      head("Old", "old") + "![a](/old/a.png)\n",
			"assets/old/a.png": "A",
		}
		for k, v := range more {
			all[k] = v
		}
		lib := library(t, all)
		r, err := Renaming{Library: lib, Path: filepath.Join(lib.Dir, "0001-old.md"), Slug: "new"}.Plan()
		must(t, err)
		if slices.ContainsFunc(r.Changes, func(c plan.Change) bool { return c.Folder }) {
			t.Errorf("%s: the folder is moved", name)
		}
		if !strings.Contains(r.Changes[0].New, "](/old/a.png)") {
			t.Errorf("%s: %q", name, r.Changes[0].New)
		}
		do(t, lib, r.Changes)
	}
}

// Links follow a heading, those of the post itself too.
func TestHeadings(t *testing.T) {
	lib := library(t, map[string]string{
		"0001-a.md": head("A", "a") + "# New words\n\n# Same\n\n[up](#old-words) [s](#same) `[c](#old-words)`\n",
		"0002-b.md": head("B", "b") + "[x](/posts/a#old-words \"t\") [y](a.md#%6fld-words) [z](#old-words) <a href=\"/posts/a#old-words\">q</a>\n",
	})
	r, err := Headings(lib, filepath.Join(lib.Dir, "0001-a.md"), map[string]string{"old-words": "new-wörds"})
	must(t, err)
	do(t, lib, r.Changes)
	after := files(t, lib.Dir)
	if got, want := after["0001-a.md"], head("A", "a")+"# New words\n\n# Same\n\n[up](#new-wörds) [s](#same) `[c](#old-words)`\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := after["0002-b.md"], head("B", "b")+"[x](/posts/a#new-wörds \"t\") [y](a.md#new-w%C3%B6rds) [z](#old-words) <a href=\"/posts/a#new-wörds\">q</a>\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if r.Links != 4 || r.Posts != 2 {
		t.Errorf("%d links in %d posts", r.Links, r.Posts)
	}
}

func TestAnchors(t *testing.T) {
	heads := func(ids string) (list []markdown.Head) {
		for id := range strings.FieldsSeq(ids) {
			list = append(list, markdown.Head{ID: id})
		}
		return list
	}
	for _, tt := range []struct{ a, b, c, ab, abc string }{
		{"a b c", "a x c", "a y c", "map[b:x]", "map[b:y]"},
		{"a b c", "a x c", "a b c", "map[b:x]", "map[]"},
		{"a b c", "a x c", "a x n c", "map[b:x]", "map[b:x]"},
		{"a b c", "a x c", "a c", "map[b:x]", "map[]"},
		{"a b c", "a x c", "q x c", "map[b:x]", "map[a:q b:x]"},
		{"a a-1", "b a", "b a", "map[a:b a-1:a]", "map[a:b a-1:a]"},
		{"a b", "a", "a c", "map[]", "map[]"},
		{"", "a", "b", "map[]", "map[a:b]"},
	} {
		ab := Anchors(heads(tt.a), heads(tt.b))
		if got := fmt.Sprint(ab); got != tt.ab {
			t.Errorf("%s to %s: %s, want %s", tt.a, tt.b, got, tt.ab)
		}
		if got := fmt.Sprint(Follow(ab, Anchors(heads(tt.b), heads(tt.c)), heads(tt.c))); got != tt.abc {
			t.Errorf("%s to %s to %s: %s, want %s", tt.a, tt.b, tt.c, got, tt.abc)
		}
	}
}
