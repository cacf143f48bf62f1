//go:build linux

// Package faultfs is test support: a file system in user space that shows a
// folder under another path and does what it is asked there, but for the calls
// that a test wants to fail, to be half done, or to be the last of whoever
// makes them. It also records the calls, for [Replay].
package faultfs

import (
	"fmt"
	"maps"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// Rule says what becomes of a call.
type Rule struct {
	// Call is the name of the request, such as "write" or "fsync"; Calls lists
	// them.
	Call string
	// Path is a part of the path below the mount that the call is about; "" is
	// of all.
	Path string
	// Nth is which of those calls, from 1; 0 is each one.
	Nth int
	// Errno is the answer. The call is not made.
	Errno syscall.Errno
	// Late has the call made before its answer is Errno.
	Late bool
	// Short, of a write, has half of the bytes written and only those counted.
	Short bool
	// Kill ends the caller before the call is made; with Late, after it.
	Kill bool
}

// Record is a call that was made and changed something, or brought something
// to the disk.
type Record struct {
	Call     string // create, write, truncate, fsync, fsyncdir, rename, exchange, link, unlink, mkdir, rmdir
	Path, To string // below the mount
	Offset   int64
	Data     []byte
	Size     int64
	At       time.Time // when it was done
}

// FS is a mounted file system.
type FS struct {
	fuse.RawFileSystem
	server *fuse.Server
	dir    string

	mu      sync.Mutex
	paths   map[uint64]string // of nodes that the kernel knows
	rules   []*rule
	counts  map[string]int
	record  bool
	records []Record
}

type rule struct {
	Rule
	met, hits int
}

// Mount shows what is in backing under dir, which is an empty folder. It needs
// root and /dev/fuse.
func Mount(dir, backing string) (*FS, error) {
	root, err := fs.NewLoopbackRoot(backing)
	if err != nil {
		return nil, fmt.Errorf("showing %s under %s: %w", backing, dir, err)
	}
	f := &FS{
		RawFileSystem: fs.NewNodeFS(root, &fs.Options{}),
		dir:           dir,
		paths:         map[uint64]string{fuse.FUSE_ROOT_ID: "."},
		counts:        map[string]int{},
	}
	f.server, err = fuse.NewServer(f, dir, &fuse.MountOptions{
		DirectMountStrict: true, FsName: "faults", Name: "galleyfaults", MaxWrite: 512 << 10, DisableReadDirPlus: true, DisableSplice: true,
	})
	if err != nil {
		return nil, fmt.Errorf("mounting %s: %w", dir, err)
	}
	go f.server.Serve()
	if err := f.server.WaitMount(); err != nil {
		return nil, fmt.Errorf("mounting %s: %w", dir, err)
	}
	return f, nil
}

// Close unmounts the file system. Who still has a file of it open gets errors
// from then on.
func (f *FS) Close() error {
	if err := syscall.Unmount(f.dir, syscall.MNT_DETACH); err != nil {
		return fmt.Errorf("unmounting %s: %w", f.dir, err)
	}
	f.server.Wait()
	return nil
}

// Set puts rules in the place of those that there were, and forgets the counts.
func (f *FS) Set(rules ...Rule) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rules = nil
	for _, r := range rules {
		f.rules = append(f.rules, &rule{Rule: r})
	}
	f.counts = map[string]int{}
}

// Hits is how many calls met a rule since they were set.
func (f *FS) Hits() (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range f.rules {
		n += r.hits
	}
	return n
}

// Counts is how often each call was made since the rules were set.
func (f *FS) Counts() map[string]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.counts)
}

// Record begins to record the calls anew, or stops it, and returns those that
// were recorded.
func (f *FS) Record(on bool) []Record {
	f.mu.Lock()
	defer f.mu.Unlock()
	made := f.records
	f.record, f.records = on, nil
	return made
}

// note keeps a call that was made. f.mu is held.
func (f *FS) note(r Record) {
	if f.record {
		r.At = time.Now()
		f.records = append(f.records, r)
	}
}

// path is where a node is, "" when it has no name any more.
func (f *FS) path(node uint64) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.paths[node]
}

// below is the path of a name in a folder.
func (f *FS) below(dir uint64, name string) string {
	return join(f.path(dir), name)
}

func join(dir, name string) string {
	if dir == "." {
		return name
	}
	return dir + "/" + name
}

// known remembers where a node is.
func (f *FS) known(node uint64, path string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.paths[node] = path
}

// moved has the nodes at from, and below it, be at to; to is "" for nowhere.
// f.mu is held.
func (f *FS) moved(from, to string) map[uint64]string {
	changed := map[uint64]string{}
	for node, path := range f.paths {
		if rest, ok := strings.CutPrefix(path, from); ok && (rest == "" || rest[0] == '/') {
			if to == "" {
				changed[node] = ""
			} else {
				changed[node] = to + rest
			}
		}
	}
	return changed
}

// meet counts a call and returns the rule that it meets, or nil.
func (f *FS) meet(call, path string) *Rule {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.counts[call]++
	for _, r := range f.rules {
		if r.Call != call || !strings.Contains(path, r.Path) {
			continue
		}
		r.met++
		if r.Nth == 0 || r.met == r.Nth {
			r.hits++
			return &r.Rule
		}
	}
	return nil
}

// do makes a call, with what a rule says of it.
func (f *FS) do(call, path string, caller *fuse.InHeader, real func() fuse.Status) fuse.Status {
	r := f.meet(call, path)
	if r == nil || r.Short {
		return real()
	}
	status := fuse.Status(r.Errno)
	if r.Late {
		if made := real(); !made.Ok() {
			return made
		}
	}
	if r.Kill {
		// The number is that of a thread, which stands for its process here.
		_ = syscall.Kill(int(caller.Pid), syscall.SIGKILL) // it may have ended meanwhile
		status = fuse.EINTR
	}
	return status
}
