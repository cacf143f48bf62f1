//go:build (!linux && !freebsd && !netbsd && !openbsd) || wayland || gles || arm || arm64

package screen

import "fyne.io/fyne/v2"

// BareBuffers does nothing here.
func BareBuffers() error { return nil }

// Attach leaves all to Fyne here.
func (s *Screen) Attach(fyne.Window) bool { return false }

// OnLost does nothing here.
func OnLost(func()) {}
