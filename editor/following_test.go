package editor

import (
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/internal/control"
)

// browsed is an app that notes what other programs are to open.
type browsed struct {
	fyne.App
	urls []string
}

func (b *browsed) OpenURL(u *url.URL) error {
	b.urls = append(b.urls, u.String())
	return nil
}

// place is the line that the caret is in, and the file of the post.
func (d *testWindow) place() string {
	s := d.posts.cur.s
	return filepath.Base(s.Path()) + ": " + strings.TrimRight(s.Text().Line(s.Text().LineAt(s.Primary().Head)), "\r\n")
}

func TestLinksAreFollowed(t *testing.T) {
	for _, c := range []struct{ name, body, want, said string }{
		{"a post, from the label", "[w|](/posts/roof)", "0003-roof.md: Words.", ""},
		{"from the address", "[w](/posts/ro|of)", "0003-roof.md: Words.", ""},
		{"behind the link", "[w](/posts/roof)|", "0003-roof.md: Words.", ""},
		{"by its file", "[w|](0003-roof.md)", "0003-roof.md: Words.", ""},
		{"a heading", "[w|](/posts/jar#glass)", "0001-jar.md: ## Glass", ""},
		{"a heading of this post", "[w|](#stripes)\n\n## Stripes\n", "0004-draft.md: ## Stripes", ""},
		{"a reference", "see [wo|rds][r]\n\n[r]: /posts/jar#lid\n", "0001-jar.md: ## Lid", ""},
		{"where a reference is defined", "see [words][r]\n\n[r]: /posts/|jar#lid\n", "0001-jar.md: ## Lid", ""},
		{"a footnote", "see[^n|] there\n\n[^n]: The text.\n", "0004-draft.md: [^n]: The text.", ""},
		{"escapes and entities", `[w|](/posts/jar\#lid)`, "0001-jar.md: ## Lid", ""},
		{"a dead one", "[w|](/posts/gone)", "0004-draft.md: [w](/posts/gone)", "No post of this library is at /posts/gone"},
		{"a dead heading", "[w|](/posts/jar#none)", "0001-jar.md: ## Lid", "This post has no heading #none."},
		{"a dead heading of this post", "[w|](#none)", "0004-draft.md: [w](#none)", "This post has no heading #none."},
		{"a dead picture", "![w|](none.png)", "0004-draft.md: ![w](none.png)", "There is no picture at none.png"},
		{"a dead file", "[w|](none.pdf)", "0004-draft.md: [w](none.pdf)", "There is no file at none.pdf"},
		{"a page of a site without an address", "[w|](/about)", "0004-draft.md: [w](/about)", "/about is none of the posts of this library."},
		{"an address that is opened by nothing", "[w|](gopher://example.com)", "0004-draft.md: [w](gopher://example.com)", "No post of this library is at gopher://example.com"},
		{"no link", "wo|rds", "0004-draft.md: words", "There is no link at the caret."},
		{"code", "`[w|](/posts/roof)`", "0004-draft.md: `[w](/posts/roof)`", "There is no link at the caret."},
		{"a block of code", "    [w|](/posts/roof)\n", "0004-draft.md:     [w](/posts/roof)", "There is no link at the caret."},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := linkingWindow(t, c.body)
			d.say("")
			d.command("Open link")
			if got := d.place(); got != c.want || d.status.Said != c.said {
				t.Errorf("%s, %q", got, d.status.Said)
			}
		})
	}
}

// What leads out of the library is asked for first.
func TestWebLinksAreAskedFor(t *testing.T) {
	for body, want := range map[string]string{
		"[w|](https://example.com/a)":             "https://example.com/a",
		"<https://exa|mple.com/b>":                "https://example.com/b",
		"at https://exa|mple.com/c now":           "https://example.com/c",
		"![w|](https://example.com/a.png)":        "https://example.com/a.png",
		"[w|](mailto:a@example.com)":              "mailto:a@example.com",
		"[w](https://example.com/ä| \"A title\")": "https://example.com/%C3%A4",
	} {
		d := linkingWindow(t, body)
		app := &browsed{App: d.o.App}
		d.o.App = app
		d.command("Open link")
		if d.modal.Depth() != 1 || len(app.urls) > 0 {
			t.Errorf("%s: not asked; opened %q", body, app.urls)
			continue
		}
		d.press(fyne.KeyEscape)
		if len(app.urls) > 0 {
			t.Errorf("%s: opened after Escape", body)
		}
		d.command("Open link")
		d.press(fyne.KeyReturn)
		if !slices.Equal(app.urls, []string{want}) {
			t.Errorf("%s: opened %q, want %s", body, app.urls, want)
		}
	}
}

// A picture is shown where it lies.
func TestPicturesAreShownInTheirFolder(t *testing.T) {
	d := linkingWindow(t, "![w|](jar.png)")
	d.put("jar.png", "no picture, but a file")
	var revealed []string
	d.exporting.Reveal = func(path string) error {
		revealed = append(revealed, path)
		return nil
	}
	d.command("Open link")
	d.until("it is shown", func() bool { return strings.HasPrefix(d.status.Said, "Shown") })
	if !slices.Equal(revealed, []string{d.path("jar.png")}) {
		t.Errorf("revealed %q", revealed)
	}
	app := &browsed{App: d.o.App}
	d.o.App, d.exporting.Reveal = app, func(string) error { return os.ErrNotExist }
	d.command("Open link")
	d.until("the folder is opened", func() bool { return len(app.urls) > 0 })
	if app.urls[0] != "file://"+d.dir {
		t.Errorf("opened %q", app.urls)
	}
}

// A click with Ctrl follows what it hits, and sets another caret anywhere else.
func TestClickWithCtrlFollows(t *testing.T) {
	d := linkingWindow(t, "| [words](/posts/jar) and more\n")
	click := func(off int) {
		at, height, ok := d.area.Box(d.posts.cur.s.Start() + off)
		if !ok {
			t.Fatal("not visible")
		}
		d.area.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at.AddXY(2, height/2)}, Button: desktop.MouseButtonPrimary, Modifier: fyne.KeyModifierControl})
		d.area.MouseUp(nil)
	}
	click(25)
	if got := d.withCarets(); got != " [words](/posts/jar) and m|ore\n" && len(d.posts.cur.s.Selections()) != 2 {
		t.Errorf("beside the link: %s", got)
	}
	click(4)
	if got := filepath.Base(d.posts.cur.s.Path()); got != "0001-jar.md" {
		t.Errorf("shown: %s", got)
	}
	d.command("Back")
	if got := filepath.Base(d.posts.cur.s.Path()); got != "0004-draft.md" {
		t.Errorf("Back leads to %s", got)
	}
}

func TestMenuOfALink(t *testing.T) {
	for body, want := range map[string][]string{
		"[w|](/posts/jar)":       {"Open link", "Copy address", "Edit link"},
		"<https://exam|ple.com>": {"Open link", "Copy address"},
		"![w|](a.png)":           {"Show picture in its folder", "Copy address"},
		"w[^a|]\n\n[^a]: b\n":    {"Go to footnote"},
		"words|":                 nil,
	} {
		d := linkingWindow(t, body)
		items := d.linking.Items(d.posts.cur.s.Primary().Head)
		var got []string
		for _, it := range items {
			got = append(got, it.Title)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
		if i := slices.IndexFunc(items, func(it control.MenuItem) bool { return it.Title == "Copy address" }); i >= 0 {
			items[i].Do()
			if got := d.o.App.Clipboard().Content(); !strings.Contains(strings.ReplaceAll(body, "|", ""), got) || got == "" {
				t.Errorf("%s: copied %q", body, got)
			}
		}
		if i := slices.IndexFunc(items, func(it control.MenuItem) bool { return it.Title == "Edit link" }); i >= 0 {
			items[i].Do()
			d.keys("ro<Return>")
			if got := d.withCarets(); got != "[w](/posts/roof)|" {
				t.Error(got)
			}
		}
	}
}
