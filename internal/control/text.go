package control

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/internal/look"
)

func round(v float32) float32 { return float32(math.Round(float64(v))) }

// text is a canvas text in one of the embedded faces.
func text(s string, size float32, face look.Face) *canvas.Text {
	t := canvas.NewText(s, look.Color(look.Ink))
	t.TextSize = size
	t.FontSource = look.Font(face)
	return t
}

// Place puts t so that its line box of that height starts at x, y, the same
// for every face: the text stands in the middle of the line.
func Place(t *canvas.Text, x, y, line float32) {
	size := t.MinSize()
	t.Resize(size)
	t.Move(fyne.NewPos(round(x), y+round((line-size.Height)/2)))
}

// Fit shortens s to width pixels with an ellipsis.
func Fit(s string, width, size float32, face look.Face) string {
	if Measure(s, size, face) <= width {
		return s
	}
	runes := []rune(s)
	lo, hi := 0, len(runes)
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if Measure(string(runes[:mid])+"…", size, face) <= width {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return string(runes[:lo]) + "…"
}

// NewText makes an empty canvas text in one of the embedded faces.
func NewText(size float32, face look.Face) *canvas.Text { return text("", size, face) }

// SetText changes what a text says and its colour.
func SetText(t *canvas.Text, s string, c color.NRGBA) { t.Text, t.Color = s, c }
