// Package packtest makes files and zip files for tests of packages, those of
// hostile programs too.
package packtest

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

// Raw is an entry written as a hostile program would.
type Raw struct {
	Name   string
	Data   []byte
	Mode   fs.FileMode
	Method uint16
	Flags  uint16
	Claim  uint64 // size that is told, 0 for the true one
}

// Build returns a zip file of these entries.
func Build(t testing.TB, entries ...Raw) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.Name, Method: e.Method, Flags: e.Flags, CRC32: crc32.ChecksumIEEE(e.Data), UncompressedSize64: uint64(len(e.Data))}
		if e.Claim > 0 {
			h.UncompressedSize64 = e.Claim
		}
		h.SetMode(e.Mode | 0o644)
		packed := e.Data
		if e.Method == zip.Deflate {
			var d bytes.Buffer
			f, _ := flate.NewWriter(&d, 9)
			f.Write(e.Data)
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

// Described builds a package whose manifest agrees with what is in it, as an
// attacker's would.
func Described(t testing.TB, m pack.Manifest, entries ...Raw) []byte {
	t.Helper()
	m.Format, m.Version = pack.ManifestFormat, pack.ManifestVersion
	for _, e := range entries {
		m.Files = append(m.Files, pack.ManifestFile{Path: e.Name, Size: int64(len(e.Data)), SHA256: pack.Sum(e.Data)})
	}
	data, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return Build(t, append(entries, Raw{Name: pack.ManifestName, Data: data})...)
}

const plainPost = "!! slug: a\n---\nx"

// Victim returns a manifest of one post and an image, and entries for it.
func Victim(source, image string) (pack.Manifest, []Raw) {
	m := pack.Manifest{Posts: []pack.ManifestPost{{Source: source, Page: "pages/a.html", Fields: []fields.Pair{{Key: "slug", Value: "a"}}}}}
	entries := []Raw{{Name: source, Data: []byte(plainPost)}, {Name: "pages/a.html", Data: []byte("<!doctype html>")}}
	if image != "" {
		m.Posts[0].Images = []pack.ManifestImage{{Link: image, Path: image}}
		entries = append(entries, Raw{Name: image, Data: []byte(Drawing)})
	}
	return m, entries
}

// Pixel returns an image of one pixel.
func Pixel(t testing.TB) []byte {
	t.Helper()
	return Shade(t, 0)
}

// Shade returns an image of one pixel, another one for each grey.
func Shade(t testing.TB, grey uint8) []byte {
	t.Helper()
	pix := image.NewGray(image.Rect(0, 0, 1, 1))
	pix.Pix[0] = grey
	var b bytes.Buffer
	if err := png.Encode(&b, pix); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Drawing is an image that is drawn.
const Drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="5" height="5"/></svg>`

// Shelf writes files below a new folder and finds images there by their links.
func Shelf(t testing.TB, files map[string]string) (string, func(string, string) (string, bool)) {
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

// Unpack writes the posts of a package and their images below dir, as an
// import does where no name is taken.
func Unpack(m pack.Manifest, read func(name string) ([]byte, error), dir string) error {
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
