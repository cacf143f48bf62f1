package textedit

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/editor/session"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/seen"
	"galley.app/galley/preview/markdown"
)

// fixture is an Editor in a window of the test driver, with a clock and timers that
// only move when the test says so.
type fixture struct {
	t      testing.TB
	ed     *Editor
	w      fyne.Window
	s      *session.Session
	now    time.Time
	timers []*timer
	held   fyne.KeyModifier
	clip   fyne.Clipboard
}

type timer struct {
	at   time.Time
	f    func()
	dead bool
}

const head = "!! title: A post\n!! slug: a-post\n\n---\n\n"

// newFixture shows a post with that body, 600 by 600 pixels. A caret may be given
// as | and a selection as ‹ to |.
func newFixture(t testing.TB, body string) *fixture {
	return newSource(t, head+body, 600, 600)
}

func newSource(t testing.TB, src string, width, height float32) *fixture {
	seen.App(t)
	d := &fixture{t: t, now: time.Unix(1e9, 0), clip: test.NewClipboard()}
	d.ed = New(Options{
		Post: func(f func()) { f() }, Now: func() time.Time { return d.now },
		Modifiers: func() fyne.KeyModifier { return d.held },
		Clipboard: func() fyne.Clipboard { return d.clip },
		After: func(wait time.Duration, f func()) func() {
			x := &timer{at: d.now.Add(wait), f: f}
			d.timers = append(d.timers, x)
			return func() { x.dead = true }
		},
	})
	d.w = test.NewTempWindow(t, d.ed)
	d.w.SetPadded(false)
	d.w.Resize(fyne.NewSize(width, height))
	d.open(src)
	d.w.Canvas().Focus(d.ed)
	return d
}

func (d *fixture) open(src string) {
	at := strings.IndexByte(src, '|')
	anchor := strings.Index(src, "‹")
	if at >= 0 {
		if anchor > at {
			anchor--
		} else if anchor >= 0 {
			at -= len("‹")
		}
		src = strings.NewReplacer("|", "", "‹", "").Replace(src)
	}
	d.s = d.own(session.Open("/posts/a.md", src, session.Options{Now: func() time.Time { return d.now }}))
	if at >= 0 {
		if anchor < 0 {
			anchor = at
		}
		d.s.Select(text.Selection{Anchor: anchor, Head: at})
	}
	d.ed.SetSession(d.s, nil)
}

// own tells the Editor what changes in a session, as the window does.
func (d *fixture) own(s *session.Session) *session.Session {
	s.OnChange = func(e session.Event) { d.ed.Changed(s, e) }
	return s
}

// parse gives the Editor the Doc of its text.
func (d *fixture) parse() { d.ed.SetDoc(markdown.Parse(nil, d.s.Text(), d.s.Start())) }

// wait lets time pass, running what falls due.
func (d *fixture) wait(total time.Duration) {
	for end := d.now.Add(total); ; {
		var next *timer
		for _, x := range d.timers {
			if !x.dead && (next == nil || x.at.Before(next.at)) {
				next = x
			}
		}
		if next == nil || next.at.After(end) {
			d.now = end
			return
		}
		d.now, next.dead = next.at, true
		next.f()
	}
}

// keys types keys by their names, such as Left, Shift+Left and Ctrl+Shift+End,
// and all else as runes.
func (d *fixture) keys(keys ...string) {
	d.t.Helper()
	for _, key := range keys {
		var mod fyne.KeyModifier
		name := key
		for cut := true; cut && name != ""; {
			cut = false
			for prefix, m := range map[string]fyne.KeyModifier{
				"Shift+": fyne.KeyModifierShift, "Ctrl+": fyne.KeyModifierControl,
				"Alt+": fyne.KeyModifierAlt, "Super+": fyne.KeyModifierSuper,
			} {
				if rest, ok := strings.CutPrefix(name, prefix); ok {
					name, mod, cut = rest, mod|m, true
				}
			}
		}
		d.held = mod
		switch {
		case mod&^fyne.KeyModifierShift != 0 && mod&fyne.KeyModifierSuper == 0:
			d.ed.TypedShortcut(shortcutOf(name, mod))
		case named[name]:
			d.ed.TypedKey(&fyne.KeyEvent{Name: fyne.KeyName(name)})
		default:
			for _, r := range name {
				d.ed.TypedKey(&fyne.KeyEvent{Name: fyne.KeyName(strings.ToUpper(string(r)))})
				d.ed.TypedRune(r)
			}
		}
		d.held = 0
	}
}

var named = map[string]bool{
	"Left": true, "Right": true, "Up": true, "Down": true, "Home": true, "End": true, "Prior": true, "Next": true,
	"BackSpace": true, "Delete": true, "Return": true, "Tab": true, "Escape": true, "F5": true,
}

func shortcutOf(key string, mod fyne.KeyModifier) fyne.Shortcut {
	if mod == fyne.KeyModifierControl {
		switch key {
		case "Z":
			return &fyne.ShortcutUndo{}
		case "Y":
			return &fyne.ShortcutRedo{}
		case "X":
			return &fyne.ShortcutCut{}
		case "C":
			return &fyne.ShortcutCopy{}
		case "V":
			return &fyne.ShortcutPaste{}
		case "A":
			return &fyne.ShortcutSelectAll{}
		}
	}
	return &desktop.CustomShortcut{KeyName: fyne.KeyName(key), Modifier: mod}
}

// state is the body with the caret as | and the selection's other end as ‹.
func (d *fixture) state() string {
	src, x := d.s.Text().String(), d.s.Primary()
	if x.Empty() {
		src = src[:x.Head] + "|" + src[x.Head:]
	} else if x.Anchor < x.Head {
		src = src[:x.Anchor] + "‹" + src[x.Anchor:x.Head] + "|" + src[x.Head:]
	} else {
		src = src[:x.Head] + "|" + src[x.Head:x.Anchor] + "‹" + src[x.Anchor:]
	}
	return src[d.s.Start():]
}

// texts are the drawn texts, row by row, those of one row joined by ·.
func (d *fixture) texts() []string {
	var out []string
	y := float32(-1e9)
	for _, o := range d.ed.r.objects {
		if t, ok := o.(*canvas.Text); ok {
			if t.Position().Y == y {
				out[len(out)-1] += "·" + t.Text
			} else {
				out = append(out, t.Text)
			}
			y = t.Position().Y
		}
	}
	return out
}

func (d *fixture) press(x, y float32, mod fyne.KeyModifier) {
	d.ed.MouseDown(&desktop.MouseEvent{
		PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}, Button: desktop.MouseButtonPrimary, Modifier: mod,
	})
}

func (d *fixture) release(x, y float32) {
	d.ed.MouseUp(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}, Button: desktop.MouseButtonPrimary})
}

func (d *fixture) click(x, y float32) { d.press(x, y, 0); d.release(x, y) }

func (d *fixture) drag(x, y float32) {
	d.ed.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}})
}

// at is the middle of a row and the left edge of a column of the window.
func at(row, col int) (x, y float32) { return 48 + float32(col)*9 + 1, 20 + 26*float32(row) + 13 }

const sample = `I have recently been a part of the hiring process for my new manager. One of the questions that came up was what the difference is between _management_ and _leadership_.

## Two words, one chair

Management keeps the **promises** that leadership makes|

> A plan is a promise with dates on it.

- who decides, and when
- what is measured: ` + "`lead time`" + `
- see [the earlier post](/posts/marbles)

The chair is the same, but the view is not. On a good week one person does both without noticing; on a bad one the two get in each other's way.
`
