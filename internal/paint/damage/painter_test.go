package damage

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// grid is a scene of 10 by 10 rectangles, far enough from each other not to touch.
func grid(t *testing.T) (*scene, []*canvas.Rectangle) {
	test.NewTempApp(t)
	c := newScene(t, func(int) int { return 0 })
	c.size = fyne.NewSize(1000, 1000)
	var all []*canvas.Rectangle
	for i := range 100 {
		r := canvas.NewRectangle(color.NRGBA{uint8(i), 0, 0, 255})
		r.Resize(fyne.NewSize(20, 20))
		r.Move(fyne.NewPos(float32(i%10)*100+20, float32(i/10)*100+20))
		all = append(all, r)
		c.root.Add(r)
	}
	c.dirty = true
	c.round()
	c.screen.painted, c.shown = 0, 0
	return c, all
}

// TestFramePaintsWhatChanged counts what frames cost.
func TestFramePaintsWhatChanged(t *testing.T) {
	c, all := grid(t)
	for _, x := range []struct {
		what           string
		do             func()
		painted, shown int
	}{
		{"nothing", func() {}, 0, 0},
		{"one recoloured", func() { all[3].FillColor = color.Black }, 1, 1},
		{"one moved, seen where it was and where it is", func() { all[3].Move(fyne.NewPos(60, 60)) }, 1, 1},
		{"two far apart", func() { all[0].FillColor, all[99].FillColor = color.Black, color.White }, 2, 1},
		{"one hidden: nothing is left to paint there", func() { all[5].Hide() }, 0, 1},
		{"one on top of others", func() { all[50].Resize(fyne.NewSize(120, 20)) }, 2, 1},
		{"more than is worth telling apart", func() {
			for _, r := range all {
				r.FillColor = color.Gray{9}
			}
		}, 99, 1},
	} {
		x.do()
		c.dirty = true
		c.screen.painted, c.shown = 0, 0
		c.painter.Next()
		if c.screen.painted != x.painted || c.shown != x.shown {
			t.Errorf("%s: painted %d objects and showed %d frames, want %d and %d", x.what, c.screen.painted, c.shown, x.painted, x.shown)
		}
		if c.dirty {
			t.Errorf("%s: still to be painted", x.what)
		}
	}
}

// TestNextLeavesToFyne names the frames that only Fyne can paint.
func TestNextLeavesToFyne(t *testing.T) {
	for _, x := range []struct {
		what string
		do   func(*scene)
	}{
		{"another size", func(c *scene) { c.size.Width++ }},
		{"another least size", func(c *scene) { c.least.Height++ }},
		{"another buffer", func(c *scene) { c.painter.SetOutputSize(10, 10) }},
	} {
		c, all := grid(t)
		x.do(c)
		all[0].FillColor = color.Black
		c.dirty = true
		c.painter.Next()
		if c.shown != 0 || !c.dirty {
			t.Errorf("%s: shown %d times, left to Fyne: %v", x.what, c.shown, c.dirty)
		}
		c.round()
		c.dirty = true
		all[0].FillColor = color.White
		c.painter.Next()
		if c.shown != 2 {
			t.Errorf("%s: after Fyne's own frame the next is left to it too", x.what)
		}
	}
}

// TestLost paints all of a window that lost what was drawn, though nothing in it
// changed.
func TestLost(t *testing.T) {
	c, all := grid(t)
	before := append([]byte(nil), c.screen.img.Pix...)
	clear(c.screen.img.Pix)
	c.painter.Lost()
	if !c.dirty {
		t.Error("no frame is asked for")
	}
	c.painter.Next()
	if c.shown != 0 {
		t.Error("the frame is not left to Fyne, which may know of another size")
	}
	c.round()
	if c.screen.painted != len(all) || !bytes.Equal(c.screen.img.Pix, before) {
		t.Errorf("painted %d objects of %d", c.screen.painted, len(all))
	}
	c.screen.painted, c.dirty = 0, true
	c.painter.Next()
	if c.screen.painted != 0 {
		t.Error("the frame after that is painted whole too")
	}
}

// TestBufferThatIsNotKept paints everything each time.
func TestBufferThatIsNotKept(t *testing.T) {
	c, all := grid(t)
	c.kept = false
	c.gl = c.screen
	p, err := Attach(c.sheet, c.sheet, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	c.round()
	c.screen.painted = 0
	all[0].FillColor = color.Black
	c.dirty = true
	p.Next()
	if c.screen.painted != len(all) {
		t.Errorf("painted %d objects of %d", c.screen.painted, len(all))
	}
}

// TestFramesOfFyneAskForAll has Fyne know of all that is in the window, hidden or not, which window it is in: it asks
// for everything in a frame of Fyne's own, after which Fyne may forget it.
func TestFramesOfFyneAskForAll(t *testing.T) {
	c, all := grid(t)
	hidden := container.NewWithoutLayout(widget.NewLabel("A card that was never shown"))
	hidden.Hide()
	label := widget.NewLabel("Seen")
	c.root.Add(hidden)
	c.root.Add(label)
	all[7].Hide()
	asked := map[fyne.CanvasObject]bool{}
	c.painter.window = func(o fyne.CanvasObject) { asked[o] = true }
	c.size.Width++ // which leaves the frame to Fyne
	c.dirty = true
	c.round()
	want := []fyne.CanvasObject{c.root, hidden, hidden.Objects[0], label, test.WidgetRenderer(label).Objects()[0]}
	for _, r := range all {
		want = append(want, r)
	}
	for _, o := range want {
		if !asked[o] {
			t.Errorf("nobody asked for %T %v", o, o.Position())
		}
	}
}

// TestKeep shows Fyne's painter everything before it forgets it, and changes no pixel.
func TestKeep(t *testing.T) {
	c, all := grid(t)
	before := append([]byte(nil), c.screen.img.Pix...)
	c.painter.Keep()
	if c.screen.painted != 0 {
		t.Errorf("looked at %d objects at once", c.screen.painted)
	}
	c.now = c.now.Add(touchEvery)
	c.painter.Keep()
	if c.screen.painted != len(all) {
		t.Errorf("looked at %d objects after %v, want %d", c.screen.painted, touchEvery, len(all))
	}
	if string(before) != string(c.screen.img.Pix) || c.shown != 0 {
		t.Error("the window changed")
	}
	c.now = c.now.Add(touchEvery)
	c.screen.painted, c.dirty = 0, true
	all[0].FillColor = color.White
	c.painter.Next() // while somebody writes without a rest
	if want := len(all) + 1; c.screen.painted != want {
		t.Errorf("a frame after %v looked at %d objects, want %d", touchEvery, c.screen.painted, want)
	}
}

// TestObjectsAreForgotten lets what is gone from the window go from memory.
func TestObjectsAreForgotten(t *testing.T) {
	c, _ := grid(t)
	c.root.Objects = nil
	for range 2 {
		c.dirty = true
		c.round()
	}
	for _, l := range []list{c.painter.last, c.painter.next} {
		for _, it := range l.items[:cap(l.items)] {
			if it.object != nil {
				t.Fatal("an object that is gone is still held")
			}
		}
	}
}

func TestAttachUnknown(t *testing.T) {
	test.NewTempApp(t)
	for what, c := range map[string]fyne.Canvas{
		"a canvas without GL":         test.NewCanvas(),
		"a canvas without SetPainter": struct{ Canvas }{&sheet{}},
		"painted by something else": struct {
			Canvas
			other
		}{Canvas: &sheet{}},
	} {
		if _, err := Attach(c, &sheet{}, time.Now); !errors.Is(err, ErrCanvas) {
			t.Errorf("%s: got %v", what, err)
		}
	}
}

// other stands for a toolkit whose painters can do something else.
type other struct{}

func (other) Painter() any   { return other{} }
func (other) SetPainter(any) {}

func TestRegion(t *testing.T) {
	r := image.Rect
	for _, x := range []struct {
		what string
		add  []image.Rectangle
		want int
	}{
		{"empty", []image.Rectangle{{}, r(3, 3, 3, 9)}, 0},
		{"apart", []image.Rectangle{r(0, 0, 100, 100), r(500, 500, 600, 600)}, 2},
		{"side by side", []image.Rectangle{r(0, 0, 100, 100), r(100, 0, 200, 100)}, 1},
		{"joined by a third", []image.Rectangle{r(0, 0, 100, 100), r(200, 0, 300, 100), r(90, 0, 210, 100)}, 1},
	} {
		var d region
		for _, a := range x.add {
			d.add(a)
		}
		if len(d) != x.want {
			t.Errorf("%s: %v, want %d areas", x.what, d, x.want)
		}
	}
	var d region
	for i := range 200 {
		d.add(r(i*100, i*i*100, i*100+10, i*i*100+10))
		if len(d) > most {
			t.Fatalf("%d areas", len(d))
		}
	}
}

// TestClips cuts what is in boxes, and boxes in boxes, where Fyne does.
func TestClips(t *testing.T) {
	test.NewTempApp(t)
	c := newScene(t, func(int) int { return 0 })
	ink := canvas.NewRectangle(color.NRGBA{1, 2, 3, 255})
	ink.Resize(fyne.NewSize(80, 60))
	ink.Move(fyne.NewPos(-20, -20))
	inner, outer := &box{objects: []fyne.CanvasObject{ink}}, &box{}
	outer.objects = []fyne.CanvasObject{inner}
	for _, b := range []*box{inner, outer} {
		b.ExtendBaseWidget(b)
		b.Resize(fyne.NewSize(30, 20))
	}
	inner.Move(fyne.NewPos(10, 5))
	for _, x := range []struct {
		scale float32
		at    fyne.Position
	}{{1, fyne.NewPos(20, 30)}, {2, fyne.NewPos(20, 30)}, {1, fyne.NewPos(75, 60)}, {1, fyne.NewPos(-15, -10)}} {
		c.scale = x.scale
		outer.Move(x.at)
		c.root.Objects = []fyne.CanvasObject{outer}
		c.dirty = true
		c.round()
		px := func(v float32) int { return int(v * x.scale) }
		want := image.Rect(px(x.at.X+10), px(x.at.Y+5), px(x.at.X+30), px(x.at.Y+20)).Intersect(c.screen.img.Rect)
		var got image.Rectangle
		for y := range c.screen.img.Rect.Dy() {
			for x := range c.screen.img.Rect.Dx() {
				if c.screen.img.RGBAAt(x, y).R == 1 {
					got = got.Union(image.Rect(x, y, x+1, y+1))
				}
			}
		}
		if got != want {
			t.Errorf("at %v and scale %v: ink in %v, want %v", x.at, x.scale, got, want)
		}
	}
}
