package search

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
	"weak"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage"
	"galley.app/galley/storage/index"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// Engine searches the posts of a library. What it reads of them it keeps,
// flattened, in a file without a name, so that the next search is quick. The zero
// value keeps nothing.
type Engine struct {
	Dir string // folder for the file; "" keeps nothing

	mu   sync.Mutex // held while it searches
	pack pack
	keys map[string]bool             // of fields that posts have, flattened
	last weak.Pointer[storage.Entry] // the first post of the library that was searched

	before narrowing // what the last search found
}

// Open is a post whose text in a window is another one than that of its file.
type Open struct {
	Path string // or what it is called as long as it has no file
	Text string
}

// Doc is a post that is searched.
type Doc struct {
	*storage.Entry
	Open bool // it is searched as it is in a window

	at   int    // place among those of the library; -1 for one that is searched by another text
	text string // of an open one
	x    markdown.Dialect
}

// facts are what the post holds besides its words.
func (d *Doc) facts() index.Facts {
	if d.Open {
		return index.Of(d.text, d.x)
	}
	return d.Facts()
}

// Search is what is looked for, and where.
type Search struct {
	Library storage.Library
	Open    []Open
	Query   Query
	Now     time.Time
	Most    int           // how many results are wanted; 0 is all
	First   int           // how many of them Step is told, which is sooner known; 0 is all
	All     bool          // all places of each post are wanted, and not only one
	Time    time.Duration // after which it ends with what was found; 0 for none
	// Step, which may be nil, is told what is found so far, on the goroutine that searches.
	Step func(Found)
}

// stepAfter is when it is first told what is found so far; each further time takes
// twice as long.
const stepAfter = 60 * time.Millisecond

// chunk is how much of the pack is read at once, in bytes.
const chunk = 512 << 10

// Find searches. It ends early when ctx does, with its error. An expression that is
// none is an error.
func (e *Engine) Find(ctx context.Context, s Search) (Found, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if s.Time > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, s.Time)
		defer cancel()
	}
	e.pack.open(e.Dir)
	f, unknown, err := e.run(ctx, s)
	if err != nil || len(unknown) == 0 || !f.Whole {
		return f, err
	}
	// What names no field of any post is words.
	for i, t := range s.Query.Terms {
		if slices.Contains(unknown, t) {
			plain := t
			plain.Not = false
			name := t.Key
			if t.Kind == Has {
				name = t.Text
			}
			s.Query.note("No post has a field “" + name + "”; “" + plain.String() + "” is looked for as words.")
			s.Query.Terms = slices.Clone(s.Query.Terms)
			s.Query.Terms[i] = asWords(cmp.Or(t.Key, t.Kind.nameOf())+":"+t.Text, t.Not)
		}
	}
	f, _, err = e.run(ctx, s)
	return f, err
}

// nameOf is name, "" for words.
func (k Kind) nameOf() string {
	if k <= Field {
		return ""
	}
	return k.name()
}

// Warm reads what a search would have to read first.
func (e *Engine) Warm(ctx context.Context, lib storage.Library) {
	_, _ = e.Find(ctx, Search{Library: lib, Query: Query{Terms: []Term{{Text: "\x00"}}}, Most: 1})
}

// Close gives up what is kept.
func (e *Engine) Close() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.pack.close()
}

// run is one search that is under way.
type run struct {
	Search
	e       *Engine
	rough   *matcher // of what is kept, in which case is folded
	exact   *matcher
	docs    []Doc
	next    atomic.Int64
	done    atomic.Int64
	mu      sync.Mutex
	like    []like // in no order
	shown   map[string]Result
	unread  []error
	missing int
	counted bool // all posts were looked at
	narrows bool // what the last search did not find is not looked for
	asked   []bool
	looked  atomic.Int64 // at so many posts by what is kept of them
}

func (e *Engine) run(ctx context.Context, s Search) (Found, []Term, error) {
	r := &run{Search: s, e: e, shown: map[string]Result{}}
	var err error
	if r.exact, err = newMatcher(s.Query, !s.Query.Case); err != nil {
		return Found{Notes: s.Query.Notes}, nil, err
	}
	if r.rough, err = newMatcher(s.Query, true); err != nil {
		return Found{}, nil, err
	}
	if s.Query.Empty() {
		return Found{Notes: s.Query.Notes, Whole: true}, nil, nil
	}
	r.gather()
	r.narrows = e.before.narrows(r.Library, r.exact)
	r.asked = make([]bool, len(r.Library.Entries))
	over := make(chan struct{})
	go func() {
		r.scan(ctx)
		close(over)
	}()
	wait := stepAfter
	for tick := time.NewTimer(wait); ; {
		select {
		case <-tick.C:
			r.step(ctx)
			wait *= 2 // what is read meanwhile is read on the same processors
			tick.Reset(wait)
			continue
		case <-over:
			tick.Stop()
		}
		break
	}
	r.counted = ctx.Err() == nil
	if r.counted {
		e.before.keep(r)
	}
	if r.First > 0 && len(r.like) > r.First {
		r.step(ctx) // the sentences of the others take longer than the search
	}
	f := r.found(ctx, true)
	if err := ctx.Err(); err != nil {
		if !errors.Is(err, context.DeadlineExceeded) || s.Time == 0 {
			return f, nil, err
		}
		f.Late = true
	}
	return f, r.unknown(), nil
}

// step tells what is found so far.
func (r *run) step(ctx context.Context) {
	if r.Step != nil && ctx.Err() == nil {
		r.Step(r.found(ctx, false))
	}
}

// unknown are the terms that name a field which no post has.
func (r *run) unknown() (terms []Term) {
	for _, n := range r.exact.needles {
		if (n.Kind == Field || n.Kind == Has && n.thing() == 0) && !slices.Contains(ownFields, string(n.key)) && !r.e.keys[string(n.key)] {
			terms = append(terms, n.Term)
		}
	}
	return terms
}

// ownFields are the fields of the format, which posts can do without.
var ownFields = []string{"TITLE", "SLUG", "PUBLISHED", "DESCRIPTION"}

// gather lists the posts, those that are open as they are in the window.
func (r *run) gather() {
	x := markdown.Dialect{InlineMath: r.Library.Site.InlineMath}
	open := make(map[string]string, len(r.Open))
	for _, o := range r.Open {
		open[o.Path] = o.Text
	}
	r.docs = make([]Doc, 0, len(r.Library.Entries)+len(r.Open))
	add := func(d Doc) { r.docs = append(r.docs, d) }
	inWindow := func(path, src, rel, folder string) {
		en := storage.EntryOf(path, src, r.Now)
		switch {
		case rel != "":
			en.Rel, en.Folder = rel, folder
		case !filepath.IsAbs(path):
			en.Status = post.Draft // that has no file yet
		}
		add(Doc{Entry: &en, Open: true, at: -1, text: src, x: x})
	}
	for i := range r.Library.Entries {
		en := &r.Library.Entries[i]
		src, isOpen := open[en.Path]
		switch {
		case isOpen:
			inWindow(en.Path, src, en.Rel, en.Folder)
			delete(open, en.Path)
		case en.Err != nil && r.exact.wants(en):
			r.refused(en)
		case en.Err != nil:
			r.miss(en.Err)
		default:
			add(Doc{Entry: en, at: i, x: x})
		}
	}
	for _, o := range r.Open {
		if src, left := open[o.Path]; left {
			inWindow(o.Path, src, "", "")
		}
	}
	r.tidy()
}

// wants reports whether what cannot be read is looked for, and a post of that kind is
// like the query: nothing is known of it but how its file is called.
func (m *matcher) wants(en *storage.Entry) (wanted bool) {
	for i := range m.needles {
		n := &m.needles[i]
		is := false
		switch n.Kind {
		case Status:
			is = en.Stands(n.Text)
			wanted = wanted || is && n.Text == storage.Unreadable
		case File:
			is = bytes.Contains(flatten(nil, en.Rel, true, nil), n.text)
		}
		if is == n.Not {
			return false
		}
	}
	return wanted
}

// refused takes in a post that cannot be read. What is shown of it is why.
func (r *run) refused(en *storage.Entry) {
	d := Doc{Entry: en, at: -1}
	why := en.Err.Error()
	if e, ok := errors.AsType[*storage.LoadError](en.Err); ok {
		why = e.Reason()
	}
	r.like = append(r.like, like{&d, found{}})
	r.shown[en.Path] = Result{Doc: d, Places: []Place{{Line: 1, Col: 1, Sentence: why}}}
}

// tidy has what is kept forget posts that are none any more. Between two letters
// that are typed none went.
func (r *run) tidy() {
	if len(r.Library.Entries) == 0 {
		return
	}
	first := weak.Make(&r.Library.Entries[0]) // nobody changes a list of posts
	if r.e.last == first {
		return
	}
	r.e.last = first
	known := make(map[string]bool, len(r.Library.Entries))
	for i := range r.Library.Entries {
		known[r.Library.Entries[i].Path] = true
	}
	r.e.pack.tidy(known)
}

func (r *run) miss(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.missing++
	const most = 5
	if len(r.unread) < most {
		r.unread = append(r.unread, err)
	}
}

// task is a piece of work: posts whose records lie in one piece of the pack, or
// one that has none there.
type task struct {
	docs []int
	at   []place // of each, where there are some
	off  int64
	size int
}

// scan looks at all posts.
func (r *run) scan(ctx context.Context) {
	tasks := r.tasks()
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), max(1, len(tasks))) {
		wg.Go(func() {
			w := worker{run: r, keys: map[string]bool{}}
			for ctx.Err() == nil {
				i := int(r.next.Add(1)) - 1
				if i >= len(tasks) {
					break
				}
				w.do(ctx, tasks[i])
			}
			w.know()
		})
	}
	wg.Wait()
	r.e.pack.flush()
}

// tasks divides the work. What is open comes first, and then what is quick.
func (r *run) tasks() (list []task) {
	type at struct {
		doc int
		place
	}
	var kept []at
	var alone []task
	for i := range r.docs {
		d := &r.docs[i]
		p, ok := r.e.pack.find(d.Path, sumOf(d.Fingerprint))
		switch {
		case d.Open:
			list = append(list, task{docs: []int{i}})
		case ok && r.narrows && r.e.before.passes(d.at):
			r.asked[d.at] = true
			r.done.Add(1)
		case ok && (r.exact.finder == nil || len(r.exact.must) > 0):
			kept = append(kept, at{i, p})
		default:
			alone = append(alone, task{docs: []int{i}})
		}
	}
	slices.SortFunc(kept, func(a, b at) int { return cmp.Compare(a.off, b.off) })
	var t task
	for _, k := range kept {
		end := t.off + int64(t.size)
		if t.docs != nil && (k.off-end > chunk/8 || k.off+int64(k.size)-t.off > chunk) {
			list = append(list, t)
			t = task{}
		}
		if t.docs == nil {
			t.off = k.off
		}
		t.docs, t.at = append(t.docs, k.doc), append(t.at, k.place)
		t.size = int(k.off + int64(k.size) - t.off)
	}
	if t.docs != nil {
		list = append(list, t)
	}
	return append(list, alone...)
}

// worker looks at posts, one after the other.
type worker struct {
	*run
	buf, rec, tmp []byte
	keys          map[string]bool // of fields that were seen
}

// know notes which fields there are.
func (w *worker) know() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.e.keys == nil {
		w.e.keys = map[string]bool{}
	}
	for k := range w.keys {
		w.e.keys[string(flatten(nil, k, true, nil))] = true
	}
}

func (w *worker) do(ctx context.Context, t task) {
	if t.size > 0 {
		if cap(w.buf) < t.size {
			w.buf = make([]byte, t.size)
		}
		b := w.buf[:t.size]
		if err := w.e.pack.read(b, t.off); err == nil {
			w.kept(ctx, b, t)
			return
		}
	}
	for _, i := range t.docs {
		if ctx.Err() != nil {
			return
		}
		w.read(&w.docs[i])
		w.done.Add(1)
	}
}

// kept looks at posts by what is kept of them.
func (w *worker) kept(ctx context.Context, b []byte, t task) {
	rare := w.rough.rarest()
	next := 0
	if w.looked.Add(int64(len(t.docs))); !w.narrows { // else only some of what is in the piece is looked at
		next = rare.in(b)
	}
	for _, i := range t.docs {
		if at := w.docs[i].at; at >= 0 {
			w.asked[at] = true
		}
	}
	for k, i := range t.docs {
		if ctx.Err() != nil {
			return
		}
		d, at := &w.docs[i], t.at[k]
		w.done.Add(1)
		if from := int(at.off - t.off); w.narrows {
			if next = rare.in(b[from:][:at.size]); next < 0 {
				next = 0
				continue
			}
			next += from
		} else if next >= 0 && next < from {
			if next = rare.in(b[from:]); next >= 0 {
				next += from
			}
		}
		if next < 0 {
			w.done.Add(int64(len(t.docs) - k - 1))
			return
		}
		if next >= int(at.off-t.off)+int(at.size) {
			continue
		}
		rec := readRecord(b[at.off-t.off:][:at.size])
		if !w.Query.Case && w.exact.finder == nil {
			if f, ok := w.exact.match(d, &rec); ok {
				w.add(d, f)
			}
		} else if w.rough.may(&rec) {
			w.read(d)
		}
	}
}

// may reports whether a post can hold the words, whatever their case.
func (m *matcher) may(r *record) bool {
	if !bytes.Contains(r.all, m.must) {
		return false
	}
	for i := range m.needles {
		n := &m.needles[i]
		if n.Kind <= Phrase && !n.Not && n.word.in(r.all) < 0 {
			return false
		}
	}
	return true
}

// source reads the text of a post.
func (r *run) source(d *Doc) (string, safefile.Fingerprint, error) {
	if d.Open {
		return d.text, safefile.Fingerprint{}, nil
	}
	return storage.Load(d.Path)
}

// read looks at a post by its text.
func (w *worker) read(d *Doc) {
	src, fp, err := w.source(d)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) { // else it is a post no more
			w.miss(err)
		}
		return
	}
	facts := d.facts()
	if !d.Open && fp.Sum != d.Fingerprint.Sum { // it changed since the library was read
		now := storage.EntryOf(d.Path, src, w.Now)
		now.Rel, now.Folder = d.Rel, d.Folder
		*d = Doc{Entry: &now, Open: true, at: -1, text: src, x: d.x}
		facts = d.facts()
	}
	for _, f := range facts.Fields {
		w.keys[f.Key] = true
	}
	body := src[post.Parse(src).BodyStart():]
	if w.exact.finder != nil {
		if f, ok := w.exact.matchText(src); ok {
			w.add(d, f)
		}
		if _, kept := w.e.pack.find(d.Path, sumOf(fp)); !kept && !d.Open {
			w.rec = appendRecord(w.rec[:0], d.Title, facts, body, true, &w.tmp)
			w.e.pack.add(d.Path, sumOf(fp), w.rec)
		}
		return
	}
	w.rec = appendRecord(w.rec[:0], d.Title, facts, body, !w.Query.Case, &w.tmp)
	rec := readRecord(w.rec)
	if f, ok := w.exact.match(d, &rec); ok {
		w.add(d, f)
	}
	if d.Open {
		return
	}
	if w.Query.Case {
		if _, ok := w.e.pack.find(d.Path, sumOf(fp)); ok {
			return
		}
		w.rec = appendRecord(w.rec[:0], d.Title, facts, body, true, &w.tmp)
	}
	w.e.pack.add(d.Path, sumOf(fp), w.rec)
}

// like is a post that is like the query.
type like struct {
	doc *Doc
	found
}

func (r *run) add(d *Doc, f found) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.like = append(r.like, like{d, f})
}
