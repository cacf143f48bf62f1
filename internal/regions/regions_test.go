//go:build linux

package regions

import (
	"encoding/json"
	"image"
	"net"
	"os"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
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
	pane := container.NewWithoutLayout(seen, hidden, icon)
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
		{"control.Button", "Open", image.Rect(10, 0, 70, 30)},
		{"control.Button", "Close this line", image.Rect(180, 80, 200, 100)},
		{"control.Button", "Over", image.Rect(5, 6, 55, 26)},
	}
	if !slices.Equal(buttons, want) {
		t.Errorf("the buttons are %v, want %v", buttons, want)
	}
	if !slices.ContainsFunc(all, func(r Region) bool {
		return r.Kinds == "control.Button/text" && r.Words == "Open" && r.Rect.In(want[0].Rect)
	}) {
		t.Errorf("the words of a button are not among %v", all)
	}
}
