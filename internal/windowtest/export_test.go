//go:build linux

package windowtest

import (
	"archive/zip"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
	"galley.app/galley/storage/export"
)

// outcome is what lies beside the library.
func (d *place) outcome() string {
	d.t.Helper()
	list, err := os.ReadDir(filepath.Dir(d.dir))
	if err != nil {
		d.t.Fatal(err)
	}
	var names []string
	for _, e := range list {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

// format chooses a format in the dialog's list, which has the keys.
func (d *place) format(name string) {
	d.t.Helper()
	at := slices.Index(export.FormatNames(), name)
	if at < 0 {
		d.t.Fatal("there is no format ", name)
	}
	d.Key("Home")
	for range at {
		d.Key("Down")
	}
}

func TestWindowExportsABook(t *testing.T) {
	d := lay(t)
	d.races = true
	draft := filepath.Join(d.dir, "wip-later.md")
	d.write(draft, strings.NewReplacer(sampleTitle, "Later", "e2m-management-and-leadership", "later").Replace(d.source))
	d.open(xwindow.Options{})
	d.waitPost(sampleTitle)
	before := d.question("what to export", func() { d.Key("ctrl+shift+e") })
	d.format("epub")
	d.Key("Return")
	book := filepath.Join(filepath.Dir(d.dir), "posts.epub")
	if got := waitBook(t, d, book); got != 1 {
		t.Errorf("the book has %d chapters, want the one post that is not a draft", got)
	}
	d.Key("Return") // closes what tells of it
	d.answered(before)

	// The last export again, without a question, once there is another post.
	published := strings.NewReplacer(sampleTitle, "Another", "e2m-management-and-leadership", "another").Replace(d.source)
	d.write(filepath.Join(d.dir, "0022-another.md"), published)
	d.question("which command", func() { d.Key("ctrl+shift+p") })
	d.Type("export again")
	d.Key("Return")
	xwindow.Wait(t, "the book to have two chapters", func() bool { return chapters(book) == 2 })
	d.answered(before)
	if got := d.outcome(); got != "posts posts.epub" {
		t.Errorf("beside the library lie %s", got)
	}
}

// A document for Word of the open post, from the keyboard.
func TestWindowExportsADocument(t *testing.T) {
	d := openSample(t)
	before := d.question("what to export", func() { d.Key("ctrl+shift+e") })
	d.format("docx")
	d.Key("Return")
	file := filepath.Join(filepath.Dir(d.dir), "e2m-management-and-leadership.docx")
	xwindow.Wait(t, "the document", func() bool { return strings.Contains(inZip(file, "word/document.xml"), `<w:pStyle w:val="Title"/>`) })
	d.Key("Return") // closes what tells of it
	d.answered(before)
	if doc := inZip(file, "word/document.xml"); !strings.Contains(doc, sampleTitle) || !strings.Contains(inZip(file, "docProps/custom.xml"), "e2m-management-and-leadership") {
		t.Errorf("the document is %.500s", doc)
	}
}

// inZip returns an entry of a zip file, "" while there is none.
func inZip(path, name string) string {
	z, err := zip.OpenReader(path)
	if err != nil {
		return ""
	}
	defer z.Close()
	r, err := z.Open(name)
	if err != nil {
		return ""
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		return ""
	}
	return string(data)
}

// waitBook waits for a book and gives its number of chapters.
func waitBook(t *testing.T, d *place, path string) int {
	t.Helper()
	xwindow.Wait(t, "the book", func() bool { return chapters(path) > 0 })
	d.Settle(d.centre())
	return chapters(path)
}

// chapters counts those of a book; 0 while there is no whole one.
func chapters(path string) (n int) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return 0
	}
	defer z.Close()
	first := z.File[0]
	if first.Name != "mimetype" || first.Method != zip.Store {
		return 0
	}
	r, err := first.Open()
	if err != nil {
		return 0
	}
	defer r.Close()
	if mime, err := io.ReadAll(r); err != nil || string(mime) != "application/epub+zip" {
		return 0
	}
	for _, f := range z.File {
		if strings.Contains(f.Name, "/text/") {
			n++
		}
	}
	return n
}

// TestWindowCancelsAnExport ends a long export half-way: what was there stays,
// and nothing lies beside it.
func TestWindowCancelsAnExport(t *testing.T) {
	d := lay(t)
	for i := range 1500 {
		slug := fmt.Sprintf("post-%d", i)
		d.write(filepath.Join(d.dir, fmt.Sprintf("%04d-%s.md", i+100, slug)), strings.NewReplacer("e2m-management-and-leadership", slug, sampleTitle, slug).Replace(d.source))
	}
	old := filepath.Join(filepath.Dir(d.dir), "posts.epub")
	d.write(old, "what was there")
	d.open(xwindow.Options{})
	xwindow.Wait(t, "a post to be open", func() bool { return strings.HasSuffix(d.Title(), " — Galley") })
	before := d.question("what to export", func() { d.Key("ctrl+shift+e") })
	d.format("epub")
	d.Key("Return")
	temporary := func() bool { return strings.Contains(d.outcome(), ".galley-") }
	xwindow.Wait(t, "the export to begin", temporary)
	d.Key("Escape")
	xwindow.Wait(t, "the export to be cancelled", func() bool { return !temporary() })
	d.checkFile(old, "what was there")
	if got := d.outcome(); got != "posts posts.epub" {
		t.Errorf("beside the library lie %s", got)
	}
	xwindow.Wait(t, "the dialog that comes back to go", func() bool {
		d.Key("Escape")
		return xwindow.Differ(before, d.Shot(), d.corner()) == 0
	})
	d.CloseByManager()
	if code := d.WaitExit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// TestWindowNamesFormats has formats by the names that people look for, the usual ones above, and leaves the fields in
// their place while an address becomes one.
func TestWindowNamesFormats(t *testing.T) {
	d := openSample(t)
	d.Key("ctrl+shift+e")
	d.part("words/Export from")
	above := 0
	for _, name := range []string{"PDF", "Word", "EPUB book", "Web page (HTML)", "Markdown", "posts.json"} {
		r := d.part("row/" + name)
		if r.Min.Y <= above {
			t.Errorf("%s stands too high", name)
		}
		above = r.Min.Y
	}
	d.format("rss")
	d.part("words/Address of the site")
	to := d.still("words/Export to")
	d.Click(d.still("words/Address of the site").Add(image.Pt(200, 0)), 1) // beside which its field is
	d.Key("ctrl+a")
	d.Type("https:/")
	if now := d.still("words/Export to"); now != to {
		t.Errorf("what is no address moves a field from %v to %v", to, now)
	}
	d.Type("/example.org")
	if now := d.still("words/Export to"); now != to {
		t.Errorf("an address moves a field from %v to %v", to, now)
	}
	d.Key("Return")
	feed := filepath.Join(filepath.Dir(d.dir), "rss.xml")
	xwindow.Wait(t, "the feed with the address", func() bool {
		b, err := os.ReadFile(feed)
		return err == nil && strings.Contains(string(b), "https://example.org")
	})
}
