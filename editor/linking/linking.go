// Package linking is how links are written and followed in the text: what a
// link that is being typed may lead to, offered beside the caret; where the one
// at a place leads; and what leads to the open post.
package linking

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/internal/control"
	"galley.app/galley/preview/markdown"
)

// Options are what links are written and followed with.
type Options struct {
	Editor    *textedit.Editor
	Session   func() *session.Session // of the post that is shown; nil where none is
	Doc       func() *markdown.Doc    // as it was parsed last; nil where that is not known
	Catalog   func() Catalog          // what the post can link to, as it is now
	Wrote     func(address string)    // a link to another site was written
	Describe  func(Lead) func() Card  // returns what finds out what something leads to, on any goroutine; nil for nothing
	Follow    func(Lead)              // goes to where something leads
	Copy      func(words string)      // to the clipboard
	Say       func(string)            // in the status bar
	Modifiers func() fyne.KeyModifier
	FocusText func()
	Post      func(func()) // runs a function on the UI goroutine
}

// Linking is the links of the open post.
type Linking struct {
	// Object lies over the window, and holds nothing while nothing is offered.
	Object *fyne.Container

	o         Options
	popup     popup
	card      card
	hover     hover
	offer     *offer // what is offered at the caret; nil for nothing
	dismissed refused
}

// refused is a link that Escape took the list from: typing on does not bring it back.
type refused struct {
	s     *session.Session
	start int // of the link
}

// mode is how a list came to be open.
type mode uint8

const (
	typed   mode = iota // brackets were typed
	address             // the address was asked for by a command
	label               // the label was, and there is no address yet
)

// offer is a list that is open, or waits for what it shows.
type offer struct {
	mode   mode
	s      *session.Session
	start  int // of the link
	finder *finder

	query  query // that was asked last
	busy   bool  // it is being found
	again  bool  // another one is to be found then
	rows   []row
	choose bool // Enter waits for what is found
}

// New returns a Linking that offers nothing yet.
func New(o Options) *Linking {
	l := &Linking{o: o}
	l.popup.build(l.pick)
	l.card.build()
	l.hover.resting = control.Delay{Post: o.Post, After: cardRest}
	l.Object = &fyne.Container{Layout: &layer{resized: l.place}, Objects: []fyne.CanvasObject{l.popup.object, l.card.object}}
	return l
}

// Typed looks whether what was just typed begins a link.
func (l *Linking) Typed() {
	s := l.o.Session()
	if s == nil || l.offer != nil {
		return
	}
	l.note(s)
	d, ok := compose.LinkTyped(s.State())
	switch {
	case !ok:
		l.dismissed = refused{}
	case d.Image || !d.Wiki && d.Query.Start == d.Query.End || l.dismissed == refused{s, d.Whole.Start} || l.inCode(s, d.Whole.Start):
	default:
		l.open(typed, s, d.Whole.Start)
	}
}

// note tells of the address of another site in the link that the caret has come out of.
func (l *Linking) note(s *session.Session) {
	x := s.Primary()
	if !x.Empty() || x.Head <= s.Start() || s.Text().Byte(x.Head-1) != ')' {
		return
	}
	link, ok := compose.LinkAround(s.State(), x.Head)
	if ok && link.Whole.End == x.Head && !link.Image {
		if a := s.Text().Slice(link.Address.Start, link.Address.End); isWeb(a) {
			l.o.Wrote(a)
		}
	}
}

// inCode reports whether the last Doc knows an offset to be in a block of code.
func (l *Linking) inCode(s *session.Session, off int) bool {
	d := l.o.Doc()
	if d == nil {
		return false
	}
	way, ok := s.PatchSince(d.Version)
	if !ok {
		return false
	}
	off = way.Unmap(off, 0)
	i := d.Find(off)
	if i < 0 {
		return false
	}
	var in func(b *markdown.Block) bool
	in = func(b *markdown.Block) bool {
		at := off - d.Start(i)
		if at < b.Start || at > b.End {
			return false
		}
		switch b.Kind {
		case markdown.Code, markdown.Math, markdown.Diagram:
			return true
		}
		for _, c := range b.Children {
			if in(c) {
				return true
			}
		}
		return false
	}
	return in(d.Block(i))
}

// Insert makes a link of what is selected, or edits the one at the caret, and offers what it may lead to.
func (l *Linking) Insert() {
	s := l.o.Session()
	if s == nil {
		return
	}
	l.Close()
	l.o.FocusText()
	s.Do(compose.Link)
	l.o.Editor.Reveal(s.Primary().Head)
	l.offerAddress()
}

// offerAddress offers what the link at the caret may lead to.
func (l *Linking) offerAddress() {
	s := l.o.Session()
	x := s.Primary()
	link, ok := compose.LinkAround(s.State(), x.Head)
	switch {
	case !ok || s.Several() || link.Image:
	case x.Start() == link.Address.Start && x.End() == link.Address.End:
		l.open(address, s, link.Whole.Start)
	case x.Start() >= link.Label.Start && x.End() <= link.Label.End && link.Address.Start == link.Address.End:
		l.open(label, s, link.Whole.Start)
	}
}

func (l *Linking) open(m mode, s *session.Session, start int) {
	l.offer = &offer{mode: m, s: s, start: start, finder: &finder{cat: l.o.Catalog()}}
	l.dismissed = refused{}
	l.Moved()
}

// Scrolled puts the list where the caret is now.
func (l *Linking) Scrolled() {
	l.Leave()
	if l != nil && l.offer != nil {
		l.place()
	}
}

// Close takes the list away. A nil Linking has none.
func (l *Linking) Close() {
	l.Leave()
	if l != nil && l.offer != nil {
		l.offer = nil
		l.popup.hide()
	}
}

// draft returns the link that the list is for as it is now, and the words that its rows are found by.
func (o *offer) draft(s *session.Session) (d compose.LinkDraft, words string, ok bool) {
	if s != o.s || s.Several() {
		return d, "", false
	}
	x, st := s.Primary(), s.State()
	if o.mode == label || !x.Empty() {
		link, found := compose.LinkAround(st, x.Head)
		switch {
		case !found || link.Whole.Start != o.start || link.Image:
			return d, "", false
		case o.mode == label:
			ok = x.Start() >= link.Label.Start && x.End() <= link.Label.End && link.Address.Start == link.Address.End
			return link.Draft(link.Label), st.Text.Slice(link.Label.Start, link.Label.End), ok
		}
		ok = o.mode == address && x.Start() == link.Address.Start && x.End() == link.Address.End
		return link.Draft(link.Address), "", ok
	}
	d, ok = compose.LinkTyped(st)
	if !ok || d.Whole.Start != o.start || d.Image {
		return d, "", false
	}
	return d, st.Text.Slice(d.Query.Start, d.Query.End), true
}

// Moved follows the caret and the text: the list goes with what is typed, and away with the caret.
func (l *Linking) Moved() {
	l.Leave()
	o := l.offer
	if o == nil {
		return
	}
	s := l.o.Session()
	if s == nil {
		l.Close()
		return
	}
	d, words, ok := o.draft(s)
	if !ok {
		l.Close()
		return
	}
	q := query{words: words, address: !d.Wiki, posts: o.mode == label}
	if o.mode == address {
		q.hint = s.Text().Slice(d.Label.Start, d.Label.End)
	}
	if q == o.query && (o.rows != nil || o.busy) {
		l.place()
		return
	}
	o.query = q
	l.ask(o)
}

// ask finds what is offered, aside.
func (l *Linking) ask(o *offer) {
	if o.busy {
		o.again = true
		return
	}
	o.busy, o.again = true, false
	q := o.query
	go func() {
		rows := o.finder.search(q)
		l.o.Post(func() {
			o.busy = false
			switch {
			case l.offer != o:
			case o.again && o.query != q:
				l.ask(o)
			default:
				l.found(o, rows)
			}
		})
	}()
}

// found shows what was found.
func (l *Linking) found(o *offer, rows []row) {
	o.rows = rows
	if rows == nil {
		o.rows = []row{}
	}
	first := 0
	if q := o.query; q.address && isWeb(q.words) {
		first = -1 // an address is typed, which must not become another one
	}
	l.popup.show(rows, first)
	l.place()
	if o.choose {
		o.choose = false
		if len(rows) > 0 {
			l.pick(max(0, first))
			return
		}
		l.Close()
		l.o.Editor.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	}
}

// pick writes the link of a row.
func (l *Linking) pick(i int) {
	o := l.offer
	if o == nil || i < 0 || i >= len(o.rows) {
		return
	}
	d, _, ok := o.draft(o.s)
	r := o.rows[i]
	l.Close()
	if !ok {
		return
	}
	o.s.Do(func(st compose.State) compose.Transaction { return compose.CompleteLink(st, d, r.label, r.address) })
	o.s.Break()
	l.note(o.s)
	l.o.FocusText()
	l.o.Editor.Reveal(o.s.Primary().Head)
}

// Key takes the keys that choose from the list, and Tab within a link. It reports whether it took one.
func (l *Linking) Key(e *fyne.KeyEvent) bool {
	s := l.o.Session()
	if s == nil {
		return false
	}
	mods := l.o.Modifiers()
	if e.Name == fyne.KeyTab {
		return l.tab(s, mods&fyne.KeyModifierShift != 0)
	}
	o := l.offer
	if o == nil || mods != 0 {
		return false
	}
	shown, list := l.popup.shown(), l.popup.list
	switch e.Name {
	case fyne.KeyEscape:
		if !shown {
			l.Close()
			return false
		}
		l.dismissed = refused{s, o.start}
		l.Close()
		return true
	case fyne.KeyReturn, fyne.KeyEnter:
		if o.busy && o.mode != address && !isWeb(o.query.words) {
			o.choose = true
			return true
		}
		if !shown || list.Current() < 0 {
			l.Close()
			return false
		}
		l.pick(list.Current())
	case fyne.KeyUp, fyne.KeyDown, fyne.KeyPageUp, fyne.KeyPageDown:
		if !shown {
			return false
		}
		l.popup.move(e.Name)
	default:
		return false
	}
	return true
}

// tab chooses from the list, or goes on within a link.
func (l *Linking) tab(s *session.Session, back bool) bool {
	if o := l.offer; o != nil && !back && o.mode != label && !o.busy && l.popup.shown() && l.popup.list.Current() >= 0 {
		l.pick(l.popup.list.Current())
		return true
	}
	if _, ok := compose.TabInLink(s.State(), back); !ok {
		return false
	}
	l.Close()
	s.Do(func(st compose.State) compose.Transaction {
		t, _ := compose.TabInLink(st, back)
		return t
	})
	l.o.Editor.Reveal(s.Primary().Head)
	l.note(s)
	if x := s.Primary(); !back && x.Empty() {
		if link, ok := compose.LinkAround(s.State(), x.Head); ok && link.Address.Start == x.Head {
			l.offerAddress()
		}
	}
	return true
}

// place puts the list beside the caret, as far as that can be seen.
func (l *Linking) place() {
	o := l.offer
	if o == nil || len(o.rows) == 0 {
		l.popup.hide()
		return
	}
	at, height, ok := l.o.Editor.CaretBox()
	if !ok {
		l.popup.hide()
		return
	}
	driver := fyne.CurrentApp().Driver()
	// It stands where the link begins, so that it does not wander with the caret.
	if begin, _, ok := l.o.Editor.Box(o.start); ok {
		if begin = begin.Add(driver.AbsolutePositionForObject(l.o.Editor)); begin.Y == at.Y {
			at.X = begin.X
		}
	}
	l.popup.place(l.Object.Size(), at.Subtract(driver.AbsolutePositionForObject(l.Object)), height)
	canvas.Refresh(l.Object)
}

var _ fyne.Layout = (*layer)(nil)

// layer is what lies over the window: it has the list put beside the caret again when the window has another size.
type layer struct {
	size    fyne.Size
	resized func()
}

// MinSize implements fyne.Layout.
func (*layer) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// Layout implements fyne.Layout.
func (y *layer) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	if size != y.size {
		y.size = size
		y.resized()
	}
}

// Offered returns what the list offers, and whether that is known.
func (l *Linking) Offered() (titles []string, known bool) {
	if l.offer == nil {
		return nil, true
	}
	for _, r := range l.offer.rows {
		titles = append(titles, r.title)
	}
	return titles, !l.offer.busy
}
