package xhtml

import (
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestPages makes XHTML of the pages in testdata/pages and compares its structure,
// an element or a text a line, with the golden files beside them.
func TestPages(t *testing.T) {
	pages, err := filepath.Glob("testdata/pages/*.html")
	if err != nil || len(pages) == 0 {
		t.Fatal("no pages: ", err)
	}
	for _, name := range pages {
		t.Run(filepath.Base(name), func(t *testing.T) {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			r := Fragment(string(src), Options{
				Level: 2, IDs: []string{"title"},
				Link: func(dest string) (string, bool) {
					if dest == "other.md" {
						return "chapter-2.xhtml", true
					}
					return dest, strings.HasPrefix(dest, "https:")
				},
				Image: func(src string) (string, bool) { return "images/" + src, src != "gone.png" },
			})
			check(t, r.XHTML)
			kept(t, string(src), Fragment(string(src), Options{}).XHTML)
			got := structure(t, r)
			golden := strings.TrimSuffix(name, ".html") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			have, wants := strings.Split(got, "\n"), strings.Split(string(want), "\n")
			for i := range min(len(have), len(wants)) {
				if have[i] != wants[i] {
					t.Fatalf("%s:%d:\n got %s\nwant %s", golden, i+1, have[i], wants[i])
				}
			}
			if len(have) != len(wants) {
				t.Fatalf("%s: %d lines, want %d", golden, len(have), len(wants))
			}
		})
	}
}

// structure gives what became of a page: its elements within each other with
// their attributes in order, its texts quoted, and what is said of it.
func structure(t *testing.T, r Result) string {
	t.Helper()
	var out strings.Builder
	d := xml.NewDecoder(strings.NewReader(`<r xmlns:epub="e">` + r.XHTML + "</r>"))
	depth := -1
	for {
		tok, err := d.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if depth >= 0 {
				out.WriteString(strings.Repeat("  ", depth) + tok.Name.Local)
				var attrs []string
				for _, a := range tok.Attr {
					key := a.Name.Local
					if a.Name.Space != "" {
						key = a.Name.Space + ":" + key
					}
					attrs = append(attrs, fmt.Sprintf(" %s=%q", key, a.Value))
				}
				slices.Sort(attrs)
				out.WriteString(strings.Join(attrs, "") + "\n")
			}
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData:
			if strings.TrimSpace(string(tok)) != "" {
				fmt.Fprintf(&out, "%s%q\n", strings.Repeat("  ", depth), tok)
			}
		}
	}
	out.WriteString("\n")
	for _, h := range r.Headings {
		fmt.Fprintf(&out, "heading %d #%s %q\n", h.Level, h.ID, h.Text)
	}
	fmt.Fprintf(&out, "images %d, without words %d, formulas %v\n", r.Images, r.Bare, r.Math)
	return out.String()
}
