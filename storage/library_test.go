package storage

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"galley.app/galley/storage/config"
	"galley.app/galley/storage/post"
)

func open(t testing.TB, dir string) Library {
	t.Helper()
	lib, err := Open(context.Background(), dir, noon)
	must(t, err)
	return lib
}

func names(l Library) []string {
	var list []string
	for _, e := range l.Entries {
		list = append(list, e.Name)
	}
	return list
}

func TestOpen(t *testing.T) {
	dir := tree(t, map[string]string{
		"0001-old.md":      source("Old", "old", "2020-01-01", "One two three."),
		"0002-new.md":      source("New", "new", "2024-05-01", "Text"),
		"0003-same.md":     source("Same day", "same", "2024-05-01", "Text"),
		"0004-later.md":    source("Later", "later", "2024-12-24T10:00:00+01:00", "Text"),
		"0005-dateless.md": source("Dateless", "dateless", "soon", "Text"),
		"wip-b.md":         source("B", "b", "2024-01-01", "Text"),
		"wip-a.md":         source("A", "a", "2019-01-01", "Text"),
		"broken.md":        "caf\xe9",
		".hidden.md":       "hidden",
		"notes.txt":        "no post",
		"UPPER.MD":         "no post by its name",
		"folder.md/":       "",
		"sub/below.md":     source("Below", "below", "2022-01-01", "Text"),
		".git/x.md":        "not in the library",
	})
	lib := open(t, dir)
	want := []string{
		"wip-a.md", "wip-b.md", "0004-later.md", "0003-same.md", "0002-new.md", "below.md", "0001-old.md", "0005-dateless.md", "broken.md",
	}
	if got := names(lib); !slices.Equal(got, want) {
		t.Errorf("order\n got %v\nwant %v", got, want)
	}
	for name, status := range map[string]post.Status{
		"wip-a.md": post.Draft, "0004-later.md": post.Scheduled, "0001-old.md": post.Published, "0005-dateless.md": post.Published,
	} {
		e, ok := lib.Entry(filepath.Join(dir, name))
		if !ok || e.Status != status {
			t.Errorf("%s: status %v, want %v", name, e.Status, status)
		}
	}
	e, _ := lib.Entry(filepath.Join(dir, "0001-old.md"))
	if e.Title != "Old" || !e.HasTitle || e.Slug != "old" || e.Published != "2020-01-01" || e.Words != 3 ||
		!e.Date.Equal(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)) || e.Errors() != 0 || !strings.HasPrefix(e.Description, "What") {
		t.Errorf("entry %+v", e)
	}
	e, _ = lib.Entry(filepath.Join(dir, "0005-dateless.md"))
	if e.Errors() != 1 || !e.Date.IsZero() {
		t.Errorf("a date that is none: %+v", e)
	}
	e, _ = lib.Entry(filepath.Join(dir, "broken.md"))
	oneLine(t, e.Err, "broken.md", "UTF-8")
	if e.Title != "broken" {
		t.Errorf("title of a refused file: %q", e.Title)
	}
	if read(t, filepath.Join(dir, "broken.md")) != "caf\xe9" {
		t.Error("the refused file was changed")
	}
	if len(lib.Problems) != 0 {
		t.Errorf("problems %q", lib.Problems)
	}
}

func TestOpenFails(t *testing.T) {
	dir := tree(t, map[string]string{"file": ""})
	for name, want := range map[string]string{
		"nothing": "no such", "file": "not a folder", "file/below": "in the place of a folder",
	} {
		_, err := Open(context.Background(), filepath.Join(dir, name), noon)
		oneLine(t, err, name, want)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Open(ctx, dir, noon); err == nil {
		t.Error("a cancelled scan reports no error")
	}
	lib := open(t, dir)
	if len(lib.Entries) != 0 {
		t.Errorf("an empty library has %v", names(lib))
	}
}

func TestTitleFallback(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"a.md", "!! title: Own\n---\n# Heading\n", "Own"},
		{"a.md", "!! title:\n---\n\n# The *first* heading #\n## Second\n", "The *first* heading"},
		{"a.md", "text\n\n   ###   Third level\r\nmore", "Third level"},
		{"a.md", "# **All bold**\n", "All bold"},
		{"a.md", "```\n# a comment\n```\n#hashtag\n\n## Real\n", "Real"},
		{"a.md", "#\n# \nword\r# After CR\r", "After CR"},
		{"wip-my-first-post.md", "text", "my first post"},
		{"0021-some-post.md", "", "some post"},
		{"wip.md", "", "wip.md"},
		{"2024.md", "", "2024"},
		{"a.md", "####### seven\n", "a"},
	} {
		if got := EntryOf(c.name, c.src, noon); got.Title != c.want || got.HasTitle != (c.want == "Own") {
			t.Errorf("%s with %q: title %q, want %q", c.name, c.src, got.Title, c.want)
		}
	}
	long := EntryOf("a.md", "# "+strings.Repeat("ö", 1<<20), noon)
	if len(long.Title) > 200 || strings.Trim(long.Title, "ö") != "" {
		t.Errorf("a long heading gives a title of %d bytes", len(long.Title))
	}
}

func TestSlugsAndSite(t *testing.T) {
	dir := tree(t, map[string]string{
		"b.md":          source("B", "twice", "2024-01-01", "Text"),
		"a.md":          source("A", "twice", "2024-01-02", "Text"),
		"c.md":          source("C", "once", "2024-01-02", "Text"),
		config.SiteFile: "[site]\ntitle = \"x\ny\"\n",
		"x.md/ag":       "",
	})
	lib := open(t, dir)
	twice := lib.Slugs()["twice"]
	if want := []string{filepath.Join(dir, "a.md"), filepath.Join(dir, "b.md")}; !slices.Equal(twice, want) {
		t.Errorf("paths of the slug %v", twice)
	}
	for name, want := range map[string]int{"a.md": 1, "b.md": 1, "c.md": 0} {
		if e, _ := lib.Entry(filepath.Join(dir, name)); e.Errors() != want {
			t.Errorf("%s has the problems %v, want %d errors", name, e.Problems, want)
		}
	}
	if len(lib.Problems) != 2 || !strings.Contains(lib.Problems[0], config.SiteFile+":2") || !strings.HasPrefix(lib.Problems[1], dir+": 2 posts have the slug twice, such as ") {
		t.Errorf("problems %q", lib.Problems)
	}
}

func TestRefresh(t *testing.T) {
	dir := tree(t, map[string]string{
		"a.md": source("First", "a", "2024-01-01", "Text"),
		"b.md": source("Later", "b", "2024-06-02", "Text"),
		"c.md": source("Third", "c", "2024-01-03", "Text"),
	})
	a, b := filepath.Join(dir, "a.md"), filepath.Join(dir, "b.md")
	old := time.Now().Add(-time.Hour)
	for _, name := range []string{"a.md", "b.md", "c.md"} {
		must(t, os.Chtimes(filepath.Join(dir, name), old, old))
	}
	ctx := context.Background()
	lib := open(t, dir)

	// A file whose stat is the same is not read again …
	write(t, a, strings.Replace(read(t, a), "First", "Other", 1))
	must(t, os.Chtimes(a, old, old))
	again, err := Refresh(ctx, lib, noon)
	must(t, err)
	if e, _ := again.Entry(a); e.Title != "First" {
		t.Error("an unchanged file was read again")
	}
	// … and one with another time is.
	must(t, os.Chtimes(a, old, old.Add(time.Second)))
	must(t, os.Remove(filepath.Join(dir, "c.md")))
	write(t, filepath.Join(dir, "d.md"), source("New", "b", "2024-01-01", "Text"))
	coarse := time.Now().Add(time.Minute).Truncate(time.Second) // as of a clock that knows no less
	must(t, os.Chtimes(filepath.Join(dir, "d.md"), coarse, coarse))
	again, err = Refresh(ctx, lib, noon.AddDate(0, 0, 2))
	must(t, err)
	if e, _ := again.Entry(a); e.Title != "Other" {
		t.Error("a changed file was not read again")
	}
	if got, want := names(again), []string{"b.md", "d.md", "a.md"}; !slices.Equal(got, want) {
		t.Errorf("files %v, want %v", got, want)
	}
	// What depends on the time and the others is new also for b.md, which was
	// not read again.
	was, _ := lib.Entry(b)
	is, _ := again.Entry(b)
	if was.Status != post.Scheduled || is.Status != post.Published || was.Errors() != 0 || is.Errors() != 1 {
		t.Errorf("b.md was %v with %d errors and is %v with %d", was.Status, was.Errors(), is.Status, is.Errors())
	}
	if lib.Entries[0].Title != "Later" || len(lib.Entries) != 3 {
		t.Error("the old library was changed")
	}
	// A file just written is read again even if its stat is the same.
	d := filepath.Join(dir, "d.md")
	write(t, d, strings.Replace(read(t, d), "New", "Neu", 1))
	must(t, os.Chtimes(d, coarse, coarse))
	again, err = Refresh(ctx, again, noon)
	must(t, err)
	if e, _ := again.Entry(d); e.Title != "Neu" {
		t.Error("a change within the resolution of the clock was missed")
	}
	// The folder away: what is known stays.
	must(t, os.RemoveAll(dir))
	gone, err := Refresh(ctx, again, noon)
	oneLine(t, err, dir)
	if len(gone.Entries) != 3 {
		t.Error("the entries are lost with the folder")
	}
}

func TestStrangeNames(t *testing.T) {
	files := map[string]string{}
	for _, n := range []string{"a b.md", "-dash.md", "new\nline.md", "quo'te\".md", "$(x).md", "%s.md", "bad\xff.md", "ö.md", "o\u0308.md", strings.Repeat("n", 252) + ".md"} {
		files[n] = source("T", "t", "2024-01-01", "Text")
	}
	lib := open(t, tree(t, files))
	if len(lib.Entries) != len(files) {
		t.Errorf("%d entries of %d files", len(lib.Entries), len(files))
	}
	for _, e := range lib.Entries {
		if e.Err != nil {
			t.Errorf("%q: %v", e.Name, e.Err)
		}
	}
}

func TestAround(t *testing.T) {
	dir := tree(t, map[string]string{config.SiteFile: "[site]\ntitle=\"T\"\n", "a.md": "A"})
	lib := Around(dir)
	if lib.Dir != dir || lib.Site.Title != "T" || lib.Entries != nil || lib.Problems != nil {
		t.Errorf("%+v", lib)
	}
}

// BenchmarkOpen reads a library of 10,000 posts.
func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	body := strings.Repeat("A line of an ordinary post, with some words in it.\n", 60)
	for i := range 10000 {
		write(b, filepath.Join(dir, fmt.Sprintf("%04d-post-%d.md", i%9000, i)),
			source(fmt.Sprint("Post ", i), fmt.Sprint("post-", i), time.Unix(int64(i)*86400, 0).Format("2006-01-02"), body))
	}
	past := time.Now().Add(-time.Hour)
	for _, name := range names(open(b, dir)) {
		must(b, os.Chtimes(filepath.Join(dir, name), past, past))
	}
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			open(b, dir)
		}
	})
	lib := open(b, dir)
	b.Run("again", func(b *testing.B) {
		for b.Loop() {
			if _, err := Refresh(context.Background(), lib, noon); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// TestRefusedComeLast reads posts without a date around one that is not UTF-8: the
// groups of the list are not torn apart by it.
func TestRefusedComeLast(t *testing.T) {
	dir := t.TempDir()
	for name, src := range map[string]string{
		"a.md": "Words.\n", "b.md": "caf\xe9\n", "c.md": "Words.\n", "wip-d.md": "caf\xe9\n", "wip-e.md": "!! title: E\n\n---\n", "f.md": "!! published: 2025-01-01\n\n---\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(src), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	lib, err := Open(t.Context(), dir, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range lib.Entries {
		names = append(names, e.Name)
	}
	if want := []string{"wip-e.md", "f.md", "c.md", "a.md", "b.md", "wip-d.md"}; !slices.Equal(names, want) {
		t.Errorf("the list is %q, want %q", names, want)
	}
}

// What is wrong with posts is the same when it was put together, and that of one post
// does not run into that of the next.
func TestGather(t *testing.T) {
	some := func() []Entry {
		fix := &post.Fix{Label: "Use it", Key: "slug", Old: "a", Text: "b", Start: 3, End: 4}
		return []Entry{
			{Path: "a", Problems: []post.Problem{{Line: 1, Rule: "one", Message: "words"}, {Line: 2, Rule: "two", Key: "slug", Message: "wo", Fix: fix}}},
			{Path: "none"},
			{Path: "b", Problems: []post.Problem{{Line: 3, Rule: "one", Message: "words", Fix: fix, Severity: post.Hint}}},
		}
	}
	got, want := some(), some()
	gather(got)
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("got  %+v\nwant %+v", got, want)
	}
	_ = append(got[0].Problems, post.Problem{Line: 9})
	if got[2].Problems[0].Line != 3 {
		t.Errorf("what was added to one post's is another's: %+v", got[2].Problems)
	}
}
