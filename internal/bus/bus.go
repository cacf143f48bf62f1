// Package bus speaks to the desktop's programs over the session bus, where one
// runs. It never starts one: a bus that was started for a program stays when
// the program has long ended, and nobody else is on it. It is the only
// importer of godbus, whose own way to the session bus would start one.
package bus

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/godbus/dbus/v5"
)

// errNone is returned where no session bus runs.
var errNone = errors.New("there is no session bus")

// Address is where the session bus listens: what the environment says, else
// the socket that the system keeps for the user. It is "" where there is none.
func Address(getenv func(string) string) string {
	switch given := getenv("DBUS_SESSION_BUS_ADDRESS"); {
	case strings.HasPrefix(given, "autolaunch:"): // asks for one to be started
	case given != "":
		return given
	}
	dir := getenv("XDG_RUNTIME_DIR")
	if !filepath.IsAbs(dir) {
		dir = filepath.Join("/run/user", strconv.Itoa(os.Getuid()))
	}
	socket := filepath.Join(dir, "bus")
	if info, err := os.Stat(socket); err != nil || info.Mode()&os.ModeSocket == 0 {
		return ""
	}
	return "unix:path=" + dbus.EscapeBusAddressValue(socket)
}

// open connects to the bus at an address until ctx ends.
func open(ctx context.Context, address string) (*dbus.Conn, error) {
	if address == "" {
		return nil, errNone
	}
	return dbus.Connect(address, dbus.WithContext(ctx))
}

// fileURI is the address of a file.
func fileURI(path string) string {
	path = filepath.ToSlash(filepath.Clean(path))
	if !strings.HasPrefix(path, "/") { // of a drive
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}
