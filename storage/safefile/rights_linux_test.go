package safefile_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	. "galley.app/galley/storage/safefile"

	"golang.org/x/sys/unix"
)

// asOrdinary runs f as a user whom the rights of files bind: root gives up its
// rights on one thread, which ends with f.
func asOrdinary(t *testing.T, dir string, f func() error) error {
	t.Helper()
	if os.Getuid() != 0 {
		return f()
	}
	const nobody = 65534
	must(t, os.Chown(dir, nobody, nobody))
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends here
		// Raw calls: the library's would change every thread.
		_, _, e0 := unix.RawSyscall(unix.SYS_SETGROUPS, 0, 0, 0)
		_, _, e1 := unix.RawSyscall(unix.SYS_SETRESGID, nobody, nobody, nobody)
		_, _, e2 := unix.RawSyscall(unix.SYS_SETRESUID, nobody, nobody, nobody)
		if e0 != 0 || e1 != 0 || e2 != 0 {
			done <- errors.Join(e0, e1, e2)
			return
		}
		done <- f()
	}()
	return <-done
}

// sharedDir is a temporary folder that the user of asOrdinary can enter too. The
// usual one may lie below a folder that is root's alone.
func sharedDir(t *testing.T) string {
	t.Helper()
	if os.Getuid() != 0 {
		return t.TempDir()
	}
	bases := []string{os.TempDir(), "/tmp", "/var/tmp", "/dev/shm", "/run"}
	for _, base := range bases {
		if !everyoneEnters(base) {
			continue
		}
		dir, err := os.MkdirTemp(base, "galley-rights-")
		if err != nil {
			continue // read-only, or full
		}
		t.Cleanup(func() { must(t, os.RemoveAll(dir)) })
		must(t, os.Chmod(dir, 0o755))
		return dir
	}
	t.Skipf("an ordinary user can enter none of %q, so root cannot try here what binds him", bases)
	return ""
}

// everyoneEnters tells whether the rights of a folder and of those above it let everyone pass.
func everyoneEnters(dir string) bool {
	for at := dir; ; at = filepath.Dir(at) {
		info, err := os.Stat(at)
		if err != nil || !info.IsDir() || info.Mode().Perm()&0o001 == 0 {
			return false
		}
		if at == filepath.Dir(at) {
			return true
		}
	}
}

func TestEveryoneEnters(t *testing.T) {
	if os.Getuid() != 0 {
		return // TMPDIR may be that user's alone
	}
	dir := sharedDir(t)
	inner := filepath.Join(dir, "inner")
	must(t, os.Mkdir(inner, 0o755))
	if !everyoneEnters(inner) {
		t.Error("a folder that is open is not")
	}
	must(t, os.Chmod(dir, 0o700))
	if everyoneEnters(inner) {
		t.Error("a folder below a private one is open")
	}
}

func TestRights(t *testing.T) {
	for _, c := range []struct {
		name         string
		mode, folder fs.FileMode
		err          string // "" for none
		want         string // of the file
	}{
		{"writable", 0o666, 0o755, "", newText},
		{"read-only in a writable folder", 0o444, 0o755, "the file may not be written (permission denied)", oldText},
		{"in a folder without write permission", 0o666, 0o555, "making a temporary file beside it failed: permission denied", oldText},
		{"in a folder without read permission", 0o666, 0o333, "saved, but the disk did not confirm it (permission denied)", newText},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(sharedDir(t), "posts")
			must(t, os.Mkdir(dir, 0o755))
			path := write(t, filepath.Join(dir, "post.md"), oldText, c.mode)
			must(t, os.Chmod(dir, c.folder))
			t.Cleanup(func() { _ = os.Chmod(dir, 0o755) }) // so that it can be removed
			err := asOrdinary(t, dir, func() error {
				_, err := Replace(path, []byte(newText), Options{})
				return err
			})
			if c.err == "" && err != nil || c.err != "" && (!errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), c.err)) {
				t.Errorf("%v, want %s", err, c.err)
			}
			if got := content(t, path); got != c.want {
				t.Errorf("the file is %.20q", got)
			}
			must(t, os.Chmod(dir, 0o755))
			alone(t, dir)
		})
	}
}

// TestGroupThatCannotBeKept saves a file of a group that the user is not in.
func TestGroupThatCannotBeKept(t *testing.T) {
	if os.Getuid() != 0 {
		return // only root can make such a file
	}
	dir := filepath.Join(sharedDir(t), "posts")
	must(t, os.Mkdir(dir, 0o755))
	path := write(t, filepath.Join(dir, "post.md"), oldText, 0o664)
	must(t, os.Chown(path, 65534, 12345))
	var lost []string
	err := asOrdinary(t, dir, func() error {
		_, err := Replace(path, []byte(newText), Options{Lost: func(s string) { lost = append(lost, s) }})
		return err
	})
	must(t, err)
	info, err := os.Stat(path)
	must(t, err)
	if content(t, path) != newText || info.Mode() != 0o644 || len(lost) != 1 || lost[0] != LostGroup {
		t.Errorf("mode %v, lost %v", info.Mode(), lost)
	}
}

// TestOwnerStays saves somebody else's file as root.
func TestOwnerStays(t *testing.T) {
	path := write(t, filepath.Join(t.TempDir(), "post.md"), oldText, 0o640)
	if os.Getuid() == 0 {
		must(t, os.Chown(path, 4321, 1234))
	}
	before, err := os.Stat(path)
	must(t, err)
	_, err = Replace(path, []byte(newText), Options{Lost: func(s string) { t.Errorf("lost: %s", s) }})
	must(t, err)
	after, err := os.Stat(path)
	must(t, err)
	b, a := before.Sys().(*syscall.Stat_t), after.Sys().(*syscall.Stat_t)
	if a.Uid != b.Uid || a.Gid != b.Gid || after.Mode() != before.Mode() {
		t.Errorf("%d:%d %v became %d:%d %v", b.Uid, b.Gid, before.Mode(), a.Uid, a.Gid, after.Mode())
	}
}
