package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A library gets templates, which its pages are made with, and what is wrong with
// them is told with its place.
func TestTheme(t *testing.T) {
	dir := library(t)
	out := must(t, "theme", "new", dir)
	if got := strings.Fields(out); len(got) != 9 || got[0] != filepath.Join(dir, "static", "style.css") && got[8] != filepath.Join(dir, "templates", "year.html") {
		t.Errorf("it prints\n%s", out)
	}
	if code, out, errs := run(t, "", "theme", "new", dir); code != 1 || out != "" || !strings.Contains(errs, "it is there already; nothing was written") {
		t.Errorf("the second time: %d, %q, %q", code, out, errs)
	}
	if code, out, _ := run(t, "", "check", dir); strings.Contains(out, "[template]") {
		t.Errorf("%d:\n%s", code, out)
	}
	site := filepath.Join(t.TempDir(), "site")
	must(t, "export", "--to", "site", "--out", site, dir)
	page, err := os.ReadFile(filepath.Join(site, "posts", "first", "index.html"))
	if err != nil || !strings.Contains(string(page), `<link rel="stylesheet" href="../../style.css">`) {
		t.Errorf("the page of a post, %v:\n%s", err, page)
	}
	if _, err := os.Stat(filepath.Join(site, "style.css")); err != nil {
		t.Error(err)
	}

	put(t, filepath.Join(dir, "templates", "post.html"), "<p>\n  {{.Post.Author}}\n")
	code, out, _ := run(t, "", "check", dir)
	if want := filepath.Join(dir, "templates", "post.html") + ":2:"; code != 1 || !strings.Contains(out, want) || !strings.Contains(out, "error: <.Post.Author>: can't evaluate field Author in type *Post [template]\n") {
		t.Errorf("exit code %d, not %s:\n%s", code, want, out)
	}
	code, _, errs := run(t, "", "export", "--to", "site", "--out", site, dir)
	if code != 0 || strings.Count(errs, "post.html:2: <.Post.Author>") != 1 || !strings.Contains(errs, "; the built-in page is there instead") {
		t.Errorf("exit code %d: %s", code, errs)
	}
	if code, _, errs := run(t, "", "theme", "old"); code != 2 || !strings.Contains(errs, "galley theme new") {
		t.Errorf("%d, %s", code, errs)
	}
	if code, _, errs := run(t, "", "theme", "new", filepath.Join(dir, "none")); code != 1 || !strings.Contains(errs, "nothing was written") {
		t.Errorf("%d, %s", code, errs)
	}
}
