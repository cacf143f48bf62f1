package command

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// No export lands on a file of a library, or on a post anywhere, that no export
// wrote.
func TestExportOverSomething(t *testing.T) {
	dir := library(t)
	put(t, filepath.Join(dir, "notes/plan.txt"), "a plan")
	put(t, filepath.Join(dir, "0099-later.md"), "!! title: Later\n!! slug: later\n!! published: 2999-01-01\n!! description: d\n\n---\n\nlater\n")
	out := t.TempDir()
	put(t, filepath.Join(out, "post.md"), "!! title: Elsewhere\n\n---\n\nwords\n")
	put(t, filepath.Join(out, "lib/galley.toml"), "")
	put(t, filepath.Join(out, "lib/any.txt"), "any")
	if err := os.Symlink(filepath.Join(dir, "wip-draft.md"), filepath.Join(out, "link.txt")); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "wip-draft.md"), "!! title: Draft\n\n---\n\na draft\n")
	first := filepath.Join(dir, "0001-first.md")
	for _, over := range []string{
		filepath.Join(dir, "wip-draft.md"), filepath.Join(dir, "0099-later.md"), filepath.Join(dir, "galley.toml"), filepath.Join(dir, "notes/plan.txt"),
		filepath.Join(out, "post.md"), filepath.Join(out, "lib/any.txt"), filepath.Join(out, "lib/galley.toml"), filepath.Join(out, "link.txt"),
	} {
		before := get(t, over)
		for _, args := range [][]string{{"--to", "txt", dir}, {"--to", "zip", first}, {"--to", "rss", "--site-url", "https://example.org", dir}} {
			code, _, errs := run(t, "", append([]string{"export", "--out", over}, args...)...)
			if code != 1 || !strings.Contains(errs, "no export has written it") && !strings.Contains(errs, "which no export writes") && !strings.Contains(errs, "is one of the posts") || get(t, over) != before {
				t.Errorf("%q to %s: %d %s", args, over, code, errs)
			}
		}
	}
	// What an export wrote is replaced by the next one, until it is changed.
	feed, page := filepath.Join(dir, "feed.xml"), filepath.Join(out, "page.html")
	for range 2 {
		must(t, "export", "--to", "rss", "--site-url", "https://example.org", "--out", feed, dir)
		must(t, "export", "--to", "html", "--out", page, first)
	}
	put(t, feed, "mine")
	if code, _, errs := run(t, "", "export", "--to", "rss", "--site-url", "https://example.org", "--out", feed, dir); code != 1 || get(t, feed) != "mine" {
		t.Errorf("%d %s", code, errs)
	}
	// Elsewhere a file is somebody's who named it.
	put(t, page, "old page")
	must(t, "export", "--to", "html", "--out", page, first)
}

// No export writes the settings of a library, under whatever capitals, whether or
// not there are some: they would name folders and say what is done with them.
func TestExportAsSettings(t *testing.T) {
	dir := library(t)
	os.Remove(filepath.Join(dir, "galley.toml"))
	elsewhere := t.TempDir()
	for _, c := range []struct{ at, to string }{
		{filepath.Join(dir, "galley.toml"), "txt"},
		{filepath.Join(dir, "Galley.TOML"), "posts-json"},
		{filepath.Join(elsewhere, "galley.toml"), "txt"},
		{filepath.Join(elsewhere, "galley.toml"), "site"},
		{filepath.Join(elsewhere, "galley.toml") + "/", "md"},
	} {
		code, _, errs := run(t, "", "export", "--to", c.to, "--out", c.at, dir)
		if code != 1 || !strings.Contains(errs, "a library's settings") || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s to %s: %d %s", c.to, c.at, code, errs)
		}
		if _, err := os.Lstat(c.at); err == nil {
			t.Errorf("%s to %s: it is there", c.to, c.at)
		}
	}
	put(t, filepath.Join(dir, "galley.toml"), "[[target]]\nname = \"own\"\nformat = \"txt\"\nout = \"sub/galley.toml\"\n")
	put(t, filepath.Join(dir, "sub/notes.txt"), "")
	if code, _, errs := run(t, "", "export", "--target", "own", dir); code != 1 || !strings.Contains(errs, "a library's settings") {
		t.Errorf("a target: %d %s", code, errs)
	}
}

// A mark is not believed where it would cost posts: it may come with them.
func TestExportOverLibrary(t *testing.T) {
	root := t.TempDir()
	lib := filepath.Join(root, "all/posts")
	words := "!! title: A\n!! slug: a\n!! published: 2023-01-01\n!! description: d\n\n---\n\nwords\n"
	put(t, filepath.Join(lib, "0001-a.md"), words)
	sum := sha256.Sum256([]byte(words))
	mark := func(dir, name string) {
		data, _ := json.Marshal(map[string]any{
			"format": "galley-folder", "version": 1, "to": "site",
			"files": []any{map[string]any{"path": name, "size": len(words), "sha256": hex.EncodeToString(sum[:])}},
		})
		put(t, filepath.Join(dir, ".galley-export.json"), string(data))
	}
	mark(lib, "0001-a.md")
	mark(filepath.Join(root, "all"), "posts/0001-a.md")
	os.Remove(filepath.Join(lib, ".galley-export.json"))
	for _, out := range []string{filepath.Join(root, "all"), lib} {
		if out == lib {
			mark(lib, "0001-a.md")
		}
		for _, what := range []string{lib, filepath.Join(lib, "0001-a.md")} {
			code, _, errs := run(t, "", "export", "--to", "site", "--out", out, what)
			if code != 1 || !strings.Contains(errs, "holds the posts to be exported") || get(t, filepath.Join(lib, "0001-a.md")) != words {
				t.Errorf("%s to %s: %d %s", what, out, code, errs)
			}
		}
	}
}

// A library may bring a site along whose mark says that an export wrote a page:
// another user's export makes that page anew.
func TestExportForgedMark(t *testing.T) {
	dir := library(t)
	put(t, filepath.Join(dir, "galley.toml"), "[[target]]\nname = \"site\"\nformat = \"site\"\nout = \"site\"\n")
	mine, theirs := map[string]string{"GALLEY_HOME": t.TempDir()}, map[string]string{"GALLEY_HOME": t.TempDir()}
	export := func(env map[string]string) {
		t.Helper()
		if code, _, errs := at(t, env, "export", "--target", "site", dir); code != 0 {
			t.Fatalf("%d %s", code, errs)
		}
	}
	export(theirs)
	page, mark := filepath.Join(dir, "site/posts/first/index.html"), filepath.Join(dir, "site/.galley-export.json")
	sound := get(t, page)
	forged := strings.Replace(sound, "</body>", "<script>alert(1)</script></body>", 1)
	put(t, page, forged)
	var m map[string]any
	if err := json.Unmarshal([]byte(get(t, mark)), &m); err != nil {
		t.Fatal(err)
	}
	for _, f := range m["files"].([]any) {
		if f := f.(map[string]any); f["path"] == "posts/first/index.html" {
			sum := sha256.Sum256([]byte(forged))
			f["size"], f["sha256"] = len(forged), hex.EncodeToString(sum[:])
		}
	}
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	for _, env := range []map[string]string{mine, theirs} { // also where that was once theirs
		put(t, page, forged)
		put(t, mark, string(data))
		export(env)
		if get(t, page) != sound {
			t.Error("the page of the forged mark was kept")
		}
	}
	// One's own is taken over.
	before, err := os.Stat(page)
	if err != nil {
		t.Fatal(err)
	}
	export(theirs)
	if after, err := os.Stat(page); err != nil || !os.SameFile(before, after) {
		t.Errorf("one's own page was made anew (%v)", err)
	}
}
