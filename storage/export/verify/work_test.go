package verify

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
	"galley.app/galley/storage/bounded"
	"galley.app/galley/storage/export/bundle"
	"galley.app/galley/storage/export/fields"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/packtest"
	"galley.app/galley/storage/post"
)

var rep = strings.Repeat

func counted(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func packOf(t testing.TB, entries ...packtest.Raw) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "a.textpack")
	if err := os.WriteFile(file, packtest.Build(t, entries...), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

func manifestOf(s string) []byte {
	return []byte(`{"format":"galley-package","version":1,"posts":[` + s + `{}]}`)
}

func bookOf(t testing.TB, chapter string) []byte {
	t.Helper()
	return packtest.Build(t,
		packtest.Raw{Name: "mimetype", Data: []byte(bookType)},
		packtest.Raw{Name: bookContainer, Data: []byte(`<container><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>`), Method: zip.Deflate},
		packtest.Raw{Name: "a.opf", Data: []byte(`<package><manifest><item id="a" href="a.xhtml"/></manifest><spine><itemref idref="a"/></spine></package>`), Method: zip.Deflate},
		packtest.Raw{Name: "a.xhtml", Data: []byte(chapter), Method: zip.Deflate})
}

func verifyBook(book []byte) error {
	_, _, err := Book(bytes.NewReader(book), int64(len(book)), pack.Limits{})
	return err
}

// Doors are the ways in of what others packed, and of what posts become, each
// with input that once cost far more than its size, or might.
func TestWork(t *testing.T) {
	growth.Alone(t)
	for name, make := range map[string]func(n int) func(){
		"a manifest of empty posts": func(n int) func() {
			b := packtest.Build(t, packtest.Raw{Name: pack.ManifestName, Data: manifestOf(rep("{},", 100*n)), Method: zip.Deflate})
			return func() { _, _ = open(b) }
		},
		"an info.json of empty files": func(n int) func() {
			file := packOf(t, packtest.Raw{Name: "x.textbundle/info.json", Method: zip.Deflate, Data: []byte(`{"version":2,"app.galley.Galley":{"version":1,"files":[` + rep("{},", 100*n) + "{}]}}")},
				packtest.Raw{Name: "x.textbundle/text.md", Data: []byte("# a\n")})
			return func() { _, _, _ = Bundle(file, pack.Limits{}) }
		},
		"a book of elements": func(n int) func() {
			b := bookOf(t, "<a>"+rep("<b/>", 10*n)+"</a>")
			return func() { _ = verifyBook(b) }
		},
		"a book of elements in each other": func(n int) func() {
			b := bookOf(t, rep("<a>", 10*n))
			return func() { _ = verifyBook(b) }
		},
		"fields of a page bundle": func(n int) func() {
			matter := counted(n, "k%d: v\n") + "galley:\n  name: a.md\n"
			return func() {
				_, _ = unpage(map[string]content{"index.md": held([]byte("---\n" + matter + "---\n\nx\n"))}, "a")
			}
		},
		"fields that the head does not have": func(n int) func() {
			matter := counted(n, "k%d: v\n") + "galley:\n  name: a.md\n  head: \"!! title: a\\n\\n---\\n\"\n"
			return func() {
				_, _ = unpage(map[string]content{"index.md": held([]byte("---\n" + matter + "---\n\nx\n"))}, "a")
			}
		},
		"params in front matter": func(n int) func() {
			matter := counted(n, "params: {k%d: v}\n") + "galley:\n  name: a.md\n"
			return func() { _, _, _ = bundle.ReadMatter(matter) }
		},
		"links that become larger": func(n int) func() {
			links := []bundle.Asset{{Path: "a", Written: []string{rep("b", n)}}, {Path: "b", Written: []string{rep("c", n)}}}
			text := rep("a ", 20)
			return func() { bundle.RestoreLinks(text, links) }
		},
		"names that fall together": func(n int) func() {
			return func() {
				taken := pack.Names{}
				for range n {
					taken.Free("folder/a.png")
				}
			}
		},
		"names whose folder is a file": func(n int) func() {
			return func() {
				taken := pack.Names{"a": "a"}
				for range n {
					taken.Free("a/b.png")
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) { growth.Bytes(t, 500, make) })
	}
}

// What is in a package and is no text is not held, however large it is.
func TestStreams(t *testing.T) {
	growth.Alone(t)
	const size = 24 << 20
	picture := append(packtest.Pixel(t), make([]byte, size)...)
	zipped := packOf(t, packtest.Raw{Name: "x.textbundle/info.json", Data: []byte(`{"version":2}`)}, packtest.Raw{Name: "x.textbundle/text.md", Data: []byte("# a\n\n![x](assets/a.png)\n")},
		packtest.Raw{Name: "x.textbundle/assets/a.png", Data: picture, Method: zip.Deflate})
	folder, _ := packtest.Shelf(t, map[string]string{"info.json": `{"version":2}`, "text.md": "# a\n\n![x](assets/a.png)\n", "assets/a.png": string(picture)})
	book := bookOf(t, "<a>"+rep("<b>"+rep("x", 1000)+"</b>", size/1000)+"</a>")
	for name, work := range map[string]func() error{
		"TextPack": func() error {
			list, err := OpenBundles(zipped, pack.Limits{})
			if err == nil && len(list[0].Manifest.Posts[0].Images) != 1 {
				err = errors.New("the image is not found")
			}
			return err
		},
		"TextBundle":                func() error { _, err := OpenBundle(folder, pack.Limits{}); return err },
		"TextPack that is verified": func() error { _, _, err := Bundle(zipped, pack.Limits{}); return err },
	} {
		if got, err := allocated(work); err != nil || got > size/4 {
			t.Errorf("%s: %d bytes of memory for a file of %d; %v", name, got, size, err)
		}
	}
	// Each text of the XML is made and dropped, which counts here; all of it is never there.
	if got, err := allocated(func() error { return verifyBook(book) }); err != nil || got > 3*size {
		t.Errorf("a book: %d bytes of memory for %d; %v", got, size, err)
	}
	list, err := OpenBundles(zipped, pack.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := list[0].Read(list[0].Manifest.Posts[0].Images[0].Path); err != nil || !bytes.Equal(got, picture) {
		t.Errorf("the image is %d bytes, %v", len(got), err)
	}
	if err := os.WriteFile(zipped, packtest.Build(t, packtest.Raw{Name: "other", Data: picture}), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := list[0].Read(list[0].Manifest.Posts[0].Images[0].Path); err == nil {
		t.Error("an image of a TextPack that changed meanwhile is read")
	}
}

func allocated(work func() error) (int, error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := work()
	runtime.ReadMemStats(&after)
	return int(after.TotalAlloc - before.TotalAlloc), err
}

func TestTooMuch(t *testing.T) {
	growth.Alone(t)
	for name, tt := range map[string]struct {
		work func() error
		want string
	}{
		"manifest": {func() error {
			_, err := open(packtest.Build(t, packtest.Raw{Name: pack.ManifestName, Data: manifestOf(rep("{},", 1_000_000)), Method: zip.Deflate}))
			return err
		}, "more than 1500000 keys and values"},
		"info.json": {func() error {
			_, err := bundle.DecodeInfo([]byte(`{"version":2,"x":[` + rep("{},", 400_000) + "{}]}"))
			return err
		}, "more than 500000 keys and values"},
		"large info.json": {func() error {
			_, err := OpenBundles(packOf(t, packtest.Raw{Name: "x.textbundle/info.json", Method: zip.Deflate, Data: []byte(`{"version":2}` + rep(" ", bundle.MaxInfo))}, packtest.Raw{Name: "x.textbundle/text.md", Data: []byte("a")}), pack.Limits{})
			return err
		}, "larger than 8 MB"},
		"a book's elements": {func() error {
			values, err := wellFormedXML(strings.NewReader("<a>"+rep("<b/>", 100)+"</a>"), bounded.Limits{Values: 1000})
			if values != 303 || err != nil {
				return fmt.Errorf("%d values, %w", values, err)
			}
			_, err = wellFormedXML(strings.NewReader("<a>"+rep("<b/>", 100)+"</a>"), bounded.Limits{Values: 300})
			return err
		}, "more than 300 keys and values"},
		"a book's list": {func() error {
			return verifyBook(packtest.Build(t, packtest.Raw{Name: "mimetype", Data: []byte(bookType)}, packtest.Raw{Name: bookContainer, Data: []byte(`<container><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>`)},
				packtest.Raw{Name: "a.opf", Data: []byte("<package><manifest>" + rep("<item/>", 1_100_000) + "</manifest></package>"), Method: zip.Deflate}))
		}, "more than 1000000 keys and values"},
	} {
		if err := tt.work(); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}

// FuzzPageBundle has anything at all as front matter of ours.
func FuzzPageBundle(f *testing.F) {
	f.Add("title: a\nparams:\n  x: [1]\n  galley: {name: a.md, head: \"!! a: b\\n---\\n\", images: [{path: p, link: l, written: [w]}], links: [{path: q, written: ['', '\"v\"']}]}\n", "![](p) q \"q\"")
	f.Add("galley: &a {name: x}\nb: [*a, *a]\ndate: 2024-01-01\ndraft: true\n", "x")
	f.Fuzz(func(t *testing.T, matter, text string) {
		if len(matter)+len(text) > 1<<14 {
			return
		}
		p, err := unpage(map[string]content{"index.md": held([]byte("---\n" + matter + "\n---\n\n" + text))}, "name")
		if err != nil || p == nil {
			return
		}
		src, err := p.Read(p.Manifest.Posts[0].Source)
		if err != nil || pack.CheckName(p.Manifest.Posts[0].Source) != nil {
			t.Fatalf("%q: %v", p.Manifest.Posts[0].Source, err)
		}
		// What the fields say is in the post.
		list, _, _ := bundle.ReadMatter(matter + "\n")
		got := post.Parse(string(src))
		last := map[string]string{}
		for _, f := range list {
			last[f.Key] = f.Value
		}
		for key, value := range last {
			if v, ok := got.Value(key); post.ValidKey(key) == nil && (!ok || v != post.Fold(value) && v != value && !fields.Same(key, v, value)) && !strings.ContainsAny(string(src), "\x00") {
				t.Errorf("field %q is %q, not %q, in %q", key, v, value, src)
			}
		}
	})
}

// FuzzBookXML holds that a stream finds XML well-formed where the library does.
func FuzzBookXML(f *testing.F) {
	for _, s := range []string{"<a b='c'>&amp;&nbsp;<!-- x --><d/></a>", "<a><b></a>", "<?xml version='1.0'?><!DOCTYPE a><a/>", "", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		d := xml.NewDecoder(strings.NewReader(src))
		d.Entity = xml.HTMLEntity
		seen := false
		var err error
		for err == nil {
			var token xml.Token
			token, err = d.Token()
			if _, ok := token.(xml.StartElement); ok {
				seen = true
			}
		}
		want := errors.Is(err, io.EOF) && seen
		_, found := wellFormedXML(strings.NewReader(src), bookLimits)
		if got := found == nil; got != want && strings.Count(src, "<") < bookLimits.Depth {
			t.Errorf("%q: well-formed %v, want %v (%v)", src, got, want, err)
		}
	})
}

// Front matter made to eat memory or time is refused.
func TestHostileMatter(t *testing.T) {
	var bomb strings.Builder
	bomb.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x]\n")
	for i := range 12 {
		fmt.Fprintf(&bomb, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i+1, i+1, i, i, i, i, i, i, i, i, i)
	}
	for what, matter := range map[string]string{
		"aliases": bomb.String() + "galley:\n  name: x.md\n  images: *a12\n", "itself": "galley: &g\n  name: *g\n", "deep": "galley: " + strings.Repeat("[", 100_000) + "\n",
		"tags": "galley: !!binary x\ntitle: !!float y\n", "keys": "? [a]\n: b\ngalley: {name: [1]}\n", "cut": "galley: {name: \"x",
	} {
		dir, _ := packtest.Shelf(t, map[string]string{"index.md": "---\n" + matter + "---\nwords\n"})
		list, err := OpenBundles(dir, pack.Limits{})
		for _, p := range list {
			if len(p.loose) > 1 {
				t.Errorf("%s: %d files, %v", what, len(p.loose), err)
			}
		}
	}
}
