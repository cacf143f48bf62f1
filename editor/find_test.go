package editor

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

// The commands of the Edit menu reach the find bar, and it the open post.
func TestFindCommands(t *testing.T) {
	d := newTestWindow(t, one())
	d.command("Find")
	d.write("JAR")
	if x := d.posts.cur.s.Primary(); d.posts.cur.s.Text().Slice(x.Start(), x.End()) != "jar" {
		t.Errorf("%v is selected", x)
	}
	d.command("Match case")
	d.command("Next hit")
	d.until("it is said that there is none", func() bool { return strings.Contains(d.note(), "is not in this post") })
	d.key(fyne.KeyEscape)
	if d.find.IsOpen() || d.win.Canvas().Focused() != fyne.Focusable(d.area) {
		t.Error("Escape does not lead back to the text")
	}
	d.command("Replace")
	height := d.area.Size().Height
	d.command("Close post")
	if d.find.IsOpen() {
		t.Error("the bar is open without a post")
	}
	d.OpenFile(d.path("marbles.md"))
	if d.area.Size().Height <= height {
		t.Error("the text does not get the bar's place back")
	}
}
