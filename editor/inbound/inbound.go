// Package inbound watches what leads to the open posts: where the slug of a post
// or the name of a heading changes, the links that lead there by the old one are
// told of in a line over the text, and are written anew where the writer wants it.
package inbound

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/modal"
	"galley.app/galley/editor/session"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/wording"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage"
	"galley.app/galley/storage/links"
	"galley.app/galley/storage/plan"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/rename"
)

// Options are what the window is asked for.
type Options struct {
	Library func() storage.Library
	Modal   *modal.Stack
	Canvas  fyne.Canvas
	Post    func(func()) // runs a function on the UI goroutine
	Now     func() time.Time
	Copy    func(string)
	Say     func(string)
	// Offer shows a line over the text of a post until it is closed, or takes it away for "".
	Offer func(s *session.Session, line string, acts []control.Choice, closed func())
	// Saved calls then once no post of those at paths has changes that are in no file.
	Saved func(paths []string, then func())
	// Do makes changes. It says what was done, and what is so again when it was taken back; then and back are called when.
	Do func(changes []plan.Change, did, undone string, then, back func())
}

// Watch watches the open posts.
type Watch struct {
	o     Options
	posts map[*session.Session]*watched
	rest  control.Delay // until the caret rests
}

// watched is what is known of an open post.
type watched struct {
	slug   string            // by which it is known: of its file when it was opened, or since something was done about another
	heads  []markdown.Head   // when nobody was writing in one
	seen   bool              // the headings were looked at
	moved  map[string]string // anchors that others replaced since something was done about it
	turn   int               // counts the looks at the library; older results are dropped
	ofSlug string            // the line that is shown of the slug; "" for none
	ofHead string            // likewise of headings
}

// New returns a watch over no post.
func New(o Options) *Watch {
	return &Watch{o: o, posts: map[*session.Session]*watched{}, rest: control.Delay{Post: o.Post, After: 300 * time.Millisecond}}
}

// Stop ends what is under way.
func (w *Watch) Stop() { w.rest.Stop() }

// Forget forgets a post that is closed.
func (w *Watch) Forget(s *session.Session) { delete(w.posts, s) }

// of returns what is known of a post, from now on at the latest.
func (w *Watch) of(s *session.Session) *watched {
	p := w.posts[s]
	if p == nil {
		p = &watched{}
		w.posts[s] = p
	}
	if p.slug == "" && s.Path() != "" {
		if e, ok := w.o.Library().Entry(s.Path()); ok {
			p.slug = e.Slug
		} else if !s.Dirty() {
			p.slug = s.Value("slug")
		}
	}
	return p
}

// Open begins to watch a post.
func (w *Watch) Open(s *session.Session) { w.of(s) }

// Slug looks whether the slug of a post, which nobody types in any more, is
// another than it was known by.
func (w *Watch) Slug(s *session.Session) {
	p := w.of(s)
	is := s.Value("slug")
	if s.Path() == "" || !post.ValidSlug(p.slug) || !post.ValidSlug(is) || is == p.slug {
		w.tell(s, &p.ofSlug, "", nil, nil)
		return
	}
	lib, path, was := w.o.Library(), s.Path(), p.slug
	e, ok := lib.Entry(path)
	if !ok {
		return
	}
	p.turn++
	turn := p.turn
	go func() {
		refs := rename.Inbound(lib, path, was)
		w.o.Post(func() {
			if w.posts[s] == p && p.turn == turn && s.Value("slug") == is && s.Path() == path {
				w.slugChanged(s, p, e, refs)
			}
		})
	}()
}

// slugChanged tells of the links that lead to the address which a post had.
func (w *Watch) slugChanged(s *session.Session, p *watched, e storage.Entry, refs []storage.Ref) {
	lib := w.o.Library()
	address := lib.PostsPath() + p.slug
	list, _ := s.Post().Value("aliases")
	aliased := rename.WithAlias(lib, s.Post(), p.slug) == list && list != ""
	is := s.Value("slug")
	known := func() { // nothing is to be done about it
		p.slug = is
		w.tell(s, &p.ofSlug, "", nil, nil)
	}
	if len(refs) == 0 && (e.Status == post.Draft || aliased) {
		if !s.Dirty() {
			known()
		}
		return
	}
	var acts []control.Choice
	line := "Readers may know this post by its old address, " + address + "."
	if n := len(refs); n > 0 {
		line = wording.Count(n, "link") + " in " + wording.Count(posts(refs), "post") + " " + lead(n) + " to the old address, " + address + "."
		acts = append(acts, control.Choice{Label: "Update links…", Do: func() { w.readdress(s, refs) }})
	}
	if e.Status != post.Draft && !aliased {
		was := p.slug
		acts = append(acts, control.Choice{Label: "Keep it as an alias", Do: func() {
			s.SetField("aliases", rename.WithAlias(lib, s.Post(), was))
			known()
			w.o.Say("The old address is one of the post's aliases now. Save keeps it.")
		}})
	}
	w.tell(s, &p.ofSlug, line, acts, known)
}

// tell shows a line of one kind over the text, or takes it away.
func (w *Watch) tell(s *session.Session, shown *string, line string, acts []control.Choice, closed func()) {
	if *shown == "" && line == "" {
		return
	}
	*shown = line
	w.o.Offer(s, line, acts, closed)
}

// Rest has the headings of a post looked at once its caret rests. Doc returns what
// was parsed last, and the line of the caret, from 0.
func (w *Watch) Rest(s *session.Session, doc func() (d *markdown.Doc, line int)) {
	w.rest.Start(func() {
		if d, line := doc(); d != nil {
			w.headings(s, d, line)
		}
	})
}

// headings looks whether headings are named otherwise than they were. One that the
// caret is in is waited for.
func (w *Watch) headings(s *session.Session, d *markdown.Doc, line int) {
	t := s.Text()
	if d.Version != t.Version() || s.Path() == "" {
		return
	}
	p := w.of(s)
	heads := d.Outline()
	if !p.seen {
		p.heads, p.seen = heads, true
		return
	}
	since := rename.Anchors(p.heads, heads)
	if len(since) == 0 && len(heads) == len(p.heads) {
		return
	}
	for _, h := range heads {
		if t.LineAt(h.Off) == line && isNew(since, h.ID) {
			return
		}
	}
	p.moved, p.heads = rename.Follow(p.moved, since, heads), heads
	if len(p.moved) == 0 {
		w.tell(s, &p.ofHead, "", nil, nil)
		return
	}
	lib, path, moved, own := w.o.Library(), s.Path(), p.moved, t.String()
	if _, ok := lib.Entry(path); !ok {
		return
	}
	p.turn++
	turn := p.turn
	go func() {
		paths, n := toHeadings(lib, path, own, moved)
		w.o.Post(func() {
			if w.posts[s] == p && p.turn == turn {
				w.headingsChanged(s, p, paths, n)
			}
		})
	}()
}

func isNew(since map[string]string, id string) bool {
	for _, is := range since {
		if is == id {
			return true
		}
	}
	return false
}

// toHeadings returns the posts with links to headings of a post by anchors that
// others replaced, and how many links those are. Of the post itself own is the text.
func toHeadings(lib storage.Library, path, own string, moved map[string]string) (paths []string, n int) {
	r := lib.Resolver()
	add := func(at, fragment string) {
		if _, ok := moved[fragment]; !ok {
			return
		}
		n++
		if !slices.Contains(paths, at) {
			paths = append(paths, at)
		}
	}
	for _, ref := range r.Inbound(path) {
		if ref.From.Path != path {
			add(ref.From.Path, ref.Fragment)
		}
	}
	for _, l := range links.Of(own, lib.Dialect()) {
		a, ok := l.Read()
		if !ok || !l.Leads() {
			continue
		}
		if e, to := r.Post(path, l.Dest); to && e.Path == path || strings.HasPrefix(l.Dest, "#") {
			add(path, a.Fragment())
		}
	}
	return paths, n
}

func (w *Watch) headingsChanged(s *session.Session, p *watched, paths []string, n int) {
	if n == 0 {
		p.moved = nil
		w.tell(s, &p.ofHead, "", nil, nil)
		return
	}
	what := wording.Count(len(p.moved), "heading") + " have other names now"
	if len(p.moved) == 1 {
		for _, is := range p.moved {
			for _, h := range p.heads {
				if h.ID == is {
					what = "“" + short(h.Text) + "” has another name now"
				}
			}
		}
	}
	line := what + ", and " + wording.Count(n, "link") + " in " + wording.Count(len(paths), "post") + " " + lead(n) + " to the old one."
	w.tell(s, &p.ofHead, line, []control.Choice{
		{Label: "Update links…", Do: func() { w.follow(s, paths) }},
	}, func() {
		p.moved = nil
		w.tell(s, &p.ofHead, "", nil, nil)
	})
}

// short is so much of a heading that what is said of it is not cut off behind it.
func short(title string) string {
	const most = 30
	if r := []rune(title); len(r) > most {
		return string(r[:most]) + "…"
	}
	return title
}

// posts counts those that links stand in.
func posts(refs []storage.Ref) int {
	in := map[string]bool{}
	for _, r := range refs {
		in[r.From.Path] = true
	}
	return len(in)
}

func lead(n int) string {
	if n == 1 {
		return "leads"
	}
	return "lead"
}

// Seen reports whether the headings of a post were looked at.
func (w *Watch) Seen(s *session.Session) bool { return w.of(s).seen }
