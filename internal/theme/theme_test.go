package theme

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"galley.app/galley/assets"
	"galley.app/galley/internal/typeset"
)

// TestMenuShortcutsReadable holds the way round Fyne's arithmetic: if Fyne
// mends it, an opacity of 95 % passes too.
func TestMenuShortcutsReadable(t *testing.T) {
	for _, x := range assets.WindowThemes() {
		th := Named(x.Name)
		r, _, _, a := th.Color(theme.ColorNameForeground, 0).RGBA()
		if got := uint8(uint32(float32(a) * 0.95)); got < 200 {
			t.Errorf("%s: a shortcut's text has opacity %d of 255", x.Name, got)
		}
		if want := th.Color(Ink, 0).(color.NRGBA).R; uint8(r) != want {
			t.Errorf("%s: red is %d, want %d", x.Name, uint8(r), want)
		}
	}
}

func TestFacesAreOneResource(t *testing.T) {
	names := map[string]typeset.Face{}
	for _, f := range typeset.Faces() {
		if Font(f) != Font(f) {
			t.Errorf("face %d is not always the same resource", f)
		}
		if other, ok := names[Font(f).Name()]; ok {
			t.Errorf("faces %d and %d share the name %s", f, other, Font(f).Name())
		}
		names[Font(f).Name()] = f
	}
	th := New(false)
	if th.Font(fyne.TextStyle{Monospace: true, Bold: true}) != Font(typeset.MonoBold) || th.Font(fyne.TextStyle{}) != Font(typeset.Sans) {
		t.Error("the theme gives other faces than its own")
	}
}

// TestEmojiPrint asks for what is printed of emoji, whose colours a page to print
// does not take: black outlines that may be put into a file.
func TestEmojiPrint(t *testing.T) {
	o := typeset.Fallback{Fonts: Fallbacks, Embedded: true, Outlines: true}
	for _, r := range "😀🎉❤Ж" {
		if !o.Has(r) {
			t.Errorf("%c cannot be printed", r)
		}
	}
}
