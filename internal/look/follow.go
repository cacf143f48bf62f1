package look

import (
	"runtime"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"github.com/rymdport/portal/settings/appearance"
)

// Themes chooses the light or the dark theme: what the environment forces,
// else what the author chose, else what the system prefers. It belongs to the
// UI goroutine.
type Themes struct {
	App    fyne.App
	Forced string // "light", "dark" or ""
	Chosen string // likewise

	dark  bool // the system's
	shown *Theme
}

// Follow asks the system for its preference, sets the theme, and follows the
// system from then on.
func (t *Themes) Follow() {
	t.dark = systemDark()
	t.Apply()
	t.follow()
}

// Choose takes the author's choice. It also ends what the environment forces,
// which is only how the program starts.
func (t *Themes) Choose(name string) {
	t.Chosen, t.Forced = name, ""
	t.Apply()
}

// Apply sets the theme, where it is not the present one.
func (t *Themes) Apply() {
	dark := t.dark
	for _, name := range []string{t.Chosen, t.Forced} {
		switch name {
		case "light":
			dark = false
		case "dark":
			dark = true
		}
	}
	if t.shown != nil && t.shown.Dark() == dark {
		return
	}
	t.shown = New(dark)
	t.App.Settings().SetTheme(t.shown)
}

// systemDark asks the desktop for its preference. Where it does not answer
// soon, paper is light.
func systemDark() bool {
	if runtime.GOOS != "linux" {
		return fyne.CurrentApp().Settings().ThemeVariant() == theme.VariantDark
	}
	answer := make(chan bool, 1)
	go func() {
		scheme, err := appearance.GetColorScheme()
		answer <- err == nil && scheme == appearance.Dark
	}()
	select {
	case dark := <-answer:
		return dark
	case <-time.After(150 * time.Millisecond):
		return false
	}
}

// follow changes with the system. Fyne tells of any change of its settings;
// what the desktop prefers is asked again then.
func (t *Themes) follow() {
	t.App.Settings().AddListener(func(fyne.Settings) {
		go func() {
			dark := systemDark()
			fyne.Do(func() {
				if t.dark != dark {
					t.dark = dark
					t.Apply()
				}
			})
		}()
	})
}
