package preview

import (
	"image"
	"image/color"
	"testing"

	"galley.app/galley/preview/page"
)

// TestCover holds that a picture fills its box with its middle, undistorted, and
// that only the corners that are asked for are rounded.
func TestCover(t *testing.T) {
	for _, of := range []image.Point{{300, 100}, {100, 300}, {120, 60}, {7, 5}} {
		img := image.NewRGBA(image.Rect(0, 0, of.X, of.Y))
		for y := range of.Y {
			for x := range of.X {
				img.SetRGBA(x, y, color.RGBA{uint8(255 * x / of.X), uint8(255 * y / of.Y), 9, 255})
			}
		}
		cut := cover(img, 120, 60, 10, page.TopLeft|page.BottomRight)
		if cut.Bounds() != image.Rect(0, 0, 120, 60) {
			t.Fatalf("of %v: it is %v", of, cut.Bounds())
		}
		middle := color.NRGBAModel.Convert(cut.At(60, 30)).(color.NRGBA)
		if d := int(middle.R) - 127; d < -24 || d > 24 {
			t.Errorf("of %v: across, the middle of the box shows %v", of, middle)
		}
		if d := int(middle.G) - 127; d < -24 || d > 24 {
			t.Errorf("of %v: down, the middle of the box shows %v", of, middle)
		}
		for at, clear := range map[image.Point]bool{{0, 0}: true, {119, 0}: false, {0, 59}: false, {119, 59}: true} {
			if _, _, _, a := cut.At(at.X, at.Y).RGBA(); (a == 0) != clear {
				t.Errorf("of %v: the corner at %v has alpha %d", of, at, a)
			}
		}
	}
}
