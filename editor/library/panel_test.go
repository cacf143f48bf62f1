package library

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/storage/post"
)

// newPanel shows a panel as wide as the window has it at first, and collects
// what it opens.
func newPanel(t *testing.T) (*Panel, *[]Item) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(false))
	var win fyne.Window
	opened := &[]Item{}
	p := New(func(it Item) {
		*opened = append(*opened, it)
	})
	win = test.NewTempWindow(t, p.Object)
	win.SetPadded(false)
	win.Resize(fyne.NewSize(268, 700))
	return p, opened
}

// Arrows open the post above or below the one that is open, and leave the focus in
// the list; the mark waits until the post is there.
func TestListOpens(t *testing.T) {
	side, opened := newPanel(t)
	items := make([]Item, 300)
	for i := range items {
		items[i] = Item{Path: fmt.Sprint(i), Title: fmt.Sprint("Post ", i), Group: fmt.Sprint(i / 100)}
	}
	side.Set(Contents{Name: "A library", Items: items})
	l := side.List
	take := func() string {
		var paths []string
		for _, it := range *opened {
			paths = append(paths, it.Path)
		}
		*opened = nil
		return strings.Join(paths, " ")
	}
	if l.Current() != -1 {
		t.Fatalf("row %d is marked before a post is open", l.Current())
	}
	for _, tt := range []struct {
		open string
		key  fyne.KeyName
		want string
	}{
		{"", fyne.KeyDown, "0"},
		{"0", fyne.KeyDown, "1"},
		{"99", fyne.KeyDown, "100"}, // past a head
		{"100", fyne.KeyUp, "99"},
		{"0", fyne.KeyUp, ""},
		{"299", fyne.KeyDown, ""},
		{"150", fyne.KeyHome, "0"},
		{"150", fyne.KeyEnd, "299"},
		{"150", fyne.KeySpace, ""},
	} {
		side.Choose(tt.open)
		was := l.Current()
		l.TypedKey(&fyne.KeyEvent{Name: tt.key})
		if got := take(); got != tt.want || l.Current() != was {
			t.Errorf("%s from post %q opens %q and marks row %d, want %q and %d", tt.key, tt.open, got, l.Current(), tt.want, was)
		}
		if tt.want != "" && fyne.CurrentApp().Driver().CanvasForObject(l).Focused() != fyne.Focusable(l) {
			t.Errorf("%s leaves the focus elsewhere", tt.key)
		}
	}
	side.Choose("0")
	l.Tapped(&fyne.PointEvent{Position: fyne.NewPos(50, 4+headHeight+theme.RowHeight+rowGap+5)})
	l.Tapped(&fyne.PointEvent{Position: fyne.NewPos(50, 10)})
	if got := take(); got != "1" || l.Current() != side.at("0") {
		t.Errorf("clicks on post 1 and a head open %q and mark row %d", got, l.Current())
	}
	if !l.Disabled() {
		t.Error("Tab walks into the list")
	}
	// What is marked is a post, in whichever row it is.
	side.Choose("200")
	side.setFilter(ShowDrafts)
	if l.Current() != -1 {
		t.Errorf("row %d is marked where the open post is not listed", l.Current())
	}
	side.setFilter(ShowAll)
	if l.Current() != side.at("200") {
		t.Errorf("row %d is marked, want %d", l.Current(), side.at("200"))
	}
}

// TestHeadKeepsApart counts posts and problems in a small library right after it was read, and after a change.
func TestHeadKeepsApart(t *testing.T) {
	side, _ := newPanel(t)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject
	for _, n := range []int{1, 2, 6, 9, 10, 12345, 3} {
		lib := Contents{Name: "A library", Items: make([]Item, n)}
		for i := range lib.Items {
			lib.Items[i] = Item{Path: fmt.Sprintf("/lib/%d.md", i), Problems: 1}
		}
		side.Set(lib)
		name, total, problems := side.name, side.total, side.pills[ShowProblems]
		if end := at(total).X + total.MinSize().Width; end > at(problems).X {
			t.Errorf("%d posts: “%s” ends at %v, “%s” begins at %v", n, total.Text(), end, problems.Label, at(problems).X)
		}
		if end := at(problems).X + problems.MinSize().Width; end > side.head.Size().Width {
			t.Errorf("%d posts: “%s” ends at %v of %v", n, problems.Label, end, side.head.Size().Width)
		}
		if end := at(name).X + name.Size().Width; end > at(total).X {
			t.Errorf("%d posts: the name ends at %v, “%s” begins at %v", n, end, total.Text(), at(total).X)
		}
	}
}

// Search and filters take away what does not fit, and say so.
func TestShows(t *testing.T) {
	p, _ := newPanel(t)
	p.Set(Contents{Name: "A library", Note: "It is empty.", Items: []Item{
		{Path: "a", Title: "A draft", Status: post.Draft},
		{Path: "b", Title: "On time", Status: post.Scheduled, Date: "2030-01-01"},
		{Path: "c", Title: "Out", Slug: "out-there", Status: post.Published, Problems: 1},
		{Path: "d", Title: "Broken", Status: post.Published, Refused: "it is a folder"},
	}})
	listed := func() (paths string) {
		for _, r := range p.rows {
			if r.head == "" {
				paths += r.item.Path
			}
		}
		return paths
	}
	for _, tt := range []struct {
		filter Filter
		search string
		want   string
	}{
		{ShowAll, "", "abcd"},
		{ShowDrafts, "", "a"},
		{ShowScheduled, "", "b"},
		{ShowPublished, "", "cd"},
		{ShowProblems, "", "cd"},
		{ShowAll, " THERE ", "c"},
		{ShowAll, "2030", "b"},
		{ShowDrafts, "out", ""},
	} {
		p.setFilter(ShowAll)
		p.setFilter(tt.filter)
		p.Search.SetText(tt.search)
		p.update()
		if got := listed(); got != tt.want || p.IsFiltered() != (tt.want != "abcd") {
			t.Errorf("%+v: %q is listed", tt, got)
		}
		if first, ok := p.First(); ok != (tt.want != "") || ok && first.Path != tt.want[:1] {
			t.Errorf("%+v: %+v is the first", tt, first)
		}
	}
	if p.Clear(); p.Search.Text() != "" || p.Clear() {
		t.Error("the search field is not empty")
	}
}

func TestSqueeze(t *testing.T) {
	const line, warn = "2030-05-05 · scheduled · 9 words", "▲ 1 problem"
	all := control.Measure(line, theme.SmallSize, typeset.Sans) + 8 + control.Measure(warn, theme.SmallSize, typeset.Sans)
	for w := all; w > 100; w -= 5 {
		l, p := squeeze(line, warn, w)
		got := control.Measure(l, theme.SmallSize, typeset.Sans) + 8 + control.Measure(p, theme.SmallSize, typeset.Sans)
		if got > w || !strings.HasPrefix(p, "▲ 1") {
			t.Fatalf("at %v pixels: %q %q take %v", w, l, p, got)
		}
	}
}
