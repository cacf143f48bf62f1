package export

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
	"galley.app/galley/storage/export/fields"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/packtest"
	"galley.app/galley/storage/export/verify"
)

func illustrated(t testing.TB) ([]Source, func(string, string) (string, bool)) {
	t.Helper()
	_, find := packtest.Shelf(t, map[string]string{
		"assets/posts/1/a.png": string(packtest.Pixel(t)), "pics/b c.png": string(packtest.Shade(t, 1)), "d.svg": packtest.Drawing,
	})
	return []Source{
		source("0001-one.md", "!! title: One: 1", "!! slug: one", "!! published: 2024-01-01", "!! description: d", "", "---", "", "![a](/posts/1/a.png) ![b](<pics/b c.png>)", ""),
		{Path: "lib/0002-two.md", Text: "\ufeff!!title:Two\r\n!! slug : two\r\n!! x: \r\n\r\n---  \r\n\r\n![d](d.svg) ![a](/posts/1/a.png)\r\n![gone](gone.png) ![far](https://example.org/x.png)\r\nno end"},
	}, find
}

func zipped(t testing.TB, sources []Source, find func(string, string) (string, bool)) []byte {
	t.Helper()
	return write(t, NewPlan(sources, Options{Format: format(t, "zip"), Now: noon, Image: find, Drafts: true}))
}

func open(data []byte) (*verify.Package, error) {
	return verify.Open(bytes.NewReader(data), int64(len(data)), pack.Limits{})
}

func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		if d.Type() != 0 {
			files[filepath.ToSlash(rel)] = d.Type().String()
			return nil
		}
		data, err := os.ReadFile(path)
		files[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return files
}

func TestZipRoundTrip(t *testing.T) {
	sources, find := illustrated(t)
	data := zipped(t, sources, find)
	if !bytes.Equal(data, zipped(t, sources, find)) {
		t.Error("twice the same gives other bytes")
	}
	p, err := open(data)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "in")
	if err := packtest.Unpack(p.Manifest, p.Read, dir); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"0001-one.md": sources[0].Text, "0002-two.md": sources[1].Text,
		"assets/posts/1/a.png": string(packtest.Pixel(t)), "pics/b c.png": string(packtest.Shade(t, 1)), "d.svg": packtest.Drawing,
	}
	if got := tree(t, dir); !maps.Equal(got, want) {
		t.Errorf("imported %v", slices.Sorted(maps.Keys(got)))
	}
}

func TestZipShape(t *testing.T) {
	sources, find := illustrated(t)
	data := zipped(t, sources, find)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range z.File {
		got = append(got, f.Name)
		if len(f.Extra) > 0 || f.Flags&8 != 0 || f.Mode() != 0o644 {
			t.Errorf("%s: extra %d bytes, flags %x, mode %v", f.Name, len(f.Extra), f.Flags, f.Mode())
		}
	}
	want := "0001-one.md pages/one.html assets/posts/1/a.png pics/b c.png 0002-two.md pages/two.html d.svg manifest.json"
	if strings.Join(got, " ") != want {
		t.Errorf("files %q", got)
	}
	p, err := open(data)
	if err != nil {
		t.Fatal(err)
	}
	if f := p.Manifest.Posts[1].Fields; len(f) != 3 || f[0] != (fields.Pair{Key: "title", Value: "Two"}) || f[2] != (fields.Pair{Key: "x", Value: ""}) {
		t.Errorf("fields %v", f)
	}
	if i := p.Manifest.Posts[0].Images; len(i) != 2 || i[1] != (pack.ManifestImage{Link: "pics/b c.png", Path: "pics/b c.png"}) {
		t.Errorf("images %v", i)
	}
}

func TestZipNames(t *testing.T) {
	body := func(slug, text string) string { return "!! title: t\n!! slug: " + slug + "\n\n---\n\n" + text }
	p1, p2 := string(packtest.Pixel(t)), string(packtest.Pixel(t))+"2"
	_, find := packtest.Shelf(t, map[string]string{"assets/x.png": p1, "IMG/a.png": p1, "img/a.png": p2, "what?.png": p1, "plain": p1, ".hidden/h.png": p1, "up.png": p1, "CON.png": p1})
	sources := []Source{
		{Path: "a/con.md", Text: body("a", "![x](/x.png) ![x](assets/x.png) ![i](IMG/a.png) ![i](img/a.png)")},
		{Path: "b/con.md", Text: body("b", "![w](what%3F.png) ![p](plain) ![h](.hidden/h.png) ![u](../up.png) ![c](CON.png)")},
		{Path: "c/line\nbreak\xff:.md", Text: body("../../c", "x")},
		{Path: "d/post", Text: body("CON", "x")},
		{Path: "e/" + strings.Repeat("é", 125) + ".md", Text: body(strings.Repeat("s", 5000), "x")},
		{Path: "f/manifest.json", Text: body("f", "x")},
	}
	fixed := func(postPath, dest string) (string, bool) {
		return find(postPath, strings.TrimPrefix(strings.ReplaceAll(dest, "%3F", "?"), "../"))
	}
	data := zipped(t, sources, fixed)
	p, err := open(data)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := packtest.Unpack(p.Manifest, p.Read, dir); err != nil {
		t.Fatal(err)
	}
	got := tree(t, dir)
	texts := slices.Collect(maps.Values(got))
	for _, s := range sources {
		if !slices.Contains(texts, s.Text) {
			t.Errorf("%q was lost", s.Path)
		}
	}
	if len(p.Manifest.Posts[0].Images) != 4 || len(p.Manifest.Posts[1].Images) != 5 {
		t.Errorf("images %v", p.Manifest.Posts[:2])
	}
}

// repack builds a package anew, its entries changed by hand.
func repack(t testing.TB, data []byte, change func(files map[string][]byte, order *[]string)) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files, order := map[string][]byte{}, []string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name], err = io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		order = append(order, f.Name)
	}
	change(files, &order)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range order {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		f.Write(files[name])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func editManifest(t testing.TB, files map[string][]byte, edit func(*pack.Manifest)) {
	t.Helper()
	var m pack.Manifest
	if err := json.Unmarshal(files[pack.ManifestName], &m); err != nil {
		t.Fatal(err)
	}
	edit(&m)
	data, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	files[pack.ManifestName] = data
}

// refused checks that a package is found bad.
func refused(t *testing.T, what string, data []byte, mention string) {
	t.Helper()
	_, err := open(data)
	if err == nil {
		t.Errorf("%s: taken for sound", what)
		return
	}
	var d *verify.DamagedError
	if !errors.As(err, &d) || len(d.Faults) == 0 {
		t.Errorf("%s: %v", what, err)
		return
	}
	if all := faults(d); !strings.Contains(all, mention) {
		t.Errorf("%s: %s is not named in %s", what, mention, all)
	}
}

func faults(d *verify.DamagedError) string {
	var all []string
	for _, f := range d.Faults {
		all = append(all, f.String())
	}
	return strings.Join(all, "; ")
}

func TestVerifyDamage(t *testing.T) {
	growth.Alone(t)
	sources, find := illustrated(t)
	data := zipped(t, sources, find)
	if _, err := open(repack(t, data, func(map[string][]byte, *[]string) {})); err != nil {
		t.Fatalf("packed again by another program: %v", err)
	}
	z, _ := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	for i, f := range z.File {
		name := f.Name
		quoted := `"` + name + `"`
		if name == pack.ManifestName {
			quoted = name
		}
		refused(t, "flipped "+name, repack(t, data, func(files map[string][]byte, _ *[]string) {
			files[name] = bytes.Clone(files[name])
			files[name][0] ^= 1
		}), quoted)
		refused(t, "missing "+name, repack(t, data, func(_ map[string][]byte, order *[]string) {
			*order = slices.Delete(*order, i, i+1)
		}), quoted)
		refused(t, "renamed "+name, repack(t, data, func(files map[string][]byte, order *[]string) {
			files["z"+name] = files[name]
			(*order)[i] = "z" + name
		}), quoted)
		refused(t, "longer "+name, repack(t, data, func(files map[string][]byte, _ *[]string) {
			files[name] = append(bytes.Clone(files[name]), '!')
		}), quoted)
		refused(t, "emptied "+name, repack(t, data, func(files map[string][]byte, _ *[]string) {
			files[name] = nil
		}), quoted)
		refused(t, "doubled "+name, repack(t, data, func(_ map[string][]byte, order *[]string) {
			*order = append(*order, name)
		}), quoted)
	}
	refused(t, "extra", repack(t, data, func(files map[string][]byte, order *[]string) {
		files["extra.md"] = []byte("x")
		*order = append(*order, "extra.md")
	}), `"extra.md"`)

	manifests := []struct {
		what    string
		edit    func(*pack.Manifest)
		mention string
	}{
		{"size", func(m *pack.Manifest) { m.Files[0].Size++ }, m0},
		{"negative size", func(m *pack.Manifest) { m.Files[0].Size = -1 }, m0},
		{"huge size", func(m *pack.Manifest) { m.Files[0].Size = 1 << 60 }, m0},
		{"hash", func(m *pack.Manifest) { m.Files[0].SHA256 = strings.Repeat("0", 64) }, m0},
		{"no hash", func(m *pack.Manifest) { m.Files[0].SHA256 = "" }, m0},
		{"path", func(m *pack.Manifest) { m.Files[0].Path = "../0001-one.md" }, "../0001-one.md"},
		{"listed twice", func(m *pack.Manifest) { m.Files = append(m.Files, m.Files[0]) }, m0},
		{"lists itself", func(m *pack.Manifest) { m.Files = append(m.Files, pack.ManifestFile{Path: pack.ManifestName}) }, pack.ManifestName},
		{"not listed", func(m *pack.Manifest) { m.Files = m.Files[1:] }, m0},
		{"field", func(m *pack.Manifest) { m.Posts[0].Fields[0].Value = "Other" }, m0},
		{"no fields", func(m *pack.Manifest) { m.Posts[0].Fields = nil }, m0},
		{"no posts", func(m *pack.Manifest) { m.Posts = nil }, "no post"},
		{"post left out", func(m *pack.Manifest) { m.Posts = m.Posts[:1] }, "belongs to no post"},
		{"post twice", func(m *pack.Manifest) { m.Posts = append(m.Posts, m.Posts[0]) }, m0},
		{"source is the page", func(m *pack.Manifest) { m.Posts[0].Source, m.Posts[0].Page = m.Posts[0].Page, m.Posts[0].Source }, m0},
		{"source elsewhere", func(m *pack.Manifest) { m.Posts[0].Source = "/etc/passwd" }, "/etc/passwd"},
		{"image elsewhere", func(m *pack.Manifest) { m.Posts[0].Images[0].Path = "../x.png" }, "../x.png"},
		{"image is a post", func(m *pack.Manifest) { m.Posts[0].Images[0].Path = "0002-two.md" }, "0002-two.md"},
		{"image link", func(m *pack.Manifest) { m.Posts[0].Images = m.Posts[0].Images[:1] }, "pics/b c.png"},
		{"version", func(m *pack.Manifest) { m.Version = 2 }, "version 2"},
		{"format", func(m *pack.Manifest) { m.Format = "epub" }, "epub"},
	}
	for _, c := range manifests {
		refused(t, "manifest: "+c.what, repack(t, data, func(files map[string][]byte, _ *[]string) {
			editManifest(t, files, c.edit)
		}), c.mention)
	}
	for _, bad := range []string{"", "null", "[]", "{}", "no JSON", `{"format":"galley-package","version":"1"}`, strings.Repeat("[", 200_000), `{"format":"galley-package","version":1,"files":null}`, "{}{}", "\xff\xfe{\x00"} {
		refused(t, "manifest: "+bad[:min(len(bad), 30)], repack(t, data, func(files map[string][]byte, _ *[]string) {
			files[pack.ManifestName] = []byte(bad)
		}), "")
	}
	// A changed post with a manifest to match is caught by the fields.
	refused(t, "forged title", repack(t, data, func(files map[string][]byte, _ *[]string) {
		text := bytes.Replace(files["0001-one.md"], []byte("One: 1"), []byte("Two: 2"), 1)
		files["0001-one.md"] = text
		editManifest(t, files, func(m *pack.Manifest) { m.Files[0].SHA256 = pack.Sum(text) })
	}), m0)
	for what, content := range map[string]string{"a post that is UTF-16": "\xff\xfe!\x00", "a post with a NUL": "!! title: One: 1\n!! slug: one\n!! published: 2024-01-01\n!! description: d\n---\n\x00"} {
		refused(t, what, repack(t, data, func(files map[string][]byte, _ *[]string) {
			files["0001-one.md"] = []byte(content)
			editManifest(t, files, func(m *pack.Manifest) {
				m.Files[0].SHA256, m.Files[0].Size = pack.Sum([]byte(content)), int64(len(content))
			})
		}), m0)
	}
	refused(t, "an image that is none", repack(t, data, func(files map[string][]byte, _ *[]string) {
		files["d.svg"] = []byte("#!/bin/sh")
		editManifest(t, files, func(m *pack.Manifest) {
			for i := range m.Files {
				if m.Files[i].Path == "d.svg" {
					m.Files[i].SHA256, m.Files[i].Size = pack.Sum(files["d.svg"]), 9
				}
			}
		})
	}), `"d.svg"`)
}

const m0 = `"0001-one.md"`

// Any byte of the archive flipped, and any cut, is found, or changes nothing
// that matters.
func TestVerifyEveryByte(t *testing.T) {
	growth.Alone(t)
	sources, find := illustrated(t)
	data := zipped(t, sources[:1], find)
	good, err := open(data)
	if err != nil {
		t.Fatal(err)
	}
	missed := 0
	for i := range data {
		bad := bytes.Clone(data)
		bad[i] ^= 0x10
		p, err := open(bad)
		if err != nil {
			continue
		}
		missed++
		if !maps.Equal(p.Sums(), good.Sums()) {
			t.Fatalf("byte %d: contents differ", i)
		}
	}
	// Times, rights and versions of the entries are no part of the contents.
	if most := 12 * 2 * (len(good.Sums()) + 1); missed > most {
		t.Errorf("%d flips of %d were not found, expected at most %d", missed, len(data), most)
	}
	for i := range data {
		if _, err := open(data[:i]); err == nil {
			t.Fatalf("cut after %d of %d bytes: taken for sound", i, len(data))
		}
	}
	for what, bad := range map[string][]byte{
		"bytes before": append([]byte("MZ"), data...), "bytes after": append(bytes.Clone(data), 0), "twice": append(bytes.Clone(data), data...),
	} {
		refused(t, what, bad, "")
	}
}

// An image that is in the text and in the page is not counted twice.
func TestZipOfLargeImage(t *testing.T) {
	growth.Alone(t)
	_, find := packtest.Shelf(t, map[string]string{"a.png": string(packtest.Pixel(t)) + strings.Repeat("\x00", 26<<20)})
	src := source("a.md", "!! title: a", "!! slug: a", "!! published: 2024-01-01", "!! description: d", "!! cover: a.png", "", "---", "", "![a](a.png)", "")
	p := NewPlan([]Source{src}, Options{Format: format(t, "zip"), Now: noon, Image: find, Camera: true})
	if err := p.Write(io.Discard); err != nil {
		t.Fatal(err)
	}
	if notes := p.Notes(); len(notes) > 0 {
		t.Errorf("told %v", notes)
	}
}

func FuzzZipRoundTrip(f *testing.F) {
	for _, s := range nasty() {
		f.Add(filepath.Base(s.Path), s.Text)
	}
	f.Add("..\\con. .md", "!! slug: x\n---\n![](/a.png)")
	f.Fuzz(func(t *testing.T, name, src string) {
		if strings.Contains(name, "/") || name == "" {
			return
		}
		p := NewPlan([]Source{{Path: name, Text: strings.ToValidUTF8(strings.ReplaceAll(src, "\x00", ""), "?"), Named: true}}, Options{Format: format(t, "zip"), Now: noon})
		if p.Err() != nil {
			return
		}
		pkg, err := open(write(t, p))
		if err != nil {
			t.Fatalf("own package: %v", err)
		}
		got, err := pkg.Read(pkg.Manifest.Posts[0].Source)
		if err != nil || string(got) != p.Posts[0].Text {
			t.Fatalf("got %q, %v", got, err)
		}
	})
}
