package epub

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"galley.app/galley/assets"
	"galley.app/galley/internal/imagework"
)

// mostBook is how wide and high an image is, in pixels, that has to be made into
// another kind. Readers of books show no more.
const mostBook = 4000

// forBook gives an image as a kind that every reader of books shows: EPUB 3.2
// has JPEG, PNG, GIF and SVG.
func (b *writer) forBook(mime string, data []byte) (string, []byte, error) {
	switch mime {
	case "image/jpeg", "image/png", "image/gif", "image/svg+xml":
		return mime, data, nil
	case "image/webp", "image/bmp":
	default:
		return "", nil, fmt.Errorf("readers of books do not show %s; make it a PNG or JPEG", mime)
	}
	m, err := b.Decode(data, imagework.Want{Width: mostBook, Height: mostBook})
	if err != nil {
		return "", nil, fmt.Errorf("it cannot be made a PNG: %w", err)
	}
	var w bytes.Buffer
	if err := png.Encode(&w, m); err != nil {
		return "", nil, fmt.Errorf("it cannot be made a PNG: %w", err)
	}
	return "image/png", w.Bytes(), nil
}

// The cover, in pixels.
const (
	coverWidth, coverHeight = 1200, 1800
	coverMargin             = 130
)

// cover paints the title and the author as a PNG.
func cover(title, author string) ([]byte, error) {
	colours := assets.Light()
	m := image.NewPaletted(image.Rect(0, 0, coverWidth, coverHeight), ramp(colours.Sheet, colours.Ink, colours.Accent))
	draw.Draw(m, m.Bounds(), image.NewUniform(colours.Sheet), image.Point{}, draw.Src)
	bar := image.Rect(coverMargin, 300, coverMargin+160, 312)
	draw.Draw(m, bar, image.NewUniform(colours.Accent), image.Point{}, draw.Src)

	bold, err := opentype.Parse(assets.Read("fonts/Literata_700Bold.ttf"))
	if err != nil {
		return nil, err
	}
	regular, err := opentype.Parse(assets.Read("fonts/Literata_400Regular.ttf"))
	if err != nil {
		return nil, err
	}
	bottom := coverHeight - coverMargin
	if author != "" {
		bottom -= 160
	}
	if err := letter(m, bold, title, []float64{128, 112, 96, 80, 64, 48}, 390, bottom, colours.Ink); err != nil {
		return nil, err
	}
	if author != "" {
		if err := letter(m, regular, author, []float64{56, 48, 40}, coverHeight-coverMargin-90, coverHeight, colours.Ink); err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, m); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// ramp is a palette with the shades between a ground and each of the colours.
func ramp(ground color.NRGBA, colours ...color.NRGBA) color.Palette {
	const steps = 64
	var p color.Palette
	for _, c := range colours {
		for i := range steps {
			mix := func(a, b uint8) uint8 { return uint8((int(a)*(steps-1-i) + int(b)*i) / (steps - 1)) }
			p = append(p, color.NRGBA{mix(ground.R, c.R), mix(ground.G, c.G), mix(ground.B, c.B), 0xff})
		}
	}
	return p
}

// mostLetters is how many bytes of a text are set at most, more than fit in the
// smallest size.
const mostLetters = 5000

// letter sets text in the largest of the sizes at which it fits between top and
// bottom, the smallest if none does; what then does not fit is cut. Letters
// that the face does not have are left out: a cover says no more than the
// title page does in words.
func letter(m draw.Image, f *opentype.Font, s string, sizes []float64, top, bottom int, ink color.Color) error {
	if len(s) > mostLetters {
		s = strings.ToValidUTF8(s[:mostLetters], "")
	}
	for i, size := range sizes {
		face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72})
		if err != nil {
			return err
		}
		leading := int(size * 1.25)
		lines := fold(face, known(f, s), coverWidth-2*coverMargin)
		if height := len(lines) * leading; top+height > bottom && i < len(sizes)-1 {
			continue
		}
		d := font.Drawer{Dst: m, Src: image.NewUniform(ink), Face: face}
		y := top
		for n, line := range lines {
			if y += leading; y > bottom {
				break
			}
			if y+leading > bottom && n < len(lines)-1 {
				line += "…"
			}
			d.Dot = fixed.P(coverMargin, y-leading/4)
			d.DrawString(line)
		}
		return face.Close()
	}
	return errors.New("no sizes")
}

// known keeps what the font has letters for.
func known(f *opentype.Font, s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' {
			return r
		}
		if i, err := f.GlyphIndex(nil, r); err != nil || i == 0 {
			return -1
		}
		return r
	}, strings.Join(strings.Fields(s), " "))
}

// fold breaks text into lines of at most width pixels, within a word only
// where it is longer than a line.
func fold(face font.Face, s string, width int) []string {
	var lines []string
	line := ""
	fits := func(s string) bool { return font.MeasureString(face, s).Ceil() <= width }
	for word := range strings.FieldsSeq(s) {
		if try := strings.TrimSpace(line + " " + word); fits(try) {
			line = try
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		line = ""
		for _, r := range word {
			if line != "" && !fits(line+string(r)) {
				lines = append(lines, line)
				line = ""
			}
			line += string(r)
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
