package textedit

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

const (
	maxSquiggles   = 72 // drawn at once
	squiggleHeight = 4  // pixels
)

// waves are the objects under misspelled words. Each is used only for words of
// its width: its texture is made once, and moved from then on.
type waves struct {
	byWidth map[int]*pool[*canvas.Raster] // in pixels
	colour  color.NRGBA
	count   int // of all
	drawn   []fyne.CanvasObject
}

// begin starts a frame in a colour.
func (w *waves) begin(c color.NRGBA) {
	w.drawn = w.drawn[:0]
	if c != w.colour || w.count > 6*maxSquiggles {
		w.colour, w.byWidth, w.count = c, map[int]*pool[*canvas.Raster]{}, 0
	}
	for _, p := range w.byWidth {
		p.used = 0
	}
}

// put puts a wave there, unless there are too many.
func (w *waves) put(x, y float32, width int) {
	if len(w.drawn) >= maxSquiggles {
		return
	}
	p := w.byWidth[width]
	if p == nil {
		p = &pool[*canvas.Raster]{}
		w.byWidth[width] = p
	}
	o := p.next(func() *canvas.Raster {
		w.count++
		c := w.colour
		o := canvas.NewRaster(func(w, h int) image.Image { return wave(w, h, c) })
		o.ScaleMode = canvas.ImageScalePixels
		o.Resize(fyne.NewSize(float32(width), squiggleHeight))
		return o
	})
	o.Move(fyne.NewPos(x, y))
	w.drawn = append(w.drawn, o)
}

// drawSpelling draws a wave under each misspelled word in view.
func (r *renderer) drawSpelling(col column) {
	m := &r.ed.spelling
	if m.by == nil {
		return
	}
	m.update(r.visible)
	r.waves.begin(r.colours.warn)
	from, to := r.visible[0].row.Start, r.visible[len(r.visible)-1].row.End
	for _, word := range m.wrongNow() {
		if word.End <= from || word.Start >= to || m.isTyped(word) {
			continue
		}
		r.eachPart(word.Start, word.End, func(b rowBox, from, to float32) {
			if r.isDim(b) {
				return
			}
			if x, w := round32(from), max(squiggleHeight, round32(to)-round32(from)); x < col.width {
				r.waves.put(col.left+x, b.y+r.ed.view.line.base+2, int(w))
			}
		})
	}
}

// wave draws a wavy line that fills w by h pixels.
func wave(w, h int, c color.NRGBA) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	scale := float64(h) / squiggleHeight
	high, thick, length := 1.1*scale, 1.5*scale, 5.5*scale
	for x := range w {
		phase := 2 * math.Pi * (float64(x) + 0.5) / length
		y := float64(h)/2 + high*math.Sin(phase)
		slope := high * 2 * math.Pi / length * math.Cos(phase)
		reach := thick / 2 * math.Hypot(1, slope) // of the stroke above and below its middle
		for py := range h {
			over := min(float64(py)+1, y+reach) - max(float64(py), y-reach)
			if over <= 0 {
				continue
			}
			s := min(1, over)
			put := func(v uint8) uint8 { return uint8(float64(v)*s + 0.5) }
			img.SetRGBA(x, py, color.RGBA{put(c.R), put(c.G), put(c.B), put(0xFF)})
		}
	}
	return img
}
