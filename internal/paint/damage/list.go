package damage

import (
	"hash/maphash"
	"image"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// margin is how far beyond its own size an object's soft edges and the rounding
// to whole pixels may reach, in pixels.
const margin = 3

// An item is an object of a frame as it was painted.
type item struct {
	object fyne.CanvasObject
	at     fyne.Position   // of its top left corner in the window
	bounds image.Rectangle // all pixels that it may touch
	clip   image.Rectangle // what is beyond is not drawn
	looks  uint64          // a digest of all else that decides on its pixels
	known  bool            // looks tells all there is to tell
}

// A list is what a frame shows, from back to front.
type list struct {
	items []item
	index map[fyne.CanvasObject]int // of its first item
	size  fyne.Size                 // of the window
	scale float32                   // pixels to a unit of Fyne's
	high  int                       // the window, in pixels
	seed  maphash.Seed              // of the digests, the same for lists that are compared
}

// read makes it the list of what trees of objects show.
func (l *list) read(trees []fyne.CanvasObject, size fyne.Size, scale float32, high int) {
	clear(l.items) // objects that are gone must not stay in memory
	l.items, l.size, l.scale, l.high = l.items[:0], size, scale, high
	if l.index == nil {
		l.index = map[fyne.CanvasObject]int{}
	}
	clear(l.index)
	everything := image.Rect(math.MinInt32, math.MinInt32, math.MaxInt32, math.MaxInt32)
	for _, t := range trees {
		l.tree(t, fyne.Position{}, everything)
	}
}

// tree adds an object and all that is visible in it, in the order in which Fyne
// paints.
func (l *list) tree(o fyne.CanvasObject, at fyne.Position, clip image.Rectangle) {
	if o == nil || !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	_, cuts := o.(fyne.Scrollable)
	var children []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		children = o.Objects
	case fyne.Widget:
		r := test.WidgetRenderer(o) // the only public way to what a widget consists of
		children = r.Objects()
		if _, ok := r.(interface{ IsClip() }); ok {
			cuts = true
		}
	default:
		l.add(o, at, clip)
	}
	if cuts {
		clip = clip.Intersect(l.pixels(at, o.Size()))
	}
	for _, c := range children {
		l.tree(c, at, clip)
	}
}

// pixels is an area as Fyne's painter cuts to it: rounded, and counted from the
// bottom.
func (l *list) pixels(at fyne.Position, size fyne.Size) image.Rectangle {
	px := func(v float32) int { return int(math.Round(float64(v * l.scale))) }
	x, y := px(at.X), l.high-px(l.size.Height-at.Y-size.Height)-px(size.Height)
	return image.Rect(x, y, x+px(size.Width), y+px(size.Height))
}

// units is what becomes that area of pixels.
func (l *list) units(r image.Rectangle) (at fyne.Position, size fyne.Size) {
	size = fyne.NewSize(float32(r.Dx())/l.scale, float32(r.Dy())/l.scale)
	return fyne.NewPos(float32(r.Min.X)/l.scale, l.size.Height-size.Height-float32(l.high-r.Max.Y)/l.scale), size
}

// add puts an object on top of the others.
func (l *list) add(o fyne.CanvasObject, at fyne.Position, clip image.Rectangle) {
	it := item{object: o, at: at, clip: clip, known: true}
	size, reach := o.Size(), float32(0) // reach is how far it is drawn beyond its size
	switch o := o.(type) {
	case *canvas.Rectangle:
		it.looks = digest(l, *o)
	case *canvas.Line:
		it.looks, reach = digest(l, *o), o.StrokeWidth
	case *canvas.Circle:
		it.looks, reach = digest(l, *o), o.StrokeWidth
	case *canvas.Polygon:
		it.looks, reach = digest(l, *o), o.StrokeWidth
	case *canvas.Arc:
		it.looks, reach = digest(l, *o), o.StrokeWidth
	case *canvas.Text:
		if o.Text == "" || o.Text == " " {
			return // Fyne draws neither
		}
		it.looks = digest(l, *o)
		// It is as long as its words, whatever its size, and to whichever side.
		least := o.MinSize()
		size, reach = size.Max(least), o.TextSize
		if o.Alignment != fyne.TextAlignLeading {
			reach += least.Width
		}
	case *canvas.Image:
		it.looks = digest(l, struct {
			fill          canvas.ImageFill
			corner        float32
			alpha, aspect float64
		}{o.FillMode, o.CornerRadius, o.Alpha(), float64(o.Aspect())})
	case *canvas.Raster:
		it.looks = digest(l, o.Alpha())
	case *canvas.LinearGradient, *canvas.RadialGradient:
	default:
		it.known = false
	}
	it.bounds = image.Rect(
		int(math.Floor(float64((at.X-reach)*l.scale)))-margin, int(math.Floor(float64((at.Y-reach)*l.scale)))-margin,
		int(math.Ceil(float64((at.X+size.Width+reach)*l.scale)))+margin, int(math.Ceil(float64((at.Y+size.Height+reach)*l.scale)))+margin,
	).Intersect(clip)
	if it.bounds.Empty() {
		return
	}
	if _, twice := l.index[o]; !twice {
		l.index[o] = len(l.items)
	}
	l.items = append(l.items, it)
}

// digest is a number that differs, but for one case in 2⁶⁴, where v differs.
func digest[T comparable](l *list, v T) uint64 {
	return maphash.Comparable(l.seed, v)
}

// changes calls f for each area in which two lists differ. fresh tells of an
// object that is equal in both whether it looks different all the same.
func changes(old, now *list, fresh func(fyne.CanvasObject) bool, f func(image.Rectangle)) {
	met := 0   // of the old items
	last := -1 // the highest index of those
	for i := range now.items {
		it := &now.items[i]
		j, ok := i, i < len(old.items) && old.items[i].object == it.object
		if !ok {
			j, ok = old.index[it.object]
		}
		if ok && now.index[it.object] != i {
			ok = false // a second time: its place among the old ones is not known
		}
		if !ok {
			f(it.bounds)
			continue
		}
		met++
		was := &old.items[j]
		// Of two objects that changed places one comes behind the last.
		if j < last || !it.known || was.at != it.at || was.bounds != it.bounds || was.clip != it.clip || was.looks != it.looks || fresh(it.object) {
			f(was.bounds)
			f(it.bounds)
		}
		last = max(last, j)
	}
	if met == len(old.items) {
		return
	}
	for i := range old.items {
		it := &old.items[i]
		if _, ok := now.index[it.object]; !ok || old.index[it.object] != i {
			f(it.bounds)
		}
	}
}
