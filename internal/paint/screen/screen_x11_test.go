//go:build (linux || freebsd || netbsd || openbsd) && !wayland && !gles && !arm && !arm64

package screen

import (
	"os"
	"runtime"
	"testing"

	"fyne.io/fyne/v2/test"
	"golang.org/x/sys/unix"
)

// TestWatch stands in for the server with a pipe.
func TestWatch(t *testing.T) {
	for _, c := range []struct {
		name    string
		handled int // after which it cannot be handled any more; 0: the server goes
		want    int
	}{
		{"the server goes", 0, 3},
		{"the window goes", 2, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			came, ended := make(chan int), make(chan bool)
			n := 0
			go func() {
				defer close(ended)
				watch(int32(r.Fd()), func() bool {
					if _, err := r.Read(make([]byte, 10)); err != nil {
						t.Error(err)
					}
					n++
					came <- n
					return n != c.handled
				})
			}()
			for i := range c.want {
				select {
				case got := <-came:
					t.Fatalf("event %d is handled before it came", got)
				default:
				}
				if _, err := w.Write([]byte{1}); err != nil {
					t.Fatal(err)
				}
				if got := <-came; got != i+1 {
					t.Errorf("event %d is handled as number %d", i+1, got)
				}
			}
			if c.handled == 0 {
				if err := w.Close(); err != nil {
					t.Fatal(err)
				}
			} else {
				defer w.Close()
			}
			<-ended
			if n != c.want {
				t.Errorf("%d events are handled, %d came", n, c.want)
			}
		})
	}
}

// What is to be done on the window's thread is done there or not at all.
func TestOwner(t *testing.T) {
	test.NewTempApp(t)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	done := 0
	if here := unix.Gettid(); !do(here, func() { done++ }) || do(here+1, func() { done += 10 }) || done != 1 {
		t.Errorf("done is %d", done)
	}
}
