package command

import (
	"strings"
	"testing"

	"galley.app/galley/assets"
)

func TestLicences(t *testing.T) {
	for _, flag := range []string{"--licences", "--licenses"} {
		out := must(t, flag)
		if out != assets.Licences {
			t.Errorf("%s prints %d bytes, want the file's %d", flag, len(out), len(assets.Licences))
		}
		for _, want := range []string{"fyne.io/fyne/v2", "SIL OPEN FONT LICENSE", "Mozilla Public License", "Copyright 2009 The Go Authors"} {
			if !strings.Contains(out, want) {
				t.Errorf("%s does not print %q", flag, want)
			}
		}
	}
	if code, _, _ := run(t, "", "--licences", "more"); code != exitUsage {
		t.Errorf("an argument too many: exit code %d", code)
	}
	list := assets.LicenceList()
	for _, l := range list {
		if strings.TrimSpace(l.Text) == "" || strings.Contains(l.Text, assets.LicenceMark) {
			t.Errorf("%s has the text %q", l.Name, l.Text)
		}
	}
	if len(list) < 40 || list[0].Name != "Galley" {
		t.Errorf("%d licences, the first of %s", len(list), list[0].Name)
	}
}
