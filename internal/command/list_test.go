package command

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"galley.app/galley/storage"
)

func TestList(t *testing.T) {
	dir := library(t)
	put(t, filepath.Join(dir, "2025", "later.md"), strings.NewReplacer("First: of many", "a later one", "slug: first", "slug: later", "2023-12-11", "2025-01-01").Replace(post1))
	put(t, filepath.Join(dir, "templates", "t.md"), post1)
	put(t, filepath.Join(dir, "broken.md"), "caf\xe9")
	for i, name := range []string{"0002-second.md", "wip-third.md", "0001-first.md", "2025/later.md", "broken.md"} {
		at := today.Add(-time.Duration(i) * time.Hour)
		if err := os.Chtimes(filepath.Join(dir, name), at, at); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		args []string
		want []string
	}{
		{nil, []string{"wip-third.md", "0002-second.md", "2025/later.md", "0001-first.md", "broken.md"}},
		{[]string{"--sort", "name"}, []string{"0001-first.md", "0002-second.md", "2025/later.md", "broken.md", "wip-third.md"}},
		{[]string{"--sort", "title"}, []string{"2025/later.md", "broken.md", "0001-first.md", "0002-second.md", "wip-third.md"}},
		{[]string{"--status", "draft"}, []string{"wip-third.md"}},
		{[]string{"--status", "scheduled"}, []string{"0002-second.md", "2025/later.md"}},
		{[]string{"--status", "published"}, []string{"0001-first.md"}},
		{[]string{"--status", "unreadable"}, []string{"broken.md"}},
		{[]string{"--sort", "changed"}, []string{"0002-second.md", "wip-third.md", "0001-first.md", "2025/later.md", "broken.md"}},
	} {
		args := append(append([]string{"list"}, c.args...), dir)
		code, out, errs := run(t, "", args...)
		var got []string
		for line := range strings.Lines(out) {
			parts := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
			if len(parts) != 4 {
				t.Fatalf("%q: a line of %d parts: %q", args, len(parts), line)
			}
			rel, err := filepath.Rel(dir, parts[3])
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, filepath.ToSlash(rel))
		}
		if code != 0 || !slices.Equal(got, c.want) {
			t.Errorf("%q: exit code %d\n got %q\nwant %q", args, code, got, c.want)
		}
		if slices.Contains(c.want, "broken.md") != strings.Contains(errs, "broken.md: not UTF-8 text") {
			t.Errorf("%q says %q", args, errs)
		}
	}
	if out := must(t, "list", dir); !strings.Contains(out, "scheduled\t2025-01-01\ta later one\t"+filepath.Join(dir, "2025", "later.md")+"\n") {
		t.Errorf("list:\n%s", out)
	}
}

func TestListJSON(t *testing.T) {
	dir := library(t)
	put(t, filepath.Join(dir, "x", "a.md"), "!! title: A\ttab\n!! slug: Bad Slug\n---\nOne two.\n")
	put(t, filepath.Join(dir, "broken.md"), "caf\xe9")
	var all []listedPost
	if err := json.Unmarshal([]byte(must(t, "list", "--json", "--sort", "name", dir)), &all); err != nil {
		t.Fatal(err)
	}
	if len(all) != 5 {
		t.Fatalf("%d posts", len(all))
	}
	a, broken := all[4], all[2]
	if a.Path != filepath.Join(dir, "x", "a.md") || a.Folder != "x" || a.Title != "A\ttab" || a.Words != 2 || a.Status != "published" || a.Changed == "" || len(a.Problems) == 0 || a.Error != "" {
		t.Errorf("%+v", a)
	}
	if !strings.Contains(broken.Error, "UTF-8") || strings.Contains(broken.Error, dir) || broken.Status != "unreadable" {
		t.Errorf("%+v", broken)
	}
	if out := must(t, "list", "--json", t.TempDir()); out != "[]\n" {
		t.Errorf("an empty folder: %q", out)
	}
}

func TestListRefused(t *testing.T) {
	for _, args := range [][]string{{"list"}, {"list", "a", "b"}, {"list", "--status", "x", "."}, {"list", "--sort", "", "."}} {
		if code, out, _ := run(t, "", args...); code != 2 || out != "" {
			t.Errorf("%q: exit code %d, %q", args, code, out)
		}
	}
	if code, _, errs := run(t, "", "list", filepath.Join(t.TempDir(), "none")); code != 1 || !strings.Contains(errs, "none") {
		t.Errorf("exit code %d: %q", code, errs)
	}
}

// A list and a search know the same words for where posts stand, and have the same
// posts by each.
func TestStandingsAreThoseOfSearches(t *testing.T) {
	dir := library(t)
	put(t, filepath.Join(dir, "0009-someday.md"), "!! title: Someday\n!! slug: someday\n!! published: soon\n\n---\n\nWords.\n")
	put(t, filepath.Join(dir, "bad.md"), "\xff\xfe")
	put(t, filepath.Join(dir, "wip-bad.md"), "\xff\xfe")
	t.Chdir(dir)
	for _, word := range storage.Standings() {
		var listed []listedPost
		var found []foundPost
		decode(t, must(t, "list", "--json", "--status", word, "."), &listed)
		decode(t, must(t, "search", "--json", "status:"+word, "."), &found)
		var a, b []string
		for _, p := range listed {
			if p.Error == "" || word == storage.Unreadable {
				a = append(a, p.Path+" "+p.Status)
			}
		}
		for _, p := range found {
			b = append(b, p.File+" "+p.Status)
		}
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) || len(a) == 0 {
			t.Errorf("%s: listed %q, found %q", word, a, b)
		}
	}
	if _, _, errs := run(t, "", "list", "--status", "lost", "."); !strings.Contains(errs, "there are draft, scheduled, published, undated and unreadable") {
		t.Errorf("a word that there is not: %s", errs)
	}
}

func decode(t testing.TB, out string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(out), into); err != nil {
		t.Fatal(err)
	}
}
