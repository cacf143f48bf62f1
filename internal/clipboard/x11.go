//go:build linux || freebsd || openbsd || netbsd

package clipboard

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// The names of what is asked for and given.
const (
	aClipboard = "CLIPBOARD"
	aTargets   = "TARGETS"
	aMultiple  = "MULTIPLE"
	aTimestamp = "TIMESTAMP"
	aIncr      = "INCR"
	aPair      = "ATOM_PAIR"
	aHTML      = HTML
	aUTF8      = Text
	aPlain     = "text/plain"
	aPlainUTF8 = "text/plain;charset=utf-8"
	aText      = "TEXT"
	aInto      = "GALLEY_CLIPBOARD" // the property that answers come into
	aStamp     = "GALLEY_TIME"      // the property whose change tells the server's time
)

// piece is how many bytes go over in one request; larger things go in several.
const piece = 128 << 10

// x11 is the clipboard of an X server.
//
// One goroutine takes the server's events. It answers who asks for what is
// owned, and hands what is meant for a reader to it.
type x11 struct {
	display string

	reading sync.Mutex // held while something is read or written: one at a time

	mu      sync.Mutex // guards all below
	conn    *xgb.Conn
	closed  bool
	win     xproto.Window
	mask    uint32 // of the bits of an identifier that tell a client's own apart
	atoms   map[string]xproto.Atom
	owned   *Content // nil while the clipboard is another's
	since   xproto.Timestamp
	sending map[sendTo][]byte // what is still to be sent
	reader  chan xgb.Event    // nil when nobody waits
}

// sendTo is a property of a window that something is being sent into.
type sendTo struct {
	window   xproto.Window
	property xproto.Atom
	kind     xproto.Atom // of the data
}

// connect makes the connection when there is none.
func (x *x11) connect() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.closed {
		return ErrSystem
	}
	if x.conn != nil {
		return nil
	}
	xgb.Logger.SetOutput(io.Discard) // what goes wrong here is told by errors
	conn, err := xgb.NewConnDisplay(x.display)
	if err != nil {
		return fmt.Errorf("clipboard: %w", err)
	}
	setup := xproto.Setup(conn)
	screen := setup.DefaultScreen(conn)
	win, err := xproto.NewWindowId(conn)
	if err == nil {
		err = xproto.CreateWindowChecked(conn, 0, win, screen.Root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly,
			screen.RootVisual, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange}).Check()
	}
	atoms := map[string]xproto.Atom{"STRING": xproto.AtomString}
	for _, name := range []string{
		aClipboard, aTargets, aMultiple, aTimestamp, aIncr, aPair, aHTML, aUTF8, aPlain, aPlainUTF8, aText, aInto, aStamp,
		PNG, JPEG, GIF, WebP, SVG, Files,
	} {
		if err != nil {
			break
		}
		var r *xproto.InternAtomReply
		if r, err = xproto.InternAtom(conn, false, uint16(len(name)), name).Reply(); err == nil {
			atoms[name] = r.Atom
		}
	}
	if err != nil {
		conn.Close()
		return fmt.Errorf("clipboard: %w", err)
	}
	x.conn, x.win, x.atoms, x.mask = conn, win, atoms, setup.ResourceIdMask
	x.owned, x.sending = nil, map[sendTo][]byte{}
	go x.listen(conn)
	return nil
}

func (x *x11) close() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.closed = true
	if x.conn != nil {
		x.conn.Close()
		x.conn = nil
	}
}

// listen takes events until the connection ends.
func (x *x11) listen(conn *xgb.Conn) {
	for {
		e, err := conn.WaitForEvent()
		if e == nil && err == nil {
			x.mu.Lock()
			if x.conn == conn {
				x.conn, x.owned = nil, nil
			}
			x.mu.Unlock()
			return
		}
		x.mu.Lock()
		x.event(conn, e)
		x.mu.Unlock()
	}
}

func (x *x11) event(conn *xgb.Conn, e xgb.Event) {
	switch e := e.(type) {
	case xproto.SelectionRequestEvent:
		x.answer(conn, e)
	case xproto.SelectionClearEvent:
		if e.Selection == x.atoms[aClipboard] {
			x.owned = nil
		}
	case xproto.SelectionNotifyEvent:
		x.tell(e)
	case xproto.PropertyNotifyEvent:
		switch {
		case e.Window == x.win && e.State == xproto.PropertyNewValue:
			x.tell(e)
		case e.Window != x.win && e.State == xproto.PropertyDelete:
			x.sendOn(conn, e)
		}
	case xproto.DestroyNotifyEvent:
		for to := range x.sending {
			if to.window == e.Window {
				delete(x.sending, to)
			}
		}
	}
}

// tell hands an event to the reader, if there is one.
func (x *x11) tell(e xgb.Event) {
	select {
	case x.reader <- e:
	default:
	}
}

// listenFor makes a channel for what the server tells, until stop is called.
func (x *x11) listenFor() (events <-chan xgb.Event, stop func()) {
	c := make(chan xgb.Event, 1024)
	x.mu.Lock()
	x.reader = c
	x.mu.Unlock()
	return c, func() {
		x.mu.Lock()
		x.reader = nil
		x.mu.Unlock()
	}
}

func (x *x11) html(own uint32, timeout time.Duration) (html []byte, err error) {
	err = x.ask(own, timeout, func(r reader, mine *Content) error {
		if mine != nil {
			html = []byte(mine.HTML)
			return nil
		}
		r.limit = MaxSize
		// Some programs give their text under any name, so what there is is asked for first.
		there, err := r.offers()
		if err == nil && slices.Contains(there, aHTML) {
			html, err = r.read(aHTML)
		}
		return err
	})
	return html, err
}

func (x *x11) offers(own uint32, timeout time.Duration) (list []string, err error) {
	err = x.ask(own, timeout, func(r reader, mine *Content) error {
		if mine != nil {
			list = []string{HTML, Text}
			return nil
		}
		r.limit = 1 << 20
		list, err = r.offers()
		return err
	})
	return list, err
}

func (x *x11) read(own uint32, name string, limit int, timeout time.Duration) (data []byte, err error) {
	err = x.ask(own, timeout, func(r reader, mine *Content) error {
		if mine != nil {
			return ErrNone
		}
		r.limit = limit
		data, err = r.read(name)
		return err
	})
	return data, err
}

// ask has something asked of the clipboard's owner. Mine is what is there if that
// is x itself.
func (x *x11) ask(own uint32, timeout time.Duration, do func(r reader, mine *Content) error) error {
	late := time.NewTimer(timeout)
	defer late.Stop()
	x.reading.Lock()
	defer x.reading.Unlock()
	if err := x.connect(); err != nil {
		return err
	}
	x.mu.Lock()
	conn, atoms, win, mask, mine := x.conn, x.atoms, x.win, x.mask, x.owned
	x.mu.Unlock()
	if conn == nil {
		return ErrSystem
	}
	owner, err := xproto.GetSelectionOwner(conn, atoms[aClipboard]).Reply()
	switch {
	case err != nil:
		return fmt.Errorf("clipboard: %w", err)
	case owner.Owner == xproto.WindowNone:
		return ErrNone
	case owner.Owner == win && mine != nil:
		return do(reader{}, mine)
	case own != 0 && uint32(owner.Owner)&^mask == own&^mask:
		return ErrNone
	}
	events, stop := x.listenFor()
	defer stop()
	return do(reader{conn: conn, win: win, atoms: atoms, events: events, late: late.C}, nil)
}

// reader asks the clipboard's owner for representations.
type reader struct {
	conn   *xgb.Conn
	win    xproto.Window
	atoms  map[string]xproto.Atom
	events <-chan xgb.Event
	late   <-chan time.Time
	limit  int // bytes of an answer
}

// offers returns what there is of the representations that are known.
func (r reader) offers() (names []string, err error) {
	list, err := r.read(aTargets)
	if err != nil {
		return nil, err
	}
	there := map[xproto.Atom]bool{}
	for ; len(list) >= 4; list = list[4:] {
		there[xproto.Atom(binary.LittleEndian.Uint32(list))] = true
	}
	for _, name := range offered {
		if there[r.atoms[name]] {
			names = append(names, name)
		}
	}
	return names, nil
}

func (r reader) read(name string) ([]byte, error) {
	xproto.DeleteProperty(r.conn, r.win, r.atoms[aInto])
	xproto.ConvertSelection(r.conn, r.win, r.atoms[aClipboard], r.atoms[name], r.atoms[aInto], xproto.TimeCurrentTime)
	for {
		select {
		case e := <-r.events:
			n, ok := e.(xproto.SelectionNotifyEvent)
			if !ok || n.Requestor != r.win || n.Target != r.atoms[name] {
				continue
			}
			if n.Property == xproto.AtomNone {
				return nil, ErrNone
			}
			return r.take()
		case <-r.late:
			return nil, ErrTimeout
		}
	}
}

// take reads what came into the property, in one piece or in several.
func (r reader) take() ([]byte, error) {
	conn, win, atoms, events, late := r.conn, r.win, r.atoms, r.events, r.late
	get := func() (*xproto.GetPropertyReply, error) {
		p, err := xproto.GetProperty(conn, true, win, atoms[aInto], xproto.GetPropertyTypeAny, 0, uint32(r.limit/4+1)).Reply()
		switch {
		case err != nil:
			return nil, fmt.Errorf("clipboard: %w", err)
		case p.BytesAfter > 0:
			return nil, ErrSize
		}
		return p, nil
	}
	p, err := get()
	if err != nil {
		return nil, err
	}
	if p.Type != atoms[aIncr] {
		if len(p.Value) > r.limit {
			return nil, ErrSize
		}
		return p.Value, nil
	}
	var all []byte
	for {
		select {
		case e := <-events:
			n, ok := e.(xproto.PropertyNotifyEvent)
			if !ok || n.Atom != atoms[aInto] {
				continue
			}
			p, err := get()
			if err != nil {
				return nil, err
			}
			if p.Type == xproto.AtomNone {
				continue // an event that is older than the last look
			}
			if len(p.Value) == 0 {
				return all, nil
			}
			if all = append(all, p.Value...); len(all) > r.limit {
				return nil, ErrSize
			}
		case <-late:
			return nil, ErrTimeout
		}
	}
}

// errLost says that another program took the clipboard at the same moment.
var errLost = errors.New("clipboard: another program took it")

func (x *x11) write(c Content) error {
	x.reading.Lock()
	defer x.reading.Unlock()
	if err := x.connect(); err != nil {
		return err
	}
	x.mu.Lock()
	conn, atoms, win := x.conn, x.atoms, x.win
	x.mu.Unlock()
	if conn == nil {
		return ErrSystem
	}
	now := x.time(conn, win, atoms)
	x.mu.Lock()
	x.owned, x.since = &c, now
	x.mu.Unlock()
	err := xproto.SetSelectionOwnerChecked(conn, win, atoms[aClipboard], now).Check()
	if err != nil {
		return fmt.Errorf("clipboard: %w", err)
	}
	if owner, err := xproto.GetSelectionOwner(conn, atoms[aClipboard]).Reply(); err != nil || owner.Owner != win {
		return errLost
	}
	return nil
}

// time asks the server what time it is.
func (x *x11) time(conn *xgb.Conn, win xproto.Window, atoms map[string]xproto.Atom) xproto.Timestamp {
	events, stop := x.listenFor()
	defer stop()
	late := time.NewTimer(200 * time.Millisecond)
	defer late.Stop()
	xproto.ChangeProperty(conn, xproto.PropModeAppend, win, atoms[aStamp], xproto.AtomString, 8, 0, nil)
	for {
		select {
		case e := <-events:
			if n, ok := e.(xproto.PropertyNotifyEvent); ok && n.Atom == atoms[aStamp] {
				return n.Time
			}
		case <-late.C:
			return xproto.TimeCurrentTime
		}
	}
}

// answer gives what is owned to who asks for it.
func (x *x11) answer(conn *xgb.Conn, e xproto.SelectionRequestEvent) {
	into := e.Property
	if into == xproto.AtomNone {
		into = e.Target // an old client
	}
	given := x.owned != nil && e.Selection == x.atoms[aClipboard]
	switch {
	case !given:
	case e.Target == x.atoms[aMultiple]:
		given = e.Property != xproto.AtomNone && x.giveSeveral(conn, e.Requestor, into)
	default:
		given = x.give(conn, e.Requestor, e.Target, into)
	}
	if !given {
		into = xproto.AtomNone
	}
	n := xproto.SelectionNotifyEvent{Time: e.Time, Requestor: e.Requestor, Selection: e.Selection, Target: e.Target, Property: into}
	xproto.SendEvent(conn, false, e.Requestor, 0, string(n.Bytes()))
}

// giveSeveral gives the representations whose names and properties the
// requestor listed; what cannot be given is struck from the list.
func (x *x11) giveSeveral(conn *xgb.Conn, to xproto.Window, list xproto.Atom) bool {
	r, err := xproto.GetProperty(conn, false, to, list, x.atoms[aPair], 0, 256).Reply()
	if err != nil || r.Format != 32 {
		return false
	}
	b := r.Value
	for i := 0; i+8 <= len(b); i += 8 {
		target, into := xproto.Atom(binary.LittleEndian.Uint32(b[i:])), xproto.Atom(binary.LittleEndian.Uint32(b[i+4:]))
		if target == x.atoms[aMultiple] || !x.give(conn, to, target, into) {
			binary.LittleEndian.PutUint32(b[i+4:], xproto.AtomNone)
		}
	}
	xproto.ChangeProperty(conn, xproto.PropModeReplace, to, list, x.atoms[aPair], 32, uint32(len(b)/4), b)
	return true
}

// give puts one representation into a property, and reports whether there is
// one of that name.
func (x *x11) give(conn *xgb.Conn, to xproto.Window, target, into xproto.Atom) bool {
	numbers := func(kind xproto.Atom, n ...uint32) bool {
		var b []byte
		for _, v := range n {
			b = binary.LittleEndian.AppendUint32(b, v)
		}
		xproto.ChangeProperty(conn, xproto.PropModeReplace, to, into, kind, 32, uint32(len(n)), b)
		return true
	}
	var data []byte
	kind := target
	a := x.atoms
	switch target {
	case a[aTargets]:
		list := []uint32{uint32(a[aTargets]), uint32(a[aTimestamp]), uint32(a[aMultiple])}
		if x.owned.HTML != "" {
			list = append(list, uint32(a[aHTML]))
		}
		for _, name := range []string{aUTF8, aPlainUTF8, aPlain, "STRING", aText} {
			list = append(list, uint32(a[name]))
		}
		return numbers(xproto.AtomAtom, list...)
	case a[aTimestamp]:
		return numbers(xproto.AtomInteger, uint32(x.since))
	case a[aHTML]:
		if x.owned.HTML == "" {
			return false
		}
		data = []byte(x.owned.HTML)
	case a[aUTF8], a[aPlainUTF8], a[aPlain]:
		data = []byte(x.owned.Text)
	case a[aText]:
		data, kind = []byte(x.owned.Text), a[aUTF8]
	case xproto.AtomString:
		data = latin1(x.owned.Text)
	default:
		return false
	}
	if len(data) <= piece {
		xproto.ChangeProperty(conn, xproto.PropModeReplace, to, into, kind, 8, uint32(len(data)), data)
		return true
	}
	xproto.ChangeWindowAttributes(conn, to, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange | xproto.EventMaskStructureNotify})
	x.sending[sendTo{to, into, kind}] = data
	return numbers(a[aIncr], uint32(len(data)))
}

// sendOn sends the next piece when the last one was taken; an empty one ends
// it.
func (x *x11) sendOn(conn *xgb.Conn, e xproto.PropertyNotifyEvent) {
	for to, data := range x.sending {
		if to.window != e.Window || to.property != e.Atom {
			continue
		}
		n := min(len(data), piece)
		xproto.ChangeProperty(conn, xproto.PropModeReplace, to.window, to.property, to.kind, 8, uint32(n), data[:n])
		if x.sending[to] = data[n:]; n == 0 {
			delete(x.sending, to)
		}
		return
	}
}

// latin1 is a text for programs that know no other letters.
func latin1(s string) []byte {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 0xFF {
			r = '?'
		}
		out = append(out, byte(r))
	}
	return out
}
