package bus

import (
	"bufio"
	"context"
	"encoding/binary"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

func TestFileURI(t *testing.T) {
	for path, want := range map[string]string{
		"/home/me/a.epub":   "file:///home/me/a.epub",
		"/a b/Größe #1?/":   "file:///a%20b/Gr%C3%B6%C3%9Fe%20%231%3F",
		"/a/../b/./100%.md": "file:///b/100%25.md",
	} {
		if got := fileURI(path); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
}

// TestRevealWithoutADesktop: the folder is opened instead, so it must be told.
func TestRevealWithoutADesktop(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for _, address := range []string{"", "unix:path=" + t.TempDir() + "/none", "nonsense", "autolaunch:"} {
		if err := Reveal(ctx, address, "/x"); err == nil {
			t.Errorf("bus %q: no error", address)
		}
	}
}

func TestAddress(t *testing.T) {
	none, there := t.TempDir(), short(t)
	listen(t, filepath.Join(there, "bus"))
	for name, c := range map[string]struct{ given, runtime, want string }{
		"said":                          {"unix:path=/x/bus", none, "unix:path=/x/bus"},
		"said, and one is there":        {"unix:path=/x/bus", there, "unix:path=/x/bus"},
		"not said, and one is there":    {"", there, "unix:path=" + dbus.EscapeBusAddressValue(there+"/bus")},
		"not said, and none is there":   {"", none, ""},
		"to be started":                 {"autolaunch:", none, ""},
		"to be started, one is there":   {"autolaunch:scope=x", there, "unix:path=" + dbus.EscapeBusAddressValue(there+"/bus")},
		"a folder where it would be":    {"", filepath.Dir(there), ""},
		"runtime folder does not exist": {"", none + "/none", ""},
	} {
		got := Address(func(key string) string {
			return map[string]string{"DBUS_SESSION_BUS_ADDRESS": c.given, "XDG_RUNTIME_DIR": c.runtime}[key]
		})
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestFollowDark(t *testing.T) {
	for name, old := range map[string]bool{"portal": false, "portal of version 1": true} {
		t.Run(name, func(t *testing.T) {
			b := startBus(t, old)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			told := make(chan bool)
			ended := make(chan error, 1)
			go func() { ended <- FollowDark(ctx, b.address, func(dark bool) { told <- dark }) }()
			if dark := <-told; !dark {
				t.Error("the desktop prefers the dark, and light was told")
			}
			b.change("org.freedesktop.appearance", "accent-color", uint32(2)) // no news
			b.change("org.freedesktop.appearance", "color-scheme", uint32(2))
			if dark := <-told; dark {
				t.Error("the change to light was not told")
			}
			b.change("org.freedesktop.appearance", "color-scheme", uint32(1))
			if dark := <-told; !dark {
				t.Error("the change to dark was not told")
			}
			b.hangUp()
			if err := <-ended; err == nil {
				t.Error("the bus is gone and following goes on")
			}
		})
	}
}

func TestFollowDarkWithoutAPortal(t *testing.T) {
	err := FollowDark(t.Context(), "", func(bool) { t.Error("something was told") })
	if err == nil {
		t.Error("no error without a bus")
	}
}

// short is a temporary folder whose path is short enough for a socket.
func short(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir) // sockets are made by relative names
	return dir
}

func listen(t *testing.T, path string) net.Listener {
	t.Helper()
	l, err := net.Listen("unix", filepath.Base(path))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// testBus is a session bus with a portal and one client.
type testBus struct {
	t       *testing.T
	address string
	old     bool // knows Read only
	client  chan net.Conn
	conn    net.Conn
	serial  uint32
	files   *dialogs // of its portal
	refuses bool     // its portal knows of nothing else
}

func startBus(t *testing.T, old bool) *testBus {
	t.Helper()
	dir := short(t)
	l := listen(t, filepath.Join(dir, "bus"))
	b := &testBus{t: t, address: "unix:path=bus", old: old, client: make(chan net.Conn, 1)}
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return // the test is over
		}
		defer close(b.client)
		b.serve(conn)
	}()
	return b
}

// serve lets the client in and answers what it asks until it has been told the setting.
func (b *testBus) serve(conn net.Conn) {
	r := bufio.NewReader(conn)
	for line := ""; !strings.HasPrefix(line, "BEGIN"); {
		var err error
		if line, err = r.ReadString('\n'); err != nil {
			return
		}
		answer := "ERROR\r\n"
		switch line = strings.TrimLeft(line, "\x00"); {
		case strings.HasPrefix(line, "BEGIN"):
			continue
		case strings.HasPrefix(line, "AUTH EXTERNAL"):
			answer = "OK 0123456789abcdef0123456789abcdef\r\n"
		case strings.HasPrefix(line, "AUTH"):
			answer = "REJECTED EXTERNAL\r\n"
		}
		if _, err := conn.Write([]byte(answer)); err != nil {
			return
		}
	}
	b.conn = conn
	for {
		m, err := dbus.DecodeMessage(r)
		if err != nil {
			return
		}
		switch member, _ := m.Headers[dbus.FieldMember].Value().(string); member {
		case "Hello":
			b.answer(m, ":1.1")
		case "ReadOne":
			if b.old {
				b.refuse(m)
				continue
			}
			b.answer(m, dbus.MakeVariant(uint32(1)))
			b.client <- conn
		case "Read":
			b.answer(m, dbus.MakeVariant(dbus.MakeVariant(uint32(1))))
			b.client <- conn
		default:
			switch {
			case b.files != nil && b.files.serve(b, m, member):
			case b.refuses && member != "AddMatch":
				b.refuse(m)
			default:
				b.answer(m)
			}
		}
	}
}

func (b *testBus) send(m *dbus.Message) {
	b.serial++
	// The header's serial is not exported; it is the second word of the bytes.
	var out writer
	if err := m.EncodeTo(&out, binary.LittleEndian); err != nil {
		b.t.Error(err)
		return
	}
	binary.LittleEndian.PutUint32(out[8:], b.serial)
	if _, err := b.conn.Write(out); err != nil {
		b.t.Error(err)
	}
}

type writer []byte

func (w *writer) Write(p []byte) (int, error) { *w = append(*w, p...); return len(p), nil }

func (b *testBus) answer(to *dbus.Message, body ...any) {
	m := &dbus.Message{Type: dbus.TypeMethodReply, Body: body, Headers: map[dbus.HeaderField]dbus.Variant{
		dbus.FieldReplySerial: dbus.MakeVariant(to.Serial()), dbus.FieldSender: dbus.MakeVariant("org.freedesktop.DBus"),
	}}
	if len(body) > 0 {
		m.Headers[dbus.FieldSignature] = dbus.MakeVariant(dbus.SignatureOf(body...))
	}
	b.send(m)
}

func (b *testBus) refuse(to *dbus.Message) {
	b.send(&dbus.Message{Type: dbus.TypeError, Headers: map[dbus.HeaderField]dbus.Variant{
		dbus.FieldReplySerial: dbus.MakeVariant(to.Serial()),
		dbus.FieldErrorName:   dbus.MakeVariant("org.freedesktop.DBus.Error.UnknownMethod"),
	}})
}

// change tells the client of a setting's new value.
func (b *testBus) change(space, key string, value uint32) {
	b.t.Helper()
	if b.client != nil {
		<-b.client
		b.client = nil
	}
	b.signal(portalPath, settings, "SettingChanged", space, key, dbus.MakeVariant(value))
}

// signal sends one of an object.
func (b *testBus) signal(path dbus.ObjectPath, of, member string, body ...any) {
	b.send(&dbus.Message{Type: dbus.TypeSignal, Body: body, Headers: map[dbus.HeaderField]dbus.Variant{
		dbus.FieldPath:      dbus.MakeVariant(path),
		dbus.FieldInterface: dbus.MakeVariant(of), dbus.FieldMember: dbus.MakeVariant(member),
		dbus.FieldSender:    dbus.MakeVariant(":1.2"),
		dbus.FieldSignature: dbus.MakeVariant(dbus.SignatureOf(body...)),
	}})
}

func (b *testBus) hangUp() { b.conn.Close() }
