package importer

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"

	"galley.app/galley/internal/imagework"
	"galley.app/galley/storage"
	"galley.app/galley/storage/export"
	web "galley.app/galley/storage/export/site"
	addresses "galley.app/galley/storage/pictures"
)

// oddNames are names of pictures that whoever writes addresses has to be careful with.
var oddNames = []string{
	"a b.png", "a#b.png", "a?b.png", "100%.png", "a%20b.png", `a"b".png`, "a'b'.png", "a(b)c).png", "a[b].png", "x<b>.png",
	"über.png", norm.NFD.String("öl.png"), "日本.png", "😀.png", "a&amp;b.png", "a*b_c`d.png", " lead.png", "~a.png", "a+b.png", "a;b=c,d@e.png", "UPPER.PNG",
}

// odd is a library whose one post shows pictures of all the odd names, in the assets
// folder and beside it, as Markdown and as HTML.
type odd struct {
	lib   storage.Library
	path  string
	src   string
	bytes map[string]string // by the address as the post has it
}

func newOdd(t *testing.T) odd {
	t.Helper()
	root := t.TempDir()
	o := odd{bytes: map[string]string{}}
	var b strings.Builder
	b.WriteString("!! title: Odd\n!! slug: odd\n!! published: 2024-01-01\n!! description: Pictures with all kinds of names\n\n---\n\n")
	n := 0
	for _, name := range oddNames {
		for _, where := range []struct{ dir, address string }{{"assets/posts/1", "/posts/1/"}, {"posts/pics", "pics/"}} {
			n++
			m := image.NewRGBA(image.Rect(0, 0, 2, 2))
			m.Set(0, 0, color.RGBA{byte(n), byte(n >> 8), 7, 255})
			var p bytes.Buffer
			if err := png.Encode(&p, m); err != nil {
				t.Fatal(err)
			}
			put(t, filepath.Join(root, where.dir, name), p.String())
			address := addresses.Escape(where.address + name)
			o.bytes[address] = p.String()
			if n%3 == 0 {
				fmt.Fprintf(&b, "<img src=\"%s\" alt=\"%d\">\n\n", html.EscapeString(address), n)
			} else {
				fmt.Fprintf(&b, "![%d](%s)\n\n", n, address)
			}
		}
	}
	o.src = b.String()
	o.path = filepath.Join(root, "posts", "0001-odd.md")
	put(t, o.path, o.src)
	lib, err := storage.Open(context.Background(), filepath.Dir(o.path), noon)
	if err != nil {
		t.Fatal(err)
	}
	o.lib = lib
	return o
}

// export writes the post in a format into a folder or a file.
func (o odd) export(t *testing.T, to string) (out string) {
	t.Helper()
	format, err := export.FormatNamed(to)
	if err != nil {
		t.Fatal(err)
	}
	out = filepath.Join(t.TempDir(), "out"+format.Suffix)
	if format.Shape == export.Folder || format.Shape == export.Either {
		out = filepath.Join(filepath.Dir(out), "out") + "/"
		if err := os.Mkdir(out, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	p := export.NewPlan([]export.Source{{Path: o.path, Text: o.src}}, export.Options{
		Format: format, Now: noon, Decoder: imagework.Here{}, Site: web.Site{Title: "Odd", URL: "https://example.org"},
		Image: func(post, dest string) (string, bool) { return o.lib.Image(filepath.Dir(o.path), dest) },
	})
	if err := p.WriteFile(out); err != nil {
		t.Fatal(err)
	}
	return out
}

// sources are the addresses of the images of some HTML, in their order.
func sources(t *testing.T, page string) (list []string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return list
		case html.StartTagToken, html.SelfClosingTagToken:
			if tok := z.Token(); tok.Data == "img" {
				for _, a := range tok.Attr {
					if a.Key == "src" {
						list = append(list, a.Val)
					}
				}
			}
		}
	}
}

// all reports whether each picture is there once, by its bytes.
func (o odd) all(t *testing.T, got []string) {
	t.Helper()
	seen := map[string]int{}
	for _, b := range got {
		seen[b]++
	}
	for address, b := range o.bytes {
		if seen[b] != 1 {
			t.Errorf("%s is there %d times", address, seen[b])
		}
	}
	if len(got) != len(o.bytes) {
		t.Errorf("%d images, want %d", len(got), len(o.bytes))
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestOddNames has pictures of all kinds of names go out in every format, and come
// back from those that are taken in again.
func TestOddNames(t *testing.T) {
	o := newOdd(t)
	for _, to := range []string{"zip", "textbundle", "textpack", "hugo", "yaml"} {
		t.Run(to, func(t *testing.T) {
			p := plan(t, filepath.Join(t.TempDir(), "in"), Options{}, o.export(t, to))
			if err := p.Write(context.Background()); err != nil {
				t.Fatal(err)
			}
			if len(p.Posts) != 1 || p.Posts[0].Text != o.src {
				t.Fatalf("it came back as %+v", p.Posts)
			}
			if len(p.Missing) > 0 || len(p.Notes) > 0 {
				t.Errorf("said: %v", p.Lines())
			}
			lib, err := storage.Open(context.Background(), p.Dir, noon)
			if err != nil {
				t.Fatal(err)
			}
			for address, want := range o.bytes {
				if file, ok := lib.Image(p.Dir, address); !ok || read(t, file) != want {
					t.Errorf("%s is %s, %v", address, file, ok)
				}
			}
		})
	}
	t.Run("html", func(t *testing.T) {
		var got []string
		for _, src := range sources(t, read(t, o.export(t, "html"))) {
			b, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(src, "data:image/png;base64,"))
			if err != nil {
				t.Errorf("%.60s: %v", src, err)
			}
			got = append(got, string(b))
		}
		o.all(t, got)
	})
	t.Run("site", func(t *testing.T) {
		out := o.export(t, "site")
		var got []string
		err := filepath.WalkDir(out, func(file string, e os.DirEntry, err error) error {
			if err != nil || filepath.Base(file) != "index.html" || filepath.Base(filepath.Dir(file)) != "odd" || e.IsDir() {
				return err
			}
			for _, src := range sources(t, read(t, file)) {
				if body, ok := strings.CutPrefix(src, "data:image/png;base64,"); ok { // a small one is in the page
					b, err := base64.StdEncoding.DecodeString(body)
					if err != nil {
						t.Error(err)
					}
					got = append(got, string(b))
					continue
				}
				u, err := url.Parse(src)
				if err != nil || u.Path == "" {
					t.Errorf("%q: %v", src, err)
					continue
				}
				at := filepath.Join(filepath.Dir(file), filepath.FromSlash(u.Path))
				if strings.HasPrefix(u.Path, "/") {
					at = filepath.Join(out, filepath.FromSlash(u.Path))
				}
				got = append(got, read(t, at))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		o.all(t, got)
	})
	t.Run("epub", func(t *testing.T) {
		z, err := zip.OpenReader(o.export(t, "epub"))
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		files, pages := map[string]string{}, ""
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			if files[f.Name] = string(b); strings.HasSuffix(f.Name, ".xhtml") && len(sources(t, string(b))) > 1 {
				pages = f.Name
			}
		}
		var got []string
		for _, src := range sources(t, files[pages]) {
			u, err := url.Parse(src)
			if err != nil {
				t.Fatalf("%s: %v", src, err)
			}
			b, ok := files[path.Join(path.Dir(pages), u.Path)]
			if !ok {
				t.Errorf("%s of %s leads nowhere", src, pages)
			}
			got = append(got, b)
		}
		o.all(t, got)
	})
	for _, to := range []string{"atom", "json-feed"} {
		t.Run(to, func(t *testing.T) {
			words := read(t, o.export(t, to))
			content := words
			if to == "json-feed" {
				var feed struct {
					Items []struct {
						HTML string `json:"content_html"`
					}
				}
				if err := json.Unmarshal([]byte(words), &feed); err != nil || len(feed.Items) != 1 {
					t.Fatal(err)
				}
				content = feed.Items[0].HTML
			} else {
				content = html.UnescapeString(content)
			}
			list := sources(t, content)
			if len(list) != len(o.bytes) {
				t.Errorf("%d images, want %d", len(list), len(o.bytes))
			}
			for _, src := range list {
				u, err := url.Parse(src)
				if err != nil || u.Host != "example.org" || u.RawQuery != "" || u.Fragment != "" || !strings.HasSuffix(strings.ToLower(u.Path), ".png") {
					t.Errorf("%s: %v", src, err)
				}
			}
		})
	}
	t.Run("md", func(t *testing.T) {
		for address := range o.bytes {
			if words := read(t, filepath.Join(o.export(t, "md"), "odd.md")); !strings.Contains(words, address) && !strings.Contains(words, html.EscapeString(address)) {
				t.Errorf("%s is not in it", address)
			}
			break
		}
	})
	t.Run("pdf", func(t *testing.T) {
		if n := strings.Count(read(t, o.export(t, "pdf")), "/Subtype /Image"); n < len(o.bytes) {
			t.Errorf("%d images, want %d", n, len(o.bytes))
		}
	})
}
