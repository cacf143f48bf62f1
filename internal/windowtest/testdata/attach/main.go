// Attach opens a window and ends with 0 if package screen can show it, and
// with 1 if it has to leave that to the toolkit.
package main

import (
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/internal/paint/screen"
)

func main() {
	if err := screen.BareBuffers(); err != nil {
		panic(err)
	}
	a := app.NewWithID("app.galley.Attach")
	w := a.NewWindow("Attach")
	w.SetContent(canvas.NewRectangle(nil))
	w.Resize(fyne.NewSize(300, 200))
	a.Lifecycle().SetOnStarted(func() {
		var s screen.Screen
		if !s.Attach(w) {
			os.Exit(1)
		}
		os.Exit(0)
	})
	w.ShowAndRun()
}
