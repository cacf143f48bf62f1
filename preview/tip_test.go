package preview

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/assets"
	"galley.app/galley/preview/page"
)

// pointAt moves the pointer upon some words on screen.
func pointAt(t *testing.T, p *Pane, words string) {
	t.Helper()
	left, _ := p.column()
	for _, sh := range p.r.shown {
		u := p.col.Fragment(sh.fragment)
		for _, b := range u.Frame.Texts {
			if strings.Contains(b.Text, words) {
				at := fyne.NewPos(float32(left+b.X+2), float32(sh.y+u.Gap+b.Y+4))
				p.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}})
				return
			}
		}
	}
	t.Fatalf("%q is not on screen: %q", words, visibleWords(p))
}

func TestTitlesAreSaid(t *testing.T) {
	p := show(t, Options{Images: pictures(t)}, 560, 900)
	said := ""
	p.OnHover = func(s string) { said = s }
	p.SetDoc(parsed(t, "Plain <abbr title=\"As soon &amp; as possible\">ASAP</abbr> and <span title=\"no\">[link](/a \"One\")</span>, [bare](/b).\n\n"+
		"<p><dfn title=\"In a block\">Word</dfn> and <a href=\"/c\" title=\"Three\">three</a></p>\n\n![](red.png \"A red one\")\n"), page.Header{})
	for _, test := range [][2]string{
		{"Plain", ""},
		{"ASAP", "As soon & as possible"},
		{"link", "/a  “One”"},
		{"bare", "/b"},
		{"Word", "In a block"},
		{"three", "/c  “Three”"},
		{"Plain", ""},
	} {
		pointAt(t, p, test[0])
		if said != test[1] {
			t.Errorf("upon %s the pane says %q, want %q", test[0], said, test[1])
		}
	}
	for _, u := range p.col.Fragments.From(0) {
		if len(u.Frame.Images) > 0 {
			b := u.Frame.Images[0]
			if _, tip := u.Frame.LinkAt(b.X+1, b.Y+1); tip != "A red one" {
				t.Errorf("the image says %q", tip)
			}
			return
		}
	}
	t.Error("there is no image")
}

func TestWidthsInHTML(t *testing.T) {
	for _, test := range []struct {
		src  string
		w, h int
	}{
		{"![](red.png)", 300, 100},
		{"<img src=red.png>", 300, 100},
		{"<img src=red.png width=60>", 60, 20},
		{"<img src=red.png width=450>", 450, 150},
		{"<img src=red.png width=9000>", 500, 166},
		{"<img src=red.png width=50%>", 250, 83},
		{"<img src=red.png width=-5>", 300, 100},
		{"<p><img src=red.png width=60></p>", 60, 20},
		{"Words <img src=red.png width=30> around.", 30, 10},
	} {
		p := show(t, Options{Images: Images{Resolve: func(string) (string, bool) { return "", false }}}, 560, 900)
		p.col.Layouter.Image = func(src string) page.Image { return page.Image{Src: src, Width: 300, Height: 100} }
		p.SetDoc(parsed(t, test.src+"\n"), page.Header{})
		p.col.Resize(500)
		p.col.Layout(0)
		pics := p.col.Fragment(0).Frame.Images
		if len(pics) != 1 || pics[0].Width != test.w || pics[0].Height != test.h {
			t.Errorf("%s: %v, want %d × %d", test.src, pics, test.w, test.h)
		}
	}
}

// TestDetailsEndWithTheirItem has raw HTML that begins something in an item or
// a quote and does not end it there.
func TestDetailsEndWithTheirItem(t *testing.T) {
	p := show(t, Options{}, 560, 900)
	for src, want := range map[string]string{
		"- <details><summary>Sum</summary>\n\n  Hidden.\n- Next.\n\nAfter.\n":                          "▶ Sum Next. After.",
		"> <details><summary>Sum</summary>\n>\n> Hidden.\n\nAfter.\n":                                  "▶ Sum After.",
		"> - <details>\n>   <summary>Sum</summary>\n>\n>   <details>\n> - Next.\n>\n> More.\n\nAfter.": "▶ Sum Next. More. After.",
		"<details><summary>Sum</summary>\n\n- Hidden.\n- </details>\n\nHidden too.\n":                  "▶ Sum",
		"<ul><li><details><summary>Sum</summary>Hidden.</ul>\n\nAfter.\n":                              "▶ Sum After.",
		"<details><summary>Sum</summary>\n\n- <details open><summary>In</summary>\n\nHidden.\n":        "▶ Sum",
		"a[^1]\n\n[^1]: <details><summary>Sum</summary>\n\n    Hidden.\n[^2]: b\n\nAfter[^2].\n":       "a 1 After 2 . ▶ Sum 1. ↩ b ↩ 2.",
	} {
		p.SetDoc(parsed(t, src), page.Header{})
		if got := visibleWords(p); got != want {
			t.Errorf("%q shows %q, want %q", src, got, want)
		}
	}
}

// TestFindInRawHTML finds words in raw HTML one by one, also in what is closed.
func TestFindInRawHTML(t *testing.T) {
	p := show(t, Options{}, 560, 900)
	p.SetDoc(parsed(t, "<div>one word<p>another <b>wo</b>rd</p></div>\n\n<details><summary>Sum</summary>\n\nA hidden word.\n\n</details>\n\nAfter.\n"), page.Header{})
	at, n := 0, 0
	p.OnFound = func(i, all int) { at, n = i, all }
	p.Find("word")
	if n != 3 || at != 0 {
		t.Fatalf("hit %d of %d", at, n)
	}
	if strings.Contains(visibleWords(p), "hidden") {
		t.Fatal("what is closed is open")
	}
	for i, want := range []string{"word", "word", "word"} {
		passage, ok := p.Passage()
		if got := passage.Text(); !ok || got != want || passage.From.Leaf != []int{0, 1, 0}[i] {
			t.Errorf("hit %d selects %q in leaf %d", i, got, passage.From.Leaf)
		}
		marks := 0
		for _, s := range p.r.slots {
			marks += len(s.marks)
		}
		if marks == 0 {
			t.Errorf("hit %d is not marked", i)
		}
		p.FindStep(1)
	}
	p.FindStep(-1)
	if !strings.Contains(visibleWords(p), "hidden") {
		t.Errorf("the hit is not on screen: %q", visibleWords(p))
	}
	p.TypedShortcut(&fyne.ShortcutSelectAll{})
	passage, _ := p.Passage()
	if got := passage.Text(); !strings.HasPrefix(got, "one word\n\nanother word") && !strings.HasPrefix(got, "one word\nanother word") {
		t.Errorf("all is %q", got)
	}
}

// TestBoxesBehindNumbers sets tasks in numbered lists, where the number and the
// box must not lie upon each other.
func TestBoxesBehindNumbers(t *testing.T) {
	p := show(t, Options{}, 560, 900)
	p.SetDoc(parsed(t, "1. [x] done\n2. [ ] open\n3. plain\n"), page.Header{})
	var words, numbers []int
	for _, u := range p.col.Fragments.From(0) {
		number := u.Frame.Texts[len(u.Frame.Texts)-1]
		for _, b := range u.Frame.Texts {
			switch {
			case strings.HasSuffix(b.Text, "."):
				number = b
				numbers = append(numbers, b.X)
			case b.From < b.To:
				words = append(words, b.X)
			}
		}
		if box := u.Frame.Task; box.Width > 0 && (box.X < number.X+number.Width || box.X+box.Width > words[len(words)-1]) {
			t.Errorf("the box is from %d to %d, the number ends at %d, the words begin at %v", box.X, box.X+box.Width, number.X+number.Width, words)
		}
	}
	if len(words) != 3 || len(numbers) != 3 || words[0] != words[2] || numbers[2] > numbers[0]+2 || numbers[0] > numbers[2]+2 {
		t.Errorf("words at %v, numbers at %v", words, numbers)
	}
}

func TestDefinitionsAreNoQuotes(t *testing.T) {
	p := show(t, Options{}, 560, 900)
	p.SetDoc(parsed(t, "<dl><dt>Term</dt><dd>Said <q>so</q></dd></dl>\n\n<q>Also</q> here.\n"), page.Header{})
	for _, u := range p.col.Fragments.From(0) {
		for _, b := range u.Frame.Rects {
			if b.Fill == assets.RoleAccent {
				t.Errorf("a bar at %d", b.X)
			}
		}
	}
	if got := strings.ReplaceAll(visibleWords(p), " ", ""); got != "TermSaid“so”“Also”here." {
		t.Errorf("the page shows %q", got)
	}
	if p.col.Fragment(1).Frame.Texts[0].X == 0 {
		t.Error("the definition is not indented")
	}
}

// TestActiveFootnote marks the footnote whose definition the caret is in.
func TestActiveFootnote(t *testing.T) {
	p := show(t, Options{}, 560, 900)
	src := "One[^a] two[^b].\n\n[^b]: The second.\n\nBetween.\n\n[^a]: The first.\n\n[^unused]: Nothing.\n"
	p.SetDoc(parsed(t, src), page.Header{})
	for _, words := range []string{"One", "The second", "Between", "The first"} {
		p.Active(strings.Index(src, words))
		got := ""
		for _, sh := range p.r.shown {
			u := p.col.Fragment(sh.fragment)
			if int(p.r.active.Position().Y) != sh.y+u.Gap {
				continue
			}
			for _, b := range u.Frame.Texts {
				got += " " + b.Text
			}
		}
		if !strings.Contains(got, words) {
			t.Errorf("in %q the mark is beside %q", words, got)
		}
	}
}
