package textedit

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/session"
	"galley.app/galley/internal/growth"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown"
)

const wrapped = "One two three four five six seven eight nine\nten eleven twelve thirteen fourteen fifteen\nsixteen.\n\n" +
	"- an item\n  of two lines\n\nA hard  \nbreak, and one\nsoft **bold\nwords** here.\n\n```\ncode\nstays\n```\n\n> a quotation\n> of lines\n\nEnd.\n"

// flowing is a fixture whose lines flow.
func flowing(t testing.TB, body string) *fixture {
	d := newFixture(t, body)
	flowIn(d.ed, true)
	d.parse()
	return d
}

func flowIn(ed *Editor, on bool) {
	to := ed.Appearance()
	to.Flow = on
	ed.SetAppearance(to)
}

// shownRows are the rows in view as they are drawn.
func (d *fixture) shownRows() (all []string) {
	for _, b := range d.ed.r.visible {
		all = append(all, strings.TrimRight(spaced(b.row.String()), " "))
	}
	return all
}

func (d *fixture) wantRows(want ...string) {
	d.t.Helper()
	if got := d.shownRows(); strings.Join(got, "|") != strings.Join(want, "|") {
		d.t.Errorf("rows\n%q\nwant\n%q", got, want)
	}
}

// Lines of paragraphs flow, all others stay.
func TestFlowShowsParagraphsWhole(t *testing.T) {
	d := flowing(t, wrapped)
	d.wantRows("One two three four five six seven eight nine ten eleven", "twelve thirteen fourteen fifteen sixteen.", "", "- an item of two lines",
		"", "A hard", "break, and one soft **bold words** here.", "", "```", "code", "stays", "```", "",
		"> a quotation of lines", "", "End.", "")
	if got := len(d.ed.r.flow.drawn); got != 6 {
		t.Errorf("%d line ends are marked, want 6", got)
	}
	to := d.ed.Appearance()
	to.LineEnds = false
	d.ed.SetAppearance(to)
	if got := len(d.ed.r.flow.drawn); got != 0 {
		t.Errorf("%d line ends are marked, want none", got)
	}
	if got := d.s.Text().String(); got != head+wrapped {
		t.Errorf("the text became\n%s", got)
	}
	flowIn(d.ed, false)
	d.wantRows(strings.Split(strings.ReplaceAll(wrapped, "hard  ", "hard"), "\n")...)
}

// What is drawn has no line ends in it, and words stand where they are measured.
func TestFlowIsDrawnInEachFace(t *testing.T) {
	growth.Alone(t)
	for _, face := range []typeset.Face{typeset.Mono, typeset.Serif, typeset.Sans} {
		for _, ending := range []string{"\n", "\r\n"} {
			d := newFixture(t, "")
			d.ed.SetFont(face, 16)
			d.open(strings.ReplaceAll(head+"One\ntwo **three**\nfour 你\nfive\n|", "\n", ending))
			flowIn(d.ed, true)
			d.parse()
			for _, o := range d.ed.r.objects {
				if o, ok := o.(*canvas.Text); ok && strings.ContainsAny(o.Text, "\r\n") {
					t.Errorf("%v: drawn %q", face, o.Text)
				}
			}
			spaces := newFixture(t, "")
			spaces.ed.SetFont(face, 16)
			spaces.open(strings.ReplaceAll(head+"One two **three** four 你 five\n|", "\n", ending))
			spaces.parse()
			got, want := d.ed.r.visible[0].row, spaces.ed.r.visible[0].row
			if got.Width != want.Width {
				t.Errorf("%v: the row is %v wide, want %v as with blanks", face, got.Width, want.Width)
			}
		}
	}
}

// Words that Return was pressed before stay in a line of theirs while the caret is in the paragraph.
func TestReturnWhereLinesFlow(t *testing.T) {
	d := flowing(t, "One two| three\nfour.\n\nFive.\n")
	d.keys("Return", "x")
	d.parse()
	d.wantRows("One two", "x three four.", "", "Five.", "")
	d.keys("Down", "Down")
	d.wantRows("One two x three four.", "", "Five.", "")
	d.keys("Up", "Up")
	d.wantRows("One two x three four.", "", "Five.", "")
	d.keys("End", "Return", "Return", "y")
	d.parse()
	d.wantRows("One two x three four.", "", "y", "", "Five.", "")
}

// Until it is known what an edit made of the lines, those it did not touch flow on.
func TestFlowBetweenParses(t *testing.T) {
	d := flowing(t, "One two|\nthree\nfour.\n")
	d.keys("x")
	d.wantRows("One twox three four.", "")
	d.keys("Delete")
	d.wantRows("One twoxthree four.", "")
	d.keys("Ctrl+Z")
	d.wantRows("One twox", "three four.", "")
	d.parse()
	d.wantRows("One twox three four.", "")
	d.keys("Home", "#", " ")
	d.parse()
	d.wantRows("# One twox", "three four.", "")
}

// A Doc that is older than the text says of its lines what still holds.
func TestFlowOfAnOlderDoc(t *testing.T) {
	d := newFixture(t, "One\ntwo|\nthree\n\nfour\nfive\n")
	old := markdown.Parse(nil, d.s.Text(), d.s.Start())
	flowIn(d.ed, true)
	d.keys("Return", "x")
	d.ed.SetDoc(old)
	d.wantRows("One two", "x three", "", "four five", "")
}

// The mouse and the keys go over line ends that flow as over blanks.
func TestKeysAndMouseWhereLinesFlow(t *testing.T) {
	d := flowing(t, "|One two\nthree four.\n\nFive.\n")
	d.keys("Ctrl+Right", "Ctrl+Right", "Right", "Shift+Ctrl+Right")
	if got := d.state(); got != "One two\n‹three| four.\n\nFive.\n" {
		t.Errorf("selected %q", got)
	}
	d.keys("End")
	if got := d.state(); got != "One two\nthree four.|\n\nFive.\n" {
		t.Errorf("End leads to %q", got)
	}
	d.keys("Home")
	if got := d.state(); got != "|One two\nthree four.\n\nFive.\n" {
		t.Errorf("Home leads to %q", got)
	}
	x, y := at(0, 10)
	d.click(x, y)
	if got := d.state(); got != "One two\nth|ree four.\n\nFive.\n" {
		t.Errorf("a click leads to %q", got)
	}
	d.click(x, y)
	if got := d.state(); got != "One two\n‹three| four.\n\nFive.\n" {
		t.Errorf("a double click selects %q", got)
	}
	d.click(x, y)
	if got := d.state(); got != "‹One two\nthree four.\n|\nFive.\n" {
		t.Errorf("a third click selects %q", got)
	}
	if line, col := d.ed.LineColumn(); line != 3 || col != 1 {
		t.Errorf("at %d:%d, want 3:1", line, col)
	}
}

// In items and quotations a join is one blank, with the indent and the marks that the next line begins with: carets
// go over it in one step, it is deleted as one, and Return puts a line in its place.
func TestKeysAtJoins(t *testing.T) {
	growth.Alone(t)
	for _, tt := range []struct{ src, keys, want string }{
		{"- an item|\n  of lines\n", "Right x", "- an item\n  x|of lines\n"},
		{"- an item\n  |of lines\n", "Left x", "- an itemx|\n  of lines\n"},
		{"- an item\n  |of lines\n", "BackSpace", "- an item|of lines\n"},
		{"- an item|\n  of lines\n", "Delete", "- an item|of lines\n"},
		{"- an item\n  |of lines\n", "Return", "- an item\n- |of lines\n"},
		{"- an item\n  |of lines\n", "Return Ctrl+Z", "- an item‹\n  |of lines\n"},
		{"- an item|\nof lines\n", "Right x", "- an item\nx|of lines\n"},
		{"> > a quotation|\n> > of lines\n", "Right x", "> > a quotation\n> > x|of lines\n"},
		{"> a quotation\n> |of lines\n", "Left x", "> a quotationx|\n> of lines\n"},
		{"> a quotation\n> |of lines\n", "BackSpace", "> a quotation|of lines\n"},
		{"> a quotation\n> of| lines\n", "Shift+Left Shift+Left Shift+Left Delete", "> a quotation| lines\n"},
		{"> a quotation\n> of| lines\n", "Ctrl+BackSpace", "> a quotation\n> | lines\n"},
		{"> a quotation\n> |of lines\n", "Ctrl+Left x", "> a x|quotation\n> of lines\n"},
		{"> a quotation|\n> of lines\n", "Ctrl+Right x", "> a quotation\n> ofx| lines\n"},
		{"> a quotation\n> of li|nes\n", "Home x", "x|> a quotation\n> of lines\n"},
		{"> a quot|ation\n> of lines\n", "End x", "> a quotation\n> of linesx|\n"},
		{"One two\nthree|\n", "Home Right Right Right Right Right Right Right Right BackSpace", "One two|three\n"},
	} {
		for _, ending := range []string{"\n", "\r\n"} {
			d := flowing(t, strings.ReplaceAll(tt.src, "\n", ending))
			d.keys(strings.Fields(tt.keys)...)
			if got := strings.ReplaceAll(d.state(), ending, "\n"); got != tt.want {
				t.Errorf("%s in %q leads to %q, want %q", tt.keys, tt.src, got, tt.want)
			}
		}
	}
}

// What is drawn of a row has the marks at joins not in it, wherever a style starts or ends.
func TestJoinsAreDrawnAsBlanks(t *testing.T) {
	for _, tt := range []struct {
		row, drawn, ink string
		at, past        int
	}{
		{"> a\n> b", "> a b", "> a\n> b", 5, 6},
		{"> a\r\n> > b\n> ", "> a b ", "> a\r\n> > b", 5, 9},
		{"- a\n  b", "- a b", "- a\n  b", 3, 3},
		{"> b", "> b", "> b", 1, 1},
		{"a > b\nc > ", "a > b c > ", "a > b\nc >", 9, 9},
	} {
		if got := spaced(tt.row); got != tt.drawn {
			t.Errorf("%q is drawn as %q, want %q", tt.row, got, tt.drawn)
		}
		if got := ink(tt.row); got != tt.ink {
			t.Errorf("the ink of %q is %q, want %q", tt.row, got, tt.ink)
		}
		if got := pastJoin(tt.row, tt.at); got != tt.past {
			t.Errorf("%d of %q is drawn from %d on, want %d", tt.at, tt.row, got, tt.past)
		}
	}
}

// Each post has its rows as it is shown.
func TestFlowOfOtherPosts(t *testing.T) {
	d := flowing(t, "One\ntwo.\n|")
	other := d.own(session.Open("/posts/b.md", head+"Three\nfour.\n", session.Options{}))
	d.ed.SetSession(other, nil)
	flowIn(d.ed, false)
	d.wantRows("Three", "four.", "")
	d.ed.SetSession(d.s, nil)
	d.wantRows("One", "two.", "")
	flowIn(d.ed, true)
	d.parse()
	d.wantRows("One two.", "")
	d.ed.SetFont(typeset.Serif, 15)
	d.wantRows("One two.", "")
}

// Keys do to a text whose lines flow what they do to one whose lines do not, but for those that move by rows.
func TestFlowAgainstLines(t *testing.T) {
	growth.Alone(t)
	typed := []string{
		"a", "b ", "é", "👍", "*", "# ", "- ", "x", "Return", "Return", "Left", "Right", "Left", "Right", "Shift+Left", "Shift+Right",
		"BackSpace", "Delete", "Ctrl+Home", "Ctrl+End", "Ctrl+Z", "Ctrl+Z", "Ctrl+Y", "Ctrl+Up", "Ctrl+Down", "Shift+Ctrl+Home",
	}
	for seed := range uint64(25) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(seed, 11))
			body := strings.Repeat(wrapped, 1+rnd.IntN(2))
			if seed%3 == 1 {
				body = strings.ReplaceAll(body, "\n", "\r\n")
			}
			cut := rnd.IntN(len(body))
			for body[cut] == '\n' || body[cut] >= 0x80 {
				cut--
			}
			marked := body[:cut] + "|" + body[cut:]
			flows, lines := flowing(t, marked), newFixture(t, marked)
			lines.parse()
			for step := range 150 {
				key := typed[rnd.IntN(len(typed))]
				switch at := flows.s.Primary().Head; {
				case flows.ed.view.rows.Snap(at) != at: // an edit left it where a line begins that flows
					key = "Ctrl+End"
				case len(key) > 2 && flows.besideJoin():
					key = "a"
				}
				flows.keys(key)
				lines.keys(key)
				if rnd.IntN(3) == 0 {
					flows.parse()
					lines.parse()
				}
				if rnd.IntN(20) == 0 {
					flowIn(flows.ed, false)
					flowIn(flows.ed, true)
				}
				if rnd.IntN(10) == 0 {
					flows.w.Resize(fyne.NewSize(float32(200+rnd.IntN(700)), float32(80+rnd.IntN(700))))
				}
				if got, want := flows.state(), lines.state(); got != want {
					t.Fatalf("step %d, %s:\n got %q\nwant %q", step, key, got, want)
				}
			}
		})
	}
}

// besideJoin reports whether the caret is beside a join that is more than a line end, where keys do what they do
// to a blank.
func (d *fixture) besideJoin() bool {
	at := d.s.Primary().Head
	end := d.ed.view.rows.Right(rows.Caret{Off: at, Goal: -1}).Off
	s := d.s.Text().Slice(at, end)
	return d.ed.flow.join(at) < at || rows.JoinLen(s) == len(s) && strings.TrimLeft(s, "\r\n") != ""
}

// A key costs the paragraph that it is in, however many lines flow.
func TestTypingWhereLinesFlowIsCheap(t *testing.T) {
	growth.Alone(t)
	half := strings.Repeat("Some words that make a line of a paragraph\nand go on in another one of those.\n\n", 20_000)
	d := flowing(t, half+"wo|rds\nof the middle.\n\n"+half)
	doc := d.ed.parsed.doc
	before := d.ed.view.rows.Measured
	for range 10 {
		d.keys("x")
		doc = markdown.Parse(doc, d.s.Text(), d.s.Start())
		d.ed.SetDoc(doc)
	}
	if n := d.ed.view.rows.Measured - before; n > 30 {
		t.Errorf("%d pieces were wrapped for ten keys", n)
	}
}

// What a Doc that comes after a key costs, in a post of 10 MB.
func BenchmarkFlowSync(b *testing.B) {
	half := strings.Repeat("Some words that make a line of a paragraph\nand go on in another one of those.\n\n", 65_000)
	for _, on := range []bool{false, true} {
		b.Run(fmt.Sprint(on), func(b *testing.B) {
			d := newFixture(b, half+"wo|rds\nof the middle.\n\n"+half)
			flowIn(d.ed, on)
			doc := markdown.Parse(nil, d.s.Text(), d.s.Start())
			d.ed.SetDoc(doc)
			b.ResetTimer()
			for range b.N {
				d.keys("x")
				b.StopTimer()
				doc = markdown.Parse(doc, d.s.Text(), d.s.Start())
				b.StartTimer()
				d.ed.SetDoc(doc)
			}
		})
	}
}
