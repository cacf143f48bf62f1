package shortcuts

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// press asks for the keys of a command, besides those that it has.
func (d *Dialog) press(c Command, besides []Chord) {
	t := newTrap()
	note := control.NewLabel("", theme.Muted)
	note.Wrap = 430
	q := &control.Question{
		Title: "Press the keys for “" + c.Name + "”", Text: "Hold Ctrl or Alt and press a key, or press one of F1 to F12.", First: t,
		Extra:  control.NewStack(8, container.New(control.FixedHeight(48), t), container.New(control.FixedHeight(44), note)),
		Cancel: control.Choice{Label: "Cancel"},
		Main:   control.Choice{Label: "Set"},
	}
	var chosen *Chord
	caught := func(k Chord) {
		k = k.usual()
		if err := k.allowed(); err != nil {
			t.say(k.String())
			chosen = nil
			_, why, _ := strings.Cut(err.Error(), ": ")
			note.Set("▲ "+strings.ToUpper(why[:1])+why[1:]+".", theme.Warn)
			return
		}
		t.say(k.String())
		chosen = &k
		words, ink := d.clash(c, k)
		note.Set(words, ink)
	}
	t.caught, t.modifiers = caught, d.o.Modifiers
	t.leave, t.enter = q.Escape, q.Submit
	q.Main.Do = func() {
		if chosen == nil {
			return
		}
		list := slices.Clone(besides)
		if !slices.Contains(list, *chosen) {
			list = append(list, *chosen)
		}
		d.set(c, list)
	}
	d.o.Catch(caught)
	d.o.Modal.Ask(q)
	was := q.OnClose
	q.OnClose = func() {
		d.o.Catch(nil)
		was()
	}
}

// clash says what a chord did until now, and who may keep it.
func (d *Dialog) clash(c Command, k Chord) (words string, ink fyne.ThemeColorName) {
	if o, ok := d.s.owner(k); ok && o.ID != c.ID {
		return "▲ It does “" + o.Name + "” now, which loses it.", theme.Warn
	}
	if s := k.inText(); s != "" {
		return "▲ In the text it " + s + "; that will not work any more.", theme.Warn
	}
	if s := k.byDesktop(); s != "" {
		return "▲ " + s, theme.Warn
	}
	if slices.Contains(d.s.keys[c.ID], k) {
		return "It does that already.", theme.Muted
	}
	return "Nothing else has it.", theme.Muted
}

// trap shows the keys that are pressed while it has the focus.
type trap struct {
	widget.BaseWidget
	caught    func(Chord)
	leave     func() // Escape
	enter     func() // Return
	modifiers func() fyne.KeyModifier

	words   string
	focused bool
}

var (
	_ fyne.Focusable    = (*trap)(nil)
	_ fyne.Shortcutable = (*trap)(nil)
)

func newTrap() *trap {
	t := &trap{words: ""}
	t.ExtendBaseWidget(t)
	return t
}

func (t *trap) say(words string) {
	t.words = words
	t.Refresh()
}

// FocusGained implements fyne.Focusable.
func (t *trap) FocusGained() { t.focused = true; t.Refresh() }

// FocusLost implements fyne.Focusable.
func (t *trap) FocusLost() { t.focused = false; t.Refresh() }

// TypedRune implements fyne.Focusable.
func (t *trap) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (t *trap) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyEscape:
		t.leave()
		return
	case fyne.KeyReturn, fyne.KeyEnter:
		t.enter()
		return
	}
	if name := nameOf(e.Name); len(name) > 1 && name[0] == 'F' {
		t.caught(Chord{Shift: t.modifiers()&shift != 0, Key: name})
	}
}

// TypedShortcut implements fyne.Shortcutable.
func (t *trap) TypedShortcut(s fyne.Shortcut) {
	if k, ok := Of(s); ok {
		t.caught(k)
	}
}

// CreateRenderer implements fyne.Widget.
func (t *trap) CreateRenderer() fyne.WidgetRenderer {
	r := &trapRenderer{t: t, box: canvas.NewRectangle(nil), words: control.NewText(theme.DialogTitle, typeset.Sans)}
	r.box.CornerRadius = theme.Radius
	r.Refresh()
	return r
}

type trapRenderer struct {
	t     *trap
	box   *canvas.Rectangle
	words *canvas.Text
}

func (r *trapRenderer) Destroy()                     {}
func (r *trapRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.box, r.words} }
func (r *trapRenderer) MinSize() fyne.Size           { return fyne.NewSize(100, 48) }

func (r *trapRenderer) Layout(size fyne.Size) {
	r.box.Resize(size)
	control.Place(r.words, float32(int((size.Width-r.words.MinSize().Width)/2)), 0, size.Height)
}

func (r *trapRenderer) Refresh() {
	r.box.FillColor = theme.Color(theme.Field)
	r.box.StrokeColor, r.box.StrokeWidth = theme.Color(theme.Edge), 1
	if r.t.focused {
		r.box.StrokeColor, r.box.StrokeWidth = theme.Color(theme.Accent), 2
	}
	r.words.Text, r.words.Color = r.t.words, theme.Color(theme.Ink)
	if r.t.words == "" {
		r.words.Text, r.words.Color = "…", theme.Color(theme.Faint)
	}
	r.Layout(r.t.Size())
	canvas.Refresh(r.t)
}
