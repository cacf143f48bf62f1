package preview

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

// late is a pane whose images arrive when the test lets them.
type late struct {
	*Pane
	queue chan func()
}

func (l *late) settle(t *testing.T, what string, cond func() bool) {
	t.Helper()
	for !cond() {
		select {
		case f := <-l.queue:
			f()
		case <-t.Context().Done():
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

// height is where the first text that reads so is in the pane; -1 for nowhere.
func heightOf(p *Pane, words string) int {
	for _, s := range p.r.slots {
		for i := range s.frame.Texts {
			if b := &s.frame.Texts[i]; strings.Contains(b.Text, words) {
				return int(s.box.Position().Y) + b.Y
			}
		}
	}
	return -1
}

// TestImagesAboveMoveNothing opens a page in its middle: the images above
// become known later, and what is read stays where it is.
func TestImagesAboveMoveNothing(t *testing.T) {
	l := &late{queue: make(chan func(), 1000)}
	l.Pane = show(t, Options{Post: func(f func()) { l.queue <- f }, Images: pictures(t)}, 560, 400)
	src := strings.Repeat("![A red square](red.png)\n\nWords between.\n\n", 6) + "Here it is.\n\n" + strings.Repeat("More words.\n\n", 40)
	l.SetDoc(parsed(t, src), heading())
	l.ScrollTo(strings.Index(src, "Here"), 0)
	l.scroll(-60)
	was := heightOf(l.Pane, "Here it is.")
	if was < 0 {
		t.Fatal("the place is not on screen")
	}
	known := func() bool {
		p := l.images.entries["red.png"]
		return p != nil && p.Width > 0
	}
	l.settle(t, "the image's size is known", known)
	if now := heightOf(l.Pane, "Here it is."); now != was {
		t.Errorf("the place moved from %d to %d when the images above became known", was, now)
	}
	l.settle(t, "the image is decoded", func() bool {
		p := l.images.entries["red.png"]
		return len(p.prints) > 0 || !p.busy
	})
	if now := heightOf(l.Pane, "Here it is."); now != was {
		t.Errorf("the place moved from %d to %d", was, now)
	}
}

// TestTallerAboveMovesNothing changes blocks above the edge while typing.
func TestTallerAboveMovesNothing(t *testing.T) {
	p := show(t, Options{}, 560, 400)
	src := strings.Repeat("Words above.\n\n", 30) + "Here it is.\n\n" + strings.Repeat("Words below.\n\n", 30)
	tx := text.New(src)
	d := markdown.Parse(nil, tx, 0)
	p.SetDoc(d, heading())
	p.ScrollTo(strings.Index(src, "Here"), 0)
	p.scroll(-50)
	was := heightOf(p, "Here it is.")
	at := strings.Index(src, "above.")
	for range 12 { // one paragraph grows over many lines
		next, patch := tx.Apply(text.Edit{Start: at, End: at, New: "many more words, "})
		shift(p, tx, patch)
		tx = next
		d = markdown.Parse(d, tx, 0)
		p.SetDoc(d, heading())
		if now := heightOf(p, "Here it is."); now != was {
			t.Fatalf("the place moved from %d to %d", was, now)
		}
	}
}

// TestWidthKeepsThePlace resizes the pane and changes how the page is shown:
// the text at the top edge stays the text at the top edge.
func TestWidthKeepsThePlace(t *testing.T) {
	p := show(t, Options{}, 640, 400)
	src := long(60_000)
	p.SetDoc(parsed(t, src), heading())
	want := strings.Index(src, "## Part 40")
	p.ScrollTo(want, 0)
	for _, change := range []func(){
		func() { p.Resize(fyne.NewSize(420, 400)) }, func() { p.SetWidth(PhoneWidth) }, func() { p.SetWidth(TabletWidth) },
		func() { p.SetWidth(0) }, func() { zoom(p, 1.4) }, func() { p.Resize(fyne.NewSize(900, 300)) },
	} {
		change()
		if off, _ := p.Top(); off < want-1 || off > want+40 {
			t.Errorf("the top is byte %d, want %d", off, want)
		}
	}
}

// TestScrollRoundTrip scrolls the pane and gives its place to another one, as
// text and page do: both show the same words at the top.
func TestScrollRoundTrip(t *testing.T) {
	a, b := show(t, Options{}, 640, 400), show(t, Options{}, 400, 500)
	src := long(30_000)
	a.SetDoc(parsed(t, src), heading())
	b.SetDoc(parsed(t, src), heading())
	a.OnTop = b.ScrollTo
	for range 60 {
		a.scroll(37)
		x, _ := a.Top()
		y, _ := b.Top()
		if max(x-y, y-x) > 60 { // less than a line of the narrower one
			t.Fatalf("one shows byte %d at the top, the other %d", x, y)
		}
	}
}
