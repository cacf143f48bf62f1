package textedit

import (
	"image/color"
	"iter"
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/theme"
	"galley.app/galley/preview/markdown"
)

const (
	chevronSize = 16
	chevronAt   = 40                     // left of the text, in pixels
	foldMarkGap = 10                     // between a folded heading and its mark, in pixels
	mendAfter   = 300 * time.Millisecond // from a parse to the look whether folds still are sections
	mendPause   = 20 * time.Millisecond  // between looks at so many folds
	mendAtOnce  = 1000

	headingLines = 8 // that an underlined heading may have to be found from its last one
)

// folding is what an Editor needs for sections that are folded away. The folds
// themselves are the rows': they follow edits by lines alone, and every parse
// has them compared with the headings, so that one which is no section any more
// opens.
type folding struct {
	kept   map[*session.Session][]rows.Fold // of sessions that are not shown
	may    bool                             // there may be folds
	mend   func()                           // stops the timer of mendFolds; nil when it does not run
	left   int                              // folds that mendFolds has yet to look at; below 0 for all
	next   int                              // where the first of them starts
	over   int                              // start of the line of the heading under the pointer; -1 for none
	at     fyne.Position                    // of the pointer
	marks  []foldMark
	closed pool[*canvas.Image] // beside folded headings
	open   pool[*canvas.Image] // beside the one under the pointer
	ink    [2]color.NRGBA      // of the chevrons as they are drawn, closed and open
}

// foldMark is where “… 12 lines” is drawn.
type foldMark struct {
	box rowBox
	x   float32
	w   float32
}

// atNow returns where an offset of the last Doc's text is now.
func (a *Editor) atNow(off int) int {
	if len(a.since.Changes) == 0 {
		return min(off, a.s.Text().Len())
	}
	return a.since.Map(off, text.After)
}

// headingOn returns the index of the block which is a heading that starts in the
// line. Headings in quotations and lists have no sections.
func (a *Editor) headingOn(line int) (i int, ok bool) {
	if a.doc == nil {
		return 0, false
	}
	t := a.s.Text()
	i = a.doc.Find(a.parsedAt(t.LineEnd(line)))
	if i < 0 || a.doc.Block(i).Kind != markdown.Heading {
		return 0, false
	}
	return i, t.LineAt(a.atNow(a.doc.Start(i))) == line
}

// body returns the lines of a heading's section behind the heading, up to the
// next heading of its level or a higher one. It is not ok if there is nothing
// in it.
func (a *Editor) body(i int) (f rows.Fold, ok bool) {
	d, t := a.doc, a.s.Text()
	level, next := d.Block(i).Level, d.Len()
	if d.Block(next-1).Kind == markdown.Footnotes {
		next--
	}
	for k, b := range d.Headings(i + 1) {
		if b.Kind == markdown.Heading && b.Level <= level {
			next = k
			break
		}
	}
	last := t.LineAt(a.atNow(d.Start(i) + d.Block(i).End))
	if next == i+1 || last+1 >= t.Lines() {
		return rows.Fold{}, false
	}
	f = rows.Fold{Start: t.LineStart(last + 1), End: t.Len() + 1}
	if next < d.Len() && d.Block(next).Kind == markdown.Heading {
		f.End = t.LineStart(t.LineAt(a.atNow(d.Start(next))))
	}
	return f, f.Start < f.End
}

// FoldSection folds the sections that the carets are in, or where these are
// folded already, the ones around. It tells whether there was one.
func (a *Editor) FoldSection() (found bool) {
	if a.s == nil || a.doc == nil {
		return false
	}
	for _, x := range a.s.Selections() {
		found = a.foldAround(x.Head) || found
	}
	a.folded()
	return found
}

func (a *Editor) foldAround(off int) bool {
	t := a.s.Text()
	level := 7
	for i := a.doc.Find(a.parsedAt(t.LineEnd(t.LineAt(off)))); i >= 0; i-- {
		b := a.doc.Block(i)
		if b.Kind != markdown.Heading || b.Level >= level {
			continue
		}
		level = b.Level
		if f, ok := a.body(i); ok && !a.rows.IsFolded(f.Start-1) && a.rows.Fold(f) {
			a.fold.may = true
			return true
		}
	}
	return false
}

// UnfoldSection opens the folds behind the carets' lines, and those within the
// selections. It tells whether there was one.
func (a *Editor) UnfoldSection() (found bool) {
	if a.s == nil {
		return false
	}
	for _, x := range a.s.Selections() {
		found = a.unfoldAt(x.Head) || found
		if x.Empty() {
			continue
		}
		for _, f := range a.rows.Folds() {
			if f.Start > x.Start() && f.Start <= x.End() {
				found = a.rows.Unfold(f.Start-1) || found
			}
		}
	}
	a.folded()
	return found
}

func (a *Editor) unfoldAt(off int) bool {
	if a.rows.Unfold(off) {
		return true
	}
	i, ok := a.headingOn(a.s.Text().LineAt(off)) // of several lines
	if !ok {
		return false
	}
	f, ok := a.body(i)
	return ok && a.rows.Unfold(f.Start-1)
}

// FoldAll folds every section, those in sections too. It tells whether there
// was one.
func (a *Editor) FoldAll() bool {
	if a.s == nil || a.doc == nil {
		return false
	}
	all := a.sections()
	a.rows.SetFolds(all)
	a.fold.may = len(all) > 0
	a.folded()
	return len(all) > 0
}

// sections returns the bodies of all sections, by their starts.
func (a *Editor) sections() (all []rows.Fold) {
	type head struct{ level, fold, block int }
	d, t := a.doc, a.s.Text()
	var open []head
	end := func(level, at, block int) {
		for n := len(open); n > 0 && open[n-1].level >= level; n-- {
			h := open[n-1]
			if all[h.fold].End = at; block == h.block+1 {
				all[h.fold].End = 0 // with nothing in it
			}
			open = open[:n-1]
		}
	}
	blocks := d.Len()
	for i, b := range d.From(0) {
		if b.Kind == markdown.Footnotes {
			blocks = i
			break
		}
		if b.Kind != markdown.Heading {
			continue
		}
		start := a.atNow(d.Start(i))
		end(b.Level, t.LineStart(t.LineAt(start)), i)
		last := t.LineAt(a.atNow(d.Start(i) + b.End))
		if last+1 < t.Lines() {
			open = append(open, head{b.Level, len(all), i})
			all = append(all, rows.Fold{Start: t.LineStart(last + 1)})
		}
	}
	end(0, t.Len()+1, blocks)
	return slices.DeleteFunc(all, func(f rows.Fold) bool { return f.End <= f.Start })
}

// UnfoldAll opens all folds, and tells whether there was one.
func (a *Editor) UnfoldAll() bool {
	if a.s == nil || !a.fold.may {
		return false
	}
	had := len(a.rows.Folds()) > 0
	a.rows.UnfoldAll()
	a.fold.may = false
	a.folded()
	return had
}

// toggleFold folds the section of the heading in the line, or opens it.
func (a *Editor) toggleFold(line int) {
	i, ok := a.headingOn(line)
	if !ok {
		return
	}
	if f, ok := a.body(i); ok {
		if !a.rows.Unfold(f.Start - 1) {
			a.fold.may = a.rows.Fold(f) || a.fold.may
		}
		a.folded()
	}
}

// folded takes carets out of what was hidden and shows where they are.
func (a *Editor) folded() {
	sels := a.s.Selections()
	for i, x := range sels {
		if a.strays(x) {
			sels[i] = text.Caret(a.rows.Out(rows.Caret{Off: x.Head}, false).Off)
		}
	}
	a.act(func() {
		if !slices.Equal(sels, a.s.Selections()) {
			a.caret = rows.Caret{Off: -1}
			a.s.Select(sels...)
		}
	})
}

// strays tells whether an end of the selection is in hidden text that it does
// not span.
func (a *Editor) strays(x text.Selection) bool {
	for _, off := range [2]int{x.Anchor, x.Head} {
		start, end, ok := a.rows.Hidden(off)
		if !ok {
			continue
		}
		t := a.s.Text()
		if end < t.Len() {
			end = t.LineEnd(t.LineAt(end) - 1)
		}
		if x.Start() >= start || x.End() < end {
			return true
		}
	}
	return false
}

// showCarets opens the folds that a selection came to be in: by a search, an
// undo, a jump. What spans hidden text leaves it hidden.
func (a *Editor) showCarets() {
	if !a.fold.may {
		return
	}
	for _, x := range a.s.Selections() {
		if a.strays(x) {
			a.rows.Show(x.Anchor)
			a.rows.Show(x.Head)
		}
	}
}

// passFolds takes a caret that a motion from an offset put into hidden text to
// the side that it went to. What is selected up to the end of the text takes
// hidden text along.
func (a *Editor) passFolds(from int, c rows.Caret, extend bool) rows.Caret {
	if !a.fold.may {
		return c
	}
	_, end, ok := a.rows.Hidden(c.Off)
	switch {
	case !ok || extend && c.Off == from:
		return c
	case extend && c.Off > from && end == a.s.Text().Len():
		return rows.Caret{Off: end, Goal: c.Goal}
	}
	return a.rows.Out(c, c.Off > from)
}

// keepFolds remembers the folds of the session that will not be shown any more,
// and takeFolds brings back those of the one that is, moved by what was edited
// meanwhile.
func (a *Editor) keepFolds() {
	a.fold.over = -1
	if a.fold.mend != nil {
		a.fold.mend()
		a.fold.mend = nil
	}
	if a.s == nil || !a.fold.may {
		return
	}
	if all := a.rows.Folds(); len(all) > 0 {
		if a.fold.kept == nil {
			a.fold.kept = map[*session.Session][]rows.Fold{}
		}
		a.fold.kept[a.s] = all
	}
	a.fold.may = false
}

func (a *Editor) takeFolds(version uint64) {
	all := a.fold.kept[a.s]
	delete(a.fold.kept, a.s)
	if len(all) == 0 {
		return
	}
	if p, ok := a.s.PatchSince(version); ok {
		if len(p.Changes) > 0 {
			all = rows.MapFolds(all, p)
		}
		a.rows.SetFolds(all)
		a.fold.may = true
		a.showCarets()
	}
}

// mendSoon has folds compared with the headings in a moment.
func (a *Editor) mendSoon() {
	if a.fold.left = -1; a.fold.may && a.fold.mend == nil {
		a.fold.mend = a.o.After(mendAfter, a.mendFolds)
	}
}

// mendFolds opens what is no section any more: its heading became something
// else, or another heading came to be in it. It needs the Doc of the text as it
// is, else the next one has to do it. Many folds are looked at in several goes.
func (a *Editor) mendFolds() {
	a.fold.mend = nil
	if a.s == nil || a.doc == nil || len(a.since.Changes) > 0 || a.doc.Version != a.s.Text().Version() {
		return
	}
	t, all := a.s.Text(), a.rows.Folds()
	a.fold.may = len(all) > 0
	if a.fold.left < 0 {
		a.fold.left = len(all)
	}
	at, _ := slices.BinarySearchFunc(all, a.fold.next, func(f rows.Fold, off int) int { return f.Start - off })
	opened := false
	for range min(a.fold.left, len(all), mendAtOnce) {
		f := all[at%len(all)]
		at++
		i := a.doc.Find(f.Start - 1)
		if i >= 0 && a.doc.Block(i).Kind == markdown.Heading && t.LineAt(a.doc.Start(i)+a.doc.Block(i).End)+1 == t.LineAt(f.Start) {
			if body, ok := a.body(i); ok && f.End <= body.End {
				continue
			}
		}
		opened = a.rows.Unfold(f.Start-1) || opened
	}
	if a.fold.left -= mendAtOnce; a.fold.left > 0 && len(all) > 0 {
		a.fold.next = all[at%len(all)].Start
		a.fold.mend = a.o.After(mendPause, a.mendFolds)
	}
	if opened {
		a.finish()
	}
}

// stretches gives the parts of the text that are in view. What folds hide lies
// between them.
func (a *Editor) stretches() iter.Seq2[int, int] {
	return func(yield func(start, end int) bool) {
		all := a.r.visible
		start := all[0].row.Start
		for i, b := range all {
			if i+1 < len(all) && b.row.Folded == 0 {
				continue
			}
			if !yield(start, b.row.End) {
				return
			}
			if i+1 < len(all) {
				start = all[i+1].row.Start
			}
		}
	}
}

// drawFolds draws the marks behind folded headings, and the chevrons beside
// these and the heading under the pointer.
func (a *Editor) drawFolds(col column) {
	f, r := &a.fold, a.r
	f.marks, f.closed.used, f.open.used = f.marks[:0], 0, 0
	a.chevronInk()
	t := a.s.Text()
	for _, b := range r.visible {
		if b.row.First && t.LineStart(b.row.Line) == f.over && !a.isFolded(b.row.Line) {
			a.drawChevron(&f.open, "chevron-down", f.ink[1], col, b.y)
		}
		if b.row.Folded == 0 {
			continue
		}
		y, first := b.y, a.headingOver(b.row.Line) // of the heading's first row, where that is in view
		for _, c := range r.visible {
			if c.row.First && c.row.Line == first {
				y = c.y
			}
		}
		a.drawChevron(&f.closed, "chevron-right", f.ink[0], col, y)
		label, x, w := a.foldLabel(b.row, col)
		a.put(label, b.y+a.line.top, x, 0, r.colours.faint)
		f.marks = append(f.marks, foldMark{b, x, w})
	}
	for _, o := range f.closed.inUse() {
		r.objects = append(r.objects, o)
	}
	for _, o := range f.open.inUse() {
		r.objects = append(r.objects, o)
	}
}

// foldLabel is the mark behind a folded heading, and where it is in pixels.
func (a *Editor) foldLabel(row rows.Row, col column) (label string, x, w float32) {
	label = "… " + strconv.Itoa(row.Folded) + " lines"
	if row.Folded == 1 {
		label = "… 1 line"
	}
	x = col.left + round32(row.X(row.End)) + foldMarkGap
	w = float32(len(label)-2) * a.m.space()
	if room := floor32(a.Size().Width) - barZone; x+w > room {
		label, w = "…", a.m.space()
		x = min(x, room-w)
	}
	return label, x, w
}

// chevronInk has the chevrons drawn anew in the theme's colours.
func (a *Editor) chevronInk() {
	f := &a.fold
	if ink := [2]color.NRGBA{a.r.colours.muted, a.r.colours.faint}; f.ink != ink {
		f.ink, f.closed, f.open = ink, pool[*canvas.Image]{}, pool[*canvas.Image]{}
	}
}

func (a *Editor) drawChevron(p *pool[*canvas.Image], name string, ink color.NRGBA, col column, y float32) {
	o := p.next(func() *canvas.Image {
		o := canvas.NewImageFromResource(theme.Icon(name, ink))
		o.Resize(fyne.NewSize(chevronSize, chevronSize))
		return o
	})
	o.Move(fyne.NewPos(max(1, col.left-chevronAt), y+floor32((a.line.height-chevronSize)/2)))
}

// isFolded tells whether the section of the heading in the line is folded.
func (a *Editor) isFolded(line int) bool {
	if i, ok := a.headingOn(line); ok {
		if f, ok := a.body(i); ok {
			return a.rows.IsFolded(f.Start - 1)
		}
	}
	return false
}

// pointAt notes where the pointer is: a heading under it shows that it can be
// folded.
func (a *Editor) pointAt(at fyne.Position) {
	a.fold.at = at
	over := -1
	if b, ok := a.rowAt(at.Y); ok && !a.mouse.pressed {
		if i, ok := a.headingOn(b.row.Line); ok {
			if _, ok := a.body(i); ok {
				over = a.s.Text().LineStart(b.row.Line)
			}
		}
	}
	if over != a.fold.over {
		a.fold.over = over
		a.draw()
	}
}

// pointAway is pointAt for no place at all.
func (a *Editor) pointAway() {
	a.fold.at = fyne.NewPos(-1, -1)
	if a.fold.over >= 0 {
		a.fold.over = -1
		a.draw()
	}
}

// rowAt returns the visible row at a height.
func (a *Editor) rowAt(y float32) (rowBox, bool) {
	if a.s == nil || a.r == nil {
		return rowBox{}, false
	}
	for _, b := range a.r.visible {
		if y >= b.y && y < b.y+a.line.height {
			return b, true
		}
	}
	return rowBox{}, false
}

// foldAt returns the line of the heading whose chevron or mark is at a point.
// All of the margin beside a heading is its chevron's.
func (a *Editor) foldAt(at fyne.Position) (line int, ok bool) {
	b, ok := a.rowAt(at.Y)
	if !ok {
		return 0, false
	}
	margin := at.X >= 0 && at.X < a.column().left-4
	if b.row.Folded > 0 {
		on := slices.ContainsFunc(a.fold.marks, func(m foldMark) bool {
			return m.box.y == b.y && at.X >= m.x-4 && at.X < m.x+m.w+4
		})
		return a.headingOver(b.row.Line), on || margin
	}
	if !margin || !b.row.First {
		return 0, false
	}
	i, ok := a.headingOn(b.row.Line)
	if !ok {
		return 0, false
	}
	_, ok = a.body(i)
	return b.row.Line, ok
}

// headingOver returns the line on which the heading starts that ends on a line;
// one that is underlined has several.
func (a *Editor) headingOver(line int) int {
	for first := line; first >= 0 && line-first < headingLines; first-- {
		if _, ok := a.headingOn(first); ok {
			return first
		}
	}
	return line
}
