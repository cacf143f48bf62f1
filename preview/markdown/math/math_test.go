package math

import (
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"image/color"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"galley.app/galley/internal/growth"
)

var update = flag.Bool("update", false, "write the golden files anew")

func testFont(t testing.TB) *Font {
	t.Helper()
	var data [][]byte
	for _, name := range []string{"STIXTwoMath-Regular.otf", "Literata_400Regular.ttf"} {
		b, err := os.ReadFile("../../../assets/fonts/" + name)
		if err != nil {
			t.Fatal(err)
		}
		data = append(data, b)
	}
	f, err := NewFont(data[0], data[1:]...)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func cases(t testing.TB, name string) []string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimRight(string(b), "\n"), "\n\n")
}

// TestProblems reads testdata/problems.txt: formulas of one line and below
// each what is said of it.
func TestProblems(t *testing.T) {
	for _, c := range cases(t, "problems.txt") {
		tex, want, _ := strings.Cut(c, "\n")
		var got []string
		for _, p := range Parse(tex).Problems {
			got = append(got, p.String())
		}
		if strings.Join(got, "\n") != want {
			t.Errorf("%s\n got %q\nwant %q", tex, strings.Join(got, "\n"), want)
		}
	}
}

// TestMathML compares testdata/mathml.txt with the MathML of the formulas of
// formulas.txt.
func TestMathML(t *testing.T) {
	var out strings.Builder
	for _, tex := range cases(t, "formulas.txt") {
		m := Parse(tex).MathML(true)
		wellFormed(t, m)
		fmt.Fprintf(&out, "%s\n%s\n\n", tex, indent(m))
	}
	golden(t, "testdata/mathml.txt", out.String())
}

// indent puts each row, cell and script of MathML on its own line.
func indent(s string) string {
	_, s, _ = strings.Cut(s, "<semantics>")
	s, _, _ = strings.Cut(s, "<annotation")
	for _, name := range []string{"mrow", "mtable", "mtr", "mfrac", "msubsup", "munderover", "mstyle"} {
		s = strings.ReplaceAll(s, "<"+name, "\n  <"+name)
	}
	return strings.TrimPrefix(s, "\n")
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	have, wants := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(have), len(wants)) {
		if i >= len(have) || i >= len(wants) || have[i] != wants[i] {
			t.Fatalf("%s:%d:\n got %s\nwant %s", name, i+1, at(have, i), at(wants, i))
		}
	}
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return "(nothing)"
}

// wellFormed demands XML that holds only what MathML may.
func wellFormed(t testing.TB, s string) {
	t.Helper()
	elements := strings.Fields(`math semantics annotation mrow mi mn mo mtext mspace mfrac msqrt mroot msub msup msubsup
		munder mover munderover mtable mtr mtd mstyle mphantom mpadded merror menclose`)
	d := xml.NewDecoder(strings.NewReader(s))
	depth := 0
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in %s", err, s)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			depth++
			if !slices.Contains(elements, tok.Name.Local) {
				t.Fatalf("the element %s in %s", tok.Name.Local, s)
			}
			for _, a := range tok.Attr {
				if strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Name.Local, "href") {
					t.Fatalf("the attribute %s in %s", a.Name.Local, s)
				}
			}
		case xml.EndElement:
			depth--
		case xml.Comment, xml.ProcInst, xml.Directive:
			t.Fatalf("%T in %s", tok, s)
		}
	}
	if depth != 0 || !utf8.ValidString(s) {
		t.Fatalf("not well-formed: %s", s)
	}
	// every element of a fixed number of children has them
	counted := map[string]int{"semantics": 2, "mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3}
	var stack []string
	kids := []int{0}
	d = xml.NewDecoder(strings.NewReader(s))
	for {
		tok, err := d.Token()
		if err != nil {
			return
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			kids[len(kids)-1]++
			stack, kids = append(stack, tok.Name.Local), append(kids, 0)
		case xml.EndElement:
			name, n := stack[len(stack)-1], kids[len(kids)-1]
			stack, kids = stack[:len(stack)-1], kids[:len(kids)-1]
			if want, ok := counted[name]; ok && n != want {
				t.Fatalf("%s has %d children in %s", name, n, s)
			}
		}
	}
}

// sane demands that a box's numbers are numbers and its signs lie within it.
func sane(t testing.TB, tex string, b *Box) {
	t.Helper()
	for _, v := range []float64{b.Width, b.Height, b.Depth} {
		if !finite(v) || v < 0 || v > 1e6 {
			t.Fatalf("%q: a box of %v %v %v", tex, b.Width, b.Height, b.Depth)
		}
	}
	most := 64 * (len(tex) + 64)
	if Defines(tex) {
		most = 8 * maxExpanded
	}
	if n := len(b.Glyphs) + len(b.Rules) + len(b.Strokes) + len(b.Grounds); n > most {
		t.Fatalf("%q: %d signs", tex, n)
	}
	for _, g := range b.Grounds {
		if !finite(g.X, g.Y, g.Width, g.Height) || g.Width < 0 || g.Height < 0 {
			t.Fatalf("%q: a ground %+v", tex, g)
		}
	}
	for _, s := range b.Strokes {
		if !finite(s.X1, s.Y1, s.X2, s.Y2, s.Thick) || s.Thick <= 0 {
			t.Fatalf("%q: a stroke %+v", tex, s)
		}
	}
	for _, g := range b.Glyphs {
		if !finite(g.X, g.Y, g.Size) || g.Size <= 0 || g.Size > 250 {
			t.Fatalf("%q: a sign %+v", tex, g)
		}
	}
	for _, r := range b.Rules {
		if !finite(r.X, r.Y, r.Width, r.Height) || r.Width <= 0 || r.Height <= 0 || -r.Y > b.Height+1e-6 || r.Y+r.Height > b.Depth+1e-6 {
			t.Fatalf("%q: a rule %+v in a box of %v + %v", tex, r, b.Height, b.Depth)
		}
	}
}

func finite(list ...float64) bool {
	for _, v := range list {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}

func lay(f *Font, tex string) *Box { return Parse(tex).Layout(f, 20, true) }

// find gives the first glyph of a character.
func find(t *testing.T, b *Box, r rune) Glyph {
	t.Helper()
	for _, g := range b.Glyphs {
		if g.Rune == r {
			return g
		}
	}
	t.Fatalf("no %q", r)
	return Glyph{}
}

func TestLayout(t *testing.T) {
	f := testFont(t)
	for _, tex := range cases(t, "formulas.txt") {
		for _, display := range []bool{true, false} {
			sane(t, tex, Parse(tex).Layout(f, 20, display))
		}
	}
	if b := lay(f, "x"); len(b.Glyphs) != 1 || b.Glyphs[0].Rune != '𝑥' || b.Glyphs[0].Face != 0 {
		t.Errorf("x is set as %+v", b.Glyphs)
	}
	if g := find(t, lay(f, `\text{Ж}`), 'Ж'); g.ID == 0 {
		t.Error("a letter that the mathematical font lacks is not taken from another")
	}
}

// TestPlaces asks for what stands above, beside and within what.
func TestPlaces(t *testing.T) {
	f := testFont(t)
	y := func(tex string, r rune) float64 { return find(t, lay(f, tex), r).Y }
	x := func(tex string, r rune) float64 { return find(t, lay(f, tex), r).X }
	for _, c := range []struct {
		law string
		ok  bool
	}{
		{"a row has one baseline", y("ab+c", '𝑏') == 0 && y("ab+c", '+') == 0},
		{"a superscript is raised", y("a^b", '𝑏') < -3},
		{"a subscript is lowered", y("a_b", '𝑏') > 1},
		{"scripts do not meet", y("a_b^c", '𝑏')-y("a_b^c", '𝑐') > 8},
		{"scripts stand beside", x("ab^c", '𝑐') > x("ab^c", '𝑏')},
		{"limits stand above each other", y(`\sum_b^c`, '𝑐') < y(`\sum_b^c`, '𝑏') && math.Abs(x(`\sum_b^c`, '𝑐')-x(`\sum_b^c`, '𝑏')) < 5},
		{"a numerator is over a denominator", y(`\frac ab`, '𝑎') < y(`\frac ab`, '𝑏')},
		{"two columns", x(`\begin{matrix}a&b\\c&d\end{matrix}`, '𝑏') > x(`\begin{matrix}a&b\\c&d\end{matrix}`, '𝑎')+10},
		{"two rows", y(`\begin{matrix}a&b\\c&d\end{matrix}`, '𝑐') > y(`\begin{matrix}a&b\\c&d\end{matrix}`, '𝑎')+10},
		{"a column is straight", x(`\begin{array}{l}aa\\c\end{array}`, '𝑎') == x(`\begin{array}{l}aa\\c\end{array}`, '𝑐')},
		{"signs of equality stand below each other", len(lay(f, `\begin{align}a&=b\\ccc&=d\end{align}`).Glyphs) == 8 &&
			lay(f, `\begin{align}a&=b\\ccc&=d\end{align}`).Glyphs[1].X == lay(f, `\begin{align}a&=b\\ccc&=d\end{align}`).Glyphs[6].X},
		{"the minus before a number is close", lay(f, "-1").Width < lay(f, "1-1").Width-lay(f, "1").Width-5},
		{"delimiters grow", lay(f, `\left(\frac ab\right)`).Height > lay(f, `(\frac{}{})`).Height+3},
		{"a root covers its body", lay(f, `\sqrt{\frac ab}`).Height > lay(f, `\frac ab`).Height},
		{"display is larger", Parse(`\sum\frac ab`).Layout(f, 20, true).Height > Parse(`\sum\frac ab`).Layout(f, 20, false).Height+3},
		{"scripts are small", find(t, lay(f, "a^b"), '𝑏').Size < 16 && find(t, lay(f, "a^{b^c}"), '𝑐').Size < find(t, lay(f, "a^{b^c}"), '𝑏').Size},
		{"what is not known is marked", find(t, lay(f, `\zzz`), '𝚣').Fault && !find(t, lay(f, `\zzz a`), '𝑎').Fault},
	} {
		if !c.ok {
			t.Errorf("not so: %s", c.law)
		}
	}
}

// TestWidth demands that things side by side are as wide as they are.
func TestWidth(t *testing.T) {
	f := testFont(t)
	w := func(tex string) float64 { return lay(f, tex).Width }
	for _, c := range []struct{ all, a, b string }{
		{"xy", "x", "y"},
		{`{x+y}{a}`, "x+y", "a"},
		{`\frac12\sqrt x`, `\frac12`, `\sqrt x`},
		{`x\quad`, "x", `\quad`},
		{`\text{ab}`, `\text a`, `\text b`},
		{`\phantom{xy}z`, "xy", "z"},
	} {
		if got, want := w(c.all), w(c.a)+w(c.b); math.Abs(got-want) > 1e-9 {
			t.Errorf("%s is %v wide, its parts %v", c.all, got, want)
		}
	}
	if got, want := Parse("x+y").Layout(f, 40, true).Width, 2*w("x+y"); math.Abs(got-want) > 1e-9 {
		t.Errorf("twice as large is %v wide, not %v", got, want)
	}
}

// TestBounds feeds what is made to be too much.
func TestBounds(t *testing.T) {
	growth.Alone(t)
	f := testFont(t)
	for name, tex := range map[string]string{
		"braces":       strings.Repeat("{", 10_000) + strings.Repeat("}", 10_000),
		"some braces":  strings.Repeat("{", 5000),
		"fractions":    strings.Repeat(`\frac`, 3000),
		"roots":        strings.Repeat(`\sqrt{`, 2000),
		"indexes":      strings.Repeat(`\sqrt[`, 90),
		"one index":    strings.Repeat(`\sqrt[`, 90) + "]",
		"long arrows":  strings.Repeat(`\xrightarrow[`, 90),
		"indexes on":   strings.Repeat(`\sqrt[{x}`, 1500),
		"scripts":      strings.Repeat("x^{", 4000),
		"scripts bare": strings.Repeat("^_", 8000),
		"lefts":        strings.Repeat(`\left(`, 2500),
		"begins":       strings.Repeat(`\begin{matrix}`, 1100),
		"texts":        strings.Repeat(`\text{`, 2500),
		"texts within": strings.Repeat(`\text{$`, 2000),
		"cells":        strings.Repeat("&", 16_000),
		"lines":        strings.Repeat(`\\`, 8000),
		"rows and columns": `\begin{array}{` + strings.Repeat("c", 4000) + "}" + strings.Repeat(`\\`, 2000) + strings.Repeat("&", 4000) +
			`\end{array}`,
		"accents":    strings.Repeat(`\hat`, 4000),
		"ands":       strings.Repeat(`\over`, 3000),
		"a megabyte": strings.Repeat("x^2+", 1<<18),
		"primes":     "x" + strings.Repeat("'", 16_000),
		"primes on":  strings.Repeat("x''''' ", 2000),
		"spaces":     strings.Repeat(`\hspace{999em}`, 1000),
		"bad bytes":  "\xff\xfe\\text{\xc3}\\kern1\xc3\xa9\\\xe6",
		"diagrams":   strings.Repeat(`\begin{CD}A@>`, 1200),
		"arrows":     `\begin{CD}` + strings.Repeat(`A@>>>`, 3000) + `\end{CD}`,
		"upright":    `\begin{CD}` + strings.Repeat(`@VVV\\`, 2000) + `\end{CD}`,
		"no arrows":  `\begin{CD}` + strings.Repeat("@", 16_000),
		"sets":       strings.Repeat(`\Set{x|`, 2000),
		"bars":       `\Braket{` + strings.Repeat("|", 16_000) + "}",
		"groups":     strings.Repeat(`\begingroup`, 1400),
		"angles":     strings.Repeat(`\phase{\angl`, 1200),
		"smashes":    strings.Repeat(`\smash[`, 2300),
		"stretched":  `\def\arraystretch{1e300}` + strings.Repeat(`\begin{matrix}a\\`, 90),
		"controls":   "a\x00b\x1b\x7f\u200b\ufdd0\uffff",
		"tall":       `\left(` + strings.Repeat(`\\`, 1) + `\begin{matrix}` + strings.Repeat(`a\\`, 4000) + `\end{matrix}\right)`,
	} {
		t.Run(name, func(t *testing.T) {
			p := Parse(tex)
			if len(p.Problems) > maxProblems {
				t.Errorf("%d problems", len(p.Problems))
			}
			wellFormed(t, p.MathML(true))
			sane(t, tex, p.Layout(f, 20, true))
		})
	}
	if p := Parse(strings.Repeat("{", 10_000)); !p.Refused() || len(p.Problems) != 1 {
		t.Errorf("refused %v: %v", p.Refused(), p.Problems)
	}
	if p := Parse(strings.Repeat("x", MaxLength+1)); !p.Refused() {
		t.Error("a long formula is read")
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range []string{"formulas.txt", "problems.txt", "commands.txt"} {
		for _, c := range cases(f, name) {
			f.Add(c)
		}
	}
	for _, c := range []string{
		`\def\a#1.#2{#2#1}\a x.y`, `\newcommand\a[2][\b]{#1#2}\a x`, `\let\s=\sum\def\sum{\s}\sum`, `\edef\a{\a}{\gdef\a{##}}\a`,
		`\colorbox{red}{\color{#0f0}x$\fbox{y}$}\verb|x|\char"41`, `\text{\'e\"{\i}\sout x}\mathchoice abcd`,
	} {
		f.Add(c)
	}
	font := testFont(f)
	f.Fuzz(func(t *testing.T, tex string) {
		if len(tex) > 2000 {
			return
		}
		p := Parse(tex)
		last := 0
		for _, problem := range p.Problems {
			if problem.Off < 0 || problem.Off > len(tex) || problem.Message == "" {
				t.Fatalf("%q: %v", tex, problem)
			}
			last = max(last, problem.Off)
		}
		wellFormed(t, p.MathML(true))
		wellFormedOMML(t, p.OMML())
		sane(t, tex, p.Layout(font, 20, true))
		sane(t, tex, p.Layout(font, 20, false))
		if len(tex) > 200 || !Defines(tex) {
			return
		}
		// the same again, and with what it needs as in its place
		var s Scope
		for range 3 {
			f, uses, defines := s.Read(tex)
			if alone := ParseWith(uses, tex); alone.MathML(true) != f.MathML(true) || len(alone.Problems) != len(f.Problems) {
				t.Fatalf("%q with %q differs: %v, %v", tex, uses, alone.Problems, f.Problems)
			}
			var again Scope
			if _, _, same := again.Read(defines); same != defines {
				t.Fatalf("%q defines %q, which defines %q", tex, defines, same)
			}
		}
	})
}

func TestNewFontRefuses(t *testing.T) {
	serif, err := os.ReadFile("../../../assets/fonts/Literata_400Regular.ttf")
	if err != nil {
		t.Fatal(err)
	}
	for _, data := range [][]byte{nil, []byte("no font"), serif} {
		if _, err := NewFont(data); err == nil {
			t.Errorf("%d bytes are a mathematical font", len(data))
		}
	}
}

func BenchmarkNewFont(b *testing.B) {
	data, err := os.ReadFile("../../../assets/fonts/STIXTwoMath-Regular.otf")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := NewFont(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFormula(b *testing.B) {
	f := testFont(b)
	const tex = `\frac{-b \pm \sqrt{b^2-4ac}}{2a} = \sum_{i=0}^{n} i^2`
	b.Run("parse", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Parse(tex)
		}
	})
	p := Parse(tex)
	b.Run("layout", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.Layout(f, 20, true)
		}
	})
	box := p.Layout(f, 20, true)
	b.Run("paint", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			box.Paint(box.Ink(), 1, Colours{Ink: color.NRGBA{A: 255}})
		}
	})
}

// TestFontShared lays formulas out on several goroutines with one font.
func TestFontShared(t *testing.T) {
	f := testFont(t)
	list := cases(t, "formulas.txt")
	var wg sync.WaitGroup
	for k := range 4 {
		wg.Go(func() {
			for i := range list {
				b := lay(f, list[(i+k)%len(list)])
				b.Paint(b.Ink(), 1, Colours{Ink: color.NRGBA{A: 255}})
			}
		})
	}
	wg.Wait()
}
