package desk

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/editor"
)

// pixel is a PNG of one pixel.
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="

// What comes from outside of the library is told of.
func TestExportTellsOfOutside(t *testing.T) {
	d := newExportDesk(t, map[string]string{
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
	if err := d.SetReads([]string{private}, true); err != nil {
		t.Fatal(err)
	}
	d.library(d.dir)
	all := editor.ExportRequest{Format: "html", Out: filepath.Join(root, "a.html")}
	p := d.plan(editor.ExportRequest{Format: "md", Out: filepath.Join(root, "out.md")})
	if p.Posts != 1 || p.Scheduled != 0 || len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0].Message, "choose it to export it") || p.Warnings[0].Path != link {
		t.Errorf("the plan of all: %+v", p)
	}
	if p := d.plan(editor.ExportRequest{Format: "md", Out: filepath.Join(root, "out.md"), Posts: []string{link}}); p.Posts != 1 || len(p.Warnings) > 0 {
		t.Errorf("the plan of the link: %+v", p)
	}
	res, err := d.export(t.Context(), all)
	if err != nil || len(res.Notes) != 1 || !strings.HasSuffix(res.Notes[0].Message, `image "/x.png" is from outside of the library: `+filepath.Join(private, "x.png")) {
		t.Errorf("%+v, %v", res, err)
	}
}
