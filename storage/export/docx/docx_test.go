package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	source "galley.app/galley/editor/text"
	"galley.app/galley/internal/growth"
	"galley.app/galley/preview/markdown"
)

var update = flag.Bool("update", false, "write the golden files anew")

// dot is a picture of 4 by 2 pixels.
func dot(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 2))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// book is a document of posts with these texts.
func book(t testing.TB, texts ...string) Book {
	data := dot(t)
	b := Book{Title: "A <title>", Author: "Somebody & Co", Language: "en", Summary: "What it is", Date: time.Date(2024, 1, 2, 0, 0, 0, 0, time.UTC), Step: func() error { return nil }}
	for i, s := range texts {
		b.Posts = append(b.Posts, Post{
			Title: fmt.Sprintf("Post %d", i+1), Byline: "2024-01-02",
			Doc:   markdown.Dialect{InlineMath: true}.Parse(nil, source.New(s), 0),
			Image: func(src string) ([]byte, bool) { return data, strings.HasSuffix(src, ".png") },
			Link: func(dest string) (string, int, string, bool) {
				if slug, fragment, _ := strings.Cut(dest, "#"); slug == "/posts/two" {
					return "", 1, fragment, true
				}
				return dest, -1, "", strings.Contains(dest, ":")
			},
		})
	}
	return b
}

// written returns the files of a document, each of which is well-formed.
func written(t testing.TB, b Book) (files map[string]string, notes [][]string) {
	t.Helper()
	var w bytes.Buffer
	notes, err := Write(&w, b)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(w.Bytes()), int64(w.Len()))
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
		files[f.Name] = string(data)
		if strings.HasSuffix(f.Name, ".xml") || strings.HasSuffix(f.Name, ".rels") {
			wellFormed(t, f.Name, string(data))
		}
	}
	return files, notes
}

func wellFormed(t testing.TB, name, data string) {
	t.Helper()
	for d := xml.NewDecoder(strings.NewReader(data)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
}

// TestGolden compares the document of testdata/all.md with testdata/all.xml, an
// element a line.
func TestGolden(t *testing.T) {
	src, err := os.ReadFile("testdata/all.md")
	if err != nil {
		t.Fatal(err)
	}
	files, notes := written(t, book(t, string(src)))
	if len(notes[0]) > 0 {
		t.Error(notes)
	}
	body := regexp.MustCompile(`<w:(document|footnotes)[^>]*>`).ReplaceAllString(files["word/document.xml"]+"\n"+files["word/footnotes.xml"]+"\n"+files["word/_rels/document.xml.rels"], "<w:$1>")
	got := strings.NewReplacer("<w:p>", "\n<w:p>", "<w:r>", "\n  <w:r>", "<w:tc>", "\n <w:tc>", "<w:tr>", "\n<w:tr>", "<m:oMath>", "\n  <m:oMath>", "<Relationship ", "\n<Relationship ").Replace(body) + "\n"
	if *update {
		if err := os.WriteFile("testdata/all.xml", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/all.xml")
	if err != nil {
		t.Fatal(err)
	}
	a, b := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			t.Fatalf("line %d is\n%s\nwant\n%s", i+1, a[i], b[i])
		}
	}
	if len(a) != len(b) {
		t.Errorf("%d lines, want %d", len(a), len(b))
	}
}

// Several posts have their titles as headings, sections with notes of their own,
// and links from one to the other.
func TestPosts(t *testing.T) {
	files, _ := written(t, book(t, "# Top\n\n[there](/posts/two#deep) [and](/posts/two)[^1]\n\n[^1]: one\n", "## Deep\n\nwords[^a]\n\n[^a]: two\n"))
	doc := files["word/document.xml"]
	for _, want := range []string{
		`<w:pStyle w:val="Heading1"/></w:pPr><w:bookmarkStart w:id="1" w:name="post1"/>`,
		`<w:pStyle w:val="Heading2"/>`, `<w:pStyle w:val="Heading3"/>`,
		`<w:hyperlink w:anchor="place2_1"`, `<w:hyperlink w:anchor="post2"`, `w:name="place2_1"`, `w:name="post2"`,
		`<w:footnoteReference w:id="2"/>`,
	} {
		if !strings.Contains(doc, want) {
			t.Errorf("there is no %s", want)
		}
	}
	if n := strings.Count(doc, "<w:sectPr>"); n != 2 {
		t.Errorf("%d sections", n)
	}
}

// What XML cannot hold is left out, and what would be markup is words.
func TestHostileWords(t *testing.T) {
	b := book(t, "a\x01b \ufffe <b \"x\"> `]]>` &#0; &#x1F; [l](https://e.org/\"&<> \"t\"x\")\n\n```a\"b<\n\x02code\n```\n\n![al\"t<](x.png \"ti&tle\")\n")
	b.Title, b.Posts[0].Title, b.Author = "\x00<&\"", "T\x1f<", "\ufffe]]>"
	b.Fields = []Field{{"k\"<", "v\x00&"}}
	files, _ := written(t, b)
	if doc := files["word/document.xml"]; !strings.Contains(doc, `descr="al&quot;t&lt;" title="ti&amp;tle"`) || strings.ContainsAny(doc, "\x00\x01\x02") {
		t.Errorf("%.3000s", doc)
	}
}

// The same posts give the same bytes.
func TestSameBytes(t *testing.T) {
	src, err := os.ReadFile("testdata/all.md")
	if err != nil {
		t.Fatal(err)
	}
	var once, again bytes.Buffer
	for _, w := range []*bytes.Buffer{&once, &again} {
		if _, err := Write(w, book(t, string(src), string(src))); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(once.Bytes(), again.Bytes()) {
		t.Error("the bytes differ")
	}
}

// A picture that programs do not show is told of, and its words stand there.
func TestPictures(t *testing.T) {
	b := book(t, "![words](broken.png) ![far](https://e.org/x.gif)\n")
	b.Posts[0].Image = func(src string) ([]byte, bool) { return []byte("RIFF....WEBPVP8 "), src == "broken.png" }
	files, notes := written(t, b)
	if len(notes[0]) != 1 || !strings.Contains(notes[0][0], "broken.png") || !strings.Contains(files["word/document.xml"], ">words</w:t>") {
		t.Errorf("%q %s", notes, files["word/document.xml"])
	}
	if !strings.Contains(files["word/_rels/document.xml.rels"], `Target="https://e.org/x.gif" TargetMode="External"`) {
		t.Error("a picture of another place is no link")
	}
}

// Work grows with the text, however lists, quotes and notes stand in each other.
func TestWork(t *testing.T) {
	for name, src := range map[string]func(n int) string{
		"words":  func(n int) string { return strings.Repeat("*a* `b` [c](https://d.e) ", n) },
		"lists":  func(n int) string { return strings.Repeat("- a\n1. b\n", n) },
		"quotes": func(n int) string { return strings.Repeat("> a\n\nb\n\n", n) },
		"notes":  func(n int) string { return strings.Repeat("a[^1]\n\n", n) + "[^1]: b\n" },
		"tables": func(n int) string { return "| a | b |\n|---|---|\n" + strings.Repeat("| c | d |\n", n) },
	} {
		t.Run(name, func(t *testing.T) {
			growth.Bytes(t, 500, func(n int) func() {
				b := book(t, src(n))
				return func() { _, _ = Write(io.Discard, b) }
			})
		})
	}
}

// FuzzWrite: whatever a post holds, each part of its document is well-formed.
func FuzzWrite(f *testing.F) {
	src, err := os.ReadFile("testdata/all.md")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(src))
	f.Add("- [ ] > ```\n  > $\\frac{}{}$ [^1]\n\n[^1]: - | a\n")
	f.Add("<table><tr><td rowspan=9>a</table><details><p align=right>א\x00")
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 4<<10 {
			return
		}
		written(t, book(t, s, "two\n"))
	})
}

// A picture of another place is a link to it, if one may be followed there, and a
// table has columns wherever it stands.
func TestFarPictures(t *testing.T) {
	table := strings.Repeat("> ", 30) + "| a | b |\n" + strings.Repeat("> ", 30) + "|---|---|\n" + strings.Repeat("> ", 30) + "| 1 | 2 |\n"
	b := book(t, "![one](<https://e.org/a b.gif>) ![two](javascript:alert(1)) ![three](file://other.host/share/x.gif) ![four](vbscript:x)\n\n"+table)
	files, _ := written(t, b)
	rels := files["word/_rels/document.xml.rels"]
	if !strings.Contains(rels, `Target="https://e.org/a%20b.gif"`) || strings.Contains(rels, "javascript") || strings.Contains(rels, "vbscript") || strings.Contains(rels, "other.host") {
		t.Errorf("%s", rels)
	}
	doc := files["word/document.xml"]
	for _, want := range []string{"one", "two", "three", "four"} {
		if !strings.Contains(doc, ">"+want+"<") {
			t.Errorf("the words of a picture are missing: %s", want)
		}
	}
	if strings.Contains(doc, `<w:gridCol w:w="-`) || !strings.Contains(doc, "<w:gridCol") {
		t.Errorf("a column is less than nothing wide")
	}
}

// A table has no more columns than programs read, and all its words.
func TestWideTable(t *testing.T) {
	row := func(words string) string { return "|" + strings.Repeat(words+"|", 70) + "\n" }
	files, notes := written(t, book(t, row("a")+row("-")+row("b")))
	doc := files["word/document.xml"]
	if n := strings.Count(doc, "<w:gridCol"); n != 63 {
		t.Errorf("%d columns", n)
	}
	if n := strings.Count(doc, "<w:tc>"); n != 2*63 {
		t.Errorf("%d cells", n)
	}
	if a, b := strings.Count(doc, ">a<"), strings.Count(doc, ">b<"); a != 70 || b != 70 || len(notes[0]) != 1 || !strings.Contains(notes[0][0], "70 columns") {
		t.Errorf("%d and %d words, %q", a, b, notes)
	}
}
