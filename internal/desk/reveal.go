package desk

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

// revealIn is how long a file manager may take to answer.
const revealIn = 5 * time.Second

// Reveal asks the desktop's file manager, over D-Bus, to show a file or folder
// with it marked.
func (s *Store) Reveal(path string, done func(error)) {
	bus := os.Getenv("DBUS_SESSION_BUS_ADDRESS")
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), revealIn)
		defer cancel()
		err := reveal(ctx, bus, path)
		s.post(func() { done(err) })
	}()
}

// reveal talks to the file manager on the bus with that address.
func reveal(ctx context.Context, bus, path string) error {
	if bus == "" {
		return errors.New("there is no session bus")
	}
	conn, err := dbus.Connect(bus, dbus.WithContext(ctx))
	if err != nil {
		return err
	}
	defer conn.Close()
	manager := conn.Object("org.freedesktop.FileManager1", "/org/freedesktop/FileManager1")
	return manager.CallWithContext(ctx, "org.freedesktop.FileManager1.ShowItems", 0, []string{fileURI(path)}, "").Err
}

// fileURI is the address of a file.
func fileURI(path string) string {
	path = filepath.ToSlash(filepath.Clean(path))
	if !strings.HasPrefix(path, "/") { // of a drive
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}
