//go:build linux

package xwindow

import (
	"image"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// Drop drags files over a place of the window and drops them there, as a file
// manager does, and waits until the window has taken them.
func (w *Window) Drop(p image.Point, files ...string) {
	w.t.Helper()
	id, err := strconv.ParseUint(w.id, 10, 32)
	if err != nil {
		w.t.Fatalf("dropping: the window is %q", w.id)
	}
	var list strings.Builder
	for _, f := range files {
		list.WriteString((&url.URL{Scheme: "file", Path: f}).String() + "\r\n")
	}
	d := drag{t: w, target: xproto.Window(id), list: []byte(list.String()), atoms: map[string]xproto.Atom{}}
	if d.conn, err = xgb.NewConnDisplay(w.Display.name); err != nil {
		w.t.Fatalf("dropping: %v", err)
	}
	defer d.conn.Close()
	d.begin()
	at := w.Bounds().Min.Add(p)
	const copying = "XdndActionCopy"
	d.send("XdndEnter", 5<<24, uint32(d.atoms["text/uri-list"]), 0, 0)
	d.send("XdndPosition", 0, uint32(at.X)<<16|uint32(at.Y), 0, uint32(d.atoms[copying]))
	d.wait("XdndStatus")
	d.send("XdndDrop", 0, 0, 0, 0)
	d.wait("XdndFinished")
}

// drag is the source of what is dragged, by the protocol XDND.
type drag struct {
	t      *Window
	conn   *xgb.Conn
	win    xproto.Window
	target xproto.Window
	atoms  map[string]xproto.Atom
	list   []byte
}

// begin makes a window that owns what is dragged.
func (d *drag) begin() {
	d.t.t.Helper()
	for _, name := range []string{
		"XdndEnter", "XdndPosition", "XdndStatus", "XdndDrop", "XdndFinished", "XdndSelection", "XdndActionCopy", "text/uri-list",
	} {
		r, err := xproto.InternAtom(d.conn, false, uint16(len(name)), name).Reply()
		if err != nil {
			d.t.t.Fatalf("dropping: %v", err)
		}
		d.atoms[name] = r.Atom
	}
	win, err := xproto.NewWindowId(d.conn)
	if err == nil {
		screen := xproto.Setup(d.conn).DefaultScreen(d.conn)
		err = xproto.CreateWindowChecked(d.conn, 0, win, screen.Root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, screen.RootVisual, 0, nil).Check()
	}
	if err == nil {
		err = xproto.SetSelectionOwnerChecked(d.conn, win, d.atoms["XdndSelection"], xproto.TimeCurrentTime).Check()
	}
	if err != nil {
		d.t.t.Fatalf("dropping: %v", err)
	}
	d.win = win
}

// send sends the window a message of the protocol, whose first number is the
// source.
func (d *drag) send(name string, data ...uint32) {
	d.t.t.Helper()
	e := xproto.ClientMessageEvent{
		Format: 32, Window: d.target, Type: d.atoms[name],
		Data: xproto.ClientMessageDataUnionData32New(append([]uint32{uint32(d.win)}, data...)),
	}
	if err := xproto.SendEventChecked(d.conn, false, d.target, 0, string(e.Bytes())).Check(); err != nil {
		d.t.t.Fatalf("dropping: %v", err)
	}
}

// wait waits for a message of the window, and gives it what is dragged when it
// asks.
func (d *drag) wait(name string) {
	d.t.t.Helper()
	late := time.AfterFunc(Patience, d.conn.Close)
	defer late.Stop()
	for {
		e, err := d.conn.WaitForEvent()
		switch e := e.(type) {
		case nil:
			if err == nil {
				d.t.t.Fatalf("dropping: no %s came", name)
			}
		case xproto.ClientMessageEvent:
			if e.Type == d.atoms[name] {
				return
			}
		case xproto.SelectionRequestEvent:
			xproto.ChangeProperty(d.conn, xproto.PropModeReplace, e.Requestor, e.Property, e.Target, 8, uint32(len(d.list)), d.list)
			n := xproto.SelectionNotifyEvent{Time: e.Time, Requestor: e.Requestor, Selection: e.Selection, Target: e.Target, Property: e.Property}
			xproto.SendEvent(d.conn, false, e.Requestor, 0, string(n.Bytes()))
		}
	}
}
