//go:build unix

package safetest

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"galley.app/galley/storage/safefile"
)

// Memory is a folder, and what is in it, that knows what of it is on the disk:
// bytes that were not synced and names that were not synced can be lost by a
// power cut.
type Memory struct {
	// Mutex guards Names.
	sync.Mutex
	Names map[string]*Inode

	disk    map[string]*Inode // the names that are on the disk
	pending []change
	last    uint64
}

// change is a change of the names of a folder.
type change struct {
	dir string
	do  func(map[string]*Inode)
}

// Inode is a file or folder.
type Inode struct {
	Mode fs.FileMode
	Data []byte
	Time int64 // of the last change, in seconds

	number uint64
	disk   []byte // what of Data is on the disk
}

var _ safefile.FS = (*Memory)(nil)

// NewMemory is a folder with files that have been there for long. Names that end
// in a slash are folders.
func NewMemory(files map[string]string) *Memory {
	m := &Memory{Names: map[string]*Inode{}, disk: map[string]*Inode{}}
	for name, data := range files {
		if dir, ok := strings.CutSuffix(name, "/"); ok {
			m.Names[dir] = m.NewInode(fs.ModeDir|0o755, "")
			continue
		}
		m.Names[name] = m.NewInode(0o644, data)
	}
	maps.Copy(m.disk, m.Names)
	return m
}

// NewInode returns a file that is on the disk, without a name.
func (m *Memory) NewInode(mode fs.FileMode, data string) *Inode {
	m.last++
	return &Inode{number: m.last, Mode: mode, Data: []byte(data), disk: []byte(data)}
}

// do changes the names of a folder now, and on the disk when it is synced.
func (m *Memory) do(dir string, do func(map[string]*Inode)) {
	do(m.Names)
	m.pending = append(m.pending, change{dir, do})
}

func (m *Memory) get(call, name string) (*Inode, error) {
	if n, ok := m.Names[name]; ok {
		return n, nil
	}
	if name == "." {
		return &Inode{Mode: fs.ModeDir | 0o755}, nil
	}
	return nil, &fs.PathError{Op: call, Path: name, Err: syscall.ENOENT}
}

// Lstat implements [safefile.FS].
func (m *Memory) Lstat(name string) (fs.FileInfo, error) {
	m.Lock()
	defer m.Unlock()
	n, err := m.get("lstat", name)
	if err != nil {
		return nil, err
	}
	return n.info(name), nil
}

// Readlink implements [safefile.FS].
func (m *Memory) Readlink(name string) (string, error) {
	return "", &fs.PathError{Op: "readlink", Path: name, Err: syscall.EINVAL}
}

// Writable implements [safefile.FS].
func (m *Memory) Writable(name string) error { _, err := m.Lstat(name); return err }

// Open implements [safefile.FS].
func (m *Memory) Open(name string) (safefile.File, error) {
	m.Lock()
	defer m.Unlock()
	n, err := m.get("open", name)
	if err != nil {
		return nil, err
	}
	return &memoryFile{memory: m, inode: n, name: name}, nil
}

// add gives something new a name.
func (m *Memory) add(call, name string, n *Inode) error {
	if _, ok := m.Names[name]; ok {
		return &fs.PathError{Op: call, Path: name, Err: syscall.EEXIST}
	}
	if parent, err := m.get(call, filepath.Dir(name)); err != nil {
		return err
	} else if !parent.Mode.IsDir() {
		return &fs.PathError{Op: call, Path: name, Err: syscall.ENOTDIR}
	}
	m.do(filepath.Dir(name), func(names map[string]*Inode) { names[name] = n })
	return nil
}

// Create implements [safefile.FS].
func (m *Memory) Create(name string, mode fs.FileMode) (safefile.File, error) {
	m.Lock()
	defer m.Unlock()
	n := m.NewInode(mode, "")
	if err := m.add("open", name, n); err != nil {
		return nil, err
	}
	return &memoryFile{memory: m, inode: n, name: name}, nil
}

// Append implements [safefile.FS].
func (m *Memory) Append(name string) (safefile.File, error) { return m.Open(name) } // which writes at the end

// Mkdir implements [safefile.FS].
func (m *Memory) Mkdir(name string, mode fs.FileMode) error {
	m.Lock()
	defer m.Unlock()
	return m.add("mkdir", name, m.NewInode(mode|fs.ModeDir, ""))
}

// Chmod implements [safefile.FS].
func (m *Memory) Chmod(name string, mode fs.FileMode) error {
	m.Lock()
	defer m.Unlock()
	n, err := m.get("chmod", name)
	if err == nil {
		n.Mode = n.Mode&^fs.ModePerm | mode&fs.ModePerm
	}
	return err
}

// Link implements [safefile.FS].
func (m *Memory) Link(from, to string) error {
	m.Lock()
	defer m.Unlock()
	n, err := m.get("link", from)
	if err != nil {
		return err
	}
	return m.add("link", to, n)
}

// renamed returns names with those of one file or folder, and of what is in it,
// beginning with another one.
func renamed(names map[string]*Inode, from, to string) map[string]*Inode {
	moved := map[string]*Inode{}
	for name, n := range names {
		if rest, ok := strings.CutPrefix(name, from); ok && (rest == "" || rest[0] == '/') {
			moved[to+rest] = n
		}
	}
	return moved
}

// drop removes the names of a file or folder and of what is in it.
func drop(names map[string]*Inode, name string) {
	for other := range renamed(names, name, name) {
		delete(names, other)
	}
}

// Rename implements [safefile.FS].
func (m *Memory) Rename(from, to string) error {
	m.Lock()
	defer m.Unlock()
	n, err := m.get("rename", from)
	if err != nil {
		return err
	}
	m.do(filepath.Dir(to), func(names map[string]*Inode) {
		moved := renamed(names, from, to)
		moved[to] = n
		drop(names, from)
		drop(names, to)
		maps.Copy(names, moved)
	})
	return nil
}

// RenameNew implements [safefile.FS].
func (m *Memory) RenameNew(from, to string) error {
	if _, err := m.Lstat(to); err == nil {
		return &fs.PathError{Op: "rename", Path: to, Err: syscall.EEXIST}
	}
	return m.Rename(from, to)
}

// Exchange implements [safefile.FS].
func (m *Memory) Exchange(a, b string) error {
	m.Lock()
	defer m.Unlock()
	na, err := m.get("exchange", a)
	nb, err2 := m.get("exchange", b)
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	m.do(filepath.Dir(a), func(names map[string]*Inode) {
		x, y := renamed(names, a, b), renamed(names, b, a)
		x[b], y[a] = na, nb
		drop(names, a)
		drop(names, b)
		maps.Copy(names, x)
		maps.Copy(names, y)
	})
	return nil
}

// Remove implements [safefile.FS].
func (m *Memory) Remove(name string) error {
	m.Lock()
	defer m.Unlock()
	if _, err := m.get("remove", name); err != nil {
		return err
	}
	if len(renamed(m.Names, name, name)) > 1 {
		return &fs.PathError{Op: "remove", Path: name, Err: syscall.ENOTEMPTY}
	}
	m.do(filepath.Dir(name), func(names map[string]*Inode) { delete(names, name) })
	return nil
}

// RemoveAll implements [safefile.FS].
func (m *Memory) RemoveAll(name string) error {
	m.Lock()
	defer m.Unlock()
	m.do(filepath.Dir(name), func(names map[string]*Inode) { drop(names, name) })
	return nil
}

// SyncFile implements [safefile.FS].
func (m *Memory) SyncFile(name string) error {
	m.Lock()
	defer m.Unlock()
	n, err := m.get("sync", name)
	if err == nil {
		n.disk = bytes.Clone(n.Data)
	}
	return err
}

// SyncDir implements [safefile.FS].
func (m *Memory) SyncDir(name string) error {
	m.Lock()
	defer m.Unlock()
	name = filepath.Clean(name)
	if _, err := m.get("sync", name); err != nil {
		return err
	}
	m.pending = slices.DeleteFunc(m.pending, func(c change) bool {
		if c.dir == name {
			c.do(m.disk)
		}
		return c.dir == name
	})
	return nil
}

// SyncAll implements [safefile.FS].
func (m *Memory) SyncAll(string) error { return errors.ErrUnsupported }

// AfterPowerCut calls f with what the names may be after a power cut now: each
// subset of the unsynced changes of names, times what can have become of
// unsynced bytes. Folders are not among them.
func (m *Memory) AfterPowerCut(f func(files map[string]string)) {
	m.Lock()
	defer m.Unlock()
	for set := range 1 << len(m.pending) {
		names := maps.Clone(m.disk)
		for i, c := range m.pending {
			if set&(1<<i) != 0 {
				c.do(names)
			}
		}
		for cut := range cuts {
			files := map[string]string{}
			for name, n := range names {
				switch {
				case n.Mode.IsDir():
				case bytes.Equal(n.disk, n.Data):
					files[name] = string(n.disk)
				default:
					files[name] = string(n.after(cut))
				}
			}
			f(files)
		}
	}
}

// List returns the names that there are.
func (m *Memory) List() []string {
	m.Lock()
	defer m.Unlock()
	return slices.Sorted(maps.Keys(m.Names))
}

// Files returns what the files hold, without the folders.
func (m *Memory) Files() map[string]string {
	m.Lock()
	defer m.Unlock()
	files := map[string]string{}
	for name, n := range m.Names {
		if !n.Mode.IsDir() {
			files[name] = string(n.Data)
		}
	}
	return files
}

type memoryFile struct {
	memory *Memory
	inode  *Inode
	name   string
	at     int
}

func (f *memoryFile) Read(b []byte) (int, error) {
	f.memory.Lock()
	defer f.memory.Unlock()
	n := copy(b, f.inode.Data[f.at:])
	if f.at += n; n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

func (f *memoryFile) Write(b []byte) (int, error) {
	f.memory.Lock()
	defer f.memory.Unlock()
	f.inode.Data = append(f.inode.Data, b...)
	return len(b), nil
}

func (f *memoryFile) Stat() (fs.FileInfo, error) {
	f.memory.Lock()
	defer f.memory.Unlock()
	return f.inode.info(f.name), nil
}

func (f *memoryFile) Inherit(_ string, info fs.FileInfo) []string {
	f.inode.Mode = info.Mode()
	return nil
}

func (f *memoryFile) Sync() error {
	f.memory.Lock()
	defer f.memory.Unlock()
	f.inode.disk = bytes.Clone(f.inode.Data)
	return nil
}

func (f *memoryFile) Close() error { return nil }

type memoryInfo struct {
	name string
	size int64
	mode fs.FileMode
	time int64
	sys  syscall.Stat_t
}

func (n *Inode) info(name string) memoryInfo {
	i := memoryInfo{name: filepath.Base(name), size: int64(len(n.Data)), mode: n.Mode, time: n.Time}
	i.sys.Ino, i.sys.Nlink = n.number, 1
	return i
}

func (i memoryInfo) Name() string       { return i.name }
func (i memoryInfo) Size() int64        { return i.size }
func (i memoryInfo) Mode() fs.FileMode  { return i.mode }
func (i memoryInfo) ModTime() time.Time { return time.Unix(i.time, 0) }
func (i memoryInfo) IsDir() bool        { return i.mode.IsDir() }
func (i memoryInfo) Sys() any           { return &i.sys }
