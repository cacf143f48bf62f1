package textedit

import "time"

const (
	blinkEvery = 530 * time.Millisecond
	blinkFor   = 5 * time.Second // without a key or a click, after which nothing needs to be found
)

// blinker lets the caret blink. It touches nothing but the caret, so that no
// more is painted at each beat.
type blinker struct {
	on     bool // allowed
	hide   bool // the dark half of a period
	last   time.Time
	stop   func() // of the timer; nil when it does not run
	now    func() time.Time
	after  func(d time.Duration, f func()) (stop func())
	active func() bool // whether there is a caret that has the focus
	show   func(on bool)
}

// wake shows the caret and starts to blink anew.
func (b *blinker) wake() {
	b.last = b.now()
	b.set(true)
	if b.stop != nil {
		b.stop()
		b.stop = nil
	}
	if b.on && b.active() {
		b.stop = b.after(blinkEvery, b.beat)
	}
}

// beat is half a period.
func (b *blinker) beat() {
	b.stop = nil
	if !b.on || !b.active() || b.now().Sub(b.last) >= blinkFor {
		b.set(true)
		return
	}
	b.set(b.hide)
	b.stop = b.after(blinkEvery, b.beat)
}

func (b *blinker) set(on bool) {
	b.hide = !on
	b.show(on)
}

// Blink allows the caret to blink or keeps it still, as while a dialog is open.
func (ed *Editor) Blink(on bool) {
	ed.blink.on = on
	ed.blink.wake()
}

// showCaret shows or hides the primary caret, where it is visible at all.
func (ed *Editor) showCaret(on bool) {
	if ed.r == nil {
		return
	}
	switch c := ed.r.caret; {
	case !on || !ed.focused || ed.s == nil || !ed.r.caretPlaced:
		if c.Visible() {
			c.Hide()
		}
	case !c.Visible():
		c.Show()
		c.Refresh() // Show alone paints nothing
	}
}
