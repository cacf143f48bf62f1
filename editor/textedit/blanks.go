package textedit

import (
	"encoding/binary"
	"image"
	"image/color"
	"math"
	"slices"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/editor/rows"
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
	rows   map[string][]*blankRow // by where the blanks stand; rows may be alike
	count  int                    // of the pictures in rows
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
func (r *renderer) drawBlanks(col column) {
	b := &r.blanks
	if !r.ed.view.appearance.WhiteSpace {
		b.rows = nil
		return
	}
	b.frame++
	if c := r.colours.faint; b.rows == nil || b.colour != c || b.high != r.ed.view.line.height {
		b.rows, b.count, b.colour, b.high = map[string][]*blankRow{}, 0, c, r.ed.view.line.height
	}
	width := col.width + curPad
	for _, box := range r.visible {
		if !r.blanksOf(box, width) {
			continue
		}
		var row *blankRow
		for _, r := range b.rows[string(b.key)] {
			if r.frame != b.frame {
				row = r
				break
			}
		}
		if row == nil {
			row = r.newBlankRow(append([]byte(nil), b.key...), width)
			b.rows[string(b.key)] = append(b.rows[string(b.key)], row)
			b.count++
		}
		row.frame = b.frame
		row.Move(fyne.NewPos(col.left, box.y))
		b.drawn = append(b.drawn, row.Raster)
	}
	if b.count > maxBlankRows {
		for k, rows := range b.rows {
			rows = slices.DeleteFunc(rows, func(r *blankRow) bool { return r.frame != b.frame })
			if b.rows[k] = rows; len(rows) == 0 {
				delete(b.rows, k)
			}
		}
		b.count = len(b.drawn)
	}
}

// blanksOf fills the key with the blanks of a row: kind, first and last pixel
// of each. It reports whether there are any.
func (r *renderer) blanksOf(box rowBox, width float32) bool {
	b, s := &r.blanks, box.row.String()
	b.key = binary.LittleEndian.AppendUint16(b.key[:0], uint16(r.ed.view.fontSize*4))
	b.key = binary.LittleEndian.AppendUint16(b.key, uint16(width))
	head := len(b.key)
	ink := len(ink(s))
	for i := 0; i < len(s); {
		if n := rows.JoinLen(s[i:]); n > 0 {
			i += n
			continue
		}
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
func (r *renderer) newBlankRow(key []byte, width float32) *blankRow {
	high, base, size, c := r.ed.view.line.height, r.ed.view.line.base, r.ed.view.fontSize, r.blanks.colour
	o := canvas.NewRaster(func(w, h int) image.Image {
		return paintBlanks(key[4:], w, h, float32(w)/width, base-size*0.27, size, c)
	})
	o.ScaleMode = canvas.ImageScalePixels
	o.Resize(fyne.NewSize(width, high))
	return &blankRow{Raster: o}
}

// paintBlanks paints a row's blanks at a scale, their middle at y.
func paintBlanks(key []byte, w, h int, scale, y, size float32, c color.NRGBA) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	y, size = float32(int(y*scale))+0.5, size*scale
	faint := c
	faint.A = uint8(float32(c.A) * 0.6)
	// ring covers what is between two distances from x.
	ring := func(x, inner, outer float32, c color.NRGBA) {
		for py := int(y - outer - 1); py <= int(y+outer+1); py++ {
			for px := int(x - outer - 1); px <= int(x+outer+1); px++ {
				d := float32(math.Hypot(float64(float32(px)+0.5-x), float64(float32(py)+0.5-y)))
				cover := max(0, min(1, outer+0.5-d)) * max(0, min(1, d-inner+0.5))
				if p := image.Pt(px, py); cover > 0 && p.In(img.Rect) {
					part := c
					part.A = uint8(float32(c.A) * cover)
					img.Set(px, py, part)
				}
			}
		}
	}
	for ; len(key) >= 5; key = key[5:] {
		from := float32(binary.LittleEndian.Uint16(key[1:])) * scale
		to := float32(binary.LittleEndian.Uint16(key[3:])) * scale
		x := (from + to) / 2
		dot := min(size/14, (to-from)/2-0.5)
		switch key[0] {
		case aSpace:
			ring(x, -1, dot, faint)
		case atEnd:
			ring(x, -1, min(dot*1.8, (to-from)/2-0.5), c)
		case unbroke:
			outer := max(1.4, min(dot*1.6, (to-from)/2-0.5))
			ring(x, outer-1, outer, c)
		case aTab:
			left, right, head := from+dot, to-2*dot, min(3*dot, (to-from)/3)
			for px := int(left); px < int(right); px++ {
				img.Set(px, int(y), faint)
				if d := int(right) - 1 - px; d <= int(head) {
					img.Set(px, int(y)-d, faint)
					img.Set(px, int(y)+d, faint)
				}
			}
		}
	}
	return img
}
