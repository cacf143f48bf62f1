package importer

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
)

func TestWordPress(t *testing.T) {
	from := filepath.Join("testdata", "wordpress", "export.xml")
	full, err := filepath.Abs(filepath.Dir(from))
	if err != nil {
		t.Fatal(err)
	}
	p := plan(t, filepath.Join(t.TempDir(), "lib"), Options{}, from)
	golden(t, "wordpress.golden", strings.ReplaceAll(story(t, p, full+"/"), from, "X"))
	if again := plan(t, p.Dir, Options{}, from); len(again.Posts)+len(again.Images) > 0 {
		t.Errorf("the second time there would be written: %v", again.Lines())
	}
	if p := plan(t, t.TempDir(), Options{Pages: true}, from); len(p.Posts) != 7 || strings.Contains(fmt.Sprint(p.Skipped), "page") {
		t.Errorf("with pages: %s", p.Summary())
	}
}

func TestPages(t *testing.T) {
	from := filepath.Join("testdata", "pages")
	full, err := filepath.Abs(from)
	if err != nil {
		t.Fatal(err)
	}
	p := plan(t, filepath.Join(t.TempDir(), "lib"), Options{}, from)
	golden(t, "pages.golden", strings.ReplaceAll(story(t, p, full+"/"), from+"/", ""))
}

const wxrHead = `<?xml version="1.0"?><rss xmlns:wp="w" xmlns:content="c"><channel><wp:wxr_version>1.2</wp:wxr_version>`

func TestHostileWXR(t *testing.T) {
	growth.Alone(t)
	item := func(in string) string { return wxrHead + "<item>" + in + "</item></channel></rss>" }
	for name, tt := range map[string]struct {
		src, want string // of the error, or of the first post
	}{
		"entities":      {`<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel><item>&b;</item></channel></rss>`, "declares entities"},
		"cut":           {wxrHead + "<item><title>x", "ends in the middle"},
		"cut in order":  {wxrHead + "<item>", "ends in the middle"},
		"no WordPress":  {`<rss><channel><item><title>x</title></item></channel></rss>`, "is not a WordPress export"},
		"other":         {`<html><p>x</p></html>`, "document of type"},
		"empty":         {"", "ends in the middle"},
		"deep":          {wxrHead + strings.Repeat("<a>", 100), "deep"},
		"unknown":       {wxrHead + "<item>&nope;</item>", "not well-formed XML"},
		"encoding":      {strings.Replace(wxrHead, `"1.0"`, `"1.0" encoding="x-none"`, 1), "encoding x-none"},
		"too large":     {item("<title>T</title><wp:post_type>post</wp:post_type><content:encoded>" + strings.Repeat("words ", maxText/6+10) + "</content:encoded>"), "no post"},
		"names":         {item("<title>../../etc</title><wp:post_type>post</wp:post_type><wp:post_name>../../x</wp:post_name><wp:status>publish</wp:status>"), "x.md"},
		"device":        {item("<title>Con</title><wp:post_type>post</wp:post_type><wp:post_name>con</wp:post_name>"), "con-2.md"},
		"head":          {item("<title>a\n---\n!! slug: b\n---</title><wp:post_type>post</wp:post_type><wp:post_name>s</wp:post_name>"), "s.md"},
		"control":       {item("<title>a\x0bb\x00</title><wp:post_type>post</wp:post_type>"), "ab.md"},
		"upload beyond": {item("<title>u</title><wp:post_type>post</wp:post_type><content:encoded><![CDATA[<img src='https://x/wp-content/uploads/../../../secret.png'><img src='https://x/wp-content/uploads/%2e%2e/secret.png'><img src='../secret.png'>]]></content:encoded>"), "u.md"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			put(t, filepath.Join(dir, "secret.png"), pixel)
			file := filepath.Join(dir, "in", "x.xml")
			put(t, file, tt.src)
			p, err := New(context.Background(), filepath.Join(dir, "out"), []string{file}, Options{Now: noon})
			got := "no post"
			if err != nil {
				got = err.Error()
			} else if len(p.Images) > 0 {
				t.Errorf("took images along: %v", p.Lines())
			} else if len(p.Posts) > 0 {
				if got = p.Posts[0].Name; strings.Count(p.Posts[0].Text, "!! slug") != 1 && name != "head" {
					t.Errorf("the head is broken: %q", p.Posts[0].Text)
				}
			}
			if !strings.Contains(got, tt.want) {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if _, err := os.Stat(filepath.Join(dir, "out")); err == nil {
				t.Error("something was written")
			}
		})
	}
}

// What has no end costs no more than what has.
func TestLongShortcodes(t *testing.T) {
	growth.Alone(t)
	for _, s := range []string{"[caption]", "[x a=b]", "<pre>", "[code]", "<!-- wp:", "[[", "<p>\n\n", "[gallery ids=1]", "\x01b0\x02", "<!--more "} {
		long := strings.Repeat(s, 1<<18/len(s))
		if out, _ := wordpressHTML(long, pictured{}); len(out) > 8*len(long)+1000 {
			t.Errorf("%q: %d bytes became %d", s, len(long), len(out))
		}
	}
}

// A code that another of its name begins behind has no end, and what has one has
// the nearest.
func TestShortcodeEnds(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{"[embed]https://a.org/1[/embed]", `<p><a href="https://a.org/1">https://a.org/1</a></p>`},
		{"[Embed]https://a.org/1[/EMBED]", `<p><a href="https://a.org/1">https://a.org/1</a></p>`},
		{"[embed]junk [embed]https://a.org/1[/embed]", `<p>[embed]junk</p> <p><a href="https://a.org/1">https://a.org/1</a></p>`},
		{"[caption]x[captions]y[/caption]", "<p>x[captions]y</p>"},
		{"É[caption]x[/caption]", "<p>É</p> <p>x</p>"},
	} {
		out, _ := wordpressHTML(tt.src, pictured{})
		if got := strings.Join(strings.Fields(out), " "); got != tt.want {
			t.Errorf("%s:\n%s, want\n%s", tt.src, got, tt.want)
		}
	}
}

// A pattern costs what it holds in each post that shows it, so all posts together
// have a bound as well.
func TestPatternsHaveABound(t *testing.T) {
	x := &wxr{patterns: map[string]string{"1": strings.Repeat("a", maxText/2)}}
	total := 0
	var f found
	for range 2 * maxWXR / maxText * 2 {
		x.put = 0
		total += len(x.blocks(&f, `<!-- wp:block {"ref":1} /-->`, map[string]bool{}))
	}
	if total > maxWXR || len(f.notes) == 0 {
		t.Errorf("%d bytes, and %d notes", total, len(f.notes))
	}
}

// What cannot be read hides no picture elsewhere.
func TestUploadsBesideWhatCannotBeRead(t *testing.T) {
	if err := new(wxr).see("uploads/private", nil, fs.ErrPermission); err != nil {
		t.Errorf("the walk ends with %v", err)
	}
}

func FuzzWXR(f *testing.F) {
	src, err := os.ReadFile(filepath.Join("testdata", "wordpress", "export.xml"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(src), "[caption]x[/caption]")
	f.Add(wxrHead+"<item><title>x</title></item></channel></rss>", "a\n\n<pre>b\n\n</pre>[code]x[/code][gallery ids=1]")
	f.Fuzz(func(t *testing.T, src, content string) {
		if x, err := readWXR(strings.NewReader(src)); err == nil {
			for _, it := range x.items {
				if w, ok := it.when(); ok && w.text == "" {
					t.Fatalf("a date of no words: %+v", it)
				}
				if s := plainWords(it.title); strings.ContainsAny(s, "\r\n") {
					t.Fatalf("the title is %q", s)
				}
			}
		}
		wordpressHTML(content, pictured{media: media{pictures: map[string]attached{"1": {address: "https://x/a.png"}}}})
	})
}
