package export

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"galley.app/galley/preview/markdown/syntax"
	"galley.app/galley/storage/check"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// Plan is an export that has been thought through but not written.
type Plan struct {
	Posts    []site.Post    // what will be packed, in file-name order
	Left     []Left         // what was left out, and why
	Errors   []site.Finding // what stops the export; empty when it can be written
	Warnings []site.Finding // what is wrong but does not stop it

	// Progress, if set, is told how much of the writing is done, each time by the
	// goroutine that writes. Done grows to total, which is at least the number of
	// posts.
	Progress func(done, total int)

	options    Options
	given      int  // sources
	skippable  bool // some error is about a post
	notes      []site.Finding
	fs         safefile.FS // that is written to; nil is the system's
	folderName string      // of the folder that is written
	reused     int
	outside    *outside // images from outside
	watch      watch    // of the writing that is under way
	sweep      *sweep
	dead       map[string][]deadLink // that Warnings tell of, by the posts' paths
	colours    *syntax.Languages     // of code, for all pages

	// feedHead, if set, gives what the library wants in the head of a feed of that
	// kind besides.
	feedHead func(kind string) string

	// held, if set, gives the address of an image of a post, where the site
	// that the feed is part of holds it.
	held func(slug, dest string) (string, bool)
}

// Left is a post that was left out; its message says why.
type Left struct {
	site.Finding
	Error   bool        // left out because of an error, not because of its status
	Outside bool        // left out because it is a link out of the library
	Copy    bool        // left out because it is a copy that a sync tool left
	Status  post.Status // without meaning where its file could not be read
}

// NewPlan sorts the sources and says what is wrong with them. It reads and
// writes no file.
func NewPlan(sources []Source, o Options) *Plan {
	p := &Plan{options: o, given: len(sources), colours: new(syntax.Languages)}
	p.outside = &outside{}
	p.options.Image = p.outside.telling(o)
	type read struct {
		post     site.Post
		problems []post.Problem
	}
	posts := make([]read, len(sources))
	everywhere(len(sources), func(i int) {
		if sources[i].Err == nil {
			s := sources[i]
			parsed := post.Parse(s.Text)
			posts[i].post = site.PostOf(s.Path, s.Text, parsed, o.Now)
			if o.Check != nil {
				posts[i].problems = o.Check(s.Path, s.Text)
			} else {
				posts[i].problems = check.Post(s.Text, parsed, check.Context{Path: s.Path, Language: o.Site.Language})
			}
		}
	})
	for i, s := range sources {
		if s.Outside != "" && !s.Named {
			f := site.Finding{Path: s.Path, Message: "it is a link to " + s.Outside + ", outside of the library", Way: site.NamedLink}
			p.Left = append(p.Left, Left{Finding: f, Status: post.Published, Outside: true})
			f.Message = "left out: " + f.Message
			p.Warnings = append(p.Warnings, f)
			continue
		}
		if s.CopyOf != "" {
			f := site.Finding{Path: s.Path, Message: "it is a copy of " + s.CopyOf + " that a sync tool left"}
			p.Left = append(p.Left, Left{Finding: f, Status: post.Published, Copy: true})
			f.Message = "left out: " + f.Message
			p.Warnings = append(p.Warnings, f)
			continue
		}
		if s.Err != nil {
			p.stop(site.Finding{Path: s.Path, Message: s.Err.Error()})
			continue
		}
		e, problems := posts[i].post, posts[i].problems
		if f := o.leavesOut(s, e); f.Message != "" {
			p.Left = append(p.Left, Left{Finding: f, Status: e.Status})
			continue
		}
		p.Posts = append(p.Posts, e)
		said := len(p.Warnings)
		for _, q := range problems {
			// A missing or doubled slug is judged below, among what is packed.
			if q.Severity == post.Error && q.Rule != "slug-doubled" && (q.Key != "slug" || e.Slug != "") {
				f := site.Finding{Path: s.Path, Line: q.Line, Message: q.Message}
				if !slices.Contains(p.Warnings[said:], f) { // as of two links on a line
					p.Warnings = append(p.Warnings, f)
				}
				if strings.HasSuffix(q.Rule, "-missing") && q.Start < q.End && q.End <= len(s.Text) {
					if p.dead == nil {
						p.dead = map[string][]deadLink{}
					}
					p.dead[s.Path] = append(p.dead[s.Path], deadLink{q.Line, s.Text[q.Start:q.End]})
				}
			}
		}
	}
	slices.SortStableFunc(p.Posts, func(a, b site.Post) int {
		if c := strings.Compare(a.Name, b.Name); c != 0 {
			return c
		}
		return strings.Compare(a.Path, b.Path)
	})
	p.checkSlugs()
	if o.Format.Laid {
		for _, q := range o.Design.Problems {
			p.Warnings = append(p.Warnings, site.Finding{Path: q.Path, Line: q.Line, Message: q.Message})
		}
	}
	if o.Format.Feed {
		if _, err := o.Site.Base(); err != nil {
			p.Errors = append(p.Errors, site.Finding{Path: o.Format.Name, Message: err.Error(), Way: site.SiteAddress})
		}
	}
	return p
}

// deadLink is a link that is told of as one that leads nowhere.
type deadLink struct {
	line    int
	written string
}

// isDead reports whether a link of a post, on a line, is told of already.
func (p *Plan) isDead(path string, line int, dest string) bool {
	return slices.ContainsFunc(p.dead[path], func(l deadLink) bool { return l.line == line && strings.Trim(l.written, `<>"'`) == dest })
}

// leavesOut says why a post is not packed; nothing of one that is.
func (o Options) leavesOut(s Source, e site.Post) site.Finding {
	switch {
	case e.Status == post.Draft && o.PublishedOnly:
		return site.Finding{Path: s.Path, Message: "it is a draft"}
	case e.Status == post.Draft && !o.Drafts && !s.Named:
		return site.Finding{Path: s.Path, Message: "it is a draft", Way: site.NamedDraft}
	case e.Status == post.Scheduled && o.PublishedOnly:
		return site.Finding{Path: s.Path, Message: "it is scheduled for " + e.Value("published")}
	}
	return site.Finding{}
}

// checkSlugs finds posts that have no address, or not one of their own.
func (p *Plan) checkSlugs() {
	paths := map[string][]string{}
	for _, e := range p.Posts {
		paths[e.Slug] = append(paths[e.Slug], e.Path)
	}
	var kept []site.Post
	for _, e := range p.Posts {
		f := site.Finding{Path: e.Path}
		switch same := paths[e.Slug]; {
		case e.Slug == "":
			f.Message = "the post has no slug, which is its address"
		case len(same) > 1:
			other := same[0]
			if other == e.Path {
				other = same[1]
			}
			f.Message = fmt.Sprintf("the slug %q is also that of %s", e.Slug, other)
		default:
			kept = append(kept, e)
			continue
		}
		p.stop(f)
	}
	p.Posts = kept
}

// stop records what keeps a post from being exported.
func (p *Plan) stop(f site.Finding) {
	if p.options.SkipErrors {
		p.Left = append(p.Left, Left{Finding: f, Error: true})
		return
	}
	p.skippable = true
	p.Errors = append(p.Errors, f)
}

// Notes are what writing found: images that are not there and the like. They
// are complete after Write.
func (p *Plan) Notes() []site.Finding {
	swept := p.sweep.findings() // first, since it gives others their lines
	return slices.Concat(p.notes, p.outside.findings(p.Posts), swept)
}

func (p *Plan) note(path, format string, args ...any) {
	p.notes = append(p.notes, site.Finding{Path: path, Message: fmt.Sprintf(format, args...)})
}

// Skippable tells whether leaving posts out would help: some error is about a
// post, not about the export as a whole.
func (p *Plan) Skippable() bool { return p.skippable }

// Err tells why the plan cannot be written; nil when it can.
func (p *Plan) Err() error {
	switch n := len(p.Errors); {
	case n == 1:
		e := &site.Error{What: p.Errors[0].String()}
		if w := p.Errors[0].Way; w != 0 {
			e.Ways = []site.Way{w}
		}
		return e
	case n > 1:
		return fmt.Errorf("%s (and %d more)", p.Errors[0], n-1)
	case p.given == 0:
		return errors.New("there are no posts to export")
	case len(p.Posts) == 0 && p.options.Format.Pages:
		return errors.New("every post was left out, so there is nothing to export")
	}
	return nil
}

// Write writes the package. When it fails, what was written so far is worth
// nothing.
func (p *Plan) Write(w io.Writer) error { return p.WriteContext(context.Background(), w) }

// WriteContext is Write, but ends early when the context does, with its error.
func (p *Plan) WriteContext(ctx context.Context, w io.Writer) error {
	if err := p.Err(); err != nil {
		return err
	}
	switch f := p.options.Format; {
	case f.write == nil && f.tree == nil:
		return &UnknownFormatError{Name: f.Name}
	case f.write == nil:
		return &site.Error{What: f.Name + " is a folder, which cannot be one stream of bytes", Ways: []site.Way{site.AnyFolder}}
	}
	p.begin(ctx)
	b := bufio.NewWriterSize(endable{w, p}, 1<<16)
	if err := p.options.Format.write(p, b); err != nil {
		return err
	}
	return b.Flush()
}

// links are those between the posts.
func (p *Plan) links() *site.Links { return site.NewLinks(p.options.Site, p.Posts) }

// newBook returns the posts as a book, and notes what is wrong with it.
func (p *Plan) newBook() *site.Book {
	b, notes := site.NewBook(p.options.Site, p.Posts, p.options.Epoch)
	p.notes = append(p.notes, notes...)
	return b
}
