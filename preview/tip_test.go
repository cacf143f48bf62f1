package preview

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/assets"
)

// pointAt moves the pointer upon some words on screen.
func pointAt(t *testing.T, p *Pane, words string) {
	t.Helper()
	left, _ := p.column()
	for _, sh := range p.r.shown {
		u := p.col.unit(sh.unit)
		for _, b := range u.frame.texts {
			if strings.Contains(b.s, words) {
				at := fyne.NewPos(float32(left+b.x+2), float32(sh.y+u.gap+b.y+4))
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
	p.SetDoc(page(t, "Plain <abbr title=\"As soon &amp; as possible\">ASAP</abbr> and <span title=\"no\">[link](/a \"One\")</span>, [bare](/b).\n\n"+
		"<p><dfn title=\"In a block\">Word</dfn> and <a href=\"/c\" title=\"Three\">three</a></p>\n\n![](red.png \"A red one\")\n"), Header{})
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
	for _, u := range p.col.units.From(0) {
		if len(u.frame.pics) > 0 {
			b := u.frame.pics[0]
			if _, tip := u.frame.linkTip(b.x+1, b.y+1); tip != "A red one" {
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
		p.col.set.art = func(src string) picture { return picture{src: src, w: 300, h: 100} }
		p.SetDoc(page(t, test.src+"\n"), Header{})
		p.col.resize(500)
		p.col.ensure(0)
		pics := p.col.unit(0).frame.pics
		if len(pics) != 1 || pics[0].w != test.w || pics[0].h != test.h {
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
		"a[^1]\n\n[^1]: <details><summary>Sum</summary>\n\n    Hidden.\n[^2]: b\n\nAfter[^2].\n":       "a 1 After 2 . ▶ Sum 1. b ↩ 2.",
	} {
		p.SetDoc(page(t, src), Header{})
		if got := visibleWords(p); got != want {
			t.Errorf("%q shows %q, want %q", src, got, want)
		}
	}
}

// TestFindInRawHTML finds words in raw HTML one by one, also in what is closed.
func TestFindInRawHTML(t *testing.T) {
	p := show(t, Options{}, 560, 900)
	p.SetDoc(page(t, "<div>one word<p>another <b>wo</b>rd</p></div>\n\n<details><summary>Sum</summary>\n\nA hidden word.\n\n</details>\n\nAfter.\n"), Header{})
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
	p.SetDoc(page(t, "1. [x] done\n2. [ ] open\n3. plain\n"), Header{})
	var words, numbers []int
	for _, u := range p.col.units.From(0) {
		number := u.frame.texts[len(u.frame.texts)-1]
		for _, b := range u.frame.texts {
			switch {
			case strings.HasSuffix(b.s, "."):
				number = b
				numbers = append(numbers, b.x)
			case b.at < b.to:
				words = append(words, b.x)
			}
		}
		if box := u.frame.task; box.w > 0 && (box.x < number.x+number.w || box.x+box.w > words[len(words)-1]) {
			t.Errorf("the box is from %d to %d, the number ends at %d, the words begin at %v", box.x, box.x+box.w, number.x+number.w, words)
		}
	}
	if len(words) != 3 || len(numbers) != 3 || words[0] != words[2] || numbers[2] > numbers[0]+2 || numbers[0] > numbers[2]+2 {
		t.Errorf("words at %v, numbers at %v", words, numbers)
	}
}

func TestDefinitionsAreNoQuotes(t *testing.T) {
	p := show(t, Options{}, 560, 900)
	p.SetDoc(page(t, "<dl><dt>Term</dt><dd>Said <q>so</q></dd></dl>\n\n<q>Also</q> here.\n"), Header{})
	for _, u := range p.col.units.From(0) {
		for _, b := range u.frame.rects {
			if b.fill == assets.RoleAccent {
				t.Errorf("a bar at %d", b.x)
			}
		}
	}
	if got := strings.ReplaceAll(visibleWords(p), " ", ""); got != "TermSaid“so”“Also”here." {
		t.Errorf("the page shows %q", got)
	}
	if p.col.unit(1).frame.texts[0].x == 0 {
		t.Error("the definition is not indented")
	}
}

// TestActiveFootnote marks the footnote whose definition the caret is in.
func TestActiveFootnote(t *testing.T) {
	p := show(t, Options{}, 560, 900)
	src := "One[^a] two[^b].\n\n[^b]: The second.\n\nBetween.\n\n[^a]: The first.\n\n[^unused]: Nothing.\n"
	p.SetDoc(page(t, src), Header{})
	for _, words := range []string{"One", "The second", "Between", "The first"} {
		p.Active(strings.Index(src, words))
		got := ""
		for _, sh := range p.r.shown {
			u := p.col.unit(sh.unit)
			if int(p.r.active.Position().Y) != sh.y+u.gap {
				continue
			}
			for _, b := range u.frame.texts {
				got += " " + b.s
			}
		}
		if !strings.Contains(got, words) {
			t.Errorf("in %q the mark is beside %q", words, got)
		}
	}
}
