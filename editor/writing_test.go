package editor

import (
	"fmt"
	"image/color"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
)

// caretY is where the caret's row is drawn, from the top edge.
func (d *desk) caretY() float32 {
	d.t.Helper()
	if !d.a.r.caretPlaced {
		d.t.Fatal("the caret cannot be seen")
	}
	head := d.a.current().Off
	for _, b := range d.a.r.visible {
		if b.row.Start <= head && head <= b.row.End {
			return b.y
		}
	}
	d.t.Fatal("no row has the caret")
	return 0
}

func TestWritingKeepsTheCaretsRow(t *testing.T) {
	d := newDesk(t, strings.Repeat("some words that wrap ", 300)+"|"+strings.Repeat(" and more of them", 300))
	d.keys("Left")
	w := DefaultWriting()
	for _, change := range []func(){
		func() { w.Measure = 50 },
		func() { w.Measure = 120 },
		func() { w.Measure = Full },
		func() { w.LineHeight = 1.3 },
		func() { w.LineHeight = 2.2 },
		func() { w.WhiteSpace = true },
	} {
		y := d.caretY()
		change()
		d.a.SetWriting(w)
		if got := d.caretY(); got != y {
			t.Errorf("%+v: the caret's row went from %v to %v", w, y, got)
		}
		if h := d.a.line.height; h != round32(h) || d.a.top.y != round32(d.a.top.y) {
			t.Errorf("%+v: rows of %v pixels at %v are not on whole pixels", w, h, d.a.top.y)
		}
	}
	y := d.caretY()
	d.a.SetFont(theme.Serif, 19)
	if got := d.caretY(); got != y {
		t.Errorf("another face: the caret's row went from %v to %v", y, got)
	}
}

func TestMeasure(t *testing.T) {
	d := newSource(t, head+"x", 1600, 600)
	for _, tt := range []struct {
		face    theme.Face
		size    float32
		measure int
		want    float32
	}{
		{theme.Mono, 15, 72, 648},
		{theme.Mono, 15, 50, 450},
		{theme.Mono, 20, 50, 600},
		{theme.Mono, 15, 120, 1080},
		{theme.Mono, 15, Full, 1504},
		{theme.Serif, 20, 60, 600},
		{theme.Mono, 30, 120, 1504}, // no wider than the pane
	} {
		d.a.SetFont(tt.face, tt.size)
		w := DefaultWriting()
		w.Measure = tt.measure
		d.a.SetWriting(w)
		if got := d.a.column(); got.width != tt.want || got.left != floor32((1600-tt.want)/2) {
			t.Errorf("%d characters at %v pixels: %+v, want a width of %v", tt.measure, tt.size, got, tt.want)
		}
	}
}

func TestCurrentLineMark(t *testing.T) {
	d := newDesk(t, "a|")
	marked := func() bool { return slices.Contains(d.a.r.objects, fyne.CanvasObject(d.a.r.cur)) }
	if !marked() {
		t.Error("the caret's row is not marked")
	}
	w := DefaultWriting()
	w.CurrentLine = false
	d.a.SetWriting(w)
	if marked() {
		t.Error("the caret's row is marked all the same")
	}
}

func TestWhiteSpace(t *testing.T) {
	d := newDesk(t, strings.Repeat("some words here  \n\n\tand a tab\n", 2000)+"|")
	d.keys("Ctrl+Home")
	plain := len(d.a.r.objects)
	w := DefaultWriting()
	w.WhiteSpace = true
	d.a.SetWriting(w)
	b := &d.a.blanks
	rows := len(d.a.r.visible)
	if n := len(d.a.r.objects) - plain; n == 0 || n > rows {
		t.Errorf("%d objects for the blanks of %d rows", n, rows)
	}
	was := slices.Clone(b.drawn)
	d.keys("x")
	kept := 0
	for _, o := range b.drawn {
		if slices.Contains(was, o) {
			kept++
		}
	}
	if kept < len(b.drawn)-1 {
		t.Errorf("a key made %d pictures anew", len(b.drawn)-kept)
	}
	for range 60 {
		d.keys("PageDown", "x", " ", "x")
	}
	if b.count > maxBlankRows {
		t.Errorf("%d pictures are kept", b.count)
	}
	w.WhiteSpace = false
	d.a.SetWriting(w)
	if len(b.drawn) > 0 || b.rows != nil {
		t.Error("the blanks are still shown")
	}
	d.a.SetWriting(w)
	d.a.SetSession(nil)
}

// Each kind of blank is drawn between its edges, at each scale.
func TestPaintBlanks(t *testing.T) {
	d := newDesk(t, "a b\tc\u00A0d  \n|")
	w := DefaultWriting()
	w.WhiteSpace = true
	d.a.SetWriting(w)
	if !d.a.blanksOf(d.a.r.visible[0], 600) {
		t.Fatal("no blanks")
	}
	key := slices.Clone(d.a.blanks.key[4:])
	kinds := ""
	for i := 0; i < len(key); i += 5 {
		kinds += fmt.Sprint(key[i])
	}
	if want := fmt.Sprint(aSpace, aTab, unbroke, atEnd, atEnd); kinds != strings.ReplaceAll(want, " ", "") {
		t.Errorf("kinds %s", kinds)
	}
	for _, scale := range []float32{1, 2} {
		img := paintBlanks(key, int(600*scale), int(26*scale), scale, 13, 15, color.NRGBA{A: 255})
		for i := 0; i < len(key); i += 5 {
			from, to := int(float32(int(key[i+1])|int(key[i+2])<<8)*scale), int(float32(int(key[i+3])|int(key[i+4])<<8)*scale)
			ink := 0
			for x := from; x < to; x++ {
				for y := range img.Rect.Dy() {
					if img.RGBAAt(x, y).A > 0 {
						ink++
					}
				}
			}
			if ink == 0 {
				t.Errorf("nothing is drawn from %d to %d at scale %v", from, to, scale)
			}
		}
	}
}

func TestPasteFormatted(t *testing.T) {
	for _, tt := range []struct{ body, want string }{
		{"a |", "a **b**"},
		{"`a |`", "`a b`"},
		{"```\n|\n```", "```\nb\n```"},
		{"<p a=|", "<p a=b"},
		{"a |«c»", "a **b**«c»"},
	} {
		d := newDesk(t, tt.body)
		d.clip.SetContent("b")
		asked := 0
		d.a.o.Formatted = func() (string, bool) { asked++; return "**b**", true }
		d.a.TypedShortcut(&fyne.ShortcutPaste{})
		if got := d.s.Text().Slice(d.s.Start(), d.s.Text().Len()); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.body, got, tt.want)
		}
		d.s.Undo()
		if d.s.CanUndo() {
			t.Errorf("%q: it was more than one step", tt.body)
		}
		asked = 0
		d.a.PastePlain()
		if asked > 0 || !strings.Contains(d.s.Text().String(), "b") {
			t.Errorf("%q: plain paste asks for the formatting, or puts nothing in", tt.body)
		}
	}
	d := newDesk(t, "|")
	d.clip.SetContent("b")
	d.a.o.Formatted = func() (string, bool) { return "", false }
	d.a.TypedShortcut(&fyne.ShortcutPaste{})
	if got := d.s.Text().Slice(d.s.Start(), d.s.Text().Len()); got != "b" {
		t.Errorf("without formatting: %q", got)
	}
}

// stop moves the focus through the open settings to a control and gives it.
func (d *windowDesk) stop(n int) fyne.Focusable {
	for range n {
		d.key(fyne.KeyDown)
	}
	return d.win.Canvas().Focused()
}

func TestSettings(t *testing.T) {
	d := newWindowDesk(t, one())
	d.command("Settings")
	if d.modal != 1 {
		t.Fatal("no dialog is open")
	}
	d.key(fyne.KeyRight) // the typeface
	if d.state.Face != "serif" || d.area.o.Face != theme.Serif {
		t.Errorf("face %q", d.state.Face)
	}
	d.stop(1)
	d.key(fyne.KeyRight)
	d.stop(1)
	d.key(fyne.KeyLeft)
	d.stop(1)
	d.key(fyne.KeyEnd)
	if w := d.state.Writing; d.state.Zoom != 1 || w.LineHeight != 1.7 || w.Measure != Full {
		t.Errorf("size %d, %+v", d.state.Zoom, w)
	}
	d.key(fyne.KeyLeft)
	if got := d.state.Writing.Measure; got != maxMeasure {
		t.Errorf("a step back from the full width: %d", got)
	}
	for _, field := range []func(*Writing) *bool{
		func(w *Writing) *bool { return &w.WhiteSpace },
		func(w *Writing) *bool { return &w.CurrentLine },
		nil, // typewriter scrolling is not the text's alone
		nil, // nor is focus mode
		func(w *Writing) *bool { return &w.Smart },
		func(w *Writing) *bool { return &w.Pairs },
	} {
		c, ok := d.stop(1).(*control.Check)
		if !ok {
			t.Fatalf("the focus is on %T", d.win.Canvas().Focused())
		}
		was := c.On()
		d.write(" ")
		if c.On() == was || field != nil && *field(&d.state.Writing) == was {
			t.Errorf("%+v: Space does not change it", d.state.Writing)
		}
	}
	if !d.state.Typewriter || !d.state.Focus || !d.focus {
		t.Error("typewriter scrolling or focus mode is off")
	}
	d.key(fyne.KeyEscape)
	if d.modal != 0 || len(d.win.Canvas().Overlays().List()) != 0 || d.win.Canvas().Focused() != fyne.Focusable(d.area) {
		t.Error("Escape leaves the dialog open, or the focus elsewhere")
	}
	if n := len(d.saved); n == 0 || d.saved[n-1].Writing != d.state.Writing || d.saved[n-1].Writing == DefaultWriting() {
		t.Errorf("kept: %+v", d.saved)
	}
	d.write(`"`)
	if !strings.Contains(d.cur.s.Text().String(), "“") {
		t.Error("quotation marks are not set")
	}

	d.command("Settings")
	d.state.Spelling, d.state.SpellLanguage = false, "de"
	d.key(fyne.KeyUp) // the button above the typeface
	d.key(fyne.KeyReturn)
	if d.state.Writing != DefaultWriting() || d.state.Zoom != 0 || d.state.Typewriter || d.state.Focus || d.focus || d.area.o.Face != theme.Mono || !d.state.Spelling || d.state.SpellLanguage != "" {
		t.Errorf("not the defaults: %+v", d.state)
	}
	d.key(fyne.KeyUp) // round the end, to the diagrams
	d.write(" ")
	if did := d.proof.did; !d.state.Diagrams || did[len(did)-1] != "diagrams" {
		t.Errorf("diagrams are not drawn: %v", did)
	}
	d.key(fyne.KeyUp) // to the preview
	d.write(" ")
	if !d.panes.HideRight {
		t.Error("the preview is still there")
	}
	d.Quit(t)
}

// Quit closes the dialog as the window's closing does.
func (d *windowDesk) Quit(t *testing.T) {
	t.Helper()
	if d.shut == nil {
		t.Fatal("closing the window would not close the dialog")
	}
	d.shut()
	if d.modal != 0 {
		t.Error("the dialog is still open")
	}
}

func TestSettingsFitALowWindow(t *testing.T) {
	d := newWindowDesk(t, one())
	d.win.Resize(fyne.NewSize(700, 500))
	d.command("Settings")
	seen := 0
	for range 40 {
		f := d.win.Canvas().Focused().(fyne.CanvasObject)
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(f)
		if at.Y < 0 || at.Y+f.Size().Height > 500 || at.X < 0 || at.X+f.Size().Width > 700 {
			t.Errorf("%T is at %v", f, at)
		}
		seen++
		d.win.Canvas().FocusNext()
	}
	if seen == 0 {
		t.Error("nothing has the focus")
	}
	if len(d.win.Canvas().Overlays().List()) != 1 {
		t.Error("the dialog is gone")
	}
}

func TestViewCommandsOfWriting(t *testing.T) {
	d := newWindowDesk(t, one())
	d.command("Visible white space")
	d.command("Mark the current line")
	if w := d.state.Writing; !w.WhiteSpace || w.CurrentLine {
		t.Errorf("%+v", w)
	}
	if !slices.ContainsFunc(d.area.r.objects, func(o fyne.CanvasObject) bool { _, ok := o.(*canvas.Raster); return ok }) {
		t.Error("no blanks are drawn")
	}
}

// The commands of the View menu go by the steps of the settings, and stop at
// either end.
func TestWritingSteps(t *testing.T) {
	d := newWindowDesk(t, one())
	widths := []int{d.state.Writing.Measure}
	for range 40 {
		d.command("Wider text")
		widths = append(widths, d.state.Writing.Measure)
	}
	if widths[1] != 74 || widths[24] != 120 || widths[25] != Full || widths[40] != Full {
		t.Errorf("wider and wider: %v", widths)
	}
	d.command("Narrower text")
	if got := d.state.Writing.Measure; got != 120 {
		t.Errorf("narrower than all there is: %d", got)
	}
	for range 60 {
		d.command("Narrower text")
		d.command("Less space between lines")
	}
	if w := d.state.Writing; w.Measure != minMeasure || w.LineHeight != minLineHeight {
		t.Errorf("the least: %+v", w)
	}
	for range 60 {
		d.command("More space between lines")
	}
	if w := d.state.Writing; w.LineHeight != maxLineHeight || d.area.writing != w {
		t.Errorf("the most: %+v, the text has %+v", w, d.area.writing)
	}
	d.state.Writing.Measure = 73 // of a settings file
	d.command("Wider text")
	if got := d.state.Writing.Measure; got != 74 {
		t.Errorf("wider than 73: %d", got)
	}
}

// Focus mode is there again when a post is, until it is left.
func TestFocusModeIsRemembered(t *testing.T) {
	d := newWindowDesk(t, one())
	d.key(fyne.KeyF9)
	if n := len(d.saved); !d.focus || n > 0 && !d.saved[n-1].Focus {
		t.Errorf("focus mode %v, kept %+v", d.focus, d.saved)
	}
	d.keepState()
	if !d.saved[len(d.saved)-1].Focus {
		t.Error("focus mode is not kept")
	}

	state := d.saved[len(d.saved)-1]
	d = newWindowDesk(t, map[string]string{})
	d.state = state
	d.setFocus(d.state.Focus) // without a post there is nothing to see alone
	if d.focus {
		t.Error("focus mode without a post")
	}
	d.shelf.files["/lib/a.md"] = marbles
	d.OpenFile("/lib/a.md")
	if !d.focus || !d.panes.Only || !d.area.focusMode {
		t.Error("focus mode is forgotten")
	}
	d.command("Close post")
	if d.focus || d.panes.Only || !d.state.Focus {
		t.Error("without a post the library is hidden, or focus mode is forgotten")
	}
	d.OpenFile("/lib/a.md")
	if !d.focus || !d.panes.Only || !d.area.focusMode {
		t.Error("focus mode is forgotten with the post")
	}
	d.key(fyne.KeyEscape)
	if d.focus || d.state.Focus {
		t.Error("Escape does not leave it for good")
	}
}
