package theme

import (
	"context"
	"os"
	"runtime"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"galley.app/galley/internal/bus"
)

// Themes chooses the theme: what the environment forces, else what the author
// chose, else light or dark as the system prefers. It belongs to the UI goroutine.
type Themes struct {
	App    fyne.App
	Post   func(func()) // runs a function on the UI goroutine
	Forced string       // the name of a theme; any other is none
	Chosen string       // likewise

	dark  bool    // the system's
	base  float64 // what the environment says of the scale; 0 while that was not asked
	shown *Theme
}

// Follow asks the system for its preference, sets the theme, and follows the
// system from then on.
func (t *Themes) Follow() {
	if runtime.GOOS == "linux" {
		t.dark = t.followDesktop(bus.Address(os.Getenv))
	} else {
		t.dark = fyne.CurrentApp().Settings().ThemeVariant() == theme.VariantDark
		t.App.Settings().AddListener(func(s fyne.Settings) { t.prefer(s.ThemeVariant() == theme.VariantDark) })
	}
	t.Apply()
}

// Choose takes the author's choice. It also ends what the environment forces,
// which is only how the program starts.
func (t *Themes) Choose(name string) {
	t.Chosen, t.Forced = name, ""
	t.Apply()
}

// Apply sets the theme, where it is not the present one.
func (t *Themes) Apply() {
	next := New(t.dark)
	for _, name := range []string{t.Chosen, t.Forced} {
		if x := Named(name); x.name == name {
			next = x
		}
	}
	if t.shown != nil && t.shown.name == next.name {
		return
	}
	t.shown = next
	t.App.Settings().SetTheme(t.shown)
}

// scaleVariable is where Fyne looks for the scale that is wanted, besides its own
// settings, which all its programs share.
const scaleVariable = "FYNE_SCALE"

// Scale has the interface be as many times as large as the display's scale, and
// what the environment says, want it.
func (t *Themes) Scale(by float64) {
	said := os.Getenv(scaleVariable)
	if by == 1 && t.base == 0 {
		return // as it is
	}
	if t.base == 0 {
		t.base = 1
		if f, err := strconv.ParseFloat(said, 64); err == nil && f > 0 {
			t.base = f
		}
	}
	_ = os.Setenv(scaleVariable, strconv.FormatFloat(t.base*by, 'f', 2, 64)) // it fails for bad names alone
	if t.shown != nil {
		t.App.Settings().SetTheme(t.shown) // which has Fyne look again
	}
}

// prefer takes over what the system prefers by now.
func (t *Themes) prefer(dark bool) {
	if t.dark != dark {
		t.dark = dark
		t.Apply()
	}
}

// followDesktop asks the desktop on a session bus for its preference and
// follows it from then on. Where it does not answer soon, paper is light until
// it does.
func (t *Themes) followDesktop(address string) (dark bool) {
	if address == "" {
		return false
	}
	first := make(chan bool, 1)
	go func() {
		defer close(first)
		asked := false
		// What ends it is told to nobody: there is no desktop then that has a preference.
		_ = bus.FollowDark(context.Background(), address, func(dark bool) {
			if !asked {
				asked = true
				first <- dark
			}
			t.Post(func() { t.prefer(dark) })
		})
	}()
	select {
	case dark = <-first:
	case <-time.After(150 * time.Millisecond):
	}
	return dark
}
