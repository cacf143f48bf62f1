package finding

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/text"
)

func TestFind(t *testing.T) {
	src := strings.Replace(marbles, "One jar.", "One jar, one Jar.\n\nJars and jar.", 1)
	d := newHarness(t, src)
	selected := func() string {
		sel := d.s.Primary()
		return d.s.Text().Slice(0, sel.Start())[d.s.Start():] + "[" + d.s.Text().Slice(sel.Start(), sel.End()) + "]"
	}
	want := func(s string) {
		t.Helper()
		if got := selected(); got != s {
			t.Errorf("selected is %q, want %q", got, s)
		}
	}
	d.command("Find")
	d.write("jar")
	want("One [jar]")
	d.until("the hits are counted", func() bool { return d.bar.count.Text() == "1 of 4" })
	d.key(fyne.KeyReturn)
	want("One jar, one [Jar]")
	d.command("Next hit")
	d.command("Next hit")
	want("One jar, one Jar.\n\nJars and [jar]")
	d.command("Next hit") // round to the first; the title's head is no place to look
	want("One [jar]")
	d.command("Previous hit")
	want("One jar, one Jar.\n\nJars and [jar]")
	d.bar.exact.Tapped(nil)
	d.bar.words.Tapped(nil)
	d.until("the hits are counted", func() bool { return strings.HasSuffix(d.bar.count.Text(), "of 2") })
	d.key(fyne.KeyEscape)
	if d.bar.IsOpen() || d.win.Canvas().Focused() != fyne.Focusable(d.ed) {
		t.Error("Escape does not lead back to the text")
	}
	d.command("Find")
	d.bar.field.SelectAll()
	d.write("zebra")
	d.until("nothing is found", func() bool { return d.bar.count.Text() == "Nothing found" })
}

func TestReplace(t *testing.T) {
	src := strings.Replace(marbles, "One jar.", "a jar, a jar, a jar.", 1)
	d := newHarness(t, src)
	d.command("Replace")
	d.write("jar")
	d.win.Canvas().Focus(d.bar.with)
	d.write("jar jar") // a replacement that holds what is looked for
	d.key(fyne.KeyReturn)
	d.wantBody("a jar jar, a jar, a jar.\n")
	d.bar.replace()
	d.wantBody("a jar jar, a jar jar, a jar.\n")
	d.command("Undo")
	d.command("Undo")
	d.wantBody("a jar, a jar, a jar.\n")
	d.bar.replaceEach()
	d.wantBody("a jar jar, a jar jar, a jar jar.\n")
	if d.s.Title() != "Marbles" || !strings.Contains(d.s.Value("description"), "A jar of") {
		t.Error("the head was searched")
	}
	d.bar.Close()
	d.command("Undo")
	d.wantBody("a jar, a jar, a jar.\n")
}

func TestReplaceByPattern(t *testing.T) {
	src := strings.Replace(marbles, "One jar.", "ab12 cd34\nef56", 1)
	d := newHarness(t, src)
	d.command("Replace")
	d.bar.regexp.Tapped(nil)
	d.write("([a-z]+)([0-9]+)(")
	d.until("the pattern is refused", func() bool { return d.bar.count.Text() == "Not a valid pattern" })
	d.key(fyne.KeyReturn) // finds nothing and breaks nothing
	d.key(fyne.KeyBackspace)
	d.until("the hits are counted", func() bool { return d.bar.count.Text() == "1 of 3" })
	d.win.Canvas().Focus(d.bar.with)
	d.write("$2-${1}$$")
	d.key(fyne.KeyReturn)
	d.wantBody("12-ab$ cd34\nef56\n")
	d.bar.replaceEach()
	d.wantBody("12-ab$ 34-cd$\n56-ef$\n")
	d.command("Undo")
	d.command("Undo")
	d.wantBody("ab12 cd34\nef56\n")
}

func TestFindInSelection(t *testing.T) {
	src := strings.Replace(marbles, "One jar.", "x x x\nx x", 1)
	d := newHarness(t, src)
	start := d.s.Start()
	d.command("Replace")
	d.write("x")
	d.s.Select(text.Selection{Anchor: start + 2, Head: start + 7})
	d.bar.within.Tapped(nil)
	d.bar.with.SetText("yy")
	d.bar.replaceEach()
	d.wantBody("x yy yy\nyy x\n")
	d.bar.with.SetText("")
	d.bar.field.SelectAll()
	d.win.Canvas().Focus(d.bar.field)
	d.write("yy")
	d.bar.replaceEach() // the place to look in grew with the words in it
	d.wantBody("x  \n x\n")
}

// TestFindMarksWhatIsThere types while hits are marked: what is drawn as a
// hit is one.
func TestFindMarksWhatIsThere(t *testing.T) {
	d := newHarness(t, marbles)
	d.command("Find")
	d.write("jar")
	d.win.Canvas().Focus(d.ed)
	d.write("ajar jarjar ")
	s := d.s
	hits := d.bar.marked(s.Text(), s.Start(), s.Text().Len())
	if len(hits) == 0 {
		t.Fatal("nothing is marked")
	}
	for _, h := range hits {
		if got := s.Text().Slice(h.Start, h.End); !strings.EqualFold(got, "jar") {
			t.Errorf("%q is marked", got)
		}
	}
	if q := d.bar.query(); q != (text.Query{Text: "jar", IgnoreCase: true}) {
		t.Errorf("query is %+v", q)
	}
}

// A post of one very long line and dense hits: what is in view is marked, the
// count is honest, and the first hit is found behind the caret.
func TestFindInALongLine(t *testing.T) {
	src := marbles + strings.Repeat("promise of leadership ", 2*foundAtOnce/22)
	d := newHarness(t, src)
	d.command("Find")
	d.bar.regexp.Tapped(nil)
	at := d.s.Start() + 100_000
	d.s.Select(text.Caret(at))
	d.bar.origin.set(d.s, at)
	d.write(`lead\w+`)
	d.until("the first hit is selected", func() bool {
		x := d.s.Primary()
		return x.Start() >= at && x.Start() < at+30 && d.s.Text().Slice(x.Start(), x.End()) == "leadership"
	})
	d.until("the hits are counted", func() bool { return strings.HasSuffix(d.bar.count.Text(), " of 10000+") })
	s := d.s
	for _, view := range []int{s.Start() + 1_000_000, s.Text().Len() - 500} {
		hits := d.bar.marked(s.Text(), view, view+400)
		if len(hits) < 15 || len(hits) > 25 {
			t.Errorf("%d hits are marked at %d", len(hits), view)
		}
		for _, h := range hits {
			if s.Text().Slice(h.Start, h.End) != "leadership" || h.End < view || h.Start > view+400 {
				t.Errorf("%v is marked at %d", h, view)
			}
		}
	}
	d.command("Previous hit")
	d.until("the hit before is selected", func() bool { x := s.Primary(); return x.End() <= at && x.End() > at-30 })
	d.s.Select(text.Caret(s.Start()))
	d.command("Previous hit")
	d.until("the last hit is selected", func() bool { return s.Primary().End() > s.Text().Len()-30 })
}

// What is far away in a long post is looked for by a worker, in both directions,
// round the ends, and with the bar closed.
func TestFindFarAway(t *testing.T) {
	filler := strings.Repeat("promise of leadership\n", 2*foundAtOnce/22)
	d := newHarness(t, marbles+"first jam\n"+filler+"second jam\n"+filler)
	s := d.s
	t1, t2 := strings.Index(s.Text().String(), "first jam")+6, strings.Index(s.Text().String(), "second jam")+7
	selected := func(what string, at int) {
		t.Helper()
		d.until(what, func() bool { return s.Primary() == text.Selection{Anchor: at, Head: at + 3} })
	}
	s.Select(text.Caret(t1 + 10))
	d.command("Find")
	d.write("jam")
	selected("the second is selected", t2)
	d.until("it is counted", func() bool { return d.bar.count.Text() == "2 of 2" })
	d.command("Next hit")
	selected("the first is selected", t1)
	d.command("Previous hit")
	selected("the second is selected again", t2)
	d.command("Previous hit")
	selected("the first is selected again", t1)
	d.key(fyne.KeyEscape)
	d.command("Next hit")
	selected("the second is selected with the bar closed", t2)

	d.command("Find")
	d.write("xyzzy")
	d.until("nothing is found", func() bool { return d.bar.count.Text() == "Nothing found" })
	d.said = ""
	d.command("Next hit")
	d.until("it is said", func() bool { return strings.Contains(d.said, "is not in this post") })

	// What is typed in the text meanwhile is not interrupted.
	s.Select(text.Caret(t1))
	d.bar.field.SetText("jam")
	d.bar.origin.set(d.s, t1+10)
	d.bar.seek, d.bar.say = 1, false
	d.bar.recount()
	d.win.Canvas().Focus(d.ed)
	d.write("x")
	d.until("it is counted again", func() bool { return strings.HasSuffix(d.bar.count.Text(), "2 hits") })
	if x := s.Primary(); x != text.Caret(t1+1) {
		t.Errorf("the caret went to %v", x)
	}
}

func TestTally(t *testing.T) {
	hits := []text.Range{{Start: 10, End: 12}, {Start: 20, End: 22}, {Start: 30, End: 32}}
	for _, c := range []struct{ from, by, want int }{
		{0, 1, 10}, {10, 1, 10}, {11, 1, 20}, {31, 1, 10}, {40, -1, 30}, {32, -1, 30}, {31, -1, 20}, {12, -1, 10}, {11, -1, 30}, {0, -1, 30},
	} {
		n := tally{from: c.from, by: c.by}
		for _, h := range hits {
			if !n.take(h) {
				break
			}
		}
		if n.total != 3 || n.hit.Start != c.want {
			t.Errorf("from %d by %d: %d of %d, want %d", c.from, c.by, n.hit.Start, n.total, c.want)
		}
	}
	// With more hits than are counted it goes on until the one sought is found.
	for _, c := range []struct{ from, by, want, looks int }{
		{0, 1, 0, mostCounted + 1},
		{3 * mostCounted, 1, 0, 2 * mostCounted},
		{mostCounted + 50, 1, mostCounted + 50, mostCounted + 51},
		{mostCounted + 50, -1, mostCounted + 49, mostCounted + 51},
		{0, -1, 2*mostCounted - 1, 2 * mostCounted},
		{5, 0, 0, mostCounted + 1},
	} {
		n := tally{from: c.from, by: c.by}
		looks := 0
		for i := range 2 * mostCounted {
			looks++
			if !n.take(text.Range{Start: i, End: i + 1}) {
				break
			}
		}
		if !n.more || n.hit.Start != c.want || looks != c.looks {
			t.Errorf("from %d by %d: %d after %d looks, want %d after %d", c.from, c.by, n.hit.Start, looks, c.want, c.looks)
		}
	}
}

// An expression across lines is looked for by a worker; until it has found all,
// nothing is marked.
func TestFindAcrossLinesOfALongPost(t *testing.T) {
	src := marbles + strings.Repeat("one\ntwo words and quite some more\n", 2*foundAtOnce/34)
	d := newHarness(t, src)
	d.command("Find")
	d.bar.regexp.Tapped(nil)
	d.write(`one\ntwo`)
	s := d.s
	d.until("hits are marked", func() bool { return len(d.bar.marked(s.Text(), s.Start(), s.Start()+500)) > 10 })
	d.until("the first is selected", func() bool { return !s.Primary().Empty() })
}

// What the bar's buttons do is done from the keyboard, too; Find in what is
// selected means what was, when the bar has selected a hit since.
func TestFindByKeyboard(t *testing.T) {
	src := strings.Replace(marbles, "One jar.", "jar\nJar\njars\n", 1)
	d := newHarness(t, src)
	counted := func(s string) {
		t.Helper()
		d.until("the count is "+s, func() bool { return d.bar.count.Text() == s })
	}
	start := d.s.Start()
	d.s.Select(text.Selection{Anchor: start, Head: start + len("jar\nJar\n")})
	d.command("Find")
	d.write("jar")
	counted("1 of 3")
	d.command("Find in what is selected")
	counted("1 of 2")
	d.command("Match case")
	counted("1 of 1")
	d.command("Find in what is selected")
	counted("1 of 2")
	d.command("Find whole words")
	counted("1 of 1")
	d.command("Find whole words")
	d.command("Replace all") // opens the line for it first
	d.wantBody("jar\nJar\njars\n\n")
	d.bar.with.SetText("pot")
	d.command("Replace all")
	d.wantBody("pot\nJar\npots\n\n")
}

// What one post is limited to is nothing to another.
func TestFindLimitsOfAnotherPost(t *testing.T) {
	long := strings.Replace(marbles, "One jar.", strings.Repeat("jar\n", 50), 1)
	short := strings.Replace(marbles, "One jar.", "jar", 1)
	d := newHarness(t, long)
	end := d.s.Text().Len()
	d.s.Select(text.Selection{Anchor: end - 20, Head: end})
	d.command("Find")
	d.write("jar")
	d.command("Find in what is selected")
	d.until("the hits are counted", func() bool { return strings.HasSuffix(d.bar.count.Text(), "of 4") })
	d.open(short)
	d.until("the hits are counted", func() bool { return strings.HasSuffix(d.bar.count.Text(), "hit") })
	if d.bar.within.On() {
		t.Error("the button is still on")
	}
}

// What is typed is looked for from where the caret was when the bar was opened,
// which moves with what is put in before it, and is of that post alone.
func TestFindFromWhereTheCaretWas(t *testing.T) {
	d := newHarness(t, strings.Replace(marbles, "One jar.", "jar one\n\nhere it is\n\njar two\n", 1))
	start := d.s.Start()
	at := strings.Index(d.s.Text().String(), "here")
	d.s.Select(text.Caret(at))
	d.command("Find")
	const more = "A jar. Another jar. And here is one jar more, before all of it.\n\n"
	d.s.Apply(text.Other, nil, text.Edit{Start: start, End: start, New: more})
	d.write("jar")
	if x, want := d.s.Primary(), strings.Index(d.s.Text().String(), "jar two"); x.Start() != want {
		t.Errorf("the hit at %d is selected, want the one at %d", x.Start(), want)
	}
	d.s.Select(text.Caret(d.s.Text().Len()))
	d.command("Find")
	d.open(strings.Replace(marbles, "One jar.", strings.Repeat("jar ", 60), 1))
	d.bar.field.SelectAll()
	d.write("jar")
	if x := d.s.Primary(); x.Start() != d.s.Start() {
		t.Errorf("in another post the hit at %d is selected, want the first at %d", x.Start(), d.s.Start())
	}
}

// What the first letters found is not left selected where the whole has no hit:
// the next key in the text would replace it. The caret is where it was. A
// selection that the search did not make stays.
func TestFindLeavesWhatDoesNotHold(t *testing.T) {
	d := newHarness(t, strings.Replace(marbles, "One jar.", "One jar. Words go on.", 1))
	at := strings.Index(d.s.Text().String(), "jar.")
	d.s.Select(text.Caret(d.ed.Start()))
	d.bar.Open(false)
	d.bar.field.SetText("ja")
	d.bar.typed()
	if got := d.s.Primary(); got != (text.Selection{Anchor: at, Head: at + 2}) {
		t.Fatalf("%+v", got)
	}
	d.bar.field.SetText("jam")
	d.bar.typed()
	if got := d.s.Primary(); got != text.Caret(d.ed.Start()) {
		t.Errorf("%+v", got)
	}
	own := text.Selection{Anchor: at, Head: at + 4}
	d.s.Select(own)
	d.bar.field.SetText("jams")
	d.bar.typed()
	if got := d.s.Primary(); got != own {
		t.Errorf("%+v", got)
	}
}

// A post that is closed is let go, and the next one is looked through from its start.
func TestFindForgetsAClosedPost(t *testing.T) {
	d := newHarness(t, marbles)
	end := d.s.Text().Len()
	d.s.Select(text.Selection{Anchor: end - 5, Head: end})
	d.command("Find")
	d.write("jar")
	d.command("Find in what is selected")
	was := d.s
	if len(d.bar.limits) == 0 || d.bar.hit.s != was {
		t.Fatal("nothing was found in what is selected")
	}
	d.open(marbles)
	d.bar.Forget(was)
	if b := d.bar; b.of == was || b.hit.s == was || b.origin.s == was || b.began.s == was || len(b.limits) > 0 && b.limits[0].s == was {
		t.Errorf("it is held: %+v %+v %+v %v", b.hit, b.origin, b.began, b.limits)
	}
	d.bar.Step(1)
	if d.s.Primary().Empty() {
		t.Error("nothing is found in the next post")
	}
}
