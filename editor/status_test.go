package editor

import (
	"testing"

	"fyne.io/fyne/v2"
)

func TestStatusBarFits(t *testing.T) {
	d := newTestWindow(t, one())
	for _, width := range []float32{480, 600, 860, 1400} {
		for _, note := range []string{"", "Changed outside Galley and read again. Undo brings the text before back, and all is as it was."} {
			d.win.Resize(fyne.NewSize(width, 700))
			d.say(note)
			end := float32(0)
			for _, o := range d.status.bar.Objects {
				if !o.Visible() || o.Size().Width == 0 {
					continue
				}
				if o.Position().X < end {
					t.Errorf("at %v pixels %T at %v lies over what ends at %v", width, o, o.Position().X, end)
				}
				end = o.Position().X + o.Size().Width
			}
			if end > d.status.bar.Size().Width || end < d.status.bar.Size().Width-1 {
				t.Errorf("at %v pixels the last part ends at %v of %v", width, end, d.status.bar.Size().Width)
			}
		}
	}
}
