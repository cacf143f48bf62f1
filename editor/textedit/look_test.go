package textedit

import (
	"bytes"
	"image/png"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

func TestPicture(t *testing.T) {
	for _, dark := range []bool{false, true} {
		name := map[bool]string{false: "light", true: "dark"}[dark]
		t.Run(name, func(t *testing.T) {
			d := newFixture(t, sample)
			fyne.CurrentApp().Settings().SetTheme(theme.New(dark))
			d.parse()
			d.ed.Refresh()
			test.AssertImageMatches(t, name+".png", d.w.Canvas().Capture())
		})
	}
}

const coded = "# Code, ~~struck~~ and ***both***\n\n" +
	"Some `code that wraps` and <kbd>x</kbd> and more and `a longer piece of code` here.\n\n" +
	"```go\nfunc main() {\n\n\tx := 1\n}\n```\n\n" +
	"1. one item that is long enough to wrap into the next row\n   and ‹one more\n- [x] done, with é and naïve| text in it\n\n" +
	"[ref]: https://example.org/a/long/address\n"

func TestPictureOfCode(t *testing.T) {
	d := newFixture(t, coded)
	d.parse()
	test.AssertImageMatches(t, "code.png", d.w.Canvas().Capture())
}

func TestPictureInSerif(t *testing.T) {
	d := newFixture(t, sample)
	d.ed.SetFont(typeset.Serif, 17)
	d.parse()
	test.AssertImageMatches(t, "serif.png", d.w.Canvas().Capture())
}

func TestPictureScrolled(t *testing.T) {
	d := newFixture(t, strings.Repeat("A row of text to scroll over. ", 100)+"|")
	test.AssertImageMatches(t, "scrolled.png", d.w.Canvas().Capture())
}

func TestPlaceholder(t *testing.T) {
	d := newFixture(t, "\n")
	if got := d.texts(); len(got) != 1 || got[0] != placeholder {
		t.Errorf("texts %q", got)
	}
	d.keys("x")
	if got := d.texts(); len(got) != 1 || got[0] != "x" {
		t.Errorf("texts %q", got)
	}
}

// spanLooks returns the drawn spans as text, face and colour.
func spanLooks(d *fixture) string {
	names := map[any]string{
		d.ed.r.colours.ink: "ink", d.ed.r.colours.faint: "faint", d.ed.r.colours.muted: "muted", d.ed.r.colours.link: "link",
	}
	faces := map[fyne.Resource]string{
		theme.Font(typeset.Mono): "", theme.Font(typeset.MonoBold): " bold",
		theme.Font(typeset.MonoItalic): " italic", theme.Font(typeset.MonoBoldItalic): " bold italic",
	}
	var out []string
	for _, x := range d.ed.r.texts.inUse() {
		out = append(out, x.Text+" ("+names[any(x.Color)]+faces[x.FontSource]+")")
	}
	return strings.Join(out, " ")
}

func TestHighlighting(t *testing.T) {
	tests := []struct{ body, want string }{
		{"plain", "plain (ink)"},
		{"a **b** c", "a (ink) ** (faint) b (ink bold) ** (faint) c (ink)"},
		{"_b_", "_ (faint) b (ink italic) _ (faint)"},
		{"***b***", "*** (faint) b (ink bold italic) *** (faint)"},
		{"## Head _of_", "## (faint) Head (ink bold) _ (faint) of (ink bold italic) _ (faint)"},
		{"[a](b)", "[ (faint) a (link) ](b) (faint)"},
		{"> said", "> (faint) said (muted)"},
		{"- item", "- (faint) item (ink)"},
		{"1. item", "1. (faint) item (ink)"},
		{"`c` d", "` (faint) c (ink) ` (faint) d (ink)"},
	}
	for _, tt := range tests {
		d := newFixture(t, tt.body)
		d.parse()
		if got := spanLooks(d); got != tt.want {
			t.Errorf("%q is drawn %s, want %s", tt.body, got, tt.want)
		}
	}
}

// While a parse is under way, the looks of the last one move with the text.
func TestHighlightingFollowsEdits(t *testing.T) {
	d := newFixture(t, "|one **two** three")
	d.parse()
	d.keys("zero ")
	want := "zero one (ink) ** (faint) two (ink bold) ** (faint) three (ink)"
	if got := spanLooks(d); got != want {
		t.Errorf("drawn %s, want %s", got, want)
	}
	d.s.SetField("title", "A longer title than before")
	if got := spanLooks(d); got != want {
		t.Errorf("after an edit of the head drawn %s, want %s", got, want)
	}
	d.keys("Ctrl+Right", "Ctrl+Right", "x")
	want = "zero one (ink) ** (faint) twox (ink bold) ** (faint) three (ink)"
	if got := spanLooks(d); got != want {
		t.Errorf("drawn %s, want %s", got, want)
	}
}

func TestSourceViewShowsTheHead(t *testing.T) {
	d := newFixture(t, "body|")
	d.ed.SetSource(true)
	if got := strings.Join(d.texts(), "/"); got != "!! title:·A post/!! slug:·a-post/---/body" {
		t.Errorf("drawn %s", got)
	}
	if d.ed.view.top.Off != 0 || d.ed.view.topY != topPad {
		t.Errorf("the head is not in sight: %v", d.ed.view.top)
	}
	d.keys("Ctrl+Home", "Delete", "Ctrl+Z")
	if line, col := d.ed.LineColumn(); line != 1 || col != 1 {
		t.Errorf("caret at %d:%d", line, col)
	}
	d.ed.SetSource(false)
	if line, col := d.ed.LineColumn(); line != 1 || col != 1 || d.state() != "|body" {
		t.Errorf("caret at %d:%d in %q", line, col, d.state())
	}
}

func TestDrawTwice(t *testing.T) {
	d := newFixture(t, coded)
	d.parse()
	picture := func() []byte {
		var b bytes.Buffer
		if err := png.Encode(&b, d.w.Canvas().Capture()); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	first := picture()
	d.ed.draw()
	d.ed.Refresh()
	if !bytes.Equal(first, picture()) {
		t.Error("drawing again changes the picture")
	}
	d.keys("Ctrl+End", "x", "BackSpace")
	d.s.Select(text.Selection{Anchor: strings.Index(d.s.Text().String(), "one more"), Head: strings.Index(d.s.Text().String(), " text in it")})
	d.parse()
	d.ed.blink.wake()
	if !bytes.Equal(first, picture()) {
		t.Error("the same state after some keys gives another picture")
	}
}

// However much is styled, there are few objects.
func TestObjectsAreBounded(t *testing.T) {
	for name, body := range map[string]string{
		"styles":  strings.Repeat("*a*b**c**`d`~~e~~", 3000),
		"scripts": strings.Repeat("a你b好c😀\t", 3000),
		"code":    strings.Repeat("`a` `b` ", 3000),
		"rows":    strings.Repeat("a\n", 3000),
	} {
		d := newSource(t, head+body, 900, 1400)
		d.parse()
		d.ed.selectAll()
		if n := len(d.ed.r.objects); n >= 300 {
			t.Errorf("%s: %d objects", name, n)
		}
		drawn := 0
		for _, x := range d.texts() {
			drawn += len(x)
		}
		if drawn < 50*10 && name != "rows" {
			t.Errorf("%s: only %d bytes are drawn", name, drawn)
		}
	}
}

func TestTextStandsOnWholePixels(t *testing.T) {
	d := newFixture(t, sample)
	d.ed.SetFont(typeset.Serif, 16)
	d.parse()
	for _, o := range d.ed.r.objects {
		if p := o.Position(); p.X != round32(p.X) || p.Y != round32(p.Y) {
			if x, ok := o.(*canvas.Text); ok {
				t.Errorf("%q is at %v", x.Text, p)
			} else {
				t.Errorf("a rectangle is at %v", p)
			}
		}
	}
}
