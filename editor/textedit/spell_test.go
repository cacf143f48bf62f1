package textedit

import (
	"fmt"
	"image/color"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/editor/spell"
	"galley.app/galley/editor/text"
)

// proofreader holds words with a q for wrong, once it was asked.
type proofreader struct {
	known  map[string]bool
	wanted []string
	looked int
}

func (p *proofreader) Look(word string) spell.Answer {
	p.looked++
	switch {
	case !p.known[word]:
		return spell.Unknown
	case strings.Contains(word, "q"):
		return spell.Wrong
	}
	return spell.Right
}

func (p *proofreader) Want(words []string) { p.wanted = append(p.wanted, words...) }

// answer tells what was wanted.
func (p *proofreader) answer(a *Editor) {
	for _, w := range p.wanted {
		p.known[w] = true
	}
	p.wanted = nil
	a.SpellingChanged()
}

func newSpellFixture(t testing.TB, body string) (*fixture, *proofreader) {
	d, p := newFixture(t, body), &proofreader{known: map[string]bool{}}
	d.parse()
	d.ed.SetSpelling(&Speller{Look: p.Look, Want: p.Want})
	p.answer(d.ed)
	return d, p
}

// waves are the words that a wave is drawn under, as their bytes start.
func (d *fixture) waves() string {
	var at []string
	for _, o := range d.ed.r.waves.drawn {
		mid := o.Position().AddXY(o.Size().Width/2, -5)
		_, under := d.ed.view.hit(mid)
		start, end := d.ed.view.rows.Word(under)
		at = append(at, d.s.Text().Slice(start, end))
	}
	return strings.Join(at, " ")
}

func (d *fixture) checkWaves(what, want string) {
	d.t.Helper()
	if got := d.waves(); got != want {
		d.t.Errorf("%s: waves under %q, want %q", what, got, want)
	}
}

func TestWaves(t *testing.T) {
	d, p := newSpellFixture(t, "One twq `cqode` **bqold** [lqnk](http://q.q/qq) <b>inq</b>\n\n```\nqcode\n```\n\n- qitem[^q]\n\n[^q]: Fqot\n|")
	d.checkWaves("all", "twq bqold lqnk inq qitem Fqot")
	d.keys("a", "q")
	d.parse()
	p.answer(d.ed)
	d.checkWaves("being typed", "twq bqold lqnk inq qitem Fqot")
	if slices.Contains(p.wanted, "aq") || p.known["aq"] {
		t.Error("asked for a word that is being typed")
	}
	d.keys(" ")
	d.parse()
	p.answer(d.ed)
	d.checkWaves("left by a space", "twq bqold lqnk inq qitem Fqot aq")
	d.keys("b", "q")
	d.parse()
	d.keys("Up")
	p.answer(d.ed)
	d.checkWaves("left by a key", "twq bqold lqnk inq qitem Fqot aq bq")
	d.keys("Down", "End")
	d.checkWaves("come back to without an edit", "twq bqold lqnk inq qitem Fqot aq bq")
	d.ed.SetSpelling(nil)
	d.checkWaves("off", "")
}

// TestWavesFollow: what is known moves with the text until it is looked at
// again, and what was edited is not known.
func TestWavesFollow(t *testing.T) {
	d, p := newSpellFixture(t, "A oneq twoq threeq fourq|")
	d.keys("Ctrl+Home", "x", "x", " ") // no Doc yet
	d.checkWaves("moved", "oneq twoq threeq fourq")
	at := strings.Index(d.s.Text().String(), "twoq")
	d.s.Apply(text.Other, nil, text.Edit{Start: at + 1, End: at + 2, New: "W"})
	d.checkWaves("edited within", "oneq threeq fourq")
	d.s.Apply(text.Other, nil, text.Edit{Start: at + 4, End: at + 5})
	d.checkWaves("joined", "oneq fourq")
	d.s.Undo()
	d.s.Undo()
	d.parse()
	p.answer(d.ed)
	d.checkWaves("undone", "oneq twoq threeq fourq")
}

func TestWavesOfAnotherPost(t *testing.T) {
	d, p := newSpellFixture(t, "oneq")
	first := d.s
	d.open(head + "plain words")
	d.parse()
	p.answer(d.ed)
	d.checkWaves("another post", "")
	d.ed.SetSession(first, nil)
	d.s = first
	d.parse()
	d.checkWaves("the first again", "oneq")
	d.ed.SetSession(nil, nil)
	d.ed.SpellingChanged()
}

// TestSpellingCost: what is looked at does not grow with the text, nothing is
// looked at again for moving the caret or a small scroll, and the objects are
// bounded.
func TestSpellingCost(t *testing.T) {
	var b strings.Builder
	for i := range 20000 {
		fmt.Fprintf(&b, "Line q%c number with some words q q qq qqq.\n\n", 'a'+i%26)
	}
	d, p := newSpellFixture(t, b.String())
	if d.ed.parsed.looked > 20000 {
		t.Errorf("%d bytes were looked at to show a page", d.ed.parsed.looked)
	}
	if n := len(d.ed.r.waves.drawn); n == 0 || n > maxSquiggles {
		t.Errorf("%d waves", n)
	}
	was, wasLooked := d.ed.parsed.looked, p.looked
	d.keys("Down", "Down", "Right", "Shift+Right")
	d.ed.scrollBy(20)
	if d.ed.parsed.looked != was || p.looked != wasLooked {
		t.Error("moving looked at words again")
	}
	d.keys("x") // before its Doc is there
	if d.ed.parsed.looked != was {
		t.Error("a key looked at words at once")
	}
	for range 200 { // through the text
		d.ed.scrollBy(15 * d.ed.view.line.height)
		p.answer(d.ed)
	}
	if n := len(d.ed.r.waves.drawn); n > maxSquiggles {
		t.Errorf("%d waves", n)
	}
	if d.ed.r.waves.count > 10*maxSquiggles {
		t.Errorf("%d waves are kept", d.ed.r.waves.count)
	}
	long, _ := newSpellFixture(t, strings.Repeat("wordq ", 200000)) // one line
	if n := long.ed.parsed.looked; n > 30000 {
		t.Errorf("%d bytes of a long line were looked at", n)
	}
}

// TestWave: the line is there over the whole width, in its colour.
func TestWave(t *testing.T) {
	c := color.NRGBA{R: 0x8A, G: 0x5A, A: 0xFF}
	for _, scale := range []int{1, 2, 3} {
		img := wave(40*scale, squiggleHeight*scale, c)
		for x := range 40 * scale {
			var most uint32
			for y := range squiggleHeight * scale {
				_, _, _, a := img.At(x, y).RGBA()
				most = max(most, a)
			}
			if most < 0x9000 {
				t.Errorf("scale %d: column %d is hardly painted: %#x", scale, x, most)
			}
		}
	}
}

func TestWordAt(t *testing.T) {
	d, _ := newSpellFixture(t, "One don’t, well-known `code` end")
	base := len(head)
	for off, want := range map[int]string{0: "One", 2: "One", 3: "One", 4: "don’t", 11: "don’t", 12: "", 13: "well", 17: "well", 18: "known", 26: "", 100: ""} {
		_, word, ok := d.ed.WordAt(min(base+off, d.s.Text().Len()))
		if off == 100 {
			want = "end"
		}
		if word != want || ok != (want != "") {
			t.Errorf("at %d: %q %v, want %q", off, word, ok, want)
		}
	}
	at, word, _ := d.ed.WordAt(base)
	if d.ed.ReplaceWord(at, "Two", "x") || !d.ed.ReplaceWord(at, word, "Only one") || d.state() != "Only one| don’t, well-known `code` end" {
		t.Errorf("%q", d.state())
	}
	d.keys("Ctrl+Z")
	if d.s.Dirty() {
		t.Error("a replaced word is not one step to undo")
	}
}

func TestMenuKey(t *testing.T) {
	d := newFixture(t, "one two|")
	var at fyne.Position
	var off int
	var height float32
	d.ed.OnMenu = func(_ *fyne.Menu, o int, p fyne.Position, h float32) { off, at, height = o, p, h }
	d.ed.TypedKey(&fyne.KeyEvent{Name: desktop.KeyMenu})
	if off != d.s.Text().Len() || height != d.ed.view.line.height || at.X < 60 || at.Y <= 0 {
		t.Errorf("menu for %d at %v, beside %v pixels", off, at, height)
	}
}
