package control

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/internal/theme"
)

func press(c fyne.Canvas, keys ...fyne.KeyName) {
	for _, k := range keys {
		f := c.Focused()
		if k == fyne.KeySpace {
			f.TypedKey(&fyne.KeyEvent{Name: k})
			f.TypedRune(' ')
			continue
		}
		f.TypedKey(&fyne.KeyEvent{Name: k})
	}
}

func TestQuestionKeys(t *testing.T) {
	for _, c := range []struct {
		keys []fyne.KeyName
		want string
	}{
		{[]fyne.KeyName{fyne.KeyReturn}, "close main"},
		{[]fyne.KeyName{fyne.KeyEnter}, "close main"},
		{[]fyne.KeyName{fyne.KeySpace}, "close main"},
		{[]fyne.KeyName{fyne.KeyEscape}, "close cancel"},
		{[]fyne.KeyName{fyne.KeyLeft, fyne.KeyReturn}, "close cancel"},
		{[]fyne.KeyName{fyne.KeyLeft, fyne.KeyLeft, fyne.KeyReturn}, "close apart"},
		{[]fyne.KeyName{fyne.KeyRight, fyne.KeySpace}, "close apart"},
	} {
		test.NewTempApp(t).Settings().SetTheme(theme.New(false))
		under := NewEntry()
		w := test.NewTempWindow(t, under)
		w.Canvas().Focus(under)
		var got []string
		say := func(s string) func() { return func() { got = append(got, s) } }
		q := &Question{
			Title: "Save?", Text: "What stays safe.",
			Apart: []Choice{{"Don't", say("apart")}}, Cancel: Choice{"Cancel", say("cancel")}, Main: Choice{"Save", say("main")},
			OnClose: say("close"),
		}
		q.Open(w.Canvas())
		press(w.Canvas(), c.keys...)
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%v: %s, want %s", c.keys, s, c.want)
		}
		if len(w.Canvas().Overlays().List()) != 0 || w.Canvas().Focused() != fyne.Focusable(under) {
			t.Errorf("%v: the dialog is still there, or the focus is not where it was", c.keys)
		}
		if under.Text() != "" {
			t.Errorf("%v: %q came through into the field below", c.keys, under.Text())
		}
	}
}

func TestCalendar(t *testing.T) {
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		from string
		keys []fyne.KeyName
		want string
	}{
		{"2024-02-28", []fyne.KeyName{fyne.KeyRight, fyne.KeyRight}, "2024-03-01"},
		{"2024-01-31", []fyne.KeyName{fyne.KeyPageDown}, "2024-02-29"},
		{"2024-03-31", []fyne.KeyName{fyne.KeyPageUp}, "2024-02-29"},
		{"2024-01-01", []fyne.KeyName{fyne.KeyUp}, "2023-12-25"},
		{"2024-01-01", []fyne.KeyName{fyne.KeyHome}, "2026-11-23"},
	} {
		test.NewTempApp(t).Settings().SetTheme(theme.New(false))
		w := test.NewTempWindow(t, NewEntry())
		picked := ""
		cal := &Calendar{Day: day(c.from), Today: day("2026-11-23"), OnPick: func(d time.Time) { picked = d.Format(time.DateOnly) }}
		cal.Open(w.Canvas(), fyne.NewPos(0, 0))
		press(w.Canvas(), append(c.keys, fyne.KeyReturn)...)
		if picked != c.want {
			t.Errorf("%s %v: %s, want %s", c.from, c.keys, picked, c.want)
		}
	}
	cal := &Calendar{Day: day("2026-11-23"), Today: day("2026-11-23")}
	if got := cal.first().Format(time.DateOnly); got != "2026-10-26" {
		t.Errorf("the grid starts at %s", got)
	}
}

// A question keeps its buttons in a window that is too low for it: what can give way does, and the rest scrolls.
func TestQuestionFits(t *testing.T) {
	long := strings.Repeat("What stays safe, and what does not. ", 80)
	for name, c := range map[string]struct {
		text    string
		extra   func() fyne.CanvasObject
		scrolls bool
	}{
		"a line":     {"Short.", nil, false},
		"many words": {long, nil, true},
		"lists": {"", func() fyne.CanvasObject {
			return NewStack(8, NewGiving(300, 60, NewList(nil)), NewGiving(300, 60, NewList(nil)))
		}, false},
		"words and a list": {long, func() fyne.CanvasObject { return NewGiving(300, 60, NewList(nil)) }, true},
	} {
		test.NewTempApp(t).Settings().SetTheme(theme.New(false))
		w := test.NewTempWindow(t, NewEntry())
		for _, size := range []fyne.Size{{Width: 1400, Height: 1000}, {Width: 700, Height: 500}, {Width: 600, Height: 420}} {
			w.Resize(size)
			q := &Question{Title: "Licences of all that is in it", Text: c.text, Width: 760, Main: Choice{Label: "Close"}}
			if c.extra != nil {
				q.Extra = c.extra()
			}
			q.Open(w.Canvas())
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject
			main := w.Canvas().Focused().(*Button)
			low, room := at(main).Y+main.Size().Height, w.Canvas().Size()
			if right := at(main).X + main.Size().Width; low > room.Height-8-24 || right > room.Width-8-24 {
				t.Errorf("%s at %v: the button ends at %v, %v", name, size, right, low)
			}
			scroll := q.overlay.Content.(*fyne.Container).Objects[0].(*container.Scroll)
			if end := at(scroll).Y + scroll.Size().Height; end > at(main).Y {
				t.Errorf("%s at %v: the words end at %v, the button begins at %v", name, size, end, at(main).Y)
			}
			over := scroll.Content.Size().Height > scroll.Size().Height
			if over != (c.scrolls && size.Width < 1000) {
				t.Errorf("%s at %v: %v of %v are shown", name, size, scroll.Size().Height, scroll.Content.Size().Height)
			}
			for _, o := range q.body.Objects {
				if end := o.Position().Y + o.Size().Height; end > q.body.Size().Height {
					t.Errorf("%s at %v: a part ends at %v of %v", name, size, end, q.body.Size().Height)
				}
				if l, ok := o.(*Label); ok && l.MinSize().Width > q.body.Size().Width {
					t.Errorf("%s at %v: words are %v wide, and there are %v", name, size, l.MinSize().Width, q.body.Size().Width)
				}
			}
			press(w.Canvas(), fyne.KeyPageDown)
			if (scroll.Offset.Y > 0) != over {
				t.Errorf("%s at %v: Page down scrolls to %v", name, size, scroll.Offset.Y)
			}
			press(w.Canvas(), fyne.KeyReturn)
		}
	}
}

// TestScrim has the overlay itself below a click beside the panel: Fyne leaves the
// focus where it is, and the click is the overlay's, not that of a part of it.
func TestScrim(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(false))
	w := test.NewTempWindow(t, NewEntry())
	o := &Overlay{Content: NewEntry(), Width: 200}
	o.Open(w.Canvas(), nil)
	if _, ok := fyne.CanvasObject(o).(fyne.Focusable); !ok {
		t.Error("a click on the scrim takes the focus away")
	}
	for _, obj := range test.WidgetRenderer(o).Objects() {
		_, takes := obj.(fyne.Focusable)
		_, taps := obj.(fyne.Tappable)
		if (takes || taps) && obj.Size() == w.Canvas().Size() {
			t.Errorf("%T takes the clicks that close the overlay", obj)
		}
	}
}
