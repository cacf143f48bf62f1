package preview

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/preview/page"
)

// No more of a fragment is set up than shows, but for a line or two.
func TestLinesAreThoseThatShow(t *testing.T) {
	const height = 700
	for name, src := range map[string]string{
		"long":      long(1 << 18),
		"paragraph": strings.Repeat("*some* words of a paragraph ", 2000),
		"code":      "```\n" + strings.Repeat("a line\n", 3000) + "```\n",
		"list":      strings.Repeat("- an item\n", 2000),
	} {
		t.Run(name, func(t *testing.T) {
			p := show(t, Options{}, 560, height)
			p.SetDoc(parsed(t, src), page.Header{})
			for step := range 60 {
				for _, s := range p.r.slots {
					top := int(s.box.Position().Y)
					for _, o := range s.texts {
						y := top + int(o.Position().Y)
						if slack := height/8 + 80; y < -slack || y > height+slack {
							t.Fatalf("step %d: %q is set up at %d of %d", step, o.Text, y, height)
						}
					}
				}
				p.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -131)})
			}
		})
	}
}
