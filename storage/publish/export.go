package publish

import (
	"context"
	"fmt"
	"slices"
	"time"

	"galley.app/galley/internal/imagework"
	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/export"
	"galley.app/galley/storage/export/site"
)

// Publisher makes packages of libraries and remembers them for their author.
type Publisher struct {
	Paths   config.Paths
	Now     func() time.Time
	Decoder imagework.Decoder // makes pixels of images; nil makes none
	// Fonts gives typefaces for pages to print, as [export.Options.Fonts].
	Fonts func() (fonts [][]byte, language string)
}

// Request is an export that is wanted.
type Request struct {
	storage.Exported
	Camera bool // images keep place, time and camera
}

// Exports returns what is remembered of earlier exports; where it cannot be read
// that is nothing.
func (p Publisher) Exports() *storage.Exports {
	e, _ := storage.ReadExports(p.Paths, p.Now())
	return e
}

// Guard returns what exports of the library in dir must leave alone.
func (p Publisher) Guard(dir string) export.Guard {
	return export.Guard{Libraries: []string{dir}, Wrote: p.Exports().WroteAt}
}

// Export is an export that has been thought through.
type Export struct {
	Request Request
	Plan    *export.Plan

	publisher Publisher
	dir       string // of the library
	shelf     *Shelf
}

// Prepare thinks an export of a library through; nothing is written. Posts that
// known, which may be nil, has read are not read again. Any goroutine may call
// it.
func (p Publisher) Prepare(ctx context.Context, lib storage.Library, r Request, known *Export) (*Export, error) {
	format, err := export.FormatNamed(r.Format)
	if err != nil {
		return nil, err
	}
	x := &Export{Request: r, publisher: p, dir: lib.Dir}
	var read *Shelf
	if known != nil {
		read = known.shelf
	}
	now := p.Now()
	if x.shelf, err = Chosen(ctx, lib, r.Posts, now, read); err != nil {
		return nil, err
	}
	about := Site(x.shelf.Site)
	if r.SiteURL != "" {
		about.URL = r.SiteURL
	}
	if r.SiteTitle != "" {
		about.Title = r.SiteTitle
	}
	x.Plan = x.shelf.Plan(export.Options{
		Format: format, Site: about, Now: now, Decoder: p.Decoder, Fonts: p.Fonts, Guard: p.Guard(lib.Dir), Camera: r.Camera,
		Drafts: r.Drafts, PublishedOnly: r.Published, SkipErrors: r.Skip,
	})
	return x, nil
}

// Result is what an export did.
type Result struct {
	Posts int
	Out   string
	Notes []site.Finding // what is not in the package as the writer may think

	Follows *Target // whose command follows; nil for none
	Ask     *Ask    // it is still to be agreed to; nil where it was
}

// Write writes what was prepared, as one whole or not at all, and remembers it.
// When the context ends before it is written, the error is the context's.
// Progress, which may be nil, is told of posts by the goroutine that writes.
func (x *Export) Write(ctx context.Context, progress func(done, total int)) (Result, error) {
	x.Plan.Progress = progress
	if err := x.Plan.WriteFileContext(ctx, x.Request.Out); err != nil {
		return Result{}, err
	}
	res := Result{Posts: len(x.Plan.Posts), Out: x.Request.Out, Notes: x.Plan.Notes()}
	exports := x.publisher.Exports()
	for _, err := range []error{
		exports.Remember(x.dir, x.Request.Exported, x.publisher.Now()),
		exports.Wrote(export.Witness(x.Request.Out)),
	} {
		if err != nil {
			res.Notes = append(res.Notes, site.Finding{Message: err.Error()})
		}
	}
	if x.Request.Target == "" {
		return res, nil
	}
	if t, err := x.publisher.Target(x.dir, x.Request.Target); err == nil && t.After != "" {
		res.Follows, res.Ask = &t, t.AfterAsk(exports)
	}
	return res, nil
}

// Fresh reports whether the posts are still those that were thought through.
func (x *Export) Fresh(ctx context.Context, lib storage.Library) bool {
	if x.Request.Posts == nil {
		now, err := storage.Refresh(ctx, lib, x.publisher.Now())
		if err != nil || len(now.Entries)+len(now.Copies) != x.shelf.Len() || slices.ContainsFunc(now.Entries, func(e storage.Entry) bool {
			_, ok := x.shelf.at[e.Path]
			return !ok
		}) {
			return false
		}
	}
	return x.shelf.Fresh()
}

// Target finds a target of the library in dir.
func (p Publisher) Target(dir, name string) (Target, error) {
	all, err := Targets(dir, p.Paths)
	for _, t := range all {
		if t.Name == name {
			return t, nil
		}
	}
	if err != nil {
		return Target{}, fmt.Errorf("galley.toml has no target “%s” any more; nothing was written\n%w", name, err)
	}
	return Target{}, fmt.Errorf("galley.toml has no target “%s” any more; nothing was written", name)
}
