package library

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/storage/post"
)

// newPanel shows a panel as wide as the window has it at first, and collects
// what it opens.
func newPanel(t testing.TB) (*Panel, *[]Item) {
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
// the list.
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
		l.TypedKey(&fyne.KeyEvent{Name: tt.key})
		if got := take(); got != tt.want || tt.want != "" && l.Current() != side.at(tt.want) {
			t.Errorf("%s from post %q opens %q and marks row %d, want %q and %d", tt.key, tt.open, got, l.Current(), tt.want, side.at(tt.want))
		}
		if tt.want != "" && fyne.CurrentApp().Driver().CanvasForObject(l).Focused() != fyne.Focusable(l) {
			t.Errorf("%s leaves the focus elsewhere", tt.key)
		}
	}
	side.Choose("0")
	l.Tapped(&fyne.PointEvent{Position: fyne.NewPos(50, 4+headHeight+theme.RowHeight+rowGap+5)})
	l.Tapped(&fyne.PointEvent{Position: fyne.NewPos(50, 10)})
	if got := take(); got != "1" || l.Current() != side.at("1") {
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

// TestHeadKeepsApart counts posts in libraries of many sizes: what the head says is beside each other at any width.
func TestHeadKeepsApart(t *testing.T) {
	side, _ := newPanel(t)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject
	win := fyne.CurrentApp().Driver().AllWindows()[0]
	for _, n := range []int{0, 1, 2, 6, 9, 10, 12345, 3} {
		lib := Contents{Name: "A library with quite a long name", Items: make([]Item, n)}
		for i := range lib.Items {
			lib.Items[i] = Item{Path: fmt.Sprintf("/lib/%d.md", i), Problems: i % 2, Status: post.Status(i % 3), When: time.Unix(1, 0)}
		}
		for _, width := range []float32{268, 300, 420} {
			win.Resize(fyne.NewSize(width, 700))
			side.Set(lib)
			type box struct{ x, y, right, bottom float32 }
			var boxes []box
			for _, o := range append(side.head.Objects, side.below) {
				if o.Visible() {
					p, size := at(o), o.Size()
					boxes = append(boxes, box{p.X, p.Y, p.X + size.Width, p.Y + size.Height})
				}
			}
			for i, a := range boxes {
				if a.right > width {
					t.Errorf("%d posts at %v: part %d ends at %v", n, width, i, a.right)
				}
				for j, b := range boxes[:i] {
					if a.x < b.right && b.x < a.right && a.y < b.bottom && b.y < a.bottom {
						t.Errorf("%d posts at %v: parts %d and %d lie over each other: %v, %v", n, width, j, i, b, a)
					}
				}
			}
		}
		sum := 0
		for f, b := range side.pills {
			n := 0
			if _, err := fmt.Sscan(strings.Fields(b.Label)[1], &n); err != nil {
				t.Fatal(err)
			}
			if Filter(f) == ShowDrafts || Filter(f) == ShowScheduled || Filter(f) == ShowPublished {
				sum += n
			}
		}
		if want := fmt.Sprint("All ", n); side.pills[ShowAll].Label != want || sum != n || side.pills[ShowProblems].Visible() != (n > 1) {
			t.Errorf("of %d posts it says %q, %d in parts, and of problems %q", n, side.pills[ShowAll].Label, sum, side.pills[ShowProblems].Label)
		}
	}
}

// Search and filters take away what does not fit, and say so.
func TestShows(t *testing.T) {
	p, _ := newPanel(t)
	p.Set(Contents{Name: "A library", Note: "It is empty.", Items: []Item{
		{Path: "a", Title: "A draft", Status: post.Draft},
		{Path: "b", Title: "On time", Status: post.Scheduled, Date: "2030-01-01"},
		{Path: "c", Title: "Out", Slug: "out-there", Status: post.Published, Problems: 1, When: time.Unix(1, 0)},
		{Path: "d", Title: "Broken", Status: post.Published, Refused: "it is a folder"},
	}})
	listed := func() (paths string) {
		for _, r := range p.rows {
			if r.item != nil {
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
		{ShowPublished, "", "c"},
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

// While a library is read it is said how many posts there will be.
func TestComing(t *testing.T) {
	test.NewTempApp(t)
	s := New(func(Item) {})
	items := []Item{{Path: "/a.md", Title: "A"}, {Path: "/b.md", Title: "B"}}
	for _, c := range []struct {
		coming int
		want   string
	}{{7, "All 2 of 7"}, {0, "All 2"}} {
		s.Set(Contents{Name: "L", Items: items, Coming: c.coming})
		if got := s.pills[ShowAll].Label; got != c.want {
			t.Errorf("%d are coming: %q, want %q", c.coming, got, c.want)
		}
	}
}

// Many posts are sorted by their titles aside, and only the last order that was
// asked for counts.
func TestSortsAside(t *testing.T) {
	p, _ := newPanel(t)
	items := make([]Item, many)
	for i := range items {
		items[i] = Item{Path: strconv.Itoa(i), Title: fmt.Sprintf("Post %d", i*7919%many), Status: post.Published, When: time.Unix(int64(many-i), 0)}
	}
	done := make(chan func(), 8)
	p.Post = func(f func()) { done <- f }
	first := func() string { it, _ := p.First(); return it.Title }
	p.Set(Contents{Name: "Many", Items: items})
	if first() != "Post 0" || len(done) > 0 {
		t.Fatalf("%q is the first by date", first())
	}
	p.SetOrder(Order{By: ByTitle})
	p.SetOrder(Order{By: ByTitle, Back: true})
	(<-done)()
	(<-done)()
	if want := fmt.Sprintf("Post %d", many-1); first() != want {
		t.Errorf("%q is the first, want %q", first(), want)
	}
	p.SetOrder(Order{By: ByTitle})
	p.SetOrder(Order{By: ByDate, Back: true})
	(<-done)()
	if want := items[many-1].Title; first() != want {
		t.Errorf("%q is the first, want the oldest, %q", first(), want)
	}
}

// Posts are found by what is written of them, in any case, also across what stands
// beside each other, and a title that is long is so in every width that it is.
func TestFindsWhatIsWritten(t *testing.T) {
	list := []Item{
		{Path: "a", Name: "0001-Jar.md", Title: "The ÄRGER", Slug: "jar", Date: "2024-05-02"},
		{Path: "b", Name: "0002-b.md", Title: strings.Repeat("Long words ", 9), Slug: "long"},
	}
	s, _ := newPanel(t)
	s.Set(Contents{Name: "Some", Items: list})
	for query, want := range map[string]string{"ärger": "a", "JAR": "a", "jar.MD": "a", "Ärger jar 2024": "a", "2024-05": "a", "0002": "b", "words long": "b", "": "ab", "none": ""} {
		s.Search.SetText(query)
		s.update()
		got := ""
		for _, r := range s.rows {
			if r.item != nil {
				got += r.item.Path
			}
		}
		if got != want {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
		if it := list[0]; s.Shows(it) != strings.Contains(want, "a") {
			t.Errorf("%q shows %v", query, s.Shows(it))
		}
	}
	for width, long := range map[float32]bool{100: true, 300: true, 3000: false} {
		if got := s.titles.isLong(&list[1], width); got != long {
			t.Errorf("in %v pixels it is long: %v", width, got)
		}
	}
}
