//go:build unix

package safefile_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	. "galley.app/galley/storage/safefile"
	"galley.app/galley/storage/safefile/safetest"

	"golang.org/x/sys/unix"
)

// write makes a file and returns its path.
func write(t *testing.T, path, data string, mode fs.FileMode) string {
	t.Helper()
	must(t, os.WriteFile(path, []byte(data), 0o600))
	must(t, os.Chmod(path, mode)) // whatever the umask
	return path
}

func content(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	must(t, err)
	return string(b)
}

// alone fails the test when a folder has more than one file.
func alone(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	if len(entries) != 1 {
		t.Errorf("the folder has %v", entries)
	}
}

func TestReplaceTellsWhatIsOnDisk(t *testing.T) {
	path := write(t, filepath.Join(t.TempDir(), "post.md"), oldText, 0o644)
	for _, text := range []string{newText, "", oldText} {
		fp, err := Replace(path, []byte(text), Options{})
		must(t, err)
		data, read, err := Read(path, 1<<20)
		must(t, err)
		if string(data) != text || read != fp || !fp.Exists() || !fp.SameBytes(read) {
			t.Errorf("replaced %+v, read %+v", fp, read)
		}
		stat, err := Stat(path)
		must(t, err)
		if !stat.SameStat(fp) || stat.SameBytes(fp) || !stat.Exists() {
			t.Errorf("replaced %+v, stat %+v", fp, stat)
		}
	}
	alone(t, filepath.Dir(path))
}

func TestLinksStay(t *testing.T) {
	for name, to := range map[string]func(dir string) string{
		"absolute":             func(dir string) string { return filepath.Join(dir, "real", "post.md") },
		"relative":             func(string) string { return "real/post.md" },
		"over a linked folder": func(string) string { return "folder/../post.md" },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			must(t, os.MkdirAll(filepath.Join(dir, "real", "deep"), 0o755))
			must(t, os.Symlink("real/deep", filepath.Join(dir, "folder"))) // folder/.. is real
			target := write(t, filepath.Join(dir, "real", "post.md"), oldText, 0o644)
			must(t, os.Symlink(to(dir), filepath.Join(dir, "one.md")))
			must(t, os.Symlink("one.md", filepath.Join(dir, "two.md")))
			_, fp, err := Read(filepath.Join(dir, "two.md"), 0)
			must(t, err)
			_, err = Replace(filepath.Join(dir, "two.md"), []byte(newText), Options{Expect: &fp})
			must(t, err)
			if content(t, target) != newText {
				t.Error("the target is the old one")
			}
			for _, link := range []string{"one.md", "two.md"} {
				if info, err := os.Lstat(filepath.Join(dir, link)); err != nil || info.Mode()&fs.ModeSymlink == 0 {
					t.Errorf("%s is no link any more", link)
				}
			}
		})
	}
}

func TestRefused(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	must(t, os.Symlink("nowhere.md", at("dangling.md")))
	must(t, os.Symlink("b.md", at("a.md")))
	must(t, os.Symlink("a.md", at("b.md")))
	must(t, os.Mkdir(at("folder.md"), 0o755))
	must(t, unix.Mkfifo(at("pipe.md"), 0o644))
	must(t, os.Symlink("pipe.md", at("to-pipe.md")))
	sock, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	must(t, err)
	defer unix.Close(sock)
	t.Chdir(dir) // a socket's path has to be short
	must(t, unix.Bind(sock, &unix.SockaddrUnix{Name: "socket.md"}))
	write(t, at("file"), "x", 0o644)

	before, err := os.ReadDir(dir)
	must(t, err)
	for name, want := range map[string]string{
		"dangling.md":            "it is a link to " + at("nowhere.md") + ", where there is no file",
		"a.md":                   "leads round in a circle",
		"folder.md":              "this is a folder",
		"pipe.md":                "this is a named pipe",
		"to-pipe.md":             "this is a named pipe",
		"socket.md":              "this is a socket",
		"no-folder/x.md":         "making a temporary file beside it failed: no such file or directory; no file was made: make its folder anew or save in another one",
		"file/x.md":              "finding the file failed: not a directory",
		"file/":                  "finding the file failed: not a directory",
		strings.Repeat("x", 256): "file name too long; no file was made: choose a shorter name",
	} {
		path := dir + "/" + name
		for _, o := range []Options{{}, {Expect: expecting(oldText)}, {Expect: new(Fingerprint)}} {
			_, err := Replace(path, []byte(newText), o)
			if err == nil || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s: %v", name, err)
			} else if o.Expect == nil && !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %s", name, err, want)
			}
		}
		if data, _, err := Read(path, 1<<20); err == nil {
			t.Errorf("%s: read %.20q", name, data)
		}
	}
	if _, err := Replace("", nil, Options{}); err == nil {
		t.Error("a path of nothing was written")
	}
	after, err := os.ReadDir(dir)
	must(t, err)
	if len(before) != len(after) {
		t.Errorf("the folder had %v and has %v", before, after)
	}
}

// TestDeviceRefused writes to no real device: a fault in Replace would put a
// file in its place.
func TestDeviceRefused(t *testing.T) {
	for mode, want := range map[fs.FileMode]string{
		fs.ModeDevice | 0o666:                     "this is a device",
		fs.ModeDevice | fs.ModeCharDevice | 0o666: "this is a device",
		fs.ModeIrregular:                          "this is a special file",
	} {
		m := safetest.NewMemory(map[string]string{"post.md": oldText})
		m.Names["post.md"].Mode = mode
		_, err := Replace("post.md", []byte(newText), Options{FS: m})
		if kind := (*NotRegularError)(nil); !errors.As(err, &kind) || !strings.Contains(err.Error(), want) || string(m.Names["post.md"].Data) != oldText {
			t.Errorf("%v: %v", mode, err)
		}
	}
	link := filepath.Join(t.TempDir(), "zero.md")
	must(t, os.Symlink("/dev/zero", link))
	paths := []string{"/dev/zero", link}
	if runtime.GOOS == "linux" { // the kernel makes these up, and says that they are ordinary files; the first never ends
		paths = append(paths, "/proc/kmsg", "/proc/self/pagemap", "/sys/kernel/notes")
	}
	for _, path := range paths {
		if _, _, err := Read(path, 1<<20); !errors.As(err, new(*NotRegularError)) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestOddNames(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{
		strings.Repeat("x", 252) + ".md", "line\nbreak.md", "-dash.md", `quo"te's.md`, "tab\t$(x)%s.md", "\xff\xfe.md",
		"ü.md", "u\u0308.md", " ", "*?.md", ".hidden.md", "~.md",
	} {
		path := filepath.Join(dir, name)
		fp, err := Replace(path, []byte(oldText), Options{Expect: new(Fingerprint)})
		must(t, err)
		if _, err = Replace(path, []byte(newText), Options{Expect: &fp}); err != nil || content(t, path) != newText {
			t.Errorf("%q: %v", name, err)
		}
		if _, err = Replace(path, nil, Options{Expect: &fp}); err == nil || strings.ContainsAny(err.Error(), "\n\t") || strings.Contains(err.Error(), "\xff") {
			t.Errorf("%q: the error is %q", name, err)
		}
	}
	// In the current folder, without one in the path.
	t.Chdir(dir)
	if _, err := Replace("-", []byte("x"), Options{}); err != nil || content(t, filepath.Join(dir, "-")) != "x" {
		t.Errorf("in the current folder: %v", err)
	}
}

func TestModeStays(t *testing.T) {
	old := unix.Umask(0o077)
	defer unix.Umask(old)
	dir := t.TempDir()
	for _, mode := range []fs.FileMode{0o644, 0o600, 0o664, 0o666, 0o755, 0o200 | 0o444} {
		path := write(t, filepath.Join(dir, "post.md"), oldText, mode)
		var lost []string
		fp, err := Replace(path, []byte(newText), Options{Lost: func(s string) { lost = append(lost, s) }})
		must(t, err)
		info, err := os.Stat(path)
		must(t, err)
		if info.Mode() != mode || fp.Mode != mode || len(lost) > 0 {
			t.Errorf("%v became %v, fingerprint %v, lost %v", mode, info.Mode(), fp.Mode, lost)
		}
	}
	for _, c := range []struct{ umask, asked, want fs.FileMode }{
		{0o022, 0, 0o644}, {0o077, 0, 0o600}, {0o002, 0, 0o664}, {0, 0o600, 0o600}, {0o022, 0o666, 0o644},
	} {
		unix.Umask(int(c.umask))
		path := filepath.Join(dir, "new.md")
		_, err := Replace(path, []byte(newText), Options{Mode: c.asked})
		must(t, err)
		info, err := os.Stat(path)
		must(t, err)
		if info.Mode() != c.want {
			t.Errorf("umask %v, asked %v: %v, want %v", c.umask, c.asked, info.Mode(), c.want)
		}
		must(t, os.Remove(path))
	}
}

func TestAttributesStay(t *testing.T) {
	path := write(t, filepath.Join(t.TempDir(), "post.md"), oldText, 0o640)
	const name = "user.galley.test"
	value := bytes.Repeat([]byte("v"), 300)
	if err := unix.Setxattr(path, name, value, 0); errors.Is(err, unix.ENOTSUP) {
		t.Log("no extended attributes on the file system of the temporary folder: nothing to keep")
	} else {
		must(t, err)
	}
	had := attributesOf(path)
	_, err := Replace(path, []byte(newText), Options{Lost: func(s string) { t.Errorf("lost: %s", s) }})
	must(t, err)
	if got := attributesOf(path); got != had {
		t.Errorf("attributes %q, want %q", got, had)
	}
}

func attributesOf(path string) string {
	b := make([]byte, 4096)
	n, err := unix.Getxattr(path, "user.galley.test", b)
	if err != nil {
		return ""
	}
	return string(b[:n])
}

func TestHardLinkIsTold(t *testing.T) {
	dir := t.TempDir()
	path, other := write(t, filepath.Join(dir, "post.md"), oldText, 0o644), filepath.Join(dir, "other.md")
	must(t, os.Link(path, other))
	var lost []string
	_, err := Replace(path, []byte(newText), Options{Lost: func(s string) { lost = append(lost, s) }})
	must(t, err)
	if content(t, path) != newText || content(t, other) != oldText || len(lost) != 1 || !strings.Contains(lost[0], "1 other name") {
		t.Errorf("the other name has %.20q; told %v", content(t, other), lost)
	}
}

func TestConflict(t *testing.T) {
	dir := t.TempDir()
	path := write(t, filepath.Join(dir, "post.md"), oldText, 0o644)
	_, fp, err := Read(path, 0)
	must(t, err)
	stat, err := Stat(path)
	must(t, err)
	sameSize := strings.ToUpper(oldText)
	conflict := func(name string, expect Fingerprint, want string) {
		t.Helper()
		_, err := Replace(path, []byte(newText), Options{Expect: &expect})
		var c *ConflictError
		if !errors.As(err, &c) {
			t.Fatalf("%s: %v", name, err)
		}
		if c.Found.Exists() != (want != "") || want != "" && content(t, path) != want {
			t.Errorf("%s: found %+v", name, c.Found)
		}
	}
	conflict("is there", Fingerprint{}, oldText)
	conflict("without a sum", stat, oldText)

	// Another text of the same size, in the same file, at the same time.
	must(t, os.WriteFile(path, []byte(sameSize), 0o644))
	must(t, os.Chtimes(path, fp.ModTime, fp.ModTime))
	if now, _ := Stat(path); !now.SameStat(fp) {
		t.Fatal("the test does not make the same size and time")
	}
	conflict("same size and time", fp, sameSize)
	must(t, os.WriteFile(path, []byte(oldText+"more"), 0o644))
	conflict("other size", fp, oldText+"more")
	must(t, os.Remove(path))
	conflict("deleted", fp, "")
	must(t, os.Symlink("gone.md", path))
	if _, err := Replace(path, []byte(newText), Options{Expect: &fp}); err == nil {
		t.Error("a dangling link was written through")
	}
	must(t, os.Remove(path))

	// The same bytes in another file at another time are no conflict.
	write(t, path, oldText, 0o644)
	must(t, os.Chtimes(path, time.Unix(0, 0), time.Unix(0, 0)))
	_, err = Replace(path, []byte(newText), Options{Expect: &fp})
	must(t, err)
	alone(t, dir)
}

func TestReadersSeeOldOrNew(t *testing.T) {
	path := write(t, filepath.Join(t.TempDir(), "post.md"), oldText, 0o644)
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				b, err := os.ReadFile(path)
				if s := string(b); err != nil || s != oldText && s != newText {
					t.Errorf("a reader saw %.20q, %v", s, err)
					return
				}
			}
		})
	}
	for i := range 60 {
		text := newText
		if i%2 == 1 {
			text = oldText
		}
		if _, err := Replace(path, []byte(text), Options{}); err != nil {
			t.Error(err)
		}
	}
	close(done)
	readers.Wait()
	alone(t, filepath.Dir(path))
}

// TestNewIsMadeOnce lets many make one new file: one does, the others are told.
func TestNewIsMadeOnce(t *testing.T) {
	dir := t.TempDir()
	var all sync.WaitGroup
	results := make([]error, 8)
	for i := range results {
		all.Go(func() {
			_, results[i] = Replace(filepath.Join(dir, "post.md"), []byte{byte('0' + i)}, Options{Expect: new(Fingerprint)})
		})
	}
	all.Wait()
	made := 0
	for i, err := range results {
		var conflict *ConflictError
		if err == nil {
			made++
			if got := content(t, filepath.Join(dir, "post.md")); got != string(rune('0'+i)) {
				t.Errorf("%d made it, and it holds %s", i, got)
			}
		} else if !errors.As(err, &conflict) || !conflict.Found.Exists() {
			t.Error(err)
		}
	}
	if made != 1 {
		t.Errorf("%d made it", made)
	}
	alone(t, dir)
}

func TestRead(t *testing.T) {
	path := write(t, filepath.Join(t.TempDir(), "post.md"), oldText, 0o644)
	size := int64(len(oldText))
	for _, limit := range []int64{0, size, size + 1} {
		data, fp, err := Read(path, limit)
		if err != nil || string(data) != oldText || fp.Size != size || fp.Sum != sha256.Sum256(data) {
			t.Errorf("limit %d: %q, %+v, %v", limit, data, fp, err)
		}
	}
	var large *TooLargeError
	if _, fp, err := Read(path, size-1); !errors.As(err, &large) || large.Size != size || fp.Exists() {
		t.Errorf("over the limit: %v", err)
	}
	// A file of three gigabytes that are not there.
	must(t, os.Truncate(path, 3<<30))
	if _, _, err := Read(path, 64<<20); !errors.As(err, &large) {
		t.Errorf("sparse: %v", err)
	}
	if _, err := Replace(path, nil, Options{Expect: expecting(oldText)}); !errors.As(err, new(*ConflictError)) {
		t.Errorf("sparse: %v", err)
	}
	if _, _, err := Read(path+"x", 0); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing: %v", err)
	}
	if _, err := Stat(path + "x"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing: %v", err)
	}
	if _, _, err := ReadBytesOf(sizeless{safetest.NewMemory(map[string]string{"a.md": strings.Repeat("x", 17)})}, "a.md", 16); !errors.As(err, &large) {
		t.Errorf("a size that is said to be 0: %v", err)
	}
}

// sizeless says of every file that it has no bytes.
type sizeless struct{ *safetest.Memory }

func (s sizeless) Open(name string) (File, error) {
	f, err := s.Memory.Open(name)
	return sizelessFile{f}, err
}

type sizelessFile struct{ File }

func (f sizelessFile) Stat() (fs.FileInfo, error) {
	info, err := f.File.Stat()
	return sizelessInfo{info}, err
}

type sizelessInfo struct{ fs.FileInfo }

func (sizelessInfo) Size() int64 { return 0 }

// TestReadWaitsForRest reads a file that is written meanwhile.
func TestReadWaitsForRest(t *testing.T) {
	for name, read := range map[string]func(FS) (string, Fingerprint, error){
		"bytes": func(fsys FS) (string, Fingerprint, error) {
			data, fp, err := ReadBytesOf(fsys, "post.md", 0)
			return string(data), fp, err
		},
		"text": func(fsys FS) (string, Fingerprint, error) { return ReadTextOf(fsys, "post.md", 0) },
		"sum": func(fsys FS) (string, Fingerprint, error) {
			fp, err := SumIn(fsys, "post.md", 0)
			return "half and half", fp, err
		},
	} {
		t.Run(name, func(t *testing.T) { testReadWaitsForRest(t, read) })
	}
}

func testReadWaitsForRest(t *testing.T, read func(FS) (string, Fingerprint, error)) {
	m := safetest.NewMemory(map[string]string{"post.md": "half"})
	stats := 0
	h := &safetest.Hook{FS: m, Before: func(call, _ string) safetest.Fault {
		if call == "Stat" {
			stats++
		}
		if n := m.Names["post.md"]; call == "Stat" && stats == 2 { // behind the bytes
			n.Data, n.Time = []byte("half and half"), 1
		}
		return safetest.Fault{}
	}}
	data, fp, err := read(h)
	if err != nil || data != "half and half" || fp.Sum != sha256.Sum256([]byte(data)) || fp.Size != int64(len(data)) || fp.ModTime.Unix() != 1 || stats != 4 {
		t.Errorf("%q, %+v, %v", data, fp, err)
	}
}

// TestReadInPieces reads files around the size of the pieces that they are read in.
func TestReadInPieces(t *testing.T) {
	for _, size := range []int{0, 1, 511, 512, 513, PieceSize - 1, PieceSize, PieceSize + 1, 3*PieceSize + 7} {
		path := filepath.Join(t.TempDir(), "post.md")
		want := strings.Repeat("words and more words\n", size/21+1)[:size]
		if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
		data, fp, err := Read(path, int64(size))
		s, again, err2 := ReadText(path, int64(size))
		only, err3 := Sum(path, int64(size))
		if err != nil || err2 != nil || err3 != nil || string(data) != want || s != want {
			t.Fatalf("%d bytes: %d and %d read; %v, %v, %v", size, len(data), len(s), err, err2, err3)
		}
		if fp != again || fp != only || fp.Sum != sha256.Sum256(data) || fp.Sum != SumOf(data) || fp.Size != int64(size) {
			t.Errorf("%d bytes: %+v, %+v, %+v", size, fp, again, only)
		}
	}
}

func TestFingerprint(t *testing.T) {
	a := Fingerprint{Size: 1, Sum: [32]byte{1}, ModTime: time.Unix(1, 0), Inode: 1}
	touched := a
	touched.ModTime, touched.Inode = time.Unix(2, 0), 2
	other := a
	other.Sum = [32]byte{2}
	unread := a
	unread.Sum = [32]byte{}
	for _, c := range []struct {
		name       string
		a, b       Fingerprint
		same, stat bool
	}{
		{"itself", a, a, true, true},
		{"touched", a, touched, true, false},
		{"other bytes", a, other, false, true},
		{"not read", a, unread, false, true},
		{"neither read", unread, unread, false, true},
		{"gone", a, Fingerprint{}, false, false},
		{"none", Fingerprint{}, Fingerprint{}, true, true},
	} {
		if c.a.SameBytes(c.b) != c.same || c.b.SameBytes(c.a) != c.same || c.a.SameStat(c.b) != c.stat {
			t.Errorf("%s: same bytes %v, same stat %v", c.name, c.a.SameBytes(c.b), c.a.SameStat(c.b))
		}
	}
	if (Fingerprint{}).Exists() || !unread.Exists() {
		t.Error("what exists is told wrongly")
	}
}

func TestErrorsAreOneLine(t *testing.T) {
	cause := &fs.PathError{Op: "write", Path: "/x/.galley-0.tmp", Err: syscall.ENOSPC}
	for _, err := range []error{
		&Error{Path: "/x/a\nb.md", Doing: "writing the new text", Left: "/x/.galley-0.tmp", Err: cause},
		&ReadOnlyError{Path: "/x/a\nb.md", Err: cause},
		&NotConfirmedError{Path: "/x/a\nb.md", Err: errors.Join(cause, cause)},
		&NotRegularError{Path: "/x/a\nb.md", Mode: fs.ModeIrregular},
		&TooLargeError{Path: "/x/a\nb.md"},
		&ConflictError{Path: "/x/a\nb.md"},
	} {
		s := err.Error()
		if strings.Contains(s, "\n") || !strings.HasPrefix(s, `"/x/a\nb.md": `) || strings.Contains(s, "write /x") {
			t.Errorf("%T: %s", err, s)
		}
		if errors.Unwrap(err) != nil && (!errors.Is(err, syscall.ENOSPC) || !strings.Contains(s, "no space left on device")) {
			t.Errorf("%T: %s", err, s)
		}
	}
}
