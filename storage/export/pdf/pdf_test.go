package pdf

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"regexp"
	"strings"
	"testing"
	"time"

	"galley.app/galley/assets"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/imagework"
	"galley.app/galley/preview/markdown"
)

func book(sources ...string) Book {
	theme, _ := assets.PageNamed("plain")
	decode := func(data []byte, want imagework.Want) (*image.RGBA, error) {
		return imagework.Here{}.Decode(context.Background(), data, want)
	}
	b := Book{Embedded: true, Decode: decode, Title: "Book", Language: "en", Date: time.Date(2024, 1, 2, 0, 0, 0, 0, time.UTC), Theme: theme}
	for _, src := range sources {
		b.Posts = append(b.Posts, Post{Title: "Post", Byline: "2024-01-02", Doc: markdown.Parse(nil, text.New(src), 0)})
	}
	return b
}

func written(t testing.TB, b Book) (string, [][]string) {
	t.Helper()
	var out bytes.Buffer
	notes, err := Write(&out, b)
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), notes
}

// odd is what a page has to bear.
var odd = strings.Join([]string{
	"# A", "#### Deep", "text[^1] **bold** _it_ ~~no~~ `code` [here](#a) [there](https://example.org)",
	"> quote\n>\n> > again\n>\n> - item", "1. a\n   1. b\n\n      c\n2. [x] d\n3. [ ] e", "```go\nx := 1\n\ty\n```",
	"| a | b |\n|:-:|--:|\n| 1 | " + strings.Repeat("long ", 80) + "|", "---", "$$\n\\frac{1}{2}\n$$", "$$\n" + strings.Repeat("x+", 400) + "x\n$$",
	strings.Repeat("w", 3000), "中文 🎉 \u202e\u0000", "![alt](gone.png)", "<details><summary>s</summary>t</details>", "line  \nbreak",
	"[^1]: A note.",
}, "\n\n")

func TestWrite(t *testing.T) {
	out, notes := written(t, book(odd))
	if !strings.HasPrefix(out, "%PDF-") || !strings.HasSuffix(strings.TrimSpace(out), "%%EOF") {
		t.Fatal("what was written is no PDF file")
	}
	if len(notes) != 1 || len(notes[0]) != 2 || !strings.Contains(notes[0][0]+notes[0][1], "have no letter") || !strings.Contains(notes[0][0]+notes[0][1], "too large") {
		t.Errorf("notes %q", notes)
	}
	if again, _ := written(t, book(odd)); again != out {
		t.Error("the same book gives other bytes")
	}
	for _, name := range regexp.MustCompile(`/(?:FontName|BaseFont) /(\S+)`).FindAllStringSubmatch(out, -1) {
		if !regexp.MustCompile(`^[A-Z]{6}\+[A-Za-z0-9-]+$`).MatchString(name[1]) {
			t.Errorf("the name %q does not say that a part of a typeface is there", name[1])
		}
	}
}

func TestContents(t *testing.T) {
	one, _ := written(t, book("a"))
	two, _ := written(t, book("a", strings.Repeat("word\n\n", 200), "c"))
	pages := func(s string) int { return strings.Count(s, "/Type /Page\n") }
	if got := pages(one); got != 1 {
		t.Errorf("one post takes %d pages", got)
	}
	if got := pages(two); got < 7 {
		t.Errorf("a book of three posts takes %d pages", got)
	}
}

func TestImages(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray16(image.Rect(0, 0, 40, 4000))); err != nil {
		t.Fatal(err)
	}
	given := map[string][]byte{
		"tall.png": b.Bytes(), "cut.png": b.Bytes()[:60], "text.png": []byte("no image"),
		"draw.svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="5" height="5"/></svg>`),
		"bomb.svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e9 1e9"></svg>`),
	}
	bk := book("![a](tall.png)\n\n![b](cut.png)\n\nin ![c](draw.svg) line ![d](text.png) ![e](bomb.svg)")
	bk.Posts[0].Image = func(src string) ([]byte, bool) { return given[src], given[src] != nil }
	out, notes := written(t, bk)
	if got := strings.Count(out, "/Subtype /Image"); got < 2 {
		t.Errorf("the file holds %d images", got)
	}
	if len(notes[0]) != 3 {
		t.Errorf("notes %q", notes)
	}
	drawn := ""
	for _, k := range drawnPattern.FindAllStringSubmatch(out, -1) {
		drawn += unpacked(t, object(t, out, k[1]))
	}
	for _, words := range []string{"a", "c"} { // which are read out
		if !regexp.MustCompile(`/Span <</Alt <FEFF` + units(words) + `>>> BDC q [^Q]* Do Q\nEMC`).MatchString(drawn) {
			t.Errorf("image %q has no words", words)
		}
	}
}

// FuzzWrite asserts that every text can be put on paper.
func FuzzWrite(f *testing.F) {
	f.Add(odd)
	f.Add("| a |\n|---|\n| " + strings.Repeat("- ", 50))
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > 1<<14 {
			return
		}
		out, _ := written(t, book(strings.ToValidUTF8(src, "\uFFFD"))) // posts are read as UTF-8
		read(t, out)
	})
}
