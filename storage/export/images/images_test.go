package images

import (
	"encoding/base64"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/storage/export/packtest"
)

// An image that is named many times is read once, kept once, and shown in a
// page as often as the page has room.
func TestImageNamedOften(t *testing.T) {
	big := string(packtest.Pixel(t)) + strings.Repeat("\x00", 1<<20)
	for _, n := range []int{10, 20, 40} {
		dir, find := packtest.Shelf(t, map[string]string{"a.png": big, "b.png": big})
		asked := 0
		ps := NewSet(filepath.Join(dir, "x.md"), Options{Camera: true, Find: func(post, dest string) (string, bool) {
			asked++
			file, _, _ := strings.Cut(dest, "?")
			return find(post, file)
		}})
		kept := map[*Stored]bool{}
		for i := range n {
			for _, name := range []string{"a", "b"} {
				uri, ok := ps.Source(fmt.Sprintf("%s.png?%d", name, i))
				if again, more := ps.Source(fmt.Sprintf("%s.png?%d", name, i)); more && again != uri {
					t.Fatal("another image the second time")
				}
				kept[ps.Get(fmt.Sprintf("%s.png?%d", name, i)).Stored] = true
				if ok != (uri != "") {
					t.Fatal(ok, ps.inline)
				}
			}
		}
		if len(kept) != 1 || asked != 2*n {
			t.Errorf("%d links: %d images are kept, %d were asked for", n, len(kept), asked)
		}
		if ps.inline > maxInline {
			t.Errorf("%d bytes in a page", ps.inline)
		}
		room := maxInline / len(ps.Get("a.png?0").URI)
		if want := max(0, 4*n-room); ps.bare != want {
			t.Errorf("%d places without their image, want %d", ps.bare, want)
		}
		if n == 40 && ps.bare == 0 {
			t.Error("the page has room for all of them: the test is none")
		}
		if told := len(ps.Findings()) > 0; told != (ps.bare > 0) {
			t.Errorf("told: %v", ps.Findings())
		}
	}
}

// The bytes decide what an image is.
func TestEmbedded(t *testing.T) {
	b64 := base64.StdEncoding.EncodeToString
	png := b64(packtest.Pixel(t))
	for dest, want := range map[string]string{
		"data:image/png;base64," + png:  "data:image/png;base64," + png,
		"data:image/jpeg;base64," + png: "data:image/png;base64," + png,
		"DATA:IMAGE/PNG;BASE64," + png:  "data:image/png;base64," + png,
		"data:image/png;base64," + b64([]byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script/></svg>`)): "",
		"data:image/png;base64," + b64([]byte("words")):                                                                     "",
		"data:image/png;base64,???":    "",
		"data:image/png,abc":           "",
		"data:text/html;base64," + png: "",
	} {
		ps := NewSet("x.md", Options{})
		if got, ok := ps.Source(dest); got != want || ok != (want != "") {
			t.Errorf("%.60s: %.60s", dest, got)
		}
	}
	ps := NewSet("x.md", Options{})
	if got, ok := ps.Source("data:image/png;base64," + b64([]byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g/></svg>`))); !ok || !strings.HasPrefix(got, "data:image/svg+xml;base64,") {
		t.Errorf("a harmless drawing: %q", got)
	}
}
