//go:build linux || darwin

package safefile

import (
	"bytes"
	"os"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

const accessList = "system.posix_acl_access" // Linux

// inheritAttributes copies the extended attributes, which on Linux hold the
// access list too.
func inheritAttributes(f *os.File, name string) (lost []string) {
	want := attributes(func(b []byte) (int, error) { return unix.Listxattr(name, b) })
	fd := int(f.Fd())
	for _, attr := range want {
		value, err := attribute(func(b []byte) (int, error) { return unix.Getxattr(name, attr, b) })
		if err == nil {
			err = unix.Fsetxattr(fd, attr, value, 0)
		}
		if err == nil {
			continue
		}
		// Some are the system's own to set, and already are the same.
		now, nerr := attribute(func(b []byte) (int, error) { return unix.Fgetxattr(fd, attr, b) })
		if nerr == nil && bytes.Equal(now, value) {
			continue
		}
		what := "the attribute " + Shown(attr) + " of the file"
		if attr == accessList {
			what = "the access list of the file"
		}
		lost = append(lost, what)
	}
	// A folder with a default access list gives one to each new file.
	if has := attributes(func(b []byte) (int, error) { return unix.Flistxattr(fd, b) }); slices.Contains(has, accessList) &&
		!slices.Contains(want, accessList) {
		_ = unix.Fremovexattr(fd, accessList) // the mode, set next, then bounds what it can give
	}
	return lost
}

func attributes(list func([]byte) (int, error)) []string {
	b, err := attribute(list)
	if err != nil {
		return nil // no attributes on this file system
	}
	return strings.FieldsFunc(string(b), func(r rune) bool { return r == 0 })
}

// attribute asks for the size first, and again where it grew in between.
func attribute(get func([]byte) (int, error)) ([]byte, error) {
	for {
		n, err := get(nil)
		if err != nil || n == 0 {
			return nil, err
		}
		b := make([]byte, n)
		n, err = get(b)
		if err == unix.ERANGE {
			continue
		}
		if err != nil {
			return nil, err
		}
		return b[:n], nil
	}
}
