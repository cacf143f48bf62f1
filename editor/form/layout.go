package form

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/editor/field"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/wording"
)

const (
	names      = 88  // width of the fields' names
	narrow     = 400 // below which each field has a row of its own
	rowHeight  = theme.FieldHeight
	rowGap     = 8
	mostRows   = 8  // of a field that wraps; one that holds more scrolls
	foldedHigh = 38 // of the form when it is folded
)

// Folded reports whether the form is folded to one line.
func (f *Form) Folded() bool { return f.folded || f.scrolled }

// SetFolded folds the form to one line, or unfolds it.
func (f *Form) SetFolded(on bool) {
	if on == f.folded && !f.scrolled {
		return
	}
	f.folded, f.scrolled, f.top = on, false, 0
	f.Refresh()
	f.resized()
}

// Toggle folds or unfolds the form, and has that remembered.
func (f *Form) Toggle() {
	f.SetFolded(!f.Folded())
	f.o.Kept(f.folded, f.all)
	if _, in := f.o.Canvas().Focused().(*field.Field); in && f.folded {
		f.o.Text()
	}
}

// unfold shows the form, and has that remembered.
func (f *Form) unfold() {
	if f.Folded() {
		was := f.folded
		f.SetFolded(false)
		if was {
			f.o.Kept(false, f.all)
		}
	}
}

// ShowMore shows or folds the further fields.
func (f *Form) ShowMore(on bool) {
	if on == f.all {
		return
	}
	f.all = on
	f.more.SetIcon(map[bool]string{true: "chevron-down", false: "chevron-right"}[on])
	f.more.SetLabel(f.moreLabel())
	f.Refresh()
	f.resized()
}

// TextScrolled folds the form while the text is scrolled down, where the writer
// wants that: above is how many pixels of the text are above its upper edge. It
// returns by how many pixels the form's height has changed.
func (f *Form) TextScrolled(above float32, wanted bool) (by float32) {
	width := f.Size().Width
	if f.folded || f.s == nil || width == 0 || !wanted && !f.scrolled {
		return 0
	}
	high := f.HeightFor(width)
	switch {
	case f.scrolled && (above <= 0 || !wanted):
		f.scrolled = false
	case !f.scrolled && wanted && above > f.seen-foldedHigh+20 && !f.inForm():
		f.scrolled = true
	default:
		return 0
	}
	f.top = 0
	f.Refresh()
	return f.HeightFor(width) - high
}

// inForm reports whether the keys go into the form.
func (f *Form) inForm() bool {
	at := f.o.Canvas().Focused()
	for _, c := range f.Fields() {
		if at == fyne.Focusable(c) {
			return true
		}
	}
	for _, x := range f.Rows {
		if f.inRow(x) {
			return true
		}
	}
	return false
}

// moreLabel says how many further fields there are, and whether something is wrong
// with one that is not seen.
func (f *Form) moreLabel() string {
	n, wrong := 0, 0
	for _, x := range f.Rows {
		if n++; f.Problem(x.key) != "" {
			wrong++
		}
	}
	s := wording.Count(n, "more field")
	if wrong > 0 && !f.all {
		s += fmt.Sprintf(", ▲ %d", wrong)
	}
	return s
}

// moreNames lists the further fields that are not seen.
func (f *Form) moreNames() string {
	var list []string
	for _, x := range f.Rows {
		if v := f.s.Value(x.key); v != "" {
			list = append(list, x.key)
		}
	}
	return strings.Join(list, " · ")
}

// placing is one run over the form's layout.
type placing struct {
	f         *Form
	do        bool // else it is only measured
	left, top float32
	col       float32
}

func (p *placing) put(o fyne.CanvasObject, x, y, w, h float32) {
	if p.do {
		control.SetVisible(o, true)
		o.Move(fyne.NewPos(p.left+x, y-p.top))
		o.Resize(fyne.NewSize(w, h))
	}
}

func (p *placing) hide(list ...fyne.CanvasObject) {
	if p.do {
		for _, o := range list {
			control.SetVisible(o, false)
		}
	}
}

// high is how high a field that may wrap is at a width.
func high(c *field.Field, width float32) float32 {
	if !c.Style.Wrap {
		return rowHeight
	}
	const long = 3000 // bytes, which need more rows than are shown
	most := mostRows*c.Style.Line + rowHeight - 20
	if len(c.Text()) > long {
		return most
	}
	return min(c.HeightFor(width), most)
}

// problem puts what is wrong with a field below it.
func (p *placing) problem(key string, x, y, w float32) float32 {
	l, lead := p.f.problems[key], p.f.leads[key]
	if l == nil {
		return 0
	}
	if l.Text() == "" {
		p.hide(lead)
		return 0
	}
	if p.do && l.Wrap != w {
		l.Wrap = w
		l.Refresh()
	}
	h := float32(len(control.Wrap(l.Text(), w, l.TextSize, l.Face))) * l.LineHeight
	p.put(lead, x, y+2, w, h)
	return h + 4
}

// Place lays the form out at that width and returns its height. With do
// false it only measures.
func (f *Form) Place(width float32, do bool) float32 {
	pad := float32(48)
	if f.o.Pad != nil {
		pad = f.o.Pad(width)
	}
	col := fyne.Max(160, fyne.Min(f.measure, width-2*pad))
	if slim := col < narrow; slim != f.slim {
		f.slim = slim
		f.countDescription()
	}
	p := &placing{f: f, do: do, col: col, left: float32(int((width - col) / 2))}
	if f.s != nil && f.Folded() {
		p.hide(f.thumb)
		return p.folded()
	}
	p.hide(f.line, f.open)
	if do && f.top > 0 {
		f.top = fyne.Max(0, fyne.Min(f.top, f.Place(width, false)-f.Size().Height))
	}
	p.top = f.top
	y := p.four(16)
	if f.all {
		for _, x := range f.Rows {
			y = p.row(x, y)
		}
	} else {
		for _, x := range f.Rows {
			p.hide(x.objects()...)
			p.hide(f.lead(x.key)...)
		}
	}
	y = p.foot(y)
	if do {
		f.showBar(y)
	}
	return y
}

// showBar shows how far a form that is so high is scrolled, where it is higher
// than its room.
func (f *Form) showBar(high float32) {
	size := f.Size()
	f.bar.Set(high, size.Height, f.top)
	share := float32(0.5)
	if f.bar.Hot() {
		share = 0.8
	}
	control.SetVisible(f.thumb, f.bar.Draw(f.thumb, size.Width, theme.Dim(theme.Color(theme.Edge), theme.Color(theme.Sheet), share)))
}

// folded puts the title into one line.
func (p *placing) folded() float32 {
	f := p.f
	if p.do {
		for _, o := range f.objects() {
			control.SetVisible(o, false)
		}
		title := f.s.Title()
		if title == "" {
			title = "Untitled"
		}
		f.line.SetText(title)
	}
	p.put(f.line, 0, 9, p.col-36, 20)
	p.put(f.open, p.col-28+6, 5, 28, 28)
	return foldedHigh
}

// four puts the fields that every post has, from y down, and returns where they
// end.
func (p *placing) four(y float32) float32 {
	f, col := p.f, p.col
	h := high(f.Title, col+16)
	p.put(f.Title, -8, y, col+16, h)
	y += h
	y += p.problem("title", 0, y, col)
	y += 6
	const date, dateName = float32(132), float32(70)
	if f.slim {
		p.put(f.slugName, 0, y+5, names, 20)
		h := high(f.Slug, col-names)
		p.put(f.Slug, names, y, col-names, h)
		y += h + p.problem("slug", names, y+h, col-names) + rowGap
		p.put(f.dateName, 0, y+5, names, 20)
		p.put(f.Date, names, y, fyne.Min(date, col-names), rowHeight)
		y += rowHeight + p.problem("published", names, y+rowHeight, col-names) + rowGap
	} else {
		w := col - names - dateName - date - 14
		h := high(f.Slug, w)
		p.put(f.slugName, 0, y+5, names, 20)
		p.put(f.Slug, names, y, w, h)
		p.put(f.dateName, col-date-dateName, y+5, dateName, 20)
		p.put(f.Date, col-date, y, date, rowHeight)
		wide := w
		if f.problems["published"].Text() == "" { // and the words of the slug's need not be so narrow
			wide = col - names
		}
		y += fyne.Max(h+p.problem("slug", names, y+h, wide), rowHeight+p.problem("published", col-date-dateName, y+rowHeight, date+dateName))
		y += rowGap
	}
	p.put(f.sumName, 0, y+5, names, 20)
	h = high(f.Summary, col-names)
	p.put(f.Summary, names, y, col-names, h)
	y += h
	y += p.problem("description", names, y, col-names)
	return y + rowGap
}

// row puts a further field.
func (p *placing) row(x *Row, y float32) float32 {
	const button = 30
	w := p.col - names - button
	if x.label != nil {
		p.put(x.label, 0, y+5, names-8, 20)
	} else {
		p.put(x.Name, -6, y, names, rowHeight)
	}
	h := float32(rowHeight)
	switch {
	case x.Switch != nil:
		p.put(x.Switch, names, y, x.Switch.MinSize().Width, h)
	case x.chips != nil:
		h = x.chips.heightFor(w)
		p.put(x.chips, names, y, w, h)
	default:
		h = high(x.Value, w)
		p.put(x.Value, names, y, w, h)
	}
	if x.bare {
		p.hide(x.Remove)
	} else {
		p.put(x.Remove, p.col-28+6, y+1, 28, 28)
	}
	y += h
	return y + p.problem(x.key, names, y, w) + rowGap
}

// foot puts the buttons below the fields, and returns where the form ends.
func (p *placing) foot(y float32) float32 {
	f := p.f
	x := float32(-6)
	if len(f.Rows) == 0 {
		p.hide(f.more)
	} else {
		w := f.more.MinSize().Width
		p.put(f.more, x, y-2, w, 24)
		x += w + 6
	}
	w := f.Add.MinSize().Width
	p.put(f.Add, x, y-2, w, 24)
	x += w + 10
	switch room := p.col - 34 - x; {
	case f.all || len(f.Rows) == 0 || room < 60:
		p.hide(f.hint)
	default:
		if p.do {
			f.hint.SetText(f.moreNames())
		}
		p.put(f.hint, x, y+2, room, 16)
	}
	p.put(f.fold, p.col-28+6, y-4, 28, 28)
	return y + 30
}

// objects are what a row shows.
func (x *Row) objects() (list []fyne.CanvasObject) {
	if x.label != nil {
		list = append(list, x.label)
	} else {
		list = append(list, x.Name)
	}
	switch {
	case x.Switch != nil:
		list = append(list, x.Switch)
	case x.chips != nil:
		list = append(list, x.chips)
	default:
		list = append(list, x.Value)
	}
	return append(list, x.Remove)
}

// lead is what the problem of a field is shown in.
func (f *Form) lead(key string) []fyne.CanvasObject {
	if l := f.leads[key]; l != nil {
		return []fyne.CanvasObject{l}
	}
	return nil
}

// HeightFor is the form's height at that width, in pixels.
func (f *Form) HeightFor(width float32) float32 {
	h := f.Place(width, false)
	if !f.Folded() {
		f.seen = h
	}
	return h
}

// Scrolled implements fyne.Scrollable. A long title or many fields need more
// room than the text can spare.
func (f *Form) Scrolled(e *fyne.ScrollEvent) { f.scrollTo(f.top - e.Scrolled.DY) }

func (f *Form) scrollTo(top float32) {
	size := f.Size()
	top = fyne.Max(0, fyne.Min(top, f.HeightFor(size.Width)-size.Height))
	if top != f.top {
		f.top = top
		f.Place(size.Width, true)
		canvas.Refresh(f)
	}
}

// MouseDown implements desktop.Mouseable.
func (f *Form) MouseDown(e *desktop.MouseEvent) {
	if e.Button == desktop.MouseButtonPrimary && !f.Folded() && f.bar.Holds(e.Position, f.Size().Width) {
		f.bar.Press(e.Position.Y)
	}
}

// MouseUp implements desktop.Mouseable.
func (f *Form) MouseUp(*desktop.MouseEvent) { f.release() }

// Dragged implements fyne.Draggable.
func (f *Form) Dragged(e *fyne.DragEvent) { f.bar.Drag(e.Position.Y) }

// DragEnd implements fyne.Draggable.
func (f *Form) DragEnd() { f.release() }

func (f *Form) release() {
	if f.bar.Release() {
		f.Place(f.Size().Width, true)
		canvas.Refresh(f)
	}
}

// place returns where a field is in the form.
func (f *Form) place(c *field.Field) fyne.Position {
	at := c.Position()
	for _, x := range f.Rows {
		if x.chips != nil && x.Value == c {
			at = at.Add(x.chips.Position())
		}
	}
	return at
}

// inWindow returns where a field is, as what is offered for it counts. Fyne knows
// that only of what was drawn already, as the form was.
func (f *Form) inWindow(c *field.Field) fyne.Position {
	d := fyne.CurrentApp().Driver()
	return d.AbsolutePositionForObject(f).Subtract(d.AbsolutePositionForObject(f.Offers)).Add(f.place(c))
}

// reveal brings the caret's line of a field into view.
func (f *Form) reveal(c *field.Field) {
	from, to := c.CaretLine()
	f.revealLines(f.place(c).Y, from, to)
}

// revealLines brings what lies from a height of an object to another into view.
func (f *Form) revealLines(at, from, to float32) {
	const margin = 8
	y := at + f.top
	if h := f.Size().Height; y+to+margin > f.top+h {
		f.scrollTo(y + to + margin - h)
	}
	if y+from-margin < f.top {
		f.scrollTo(y + from - margin)
	}
}

// CreateRenderer implements fyne.Widget.
func (f *Form) CreateRenderer() fyne.WidgetRenderer {
	return &formRenderer{f: f, bg: theme.NewGround()}
}

type formRenderer struct {
	f  *Form
	bg theme.Ground
}

func (r *formRenderer) Destroy()           {}
func (r *formRenderer) IsClip()            {}
func (r *formRenderer) MinSize() fyne.Size { return fyne.NewSize(200, 30) }
func (r *formRenderer) Layout(size fyne.Size) {
	r.bg.Fill(size, theme.Color(theme.Sheet))
	r.f.Place(size.Width, true)
}

// objects are all that the unfolded form shows, in the order of Tab.
func (f *Form) objects() []fyne.CanvasObject {
	o := []fyne.CanvasObject{
		f.Title, f.leads["title"], f.slugName, f.Slug, f.dateName, f.Date, f.leads["slug"], f.leads["published"],
		f.sumName, f.Summary, f.leads["description"],
	}
	for _, x := range f.Rows {
		o = append(o, x.objects()...)
		o = append(o, f.lead(x.key)...)
	}
	return append(o, f.more, f.Add, f.hint, f.fold)
}

func (r *formRenderer) Objects() []fyne.CanvasObject {
	return append(append([]fyne.CanvasObject{r.bg.CanvasObject, r.f.line, r.f.open}, r.f.objects()...), r.f.thumb)
}

func (r *formRenderer) Refresh() {
	r.Layout(r.f.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
	canvas.Refresh(r.f)
}
