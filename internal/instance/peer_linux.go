package instance

import (
	"fmt"
	"net"
	"os"
	"syscall"
)

// longest is how long the path of a folder for sockets may be: as any.
const longest = 4096 - 64

// through is a short way to a folder, for the address of a socket, which holds
// no more than a hundred bytes.
func through(dir string) (short string, close func(), err error) {
	f, err := os.Open(dir)
	if err != nil {
		return "", nil, err
	}
	return fmt.Sprintf("/proc/self/fd/%d", f.Fd()), func() { _ = f.Close() }, nil // which holds nothing of ours
}

// ours reports whether the process at the other end is this user's.
func ours(conn net.Conn) bool {
	c, ok := conn.(*net.UnixConn)
	if !ok {
		return false
	}
	raw, err := c.SyscallConn()
	if err != nil {
		return false
	}
	mine := false
	err = raw.Control(func(fd uintptr) {
		of, err := syscall.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED)
		mine = err == nil && int(of.Uid) == os.Getuid()
	})
	return err == nil && mine
}
