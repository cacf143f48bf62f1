package preview

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/preview/page"
)

// linkAt is a point of the pane on a link on screen, by its destination.
func linkAt(t *testing.T, p *Pane, dest string) fyne.Position {
	t.Helper()
	return linkWhere(t, p, func(d string) bool { return d == dest })
}

// noteAt is a point on the mark of a footnote, or on the way back from it.
func noteAt(t *testing.T, p *Pane, number int, back bool) fyne.Position {
	t.Helper()
	return linkWhere(t, p, func(dest string) bool {
		n, b, ok := page.NoteOf(dest)
		return ok && n == number && b == back
	})
}

func linkWhere(t *testing.T, p *Pane, is func(dest string) bool) fyne.Position {
	t.Helper()
	left, _ := p.column()
	for _, sh := range p.r.shown {
		u := p.col.Fragment(sh.fragment)
		for _, b := range u.Frame.Links {
			if is(b.Dest) {
				return fyne.NewPos(float32(left+b.X+b.Width/2), float32(sh.y+u.Gap+b.Y+b.Height/2))
			}
		}
	}
	t.Fatal("no such link on screen")
	return fyne.Position{}
}

func TestNotesThereAndBack(t *testing.T) {
	p := show(t, Options{}, 560, 300)
	src := "A mark[^a] and |.\n\n| cell[^b] |\n|---|\n\n" + strings.Repeat("Words.\n\n", 60) +
		"[^a]: First.\n\n    - with an item\n[^b]: Second.\n"
	p.SetDoc(parsed(t, src), page.Header{})
	var hovers []string
	p.OnHover = func(dest string) { hovers = append(hovers, dest) }
	for n := 1; n <= 2; n++ {
		p.ScrollTo(0, 0)
		at := noteAt(t, p, n, false)
		p.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}})
		p.Tapped(&fyne.PointEvent{Position: at})
		if p.top == 0 {
			t.Fatalf("mark %d leads nowhere", n)
		}
		p.Tapped(&fyne.PointEvent{Position: noteAt(t, p, n, true)})
		if p.col.FindNote(n, true) != p.top {
			t.Errorf("note %d leads back to unit %d", n, p.top)
		}
	}
	if !slices.Contains(hovers, "Footnote 2") {
		t.Errorf("hovers %q", hovers)
	}
}

// TestNotesEnd has a way back behind whatever a footnote ends with.
func TestNotesEnd(t *testing.T) {
	for name, end := range map[string]string{
		"words": " Words.", "code": "\n    ```\n    code\n    ```", "an image": " ![words](none.png)", "a formula": "\n    ```math\n    x\n    ```",
		"a table": "\n    | a |\n    |---|\n    | b |", "a heading": "\n    # A heading", "an image below words": " Words.\n\n    ![](none.png)",
		"a rule": " Words.\n\n    ***", "nothing": "", "an item with nothing in it": "\n    - ", "a fold": "\n    <details>\n    <summary>s</summary>\n    words\n    </details>",
	} {
		t.Run(name, func(t *testing.T) {
			p := show(t, Options{}, 560, 300)
			p.SetDoc(parsed(t, "A mark[^a] and another[^b].\n\n"+strings.Repeat("Words.\n\n", 60)+"[^a]:"+end+"\n\n[^b]: Last.\n"), page.Header{})
			for n := 1; n <= 2; n++ {
				if p.jump(p.col.FindNote(n, false), 0); p.top == 0 {
					t.Fatalf("note %d is not there", n)
				}
				p.Tapped(&fyne.PointEvent{Position: noteAt(t, p, n, true)})
				if p.top != p.col.FindNote(n, true) {
					t.Errorf("note %d leads back to fragment %d", n, p.top)
				}
				if p.Selected() {
					t.Error("the way back is selected")
				}
			}
			p.SelectAll()
			if passage, ok := p.Passage(); !ok || strings.Contains(passage.Text(), "↩") {
				t.Errorf("the arrow is copied: %q", passage.Text())
			}
		})
	}
}

func TestHoverTellsTitles(t *testing.T) {
	p := show(t, Options{}, 560, 300)
	p.SetDoc(parsed(t, "[a](/b \"The title\") and <a href=\"/c\" title=\"Raw\">c</a> and [d](/e)\n"), page.Header{})
	var hovers []string
	p.OnHover = func(dest string) { hovers = append(hovers, dest) }
	for _, dest := range []string{"/b", "/c", "/e"} {
		p.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: linkAt(t, p, dest)}})
	}
	if got, want := fmt.Sprint(hovers), "[/b  “The title” /c  “Raw” /e]"; got != want {
		t.Errorf("hovers %s, want %s", got, want)
	}
}

// TestLinksWithinThePage follows links to headings and to ids of raw HTML, wherever
// these are.
func TestLinksWithinThePage(t *testing.T) {
	far := strings.Repeat("Words.\n\n", 60)
	for _, c := range []struct{ name, link, target, words string }{
		{"heading", "#über-uns", "# Über uns\n", "Über uns"},
		{"in percents", "#%C3%BCber-uns", "# Über uns\n", "Über uns"},
		{"within words", "#x", "One <b id=x>two</b>.\n", "One two."},
		{"name of a link", "#x", "One <a name='x'></a>.\n", "One ."},
		{"block", "#x", "<p>First</p><p id='x'>Second</p>\n", "Second"},
		{"several", "#y", "<p>First</p><p><a id=x></a><a id=y></a>Second</p>\n", "Second"},
		{"behind words", "#x", "<p>First<a id=x></a></p><p>Second</p>\n", "First"},
		{"table", "#x", "<table id=t><tr><td>a<tr><td><i id=x>b</i></table>\n", "b"},
		{"cell", "#x", "| a | b <i id=x>c</i> |\n|---|---|\n", "a b c"},
		{"item", "#x", "<ul><li>a<li id=x>b</ul>\n", "b"},
		{"nothing to see", "#x", "<div id=x>\n\nBelow.\n", "Below."},
		{"heading and id", "#two", "<p id=two>One</p>\n\n# Two\n", "Two"},
		{"in a closed fold", "#x", "<details><summary>s</summary>\n\n# X\n\n</details>\n", "X"},
		{"footnote", "#x", "[^a]\n\n[^a]: <b id=x>Note</b>\n" + strings.Repeat("\n    Words.\n", 60), "Note"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := show(t, Options{}, 560, 300)
			p.SetDoc(parsed(t, "[go]("+c.link+") [top](#)\n\n"+far+c.target+"\n"+far), page.Header{})
			p.OnLink = func(dest string) { t.Errorf("%q leads out of the page", dest) }
			p.Tapped(&fyne.PointEvent{Position: linkAt(t, p, c.link)})
			u := p.col.Fragment(p.top)
			words := u.Node.Plain()
			if u.Kind == page.RowFragment {
				words = strings.TrimSpace(u.Words(0) + " " + u.Words(1))
			}
			if words != c.words || u.Hidden {
				t.Errorf("led to %q, want %q", words, c.words)
			}
			p.follow("#")
			if p.top != 0 || p.dy != 0 {
				t.Error("# does not lead to the top")
			}
			p.OnLink = nil
			was := p.top
			if p.follow("#none"); p.top != was {
				t.Error("a link that leads nowhere moved the page")
			}
		})
	}
}
