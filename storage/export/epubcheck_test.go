//go:build validate

package export

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"galley.app/galley/storage/export/site"
)

// epubcheck gives what the checker says of a book: nothing for a right one.
func epubcheck(t *testing.T, book []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "book.epub")
	if err := os.WriteFile(file, book, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "java", "-jar", "/usr/share/java/epubcheck.jar", "--failonwarnings", file)
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.CombinedOutput()
	if err == nil {
		return ""
	}
	if !strings.Contains(string(out), "EPUBCheck completed") {
		t.Fatalf("epubcheck did not run; packaging/deps.sh validate installs it: %v\n%s", err, out)
	}
	return string(out)
}

func TestValidateEPUB(t *testing.T) {
	// What the sanitiser keeps of HTML stands everywhere in one post.
	var odd strings.Builder
	for _, in := range strings.Fields("p b a span h2 ul ol li dl dt dd table td th caption details summary figure figcaption blockquote pre ruby rt ins section kbd time dfn") {
		for _, out := range strings.Fields("p b a div h3 ul li dl dd td details summary figcaption blockquote ruby del aside time bdo") {
			odd.WriteString("<" + out + "><" + in + " id=\"x\" align=\"center\">w</" + in + "></" + out + ">\n\n")
		}
	}
	for name, test := range map[string]struct {
		sources []Source
		site    site.Site
	}{
		"books":  {books(), site.Site{Title: "Notes & <b>", URL: "https://example.org", Author: "A. B.", Description: "d"}},
		"fields": {append(nasty(), books()[1]), site.Site{Language: "no such tag"}},
		"right":  {append(arabic(), books()...), site.Site{Language: "ar"}},
		"html":   {[]Source{source("0001-odd.md", "!! title: Odd", "!! slug: odd", "!! published: 2024-01-02", "!! description: d", "", "---", "", odd.String())}, site.Site{Language: "de"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // most of it is a Java that starts
			book := write(t, bookPlan(t, test.sources, Options{Site: test.site, Image: testImages(t)}))
			if said := epubcheck(t, book); said != "" {
				t.Error(said)
			}
		})
	}
	t.Run("drawings", func(t *testing.T) {
		t.Parallel()
		if said := epubcheck(t, drawings(t)); said != "" {
			t.Error(said)
		}
	})
	t.Run("control", func(t *testing.T) {
		t.Parallel()
		book := write(t, bookPlan(t, books(), Options{Image: testImages(t)}))
		if said := epubcheck(t, bytes.Replace(book, []byte("mimetypeapp"), []byte("mimetypeapq"), 1)); said == "" {
			t.Error("epubcheck takes a book that is none")
		}
	})
}
