package preview

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/page"
)

// standing lists how the fragments of a page stand. The heights of
// known ones are left out: they were set, and their heights are no estimates.
func standing(p *Pane, known map[int]bool) string {
	var b strings.Builder
	for i, u := range p.col.Fragments.From(0) {
		h := u.Height
		if h != p.col.Y(i+1)-p.col.Y(i) {
			fmt.Fprint(&b, "its height is not in the sum: ")
		}
		if known[i] {
			h = 0
		}
		fmt.Fprintln(&b, i, u.Kind, u.Gap, h, u.Start, u.End, u.Hidden)
	}
	return b.String()
}

// awaiting is a pane that shows a short post while a long one is awaited.
type awaiting struct {
	*Pane
	t     *testing.T
	queue chan func()
	short *markdown.Doc
	doc   *markdown.Doc
	text  text.Text
}

func await(t *testing.T) *awaiting {
	l := &awaiting{t: t, queue: make(chan func(), 100), short: parsed(t, "A *short* post.\n"), text: text.New(long(muchNew + muchNew/8))}
	l.Pane = show(t, Options{Post: func(f func()) { l.queue <- f }}, 700, 900)
	l.SetLog(text.NewLog(l.text))
	l.SetDoc(l.short, heading())
	l.doc = markdown.Parse(nil, l.text, 0)
	l.SetDoc(l.doc, heading())
	if l.col.Doc != l.short {
		t.Fatal("the long post is shown at once")
	}
	return l
}

// edit applies an edit and hands its document over.
func (l *awaiting) edit(e text.Edit) {
	next, p := l.text.Apply(e)
	shift(l.Pane, l.text, p)
	l.text = next
	l.doc = markdown.Parse(l.doc, l.text, 0)
	l.SetDoc(l.doc, heading())
}

// arrive runs what was posted until the pane shows its newest document, and
// compares the page with one of that document alone.
func (l *awaiting) arrive() {
	l.t.Helper()
	for l.col.Doc != l.doc {
		(<-l.queue)()
	}
	want := show(l.t, Options{}, l.size.Width, l.size.Height)
	want.options.Zoom = l.options.Zoom
	want.restyle()
	want.SetDoc(l.doc, heading())
	want.ScrollTo(l.Top())
	known := map[int]bool{}
	for i, u := range want.col.Fragments.From(0) {
		known[i] = u.Frame != nil || i < l.col.Fragments.Len() && l.col.Fragment(i).Frame != nil
	}
	if got, want := standing(l.Pane, known), standing(want, known); got != want {
		a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
		for i := range min(len(a), len(b)) {
			if a[i] != b[i] {
				l.t.Fatalf("the page has\n%s\nwant\n%s", a[i], b[i])
			}
		}
		l.t.Fatalf("%d units, want %d", len(a), len(b))
	}
}

func TestLongPostComesLater(t *testing.T) {
	await(t).arrive()
}

func TestLongPostComesWithItsEdits(t *testing.T) {
	l := await(t)
	l.edit(text.Edit{Start: 3, End: 3, New: "new "})
	l.edit(text.Edit{Start: l.text.Len() / 2, End: l.text.Len() / 2, New: "\n\nAnd a paragraph.\n\n"})
	if l.col.Doc != l.short {
		t.Error("an edited long post is shown at once")
	}
	l.arrive()
	if len(l.queue) > 0 {
		t.Error("it was cut up again for each edit")
	}
}

// Where the page is scrolled to meanwhile is where the post is shown, edits in
// front of it included; unless the reader scrolls away.
func TestLongPostComesWhereItWasScrolledTo(t *testing.T) {
	l := await(t)
	at := strings.Index(l.text.String(), "## Part 300\n")
	l.ScrollTo(at, 0)
	l.edit(text.Edit{Start: 0, End: 0, New: "A line in front.\n\n"})
	l.arrive()
	if off, _ := l.Top(); off != at+len("A line in front.\n\n") {
		t.Errorf("the page begins at %d, want %d", off, at+len("A line in front.\n\n"))
	}

	l = await(t)
	l.Resize(fyne.NewSize(300, 40))
	l.ScrollTo(at, 0)
	l.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -1)})
	l.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 10000)})
	l.arrive()
	if off, _ := l.Top(); off != 0 {
		t.Errorf("the reader went to the top, and the page begins at %d", off)
	}
}

// What changes the page meanwhile holds for the post that comes.
func TestLongPostComesToAChangedPage(t *testing.T) {
	l := await(t)
	l.Resize(fyne.NewSize(500, 700))
	l.arrive()
	l = await(t)
	zoom(l.Pane, 1.5)
	l.arrive()
	l = await(t)
	l.Resize(fyne.NewSize(300, 700)) // as wide as can be at any zoom
	(<-l.queue)()
	zoom(l.Pane, 1.5)
	l.arrive()
	l = await(t)
	l.edit(text.Edit{Start: 3, End: 3, New: "new "})
	zoom(l.Pane, 0.8)
	l.Resize(fyne.NewSize(600, 700))
	l.arrive()
}

// A post that is no longer wanted does not come.
func TestLongPostIsNoLongerWanted(t *testing.T) {
	for name, other := range map[string]*markdown.Doc{"none": nil, "short": parsed(t, "Another.\n")} {
		t.Run(name, func(t *testing.T) {
			l := await(t)
			l.SetDoc(other, page.Header{})
			(<-l.queue)()
			if l.col.Doc != other {
				t.Error("the long post came all the same")
			}
		})
	}
	t.Run("long", func(t *testing.T) {
		l := await(t)
		l.doc = parsed(t, strings.Repeat("Words of yet another post.\n\n", muchNew/24))
		l.SetDoc(l.doc, heading())
		l.arrive()
	})
	t.Run("emptied", func(t *testing.T) {
		l := await(t)
		l.edit(text.Edit{Start: 10, End: l.text.Len()})
		if l.col.Doc != l.doc {
			t.Error("what is left of the post is not shown")
		}
		(<-l.queue)()
		l.arrive()
	})
}

// A long list is one block; and what is folded in what comes is folded.
func TestLongBlockComesLater(t *testing.T) {
	l := await(t)
	l.text = text.New("<details><summary>More</summary>\n\nhidden\n\n</details>\n\n" + strings.Repeat("- item\n", muchNew/5))
	l.doc = markdown.Parse(nil, l.text, 0)
	l.SetDoc(l.doc, heading())
	if l.col.Doc == l.doc {
		t.Error("a long list is shown at once")
	}
	l.arrive()
	if !strings.Contains(standing(l.Pane, nil), "true") {
		t.Error("nothing is folded")
	}
}

// Much that is new in the middle of a long post comes later, and the rest stays.
func TestMuchNewComesLater(t *testing.T) {
	l := await(t)
	l.arrive()
	first, shown, part := l.col.Fragment(1), l.doc, l.text.Len()/3
	at := strings.Index(l.text.Slice(part, l.text.Len()), "## Part") + part
	l.edit(text.Edit{Start: at, End: 2 * part, New: "> a quotation\n\n" + strings.Repeat("## A heading\n\n", muchNew/12)})
	if l.col.Doc != shown {
		t.Error("much that is new is shown at once")
	}
	l.arrive()
	if l.col.Fragment(1) != first {
		t.Error("what did not change was cut up again")
	}
}
