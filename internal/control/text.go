package control

import (
	"image/color"
	"math"
	"strings"
	"sync"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/rivo/uniseg"

	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

func round(v float32) float32 { return float32(math.Round(float64(v))) }

// text is a canvas text in one of the embedded faces.
func text(s string, size float32, face typeset.Face) *canvas.Text {
	t := canvas.NewText(s, theme.Color(theme.Ink))
	t.TextSize = size
	t.FontSource = theme.Font(face)
	return t
}

// beyond tells whether s has characters that the embedded faces lack, or may
// lack: those of emoji, symbols and scripts other than Latin, Greek and Cyrillic.
func beyond(s string) bool {
	for _, r := range s {
		if r >= 0x0590 && r < 0x1D00 || r >= 0x2190 {
			return true
		}
	}
	return false
}

// source is what s is drawn with: a face, or where that is not enough Fyne's
// own choice, which alone knows the faces of emoji.
func source(s string, face typeset.Face) (fyne.Resource, fyne.TextStyle) {
	if beyond(s) && !covers(face, s) {
		return otherFace(face)
	}
	return theme.Font(face), fyne.TextStyle{}
}

// otherFace is Fyne's own choice, as bold as a face.
func otherFace(face typeset.Face) (fyne.Resource, fyne.TextStyle) {
	switch face {
	case typeset.SansBold, typeset.SerifBold, typeset.SerifBoldItalic, typeset.MonoBold, typeset.MonoBoldItalic:
		return nil, fyne.TextStyle{Bold: true}
	}
	return nil, fyne.TextStyle{}
}

// say sets what a text says, its colour and what draws that.
func say(t *canvas.Text, s string, face typeset.Face, c color.Color) {
	t.Text, t.Color = s, c
	t.FontSource, t.TextStyle = source(s, face)
}

// measurer remembers what it learned of the faces and the sizes of texts, for all
// of them.
var measurer struct {
	sync.Mutex
	*typeset.Measurer
}

// covers reports whether a face has all characters of s. Those of Fyne's own choice
// are megabytes, and the interface's ticks and triangles are in its own face.
func covers(face typeset.Face, s string) bool {
	measurer.Lock()
	defer measurer.Unlock()
	return shared().Covers(face, s)
}

// shared is the measurer, for who has locked it.
func shared() *typeset.Measurer {
	if measurer.Measurer == nil {
		measurer.Measurer = typeset.NewMeasurer(nil)
	}
	return measurer.Measurer
}

// measured is the size of s in pixels, as Fyne measures it with that font.
func measured(s string, size float32, face typeset.Face, font fyne.Resource, style fyne.TextStyle) fyne.Size {
	if font != nil && style == (fyne.TextStyle{}) {
		measurer.Lock()
		w, h, ok := shared().Label(face, size, s)
		measurer.Unlock()
		if ok {
			return fyne.NewSize(w, h)
		}
	}
	m, _ := fyne.CurrentApp().Driver().RenderedTextSize(s, size, style, font)
	return m
}

// sizeOf is t's least size, for less than t itself takes to tell it.
func sizeOf(t *canvas.Text) fyne.Size {
	if face, ok := faceOf(t); ok {
		return measured(t.Text, t.TextSize, face, t.FontSource, t.TextStyle)
	}
	return t.MinSize()
}

// faceOf is the embedded face that t is drawn in, if it is one.
func faceOf(t *canvas.Text) (face typeset.Face, ok bool) {
	if t.FontSource == nil {
		return 0, false
	}
	for _, face := range typeset.Faces() {
		if typeset.FontName(face) == t.FontSource.Name() {
			return face, true
		}
	}
	return 0, false
}

// Place puts t so that its line box of that height starts at x, y, the same
// for every face: the text stands in the middle of the line.
func Place(t *canvas.Text, x, y, line float32) {
	size := sizeOf(t)
	t.Resize(size)
	t.Move(fyne.NewPos(round(x), y+round((line-size.Height)/2)))
}

// Fit shortens s to width pixels with an ellipsis.
func Fit(s string, width, size float32, face typeset.Face) string {
	if fits(s, width, size, face) {
		return s
	}
	ends := []int{0} // of the clusters, up to some that do not fit
	lo, hi := 0, 0
	rest, state := s, -1
	for most := 32; ; most *= 2 {
		for rest != "" && len(ends) <= most {
			var cluster string
			cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
			ends = append(ends, ends[len(ends)-1]+len(cluster))
		}
		hi = len(ends) - 1
		if rest == "" || Measure(s[:ends[hi]]+"…", size, face) > width {
			break
		}
		lo = hi
	}
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if Measure(s[:ends[mid]]+"…", size, face) <= width {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return s[:ends[lo]] + "…"
}

// FitMiddle shortens s to width pixels with an ellipsis in its middle, so that both
// its beginning and its end can be read.
func FitMiddle(s string, width, size float32, face typeset.Face) string {
	if fits(s, width, size, face) {
		return s
	}
	const most = 400 // clusters at each end: more than any row has room for
	head, tail := ends(s, most)
	cut := func(n int) string {
		back := n * 2 / 5
		return strings.TrimRight(s[:head[n-back]], " ") + "…" + strings.TrimLeft(s[tail[back]:], " ")
	}
	lo, hi := 0, min(len(head), len(tail))-1
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if Measure(cut(mid), size, face) <= width {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return cut(lo)
}

// ends returns where the first clusters of s end and where the last ones begin, as
// offsets; entry n is that of n clusters.
func ends(s string, most int) (head, tail []int) {
	head, all := []int{0}, []int{}
	rest, state := s, -1
	for at := 0; rest != ""; {
		var cluster string
		all = append(all, at)
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if at += len(cluster); len(head) <= most {
			head = append(head, at)
		}
	}
	tail = []int{len(s)}
	for i := len(all) - 1; i >= 0 && len(tail) <= most; i-- {
		tail = append(tail, all[i])
	}
	return head, tail
}

// fits reports whether s is at most width pixels wide. Of one that is much longer
// no more is measured than its start.
func fits(s string, width, size float32, face typeset.Face) bool {
	for n := 256; n < len(s); n *= 4 {
		end := n
		for end > 0 && !utf8.RuneStart(s[end]) {
			end--
		}
		if Measure(s[:end], size, face) > width {
			return false
		}
	}
	return Measure(s, size, face) <= width
}

// NewText makes an empty canvas text in one of the embedded faces.
func NewText(size float32, face typeset.Face) *canvas.Text { return text("", size, face) }

// SetText changes what a text says and its colour. What its face may lack is
// drawn in Fyne's own choice, which stays until FontSource is set anew.
func SetText(t *canvas.Text, s string, c color.NRGBA) {
	t.Text, t.Color, t.TextStyle = s, c, fyne.TextStyle{}
	if face, ok := faceOf(t); !beyond(s) || ok && covers(face, s) {
		return
	}
	bold := t.FontSource == theme.Font(typeset.SansBold) || t.FontSource == theme.Font(typeset.SerifBold)
	t.FontSource, t.TextStyle = nil, fyne.TextStyle{Bold: bold}
}
