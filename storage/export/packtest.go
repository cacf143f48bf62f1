package export

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"hash/crc32"
	"image"
	"image/png"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/storage/export/fields"
	"galley.app/galley/storage/export/pack"
)

// raw is an entry written as a hostile program would.
type raw struct {
	name   string
	data   []byte
	mode   fs.FileMode
	method uint16
	flags  uint16
	claim  uint64 // size that is told, 0 for the true one
}

func build(t testing.TB, entries ...raw) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: e.method, Flags: e.flags, CRC32: crc32.ChecksumIEEE(e.data), UncompressedSize64: uint64(len(e.data))}
		if e.claim > 0 {
			h.UncompressedSize64 = e.claim
		}
		h.SetMode(e.mode | 0o644)
		packed := e.data
		if e.method == zip.Deflate {
			var d bytes.Buffer
			f, _ := flate.NewWriter(&d, 9)
			f.Write(e.data)
			f.Close()
			packed = d.Bytes()
		}
		h.CompressedSize64 = uint64(len(packed))
		f, err := w.CreateRaw(h)
		if err != nil {
			t.Fatal(err)
		}
		f.Write(packed)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// described builds a package whose manifest agrees with what is in it, as an
// attacker's would.
func described(t testing.TB, m pack.Manifest, entries ...raw) []byte {
	t.Helper()
	m.Format, m.Version = pack.ManifestFormat, pack.ManifestVersion
	for _, e := range entries {
		m.Files = append(m.Files, pack.ManifestFile{Path: e.name, Size: int64(len(e.data)), SHA256: pack.Sum(e.data)})
	}
	data, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return build(t, append(entries, raw{name: pack.ManifestName, data: data})...)
}

const plainPost = "!! slug: a\n---\nx"

func victim(source, image string) (pack.Manifest, []raw) {
	m := pack.Manifest{Posts: []pack.ManifestPost{{Source: source, Page: "pages/a.html", Fields: []fields.Pair{{Key: "slug", Value: "a"}}}}}
	entries := []raw{{name: source, data: []byte(plainPost)}, {name: "pages/a.html", data: []byte("<!doctype html>")}}
	if image != "" {
		m.Posts[0].Images = []pack.ManifestImage{{Link: image, Path: image}}
		entries = append(entries, raw{name: image, data: []byte(drawing)})
	}
	return m, entries
}

func pixel(t testing.TB) []byte {
	t.Helper()
	return shade(t, 0)
}

// shade is an image of one pixel, another one for each grey.
func shade(t testing.TB, grey uint8) []byte {
	t.Helper()
	pix := image.NewGray(image.Rect(0, 0, 1, 1))
	pix.Pix[0] = grey
	var b bytes.Buffer
	if err := png.Encode(&b, pix); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="5" height="5"/></svg>`

// shelf writes files below a new folder and finds images there by their links.
func shelf(t testing.TB, files map[string]string) (string, func(string, string) (string, bool)) {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(data), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	return dir, func(_, dest string) (string, bool) {
		path := filepath.Join(dir, filepath.FromSlash(dest))
		if strings.HasPrefix(dest, "/") {
			path = filepath.Join(dir, "assets", filepath.FromSlash(dest))
		}
		_, err := os.Stat(path)
		return path, err == nil
	}
}

// unpacked writes the posts of a package and their images below dir, as an
// import does where no name is taken.
func unpacked(m pack.Manifest, read func(name string) ([]byte, error), dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	put := func(name string) error {
		data, err := read(name)
		if err != nil {
			return err
		}
		if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
			return err
		}
		return root.WriteFile(name, data, 0o644)
	}
	for _, p := range m.Posts {
		if err := put(p.Source); err != nil {
			return err
		}
		for _, i := range p.Images {
			if err := put(i.Path); err != nil {
				return err
			}
		}
	}
	return nil
}
