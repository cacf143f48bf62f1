package export

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/internal/imagework"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/packtest"
	"galley.app/galley/storage/export/verify"
)

// hostileDrawings are drawings that no page and no package may hold, each with a mark
// by which it is known again.
var hostileDrawings = map[string]string{
	"css-escape.svg":   `<style>*{fill:u\72l(http://evil.example/x)}</style>`,
	"css-import.svg":   `<style>@\69mport "http://evil.example/x";</style>`,
	"form.svg":         `<h:form xmlns:h="http://www.w3.org/1999/xhtml" action="http://evil.example/"/>`,
	"meta-refresh.svg": `<h:meta xmlns:h="http://www.w3.org/1999/xhtml" http-equiv="refresh" content="0;url=http://evil.example/"/>`,
	"script.svg":       `<script>alert("evil.example")</script>`,
	"event.svg":        `<g onclick="alert('evil.example')"/>`,
	"foreign.svg":      `<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">evil.example</p></foreignObject>`,
	"set-image.svg":    `<image><set attributeName="href" to="http://evil.example/x.png"/></image>`,
	"srcset.svg":       `<h:img xmlns:h="http://www.w3.org/1999/xhtml" srcset="http://evil.example/x.png"/>`,
	"use-loop.svg":     `<defs><g id="evil.example"><use href="#evil.example"/></g></defs><use href="#evil.example"/>`,
	"use-laughs.svg":   laughs(),
}

// laughs is a drawing whose parts double thirty times.
func laughs() string {
	var b strings.Builder
	for i := range 30 {
		fmt.Fprintf(&b, `<g id="evil.example%d"><use href="#evil.example%d"/><use href="#evil.example%d"/></g>`, i, i+1, i+1)
	}
	return b.String() + `<rect id="evil.example30" width="1" height="1"/>`
}

func drawn(inner string) string {
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">` + inner + `</svg>`
}

// TestHostileDrawings exports a post with drawings that run, fetch or never end
// in every format: they are in none, and each is told of by its name.
func TestHostileDrawings(t *testing.T) {
	files := map[string]string{"good.svg": `<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">` + drawn(`<rect id="good" width="9" height="9"/>`)}
	body := "![good](good.svg)\n\n"
	names := []string{"dtd.svg"}
	files["dtd.svg"] = `<!DOCTYPE svg SYSTEM "http://evil.example/x.dtd">` + drawn("<rect/>")
	for name, inner := range hostileDrawings {
		files[name] = drawn(inner)
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		body += "![" + strings.TrimSuffix(name, ".svg") + "](" + name + ")\n\n"
	}
	body += "![inline](data:image/png;base64," + base64.StdEncoding.EncodeToString([]byte(drawn(hostileDrawings["use-loop.svg"]))) + ")\n"
	dir, find := packtest.Shelf(t, files)
	path := filepath.Join(dir, "0001-a.md")
	sources := []Source{{Path: path, Text: "!! title: T\n!! slug: a\n!! published: 2023-01-01\n!! description: D\n\n---\n\n" + body}}
	for _, name := range []string{"html", "site", "textbundle", "textpack", "hugo", "yaml", "epub", "pdf", "docx", "zip"} {
		p := NewPlan(sources, Options{Format: format(t, name), Now: noon, Image: find, Site: example, Decoder: imagework.Here{}})
		out := filepath.Join(t.TempDir(), "out"+format(t, name).Suffix)
		if err := p.WriteFile(out); err != nil {
			t.Fatal(name, err)
		}
		told := ""
		for _, n := range p.Notes() {
			told += n.Message + "\n"
		}
		for _, file := range names {
			if !strings.Contains(told, file) {
				t.Errorf("%s: nothing is said of %s:\n%s", name, file, told)
			}
		}
		good := false
		for file, data := range within(t, out) {
			if ext := filepath.Ext(file); ext == ".md" { // the words of the author
				continue
			}
			text := string(data)
			for _, uri := range strings.Split(text, "data:image/svg+xml;base64,")[1:] {
				uri, _, _ = strings.Cut(uri, `"`)
				inner, err := base64.StdEncoding.DecodeString(uri)
				if err != nil {
					t.Fatalf("%s: %s: %v", name, file, err)
				}
				text += string(inner)
			}
			if strings.Contains(text, "<svg") && strings.Contains(text, "evil.example") {
				t.Errorf("%s: %s holds what is hostile: %.2000s", name, file, text)
			}
			if strings.Contains(text, `id="good"`) {
				good = true
				if strings.Contains(text, "DOCTYPE svg") {
					t.Errorf("%s: %s has kept the drawing's document type", name, file)
				}
			}
		}
		if !good && name != "pdf" {
			t.Errorf("%s: the harmless drawing is missing", name)
		}
	}
}

// within gives the files of a package, whatever its shape.
func within(t *testing.T, out string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		files[path] = data
		z, zipErr := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil || zipErr != nil {
			return err
		}
		for _, f := range z.File {
			r, err := f.Open()
			must(err)
			var b bytes.Buffer
			_, err = b.ReadFrom(r)
			must(err)
			files[path+"/"+f.Name] = b.Bytes()
		}
		return nil
	}))
	return files
}

// drawings is a book of drawings as programs write them.
func drawings(t *testing.T) []byte {
	t.Helper()
	files := map[string]string{"d.svg": `<?xml version="1.0" standalone="no"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg version="1.1" xmlns="http://www.w3.org/2000/svg" width="20" height="20"><style class="s">rect{fill:red}</style><rect width="20" height="20"/></svg>`}
	body := "![drawing](d.svg)\n\n"
	real, err := filepath.Glob("../../internal/svg/testdata/*.svg")
	if err != nil || len(real) == 0 {
		t.Fatal("no drawings", err)
	}
	for _, name := range real {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(name)] = string(data)
		body += "![one](" + filepath.Base(name) + ")\n\n"
	}
	dir, find := packtest.Shelf(t, files)
	p := bookPlan(t, []Source{{Path: filepath.Join(dir, "a.md"), Text: "!! title: Drawing\n!! slug: drawing\n!! published: 2020-01-01\n!! description: D\n\n---\n\n" + body}}, Options{Image: find})
	book := write(t, p)
	if notes := p.Notes(); len(notes) > 0 {
		t.Errorf("notes %v", notes)
	}
	return book
}

func TestDrawingsInBooks(t *testing.T) {
	book := drawings(t)
	if _, _, err := verify.Book(bytes.NewReader(book), int64(len(book)), pack.Limits{}); err != nil {
		t.Error(err)
	}
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, f := range z.File {
		if filepath.Ext(f.Name) == ".svg" {
			found++
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if _, err := b.ReadFrom(r); err != nil {
				t.Fatal(err)
			}
			for _, gone := range []string{"DOCTYPE", "sodipodi", "<metadata", "style class"} {
				if strings.Contains(b.String(), gone) {
					t.Errorf("%s holds %s", f.Name, gone)
				}
			}
		}
	}
	if found != 6 {
		t.Errorf("%d drawings", found)
	}
}
