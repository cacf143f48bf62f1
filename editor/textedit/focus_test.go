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

// TestFocusModeOnABlankLine keeps the paragraph in full ink that was written last.
func TestFocusModeOnABlankLine(t *testing.T) {
	for _, c := range []struct{ text, bright string }{
		{"First one.\n\nSecond one\nof two lines.\n\n|\n\nThird.\n", "Second one of two lines."},
		{"First one.\n\n|", "First one."},
		{"|\n\nFirst one.\n", ""},
	} {
		d := newFixture(t, c.text)
		d.parse()
		d.ed.SetFocusMode(true)
		var bright []string
		for _, o := range d.ed.r.texts.inUse() {
			if o.Color == theme.Color(theme.Ink) {
				bright = append(bright, o.Text)
			}
		}
		if got := strings.Join(bright, " "); got != c.bright {
			t.Errorf("%q: %q is in full ink, want %q", c.text, got, c.bright)
		}
	}
}

// TestTypewriterAtTheTop holds that the first row stands where all others do.
func TestTypewriterAtTheTop(t *testing.T) {
	d := newFixture(t, "|A line.\n\nAnother.\n")
	d.ed.SetTypewriter(true)
	first := d.ed.r.caret.Position().Y
	d.ed.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	d.ed.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	if got, h := d.ed.r.caret.Position().Y, d.ed.Size().Height; got != first || first < h*0.3 || first > h*0.55 {
		t.Errorf("the caret is at %v of %v, and two lines below at %v", first, h, got)
	}
	d.ed.Resize(d.ed.Size().AddWidthHeight(0, 100))
	if got, h := d.ed.r.caret.Position().Y, d.ed.Size().Height; got < h*0.35 || got > h*0.5 {
		t.Errorf("in a window that has grown the caret is at %v of %v", got, h)
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
