package editor

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/post"
)

// filter is which posts the sidebar shows.
type filter uint8

const (
	showAll filter = iota
	showDrafts
	showScheduled
	showPublished
	showProblems
)

// sidebar is the library beside the text: name, search, filters and list.
type sidebar struct {
	name, total *control.Label
	search      *control.Field
	pills       [showProblems + 1]*control.Button
	list        *postList
	head        *fyne.Container
	object      fyne.CanvasObject

	lib    Library
	open   []Item // open posts without a file
	dirty  map[string]bool
	filter filter
}

func newSidebar(onOpen func(Item)) *sidebar {
	s := &sidebar{name: control.NewLabel("", theme.Ink), total: control.NewSmall("", theme.Muted), dirty: map[string]bool{}}
	s.name.Face, s.name.Cut = theme.SansBold, true
	s.search = control.NewField(control.Style{})
	s.search.Placeholder = "Search posts"
	s.search.Leading = "search"
	s.search.OnChanged = func(string) { s.update() }
	s.list = newPostList()
	s.list.onOpen = onOpen
	pills := control.NewBar(2)
	for f, label := range []string{"All", "Drafts", "Scheduled", "Published", "▲ 0"} {
		b := control.NewButton(control.Pill, label, func() { s.setFilter(filter(f)) })
		b.Still = true
		s.pills[f] = b
		if filter(f) != showProblems {
			pills.Add(b)
		}
	}
	s.pills[showAll].SetOn(true)
	s.head = container.New(sidebarHead{}, s.name, s.total, s.search, pills, s.pills[showProblems])
	s.object = container.New(control.Below(118), container.NewStack(control.NewBare(theme.Side), s.head), s.list)
	return s
}

// sidebarHead lays out name and counts in one line, the search field and the
// filters below. The last filter gives way where there is no room for it.
type sidebarHead struct{}

func (sidebarHead) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 118) }

func (sidebarHead) Layout(o []fyne.CanvasObject, size fyne.Size) {
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

func (s *sidebar) setFilter(f filter) {
	if f == s.filter {
		f = showAll
	}
	s.filter = f
	for i, b := range s.pills {
		b.SetOn(filter(i) == f)
	}
	s.update()
}

// set shows a library; open are the posts that have no file yet.
func (s *sidebar) set(lib Library, open []Item) {
	s.lib, s.open = lib, open
	s.name.SetText(lib.Name)
	if lib.Dir == "" {
		s.name.SetText("No folder yet")
	}
	s.update()
}

// setDirty puts the dot before the titles of posts that differ from their
// files.
func (s *sidebar) setDirty(path string, dirty bool) {
	if s.dirty[path] != dirty {
		s.dirty[path] = dirty
		s.list.Refresh()
	}
}

func (s *sidebar) update() {
	query := strings.ToLower(strings.TrimSpace(s.search.Text()))
	problems := 0
	var rows []listRow
	group := ""
	all := append(append([]Item(nil), s.open...), s.lib.Items...)
	for _, it := range all {
		if it.Problems > 0 || it.Refused != "" {
			problems++
		}
		if !s.filter.shows(it, query) {
			continue
		}
		if it.Group != group {
			group = it.Group
			rows = append(rows, listRow{head: group})
		}
		rows = append(rows, listRow{item: it})
	}
	s.total.SetText(wording.Count(len(all), "post"))
	s.pills[showProblems].SetLabel("▲ " + strings.Fields(wording.Count(problems, "problem"))[0])
	s.head.Refresh() // what it says has another width now
	switch {
	case len(rows) > 0:
		s.list.empty = ""
	case len(all) == 0:
		s.list.empty = "No posts yet. Ctrl+N starts one."
	case query != "":
		s.list.empty = "No post holds “" + s.search.Text() + "”."
	default:
		s.list.empty = "No such post."
	}
	if s.lib.Note != "" && len(all) == 0 {
		s.list.empty = s.lib.Note
	}
	s.list.set(rows, s.dirty)
}

// shows tells whether the filter lets a post through that holds query, which
// is in lower case.
func (f filter) shows(it Item, query string) bool {
	switch f {
	case showDrafts:
		if it.Status != post.Draft {
			return false
		}
	case showScheduled:
		if it.Status != post.Scheduled {
			return false
		}
	case showPublished:
		if it.Status != post.Published {
			return false
		}
	case showProblems:
		if it.Problems == 0 && it.Refused == "" {
			return false
		}
	}
	return query == "" || strings.Contains(strings.ToLower(it.Title+" "+it.Slug+" "+it.Date), query)
}
