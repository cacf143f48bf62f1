package export

import (
	"archive/zip"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"galley.app/galley/editor/session"
	"galley.app/galley/internal/growth"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/page"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/post"
)

// What stands below the title is the same in the pane, on the page, in a site and
// its list of posts, in a book, in a file for word processors and on paper.
func TestBylineIsTheSameEverywhere(t *testing.T) {
	growth.Alone(t)
	for _, published := range []string{"2024-02-29", "2024-02-29T23:30:00-05:00", ""} {
		t.Run(published, func(t *testing.T) {
			const title = "Marbles"
			want := "29 February 2024 · 4 min read"
			if published == "" {
				want = "4 min read"
			}
			src := source("0001-marbles.md", "!! title: "+title, "!! slug: marbles", "!! published: "+published, "!! description: d", "", "---", "", strings.Repeat("word ", 700), "")
			s := session.Open(src.Path, src.Text, session.Options{Now: time.Now})
			if got := post.Byline(s.Value("published"), s.Words()); got != want {
				t.Errorf("the pane says %q", got)
			}
			below := letters(title + want)
			if head := page.NewHeader(page.Header{Title: title, Byline: want}); head == nil {
				t.Error("the pane shows no header")
			}
			o := Options{Site: site.Site{Title: "Site", URL: "https://example.org"}}
			for name, least := range map[string]int{"html": 1, "site": 1, "epub": 1, "docx": 1} {
				found := 0
				for _, words := range shownIn(t, all(t, format(t, name), []Source{src}, o)) {
					found += strings.Count(letters(words), below)
				}
				if name == "site" && published != "" {
					least = 2 // and the list of posts
				}
				if found < least {
					t.Errorf("%s: it stands %d times below the title, want %d", name, found, least)
				}
			}
			r := paperReader{t: t, post: &parityPost{name: "marbles", source: src, doc: markdown.Parse(nil, s.Text(), s.Start())}, file: all(t, format(t, "pdf"), []Source{src}, o)[""]}
			r.read()
			if got := letters(strings.Join(r.done().words, "")); !strings.HasPrefix(got, below) {
				t.Errorf("pdf: it begins %.80q", got)
			}
		})
	}
}

var markup = regexp.MustCompile(`(?s)<(style|title)\b.*?</(style|title)>|<[^>]*>`)

// shownIn are the words of files, and of the files in those that are archives.
func shownIn(t *testing.T, files map[string]string) (all []string) {
	t.Helper()
	for _, data := range files {
		z, err := zip.NewReader(strings.NewReader(data), int64(len(data)))
		if err != nil {
			all = append(all, markup.ReplaceAllString(data, " "))
			continue
		}
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, markup.ReplaceAllString(string(b), " "))
		}
	}
	return all
}
