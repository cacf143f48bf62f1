//go:build linux || freebsd || openbsd || netbsd

package raise

import (
	"errors"
	"fmt"
	"io"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// Window brings a window before all others on a display, out of the bar if it is
// there. Startup is what the desktop named the start that asks for it; "" where
// it named none.
func Window(display string, window uint32, startup string) error {
	if window == 0 { // which the server takes without a word
		return errors.New("raising the window: it is none of X11")
	}
	conn, root, err := connect(display)
	if err != nil {
		return err
	}
	defer conn.Close()
	// Window managers keep programs from coming to the front by themselves. With the time of what the writer did it is
	// seen that this is asked for; without one it is asked as the desktop's own bar asks.
	const program, pager = 1, 2
	source := uint32(pager)
	at, known := when(startup)
	if known {
		source = program
	}
	active, err := atom(conn, "_NET_ACTIVE_WINDOW")
	if err != nil {
		return err
	}
	e := xproto.ClientMessageEvent{Format: 32, Window: xproto.Window(window), Type: active, Data: xproto.ClientMessageDataUnionData32New([]uint32{source, at, 0, 0, 0})}
	const mask = xproto.EventMaskSubstructureNotify | xproto.EventMaskSubstructureRedirect
	if err := xproto.SendEventChecked(conn, false, root, mask, string(e.Bytes())).Check(); err != nil {
		return fmt.Errorf("raising the window: %w", err)
	}
	return nil
}

// Done tells a desktop that a start which it named is done, so that it shows no
// more that the program comes.
func Done(display, startup string) error {
	if startup == "" {
		return nil
	}
	conn, root, err := connect(display)
	if err != nil {
		return err
	}
	defer conn.Close()
	begin, err := atom(conn, "_NET_STARTUP_INFO_BEGIN")
	if err != nil {
		return err
	}
	more, err := atom(conn, "_NET_STARTUP_INFO")
	if err != nil {
		return err
	}
	win, err := xproto.NewWindowId(conn)
	if err == nil {
		err = xproto.CreateWindowChecked(conn, 0, win, root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, 0, 0, nil).Check()
	}
	kind := begin
	for message := []byte("remove: ID=" + quoted(startup) + "\x00"); err == nil && len(message) > 0; kind = more {
		piece := make([]byte, 20)
		message = message[copy(piece, message):]
		e := xproto.ClientMessageEvent{Format: 8, Window: win, Type: kind, Data: xproto.ClientMessageDataUnionData8New(piece)}
		err = xproto.SendEventChecked(conn, false, root, xproto.EventMaskPropertyChange, string(e.Bytes())).Check()
	}
	if err != nil {
		return fmt.Errorf("telling the desktop that the start is done: %w", err)
	}
	return nil
}

func connect(display string) (*xgb.Conn, xproto.Window, error) {
	xgb.Logger.SetOutput(io.Discard) // what goes wrong here is told by errors
	conn, err := xgb.NewConnDisplay(display)
	if err != nil {
		return nil, 0, fmt.Errorf("raising the window: %w", err)
	}
	return conn, xproto.Setup(conn).DefaultScreen(conn).Root, nil
}

func atom(conn *xgb.Conn, name string) (xproto.Atom, error) {
	r, err := xproto.InternAtom(conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		return 0, fmt.Errorf("raising the window: %w", err)
	}
	return r.Atom, nil
}
