// Package recent keeps posts in the desktop's list of recent documents, the file
// recently-used.xbel that all its programs share, by the desktop bookmark
// specification.
//
// What other programs wrote into it stays as it is, byte for byte: an entry is
// put in, or changed, in the text of the file. A file that is no such list is
// left alone, and so is one that somebody made unwritable, or a folder of, to
// have no list kept.
package recent

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"galley.app/galley/storage/safefile"
)

// maxSize is how large a list is read, in bytes.
const maxSize = 16 << 20

// Path is the file of the list by the environment; "" where there is none. It is
// among what GALLEY_HOME moves: what is used from a stick leaves nothing behind.
func Path(getenv func(string) string) string {
	const name = "recently-used.xbel"
	if home := getenv("GALLEY_HOME"); home != "" {
		if abs, err := filepath.Abs(home); err == nil {
			return filepath.Join(abs, name)
		}
	}
	if data := getenv("XDG_DATA_HOME"); filepath.IsAbs(data) {
		return filepath.Join(data, name)
	}
	if home := getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "share", name)
	}
	return ""
}

// ErrDamaged is returned for a file that is no list; it was left as it is.
var ErrDamaged = errors.New("the desktop's list of recent documents is damaged, and is left as it is")

// errKept is returned where the list is locked, or may not be written.
var errKept = errors.New("the list is not to be written")

// List is the desktop's list of recent documents.
type List struct {
	Path string
	// Name and Exec are the program that has the documents open, as the desktop
	// shows it, and what opens a document again, as Command has it.
	Name, Exec string
	Now        func() time.Time
}

// Add notes that a post was opened or saved. Nothing is done, without an error,
// where somebody wants no list, or another program is writing it.
func (l List) Add(path, mime string) error {
	if l.Path == "" || !filepath.IsAbs(path) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(l.Path), 0o700); err != nil {
		return nil // told of where it matters: with settings and recovery copies
	}
	unlock, err := lock(l.Path + ".lock")
	if err != nil {
		return nil
	}
	defer unlock()
	for range 3 { // GTK's programs heed no lock, so that the file may change while it is read
		err = l.add(path, mime)
		if conflict := (*safefile.ConflictError)(nil); !errors.As(err, &conflict) {
			break
		}
	}
	if errors.Is(err, ErrDamaged) {
		return fmt.Errorf("%s: %w", safefile.Shown(l.Path), ErrDamaged)
	}
	return nil // a list that cannot be written is not worth a word over the writer's work
}

func (l List) add(path, mime string) error {
	info, err := os.Stat(l.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Lstat(l.Path); err == nil {
			return errKept // a link to nothing
		}
	case err != nil:
		return err
	case !info.Mode().IsRegular(), info.Mode().Perm()&0o200 == 0, info.Size() > maxSize:
		return errKept
	}
	text, at, err := safefile.ReadText(l.Path, maxSize)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	next, err := insert(text, entry{
		href: address(path), mime: mime, name: l.Name, exec: quoted(l.Exec), at: l.Now().UTC(),
	})
	if err != nil {
		return err
	}
	_, err = safefile.Replace(l.Path, []byte(next), safefile.Options{Expect: &at, Mode: 0o600})
	return err
}

// address is the address of a file, written as GTK does, by which its programs
// know that they mean the same one.
func address(path string) string {
	var b strings.Builder
	b.WriteString("file://")
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") { // of a drive
		b.WriteByte('/')
	}
	for i := range len(slashed) {
		switch c := slashed[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("-_.~!$&'()*+,;=:@/", c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// lock takes the lock that programs of KDE take while they write the list, for
// as long as nobody else has it. One whose process is gone counts for nothing.
func lock(name string) (unlock func(), err error) {
	for range 20 {
		f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err == nil {
			host, _ := os.Hostname() // without one nobody takes it for theirs
			_, err = fmt.Fprintf(f, "%d\ngalley\n%s\n", os.Getpid(), host)
			if err := errors.Join(err, f.Close()); err != nil {
				_ = os.Remove(name)
				return nil, err
			}
			return func() { _ = os.Remove(name) }, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
		if stale(name) {
			_ = os.Remove(name)
			continue
		}
		time.Sleep(10 * time.Millisecond)
	}
	return nil, errKept
}

// stale reports whether a lock is that of a process which is gone, or nobody
// looked after for long.
func stale(name string) bool {
	info, err := os.Lstat(name)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	if time.Since(info.ModTime()) > 30*time.Second {
		return true
	}
	b, err := os.ReadFile(name)
	lines := strings.Split(string(b), "\n")
	host, _ := os.Hostname()
	if err != nil || len(lines) < 3 || host == "" || lines[2] != host {
		return false
	}
	pid, err := strconv.Atoi(lines[0])
	return err == nil && pid > 0 && !runs(pid)
}
