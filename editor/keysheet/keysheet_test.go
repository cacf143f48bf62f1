package keysheet

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/seen"
)

func groups() []Group {
	var all []Group
	for i, menu := range []string{"File", "Edit", "View", "Go"} {
		g := Group{Menu: menu}
		for k := range 6 * (i + 1) {
			g.Keys = append(g.Keys, Key{fmt.Sprintf("%s thing %d", menu, k), fmt.Sprintf("Ctrl+%c", 'A'+k)})
		}
		all = append(all, g)
	}
	return append(all, Group{"Help", []Key{{"Show <this> & that", "F1"}}})
}

// Every key is in one column, in order, and groups stay whole.
func TestColumns(t *testing.T) {
	for n := 1; n <= 6; n++ {
		var flat []string
		list := columns(groups(), n)
		for _, col := range list {
			for _, g := range col {
				flat = append(flat, fmt.Sprint(g.Menu, len(g.Keys)))
			}
		}
		if got := strings.Join(flat, " "); got != "File6 Edit12 View18 Go24 Help1" || len(list) > n {
			t.Errorf("%d columns are %d with %s", n, len(list), got)
		}
	}
}

func TestFind(t *testing.T) {
	for words, want := range map[string]int{"": 5, "edit": 1, "CTRL+b": 4, "thing 17": 2, "f1": 1, "view ctrl+a": 1, "nothing": 0} {
		if got := Find(groups(), words); len(got) != want {
			t.Errorf("%q finds %d groups, want %d: %v", words, len(got), want, got)
		}
	}
}

// The sheet shows keys by menu in columns, finds them as one types, and goes with Escape.
func TestSheet(t *testing.T) {
	for _, width := range []float32{1400, 1000, 800, 500} {
		p := seen.Sit(t, container.NewStack(control.NewGround()), width, 600)
		var did seen.Did
		Show(Options{Modal: modal.NewStack(p.Canvas(), func(bool) {}), Canvas: p.Canvas(), Groups: groups(), Print: did.Do("printed")})
		file, name := p.See("File"), p.See("File thing 0")
		if name.Y <= file.Y || len(p.All("Ctrl+A")) == 0 {
			t.Errorf("%v wide: the menu is at %v, its first key at %v", width, file.Y, name.Y)
		}
		for _, w := range p.Words() {
			if w.Right() > width {
				t.Errorf("%v wide: %q ends at %v", width, w.Text, w.Right())
			}
		}
		p.Write("view 7")
		if p.See("View thing 7"); strings.Contains(p.Says(), "File thing") {
			t.Errorf("%v wide: what was not looked for is seen", width)
		}
		p.Write("777")
		p.See("No shortcut does that.")
		p.Press(fyne.KeyEscape)
		if p.Open() || did.Take() != "" {
			t.Errorf("%v wide: Escape left it open, or printed", width)
		}
	}
}

// The page to print has all keys, and nothing in them is markup.
func TestPage(t *testing.T) {
	page := Page(groups())
	if n := strings.Count(page, "<tr>"); n != 61 || !strings.Contains(page, "Show &lt;this&gt; &amp; that") {
		t.Errorf("the page has %d rows:\n%s", n, page)
	}
}
