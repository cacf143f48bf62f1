package pack

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
	"time"
)

var odd = []string{
	"", ".", "..", "...", "/", "//", "a/../b", "./a", "../../a", "/etc/passwd", `a\b`, "a:b", "a.", "a ", " ", ". .", ".hidden", "a/.b/c",
	"con", "CON.txt", "con .x", "LPT1", "COM¹.md", "nul/x", "a\x00b", "a\nb", "a\tb", "\xff\xfe", "e\u0301.png", "\u202Ea", "~", "-",
	strings.Repeat("a", 300) + ".png", strings.Repeat("é", 300), "x." + strings.Repeat("y", 300), strings.Repeat("abc/", 400) + "d.png", strings.Repeat(".", 300),
}

// What is made portable may be in a package, whatever it was.
func TestPortable(t *testing.T) {
	for _, name := range odd {
		for what, got := range map[string]string{"Portable": Portable(name), "PlainName": PlainName(name), "SourceName": SourceName(name)} {
			if err := CheckName(got); err != nil {
				t.Errorf("%s(%.40q) is %.40q: %v", what, name, got, err)
			}
		}
		if CheckName(name) == nil && len(name) < maxSegment-20 && Portable(name) != name {
			t.Errorf("%q is %q, and was good", name, Portable(name))
		}
		if at, good := ImagePath(name); name != "" && CheckName(at) != nil {
			t.Errorf("the image %.40q lies at %.40q, %t", name, at, good)
		}
	}
}

func FuzzPortable(f *testing.F) {
	for _, name := range odd {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if got := Portable(name); CheckName(got) != nil {
			t.Errorf("%q is %q: %v", name, got, CheckName(got))
		}
	})
}

// Names stay apart on systems that take two of them for one, and no file is a
// folder.
func TestNames(t *testing.T) {
	n := Names{}
	for _, tt := range []struct{ name, want string }{
		{"a.md", "a.md"},
		{"A.md", "A-2.md"},
		{"a.md", "a-3.md"},
		{"\u00e9.png", "\u00e9.png"},
		{"e\u0301.png", "e\u0301-2.png"},
		{"pics/a.png", "pics/a.png"},
		{"Pics/b.png", "Pics-b.png"},
		{"a.md/b.png", "a.md-b.png"},
		{"pics", "pics-2"},
	} {
		if got := n.Free(tt.name); got != tt.want {
			t.Errorf("%q gets %q, want %q", tt.name, got, tt.want)
		}
		if n.IsFree(tt.want) || n.Take(tt.want) == nil {
			t.Errorf("%q is free still", tt.want)
		}
	}
}

// The same files are the same bytes whatever the time, and what is packed comes
// out again.
func TestWriter(t *testing.T) {
	write := func(at time.Time) []byte {
		var b bytes.Buffer
		z := NewWriter(&b, at, nil)
		for _, name := range []string{"a.md", "é.png"} {
			if err := z.Add(name, []byte(strings.Repeat(name, 100)), true); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	data := write(time.Time{})
	if !bytes.Equal(data, write(time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC))) {
		t.Error("times before those of zip files differ")
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || len(z.File) != 2 {
		t.Fatal(err)
	}
	for _, f := range z.File {
		var b bytes.Buffer
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.ReadFrom(r); err != nil || b.String() != strings.Repeat(f.Name, 100) || f.Mode() != 0o644 {
			t.Errorf("%s: %v, %v", f.Name, err, f.Mode())
		}
	}
}
