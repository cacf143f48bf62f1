package preview

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

const readable = `A *first* paragraph, with [a link](/x) and more.

## A heading

- one
- two

| Name | What |
|------|------|
| Ink | black |
| Paper | white |

` + "```\nline one\n\tline two\n```" + `

The last paragraph.
`

// reader is a pane with a mouse, a clock and a clipboard.
type reader struct {
	*Pane
	t        *testing.T
	clock    time.Time
	waiting  func() // what the clock will run next
	words    string // copied
	html     string
	clicked  []int
	followed []string
}

func read(t *testing.T, src string, w, h float32) *reader {
	t.Helper()
	r := &reader{t: t, clock: time.Unix(0, 0)}
	r.Pane = show(t, Options{
		Images: pictures(t), Now: func() time.Time { return r.clock },
		After: func(_ time.Duration, f func()) func() {
			r.waiting = f
			return func() { r.waiting = nil }
		},
	}, w, h)
	r.OnCopy = func(words, html string) { r.words, r.html = words, html }
	r.OnBlock = func(off int) { r.clicked = append(r.clicked, off) }
	r.OnLink = func(dest string) { r.followed = append(r.followed, dest) }
	r.SetDoc(parsed(t, src), heading())
	return r
}

// at is a point in words on screen, n bytes in.
func (r *reader) at(words string, n int) fyne.Position {
	r.t.Helper()
	left, _ := r.column()
	for _, sh := range r.visible(nil) {
		u := r.col.Fragment(sh.fragment)
		for k := range u.Frame.Texts {
			b := &u.Frame.Texts[k]
			i := strings.Index(b.Text, words)
			if i < 0 || b.From == b.To {
				continue
			}
			x := b.X + round(r.col.Layouter.Measurer.Width(b.Font, b.Text[:i+n]))
			return fyne.NewPos(float32(left+x), float32(sh.y+u.Gap+b.Y+b.Font.Size/2))
		}
	}
	r.t.Fatalf("%q is not on screen", words)
	return fyne.Position{}
}

func (r *reader) press(at fyne.Position, shift bool) {
	e := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary, PointEvent: fyne.PointEvent{Position: at}}
	if shift {
		e.Modifier = fyne.KeyModifierShift
	}
	r.MouseDown(e)
}

func (r *reader) click(at fyne.Position, shift bool) {
	r.press(at, shift)
	r.MouseUp(&desktop.MouseEvent{})
	r.Tapped(&fyne.PointEvent{Position: at})
}

func (r *reader) drag(from fyne.Position, to ...fyne.Position) {
	r.press(from, false)
	for _, at := range to {
		r.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: at}})
	}
	r.MouseUp(&desktop.MouseEvent{})
	r.DragEnd()
	r.clock = r.clock.Add(time.Minute)
}

func (r *reader) want(words string) {
	r.t.Helper()
	r.words = ""
	r.TypedShortcut(&fyne.ShortcutCopy{})
	if r.words != words {
		r.t.Errorf("selected is\n%q\nwant\n%q", r.words, words)
	}
}

func TestSelectByMouse(t *testing.T) {
	r := read(t, readable, 640, 1000)
	for name, c := range map[string]struct {
		from string
		n    int
		to   string
		m    int
		want string
	}{
		"in a word":       {"first", 1, "first", 4, "irs"},
		"over styles":     {"A ", 0, "paragraph", 4, "A first para"},
		"backwards":       {"paragraph", 4, "A ", 0, "A first para"},
		"over blocks":     {"more", 0, "heading", 3, "more.\n\nA hea"},
		"a list":          {"heading", 0, "two", 2, "heading\n\n• one\n• tw"},
		"a table":         {"What", 0, "Paper", 5, "\tWhat\nInk\tblack\nPaper\t"},
		"cells of a row":  {"Ink", 0, "black", 3, "Ink\tbla"},
		"code with a tab": {"line one", 5, "line two", 8, "one\n\tline two"},
		"from the title":  {"Engineer", 0, "first", 5, "Engineer to Manager - Management vs Leadership\n\nA first"},
	} {
		t.Run(name, func(t *testing.T) {
			r.t = t
			r.drag(r.at(c.from, c.n), r.at(c.to, c.m))
			r.want(c.want)
		})
	}
	r.t = t
	if len(r.clicked)+len(r.followed) > 0 {
		t.Errorf("dragging was taken for clicks: %v %v", r.clicked, r.followed)
	}
}

func TestClickSelects(t *testing.T) {
	r := read(t, readable, 640, 1000)
	at := r.at("paragraph,", 3)
	r.click(at, false)
	if r.Selected() || len(r.clicked) != 1 {
		t.Errorf("a click selects, or is not told: %v", r.clicked)
	}
	r.click(at, false)
	r.want("paragraph")
	r.click(at, false)
	r.want("A first paragraph, with a link and more.")
	if len(r.clicked) != 1 {
		t.Errorf("a double click was told as a click: %v", r.clicked)
	}
	r.clock = r.clock.Add(time.Minute)
	r.click(r.at("heading", 2), true)
	r.want("A first paragraph, with a link and more.\n\nA he")
	r.clock = r.clock.Add(time.Minute)
	r.click(r.at("a link", 2), false)
	if fmt.Sprint(r.followed) != "[/x]" || r.Selected() {
		t.Errorf("a link was not followed: %v", r.followed)
	}
	// By words after a double click.
	r.clock = r.clock.Add(time.Minute)
	r.click(r.at("paragraph,", 3), false)
	r.press(r.at("paragraph,", 3), false)
	r.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: r.at("A ", 0)}})
	r.want("A first paragraph")
	r.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: r.at("more", 1)}})
	r.want("paragraph, with a link and more")
}

func TestSelectBeyondTheEdge(t *testing.T) {
	var src strings.Builder
	for i := range 60 {
		fmt.Fprintf(&src, "Paragraph %d of many.\n\n", i)
	}
	r := read(t, src.String(), 640, 400)
	r.press(r.at("Paragraph 1", 0), false)
	r.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(300, 480)}})
	for range 200 {
		if r.waiting == nil {
			t.Fatal("the page does not scroll on")
		}
		f := r.waiting
		r.waiting = nil
		f()
	}
	r.MouseUp(&desktop.MouseEvent{})
	r.DragEnd()
	if r.waiting != nil {
		t.Error("the page scrolls after the button was let go")
	}
	r.TypedShortcut(&fyne.ShortcutCopy{})
	if !strings.HasPrefix(r.words, "Paragraph 1 of many.\n\nParagraph 2") || !strings.Contains(r.words, "Paragraph 59") {
		t.Errorf("selected is %q", r.words)
	}
}

func TestSelectByKeyboard(t *testing.T) {
	r := read(t, "One é👩‍👧 two.\n\n- three\n", 640, 600)
	r.TypedShortcut(&fyne.ShortcutSelectAll{})
	r.want("Engineer to Manager - Management vs Leadership\n\nOne é👩‍👧 two.\n\n• three")
	if want := "<h1>Engineer to Manager - Management vs Leadership</h1>\n<p>One é👩‍👧 two.</p>\n<ul>\n<li>three</li>\n</ul>\n"; r.html != want {
		t.Errorf("HTML %q", r.html)
	}
	from := markdown.Pos{}
	r.Select(from, from)
	for i, want := range []string{"O", "On", "One", "One ", "One é", "One é👩‍👧", "One é👩‍👧 "} {
		r.sel.extend(fyne.KeyRight, false)
		if p, _ := r.Passage(); p.Text() != want {
			t.Fatalf("after %d keys %q, want %q", i+1, p.Text(), want)
		}
	}
	r.sel.extend(fyne.KeyRight, true)
	r.want("One é👩‍👧 two")
	r.sel.extend(fyne.KeyRight, false)
	r.sel.extend(fyne.KeyRight, false)
	r.sel.extend(fyne.KeyRight, false)
	r.want("One é👩‍👧 two.\n\n• t")
	r.sel.extend(fyne.KeyLeft, false)
	r.sel.extend(fyne.KeyLeft, false)
	r.sel.extend(fyne.KeyLeft, true)
	r.want("One é👩‍👧 ")
	r.Select(from, from)
	r.sel.extend(fyne.KeyDown, false)
	r.want("One é👩‍👧 two.")
	r.sel.extend(fyne.KeyEnd, false)
	r.want("One é👩‍👧 two.\n\n• three")
	r.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if r.Selected() {
		t.Error("Escape leaves the selection")
	}
}

func TestSelectionGoesWithEdits(t *testing.T) {
	r := read(t, readable, 640, 1000)
	d := parsed(t, readable)
	r.SetDoc(d, heading())
	r.drag(r.at("heading", 0), r.at("two", 3))
	tx := text.New(readable)
	next, patch := tx.Apply(text.Edit{Start: 0, End: 0, New: "New above.\n\n"})
	shift(r.Pane, tx, patch)
	d = markdown.Parse(d, next, 0)
	r.SetDoc(d, heading())
	r.want("heading\n\n• one\n• two")
	at := strings.Index(next.String(), "two")
	more, patch := next.Apply(text.Edit{Start: at, End: at, New: "x"})
	shift(r.Pane, next, patch)
	r.SetDoc(markdown.Parse(d, more, 0), heading())
	if r.Selected() {
		t.Error("the selection stays in a block that was changed")
	}
}

// TestSelectionIsCheap selects all of a long page: no fragment is set and no
// object made for what is not on screen.
func TestSelectionIsCheap(t *testing.T) {
	r := read(t, long(1<<20), 640, 800)
	made, set := r.r.made, r.col.Layouts
	r.SelectAll()
	if r.r.made-made > 100 || r.col.Layouts != set {
		t.Errorf("%d objects were made and %d units set", r.r.made-made, r.col.Layouts-set)
	}
	for range 20 {
		r.scroll(300)
		if n := len(objects(r.Pane)); n > 400 {
			t.Fatalf("%d objects on screen", n)
		}
	}
}

func TestMenu(t *testing.T) {
	r := read(t, readable, 640, 1000)
	labels := func(m *fyne.Menu) string {
		var s []string
		for _, i := range m.Items {
			switch {
			case i.IsSeparator:
				s = append(s, "-")
			case i.Disabled:
				s = append(s, "("+i.Label+")")
			default:
				s = append(s, i.Label)
			}
		}
		return strings.Join(s, ", ")
	}
	if got, want := labels(r.Menu(r.at("heading", 1))), "(Copy), Copy as HTML, Select all"; got != want {
		t.Errorf("menu %q, want %q", got, want)
	}
	r.OnBrowse = func() {}
	r.SelectAll()
	m := r.Menu(r.at("a link", 2))
	if got, want := labels(m), "Copy, Copy as HTML, Select all, -, Copy link address, -, Open in browser"; got != want {
		t.Errorf("menu %q, want %q", got, want)
	}
	m.Items[4].Action()
	if r.words != "/x" || r.html != "" {
		t.Errorf("copied %q, %q", r.words, r.html)
	}
	r.Unselect()
	r.CopyHTML()
	if !strings.HasPrefix(r.words, "<p>A <em>first</em> paragraph") || !strings.Contains(r.words, "<td>Ink</td>") {
		t.Errorf("the whole page as HTML: %q", r.words)
	}
}
