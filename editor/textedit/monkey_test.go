package textedit

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/growth"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown"
)

// drawn writes down all that an Editor draws.
func drawn(a *Editor) string {
	var b strings.Builder
	for _, o := range a.r.objects {
		if o == a.r.thumb || !o.Visible() { // the thumb stands on estimates
			continue
		}
		fmt.Fprintf(&b, "%v", o.Position())
		switch o := o.(type) {
		case *canvas.Text:
			fmt.Fprintf(&b, " %q %v", o.Text, o.Color)
			if o.FontSource != nil {
				b.WriteString(o.FontSource.Name())
			}
		case *canvas.Rectangle:
			fmt.Fprintf(&b, " %v %v", o.Size(), o.FillColor)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// compare draws the same state with a fresh Editor.
func (d *fixture) compare(doc *markdown.Doc) {
	d.t.Helper()
	o := d.ed.o
	o.Face, o.Size = d.ed.Font()
	b := New(o)
	b.source, b.focused = d.ed.source, d.ed.focused
	r := b.CreateRenderer()
	b.Resize(d.ed.Size())
	b.SetSession(d.s, nil)
	defer b.Forget(d.s)
	b.SetDoc(doc)
	b.carets.caret, b.view.top.Off, b.view.topY = d.ed.carets.caret, d.ed.view.top.Off, d.ed.view.topY
	r.Layout(d.ed.Size())
	b.view.top.Off, b.view.topY = d.ed.view.top.Off, d.ed.view.topY
	b.blink.wake()
	b.draw()
	d.ed.blink.wake()
	d.ed.draw()
	got, want := strings.Split(drawn(d.ed), "\n"), strings.Split(drawn(b), "\n")
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			d.t.Fatalf("object %d: drawn\n%s\nfrom scratch\n%s", i, got[i], want[i])
		}
	}
	if len(got) != len(want) {
		d.t.Fatalf("%d objects, from scratch %d", len(got), len(want))
	}
}

// TestMonkey does things at random and holds what is drawn against a fresh
// widget.
func TestMonkey(t *testing.T) {
	growth.Alone(t)
	typed := []string{
		"a", "b ", "é", "👍", "*", "**", "`", "# ", "- ", "> ", "x", "[", "](y)", "Return", "Return", "Tab", "Shift+Tab",
		"Left", "Right", "Up", "Down", "Home", "End", "Next", "Prior", "Shift+Left", "Shift+Down", "Shift+End", "BackSpace",
		"BackSpace", "Delete", "Ctrl+Left", "Ctrl+Right", "Ctrl+Home", "Ctrl+End", "Ctrl+BackSpace", "Ctrl+Delete", "Ctrl+A",
		"Ctrl+C", "Ctrl+X", "Ctrl+V", "Ctrl+Z", "Ctrl+Z", "Ctrl+Y", "Ctrl+Shift+Right", "Ctrl+Up", "Ctrl+Down",
	}
	for seed := range uint64(15) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(seed, 5))
			d := newFixture(t, strings.Repeat(strings.ReplaceAll(sample, "|", ""), rnd.IntN(4)))
			if seed%5 == 4 {
				d.ed.SetFont(typeset.Serif, 16)
			}
			other := d.own(session.Open("/posts/b.md", head+numbered(50), session.Options{}))
			var doc *markdown.Doc
			for step := range 120 {
				switch rnd.IntN(15) {
				case 0:
					doc = markdown.Parse(nil, d.s.Text(), d.s.Start())
					d.ed.SetDoc(doc)
				case 1:
					wheel(d, float32(rnd.IntN(600)-300))
				case 2:
					d.w.Resize(fyne.NewSize(float32(200+rnd.IntN(700)), float32(80+rnd.IntN(700))))
				case 3:
					d.s.SetField("title", strings.Repeat("x", rnd.IntN(9)))
				case 4:
					d.click(float32(rnd.IntN(600)), float32(rnd.IntN(600)))
				case 5:
					d.press(float32(rnd.IntN(600)), float32(rnd.IntN(600)), 0)
					d.drag(float32(rnd.IntN(600)), float32(rnd.IntN(900)-150))
					d.wait(100 * time.Millisecond)
					d.release(0, 0)
				case 6:
					at := d.s.Start() + rnd.IntN(d.s.Text().Len()-d.s.Start()+1)
					at = d.ed.view.rows.Snap(at)
					d.s.Apply(text.Other, nil, text.Edit{Start: at, End: at, New: "from\nelsewhere "})
				case 7: // another post for a while, in which this one changes
					d.ed.SetSession(other, nil)
					for range rnd.IntN(4) {
						switch at := d.s.Start(); rnd.IntN(4) {
						case 0:
							d.s.Apply(text.Other, nil, text.Edit{Start: at, End: at, New: "while\nhidden "})
						case 1:
							d.s.Undo()
						case 2:
							d.s.Reload(head + randomLines(rnd))
						case 3:
							d.w.Resize(fyne.NewSize(float32(200+rnd.IntN(700)), float32(80+rnd.IntN(700))))
						}
					}
					d.ed.SetSession(d.s, nil)
					doc = nil
				default:
					d.keys(typed[rnd.IntN(len(typed))])
				}
				d.now = d.now.Add(50 * time.Millisecond)
				x := d.s.Primary()
				if x.Start() < d.s.Start() || d.ed.view.rows.Snap(x.Head) != x.Head {
					t.Fatalf("step %d: the caret is at %d", step, x.Head)
				}
				if n := len(d.ed.r.objects); n >= 300 {
					t.Fatalf("step %d: %d objects", step, n)
				}
				if step%10 == 9 {
					d.compare(doc)
				}
			}
		})
	}
}

func randomLines(rnd *rand.Rand) string {
	return strings.Repeat(strings.Repeat("words ", rnd.IntN(30))+"\n", rnd.IntN(30))
}

// One line of 10 MB is wrapped in pieces.
func TestOneLongLine(t *testing.T) {
	half := strings.Repeat("leadership is a prömise, ", 5<<20/26)
	d := newFixture(t, half+"|"+half)
	d.keys("x", "Home", "x", "End", "Return", "x", "Ctrl+End", "x", "Prior", "Prior", "Ctrl+Home", "x", "Next")
	if d.ed.view.rows.Measured > 60 {
		t.Errorf("%d pieces were wrapped", d.ed.view.rows.Measured)
	}
	if n := len(d.ed.r.visible); n > 600/26+2 {
		t.Errorf("%d rows are drawn", n)
	}
	d.keys("Ctrl+End")
	if line, col := d.ed.LineColumn(); line != 2 || col < 4<<20 {
		t.Errorf("caret at %d:%d", line, col)
	}
}

// told is what is known of a text in pixels: its advance, how high its line is and
// where in that its baseline lies.
type told struct{ advance, height, base float32 }

func byFyne(s string, size float32, font fyne.Resource) told {
	all, base := fyne.CurrentApp().Driver().RenderedTextSize(s, size, fyne.TextStyle{}, font)
	return told{all.Width, all.Height, base}
}

// Rows stand and are indented as Fyne would have it, which is not asked.
func TestMeasurerAsFyne(t *testing.T) {
	newFixture(t, "") // for the app
	for _, size := range []float32{13, 15, 17, 22.5} {
		m := NewMeasurer(typeset.Mono, size, &typeset.Fallback{Fonts: theme.Fallbacks})
		ask := func(s string, f typeset.Face) (got told) {
			got.advance, got.height, got.base = m.ask(s, f.New())
			return got
		}
		for _, s := range []string{" ", "0"} {
			for _, f := range typeset.Faces() {
				if got, want := ask(s, f), byFyne(s, size, theme.Font(f)); got != want {
					t.Errorf("%q in %v at %v: %v, want %v", s, f, size, got, want)
				}
			}
			if got, want := ask(s, typeset.Sans), byFyne(s, size, nil); got != want {
				t.Errorf("%q as Fyne chooses at %v: %v, want %v", s, size, got, want)
			}
		}
	}
}

// What is measured is what Fyne draws, for text of one face.
func TestMeasurer(t *testing.T) {
	newFixture(t, "") // for the app
	texts := []string{
		"The chair is the same, but the view is not.", "AVATAR To Wave, fi ffi fl", "naïve café", "e\u0301a\u0308o", "“quoted” — dash…",
		"0123456789", "Привет, мир", "Ελληνικά", "x",
	}
	for _, f := range []typeset.Face{typeset.Mono, typeset.Serif, typeset.Sans} {
		for _, size := range []float32{13, 15, 17, 22} {
			m := NewMeasurer(f, size, &typeset.Fallback{Fonts: theme.Fallbacks})
			for v := range variants {
				for _, s := range texts {
					var ends []int32
					for i, r := range s {
						if n := len(string(r)); r == 0x301 || r == 0x308 {
							ends[len(ends)-1] = int32(i + n)
						} else {
							ends = append(ends, int32(i+n))
						}
					}
					covered := true
					for i, start := 0, int32(0); i < len(ends); i++ {
						covered = covered && m.Covers(s[start:ends[i]], v)
						start = ends[i]
					}
					if !covered {
						continue
					}
					adv := make([]float32, len(ends))
					m.Measure(s, ends, []rows.Style{{Start: 0, End: len(s), Face: v}}, adv)
					sum := float32(0)
					for _, w := range adv {
						sum += w
					}
					if want := byFyne(s, size, theme.Font(m.faces[v])).advance; sum < want-0.6 || sum > want+0.6 {
						t.Errorf("face %v at %v: %q is %v wide, drawn %v", m.faces[v], size, s, sum, want)
					}
				}
			}
		}
	}
}
