package editor

import (
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/assets"
	"galley.app/galley/internal/control"
)

// TestLicencesDialog goes from About through all that is listed.
func TestLicencesDialog(t *testing.T) {
	d := newTestWindow(t, nil)
	d.command("About Galley")
	d.answer(fyne.KeyLeft, fyne.KeyReturn) // from Close to Licences…
	list, ok := d.win.Canvas().Focused().(*control.List)
	if !ok || list.Len() != len(assets.LicenceList()) || list.Len() < 40 {
		t.Fatalf("the focus is on %T", d.win.Canvas().Focused())
	}
	for range list.Len() {
		d.key(fyne.KeyDown)
	}
	if list.Current() != list.Len()-1 {
		t.Errorf("row %d of %d", list.Current(), list.Len())
	}
	d.key(fyne.KeyEscape)
	if d.modal.Depth() != 0 {
		t.Error("the dialog stays")
	}
}
