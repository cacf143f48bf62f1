// Package finding is the bar that looks for words in the open post and
// replaces them.
package finding

import (
	"iter"
	"strings"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/field"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/text"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/wording"
)

// Options are what the bar is told by the window that it stands in.
type Options struct {
	Editor  *textedit.Editor
	Session func() *session.Session // of the open post; nil for none
	Post    func(func())            // runs a function on the UI goroutine
	Focus   func(fyne.Focusable)
	Leave   func()       // gives the focus back to the text
	Resized func()       // the bar was opened or closed, or has another height
	Say     func(string) // says what became of a command

	// What the bar's fields do with keys that are not theirs.
	Key        func(*fyne.KeyEvent) bool
	OnShortcut func(fyne.Shortcut)
	OnUndo     func()
	OnRedo     func()
}

// Bar looks for words in the open post. What is typed is looked for at once
// from where the caret was; all hits in view are marked.
type Bar struct {
	buttons []*control.Button
	Object  *fyne.Container // hidden while the bar is closed

	o            Options
	field, with  *field.Field
	count        *control.Label
	exact, words *control.Button
	regexp       *control.Button
	within       *control.Button  // only in what was selected
	limits       []limit          // what was selected when within was chosen
	of           *session.Session // whose text chosen is of
	chosen       []text.Range     // what was selected when the bar was opened, for when hits are selected since
	chosenAt     uint64           // version of the text that chosen belongs to
	replaceLine  *fyne.Container
	narrow       bool    // the pills have a line of their own
	left         float32 // where the text below begins, and so the bar
	origin       origin
	began        origin   // where the caret was before anything was found
	hit          struct { // that was chosen last
		s   *session.Session
		sel text.Selection
	}
	counting control.Delay
	counted  int          // number of the newest count
	stop     *atomic.Bool // tells the count under way that nobody waits for it any more
	seek     int          // the next count has to find the next (1) or the previous (-1) hit from the origin on, too
	say      bool         // and to say so if there is none
	last     text.Query   // that finder is of
	finder   text.Finder
	wrong    error                                          // with the query; nil for none
	marked   func(t text.Text, start, end int) []text.Range // the hits between two offsets, for the text widget
}

// New makes a bar that is closed.
func New(o Options) *Bar {
	f := &Bar{o: o, count: control.NewSmall("", theme.Muted)}
	f.counting = control.Delay{Post: o.Post, After: 120 * time.Millisecond}
	f.field = f.entry("Find in this post")
	f.field.OnChanged = func(string) { f.typed() }
	f.with = f.entry("Replace with")
	f.exact = f.pill("Aa", "Match case (Alt+C)")
	f.words = f.pill("Word", "Whole words only (Alt+W)")
	f.regexp = f.pill(".*", "Regular expression (Alt+R); $1 or ${name} puts a group into the replacement")
	f.within = f.pill("Selection", "Only in what is selected (Alt+L)")
	f.within.OnTap = f.limit
	button := func(icon, tip string, do func()) *control.Button {
		b := control.NewIcon(icon, tip, do)
		f.buttons = append(f.buttons, b)
		return b
	}
	text := func(label string, do func()) *control.Button {
		b := control.NewButton(control.Pill, label, do)
		b.Still = true
		return b
	}
	line := func(e *field.Field, rest ...fyne.CanvasObject) *fyne.Container {
		return container.New(control.FixedHeight(findRow), container.New(replaceLine{f}, container.NewBorder(nil, nil, nil, control.NewBar(4, rest...), e)))
	}
	first := container.New(findLine{f}, f.field, control.NewBar(0, f.count),
		control.NewBar(4, f.exact, f.words, f.regexp, f.within),
		control.NewBar(4,
			button("chevron-up", "Previous hit (Shift+F3)", func() { f.Step(-1) }),
			button("chevron-down", "Next hit (F3)", func() { f.Step(1) }),
			button("x", "Close (Escape)", f.Close)))
	f.replaceLine = line(f.with, text("Replace", f.replace), text("Replace all", f.replaceEach))
	f.Object = container.NewStack(control.NewFill(theme.Code), control.NewStack(0, first, f.replaceLine))
	f.Object.Hide()
	return f
}

func (f *Bar) entry(placeholder string) *field.Field {
	e := field.New(field.Style{})
	e.SetPlaceholder(placeholder)
	e.OnShortcut, e.OnUndo, e.OnRedo = f.o.OnShortcut, f.o.OnUndo, f.o.OnRedo
	e.OnSubmit = func() {
		switch {
		case e == f.with:
			f.replace()
		case control.Modifiers()&fyne.KeyModifierShift != 0:
			f.Step(-1)
		default:
			f.Step(1)
		}
	}
	e.OnKey = func(k *fyne.KeyEvent) bool {
		if k.Name == fyne.KeyEscape {
			f.Close()
			return true
		}
		return f.o.Key(k)
	}
	return e
}

// Buttons are those that say what they are for under the pointer.
func (f *Bar) Buttons() []*control.Button { return f.buttons }

func (f *Bar) pill(label, tip string) *control.Button {
	b := control.NewButton(control.Pill, label, nil)
	b.Still, b.Tip = true, tip
	f.buttons = append(f.buttons, b)
	b.OnTap = func() {
		b.SetOn(!b.On())
		f.typed()
	}
	return b
}

// ToggleCase tells capitals apart, or no more.
func (f *Bar) ToggleCase() { f.press(f.exact) }

// ToggleWords looks for whole words only, or no more.
func (f *Bar) ToggleWords() { f.press(f.words) }

// ToggleRegexp looks for a regular expression, or for the words as they are.
func (f *Bar) ToggleRegexp() { f.press(f.regexp) }

// ToggleSelection looks only in what is selected, or everywhere.
func (f *Bar) ToggleSelection() { f.press(f.within) }

// press does what a click on one of the bar's pills does, and opens the bar
// for it.
func (f *Bar) press(pill *control.Button) {
	if !f.IsOpen() {
		f.Open(false)
	}
	pill.OnTap()
}

// ReplaceAll replaces all, once the bar has a line for what it is replaced by.
func (f *Bar) ReplaceAll() {
	if !f.IsOpen() || !f.replaceLine.Visible() {
		f.Open(true)
		return
	}
	f.replaceEach()
}

// IsOpen reports whether the bar is open.
func (f *Bar) IsOpen() bool { return f.Object.Visible() }

func (f *Bar) query() text.Query {
	return text.Query{Text: f.field.Text(), IgnoreCase: !f.exact.On(), Accents: f.replaceLine.Visible(), Words: f.words.On(), Regexp: f.regexp.On(), Flow: f.o.Editor.Appearance().Flow}
}

// compile makes what is looked for ready, once for each query.
func (f *Bar) compile() (text.Finder, error) {
	if q := f.query(); q != f.last {
		f.finder, f.wrong = q.Compile()
		f.last = q
	}
	return f.finder, f.wrong
}

// Open opens the bar, with the selected words in it if there are any, unless they are a hit of what it looks for.
func (f *Bar) Open(replace bool) {
	s := f.o.Session()
	sel := s.Primary()
	f.origin.set(s, sel.Start())
	f.began.set(s, sel.Head)
	if !f.IsOpen() {
		f.chosen, f.chosenAt, f.of = f.selected(), s.Text().Version(), s
	}
	const most = 200 // bytes; nobody looks for more
	words := ""
	if _, found := f.atHit(); !found && sel.End()-sel.Start() < most {
		words = s.Text().Slice(sel.Start(), sel.End())
	}
	if f.o.Editor.Appearance().Flow {
		words = strings.NewReplacer(" \r\n", " ", " \n", " ", "\r\n", " ", "\n", " ").Replace(words)
	}
	if words != "" && !strings.ContainsAny(words, "\r\n") {
		f.field.SetText(words)
	}
	f.Object.Show()
	control.SetVisible(f.replaceLine, replace)
	f.o.Resized()
	f.mark()
	f.recount()
	f.field.SelectAll()
	f.o.Focus(f.field)
}

// Found opens the bar for words that were found elsewhere, and selects the hit, or
// the next one where that is there no more. The text has the focus.
func (f *Bar) Found(q text.Query, hit text.Range) {
	s := f.o.Session()
	if s == nil {
		return
	}
	f.field.SetText(q.Text)
	f.exact.SetOn(!q.IgnoreCase)
	f.words.SetOn(q.Words)
	f.regexp.SetOn(q.Regexp)
	f.setLimits(nil)
	f.within.SetOn(false)
	if !f.IsOpen() {
		control.SetVisible(f.replaceLine, false)
	}
	f.Object.Show()
	f.o.Resized()
	f.mark()
	f.o.Leave()
	from := max(f.o.Editor.Start(), min(hit.Start, s.Text().Len()))
	s.Select(text.Caret(from))
	f.look(from, 1, true)
}

// Close takes the bar away; the hit stays selected.
func (f *Bar) Close() {
	if !f.IsOpen() {
		return
	}
	f.counting.Stop()
	f.seek = 0
	f.setLimits(nil)
	f.within.SetOn(false)
	f.Object.Hide()
	f.o.Editor.SetFind(nil)
	f.o.Resized()
	f.o.Leave()
}

// mark marks the hits in view.
func (f *Bar) mark() {
	q := f.query()
	if q.Text == "" {
		f.o.Editor.SetFind(nil)
		return
	}
	finder, err := f.compile()
	if err != nil {
		f.o.Editor.SetFind(nil)
		return
	}
	f.marked = func(t text.Text, start, end int) []text.Range {
		return hitsInView(finder, t, f.where(), start, end)
	}
	f.o.Editor.SetFind(f.marked)
}

// selected is the ranges that are selected now.
func (f *Bar) selected() (ranges []text.Range) {
	for _, x := range f.o.Session().Selections() {
		if start := max(x.Start(), f.o.Editor.Start()); start < x.End() {
			ranges = append(ranges, text.Range{Start: start, End: x.End()})
		}
	}
	return ranges
}

// limit is a range to look in, between marks of a session.
type limit struct {
	s          *session.Session
	start, end *text.Mark
}

// origin is where looking for what is typed begins, in the post that it is of.
type origin struct {
	s  *session.Session
	at *text.Mark
}

func (o *origin) set(s *session.Session, off int) {
	if o.s != nil {
		o.s.Release(o.at)
	}
	o.s, o.at = s, s.Mark(off, text.Before)
}

// off returns it for a post, whose start it is from then on if it was of another.
func (o *origin) off(s *session.Session) int {
	if o.s != s {
		o.set(s, 0)
	}
	return o.at.Off
}

// Forget lets go of a session whose post is closed.
func (f *Bar) Forget(s *session.Session) {
	if len(f.limits) > 0 && f.limits[0].s == s {
		f.setLimits(nil)
	}
	for _, o := range []*origin{&f.origin, &f.began} {
		if o.s == s {
			*o = origin{}
		}
	}
	if f.of == s {
		f.of, f.chosen = nil, nil
	}
	if f.hit.s == s {
		f.hit.s = nil
	}
}

// setLimits looks only in some ranges of the open post, or everywhere for none.
func (f *Bar) setLimits(ranges []text.Range) {
	for _, l := range f.limits {
		l.s.Release(l.start)
		l.s.Release(l.end)
	}
	f.limits = nil
	for _, r := range ranges { // what is put in beside them stays outside
		s := f.o.Session()
		f.limits = append(f.limits, limit{s, s.Mark(r.Start, text.After), s.Mark(r.End, text.Before)})
	}
}

// limit looks only in what is selected, or everywhere again. While no more
// than a hit is selected, it is what was when the bar was opened.
func (f *Bar) limit() {
	f.setLimits(nil)
	if !f.within.On() {
		s := f.o.Session()
		ranges := f.selected()
		if _, hit := f.atHit(); (hit || len(ranges) == 0) && f.of == s && f.chosenAt == s.Text().Version() {
			ranges = f.chosen
		}
		if len(ranges) == 0 {
			f.o.Say("Select the words to look in first.")
			return
		}
		f.setLimits(ranges)
		f.origin.set(s, ranges[0].Start)
	}
	f.within.SetOn(len(f.limits) > 0)
	f.typed()
}

// where is the ranges to look in, in the text as it is.
func (f *Bar) where() []text.Range {
	s := f.o.Session()
	if len(f.limits) > 0 && f.limits[0].s != s {
		f.setLimits(nil) // they are of another post
	}
	if len(f.limits) == 0 {
		f.within.SetOn(false)
		return []text.Range{{Start: f.o.Editor.Start(), End: s.Text().Len()}}
	}
	ranges := make([]text.Range, len(f.limits))
	for i, l := range f.limits {
		ranges[i] = text.Range{Start: min(l.start.Off, l.end.Off), End: l.end.Off}
	}
	return ranges
}

// hits gives the hits between two offsets, in order.
func (f *Bar) hits(off, end int) iter.Seq[text.Range] {
	finder, err := f.compile()
	if err != nil {
		return func(func(text.Range) bool) {}
	}
	return hitsBetween(finder, f.o.Session().Text(), f.where(), off, end)
}

// typed looks for what has been typed so far.
func (f *Bar) typed() {
	f.mark()
	f.seek = 0
	if f.o.Session() == nil {
		return
	}
	f.look(max(f.origin.off(f.o.Session()), f.o.Editor.Start()), 1, false)
}

// look chooses the next or previous hit from an offset on: at once if it is near
// or the text is short, else when a worker has found it. If say is set it is said
// when there is none.
func (f *Bar) look(off, by int, say bool) {
	hit, ok, sure := f.near(off, by)
	switch {
	case ok:
		f.choose(hit)
		return
	case !sure:
		f.origin.set(f.o.Session(), off)
		f.seek, f.say = by, say
	default:
		f.leave()
		if say {
			f.sayNone()
		}
	}
	f.recount()
}

// leave goes back from the hit that was chosen while less was typed, where there
// is none of what is typed now, to where it was looked from: the next key in the
// text would replace words that nobody looked for.
func (f *Bar) leave() {
	s := f.o.Session()
	if sel := s.Primary(); f.hit.s == s && !sel.Empty() && sel == f.hit.sel && len(s.Selections()) == 1 {
		s.Select(text.Caret(f.began.off(s)))
		f.o.Editor.Reveal(f.began.off(s))
	}
}

func (f *Bar) sayNone() { f.o.Say("“" + f.field.Text() + "” is not in this post.") }

// near is the hit that is looked for, as far as is looked through at once.
func (f *Bar) near(off, by int) (hit text.Range, ok, sure bool) {
	t := f.o.Session().Text()
	if t.Len() > foundAtOnce && f.query().Regexp { // what it finds may depend on what is far
		return hit, false, false
	}
	finder, err := f.compile()
	if err != nil {
		return hit, false, t.Len() <= foundAtOnce
	}
	return nearest(finder, t, f.where(), off, by)
}

// choose selects a hit and brings it into view.
func (f *Bar) choose(hit text.Range) {
	f.origin.set(f.o.Session(), hit.Start)
	f.seek = 0
	f.hit.s, f.hit.sel = f.o.Session(), text.Selection{Anchor: hit.Start, Head: hit.End}
	f.o.Session().Select(f.hit.sel)
	f.o.Editor.Reveal(hit.Start)
	f.recount()
}

// Step goes to the next or previous hit. It works with the bar closed too,
// for what was looked for last.
func (f *Bar) Step(by int) {
	if f.o.Session() == nil {
		return
	}
	if f.field.Text() == "" {
		f.Open(false)
		return
	}
	sel := f.o.Session().Primary()
	f.began.set(f.o.Session(), sel.Start()) // the hit is where the writer went to
	if by < 0 {
		f.look(sel.Start(), by, true)
		return
	}
	f.look(max(sel.End(), f.o.Editor.Start()), by, true)
}

// atHit reports whether the selection is a hit.
func (f *Bar) atHit() (text.Range, bool) {
	sel := f.o.Session().Primary()
	for hit := range f.hits(sel.Start(), sel.End()) {
		return hit, hit.Start == sel.Start() && hit.End == sel.End()
	}
	return text.Range{}, false
}

// expand is what a hit is replaced by.
func (f *Bar) expand(hit text.Range) string {
	finder, err := f.compile()
	if err != nil {
		return ""
	}
	t := f.o.Session().Text()
	for h := range finder.Hits(t, hit) {
		if h.Range == hit {
			return finder.Expand(t, h, f.with.Text())
		}
	}
	return f.with.Text()
}

// replace puts the new words in place of the selected hit and goes on to the
// next one.
func (f *Bar) replace() {
	if f.o.Session() == nil || f.field.Text() == "" {
		return
	}
	hit, ok := f.atHit()
	if !ok {
		f.Step(1)
		return
	}
	with := f.expand(hit)
	end := hit.Start + len(with)
	f.o.Session().Do(func(s compose.State) compose.Transaction { return compose.ReplaceRange(s, hit, with) })
	f.look(end, 1, false)
}

// replaceEach replaces every hit as one step that Undo takes back.
func (f *Bar) replaceEach() {
	if f.o.Session() == nil || f.field.Text() == "" {
		return
	}
	n := 0
	f.o.Session().Do(func(s compose.State) (t compose.Transaction) {
		t, n = compose.ReplaceAll(s, f.query(), f.with.Text(), f.where()...)
		return t
	})
	f.recount()
	if n == 0 {
		f.o.Say("Nothing was replaced.")
		return
	}
	f.o.Say(wording.Count(n, "place") + " replaced. Undo takes it back.")
}
