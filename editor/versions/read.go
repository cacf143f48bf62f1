package versions

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"galley.app/galley/editor/comparison"
	"galley.app/galley/editor/diff"
	"galley.app/galley/storage/git"
	"galley.app/galley/storage/history"
)

// latest does one thing at a time on a goroutine of its own: the newest of what it was
// given meanwhile.
type latest struct {
	mu   sync.Mutex
	next func()
	busy bool
}

// do has f done next, in the place of what waits.
func (l *latest) do(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.next = f; l.busy {
		return
	}
	l.busy = true
	go func() {
		for {
			l.mu.Lock()
			f := l.next
			if l.next = nil; f == nil {
				l.busy = false
				l.mu.Unlock()
				return
			}
			l.mu.Unlock()
			f()
		}
	}()
}

// patience is how long versions that are about to be kept are waited for.
const patience = 2 * time.Second

// line reads the versions of a post, the newest first. With an error it returns what
// could be read.
func (b *Browser) line(path string) ([]history.Version, error) {
	if path == "" {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_ = b.o.Store.Flush(ctx) // what was just saved; a disk that is slower is not waited for
	return b.o.Store.Versions(path)
}

// commits reads the commits of a post, the newest first, and the repository that it is
// in, nil for none. With an error it returns what could be read.
func (b *Browser) commits(ctx context.Context, path string) (list []history.Version, repo *git.Repo, err error) {
	if path == "" {
		return nil, nil, nil
	}
	repo, err = git.Around(ctx, filepath.Dir(path))
	if repo == nil || err != nil {
		return nil, nil, err
	}
	for v, err := range repo.Versions(ctx, path) {
		if err != nil {
			return list, repo, err
		}
		list = append(list, v)
	}
	return list, repo, nil
}

// text reads the text of a version; repo is where its commits are.
func (b *Browser) text(repo *git.Repo, v history.Version) (string, error) {
	if v.Kind == history.Committed && repo != nil {
		return repo.Text(context.Background(), v)
	}
	return b.o.Store.Text(v)
}

// wanted is what is to be shown of a version.
type wanted struct {
	v      history.Version
	path   string           // of the post now
	repo   *git.Repo        // of the line that it is in; nil for none
	before *history.Version // the one before it; nil for the first, or where that is not known
	known  bool             // before is
	tab    int
	to     int    // what changes are against
	find   string // words that are looked for
	now    func() (text string, there bool, err error)
	page   Page
}

// got is what was found out.
type got struct {
	text    string // of the version
	err     error
	there   bool // there is a post of that path
	first   bool // there is no version before it
	same    bool
	added   int // words
	removed int
	page    *comparison.Page
	show    func() // shows the page as readers get it; nil for the other tabs
	other   error  // why there is nothing to compare with
}

// read finds out what is to be shown. It may take a while.
func (b *Browser) read(w wanted) (g got) {
	now, there, nowErr := w.now()
	g.there = there
	if g.text, g.err = b.text(w.repo, w.v); g.err != nil {
		return g
	}
	switch w.tab {
	case pageTab:
		g.show = w.page.Read(w.path, g.text)
	case textTab:
		g.page = comparison.Plain(g.text)
		g.page.Find(w.find)
	default:
		from, to := "", g.text
		if w.to == againstNow {
			from, to = g.text, now
			if nowErr != nil || !there {
				g.other = nowErr
				to = g.text
				if nowErr == nil {
					g.other = fs.ErrNotExist
				}
			}
		} else {
			if !w.known {
				w.before = b.before(w.path, w.v)
			}
			if w.before == nil {
				g.first = true
			} else if from, g.other = b.text(w.repo, *w.before); g.other != nil {
				from = to
			}
		}
		d := diff.Words(from, to)
		g.added, g.removed, g.same = d.Added, d.Removed, d.Equal()
		g.page = comparison.Lay(d)
	}
	return g
}

// before is the version before one, nil where there is none.
func (b *Browser) before(path string, v history.Version) *history.Version {
	list, _ := b.line(path) // what cannot be read is not there
	i := slices.IndexFunc(list, func(x history.Version) bool { return x.ID == v.ID })
	if i < 0 || i+1 >= len(list) {
		return nil
	}
	return &list[i+1]
}

// pastPost is a post in the list of all that have versions.
type pastPost struct {
	history.Post
	gone bool // there is no such file any more
}

// posts gives the posts that have versions, on the goroutine it is called on, until ctx
// ends.
func (b *Browser) posts(ctx context.Context, give func(pastPost), failed func(error)) {
	for p, err := range b.o.Store.Posts(ctx) {
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			failed(err)
		default:
			_, serr := os.Stat(p.Path)
			give(pastPost{p, errors.Is(serr, fs.ErrNotExist)})
		}
	}
}

// Bounds of what is listed.
const (
	maxFound = 1000      // places of lost words
	maxCount = 4_000_000 // bytes of two versions whose words are compared for the time line
)

// delta is how many words a version has that the one before it had not, and the other way
// round.
type delta struct {
	added, removed int
	known          bool // they could be compared
}

// pair is a version and the one before it.
type pair struct {
	v, before history.Version
	repo      *git.Repo
	first     bool // there is none before, so that nothing is counted
}

func (p pair) key() string { return p.v.ID + " " + p.before.ID }

// counter counts what versions changed, those that were asked for last first.
type counter struct {
	b       *Browser
	changed func()
	known   map[string]delta // by the versions of a pair; of the UI goroutine
	asked   []pair           // of the UI goroutine: since the last time that something was handed over
	work    latest
}

// of is what a version changed, if that is known; else it is found out.
func (c *counter) of(p pair) delta {
	if d, ok := c.known[p.key()]; ok || p.first {
		return d
	}
	if len(c.asked) == 0 {
		c.b.o.Post(c.hand)
	}
	c.asked = append(c.asked, p)
	return delta{}
}

// hand hands over what was asked for.
func (c *counter) hand() {
	asked := c.asked
	c.asked = nil
	c.work.do(func() {
		last, text := "", ""
		read := func(repo *git.Repo, v history.Version) (string, error) {
			if v.ID == last {
				return text, nil
			}
			s, err := c.b.text(repo, v)
			if err == nil {
				last, text = v.ID, s
			}
			return s, err
		}
		for _, p := range asked {
			d := c.count(p, read)
			c.b.o.Post(func() {
				c.known[p.key()] = d
				c.changed()
			})
			c.work.mu.Lock()
			over := c.work.next != nil // others are in view by now
			c.work.mu.Unlock()
			if over {
				return
			}
		}
	})
}

func (c *counter) count(p pair, read func(*git.Repo, history.Version) (string, error)) delta {
	if p.v.Size+p.before.Size > maxCount {
		return delta{}
	}
	now, err := read(p.repo, p.v)
	if err != nil {
		return delta{}
	}
	before, err := read(p.repo, p.before)
	if err != nil {
		return delta{}
	}
	d := diff.Words(before, now)
	return delta{d.Added, d.Removed, true}
}
