package theme

import (
	"testing"

	"fyne.io/fyne/v2/test"

	"galley.app/galley/assets"
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

// Themes beside light and dark come where they are named, and the system changes nothing then.
func TestNamedThemes(t *testing.T) {
	themes := &Themes{App: test.NewTempApp(t), Chosen: "sepia", Forced: "pink"}
	themes.Apply()
	for _, c := range []struct {
		name string
		do   func()
		want func() assets.Palette
	}{
		{"an unknown name in the environment", func() {}, assets.Sepia},
		{"the system turns dark", func() { themes.prefer(true) }, assets.Sepia},
		{"high contrast", func() { themes.Choose("contrast") }, assets.Contrast},
		{"dark high contrast", func() { themes.Choose("contrast-dark") }, assets.DarkContrast},
		{"as the system", func() { themes.Choose("") }, assets.Dark},
		{"the system turns light", func() { themes.prefer(false) }, assets.Light},
	} {
		c.do()
		if *Palette() != c.want() {
			t.Errorf("%s: another theme is shown", c.name)
		}
	}
}
