package preview

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/growth"
	"galley.app/galley/internal/theme"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/page"
)

// objects lists what is on screen, the objects of the fragments included.
func objects(p *Pane) []fyne.CanvasObject {
	var list []fyne.CanvasObject
	for _, o := range p.r.objects {
		list = append(list, o)
		if c, ok := o.(*fyne.Container); ok {
			list = append(list, c.Objects...)
		}
	}
	return list
}

func TestFewObjectsOnScreen(t *testing.T) {
	growth.Alone(t)
	p := show(t, Options{}, 700, 900)
	p.SetDoc(parsed(t, long(1<<20)), heading())
	units := p.col.Fragments.Len()
	for range 200 {
		if n := len(objects(p)); n > 250 {
			t.Fatalf("%d objects on screen", n)
		}
		p.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -200)})
	}
	if p.col.Layouts > units/4 {
		t.Errorf("%d of %d units were set", p.col.Layouts, units)
	}
	if p.r.made > 1000 {
		t.Errorf("%d objects were made", p.r.made)
	}
	kept := 0
	for _, u := range p.col.Fragments.From(0) {
		if u.Frame != nil {
			kept++
		}
	}
	if kept > 600 {
		t.Errorf("%d frames are kept", kept)
	}
}

func TestTallUnitsHaveFewObjects(t *testing.T) {
	growth.Alone(t)
	words := strings.Repeat("*some* words ", 10000)
	p := show(t, Options{}, 600, 700)
	for name, src := range map[string]string{
		"paragraph": words,
		"code":      "```\n" + strings.Repeat("a line\n", 8000) + "```\n",
		"table":     "| a | b |\n|---|---|\n" + strings.Repeat("| *one* | `two` |\n", 5000),
		"list":      strings.Repeat("- item\n", 8000),
		"one line":  strings.Repeat("x", 1<<18),
		"quote":     "> " + words,
	} {
		t.Run(name, func(t *testing.T) {
			p.SetDoc(parsed(t, src), page.Header{})
			p.ScrollTo(0, 0)
			for range 25 {
				if n := len(objects(p)); n > 600 {
					t.Fatalf("%d objects on screen", n)
				}
				p.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -300)})
			}
			p.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
			if len(p.r.slots) == 0 {
				t.Error("nothing on screen at the end")
			}
		})
	}
}

func TestUnchangedBlocksKeepTheirObjects(t *testing.T) {
	p := show(t, Options{}, 700, 900)
	src := "First.\n\nSecond.\n\nThird with *more* words.\n\n- one\n- two\n\nLast.\n"
	tx := text.New(src)
	d := markdown.Parse(nil, tx, 0)
	p.SetDoc(d, heading())
	slots := map[*page.Fragment]*slot{}
	texts := map[*canvas.Text]string{}
	for _, s := range p.r.slots {
		slots[s.unit] = s
		for _, o := range s.texts {
			texts[o] = o.Text
		}
	}
	made, filled, set := p.r.made, p.r.filled, p.col.Layouts

	at := strings.Index(src, "Second.") + len("Second")
	next, patch := tx.Apply(text.Edit{Start: at, End: at, New: " word"})
	shift(p, tx, patch)
	p.SetDoc(markdown.Parse(d, next, 0), heading())

	if p.col.Layouts-set != 1 || p.r.filled-filled != 1 {
		t.Errorf("%d units were set and %d filled for one that changed", p.col.Layouts-set, p.r.filled-filled)
	}
	if n := p.r.made - made; n > 0 {
		t.Errorf("%d objects were made", n)
	}
	kept := 0
	for _, s := range p.r.slots {
		if slots[s.unit] == s {
			kept++
			for _, o := range s.texts {
				if texts[o] != o.Text {
					t.Errorf("a kept text became %q", o.Text)
				}
			}
		}
	}
	if want := len(slots) - 1; kept != want {
		t.Errorf("%d units kept their objects, want %d", kept, want)
	}
	if way, ok := p.since(); !ok || len(way.Changes) != 0 {
		t.Errorf("edits since the document: %v, %v", way, ok)
	}
}

func TestSyncRoundTrip(t *testing.T) {
	src := "---\n\n" + strings.Repeat(everything, 4)
	for _, h := range []page.Header{{}, heading()} {
		p := show(t, Options{Images: pictures(t)}, 560, 500)
		d := markdown.Parse(nil, text.New(src), 5)
		p.SetDoc(d, h)
		p.OnTop = func(int, float32) { t.Error("ScrollTo called OnTop") }
		last := d.Find(len(src) * 3 / 4)
		for i := range last {
			off := d.Start(i)
			if d.Block(i).Kind == markdown.Definition {
				continue
			}
			p.ScrollTo(off, 0)
			if got, frac := p.Top(); got != off || frac != 0 {
				t.Fatalf("block %d %v: ScrollTo(%d, 0) then Top() = %d, %g", i, d.Block(i).Kind, off, got, frac)
			}
			p.aim = aim{} // by the page alone
			if got, _ := p.Top(); got != off {
				t.Errorf("block %d %v: at %d the page says %d", i, d.Block(i).Kind, off, got)
			}
		}
		// Downwards through the source the page goes down, step by step.
		was := -1
		for off := 5; off < len(src)/2; off += 7 {
			p.ScrollTo(off, 0)
			y := p.col.Y(p.top) + p.dy
			if y < was {
				t.Fatalf("at %d the page goes up from %d to %d", off, was, y)
			}
			was = y
		}
		p.OnTop = nil
		p.ScrollTo(0, 0)
		if p.top != 0 || p.dy != 0 {
			t.Errorf("the beginning is at %d, %d", p.top, p.dy)
		}
	}
}

func TestTopFollowsTheUserOnly(t *testing.T) {
	p := show(t, Options{}, 560, 500)
	src := long(100_000)
	p.SetDoc(parsed(t, src), heading())
	var tops []int
	p.OnTop = func(off int, _ float32) { tops = append(tops, off) }
	p.ScrollTo(5000, 0)
	p.SetDoc(parsed(t, src+"More.\n"), heading())
	p.Resize(fyne.NewSize(500, 400))
	if len(tops) > 0 {
		t.Fatalf("OnTop was called %d times", len(tops))
	}
	for range 50 {
		p.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -20)})
	}
	for i := 1; i < len(tops); i++ {
		if tops[i] < tops[i-1] {
			t.Fatalf("scrolling down goes from %d to %d", tops[i-1], tops[i])
		}
	}
	if len(tops) != 50 {
		t.Errorf("OnTop was called %d times for 50 steps", len(tops))
	}
	p.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	end := len(tops)
	p.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	p.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown})
	if len(tops) != end {
		t.Error("OnTop was called at the end of the page, where nothing moves")
	}
	if y := bottomOf(p); y != 400-p.col.Layouter.Sizes.Bottom {
		t.Errorf("the last unit ends at %d", y)
	}
	p.TypedKey(&fyne.KeyEvent{Name: fyne.KeyHome})
	if p.top != 0 || p.dy != 0 {
		t.Errorf("Home leads to %d, %d", p.top, p.dy)
	}
}

func bottomOf(p *Pane) int {
	list := p.visible(nil)
	last := list[len(list)-1]
	return last.y + p.col.Fragment(last.fragment).Height
}

// screen gives the texts on screen with their heights.
func screen(p *Pane) map[string]int {
	m := map[string]int{}
	for _, s := range p.r.slots {
		for _, o := range s.texts {
			m[o.Text] = int(s.box.Position().Y + o.Position().Y)
		}
	}
	return m
}

func TestChangesAboveMoveNothing(t *testing.T) {
	p := show(t, Options{}, 560, 400)
	src := long(50_000)
	tx := text.New(src)
	d := markdown.Parse(nil, tx, 0)
	p.SetDoc(d, heading())
	p.ScrollTo(strings.Index(src, "## Part 30"), 0)
	p.scroll(13)
	was := screen(p)
	for i, e := range []text.Edit{
		{Start: 12, End: 12, New: "\n\nA new block.\n\n" + strings.Repeat("Words. ", 300)},
		{Start: 40, End: 900},
		{Start: 0, End: 0, New: strings.Repeat("- item\n", 100) + "\n\n"},
	} {
		next, patch := tx.Apply(e)
		shift(p, tx, patch)
		if i == 1 { // what is typed while the parser works
			more, second := next.Apply(text.Edit{Start: 5, End: 5, New: "xyz"})
			shift(p, next, second)
			d = markdown.Parse(d, next, 0)
			p.SetDoc(d, heading())
			if way, ok := p.since(); !ok || way.From != next.Version() || way.To != more.Version() {
				t.Errorf("edits since the document: %v, %v", way, ok)
			}
			next = more
		}
		tx = next
		d = markdown.Parse(d, tx, 0)
		p.SetDoc(d, heading())
		if now := screen(p); fmt.Sprint(now) != fmt.Sprint(was) {
			t.Fatalf("edit %d moved the page:\n%v\n%v", i, was, now)
		}
	}
}

func TestClicks(t *testing.T) {
	p := show(t, Options{}, 560, 700)
	src := "First.\n\nSee [there](/posts/x) and a note[^n].\n\n## Goal {#goal}\n\nTo [the goal](#goal).\n\n[^n]: Note.\n"
	p.SetDoc(parsed(t, src), page.Header{})
	var links []string
	block := -1
	var hovers []string
	p.OnLink = func(dest string) { links = append(links, dest) }
	p.OnBlock = func(off int) { block = off }
	p.OnHover = func(dest string) { hovers = append(hovers, dest) }
	at := func(s string) fyne.Position {
		for _, sl := range p.r.slots {
			for _, o := range sl.texts {
				if strings.Contains(o.Text, s) {
					return sl.box.Position().Add(o.Position()).AddXY(4, 8)
				}
			}
		}
		t.Fatalf("%q is not on screen", s)
		return fyne.Position{}
	}
	p.Tapped(&fyne.PointEvent{Position: at("there")})
	if fmt.Sprint(links) != "[/posts/x]" || block != -1 {
		t.Errorf("links %v, block %d", links, block)
	}
	p.Tapped(&fyne.PointEvent{Position: at("See")})
	if want := strings.Index(src, "See"); block != want {
		t.Errorf("a click on the paragraph gives %d, want %d", block, want)
	}
	p.Tapped(&fyne.PointEvent{Position: at("Note.")})
	if want := strings.Index(src, "[^n]: Note"); block < want {
		t.Errorf("a click on the note gives %d, want %d", block, want)
	}
	p.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at("there")}})
	if p.Cursor() != desktop.PointerCursor {
		t.Error("no pointer above a link")
	}
	p.MouseOut()
	if fmt.Sprint(hovers) != "[/posts/x ]" || p.Cursor() != desktop.DefaultCursor {
		t.Errorf("hovers %q", hovers)
	}
	tx := text.New(src)
	_, patch := tx.Apply(text.Edit{Start: 0, End: 0, New: "xx"})
	shift(p, tx, patch)
	p.Tapped(&fyne.PointEvent{Position: at("See")})
	if want := strings.Index(src, "See") + 2; block != want {
		t.Errorf("after an edit a click gives %d, want %d", block, want)
	}
}

func TestHiddenPaneRests(t *testing.T) {
	p := show(t, Options{}, 560, 600)
	p.Hide()
	made := p.col.Layouts
	p.SetDoc(parsed(t, everything), page.Header{})
	if n := p.col.Layouts - made; n > 0 {
		t.Errorf("%d units were set while the pane was hidden", n)
	}
	p.Show()
	if len(p.r.slots) < 5 {
		t.Error("the page is not there when the pane is shown")
	}
}

func TestActive(t *testing.T) {
	p := show(t, Options{}, 560, 300)
	src := long(20_000)
	p.SetDoc(parsed(t, src), page.Header{})
	on := func() bool {
		for _, o := range p.r.objects {
			if o == p.r.active {
				return true
			}
		}
		return false
	}
	p.Active(strings.Index(src, "The *0*th") + 3)
	if !on() || p.r.active.Size().Width != 2 {
		t.Error("the block is not marked")
	}
	p.Active(len(src) - 5)
	if on() {
		t.Error("a block that is not on screen is marked")
	}
	p.Reveal(len(src) - 5)
	if !on() {
		t.Error("the block was not brought to the screen")
	}
	p.Active(-1)
	if on() {
		t.Error("the mark stays")
	}
}

func TestRefreshTakesTheme(t *testing.T) {
	p := show(t, Options{}, 560, 600)
	p.SetDoc(parsed(t, everything), heading())
	set := p.col.Layouts
	fyne.CurrentApp().Settings().SetTheme(theme.New(true))
	p.Refresh()
	if p.r.ground.Color() != theme.Color(theme.Page) || p.r.slots[0].texts[0].Color != theme.Color(theme.Ink) {
		t.Error("the colours are the old ones")
	}
	if p.col.Layouts != set {
		t.Error("the page was set again")
	}
}

func TestOddSizes(t *testing.T) {
	for _, size := range []fyne.Size{{Width: 50, Height: 50}, {Width: 1, Height: 1}, {Width: 3000, Height: 20}, {Width: 10, Height: 2000}} {
		p := show(t, Options{Images: pictures(t)}, size.Width, size.Height)
		for name, src := range map[string]string{
			"empty": "", "blank": "\n\n\n", "all": everything, "foreign": foreign, "deep": strings.Repeat("> - ", 60) + "x",
			"item": "- \n- \n", "quote": ">\n", "definition": "[a]: b\n", "nul": "a\x00b", "wide": "|" + strings.Repeat("a|", 200) + "\n|" + strings.Repeat("-|", 200) + "\n",
			"numbers": "999999999. x\n", "tabs": "```\n\ta\tb\n```\n", "brackets": strings.Repeat("[", 3000),
		} {
			t.Run(fmt.Sprintf("%s/%v", name, size), func(t *testing.T) {
				p.Resize(size)
				p.SetDoc(parsed(t, src), heading())
				for range 4 {
					p.scroll(67)
				}
				p.SetDoc(parsed(t, src), page.Header{})
				p.ScrollTo(len(src), 1)
				p.Top()
				zoom(p, 1.5)
				zoom(p, 1)
				p.Tapped(&fyne.PointEvent{Position: fyne.NewPos(20, 20)})
				p.SetDoc(nil, page.Header{})
				p.Top()
			})
		}
	}
}

func TestNothingLeavesTheColumn(t *testing.T) {
	for _, width := range []float32{150, 300, 640} {
		p := show(t, Options{Images: pictures(t)}, width, 400)
		p.SetDoc(parsed(t, everything+"\n\n"+foreign), heading())
		for i, u := range p.col.Fragments.From(0) {
			p.col.Layout(i)
			for _, b := range u.Frame.Texts {
				if b.X < 0 || b.X+b.Width > p.col.Width+6 {
					t.Errorf("width %g: %q goes from %d to %d in a column of %d", width, b.Text, b.X, b.X+b.Width, p.col.Width)
				}
				if b.Y+b.Font.Size > u.Frame.Height+8 {
					t.Errorf("width %g: %q hangs out of its unit", width, b.Text)
				}
			}
		}
	}
}

func TestScrollbar(t *testing.T) {
	p := show(t, Options{}, 560, 400)
	p.SetDoc(parsed(t, long(200_000)), page.Header{})
	press := func(y float32) {
		p.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary, PointEvent: fyne.PointEvent{Position: fyne.NewPos(555, y)}})
	}
	press(4)
	for y := float32(4); y <= 500; y += 4 {
		was := p.col.Y(p.top) + p.dy
		p.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(555, y)}})
		if now := p.col.Y(p.top) + p.dy; now < was-2000 {
			t.Fatalf("dragging down moves the page from %d to %d", was, now)
		}
	}
	p.DragEnd()
	if got, want := bottomOf(p), 400-p.col.Layouter.Sizes.Bottom; got != want {
		t.Errorf("at the bar's end the page ends at %d, want %d", got, want)
	}
	press(200)
	p.MouseUp(nil)
	if y, h := p.bar.Thumb(); y+h/2 < 190 || y+h/2 > 210 {
		t.Errorf("the thumb is at %g after a press at 200", y+h/2)
	}
}
