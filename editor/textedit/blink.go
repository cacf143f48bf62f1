package textedit

import "time"

const (
	blinkEvery = 530 * time.Millisecond
	blinkFor   = 5 * time.Second // without a key or a click, after which nothing needs to be found
)

// blinker lets the caret blink. It touches nothing but the caret, so that no
// more is painted at each beat.
type blinker struct {
	on   bool // allowed
	hide bool // the dark half of a period
	last time.Time
	stop func()
}

// Blink allows the caret to blink or keeps it still, as while a dialog is open.
func (a *Editor) Blink(on bool) {
	a.blink.on = on
	a.wake()
}

// wake shows the caret and starts to blink anew.
func (a *Editor) wake() {
	b := &a.blink
	b.last = a.o.Now()
	a.showCaret(true)
	if b.stop != nil {
		b.stop()
		b.stop = nil
	}
	if b.on && a.focused && a.s != nil {
		b.stop = a.o.After(blinkEvery, a.beat)
	}
}

// beat is half a period.
func (a *Editor) beat() {
	b := &a.blink
	b.stop = nil
	if !b.on || !a.focused || a.o.Now().Sub(b.last) >= blinkFor {
		a.showCaret(true)
		return
	}
	a.showCaret(b.hide)
	b.stop = a.o.After(blinkEvery, a.beat)
}

func (a *Editor) showCaret(on bool) {
	a.blink.hide = !on
	if a.r == nil {
		return
	}
	switch c := a.r.caret; {
	case !on || !a.focused || a.s == nil || !a.r.caretPlaced:
		if c.Visible() {
			c.Hide()
		}
	case !c.Visible():
		c.Show()
		c.Refresh() // Show alone paints nothing
	}
}
