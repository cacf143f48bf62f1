package settings

import (
	"reflect"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/editor/spell"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/storage/config"
)

// A choice applies at once, arrows go from row to row and round the ends, and
// Escape closes once.
func TestDialog(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(false))
	win := test.NewTempWindow(t, control.NewFill(theme.Sheet))
	win.Resize(fyne.NewSize(800, 600))
	is, closed := config.DefaultSettings(), 0
	d := New(Options{
		Canvas: win.Canvas(), Value: func() config.Settings { return is }, Change: func(change func(*config.Settings)) { change(&is) },
		Spelling: func(on bool) { is.Spelling = on }, Language: func(l string) { is.SpellingLanguage = l }, Closed: func() { closed++ },
	})
	d.Open()
	d.Offer([]spell.Dictionary{{Language: "de_DE"}, {Language: "en_GB"}})
	key := func(keys ...fyne.KeyName) {
		for _, k := range keys {
			win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k})
		}
	}
	key(fyne.KeyDown, fyne.KeyRight, fyne.KeyDown, fyne.KeyEnd, fyne.KeyDown, fyne.KeyHome, fyne.KeyDown, fyne.KeyEnd)
	want := config.DefaultSettings()
	want.Face, want.Size, want.LineHeight, want.Measure = "serif", 30, 1.3, 0
	for range 7 { // white space to spelling
		key(fyne.KeyDown)
		win.Canvas().Focused().TypedRune(' ')
	}
	want.LineEnds, want.Rewrap, want.Toolbar = false, false, false
	want.WhiteSpace, want.CurrentLine, want.Typewriter, want.FocusMode, want.SmartMarks, want.Pairs, want.Spelling = true, false, true, true, true, false, false
	key(fyne.KeyDown, fyne.KeyEnd)
	want.SpellingLanguage = "en_GB"
	for range 3 { // marks of line ends, posts kept wrapped, toolbar
		key(fyne.KeyDown)
		win.Canvas().Focused().TypedRune(' ')
	}
	key(fyne.KeyDown, fyne.KeyDown, fyne.KeyEnd, fyne.KeyDown, fyne.KeyHome)
	want.Autosave, want.AutosaveRest = "leave", 5
	key(fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyEnd) // over what concerns the desktop and the button of the next section
	want.Theme = "contrast-dark"
	key(fyne.KeyDown, fyne.KeyEnd)
	key(fyne.KeyDown, fyne.KeyDown, fyne.KeyEnd, fyne.KeyDown, fyne.KeyRight)
	want.HistoryDays, want.HistorySize = 3650, 2000
	key(fyne.KeyDown, fyne.KeyDown, fyne.KeyEnd, fyne.KeyDown, fyne.KeyHome)
	want.Photos, want.PhotosLong = "same", 1000
	key(fyne.KeyDown, fyne.KeyDown)
	win.Canvas().Focused().TypedRune(' ')
	key(fyne.KeyDown, fyne.KeyHome, fyne.KeyDown)
	win.Canvas().Focused().TypedRune(' ')
	want.Scale, want.Zoom, want.HidePreview, want.Mermaid = 2, 0.7, true, true
	if !reflect.DeepEqual(is, want) {
		t.Errorf("chosen %+v\nwant   %+v", is, want)
	}
	win.Canvas().Focus(d.page.search)
	key(fyne.KeyDown, fyne.KeyUp, fyne.KeyReturn) // the button above the first row
	others := config.DefaultSettings()
	others.Autosave, others.AutosaveRest = "leave", 5
	others.Scale, others.Zoom = 2, 0.7
	others.Theme, others.HidePreview, others.Mermaid = "contrast-dark", true, true
	others.HistoryDays, others.HistorySize = 3650, 2000
	others.Photos, others.PhotosLong = "same", 1000
	if !reflect.DeepEqual(is, others) {
		t.Errorf("after Use defaults: %+v\nwant %+v", is, others)
	}
	key(fyne.KeyEscape)
	d.Close()
	if closed != 1 || len(win.Canvas().Overlays().List()) != 0 {
		t.Errorf("closed %d times, %d overlays are left", closed, len(win.Canvas().Overlays().List()))
	}
}

// No words of a row are cut off at the edge of the dialog, or reach under what
// stands beside them, in the smallest window that is usual.
func TestRowsFit(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(false))
	win := test.NewTempWindow(t, control.NewFill(theme.Sheet))
	win.Resize(fyne.NewSize(800, 600))
	d := New(Options{
		Canvas: win.Canvas(), Value: config.DefaultSettings, Change: func(func(*config.Settings)) {},
		Spelling: func(bool) {}, Language: func(string) {}, Closed: func() {},
	})
	d.Open()
	defer d.Close()
	rows := 0
	for _, o := range d.page.rows.Objects {
		row, ok := o.(*fyne.Container)
		if !ok || len(row.Objects) != 2 {
			continue
		}
		rows++
		if label := row.Objects[0]; label.MinSize().Width > labelWidth-4 {
			t.Errorf("row %d: its label is %.0f wide, and its control stands at %d", rows, label.MinSize().Width, labelWidth)
		}
		c, edge := row.Objects[1], row.Size().Width
		if end := c.Position().X + c.MinSize().Width; end > edge {
			words := ""
			if c, ok := c.(*control.Check); ok {
				words = c.Note()
			}
			t.Errorf("row %d, %q: its control ends at %.0f, and the row at %.0f", rows, words, end, edge)
		}
	}
	if rows < 20 {
		t.Errorf("looked at %d rows", rows)
	}
}
