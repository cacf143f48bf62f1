package importing

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"galley.app/galley/storage/importer"
)

const wordpress = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Blog</title><link>https://example.org</link><wp:wxr_version>1.2</wp:wxr_version>
<item><title>About</title><wp:post_type>page</wp:post_type><wp:status>publish</wp:status><wp:post_name>about</wp:post_name><wp:post_date_gmt>2024-01-02 03:04:05</wp:post_date_gmt><content:encoded>Words.</content:encoded></item>
<item><title>Contact</title><wp:post_type>page</wp:post_type><wp:status>publish</wp:status><wp:post_name>contact</wp:post_name><wp:post_date_gmt>2024-01-02 03:04:05</wp:post_date_gmt><content:encoded>Words.</content:encoded></item>
</channel></rss>
`

// What a plan says is put under heads, with paths as seen from the source.
func TestGroups(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a.md":            "---\ntitle: New here\ndate: 2024-01-02\n---\n![x](gone.png)\n",
		"b.pdf":           "x",
		"c.xml":           wordpress,
		"empty/_index.md": "---\ntitle: All\n---\n",
	} {
		name = filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o777), os.WriteFile(name, []byte(text), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	plan, err := importer.New(t.Context(), t.TempDir(), []string{dir}, importer.Options{Now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	defer drop(plan)
	var said []string
	for _, g := range groupsOf(plan, filepath.Dir(dir)) {
		for _, l := range g.lines {
			said = append(said, g.head+": "+strings.ReplaceAll(l.Name+": "+l.Text, filepath.Base(dir), "FROM"))
		}
	}
	want := `Posts that will be written: a.md: published, “New here”, from FROM/a.md
Images, files and posts that were not found; their links stay: FROM/a.md:5: image gone.png was not found
Skipped: FROM/c.xml: "About": it is a page; pages are taken in only when that is asked for
Skipped: FROM/c.xml: "Contact": it is a page; pages are taken in only when that is asked for
Skipped: FROM/empty/_index.md: it is the page of a section, no post`
	if got := strings.Join(said, "\n"); got != want {
		t.Errorf("said is\n%s\nwant\n%s", got, want)
	}
}
