package storage

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// Request is a post to be written.
type Request struct {
	// Key is the post: what all its saves have in common, never its path, which
	// may be another post's by then. A save that is asked for while an earlier
	// one of the same key is under way follows it: to the name that it found,
	// over the bytes that it wrote. Nil is a post of its own.
	Key      any
	Path     string
	Text     iter.Seq[string] // the whole source in pieces; of an immutable value, it is read later
	Revision uint64           // handed back in the Result

	// Expect is what is on disk as far as the author knows; anything else is a
	// conflict. The zero value means that there is no file. Nil overwrites
	// whatever there is.
	Expect *safefile.Fingerprint
	// New makes a file and never overwrites one: if Path is taken, or another
	// post has claimed it, the next free name beside it is used, as in name-2.md.
	New bool
	// Name, which may be nil, chooses the path of a New file when its turn has come. It
	// may ask the disk; Path is what is said of the file where it cannot.
	Name func() (string, error)
	// History is where what is replaced and what is written is kept.
	History Keeping
}

// Result is what became of a Request.
type Result struct {
	Path        string // of the file, which a new post may not have been sure of
	Revision    uint64
	Fingerprint safefile.Fingerprint // of what is on disk now; also with a *safefile.NotConfirmedError
	Lost        []string             // what the file has lost though its words were kept: owner, attributes …
	Missing     string               // folder that is not there, where that is why it failed
	Err         error

	announced bool // in writing
}

// Written reports whether the file holds the text now. With an error too, the
// disk did not confirm it.
func (r Result) Written() bool { return r.Fingerprint.Exists() }

// ConflictError tells that a post was changed, removed or made outside since
// it was last read or written. Nothing was written.
type ConflictError struct {
	Path   string
	Gone   bool                 // there is no file any more
	Theirs []byte               // what is on disk
	Found  safefile.Fingerprint // of Theirs: expect this to write over it
	Err    error                // why Theirs could not be read, or is no text
}

func (e *ConflictError) Error() string {
	if e.Gone {
		return safefile.Shown(e.Path) + ": not saved, because the file was removed outside Galley; your text is kept in the window"
	}
	if e.Err != nil {
		return safefile.Shown(e.Path) + ": not saved, because it was changed outside Galley and cannot be read any more: " + reason(e.Err) + "; nothing was overwritten"
	}
	return safefile.Shown(e.Path) + ": not saved, because it was also changed outside Galley; both versions are kept"
}

// ErrClosed tells that a Keeper takes no more work.
var ErrClosed = errors.New("not saved, because Galley is closing")

// Keeper does all writing, in the order asked for, in one goroutine. Nothing
// that is asked of it waits for the disk.
type Keeper struct {
	post    func(func())
	replace func(path string, data []byte, o safefile.Options) (safefile.Fingerprint, error)

	mu       sync.Mutex
	wake     *sync.Cond
	queue    []job
	closed   bool
	flushes  []chan struct{}
	taken    uint64                      // jobs taken on
	finished uint64                      // jobs done and handed over
	waiting  map[any]int                 // jobs not handed over
	last     map[any]chain               // what the last of them left behind
	writing  map[any][][sha256.Size]byte // sums of writes whose result was not handed over yet
	claims   claims
	pending  claims // of paths that files are about to get
}

type job struct {
	key     any
	follows bool // an earlier job of the key has not been handed over
	do      func(follow chain) (Result, chain)
	done    func(Result)
}

// chain is what the last job of a key left behind.
type chain struct {
	ok       bool                  // there is a file
	asked    string                // the path asked for
	made     bool                  // the first of the chain made the file
	path     string                // the path it got
	expected *safefile.Fingerprint // as asked for
	written  safefile.Fingerprint
}

// NewKeeper starts a Keeper. Results are handed over through post, which must
// not wait for the function to run.
func NewKeeper(post func(func())) *Keeper {
	k := &Keeper{
		post: post, replace: safefile.Replace,
		waiting: map[any]int{}, writing: map[any][][sha256.Size]byte{}, last: map[any]chain{}, claims: claims{}, pending: claims{},
	}
	k.wake = sync.NewCond(&k.mu)
	go k.run()
	return k
}

// NewKeeperOn is NewKeeper for posts on another file system than the system's,
// such as one that fails when a test says so. Looking for free names is not done
// through it.
func NewKeeperOn(disk safefile.FS, post func(func())) *Keeper {
	k := NewKeeper(post)
	k.replace = func(path string, data []byte, o safefile.Options) (safefile.Fingerprint, error) {
		o.FS = disk
		return safefile.Replace(path, data, o)
	}
	return k
}

// Save writes a post. A conflict is a *ConflictError in the Result, which done
// gets through post.
func (k *Keeper) Save(r Request, done func(Result)) {
	if r.Key == nil {
		r.Key = new(byte)
	}
	if r.Expect != nil {
		expect := *r.Expect // as it is now; whoever asks may go on
		r.Expect = &expect
	}
	k.add(r.Key, func(c chain) (Result, chain) { return k.save(r, c) }, func(res Result) {
		res.Revision = r.Revision
		done(res)
	})
}

// Do runs any other work that writes, in its turn.
func (k *Keeper) Do(work func() error, done func(error)) {
	k.add(new(byte), func(chain) (Result, chain) { return Result{Err: work()}, chain{} }, func(res Result) {
		if done != nil {
			done(res.Err)
		}
	})
}

// Writes reports whether a post's file was found just as the Keeper is writing
// it, its result still under way: no change from outside.
func (k *Keeper) Writes(key any, fp safefile.Fingerprint) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Contains(k.writing[key], fp.Sum)
}

// Busy is the number of jobs that are not done and handed over.
func (k *Keeper) Busy() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return int(k.taken - k.finished)
}

// Flush waits, as long as ctx allows, until nothing is left to write and the
// last result was handed over: what went wrong with it was told, and what was
// asked for in answer is written too. Whoever runs what post takes must not
// wait here.
func (k *Keeper) Flush(ctx context.Context) error {
	k.mu.Lock()
	if k.finished == k.taken {
		k.mu.Unlock()
		return nil
	}
	idle := make(chan struct{})
	k.flushes = append(k.flushes, idle)
	k.mu.Unlock()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("saving takes too long, %d jobs are not done: %w", k.Busy(), ctx.Err())
	}
}

// Close takes no more work. What was asked for is still written, but only
// Flush waits for it.
func (k *Keeper) Close() {
	k.mu.Lock()
	k.closed = true
	k.mu.Unlock()
	k.wake.Broadcast()
}

func (k *Keeper) add(key any, do func(chain) (Result, chain), done func(Result)) {
	k.mu.Lock()
	if k.closed {
		k.mu.Unlock()
		k.post(func() { done(Result{Err: ErrClosed}) })
		return
	}
	defer k.mu.Unlock()
	k.queue = append(k.queue, job{key: key, follows: k.waiting[key] > 0, do: do, done: done})
	k.waiting[key]++
	k.taken++
	k.wake.Signal()
}

func (k *Keeper) run() {
	for {
		k.mu.Lock()
		for len(k.queue) == 0 && !k.closed {
			k.wake.Wait()
		}
		if len(k.queue) == 0 {
			k.mu.Unlock()
			return
		}
		j := k.queue[0]
		k.queue = k.queue[1:]
		var before chain
		if j.follows {
			before = k.last[j.key]
		}
		k.mu.Unlock()

		res, after := j.do(before)

		k.mu.Lock()
		k.last[j.key] = after
		k.mu.Unlock()

		k.post(func() {
			k.handOver(j.key, res)
			j.done(res)
			k.finish()
		})
	}
}

// finish counts a job whose result was handed over.
func (k *Keeper) finish() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.finished++
	if k.finished == k.taken {
		for _, idle := range k.flushes {
			close(idle)
		}
		k.flushes = nil
	}
}

// handOver forgets what mattered only until the result was known.
func (k *Keeper) handOver(key any, res Result) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.waiting[key]--; k.waiting[key] <= 0 {
		delete(k.waiting, key)
		delete(k.last, key)
	}
	if !res.announced {
		return
	}
	if sums := k.writing[key]; len(sums) > 1 {
		k.writing[key] = sums[1:]
	} else {
		delete(k.writing, key)
	}
}

func (k *Keeper) save(r Request, before chain) (Result, chain) {
	if r.Name != nil && !(before.ok && before.made) {
		path, err := r.Name()
		if err != nil {
			return Result{Path: r.Path, Missing: missingFolder(r.Path, err), Err: err}, before
		}
		r.Path = path
	}
	after := chain{asked: r.Path, made: r.New, expected: r.Expect}
	if before.ok && (r.Path == before.asked || r.New && before.made) {
		after.asked, after.made = before.asked, before.made
		if r.New || sameExpect(r.Expect, before.expected) {
			r.Expect, r.New = &before.written, false
		}
		r.Path = before.path
	}
	var data []byte
	if r.Text != nil {
		size := 0
		for piece := range r.Text {
			size += len(piece)
		}
		data = make([]byte, 0, size)
		for piece := range r.Text {
			data = append(data, piece...)
		}
	}
	res := k.write(r, data)
	if !res.Written() {
		res.Missing = missingFolder(res.Path, res.Err)
		k.moved(r.Key, "")
		return res, before
	}
	k.moved(r.Key, res.Path)
	after.ok, after.path, after.written = true, res.Path, res.Fingerprint
	return res, after
}

// sameExpect reports whether the author knew nothing newer when he asked again.
func sameExpect(a, b *safefile.Fingerprint) bool {
	return a != nil && b != nil && a.Exists() == b.Exists() && a.SameBytes(*b)
}

func (k *Keeper) write(r Request, data []byte) Result {
	res := Result{Path: r.Path, Revision: r.Revision}
	o := safefile.Options{
		Expect: r.Expect,
		Lost:   func(what string) { res.Lost = append(res.Lost, what) },
	}
	if r.New {
		o.Expect = new(safefile.Fingerprint)
	}
	for try := 1; ; try++ {
		if r.New {
			// Whatever it is that has the name, a link or a pipe too.
			taken := k.Taken(r.Key, filepath.Dir(res.Path))
			_, err := os.Lstat(res.Path)
			if err == nil || slices.ContainsFunc(taken, func(n string) bool { return strings.EqualFold(n, filepath.Base(res.Path)) }) {
				if res.Path, res.Err = nextName(r.Path, taken); res.Err != nil {
					res.Path = r.Path
					return res
				}
			}
		}
		if r.New {
			k.reserve(r.Key, res.Path)
		}
		r.History.Before(res.Path, o.Expect)
		k.announce(r.Key, data)
		res.announced = true
		fp, err := k.replace(res.Path, data, o)
		var conflict *safefile.ConflictError
		var unsure *safefile.NotConfirmedError
		switch {
		case err == nil:
			res.Fingerprint = fp
			r.History.After(res.Path, data)
		case errors.As(err, &conflict) && r.New && try < 1000:
			k.withdraw(r.Key)
			res.announced = false // somebody was faster
			continue
		case errors.As(err, &conflict):
			res.Err = conflictAt(res.Path)
		case errors.As(err, &unsure):
			res.Fingerprint, res.Err = fp, err
			r.History.After(res.Path, data)
			if !fp.Exists() {
				if fp, rerr := safefile.Sum(res.Path, MaxSize); rerr == nil {
					res.Fingerprint = fp
				}
			}
		default:
			res.Err = err
		}
		return res
	}
}

// announce notes what is about to be on disk, before it is.
func (k *Keeper) announce(key any, data []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.writing[key] = append(k.writing[key], safefile.SumOf(data))
}

func (k *Keeper) withdraw(key any) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if sums := k.writing[key]; len(sums) > 1 {
		k.writing[key] = sums[:len(sums)-1]
	} else {
		delete(k.writing, key)
	}
}

// conflictAt reads what is on disk instead of what was expected.
func conflictAt(path string) *ConflictError {
	data, fp, err := safefile.Read(path, MaxSize)
	if errors.Is(err, fs.ErrNotExist) {
		return &ConflictError{Path: path, Gone: true}
	}
	if err == nil {
		err = post.CheckEncoding(string(data))
	}
	return &ConflictError{Path: path, Theirs: data, Found: fp, Err: err}
}

// nextName is the next free name beside path that is not among taken.
func nextName(path string, taken []string) (string, error) {
	dir, base := filepath.Split(path)
	names, err := folderNames(filepath.Clean(dir))
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, freeName(append(names, taken...), base)), nil
}

// line does work in the order in which it was added, on a goroutine of its own
// that lives as long as there is some. Whoever adds never waits. The zero value is
// ready.
type line struct {
	mu      sync.Mutex
	todo    []func()
	running bool
}

func (l *line) add(work func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.todo = append(l.todo, work)
	if !l.running {
		l.running = true
		go l.run()
	}
}

func (l *line) run() {
	for {
		l.mu.Lock()
		if len(l.todo) == 0 {
			l.running, l.todo = false, nil
			l.mu.Unlock()
			return
		}
		work := l.todo[0]
		l.todo = l.todo[1:]
		l.mu.Unlock()
		work()
	}
}
