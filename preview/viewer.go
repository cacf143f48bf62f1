package preview

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"galley.app/galley/assets"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/page"
)

// The tabs of a Viewer.
const (
	PageTab = "page"
	CardTab = "card"
	FeedTab = "feed"
)

// Widths of screens that the page is shown at, in pixels.
const (
	TabletWidth = 768
	PhoneWidth  = 390
)

// View is what of a post a Viewer shows, and how.
type View struct {
	Tab   string // PageTab, CardTab or FeedTab; "" is the page
	Width string // "tablet", "phone" or "" for the pane's own
	Light string // "light" or "dark"; "" is as the window
}

// Viewer shows a post as its readers get it: tabs over the page, the card and
// the feed's item, and a bar that finds words in them.
type Viewer struct {
	OnView func(View) // the reader chose something else to see
	OnKey  func(*fyne.KeyEvent) bool

	page, card, feed *Pane
	view             View
	theme            assets.PageTheme // of the page
	reader, plain    assets.PageTheme // of the feed and of the card
	doc              *markdown.Doc
	post             page.Post
	site             page.Site
	staleCard        bool // the card is to be told of the post
	staleFeed        bool // the feed is
	active           int  // offset in the text of the block that is marked, -1 for none

	pills  [3]*control.Button
	widths [3]*control.Button
	moon   *control.Button
	browse *control.Button
	hide   *control.Button
	stays  bool // it cannot be hidden
	bar    *fyne.Container
	find   *finder
	body   *fyne.Container
	object *fyne.Container
}

const (
	headHeight = 40
	findHeight = 42
)

// Entry is the field of the find bar. Whoever makes the viewer makes it, since
// the viewer knows no text widget, and tells of what is typed by FindWords and
// FindKey.
type Entry struct {
	Object    fyne.CanvasObject
	Focus     fyne.Focusable
	Text      func() string
	SetText   func(string) // without a call of FindWords
	SelectAll func()
}

// Buttons are those that say what they are for under the pointer.
func (v *Viewer) Buttons() []*control.Button {
	list := append(v.pills[:len(v.pills):len(v.pills)], v.widths[:]...)
	return append(append(list, v.moon, v.browse, v.hide), v.find.buttons...)
}

// NewViewer makes a viewer without a post; hide takes the pane away. A viewer that
// cannot be hidden, where hide is nil, has no button for the browser either.
func NewViewer(o Options, entry Entry, hide func()) *Viewer {
	v := &Viewer{page: NewPane(o), card: NewPane(o), feed: NewPane(o), active: -1, stays: hide == nil}
	v.theme, _ = assets.PageNamed("")
	v.reader, v.plain = assets.ReaderPage(), v.theme
	for i, tab := range tabs() {
		b := control.NewButton(control.Pill, tab.label, func() { v.choose(View{Tab: tab.name, Width: v.view.Width, Light: v.view.Light}) })
		b.Tip, b.Calm = tab.tip, true
		b.OnKey = func(e *fyne.KeyEvent) bool { return v.pillKey(i, e) }
		v.pills[i] = b
	}
	icon := func(name, tipText string, do func()) *control.Button {
		return control.NewIcon(name, tipText, do)
	}
	for i, w := range []struct{ name, icon, tip string }{
		{"", "monitor", "Page as wide as the pane"},
		{"tablet", "tablet", fmt.Sprintf("Page on a tablet, %d pixels wide", TabletWidth)},
		{"phone", "smartphone", fmt.Sprintf("Page on a phone, %d pixels wide", PhoneWidth)},
	} {
		v.widths[i] = icon(w.icon, w.tip, func() { v.choose(View{Tab: PageTab, Width: w.name, Light: v.view.Light}) })
		v.widths[i].Calm = true
	}
	v.moon = icon("moon", "The page in the dark, or in the light", v.SwitchLight)
	v.browse = icon("external-link", "Open the page in the browser", func() {
		if v.page.OnBrowse != nil {
			v.page.OnBrowse()
		}
	})
	v.hide = icon("panel-right", "Hide the preview", hide)
	v.find = newFinder(v, entry)
	left := control.NewBar(4, v.pills[0], v.pills[1], v.pills[2])
	right := []fyne.CanvasObject{v.moon, v.widths[0], v.widths[1], v.widths[2], v.browse, v.hide}
	v.bar = container.New(headLayout{v}, append([]fyne.CanvasObject{control.NewFill(theme.Page), left, control.NewLine()}, right...)...)
	v.body = container.NewStack(v.page, v.card, v.feed)
	v.object = container.New(viewerLayout{v}, v.bar, v.find.object, v.body)
	v.page.OnRefresh = v.showLight
	v.SetView(View{Tab: PageTab})
	return v
}

func tabs() [3]struct{ name, label, tip string } {
	return [3]struct{ name, label, tip string }{
		{PageTab, "Page", "The post as its page"},
		{CardTab, "Card", "The post in search results and shared links"},
		{FeedTab, "Feed", "The post in a feed reader"},
	}
}

// Object is what is put into the window.
func (v *Viewer) Object() fyne.CanvasObject { return v.object }

// Pane is the pane that is shown.
func (v *Viewer) Pane() *Pane {
	switch v.view.Tab {
	case CardTab:
		return v.card
	case FeedTab:
		return v.feed
	}
	return v.page
}

// Each does something with the panes that show the post's text.
func (v *Viewer) Each(f func(p *Pane)) {
	f(v.page)
	f(v.feed)
}

// All does something with every pane.
func (v *Viewer) All(f func(p *Pane)) {
	v.Each(f)
	f(v.card)
}

// View is what is shown.
func (v *Viewer) View() View { return v.view }

// SetView shows something else; what it does not know is the usual.
func (v *Viewer) SetView(view View) {
	switch view.Tab {
	case CardTab, FeedTab:
	default:
		view.Tab = PageTab
	}
	if view.Width != "tablet" && view.Width != "phone" {
		view.Width = ""
	}
	if view.Light != "light" && view.Light != "dark" {
		view.Light = ""
	}
	if view == v.view {
		return
	}
	moved := view.Tab != v.view.Tab
	var off int
	var frac float32
	if moved && v.view.Tab != CardTab {
		off, frac = v.Pane().Top()
	}
	from := v.view.Tab
	v.view = view
	v.apply()
	if moved {
		v.fresh()
		if from != CardTab && view.Tab != CardTab {
			v.Pane().ScrollTo(off, frac)
		}
		v.find.moved()
	}
}

// choose is SetView for the reader.
func (v *Viewer) choose(view View) {
	was := v.view
	if v.SetView(view); v.view != was && v.OnView != nil {
		v.OnView(v.view)
	}
}

// SwitchLight shows the page in the dark if it is light, and the other way
// round, whatever the window is.
func (v *Viewer) SwitchLight() {
	view := v.view
	view.Light = "dark"
	if v.dark() {
		view.Light = "light"
	}
	if (view.Light == "dark") == theme.IsDark() {
		view.Light = ""
	}
	v.choose(view)
}

// dark reports whether the page is.
func (v *Viewer) dark() bool {
	if v.view.Light == "" {
		return theme.IsDark()
	}
	return v.view.Light == "dark"
}

// SetTheme sets the page in a theme.
func (v *Viewer) SetTheme(t assets.PageTheme) {
	if t.Name != v.theme.Name {
		v.theme = t
		v.apply()
	}
}

// Refresh follows the window's theme.
func (v *Viewer) Refresh() { v.apply() }

// apply makes everything as the view says.
func (v *Viewer) apply() {
	width := map[string]int{"tablet": TabletWidth, "phone": PhoneWidth}[v.view.Width]
	v.page.SetStyle(v.theme, func() *assets.Palette { return v.theme.In(theme.Palette(), v.dark()) })
	v.page.SetWidth(width)
	v.feed.SetStyle(v.reader, func() *assets.Palette { return v.reader.In(theme.Palette(), v.dark()) })
	v.card.SetStyle(v.plain, func() *assets.Palette { return v.plain.In(theme.Palette(), v.dark()) })
	for i, p := range []*Pane{v.page, v.card, v.feed} {
		on := p == v.Pane()
		v.pills[i].SetOn(on)
		if on != p.Visible() {
			if on {
				p.Show()
			} else {
				p.Hide()
			}
		}
	}
	for i, name := range []string{"", "tablet", "phone"} {
		v.widths[i].SetOn(v.view.Width == name)
	}
	v.showLight()
	v.bar.Layout.Layout(v.bar.Objects, v.bar.Size())
	v.bar.Refresh()
}

// showLight keeps the icon of the page's light true.
func (v *Viewer) showLight() {
	icon := "moon"
	if v.dark() {
		icon = "sun"
	}
	v.moon.SetIcon(icon)
}

// pillKey moves the focus among the pills.
func (v *Viewer) pillKey(i int, e *fyne.KeyEvent) bool {
	by := 0
	switch e.Name {
	case fyne.KeyLeft:
		by = -1
	case fyne.KeyRight:
		by = 1
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeyTab, fyne.KeySpace:
		return false
	case fyne.KeyDown:
		v.focus(v.Pane())
		return true
	default:
		return v.OnKey != nil && v.OnKey(e)
	}
	to := (i + by + len(v.pills)) % len(v.pills)
	v.focus(v.pills[to])
	v.choose(View{Tab: tabs()[to].name, Width: v.view.Width, Light: v.view.Light})
	return true
}

func (v *Viewer) focus(f fyne.Focusable) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(v.object); c != nil {
		c.Focus(f)
	}
}

// Focused reports whether the keyboard is in the viewer: in a pane, or in the
// find bar.
func (v *Viewer) Focused(f fyne.Focusable) bool {
	switch f {
	case fyne.Focusable(v.page), fyne.Focusable(v.card), fyne.Focusable(v.feed), v.find.entry.Focus:
		return true
	}
	for _, b := range v.pills {
		if f == fyne.Focusable(b) {
			return true
		}
	}
	return false
}

// SetDoc shows a post; see Pane.SetDoc.
func (v *Viewer) SetDoc(d *markdown.Doc, p page.Post) {
	v.doc, v.post, v.staleCard, v.staleFeed = d, p, true, true
	v.page.SetDoc(d, p.Header)
	if d == nil { // perhaps that of another text comes next
		v.feed.SetDoc(nil, page.Header{})
	}
	v.fresh()
}

// SetSite sets what the card and the feed say of the site.
func (v *Viewer) SetSite(s page.Site) {
	v.site, v.staleCard, v.staleFeed = s, true, true
	v.fresh()
}

// fresh tells the tab that is shown of the post. The others wait, because
// setting a page that nobody sees is work for nothing.
func (v *Viewer) fresh() {
	switch tab := v.view.Tab; {
	case tab == CardTab && v.staleCard:
		v.staleCard = false
		if v.doc == nil && v.post.Title == "" {
			v.card.card = nil
			v.card.SetDoc(nil, page.Header{})
			return
		}
		v.card.ShowCard(v.doc, v.post, v.site)
	case tab == FeedTab && v.staleFeed:
		v.staleFeed = false
		h := v.post.Header
		h.Feed, h.Site, h.Author, h.Summary = true, v.site.Title, v.site.Author, v.post.Description
		if h.Site == "" {
			h.Site = v.site.Host
		}
		v.feed.SetDoc(v.doc, h)
		v.feed.Active(v.active)
	}
}

// SetLog says of which text the documents are; see Pane.SetLog.
func (v *Viewer) SetLog(l *text.Log) { v.Each(func(pane *Pane) { pane.SetLog(l) }) }

// ScrollTo brings a place of the text to the top edge; see Pane.ScrollTo.
func (v *Viewer) ScrollTo(off int, frac float32) {
	if p := v.Pane(); p != v.card {
		p.ScrollTo(off, frac)
	}
}

// Active marks a block; see Pane.Active.
func (v *Viewer) Active(off int) {
	v.active = off
	v.Each(func(p *Pane) { p.Active(off) })
}

// CopyCode copies a block of code; see Pane.CopyCode.
func (v *Viewer) CopyCode(off int) bool { return v.page.CopyCode(off) }

// Find opens the find bar.
func (v *Viewer) Find() { v.find.open() }

// Finding reports whether the find bar is open.
func (v *Viewer) Finding() bool { return v.find.object.Visible() }

// FindStep goes to another hit.
func (v *Viewer) FindStep(by int) { v.Pane().FindStep(by) }

// viewerLayout puts the bars above the pane. No background lies under both:
// each pixel that is painted twice makes every frame longer.
type viewerLayout struct{ v *Viewer }

func (viewerLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 200) }

func (l viewerLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	y := float32(headHeight)
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(size.Width, y))
	if o[1].Visible() {
		o[1].Move(fyne.NewPos(0, y))
		o[1].Resize(fyne.NewSize(size.Width, findHeight))
		y += findHeight
	}
	o[2].Move(fyne.NewPos(0, y))
	o[2].Resize(fyne.NewSize(size.Width, size.Height-y))
}

// headLayout puts the pills left and the icons right. Where there is no room
// for all, the widths go first: the menu has them too.
type headLayout struct{ v *Viewer }

func (headLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(50, headHeight) }

func (l headLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	v := l.v
	const inset, gap = 16, 4
	o[0].Resize(size)
	pills := o[1].MinSize()
	o[1].Move(fyne.NewPos(inset, float32(int((size.Height-pills.Height)/2))))
	o[1].Resize(pills)
	o[2].Move(fyne.NewPos(0, size.Height-1))
	o[2].Resize(fyne.NewSize(size.Width, 1))
	icons := o[3:]
	room := size.Width - 2*inset - pills.Width - 2*gap
	show := map[fyne.CanvasObject]bool{}
	for _, b := range []*control.Button{v.hide, v.moon, v.browse} {
		if w := b.MinSize().Width; w <= room && (b == v.moon || !v.stays) {
			room -= w
			show[b] = true
		}
	}
	if three := 3 * v.widths[0].MinSize().Width; v.view.Tab == PageTab && three <= room {
		for _, b := range v.widths {
			show[b] = true
		}
	}
	x := size.Width - inset
	for i := len(icons) - 1; i >= 0; i-- {
		b := icons[i]
		if !show[b] {
			b.Hide()
			continue
		}
		m := b.MinSize()
		x -= m.Width
		b.Move(fyne.NewPos(x, float32(int((size.Height-m.Height)/2))))
		b.Resize(m)
		b.Show()
	}
}

// finder is the bar that finds words on the page.
type finder struct {
	v      *Viewer
	entry  Entry
	count  *control.Label
	object *fyne.Container

	buttons []*control.Button
}

func newFinder(v *Viewer, entry Entry) *finder {
	f := &finder{v: v, entry: entry, count: control.NewSmall("", theme.Muted)}
	button := func(icon, tip string, do func()) *control.Button {
		b := control.NewIcon(icon, tip, do)
		f.buttons = append(f.buttons, b)
		return b
	}
	right := control.NewBar(4, f.count,
		button("chevron-up", "Previous hit (Shift+F3)", func() { v.FindStep(-1) }),
		button("chevron-down", "Next hit (F3)", func() { v.FindStep(1) }),
		button("x", "Close (Escape)", f.close))
	f.object = container.NewStack(control.NewFill(theme.Code),
		container.New(layout.NewCustomPaddedLayout(6, 6, 16, 16), container.NewBorder(nil, nil, nil, right, f.entry.Object)))
	f.object.Hide()
	for _, p := range []*Pane{v.page, v.feed} {
		p.OnFound = func(at, n int) {
			if p == v.Pane() {
				f.found(at, n)
			}
		}
	}
	return f
}

// FindWords finds what was typed into the find bar.
func (v *Viewer) FindWords(words string) { v.Pane().Find(words) }

// FindKey does what a key does in the find bar, and reports whether it was taken.
func (v *Viewer) FindKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyEscape:
		v.find.close()
	case fyne.KeyDown:
		v.FindStep(1)
	case fyne.KeyUp:
		v.FindStep(-1)
	default:
		return v.OnKey != nil && v.OnKey(e)
	}
	return true
}

// open shows the bar, with the selected words in it if they are few.
func (f *finder) open() {
	v := f.v
	if v.view.Tab == CardTab {
		v.choose(View{Tab: PageTab, Width: v.view.Width, Light: v.view.Light})
	}
	if passage, ok := v.Pane().Passage(); ok && passage.From.Block == passage.To.Block && passage.From.Leaf == passage.To.Leaf {
		if words := passage.Text(); len(words) < 200 {
			f.entry.SetText(words)
		}
	}
	if !f.object.Visible() {
		f.object.Show()
		f.lay()
	}
	f.entry.SelectAll()
	v.focus(f.entry.Focus)
	v.Pane().Find(f.entry.Text())
}

func (f *finder) lay() { f.v.object.Layout.Layout(f.v.object.Objects, f.v.object.Size()) }

// close takes the bar and the marks away; the hit stays selected.
func (f *finder) close() {
	if !f.object.Visible() {
		return
	}
	f.object.Hide()
	f.lay()
	f.v.Each(func(p *Pane) { p.Find("") })
	f.v.focus(f.v.Pane())
}

// moved follows the reader to another tab.
func (f *finder) moved() {
	if !f.object.Visible() {
		return
	}
	if f.v.view.Tab == CardTab {
		f.object.Hide()
		f.lay()
		return
	}
	f.v.Pane().Find(f.entry.Text())
}

// found says which of how many hits is shown.
func (f *finder) found(at, n int) {
	switch {
	case f.entry.Text() == "":
		f.count.Set("", theme.Muted)
	case n == 0:
		f.count.Set("Nothing found", theme.Warn)
	case at < 0 && n == 1:
		f.count.Set("1 hit", theme.Muted)
	case at < 0:
		f.count.Set(fmt.Sprintf("%d hits", n), theme.Muted)
	default:
		f.count.Set(fmt.Sprintf("%d of %d", at+1, n), theme.Muted)
	}
	f.object.Refresh()
}
