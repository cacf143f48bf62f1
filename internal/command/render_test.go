package command

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/png"
	"path/filepath"
	"strings"
	"testing"
)

// What render writes fetches nothing.
func TestRenderFetchesNothing(t *testing.T) {
	for _, to := range []string{"html", "page"} {
		code, out, said := run(t, "![a](https://far.example/a.png) ![](//far.example/b.png) ![c](c.png)", "render", "--to", to)
		if code != 0 || strings.Contains(out, `src="http`) || strings.Contains(out, `src="//`) || !strings.Contains(out, `<a href="https://far.example/a.png">a</a>`) {
			t.Errorf("%s: code %d: %s", to, code, out)
		}
		if to == "html" && (strings.Count(said, "is on another host") != 2 || !strings.Contains(out, `<img src="c.png"`)) {
			t.Errorf("%s: told %q, wrote %s", to, said, out)
		}
	}
}

// An image that a text holds itself is one that can be shown, without what was
// written into it, or its description.
func TestRenderEmbedded(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	bare := b.String()
	comment := "\x00\x00\x00\x08tEXta\x00SECRET"
	comment += string(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(comment[4:]))))
	b64 := func(s string) string { return "data:image/png;base64," + base64.StdEncoding.EncodeToString([]byte(s)) }
	for _, to := range []string{"html", "page"} {
		for _, tt := range []struct{ dest, shown, said string }{
			{b64(bare), b64(bare), ""},
			{b64(bare[:33] + comment + bare[33:]), b64(bare), ""},
			{"data:image/png;base64,%%%", "", "its data cannot be read"},
			{b64("words"), "", "it is not an image"},
		} {
			code, out, said := run(t, "![alt]("+tt.dest+")", "render", "--to", to)
			if code != 0 || strings.Contains(out, "<img") != (tt.shown != "") || !strings.Contains(out, tt.shown) || !strings.Contains(out, "alt") {
				t.Errorf("%s, %s: code %d: %s", to, tt.dest, code, out)
			}
			if !strings.Contains(said, tt.said) || tt.said == "" && said != "" {
				t.Errorf("%s, %s: told %q", to, tt.dest, said)
			}
		}
	}
}

// A library that cannot be understood is said, also where the text comes from
// standard input.
func TestRenderSaysBrokenLibrary(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "galley.toml"), "[library\n")
	put(t, filepath.Join(dir, "a.md"), "words")
	t.Chdir(dir)
	for _, args := range [][]string{{"render"}, {"render", "a.md"}} {
		if code, out, said := run(t, "words", args...); code != 0 || out != "<p>words</p>\n" || strings.Count(said, "\n") != 1 || !strings.Contains(said, "galley.toml:2: not TOML") {
			t.Errorf("%q: exit code %d, %q, %q", args, code, out, said)
		}
	}
}
