//go:build unix

package safefile

import (
	"bytes"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"
)

// memory is a folder that knows what of it is on the disk: bytes that were not
// synced and names that were not synced can be lost by a power cut.
type memory struct {
	mu      sync.Mutex
	names   map[string]*inode
	disk    map[string]*inode // the names that are on the disk
	pending []func(map[string]*inode)
	last    uint64
}

type inode struct {
	number uint64
	mode   fs.FileMode
	data   []byte
	disk   []byte // what of data is on the disk
	time   int64  // of the last change, in seconds
}

var _ FS = (*memory)(nil)

// newMemory is a folder with files that have been there for long.
func newMemory(files map[string]string) *memory {
	m := &memory{names: map[string]*inode{}, disk: map[string]*inode{}}
	for name, data := range files {
		m.last++
		m.names[name] = &inode{number: m.last, mode: 0o644, data: []byte(data), disk: []byte(data)}
	}
	maps.Copy(m.disk, m.names)
	return m
}

// do changes the names now, and on the disk when the folder is synced.
func (m *memory) do(change func(map[string]*inode)) {
	change(m.names)
	m.pending = append(m.pending, change)
}

func (m *memory) get(call, name string) (*inode, error) {
	if n, ok := m.names[name]; ok {
		return n, nil
	}
	return nil, &fs.PathError{Op: call, Path: name, Err: syscall.ENOENT}
}

func (m *memory) Lstat(name string) (fs.FileInfo, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, err := m.get("lstat", name)
	if err != nil {
		return nil, err
	}
	return n.info(name), nil
}

func (m *memory) Readlink(name string) (string, error) {
	return "", &fs.PathError{Op: "readlink", Path: name, Err: syscall.EINVAL}
}

func (m *memory) Writable(name string) error { _, err := m.Lstat(name); return err }

func (m *memory) Open(name string) (File, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, err := m.get("open", name)
	if err != nil {
		return nil, err
	}
	return &memoryFile{memory: m, inode: n, name: name}, nil
}

func (m *memory) Create(name string, mode fs.FileMode) (File, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.names[name]; ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: syscall.EEXIST}
	}
	m.last++
	n := &inode{number: m.last, mode: mode}
	m.do(func(names map[string]*inode) { names[name] = n })
	return &memoryFile{memory: m, inode: n, name: name}, nil
}

func (m *memory) Rename(from, to string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, err := m.get("rename", from)
	if err != nil {
		return err
	}
	m.do(func(names map[string]*inode) {
		names[to] = n
		delete(names, from)
	})
	return nil
}

func (m *memory) RenameNew(from, to string) error {
	if _, err := m.Lstat(to); err == nil {
		return &fs.PathError{Op: "rename", Path: to, Err: syscall.EEXIST}
	}
	return m.Rename(from, to)
}

func (m *memory) Remove(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, err := m.get("remove", name); err != nil {
		return err
	}
	m.do(func(names map[string]*inode) { delete(names, name) })
	return nil
}

func (m *memory) SyncDir(string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.disk = maps.Clone(m.names)
	m.pending = nil
	return nil
}

// afterPowerCut calls f with what a name may hold after a power cut now: each
// subset of the unsynced changes of names, times what can have become of
// unsynced bytes. Nil is no file.
func (m *memory) afterPowerCut(name string, f func(data []byte)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for set := range 1 << len(m.pending) {
		names := maps.Clone(m.disk)
		for i, change := range m.pending {
			if set&(1<<i) != 0 {
				change(names)
			}
		}
		n, ok := names[name]
		if !ok {
			f(nil)
			continue
		}
		f(append([]byte{}, n.disk...))
		if !bytes.Equal(n.disk, n.data) {
			f([]byte{})
			f(make([]byte, len(n.data))) // zeros: the length came to the disk, the bytes did not
			f(n.data[:len(n.data)/2])
			f(n.data)
		}
	}
}

func (m *memory) list() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Sorted(maps.Keys(m.names))
}

type memoryFile struct {
	memory *memory
	inode  *inode
	name   string
	at     int
}

func (f *memoryFile) Read(b []byte) (int, error) {
	f.memory.mu.Lock()
	defer f.memory.mu.Unlock()
	n := copy(b, f.inode.data[f.at:])
	if f.at += n; n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

func (f *memoryFile) Write(b []byte) (int, error) {
	f.memory.mu.Lock()
	defer f.memory.mu.Unlock()
	f.inode.data = append(f.inode.data, b...)
	return len(b), nil
}

func (f *memoryFile) Stat() (fs.FileInfo, error) {
	f.memory.mu.Lock()
	defer f.memory.mu.Unlock()
	return f.inode.info(f.name), nil
}

func (f *memoryFile) Inherit(_ string, info fs.FileInfo) []string {
	f.inode.mode = info.Mode()
	return nil
}

func (f *memoryFile) Sync() error {
	f.memory.mu.Lock()
	defer f.memory.mu.Unlock()
	f.inode.disk = bytes.Clone(f.inode.data)
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

func (n *inode) info(name string) memoryInfo {
	i := memoryInfo{name: filepath.Base(name), size: int64(len(n.data)), mode: n.mode, time: n.time}
	i.sys.Ino, i.sys.Nlink = n.number, 1
	return i
}

func (i memoryInfo) Name() string       { return i.name }
func (i memoryInfo) Size() int64        { return i.size }
func (i memoryInfo) Mode() fs.FileMode  { return i.mode }
func (i memoryInfo) ModTime() time.Time { return time.Unix(i.time, 0) }
func (i memoryInfo) IsDir() bool        { return false }
func (i memoryInfo) Sys() any           { return &i.sys }

// hook lets a test see each call of a file system before it happens and answer
// in its place.
type hook struct {
	FS
	before func(call string) fault
}

// fault is what becomes of a call.
type fault struct {
	err   error // nil: the call is made
	late  bool  // the call is made, and its answer is err
	short bool  // of a write: half is written, and the answer is err
	skip  bool  // the call is not made, and the answer is good
}

var _ FS = (*hook)(nil)

// call makes a call with its fault.
func (h *hook) call(name string, real func() error) error {
	f := h.before(name)
	if f.skip {
		return nil
	}
	if f.err == nil && !f.short {
		return real()
	}
	if f.late {
		if err := real(); err != nil {
			return err
		}
	}
	return f.err
}

func (h *hook) Lstat(name string) (info fs.FileInfo, err error) {
	err = h.call("Lstat", func() error { info, err = h.FS.Lstat(name); return err })
	return info, err
}

func (h *hook) Readlink(name string) (to string, err error) {
	err = h.call("Readlink", func() error { to, err = h.FS.Readlink(name); return err })
	return to, err
}

func (h *hook) Writable(name string) error {
	return h.call("Writable", func() error { return h.FS.Writable(name) })
}

func (h *hook) Open(name string) (f File, err error) {
	err = h.call("Open", func() error { f, err = h.FS.Open(name); return err })
	return &hookFile{h, f}, err
}

func (h *hook) Create(name string, mode fs.FileMode) (f File, err error) {
	err = h.call("Create", func() error { f, err = h.FS.Create(name, mode); return err })
	return &hookFile{h, f}, err
}

func (h *hook) Rename(from, to string) error {
	return h.call("Rename", func() error { return h.FS.Rename(from, to) })
}

func (h *hook) RenameNew(from, to string) error {
	return h.call("RenameNew", func() error { return h.FS.RenameNew(from, to) })
}

func (h *hook) Remove(name string) error {
	return h.call("Remove", func() error { return h.FS.Remove(name) })
}

func (h *hook) SyncDir(name string) error {
	return h.call("SyncDir", func() error { return h.FS.SyncDir(name) })
}

type hookFile struct {
	hook *hook
	File
}

func (f *hookFile) Read(b []byte) (n int, err error) {
	err = f.hook.call("Read", func() error { n, err = f.File.Read(b); return err })
	return n, err
}

func (f *hookFile) Write(b []byte) (n int, err error) {
	what := f.hook.before("Write")
	switch {
	case what.short:
		n, err = f.File.Write(b[:len(b)/2])
		if err == nil {
			err = what.err
		}
		return n, err
	case what.err != nil:
		if what.late {
			n, _ = f.File.Write(b)
		}
		return n, what.err
	}
	return f.File.Write(b)
}

func (f *hookFile) Stat() (info fs.FileInfo, err error) {
	err = f.hook.call("Stat", func() error { info, err = f.File.Stat(); return err })
	return info, err
}

func (f *hookFile) Inherit(name string, info fs.FileInfo) (lost []string) {
	if f.hook.call("Inherit", func() error { lost = f.File.Inherit(name, info); return nil }) != nil {
		lost = append(lost, "everything")
	}
	return lost
}

func (f *hookFile) Sync() error { return f.hook.call("Sync", f.File.Sync) }

func (f *hookFile) Close() error {
	err := f.hook.call("Close", f.File.Close)
	if err != nil {
		_ = f.File.Close() // the descriptor goes whatever the answer is
	}
	return err
}
