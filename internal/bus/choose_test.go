package bus

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// dialogs is a portal's file dialog: what it was asked for, and what the person
// does with it.
type dialogs struct {
	code  uint32
	uris  []string
	never bool          // the person does nothing
	slow  chan struct{} // holds the portal up before it says that the dialog is there; nil for no

	asked   chan call
	removed chan string // the path that was asked to go
}

// call is what a dialog was asked for, and the path that it got.
type call struct {
	method string
	body   []any
	handle string
}

// serve answers one call of a client of the bus, and reports whether it was meant.
func (d *dialogs) serve(b *testBus, m *dbus.Message, member string) bool {
	switch member {
	case "OpenFile", "SaveFile":
		options := m.Body[2].(map[string]dbus.Variant)
		handle := dbus.ObjectPath(portalPath + "/request/1_1/" + options["handle_token"].Value().(string))
		d.asked <- call{member, m.Body, string(handle)}
		if d.slow != nil {
			<-d.slow
		}
		if !d.never { // before the call returns, as it may be
			b.signal(handle, request, "Response", d.code, map[string]dbus.Variant{"uris": dbus.MakeVariant(d.uris)})
		}
		b.answer(m, handle)
	case "Close":
		d.removed <- string(m.Headers[dbus.FieldPath].Value().(dbus.ObjectPath))
	default:
		return false
	}
	return true
}

func TestChoose(t *testing.T) {
	for name, c := range map[string]struct {
		choice    Choice
		code      uint32
		uris      []string
		path, err string
		method    string
	}{
		"a file":      {Choice{Title: "Open", In: "/home/me/posts", Kinds: []Kind{{"Posts", []string{"*.md", "*.txt"}}}}, 0, []string{"file:///home/me/a%20b/Gr%C3%B6%C3%9Fe%20%231.md"}, "/home/me/a b/Größe #1.md", "", "OpenFile"},
		"a folder":    {Choice{Folder: true, Accept: "Open"}, 0, []string{"file:///home/me/"}, "/home/me", "", "OpenFile"},
		"a new name":  {Choice{Save: true, Name: "wip-a.md"}, 0, []string{"file:///x.md"}, "/x.md", "", "SaveFile"},
		"none":        {Choice{}, 1, nil, "", "", "OpenFile"},
		"none at all": {Choice{}, 0, nil, "", "", "OpenFile"},
		"ended":       {Choice{}, 2, nil, "", "without an answer", "OpenFile"},
		"elsewhere":   {Choice{}, 0, []string{"sftp://host/a.md"}, "", "not a file of this computer", "OpenFile"},
		"relative":    {Choice{}, 0, []string{"file:a.md"}, "", "not a file of this computer", "OpenFile"},
	} {
		t.Run(name, func(t *testing.T) {
			b := startBus(t, false)
			b.files = &dialogs{code: c.code, uris: c.uris, asked: make(chan call, 1)}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			c.choice.Window = "x11:2a"
			path, err := Choose(ctx, b.address, c.choice)
			if path != c.path || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Fatalf("it is %q, %v", path, err)
			}
			got := <-b.files.asked
			if got.method != c.method || got.body[0] != "x11:2a" || got.body[1] != c.choice.Title {
				t.Errorf("asked was %s of %v", got.method, got.body)
			}
			options := got.body[2].(map[string]dbus.Variant)
			in, _ := options["current_folder"].Value().([]byte)
			if string(bytes.TrimSuffix(in, []byte{0})) != c.choice.In || options["directory"].Value() == true != c.choice.Folder {
				t.Errorf("asked was for %v", options)
			}
			if n, _ := options["current_name"].Value().(string); n != c.choice.Name {
				t.Errorf("proposed was %q", n)
			}
			if len(c.choice.Kinds) > 0 {
				want := [][]any{{"Posts", [][]any{{uint32(0), "*.md"}, {uint32(0), "*.txt"}}}}
				if got := options["filters"].Value(); !reflect.DeepEqual(got, want) {
					t.Errorf("the kinds are %#v, want %#v", got, want)
				}
			}
		})
	}
}

// TestChooseIsGivenUp takes a dialog away that nobody answers.
func TestChooseIsGivenUp(t *testing.T) {
	b := startBus(t, false)
	b.files = &dialogs{never: true, asked: make(chan call, 1), removed: make(chan string, 1)}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if path, err := Choose(ctx, b.address, Choice{}); path != "" || !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("it is %q, %v", path, err)
	}
	select {
	case at := <-b.files.removed:
		if asked := <-b.files.asked; at != asked.handle {
			t.Errorf("%s was taken away, not %s", at, asked.handle)
		}
	case <-time.After(2 * time.Minute):
		t.Error("it was not taken away")
	}
}

// TestChooseOfASilentBus is told of a bus that takes the connection and says nothing.
func TestChooseOfASilentBus(t *testing.T) {
	listen(t, filepath.Join(short(t), "bus"))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if path, err := Choose(ctx, "unix:path=bus", Choice{}); path != "" || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("it is %q, %v", path, err)
	}
}

// TestChooseTooLate takes a dialog away that comes when it is not waited for any more.
func TestChooseTooLate(t *testing.T) {
	b := startBus(t, false)
	b.files = &dialogs{never: true, slow: make(chan struct{}), asked: make(chan call, 1), removed: make(chan string, 1)}
	ctx, cancel := context.WithCancel(t.Context())
	chosen := make(chan error, 1)
	go func() {
		_, err := Choose(ctx, b.address, Choice{})
		chosen <- err
	}()
	asked := <-b.files.asked
	cancel()
	if err := <-chosen; !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
	close(b.files.slow)
	if at := <-b.files.removed; at != asked.handle {
		t.Errorf("%s was taken away, not %s", at, asked.handle)
	}
}

// TestChooseWithoutADesktop: our own dialog is opened instead, so it must be told
// at once.
func TestChooseWithoutADesktop(t *testing.T) {
	for _, address := range []string{"", "unix:path=" + t.TempDir() + "/none", "nonsense"} {
		if path, err := Choose(t.Context(), address, Choice{}); err == nil {
			t.Errorf("bus %q: %q and no error", address, path)
		}
	}
	b := startBus(t, false)
	b.refuses = true // there is a bus, and nobody on it has dialogs
	if path, err := Choose(t.Context(), b.address, Choice{}); err == nil {
		t.Errorf("no portal: %q and no error", path)
	}
}
