// Package library is the panel beside the text that lists the posts of a folder,
// with its search, filters and order, and above them those that are open.
package library

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/editor/field"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/storage/post"
)

// Item is one post of the library as the panel lists it.
type Item struct {
	Path        string
	Name        string // of the file
	Title       string
	Description string
	Date        string    // as it is shown; "" for a draft
	When        time.Time // it was, or is to be, published; zero where no date can be read
	Changed     time.Time // when its file was
	Folder      string    // that it lies in, as a slash path within the library; "" for its own folder
	Group       string    // head above it: "Drafts", a year, or the folder
	Slug        string
	Status      post.Status
	Words       int
	Problems    int    // errors and warnings
	Outside     string // where the file leads that is a link out of the library; "" for any other
	Refused     string // why the file cannot be opened; "" when it can

	wide float32 // about how wide its title is; 0 as long as nobody asked
}

// Filter is which posts the panel shows.
type Filter uint8

const (
	ShowAll Filter = iota
	ShowDrafts
	ShowScheduled
	ShowPublished
	ShowProblems
)

// Contents is what the panel shows of a library.
type Contents struct {
	Name string
	Note string // shows where there are no posts; mostly ""
	// Coming is how many posts there will be, while they are being read; else 0.
	Coming int
	// Missing is said where the folder cannot be read; the posts that are open are listed all the same.
	Missing Missing
	Items   []Item // in the order of dates
}

// Live is what an open post has that its file may not have yet.
type Live struct {
	Title    string
	Words    int
	Problems int // errors and warnings; -1 where that is not known yet
}

// Panel is the library beside the text: name, search, filters, the posts that are
// open, and the list of all.
type Panel struct {
	Object fyne.CanvasObject
	Search *field.Field
	// OnSearch is asked for the posts that words are in, "" for no longer; SetFound takes them. It may be nil.
	OnSearch func(query string)
	List     *control.List

	// What is done with posts is the window's matter. Paths are of those that are
	// marked, in the order of the list; nil does nothing.
	OnGlance func(Item)                              // shows a post and leaves the keys in the list; nil opens it
	OnClose  func(path string)                       // closes an open post
	OnRename func(paths []string)                    // F2, as long as that is the key of it; always of the current row
	OnTrash  func(paths []string)                    // Delete
	Menu     func(paths []string) []control.MenuItem // of rows
	OnMenu   func(m *control.Menu, at fyne.Position, height float32)
	OnOrder  func(Order) // another order was chosen
	// OnProblems lists what is wrong with a post; with all of the library for "".
	OnProblems func(path string)
	OnKey      func(*fyne.KeyEvent) bool
	// OnAgain looks for a folder again that could not be read, OnOther opens another one.
	OnAgain, OnOther func()

	Hint      func(string) string            // a text with the keys in it that commands have now; nil leaves it as it is
	Post      func(func())                   // runs a function on the UI goroutine; nil does all there
	Live      func(path string) (Live, bool) // of a post that is open
	Modifiers func() fyne.KeyModifier        // that are held
	Now       func() time.Time

	tips   *control.Tips // nil shows none
	notice *notice
	open   *openList
	below  *fyne.Container // open posts, notice and list
	name   *control.Short
	sorted *control.Button
	pills  [ShowProblems + 1]*control.Button
	wrong  *control.Button // lists the problems of those that have some
	head   *fyne.Container

	onOpen   func(Item)
	rows     []row
	chosen   string // path of the post that is shown
	cursor   string // path of the current row
	marks    marks
	sought   sought
	letters  []byte // of the post that is looked at; see lets
	found    found
	clicks   control.Clicks
	titles   titles
	fitted   float32 // the width of titles that rows have their heights for
	sorter   sorter
	turn     int // of sorting
	contents Contents
	ordered  []*Item // the contents' in their order
	dirty    map[string]bool
	filter   Filter
	order    Order
	problems int // posts that have some
}

// New makes an empty panel; onOpen opens a post that was chosen.
func New(onOpen func(Item)) *Panel {
	s := &Panel{onOpen: onOpen, name: control.NewShort("", theme.Ink), dirty: map[string]bool{}, Modifiers: control.Modifiers, Now: time.Now}
	s.name.Face = typeset.SansBold
	s.Search = field.New(field.Style{})
	s.Search.SetPlaceholder("Search posts")
	s.Search.Leading = "search"
	s.Search.OnChanged = func(string) {
		s.update()
		s.ask()
	}
	s.List = s.newList()
	s.sorted = control.NewButton(control.Quiet, "Date", s.AskOrder)
	s.sorted.Still, s.sorted.Icon = true, "chevron-down"
	parts := []fyne.CanvasObject{s.name, s.sorted, s.Search}
	for f := range s.pills {
		b := control.NewButton(control.Pill, "", func() { s.setFilter(Filter(f)) })
		b.Still = true
		s.pills[f] = b
		parts = append(parts, b)
	}
	s.wrong = control.NewButton(control.Quiet, "List problems", func() { s.OnProblems("") })
	s.wrong.Still = true
	s.wrong.Hide()
	parts = append(parts, s.wrong)
	s.pills[ShowAll].SetOn(true)
	s.pills[ShowProblems].Tip, s.sorted.Tip = "Posts with problems", "What the posts are sorted by"
	s.head = container.New(panelHead{}, parts...)
	s.notice = newNotice(func() { s.OnAgain() }, func() { s.OnOther() })
	s.open = newOpenList(s)
	s.below = container.New(under{s}, s.open.object, s.notice.object, s.List)
	s.Object = container.New(besideText{s}, container.NewStack(control.NewBare(theme.Side), s.head), container.NewStack(control.NewBare(theme.Side), s.below))
	return s
}

// SetTips has tips shown of posts.
func (s *Panel) SetTips(t *control.Tips) { s.tips = t }

// besideText puts the head over the rest. No background lies under both: each
// pixel that is painted twice makes every frame longer.
type besideText struct{ s *Panel }

func (besideText) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 200) }

func (b besideText) Layout(o []fyne.CanvasObject, size fyne.Size) {
	h := panelHead{}.height(b.s.head.Objects, size.Width)
	o[0].Resize(fyne.NewSize(size.Width, h))
	o[1].Move(fyne.NewPos(0, h))
	o[1].Resize(fyne.NewSize(size.Width, size.Height-h))
}

// panelHead lays out name and order in one line, the search field below, and then
// the filters, in as many lines as they need.
type panelHead struct{}

const (
	pillsTop  = 82
	pillLine  = 28
	pillsEdge = 12
)

func (panelHead) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, pillsTop+pillLine) }

func (h panelHead) Layout(o []fyne.CanvasObject, size fyne.Size) {
	by := o[1].MinSize()
	o[0].Move(fyne.NewPos(16, 15))
	o[0].Resize(fyne.NewSize(max(0, size.Width-16-by.Width-20), 20))
	o[1].Move(fyne.NewPos(size.Width-12-by.Width, 13))
	o[1].Resize(by)
	o[2].Move(fyne.NewPos(12, 43))
	o[2].Resize(fyne.NewSize(size.Width-24, 32))
	h.flow(o[3:], size.Width, func(b fyne.CanvasObject, x, y float32) {
		b.Move(fyne.NewPos(x, y))
		b.Resize(b.MinSize())
	})
}

// flow gives each filter that is shown its place, and returns where they end.
func (panelHead) flow(pills []fyne.CanvasObject, width float32, place func(b fyne.CanvasObject, x, y float32)) float32 {
	x, y := float32(pillsEdge), float32(pillsTop)
	for _, b := range pills {
		if !b.Visible() {
			continue
		}
		w := b.MinSize().Width
		if x > pillsEdge && x+w > width-8 {
			x, y = pillsEdge, y+pillLine
		}
		place(b, x, y)
		x += w + 2
	}
	return y + pillLine
}

func (h panelHead) height(o []fyne.CanvasObject, width float32) float32 {
	return h.flow(o[3:], width, func(fyne.CanvasObject, float32, float32) {}) + 8
}

func (s *Panel) setFilter(f Filter) {
	if f == s.filter {
		f = ShowAll
	}
	s.filter = f
	s.showProblems()
	for i, b := range s.pills {
		b.SetOn(Filter(i) == f)
	}
	s.Object.Refresh() // the head may have another height now
	s.update()
}

// SetOrder sorts the list anew.
func (s *Panel) SetOrder(o Order) {
	if o.By == "" {
		o.By = ByDate
	}
	if s.order == o {
		return
	}
	s.order = o
	at := orders[o.number()]
	s.sorted.Icon = "chevron-down"
	if o.Back != (o.By == ByTitle || o.By == ByName) {
		s.sorted.Icon = "chevron-up"
	}
	s.sorted.SetLabel(at.short)
	s.head.Refresh()
	s.sort(true)
	s.update()
	s.List.Go(s.at(s.cursor))
}

// AskOrder lets the order be chosen from a menu.
func (s *Panel) AskOrder() {
	if s.OnMenu == nil {
		return
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.sorted)
	items := s.order.menu(func(o Order) {
		if s.SetOrder(o); s.OnOrder != nil {
			s.OnOrder(o)
		}
	})
	s.OnMenu(&control.Menu{Items: items, First: true}, at, s.sorted.Size().Height)
}

// Set shows a library.
func (s *Panel) Set(c Contents) {
	was := s.contents
	same := c.Name == was.Name && c.Note == was.Note && c.Coming == was.Coming && c.Missing == was.Missing && len(c.Items) == len(was.Items) && (len(c.Items) == 0 || &c.Items[0] == &was.Items[0])
	if same && s.ordered != nil {
		return
	}
	s.contents = c
	s.name.SetText(c.Name)
	if c.Missing != s.notice.shown {
		s.notice.show(c.Missing)
		s.below.Refresh()
	}
	s.sort(c.Name == was.Name)
	s.count()
	s.update()
	if s.words() != "" {
		s.ask()
	}
}

// sort sorts the posts. Where that is done aside those that are listed may stay
// until then, if they are of the same library.
func (s *Panel) sort(stay bool) {
	items := make([]*Item, len(s.contents.Items))
	for i := range s.contents.Items {
		items[i] = &s.contents.Items[i]
	}
	s.turn++
	if s.Post == nil || s.order.By != ByTitle || len(items) < many {
		s.ordered = s.sorter.sort(items, s.order)
		return
	}
	if !stay || len(s.ordered) == 0 {
		s.ordered = items
	}
	turn, sorter, order := s.turn, s.sorter, s.order
	go func() {
		sorted := sorter.sort(items, order)
		s.Post(func() {
			if turn != s.turn {
				return
			}
			s.sorter, s.ordered = sorter, sorted
			s.count()
			s.update()
			s.List.Go(s.at(s.cursor))
		})
	}()
}

// many posts are sorted by their titles aside: that takes 0.3 seconds of 100,000.
const many = 20_000

// First returns the first post that is listed.
func (s *Panel) First() (Item, bool) {
	for _, r := range s.rows {
		if r.item != nil {
			return *r.item, true
		}
	}
	return Item{}, false
}

// Clear empties the search field, and reports whether there was something in it.
func (s *Panel) Clear() bool {
	if s.Search.Text() == "" {
		return false
	}
	s.Search.SetText("")
	s.ask()
	s.update()
	return true
}

// IsFiltered reports whether not all posts are listed.
func (s *Panel) IsFiltered() bool { return s.filter != ShowAll || s.query() != "" }

// Shows reports whether search and filter let a post through.
func (s *Panel) Shows(it Item) bool {
	return s.lets(&it, s.query())
}

func (s *Panel) query() string { return strings.ToLower(s.words()) }

// words are those of the search field.
func (s *Panel) words() string { return strings.TrimSpace(s.Search.Text()) }

// SetDirty puts the dot before the titles of posts that differ from their
// files.
func (s *Panel) SetDirty(path string, dirty bool) {
	if s.dirty[path] == dirty {
		return
	}
	if s.dirty[path] = dirty; !dirty {
		delete(s.dirty, path)
	}
	s.List.Refresh()
	s.open.list.Refresh()
}

func (s *Panel) hinted(text string) string {
	if s.Hint == nil {
		return text
	}
	return s.Hint(text)
}

func (s *Panel) update() {
	query, now := s.query(), s.Now()
	s.rows = make([]row, 0, len(s.ordered)+16)
	var heads, tall []int
	group := ""
	width := s.titleWidth()
	s.fitted = width
	for _, it := range s.ordered {
		if !s.lets(it, query) {
			continue
		}
		if g := s.order.group(it, now); g != group {
			group = g
			heads = append(heads, len(s.rows))
			s.rows = append(s.rows, row{head: group})
		}
		if s.titles.isLong(it, width) {
			tall = append(tall, len(s.rows))
		}
		s.rows = append(s.rows, row{item: it})
	}
	all := len(s.ordered)
	switch {
	case len(s.rows) > 0:
		s.List.Empty = ""
	case all == 0:
		s.List.Empty = cmp.Or(s.contents.Note, s.hinted("No posts yet. Ctrl+N starts one."))
	case query != "":
		s.List.Empty = s.none()
	default:
		s.List.Empty = emptyOf[s.filter]
	}
	if s.contents.Missing != (Missing{}) {
		s.List.Empty = "" // which the notice says
	}
	s.marks.keep(s)
	s.List.TallRows = tall
	s.List.Mark(s.at(cmp.Or(s.cursor, s.chosen)))
	s.List.Set(len(s.rows), heads...)
}

// emptyOf says of each filter that it lets nothing through.
var emptyOf = [...]string{
	ShowDrafts:    "No drafts.",
	ShowScheduled: "Nothing is scheduled.",
	ShowPublished: "Nothing is published yet.",
	ShowProblems:  "No post has a problem.",
}

// count says at each filter how many posts it lets through.
func (s *Panel) count() {
	var counts [len(s.pills)]int
	for _, it := range s.ordered {
		for f := range counts {
			if Filter(f).has(it) {
				counts[f]++
			}
		}
	}
	for f, name := range []string{"All", "Drafts", "Scheduled", "Published", "▲"} {
		label := name + " " + strconv.Itoa(counts[f])
		if n := s.contents.Coming; n > 0 && Filter(f) == ShowAll {
			label += " of " + strconv.Itoa(n)
		}
		s.pills[f].SetLabel(label)
	}
	s.problems = counts[ShowProblems]
	s.showProblems()
	s.Object.Refresh() // the head may have another height now
}

// showProblems shows the filter of posts with problems where there are some, and
// what lists those where it is chosen.
func (s *Panel) showProblems() {
	control.SetVisible(s.pills[ShowProblems], s.problems > 0 || s.filter == ShowProblems)
	control.SetVisible(s.wrong, s.problems > 0 && s.filter == ShowProblems && s.OnProblems != nil)
}

// Shows reports whether the filter lets a post through that holds query, which
// is in lower case.
func (f Filter) Shows(it Item, query string) bool {
	return f.has(&it) && (query == "" || strings.Contains(string(it.appendWords(nil)), query))
}

// has reports whether a post is one of those that the filter is for.
func (f Filter) has(it *Item) bool {
	switch f {
	case ShowDrafts:
		return it.Status == post.Draft
	case ShowScheduled:
		return it.Status == post.Scheduled
	case ShowPublished:
		return it.published()
	case ShowProblems:
		return it.Problems > 0 || it.Refused != ""
	}
	return true
}

// published reports whether the post is out for readers: one whose date cannot be
// read is not, whatever its file is called.
func (it *Item) published() bool {
	return it.Status == post.Published && it.Refused == "" && !it.When.IsZero()
}
