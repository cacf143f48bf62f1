//go:build linux

package faultfs

import (
	"slices"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fuse"
	"golang.org/x/sys/unix"
)

// Calls are the requests that rules may name.
func Calls() []string {
	return []string{
		"lookup", "getattr", "setattr", "readlink", "open", "opendir", "readdir", "read", "getxattr", "listxattr", "access",
		"create", "mkdir", "symlink", "link", "write", "setxattr", "flush", "fsync", "fsyncdir", "rename", "unlink", "rmdir",
	}
}

// The kernel is told to keep nothing, so that each call of a program is seen.

// Lookup implements [fuse.RawFileSystem].
func (f *FS) Lookup(cancel <-chan struct{}, h *fuse.InHeader, name string, out *fuse.EntryOut) fuse.Status {
	path := f.below(h.NodeId, name)
	return f.do("lookup", path, h, func() fuse.Status {
		s := f.RawFileSystem.Lookup(cancel, h, name, out)
		if s.Ok() && out.NodeId != 0 {
			f.known(out.NodeId, path)
		}
		return s
	})
}

// GetAttr implements [fuse.RawFileSystem].
func (f *FS) GetAttr(cancel <-chan struct{}, in *fuse.GetAttrIn, out *fuse.AttrOut) fuse.Status {
	return f.do("getattr", f.path(in.NodeId), &in.InHeader, func() fuse.Status { return f.RawFileSystem.GetAttr(cancel, in, out) })
}

// SetAttr implements [fuse.RawFileSystem].
func (f *FS) SetAttr(cancel <-chan struct{}, in *fuse.SetAttrIn, out *fuse.AttrOut) fuse.Status {
	path := f.path(in.NodeId)
	return f.do("setattr", path, &in.InHeader, func() fuse.Status {
		s := f.RawFileSystem.SetAttr(cancel, in, out)
		if size, ok := in.GetSize(); ok && s.Ok() {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.note(Record{Call: "truncate", Path: path, Size: int64(size)})
		}
		return s
	})
}

// Readlink implements [fuse.RawFileSystem].
func (f *FS) Readlink(cancel <-chan struct{}, h *fuse.InHeader) (to []byte, s fuse.Status) {
	s = f.do("readlink", f.path(h.NodeId), h, func() (s fuse.Status) {
		to, s = f.RawFileSystem.Readlink(cancel, h)
		return s
	})
	return to, s
}

// Access implements [fuse.RawFileSystem].
func (f *FS) Access(cancel <-chan struct{}, in *fuse.AccessIn) fuse.Status {
	return f.do("access", f.path(in.NodeId), &in.InHeader, func() fuse.Status { return f.RawFileSystem.Access(cancel, in) })
}

// GetXAttr implements [fuse.RawFileSystem].
func (f *FS) GetXAttr(cancel <-chan struct{}, h *fuse.InHeader, attr string, dest []byte) (n uint32, s fuse.Status) {
	s = f.do("getxattr", f.path(h.NodeId), h, func() (s fuse.Status) {
		n, s = f.RawFileSystem.GetXAttr(cancel, h, attr, dest)
		return s
	})
	return n, s
}

// ListXAttr implements [fuse.RawFileSystem].
func (f *FS) ListXAttr(cancel <-chan struct{}, h *fuse.InHeader, dest []byte) (n uint32, s fuse.Status) {
	s = f.do("listxattr", f.path(h.NodeId), h, func() (s fuse.Status) {
		n, s = f.RawFileSystem.ListXAttr(cancel, h, dest)
		return s
	})
	return n, s
}

// SetXAttr implements [fuse.RawFileSystem].
func (f *FS) SetXAttr(cancel <-chan struct{}, in *fuse.SetXAttrIn, attr string, data []byte) fuse.Status {
	return f.do("setxattr", f.path(in.NodeId), &in.InHeader, func() fuse.Status { return f.RawFileSystem.SetXAttr(cancel, in, attr, data) })
}

// Mkdir implements [fuse.RawFileSystem].
func (f *FS) Mkdir(cancel <-chan struct{}, in *fuse.MkdirIn, name string, out *fuse.EntryOut) fuse.Status {
	path := f.below(in.NodeId, name)
	return f.do("mkdir", path, &in.InHeader, func() fuse.Status {
		s := f.RawFileSystem.Mkdir(cancel, in, name, out)
		f.made(s, out.NodeId, Record{Call: "mkdir", Path: path})
		return s
	})
}

// Symlink implements [fuse.RawFileSystem].
func (f *FS) Symlink(cancel <-chan struct{}, h *fuse.InHeader, to, name string, out *fuse.EntryOut) fuse.Status {
	path := f.below(h.NodeId, name)
	return f.do("symlink", path, h, func() fuse.Status {
		s := f.RawFileSystem.Symlink(cancel, h, to, name, out)
		if s.Ok() {
			f.known(out.NodeId, path)
		}
		return s
	})
}

// Link implements [fuse.RawFileSystem].
func (f *FS) Link(cancel <-chan struct{}, in *fuse.LinkIn, name string, out *fuse.EntryOut) fuse.Status {
	from, to := f.path(in.Oldnodeid), f.below(in.NodeId, name)
	return f.do("link", to, &in.InHeader, func() fuse.Status {
		s := f.RawFileSystem.Link(cancel, in, name, out)
		f.made(s, out.NodeId, Record{Call: "link", Path: from, To: to})
		return s
	})
}

// made takes in that something got a name.
func (f *FS) made(s fuse.Status, node uint64, r Record) {
	if !s.Ok() {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.paths[node] = r.Path
	if r.To != "" {
		f.paths[node] = r.To
	}
	f.note(r)
}

// Unlink implements [fuse.RawFileSystem].
func (f *FS) Unlink(cancel <-chan struct{}, h *fuse.InHeader, name string) fuse.Status {
	return f.remove("unlink", h, name, func() fuse.Status { return f.RawFileSystem.Unlink(cancel, h, name) })
}

// Rmdir implements [fuse.RawFileSystem].
func (f *FS) Rmdir(cancel <-chan struct{}, h *fuse.InHeader, name string) fuse.Status {
	return f.remove("rmdir", h, name, func() fuse.Status { return f.RawFileSystem.Rmdir(cancel, h, name) })
}

func (f *FS) remove(call string, h *fuse.InHeader, name string, real func() fuse.Status) fuse.Status {
	path := f.below(h.NodeId, name)
	return f.do(call, path, h, func() fuse.Status {
		s := real()
		if s.Ok() {
			f.mu.Lock()
			defer f.mu.Unlock()
			for node := range f.moved(path, "") {
				f.paths[node] = ""
			}
			f.note(Record{Call: call, Path: path})
		}
		return s
	})
}

// Rename implements [fuse.RawFileSystem].
func (f *FS) Rename(cancel <-chan struct{}, in *fuse.RenameIn, oldName, newName string) fuse.Status {
	from, to := f.below(in.NodeId, oldName), f.below(in.Newdir, newName)
	return f.do("rename", from, &in.InHeader, func() fuse.Status {
		s := f.RawFileSystem.Rename(cancel, in, oldName, newName)
		if !s.Ok() {
			return s
		}
		f.mu.Lock()
		defer f.mu.Unlock()
		call := "rename"
		forth, back := f.moved(from, to), f.moved(to, "")
		if in.Flags&unix.RENAME_EXCHANGE != 0 {
			call, back = "exchange", f.moved(to, from)
		}
		for node, path := range back {
			f.paths[node] = path
		}
		for node, path := range forth {
			f.paths[node] = path
		}
		f.note(Record{Call: call, Path: from, To: to})
		return s
	})
}

// Create implements [fuse.RawFileSystem].
func (f *FS) Create(cancel <-chan struct{}, in *fuse.CreateIn, name string, out *fuse.CreateOut) fuse.Status {
	path := f.below(in.NodeId, name)
	return f.do("create", path, &in.InHeader, func() fuse.Status {
		s := f.RawFileSystem.Create(cancel, in, name, out)
		f.made(s, out.NodeId, Record{Call: "create", Path: path})
		out.OpenFlags |= fuse.FOPEN_DIRECT_IO // else a short write comes back as another error
		return s
	})
}

// Tmpfile implements [fuse.RawFileSystem]: there are no files without a name.
func (f *FS) Tmpfile(<-chan struct{}, *fuse.CreateIn, *fuse.CreateOut) fuse.Status {
	return fuse.Status(syscall.EOPNOTSUPP)
}

// Open implements [fuse.RawFileSystem].
func (f *FS) Open(cancel <-chan struct{}, in *fuse.OpenIn, out *fuse.OpenOut) fuse.Status {
	path := f.path(in.NodeId)
	return f.do("open", path, &in.InHeader, func() fuse.Status {
		s := f.RawFileSystem.Open(cancel, in, out)
		if s.Ok() && in.Flags&syscall.O_TRUNC != 0 {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.note(Record{Call: "truncate", Path: path})
		}
		out.OpenFlags |= fuse.FOPEN_DIRECT_IO
		return s
	})
}

// Read implements [fuse.RawFileSystem].
func (f *FS) Read(cancel <-chan struct{}, in *fuse.ReadIn, buf []byte) (res fuse.ReadResult, s fuse.Status) {
	s = f.do("read", f.path(in.NodeId), &in.InHeader, func() (s fuse.Status) {
		res, s = f.RawFileSystem.Read(cancel, in, buf)
		return s
	})
	return res, s
}

// Writev implements [fuse.RawFileSystem]: each write is one of Write.
func (f *FS) Writev(<-chan struct{}, *fuse.WriteIn, [][]byte) (uint32, fuse.Status) {
	return 0, fuse.ENOSYS
}

// CopyFileRange implements [fuse.RawFileSystem]: bytes are read and written.
func (f *FS) CopyFileRange(<-chan struct{}, *fuse.CopyFileRangeIn) (uint32, fuse.Status) {
	return 0, fuse.ENOSYS
}

// Fallocate implements [fuse.RawFileSystem].
func (f *FS) Fallocate(<-chan struct{}, *fuse.FallocateIn) fuse.Status { return fuse.ENOSYS }

// Write implements [fuse.RawFileSystem].
func (f *FS) Write(cancel <-chan struct{}, in *fuse.WriteIn, data []byte) (n uint32, s fuse.Status) {
	path := f.path(in.NodeId)
	write := func(data []byte) fuse.Status {
		n, s = f.RawFileSystem.Write(cancel, in, data)
		if s.Ok() {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.note(Record{Call: "write", Path: path, Offset: int64(in.Offset), Data: slices.Clone(data[:n])})
		}
		return s
	}
	r := f.meet("write", path)
	switch {
	case r == nil:
		s = write(data)
	case r.Short:
		in.Size = uint32(len(data) / 2)
		s = write(data[:len(data)/2])
	default:
		if r.Late {
			s = write(data)
		}
		n, s = 0, fuse.Status(r.Errno)
		if r.Kill {
			_ = syscall.Kill(int(in.Pid), syscall.SIGKILL) // as in do
			s = fuse.EINTR
		}
	}
	return n, s
}

// Flush implements [fuse.RawFileSystem]; it is what closing a file asks for.
func (f *FS) Flush(cancel <-chan struct{}, in *fuse.FlushIn) fuse.Status {
	return f.do("flush", f.path(in.NodeId), &in.InHeader, func() fuse.Status { return f.RawFileSystem.Flush(cancel, in) })
}

// Fsync implements [fuse.RawFileSystem].
func (f *FS) Fsync(_ <-chan struct{}, in *fuse.FsyncIn) fuse.Status {
	return f.sync("fsync", in)
}

// FsyncDir implements [fuse.RawFileSystem].
func (f *FS) FsyncDir(_ <-chan struct{}, in *fuse.FsyncIn) fuse.Status {
	return f.sync("fsyncdir", in)
}

// sync answers at once: what a power cut would take is a matter of [Replay].
func (f *FS) sync(call string, in *fuse.FsyncIn) fuse.Status {
	path := f.path(in.NodeId)
	return f.do(call, path, &in.InHeader, func() fuse.Status {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.note(Record{Call: call, Path: path})
		return fuse.OK
	})
}

// OpenDir implements [fuse.RawFileSystem].
func (f *FS) OpenDir(cancel <-chan struct{}, in *fuse.OpenIn, out *fuse.OpenOut) fuse.Status {
	return f.do("opendir", f.path(in.NodeId), &in.InHeader, func() fuse.Status { return f.RawFileSystem.OpenDir(cancel, in, out) })
}

// ReadDir implements [fuse.RawFileSystem].
func (f *FS) ReadDir(cancel <-chan struct{}, in *fuse.ReadIn, out *fuse.DirEntryList) fuse.Status {
	return f.do("readdir", f.path(in.NodeId), &in.InHeader, func() fuse.Status { return f.RawFileSystem.ReadDir(cancel, in, out) })
}
