package math

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestChapters compares the formulas of testdata/chapters, a file a chapter, with
// the golden files beside them: NAME.mathml is what they are on a page, NAME.boxes
// where their signs stand at 100 pixels to the em.
func TestChapters(t *testing.T) {
	f := testFont(t)
	names, err := filepath.Glob("testdata/chapters/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal("no chapters: ", err)
	}
	for _, name := range names {
		chapter := strings.TrimSuffix(filepath.Base(name), ".txt")
		t.Run(chapter, func(t *testing.T) {
			var boxes, mathml strings.Builder
			for _, tex := range cases(t, "chapters/"+chapter+".txt") {
				p := Parse(tex)
				if chapter != "faults" && len(p.Problems) > 0 {
					t.Errorf("%s: %v", tex, p.Problems)
				}
				m := p.MathML(true)
				wellFormed(t, m)
				fmt.Fprintf(&mathml, "%s\n%s\n\n", tex, indent(m))
				b := p.Layout(f, 100, true)
				sane(t, tex, b)
				fmt.Fprintf(&boxes, "%s\n%s\n", tex, described(b))
			}
			golden(t, "testdata/chapters/"+chapter+".mathml", mathml.String())
			goldenBoxes(t, "testdata/chapters/"+chapter+".boxes", boxes.String())
		})
	}
}

// described gives a box as text, a line for each thing in it.
func described(b *Box) string {
	var out strings.Builder
	line := func(kind string, p Paint, v ...float64) {
		fmt.Fprintf(&out, "  %s", kind)
		for _, v := range v {
			fmt.Fprintf(&out, " %.2f", v+0) // no -0
		}
		for _, c := range []struct {
			name string
			is   [4]uint8
		}{{"ink", [4]uint8{p.Ink.R, p.Ink.G, p.Ink.B, p.Ink.A}}, {"on", [4]uint8{p.Ground.R, p.Ground.G, p.Ground.B, p.Ground.A}}} {
			if c.is[3] > 0 {
				fmt.Fprintf(&out, " %s #%02x%02x%02x", c.name, c.is[0], c.is[1], c.is[2])
			}
		}
		out.WriteByte('\n')
	}
	line("box", Paint{}, b.Width, b.Height, b.Depth)
	for _, g := range b.Grounds {
		line("ground", g.Paint, g.X, g.Y, g.Width, g.Height)
	}
	for _, g := range b.Glyphs {
		kind := "sign " + string(g.Rune)
		if g.Rune == 0 {
			kind = "part"
		}
		if g.Fault {
			kind += " (fault)"
		}
		line(kind, g.Paint, g.X, g.Y, g.Size)
	}
	for _, r := range b.Rules {
		line("rule", r.Paint, r.X, r.Y, r.Width, r.Height)
	}
	for _, s := range b.Strokes {
		line("stroke", s.Paint, s.X1, s.Y1, s.X2, s.Y2, s.Thick)
	}
	return out.String()
}

var number = regexp.MustCompile(` -?\d+\.\d\d`)

// goldenBoxes is golden where the numbers may differ by what processors round
// differently.
func goldenBoxes(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		golden(t, name, got)
		return
	}
	file, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	want := string(file)
	have, wants := number.FindAllString(got, -1), number.FindAllString(want, -1)
	for i := range min(len(have), len(wants)) {
		a, errA := strconv.ParseFloat(have[i][1:], 64)
		b, errB := strconv.ParseFloat(wants[i][1:], 64)
		if errA == nil && errB == nil && have[i] != wants[i] && math.Abs(a-b) < 0.015 {
			have[i] = wants[i]
		}
	}
	i := -1
	golden(t, name, number.ReplaceAllStringFunc(got, func(string) string { i++; return have[i] }))
}
