package editor

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/internal/theme"
)

func TestFocusModeDimsTheRest(t *testing.T) {
	src := strings.Replace(marbles, "One jar.", "First paragraph.\n\nSecond one\nof two lines.\n\nThird.", 1)
	d := newWindowDesk(t, map[string]string{"/lib/marbles.md": src})
	d.until("the post is parsed", func() bool { return d.cur.doc != nil })
	d.jump(strings.Index(src, "of two"))
	d.command("Focus mode")
	d.area.draw()
	ink, seen := theme.Color(theme.Ink), map[string]bool{}
	for _, o := range d.area.r.texts.inUse() {
		seen[o.Text] = o.Color == ink
	}
	for s, bright := range map[string]bool{"First paragraph.": false, "Second one": true, "of two lines.": true, "Third.": false} {
		got, ok := seen[s]
		if !ok || got != bright {
			t.Errorf("%q: drawn %v, in full ink %v, want %v", s, ok, got, bright)
		}
	}
	if d.form.Visible() || d.panes.ShowsLeft() || d.panes.ShowsRight() {
		t.Error("focus mode shows more than the text")
	}
	d.command("Focus mode")
	if !d.form.Visible() || !d.panes.ShowsLeft() || !d.panes.ShowsRight() {
		t.Error("after focus mode something is missing")
	}
}

func TestTypewriterKeepsTheRow(t *testing.T) {
	src := strings.Replace(marbles, "One jar.", strings.Repeat("A line.\n\n", 200), 1)
	d := newWindowDesk(t, map[string]string{"/lib/marbles.md": src})
	d.jump(len(src) / 2)
	d.command("Typewriter scrolling")
	at := func() float32 { return d.area.r.caret.Position().Y }
	want := at()
	if h := d.area.Size().Height; want < h*0.3 || want > h*0.55 {
		t.Fatalf("the caret is at %v of %v", want, h)
	}
	for range 30 {
		d.area.TypedRune('x')
		d.area.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		if got := at(); got != want {
			t.Fatalf("the caret went from %v to %v", want, got)
		}
	}
}
