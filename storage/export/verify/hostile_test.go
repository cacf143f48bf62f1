package verify

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/packtest"
)

func TestHostileNames(t *testing.T) {
	for _, name := range []string{"a.md", "ordner/ä.md", "b c.md"} {
		m, entries := packtest.Victim(name, "pics/x.svg")
		if _, err := open(packtest.Described(t, m, entries...)); err != nil {
			t.Errorf("harmless %q: %v", name, err)
		}
	}
	bad := []string{
		"../a.md", "a/../../a.md", "..", "a/..", "./a.md", "a/./b.md", "/a.md", "//host/a.md", "C:a.md", "C:/a.md", `..\a.md`, `a\b.md`, `\a.md`,
		"a\x00.md", "a\n.md", "a\x1b[2J.md", "\xff\xfe.md", "CON.md", "con", "aux.x.md", "x/NUL.md", "lpt1.md", "COM¹.md", "a./b.md", "a.md.", "a.md ", "a//b.md",
		strings.Repeat("n", 300) + ".md", strings.Repeat("a/", 600) + "a.md", ".git/hooks/post.md", ".bashrc.md", "a?.md", "a*.md", "a|b.md", `a"b.md`, "a<b>.md", "a:b.md",
	}
	for _, name := range bad {
		m, entries := packtest.Victim(name, "")
		refused(t, fmt.Sprintf("post %q", name), packtest.Described(t, m, entries...), "")
		m, entries = packtest.Victim("a.md", strings.TrimSuffix(name, ".md")+".svg")
		if pack.CheckName(strings.TrimSuffix(name, ".md")+".svg") != nil {
			refused(t, fmt.Sprintf("image %q", name), packtest.Described(t, m, entries...), "")
		}
	}
	for _, name := range []string{"galley.toml", "a.sh", "a", "a.md.exe", "manifest.json"} {
		m, entries := packtest.Victim(name, "")
		refused(t, fmt.Sprintf("post %q", name), packtest.Described(t, m, entries...), "")
	}
	for _, name := range []string{"galley.toml", "b.md", "x.html", "x.sh", "x"} {
		m, entries := packtest.Victim("a.md", name)
		refused(t, fmt.Sprintf("image %q", name), packtest.Described(t, m, entries...), name)
	}
}

func TestHostileTwins(t *testing.T) {
	for _, pair := range [][2]string{
		{"pics/a.svg", "pics/A.svg"}, {"pics/a.svg", "PICS/b.svg"}, {"e\u0301.svg", "\u00e9.svg"}, {"ß.svg", "SS.svg"}, {"x.svg", "x.svg/y.svg"}, {"a.svg", "a.svg"},
	} {
		m, entries := packtest.Victim("p.md", pair[0])
		m.Posts[0].Images = append(m.Posts[0].Images, pack.ManifestImage{Link: pair[1], Path: pair[1]})
		entries = append(entries, packtest.Raw{Name: pair[1], Data: []byte(packtest.Drawing)})
		refused(t, fmt.Sprint(pair), packtest.Described(t, m, entries...), "")
	}
}

// A page that runs or fetches something is refused, though the manifest agrees
// with it.
func TestHostilePages(t *testing.T) {
	for _, page := range []string{
		"<script>alert(1)</script>", "<SCRIPT src=x></SCRIPT>", "<p onclick=x>", "<svg/onload=x>", "<iframe src=x></iframe>", "<base href=//e.org>",
		`<meta http-equiv="Refresh" content="0">`, `<link rel="stylesheet" href="x.css">`, "<a href=javascript:x>", "<a href='java&#10;script:x'>", "<img src=https://e.org/x.png>",
		"<img srcset=x>", "<video poster=x>", "<form action=x>", "<button formaction=x>", "<svg><use href='x.svg#a'/></svg>", "<svg><image xlink:href='//e.org/x'/></svg>",
		"<style>@import 'x'</style>", "<style>p { background: url(//e.org/x) }</style>", "<p style='background: url(x)'>", "<object data=x>", "<embed src=x>", "<a ping=x>",
	} {
		m, entries := packtest.Victim("a.md", "")
		entries[1].Data = []byte("<!doctype html>\n" + page)
		refused(t, page, packtest.Described(t, m, entries...), "pages/a.html")
	}
	for _, page := range []string{
		"<p>&lt;script&gt;", "<a href='https://e.org/'>x</a><a href='#fn:1'>1</a>", "<img src='data:image/png;base64,AAAA' alt='onclick=x'>", "<style>p { color: red }</style>",
		`<meta http-equiv="Content-Security-Policy" content="x"><link rel="canonical" href="https://e.org/">`, "<!-- <script> -->",
	} {
		m, entries := packtest.Victim("a.md", "")
		entries[1].Data = []byte("<!doctype html>\n" + page)
		if _, err := open(packtest.Described(t, m, entries...)); err != nil {
			t.Errorf("%s: %v", page, err)
		}
	}
}

func TestHostileKinds(t *testing.T) {
	for what, change := range map[string]func(*packtest.Raw){
		"symlink":   func(e *packtest.Raw) { e.Mode = fs.ModeSymlink; e.Data = []byte("/etc/passwd") },
		"fifo":      func(e *packtest.Raw) { e.Mode = fs.ModeNamedPipe },
		"device":    func(e *packtest.Raw) { e.Mode = fs.ModeDevice },
		"socket":    func(e *packtest.Raw) { e.Mode = fs.ModeSocket },
		"folder":    func(e *packtest.Raw) { e.Mode = fs.ModeDir },
		"set-uid":   func(e *packtest.Raw) { e.Mode = fs.ModeSetuid },
		"encrypted": func(e *packtest.Raw) { e.Flags = 1 },
		"method":    func(e *packtest.Raw) { e.Method = 12 },
	} {
		m, entries := packtest.Victim("a.md", "")
		change(&entries[0])
		refused(t, what, packtest.Described(t, m, entries...), `"a.md"`)
	}
	// Rights to run are not taken over.
	m, entries := packtest.Victim("a.md", "")
	entries[0].Mode = 0o777
	p, err := open(packtest.Described(t, m, entries...))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := packtest.Unpack(p.Manifest, p.Read, dir); err != nil {
		t.Fatal(err)
	}
	if i, err := os.Stat(dir + "/a.md"); err != nil || i.Mode()&0o111 != 0 {
		t.Errorf("%v, %v", i, err)
	}
	// Folders of their own are harmless.
	m, entries = packtest.Victim("x/a.md", "")
	if _, err := open(packtest.Described(t, m, append(entries, packtest.Raw{Name: "x/", Mode: fs.ModeDir})...)); err == nil {
		t.Error("a manifest that lists a folder")
	}
}

func TestHostileSizes(t *testing.T) {
	growth.Alone(t)
	// An honest bomb: 300 MB of nothing in 300 kB.
	const size = 300 << 20
	var b, packed bytes.Buffer
	f, _ := flate.NewWriter(&packed, 9)
	f.Write(make([]byte, 1<<20))
	f.Flush()
	whole := bytes.Repeat(packed.Bytes(), size>>20)
	w := zip.NewWriter(&b)
	h := &zip.FileHeader{Name: "a.md", Method: zip.Deflate, UncompressedSize64: size, CompressedSize64: uint64(len(whole))}
	e, _ := w.CreateRaw(h)
	e.Write(whole)
	m, _ := packtest.Victim("a.md", "")
	m.Format, m.Version = pack.ManifestFormat, pack.ManifestVersion
	m.Files = []pack.ManifestFile{{Path: "a.md", Size: size, SHA256: strings.Repeat("0", 64)}}
	data, _ := m.Encode()
	e, _ = w.Create(pack.ManifestName)
	e.Write(data)
	w.Close()
	refused(t, "bomb", b.Bytes(), `"a.md"`)

	// Sizes that lie, both ways.
	for _, claim := range []uint64{1, 1 << 20, 1 << 40} {
		m, entries := packtest.Victim("a.md", "")
		for _, method := range []uint16{zip.Store, zip.Deflate} {
			entries[0].Claim, entries[0].Method = claim, method
			refused(t, fmt.Sprintf("size %d by method %d", claim, method), packtest.Described(t, m, entries...), "")
		}
	}

	// More entries than anyone has posts.
	var manyFiles []packtest.Raw
	for i := range 60_000 {
		manyFiles = append(manyFiles, packtest.Raw{Name: fmt.Sprintf("f%d", i)})
	}
	refused(t, "60,000 entries", packtest.Build(t, manyFiles...), "more than")

	// The end promises entries that are not there.
	good := packtest.Build(t, packtest.Raw{Name: "a", Data: []byte("x")})
	for _, n := range []uint16{0, 2, 40_000} {
		bad := bytes.Clone(good)
		binary.LittleEndian.PutUint16(bad[len(bad)-14:], n)
		binary.LittleEndian.PutUint16(bad[len(bad)-12:], n)
		refused(t, fmt.Sprintf("%d entries promised", n), bad, "")
	}
	for _, junk := range []string{"", "PK", "PK\x05\x06", "no zip at all", strings.Repeat("\x00", 1000), "PK\x05\x06" + strings.Repeat("\x00", 18)} {
		refused(t, fmt.Sprintf("%q", junk[:min(20, len(junk))]), []byte(junk), "")
	}
}

// Two readers must not see two packages: overlapping entries, a directory
// that names one file where the header names another.
func TestHostileHeaders(t *testing.T) {
	m, entries := packtest.Victim("a.md", "")
	good := packtest.Described(t, m, entries...)
	local := bytes.Clone(good)
	local[30] = 'b' // first byte of the first local name
	refused(t, "two names", local, "a.md")
	for at, what := range map[int]string{6: "flags", 8: "method", 14: "sum", 18: "packed size", 22: "size"} {
		bad := bytes.Clone(good)
		bad[at] ^= 4
		refused(t, "local "+what, bad, "")
	}
	// Both directory records lead to the first entry.
	second := bytes.LastIndex(good, []byte("PK\x01\x02"))
	bad := bytes.Clone(good)
	binary.LittleEndian.PutUint32(bad[second+42:], 0)
	refused(t, "overlapping", bad, "")
}

func FuzzOpen(f *testing.F) {
	m, entries := packtest.Victim("a.md", "x.svg")
	f.Add(packtest.Described(f, m, entries...))
	f.Add(packtest.Build(f, packtest.Raw{Name: "a", Data: []byte("x"), Method: zip.Deflate}))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := open(data)
		if err != nil {
			return
		}
		if err := packtest.Unpack(p.Manifest, p.Read, t.TempDir()); err != nil {
			t.Fatal(err)
		}
	})
}
