//go:build linux

package torture

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"galley.app/galley/internal/xwindow"
)

// ending is a way in which a program ends that nobody asked.
type ending struct {
	name    string
	do      func(w *writer)
	display bool // the display ends with it
	slow    bool // the program notices it when it needs something, if ever
}

func endings() []ending {
	kill := ending{name: "kill -9", do: func(w *writer) { w.window.Signal(syscall.SIGKILL) }}
	list := []ending{kill, kill, kill, kill, kill, kill}
	for _, s := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT} {
		list = append(list, ending{name: unix.SignalName(s), do: func(w *writer) { w.window.Signal(s) }})
	}
	return append(list,
		ending{name: "death of the X server", do: func(w *writer) { w.display.Kill() }, display: true},
		ending{name: "a limit of memory", do: func(w *writer) {
			limit := &unix.Rlimit{Cur: 1 << 20, Max: 1 << 20}
			_ = unix.Prlimit(w.window.Process(), unix.RLIMIT_AS, limit, nil) // it may have ended
		}, slow: true},
	)
}

// TestKilledWriter types, saves, opens and begins posts, and ends the program at
// random moments, in all ways that there are, over and over. All that had been
// typed a second before is in a file, in the journal or in the history, and a
// text that is restored and saved is in its file.
func TestKilledWriter(t *testing.T) {
	end := until(t)
	w := newWriter(t, t.TempDir(), t.TempDir())
	ways := endings()
	display := xwindow.NewDisplay(t)
	for round := 0; round < 2 || time.Now().Before(end); round++ {
		t.Run(fmt.Sprint(round), func(t *testing.T) {
			w.t, w.display = t, nil
			way := ways[w.rng.IntN(len(ways))]
			if !way.display {
				display.Lend(t)
				w.display = display
			}
			w.start()
			w.restored()
			// Most that goes wrong does so soon after a start; a word is owed that is older than keptWithin.
			soon := time.Duration(200+w.rng.IntN(1800)) * time.Millisecond
			if w.rng.IntN(3) == 0 {
				soon += keptWithin
			}
			var at time.Time
			ended := make(chan struct{})
			time.AfterFunc(soon, func() {
				at = time.Now()
				w.window.Broken()
				way.do(w)
				close(ended)
			})
			for over := false; !over; {
				select {
				case <-ended:
					over = true
				default:
					w.act()
				}
			}
			wait := 3 * time.Second
			if way.slow {
				wait = time.Second
			}
			for patience := time.Now().Add(wait); !w.window.Exited() && time.Now().Before(patience); {
				time.Sleep(20 * time.Millisecond)
			}
			if !w.window.Exited() { // it asks, or has not noticed
				done.add("programs that had to be killed after "+way.name, 1)
				w.window.Kill()
			}
			done.add("ends by "+way.name, 1)
			w.look(at, way.name)
		})
		if t.Failed() {
			return
		}
	}
}
