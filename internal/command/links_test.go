package command

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func linked(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, src := range map[string]string{
		"0001-one.md":      "!! title: One\n!! slug: one\n!! published: 2024-01-01\n\n---\n\n# Part\n\n[a](/posts/two) [b](/posts/none) [c](#part) `[d](x.md)`\n",
		"0002-two.md":      "!! title: Two\n!! slug: two\n!! published: 2024-01-01\n!! cover: /two/x.png\n\n---\n\n![e](/two/x.png) ![f](/y.png) <https://a.example> [g](one.md#part) [h](/about)\n",
		"sub/three.md":     "!! title: Three\n!! slug: three\n!! published: 2024-01-01\n\n---\n\n[two](../0002-two.md)\n",
		"galley.toml":      "[site]\nurl = \"https://example.org\"\n",
		"assets/two/x.png": "x",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestLinks(t *testing.T) {
	p := newPast(t)
	dir := linked(t)
	code, out, errs := p.run("links", dir)
	want := `0001-one.md:9:5: /posts/two -> post 0002-two.md
0001-one.md:9:21: /posts/none -> nothing: no such post
0001-one.md:9:38: #part -> heading 0001-one.md#part
0002-two.md:4:11: /two/x.png -> file assets/two/x.png
0002-two.md:8:6: /two/x.png -> file assets/two/x.png
0002-two.md:8:23: /y.png -> nothing: no such image
0002-two.md:8:32: https://a.example -> web
0002-two.md:8:55: one.md#part -> heading 0001-one.md#part
0002-two.md:8:72: /about -> site
sub/three.md:7:7: ../0002-two.md -> post 0002-two.md
`
	got := strings.ReplaceAll(out, dir+"/", "")
	if code != 1 || got != want || errs != "galley: 2 links in 2 posts lead to nothing\n" {
		t.Errorf("exit code %d, %s\n%s\nwant\n%s", code, errs, got, want)
	}
	code, out, _ = p.run("links", "--json", filepath.Join(dir, "sub", "three.md"))
	var list []shownLink
	if err := json.Unmarshal([]byte(out), &list); err != nil || code != 0 || len(list) != 1 || list[0].To != "post" || list[0].Target != filepath.Join(dir, "0002-two.md") || list[0].Dead {
		t.Errorf("exit code %d, %v: %s", code, err, out)
	}
	for _, bad := range [][]string{{"links"}, {"links", dir, dir}, {"links", "--bogus", dir}} {
		if code, _, errs := p.run(bad...); code != 2 {
			t.Errorf("%q: exit code %d, %s", bad, code, errs)
		}
	}
	if code, _, errs := p.run("links", filepath.Join(dir, "none.md")); code != 1 || !strings.Contains(errs, "no such file") {
		t.Errorf("exit code %d, %s", code, errs)
	}
}

func TestMv(t *testing.T) {
	p := newPast(t)
	dir := linked(t)
	file := filepath.Join(dir, "0002-two.md")
	was := get(t, file)
	lines := "0001-one.md:9: [/posts/two -> /posts/second]\n" +
		"sub/three.md:7: [../0002-two.md -> ../0002-second.md]\n"
	lines = "0002-two.md:4: [/two/x.png -> /second/x.png]\n0002-two.md:8: [/two/x.png -> /second/x.png]\n" + lines +
		"0002-two.md -> 0002-second.md\nassets/two -> assets/second\n"
	code, out, errs := p.run("mv", "--dry-run", file, "second")
	if got := strings.ReplaceAll(out, dir+"/", ""); code != 0 || got != lines || !strings.Contains(errs, "4 links in 3 posts would be changed with it; nothing was changed") {
		t.Errorf("exit code %d\n%s\nwant\n%s\n%s", code, got, lines, errs)
	}
	if get(t, file) != was {
		t.Error("a dry run changed the post")
	}
	if code, _, errs = p.run("mv", file, "second"); code != 0 || !strings.Contains(errs, "4 links in 3 posts changed with it") {
		t.Errorf("exit code %d, %s", code, errs)
	}
	now := filepath.Join(dir, "0002-second.md")
	want := strings.NewReplacer("slug: two", "slug: second", "/two/", "/second/", "\n\n---", "\n!! aliases: /posts/two\n\n---").Replace(was)
	if got := get(t, now); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := get(t, filepath.Join(dir, "assets", "second", "x.png")); got != "x" {
		t.Errorf("%q", got)
	}
	if got := p.must("history", now, "--at", "2"); got != was {
		t.Errorf("the text before is %q", got)
	}
	for _, bad := range [][]string{{file}, {now, "Not A Slug"}, {dir, "x"}} {
		if code, _, errs := p.run(append([]string{"mv"}, bad...)...); code != 2 {
			t.Errorf("%q: exit code %d, %s", bad, code, errs)
		}
	}
	for _, no := range [][]string{{file, "x"}, {now, "one"}} {
		if code, _, errs := p.run(append([]string{"mv"}, no...)...); code != 1 || !strings.Contains(errs, "nothing was changed") {
			t.Errorf("%q: exit code %d, %s", no, code, errs)
		}
	}
	if code, _, errs := p.run("mv", now, "second"); code != 0 || !strings.Contains(errs, "already") {
		t.Errorf("exit code %d, %s", code, errs)
	}
}

// TestExternalLinks holds that other sites are asked only with the flag, and this
// computer's only with another.
func TestExternalLinks(t *testing.T) {
	asked := 0
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		if r.URL.Path != "/here" {
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer site.Close()
	p := newPast(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "a.md")
	src := "!! title: A\n!! slug: a\n!! published: 2024-01-01\n\n---\n\n[a](" + site.URL + "/here#x) [b](" + site.URL + "/nothing)\n"
	if err := os.WriteFile(path, []byte(src), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args  []string
		code  int
		asks  bool
		first string
	}{
		{[]string{"links", path}, 0, false, "-> web\n"},
		{[]string{"links", "--external", path}, 0, false, "-> web: it lies in a private network, which is not asked\n"},
		{[]string{"links", "--external", "--private", path}, 1, true, "/here#x -> web: 200 ok\n"},
	} {
		asked = 0
		code, out, _ := p.run(c.args...)
		if code != c.code || (asked > 0) != c.asks || !strings.Contains(out, c.first) {
			t.Errorf("%q: %d, asked %d times: %s", c.args, code, asked, out)
		}
		if c.asks && !strings.Contains(out, "/nothing -> nothing: 404 not found") {
			t.Errorf("%q: %s", c.args, out)
		}
	}
}

// What is known of posts from the last time is not read again, and the answer is
// the same.
func TestLinksByTheIndex(t *testing.T) {
	p := newPast(t)
	dir := linked(t)
	post := filepath.Join(dir, "0001-one.md")
	hourAgo := time.Now().Add(-time.Hour)
	for _, name := range []string{"0001-one.md", "0002-two.md", "sub/three.md"} {
		if err := os.Chtimes(filepath.Join(dir, name), hourAgo, hourAgo); err != nil {
			t.Fatal(err)
		}
	}
	_, cold, _ := p.run("links", dir)
	_, warm, _ := p.run("links", dir)
	if cold != warm || cold == "" {
		t.Errorf("without the index:\n%s\nwith it:\n%s", cold, warm)
	}
	src, err := os.ReadFile(post)
	if err != nil {
		t.Fatal(err)
	}
	other := strings.Replace(string(src), "/posts/none", "/posts/gone", 1)
	if err := os.WriteFile(post, []byte(other), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(post, hourAgo, hourAgo); err != nil { // as if nobody had touched it
		t.Fatal(err)
	}
	if _, out, _ := p.run("links", dir); out != warm {
		t.Errorf("a post that did not change was read:\n%s", out)
	}
	if err := os.Chtimes(post, hourAgo.Add(time.Second), hourAgo.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, out, _ := p.run("links", dir); !strings.Contains(out, "/posts/gone") {
		t.Errorf("a post that changed was not read:\n%s", out)
	}
}
