package export

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"image"
	"image/png"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"galley.app/galley/internal/growth"
	"galley.app/galley/internal/imagework"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/export/site"
)

// books are posts that try what a book has to get right.
func books() []Source {
	list := []Source{
		source("0001-one.md", `!! title: Engineer & "Manager" <x>`, "!! slug: one", "!! published: 2023-12-11", "!! description: about & one", "", "---", "",
			"# Top", "", "Text[^1] ![alt](</a b.png>) ![](pic.webp) ![far](https://example.org/x.png) [two](0002-two.md#part-two) [gone](nowhere.md) [web](https://example.org/?a&b) [up](#top)", "",
			"### Skipped a level", "", "- [x] done", "", "<ul>loose <li>item</ul><details>no summary</details><dl><dd>x</dd></dl><b><p>odd</p></b>", "",
			"| a | b |", "|:--|--:|", "| 1 | 2 |", "", "$$", `\frac{1}{2}`, "$$", "", "[^1]: Note.", ""),
		source("0002-two.md", "!! title: Two", "!! slug: two", "!! published: 2024-02-03", "!! description: d", "", "---", "", "## Part two", "", "[one](/posts/one)", ""),
	}
	return list
}

func bookPlan(t *testing.T, sources []Source, o Options) *Plan {
	t.Helper()
	f, err := FormatNamed("epub")
	if err != nil {
		t.Fatal(err)
	}
	o.Format, o.Drafts, o.Decoder = f, true, imagework.Here{}
	if o.Now.IsZero() {
		o.Now = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return NewPlan(sources, o)
}

// testImages finds a PNG with a blank in its name and a WebP of one pixel.
func testImages(t *testing.T) func(string, string) (string, bool) {
	t.Helper()
	dir := t.TempDir()
	webp, err := base64.StdEncoding.DecodeString("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"a b.png": b.Bytes(), "pic.webp": webp} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return func(_, dest string) (string, bool) {
		name := filepath.Join(dir, path.Base(strings.ReplaceAll(dest, "%20", " ")))
		_, err := os.Stat(name)
		return name, err == nil
	}
}

func parts(t *testing.T, b []byte) (names []string, files map[string]string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	files = map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, f.Name)
		files[f.Name] = string(data)
	}
	return names, files
}

func TestEPUB(t *testing.T) {
	p := bookPlan(t, books(), Options{Site: site.Site{Title: "Notes", URL: "https://example.org", Author: "A. B.", Language: "en-GB"}, Image: testImages(t)})
	b := write(t, p)
	if got := string(b[30:58]); got != "mimetypeapplication/epub+zip" {
		t.Errorf("the file does not begin as a book: %q", got)
	}
	names, files := parts(t, b)
	if names[0] != "mimetype" {
		t.Errorf("the first entry is %s", names[0])
	}
	for name, data := range files {
		if strings.HasSuffix(name, ".xhtml") || strings.HasSuffix(name, ".opf") || strings.HasSuffix(name, ".xml") {
			checkXML(t, name, data, files)
		}
	}
	opf, one := files["EPUB/package.opf"], files["EPUB/text/one.xhtml"]
	for _, want := range []string{
		"<dc:title>Notes</dc:title>", "<dc:language>en-GB</dc:language>", "<dc:creator>A. B.</dc:creator>",
		`<meta property="dcterms:modified">2024-02-03T00:00:00Z</meta>`, `properties="mathml"`, `properties="cover-image"`, `properties="nav"`,
		"schema:accessMode", "schema:accessibilityHazard",
	} {
		if !strings.Contains(opf, want) {
			t.Errorf("the package document has no %s:\n%s", want, opf)
		}
	}
	for _, want := range []string{
		`<a href="two.xhtml#part-two">two</a>`, `<a href="https://example.org/posts/nowhere.md">gone</a>`, `href="https://example.org/?a&amp;b"`,
		`<img src="../images/a-b.png" alt="alt"/>`, "<h2 id=\"top\">Top</h2>", `<h3 id="skipped-a-level">`, "<math xmlns", "☑ done",
	} {
		if !strings.Contains(one, want) {
			t.Errorf("the chapter has no %s:\n%s", want, one)
		}
	}
	if _, format, err := image.DecodeConfig(strings.NewReader(files["EPUB/images/pic.png"])); err != nil || format != "png" {
		t.Errorf("the WebP has not become a PNG: %v", err)
	}
	if _, format, err := image.DecodeConfig(strings.NewReader(files["EPUB/cover.png"])); err != nil || format != "png" {
		t.Errorf("the cover is no PNG: %v", err)
	}
	if !bytes.Equal(b, write(t, bookPlan(t, books(), Options{Site: site.Site{Title: "Notes", URL: "https://example.org", Author: "A. B.", Language: "en-GB"}, Image: testImages(t)}))) {
		t.Error("the same posts give other bytes")
	}
}

// TestEPUBFields puts the posts that break careless writers into a book.
func TestEPUBFields(t *testing.T) {
	growth.Alone(t)
	_, files := parts(t, write(t, bookPlan(t, nasty(), Options{Site: site.Site{Language: "no such tag", Title: strings.Repeat("x ]]> <&\" 日本 ", 500)}})))
	for name, data := range files {
		if strings.HasSuffix(name, ".xhtml") || strings.HasSuffix(name, ".opf") {
			checkXML(t, name, data, files)
		}
	}
	if opf := files["EPUB/package.opf"]; !strings.Contains(opf, "<dc:language>en</dc:language>") {
		t.Errorf("the language is not well-formed:\n%s", opf)
	}
}

func TestEPUBEpoch(t *testing.T) {
	p := bookPlan(t, books(), Options{Epoch: time.Date(2023, 5, 6, 7, 8, 9, 0, time.UTC)})
	if _, files := parts(t, write(t, p)); !strings.Contains(files["EPUB/package.opf"], "2023-05-06T07:08:09Z") {
		t.Error("a time is later than the one that was set")
	}
}

// checkXML tells whether a document of a book is well-formed and every file
// that it names is in the book and, for the package document, in its list.
func checkXML(t *testing.T, name, data string, files map[string]string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(data))
	d.Entity = map[string]string{}
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, data)
			return
		}
		e, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range e.Attr {
			if a.Name.Local != "href" && a.Name.Local != "src" || !refs.IsLocal(a.Value) {
				continue
			}
			file, _, _ := strings.Cut(a.Value, "#")
			if _, ok := files[path.Join(path.Dir(name), file)]; !ok && file != "" {
				t.Errorf("%s refers to %s, which is not in the book: %v", name, a.Value, slices.Sorted(maps.Keys(files)))
			}
		}
	}
}
