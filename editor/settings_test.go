package editor

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/editor/field"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/page"
	"galley.app/galley/storage/config"
)

func face(d *testWindow) typeset.Face {
	f, _ := d.area.Font()
	return f
}

// stop moves the focus through the open settings to a control and gives it.
func (d *testWindow) stop(n int) fyne.Focusable {
	for range n {
		d.key(fyne.KeyDown)
	}
	return d.win.Canvas().Focused()
}

// searchSettings searches the open settings.
func (d *testWindow) searchSettings(words string) {
	for range 50 { // to the field, which is behind the last control
		if f, ok := d.win.Canvas().Focused().(*field.Field); ok && f.Leading == "search" {
			f.SelectAll()
			break
		}
		d.key(fyne.KeyUp)
	}
	d.write(words)
}

func TestSettings(t *testing.T) {
	d := newTestWindow(t, one())
	d.command("Settings")
	if d.modal.Depth() != 1 {
		t.Fatal("no dialog is open")
	}
	d.stop(1)
	d.key(fyne.KeyRight) // the typeface
	if d.settings.Face != "serif" || face(d) != typeset.Serif {
		t.Errorf("face %q", d.settings.Face)
	}
	d.stop(1)
	d.key(fyne.KeyRight)
	d.stop(1)
	d.key(fyne.KeyLeft)
	d.stop(1)
	d.key(fyne.KeyEnd)
	if s := d.settings; s.Size != 16 || s.LineHeight != 1.7 || s.Measure != textedit.Full {
		t.Errorf("%+v", s)
	}
	d.key(fyne.KeyLeft)
	if got := d.settings.Measure; got != 120 {
		t.Errorf("a step back from the full width: %v", got)
	}
	for _, field := range []*bool{
		&d.settings.WhiteSpace, &d.settings.CurrentLine, &d.settings.Typewriter, &d.settings.FocusMode, &d.settings.SmartMarks, &d.settings.Pairs,
	} {
		c, ok := d.stop(1).(*control.Check)
		if !ok {
			t.Fatalf("the focus is on %T", d.win.Canvas().Focused())
		}
		was, chosen := c.On(), *field
		d.write(" ")
		if c.On() == was || *field == chosen || chosen != was {
			t.Errorf("%+v: Space does not change it", d.settings)
		}
	}
	if !d.settings.Typewriter || !d.settings.FocusMode || !d.panes.Only {
		t.Error("typewriter scrolling or focus mode is off")
	}
	d.key(fyne.KeyEscape)
	if d.modal.Depth() != 0 || len(d.win.Canvas().Overlays().List()) != 0 || d.win.Canvas().Focused() != fyne.Focusable(d.area) {
		t.Error("Escape leaves the dialog open, or the focus elsewhere")
	}
	if n := len(d.saved); n == 0 || !reflect.DeepEqual(d.saved[n-1], d.settings) || appearance(d.settings) != d.area.Appearance() || appearance(d.settings) == textedit.DefaultAppearance() {
		t.Errorf("kept: %+v", d.saved)
	}
	d.write(`"`)
	if !strings.Contains(d.posts.cur.s.Text().String(), "“") {
		t.Error("quotation marks are not set")
	}

	d.command("Settings")
	d.settings.Spelling, d.settings.SpellingLanguage = false, "de"
	d.stop(1)
	d.key(fyne.KeyUp) // the button above the typeface
	d.key(fyne.KeyReturn)
	if _, size := d.area.Font(); size != theme.EditorSize {
		t.Errorf("the text is %v pixels high", size)
	}
	usual := config.DefaultSettings()
	usual.Recent, usual.Last = d.settings.Recent, d.settings.Last
	usual.Width, usual.Height, usual.LibraryPane, usual.PreviewPane = d.settings.Width, d.settings.Height, d.settings.LibraryPane, d.settings.PreviewPane
	if !reflect.DeepEqual(d.settings, usual) || d.panes.Only || face(d) != typeset.Mono || d.area.Appearance() != textedit.DefaultAppearance() {
		t.Errorf("not the defaults: %+v", d.settings)
	}
	d.searchSettings("diagrams")
	d.stop(1)
	d.write(" ")
	if !d.settings.Mermaid {
		t.Error("diagrams are not drawn")
	}
	d.searchSettings("beside the text")
	d.stop(1)
	d.write(" ")
	if !d.panes.HideRight {
		t.Error("the preview is still there")
	}
	d.Quit(t)
}

// A window in which nothing was chosen remembers the defaults, its size and its
// library: nothing else is to be written.
func TestNothingChosen(t *testing.T) {
	d := newTestWindow(t, one())
	want := config.DefaultSettings()
	want.Width, want.Height = 1400, 880
	want.AddRecent(d.dir)
	got := d.remembered()
	if math.Abs(got.LibraryPane-want.LibraryPane)+math.Abs(got.PreviewPane-want.PreviewPane) < 0.001 { // as pixels give them
		got.LibraryPane, got.PreviewPane = want.LibraryPane, want.PreviewPane
	}
	for _, x := range config.Table() {
		if !reflect.DeepEqual(x.Get(got), x.Get(want)) {
			t.Errorf("%s is %v, want %v", x.Name, x.Get(got), x.Get(want))
		}
	}
}

// Quit closes the dialog as the window's closing does.
func (d *testWindow) Quit(t *testing.T) {
	t.Helper()
	if d.modal.Dismiss(); d.modal.Depth() != 0 {
		t.Error("the dialog is still open")
	}
}

func TestSettingsFitALowWindow(t *testing.T) {
	d := newTestWindow(t, one())
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
	d := newTestWindow(t, one())
	d.command("Visible white space")
	d.command("Mark the current line")
	if s := d.settings; !s.WhiteSpace || s.CurrentLine {
		t.Errorf("%+v", s)
	}
	if !slices.ContainsFunc(test.WidgetRenderer(d.area).Objects(), func(o fyne.CanvasObject) bool { _, ok := o.(*canvas.Raster); return ok }) {
		t.Error("no blanks are drawn")
	}
}

// The commands of the View menu go by the steps of the settings, and stop at
// either end.
func TestWritingSteps(t *testing.T) {
	d := newTestWindow(t, one())
	widths := []float64{d.settings.Measure}
	for range 40 {
		d.command("Wider text")
		widths = append(widths, d.settings.Measure)
	}
	if widths[1] != 74 || widths[24] != 120 || widths[25] != textedit.Full || widths[40] != textedit.Full {
		t.Errorf("wider and wider: %v", widths)
	}
	d.command("Narrower text")
	if got := d.settings.Measure; got != 120 {
		t.Errorf("narrower than all there is: %v", got)
	}
	for range 60 {
		d.command("Narrower text")
		d.command("Less space between lines")
	}
	if s := d.settings; s.Measure != 50 || s.LineHeight != 1.3 {
		t.Errorf("the least: %+v", s)
	}
	for range 60 {
		d.command("More space between lines")
	}
	if s := d.settings; s.LineHeight != 2.2 || d.area.Appearance() != appearance(s) {
		t.Errorf("the most: %+v, the text has %+v", s, d.area.Appearance())
	}
	d.settings.Measure = 73 // of a settings file
	d.command("Wider text")
	if got := d.settings.Measure; got != 74 {
		t.Errorf("wider than 73: %v", got)
	}
}

// Focus mode is there again when a post is, until it is left.
func TestFocusModeIsRemembered(t *testing.T) {
	d := newTestWindow(t, one())
	d.key(fyne.KeyF9)
	if n := len(d.saved); !d.panes.Only || n > 0 && !d.saved[n-1].FocusMode {
		t.Errorf("focus mode %v, kept %+v", d.panes.Only, d.saved)
	}
	d.keepState()
	if !d.saved[len(d.saved)-1].FocusMode {
		t.Error("focus mode is not kept")
	}

	kept := d.saved[len(d.saved)-1]
	d = newTestWindow(t, map[string]string{})
	d.settings = kept
	d.visible.setFocus(d.settings.FocusMode) // without a post there is nothing to see alone
	if d.panes.Only {
		t.Error("focus mode without a post")
	}
	d.put("a.md", marbles)
	d.OpenFile(d.path("a.md"))
	if !d.panes.Only {
		t.Error("focus mode is forgotten")
	}
	d.command("Close post")
	if d.panes.Only || !d.settings.FocusMode {
		t.Error("without a post the library is hidden, or focus mode is forgotten")
	}
	d.OpenFile(d.path("a.md"))
	if !d.panes.Only {
		t.Error("focus mode is forgotten with the post")
	}
	d.key(fyne.KeyEscape)
	if d.panes.Only || d.settings.FocusMode {
		t.Error("Escape does not leave it for good")
	}
}

func TestFocusModeShowsTheTextAlone(t *testing.T) {
	d := newTestWindow(t, one())
	d.command("Focus mode")
	if d.form.Visible() || d.panes.ShowsLeft() || d.panes.ShowsRight() {
		t.Error("focus mode shows more than the text")
	}
	d.command("Focus mode")
	if !d.form.Visible() || !d.panes.ShowsLeft() || !d.panes.ShowsRight() {
		t.Error("after focus mode something is missing")
	}
}

// The library's settings are written to its file by lines, and what shows them
// follows.
func TestLibrarySettings(t *testing.T) {
	files := one()
	files["galley.toml"] = "# mine\n[site]\ntitle = \"Old\" # so\n"
	d := newTestWindow(t, files)
	d.command("Library settings")
	if d.modal.Depth() != 1 {
		t.Fatal("no dialog is open")
	}
	d.write("er") // the caret is behind the title
	d.key(fyne.KeyDown)
	d.write("https://forge.example/")
	d.key(fyne.KeyReturn)
	d.until("the dialog to be closed", func() bool { return d.modal.Depth() == 0 })
	if got, want := d.file("galley.toml"), "# mine\n[site]\ntitle = \"Older\" # so\nurl = \"https://forge.example/\"\n"; got != want {
		t.Errorf("the file is %q, want %q", got, want)
	}
	d.until("the library and the preview to follow", func() bool {
		return d.side.lib.Site.Title == "Older" && d.preview.site.URL == "https://forge.example"
	})

	d.command("Library settings")
	d.write("!")
	d.put("galley.toml", "[site]\ntitle = \"Theirs\"\nauthor = \"A\"\n") // another program
	d.key(fyne.KeyReturn)
	d.until("the question", d.overSays("Both changed the title"))
	d.key(fyne.KeyReturn) // keep mine
	d.until("the dialog to be closed", func() bool { return d.modal.Depth() == 0 })
	if got, want := d.file("galley.toml"), "[site]\ntitle = \"Older!\"\nauthor = \"A\"\n"; got != want {
		t.Errorf("the file is %q, want %q", got, want)
	}

	d.put("galley.toml", "[site\n")
	d.command("Library settings")
	if !d.overSays("Fix the file first")() {
		t.Error("a broken file is not told of")
	}
	d.key(fyne.KeyReturn)
	if d.file("galley.toml") != "[site\n" {
		t.Error("a broken file was changed")
	}
}

// The wheel with Ctrl steps the size of what is under the pointer, and scrolls
// without.
func TestWheelZooms(t *testing.T) {
	d := newTestWindow(t, one())
	held := fyne.KeyModifierControl
	d.opening.held = &held
	wheel := func(o fyne.Scrollable, by float32) {
		o.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, by)})
	}
	wheel(d.area, 25)
	wheel(d.area, 50)
	wheel(d.area, -25)
	if d.settings.Size != 17 {
		t.Errorf("the text is %v pixels high", d.settings.Size)
	}
	for range 10 { // as a touch pad turns
		wheel(d.preview.Pane(), -5)
	}
	if math.Abs(d.settings.Zoom-0.8) > 1e-9 {
		t.Errorf("the page is %v times as large", d.settings.Zoom)
	}
	if d.settings.Size != 17 {
		t.Error("the wheel over the page changes the text")
	}
	wheel(d.area, -2500)
	if d.settings.Size != 10 {
		t.Errorf("the smallest text is %v pixels high", d.settings.Size)
	}
	held = 0
	wheel(d.area, 100)
	if d.settings.Size != 10 {
		t.Error("the wheel without Ctrl changes the text")
	}
}

func TestInterfaceSize(t *testing.T) {
	d := newTestWindow(t, one())
	var asked []float64
	d.o.SetScale = func(by float64) { asked = append(asked, by) }
	size := d.win.Canvas().Size()
	d.choose(func(s *config.Settings) { s.Scale = 1.25 })
	if len(asked) != 1 || asked[0] != 1.25 || d.win.Canvas().Size() != fyne.NewSize(size.Width/1.25, size.Height/1.25) {
		t.Errorf("asked for %v; the window is %v", asked, d.win.Canvas().Size())
	}
	d.choose(func(s *config.Settings) { s.Face = "serif" })
	if len(asked) != 1 {
		t.Error("the scale is set again for nothing")
	}
}

// The card's line about the site, and the export dialog, lead to the library's
// settings.
func TestWaysToLibrarySettings(t *testing.T) {
	d := newTestWindow(t, one())
	d.followLink(page.SettingsLink)
	if !d.overSays("Settings of")() {
		t.Error("the card leads nowhere")
	}
	d.key(fyne.KeyEscape)
	d.command("Export")
	d.tap("Library settings…")
	if !d.overSays("Settings of")() || d.modal.Depth() != 1 {
		t.Error("the export dialog leads nowhere")
	}
	d.key(fyne.KeyEscape)
	if !d.overSays("Export from")() {
		t.Error("the export dialog does not come back")
	}
}
