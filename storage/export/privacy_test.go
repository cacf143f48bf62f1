package export

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/webp"
)

// tiffOf is EXIF with a maker, a place and a turn.
func tiffOf(order binary.AppendByteOrder, turn uint16) []byte {
	out := []byte("MM\x00*")
	if order == binary.AppendByteOrder(binary.LittleEndian) {
		out = []byte("II*\x00")
	}
	out = order.AppendUint32(out, 8)
	out = order.AppendUint16(out, 3)
	entry := func(tag, kind uint16, n uint32, value []byte) {
		out = order.AppendUint16(out, tag)
		out = order.AppendUint16(out, kind)
		out = order.AppendUint32(out, n)
		out = append(out, append(value, 0, 0, 0, 0)[:4]...)
	}
	entry(0x010F, 2, 6, order.AppendUint32(nil, 50))
	entry(turnTag, 3, 1, order.AppendUint16(nil, turn))
	entry(0x8825, 4, 1, order.AppendUint32(nil, 60)) // where it was taken
	out = order.AppendUint32(out, 0)
	return append(out, "SECRETMAKER SECRETPLACE\x00"...)
}

func segment(marker byte, body string) []byte {
	out := []byte{0xFF, marker}
	out = binary.BigEndian.AppendUint16(out, uint16(len(body)+2))
	return append(out, body...)
}

func somePicture() image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, 40, 30))
	for i := range img.Pix {
		img.Pix[i] = uint8(i * 7)
	}
	for y := range 30 {
		img.Set(3, y, color.White)
	}
	return img
}

// photo is a JPEG as a telephone writes it, and what is to be left of it.
func photo(t testing.TB, turn uint16) (whole, bare []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, somePicture(), nil); err != nil {
		t.Fatal(err)
	}
	plain := b.Bytes()
	jfif := segment(0xE0, "JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00")
	icc := segment(0xE2, "ICC_PROFILE\x00\x01\x01profile")
	adobe := segment(0xEE, "Adobe\x00\x64\x00\x00\x00\x00\x01")
	exif := segment(0xE1, "Exif\x00\x00"+string(tiffOf(binary.LittleEndian, turn)))
	small := segment(0xE1, "Exif\x00\x00"+string(turnTIFF(turn)))
	if turn < 2 {
		small = nil
	}
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	whole = join(plain[:2], jfif, exif, segment(0xE1, "http://ns.adobe.com/xap/1.0/\x00<SECRET/>"), icc, segment(0xE2, "MPF\x00SECRET"),
		segment(0xED, "Photoshop 3.0\x00SECRET"), segment(0xE0, "JFXX\x00SECRET"), segment(0xEB, "SECRET"), adobe, segment(0xFE, "SECRET comment"), []byte{0xFF}, plain[2:],
		[]byte("SECRET film"), exif)
	bare = join(plain[:2], jfif, small, icc, adobe, []byte{0xFF}, plain[2:])
	return whole, bare
}

func chunkOf(kind, body string) []byte { return appendChunk(nil, kind, []byte(body)) }

func sketch(t testing.TB) (whole, bare []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, somePicture()); err != nil {
		t.Fatal(err)
	}
	plain := b.Bytes()
	head, rest := plain[:33], plain[33:] // behind IHDR
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	colour := join(chunkOf("iCCP", "p\x00\x00x"), chunkOf("pHYs", "\x00\x00\x0b\x13\x00\x00\x0b\x13\x01"))
	turn := func(data []byte) []byte { return chunkOf("eXIf", string(data)) }
	whole = join(head, chunkOf("tEXt", "Author\x00SECRET"), colour, turn(tiffOf(binary.BigEndian, 6)), chunkOf("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00SECRET"),
		chunkOf("zTXt", "a\x00\x00SECRET"), chunkOf("tIME", "\x07\xe8\x01\x01\x00\x00\x00"), chunkOf("prVt", "SECRET"), rest, []byte("SECRET behind"))
	return whole, join(head, colour, turn(turnTIFF(6)), rest)
}

// pixel of WebP, lossless.
const webpPixel = "RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"

func riff(chunks ...string) []byte {
	body := strings.Join(chunks, "")
	out := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body)+4))
	return append(append(out, "WEBP"...), body...)
}

func riffChunk(kind, body string) string {
	out := string(binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(body)))) + body
	if len(body)%2 == 1 {
		out += "\x00"
	}
	return out
}

func webpPhoto() (whole, bare []byte) {
	pixels := webpPixel[12:]
	size := "\x00\x00\x00\x00\x00\x00\x00\x00\x00" // after the flags: one pixel
	icc := riffChunk("ICCP", "profile")
	whole = riff(riffChunk("VP8X", "\x2c"+size), icc, pixels, riffChunk("EXIF", "Exif\x00\x00"+string(tiffOf(binary.LittleEndian, 8))), riffChunk("XMP ", "SECRET"), riffChunk("blob", "SECRET"))
	bare = riff(riffChunk("VP8X", "\x28"+size), icc, pixels, riffChunk("EXIF", string(turnTIFF(8))))
	return append(whole, "SECRET behind"...), bare
}

func TestWithoutCamera(t *testing.T) {
	type picture struct{ name, mime, whole, bare string }
	var list []picture
	add := func(name, mime string, whole, bare []byte) {
		list = append(list, picture{name, mime, string(whole), string(bare)})
	}
	whole, bare := photo(t, 6)
	add("a photo", "image/jpeg", whole, bare)
	add("one without anything", "image/jpeg", bare, bare)
	whole, bare = photo(t, 1)
	add("a photo that is upright", "image/jpeg", whole, bare)
	whole, _ = photo(t, 99)
	_, upright := photo(t, 1)
	add("a photo with a senseless turn", "image/jpeg", whole, upright)
	whole, bare = sketch(t)
	add("a drawing", "image/png", whole, bare)
	whole, bare = webpPhoto()
	add("WebP", "image/webp", whole, bare)
	add("simple WebP", "image/webp", []byte(webpPixel), []byte(webpPixel))
	add("what is looked at by nobody", "image/gif", []byte("GIF89a\x00"), []byte("GIF89a\x00"))
	for _, p := range list {
		got, err := withoutCamera([]byte(p.whole), p.mime)
		if err != nil || string(got) != p.bare {
			t.Errorf("%s: %v\ngot  %q\nwant %q", p.name, err, got, p.bare)
		}
		if strings.Contains(string(got), "SECRET") {
			t.Errorf("%s keeps a secret", p.name)
		}
		if again, err := withoutCamera(got, p.mime); err != nil || string(again) != string(got) {
			t.Errorf("%s: not the same a second time, %v", p.name, err)
		}
		samePixels(t, p.name, p.mime, []byte(p.whole), got)
	}
}

func decode(mime string, data []byte) (image.Image, error) {
	switch r := bytes.NewReader(data); mime {
	case "image/jpeg":
		return jpeg.Decode(r)
	case "image/png":
		return png.Decode(r)
	default:
		return webp.Decode(r)
	}
}

func samePixels(t *testing.T, name, mime string, before, after []byte) {
	t.Helper()
	a, err := decode(mime, before)
	if err != nil {
		return // of a format that is not looked at, or broken
	}
	b, err := decode(mime, after)
	if err != nil || a.Bounds() != b.Bounds() {
		t.Errorf("%s cannot be drawn any more: %v", name, err)
		return
	}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if a.At(x, y) != b.At(x, y) {
				t.Fatalf("%s: another pixel at %d, %d", name, x, y)
			}
		}
	}
}

// What is broken is packed as it is, and told of; a photo that was cut off in
// its picture still loses what was said before it.
func TestWithoutCameraBroken(t *testing.T) {
	whole, _ := photo(t, 6)
	cut, err := withoutCamera(whole[:len(whole)/2+200], "image/jpeg")
	if err != nil || bytes.Contains(cut, []byte("SECRET")) {
		t.Errorf("a photo that was cut off: %v", err)
	}
	picture, _ := sketch(t)
	photo, _ := webpPhoto()
	for name, c := range map[string]struct {
		mime string
		data []byte
	}{
		"JPEG cut in a segment": {"image/jpeg", whole[:60]}, "JPEG of two bytes": {"image/jpeg", whole[:2]}, "JPEG with a hole": {"image/jpeg", append(bytes.Clone(whole[:20]), 0, 0, 0)},
		"PNG without an end": {"image/png", picture[:len(picture)-60]}, "PNG head": {"image/png", []byte(pngHead)},
		"WebP cut": {"image/webp", photo[:40]}, "WebP with two heads": {"image/webp", riff(riffChunk("VP8X", "0123456789"), riffChunk("VP8X", "0123456789"))},
		"WebP of nothing": {"image/webp", nil},
	} {
		if got, err := withoutCamera(c.data, c.mime); err == nil || !bytes.Equal(got, c.data) {
			t.Errorf("%s: %v, %d bytes of %d", name, err, len(got), len(c.data))
		}
	}
}

// Every format packs images without what a camera wrote, unless asked to, and
// the post comes back as it was.
func TestExportWithoutCamera(t *testing.T) {
	whole, bare := photo(t, 6)
	broken := whole[:60]
	dir, find := shelf(t, map[string]string{"assets/a.jpg": string(whole), "assets/b.jpg": string(broken)})
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
	whole, bare := photo(t, 6)
	_, find := shelf(t, map[string]string{"a.jpg": string(whole), "b.jpg": string(whole[:30])})
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
	whole, bare := photo(t, 6)
	webp, bareWebp := webpPhoto()
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
		_, find := shelf(t, map[string]string{"a.svg": drawing(tt.photo, webp)})
		ps := newPictures("lib/a.md", Options{Image: find, Camera: tt.camera})
		pic := ps.get("a.svg")
		second := bareWebp
		if tt.camera || tt.note != "" {
			second = webp
		}
		if got, want := string(pic.data), drawing(tt.want, second); got != want || pic.err != nil {
			t.Errorf("camera data %v: %v, and the drawing is\n%s\nwant\n%s", tt.camera, pic.err, got, want)
		}
		if got := fmt.Sprint(pic.note); tt.note == "" && pic.note != nil || !strings.Contains(got, tt.note) {
			t.Errorf("told %v, want %q", pic.note, tt.note)
		}
	}
}

// Images that a post holds in its text are no other than files in what is made
// of it; where the text itself is packed, it is told that they keep all.
func TestEmbeddedWithoutCamera(t *testing.T) {
	type parts struct{ whole, bare []byte }
	images := map[string]parts{}
	whole, bare := photo(t, 6)
	images["jpeg"] = parts{whole, bare}
	whole, bare = sketch(t)
	images["png"] = parts{whole, bare}
	whole, bare = webpPhoto()
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
			for _, name := range []string{"html", "site", "epub", "atom", "json-feed", "rss", "pdf", "zip", "posts-json", "md", "hugo", "yaml", "textbundle", "textpack"} {
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
	whole, bare := photo(t, 6)
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

func FuzzWithoutCamera(f *testing.F) {
	whole, bare := photo(f, 6)
	picture, small := sketch(f)
	photo, pixel := webpPhoto()
	for _, data := range [][]byte{whole, bare, picture, small, photo, pixel, []byte(webpPixel)} {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		mime := imageType(data)
		before := bytes.Clone(data)
		got, err := withoutCamera(data, mime)
		if !bytes.Equal(data, before) {
			t.Fatal("the source was changed")
		}
		if err != nil {
			if !bytes.Equal(got, data) {
				t.Fatal("a broken image was changed")
			}
			return
		}
		if len(got) > len(data)+64 {
			t.Fatalf("%d bytes of %d", len(got), len(data))
		}
		if again, err := withoutCamera(got, mime); err != nil || !bytes.Equal(again, got) {
			t.Fatalf("not the same a second time: %v", err)
		}
		if len(data) < 1<<14 && mime == "image/png" { // whose decoder reads no more than it has to
			if c, err := png.DecodeConfig(bytes.NewReader(data)); err == nil && c.Width*c.Height < 1<<16 {
				samePixels(t, "it", mime, data, got)
			}
		}
	})
}
