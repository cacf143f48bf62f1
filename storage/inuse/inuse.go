// Package inuse has the windows of one person know of each other which posts
// they have open with changes: each holds a lock on a file in the state folder,
// never in a library. A lock ends with its process, however that ends, and
// whatever process gets its number next. It forbids nothing: what is saved is
// compared with what the disk holds.
package inuse

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

// again is how often it is looked whether another window is done with a post.
const again = 2 * time.Second

const ending = ".lock"

// Board is what one window tells and asks of the posts that it has open. The zero value
// tells and knows nothing. Its methods may be called on any goroutine and wait
// for no disk.
type Board struct {
	dir  string
	told func(path string, elsewhere bool)

	mu     sync.Mutex
	posts  map[string]*post
	wake   chan struct{}
	closed bool
	done   chan struct{}
}

// post is a post that is open in this window.
type post struct {
	changed   bool // here
	gone      bool // it is not open any more
	look      bool // it is to be looked at
	elsewhere bool
	lock      *flock.Flock // that is held
}

// New returns the board in a folder, which is made when it is needed; "" is
// none. Told hears on a goroutine of the board's, of a post that is open here,
// that another window has changes in it, or has none any more.
func New(dir string, told func(path string, elsewhere bool)) *Board {
	b := &Board{dir: dir, told: told, posts: map[string]*post{}, wake: make(chan struct{}, 1), done: make(chan struct{})}
	if dir == "" {
		b.closed = true
		close(b.done)
		return b
	}
	go b.run()
	return b
}

// Changed reports whether a window has changes in the post at path that are in no
// file, by the board in a folder. It asks the disk.
func Changed(dir, path string) bool {
	return dir != "" && (&Board{dir: dir}).held(path)
}

// Set says that the post at path is open here, and whether with changes.
func (b *Board) Set(path string, changed bool) {
	b.change(func() {
		p := b.posts[path]
		if p == nil {
			p = &post{}
			b.posts[path] = p
		}
		p.changed, p.gone, p.look = changed, false, true
	})
}

// Drop says that the post at path is not open here any more.
func (b *Board) Drop(path string) {
	b.change(func() {
		if p := b.posts[path]; p != nil {
			p.gone = true
		}
	})
}

// Look looks at all posts again, as when the window gets the focus.
func (b *Board) Look() {
	b.change(func() {
		for _, p := range b.posts {
			p.look = true
		}
	})
}

// Close lets go of all posts.
func (b *Board) Close() {
	b.change(func() { b.closed = true })
	if b.done != nil {
		<-b.done
	}
}

func (b *Board) change(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed || b.posts == nil {
		return
	}
	f()
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// run keeps the locks as the window says.
func (b *Board) run() {
	defer close(b.done)
	b.clear()
	var later <-chan time.Time // nil while no other window has anything
	for {
		select {
		case <-b.wake:
		case <-later:
			b.again()
		}
		goOn, elsewhere := b.see()
		if !goOn {
			return
		}
		if later = nil; elsewhere {
			later = time.After(again)
		}
	}
}

// again has the posts looked at that another window had changes in.
func (b *Board) again() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.posts {
		p.look = p.look || p.elsewhere
	}
}

// see does what is to be done. It reports whether the board is open still, and
// whether another window has changes in a post.
func (b *Board) see() (goOn, elsewhere bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for path, p := range b.posts {
		switch {
		case p.gone || b.closed:
			release(p.lock)
			delete(b.posts, path)
		case p.look:
			p.look = false
			was, changed, lock := p.elsewhere, p.changed, p.lock
			var elsewhere bool
			b.unlocked(func() { lock, elsewhere = b.stand(path, changed, lock) })
			p.lock, p.elsewhere = lock, elsewhere
			if p.elsewhere != was && !p.gone && !b.closed {
				b.unlocked(func() { b.told(path, elsewhere) })
			}
		}
	}
	if b.closed && len(b.posts) > 0 { // some were left while it was unlocked
		for path, p := range b.posts {
			release(p.lock)
			delete(b.posts, path)
		}
	}
	for _, p := range b.posts {
		elsewhere = elsewhere || p.elsewhere
	}
	return !b.closed, elsewhere
}

// unlocked does what takes time while the window may say more.
func (b *Board) unlocked(f func()) {
	b.mu.Unlock()
	defer b.mu.Lock()
	f()
}

// stand takes the lock of a post that is changed, lets go of it where it is not
// any more, and returns the lock that is held then, and whether another window
// has it. A folder in which nothing can be locked has nobody know of anybody.
func (b *Board) stand(path string, changed bool, held *flock.Flock) (lock *flock.Flock, elsewhere bool) {
	switch {
	case changed && held != nil:
		return held, false
	case !changed:
		release(held)
		return nil, b.held(path)
	}
	if os.MkdirAll(b.dir, 0o700) != nil {
		return nil, false
	}
	if name := b.name(path); noFile(name) {
		return nil, false
	}
	for range 3 { // somebody may only have looked
		lock := flock.New(b.name(path), flock.SetPermissions(0o600))
		ok, err := lock.TryLock()
		if err != nil {
			return nil, false
		}
		if ok {
			if _, err := os.Stat(lock.Path()); err == nil {
				_ = os.WriteFile(lock.Path(), []byte(path+"\n"), 0o600) // for people
				return lock, false
			}
			_ = lock.Close() // somebody removed it in between
			continue
		}
		time.Sleep(20 * time.Millisecond)
	}
	return nil, true
}

// held reports whether another window holds the lock of a post.
func (b *Board) held(path string) bool {
	name := b.name(path)
	if _, err := os.Stat(name); err != nil || noFile(name) {
		return false
	}
	lock := flock.New(name, flock.SetFlag(os.O_RDONLY))
	ok, err := lock.TryRLock()
	_ = lock.Close() // nothing was written
	return err == nil && !ok
}

// release lets go of a lock, whose file goes first, if a file that is open can go;
// nil is none.
func release(lock *flock.Flock) {
	if lock != nil {
		err := os.Remove(lock.Path()) // else it says nothing
		_ = lock.Close()              // the system does it otherwise
		if err != nil {
			_ = os.Remove(lock.Path()) // as above
		}
	}
}

// noFile reports whether something that is no ordinary file has a name. To open
// a pipe would wait for ever.
func noFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.Mode().IsRegular()
}

// clear removes the files of windows that ended.
func (b *Board) clear() {
	names, _ := fs.Glob(os.DirFS(b.dir), "*"+ending) // the pattern is good
	for _, name := range names {
		name = filepath.Join(b.dir, name)
		if noFile(name) {
			continue
		}
		lock := flock.New(name, flock.SetFlag(os.O_RDWR))
		if ok, err := lock.TryLock(); err == nil && ok {
			release(lock)
			continue
		}
		_ = lock.Close()
	}
}

// name is the file of a post, the same for all paths that lead to one place.
func (b *Board) name(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	} else if dir, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil { // the file itself is gone
		path = filepath.Join(dir, filepath.Base(path))
	}
	sum := sha256.Sum256([]byte(path))
	return filepath.Join(b.dir, hex.EncodeToString(sum[:12])+ending)
}
