package publish

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"galley.app/galley/storage"
	"galley.app/galley/storage/export/site"
)

// pixel is a PNG of one pixel.
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="

// What comes from outside of the library is told of.
func TestExportTellsOfOutside(t *testing.T) {
	d := newShop(t, map[string]string{
		"galley.toml": "[library]\nassets = \"../private\"\n",
		"0001-a.md":   onePost("A", "a", "2023-01-01") + "![](/x.png)\n",
	})
	root := filepath.Dir(d.dir)
	private, err := filepath.EvalSymlinks(root)
	if err != nil {
		t.Fatal(err)
	}
	private = filepath.Join(private, "private")
	data, err := base64.StdEncoding.DecodeString(pixel)
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(d.dir, "0002-b.md")
	for _, err := range []error{
		os.Mkdir(private, 0o755), os.WriteFile(filepath.Join(private, "x.png"), data, 0o644),
		os.WriteFile(filepath.Join(root, "secret.txt"), []byte(onePost("B", "b", "2023-01-02")), 0o644), os.Symlink("../secret.txt", link),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Exports().SetReads(d.dir, private, true); err != nil {
		t.Fatal(err)
	}
	p := d.prepare(Request{Exported: storage.Exported{Format: "md", Out: filepath.Join(root, "out.md")}}).Plan
	if len(p.Posts) != 1 || len(p.Left) != 1 || !p.Left[0].Outside || len(p.Warnings) != 1 || p.Warnings[0].Way != site.NamedLink || p.Warnings[0].Path != link {
		t.Errorf("the plan of all: %+v", p)
	}
	p = d.prepare(Request{Exported: storage.Exported{Format: "md", Out: filepath.Join(root, "out.md"), Posts: []string{link}}}).Plan
	if len(p.Posts) != 1 || len(p.Warnings) > 0 {
		t.Errorf("the plan of the link: %+v", p)
	}
	res, err := d.export(t.Context(), Request{Exported: storage.Exported{Format: "html", Out: filepath.Join(root, "a.html")}})
	if err != nil || len(res.Notes) != 1 || !strings.HasSuffix(res.Notes[0].Message, `image "/x.png" is from outside of the library: `+filepath.Join(private, "x.png")) {
		t.Errorf("%+v, %v", res, err)
	}
}

// A copy that is a link out of the library is not read.
func TestLinkedCopyIsNotRead(t *testing.T) {
	d := newShop(t, map[string]string{"a.md": onePost("A", "a", "2023-01-01")})
	secret := filepath.Join(filepath.Dir(d.dir), "secret.txt")
	link := filepath.Join(d.dir, "a (conflicted copy).md")
	for _, err := range []error{os.WriteFile(secret, []byte("Words from outside."), 0o600), os.Symlink(secret, link)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	lib, err := storage.Open(t.Context(), d.dir, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	s, err := Chosen(t.Context(), lib, nil, time.Now(), nil)
	if err != nil || s.Len() != 2 {
		t.Fatalf("%d posts, %v", s.Len(), err)
	}
	if got := s.sources[s.at[link]]; got.Text != "" || got.Outside == "" || got.CopyOf != "a.md" {
		t.Errorf("the copy is %+v", got)
	}
}
