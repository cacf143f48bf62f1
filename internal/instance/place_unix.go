//go:build unix

package instance

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

const ending = ".sock"

// Here is the place of a user's windows that share a state folder, "" where there
// is none: in the folder for such things that the desktop's session has, else
// in the state folder, else, where that has too long a name for a socket, in
// the one for temporary files. A home folder of its own, as GALLEY_HOME makes
// one, has windows of its own.
func Here(getenv func(string) string, state, temp string) Place {
	sum := sha256.Sum256([]byte(state))
	p := Place{Display: display(getenv), Patience: Usual()}
	switch dir := getenv("XDG_RUNTIME_DIR"); {
	case filepath.IsAbs(dir) && len(dir) < longest-16 && private(dir):
		p.Dir = filepath.Join(dir, fmt.Sprintf("galley-%x", sum[:4]))
	case state != "" && len(state) < longest-8 && writable(state):
		p.Dir = filepath.Join(state, "windows")
	case temp != "" && len(temp) < longest-24:
		p.Dir = filepath.Join(temp, fmt.Sprintf("galley-windows-%d-%x", os.Getuid(), sum[:4]))
	}
	return p
}

// display is the display that windows are on, without the number of a screen.
func display(getenv func(string) string) string {
	name := getenv("DISPLAY")
	if host, rest, ok := strings.Cut(name, ":"); ok {
		number, _, _ := strings.Cut(rest, ".")
		name = host + ":" + number
	}
	return name
}

// private reports whether a folder is this user's, and nobody else's.
func private(dir string) bool {
	info, err := os.Lstat(dir)
	if err != nil || !info.IsDir() || info.Mode().Perm()&0o077 != 0 {
		return false
	}
	of, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(of.Uid) == os.Getuid()
}

// writable reports whether a folder can be made in dir, which need not be there.
func writable(dir string) bool {
	if os.MkdirAll(dir, 0o700) != nil {
		return false
	}
	const writes = 2
	return syscall.Access(dir, writes) == nil
}

// sockets are those of this machine's windows: a home folder may be on several.
func (p Place) sockets() (list []string) {
	if !private(p.Dir) {
		return nil
	}
	entries, err := os.ReadDir(p.Dir)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		if name := e.Name(); e.Type() == fs.ModeSocket && strings.HasPrefix(name, host()) && strings.HasSuffix(name, ending) && len(list) < 64 {
			list = append(list, filepath.Join(p.Dir, name))
		}
	}
	return list
}

// host tells this machine from others in the names of sockets.
func host() string {
	name, _ := os.Hostname() // without one all are alike
	sum := sha256.Sum256([]byte(name))
	return fmt.Sprintf("%x-", sum[:4])
}

// dial connects to a window. The socket of one that is gone is removed.
func dial(ctx context.Context, name string) (net.Conn, error) {
	dir, close, err := through(filepath.Dir(name))
	if err != nil {
		return nil, err
	}
	defer close()
	conn, err := (&net.Dialer{}).DialContext(ctx, "unix", filepath.Join(dir, filepath.Base(name)))
	if err != nil {
		if errors.Is(err, syscall.ECONNREFUSED) {
			_ = os.Remove(name)
		}
		return nil, err
	}
	if !ours(conn) {
		_ = conn.Close()
		return nil, errors.New("it is another user's")
	}
	return conn, nil
}

// listen makes a socket. It has its name once it listens, so that nobody takes it
// for that of a window that is gone.
func (p Place) listen() (ears net.Listener, name string, err error) {
	if p.Dir == "" {
		return nil, "", errors.New("there is no folder for it")
	}
	if err := os.MkdirAll(p.Dir, 0o700); err != nil {
		return nil, "", err
	}
	if !private(p.Dir) {
		return nil, "", fmt.Errorf("%s is not this user's alone", p.Dir)
	}
	stem := host() + fmt.Sprint(os.Getpid()) + "-" + rand.Text()[:8]
	fresh := filepath.Join(p.Dir, "."+stem)
	dir, close, err := through(p.Dir)
	if err != nil {
		return nil, "", err
	}
	defer close()
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(dir, filepath.Base(fresh)), Net: "unix"})
	if err != nil {
		return nil, "", err
	}
	l.SetUnlinkOnClose(false)
	name = filepath.Join(p.Dir, stem+ending)
	if err = os.Chmod(fresh, 0o600); err == nil {
		err = os.Rename(fresh, name)
	}
	if err != nil {
		_ = l.Close()
		_ = os.Remove(fresh)
		return nil, "", err
	}
	return l, name, nil
}
