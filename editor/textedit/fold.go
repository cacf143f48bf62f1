package textedit

import (
	"slices"
	"time"

	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

const (
	mendAfter  = 300 * time.Millisecond // from a parse to the look whether folds still are sections
	mendPause  = 20 * time.Millisecond  // between looks at so many folds
	mendAtOnce = 1000
)

// folding is what is kept of sections that are folded away. The folds
// themselves are the rows': they follow edits by lines alone, and every parse
// has them compared with the headings, so that one which is no section any more
// opens.
type folding struct {
	parsed *parsed
	view   *viewport
	after  func(d time.Duration, f func()) (stop func())
	opened func() // is called when a fold opened by itself

	may  bool       // there may be folds
	over *text.Mark // start of the line of the heading under the pointer; nil for none
	stop func()     // stops the timer of mend; nil when it does not run
	left int        // folds that mend has yet to look at; below 0 for all
	next int        // where the first of them starts
}

// FoldSection folds the sections that the carets are in, or where these are
// folded already, the ones around. It reports whether there was one.
func (ed *Editor) FoldSection() (found bool) {
	if ed.s == nil || ed.parsed.doc == nil {
		return false
	}
	for _, x := range ed.s.Selections() {
		found = ed.fold.foldAround(x.Head) || found
	}
	ed.folded()
	return found
}

func (fs *folding) foldAround(off int) bool {
	t := fs.parsed.s.Text()
	level := 7
	for i := fs.parsed.doc.Find(fs.parsed.parsedAt(t.LineEnd(t.LineAt(off)))); i >= 0; i-- {
		b := fs.parsed.doc.Block(i)
		if b.Kind != markdown.Heading || b.Level >= level {
			continue
		}
		level = b.Level
		if f, ok := fs.parsed.body(i); ok && !fs.view.rows.IsFolded(f.Start-1) && fs.view.rows.Fold(f) {
			fs.may = true
			return true
		}
	}
	return false
}

// UnfoldSection opens the folds behind the carets' lines, and those within the
// selections. It reports whether there was one.
func (ed *Editor) UnfoldSection() (found bool) {
	if ed.s == nil {
		return false
	}
	for _, x := range ed.s.Selections() {
		found = ed.fold.unfoldAt(x.Head) || found
		if x.Empty() {
			continue
		}
		for _, f := range ed.view.rows.Folds() {
			if f.Start > x.Start() && f.Start <= x.End() {
				found = ed.view.rows.Unfold(f.Start-1) || found
			}
		}
	}
	ed.folded()
	return found
}

func (fs *folding) unfoldAt(off int) bool {
	if fs.view.rows.Unfold(off) {
		return true
	}
	i, ok := fs.parsed.headingOn(fs.parsed.s.Text().LineAt(off)) // of several lines
	if !ok {
		return false
	}
	f, ok := fs.parsed.body(i)
	return ok && fs.view.rows.Unfold(f.Start-1)
}

// FoldAll folds every section, those in sections too. It reports whether there
// was one.
func (ed *Editor) FoldAll() bool {
	if ed.s == nil || ed.parsed.doc == nil {
		return false
	}
	all := ed.parsed.sections()
	ed.view.rows.SetFolds(all)
	ed.fold.may = len(all) > 0
	ed.folded()
	return len(all) > 0
}

// UnfoldAll opens all folds, and reports whether there was one.
func (ed *Editor) UnfoldAll() bool {
	if ed.s == nil || !ed.fold.may {
		return false
	}
	had := len(ed.view.rows.Folds()) > 0
	ed.view.rows.UnfoldAll()
	ed.fold.may = false
	ed.folded()
	return had
}

// toggleFold folds the section of the heading in the line, or opens it.
func (ed *Editor) toggleFold(line int) {
	i, ok := ed.parsed.headingOn(line)
	if !ok {
		return
	}
	if f, ok := ed.parsed.body(i); ok {
		if !ed.view.rows.Unfold(f.Start - 1) {
			ed.fold.may = ed.view.rows.Fold(f) || ed.fold.may
		}
		ed.folded()
	}
}

// folded takes carets out of what was hidden and shows where they are.
func (ed *Editor) folded() {
	sels := ed.s.Selections()
	for i, x := range sels {
		if ed.fold.strays(x) {
			sels[i] = text.Caret(ed.view.rows.Out(rows.Caret{Off: x.Head}, false).Off)
		}
	}
	ed.act(func() {
		if !slices.Equal(sels, ed.s.Selections()) {
			ed.carets.reset()
			ed.s.Select(sels...)
		}
	})
}

// strays reports whether an end of the selection is in hidden text that it does
// not span.
func (fs *folding) strays(x text.Selection) bool {
	for _, off := range [2]int{x.Anchor, x.Head} {
		start, end, ok := fs.view.rows.Hidden(off)
		if !ok {
			continue
		}
		t := fs.parsed.s.Text()
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
func (fs *folding) showCarets() {
	if !fs.may {
		return
	}
	for _, x := range fs.parsed.s.Selections() {
		if fs.strays(x) {
			fs.view.rows.Show(x.Anchor)
			fs.view.rows.Show(x.Head)
		}
	}
}

// pass takes a caret that a motion from an offset put into hidden text to
// the side that it went to. What is selected up to the end of the text takes
// hidden text along.
func (fs *folding) pass(from int, c rows.Caret, extend bool) rows.Caret {
	if !fs.may {
		return c
	}
	_, end, ok := fs.view.rows.Hidden(c.Off)
	switch {
	case !ok || extend && c.Off == from:
		return c
	case extend && c.Off > from && end == fs.parsed.s.Text().Len():
		return rows.Caret{Off: end, Goal: c.Goal}
	}
	return fs.view.rows.Out(c, c.Off > from)
}

// pointed returns the start of the line of the heading under the pointer, -1 for none.
func (fs *folding) pointed() int {
	if fs.over == nil {
		return -1
	}
	return fs.over.Off
}

// pointAt notes the start of the line of the heading under the pointer, -1 for
// none, and reports whether it is another than before.
func (fs *folding) pointAt(over int) bool {
	if over == fs.pointed() {
		return false
	}
	if fs.over != nil {
		fs.parsed.s.Release(fs.over)
		fs.over = nil
	}
	if over >= 0 {
		fs.over = fs.parsed.s.Mark(over, text.After)
	}
	return true
}

// rest ends what is under way, because another session is to be shown. Folds go
// with the lines of theirs.
func (fs *folding) rest() {
	fs.pointAt(-1)
	if fs.stop != nil {
		fs.stop()
		fs.stop = nil
	}
	fs.may = false
}

// wake takes the folds over that may have come with a session's lines.
func (fs *folding) wake(may bool) {
	fs.may = may
	fs.showCarets()
}

// mendSoon has folds compared with the headings in a moment.
func (fs *folding) mendSoon() {
	if fs.left = -1; fs.may && fs.stop == nil {
		fs.stop = fs.after(mendAfter, fs.mend)
	}
}

// mend opens what is no section any more: its heading became something
// else, or another heading came to be in it. It needs the Doc of the text as it
// is, else the next one has to do it. Many folds are looked at in several goes.
func (fs *folding) mend() {
	fs.stop = nil
	if fs.parsed.s == nil || !fs.parsed.isCurrent() || fs.parsed.doc.Version != fs.parsed.s.Text().Version() {
		return
	}
	t, all := fs.parsed.s.Text(), fs.view.rows.Folds()
	fs.may = len(all) > 0
	if fs.left < 0 {
		fs.left = len(all)
	}
	at, _ := slices.BinarySearchFunc(all, fs.next, func(f rows.Fold, off int) int { return f.Start - off })
	opened := false
	for range min(fs.left, len(all), mendAtOnce) {
		f := all[at%len(all)]
		at++
		i := fs.parsed.doc.Find(f.Start - 1)
		if i >= 0 && fs.parsed.doc.Block(i).Kind == markdown.Heading && t.LineAt(fs.parsed.doc.Start(i)+fs.parsed.doc.Block(i).End)+1 == t.LineAt(f.Start) {
			if body, ok := fs.parsed.body(i); ok && f.End <= body.End {
				continue
			}
		}
		opened = fs.view.rows.Unfold(f.Start-1) || opened
	}
	if fs.left -= mendAtOnce; fs.left > 0 && len(all) > 0 {
		fs.next = all[at%len(all)].Start
		fs.stop = fs.after(mendPause, fs.mend)
	}
	if opened {
		fs.opened()
	}
}

// isFolded reports whether the section of the heading in the line is folded.
func (fs *folding) isFolded(line int) bool {
	if i, ok := fs.parsed.headingOn(line); ok {
		if f, ok := fs.parsed.body(i); ok {
			return fs.view.rows.IsFolded(f.Start - 1)
		}
	}
	return false
}
