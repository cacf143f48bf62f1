//go:build unix && !linux

package instance

import "net"

// longest is how long the path of a folder for sockets may be where it may be
// least, without its name.
const longest = 104 - 48

// through is the way to a folder.
func through(dir string) (short string, close func(), err error) { return dir, func() {}, nil }

// ours reports whether the process at the other end is this user's: nobody else
// can open the folder that the socket is in.
func ours(net.Conn) bool { return true }
