package editor

import (
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/look"
)

const findRow = 42 // height of a line of the find bar in pixels

// findBar looks for words in the open post. What is typed is looked for at
// once from where the caret was; all hits in view are marked.
type findBar struct {
	w            *Window
	field, with  *control.Field
	count        *control.Label
	exact, words *control.Button
	replaceLine  *fyne.Container
	object       *fyne.Container
	from         int // offset at which looking for what is typed begins
	counting     delay
	counted      int // number of the newest count
}

func newFindBar(w *Window) *findBar {
	f := &findBar{w: w, count: control.NewSmall("", look.Muted)}
	f.counting = delay{post: w.o.Post, after: 120 * time.Millisecond}
	f.field = f.entry("Find in this post")
	f.field.OnChanged = func(string) { f.typed() }
	f.with = f.entry("Replace with")
	f.exact = f.pill("Aa", "Tell capitals apart")
	f.words = f.pill("Word", "Whole words only")
	button := func(icon, tip string, do func()) *control.Button {
		b := control.NewIcon(icon, tip, do)
		b.OnTip = w.tip
		return b
	}
	text := func(label string, do func()) *control.Button {
		b := control.NewButton(control.Pill, label, do)
		b.Still = true
		return b
	}
	line := func(f *control.Field, rest ...fyne.CanvasObject) *fyne.Container {
		return container.New(fixedHeight(findRow), container.New(inset{16, 6}, container.NewBorder(nil, nil, nil, control.NewBar(4, rest...), f)))
	}
	first := line(f.field, f.count, f.exact, f.words,
		button("chevron-up", "Previous hit (Shift+F3)", func() { f.step(-1) }),
		button("chevron-down", "Next hit (F3)", func() { f.step(1) }),
		button("x", "Close (Escape)", f.close))
	f.replaceLine = line(f.with, text("Replace", f.replace), text("Replace all", f.replaceAll))
	f.object = container.NewStack(control.NewFill(look.Code), control.NewStack(0, first, f.replaceLine))
	f.object.Hide()
	return f
}

func (f *findBar) entry(placeholder string) *control.Field {
	e := control.NewField(control.Style{})
	e.Placeholder = placeholder
	e.OnShortcut, e.OnUndo, e.OnRedo = f.w.shortcut, f.w.undo, f.w.redo
	e.OnSubmit = func() {
		switch {
		case e == f.with:
			f.replace()
		case heldModifiers()&shift != 0:
			f.step(-1)
		default:
			f.step(1)
		}
	}
	e.OnKey = func(k *fyne.KeyEvent) bool {
		if k.Name == fyne.KeyEscape {
			f.close()
			return true
		}
		return f.w.key(k)
	}
	return e
}

func (f *findBar) pill(label, tip string) *control.Button {
	b := control.NewButton(control.Pill, label, nil)
	b.Still, b.Tip, b.OnTip = true, tip, f.w.tip
	b.OnTap = func() {
		b.SetOn(!b.On())
		f.typed()
	}
	return b
}

func (f *findBar) open() bool { return f.object.Visible() }

func (f *findBar) query() text.Query {
	return text.Query{Text: f.field.Text(), IgnoreCase: !f.exact.On(), Words: f.words.On()}
}

// start opens the bar, with the selected words in it if there are any.
func (f *findBar) start(replace bool) {
	s := f.w.cur.s
	sel := s.Primary()
	f.from = sel.Start()
	if words := s.Text().Slice(sel.Start(), sel.End()); words != "" && len(words) < 200 && !strings.ContainsAny(words, "\r\n") {
		f.field.SetText(words)
	}
	f.object.Show()
	setVisible(f.replaceLine, replace)
	f.w.arrange()
	f.mark()
	f.recount()
	f.field.SelectAll()
	f.w.win.Canvas().Focus(f.field)
}

// close takes the bar away; the hit stays selected.
func (f *findBar) close() {
	if !f.open() {
		return
	}
	f.counting.stop()
	f.object.Hide()
	f.w.area.SetFind(nil)
	f.w.arrange()
	f.w.focusText()
}

// mark marks the hits in view.
func (f *findBar) mark() {
	q, w := f.query(), f.w
	if q.Text == "" {
		w.area.SetFind(nil)
		return
	}
	w.area.SetFind(func(t text.Text, start, end int) (hits []text.Range) {
		for hit := range q.All(t, max(f.first(), start-len(q.Text)*4)) {
			if hit.Start > end || len(hits) >= maxHits {
				break
			}
			hits = append(hits, hit)
		}
		return hits
	})
}

// first is where hits may begin: the head is no place to look, unless it is
// shown.
func (f *findBar) first() int {
	if f.w.source || f.w.cur == nil {
		return 0
	}
	return f.w.cur.s.Start()
}

// typed looks for what has been typed so far.
func (f *findBar) typed() {
	f.mark()
	f.recount()
	if hit, ok := f.ahead(max(f.from, f.first())); ok {
		f.choose(hit)
	}
}

// ahead is the first hit from off on, going round at the end.
func (f *findBar) ahead(off int) (text.Range, bool) {
	q, t := f.query(), f.w.cur.s.Text()
	if hit, ok := q.Next(t, off); ok {
		return hit, true
	}
	return q.Next(t, f.first())
}

func (f *findBar) behind(off int) (text.Range, bool) {
	q, t := f.query(), f.w.cur.s.Text()
	if hit, ok := q.Prev(t, off); ok && hit.Start >= f.first() {
		return hit, true
	}
	hit, ok := q.Prev(t, t.Len())
	return hit, ok && hit.Start >= f.first()
}

// choose selects a hit and brings it into view.
func (f *findBar) choose(hit text.Range) {
	f.from = hit.Start
	f.w.cur.s.Select(text.Selection{Anchor: hit.Start, Head: hit.End})
	f.w.area.Reveal(hit.Start)
	f.recount()
}

// step goes to the next or previous hit. It works with the bar closed too,
// for what was looked for last.
func (f *findBar) step(by int) {
	if f.w.cur == nil {
		return
	}
	if f.field.Text() == "" {
		f.start(false)
		return
	}
	sel := f.w.cur.s.Primary()
	hit, ok := f.ahead(max(sel.End(), f.first()))
	if by < 0 {
		hit, ok = f.behind(sel.Start())
	}
	if !ok {
		f.w.say("“" + f.field.Text() + "” is not in this post.")
		return
	}
	f.choose(hit)
}

// atHit tells whether the selection is a hit.
func (f *findBar) atHit() (text.Range, bool) {
	sel := f.w.cur.s.Primary()
	hit, ok := f.query().Next(f.w.cur.s.Text(), sel.Start())
	return hit, ok && hit.Start == sel.Start() && hit.End == sel.End()
}

// replace puts the new words in place of the selected hit and goes on to the
// next one.
func (f *findBar) replace() {
	if f.w.cur == nil || f.field.Text() == "" {
		return
	}
	hit, ok := f.atHit()
	if !ok {
		f.step(1)
		return
	}
	with := f.with.Text()
	end := hit.Start + len(with)
	f.w.cur.s.Apply(text.Other, []text.Selection{caretAt(end)}, text.Edit{Start: hit.Start, End: hit.End, New: with})
	if next, ok := f.ahead(end); ok {
		f.choose(next)
		return
	}
	f.recount()
}

// replaceAll replaces every hit as one step that Undo takes back.
func (f *findBar) replaceAll() {
	if f.w.cur == nil || f.field.Text() == "" {
		return
	}
	var edits []text.Edit
	s := f.w.cur.s
	for hit := range f.query().All(s.Text(), f.first()) {
		edits = append(edits, text.Edit{Start: hit.Start, End: hit.End, New: f.with.Text()})
	}
	if len(edits) > 0 {
		s.Apply(text.Other, nil, edits...)
	}
	f.recount()
	f.w.say(count(len(edits), "place") + " replaced. Undo takes it back.")
}

// recount counts the hits in a goroutine once typing rests, and says which
// one is selected.
func (f *findBar) recount() {
	if !f.open() || f.w.cur == nil {
		return
	}
	f.counted++
	n, q, s, first := f.counted, f.query(), f.w.cur.s, f.first()
	if q.Text == "" {
		f.setCount("", false)
		return
	}
	f.counting.start(func() {
		t, sel := s.Text(), s.Primary()
		go func() {
			total, at := 0, 0
			for hit := range q.All(t, first) {
				total++
				if hit.Start == sel.Start() && hit.End == sel.End() {
					at = total
				}
			}
			f.w.o.Post(func() {
				if n != f.counted {
					return
				}
				switch {
				case total == 0:
					f.setCount("nothing found", true)
				case at > 0:
					f.setCount(fmt.Sprintf("%d of %d", at, total), false)
				default:
					f.setCount(count(total, "hit"), false)
				}
			})
		}()
	})
}

func (f *findBar) setCount(s string, warn bool) {
	color := look.Muted
	if warn {
		color = look.Warn
	}
	f.count.Set(s, color)
	f.object.Refresh()
}
