package textedit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/internal/theme"
)

func TestFocusModeDimsTheRest(t *testing.T) {
	d := newFixture(t, "First paragraph.\n\nSecond one\n|of two lines.\n\nThird.\n")
	d.parse()
	d.ed.SetFocusMode(true)
	ink, seen := theme.Color(theme.Ink), map[string]bool{}
	for _, o := range d.ed.r.texts.inUse() {
		seen[o.Text] = o.Color == ink
	}
	for s, bright := range map[string]bool{"First paragraph.": false, "Second one": true, "of two lines.": true, "Third.": false} {
		got, ok := seen[s]
		if !ok || got != bright {
			t.Errorf("%q: drawn %v, in full ink %v, want %v", s, ok, got, bright)
		}
	}
}

func TestTypewriterKeepsTheRow(t *testing.T) {
	d := newFixture(t, strings.Repeat("A line.\n\n", 100)+"|"+strings.Repeat("A line.\n\n", 100))
	d.ed.SetTypewriter(true)
	at := func() float32 { return d.ed.r.caret.Position().Y }
	want := at()
	if h := d.ed.Size().Height; want < h*0.3 || want > h*0.55 {
		t.Fatalf("the caret is at %v of %v", want, h)
	}
	for range 30 {
		d.ed.TypedRune('x')
		d.ed.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		if got := at(); got != want {
			t.Fatalf("the caret went from %v to %v", want, got)
		}
	}
}
