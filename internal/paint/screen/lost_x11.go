//go:build (linux || freebsd || netbsd || openbsd) && !wayland && !gles && !arm && !arm64

package screen

/*
#cgo LDFLAGS: -lX11
#include <X11/Xlib.h>

extern int galleyLost(Display *);
static void hear_lost(void) { XSetIOErrorHandler(galleyLost); }
*/
import "C"

import "sync/atomic"

var lost atomic.Pointer[func()] // Xlib's handler is one of the process, and knows no window

// OnLost sets what is called when the X server is gone. It is called on the
// thread that owns the window, in the middle of whatever that did, and must end
// the process: Xlib does when it returns.
func OnLost(f func()) {
	lost.Store(&f)
	C.hear_lost()
}

//export galleyLost
func galleyLost(*C.Display) C.int {
	if f := lost.Load(); f != nil {
		(*f)()
	}
	return 0
}

// answers reports whether there is an X server.
func answers() bool {
	d := C.XOpenDisplay(nil)
	if d == nil {
		return false
	}
	C.XCloseDisplay(d)
	return true
}
