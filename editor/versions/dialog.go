package versions

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/git"
	"galley.app/galley/storage/history"
)

// The tabs of what is shown of a version.
const (
	changesTab = iota
	pageTab
	textTab
)

// What changes are seen against.
const (
	againstBefore = iota
	againstNow
)

// What the list at the left shows.
type listing uint8

const (
	ofPost  listing = iota // the versions of a post
	ofPosts                // the posts that have versions
	ofFound                // places of lost words
)

// dialog is the open history.
type dialog struct {
	b    *Browser
	over func() // nil while it is not shown
	view *view

	subject Subject // whose time line there is
	line    []history.Version
	rows    []entry
	lineErr error
	reading bool      // the line is being read
	repo    *git.Repo // that the post is in; nil where it is in none
	repoErr error
	endLine context.CancelFunc
	first   string // ID of the version to begin with; "" for the newest

	posts    []pastPost
	postsErr error
	listed   bool // all posts are

	query     string
	hits      []history.Hit
	hitsErr   error
	searching bool
	more      bool // there are more than are listed

	list    listing
	chosen  history.Version
	has     bool   // a version is chosen
	path    string // of its post
	find    string // words to show in it
	got     got
	pending bool // what is to be shown of it is being read
	asked   bool // it is to be restored as soon as it is read
	number  int  // of the newest reading of a version
	lines   int  // of the newest reading of a line
	finds   int  // of the newest search
	stop    context.CancelFunc
	work    latest
	count   counter
	resting control.Delay
	typing  control.Delay
	page    Page
}

// How long the choice of a version, and what is typed, rest before they are followed.
const (
	restAfter = 40 * time.Millisecond
	findAfter = 200 * time.Millisecond
)

func newDialog(b *Browser) *dialog {
	d := &dialog{
		b: b, stop: func() {}, endLine: func() {}, page: b.o.Page(),
		resting: control.Delay{Post: b.o.Post, After: restAfter}, typing: control.Delay{Post: b.o.Post, After: findAfter},
	}
	d.count = counter{b: b, known: map[string]delta{}, changed: func() {
		if d.over != nil && d.list == ofPost {
			d.view.list.Refresh()
		}
	}}
	d.view = newView(d)
	return d
}

// open shows the dialog.
func (d *dialog) open() {
	d.over = d.b.o.Modal.Cover(d.close)
	d.view.open()
	if s, ok := d.b.o.Current(); ok {
		d.turn(s)
		return
	}
	d.listPosts()
}

// close takes the dialog away.
func (d *dialog) close() {
	if d.over == nil {
		return
	}
	d.resting.Stop()
	d.typing.Stop()
	d.stop()
	d.endLine()
	d.number++
	d.lines++
	d.finds++
	d.view.overlay.Close()
	d.page.Close()
	d.over()
	d.over = nil
}

// turn shows the time line of a post.
func (d *dialog) turn(s Subject) {
	d.list, d.subject = ofPost, s
	d.line, d.rows, d.lineErr, d.reading, d.repo, d.repoErr = nil, nil, nil, true, nil, nil
	d.drop()
	d.view.update()
	d.again()
}

// again reads the time line of the post anew. The version that is shown stays.
func (d *dialog) again() {
	d.endLine()
	ctx, cancel := context.WithCancel(context.Background())
	d.endLine = cancel
	d.lines++
	n, path := d.lines, d.subject.Path
	go func() {
		defer cancel()
		list, err := d.b.line(path)
		d.b.o.Post(func() {
			if n == d.lines {
				d.lineErr, d.reading = err, false
				d.takeLine(list)
			}
		})
		commits, repo, repoErr := d.b.commits(ctx, path)
		if repo == nil && repoErr == nil {
			return
		}
		all := history.Line(list, commits)
		d.b.o.Post(func() {
			if n == d.lines {
				d.repo, d.repoErr = repo, repoErr
				d.takeLine(all)
			}
		})
	}()
}

// takeLine shows a time line, with the version that is shown where it is now.
func (d *dialog) takeLine(list []history.Version) {
	if d.list != ofPost {
		return
	}
	before := d.before()
	d.line = list
	var heads []int
	d.rows, heads = daysOf(list, d.b.o.Now())
	d.view.list.Set(len(d.rows), heads...)
	row := func(id string) int {
		return slices.IndexFunc(d.rows, func(r entry) bool { return r.day == "" && list[r.at].ID == id })
	}
	at := -1
	if d.has {
		at = row(d.chosen.ID)
	}
	switch now := d.before(); {
	case len(list) == 0:
		d.drop()
	case at < 0:
		at = max(0, row(d.first))
		if d.first = ""; d.rows[at].day != "" {
			at++ // a day is its head
		}
		d.view.list.Go(at)
		d.choose(list[d.rows[at].at], d.subject.Path, "")
	default:
		d.view.list.Go(at)
		if (before == nil) != (now == nil) || now != nil && now.ID != before.ID {
			d.show() // it is compared with another one
		}
	}
	d.view.update()
}

// before is the version before the one that is shown, in the line; nil where there is none.
func (d *dialog) before() *history.Version {
	i := slices.IndexFunc(d.line, func(v history.Version) bool { return d.has && v.ID == d.chosen.ID })
	if i < 0 || i+1 == len(d.line) {
		return nil
	}
	return &d.line[i+1]
}

// drop shows no version.
func (d *dialog) drop() {
	d.has, d.pending, d.find, d.got = false, false, "", got{}
	d.number++
	d.view.list.Set(0)
	d.view.list.Mark(0)
	d.view.cmp.SetPage(nil)
}

// choose shows a version of the post at path, with the place of words.
func (d *dialog) choose(v history.Version, path, find string) {
	if d.has && d.chosen.ID == v.ID && d.find == find {
		return
	}
	first := !d.has
	d.chosen, d.has, d.path, d.find, d.asked = v, true, path, find, false
	if find != "" && d.b.tab == changesTab {
		d.b.tab = textTab // where all words are
	}
	if first {
		d.show()
		return
	}
	d.pend()
	d.resting.Start(d.show)
}

// pend has what is shown be out of date.
func (d *dialog) pend() {
	d.number++
	d.pending = true
	d.view.update()
}

// show has the chosen version read and shown.
func (d *dialog) show() {
	if !d.has || d.over == nil {
		return
	}
	d.pend()
	w := wanted{v: d.chosen, path: d.path, tab: d.b.tab, to: d.b.to, find: d.find, now: d.b.o.Text(d.path), page: d.page}
	if d.list == ofPost {
		w.repo, w.before, w.known = d.repo, d.before(), true
	}
	n := d.number
	d.work.do(func() {
		g := d.b.read(w)
		d.b.o.Post(func() {
			if n != d.number {
				return
			}
			d.got, d.pending = g, false
			d.view.fill()
			d.view.update()
			if d.asked {
				d.restore()
			}
		})
	})
}

// pick is the row of the list that was moved to.
func (d *dialog) pick(i int) {
	switch {
	case i < 0:
	case d.list == ofPost && i < len(d.rows) && d.rows[i].day == "":
		d.choose(d.line[d.rows[i].at], d.subject.Path, "")
	case d.list == ofPosts && i < len(d.posts):
		p := d.posts[i]
		d.choose(p.Newest, p.Path, "")
	case d.list == ofFound && i < len(d.hits):
		h := d.hits[i]
		d.choose(h.Version, h.Path, d.query)
	}
}

// enter is what Return does in the list: it goes on to what is shown, or into the time
// line of a post.
func (d *dialog) enter(i int) {
	d.pick(i)
	if d.list == ofPosts && i >= 0 && i < len(d.posts) {
		d.follow()
		return
	}
	d.view.focusBody()
}

// follow goes from a version of some post into the time line of that.
func (d *dialog) follow() {
	if !d.has || d.list == ofPost {
		return
	}
	d.stop()
	d.finds++
	d.searching, d.query = false, ""
	d.view.search.SetText("")
	d.view.which.Choose(0)
	d.first = d.chosen.ID
	d.turn(Subject{d.path, called(d.chosen.Title, d.path)})
	d.b.o.Canvas.Focus(d.view.list)
}

// listPosts lists all posts that have versions.
func (d *dialog) listPosts() {
	d.list = ofPosts
	d.posts, d.postsErr, d.listed = nil, nil, false
	d.drop()
	d.view.which.Choose(1)
	d.view.update()
	gather(d, func(ctx context.Context, give func(pastPost), failed func(error)) bool {
		d.b.posts(ctx, give, failed)
		return false
	}, func(more []pastPost) {
		d.posts = append(d.posts, more...)
		d.view.list.Set(len(d.posts))
		if !d.has && len(d.posts) > 0 {
			d.view.list.Go(0)
			d.pick(0)
		}
	}, func(err error, _ bool) {
		d.listed, d.postsErr = true, err
	})
}

// typed follows what was typed into the search field.
func (d *dialog) typed(words string) {
	d.typing.Start(func() { d.search(words) })
}

// search looks for words in all versions of all posts; none shows again what was there
// before.
func (d *dialog) search(words string) {
	d.typing.Stop()
	words = strings.Join(strings.Fields(words), " ")
	if words == d.query && (words == "" || d.list == ofFound) {
		return
	}
	d.query = words
	if words == "" {
		d.stop()
		d.finds++
		d.searching = false
		if d.view.which.Chosen() == 1 {
			d.listPosts()
		} else {
			d.turn(d.subject)
		}
		return
	}
	d.list = ofFound
	d.hits, d.hitsErr, d.searching, d.more = nil, nil, true, false
	d.drop()
	d.view.update()
	gather(d, func(ctx context.Context, give func(history.Hit), failed func(error)) bool {
		n := 0
		for h, err := range d.b.o.Store.Search(ctx, words) {
			switch {
			case ctx.Err() != nil:
				return false
			case err != nil:
				failed(err)
				continue
			}
			give(h)
			if n++; n == maxFound {
				return true
			}
		}
		return false
	}, func(more []history.Hit) {
		d.hits = append(d.hits, more...)
		d.view.list.Set(len(d.hits))
		if !d.has && len(d.hits) > 0 {
			d.view.list.Go(0)
			d.pick(0)
		}
	}, func(err error, more bool) {
		d.searching, d.hitsErr, d.more = false, err, more
	})
}

// gather has work done on a goroutine and takes what it gives in portions, as long as
// nothing else is gathered. done hears the first error, and what work returned.
func gather[T any](d *dialog, work func(ctx context.Context, give func(T), failed func(error)) bool, take func([]T), done func(err error, more bool)) {
	d.stop()
	ctx, cancel := context.WithCancel(context.Background())
	d.stop = cancel
	d.finds++
	n := d.finds
	var mu sync.Mutex
	var waiting []T
	var first error
	give := func(x T) {
		mu.Lock()
		defer mu.Unlock()
		if waiting = append(waiting, x); len(waiting) > 1 {
			return
		}
		d.b.o.Post(func() {
			mu.Lock()
			all := waiting
			waiting = nil
			mu.Unlock()
			if n == d.finds && len(all) > 0 {
				take(all)
				d.view.update()
			}
		})
	}
	go func() {
		defer cancel()
		more := work(ctx, give, func(err error) {
			if first == nil {
				first = err
			}
		})
		d.b.o.Post(func() {
			if n == d.finds {
				done(first, more)
				d.view.update()
			}
		})
	}()
}

// setTab shows something else of the version.
func (d *dialog) setTab(tab int) {
	d.b.tab = tab
	d.view.update()
	d.show()
}

// setAgainst shows the changes against something else.
func (d *dialog) setAgainst(to int) {
	d.b.to = to
	d.show()
}

// setWhich lists the versions of the post, or all posts.
func (d *dialog) setWhich(i int) {
	if d.query != "" {
		d.query = ""
		d.view.search.SetText("")
	}
	if i == 1 {
		d.listPosts()
		return
	}
	d.stop()
	d.finds++
	d.turn(d.subject)
}

// ready reports whether the text of the chosen version is there.
func (d *dialog) ready() bool { return d.has && !d.pending && d.got.err == nil }

// restore makes the version the text of its post.
func (d *dialog) restore() {
	if d.asked = d.has && d.pending; !d.ready() {
		return
	}
	r := Restored{Path: d.path, Gone: !d.got.there, Text: d.got.text, Said: "the version of " + moment(d.chosen, d.b.o.Now())}
	d.close()
	d.b.o.Restore(r)
}

// copyText puts the text of the version on the clipboard.
func (d *dialog) copyText() {
	if d.ready() {
		d.b.o.Copy(d.got.text)
		d.view.said("Copied the text of this version.")
	}
}

// keys are what the keyboard does everywhere in the dialog.
func (d *dialog) keys(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyEscape:
		d.close()
	case fyne.KeyF7:
		if d.b.tab != changesTab {
			return false
		}
		d.view.cmp.TypedKey(e)
	default:
		return false
	}
	return true
}

// trouble is why the history, or what is chosen of it, cannot be shown; "" if it can.
func (d *dialog) trouble(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, history.ErrDamaged):
		return "This version is damaged and cannot be read."
	case errors.Is(err, history.ErrGone):
		return "This version is not kept any more."
	case errors.Is(err, fs.ErrNotExist):
		return "There is no such file any more."
	case errors.As(err, new(*git.Error)):
		return err.Error() + "."
	case d.b.o.Unread != nil:
		return d.b.o.Unread(err)
	}
	return fmt.Sprintf("The history cannot be read: %v", err)
}

// summary says what the chosen version is, and where it stands.
func (d *dialog) summary() string {
	if !d.has {
		return ""
	}
	v := d.chosen
	s := reason(v) + " · " + moment(v, d.b.o.Now()) + " · " + wording.Count(v.Words, "word")
	if d.list != ofPost {
		s = called(v.Title, d.path) + " · " + s
	}
	return s
}
