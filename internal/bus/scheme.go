package bus

import (
	"context"
	"fmt"

	"github.com/godbus/dbus/v5"
)

// What the desktop's portal says of light and dark; see the documentation of
// org.freedesktop.portal.Settings.
const (
	portal     = "org.freedesktop.portal.Desktop"
	portalPath = "/org/freedesktop/portal/desktop"
	settings   = "org.freedesktop.portal.Settings"
	appearance = "org.freedesktop.appearance"
	scheme     = "color-scheme"
	preferDark = 1
)

// FollowDark calls f with whether the desktop prefers the dark, now and at each
// change, until ctx ends or the bus does. It returns why it ended.
func FollowDark(ctx context.Context, address string, f func(dark bool)) error {
	conn, err := open(ctx, address)
	if err != nil {
		return err
	}
	defer conn.Close()
	// Asked for first, so that no change is lost between the answer and the first signal.
	err = conn.AddMatchSignalContext(
		ctx, dbus.WithMatchObjectPath(portalPath), dbus.WithMatchInterface(settings),
		dbus.WithMatchMember("SettingChanged"), dbus.WithMatchArg(0, appearance),
	)
	if err != nil {
		return fmt.Errorf("following the desktop's colours: %w", err)
	}
	changes := make(chan *dbus.Signal, 8)
	conn.Signal(changes)
	dark, err := askDark(ctx, conn)
	if err != nil {
		return fmt.Errorf("asking for the desktop's colours: %w", err)
	}
	f(dark)
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case change, ok := <-changes:
			if !ok {
				return dbus.ErrClosed
			}
			var space, key string
			var value dbus.Variant
			if dbus.Store(change.Body, &space, &key, &value) == nil && space == appearance && key == scheme {
				f(isDark(value))
			}
		}
	}
}

// askDark asks for what the desktop prefers.
func askDark(ctx context.Context, conn *dbus.Conn) (bool, error) {
	var value dbus.Variant
	desktop := conn.Object(portal, portalPath)
	err := desktop.CallWithContext(ctx, settings+".ReadOne", 0, appearance, scheme).Store(&value)
	if err != nil { // a portal of version 1
		err = desktop.CallWithContext(ctx, settings+".Read", 0, appearance, scheme).Store(&value)
	}
	return isDark(value), err
}

// isDark tells what a value of the setting means; old portals pack it twice.
func isDark(v dbus.Variant) bool {
	if inner, ok := v.Value().(dbus.Variant); ok {
		v = inner
	}
	n, ok := v.Value().(uint32)
	return ok && n == preferDark
}
