package control

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/internal/theme"
)

// A text that is wider than the graphics hardware takes is drawn as a black
// bar, so a long line may not be one text.
func TestLongFieldIsDrawnInPart(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(false))
	test.ApplyTheme(t, theme.New(false))
	f := NewField(Style{})
	w := test.NewTempWindow(t, f)
	w.Resize(fyne.NewSize(400, 40))
	f.SetText(strings.Repeat("wörds ", 400))
	f.FocusGained()
	for _, off := range []int{0, 1001, len(f.text)} {
		f.move(boundary(f.text, off), false)
		shown := f.renderer.texts[0]
		if got := shown.MinSize().Width; got < 350 || got > 500 {
			t.Errorf("caret at %d: %v pixels are drawn of a field of 400", off, got)
		}
		x := f.renderer.caret.Position().X
		if x < 0 || x > 400 {
			t.Errorf("caret at %d is drawn at %v", off, x)
		}
		if got := f.renderer.at(fyne.NewPos(x+f.Style.Pad-1, 15)); got != f.caret {
			t.Errorf("a click at the caret at %d leads to %d", f.caret, got)
		}
	}
}

func TestFieldActionWaitsForTheTap(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(false))
	test.ApplyTheme(t, theme.New(false))
	f := NewField(Style{})
	f.Action = "calendar"
	done := 0
	f.OnAction = func() { done++ }
	w := test.NewTempWindow(t, f)
	w.Resize(fyne.NewSize(200, 40))
	at := fyne.NewPos(f.Size().Width-18, 15)
	f.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}})
	f.MouseUp(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}})
	if done != 0 {
		t.Error("the action was done before the tap")
	}
	f.Tapped(&fyne.PointEvent{Position: at})
	if done != 1 {
		t.Errorf("the action was done %d times by a tap", done)
	}
	f.Tapped(&fyne.PointEvent{Position: fyne.NewPos(20, 15)})
	if done != 1 {
		t.Error("a tap into the text did the action")
	}
}

func TestDragOutOfAFieldKeepsItsSelection(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(false))
	test.ApplyTheme(t, theme.New(false))
	f := NewField(Style{})
	w := test.NewTempWindow(t, f)
	w.Resize(fyne.NewSize(400, 40))
	f.SetText("some words")
	press := fyne.NewPos(14, 15)
	f.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: press}})
	f.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(390, 80)}})
	w.Canvas().Unfocus() // as Fyne does when the button is let go over nothing
	f.DragEnd()
	if start, end := f.selection(); start == end || !f.Focused() {
		t.Errorf("%d to %d is selected, focused %v", start, end, f.Focused())
	}
}
