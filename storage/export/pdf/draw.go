package pdf

import (
	"bytes"
	"fmt"
	"image/color"
	"math"
	"strings"

	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/shaping"

	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/page"
)

// pen writes what a sheet shows, and says nothing twice.
type pen struct {
	fill, stroke color.NRGBA
	inked, lined bool // they are known
	text         bool // between the beginning and the end of a text
	font         int
	size         float64
	thick        float64
}

// fillIn sets the colour of what is filled, letters included.
func (p *pen) fillIn(b *bytes.Buffer, c color.NRGBA) {
	if !p.inked || p.fill != c {
		fmt.Fprintf(b, "%s rg\n", shade(c))
		p.fill, p.inked = c, true
	}
}

// strokeIn sets the colour and the width of lines.
func (p *pen) strokeIn(b *bytes.Buffer, c color.NRGBA, thick float64) {
	p.end(b)
	if !p.lined || p.stroke != c {
		fmt.Fprintf(b, "%s RG\n", shade(c))
		p.stroke = c
	}
	if !p.lined || p.thick != thick {
		fmt.Fprintf(b, "%s w\n", num(thick))
		p.thick = thick
	}
	p.lined = true
}

func shade(c color.NRGBA) string {
	return fmt.Sprintf("%.3f %.3f %.3f", float64(c.R)/255, float64(c.G)/255, float64(c.B)/255)
}

// end ends a text.
func (p *pen) end(b *bytes.Buffer) {
	if p.text {
		b.WriteString("ET\n")
		p.text, p.size = false, 0
	}
}

// drawing draws what of a frame is between two of its heights.
type drawing struct {
	*printer
	sheet  *sheet
	frame  *page.Frame
	lo, hi int
	y      float64 // of the frame's top
	joined bool    // something stands above it on the sheet
	last   bool    // the frame ends with it
}

// thin is up to how many pixels of a frame a rectangle is a line, whose width
// is not less than hairline points.
const (
	thin     = 2
	hairline = 0.5
)

// at is a place of the frame on the sheet, y upwards as the format has it.
func (d *drawing) at(x, y int) (float64, float64) {
	return left + float64(x)*unit, pageHeight - d.y - float64(y)*unit
}

func (d *drawing) draw() {
	f := d.frame
	for i := range f.Rects {
		if b := f.Rects[i]; b.Height > thin && b.Y < d.hi && b.Y+b.Height > d.lo {
			if d.joined && (b.Y < 0 || b.Y == 0 && b.Radius > 0 && b.Corners&page.TopCorners == 0) {
				b.Y, b.Height = b.Y-thin, b.Height+thin // no gap to what it goes on from
			}
			d.rect(&b)
		}
	}
	for i := range f.Rects {
		if b := &f.Rects[i]; b.Height <= thin && d.within(b.Y) {
			d.line(b)
		}
	}
	for i := range f.Images {
		if b := &f.Images[i]; d.within(b.Y) {
			d.image(b)
		}
	}
	var formulas []*page.FormulaBox
	for i := range f.Formulas {
		if b := &f.Formulas[i]; d.within(b.Y - 1) {
			d.formula(b)
			formulas = append(formulas, b)
		}
	}
	for i := range f.Texts {
		b := &f.Texts[i]
		if y, _ := b.Line(); !d.within(y) {
			continue
		}
		if b.Text == page.FormulaText {
			if len(formulas) > 0 {
				d.source(formulas[0])
				formulas = formulas[1:]
			}
			continue
		}
		d.write(b)
	}
	d.link()
}

// within reports whether something whose top is at y of the frame is drawn.
func (d *drawing) within(y int) bool { return y >= d.lo && y < d.hi }

// line draws a rectangle that is as thin as a line.
func (d *drawing) line(b *page.RectBox) {
	out := &d.sheet.content
	d.sheet.pen.end(out)
	d.sheet.pen.fillIn(out, d.colour.Color(b.Fill))
	x, y := d.at(b.X, b.Y+b.Height)
	high := float64(b.Height) * unit
	thick := max(high, hairline)
	fmt.Fprintf(out, "%s re f\n", nums(x, y-(thick-high)/2, float64(b.Width)*unit, thick))
}

// rect draws a rectangle, or the part of it that is on this sheet.
func (d *drawing) rect(b *page.RectBox) {
	out, p := &d.sheet.content, &d.sheet.pen
	p.end(out)
	if b.Fill != "" {
		p.fillIn(out, d.colour.Color(b.Fill))
	}
	if b.Stroke != "" {
		p.strokeIn(out, d.colour.Color(b.Stroke), zoom*unit)
	}
	cut := b.Y < d.lo-thin || b.Y+b.Height > d.hi
	if cut {
		x, y := d.at(b.X, min(d.hi, b.Y+b.Height))
		fmt.Fprintf(out, "q %s re W n\n", nums(x, y, float64(b.Width)*unit, float64(min(d.hi, b.Y+b.Height)-max(d.lo-thin, b.Y))*unit))
	}
	d.round(b)
	switch {
	case b.Fill != "" && b.Stroke != "":
		out.WriteString("B\n")
	case b.Stroke != "":
		out.WriteString("S\n")
	default:
		out.WriteString("f\n")
	}
	if cut {
		out.WriteString("Q\n")
	}
}

// round is the path of a rectangle, some of whose corners may be rounded.
func (d *drawing) round(b *page.RectBox) {
	out := &d.sheet.content
	x, y := d.at(b.X, b.Y+b.Height)
	w, h := float64(b.Width)*unit, float64(b.Height)*unit
	inset := 0.0
	if b.Stroke != "" { // the line is within
		inset = zoom * unit / 2
	}
	x, y, w, h = x+inset, y+inset, max(0, w-2*inset), max(0, h-2*inset)
	r := min(float64(b.Radius)*unit, w/2, h/2)
	if r <= 0 || b.Corners == 0 {
		fmt.Fprintf(out, "%s re ", nums(x, y, w, h))
		return
	}
	up, down := 0.0, 0.0 // radii
	if b.Corners&page.TopCorners != 0 {
		up = r
	}
	if b.Corners&page.BottomCorners != 0 {
		down = r
	}
	const bend = 0.4477 // of the radius, from the corner to where a curve is drawn to
	fmt.Fprintf(out, "%s m %s l ", nums(x+down, y), nums(x+w-down, y))
	if down > 0 {
		k := down * bend
		fmt.Fprintf(out, "%s c ", nums(x+w-k, y, x+w, y+k, x+w, y+down))
	}
	fmt.Fprintf(out, "%s l ", nums(x+w, y+h-up))
	if up > 0 {
		k := up * bend
		fmt.Fprintf(out, "%s c ", nums(x+w, y+h-k, x+w-k, y+h, x+w-up, y+h))
	}
	fmt.Fprintf(out, "%s l ", nums(x+up, y+h))
	if up > 0 {
		k := up * bend
		fmt.Fprintf(out, "%s c ", nums(x+k, y+h, x, y+h-k, x, y+h-up))
	}
	fmt.Fprintf(out, "%s l ", nums(x, y+down))
	if down > 0 {
		k := down * bend
		fmt.Fprintf(out, "%s c ", nums(x, y+k, x+k, y, x+down, y))
	}
	out.WriteString("h ")
}

// image draws an image that the file holds.
func (d *drawing) image(b *page.ImageBox) {
	n, ok := d.images.number[b.Src]
	if !ok {
		return
	}
	out := &d.sheet.content
	d.sheet.pen.end(out)
	x, y := d.at(b.X, b.Y+b.Height)
	if b.Alt != "" { // what is read out in its place
		fmt.Fprintf(out, "/Span <</Alt %s>> BDC ", words(b.Alt))
		defer out.WriteString("EMC\n")
	}
	fmt.Fprintf(out, "q %s 0 0 %s %s cm /I%d Do Q\n", num(float64(b.Width)*unit), num(float64(b.Height)*unit), nums(x, y), n)
}

// write writes a text, in as many typefaces as it takes.
func (d *drawing) write(b *page.TextBox) {
	m := d.layout.Measurer
	c := d.colour.Color(b.Role)
	put := func(s string, fo typeset.Font, x, y int) {
		px, py := d.at(x, y+m.Drop(fo))
		d.text(px, pageHeight-py, fo, s, unit, c)
	}
	parts := b.Drawn(m)
	if parts == nil {
		put(b.Text, b.Font, b.X, b.Y)
	}
	for _, part := range parts {
		put(part.Text, part.Font, b.X+part.DX, b.Y+part.DY)
		if part.Font.Face == typeset.Other {
			d.look(part.Text)
		}
	}
}

// look counts the characters that no typeface has.
func (s *printer) look(text string) {
	for _, r := range text {
		if !harfbuzz.IsDefaultIgnorable(r) && !s.layout.Measurer.Fallback.Has(r) && s.lacking != nil {
			s.lacking[r]++
		}
	}
}

// text writes words with their baseline at y, counted from the sheet's top; scale
// is the points to a pixel of the font.
func (d *drawing) text(x, y float64, fo typeset.Font, s string, scale float64, c color.NRGBA) {
	var list []shaped
	if strings.IndexFunc(s, func(r rune) bool { return r >= firstLeft }) >= 0 {
		list = d.shape(fo, s)
	} else {
		for s != "" {
			n := wordLen(s)
			list = append(list, d.shape(fo, s[:n])...)
			s = s[n:]
		}
	}
	size := float64(fo.Size) * scale
	for len(list) > 0 {
		n := 1
		for n < len(list) && list[n].Face == list[0].Face {
			n++
		}
		d.run(x, pageHeight-y, list[:n], size, scale, c)
		for _, r := range list[:n] {
			x += float64(r.Advance) / 64 * scale
		}
		list = list[n:]
	}
}

// firstLeft is the first letter of scripts that may run to the left, where words
// are not shaped by themselves.
const firstLeft = 0x0590

// wordLen is how many bytes of a text are shaped by themselves: a word with the
// blanks behind it, as lines are measured.
func wordLen(s string) int {
	i := strings.IndexByte(s, ' ')
	if i < 0 {
		return len(s)
	}
	for i < len(s) && s[i] == ' ' {
		i++
	}
	return i
}

// shaped is a run of glyphs and what they stand for.
type shaped struct {
	shaping.Output
	runes []rune
}

// What words were shaped before is kept: those of so many bytes, so many.
const (
	longestKept = 64
	mostKept    = 1 << 14
)

// word is text in a typeface at a size.
type word struct {
	font typeset.Font
	text string
}

func (s *printer) shape(fo typeset.Font, text string) []shaped {
	if known, ok := s.shapes[word{fo, text}]; ok {
		return known
	}
	var list []shaped
	runes := []rune(text)
	s.layout.Measurer.Shape(fo, text, func(run shaping.Output) { list = append(list, shaped{run, runes}) })
	if len(text) <= longestKept {
		if len(s.shapes) >= mostKept {
			clear(s.shapes)
		}
		s.shapes[word{fo, strings.Clone(text)}] = list
	}
	return list
}

// run writes glyphs of one typeface with their baseline at y, upwards.
func (d *drawing) run(x, y float64, list []shaped, size, scale float64, c color.NRGBA) {
	out, p := &d.sheet.content, &d.sheet.pen
	t := d.faces.of(list[0].Face, d.file)
	p.fillIn(out, c)
	if !p.text {
		out.WriteString("BT\n")
		p.text = true
	}
	if p.size != size || p.font != t.number {
		fmt.Fprintf(out, "/F%d %s Tf\n", t.number, num(size))
		p.font, p.size = t.number, size
	}
	fmt.Fprintf(out, "1 0 0 1 %s Tm [<", nums(x, y))
	thousandths := scale / size * 1000 / 64 // to a unit of the shaper
	off, rise := 0.0, 0.0                   // the pen is that far ahead of the file's; above the baseline
	for _, run := range list {
		for i, g := range run.Glyphs {
			if up := float64(g.YOffset) / 64 * scale; up != rise {
				rise = up
				fmt.Fprintf(out, ">] TJ %s Ts [<", num(rise))
			}
			text := ""
			if i == 0 || run.Glyphs[i-1].ClusterIndex != g.ClusterIndex {
				end := min(len(run.runes), g.ClusterIndex+g.RuneCount)
				text = string(run.runes[min(g.ClusterIndex, end):end])
				if g.GlyphCount > 1 { // what they stand for together
					fmt.Fprintf(out, ">] TJ /Span <</ActualText %s>> BDC [<", words(text))
				}
			}
			shift := float64(g.XOffset) * thousandths
			if v := math.Round(off + shift); math.Abs(v) >= 2 {
				fmt.Fprintf(out, ">%s<", num(-v))
				off -= v
			}
			n, advance := t.glyph(g.GlyphID, text)
			out.Write(digits(n))
			off += float64(g.XAdvance)*thousandths - advance
			if g.GlyphCount > 1 && (i == len(run.Glyphs)-1 || run.Glyphs[i+1].ClusterIndex != g.ClusterIndex) {
				out.WriteString(">] TJ EMC [<")
			}
		}
	}
	out.WriteString(">] TJ\n")
	if rise != 0 {
		out.WriteString("0 Ts\n")
	}
}

// digits are a number of two bytes in hexadecimal.
func digits(n int) []byte {
	const all = "0123456789ABCDEF"
	return []byte{all[n>>12&15], all[n>>8&15], all[n>>4&15], all[n&15]}
}

// link makes links of what of the frame leads somewhere: one of those beside each
// other that lead to the same place, for the file holds the address of each anew.
func (d *drawing) link() {
	var last *page.LinkBox
	for i := range d.frame.Links {
		b := &d.frame.Links[i]
		if b.Dest == "" || !d.within(b.Y) {
			continue
		}
		x, y := d.at(b.X, b.Y)
		w, h := float64(b.Width)*unit, float64(b.Height)*unit
		if last != nil && last.Dest == b.Dest && last.Y == b.Y && last.Height == b.Height && b.X-last.X-last.Width < zoom && b.X >= last.X {
			grown := &d.sheet.links[len(d.sheet.links)-1]
			grown.w = x + w - grown.x
			last = b
			continue
		}
		last = b
		if n, back, ok := page.NoteOf(b.Dest); ok && !back {
			d.here(noteName(n, true), place{len(d.sheets) - 1, max(0, pageHeight-y-12)})
		}
		d.sheet.links = append(d.sheet.links, link{x: x, y: pageHeight - y, w: w, h: h, dest: b.Dest})
	}
}

// source writes the source of a formula where it stands, seen by those who
// search and copy and by no one else.
func (d *drawing) source(b *page.FormulaBox) {
	tex := printable(strings.Join(strings.Fields(b.TeX.Source), " "))
	fo := typeset.Font{Face: typeset.Serif, Size: 10 * zoom}
	wide := float64(d.layout.Measurer.Width(fo, tex))
	if wide == 0 || b.Width() < 1 {
		return
	}
	out, p := &d.sheet.content, &d.sheet.pen
	p.end(out)
	x, y := d.at(b.X, b.Y)
	const invisible, filled = 3, 0
	fmt.Fprintf(out, "%d Tr\n", invisible)
	d.text(x, pageHeight-y, fo, tex, min(unit, unit*float64(b.Width())/wide), d.colour.Ink)
	p.end(out)
	fmt.Fprintf(out, "%d Tr\n", filled)
}
