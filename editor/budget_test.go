package editor

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// walk calls f with each canvas object that a frame of the window draws.
func walk(o fyne.CanvasObject, f func(fyne.CanvasObject)) {
	if !o.Visible() {
		return
	}
	switch x := o.(type) {
	case *fyne.Container:
		for _, k := range x.Objects {
			walk(k, f)
		}
	case fyne.Widget:
		for _, k := range test.WidgetRenderer(x).Objects() {
			walk(k, f)
		}
	default:
		f(o)
	}
}

// Each frame asks every object for its size and draws it, and each pixel that
// a rectangle covers costs as much as a pixel of text.
func TestWindowIsCheapToPaint(t *testing.T) {
	files := map[string]string{}
	for i := range 300 {
		files[fmt.Sprintf("post-%d.md", i)] = marbles + strings.Repeat("On a *good* week one person does both.\n\n", 500)
	}
	d := newTestWindow(t, files)
	objects, area := 0, float32(0)
	walk(d.win.Content(), func(o fyne.CanvasObject) {
		objects++
		if r, ok := o.(*canvas.Rectangle); ok && r.FillColor != nil {
			if _, _, _, a := r.FillColor.RGBA(); a > 0 {
				area += o.Size().Width * o.Size().Height
			}
		}
	})
	if objects > 310 {
		t.Errorf("%d objects", objects)
	}
	if window := float32(1400 * 880); area > 1.1*window {
		t.Errorf("rectangles cover the window %.2f times", area/window)
	}
}
