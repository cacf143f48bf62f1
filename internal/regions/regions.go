// Package regions is test support: it tells another process where the parts of a
// window are, so that tests of the whole program name what they look at and click
// on. Only the program that is built for those tests has it, by the build tag
// "regions".
package regions

import (
	"encoding/json"
	"fmt"
	"image"
	"math"
	"net"
	"reflect"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/internal/control"
)

// A Region is a part of a window that is seen.
type Region struct {
	Kinds string          // of the widgets that it is in and of itself, such as "control.Panes/editor.form/field.Field"
	Words string          // that are drawn, or what a button says that it does
	Rect  image.Rectangle // in pixels from the window's left top corner, as far as it is seen
	Layer int             // 0 is the window; what lies over it has higher ones
	Cut   bool            // of words: some are not seen, for want of room beside or, where nothing scrolls, below them
}

// Address is where a process serves the regions of its window: a socket that is
// no file.
func Address(pid int) string { return fmt.Sprintf("@galley-regions-%d", pid) }

// Serve answers whoever asks with the regions of the window as they are then, in
// JSON, until the process ends.
func Serve(w fyne.Window, network, address string) error {
	l, err := net.Listen(network, address)
	if err != nil {
		return err
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			var all []Region
			fyne.DoAndWait(func() { all = Of(w.Canvas()) })
			_ = json.NewEncoder(c).Encode(all) // who asked may be gone
			_ = c.Close()
		}
	}()
	return nil
}

// Of lists the regions of what a canvas shows, from the back to the front.
func Of(c fyne.Canvas) (all []Region) {
	whole := image.Rectangle{Max: pixels(c, fyne.Position{}.Add(c.Size()))}
	trees := append([]fyne.CanvasObject{c.Content()}, c.Overlays().List()...)
	if drawn, ok := c.(interface{ ObjectTrees() []fyne.CanvasObject }); ok {
		trees = drawn.ObjectTrees() // with the menu bar
	}
	layer := 0
	var walk func(o fyne.CanvasObject, at fyne.Position, clip box, kinds string)
	walk = func(o fyne.CanvasObject, at fyne.Position, clip box, kinds string) {
		if o == nil || !o.Visible() {
			return
		}
		at = at.Add(o.Position())
		seen := image.Rectangle{Min: pixels(c, at), Max: pixels(c, at.Add(o.Size()))}.Intersect(clip.Rectangle)
		add := func(words string) {
			if !seen.Empty() {
				all = append(all, Region{Kinds: kinds, Words: words, Rect: seen, Layer: layer})
			}
		}
		switch o := o.(type) {
		case *fyne.Container:
			for _, child := range o.Objects {
				walk(child, at, clip, kinds)
			}
		case fyne.Widget:
			kind := strings.TrimPrefix(reflect.TypeOf(o).String(), "*")
			if _, short := o.(*control.Short); short {
				kind = "control.Label" // which it is, to who reads it
			}
			kinds = strings.TrimPrefix(kinds+"/"+kind, "/")
			words := ""
			if b, ok := o.(*control.Button); ok {
				words = b.Label
				if words == "" {
					words = b.Tip
				}
			}
			add(words)
			if _, cuts := o.(fyne.Scrollable); cuts {
				clip = box{seen, true}
			}
			for _, child := range test.WidgetRenderer(o).Objects() {
				walk(child, at, clip, kinds)
			}
		case *canvas.Text:
			if o.Text != "" {
				kinds += "/text"
				add(o.Text)
				whole := image.Rectangle{Min: pixels(c, at), Max: pixels(c, at.Add(o.MinSize()))}
				part := whole.Intersect(clip.Rectangle)
				const rounding = 2
				if !seen.Empty() {
					all[len(all)-1].Cut = whole.Dx()-part.Dx() > rounding || !clip.scrolls && whole.Dy()-part.Dy() > rounding
				}
			}
		case *canvas.Raster: // text that is drawn as an image, for one
			kinds += "/raster"
			add("")
		}
	}
	for i, t := range trees {
		layer = i
		walk(t, fyne.Position{}, box{whole, false}, "")
	}
	return all
}

// box is what of the window a thing is seen in.
type box struct {
	image.Rectangle
	scrolls bool
}

// pixels is a place of a canvas in whole pixels.
func pixels(c fyne.Canvas, at fyne.Position) image.Point {
	x, y := c.PixelCoordinateForPosition(at)
	return image.Pt(int(math.Round(float64(x))), int(math.Round(float64(y))))
}
