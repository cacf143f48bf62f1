package editor

import (
	"iter"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/text"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
)

const (
	mostCounted = 10_000  // hits; of more it is only said that there are
	foundAtOnce = 1 << 20 // bytes that are looked through while a key is handled; more are by a worker
	aroundView  = 8 << 10 // bytes before and behind what is in view in which a hit in view may start and end
)

// findBar looks for words in the open post. What is typed is looked for at
// once from where the caret was; all hits in view are marked.
type findBar struct {
	w            *Window
	field, with  *control.Field
	count        *control.Label
	exact, words *control.Button
	regexp       *control.Button
	within       *control.Button  // only in what was selected
	limits       []text.Range     // what was selected when within was chosen, moved with the edits since
	of           *session.Session // whose text limits and chosen are of
	limited      uint64           // version of the text that limits belong to
	chosen       []text.Range     // what was selected when the bar was opened, for when hits are selected since
	chosenAt     uint64           // version of the text that chosen belongs to
	replaceLine  *fyne.Container
	object       *fyne.Container
	narrow       bool // the pills have a line of their own
	from         int  // offset at which looking for what is typed begins
	counting     delay
	counted      int          // number of the newest count
	stop         *atomic.Bool // tells the count under way that nobody waits for it any more
	seek         int          // the next count has to find the next (1) or the previous (-1) hit from from on, too
	say          bool         // and to say so if there is none
	last         text.Query   // that finder is of
	finder       text.Finder
	marked       func(t text.Text, start, end int) []text.Range // the hits between two offsets, for the text widget
	wrong        error                                          // with the query; nil for none
}

func newFindBar(w *Window) *findBar {
	f := &findBar{w: w, count: control.NewSmall("", theme.Muted)}
	f.counting = delay{post: w.o.Post, after: 120 * time.Millisecond}
	f.field = f.entry("Find in this post")
	f.field.OnChanged = func(string) { f.typed() }
	f.with = f.entry("Replace with")
	f.exact = f.pill("Aa", "Tell capitals apart (Alt+C)")
	f.words = f.pill("Word", "Whole words only (Alt+W)")
	f.regexp = f.pill(".*", "Regular expression (Alt+R); $1 or ${name} puts a group into the replacement")
	f.within = f.pill("Selection", "Only in what is selected (Alt+L)")
	f.within.OnTap = f.limit
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
		return container.New(fixedHeight(findRow), container.New(inset{findSide, findInset}, container.NewBorder(nil, nil, nil, control.NewBar(4, rest...), f)))
	}
	first := container.New(findLine{&f.narrow}, f.field, control.NewBar(0, f.count),
		control.NewBar(4, f.exact, f.words, f.regexp, f.within),
		control.NewBar(4,
			button("chevron-up", "Previous hit (Shift+F3)", func() { f.step(-1) }),
			button("chevron-down", "Next hit (F3)", func() { f.step(1) }),
			button("x", "Close (Escape)", f.close)))
	f.replaceLine = line(f.with, text("Replace", f.replace), text("Replace all", f.replaceAll))
	f.object = container.NewStack(control.NewFill(theme.Code), control.NewStack(0, first, f.replaceLine))
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
		case control.Modifiers()&shift != 0:
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

// press does what a click on one of the bar's pills does, and opens the bar
// for it.
func (f *findBar) press(pill *control.Button) {
	if !f.open() {
		f.start(false)
	}
	pill.OnTap()
}

// all replaces all, once the bar has a line for what it is replaced by.
func (f *findBar) all() {
	if !f.open() || !f.replaceLine.Visible() {
		f.start(true)
		return
	}
	f.replaceAll()
}

func (f *findBar) open() bool { return f.object.Visible() }

func (f *findBar) query() text.Query {
	return text.Query{Text: f.field.Text(), IgnoreCase: !f.exact.On(), Words: f.words.On(), Regexp: f.regexp.On()}
}

// compile makes what is looked for ready, once for each query.
func (f *findBar) compile() (text.Finder, error) {
	if q := f.query(); q != f.last {
		f.finder, f.wrong = q.Compile()
		f.last = q
	}
	return f.finder, f.wrong
}

// start opens the bar, with the selected words in it if there are any.
func (f *findBar) start(replace bool) {
	s := f.w.cur.s
	sel := s.Primary()
	f.from = sel.Start()
	if !f.open() {
		f.chosen, f.chosenAt, f.of = f.selected(), s.Text().Version(), s
	}
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
	f.seek = 0
	f.limits = nil
	f.within.SetOn(false)
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
	finder, err := f.compile()
	if err != nil {
		w.area.SetFind(nil)
		return
	}
	f.marked = func(t text.Text, start, end int) (hits []text.Range) {
		if !finder.Ready(t) {
			return nil
		}
		from, to := max(start-aroundView, t.LineStart(t.LineAt(start))), min(end+aroundView, t.LineEnd(t.LineAt(end)))
		for _, in := range f.where() {
			in.Start, in.End = max(in.Start, from), min(in.End, to)
			if in.Start >= in.End {
				continue
			}
			for hit := range finder.Hits(t, in) {
				if len(hits) >= textedit.MaxHits || hit.Start > end {
					break
				}
				if hit.End >= start {
					hits = append(hits, hit.Range)
				}
			}
		}
		return hits
	}
	w.area.SetFind(f.marked)
}

// selected is the ranges that are selected now.
func (f *findBar) selected() (ranges []text.Range) {
	for _, x := range f.w.cur.s.Selections() {
		if start := max(x.Start(), f.first()); start < x.End() {
			ranges = append(ranges, text.Range{Start: start, End: x.End()})
		}
	}
	return ranges
}

// limit looks only in what is selected, or everywhere again. While no more
// than a hit is selected, it is what was when the bar was opened.
func (f *findBar) limit() {
	f.limits = nil
	if !f.within.On() {
		s := f.w.cur.s
		f.limits = f.selected()
		if _, hit := f.atHit(); (hit || len(f.limits) == 0) && f.of == s && f.chosenAt == s.Text().Version() {
			f.limits = f.chosen
		}
		if len(f.limits) == 0 {
			f.w.say("Select the words to look in first.")
			return
		}
		f.of, f.limited = s, s.Text().Version()
		f.from = f.limits[0].Start
	}
	f.within.SetOn(len(f.limits) > 0)
	f.typed()
}

// where is the ranges to look in, in the text as it is.
func (f *findBar) where() []text.Range {
	s := f.w.cur.s
	if patch, ok := s.PatchSince(f.limited); ok && f.of == s {
		for i, r := range f.limits {
			f.limits[i].Start, f.limits[i].End = patch.MapRange(r.Start, r.End)
		}
	} else {
		f.limits = nil // of another post, or of long ago
	}
	f.of, f.limited = s, s.Text().Version()
	if len(f.limits) == 0 {
		f.within.SetOn(false)
		return []text.Range{{Start: f.first(), End: s.Text().Len()}}
	}
	return f.limits
}

// hits gives the hits between two offsets, in order.
func (f *findBar) hits(off, end int) iter.Seq[text.Range] {
	return func(yield func(text.Range) bool) {
		finder, err := f.compile()
		if err != nil {
			return
		}
		t := f.w.cur.s.Text()
		for _, in := range f.where() {
			if in.Start, in.End = max(in.Start, off), min(in.End, end); in.Start > in.End {
				continue
			}
			for hit := range finder.Hits(t, in) {
				if !yield(hit.Range) {
					return
				}
			}
		}
	}
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
	f.seek = 0
	if f.w.cur == nil {
		return
	}
	f.look(max(f.from, f.first()), 1, false)
}

// look chooses the next or previous hit from an offset on: at once if it is near
// or the text is short, else when a worker has found it. If say is set it is said
// when there is none.
func (f *findBar) look(off, by int, say bool) {
	hit, ok, sure := f.near(off, by)
	switch {
	case ok:
		f.choose(hit)
		return
	case !sure:
		f.from, f.seek, f.say = off, by, say
	case say:
		f.sayNone()
	}
	f.recount()
}

func (f *findBar) sayNone() { f.w.say("“" + f.field.Text() + "” is not in this post.") }

// near is the next or previous hit from an offset on, going round at the ends of
// a short text. It is sure that there is none if it has looked through all.
func (f *findBar) near(off, by int) (hit text.Range, ok, sure bool) {
	long := f.w.cur.s.Text().Len() > foundAtOnce
	switch {
	case long && f.query().Regexp: // what it finds may depend on what is far
		return hit, false, false
	case by < 0:
		if hit, ok = f.lastBefore(off); !ok && !long {
			hit, ok = f.lastBefore(f.w.cur.s.Text().Len())
		}
		return hit, ok, !long
	}
	for hit := range f.hits(off, off+foundAtOnce) {
		return hit, true, true
	}
	if !long {
		for hit := range f.hits(0, foundAtOnce) {
			return hit, true, true
		}
	}
	return hit, false, !long
}

// lastBefore looks for hits in ever larger parts of the text before off, as far
// as is looked through at once.
func (f *findBar) lastBefore(off int) (last text.Range, ok bool) {
	finder, err := f.compile()
	if err != nil {
		return last, false
	}
	t := f.w.cur.s.Text()
	for _, in := range slices.Backward(f.where()) {
		in.End = min(in.End, off)
		for size := 64 << 10; in.Start <= in.End && !ok && size <= foundAtOnce; size *= 4 {
			part := text.Range{Start: max(in.Start, in.End-size), End: in.End}
			for hit := range finder.Hits(t, part) {
				last, ok = hit.Range, true
			}
			if part.Start == in.Start {
				break
			}
		}
		if ok {
			break
		}
	}
	return last, ok
}

// choose selects a hit and brings it into view.
func (f *findBar) choose(hit text.Range) {
	f.from, f.seek = hit.Start, 0
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
	if by < 0 {
		f.look(sel.Start(), by, true)
		return
	}
	f.look(max(sel.End(), f.first()), by, true)
}

// atHit tells whether the selection is a hit.
func (f *findBar) atHit() (text.Range, bool) {
	sel := f.w.cur.s.Primary()
	for hit := range f.hits(sel.Start(), sel.End()) {
		return hit, hit.Start == sel.Start() && hit.End == sel.End()
	}
	return text.Range{}, false
}

// expand is what a hit is replaced by.
func (f *findBar) expand(hit text.Range) string {
	finder, err := f.compile()
	if err != nil {
		return ""
	}
	t := f.w.cur.s.Text()
	for h := range finder.Hits(t, hit) {
		if h.Range == hit {
			return finder.Expand(t, h, f.with.Text())
		}
	}
	return f.with.Text()
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
	with := f.expand(hit)
	end := hit.Start + len(with)
	f.w.cur.s.Do(func(s compose.State) compose.Transaction { return compose.ReplaceRange(s, hit, with) })
	f.look(end, 1, false)
}

// replaceAll replaces every hit as one step that Undo takes back.
func (f *findBar) replaceAll() {
	if f.w.cur == nil || f.field.Text() == "" {
		return
	}
	n := 0
	f.w.cur.s.Do(func(s compose.State) (t compose.Transaction) {
		t, n = compose.ReplaceAll(s, f.query(), f.with.Text(), f.where()...)
		return t
	})
	f.recount()
	f.w.say(count(n, "place") + " replaced. Undo takes it back.")
}
