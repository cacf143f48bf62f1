//go:build (linux || freebsd || netbsd || openbsd) && !wayland && !gles && !arm && !arm64

package screen

/*
#cgo LDFLAGS: -lX11
#include <X11/Xlib.h>

static int connection(void *display) { return ConnectionNumber((Display *)display); }
*/
import "C"

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unsafe"

	"fyne.io/fyne/v2"
	"github.com/go-gl/gl/v2.1/gl"
	"github.com/go-gl/glfw/v3.3/glfw"
	"golang.org/x/sys/unix"

	"galley.app/galley/internal/paint/damage"
)

// settled is how long a window has one size when nobody is about to give it
// another.
const settled = 100 * time.Millisecond

// patience is how long the X server may take to answer: one at the other end of
// a slow line takes a second or two.
const patience = 4 * time.Second

// BareBuffers has windows made without depth and stencil. Nothing that Fyne
// draws looks at them, yet it clears them for every frame, which without a
// graphics card is a sixth of what a frame costs. GLFW keeps such hints for all
// windows to come. The error says why there can be no window: GLFW and Fyne go
// on without a display until they panic.
func BareBuffers() (err error) {
	leave, err := answers(patience)
	if err != nil {
		return err
	}
	defer leave()
	defer func() {
		if v := recover(); v != nil { // the hints', where GLFW was not let in and has only printed why
			err = fmt.Errorf("opening it: %v", v)
		}
	}()
	if err := glfw.Init(); err != nil {
		return err
	}
	glfw.WindowHint(glfw.DepthBits, 0)
	glfw.WindowHint(glfw.StencilBits, 0)
	return nil
}

// Attach has the Screen show a window that is open, if it is one that it can
// show, and tells whether it is. It is called on the goroutine that owns the
// window.
func (s *Screen) Attach(w fyne.Window) bool {
	context, ok := w.(interface{ RunWithContext(func()) })
	if !ok {
		return false
	}
	display := glfw.GetX11Display()
	if display == nil {
		return false
	}
	p, err := damage.Attach(w.Canvas(), surface{context}, time.Now)
	if err != nil {
		return false
	}
	s.painter = p
	owner := unix.Gettid()
	s.owns = func() bool { return unix.Gettid() == owner }
	context.RunWithContext(func() { hear(p, glfw.GetCurrentContext(), owner) })
	run := func(f func()) bool { return do(owner, f) }
	go s.keep(run)
	go watch(int32(C.connection(unsafe.Pointer(display))), func() bool {
		return run(func() {
			glfw.PollEvents()
			s.paint()
		})
	})
	return true
}

// hear has the painter told of what a window loses, besides Fyne. What was drawn
// is gone with the size that it was drawn for, also where the next frame finds
// the old size again: a window that is pulled about has many between two frames.
//
// A frame may meet the server in the middle of that: Mesa takes the size of its
// buffer from there, Fyne that of the frame from the last event, and what they
// make of two sizes stays. So there is one more frame when it is over.
func hear(p *damage.Painter, w *glfw.Window, owner int) {
	late := time.AfterFunc(settled, func() { do(owner, p.Lost) })
	var sized glfw.SizeCallback
	sized = w.SetSizeCallback(func(w *glfw.Window, width, height int) {
		p.Lost()
		late.Reset(settled)
		if sized != nil {
			sized(w, width, height)
		}
	})
	var refreshed glfw.RefreshCallback
	refreshed = w.SetRefreshCallback(func(w *glfw.Window) {
		p.Lost()
		late.Reset(settled)
		if refreshed != nil {
			refreshed(w)
		}
	})
}

// watch calls handle, which takes what came, as soon as something comes in on the
// connection to the server, until that is closed or handle reports that it could
// not.
func watch(connection int32, handle func() bool) {
	for {
		ready := []unix.PollFd{{Fd: connection, Events: unix.POLLIN}}
		if _, err := unix.Poll(ready, -1); errors.Is(err, unix.EINTR) {
			continue
		} else if err != nil || ready[0].Revents != unix.POLLIN {
			return
		}
		if !handle() {
			return
		}
	}
}

// do runs f on the thread that owns the window and tells whether it did: once
// the app has ended Fyne has functions run on whatever goroutine asks.
func do(owner int, f func()) (ran bool) {
	fyne.DoAndWait(func() {
		if ran = unix.Gettid() == owner; ran {
			f()
		}
	})
	return ran
}

// surface is a window's.
type surface struct {
	window interface{ RunWithContext(func()) }
}

func (s surface) Use(f func()) { s.window.RunWithContext(f) }

func (s surface) Show() { glfw.GetCurrentContext().SwapBuffers() }

// Kept tells whether showing a frame leaves the buffer that it was drawn in as
// it was. Mesa's own software painters copy that to the window. What a graphics
// card does is its own affair, and it paints whole frames in no time.
func (s surface) Kept() bool {
	name := gl.GoStr(gl.GetString(gl.RENDERER))
	return strings.HasPrefix(name, "llvmpipe") || strings.HasPrefix(name, "softpipe")
}
