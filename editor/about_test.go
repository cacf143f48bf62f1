package editor

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/assets"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

func TestNoticeLines(t *testing.T) {
	newWindowDesk(t, nil) // for the measure
	long := strings.Repeat("word ", 60)
	got := noticeLines("\n\nA\tb  \n\n   c\n"+long+"\n", 300)
	if len(got) < 6 || strings.Join(got[:3], "|") != "A    b||   c" {
		t.Fatalf("%q", got)
	}
	if joined := strings.Join(got[3:], " "); joined != strings.TrimSpace(long) {
		t.Errorf("the long line became %q", joined)
	}
	for _, l := range got {
		if m := control.Measure(l, theme.TextSize, typeset.Sans); m > 300 {
			t.Errorf("%q is %v wide", l, m)
		}
	}
}

// TestLicencesDialog goes from About through all that is listed.
func TestLicencesDialog(t *testing.T) {
	d := newWindowDesk(t, nil)
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
