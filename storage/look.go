package storage

import (
	"errors"
	"io/fs"
	"sync"
	"syscall"
	"time"

	"galley.app/galley/storage/safefile"
)

// News is what a look at a file found, compared with what was known.
type News uint8

const (
	// Unchanged: the same bytes, and the same stat.
	Unchanged News = iota
	// Touched: the same bytes under another time, mode or inode.
	Touched
	// Changed: other bytes.
	Changed
	// Gone: no file there.
	Gone
	// Suspicious: shorter than what was known, or cut within a character, as a
	// file is in the middle of being written. To be looked at again before it
	// is believed.
	Suspicious
	// Returned: there is a file again, with the bytes that were known.
	Returned
	// Refused: something is there that is no post: a folder, a pipe, other
	// than UTF-8, unreadable.
	Refused
)

func (n News) String() string {
	switch n {
	case Unchanged:
		return "unchanged"
	case Touched:
		return "touched"
	case Changed:
		return "changed"
	case Gone:
		return "gone"
	case Suspicious:
		return "suspicious"
	case Returned:
		return "returned"
	}
	return "refused"
}

// Sight is a file as a look found it.
type Sight struct {
	Path        string
	News        News
	Src         string // unless unchanged, touched, gone or refused
	Fingerprint safefile.Fingerprint
	Err         error // a *LoadError, when refused
}

// Look compares a file with what is known of it. Bytes decide, never times.
func Look(path string, known safefile.Fingerprint) Sight {
	s := Sight{Path: path}
	if fp, err := safefile.Sum(path, MaxSize); err == nil && known.Exists() && fp.SameBytes(known) {
		return s.same(fp, known) // as nearly always, and nothing was held in memory
	}
	src, fp, err := Load(path)
	s.Fingerprint = fp
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		s.News = Gone
		if !known.Exists() {
			s.News = Unchanged
		}
		return s
	case fp.Exists() && known.Exists() && fp.SameBytes(known):
		return s.same(fp, known)
	case fp.Exists() && known.Exists() && (fp.Size < known.Size || err != nil):
		s.News, s.Src, s.Err = Suspicious, src, err
		return s
	case err != nil:
		s.News, s.Err = Refused, err
		return s
	}
	s.News, s.Src = Changed, src
	return s
}

// same is the sight of a file that has the bytes that are known.
func (s Sight) same(fp, known safefile.Fingerprint) Sight {
	s.Fingerprint, s.News = fp, Touched
	if fp.SameStat(known) && fp.Mode == known.Mode {
		s.News = Unchanged
	}
	return s
}

const (
	lookAgain = 200 * time.Millisecond
	// restLooks is how often a suspicious file must be found the same again.
	restLooks = 2
	// mostLooks bounds the looks at a file that never comes to rest.
	mostLooks = 25
	// goneFor is how long a file must be away: replacing one by deleting and
	// making it again is a change.
	goneFor = 2 * time.Second
)

// patience decides from one look after the other when one can be believed.
type patience struct {
	looks  int
	rested int
	absent time.Duration
	last   safefile.Fingerprint
}

// next takes a look and returns how long to wait for another one; 0 when what
// was seen is to be believed.
func (p *patience) next(s Sight) time.Duration {
	p.looks++
	switch s.News {
	case Gone:
		p.rested = 0
		if p.absent >= goneFor {
			return 0
		}
		p.absent += lookAgain
		return lookAgain
	case Suspicious:
		p.absent = 0
		if p.looks > 1 && p.last.Exists() && p.last.SameBytes(s.Fingerprint) {
			p.rested++
		} else {
			p.rested = 0
		}
		p.last = s.Fingerprint
		if p.rested >= restLooks || p.looks >= mostLooks {
			return 0
		}
		return lookAgain
	}
	return 0
}

// Checker looks at files that may have been changed outside, in goroutines of
// its own, and takes its time with what looks half written or just removed.
type Checker struct {
	post func(func())
	own  func(key any, fp safefile.Fingerprint) bool

	mu     sync.Mutex
	checks map[any]*checking
	closed bool
}

type checking struct {
	dropped bool
	timer   *time.Timer
}

// NewChecker makes a Checker that hands over through post. What own knows as
// just being written by ourselves is no change: give it Keeper.Writes, or nil.
func NewChecker(post func(func()), own func(key any, fp safefile.Fingerprint) bool) *Checker {
	return &Checker{post: post, own: own, checks: map[any]*checking{}}
}

// Check compares the file of the post that key stands for with known, which is asked now and again when the
// answer is there, both times by whoever runs what post takes; so a save that
// was reported in between is no change. The answer is never Suspicious. A new
// Check of the same post replaces an unfinished one.
func (c *Checker) Check(key any, path string, known func() safefile.Fingerprint, done func(Sight)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	if old := c.checks[key]; old != nil {
		old.drop()
	}
	ch := &checking{}
	c.checks[key] = ch
	go c.look(ch, key, path, known(), new(patience), func(s Sight) {
		if s.News == Changed || s.News == Refused {
			if now := known(); now.Exists() && s.Fingerprint.Exists() && now.SameBytes(s.Fingerprint) {
				s = Sight{Path: path, News: Touched, Fingerprint: s.Fingerprint}
			}
		}
		done(s)
	})
}

// Drop ends the check of a post that is under way.
func (c *Checker) Drop(key any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if ch := c.checks[key]; ch != nil {
		ch.drop()
		delete(c.checks, key)
	}
}

// Close drops all checks; nothing is handed over any more.
func (c *Checker) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	for key, ch := range c.checks {
		ch.drop()
		delete(c.checks, key)
	}
}

// drop is called under the lock.
func (ch *checking) drop() {
	ch.dropped = true
	if ch.timer != nil {
		ch.timer.Stop()
	}
}

func (c *Checker) look(ch *checking, key any, path string, known safefile.Fingerprint, p *patience, done func(Sight)) {
	s := Look(path, known)
	if s.Fingerprint.Exists() && c.own != nil && c.own(key, s.Fingerprint) {
		s = Sight{Path: path, News: Unchanged, Fingerprint: s.Fingerprint}
	}
	wait := p.next(s)

	c.mu.Lock()
	dropped := ch.dropped
	switch {
	case dropped:
	case wait > 0:
		ch.timer = time.AfterFunc(wait, func() { c.look(ch, key, path, known, p, done) })
	default:
		delete(c.checks, key)
	}
	c.mu.Unlock()
	if dropped || wait > 0 {
		return
	}
	if s.News == Suspicious { // believed now
		s.News = Changed
		if s.Err != nil {
			s.News = Refused
		}
	}
	c.post(func() {
		c.mu.Lock()
		closed := c.closed
		c.mu.Unlock()
		if !closed {
			done(s)
		}
	})
}
