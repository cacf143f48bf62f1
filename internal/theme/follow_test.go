package theme

import (
	"testing"

	"fyne.io/fyne/v2/test"
)

func TestChoiceEndsWhatIsForced(t *testing.T) {
	themes := &Themes{App: test.NewTempApp(t), Forced: "light"}
	themes.Apply()
	if IsDark() {
		t.Fatal("light was forced and is not shown")
	}
	themes.Choose("dark")
	if !IsDark() {
		t.Error("the switch does nothing where the environment names a theme")
	}
	themes.Choose("light")
	if IsDark() {
		t.Error("the way back does nothing")
	}
}
