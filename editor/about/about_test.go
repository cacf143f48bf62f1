package about

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

func TestNoticeLines(t *testing.T) {
	test.NewTempApp(t) // for the measure
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
