package textedit

import (
	"image/color"
	"iter"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/editor/rows"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
)

const (
	chevronSize = 16
	chevronAt   = 40 // left of the text, in pixels
	foldMarkGap = 10 // between a folded heading and its mark, in pixels
)

// foldMarks are what is drawn beside and behind headings.
type foldMarks struct {
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

// stretches gives the parts of the text that are in view. What folds hide lies
// between them.
func (r *renderer) stretches() iter.Seq2[int, int] {
	return func(yield func(start, end int) bool) {
		all := r.visible
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
func (r *renderer) drawFolds(col column) {
	f := &r.folds
	f.marks, f.closed.used, f.open.used = f.marks[:0], 0, 0
	r.chevronInk()
	t := r.ed.s.Text()
	for _, b := range r.visible {
		if b.row.First && t.LineStart(b.row.Line) == r.ed.fold.pointed() && !r.ed.fold.isFolded(b.row.Line) {
			r.drawChevron(&f.open, "chevron-down", f.ink[1], col, b.y)
		}
		if b.row.Folded == 0 {
			continue
		}
		y, first := b.y, r.ed.parsed.headingOver(b.row.Line) // of the heading's first row, where that is in view
		for _, c := range r.visible {
			if c.row.First && c.row.Line == first {
				y = c.y
			}
		}
		r.drawChevron(&f.closed, "chevron-right", f.ink[0], col, y)
		label, x, w := r.foldLabel(b.row, col)
		r.put(label, b.y+r.ed.view.line.top, x, 0, r.colours.faint)
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
func (r *renderer) foldLabel(row rows.Row, col column) (label string, x, w float32) {
	label = "… " + strconv.Itoa(row.Folded) + " lines"
	if row.Folded == 1 {
		label = "… 1 line"
	}
	x = col.left + round32(row.X(row.End)) + foldMarkGap
	w = float32(len(label)-2) * r.ed.view.m.Space()
	if room := floor32(r.ed.Size().Width) - control.BarZone; x+w > room {
		label, w = "…", r.ed.view.m.Space()
		x = min(x, room-w)
	}
	return label, x, w
}

// chevronInk has the chevrons drawn anew in the theme's colours.
func (r *renderer) chevronInk() {
	f := &r.folds
	if ink := [2]color.NRGBA{r.colours.muted, r.colours.faint}; f.ink != ink {
		f.ink, f.closed, f.open = ink, pool[*canvas.Image]{}, pool[*canvas.Image]{}
	}
}

func (r *renderer) drawChevron(p *pool[*canvas.Image], name string, ink color.NRGBA, col column, y float32) {
	o := p.next(func() *canvas.Image {
		o := canvas.NewImageFromResource(theme.Icon(name, ink))
		o.Resize(fyne.NewSize(chevronSize, chevronSize))
		return o
	})
	o.Move(fyne.NewPos(max(1, col.left-chevronAt), y+floor32((r.ed.view.line.height-chevronSize)/2)))
}

// rowAt returns the visible row at a height.
func (r *renderer) rowAt(y float32) (rowBox, bool) {
	if r == nil || r.ed.s == nil {
		return rowBox{}, false
	}
	for _, b := range r.visible {
		if y >= b.y && y < b.y+r.ed.view.line.height {
			return b, true
		}
	}
	return rowBox{}, false
}

// foldAt returns the line of the heading whose chevron or mark is at a point.
// All of the margin beside a heading is its chevron's.
func (r *renderer) foldAt(at fyne.Position) (line int, ok bool) {
	b, ok := r.rowAt(at.Y)
	if !ok {
		return 0, false
	}
	margin := at.X >= 0 && at.X < r.ed.view.column().left-4
	if b.row.Folded > 0 {
		on := slices.ContainsFunc(r.folds.marks, func(m foldMark) bool {
			return m.box.y == b.y && at.X >= m.x-4 && at.X < m.x+m.w+4
		})
		return r.ed.parsed.headingOver(b.row.Line), on || margin
	}
	if !margin || !b.row.First {
		return 0, false
	}
	i, ok := r.ed.parsed.headingOn(b.row.Line)
	if !ok {
		return 0, false
	}
	_, ok = r.ed.parsed.body(i)
	return b.row.Line, ok
}
