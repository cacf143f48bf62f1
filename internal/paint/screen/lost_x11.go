//go:build (linux || freebsd || netbsd || openbsd) && !wayland && !gles && !arm && !arm64

package screen

/*
#cgo LDFLAGS: -lX11
#include <X11/Xlib.h>

extern int galleyLost(Display *);
static void hear_lost(void) { XSetIOErrorHandler(galleyLost); }
*/
import "C"

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

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

// answers reports whether there is an X server that answers, and returns what has
// to be called once another connection is open: a server may start anew when its
// last client leaves it, and refuses all others meanwhile. One that takes the
// connection and says nothing is given up after a time.
func answers(patience time.Duration) (leave func(), err error) {
	opened := make(chan *C.Display, 1)
	go func() { opened <- C.XOpenDisplay(nil) }()
	select {
	case d := <-opened:
		if d == nil {
			return nil, errors.New("there is no X server that answers")
		}
		return func() { C.XCloseDisplay(d) }, nil
	case <-time.After(patience):
		return nil, fmt.Errorf("its X server does not answer within %v", patience)
	}
}
