// Package history keeps every version of a post that was saved or given up:
// restore points, in a folder of the writer's own and never beside the posts.
//
// A post is known by its path, and is followed when it is renamed or copied.
// Each path has a log, a file that records are appended to. A record has a
// checksum, and the reader finds the next one behind any damage, so that damage
// costs the versions that it hits and those that are told as differences from
// one that it hits; those are at most the 64 of one group.
//
// Logs may be written by several processes at once. What is read needs no lock.
package history

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"galley.app/galley/storage/safefile"
)

// Kind is why a version was kept.
type Kind uint8

// The kinds of versions. Their numbers are in files and stay as they are.
const (
	Unknown   Kind = iota // of a newer Galley
	Saved                 // by hand
	Autosaved             // by the program
	Found                 // what a file held before Galley wrote it first
	Imported              // before an import over it
	Renamed               // before its file got another name
	Replaced              // before a replacement in all posts
	Outside               // what another program wrote
	Reloaded              // before what another program wrote was read
	GivenUp               // text that was in no file: not saved, or the other side was taken
	SavedAs               // under another name
	Set                   // fields set by a command
	Committed             // in a git repository
	kinds
)

// kindNames are for machines.
var kindNames = [kinds]string{
	"unknown", "saved", "autosaved", "found", "import", "rename", "replace",
	"outside", "reload", "given-up", "saved-as", "set", "commit",
}

// String is the kind in a word that programs can rely on.
func (k Kind) String() string {
	if k >= kinds {
		k = Unknown
	}
	return kindNames[k]
}

// Words says the kind as a person is told, such as “saved”.
func (k Kind) Words() string {
	switch k {
	case Saved:
		return "saved"
	case Autosaved:
		return "saved by itself"
	case Found:
		return "as it was found"
	case Imported:
		return "before an import"
	case Renamed:
		return "before it was renamed"
	case Replaced:
		return "before words were replaced in all posts"
	case Outside:
		return "changed outside Galley"
	case Reloaded:
		return "before it was read again"
	case GivenUp:
		return "given up"
	case SavedAs:
		return "saved under another name"
	case Set:
		return "fields set"
	case Committed:
		return "commit"
	}
	return "kept"
}

// byHand reports whether a version of that kind is one that was asked for.
func (k Kind) byHand() bool { return k != Autosaved }

// Point is a text to be kept.
type Point struct {
	Path    string // of the post's file; of one that was never saved, where it would be
	Library string // folder of the library that it was in; "" for none
	Time    time.Time
	Kind    Kind
	Text    string
}

// Version is a text that was kept, without the text.
type Version struct {
	ID      string // names it for good, whatever comes and goes beside it
	Path    string // that the post had then
	Library string // folder of the library that it was in then; "" for none
	Time    time.Time
	Kind    Kind
	Title   string // "" for none
	Words   int    // of the body
	Size    int64  // bytes of the text
	Sum     [sha256.Size]byte

	// Of a commit, which no Store makes; Object is what git calls its text.
	Author, Message, Object string

	log string // file name of the log
	seq uint64 // in that
}

// Post is what the versions of one post have in common.
type Post struct {
	Path     string // that it has now, as far as is known
	Newest   Version
	Versions int // under this path; those before a rename or a copy are not counted, unless there are no others
}

// Options are the choices of a Store. The zero value is usable.
type Options struct {
	Limits Limits
	// Now is time.Now when nil. It decides about age alone.
	Now func() time.Time
}

// Limits are how much is kept. When there is more, the oldest go first:
// autosaved ones, then those made by hand, then the newest of each day. The
// newest of each post goes last.
type Limits struct {
	// Age is how old a version may be before only the newest of its day is kept,
	// and the newest of its day that was made by hand; 0 is a year.
	Age time.Duration
	// Size is what all logs may take on the disk, in bytes; 0 is 1 GB.
	Size int64
}

const (
	usualAge  = 365 * 24 * time.Hour
	usualSize = 1 << 30
)

func (l Limits) age() time.Duration {
	if l.Age <= 0 {
		return usualAge
	}
	return l.Age
}

func (l Limits) size() int64 {
	if l.Size <= 0 {
		return usualSize
	}
	return l.Size
}

// Store is the history in one folder. Its methods may be called from any
// goroutine; those of a nil Store keep nothing and find nothing.
type Store struct {
	dir   string
	o     Options
	write func(f *os.File, data []byte) (int, error) // tests have it fail
	sync  func(f *os.File) error
	disk  safefile.FS // for logs that are written anew; nil is the system's

	mu    sync.Mutex       // held while a log is written
	tails map[string]*tail // by name of the log; of those written last
	size  int64            // of all logs when they were counted last, and what was added since
	swept time.Time        // when too old versions were looked for last

	choice sync.Mutex
	limits Limits

	reading reading
	codec   codec
	queue   queue
}

// New returns the history in a folder, which is made when the first version is
// kept. Without a folder, "", nothing can be kept, and Add says so.
func New(dir string, o Options) *Store {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Store{
		dir: dir, o: o, limits: o.Limits, size: -1, tails: map[string]*tail{},
		write: func(f *os.File, data []byte) (int, error) { return f.Write(data) },
		sync:  func(f *os.File) error { return f.Sync() },
	}
	return s
}

// Dir is the folder of the history.
func (s *Store) Dir() string {
	if s == nil {
		return ""
	}
	return s.dir
}

// Tell has told called when a version could not be kept, and with nil when that
// is over, from any goroutine: once for each change, and now if it is so.
func (s *Store) Tell(told func(error)) {
	if s == nil {
		return
	}
	s.queue.mu.Lock()
	s.queue.told = told
	failed := s.queue.failed
	s.queue.mu.Unlock()
	if failed != nil && told != nil {
		told(failed)
	}
}

// SetLimits changes how much is kept from now on, as Limits has it.
func (s *Store) SetLimits(age time.Duration, size int64) {
	if s == nil {
		return
	}
	s.choice.Lock() // s.mu is held while a disk is waited for
	defer s.choice.Unlock()
	s.limits = Limits{Age: age, Size: size}
}

func (s *Store) chosen() Limits {
	s.choice.Lock()
	defer s.choice.Unlock()
	return s.limits
}

// ErrNoPlace tells that there is no folder to keep versions in.
var ErrNoPlace = errors.New("there is no home folder")

// ErrDamaged tells that a version cannot be read any more.
var ErrDamaged = errors.New("this version is damaged")

// ErrGone tells that a version is not kept any more.
var ErrGone = errors.New("this version is not kept any more")

const logEnd = ".log"

// logOf is the name of the log of a path. Two names of one folder lead to the
// same log.
func logOf(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	dir, base := filepath.Split(path)
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		path = filepath.Join(real, base)
	}
	sum := sha256.Sum256([]byte(path))
	return hex.EncodeToString(sum[:16]) + logEnd
}

// isLog reports whether a file name is one that a log has.
func isLog(name string) bool {
	id, ok := strings.CutSuffix(name, logEnd)
	if !ok || len(id) != 32 {
		return false
	}
	_, err := hex.DecodeString(id)
	return err == nil
}
