package export

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
	"galley.app/galley/storage/export/imagefile/imagetest"
	"galley.app/galley/storage/export/images"
	"galley.app/galley/storage/export/packtest"
)

// Every format packs images without what a camera wrote, unless asked to, and
// the post comes back as it was.
func TestExportWithoutCamera(t *testing.T) {
	whole, bare := imagetest.Photo(t, 6)
	broken := whole[:60]
	dir, find := packtest.Shelf(t, map[string]string{"assets/a.jpg": string(whole), "assets/b.jpg": string(broken)})
	src := source("a.md", "!! title: a", "!! slug: a", "!! published: 2024-01-01", "!! description: d", "", "---", "", "![a](/a.jpg) ![b](/b.jpg)", "")
	holds := func(out string, what []byte) bool {
		found := false
		for _, data := range tree(t, out) {
			if z, err := zip.NewReader(strings.NewReader(data), int64(len(data))); err == nil {
				for _, f := range z.File {
					r, err := f.Open()
					if err != nil {
						t.Fatal(err)
					}
					var b bytes.Buffer
					if _, err := b.ReadFrom(r); err != nil {
						t.Fatal(err)
					}
					found = found || bytes.Equal(b.Bytes(), what)
				}
			}
			found = found || data == string(what)
		}
		return found
	}
	for _, name := range []string{"zip", "textbundle", "textpack", "hugo", "yaml", "epub"} {
		for _, camera := range []bool{false, true} {
			out := t.TempDir()
			o := Options{Format: format(t, name), Now: noon, Image: find, Site: example, Camera: camera}
			p := NewPlan([]Source{src}, o)
			if err := p.WriteFile(filepath.Join(out, "x")); err != nil {
				t.Fatal(err)
			}
			if holds(out, bare) == camera || holds(out, whole) != camera {
				t.Errorf("%s, camera data %v: the image is not as it is to be", name, camera)
			}
			told := 0
			for _, n := range p.Notes() {
				if strings.Contains(n.Message, `image "/b.jpg": its parts cannot be told apart`) {
					told++
				}
			}
			if !holds(out, broken) || told > 1 || (told == 1) == camera {
				t.Errorf("%s: the broken image: told %d times, %v", name, told, p.Notes())
			}
		}
	}
	if data, err := os.ReadFile(filepath.Join(dir, "assets/a.jpg")); err != nil || !bytes.Equal(data, whole) {
		t.Error("the library's own image was changed")
	}
}

// An image that only the head names is told of as one of the text is.
func TestHeadImageWithoutCamera(t *testing.T) {
	whole, bare := imagetest.Photo(t, 6)
	_, find := packtest.Shelf(t, map[string]string{"a.jpg": string(whole), "b.jpg": string(whole[:30])})
	src := source("a.md", "!! title: a", "!! slug: a", "!! published: 2024-01-01", "!! description: d", `!! images: ["a.jpg", "b.jpg"]`, "", "---", "", "words", "")
	for _, name := range []string{"hugo", "yaml", "zip"} {
		p := NewPlan([]Source{src}, Options{Format: format(t, name), Now: noon, Image: find})
		out := filepath.Join(t.TempDir(), "x")
		if err := p.WriteFile(out); err != nil {
			t.Fatal(err)
		}
		if notes := p.Notes(); len(notes) != 1 || notes[0].Line != 5 || !strings.Contains(notes[0].Message, `image "b.jpg": its parts cannot be told apart`) {
			t.Errorf("%s tells %v", name, notes)
		}
		if data, err := os.ReadFile(filepath.Join(out, "a", "a.jpg")); name != "zip" && !bytes.Equal(data, bare) {
			t.Errorf("%s: the image keeps what the camera wrote, %v", name, err)
		}
	}
}

// A photograph within a drawing is handed on as one of its own is.
func TestDrawingWithoutCamera(t *testing.T) {
	b64 := base64.StdEncoding.EncodeToString
	whole, bare := imagetest.Photo(t, 6)
	webp, bareWebp := imagetest.WebP()
	drawing := func(photo, webp []byte) string {
		return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image width="9" height="9" href="data:image/jpeg;base64,` + b64(photo) + `"/><image width="9" height="9" href="data:image/webp;base64,` + b64(webp) + `"/></svg>`
	}
	for _, tt := range []struct {
		photo, want []byte
		camera      bool
		note        string
	}{
		{whole, bare, false, ""},
		{whole, whole, true, ""},
		{bare, bare, false, ""},
		{whole[:60], whole[:60], false, "its parts cannot be told apart"},
	} {
		_, find := packtest.Shelf(t, map[string]string{"a.svg": drawing(tt.photo, webp)})
		ps := images.NewSet("lib/a.md", images.Options{Find: find, Camera: tt.camera})
		pic := ps.Get("a.svg")
		second := bareWebp
		if tt.camera || tt.note != "" {
			second = webp
		}
		if got, want := string(pic.Data), drawing(tt.want, second); got != want || pic.Err != nil {
			t.Errorf("camera data %v: %v, and the drawing is\n%s\nwant\n%s", tt.camera, pic.Err, got, want)
		}
		if got := fmt.Sprint(pic.Note); tt.note == "" && pic.Note != nil || !strings.Contains(got, tt.note) {
			t.Errorf("told %v, want %q", pic.Note, tt.note)
		}
	}
}

// Images that a post holds in its text are no other than files in what is made
// of it; where the text itself is packed, it is told that they keep all.
func TestEmbeddedWithoutCamera(t *testing.T) {
	growth.Alone(t)
	type parts struct{ whole, bare []byte }
	images := map[string]parts{}
	whole, bare := imagetest.Photo(t, 6)
	images["jpeg"] = parts{whole, bare}
	whole, bare = imagetest.Sketch(t)
	images["png"] = parts{whole, bare}
	whole, bare = imagetest.WebP()
	images["webp"] = parts{whole, bare}
	b64 := base64.StdEncoding.EncodeToString
	for kind, image := range images {
		uri := "data:image/" + kind + ";base64," + b64(image.whole)
		heads := map[string][]string{
			"":             {"!! description: d"},
			"image":        {"!! image: " + uri},
			"a list":       {"!! images: " + uri + ", b.png"},
			"an object":    {`!! cover: {"image": "` + uri + `", "alt": "x"}`},
			"any key":      {"!! logo-of-mine: " + uri},
			"no field":     {uri, ""},
			"what is none": {"!! image: data:image/png;base64,AAAA", "!! alt: data:text/plain;base64,AAAA"},
		}
		for where, lines := range heads {
			src := source("a.md", slices.Concat([]string{"!! title: a", "!! slug: a", "!! published: 2024-01-01"}, lines, []string{"", "---", "", "words", ""})...)
			for _, name := range []string{"html", "site", "epub", "docx", "atom", "json-feed", "rss", "pdf", "zip", "posts-json", "md", "hugo", "yaml", "textbundle", "textpack"} {
				for _, camera := range []bool{false, true} {
					p := NewPlan([]Source{src}, Options{Format: format(t, name), Now: noon, Site: example, Camera: camera})
					out := t.TempDir()
					if err := p.WriteFile(filepath.Join(out, "x")); err != nil {
						t.Fatalf("%s: %v", name, err)
					}
					var told []int
					for _, n := range p.Notes() {
						if strings.Contains(n.Message, "is in the text itself") {
							told = append(told, n.Line)
						}
					}
					want := []int(nil)
					switch name {
					case "posts-json", "zip", "hugo", "yaml", "textbundle", "textpack":
						if !camera && where != "" && where != "what is none" && (where != "no field" || name != "posts-json") {
							want = []int{4}
						}
					default:
						for _, data := range tree(t, out) {
							if strings.Contains(data, b64(image.whole)) {
								t.Errorf("%s holds the image of the head, %s", name, where)
							}
						}
					}
					if !slices.Equal(told, want) {
						t.Errorf("%s, %s in the head, %s, camera data %v: told of lines %v, want %v", name, kind, where, camera, told, want)
					}
				}
			}
		}
		src := source("a.md", "!! title: a", "!! slug: a", "!! published: 2024-01-01", "!! description: d", "", "---", "", "![k]("+uri+")", "", `<img alt="k" src="`+uri+`">`, "", "[k]("+uri+")", "")
		for _, tt := range []struct {
			format string
			page   string // what the files that are made, not packed, end in
			told   bool
		}{
			{"html", "", false},
			{"site", "", false}, // with its feeds and its list
			{"epub", "", false},
			{"atom", "", false},
			{"json-feed", "", false},
			{"rss", "", false},
			{"pdf", "", false},
			{"zip", ".html", true},
			{"posts-json", "none", true},
			{"md", "none", true},
			{"hugo", "none", true},
			{"yaml", "none", true},
			{"textbundle", "none", true},
			{"textpack", "none", true},
		} {
			for _, camera := range []bool{false, true} {
				name := tt.format + ", " + kind
				out := t.TempDir()
				p := NewPlan([]Source{src}, Options{Format: format(t, tt.format), Now: noon, Site: example, Camera: camera})
				if err := p.WriteFile(filepath.Join(out, "x")); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				var told []int
				for _, n := range p.Notes() {
					if strings.Contains(n.Message, "is in the text itself") {
						told = append(told, n.Line)
					}
				}
				want := []int(nil)
				if tt.told && !camera {
					want = []int{8, 10}
				}
				if !slices.Equal(told, want) {
					t.Errorf("%s, camera data %v: told of lines %v, want %v", name, camera, told, want)
				}
				if tt.page == "none" {
					continue
				}
				made := ""
				for at, data := range tree(t, out) {
					if strings.HasSuffix(at, markName) && strings.Contains(data, "base64") {
						t.Errorf("%s: the list of what was written holds an image", name)
					}
					z, err := zip.NewReader(strings.NewReader(data), int64(len(data)))
					if err != nil {
						made += data
						continue
					}
					for _, f := range z.File {
						if r, err := f.Open(); err != nil {
							t.Fatal(err)
						} else if data, err := io.ReadAll(r); err != nil {
							t.Fatal(err)
						} else if strings.HasSuffix(f.Name, tt.page) {
							made += string(data)
						}
					}
				}
				made = strings.ReplaceAll(made, `\/`, "/")
				has := func(data []byte) bool {
					return strings.Contains(made, string(data)) || strings.Contains(html.UnescapeString(html.UnescapeString(made)), b64(data))
				}
				if has(image.whole) && !camera || strings.Contains(made, "SECRET") && !camera {
					t.Errorf("%s: keeps what the camera wrote", name)
				}
				switch {
				case tt.format == "rss": // has no texts
				case tt.format == "pdf", tt.format == "epub" && kind == "webp": // made into others
				case camera && !has(image.whole), !camera && !has(image.bare):
					t.Errorf("%s, camera data %v: the image is not as it is to be", name, camera)
				}
			}
		}
	}
}

// A site that is written again is told of what its texts hold again, and holds
// it as it is asked to now.
func TestEmbeddedInSiteAgain(t *testing.T) {
	whole, bare := imagetest.Photo(t, 6)
	uri := func(data []byte) string { return "data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(data) }
	for _, broken := range []string{"", " ![l](data:image/png;base64,AAAA)"} {
		src := source("a.md", "!! title: a", "!! slug: a", "!! published: 2024-01-01", "!! description: d", "", "---", "", "![k]("+uri(whole)+")"+broken, "")
		out := filepath.Join(t.TempDir(), "x")
		for _, camera := range []bool{false, false, true, false} {
			o := Options{Format: format(t, "site"), Now: noon, Site: example, Camera: camera}
			o.Guard.Wrote = func(string) bool { return true } // pages are taken over
			p := NewPlan([]Source{src}, o)
			if err := p.WriteFile(out); err != nil {
				t.Fatal(err)
			}
			told := len(p.Notes()) == 1 && p.Notes()[0].Line == 8 && strings.Contains(p.Notes()[0].Message, "is not an image")
			if told != (broken != "") || !told && len(p.Notes()) > 0 {
				t.Errorf("%q, camera data %v: told %v", broken, camera, p.Notes())
			}
			page := ""
			for at, data := range tree(t, out) {
				if strings.HasSuffix(at, "a/index.html") {
					page = html.UnescapeString(data)
				}
			}
			if strings.Contains(page, uri(whole)) != camera || strings.Contains(page, uri(bare)) == camera {
				t.Errorf("%q, camera data %v: the image is not as it is to be", broken, camera)
			}
		}
	}
}
