package library

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

const (
	openLine = 28
	openHead = 28
	openMost = 7 // rows at once
	openX    = 26
)

// Open is a post that is open.
type Open struct {
	Path  string // or what stands for it while it has none
	Title string
	Note  string // muted, behind the title
}

// openList lists the posts that are open, over all posts. It shows as soon as it
// has something to say that the list below does not.
type openList struct {
	s      *Panel
	object *fyne.Container
	head   *control.Label
	list   *control.List
	line   fyne.CanvasObject
	posts  []Open
	shown  bool
}

func newOpenList(s *Panel) *openList {
	o := &openList{s: s, head: control.NewSmall("Open", theme.Muted), list: control.NewList(nil), line: container.New(control.TopEdge{}, control.NewLine())}
	l := o.list
	l.Look = control.Look{Height: openLine, Gap: 1, Side: 8, Corner: theme.Radius, Margin: rowSide, Ground: theme.Side, Bare: true}
	l.Choice, l.Aside = true, true
	l.Draw = o.draw
	l.OnPick = func(i int) { s.onOpen(Item{Path: o.posts[i].Path, Title: o.posts[i].Title}) }
	l.OnPress = o.pressed
	l.Over = o.over
	l.Go(-1)
	o.object = container.New(openLayout{o}, o.head, o.list, o.line)
	o.object.Hide()
	return o
}

// openLayout puts the head over the rows, and a line below them.
type openLayout struct{ o *openList }

func (l openLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, l.o.height()) }

func (l openLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Move(fyne.NewPos(rowSide, 8))
	o[0].Resize(fyne.NewSize(size.Width-2*rowSide, 16))
	o[1].Move(fyne.NewPos(0, openHead))
	o[1].Resize(fyne.NewSize(size.Width, max(0, size.Height-openHead-7)))
	o[2].Move(fyne.NewPos(rowSide, size.Height-1))
	o[2].Resize(fyne.NewSize(max(0, size.Width-2*rowSide), 1))
}

// height is what the list takes; 0 where it does not show.
func (o *openList) height() float32 {
	if !o.shown {
		return 0
	}
	return openHead + float32(min(len(o.posts), openMost))*openLine + 7
}

// SetOpen lists the posts that are open, in the order that they were opened in.
// The rows of the other list stay where they are on the screen, as far as they can.
func (s *Panel) SetOpen(posts []Open) {
	o := s.open
	if slices.Equal(o.posts, posts) {
		return
	}
	was := o.height()
	o.posts = posts
	o.shown = len(posts) > 1 || len(posts) == 1 && !s.lists(posts[0].Path)
	control.SetVisible(o.object, o.shown)
	o.list.Mark(o.at(s.chosen))
	o.list.Set(len(posts))
	if by := o.height() - was; by != 0 {
		s.below.Refresh()
		s.List.Slide(by)
	}
	o.choose(s.chosen)
	s.List.Refresh() // for the marks of those that are open
}

// lists reports whether the library has a post at path.
func (s *Panel) lists(path string) bool {
	return slices.ContainsFunc(s.ordered, func(it *Item) bool { return it.Path == path })
}

func (o *openList) at(path string) int {
	return slices.IndexFunc(o.posts, func(p Open) bool { return p.Path == path })
}

// choose marks the post at path, if it is open.
func (o *openList) choose(path string) { o.list.Go(o.at(path)) }

// draw draws row i.
func (o *openList) draw(p *control.Pen, i int, y float32) {
	post := o.posts[i]
	right := p.Width - rowSide
	if o.list.Under() == i {
		p.Text("×", p.Width-closeRight, y, openLine-1, theme.TextSize+3, typeset.Sans, theme.Muted)
		right = p.Width - closeRight - 6
	}
	if post.Note != "" {
		note := control.Fit(post.Note, (right-openX)*0.4, theme.SmallSize, typeset.Sans)
		right -= control.Measure(note, theme.SmallSize, typeset.Sans)
		p.Text(note, right, y, openLine-1, theme.SmallSize, typeset.Sans, theme.Muted)
		right -= 8
	}
	if o.s.dirty[post.Path] {
		p.Text("•", rowSide-2, y, openLine-1, theme.TextSize, typeset.SansBold, theme.Ink)
	}
	p.Text(control.FitMiddle(post.Title, right-openX, theme.TextSize, typeset.Sans), openX, y, openLine-1, theme.TextSize, typeset.Sans, theme.Ink)
}

// closeRight is how far from the right edge the sign is that closes a post.
const closeRight = 27

// pressed closes the post of row i by the middle button or its sign, and shows what
// can be done with it by the secondary one.
func (o *openList) pressed(i int, e *desktop.MouseEvent) (taken bool) {
	path := o.posts[i].Path
	switch {
	case e.Button == desktop.MouseButtonTertiary, e.Button == desktop.MouseButtonPrimary && e.Position.X > o.list.Size().Width-closeRight-6:
		if o.s.OnClose != nil {
			o.s.OnClose(path)
		}
	case e.Button == desktop.MouseButtonSecondary:
		if s := o.s; s.Menu != nil && s.OnMenu != nil {
			if items := s.Menu([]string{path}); len(items) > 0 {
				s.OnMenu(&control.Menu{Items: items}, e.AbsolutePosition, 0)
			}
		}
	default:
		return false
	}
	return true
}

// over shows a tip of the post that the pointer rests on.
func (o *openList) over(i int, at fyne.Position) {
	if o.s.tips == nil {
		return
	}
	if i < 0 || i >= len(o.posts) {
		o.s.tips.Leave()
		return
	}
	post := o.posts[i]
	o.s.tips.Over(post, at, func() control.Tip { return control.Tip{Title: post.Title, Note: post.Path} })
}
