package editor

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// TestOutline goes to headings from the key's palette and from the list above
// the status bar. Both begin at the heading that the caret is below, also when
// the text has moved since it was parsed.
func TestOutline(t *testing.T) {
	const body = "Before.\n\n## One\n\nWords.\n\n### Two\n\nMore words.\n\n## Three\n\nThe last.\n"
	src := "!! title: Parts\n\n---\n\n" + body
	for _, how := range []string{"key", "status bar"} {
		for _, c := range []struct {
			at   string // of the caret
			keys []fyne.KeyName
			want string // what the caret is before
		}{
			{"Before", nil, "## One"},
			{"Words", nil, "## One"},
			{"### Two", nil, "### Two"},
			{"More", nil, "### Two"},
			{"More", []fyne.KeyName{fyne.KeyDown}, "## Three"},
			{"The last", []fyne.KeyName{fyne.KeyDown}, "## One"}, // round
			{"The last", []fyne.KeyName{fyne.KeyUp}, "### Two"},
		} {
			d := newTestWindow(t, map[string]string{"parts.md": src})
			s := d.posts.cur.s
			d.jump(strings.Index(src, c.at))
			for range 3 { // not parsed again: nobody runs the queue
				s.Type("x")
			}
			if how == "key" {
				d.command("Outline")
			} else {
				test.Tap(d.status.Outline)
			}
			for _, k := range append(c.keys, fyne.KeyReturn) {
				d.key(k)
			}
			at := s.Primary().Head
			rest := strings.TrimLeft(s.Text().Slice(at, s.Text().Len()), "x")
			if !strings.HasPrefix(rest, c.want) {
				t.Errorf("%s at %q, %v: the caret is before %.20q, want %q", how, c.at, c.keys, rest, c.want)
			}
			if d.modal.Depth() != 0 {
				t.Fatal("the list is still open")
			}
		}
	}
}

// The list above the status bar ends above the word that opened it, however
// many headings there are, and goes without a change.
func TestOutlineStandsAboveTheStatusBar(t *testing.T) {
	for _, n := range []int{0, 2, 40} {
		d := newTestWindow(t, map[string]string{"parts.md": "!! title: Parts\n\n---\n\n" + strings.Repeat("## Part\n\nWords.\n\n", n)})
		before := d.posts.cur.s.Text().String()
		test.Tap(d.status.Outline)
		list := d.win.Canvas().Overlays().Top()
		if list == nil {
			t.Fatal("no list")
		}
		low, right := float32(0), float32(0)
		for _, o := range test.WidgetRenderer(list.(fyne.Widget)).Objects()[1:3] { // the panel and what is in it
			low = max(low, o.Position().Y+o.Size().Height)
			right = max(right, o.Position().X+o.Size().Width)
		}
		bar := d.o.App.Driver().AbsolutePositionForObject(d.status.Outline)
		if low > bar.Y || low < bar.Y-20 {
			t.Errorf("%d headings: the list ends at %v, the word begins at %v", n, low, bar.Y)
		}
		if end := bar.X + d.status.Outline.Size().Width; right != end {
			t.Errorf("%d headings: the list ends at %v, the word at %v", n, right, end)
		}
		d.write("none such")
		d.key(fyne.KeyReturn)
		d.key(fyne.KeyEscape)
		if d.modal.Depth() != 0 || d.posts.cur.s.Text().String() != before {
			t.Errorf("%d headings: the list is open or the text has changed", n)
		}
	}
}
