package preview

import (
	"fmt"
	"image/color"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/assets"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/seen"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/page"
)

// newEntry makes a field for the find bar that can have the focus and holds words.
func newEntry() Entry {
	l, words := control.NewList(nil), ""
	return Entry{
		Object: l, Focus: l,
		Text: func() string { return words }, SetText: func(s string) { words = s }, SelectAll: func() {},
	}
}

// viewOn puts a viewer into a window.
func viewOn(t *testing.T, w, h float32) *Viewer {
	t.Helper()
	seen.App(t)
	v := NewViewer(Options{Images: pictures(t)}, newEntry(), func() {})
	win := test.NewWindow(v.Object())
	t.Cleanup(func() {
		win.Close()
		v.All(func(p *Pane) { *p = Pane{} })
		*v = Viewer{}
	})
	win.SetPadded(false)
	win.Resize(fyne.NewSize(w, h))
	return v
}

const short = `I have _recently_ been a part of the **process**, see [there](/x) and ` + "`code`" + `.

## A heading

> A plan is a promise.

- who decides

| Name | Number |
|------|-------:|
| Ink | 12 |

![A red square](red.png)
`

func shortPost() page.Post {
	return page.Post{
		Header: page.Header{Title: "Two kinds of deadlines and one of promises that nobody made, told at length", Date: "30 October 2023", Byline: "30 October 2023 · 1 min read"},
		Slug:   "deadlines",
		Description: "Some dates are promises and some are guesses, and they should not look alike, because a guess that is taken for a promise " +
			"is worse than none, and a promise that is taken for a guess is worse still",
	}
}

func exampleSite() page.Site {
	return page.Site{Title: "Notes from the forge", Author: "Ann Author", Host: "example.org", Path: []string{"blog", "posts"}}
}

// dump lists what a pane shows, with its colours.
func dump(p *Pane) string {
	var b strings.Builder
	hex := func(n assets.Role) string {
		if n == "" {
			return "none"
		}
		c := p.color(n)
		return fmt.Sprintf("%02x%02x%02x", c.R, c.G, c.B)
	}
	fmt.Fprintf(&b, "page %s column %d\n", hex(assets.RolePage), p.col.Width)
	y := 0
	for i, u := range p.col.Fragments.From(0) {
		p.col.Layout(i)
		fmt.Fprintf(&b, "unit y%d gap %d height %d\n", y, u.Gap, u.Height)
		for _, r := range u.Frame.Rects {
			fmt.Fprintf(&b, "  rect %d,%d %dx%d %s %s\n", r.X, r.Y, r.Width, r.Height, hex(r.Fill), hex(r.Stroke))
		}
		for _, s := range u.Frame.Texts {
			fmt.Fprintf(&b, "  text %d,%d face%d/%d %s %q\n", s.X, s.Y, s.Font.Face, s.Font.Size, hex(s.Role), s.Text)
		}
		for _, c := range u.Frame.Images {
			fmt.Fprintf(&b, "  pic %d,%d %dx%d\n", c.X, c.Y, c.Width, c.Height)
		}
		y += u.Height
	}
	return b.String()
}

func TestTabsGolden(t *testing.T) {
	v := viewOn(t, 560, 700)
	v.SetSite(exampleSite())
	v.SetDoc(parsed(t, short), shortPost())
	for _, light := range []string{"light", "dark"} {
		for _, look := range assets.PageThemes() {
			v.SetTheme(look)
			v.SetView(View{Tab: PageTab, Light: light})
			golden(t, "page-"+look.Name+"-"+light+".txt", dump(v.Pane()))
		}
		v.SetView(View{Tab: CardTab, Light: light})
		golden(t, "card-"+light+".txt", dump(v.Pane()))
		v.SetView(View{Tab: FeedTab, Light: light})
		golden(t, "feed-"+light+".txt", dump(v.Pane()))
	}
}

// TestTabsWait holds that a tab that is not shown costs nothing until it is, and that one that knows the post is not set again.
func TestTabsWait(t *testing.T) {
	v := viewOn(t, 560, 700)
	v.SetDoc(parsed(t, short), shortPost())
	if v.feed.col.Doc != nil || v.card.card != nil {
		t.Error("tabs that nobody sees were set")
	}
	v.SetView(View{Tab: CardTab})
	card := v.card.card
	v.SetView(View{Tab: FeedTab})
	if v.feed.col.Doc != v.doc {
		t.Error("the feed does not show the post")
	}
	v.SetView(View{Tab: CardTab})
	if card == nil || v.card.card != card {
		t.Error("the card was made again of the same post")
	}
	other := parsed(t, short+"\nMore.\n")
	v.SetDoc(other, shortPost())
	if v.SetView(View{Tab: FeedTab}); v.feed.col.Doc != other {
		t.Error("the feed shows the post as it was")
	}
}

// TestPaneIsTheTheme compares what the pane draws with the table that the
// style sheet is made of.
// TestTabThatWaitedMarksTheBlock writes a paragraph while the feed waits, which
// marks it once it is shown.
func TestTabThatWaitedMarksTheBlock(t *testing.T) {
	v := viewOn(t, 700, 500)
	tx := text.New("First.\n\nSecond.\n\nThird.\n")
	log := text.NewLog(tx)
	v.SetLog(log)
	d := markdown.Parse(nil, tx, 0)
	v.SetDoc(d, shortPost())
	v.SetView(View{Tab: FeedTab})
	v.SetView(View{Tab: PageTab})
	tx, patch := tx.Apply(text.Edit{Start: 8, End: 8, New: "New one.\n\nNew two.\n\n"})
	log.Add(patch)
	v.Active(-1)
	v.SetDoc(markdown.Parse(d, tx, 0), shortPost())
	off := strings.Index(tx.String(), "two")
	v.Active(off)
	v.SetView(View{Tab: FeedTab})
	if v.feed.active != off || v.feed.col.Find(v.feed.active) != v.page.col.Find(off) {
		t.Errorf("the feed marks what is at %d, want %d", v.feed.active, off)
	}
	_, patch = tx.Apply(text.Edit{Start: off, End: off, New: "x"})
	log.Add(patch)
	v.Active(-1)
	v.SetView(View{Tab: PageTab})
	v.SetView(View{Tab: FeedTab})
	if v.feed.active >= 0 {
		t.Error("the feed marks a block while the writer types")
	}
}

func TestPaneIsTheTheme(t *testing.T) {
	v := viewOn(t, 1000, 700)
	v.SetDoc(parsed(t, short), shortPost())
	for _, look := range assets.PageThemes() {
		v.SetTheme(look)
		for _, dark := range []bool{false, true} {
			v.SetView(View{Tab: PageTab, Light: map[bool]string{false: "light", true: "dark"}[dark]})
			p := v.page
			if p.col.Width != look.Measure {
				t.Errorf("%s: the column is %d wide, want %d", look.Name, p.col.Width, look.Measure)
			}
			head, body := p.col.Fragment(0).Frame.Texts[0], p.col.Fragment(1).Frame.Texts[0]
			if head.Font.Size != look.Heads[0].Size || body.Font.Size != look.Body.Size || body.Tall != look.Body.Line {
				t.Errorf("%s: title %d, text %d/%d", look.Name, head.Font.Size, body.Font.Size, body.Tall)
			}
			if got := map[assets.Family]typeset.Face{assets.Serif: typeset.Serif, assets.Sans: typeset.Sans, assets.Mono: typeset.Mono}[look.Text]; body.Font.Face != got {
				t.Errorf("%s: the text's face is %d, want %d", look.Name, body.Font.Face, got)
			}
			colors := look.Colors(dark)
			for name, want := range map[assets.Role]color.NRGBA{
				assets.RolePage: colors.Page, assets.RoleInk: colors.Ink, assets.RoleLink: colors.Link, assets.RoleSel: colors.Sel, assets.RoleCode: colors.Code,
			} {
				if got := p.color(name); got != want {
					t.Errorf("%s: %s is %v, want %v", look.Name, name, got, want)
				}
			}
			if p.r.ground.Color() != color.Color(colors.Page) {
				t.Errorf("%s: the ground is %v", look.Name, p.r.ground.Color())
			}
		}
	}
}

func TestWidths(t *testing.T) {
	v := viewOn(t, 560, 700)
	v.SetDoc(parsed(t, short), shortPost())
	theme, _ := assets.PageNamed("")
	v.SetView(View{Width: "phone"})
	p := v.page
	if x, w := p.sheet(); w != PhoneWidth || x != (560-PhoneWidth)/2 {
		t.Errorf("the phone's page is at %d, %d wide", x, w)
	}
	if want := PhoneWidth - 2*theme.Narrow; p.col.Width != want || p.col.Layouter.Sizes.Zoom != 1 {
		t.Errorf("the phone's column is %d, want %d, at zoom %g", p.col.Width, want, p.col.Layouter.Sizes.Zoom)
	}
	v.SetView(View{Width: "tablet"})
	zoom := float32(560) / TabletWidth
	if got := p.col.Layouter.Sizes.Zoom; got != zoom {
		t.Errorf("the tablet's page is scaled by %g, want %g", got, zoom)
	}
	if want := round(float32(theme.Measure) * zoom); p.col.Width != want {
		t.Errorf("the tablet's column is %d, want %d", p.col.Width, want)
	}
	p.Resize(fyne.NewSize(900, 600))
	if p.col.Width != theme.Measure || p.col.Layouter.Sizes.Zoom != 1 {
		t.Errorf("with room for it the tablet's column is %d at zoom %g", p.col.Width, p.col.Layouter.Sizes.Zoom)
	}
	v.SetView(View{})
	if x, w := p.sheet(); x != 0 || w != 900 {
		t.Errorf("the page as wide as the pane is at %d, %d wide", x, w)
	}
	if v.View() != (View{Tab: PageTab}) {
		t.Errorf("the view is %+v", v.View())
	}
	v.SetView(View{Tab: "none", Width: "watch", Light: "blue"})
	if v.View() != (View{Tab: PageTab}) {
		t.Errorf("an unknown view is %+v", v.View())
	}
}

func TestPills(t *testing.T) {
	v := viewOn(t, 560, 700)
	v.SetDoc(parsed(t, short), shortPost())
	var seen []View
	v.OnView = func(view View) { seen = append(seen, view) }
	v.pills[1].Tapped(nil)
	if !v.card.Visible() || v.page.Visible() || !v.pills[1].On() || v.card.col.Fragments.Len() != 3 {
		t.Error("the card is not shown")
	}
	v.pills[1].TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	v.pills[2].TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	v.pills[0].TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
	v.widths[2].Tapped(nil)
	v.moon.Tapped(nil)
	v.moon.Tapped(nil)
	want := "[{card  } {feed  } {page  } {feed  } {page phone } {page phone dark} {page phone }]"
	if got := fmt.Sprint(seen); got != want {
		t.Errorf("views %s\nwant  %s", got, want)
	}
}

func TestFindBar(t *testing.T) {
	v := viewOn(t, 560, 700)
	v.SetDoc(parsed(t, short), shortPost())
	v.Find()
	if !v.Finding() || !v.Focused(v.find.entry.Focus) {
		t.Fatal("the bar is not open")
	}
	v.find.entry.SetText("a ")
	v.page.Find("a ")
	if got := v.find.count.Text(); !strings.HasPrefix(got, "1 of ") {
		t.Errorf("the count is %q", got)
	}
	v.FindStep(1)
	if got := v.find.count.Text(); !strings.HasPrefix(got, "2 of ") {
		t.Errorf("the count is %q", got)
	}
	v.page.Find("nowhere to be found")
	if got := v.find.count.Text(); got != "Nothing found" {
		t.Errorf("the count is %q", got)
	}
	v.FindKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if v.Finding() || v.page.Finding() != "" {
		t.Error("Escape leaves the bar open")
	}
}

func TestCardSays(t *testing.T) {
	v := viewOn(t, 560, 900)
	v.SetView(View{Tab: CardTab})
	says := func() string {
		var b strings.Builder
		for i, u := range v.card.col.Fragments.From(0) {
			v.card.col.Layout(i)
			for _, x := range u.Frame.Texts {
				b.WriteString(x.Text + " ")
			}
		}
		return b.String()
	}
	v.SetDoc(parsed(t, "No picture.\n"), page.Post{Header: page.Header{Title: "T"}})
	for _, want := range []string{"your-site", "Description: empty", "No picture:"} {
		if !strings.Contains(says(), want) {
			t.Errorf("the card of a bare post does not say %q: %s", want, says())
		}
	}
	v.SetSite(exampleSite())
	v.SetDoc(parsed(t, short), shortPost())
	for _, want := range []string{"example.org › blog › posts › deadlines", "cut off", "Notes from the forge"} {
		if !strings.Contains(says(), want) {
			t.Errorf("the card does not say %q: %s", want, says())
		}
	}
	v.SetDoc(parsed(t, "![gone](nowhere.png)\n"), shortPost())
	if !strings.Contains(says(), "cannot be shown") {
		t.Errorf("a missing picture is not told of: %s", says())
	}
	v.SetDoc(nil, page.Post{})
	if _, ok := v.card.Passage(); ok {
		t.Error("something is selected")
	}
}
