package library

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/storage/post"
)

// keyboard is a panel with posts a to j, of which the first is shown, and what was
// done with them.
func keyboard(t *testing.T) (s *Panel, did *string, held *fyne.KeyModifier) {
	s, _ = newPanel(t)
	did, held = new(string), new(fyne.KeyModifier)
	s.Modifiers = func() fyne.KeyModifier { return *held }
	s.Now = func() time.Time { return time.Unix(0, 0) }
	log := func(what string) func(paths []string) {
		return func(paths []string) { *did += what + strings.Join(paths, "") + " " }
	}
	s.onOpen = func(it Item) { log("open:")([]string{it.Path}) }
	s.OnGlance = func(it Item) { log("glance:")([]string{it.Path}) }
	s.OnRename, s.OnTrash = log("rename:"), log("trash:")
	s.Menu = func(paths []string) []control.MenuItem { log("menu:")(paths); return nil }
	s.OnMenu = func(*control.Menu, fyne.Position, float32) {}
	var items []Item
	for i, title := range []string{"Apples", "“Bread”", "Bran", "Cheese", "Dill", "Eggs", "Figs", "Grapes", "Ham", "Ice"} {
		items = append(items, Item{Path: string(rune('a' + i)), Title: title, Group: fmt.Sprint(i / 4), When: time.Unix(1, 0), Status: post.Published})
	}
	s.Set(Contents{Items: items})
	s.Choose("a")
	return s, did, held
}

// TestListKeys presses keys one after the other.
func TestListKeys(t *testing.T) {
	const shift, ctrl = fyne.KeyModifierShift, fyne.KeyModifierShortcutDefault
	type key struct {
		held fyne.KeyModifier
		name fyne.KeyName
	}
	for _, tt := range []struct {
		keys []key
		want string
	}{
		{[]key{{0, fyne.KeyDown}, {0, fyne.KeyReturn}}, "glance:b open:b "},
		{[]key{{0, fyne.KeyEnd}, {0, fyne.KeyHome}}, "glance:j glance:a "},
		{[]key{{0, fyne.KeyF2}}, "rename:a "},
		{[]key{{shift, fyne.KeyDown}, {shift, fyne.KeyDown}, {0, fyne.KeyF2}}, "rename:c "},
		{[]key{{shift, fyne.KeyDown}, {0, fyne.KeyF2}, {0, fyne.KeyDelete}}, "rename:b trash:ab "},
		{[]key{{0, fyne.KeyDelete}}, "trash:a "},
		{[]key{{0, desktop.KeyMenu}}, "menu:a "},
		{[]key{{shift, fyne.KeyF10}}, "menu:a "},
		{[]key{{shift, fyne.KeyDown}, {shift, fyne.KeyDown}, {0, fyne.KeyDelete}}, "trash:abc "},
		{[]key{{shift, fyne.KeyEnd}, {shift, fyne.KeyUp}, {0, fyne.KeyDelete}}, "trash:abcdefghi "},
		{[]key{{0, fyne.KeyEnd}, {shift, fyne.KeyUp}, {0, desktop.KeyMenu}}, "glance:j menu:ij "},
		{[]key{{shift, fyne.KeyDown}, {0, fyne.KeyDown}, {0, fyne.KeyDelete}}, "glance:c trash:c "},
		{[]key{{shift, fyne.KeyDown}, {0, fyne.KeyEscape}, {0, fyne.KeyDelete}}, "trash:b "},
		{[]key{{shift, fyne.KeyDown}, {shift, fyne.KeyUp}, {0, fyne.KeyDelete}}, "trash:a "},
	} {
		s, did, held := keyboard(t)
		for _, k := range tt.keys {
			*held = k.held
			s.List.TypedKey(&fyne.KeyEvent{Name: k.name})
		}
		if *did != tt.want {
			t.Errorf("%v did %q, want %q", tt.keys, *did, tt.want)
		}
	}

	s, did, _ := keyboard(t)
	s.List.TypedShortcut(&fyne.ShortcutSelectAll{})
	if got := strings.Join(s.Paths(), ""); got != "abcdefghij" {
		t.Errorf("Select all marks %s", got)
	}
	s.Search.SetText("r")
	s.update()
	if got := strings.Join(s.Paths(), ""); got != "bch" {
		t.Errorf("of those that are found %s are marked", got)
	}
	s.Enter()
	s.List.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if *did != "glance:b open:b " {
		t.Errorf("Down from the search and Return did %q", *did)
	}
	if s.OnTrash = nil; s.key(&fyne.KeyEvent{Name: fyne.KeyDelete}) {
		t.Error("Delete is taken though nothing can be done")
	}
}

// TestTypeAhead finds titles by their beginnings.
func TestTypeAhead(t *testing.T) {
	now := time.Unix(0, 0)
	for typed, want := range map[string]string{
		"b": "b", "bb": "c", "bbb": "b", "br": "b", "bra": "c", "brea": "b", "i": "j", "x": "", "c|d": "de", "F": "g", "d r": "e",
	} {
		s, did, _ := keyboard(t)
		s.Now = func() time.Time { return now }
		for _, r := range typed {
			if r == '|' {
				now = now.Add(2 * time.Second)
				continue
			}
			s.List.TypedRune(r)
		}
		last := ""
		for _, x := range strings.Fields(*did) {
			if path := strings.TrimPrefix(x, "glance:"); !strings.HasSuffix(last, path) {
				last += path
			}
		}
		if got := s.cursor; got != want[max(0, len(want)-1):] && want != "" || want == "" && got != "a" || !strings.HasSuffix(last, want[max(0, len(want)-1):]) {
			t.Errorf("%q goes to %q, having shown %q, want %q", typed, got, last, want)
		}
	}
}

// TestListMouse presses rows with keys held and with the other buttons.
func TestListMouse(t *testing.T) {
	s, did, _ := keyboard(t)
	now := time.Unix(0, 0)
	s.Now = func() time.Time { return now }
	press := func(path string, button desktop.MouseButton, held fyne.KeyModifier) {
		now = now.Add(time.Second)
		y, height := s.List.Place(s.at(path))
		at := fyne.NewPos(60, y+height/2)
		s.List.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at, AbsolutePosition: at}, Button: button, Modifier: held})
		if button == desktop.MouseButtonPrimary {
			s.List.Tapped(&fyne.PointEvent{Position: at, AbsolutePosition: at})
		}
	}
	for _, tt := range []struct {
		path   string
		button desktop.MouseButton
		held   fyne.KeyModifier
		want   string // done
		marked string
	}{
		{"c", desktop.MouseButtonPrimary, 0, "open:c ", "c"},
		{"f", desktop.MouseButtonPrimary, fyne.KeyModifierShift, "", "cdef"},
		{"d", desktop.MouseButtonPrimary, fyne.KeyModifierShortcutDefault, "", "cef"},
		{"h", desktop.MouseButtonPrimary, fyne.KeyModifierShortcutDefault, "", "cefh"},
		{"e", desktop.MouseButtonSecondary, 0, "menu:cefh ", "cefh"},
		{"a", desktop.MouseButtonSecondary, 0, "menu:a ", "a"},
		{"b", desktop.MouseButtonPrimary, 0, "open:b ", "b"},
		{"e", desktop.MouseButtonPrimary, fyne.KeyModifierShortcutDefault, "", "be"},
	} {
		*did = ""
		press(tt.path, tt.button, tt.held)
		if got := strings.Join(s.Paths(), ""); *did != tt.want || got != tt.marked {
			t.Errorf("button %v on %s with %v held did %q and marks %s, want %q and %s", tt.button, tt.path, tt.held, *did, got, tt.want, tt.marked)
		}
	}
	// The second click of two is for the row of the first, wherever that is by now.
	*did = ""
	press("g", desktop.MouseButtonPrimary, 0)
	now = now.Add(-time.Second)
	press("g", desktop.MouseButtonPrimary, 0)
	if *did != "open:g " {
		t.Errorf("two clicks did %q", *did)
	}
}

// TestOrders sorts posts in every way.
func TestOrders(t *testing.T) {
	day := func(n int64) time.Time { return time.Unix(n*86400, 0) }
	items := []Item{ // as a library has them
		{Path: "d", Name: "wip-part.md", Title: "part 10", Group: "Drafts", Status: post.Draft, Changed: day(3)},
		{Path: "n", Name: "0004.md", Title: "Évora", Group: "2001", When: day(9), Status: post.Published, Changed: day(1)},
		{Path: "o", Name: "0002.md", Title: "Part 9", Group: "2000", When: day(5), Status: post.Published, Changed: day(10000)},
		{Path: "z", Name: "0003.md", Title: "evening", Group: "No date", Status: post.Published, Changed: day(10001)},
		{Path: "s", Name: "0001.md", Title: "Alpha", Group: "sub", Folder: "sub", When: day(7), Status: post.Published, Changed: day(4)},
	}
	s, _ := newPanel(t)
	s.Now = func() time.Time { return day(10001).Add(time.Hour) }
	s.Set(Contents{Items: items})
	for _, tt := range []struct {
		order Order
		want  string
	}{
		{Order{ByDate, false}, "[Drafts] d [2001] n [2000] o [No date] z [sub] s"},
		{Order{ByDate, true}, "[Drafts] d [2000] o [2001] n [No date] z [sub] s"},
		{Order{ByTitle, false}, "s z n o d"},
		{Order{ByTitle, true}, "d o n z s"},
		{Order{ByChange, false}, "[Today] z [Yesterday] o [January 1970] s d n"},
		{Order{ByChange, true}, "[January 1970] n d s [Yesterday] o [Today] z"},
		{Order{ByName, false}, "o z n d [sub] s"},
		{Order{ByName, true}, "d n z o [sub] s"},
		{Order{}, "[Drafts] d [2001] n [2000] o [No date] z [sub] s"},
	} {
		s.Choose("o")
		s.SetOrder(tt.order)
		var got []string
		for _, r := range s.rows {
			if r.item != nil {
				got = append(got, r.item.Path)
			} else {
				got = append(got, "["+r.head+"]")
			}
		}
		if g := strings.Join(got, " "); g != tt.want {
			t.Errorf("%v: %s, want %s", tt.order, g, tt.want)
		}
		if s.List.Current() != s.at("o") {
			t.Errorf("%v: row %d is marked, want %d", tt.order, s.List.Current(), s.at("o"))
		}
	}
	chosen := Order{}
	s.OnOrder = func(o Order) { chosen = o }
	s.OnMenu = func(m *control.Menu, _ fyne.Position, _ float32) { m.Items[1].Do() }
	if s.AskOrder(); chosen != (Order{By: ByTitle}) || s.sorted.Label != "Title" || s.sorted.Icon != "chevron-up" {
		t.Errorf("the menu chose %v, the button says %q with %s", chosen, s.sorted.Label, s.sorted.Icon)
	}
}

// TestNoGreenWithoutADate gives each kind of post its sign, and has it under the filters that fit.
func TestNoGreenWithoutADate(t *testing.T) {
	for _, tt := range []struct {
		it     Item
		ink    fyne.ThemeColorName
		public bool
	}{
		{Item{Status: post.Published, When: time.Unix(1, 0)}, theme.OK, true},
		{Item{Status: post.Published}, theme.Edge, false},
		{Item{Status: post.Published, When: time.Unix(1, 0), Refused: "no"}, theme.Warn, false},
		{Item{Status: post.Draft}, theme.Warn, false},
		{Item{Status: post.Scheduled, When: time.Unix(1, 0)}, theme.Link, false},
	} {
		ink, _ := tt.it.sign()
		if ink != tt.ink || ShowPublished.Shows(tt.it, "") != tt.public {
			t.Errorf("%+v has the colour %v and is public: %v", tt.it, ink, !tt.public)
		}
	}
}

// TestTitlesCanBeToldApart breaks titles that begin, or begin and end, alike.
func TestTitlesCanBeToldApart(t *testing.T) {
	newPanel(t)
	var known titles
	seen := map[[2]string]string{}
	for _, title := range []string{
		"Short", "Scalable Development Practices - Logging and Observability", "Scalable Development Practices - Logging and Tracing",
		"[Engineering Portfolio Management] What it is, and what it is not, in a hundred words or less", "[Engineering Portfolio Management] What it is, and what it is not, in a thousand words",
		strings.Repeat("長い題名", 20) + "一", strings.Repeat("長い題名", 20) + "二", strings.Repeat("https://example.org/", 5) + "a", strings.Repeat("https://example.org/", 5) + "b",
	} {
		const width = 232
		lines := known.lines(title, width)
		for _, line := range lines {
			if w := control.Measure(line, theme.TextSize, titleFace); w > width {
				t.Errorf("%q is %v wide", line, w)
			}
		}
		if other, ok := seen[lines]; ok {
			t.Errorf("%q and %q look the same: %q", title, other, lines)
		}
		seen[lines] = title
		if two := lines[1] != ""; two != known.isLong(&Item{Title: title}, width) {
			t.Errorf("%q takes two lines: %v; taken for long: %v", title, two, !two)
		}
	}
}

// TestOpenPosts shows what is open over the list, where that says something.
func TestOpenPosts(t *testing.T) {
	s, did, _ := keyboard(t)
	s.OnClose = func(path string) { *did += "close:" + path + " " }
	for _, tt := range []struct {
		open  []Open
		shows bool
	}{
		{nil, false}, {[]Open{{Path: "a"}}, false}, {[]Open{{Path: "new-1"}}, true}, {[]Open{{Path: "a"}, {Path: "b"}}, true}, {[]Open{{Path: "a"}}, false}, {[]Open{{Path: "a"}, {Path: "new-1"}}, true},
	} {
		if s.SetOpen(tt.open); s.open.object.Visible() != tt.shows || (s.open.height() > 0) != tt.shows {
			t.Errorf("%v is shown: %v", tt.open, s.open.object.Visible())
		}
	}
	s.setFilter(ShowDrafts)
	l := s.open.list
	press := func(x, y float32, button desktop.MouseButton) {
		at := fyne.NewPos(x, y)
		l.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: button})
		l.Tapped(&fyne.PointEvent{Position: at})
	}
	y0, _ := l.Place(0)
	y1, _ := l.Place(1)
	press(60, y1+5, desktop.MouseButtonPrimary)
	press(l.Size().Width-closeRight+4, y0+5, desktop.MouseButtonPrimary)
	press(60, y1+5, desktop.MouseButtonTertiary)
	if *did != "open:new-1 close:a close:new-1 " {
		t.Errorf("it did %q", *did)
	}
}

// TestListManyRows measures nothing of titles that are not in view.
func TestListManyRows(t *testing.T) {
	s, _ := newPanel(t)
	items := make([]Item, 100_000)
	for i := range items {
		items[i] = Item{Path: fmt.Sprint("/posts/", i), Title: fmt.Sprint("Scalable Development Practices - Chapter ", i), Group: "2020", When: time.Unix(1, 0), Status: post.Published}
	}
	s.Set(Contents{Items: items})
	if n := len(s.List.TallRows); n != len(items) {
		t.Errorf("%d titles have two lines", n)
	}
	for _, k := range []fyne.KeyName{fyne.KeyEnd, fyne.KeyPageUp, fyne.KeyHome, fyne.KeyPageDown} {
		s.List.TypedKey(&fyne.KeyEvent{Name: k})
		y, height := s.List.Place(s.List.Current())
		if y < 0 || y+height > s.List.Size().Height {
			t.Errorf("after %s the row is at %v of %v", k, y, s.List.Size().Height)
		}
	}
	if n := len(s.titles.known); n > 60 {
		t.Errorf("%d titles were broken into lines", n)
	}
}

// A click on what says that a post has problems lists them, and one beside it opens
// the post; where posts with problems are listed, all of them can be listed.
func TestProblemsOfARow(t *testing.T) {
	s, opened := newPanel(t)
	var listed []string
	s.OnProblems = func(path string) { listed = append(listed, "<"+path+">") }
	s.Live = func(path string) (Live, bool) { return Live{Title: "Open", Problems: 2}, path == "live" }
	s.Set(Contents{Name: "A library", Items: []Item{
		{Path: "bad", Title: "Bad", Date: "2024-01-01", Problems: 3, Status: post.Published, When: time.Unix(1, 0)},
		{Path: "good", Title: "Good", Date: "2024-01-01", Status: post.Published, When: time.Unix(1, 0)},
		{Path: "live", Title: "Live", Status: post.Draft},
	}})
	click := func(path string, x float32) {
		i := s.at(path)
		y, _ := s.List.Place(i)
		at := fyne.NewPos(x, y+35)
		s.List.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at, AbsolutePosition: at.AddXY(x, 0)}, Button: desktop.MouseButtonPrimary})
		s.List.Tapped(&fyne.PointEvent{Position: at})
	}
	mark := func(path string) float32 {
		it, _ := s.now(*s.rows[s.at(path)].item)
		_, _, x := it.said(s.List.Size().Width, s.order)
		return x + 3
	}
	click("bad", mark("bad"))
	click("bad", 40)
	click("good", mark("bad"))
	click("live", mark("live"))
	if got := strings.Join(listed, " "); got != "<bad> <live>" || len(*opened) != 2 || s.List.Current() != s.at("live") {
		t.Errorf("problems of %s are listed, %d posts opened, row %d", got, len(*opened), s.List.Current())
	}
	if s.wrong.Visible() {
		t.Error("all problems are offered before they are asked for")
	}
	s.setFilter(ShowProblems)
	if !s.wrong.Visible() {
		t.Fatal("nothing lists all problems")
	}
	s.wrong.OnTap()
	if s.setFilter(ShowProblems); s.wrong.Visible() || listed[len(listed)-1] != "<>" {
		t.Errorf("%q", listed)
	}
}
