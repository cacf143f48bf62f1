package editor

import (
	"image/color"
	"net/url"
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/assets"
	"galley.app/galley/editor/browser"
	"galley.app/galley/preview"
)

func TestPreviewCommands(t *testing.T) {
	d := newTestWindow(t, map[string]string{"0001-marbles.md": marbles})
	for _, c := range []struct {
		name string
		want preview.View
	}{
		{"Show card", preview.View{Tab: "card"}},
		{"Show feed", preview.View{Tab: "feed"}},
		{"Tablet width", preview.View{Tab: "page", Width: "tablet"}},
		{"Phone width", preview.View{Tab: "page", Width: "phone"}},
		{"Page in light or dark", preview.View{Tab: "page", Width: "phone", Light: "dark"}},
		{"Desktop width", preview.View{Tab: "page", Light: "dark"}},
		{"Show page", preview.View{Tab: "page", Light: "dark"}},
	} {
		d.command(c.name)
		if d.preview.View() != c.want || view(d.remembered()) != c.want {
			t.Errorf("%s: %+v, remembered %+v, want %+v", c.name, d.preview.View(), view(d.remembered()), c.want)
		}
	}
	d.command("Find on the page")
	if !d.preview.Finding() {
		t.Error("nothing is looked for on the page")
	}
	d.command("Copy as HTML")
	d.until("the page is copied", func() bool { return strings.Contains(d.o.App.Clipboard().Content(), "<p>One jar.</p>") })
	opened := d.opened()
	d.command("Open in browser")
	d.until("the page is opened", func() bool { return len(*opened) == 1 })
	if b, err := os.ReadFile((*opened)[0].Path); err != nil || !strings.Contains(string(b), "One jar.") {
		t.Errorf("opened is %s: %v", (*opened)[0], err)
	}
	d.o.Cache = ""
	d.preview.pages.End()
	d.preview.pages = browser.Pages{}
	d.command("Open in browser")
	d.answer(fyne.KeyReturn)
}

// opened are the addresses that are opened in the browser from now on.
func (d *testWindow) opened() *[]*url.URL {
	list := &[]*url.URL{}
	d.o.App = &browserApp{d.o.App, list}
	return list
}

// browserApp is an app that only notes what it is to open.
type browserApp struct {
	fyne.App
	opened *[]*url.URL
}

func (a *browserApp) OpenURL(u *url.URL) error {
	*a.opened = append(*a.opened, u)
	return nil
}

func TestPreviewCommandsShowThePreview(t *testing.T) {
	d := newTestWindow(t, map[string]string{"0001-marbles.md": marbles})
	d.command("Toggle preview")
	if !d.panes.HideRight {
		t.Fatal("the preview is not hidden")
	}
	d.command("Show card")
	if d.panes.HideRight {
		t.Error("the card is shown in a hidden preview")
	}
}

// A theme that the writer comes by in the list is shown on the page, and goes with
// Escape.
func TestPageThemeIsShownWhileChoosing(t *testing.T) {
	d := newTestWindow(t, map[string]string{"0001-marbles.md": marbles})
	d.OpenFile(d.path("0001-marbles.md"))
	d.win.Resize(fyne.NewSize(1400, 900))
	page := func() color.Color { // of what lies under all else
		for _, o := range test.LaidOutObjects(d.preview.Pane()) {
			if r, ok := o.(*canvas.Rectangle); ok && r.Size() == d.preview.Pane().Size() {
				return r.FillColor
			}
		}
		return nil
	}
	plain, _ := assets.PageNamed("plain")
	terminal, _ := assets.PageNamed("terminal")
	is := func(t assets.PageTheme) bool { return page() == color.Color(t.Light.Page) }
	if !is(plain) {
		t.Fatalf("the page is %v", page())
	}
	d.command("Page theme")
	if !is(plain) {
		t.Errorf("opening the list changes the page to %v", page())
	}
	d.key(fyne.KeyDown)
	d.key(fyne.KeyDown)
	d.key(fyne.KeyDown)
	if !is(terminal) {
		t.Errorf("the page of the last theme is %v", page())
	}
	d.key(fyne.KeyEscape)
	if !is(plain) {
		t.Errorf("after Escape the page is %v", page())
	}
	if _, err := os.Stat(d.path("galley.toml")); err == nil {
		t.Error("looking writes galley.toml")
	}
}

func TestPageTheme(t *testing.T) {
	d := newTestWindow(t, map[string]string{"0001-marbles.md": marbles})
	d.command("Page theme")
	d.write("essay")
	d.key(fyne.KeyReturn)
	d.until("the library's pages are set anew", func() bool { return strings.Contains(d.status.Note.Text(), "Essay") })
	if got := d.file("galley.toml"); !strings.Contains(got, `"essay"`) {
		t.Errorf("galley.toml holds %q", got)
	}
	if got := d.status.Note.Text(); !strings.Contains(got, "Essay") {
		t.Errorf("the status bar says %q", got)
	}
	d.put("galley.toml", "no TOML")
	plain, _ := assets.PageNamed("")
	d.preview.useTheme(plain)
	d.until("a theme that could not be written is told of", func() bool { return d.modal.Depth() == 1 })
}

// TestLinks follows what is no post: the web and mail after a question, files
// and scripts never.
func TestLinks(t *testing.T) {
	for dest, asked := range map[string]bool{
		"https://example.org/x": true, "http://example.org": true, "mailto:a@example.org": true,
		"file:///etc/passwd": false, "javascript:alert(1)": false, "JavaScript:alert(1)": false, "data:text/html,x": false,
		"/posts/none": false, "ftp://example.org": false, "%zz": false, "": false, "vbscript:x": false,
	} {
		t.Run(dest, func(t *testing.T) {
			d := newTestWindow(t, map[string]string{"0001-marbles.md": marbles})
			d.preview.Pane().OnLink(dest)
			if (d.modal.Depth() == 1) != asked {
				t.Errorf("%d questions", d.modal.Depth())
			}
			if !asked && d.status.Note.Text() == "" {
				t.Error("nothing is said")
			}
			if asked {
				d.key(fyne.KeyEscape)
			}
		})
	}
}

// TestClickInThePreviewMovesItNot puts the caret where the reader clicked; the
// page stays as it is, so that a second click meets the same word.
func TestClickInThePreviewMovesItNot(t *testing.T) {
	src := marbles + "\n" + strings.Repeat("A paragraph.\n\n", 300)
	d := newTestWindow(t, map[string]string{"0001-marbles.md": src})
	top, _ := d.preview.Pane().Top()
	d.preview.Pane().OnBlock(len(src) - 20)
	if at, _ := d.preview.Pane().Top(); at != top {
		t.Errorf("the page was scrolled to %d", at)
	}
	if at := d.posts.cur.s.Primary().Head; at != len(src)-20 {
		t.Errorf("the caret is at %d", at)
	}
}
