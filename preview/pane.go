package preview

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/assets"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/html"
	"galley.app/galley/preview/page"
)

// Options are what a Pane needs from outside.
type Options struct {
	// Post runs a function on the goroutine that owns the Pane, soon. Images
	// are decoded on goroutines of their own and arrive through it; if it is
	// nil they are decoded in place.
	Post   func(func())
	Images Images
	// Barred gives the place outside of the library where an image is not
	// looked for in, since nobody agreed to that; "" for none. It may be nil.
	Barred func(dest string) (place string)
	// Diagram draws a diagram as an image file; it runs on a goroutine of its
	// own. Without it diagrams are shown as their source.
	Diagram func(source string) (image []byte, err error)
	// Color gives the colour of a role; nil: those of the
	// current theme.
	Color func(assets.Role) color.NRGBA
	// Zoom scales the page's type and measures; 0 is 1.
	Zoom float32
	// Theme is how the page is set; without a name it is the plain one.
	Theme assets.PageTheme
	// Links says where links and images of copied HTML lead; nil: as written.
	Links func() html.Options
	// Now and After are the clock, nil for the real one.
	Now   func() time.Time
	After func(d time.Duration, f func()) (stop func())
}

// HTML says where links and images lead.
func (o *Options) HTML() html.Options {
	if o.Links == nil {
		return html.Options{}
	}
	return o.Links()
}

// Pointed is something on the page that leads somewhere.
type Pointed struct {
	Dest, Title string // of a link
	Image       string // address of an image
	Note        int    // number of a footnote
}

// Pane shows a document as its readers get it. All its methods and callbacks
// belong to the goroutine of the user interface.
type Pane struct {
	widget.BaseWidget

	OnLink  func(dest string)                      // a link was clicked
	OnZoom  func(e *fyne.ScrollEvent) (taken bool) // sees the wheel first; nil scrolls
	OnHover func(dest string)                      // the pointer came upon a link, "" when it left
	// OnPoint is told what the pointer is over, the zero value for nothing that leads anywhere, and where it is.
	OnPoint    func(x Pointed, at fyne.Position)
	OnTop      func(off int, frac float32) // the user scrolled; as Top
	OnTask     func(off int)               // the box of a task was clicked, of the item at this offset
	OnBlock    func(off int)               // something else than a link was clicked, at this offset
	OnKey      func(e *fyne.KeyEvent) bool // a key that the pane has no use for
	OnShortcut func(s fyne.Shortcut) bool  // a shortcut, while the pane is focused
	OnFocus    func(focused bool)
	OnCopy     func(words, html string)                // something is copied; nil: as text alone
	OnPicture  func(src string, off int)               // a picture is to be changed; off is where the part of the text begins that shows it
	OnMenu     func(menu *fyne.Menu, at fyne.Position) // a menu is wanted; nil: it is shown as it is
	OnRefresh  func()                                  // the window's theme may be another one
	OnBrowse   func()                                  // the page is wanted in a browser; nil: not to be had
	OnFound    func(at, n int)                         // which of how many hits is gone to, from 0; -1 for none

	options     Options
	col         page.Column
	images      *imageCache
	highlighter *page.Highlighter
	header      page.Header
	pending     pending
	palette     func() *assets.Palette // of the page; nil: the colours of the window
	page        int                    // width of the page shown, in pixels; 0: that of the pane
	log         *text.Log              // of the text that the document is of
	active      int                    // offset in the document of the marked block, -1 for none

	size    fyne.Size
	top     int // fragment at the top edge
	dy      int // how far its top lies above the edge, in pixels
	aim     aim // where ScrollTo went last
	focused bool
	pointed bool // by the mouse
	bar     control.ScrollBar
	rest    float32 // part of a pixel that the wheel has turned
	sliding sliding
	copier  copier
	press   press
	sel     selecting
	found   finding
	card    *page.Card // shown instead of a document
	hover   string
	cursor  desktop.Cursor

	r *renderer
}

// aim is a source position that was scrolled to, and the place that it gave.
// While that is still the place, Top answers with the position itself, which a
// way to the place and back might miss by a line.
type aim struct {
	off  int
	frac float32
	at   topEdge
}

// topEdge is what is at the top edge, of which version of the text.
type topEdge struct {
	fragment   *page.Fragment
	height, dy int
	version    uint64
}

// atTop returns what is at the top edge; of an empty page it is none.
func (p *Pane) atTop() topEdge {
	if p.top >= p.col.Fragments.Len() {
		return topEdge{}
	}
	f := p.col.Fragment(p.top)
	return topEdge{f, f.Height, p.dy, p.version()}
}

var (
	_ fyne.Widget            = (*Pane)(nil)
	_ fyne.Scrollable        = (*Pane)(nil)
	_ fyne.Focusable         = (*Pane)(nil)
	_ fyne.Draggable         = (*Pane)(nil)
	_ fyne.Tappable          = (*Pane)(nil)
	_ fyne.Shortcutable      = (*Pane)(nil)
	_ fyne.SecondaryTappable = (*Pane)(nil)
	_ desktop.Hoverable      = (*Pane)(nil)
	_ desktop.Cursorable     = (*Pane)(nil)
	_ desktop.Mouseable      = (*Pane)(nil)
)

// NewPane makes an empty pane.
func NewPane(o Options) *Pane {
	if o.Zoom <= 0 {
		o.Zoom = 1
	}
	if o.Theme.Name == "" {
		o.Theme, _ = assets.PageNamed("")
	}
	p := &Pane{options: o, active: -1, found: finding{at: -1}, cursor: desktop.DefaultCursor}
	p.press.p, p.copier.p, p.found.p, p.sliding.p, p.pending.p, p.sel.p = p, p, p, p, p, p
	p.bar = control.ScrollBar{Wide: true, ScrollTo: p.press.scrollTo}
	p.images = newImageCache(o.Post, o.Images)
	p.images.barred = o.Barred
	p.images.changed = p.arrived
	p.col.Layouter = &page.Layouter{Measurer: typeset.NewMeasurer(theme.Fallbacks), Sizes: page.NewSizes(o.Theme, o.Zoom, false), Image: p.images.size}
	p.SetDiagram(o.Diagram)
	p.highlighter = page.NewHighlighter(o.Post)
	p.highlighter.Changed, p.col.Layouter.Colours = p.coloured, p.highlighter.Runs
	p.col.Show(nil, nil, nil)
	p.ExtendBaseWidget(p)
	return p
}

// SetDoc shows a document, nil for none, under a header. Blocks that the
// shown document has as well, by their pointers, are not touched, and what is
// at the top edge stays there.
//
// A document with much that is new is shown a little later, when it is ready.
func (p *Pane) SetDoc(d *markdown.Doc, h page.Header) {
	if !p.pending.postpone(d, h) {
		p.setDoc(d, h, nil)
	}
}

// setDoc shows a document now; ready, which may be nil, holds its new fragments.
func (p *Pane) setDoc(d *markdown.Doc, h page.Header, ready *page.Prepared) {
	keep, frac, pinned := 0, float32(0), p.top == 0 && p.dy <= 0
	old := p.col.Doc
	var anchor *page.Fragment
	if !pinned && p.top < p.col.Fragments.Len() {
		anchor = p.col.Fragment(p.top)
		keep, frac = p.col.Source(p.top, p.dy)
		keep = p.toText(keep)
	}
	if p.active >= 0 {
		p.active = p.toText(p.active)
	}
	pinned = pinned || old == nil
	head := p.col.Header
	if h != p.header || (head == nil) != (h.Title == "") {
		p.header, head = h, nil
		if h.Title != "" {
			head = page.NewHeader(h)
		}
	}
	p.col.Show(d, head, ready)
	if p.active >= 0 {
		p.active = p.toDoc(p.active)
	}
	p.sel.follow(old, d)
	same := -1
	if anchor != nil {
		same = p.col.FindAgain(anchor, p.toDoc(keep))
	}
	switch {
	case pinned:
		p.top, p.dy = 0, 0
	case same >= 0:
		p.top = same
	default:
		p.top, p.dy = p.col.At(p.toDoc(keep), frac)
	}
	p.draw()
	if p.found.query != "" {
		p.found.search(false)
	}
}

// Top is the source position at the top edge: an offset of the text and, in
// blocks of one line such as images, the share of the block's height that is
// above the edge. In a block of several lines the offset is the byte that is
// set at the edge.
func (p *Pane) Top() (off int, frac float32) {
	if at := p.atTop(); at.fragment != nil && at == p.aim.at {
		return p.aim.off, p.aim.frac
	}
	if p.col.Fragments.Len() == 0 || p.size.IsZero() {
		return 0, 0
	}
	off, frac = p.col.Source(p.top, p.dy)
	return p.toText(off), frac
}

// ScrollTo brings a source position to the top edge, as far as the page
// reaches: the height of offset off and frac, from 0 to 1, of the way to the
// next line. It does not call OnTop.
func (p *Pane) ScrollTo(off int, frac float32) {
	if p.size.IsZero() {
		return
	}
	p.pending.aim(off, frac)
	p.top, p.dy = p.col.At(p.toDoc(off), frac)
	p.place()
	p.aim = aim{}
	if i, dy := p.col.At(p.toDoc(off), frac); p.col.Y(i)+dy == p.col.Y(p.top)+p.dy { // else the page ends before
		p.aim = aim{off, frac, p.atTop()}
	}
	p.draw()
}

// Reveal scrolls as little as brings the block at an offset into view.
func (p *Pane) Reveal(off int) {
	if p.size.IsZero() {
		return
	}
	i := p.col.Find(p.toDoc(off))
	if i < 0 {
		return
	}
	p.col.Layout(i)
	top := p.col.Y(i)
	at := p.col.Y(p.top) + p.dy
	switch h := int(p.size.Height); {
	case top < at:
		p.top, p.dy = i, 0
	case top+p.col.Fragment(i).Height > at+h:
		p.top, p.dy = i, min(0, p.col.Fragment(i).Height-h)
	default:
		return
	}
	p.draw()
}

// Active marks the block at an offset by a bar beside it; an offset below 0
// takes the mark away.
func (p *Pane) Active(off int) {
	if off >= 0 {
		off = p.toDoc(off)
	}
	if off == p.active {
		return
	}
	p.active = off
	if i := p.col.Find(off); off >= 0 && i >= 0 { // the writer is at work in it
		p.col.Expose(i)
	}
	p.draw()
}

// SetDiagram has diagrams drawn in another way, as Options.Diagram says.
func (p *Pane) SetDiagram(draw func(source string) (image []byte, err error)) {
	p.images.forgetDiagrams()
	p.images.diagrams.draw, p.col.Layouter.Diagram = draw, nil
	if draw != nil {
		p.col.Layouter.Diagram = p.images.diagram
	}
	p.col.ForgetDiagrams()
	p.draw()
}

// Recheck looks again where the images of the page are: another post is to be
// shown, or files have changed. Those that are what they were stay.
func (p *Pane) Recheck() { p.images.recheck(func() { forgetImages(p) }) }

// Moved is Recheck where the post lies in another folder than the one before: what
// is beside that one is not shown meanwhile.
func Moved(p *Pane) {
	p.images.moved()
	forgetImages(p)
	p.Recheck()
}

func forgetImages(p *Pane) {
	p.col.ForgetImages()
	if p.r != nil {
		p.r.recolor()
	}
	p.draw()
}

// arrived is called by the image cache when it knows more of an image.
func (p *Pane) arrived(src string, sized bool) {
	if p.size.IsZero() {
		return
	}
	if sized && p.top < p.col.Fragments.Len() {
		before := p.col.Fragment(p.top).Height
		p.col.ImageChanged(src)
		p.col.Layout(p.top)
		if p.dy > 0 { // what is below the image stays where it is
			p.dy = max(0, p.dy+p.col.Fragment(p.top).Height-before)
		}
	}
	if p.r != nil {
		p.r.arrived(src)
	}
	p.draw()
}

// Refresh reads the colours of the theme again.
func (p *Pane) Refresh() {
	if p.OnRefresh != nil {
		p.OnRefresh()
	}
	if p.r != nil {
		p.r.recolor()
	}
	p.draw()
}

func (p *Pane) color(role assets.Role) color.NRGBA {
	if p.options.Color != nil {
		return p.options.Color(role)
	}
	if p.palette != nil {
		return p.palette().Color(role)
	}
	return theme.Color(fyne.ThemeColorName(role))
}

// MinSize is small: the pane shows what fits.
func (p *Pane) MinSize() fyne.Size { return fyne.NewSize(50, 50) }

// toggle opens or closes what fragment i is the summary of.
func (p *Pane) toggle(i int) {
	p.col.Toggle(i)
	p.draw()
}

// coloured is called when the colours of a block of code are known.
func (p *Pane) coloured(b *markdown.Block) {
	p.col.CodeChanged(b)
	if !p.size.IsZero() {
		p.draw()
	}
}

// ShowCard shows a post as search engines and social networks do.
func (p *Pane) ShowCard(d *markdown.Doc, post page.Post, site page.Site) {
	c := page.NewCard(d, post, site)
	if p.card != nil && p.card.Same(c) {
		return
	}
	p.card = c
	p.col.ShowCard(c)
	p.draw()
}
