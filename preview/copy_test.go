package preview

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/preview/markdown/html"
	"galley.app/galley/preview/page"
)

func TestCopyCode(t *testing.T) {
	p := show(t, Options{}, 560, 500)
	src := "Words.\n\n```go\nif a {\n\tb()\n}\n```\n\n```\n" + strings.Repeat("x\n", 200) + "```\n"
	p.SetDoc(parsed(t, src), page.Header{})
	var copied, tips []string
	p.OnCopy = func(words, html string) { copied = append(copied, words+html) }
	p.OnHover = func(tip string) { tips = append(tips, tip) }
	move := func(at fyne.Position) {
		p.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}})
	}
	shown := func() bool {
		return slices.Contains(p.r.objects, fyne.CanvasObject(p.r.copyBox)) && p.r.copyBox != nil
	}
	unitAt := func(kind page.Kind, n int) fyne.Position {
		for _, sh := range p.r.shown {
			if u := p.col.Fragment(sh.fragment); u.Kind == kind {
				if n == 0 {
					return fyne.NewPos(250, float32(sh.y+u.Gap+8))
				}
				n--
			}
		}
		t.Fatal("it is not on screen")
		return fyne.Position{}
	}
	move(unitAt(page.TextFragment, 0))
	if shown() {
		t.Error("there is a button without code below the pointer")
	}
	move(unitAt(page.CodeFragment, 0))
	if !shown() {
		t.Fatal("no button on the code below the pointer")
	}
	at, _ := p.copier.place()
	at = at.AddXY(10, 10)
	move(at)
	if p.Cursor() != desktop.PointerCursor {
		t.Error("no pointer on the button")
	}
	p.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary, PointEvent: fyne.PointEvent{Position: at}})
	p.MouseUp(nil)
	p.Tapped(&fyne.PointEvent{Position: at})
	if !slices.Equal(copied, []string{"if a {\n\tb()\n}"}) || p.Selected() {
		t.Errorf("copied %q", copied)
	}
	if !slices.Contains(tips, "Copy this code") || tips[len(tips)-1] != "Copied" {
		t.Errorf("tips %q", tips)
	}
	p.MouseOut()
	if shown() {
		t.Error("the button stays when the pointer has gone")
	}

	// The button of a long block stays in view.
	p.ScrollTo(len(src)-200, 0)
	move(unitAt(page.CodeFragment, 0))
	if at, ok := p.copier.place(); !ok || at.Y < 0 || at.Y > 100 {
		t.Errorf("in the middle of a long block the button is at %v", at)
	}

	copied = nil
	if !p.CopyCode(strings.Index(src, "b()")) || len(copied) != 1 || p.CopyCode(2) {
		t.Errorf("by the caret it copies %q", copied)
	}
}

// TestLongCopyAsksNothingAside copies so much that it is made on another goroutine:
// what is told of links by the window is asked for before.
func TestLongCopyAsksNothingAside(t *testing.T) {
	posted := make(chan func(), 1)
	asked := 0
	p := show(t, Options{
		Post:  func(f func()) { posted <- f },
		Links: func() html.Options { asked++; return html.Options{Base: "https://example.org/"} },
	}, 560, 500)
	p.SetDoc(parsed(t, strings.Repeat("[a](b)\n\n", 2500)), page.Header{})
	var copied string
	p.OnCopy = func(words, html string) { copied = words + html }
	for _, do := range []func(){p.CopyHTML, func() { p.SelectAll(); p.Copy() }, p.CopyHTML} {
		asked, copied = 0, ""
		do()
		if asked != 1 {
			t.Errorf("the window was asked %d times before what is copied was made", asked)
		}
		(<-posted)()
		if !strings.Contains(copied, "https://example.org/b") {
			t.Error("links lead elsewhere")
		}
	}
}
