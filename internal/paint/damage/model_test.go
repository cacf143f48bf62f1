package damage

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"math/rand"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/internal/growth"
)

// screen is a GL that paints into a picture. What it paints is made up, but as
// Fyne's painter does it keeps pictures of Rasters until they are freed, rounds
// to whole pixels, lets edges reach beyond an object, and lays colours that are
// half transparent over each other, so that painting anything twice shows.
type screen struct {
	window   *sheet
	img      *image.RGBA
	scale    float32
	size     fyne.Size
	clip     image.Rectangle
	textures map[fyne.CanvasObject]color.NRGBA
	content  func(fyne.CanvasObject) color.NRGBA // of a Raster, at this moment

	painted int // objects, since the last look
}

func newScreen(window *sheet, content func(fyne.CanvasObject) color.NRGBA) *screen {
	return &screen{window: window, textures: map[fyne.CanvasObject]color.NRGBA{}, content: content}
}

// SetOutputSize makes a new buffer for another size.
func (s *screen) SetOutputSize(width, height int) {
	s.size, s.scale = s.window.size, s.window.scale
	if r := image.Rect(0, 0, width, height); s.img == nil || r != s.img.Rect {
		s.img, s.clip = image.NewRGBA(r), r
	}
}

func (s *screen) px(v float32) int { return int(math.Round(float64(v * s.scale))) }

func (s *screen) Init()                           {}
func (s *screen) Capture(fyne.Canvas) image.Image { return s.img }
func (s *screen) SetFrameBufferScale(float32)     {}
func (s *screen) Free(o fyne.CanvasObject)        { delete(s.textures, o) }

func (s *screen) StartClipping(at fyne.Position, size fyne.Size) {
	below := s.px(s.size.Height - at.Y - size.Height)
	x, y := s.px(at.X), s.img.Rect.Dy()-below-s.px(size.Height)
	s.clip = image.Rect(x, y, x+s.px(size.Width), y+s.px(size.Height)).Intersect(s.img.Rect)
}

func (s *screen) StopClipping() { s.clip = s.img.Rect }

func (s *screen) Clear() {
	draw.Draw(s.img, s.clip, image.NewUniform(color.NRGBA{200, 210, 220, 255}), image.Point{}, draw.Src)
}

func (s *screen) fill(at fyne.Position, size fyne.Size, c color.Color) {
	r := image.Rect(s.px(at.X), s.px(at.Y), s.px(at.X+size.Width), s.px(at.Y+size.Height))
	for _, r := range []image.Rectangle{r.Inset(-1), r} { // the outer pixel is its soft edge
		draw.Draw(s.img, r.Intersect(s.clip), image.NewUniform(c), image.Point{}, draw.Over)
	}
}

func (s *screen) Paint(o fyne.CanvasObject, at fyne.Position, _ fyne.Size) {
	s.painted++
	switch o := o.(type) {
	case *canvas.Rectangle:
		s.fill(at, o.Size(), o.FillColor)
	case *canvas.Circle:
		s.fill(at, o.Size(), o.FillColor)
	case *canvas.Line:
		s.fill(at.SubtractXY(o.StrokeWidth/2, o.StrokeWidth/2), o.Size().AddWidthHeight(o.StrokeWidth, o.StrokeWidth), o.StrokeColor)
	case *canvas.Text:
		if o.Text == "" || o.Text == " " {
			return
		}
		h := fnv.New32a()
		fmt.Fprint(h, o.Text, o.TextSize)
		n := h.Sum32()
		size := o.MinSize()
		if o.Alignment == fyne.TextAlignTrailing {
			at.X += o.Size().Width - size.Width
		}
		s.fill(at, size, color.NRGBA{uint8(n), uint8(n >> 8), uint8(n >> 16), 160})
	case *canvas.Raster:
		c, ok := s.textures[o]
		if !ok {
			c = s.content(o)
			s.textures[o] = c
		}
		s.fill(at, o.Size(), c)
	case *blob:
		s.fill(at, o.Size(), *o.colour)
	}
}

// blob is an object that package damage knows nothing of.
type blob struct {
	canvas.Rectangle
	colour *color.NRGBA
}

// box is a widget that cuts what is in it.
type box struct {
	widget.BaseWidget
	objects []fyne.CanvasObject
}

func (b *box) CreateRenderer() fyne.WidgetRenderer { return &boxRenderer{b} }

type boxRenderer struct{ *box }

func (r *boxRenderer) IsClip()                      {}
func (r *boxRenderer) Layout(fyne.Size)             {}
func (r *boxRenderer) MinSize() fyne.Size           { return fyne.NewSize(1, 1) }
func (r *boxRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *boxRenderer) Destroy()                     {}
func (r *boxRenderer) Refresh()                     {}

// sheet is a canvas and its surface.
type sheet struct {
	fyne.Canvas
	size, least fyne.Size
	scale       float32
	trees       []fyne.CanvasObject
	dirty       bool
	queue       []fyne.CanvasObject // to be freed
	gl          gl
	kept        bool
	shown       int
}

// gl is to sheet what the interface of Fyne's painters is to Fyne's canvas.
type gl interface {
	Init()
	Capture(fyne.Canvas) image.Image
	Clear()
	Free(fyne.CanvasObject)
	Paint(fyne.CanvasObject, fyne.Position, fyne.Size)
	SetFrameBufferScale(float32)
	SetOutputSize(int, int)
	StartClipping(fyne.Position, fyne.Size)
	StopClipping()
}

func (s *sheet) Size() fyne.Size                  { return s.size }
func (s *sheet) MinSize() fyne.Size               { return s.least }
func (s *sheet) Scale() float32                   { return s.scale }
func (s *sheet) ObjectTrees() []fyne.CanvasObject { return s.trees }
func (s *sheet) SetDirty()                        { s.dirty = true }
func (s *sheet) EnsureMinSize() bool              { return false }
func (s *sheet) Painter() gl                      { return s.gl }
func (s *sheet) SetPainter(p gl)                  { s.gl = p }
func (s *sheet) Use(f func())                     { f() }
func (s *sheet) Show()                            { s.shown++ }
func (s *sheet) Kept() bool                       { return s.kept }

func (s *sheet) CheckDirtyAndClear() bool {
	was := s.dirty
	s.dirty = false
	return was
}

func (s *sheet) FreeDirtyTextures() uint64 {
	n := len(s.queue)
	for _, o := range s.queue {
		s.gl.Free(o)
	}
	s.queue = nil
	return uint64(n)
}

// round is Fyne's own: it paints the window if anything has changed.
func (s *sheet) round() {
	if !s.CheckDirtyAndClear() {
		return
	}
	s.EnsureMinSize()
	s.FreeDirtyTextures()
	s.gl.SetFrameBufferScale(1)
	s.gl.SetOutputSize(int(math.Ceil(float64(s.size.Width*s.scale))), int(math.Ceil(float64(s.size.Height*s.scale))))
	s.gl.Clear()
	for _, o := range s.trees {
		s.gl.StartClipping(fyne.Position{}, s.size)
		s.gl.Paint(o, o.Position(), s.size)
		s.gl.StopClipping()
	}
	s.Show()
}

// scene is what a program does to its window.
type scene struct {
	*sheet
	screen  *screen
	root    *fyne.Container
	colours map[fyne.CanvasObject]color.NRGBA // of the Rasters
	pick    func(n int) int
	painter *Painter
	now     time.Time
}

func newScene(t *testing.T, pick func(n int) int) *scene {
	c := &scene{
		sheet:   &sheet{size: fyne.NewSize(90, 70), scale: 1, kept: true},
		colours: map[fyne.CanvasObject]color.NRGBA{}, pick: pick, root: &fyne.Container{}, now: time.Unix(0, 0),
	}
	c.screen = newScreen(c.sheet, func(o fyne.CanvasObject) color.NRGBA { return c.colours[o] })
	c.gl = c.screen
	c.root.Resize(c.size)
	c.trees = []fyne.CanvasObject{c.root}
	p, err := Attach(c.sheet, c.sheet, func() time.Time { return c.now })
	if err != nil {
		t.Fatal(err)
	}
	c.painter = p
	c.round()
	return c
}

func (c *scene) colour() color.NRGBA {
	return color.NRGBA{uint8(c.pick(256)), uint8(c.pick(256)), uint8(c.pick(256)), uint8(100 + c.pick(156))}
}

func (c *scene) place(o fyne.CanvasObject) {
	o.Resize(fyne.NewSize(float32(2+c.pick(40)), float32(2+c.pick(25))))
	o.Move(fyne.NewPos(float32(c.pick(100)-10), float32(c.pick(80)-10)))
}

func (c *scene) object() fyne.CanvasObject {
	var o fyne.CanvasObject
	switch c.pick(8) {
	case 0:
		o = canvas.NewText(fmt.Sprint("words ", c.pick(50)), c.colour())
	case 1:
		l := canvas.NewLine(c.colour())
		l.StrokeWidth = float32(1 + c.pick(6))
		o = l
	case 2:
		o = canvas.NewCircle(c.colour())
	case 3:
		o = canvas.NewRaster(nil)
		c.colours[o] = c.colour()
	case 4:
		colour := c.colour()
		o = &blob{colour: &colour}
	case 5:
		b := &box{}
		b.ExtendBaseWidget(b)
		b.objects = []fyne.CanvasObject{c.object(), c.object()}
		o = b
	case 6:
		text := canvas.NewText(fmt.Sprint("to the right ", c.pick(50)), c.colour())
		text.Alignment, text.TextSize = fyne.TextAlignTrailing, float32(5+c.pick(12))
		o = text
	default:
		o = canvas.NewRectangle(c.colour())
	}
	c.place(o)
	return o
}

// children is a list of objects somewhere in the tree.
func (c *scene) children() *[]fyne.CanvasObject {
	lists := []*[]fyne.CanvasObject{&c.root.Objects}
	for _, o := range c.root.Objects {
		if b, ok := o.(*box); ok {
			lists = append(lists, &b.objects)
		}
	}
	return lists[c.pick(len(lists))]
}

// change does one thing, as a program would: it says what it did to Fyne.
func (c *scene) change() {
	c.dirty = true
	all := c.children()
	if len(*all) == 0 {
		*all = append(*all, c.object())
		return
	}
	i := c.pick(len(*all))
	o := (*all)[i]
	switch c.pick(14) {
	case 0, 1:
		*all = append((*all)[:i], append([]fyne.CanvasObject{c.object()}, (*all)[i:]...)...)
	case 2:
		*all = append((*all)[:i], (*all)[i+1:]...)
	case 3:
		j := c.pick(len(*all))
		(*all)[i], (*all)[j] = (*all)[j], (*all)[i]
	case 4:
		o.Hide()
	case 5:
		o.Show()
	case 6:
		c.place(o)
	case 7:
		*all = append(*all, o) // once more
	case 8:
		if c.pick(4) == 0 {
			c.scale = []float32{1, 1.25, 1.5, 2}[c.pick(4)]
		}
	case 9:
		if c.pick(4) == 0 {
			c.size = fyne.NewSize(float32(60+c.pick(60)), float32(50+c.pick(50)))
		}
	case 10:
		c.now = c.now.Add(time.Duration(c.pick(30)) * time.Second)
	default:
		switch o := o.(type) {
		case *canvas.Text:
			o.Text = fmt.Sprint("others ", c.pick(50))
		case *canvas.Line:
			o.StrokeWidth = float32(1 + c.pick(6))
		case *canvas.Circle:
			o.FillColor = c.colour()
		case *canvas.Rectangle:
			o.FillColor = c.colour()
		case *canvas.Raster:
			c.colours[o] = c.colour()
			c.queue = append(c.queue, o)
		case *blob:
			*o.colour = c.colour()
		}
	}
}

// whole is the window as a painter that knows nothing of before paints it.
func (c *scene) whole() *image.RGBA {
	fresh := &sheet{size: c.size, scale: c.scale, trees: c.trees, dirty: true}
	s := newScreen(fresh, c.screen.content)
	fresh.gl = s
	if _, err := Attach(fresh, fresh, time.Now); err != nil {
		panic(err)
	}
	fresh.round()
	return s.img
}

// run makes n changes and compares the window with one painted as a whole after
// each frame.
func run(t *testing.T, n int, pick func(n int) int) {
	c := newScene(t, pick)
	for i := range n {
		for range 1 + pick(3) {
			c.change()
		}
		if pick(2) == 0 {
			c.painter.Next()
		}
		c.round()
		if want := c.whole(); !bytes.Equal(c.screen.img.Pix, want.Pix) {
			save(t, "got.png", c.screen.img)
			save(t, "want.png", want)
			t.Fatalf("after %d frames the window is not what it would be if it were painted whole: see failed/", i+1)
		}
	}
}

func save(t *testing.T, name string, m image.Image) {
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll("failed", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("failed", name), b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestFrames(t *testing.T) {
	growth.Alone(t)
	test.NewTempApp(t)
	for seed := range int64(60) {
		r := rand.New(rand.NewSource(seed))
		run(t, 80, r.Intn)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func FuzzFrames(f *testing.F) {
	f.Add([]byte("any bytes are a program"))
	f.Fuzz(func(t *testing.T, program []byte) {
		test.NewTempApp(t)
		at := 0
		run(t, min(len(program), 200)/4, func(n int) int {
			if at >= len(program) {
				return 0
			}
			at++
			return int(program[at-1]) % n
		})
	})
}
