package editor

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/preview"
)

func TestProofCommands(t *testing.T) {
	d := newWindowDesk(t, map[string]string{"0001-marbles.md": marbles})
	for _, c := range []struct {
		name string
		want preview.View
	}{
		{"Show card", preview.View{Tab: "card"}},
		{"Show feed", preview.View{Tab: "feed"}},
		{"Tablet width", preview.View{Tab: "page", Width: "tablet"}},
		{"Phone width", preview.View{Tab: "page", Width: "phone"}},
		{"Page light/dark", preview.View{Tab: "page", Width: "phone", Light: "dark"}},
		{"Desktop width", preview.View{Tab: "page", Light: "dark"}},
		{"Show page", preview.View{Tab: "page", Light: "dark"}},
	} {
		d.command(c.name)
		if d.proof.view != c.want || d.state.Proof != c.want {
			t.Errorf("%s: %+v, remembered %+v, want %+v", c.name, d.proof.view, d.state.Proof, c.want)
		}
	}
	d.command("Find on the page")
	d.command("Copy as HTML")
	d.command("Open in browser")
	if got, want := strings.Join(d.proof.did, ", "), "find, copy, browse "+d.path("0001-marbles.md"); got != want {
		t.Errorf("did %s, want %s", got, want)
	}
	if got := d.status.note.Text(); !strings.Contains(got, "/cache/0001-marbles.md.html") {
		t.Errorf("the status bar says %q", got)
	}
	d.proof.fail = errors.New("no room")
	d.command("Open in browser")
	d.answer(fyne.KeyReturn)
}

func TestProofCommandsShowThePreview(t *testing.T) {
	d := newWindowDesk(t, map[string]string{"0001-marbles.md": marbles})
	d.command("Toggle preview")
	if !d.panes.HideRight {
		t.Fatal("the preview is not hidden")
	}
	d.command("Show card")
	if d.panes.HideRight {
		t.Error("the card is shown in a hidden preview")
	}
}

func TestPageTheme(t *testing.T) {
	d := newWindowDesk(t, map[string]string{"0001-marbles.md": marbles})
	d.command("Page theme")
	d.write("essay")
	d.key(fyne.KeyReturn)
	if got := strings.Join(d.proof.did, ", "); got != "theme essay" {
		t.Errorf("did %s", got)
	}
	if got := d.status.note.Text(); !strings.Contains(got, "Essay") {
		t.Errorf("the status bar says %q", got)
	}
	d.proof.fail = errors.New("galley.toml:1: not TOML")
	d.setPageTheme(PageTheme{Name: "plain"})
	if d.modal != 1 {
		t.Error("a theme that could not be written is not told of")
	}
}

// TestLinks follows what is no post: the web and mail after a question, files
// and scripts never.
func TestLinks(t *testing.T) {
	for dest, asked := range map[string]bool{
		"https://example.org/x": true, "http://example.org": true, "mailto:a@example.org": true,
		"file:///etc/passwd": false, "javascript:alert(1)": false, "JavaScript:alert(1)": false, "data:text/html,x": false,
		"/posts/none": false, "ftp://example.org": false, "%zz": false, "": false, "vbscript:x": false,
	} {
		d := newWindowDesk(t, map[string]string{"0001-marbles.md": marbles})
		d.proof.hooks.Link(dest)
		if (d.modal == 1) != asked {
			t.Errorf("%q: %d questions", dest, d.modal)
		}
		if !asked && d.status.note.Text() == "" {
			t.Errorf("%q: nothing is said", dest)
		}
		if asked {
			d.key(fyne.KeyEscape)
		}
	}
}

// TestClickInThePreviewMovesItNot puts the caret where the reader clicked; the
// page stays as it is, so that a second click meets the same word.
func TestClickInThePreviewMovesItNot(t *testing.T) {
	src := marbles + "\n" + strings.Repeat("A paragraph.\n\n", 300)
	d := newWindowDesk(t, map[string]string{"0001-marbles.md": src})
	d.proof.top = -1
	d.proof.hooks.Click(len(src) - 20)
	if d.proof.top != -1 {
		t.Errorf("the page was scrolled to %d", d.proof.top)
	}
	if at := d.cur.s.Primary().Head; at != len(src)-20 {
		t.Errorf("the caret is at %d", at)
	}
}
