package export

import (
	"strings"
	"testing"

	"galley.app/galley/storage/export/packtest"
	"galley.app/galley/storage/export/site"
)

// TestBlankInAddress packs a picture whose address in HTML has a blank, written
// as it is and in percents.
func TestBlankInAddress(t *testing.T) {
	_, find := packtest.Shelf(t, map[string]string{"a pic.png": string(packtest.Pixel(t))})
	post := source("0001-a.md", "!! title: A", "!! slug: a", "!! published: 2024-01-01", "!! description: d", "", "---", "",
		`<img src="a pic.png" alt="One"> and <img src=" a%20pic.png " alt="Two"> and <a href="b c.html">three</a>`, "")
	for _, c := range []struct{ format, file, want string }{
		{"html", "", `src="data:image/png;base64,`},
		{"site", "posts/a/index.html", `src="data:image/png;base64,`},
		{"hugo", "a/index.md", `src="a-pic.png"`},
	} {
		files := all(t, format(t, c.format), []Source{post}, Options{Image: find, Site: site.Site{URL: "https://example.org", Title: "T"}})
		if got := strings.Count(files[c.file], c.want); got != 2 {
			t.Errorf("%s names the picture %d times: %q", c.format, got, files[c.file])
		}
	}
	page := all(t, format(t, "html"), []Source{post}, Options{Image: find})[""]
	if !strings.Contains(page, `<a href="b%20c.html">three</a>`) {
		t.Error("the link is lost")
	}
	p, err := open(zipped(t, []Source{post}, find))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(p.Manifest.Posts[0].Images); n == 0 {
		t.Error("the picture is not in the package")
	}
}
