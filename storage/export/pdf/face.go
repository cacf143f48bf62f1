package pdf

import (
	"fmt"
	"image/color"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"galley.app/galley/assets"
	"galley.app/galley/preview/markdown/math"
)

// ink is a colour's part on paper.
type ink uint8

const (
	black ink = iota
	muted
	linked
)

// style is how words look.
type style struct {
	family       assets.Family
	bold, italic bool
	size         float64
	leading      float64
	rise         float64 // of the baseline
	ink          ink
	under        bool
	strike       bool
	ground       bool // on the colour of code
	address      string
	to           int // a link within the file, from 1; 0 is none
}

// face is one typeface of the file.
type face struct {
	name string
	data []byte
	font *sfnt.Font
}

// faces are the typefaces that the words are set in.
type faces struct {
	list   []*face
	math   *math.Font
	signs  []*sfnt.Font // of math, as it counts them
	theme  assets.PageTheme
	buffer sfnt.Buffer
	widths map[widthKey]float64 // of a rune at size 1; negative where there is no letter
}

type widthKey struct {
	face *face
	r    rune
}

// files are the embedded typefaces, by family, then regular, italic, bold and
// bold italic.
func files() [3][4]string {
	return [3][4]string{
		assets.Serif: {"Literata_400Regular", "Literata_400Regular_Italic", "Literata_700Bold", "Literata_700Bold_Italic"},
		assets.Sans:  {"Inter_400Regular", "Inter_400Regular_Italic", "Inter_600SemiBold", "Inter_600SemiBold"},
		assets.Mono:  {"IBMPlexMono_400Regular", "IBMPlexMono_400Regular_Italic", "IBMPlexMono_700Bold", "IBMPlexMono_700Bold_Italic"},
	}
}

func loadFaces(theme assets.PageTheme) (*faces, error) {
	f := &faces{theme: theme, widths: map[widthKey]float64{}}
	known := map[string]*face{}
	for _, family := range files() {
		for _, name := range family {
			if known[name] == nil {
				data := assets.Read("fonts/" + name + ".ttf")
				parsed, err := sfnt.Parse(data)
				if err != nil {
					return nil, fmt.Errorf("the typeface %s cannot be read: %w", name, err)
				}
				known[name] = &face{name: name, data: data, font: parsed}
			}
			f.list = append(f.list, known[name])
		}
	}
	signs := [][]byte{assets.Read("fonts/STIXTwoMath-Regular.otf"), f.face(style{}).data}
	var err error
	if f.math, err = math.NewFont(signs[0], signs[1:]...); err != nil {
		return nil, fmt.Errorf("the typeface of formulas cannot be read: %w", err)
	}
	for _, data := range signs {
		parsed, err := sfnt.Parse(data)
		if err != nil {
			return nil, fmt.Errorf("the typeface of formulas cannot be read: %w", err)
		}
		f.signs = append(f.signs, parsed)
	}
	return f, nil
}

func (f *faces) face(st style) *face {
	i := int(st.family) * 4
	if st.italic {
		i++
	}
	if st.bold {
		i += 2
	}
	return f.list[i]
}

// of is the face that has a letter for r, the wanted one if it does; nil when
// none has.
func (f *faces) of(r rune, st style) *face {
	if r > 0xffff { // the file's subsets end there
		return nil
	}
	for _, other := range []assets.Family{st.family, assets.Sans, assets.Mono, assets.Serif} {
		st.family = other
		if face := f.face(st); f.advance(face, r) >= 0 {
			return face
		}
	}
	return nil
}

// advance is the width of a letter at size 1, negative where there is none.
func (f *faces) advance(face *face, r rune) float64 {
	key := widthKey{face, r}
	if w, ok := f.widths[key]; ok {
		return w
	}
	w := -1.0
	if i, err := face.font.GlyphIndex(&f.buffer, r); err == nil && i != 0 {
		units := fixed.Int26_6(face.font.UnitsPerEm())
		if a, err := face.font.GlyphAdvance(&f.buffer, i, units<<6, font.HintingNone); err == nil {
			w = float64(a) / 64 / float64(units)
		}
	}
	f.widths[key] = w
	return w
}

// width is that of words as text writes them.
func (f *faces) width(s string, st style) float64 {
	w := 0.0
	for _, r := range s {
		if face := f.of(r, st); face != nil {
			w += f.advance(face, r)
		} else {
			w += 0.6
		}
	}
	return w * st.size
}

// missing are the characters of s that no typeface has.
func (f *faces) missing(s string, st style) int {
	n := 0
	for _, r := range s {
		if f.of(r, st) == nil {
			n++
		}
	}
	return n
}

// text writes words with their baseline at y. A character that no typeface has
// becomes an empty box.
func (s *setter) text(x, y float64, words string, st style) {
	for words != "" {
		r, _ := utf8.DecodeRuneInString(words)
		face := s.f.of(r, st)
		end := strings.IndexFunc(words, func(r rune) bool { return s.f.of(r, st) != face })
		if end < 0 {
			end = len(words)
		}
		run := words[:end]
		words = words[end:]
		if face == nil {
			for range run {
				s.draw(muted)
				s.pdf.SetLineWidth(0.5)
				s.pdf.Rect(x+st.size*0.08, y-st.size*0.62, st.size*0.44, st.size*0.62, "D")
				x += st.size * 0.6
			}
			continue
		}
		if !s.loaded[face] {
			s.loaded[face] = true
			s.pdf.AddUTF8FontFromBytes(faceTag+face.name, "", face.data)
		}
		s.pdf.SetFont(faceTag+face.name, "", st.size)
		s.fillText(st.ink)
		s.pdf.Text(x, y-st.rise, run)
		for _, r := range run {
			x += s.f.advance(face, r) * st.size
		}
	}
}

// colour is an ink of the page theme in the light.
func (s *setter) colour(i ink) color.NRGBA {
	switch p := s.b.Theme.Light; i {
	case muted:
		return p.Muted
	case linked:
		return p.Link
	default:
		return p.Ink
	}
}

func (s *setter) fillText(i ink) {
	c := s.colour(i)
	s.pdf.SetTextColor(int(c.R), int(c.G), int(c.B))
}

func (s *setter) draw(i ink) {
	c := s.colour(i)
	s.pdf.SetDrawColor(int(c.R), int(c.G), int(c.B))
}

// printable drops what is no character.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == 0xfeff || r&0xfffe == 0xfffe {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

// The styles of a page come from its theme, whose pixels are three quarters of
// a point and a little less on paper.
const toPoints = 0.66

func (s *setter) body() style {
	t := s.b.Theme
	return style{family: t.Text, size: float64(t.Body.Size) * toPoints, leading: float64(t.Body.Line) * toPoints * 0.92}
}

// heading is the style of a heading of level 1 to 6; 0 is the post's title.
func (s *setter) heading(level int) style {
	t := s.b.Theme
	l := t.Heads[level]
	return style{family: t.Head, bold: !t.Regular, italic: t.Slant && level > 0, size: float64(l.Size) * toPoints, leading: float64(l.Line) * toPoints}
}
