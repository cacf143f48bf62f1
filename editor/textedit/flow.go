package textedit

import (
	"image"
	"image/color"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

const (
	maxFlowMarks = 160       // drawn at once
	manyBlocks   = 400       // that changed: all lines are looked at in one go
	mostEntered  = 16        // line ends that are kept where they were put
	maxFlow      = 256 << 10 // bytes of a paragraph; in a longer one lines do not flow
)

// flow has the lines of a paragraph flow in the rows: what lines do says the
// last Doc, and until the next one an edit leaves them as they are.
//
// A line end that was put in with Return stays one until no caret is in its
// paragraph any more: words do not jump up under the hand that writes them.
type flow struct {
	parsed *parsed
	view   *viewport

	on      bool
	doc     *markdown.Doc // that the rows were last compared with, nil for none
	version uint64        // of the text then
	entered []*text.Mark  // behind line ends that were put in by Return
	typing  bool          // Return is being handled
}

// set has the lines of paragraphs flow, or not any more.
func (f *flow) set(on bool) {
	f.on = on
	if f.parsed.s == nil {
		return
	}
	if f.forget(); on {
		f.sync()
	} else {
		f.view.rows.FlowAll(nil)
	}
}

// forget lets go of what is known of the session's text.
func (f *flow) forget() {
	f.doc = nil
	for _, m := range f.entered {
		f.parsed.s.Release(m)
	}
	f.entered = f.entered[:0]
}

// sync has the rows flow as the last Doc says, where that or the text differs
// from what they were last compared with. It reports whether rows changed.
func (f *flow) sync() (changed bool) {
	d := f.parsed.doc
	if !f.on || d == nil || d == f.doc {
		return false
	}
	was, version := f.doc, f.version
	f.doc, f.version = d, f.parsed.s.Text().Version()
	way, known := f.parsed.s.PatchSince(version)
	same, tail := 0, 0
	if was != nil && known && was.Base == d.Base {
		same, tail = d.Since(was)
	}
	if d.Base == f.parsed.s.Start() && d.Len()-same-tail > manyBlocks {
		var lines []int
		for i := range d.Len() {
			lines = f.linesOf(lines, i)
		}
		f.view.rows.FlowAll(lines)
		return true
	}
	for i := same; i < d.Len()-tail; i++ {
		changed = f.syncBlock(i) || changed
	}
	if was == nil || !known {
		return changed
	}
	shift := 0
	for _, c := range way.Changes { // an edit may have undone what the Doc never saw
		start := c.Start + shift
		shift += len(c.New) - len(c.Old)
		changed = f.syncAround(start, start+len(c.New)) || changed
	}
	return changed
}

// syncAround is sync for the blocks that [start, end) lies in.
func (f *flow) syncAround(start, end int) (changed bool) {
	d := f.parsed.doc
	first, last := max(0, d.Find(f.parsed.parsedAt(start))), d.Find(f.parsed.parsedAt(end))
	for i := first; i <= last; i++ {
		changed = f.syncBlock(i) || changed
	}
	return changed
}

// syncBlock is sync for one block, with what lies before the next.
func (f *flow) syncBlock(i int) bool {
	start, end := f.extent(i)
	if end < start {
		return false
	}
	return f.view.rows.Flow(start-1, end, f.linesOf(nil, i))
}

// extent is where a block starts now, and the last line that nothing else can
// start in.
func (f *flow) extent(i int) (start, end int) {
	d := f.parsed.doc
	if d.Block(i).Kind == markdown.Footnotes {
		return 0, -1
	}
	end = f.parsed.atNow(d.Start(i) + d.Block(i).End)
	if i+1 < d.Len() && d.Block(i+1).Kind != markdown.Footnotes {
		end = f.parsed.atNow(d.Start(i + 1))
	}
	return f.parsed.atNow(d.Start(i)), end
}

// linesOf appends the lines of a block that flow, where they are now.
func (f *flow) linesOf(dst []int, i int) []int {
	d, t := f.parsed.doc, f.parsed.s.Text()
	n := len(dst)
	if d.Block(i).End > maxFlow {
		return dst
	}
	dst = d.SoftLines(dst, i)
	if since := f.parsed.since(); len(since.Changes) > 0 {
		for k := n; k < len(dst); k++ {
			dst[k] = since.Map(dst[k], text.Before)
		}
		dst = append(dst[:n], slices.DeleteFunc(dst[n:], func(at int) bool {
			return at > t.Len() || t.LineStart(t.LineAt(at)) != at
		})...)
	}
	if len(f.entered) > 0 && f.holdsCaret(i) {
		dst = append(dst[:n], slices.DeleteFunc(dst[n:], func(at int) bool {
			return slices.ContainsFunc(f.entered, func(m *text.Mark) bool { return m.Off == at })
		})...)
	}
	return dst
}

// holdsCaret reports whether a caret is in a block.
func (f *flow) holdsCaret(i int) bool {
	start := f.parsed.atNow(f.parsed.doc.Start(i))
	end := f.parsed.atNow(f.parsed.doc.Start(i) + f.parsed.doc.Block(i).End)
	return slices.ContainsFunc(f.parsed.s.Selections(), func(x text.Selection) bool { return start <= x.Head && x.Head <= end })
}

// changed follows an edit.
func (f *flow) changed(p text.Patch) {
	if !f.on || !f.typing {
		return
	}
	for _, c := range p.Changes {
		if len(f.entered) == mostEntered {
			f.parsed.s.Release(f.entered[0])
			f.entered = slices.Delete(f.entered, 0, 1)
		}
		t := f.parsed.s.Text()
		line := t.LineStart(t.LineAt(p.Map(c.Start, text.After)))
		f.entered = append(f.entered, f.parsed.s.Mark(line, text.Before))
	}
}

// leave lets those line ends flow that were put in by Return in a paragraph
// which no caret is in any more. It reports whether rows changed.
func (f *flow) leave() (changed bool) {
	if len(f.entered) == 0 || !f.on || !f.parsed.isCurrent() || f.parsed.doc == nil {
		return false
	}
	var left []int
	f.entered = slices.DeleteFunc(f.entered, func(m *text.Mark) bool {
		i := f.parsed.doc.Find(f.parsed.parsedAt(m.Off))
		if i >= 0 && f.holdsCaret(i) {
			return false
		}
		left = append(left, m.Off)
		f.parsed.s.Release(m)
		return true
	})
	for _, off := range left {
		changed = f.syncAround(off, off) || changed
	}
	return changed
}

// enter marks what Return puts in as lines that stay for now.
func (f *flow) enter(do func()) {
	f.typing = true
	do()
	f.typing = false
}

// Shown returns a command on lines that takes those that flow for one, as they
// are seen.
func Shown(ed *Editor, f compose.Command) compose.Command {
	return func(s compose.State) compose.Transaction {
		if ed.flow.on {
			s.Flows = ed.view.rows.Flows
		}
		return f(s)
	}
}

// joins reports whether a caret stands right behind a join that is more than a
// line end.
func (f *flow) joins() bool {
	return slices.ContainsFunc(f.parsed.s.Selections(), func(x text.Selection) bool { return x.Empty() && f.join(x.Head) < x.Head })
}

// join returns where the join starts that ends at an offset and is more than a
// line end; the offset if there is none.
func (f *flow) join(off int) int {
	if !f.on || off <= f.view.rows.From() {
		return off
	}
	t := f.parsed.s.Text()
	start := f.view.rows.Left(rows.Caret{Off: off, Goal: -1}).Off
	if s := t.Slice(start, off); strings.TrimLeft(s, "\r\n") == "" || rows.JoinLen(s) != len(s) {
		return off
	}
	return start
}

// takeJoins selects the joins that carets stand right behind, so that a line that
// is begun there takes their place.
func (f *flow) takeJoins() {
	if !f.joins() {
		return
	}
	sels := f.parsed.s.Selections()
	for i, x := range sels {
		if x.Empty() {
			sels[i].Anchor = f.join(x.Head)
		}
	}
	f.parsed.s.Select(sels...)
}

// flowMarks are the marks where lines end that flow: one picture, drawn once and
// moved.
type flowMarks struct {
	marks  pool[*canvas.Raster]
	colour color.NRGBA
	size   fyne.Size
	drawn  []fyne.CanvasObject
}

// drawFlow marks the line ends in view that are shown as blanks.
func (r *renderer) drawFlow(col column) {
	m := &r.flow
	m.drawn, m.marks.used = m.drawn[:0], 0
	if !r.ed.flow.on || !r.ed.view.appearance.LineEnds {
		return
	}
	size := fyne.NewSize(max(4, round32(r.ed.view.fontSize*0.34)), max(5, round32(r.ed.view.fontSize*0.42)))
	if c := r.colours.faint; c != m.colour || size != m.size {
		m.colour, m.size, m.marks.all = c, size, nil
	}
	for _, b := range r.visible {
		s := b.row.String()
		for i := 0; i < len(s) && len(m.drawn) < maxFlowMarks; i++ {
			if s[i] != '\n' && s[i] != '\r' {
				continue
			}
			n := rows.JoinLen(s[i:])
			m.put(r, b, b.row.Start+i, n, col)
			i += n - 1
		}
	}
}

// put draws the mark of the line end of n bytes at off.
func (m *flowMarks) put(r *renderer, b rowBox, off, n int, col column) {
	left, right := b.row.X(off), b.row.X(off+n)
	x := left + (right-left-m.size.Width)/2
	if x+m.size.Width > col.width+curPad {
		return
	}
	o := m.marks.next(func() *canvas.Raster {
		c := m.colour
		o := canvas.NewRaster(func(w, h int) image.Image { return lineEnd(w, h, c) })
		o.ScaleMode = canvas.ImageScalePixels
		o.Resize(m.size)
		return o
	})
	o.Move(fyne.NewPos(col.left+round32(x), b.y+r.ed.view.line.base-m.size.Height))
	m.drawn = append(m.drawn, o)
}

// lineEnd draws a small angle that turns back to the left, w by h pixels.
func lineEnd(w, h int, c color.NRGBA) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	thick := max(1, h/7)
	c.A = uint8(float32(c.A) * 0.75)
	for y := range h {
		for x := range w {
			if x >= w-thick && y < h-thick || y >= h-thick {
				img.SetNRGBA(x, y, c)
			}
		}
	}
	return img
}

// spaced returns a row's text as it is drawn: joins are blanks.
func spaced(s string) string {
	if !strings.ContainsAny(s, "\r\n") {
		return s
	}
	var b strings.Builder
	for s != "" {
		if n := rows.JoinLen(s); n > 0 {
			b.WriteByte(' ')
			s = s[n:]
			continue
		}
		n := strings.IndexAny(s, "\r\n")
		if n < 0 {
			n = len(s)
		}
		b.WriteString(s[:n])
		s = s[n:]
	}
	return b.String()
}

// ink returns a row's text without the blanks at its end.
func ink(s string) string {
	s = strings.TrimRight(s, " \t\r\n")
	if i := strings.LastIndexAny(s, "\r\n"); i >= 0 && i+rows.JoinLen(s[i:]) == len(s) {
		s = strings.TrimRight(s[:i], " \t\r\n")
	}
	return s
}

// pastJoin returns i, or where a join of a row's text ends that i is within.
func pastJoin(s string, i int) int {
	at := i
	for at > 0 && (s[at-1] == ' ' || s[at-1] == '\t' || s[at-1] == '>') {
		at--
	}
	if at == 0 || s[at-1] != '\n' && s[at-1] != '\r' {
		return i
	}
	return max(i, at-1+rows.JoinLen(s[at-1:]))
}
