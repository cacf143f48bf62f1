// Package screen ties Fyne's window to the X server, so that what a person does
// is seen at once.
//
// Fyne looks for input sixty times a second and paints then; a key waits eight
// milliseconds for that on average. A Screen waits for the connection to the
// server instead, has what came handled as soon as it is there, and paints what
// changed. Fyne's own round stays what it was, and does the rest.
//
// Only main uses it: it is the one package beside main that needs cgo and GL.
package screen

import (
	"errors"
	"time"

	"fyne.io/fyne/v2"
)

// errNoGL is returned where a window cannot be drawn.
var errNoGL = errors.New("it has no OpenGL 2.0, which the window is drawn with (Mesa's drivers, libgl1-mesa-dri in Debian, have it without a graphics card too)")

// Drawn returns nil where the toolkit has made a window that can be drawn in. Where
// it could not, it goes on without one and shows nothing.
func Drawn(w fyne.Window) error {
	window, ok := w.(interface{ RunWithContext(func()) })
	if !ok {
		return nil // not of a kind that can fail
	}
	err := errNoGL
	window.RunWithContext(func() { err = nil }) // which does nothing without a context
	return err
}

// keepEvery is how often a window that rests is kept ready for the next key.
const keepEvery = 15 * time.Second

// A painter is what paints the frames of a window: a damage.Painter.
type painter interface {
	Next() // paints and shows what changed, if anything did
	Keep() // keeps a window that rests ready for the next frame
}

// A Screen shows a window. The zero value leaves that to Fyne.
type Screen struct {
	painter painter
	ended   time.Time     // of the last frame
	took    time.Duration // by the last frame
	waiting bool          // for as much time as the last frame took
	owns    func() bool   // reports whether it is called by the owner of the window; nil where all of Fyne's calls are
}

// Do runs f on the goroutine that owns the window, as fyne.Do does, and shows
// what f changed at once. Once the app has ended, when Fyne has functions run on
// whatever goroutine asks, it does nothing.
func (s *Screen) Do(f func()) {
	fyne.Do(func() {
		if s.owns != nil && !s.owns() {
			return
		}
		f()
		s.paint()
	})
}

// keep keeps the window ready while it rests, until run reports that it could not.
func (s *Screen) keep(run func(f func()) bool) {
	for range time.Tick(keepEvery) {
		if !run(s.painter.Keep) {
			return
		}
	}
}

// paint shows what changed. At least half of the time is left to others: where
// frames are slow, many events become one frame.
func (s *Screen) paint() {
	if s.painter == nil || s.waiting {
		return
	}
	start := time.Now()
	if rest := s.took - start.Sub(s.ended); rest > 0 {
		s.waiting = true
		time.AfterFunc(rest, func() {
			s.Do(func() { s.waiting = false })
		})
		return
	}
	s.painter.Next()
	s.ended = time.Now()
	s.took = s.ended.Sub(start)
}
