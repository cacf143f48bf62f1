// Package library is the panel beside the text that lists the posts of a folder,
// with its search and filters.
package library

import (
	"cmp"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/editor/field"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/post"
)

// Item is one post of the library as the panel lists it.
type Item struct {
	Path     string
	Title    string
	Date     string // as it is shown; "" for a draft
	Folder   string // that it lies in, as a slash path within the library; "" for its own folder
	Group    string // head above it: "Drafts", a year, or the folder
	Slug     string
	Status   post.Status
	Words    int
	Problems int    // errors and warnings
	Outside  string // where the file leads that is a link out of the library; "" for any other
	Refused  string // why the file cannot be opened; "" when it can
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
	// Missing is said where the folder cannot be read; the posts that are open are listed all the same.
	Missing Missing
	Open    []Item // posts that the library does not have; they come first
	Items   []Item // in the order of the list
	Coming  int    // how many posts there will be, while they are being read; else 0
}

// Panel is the library beside the text: name, search, filters and list.
type Panel struct {
	Object fyne.CanvasObject
	Search *field.Field
	List   *control.List
	// OnAgain looks for a folder again that could not be read, OnOther opens another one.
	OnAgain, OnOther func()

	notice      *notice
	below       *fyne.Container // notice and list
	name, total *control.Label
	pills       [ShowProblems + 1]*control.Button
	head        *fyne.Container

	onOpen func(Item)
	rows   []row
	chosen string // path of the post that is marked

	contents Contents
	dirty    map[string]bool
	filter   Filter
}

// New makes an empty panel; onOpen opens a post that was chosen.
func New(onOpen func(Item)) *Panel {
	s := &Panel{onOpen: onOpen, name: control.NewLabel("", theme.Ink), total: control.NewSmall("", theme.Muted), dirty: map[string]bool{}}
	s.name.Face, s.name.Cut = typeset.SansBold, true
	s.Search = field.New(field.Style{})
	s.Search.SetPlaceholder("Search posts")
	s.Search.Leading = "search"
	s.Search.OnChanged = func(string) { s.update() }
	s.List = s.newList()
	pills := control.NewBar(2)
	for f, label := range []string{"All", "Drafts", "Scheduled", "Published", "▲ 0"} {
		b := control.NewButton(control.Pill, label, func() { s.setFilter(Filter(f)) })
		b.Still = true
		s.pills[f] = b
		if Filter(f) != ShowProblems {
			pills.Add(b)
		}
	}
	s.pills[ShowAll].SetOn(true)
	s.head = container.New(panelHead{}, s.name, s.total, s.Search, pills, s.pills[ShowProblems])
	s.notice = newNotice(func() { s.OnAgain() }, func() { s.OnOther() })
	s.below = container.New(under{s.notice}, s.notice.object, s.List)
	s.Object = container.New(control.Below(118), container.NewStack(control.NewBare(theme.Side), s.head), container.NewStack(control.NewBare(theme.Side), s.below))
	return s
}

// panelHead lays out name and counts in one line, the search field and the
// filters below. The last filter gives way where there is no room for it.
type panelHead struct{}

func (panelHead) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 118) }

func (panelHead) Layout(o []fyne.CanvasObject, size fyne.Size) {
	total, problems := o[1].MinSize().Width, o[4].MinSize()
	o[0].Move(fyne.NewPos(16, 15))
	o[0].Resize(fyne.NewSize(size.Width-40-total-problems.Width, 20))
	o[1].Move(fyne.NewPos(size.Width-16-total-problems.Width, 17))
	o[1].Resize(fyne.NewSize(total, 16))
	o[4].Move(fyne.NewPos(size.Width-12-problems.Width, 12))
	o[4].Resize(problems)
	o[2].Move(fyne.NewPos(12, 43))
	o[2].Resize(fyne.NewSize(size.Width-24, 32))
	pills := o[3].(*fyne.Container).Objects
	last, end := pills[len(pills)-1], float32(12)
	for _, p := range pills {
		end += p.MinSize().Width + 2
	}
	control.SetVisible(last, end <= size.Width-4)
	o[3].Move(fyne.NewPos(12, 82))
	o[3].Resize(fyne.NewSize(size.Width-16, 26))
}

func (s *Panel) setFilter(f Filter) {
	if f == s.filter {
		f = ShowAll
	}
	s.filter = f
	for i, b := range s.pills {
		b.SetOn(Filter(i) == f)
	}
	s.update()
}

// Set shows a library.
func (s *Panel) Set(c Contents) {
	s.contents = c
	s.name.SetText(c.Name)
	if c.Missing != s.notice.shown {
		s.notice.show(c.Missing)
		s.below.Refresh()
	}
	s.update()
}

// First returns the first post that is listed.
func (s *Panel) First() (Item, bool) {
	for _, r := range s.rows {
		if r.head == "" {
			return r.item, true
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
	s.update()
	return true
}

// IsFiltered reports whether not all posts are listed.
func (s *Panel) IsFiltered() bool { return s.filter != ShowAll || s.query() != "" }

// Shows reports whether search and filter let a post through.
func (s *Panel) Shows(it Item) bool { return s.filter.Shows(it, s.query()) }

func (s *Panel) query() string { return strings.ToLower(strings.TrimSpace(s.Search.Text())) }

// SetDirty puts the dot before the titles of posts that differ from their
// files.
func (s *Panel) SetDirty(path string, dirty bool) {
	if s.dirty[path] != dirty {
		s.dirty[path] = dirty
		s.List.Refresh()
	}
}

func (s *Panel) update() {
	query := s.query()
	problems := 0
	var heads []int
	group := ""
	all := slices.Concat(s.contents.Open, s.contents.Items)
	s.rows = make([]row, 0, len(all)+16)
	for _, it := range all {
		if it.Problems > 0 || it.Refused != "" {
			problems++
		}
		if !s.filter.Shows(it, query) {
			continue
		}
		if it.Group != group {
			group = it.Group
			heads = append(heads, len(s.rows))
			s.rows = append(s.rows, row{head: group})
		}
		s.rows = append(s.rows, row{item: it})
	}
	s.total.SetText(wording.Count(len(all), "post"))
	if n := s.contents.Coming; n > 0 {
		s.total.SetText(strings.Fields(wording.Count(len(all), "post"))[0] + " of " + wording.Count(n, "post"))
	}
	s.pills[ShowProblems].SetLabel("▲ " + strings.Fields(wording.Count(problems, "problem"))[0])
	s.head.Refresh() // what it says has another width now
	switch {
	case len(s.rows) > 0:
		s.List.Empty = ""
	case len(all) == 0:
		s.List.Empty = "No posts yet. Ctrl+N starts one."
	case query != "":
		s.List.Empty = "No post holds “" + s.Search.Text() + "”."
	default:
		s.List.Empty = "No such post."
	}
	if len(all) == 0 {
		s.List.Empty = cmp.Or(s.contents.Note, s.List.Empty)
	}
	if s.contents.Missing != (Missing{}) {
		s.List.Empty = "" // which the notice says
	}
	s.List.Mark(s.at(s.chosen))
	s.List.Set(len(s.rows), heads...)
}

// Shows reports whether the filter lets a post through that holds query, which
// is in lower case.
func (f Filter) Shows(it Item, query string) bool {
	switch f {
	case ShowDrafts:
		if it.Status != post.Draft {
			return false
		}
	case ShowScheduled:
		if it.Status != post.Scheduled {
			return false
		}
	case ShowPublished:
		if it.Status != post.Published {
			return false
		}
	case ShowProblems:
		if it.Problems == 0 && it.Refused == "" {
			return false
		}
	}
	return query == "" || strings.Contains(strings.ToLower(it.Title+" "+it.Slug+" "+it.Date), query)
}
