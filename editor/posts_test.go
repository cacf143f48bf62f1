package editor

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/editor/library"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/control"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage/check"
)

func two() map[string]string {
	return map[string]string{
		"marbles.md": marbles,
		"roof.md":    strings.ReplaceAll(strings.ReplaceAll(marbles, "Marbles", "Roof"), "marbles", "roof"),
	}
}

func TestClosingTheWindowClosesThePalette(t *testing.T) {
	d := newTestWindow(t, one())
	d.write("A")
	d.command("Quick open")
	d.closer.quit()
	if d.modal.Depth() != 1 {
		t.Fatalf("%d dialogs are open, want the question alone", d.modal.Depth())
	}
	d.answer(fyne.KeyEscape)
	d.wantTitle("• Marbles — Galley")
}

func TestTabSelectsTheField(t *testing.T) {
	d := newTestWindow(t, one())
	d.command("Go to title")
	d.key(fyne.KeyTab)
	d.write("jars")
	if got := d.posts.cur.s.Value("slug"); got != "jars" {
		t.Errorf("slug is %q: typing after Tab does not replace it", got)
	}
	d.key(fyne.KeyTab)
	d.write("2024-01-02")
	if got := d.posts.cur.s.Value("published"); got != "2024-01-02" {
		t.Errorf("published is %q", got)
	}
	d.key(fyne.KeyTab)
	d.key(fyne.KeyTab)
	if d.win.Canvas().Focused() != fyne.Focusable(d.area) {
		t.Error("Tab from the last field does not lead into the text")
	}
}

func TestNewPostIsNotToldWhatItLacks(t *testing.T) {
	d := newTestWindow(t, one())
	d.command("New post")
	for key := range d.form.Fields() {
		if said := d.form.Problem(key); said != "" {
			t.Errorf("%s of a post just begun: %q", key, said)
		}
	}
}

func TestFieldProblemGoesWithItsCause(t *testing.T) {
	d := newTestWindow(t, map[string]string{"a.md": strings.Replace(marbles, "title: Marbles", "title:", 1)})
	d.problems.check(d.posts.cur)
	if d.form.Problem("title") == "" {
		t.Fatal("nothing is said of the missing title")
	}
	d.command("Go to title")
	d.write("Jars")
	d.key(fyne.KeyTab)
	d.until("the problem is gone", func() bool { return d.form.Problem("title") == "" })
}

func TestProblemsOfTheBody(t *testing.T) {
	body := "First.\n\nx <script>y</script>\n\n```math\n\\nosuch\n```\n"
	d := newTestWindow(t, map[string]string{"0001-marbles.md": marbles[:strings.Index(marbles, "---\n")+4] + "\n" + body})
	d.problems.check(d.posts.cur)
	said := func() string { return d.status.Problems.Text() }
	d.until("both are found", func() bool { return said() == "▲ 2 problems" })
	for _, want := range []string{"<script>", "\\nosuch", "<script>"} {
		d.problems.next(1)
		if rest := d.posts.cur.s.Text().Slice(d.posts.cur.s.Primary().Head, d.posts.cur.s.Text().Len()); !strings.HasPrefix(rest, want) {
			t.Errorf("the caret is before %.20q, want %q", rest, want)
		}
	}
	d.problems.next(-1)
	d.problems.next(-1)
	if d.problems.at != 1 {
		t.Errorf("two problems back is problem %d", d.problems.at)
	}
	if got := d.problems.rows()[0].Place; got != "Line 3" {
		t.Errorf("the first problem is at %q", got)
	}
	at := strings.Index(d.posts.cur.s.Text().String(), "x <script>")
	d.posts.cur.s.Select(text.Selection{Anchor: at, Head: at + len("x <script>y</script>")})
	d.write("z")
	d.until("the problem is gone", func() bool { return said() == "▲ 1 problem" })
}

func TestPostsFromElsewhereAreListed(t *testing.T) {
	d := newTestWindow(t, one())
	far := filepath.Join(t.TempDir(), "far.md")
	d.put(far, strings.Replace(marbles, "Marbles", "Far", 1))
	d.OpenFile(far)
	d.OpenFile(d.path("marbles.md"))
	if open := d.listedOpen(); !slices.Contains(open, "Far") || !slices.Contains(open, filepath.Base(filepath.Dir(far))) {
		t.Fatalf("as open are listed %q", open)
	}
	if n := len(d.side.items); n != 1 {
		t.Errorf("%d posts are counted", n)
	}
	d.openItem(library.Item{Path: far})
	d.wantTitle("Far — Galley")
}

func TestSourceCountsItsLines(t *testing.T) {
	d := newTestWindow(t, one())
	d.command("Toggle source")
	if got := d.status.Place.Text(); got != "Ln 8, Col 1" {
		t.Errorf("the first line of the body is said to be %q with the head shown", got)
	}
	d.command("Toggle source")
	if got := d.status.Place.Text(); got != "Ln 1, Col 1" {
		t.Errorf("it is said to be %q without", got)
	}
}

func TestSaveAsksAboutTheConflictAgain(t *testing.T) {
	d := newTestWindow(t, one())
	d.write("A")
	d.put("marbles.md", d.file("marbles.md")+"theirs\n")
	d.Window.disk.outside([]string{d.path("marbles.md")})
	d.conflict()
	d.answer(fyne.KeyEscape)
	d.command("Save")
	if d.modal.Depth() != 1 {
		t.Fatal("Save says nothing of the conflict that was put off")
	}
	d.answer(fyne.KeyEscape)
	if len(d.writes()) != 0 {
		t.Errorf("written in spite of the conflict: %q", d.writes())
	}
}

func TestDragOutOfTheTextKeepsTheFocus(t *testing.T) {
	d := newTestWindow(t, one())
	d.win.Canvas().Unfocus() // as Fyne does when the button is let go over nothing
	d.area.DragEnd()
	if d.win.Canvas().Focused() != fyne.Focusable(d.area) {
		t.Error("keys go nowhere after a selection was dragged out of the text")
	}
}

func TestPaletteFieldsCanBeEdited(t *testing.T) {
	d := newTestWindow(t, one())
	d.o.App.Clipboard().SetContent("Marbles")
	d.command("Quick open")
	d.write("nothing of that name")
	d.command("Select all")
	d.command("Paste")
	d.key(fyne.KeyReturn)
	if d.modal.Depth() != 0 {
		t.Error("what was pasted over the typed words finds nothing")
	}
	d.command("Outline")
	d.command("Undo") // nothing to undo in the palette, and never in the text below
	d.wantTitle("Marbles — Galley")
	if d.posts.cur.s.CanRedo() {
		t.Error("Undo in a palette changed the post")
	}
}

// What was typed in one post and is not parsed yet moves nothing in the
// preview of another.
func TestEditsStayWithTheirPost(t *testing.T) {
	files := one()
	files["b.md"] = marbles
	d := newTestWindow(t, files)
	d.OpenFile(d.path("b.md"))
	want, _ := d.preview.Pane().Top()
	d.OpenFile(d.path("marbles.md"))
	before, _ := d.preview.Pane().Top()
	d.posts.cur.s.SetField("title", d.posts.cur.s.Title()+"xyz")
	if at, _ := d.preview.Pane().Top(); at != before+3 {
		t.Fatalf("the page's top is at %d, was at %d before three letters above it", at, before)
	}
	d.OpenFile(d.path("b.md"))
	if at, _ := d.preview.Pane().Top(); at != want {
		t.Errorf("the top of the other post's page is at %d, not %d", at, want)
	}
}

func TestSaveAsTypesOverTheName(t *testing.T) {
	d := newTestWindow(t, one())
	d.command("Save as")
	d.write("jars")
	d.key(fyne.KeyReturn)
	d.until("it is saved under that name", func() bool { return d.posts.cur.s.Path() == d.path("jars.md") })
	if n := len(d.writes()); n != 1 {
		t.Errorf("%d files were written", n)
	}
}

// TestLongPostIsSeenAtOnce opens a post that is parsed in the background: what is on
// screen is shown before.
func TestLongPostIsSeenAtOnce(t *testing.T) {
	head := marbles[:strings.Index(marbles, "---\n")+5]
	var b strings.Builder
	for i := 0; b.Len() < 3*atOnce; i++ {
		b.WriteString("## Part " + strings.Repeat("é", i%7) + "\n\nSome words of it, and *more* of them.\n\n")
	}
	for name, body := range map[string]string{"parts": b.String(), "one line": strings.Repeat("wordé ", atOnce), "no blanks": strings.Repeat("é\n", atOnce)} {
		src := head + body
		for _, at := range []int{0, len(src) / 2, len(src)} {
			t.Run(fmt.Sprint(name, " at ", at), func(t *testing.T) {
				d := newTestWindow(t, map[string]string{"a.md": src})
				d.posts.cur.doc = nil
				s := d.posts.cur.s
				for off := max(at, s.Start()); ; off-- {
					if off == len(src) || utf8.RuneStart(src[off]) {
						d.area.ScrollTo(off, 0)
						break
					}
				}
				top, _ := d.area.Top()
				doc := parseView(s, top, d.side.dialect())
				if doc.Len() == 0 && top < len(src)-10 {
					t.Fatal("nothing is seen")
				}
				if doc.Version != s.Text().Version() || doc.Base < s.Start() || doc.Base > top {
					t.Errorf("version %d, base %d", doc.Version, doc.Base)
				}
				for i, b := range doc.From(0) {
					start := doc.Start(i)
					if end := start + b.End; start < doc.Base || end > len(src) {
						t.Errorf("block %d from %d to %d", i, start, end)
					} else if b.Kind == markdown.Heading && !strings.HasPrefix(src[start:], "## Part") {
						t.Errorf("block %d is %q there", i, src[start:min(start+20, len(src))])
					}
				}
			})
		}
	}
}

// clickOn clicks a button of what is open over the window.
func (d *testWindow) clickOn(label string) {
	d.t.Helper()
	var find func(o fyne.CanvasObject) *control.Button
	find = func(o fyne.CanvasObject) *control.Button {
		var in []fyne.CanvasObject
		switch o := o.(type) {
		case *control.Button:
			if o.Label == label {
				return o
			}
		case *fyne.Container:
			in = o.Objects
		case fyne.Widget:
			in = test.WidgetRenderer(o).Objects()
		}
		for _, o := range in {
			if b := find(o); b != nil {
				return b
			}
		}
		return nil
	}
	b := find(d.win.Canvas().Overlays().Top())
	if b == nil {
		d.t.Fatalf("there is no button %q", label)
	}
	b.OnTap()
}

// TestProblemsAreFixed clicks through the list of a post's problems: what mends
// them is an edit that Undo takes back.
func TestProblemsAreFixed(t *testing.T) {
	body := "# One\n\n### Two\n\n[a](/posts/marblse)\n\n![](a.png)\n"
	src := strings.Replace(marbles[:strings.Index(marbles, "---\n")+4], "slug: marbles", "slug: Bad Slug!", 1) + "\n" + body
	d := newTestWindow(t, map[string]string{"0001-bad-slug.md": src, "0002-marbles.md": marbles})
	d.openPost("0001-bad-slug.md")
	said := func() string { return d.status.Problems.Text() }
	d.until("all are found", func() bool { return said() == "▲ 5 problems" })
	if it, ok := itemAt(d.side.items, d.path("0001-bad-slug.md")); !ok || it.Problems != 5 {
		t.Errorf("the list counts %d", it.Problems)
	}
	text := func() string { return d.posts.cur.s.Text().String() }
	for _, c := range []struct{ fix, want string }{
		{"Mend the slug", "slug: bad-slug\n"},
		{"Make it level 2", "\n## Two\n"},
		{"Use marbles", "[a](/posts/marbles)"},
	} {
		before := text()
		d.problems.show()
		d.clickOn(c.fix)
		if !strings.Contains(text(), c.want) {
			t.Fatalf("%s: %q", c.fix, text())
		}
		d.key(fyne.KeyEscape)
		d.command("Undo")
		if text() != before {
			t.Errorf("Undo of %s leads to %q", c.fix, text())
		}
		d.until("it is found again", func() bool { return said() == "▲ 5 problems" })
	}
	d.problems.show()
	d.clickOn("Describe it")
	if at := d.posts.cur.s.Primary().Head; d.modal.Depth() > 0 || text()[at-2:at] != "![" {
		t.Errorf("the caret is at %d of %q", at, text())
	}
	d.key(fyne.KeyHome)
	d.problems.fixHere()
	if d.modal.Depth() != 1 {
		t.Fatal("no fix is offered at the caret")
	}
	d.key(fyne.KeyReturn)
	if at := d.posts.cur.s.Primary().Head; text()[at-2:at] != "![" {
		t.Errorf("the caret is at %d of %q", at, text())
	}
	d.problems.showLibrary()
	d.clickOn("Use marbles")
	d.until("it is mended", func() bool { return strings.Contains(text(), "[a](/posts/marbles)") })
}

// TestManyProblems types into a text of a megabyte that has ten thousand problems:
// how many there are is what is listed of them, before the text is looked through
// again and after.
func TestManyProblems(t *testing.T) {
	var b strings.Builder
	b.WriteString(marbles[:strings.Index(marbles, "---\n")+4] + "\n")
	n := 0
	for ; b.Len() < 1<<20; n++ {
		b.WriteString("Some words of a paragraph that is as long as most are, with a [link](/posts/nothing-there) in it.\n\n")
	}
	d := newTestWindow(t, map[string]string{"0002-marbles.md": b.String()})
	d.openPost("0002-marbles.md")
	p := d.posts.cur
	d.until("all are found", func() bool { return p.checked.done && p.faults() == n })
	d.focusText()
	for range 3 {
		if d.write("x "); p.checked.version == p.s.Text().Version() {
			t.Fatal("the text is looked through while it is typed")
		}
		if got := check.Count(p.found()); p.faults() != n || got != n {
			t.Errorf("%d are counted and %d listed, want %d", p.faults(), got, n)
		}
	}
}
