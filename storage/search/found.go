package search

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"galley.app/galley/editor/text"
	"galley.app/galley/storage/post"
)

// Result is a post that is like the query.
type Result struct {
	Doc
	Count      int // places of words, as many as are counted
	TitleMarks []text.Range
	Places     []Place // one, or all that were wanted
	First      int     // of them the one to show
}

// Place is the place to show.
func (r *Result) Place() Place { return r.Places[r.First] }

// Found is what a search found.
type Found struct {
	Results []Result // the best first
	Paths   []string // of all that are like the query, the best first, once all posts were looked at
	Posts   int      // that are like the query, also those that are not among the results
	Done    int      // posts that were looked at
	Of      int
	Unread  []error  // why posts could not be looked at, of the first of them
	Missing int      // how many could not
	Notes   []string // what was not understood of the query
	Late    bool     // the time was over
	Whole   bool     // the search is over, and not given up
}

// found is what is found so far, with the places of what is shown of it.
func (r *run) found(ctx context.Context, over bool) Found {
	r.mu.Lock()
	like := slices.Clone(r.like)
	f := Found{Posts: len(like), Done: int(r.done.Load()), Of: len(r.docs), Unread: slices.Clone(r.unread), Missing: r.missing, Notes: r.Query.Notes}
	r.mu.Unlock()
	f.Whole = over && ctx.Err() == nil
	most := r.Most
	if !over && r.First > 0 && (most == 0 || r.First < most) {
		most = r.First
	}
	if over || r.counted {
		slices.SortFunc(like, better)
		f.Paths = make([]string, len(like))
		for i := range like {
			f.Paths[i] = like[i].doc.Path
		}
	} else {
		like = best(like, most)
	}
	if most > 0 && len(like) > most {
		like = like[:most]
	}
	r.place(ctx, like)
	for _, x := range like {
		if s, ok := r.shown[x.doc.Path]; ok && len(s.Places) > 0 {
			f.Results = append(f.Results, s)
		} else {
			f.Posts--
		}
	}
	return f
}

// better is the order of results: what is most like the query, then drafts without
// a date, then what is newest.
func better(a, b like) int {
	if a.score != b.score {
		return cmp.Compare(b.score, a.score)
	}
	return cmp.Or(b.doc.undated()-a.doc.undated(), b.doc.Date.Compare(a.doc.Date), strings.Compare(a.doc.Rel, b.doc.Rel))
}

// best are the first n of a list in the order of results, which changes; all for 0.
// It costs little more than looking at each.
func best(list []like, n int) []like {
	if n <= 0 || n >= len(list) {
		slices.SortFunc(list, better)
		return list
	}
	top := list[:n]
	slices.SortFunc(top, better)
	for _, x := range list[n:] {
		if better(x, top[n-1]) >= 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(top, x, better)
		copy(top[at+1:], top[at:n-1])
		top[at] = x
	}
	return top
}

// undated is 1 for a draft without a date, 0 for any other post.
func (d *Doc) undated() int {
	if d.Status == post.Draft && d.Date.IsZero() {
		return 1
	}
	return 0
}

// place finds the places of results that are not known yet. It ends early when the
// search is given up, so that the next one need not wait for it.
func (r *run) place(ctx context.Context, list []like) {
	var todo []Result
	for _, x := range list {
		if _, ok := r.shown[x.doc.Path]; !ok {
			todo = append(todo, Result{Doc: *x.doc, Count: x.count})
		}
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), 1+len(todo)/16) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(todo) || errors.Is(ctx.Err(), context.Canceled) {
					return
				}
				r.placeOne(&todo[i])
			}
		})
	}
	wg.Wait()
	if errors.Is(ctx.Err(), context.Canceled) {
		return
	}
	for _, x := range todo {
		r.shown[x.Path] = x
	}
}

// mostPlaces is how many places of one post are told.
const mostPlaces = mostHits

func (r *run) placeOne(x *Result) {
	src, _, err := r.source(&x.Doc)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			r.miss(err)
		}
		return
	}
	limit := 1
	if r.All {
		limit = mostPlaces
	}
	x.Places, x.First = r.exact.places(src, limit)
	x.TitleMarks = r.exact.titleMarks(x.Title)
	if x.Count > 0 && x.Places[0].Start == x.Places[0].End && len(x.TitleMarks) == 0 { // it was changed since
		x.Places = nil
		return
	}
	if !r.All {
		x.Places, x.First = x.Places[x.First:x.First+1], 0
		if p := &x.Places[0]; p.Key == "title" { // which is shown anyway
			p.Sentence, p.Marks = r.exact.beginning(post.Parse(src), src, text.New(src)).Sentence, nil
		}
	}
}

// Say is what could not be looked at, in a sentence; "" where nothing was.
func (f *Found) Say() string {
	switch {
	case f.Missing == 0:
		return ""
	case f.Missing == 1:
		return fmt.Sprintf("One post could not be read: %v", f.Unread[0])
	}
	return fmt.Sprintf("%d posts could not be read, the first: %v", f.Missing, f.Unread[0])
}
