package screen

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// frames counts what is painted, each frame in a time that it takes.
type frames struct {
	start time.Time
	takes time.Duration
	at    []time.Duration // when frames were begun
	kept  int
}

func (f *frames) Next() {
	f.at = append(f.at, time.Since(f.start))
	time.Sleep(f.takes) // of the bubble's clock
}

func (f *frames) Keep() { f.kept++ }

// seen gives when frames were begun, as the window's own goroutine knows it.
func (f *frames) seen() (at []time.Duration) {
	fyne.DoAndWait(func() { at = slices.Clone(f.at) })
	return at
}

// shown makes a Screen whose frames take a time each, on the clock of the bubble
// that it is called in.
func shown(t *testing.T, takes time.Duration) (*Screen, *frames) {
	a := test.NewTempApp(t)
	fyne.SetCurrentApp(app{a, driver{a.Driver(), make(chan bool, 1)}})
	t.Cleanup(func() { fyne.SetCurrentApp(a) })
	f := &frames{start: time.Now(), takes: takes}
	return &Screen{painter: f}, f
}

// An app is one whose functions run one after the other, as on the goroutine that
// owns a window. Those of Fyne's test app run wherever they are asked for.
type app struct {
	fyne.App
	driver driver
}

func (a app) Driver() fyne.Driver { return a.driver }

type driver struct {
	fyne.Driver
	turn chan bool
}

func (d driver) DoFromGoroutine(f func(), _ bool) {
	d.turn <- true
	f()
	<-d.turn
}

// A Screen that shows nothing leaves all to Fyne.
func TestZero(t *testing.T) {
	test.NewTempApp(t)
	var s Screen
	done := false
	s.Do(func() { done = true })
	if !done {
		t.Error("what was to be done was not")
	}
	if s.Attach(test.NewTempWindow(t, nil)) {
		t.Error("a window without a display is shown")
	}
	s.Do(func() { done = false })
	if done {
		t.Error("after that nothing is done")
	}
}

// What was done is shown at once, after it was done.
func TestDoPaints(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, f := shown(t, 0)
		for i := range 3 {
			s.Do(func() {
				if len(f.at) != i {
					t.Errorf("%d frames are painted before it is done, want %d", len(f.at), i)
				}
			})
			if n := len(f.seen()); n != i+1 {
				t.Errorf("%d frames are painted, want %d", n, i+1)
			}
		}
	})
}

// Where frames are slow, events that come meanwhile become one frame, and that
// comes when as much time has passed as the last one took.
func TestSlowFrames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const slow = 40 * time.Millisecond
		s, f := shown(t, slow)
		s.Do(func() {}) // from 0 to 40
		done := 0
		for range 5 {
			time.Sleep(2 * time.Millisecond)
			s.Do(func() { done++ })
		}
		if at := f.seen(); done != 5 || len(at) != 1 {
			t.Errorf("%d events are handled, %d frames painted", done, len(at))
		}
		time.Sleep(time.Second)
		if at := f.seen(); len(at) != 2 || at[1] != 2*slow {
			t.Errorf("frames are painted at %v, want the second one at %v", at, 2*slow)
		}
		s.Do(func() {}) // after a rest
		if at := f.seen(); len(at) != 3 || at[2] < time.Second {
			t.Errorf("frames are painted at %v", at)
		}
	})
}

// However many events come, half of the time is left to others, and the last
// event is shown.
func TestHalfIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const slow, every = 30 * time.Millisecond, time.Millisecond
		s, f := shown(t, slow)
		var last time.Duration
		for time.Since(f.start) < 3*time.Second {
			s.Do(func() { last = time.Since(f.start) })
			time.Sleep(every)
		}
		time.Sleep(time.Second)
		at := f.seen()
		all := time.Duration(len(at)) * slow
		if all > 1600*time.Millisecond || all < 1300*time.Millisecond {
			t.Errorf("%d frames take %v of 3 seconds", len(at), all)
		}
		if at[len(at)-1] < last {
			t.Errorf("the last event, at %v, is not shown: the last frame was at %v", last, at[len(at)-1])
		}
		for i := 1; i < len(at); i++ {
			if rest := at[i] - at[i-1] - slow; rest < slow {
				t.Fatalf("a frame of %v is followed by %v without one", slow, rest)
			}
		}
	})
}

// A window that rests is kept ready, as long as it is there.
func TestKeep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, f := shown(t, 0)
		there, ended := true, make(chan bool)
		go func() {
			defer close(ended)
			s.keep(func(keep func()) (done bool) {
				fyne.DoAndWait(func() {
					if done = there; done {
						keep()
					}
				})
				return done
			})
		}()
		kept := func() (n int) {
			fyne.DoAndWait(func() { n = f.kept })
			return n
		}
		time.Sleep(4*keepEvery + keepEvery/2)
		if n := kept(); n != 4 {
			t.Errorf("in %v it is kept ready %d times", 4*keepEvery, n)
		}
		fyne.DoAndWait(func() { there = false })
		<-ended // or the bubble is stuck, which is told of
		if n := kept(); n != 4 {
			t.Errorf("the window is gone and is kept ready: %d times", n)
		}
	})
}
