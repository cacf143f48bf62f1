//go:build linux

package regions

import (
	"encoding/json"
	"image"
	"image/color"
	"net"
	"os"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
)

// TestServe asks for the regions of a window with two buttons, one of them
// hidden, and one over them.
func TestServe(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(false))
	seen, hidden := control.NewButton(control.Plain, "Open", nil), control.NewButton(control.Plain, "Gone", nil)
	icon := control.NewIcon("x", "Close this line", nil)
	hidden.Hide()
	// Words that leave the window at the right are cut, those that leave what scrolls below are not.
	wide, low := canvas.NewText("Words beyond the edge", color.Black), canvas.NewText("Words below", color.Black)
	scroll := container.NewVScroll(container.NewWithoutLayout(low))
	pane := container.NewWithoutLayout(seen, hidden, icon, wide, scroll)
	wide.Move(fyne.NewPos(150, 0))
	wide.Resize(wide.MinSize())
	low.Move(fyne.NewPos(0, 10))
	low.Resize(low.MinSize())
	scroll.Move(fyne.NewPos(10, 80))
	scroll.Resize(fyne.NewSize(150, 20))
	for i, b := range []*control.Button{seen, hidden, icon} {
		b.Resize(fyne.NewSize(60, 30))
		b.Move(fyne.NewPos(10, float32(40*i)))
	}
	icon.Move(fyne.NewPos(180, 80)) // half of it is outside
	w := test.NewTempWindow(t, pane)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(200, 100))
	over := control.NewButton(control.Plain, "Over", nil)
	w.Canvas().Overlays().Add(container.NewWithoutLayout(over))
	over.Resize(fyne.NewSize(50, 20))
	over.Move(fyne.NewPos(5, 6))

	address := Address(os.Getpid())
	if err := Serve(w, "unix", address); err != nil {
		t.Fatal(err)
	}
	c, err := net.Dial("unix", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	var all []Region
	if err := json.NewDecoder(c).Decode(&all); err != nil {
		t.Fatal(err)
	}
	buttons := slices.DeleteFunc(slices.Clone(all), func(r Region) bool { return r.Kinds != "control.Button" })
	want := []Region{
		{Kinds: "control.Button", Words: "Open", Rect: image.Rect(10, 0, 70, 30)},
		{Kinds: "control.Button", Words: "Close this line", Rect: image.Rect(180, 80, 200, 100)},
		{Kinds: "control.Button", Words: "Over", Rect: image.Rect(5, 6, 55, 26), Layer: 1},
	}
	if !slices.Equal(buttons, want) {
		t.Errorf("the buttons are %v, want %v", buttons, want)
	}
	for words, cut := range map[string]bool{"Words beyond the edge": true, "Words below": false, "Open": false} {
		if !slices.ContainsFunc(all, func(r Region) bool {
			return strings.HasSuffix(r.Kinds, "text") && r.Words == words && r.Cut == cut
		}) {
			t.Errorf("%q is not among the words, or is said to be cut, or not to be: %v", words, all)
		}
	}
	if !slices.ContainsFunc(all, func(r Region) bool {
		return r.Kinds == "control.Button/text" && r.Words == "Open" && r.Rect.In(want[0].Rect)
	}) {
		t.Errorf("the words of a button are not among %v", all)
	}
}
