package preview

import (
	"math"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/assets"
	"galley.app/galley/internal/paint/textimage"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/page"
)

// shown is a fragment on screen and the height of its top in the pane.
type shown struct{ fragment, y int }

// place makes top and dy a place that the page has: dy inside the fragment at the
// top edge, and the pane filled down to its bottom if the page is long enough.
func (p *Pane) place() {
	c := &p.col
	n := c.Fragments.Len()
	if n == 0 {
		p.top, p.dy = 0, 0
		return
	}
	p.top = max(0, min(p.top, n-1))
	for c.Layout(p.top); p.dy >= c.Fragment(p.top).Height && p.top < n-1; c.Layout(p.top) {
		p.dy -= c.Fragment(p.top).Height
		p.top++
	}
	p.up()
	y, h := -p.dy, int(p.size.Height)
	for i := p.top; y < h; i++ {
		if i == n {
			if slack := h - y - c.Layouter.Sizes.Bottom; slack > 0 {
				p.dy -= slack
				p.up()
			}
			return
		}
		c.Layout(i)
		y += c.Fragment(i).Height
	}
}

// up moves top to where dy is not negative, at most to the page's beginning.
func (p *Pane) up() {
	for p.dy < 0 && p.top > 0 {
		p.top--
		p.col.Layout(p.top)
		p.dy += p.col.Fragment(p.top).Height
	}
	p.dy = max(0, p.dy)
}

// visible lists the fragments on screen.
func (p *Pane) visible(list []shown) []shown {
	y := -p.dy
	for i := p.top; i < p.col.Fragments.Len() && y < int(p.size.Height); i++ {
		p.col.Layout(i)
		list = append(list, shown{i, y})
		y += p.col.Fragment(i).Height
	}
	return list
}

// draw brings the canvas objects up to date. A hidden pane waits until it is
// shown, which refreshes it.
func (p *Pane) draw() {
	if p.r == nil || p.size.IsZero() || p.Hidden {
		return
	}
	p.place()
	p.r.draw()
	p.col.Trim()
}

// resized sets the page for the pane's present size and keeps the fragment at the
// top edge there.
func (p *Pane) resized() {
	if p.zoom() != p.col.Layouter.Sizes.Zoom {
		p.restyle()
		return
	}
	_, width := p.column()
	if width != p.col.Width {
		before := 0
		if p.top < p.col.Fragments.Len() {
			before = p.col.Fragment(p.top).Height
		}
		p.col.Resize(width)
		if p.top < p.col.Fragments.Len() && p.dy > 0 && before > 0 {
			p.col.Layout(p.top)
			p.dy = p.dy * p.col.Fragment(p.top).Height / before
		}
	}
	p.draw()
}

// slot holds the canvas objects of a fragment on screen.
type slot struct {
	unit       *page.Fragment
	frame      *page.Frame
	lo, hi     int // heights between which the frame has objects
	marks      []marking
	box        *fyne.Container
	texts      []*canvas.Text
	textImages []*textimage.Text // texts that the pen drew
	scale      float32           // they were drawn at
	rects      []*canvas.Rectangle
	images     []*canvas.Image
}

// renderer draws a pane: a ground, a container for each fragment on screen, the
// mark of the active block, a focus ring and the scrollbar's thumb.
type renderer struct {
	p        *Pane
	ground   theme.Ground
	active   *canvas.Rectangle
	ring     *canvas.Rectangle
	thumb    *canvas.Rectangle
	covers   []covering
	desk     [4]*canvas.Rectangle // beside a narrow page: left, right, and their edges
	slots    []*slot              // in order
	spare    []*slot              // buffer for them
	shown    []shown
	bars     []*canvas.Rectangle // of what is wider than the page
	copyBox  *canvas.Rectangle   // the button on code; nil until it was shown
	copyIcon *canvas.Image
	objects  []fyne.CanvasObject

	freeSlots     []*slot
	freeTexts     []*canvas.Text
	freeRects     []*canvas.Rectangle
	formulaImages formulaImages

	pen *textimage.Renderer
	was []*textimage.Text // buffer of fill

	made, filled int // objects made and fragments filled so far
}

// CreateRenderer implements fyne.Widget.
func (p *Pane) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	p.r = &renderer{
		p: p, ground: theme.NewGround(), active: &canvas.Rectangle{}, pen: textimage.NewRenderer(&p.col.Layouter.Measurer.Fallback),
		ring: &canvas.Rectangle{StrokeWidth: 2}, thumb: &canvas.Rectangle{},
	}
	for i := range p.r.desk {
		p.r.desk[i] = &canvas.Rectangle{}
	}
	p.r.objects = []fyne.CanvasObject{p.r.ground.CanvasObject}
	p.r.recolor()
	p.draw()
	return p.r
}

func (r *renderer) Destroy()                     {}
func (r *renderer) MinSize() fyne.Size           { return r.p.MinSize() }
func (r *renderer) Objects() []fyne.CanvasObject { return r.objects }

// Refresh implements fyne.WidgetRenderer.
func (r *renderer) Refresh() {
	r.recolor()
	r.p.draw()
}

// Layout implements fyne.WidgetRenderer. Fyne calls it whenever a text on the
// page has changed its size, so it must cost nothing.
func (r *renderer) Layout(size fyne.Size) {
	if size == r.p.size {
		return
	}
	r.p.size = size
	r.ground.Fill(size, r.p.color(assets.RolePage))
	r.ring.Resize(size)
	r.p.resized()
}

// recolor takes the colours of the theme.
func (r *renderer) recolor() {
	p := r.p
	r.ground.Fill(p.size, p.color(assets.RolePage))
	r.active.FillColor = p.color(assets.RoleAccent)
	r.ring.StrokeColor = p.color(assets.RoleAccent)
	for _, s := range r.slots {
		r.fill(s)
	}
}

// arrived fills the fragments again that show an image.
func (r *renderer) arrived(src string) {
	for _, s := range r.slots {
		for _, b := range s.frame.Images {
			if b.Src == src {
				r.fill(s)
				break
			}
		}
	}
}

// draw puts the fragments on screen where they belong.
func (r *renderer) draw() {
	p := r.p
	x, _ := p.column()
	r.shown = p.visible(r.shown[:0])
	for _, s := range r.slots {
		s.box.Hidden = true // still to be claimed
	}
	next := r.spare[:0]
	for _, sh := range r.shown {
		next = append(next, r.claim(p.col.Fragment(sh.fragment)))
	}
	for _, s := range r.slots {
		if s.box.Hidden {
			r.release(s)
		}
	}
	clear(r.slots)
	r.slots, r.spare = next, r.slots
	r.objects = append(r.objects[:0], r.ground.CanvasObject)
	r.drawDesk()
	scale := r.scale()
	for i, sh := range r.shown {
		u, s := p.col.Fragment(sh.fragment), r.slots[i]
		if s == nil {
			s = r.take(u)
			r.slots[i] = s
		}
		marks := p.markings(sh.fragment)
		if lo, hi := r.window(u, sh.y); s.frame != u.Frame || s.scale != scale || s.stale(lo, hi, int(p.size.Height)/6) || !slices.Equal(marks, s.marks) {
			s.frame, s.marks = u.Frame, marks
			s.lo, s.hi = r.margin(u, lo, hi)
			r.fill(s)
		}
		if pos := fyne.NewPos(float32(x), float32(sh.y+u.Gap)); s.box.Position() != pos {
			s.box.Move(pos)
		}
		r.objects = append(r.objects, s.box)
	}
	r.drawActive(x)
	r.drawSliders()
	r.drawCopier()
	r.drawThumb()
	if p.focused && !p.pointed {
		r.objects = append(r.objects, r.ring)
	}
	canvas.Refresh(r.ground.CanvasObject)
}

// claim returns the slot of a fragment that was on screen before, nil if there is
// none.
func (r *renderer) claim(u *page.Fragment) *slot {
	for _, s := range r.slots {
		if s.unit == u && s.box.Hidden {
			s.box.Hidden = false
			return s
		}
	}
	return nil
}

// window is the part of fragment u's frame that is on screen.
func (r *renderer) window(u *page.Fragment, y int) (lo, hi int) {
	lo = max(-u.Gap, -y-u.Gap)
	hi = min(u.Frame.Height, int(r.p.size.Height)-y-u.Gap)
	return lo, max(lo, hi)
}

// stale reports whether the slot has no objects for all of [lo, hi), or has them
// for more than spare pixels beyond.
func (s *slot) stale(lo, hi, spare int) bool {
	return lo < s.lo || hi > s.hi || lo-s.lo > spare || s.hi-hi > spare
}

// margin widens a window a little, so that not each step of scrolling needs
// other objects, or to all of a frame that is not tall.
func (r *renderer) margin(u *page.Fragment, lo, hi int) (int, int) {
	h := int(r.p.size.Height)
	if u.Frame.Height <= h/8 {
		return -u.Gap, u.Frame.Height
	}
	return max(-u.Gap, lo-h/16), min(u.Frame.Height, hi+h/16)
}

func (r *renderer) take(u *page.Fragment) *slot {
	u.OnScreen = true
	n := len(r.freeSlots)
	if n == 0 {
		r.made++
		return &slot{unit: u, box: &fyne.Container{}}
	}
	s := r.freeSlots[n-1]
	r.freeSlots = r.freeSlots[:n-1]
	s.unit, s.frame, s.box.Hidden = u, nil, false
	return s
}

func (r *renderer) release(s *slot) {
	s.unit.OnScreen = false
	r.clear(s)
	for _, t := range s.textImages {
		r.pen.Free(t)
	}
	s.textImages = s.textImages[:0]
	s.unit, s.frame, s.marks = nil, nil, nil
	r.freeSlots = append(r.freeSlots, s)
}

// clear takes the objects of a slot back into the pools.
func (r *renderer) clear(s *slot) {
	r.freeTexts = append(r.freeTexts, s.texts...)
	r.freeRects = append(r.freeRects, s.rects...)
	for i, m := range s.images {
		canvas.Refresh(m) // what Fyne keeps of it goes now, and not after a minute
		s.images[i] = nil
	}
	s.texts, s.rects, s.images = s.texts[:0], s.rects[:0], s.images[:0]
}

// fill gives a slot the objects of its frame, or of the part between lo and
// hi of a very tall one.
func (r *renderer) fill(s *slot) {
	r.filled++
	r.clear(s)
	r.was, s.textImages, s.scale = append(r.was[:0], s.textImages...), s.textImages[:0], r.scale()
	objects := s.box.Objects[:0]
	for i := range s.frame.Rects {
		b := &s.frame.Rects[i]
		if b.Y >= s.hi || b.Y+b.Height <= s.lo {
			continue
		}
		if b.Height > ruleHeight {
			objects = append(objects, r.rect(s, b))
		}
	}
	for i := range s.marks {
		if b := &s.marks[i]; b.y < s.hi && b.y+b.h > s.lo {
			objects = append(objects, r.mark(s, b))
		}
	}
	for i := range s.frame.Rects { // lines below words are over the marks
		if b := &s.frame.Rects[i]; b.Height <= ruleHeight && b.Y < s.hi && b.Y+b.Height > s.lo {
			objects = append(objects, r.rect(s, b))
		}
	}
	for i := range s.frame.Images {
		b := &s.frame.Images[i]
		if b.Y >= s.hi || b.Y+b.Height <= s.lo {
			continue
		}
		img := r.pixels(b)
		if img == nil {
			still := &page.RectBox{X: b.X, Y: b.Y, Width: b.Width, Height: b.Height, Fill: assets.RoleCode, Radius: r.p.col.Layouter.Sizes.Px(4), Corners: page.AllCorners}
			if b.Cover {
				still.Radius, still.Corners = b.Radius, b.Corners
			}
			objects = append(objects, r.rect(s, still))
			continue
		}
		m := r.image()
		m.FillMode, m.ScaleMode = canvas.ImageFillStretch, canvas.ImageScaleFastest
		m.Image = img
		m.Resize(fyne.NewSize(float32(b.Width), float32(b.Height)))
		m.Move(fyne.NewPos(float32(b.X), float32(b.Y)))
		m.Refresh()
		s.images = append(s.images, m)
		objects = append(objects, m)
	}
	for i := range s.frame.Formulas {
		b := &s.frame.Formulas[i]
		if at := b.Bounds(); at.Min.Y < s.hi && at.Max.Y > s.lo {
			objects = append(objects, r.formula(s, b))
		}
	}
	for i := range s.frame.Texts {
		b := &s.frame.Texts[i]
		if b.Text == page.FormulaText { // a formula, for selections
			continue
		}
		if b.Y >= s.hi || b.Y+2*b.Font.Size <= s.lo {
			continue
		}
		var ok bool
		if objects, ok = r.write(objects, s, typeset.Stretch{Text: b.Text, Font: b.Font}, b); ok {
			continue
		}
		parts := b.Drawn(r.p.col.Layouter.Measurer)
		if parts == nil {
			objects = append(objects, r.text(s, typeset.Stretch{Text: b.Text, Font: b.Font}, b))
		}
		for _, part := range parts {
			if objects, ok = r.write(objects, s, part, b); !ok {
				objects = append(objects, r.text(s, part, b))
			}
		}
	}
	for _, t := range r.was {
		r.pen.Free(t)
	}
	clear(s.box.Objects[min(len(objects), len(s.box.Objects)):])
	s.box.Objects = objects
}

// write draws a stretch of a text with the pen and adds what shows it, nothing
// for blanks, to a slot's objects. It reports whether the pen can.
func (r *renderer) write(objects []fyne.CanvasObject, s *slot, part typeset.Stretch, b *page.TextBox) ([]fyne.CanvasObject, bool) {
	t, ok := r.pen.Again(&r.was, part.Text, part.Font.Face, float32(part.Font.Size), r.p.color(b.Role), s.scale)
	if !ok {
		return objects, false
	}
	s.textImages = append(s.textImages, t)
	if o := t.Place(fyne.NewPos(float32(b.X+part.DX), float32(b.Y+part.DY))); o != nil {
		objects = append(objects, o)
	}
	return objects, true
}

// text draws a stretch of a text through Fyne.
func (r *renderer) text(s *slot, part typeset.Stretch, b *page.TextBox) *canvas.Text {
	if part.Font.Face.IsFound() { // a space first, because Fyne takes the baseline of the first face
		part.Text, part.DX = " "+part.Text, part.DX-round(r.p.col.Layouter.Measurer.Space(part.Font))
	}
	t := pop(&r.freeTexts, &r.made)
	t.Text, t.TextSize, t.FontSource = part.Text, float32(part.Font.Size), theme.Font(part.Font.Face)
	t.TextStyle = fyne.TextStyle{Bold: part.Font.Face == typeset.OtherBold || part.Font.Face == typeset.OtherBoldItalic}
	t.Color = r.p.color(b.Role)
	t.Move(fyne.NewPos(float32(b.X+part.DX), float32(b.Y+part.DY)))
	s.texts = append(s.texts, t)
	return t
}

// ruleHeight is up to how many pixels a rectangle is a line, not a ground.
const ruleHeight = 2

// mark is the ground of selected or found words.
func (r *renderer) mark(s *slot, m *marking) *canvas.Rectangle {
	o := r.rect(s, &page.RectBox{X: m.x, Y: m.y, Width: m.w, Height: m.h})
	switch m.kind {
	case selMark:
		o.FillColor = r.p.color(assets.RoleSel)
	case picMark:
		o.StrokeColor, o.StrokeWidth = r.p.color(assets.RoleAccent), 3
	case hitNowMark:
		o.FillColor, o.CornerRadius = r.p.color(assets.RoleHit), 3
		o.StrokeColor, o.StrokeWidth = r.p.color(assets.RoleWarn), 1.5
	default:
		o.FillColor = r.p.color(assets.RoleHit)
	}
	return o
}

func (r *renderer) rect(s *slot, b *page.RectBox) *canvas.Rectangle {
	o := pop(&r.freeRects, &r.made)
	*o = canvas.Rectangle{}
	if b.Fill != "" {
		o.FillColor = r.p.color(b.Fill)
	}
	if b.Stroke != "" {
		o.StrokeColor, o.StrokeWidth = r.p.color(b.Stroke), 1
	}
	if radius := float32(b.Radius); b.Corners == page.AllCorners {
		o.CornerRadius = radius
	} else {
		for _, c := range []struct {
			of     page.Corners
			radius *float32
		}{
			{page.TopLeft, &o.TopLeftCornerRadius},
			{page.TopRight, &o.TopRightCornerRadius},
			{page.BottomLeft, &o.BottomLeftCornerRadius},
			{page.BottomRight, &o.BottomRightCornerRadius},
		} {
			if b.Corners&c.of != 0 {
				*c.radius = radius
			}
		}
	}
	o.Resize(fyne.NewSize(float32(b.Width), float32(b.Height)))
	o.Move(fyne.NewPos(float32(b.X), float32(b.Y)))
	s.rects = append(s.rects, o)
	return o
}

// pop takes an object from a pool, or makes one and counts it.
func pop[T any](pool *[]*T, made *int) *T {
	n := len(*pool)
	if n == 0 {
		*made++
		return new(T)
	}
	o := (*pool)[n-1]
	(*pool)[n-1] = nil
	*pool = (*pool)[:n-1]
	return o
}

// image makes an object for an image, never out of one that showed another:
// Fyne keeps an object's texture for a minute, and a Refresh is lost where it
// has forgotten the object's window before that.
func (r *renderer) image() *canvas.Image {
	r.made++
	return &canvas.Image{}
}

// scale is the number of pixels of the screen to one of the page.
func (r *renderer) scale() float32 { return textimage.Scale(r.ground.CanvasObject) }

// drawActive marks the block of the caret.
func (r *renderer) drawActive(x int) {
	p := r.p
	if p.active < 0 {
		return
	}
	i := p.col.FindShown(p.active)
	for _, sh := range r.shown {
		if sh.fragment != i {
			continue
		}
		u := p.col.Fragment(i)
		r.active.Resize(fyne.NewSize(2, float32(u.Frame.Height)))
		r.active.Move(fyne.NewPos(float32(max(2, x-p.col.Layouter.Sizes.Px(16))), float32(sh.y+u.Gap)))
		r.objects = append(r.objects, r.active)
	}
}

func round(v float32) int { return int(math.Round(float64(v))) }
