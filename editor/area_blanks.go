package editor

import (
	"encoding/binary"
	"image"
	"image/color"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// maxBlankRows is how many pictures of a row's blanks are kept, more than any
// window shows at once.
const maxBlankRows = 160

// The kinds of blanks.
const (
	aSpace  byte = iota // a dot
	atEnd               // a space at a line's end: a larger dot
	aTab                // an arrow
	unbroke             // a space that no line breaks at: a ring
)

// blanks draws the blanks of the visible rows: one picture a row, which is
// used again for as long as the row's blanks stand where they stood.
type blanks struct {
	rows   map[string]*blankRow
	drawn  []fyne.CanvasObject
	frame  uint64
	key    []byte
	colour color.NRGBA
	high   float32 // height of a row
}

type blankRow struct {
	*canvas.Raster
	frame uint64 // when it was drawn last
}

// drawBlanks shows the blanks of the visible rows.
func (a *Area) drawBlanks(col column) {
	b := &a.blanks
	if !a.writing.WhiteSpace {
		b.rows = nil
		return
	}
	b.frame++
	if c := a.r.colours.faint; b.rows == nil || b.colour != c || b.high != a.line.height {
		b.rows, b.colour, b.high = map[string]*blankRow{}, c, a.line.height
	}
	width := col.width + curPad
	for _, box := range a.r.visible {
		if !a.blanksOf(box, width) {
			continue
		}
		row, ok := b.rows[string(b.key)]
		if !ok || row.frame == b.frame { // two rows may have the same blanks
			row = a.newBlankRow(append([]byte(nil), b.key...), width)
			if !ok {
				b.rows[string(b.key)] = row
			}
		}
		row.frame = b.frame
		row.Move(fyne.NewPos(col.left, box.y))
		b.drawn = append(b.drawn, row.Raster)
	}
	if len(b.rows) > maxBlankRows {
		for k, row := range b.rows {
			if row.frame != b.frame {
				delete(b.rows, k)
			}
		}
	}
}

// blanksOf fills the key with the blanks of a row: kind, first and last pixel
// of each. It reports whether there are any.
func (a *Area) blanksOf(box rowBox, width float32) bool {
	b, s := &a.blanks, box.row.String()
	b.key = binary.LittleEndian.AppendUint16(b.key[:0], uint16(a.o.Size*4))
	b.key = binary.LittleEndian.AppendUint16(b.key, uint16(width))
	head := len(b.key)
	ink := len(strings.TrimRight(s, " \t"))
	for i := 0; i < len(s); {
		c, n := rune(s[i]), 1
		if c >= utf8.RuneSelf {
			c, n = utf8.DecodeRuneInString(s[i:])
		}
		var kind byte
		switch {
		case c == ' ' && i >= ink && box.row.Last:
			kind = atEnd
		case c == ' ':
			kind = aSpace
		case c == '\t':
			kind = aTab
		case c == '\u00A0' || c == '\u202F' || c == '\u2007':
			kind = unbroke
		default:
			i += n
			continue
		}
		from, to := round32(box.row.X(box.row.Start+i)), round32(box.row.X(box.row.Start+i+n))
		if from >= 0 && to <= width {
			b.key = append(b.key, kind)
			b.key = binary.LittleEndian.AppendUint16(b.key, uint16(from))
			b.key = binary.LittleEndian.AppendUint16(b.key, uint16(to))
		}
		i += n
	}
	return len(b.key) > head
}

// newBlankRow makes the picture of a row's blanks.
func (a *Area) newBlankRow(key []byte, width float32) *blankRow {
	high, base, size, c := a.line.height, a.line.base, a.o.Size, a.blanks.colour
	r := canvas.NewRaster(func(w, h int) image.Image {
		return paintBlanks(key[4:], w, h, float32(w)/width, base-size*0.27, size, c)
	})
	r.ScaleMode = canvas.ImageScalePixels
	r.Resize(fyne.NewSize(width, high))
	return &blankRow{Raster: r}
}

// paintBlanks paints a row's blanks at a scale, their middle at y.
func paintBlanks(key []byte, w, h int, scale, y, size float32, c color.NRGBA) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	px := func(v float32) int { return int(round32(v * scale)) }
	fill := func(x0, y0, x1, y1 int) {
		for y := max(0, y0); y < min(h, y1); y++ {
			for x := max(0, x0); x < min(w, x1); x++ {
				img.Set(x, y, c)
			}
		}
	}
	one := max(1, px(size/15))
	mid := px(y)
	for ; len(key) >= 5; key = key[5:] {
		from, to := px(float32(binary.LittleEndian.Uint16(key[1:]))), px(float32(binary.LittleEndian.Uint16(key[3:])))
		x := (from + to) / 2
		switch key[0] {
		case aSpace:
			fill(x-one, mid-one, x+one, mid+one)
		case atEnd:
			fill(x-2*one, mid-2*one, x+2*one, mid+2*one)
		case unbroke:
			fill(x-2*one, mid-2*one, x+2*one, mid-one)
			fill(x-2*one, mid+one, x+2*one, mid+2*one)
			fill(x-2*one, mid-one, x-one, mid+one)
			fill(x+one, mid-one, x+2*one, mid+one)
		case aTab:
			right := to - 3*one
			fill(from+2*one, mid, right, mid+one)
			for i := range 4 {
				d := i * one
				fill(right-d-one, mid-d, right-d, mid-d+one)
				fill(right-d-one, mid+d, right-d, mid+d+one)
			}
		}
	}
	return img
}
