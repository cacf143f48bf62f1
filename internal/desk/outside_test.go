package desk

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/editor"
)

// pixel is a PNG of one pixel.
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="

// A library that came from elsewhere is asked about once, and what comes from
// outside of it stays out until then, and is told of afterwards.
func TestForeignLibrary(t *testing.T) {
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
	refresh := func() (lib editor.Library) {
		d.wait("the library", func(done func()) {
			d.Refresh(func(got editor.Library, err error) {
				if lib = got; err != nil {
					t.Error(err)
				}
				done()
			})
		})
		return lib
	}
	post := filepath.Join(d.dir, "0001-a.md")
	lib := refresh()
	if !slices.Equal(lib.Asks, []string{private}) || d.Barred(post, "/x.png") != private {
		t.Errorf("asks for %q, barred by %q", lib.Asks, d.Barred(post, "/x.png"))
	}
	for dest, want := range map[string]string{"no.png": "", "../no.png": filepath.Join(filepath.Dir(d.dir), "no.png"), "0002-b.md": filepath.Join(filepath.Dir(d.dir), "secret.txt")} {
		if got := d.Barred(post, dest); got != want {
			t.Errorf("%s is barred by %q, want %q", dest, got, want)
		}
	}
	if _, ok := d.Resolve(post, "/x.png"); ok {
		t.Error("an image from outside is shown before it was asked about")
	}
	at := slices.IndexFunc(lib.Items, func(it editor.Item) bool { return it.Path == link })
	if at < 0 || filepath.Base(lib.Items[at].Outside) != "secret.txt" {
		t.Errorf("the link is not marked: %+v", lib.Items)
	}

	if err := d.SetReads([]string{private}, false); err != nil {
		t.Fatal(err)
	}
	if lib := refresh(); len(lib.Asks) > 0 || d.Barred(post, "/x.png") != private {
		t.Errorf("asks again for %q", lib.Asks)
	}
	if err := d.SetReads(d.Outside(), true); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, ok := d.Resolve(post, "/x.png"); !ok || d.Barred(post, "/x.png") != "" || !slices.Equal(d.Outside(), []string{private}) {
			t.Errorf("not shown though agreed to; outside are %q", d.Outside())
		}
		refresh()
	}

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
