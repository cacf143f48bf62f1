package bus

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/godbus/dbus/v5"
)

// What the desktop's portal says of its file dialogs; see the documentation of
// org.freedesktop.portal.FileChooser and org.freedesktop.portal.Request.
const (
	chooser = "org.freedesktop.portal.FileChooser"
	request = "org.freedesktop.portal.Request"
)

// opens is how long a portal may take to say that it opens a dialog. It may have
// to be started first.
const opens = 4 * time.Second

// late is how long one is waited for that has not said so by then: its dialog, which nobody waits for any more, is taken
// away when it comes.
const late = 2 * time.Minute

// Choice is what is to be chosen in the desktop's file dialog.
type Choice struct {
	Title  string
	Accept string // on its button
	Folder bool   // a folder, not a file
	Save   bool   // the name of a file that is not there yet
	In     string // the folder that it begins in; "" leaves that to the desktop
	Name   string // that is proposed, with Save
	Kinds  []Kind // of files; none for all
	Window string // that it belongs to, as the portal writes it, such as "x11:2a0001f"; "" for none
}

// Kind is a kind of files.
type Kind struct {
	Name     string   // as the person reads it
	Patterns []string // of their names, such as "*.md"
}

// ElsewhereError is returned when what was chosen is no file of this computer.
type ElsewhereError struct{ URI string }

func (e *ElsewhereError) Error() string { return e.URI + " is not a file of this computer" }

// tokens tell the requests of this process from each other.
var tokens atomic.Int64

// Choose has a file or folder chosen in the desktop's own dialog and returns its
// path, or "" if the person chose none. It fails at once where there is no
// portal that has such a dialog. It takes the dialog away when ctx ends.
func Choose(ctx context.Context, address string, c Choice) (path string, err error) {
	patience, cancel := context.WithTimeout(ctx, opens)
	defer cancel()
	conn, err := outlasting(patience, address) // which has to be there still to take the dialog away
	if err != nil {
		return "", fmt.Errorf("asking for the desktop's file dialog: %w", err)
	}
	kept := false
	defer func() {
		if !kept {
			conn.Close()
		}
	}()
	token := "galley" + strconv.FormatInt(tokens.Add(1), 10)
	handle := dbus.ObjectPath(portalPath + "/request/" + strings.ReplaceAll(strings.TrimPrefix(conn.Names()[0], ":"), ".", "_") + "/" + token)
	// Asked for first: the answer may come before the call returns.
	if err := conn.AddMatchSignalContext(patience, dbus.WithMatchInterface(request), dbus.WithMatchMember("Response")); err != nil {
		return "", fmt.Errorf("asking for the desktop's file dialog: %w", err)
	}
	answers := make(chan *dbus.Signal, 8)
	conn.Signal(answers)
	method, options := c.options(token)
	done := make(chan *dbus.Call, 1)
	conn.Object(portal, portalPath).Go(chooser+"."+method, 0, done, c.Window, c.Title, options)
	select {
	case call := <-done:
		if err := call.Store(&handle); err != nil {
			return "", fmt.Errorf("asking for the desktop's file dialog: %w", err)
		}
	case <-patience.Done():
		kept = true
		go takeAway(conn, done)
		return "", fmt.Errorf("asking for the desktop's file dialog: %w", patience.Err())
	}
	for {
		select {
		case <-ctx.Done():
			conn.Object(portal, handle).Go(request+".Close", dbus.FlagNoReplyExpected, nil)
			return "", ctx.Err()
		case a, ok := <-answers:
			if !ok {
				return "", dbus.ErrClosed
			}
			if a.Path != handle || a.Name != request+".Response" {
				continue
			}
			return chosen(a.Body)
		}
	}
}

// outlasting connects to the bus before ctx ends. The connection stays when it does.
func outlasting(ctx context.Context, address string) (*dbus.Conn, error) {
	lasting, end := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, end)
	conn, err := open(lasting, address)
	if !stop() { // it ended meanwhile, and the connection with it
		if err == nil {
			conn.Close()
		}
		return nil, ctx.Err()
	}
	return conn, err
}

// takeAway takes a dialog away that comes late, and closes the connection.
func takeAway(conn *dbus.Conn, done <-chan *dbus.Call) {
	defer conn.Close()
	ctx, cancel := context.WithTimeout(context.Background(), late)
	defer cancel()
	select {
	case call := <-done:
		var handle dbus.ObjectPath
		if call.Store(&handle) == nil {
			_ = conn.Object(portal, handle).CallWithContext(ctx, request+".Close", 0).Err // it may be gone
		}
	case <-ctx.Done():
	}
}

// options are the method that asks for the dialog, and what it is given.
func (c Choice) options(token string) (method string, options map[string]dbus.Variant) {
	options = map[string]dbus.Variant{"handle_token": dbus.MakeVariant(token), "modal": dbus.MakeVariant(true)}
	if c.Accept != "" {
		options["accept_label"] = dbus.MakeVariant(c.Accept)
	}
	if c.In != "" {
		options["current_folder"] = dbus.MakeVariant(append([]byte(c.In), 0))
	}
	if len(c.Kinds) > 0 {
		type pattern struct {
			Kind uint32 // 0: a glob
			Glob string
		}
		type filter struct {
			Name     string
			Patterns []pattern
		}
		var filters []filter
		for _, k := range c.Kinds {
			f := filter{Name: k.Name}
			for _, p := range k.Patterns {
				f.Patterns = append(f.Patterns, pattern{Glob: p})
			}
			filters = append(filters, f)
		}
		options["filters"] = dbus.MakeVariant(filters)
	}
	if c.Save {
		if c.Name != "" {
			options["current_name"] = dbus.MakeVariant(c.Name)
		}
		return "SaveFile", options
	}
	if c.Folder {
		options["directory"] = dbus.MakeVariant(true)
	}
	return "OpenFile", options
}

// chosen is the path in the answer to a request.
func chosen(body []any) (string, error) {
	var code uint32
	var results map[string]dbus.Variant
	if err := dbus.Store(body, &code, &results); err != nil {
		return "", fmt.Errorf("the answer of the desktop's file dialog: %w", err)
	}
	switch code {
	case 0:
	case 1:
		return "", nil // the person chose none
	default:
		return "", errors.New("the desktop's file dialog ended without an answer")
	}
	uris, _ := results["uris"].Value().([]string)
	if len(uris) == 0 {
		return "", nil
	}
	u, err := url.Parse(uris[0])
	if err != nil || u.Scheme != "file" || !filepath.IsAbs(filepath.FromSlash(u.Path)) {
		return "", &ElsewhereError{URI: uris[0]}
	}
	return filepath.Clean(filepath.FromSlash(u.Path)), nil
}
