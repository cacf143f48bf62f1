package command

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
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

// A library is shown on this computer, without drafts, and anew when a post or a
// template is saved.
func TestServe(t *testing.T) {
	dir := library(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	in, out := io.Pipe()
	var errs bytes.Buffer
	done := make(chan int, 1)
	go func() {
		done <- Run(ctx, []string{"serve", dir}, strings.NewReader(""), out, &errs, Env{Now: func() time.Time { return today }})
	}()
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	at := strings.TrimSpace(line)
	get := func(path string) (int, string) {
		t.Helper()
		resp, err := http.Get(at + path)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(b)
	}
	if code, page := get("posts/first/"); code != 200 || !strings.Contains(page, "reload.js") {
		t.Errorf("the page of a post: %d\n%s", code, page)
	}
	if _, page := get(""); strings.Contains(page, "third") {
		t.Errorf("a draft is listed:\n%s", page)
	}
	if code, _ := get("posts/third/"); code != 404 {
		t.Errorf("the page of a draft: %d", code)
	}

	resp, err := http.Get(at + ".galley/changes")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	events := bufio.NewScanner(resp.Body)
	until := func(what, path, want string) {
		t.Helper()
		for events.Scan() { // an event may come before all was written
			if strings.HasPrefix(events.Text(), "data: ") {
				if _, page := get(path); strings.Contains(page, want) {
					return
				}
			}
		}
		t.Fatalf("%s is not shown: %v", what, events.Err())
	}
	put(t, filepath.Join(dir, "0003-new.md"), strings.NewReplacer("slug: first", "slug: new").Replace(post1)+"\nWords that are new.\n")
	until("a new post", "posts/new/", "Words that are new.")
	put(t, filepath.Join(dir, "templates", "index.html"), "{{.Site.Title}} by template")
	until("a template", "", "by template")
	put(t, filepath.Join(dir, "templates", "index.html"), "{{.None}}")
	until("the built-in page in place of one that is wrong", "", "<h1>")

	busy, _, said := run(t, "", "serve", "--port", strings.Trim(at[strings.LastIndex(at, ":")+1:], "/"), dir)
	if busy != 1 || !strings.Contains(said, "is in use by another program; nothing is shown") {
		t.Errorf("a port that is in use: %d, %s", busy, said)
	}
	cancel()
	if code := <-done; code != 0 {
		t.Errorf("it ends with %d: %s", code, errs.String())
	}
	if code, _, said := run(t, "", "serve", "--port", "0", dir); code != 2 || !strings.Contains(said, "--port") {
		t.Errorf("%d, %s", code, said)
	}
	if code, _, said := run(t, "", "serve", filepath.Join(dir, "none")); code != 1 || !strings.Contains(said, "nothing is shown") {
		t.Errorf("%d, %s", code, said)
	}
}
