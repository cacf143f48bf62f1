package editor

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/internal/carets"
)

// linked are posts that can be linked to.
func linked(body string) map[string]string {
	source := func(title, slug, date, body string) string {
		return "!! title: " + title + "\n!! slug: " + slug + "\n!! published: " + date + "\n!! description: What it is about\n\n---\n\n" + body
	}
	return map[string]string{
		"0001-jar.md":   source("The jar", "jar", "2024-01-01", "## Lid\n\nWords.\n\n## Glass\n"),
		"0002-bee.md":   source("A bee [and more]", "bee", "2024-02-01", "One sees [the jar](/posts/jar#lid) here.\n"),
		"0003-roof.md":  source("What the roof said", "roof", "2024-03-01", "Words.\n"),
		"0004-draft.md": source("Zebras", "zebras", "2024-04-01", body),
	}
}

// linkingWindow opens the last of them with carets in its body.
func linkingWindow(t *testing.T, body string) *testWindow {
	t.Helper()
	words, sels := carets.Parse(t, body)
	d := newTestWindow(t, linked(words))
	d.OpenFile(d.path("0004-draft.md"))
	d.until("the post is parsed", func() bool { return d.posts.cur.s.Title() == "Zebras" && d.posts.cur.doc != nil })
	s := d.posts.cur.s
	for i := range sels {
		sels[i].Anchor, sels[i].Head = sels[i].Anchor+s.Start(), sels[i].Head+s.Start()
	}
	s.Select(sels...)
	d.focusText()
	return d
}

// withCarets is the body of the open post with its carets.
func (d *testWindow) withCarets() string {
	s := d.posts.cur.s
	sels := s.Selections()
	for i := range sels {
		sels[i].Anchor, sels[i].Head = sels[i].Anchor-s.Start(), sels[i].Head-s.Start()
	}
	return carets.String(s.Text().Slice(s.Start(), s.Text().Len()), sels)
}

// keys types words, and presses what is in <> among them. After each the list is waited for.
func (d *testWindow) keys(all string) {
	d.t.Helper()
	for all != "" {
		name, rest, key := strings.Cut(strings.TrimPrefix(all, "<"), ">")
		switch {
		case !strings.HasPrefix(all, "<") || !key:
			d.win.Canvas().Focused().TypedRune([]rune(all)[0])
			rest = string([]rune(all)[1:])
		case name == "Undo":
			d.area.TypedShortcut(&fyne.ShortcutUndo{})
		case name == "Paste":
			d.area.TypedShortcut(&fyne.ShortcutPaste{})
		case strings.Contains(name, " ") || name == "Link":
			d.command(name)
		default:
			d.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyName(name)})
		}
		all = rest
		d.until("it is known what is offered", func() bool {
			_, known := d.linking.Offered()
			return known
		})
	}
}

func TestLinksAreCompleted(t *testing.T) {
	for _, c := range []struct{ name, body, keys, want string }{
		{"double brackets", "see | x", "[[jar<Return>", "see [The jar](/posts/jar)| x"},
		{"by Tab", "see | x", "[[jar<Tab>", "see [The jar](/posts/jar)| x"},
		{"a title with brackets", "|", "[[bee<Return>", `[A bee \[and more\]](/posts/bee)|`},
		{"fuzzy and without accents", "|", "[[rfsäid<Return>", "[What the roof said](/posts/roof)|"},
		{"the second row", "|", "[[<Down><Return>", "[A bee \\[and more\\]](/posts/bee)|"},
		{"around to the last row", "|", "[[<Up><Return>", "[The jar](/posts/jar)|"},
		{"there and back", "|", "[[<Down><Down><Up><Up><Next><Prior><Return>", "[What the roof said](/posts/roof)|"},
		{"typing on filters", "|", "[[x<BackSpace>roof<Return>", "[What the roof said](/posts/roof)|"},
		{"an address", "|", "[my words](/ja<Return>", "[my words](/posts/jar)|"},
		{"an address with letters", "|", "[my words](ja<Return>", "[my words](/posts/jar)|"},
		{"a whole address", "|", "[my words](/posts/ja<Return>", "[my words](/posts/jar)|"},
		{"a label that is missing", "|", "[](/ja<Return>", "[The jar](/posts/jar)|"},
		{"a heading of this post", "## Stripes\n\n|", "[see](#st<Return>", "## Stripes\n\n[see](#stripes)|"},
		{"a heading of this post by brackets", "## Stripes\n\n|", "[[#st<Return>", "## Stripes\n\n[Stripes](#stripes)|"},
		{"a heading of another post", "|", "[[jar#gl<Return>", "[Glass](/posts/jar#glass)|"},
		{"a heading behind an address", "|", "[w](/posts/jar#<Return>", "[w](/posts/jar#lid)|"},
		{"Escape leaves what was typed", "|", "[[jar<Escape>", "[[jar|]]"},
		{"and typing on does not bring it back", "|", "[[ja<Escape>r<Return>", "[[jar\n|]]"},
		{"but the next link does", "|", "[[ja<Escape>r<End> [[roof<Return>", "[[jar]] [What the roof said](/posts/roof)|"},
		{"nothing is like it", "|", "[[qqq<Return>", "[[qqq\n|]]"},
		{"one step to undo", "see |", "[[jar<Return><Undo>", "see [[jar|]]"},
		{"typing on behind it", "|", "[[jar<Return>, and", "[The jar](/posts/jar), and|"},
		{"no list in code", "`|`", "[[jar<Return>", "`[[jar\n|`"},
		{"no list in a block of code", "```\n|\n```", "[[jar<Return>", "```\n[[jar\n|]]\n```"},
		{"no list in an image", "!|", "[alt](ja<Return>", "![alt](ja\n|)"},
		{"in a quotation and list", "> - |", "[[jar<Return>", "> - [The jar](/posts/jar)|"},
		{"away with the caret", "|", "[[jar<Left><Left><Left><Left><Return>", "[\n|[jar]]"},
		{"another site's address is left alone", "|", "[w](https://x.y<Tab>", "[w](https://x.y)|"},

		{"Link at a selection", "see «my words»| x", "<Link>jar<Return>", "see [my words](/posts/jar)| x"},
		{"Link offers what is like the label", "see «The roof said»| x", "<Link><Return>", "see [The roof said](/posts/roof)| x"},
		{"Link on nothing", "|", "<Link>jar<Return>", "[The jar](/posts/jar)|"},
		{"Link on nothing with words of one's own", "|", "<Link>my jar<Tab>/ja<Return>", "[my jar](/posts/jar)|"},
		{"Link on a link", "[w](/po|sts/bee) x", "<Link>jar<Return>", "[w](/posts/jar)| x"},
		{"Link on a link and Escape", "[w](/po|sts/bee) x", "<Link><Escape>", "[w](«/posts/bee»|) x"},
		{"Link, then an address", "«w»|", "<Link>https://example.com<Tab>.", "[w](https://example.com).|"},
		{"Tab from the label", "[w|](/posts/bee)", "<Tab>", "[w](«/posts/bee»|)"},
		{"Tab out of the address", "[w](/posts/bee|) x", "<Tab>", "[w](/posts/bee)| x"},
		{"Tab elsewhere indents", "- a\n- b|", "<Tab>", "- a\n  - b|"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := linkingWindow(t, c.body)
			d.keys(c.keys)
			if got := d.withCarets(); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// A link may be written to a site that was linked to before.
func TestAddressesOfLateAreOffered(t *testing.T) {
	d := linkingWindow(t, "|")
	d.keys("[w](https://example.com/a)")
	d.keys(" [x](exam")
	if got, _ := d.linking.Offered(); !slices.Contains(got, "https://example.com/a") {
		t.Errorf("offered %q", got)
	}
	d.keys("<Return>")
	if got := d.withCarets(); got != "[w](https://example.com/a) [x](https://example.com/a)|" {
		t.Error(got)
	}
	d.keys(" [y](https://exam<Down><Return>")
	if got := d.withCarets(); !strings.HasSuffix(got, "[y](https://example.com/a)|") {
		t.Error(got)
	}
}

// The list is beside the caret's row, below it or above, and within the window.
func TestListOfLinksIsBesideTheCaret(t *testing.T) {
	lines := strings.Repeat("words\n", 40)
	for _, body := range []string{"|\n" + lines, lines + "|", "| x\n"} {
		for _, size := range []fyne.Size{{Width: 1400, Height: 900}, {Width: 1000, Height: 700}, {Width: 500, Height: 380}} {
			d := linkingWindow(t, body)
			d.win.Resize(size)
			d.keys("[[")
			box := d.linking.Object.Objects[0]
			at, height, ok := d.area.CaretBox()
			top := fyne.CurrentApp().Driver().AbsolutePositionForObject(box)
			end := top.Add(box.Size())
			switch {
			case !ok || !box.Visible():
				t.Errorf("%v: not shown", size)
			case top.Y < at.Y+height && end.Y > at.Y:
				t.Errorf("%v: the list from %v to %v is over the caret at %v", size, top, end, at)
			case top.X < 0 || top.Y < 0 || end.X > size.Width || end.Y > size.Height:
				t.Errorf("%v: the list from %v to %v is beyond the window", size, top, end)
			}
		}
	}
}

// What takes the caret away takes the list away.
func TestListOfLinksGoes(t *testing.T) {
	for name, do := range map[string]func(d *testWindow){
		"a dialog":     func(d *testWindow) { d.command("Keyboard shortcuts") },
		"another post": func(d *testWindow) { d.OpenFile(d.path("0001-jar.md")) },
		"the form":     func(d *testWindow) { d.command("Go to title") },
		"a click": func(d *testWindow) {
			d.area.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(60, 24)}, Button: desktop.MouseButtonPrimary})
		},
		"no post": func(d *testWindow) { d.posts.cur.s.Undo(); d.posts.cur.s.Undo(); d.command("Close post") },
	} {
		d := linkingWindow(t, "words\n\n|")
		d.keys("[[ja")
		if !d.linking.Object.Objects[0].Visible() {
			t.Fatalf("%s: no list to begin with", name)
		}
		do(d)
		if d.linking.Object.Objects[0].Visible() {
			t.Errorf("%s: the list stays", name)
		}
	}
}

// A click takes a row, and the keys stay with the text.
func TestRowOfLinksIsClicked(t *testing.T) {
	d := linkingWindow(t, "|")
	d.keys("[[")
	list := d.linking.Object.Objects[0].(*fyne.Container).Objects[2].(*fyne.Container).Objects[0].(fyne.Tappable)
	list.Tapped(&fyne.PointEvent{Position: fyne.NewPos(40, 50)})
	if got := d.withCarets(); got != `[A bee \[and more\]](/posts/bee)|` {
		t.Error(got)
	}
	if d.win.Canvas().Focused() != fyne.Focusable(d.area) {
		t.Error("the focus is elsewhere")
	}
}

// While no list is open a key costs no more than before there were any.
func TestKeysWithoutAListAreCheap(t *testing.T) {
	d := linkingWindow(t, strings.Repeat("A line of words (and some more) in [a link](/posts/jar).\n\n", 400)+"Words |")
	press := func() float64 { return testing.AllocsPerRun(200, func() { d.area.TypedRune('x') }) }
	press()
	with := press()
	d.area.OnTyped = nil
	if without := press(); with > without+1 {
		t.Errorf("%v allocations a key, %v without links", with, without)
	}
	if n := testing.AllocsPerRun(100, func() { d.linking.Typed(); d.linking.Moved() }); n > 0 {
		t.Errorf("%v allocations for a look", n)
	}
}
