package desk

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"galley.app/galley/editor"
	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/imagework"
	"galley.app/galley/internal/theme"
	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/export"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/publish"
)

// Formats implements editor.Exporter, as all below does.
func (s *Store) Formats() []editor.ExportFormat {
	var list []editor.ExportFormat
	for _, f := range export.Formats() {
		list = append(list, editor.ExportFormat{
			Name: f.Name, Label: f.Label, Summary: f.Summary, Readers: f.Readers, Suffix: f.Suffix, Base: f.Base,
			Shape: editor.ExportShape(f.Shape), One: f.One, Feed: f.Feed,
			Sited: slices.ContainsFunc(f.Options(), func(o export.Option) bool { return o.Name == "site-url" }),
		})
	}
	return list
}

func (s *Store) Site() (title, url string) {
	return s.Library().Site.Title, s.Library().Site.URL
}

func (s *Store) Targets() ([]editor.ExportTarget, error) {
	all, err := config.ReadTargets(s.Library().Dir, s.paths)
	var list []editor.ExportTarget
	for _, t := range all {
		e := editor.ExportTarget{Name: t.Name, Format: t.Format, Drafts: t.Drafts, Published: t.PublishedOnly, Skip: t.SkipErrors}
		path, _, err := t.Place(s.Library().Dir)
		if err == nil {
			_, err = export.FormatNamed(t.Format)
		}
		if err != nil {
			e.Wrong = err.Error()
		} else {
			e.Out = path
		}
		list = append(list, e)
	}
	return list, err
}

// guard is what an export of the library must leave alone.
func (s *Store) guard() export.Guard {
	exports, _ := storage.ReadExports(s.paths, s.now())
	return export.Guard{Libraries: []string{s.Library().Dir}, Wrote: exports.WroteAt}
}

// target finds a target of the library in dir, and where it goes. Any goroutine
// may.
func (s *Store) target(dir, name string) (t config.Target, path string, free bool, err error) {
	all, err := config.ReadTargets(dir, s.paths)
	i := slices.IndexFunc(all, func(t config.Target) bool { return t.Name == name })
	if i < 0 {
		return t, "", false, errors.Join(fmt.Errorf("galley.toml has no target “%s” any more; nothing was written", name), err)
	}
	path, free, err = all[i].Place(dir)
	return all[i], path, free, err
}

// plan reads the posts and thinks the export through. It is run in a goroutine.
func plan(ctx context.Context, lib storage.Library, r editor.ExportRequest, guard export.Guard, now time.Time, decoder imagework.Decoder, progress func(done, total int)) (*export.Plan, error) {
	f, err := export.FormatNamed(r.Format)
	if err != nil {
		return nil, err
	}
	paths := r.Posts
	if paths == nil {
		if lib, err = storage.Refresh(ctx, lib, now); err != nil {
			return nil, err
		}
		for _, e := range lib.Entries {
			paths = append(paths, e.Path)
		}
	}
	outside := map[string]string{} // links, unless they were chosen
	if r.Posts == nil {
		for _, e := range lib.Entries {
			outside[e.Path] = e.Outside
		}
	}
	var sources []export.Source
	for _, path := range paths {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		src, _, err := storage.Load(path)
		var load *storage.LoadError
		if errors.As(err, &load) {
			err = errors.New(load.Reason()) // the plan names the file
		}
		sources = append(sources, export.Source{Path: path, Text: src, Err: err, Outside: outside[path]})
	}
	o := export.Options{
		Format: f, Now: now, Decoder: decoder, Fonts: theme.Fallbacks,
		Image:   func(path, dest string) (string, bool) { return lib.Image(filepath.Dir(path), dest) },
		Missing: func(path, dest string) string { return lib.Missing(filepath.Dir(path), dest) },
		Outside: func(_, file string) bool { return lib.IsOutside(file) },
		Guard:   guard, Camera: r.Camera,
		Drafts: r.Drafts, PublishedOnly: r.Published, SkipErrors: r.Skip,
		Site: publish.Site(lib.Site),
	}
	if r.SiteURL != "" {
		o.Site.URL = r.SiteURL
	}
	if r.SiteTitle != "" {
		o.Site.Title = r.SiteTitle
	}
	p := export.NewPlan(sources, o)
	p.Progress = progress
	return p, nil
}

// findings are those of a library in dir as the window shows them: its posts go
// by their file names.
func findings(dir string, list []export.Finding) (out []editor.ExportFinding) {
	for _, f := range list {
		e := editor.ExportFinding{Path: f.Path, Line: f.Line}
		e.Message = strings.ReplaceAll(f.Text(way), dir+string(filepath.Separator), "")
		if !filepath.IsAbs(e.Path) { // of no post
			e.Path, e.Line = "", 0
		}
		out = append(out, e)
	}
	return out
}

func (s *Store) Plan(ctx context.Context, r editor.ExportRequest, done func(editor.ExportPlan, error)) {
	lib, now, guard := s.Library(), s.now(), s.guard()
	go func() {
		p, err := plan(ctx, lib, r, guard, now, nil, nil)
		var out editor.ExportPlan
		if err == nil {
			out = editor.ExportPlan{
				Posts: len(p.Posts), Errors: findings(lib.Dir, p.Errors), Warnings: findings(lib.Dir, p.Warnings), Skips: p.Skippable(),
			}
			for _, l := range p.Left {
				switch {
				case l.Outside: // a warning tells of it
				case l.Error:
					out.Wrong++
				case l.Status == post.Draft:
					out.Drafts++
				default:
					out.Scheduled++
				}
			}
			if err := p.Err(); err != nil && len(p.Errors) == 0 {
				out.Trouble = worded(err).Error()
			}
		}
		s.post(func() { done(out, err) })
	}()
}

func (s *Store) Place(ctx context.Context, r editor.ExportRequest, done func(editor.ExportPlace)) {
	dir, now, guard := s.Library().Dir, s.now(), s.guard()
	posts := r.Posts
	if posts == nil {
		for _, e := range s.Library().Entries {
			posts = append(posts, e.Path)
		}
	}
	go func() {
		place := standing(r, posts, dir, guard, now)
		s.post(func() { done(place) })
	}()
}

// standing says what lies where an export is to go.
func standing(r editor.ExportRequest, posts []string, lib string, guard export.Guard, now time.Time) editor.ExportPlace {
	f, err := export.FormatNamed(r.Format)
	if err != nil {
		return editor.ExportPlace{Bad: true, Note: err.Error()}
	}
	there, err := export.Look(r.Out, f, posts, guard)
	if err != nil {
		return editor.ExportPlace{Bad: true, Note: refusal(err, r.Out)}
	}
	place := editor.ExportPlace{Old: there.Old}
	switch {
	case there.Folder && there.Old:
		place.Note = "The folder that is there is brought up to date; only what an export wrote is replaced."
	case there.Folder:
		place.Note = "A new folder."
	case there.Old:
		day := there.Time.Format("2 January 2006")
		if there.Time.Format(time.DateOnly) == now.Format(time.DateOnly) {
			day = "today, " + there.Time.Format("15:04")
		}
		place.Note = fmt.Sprintf("Replaces the file that is there: %s of %s.", size(there.Size), day)
	default:
		place.Note = "A new file."
	}
	if dir := filepath.Dir(filepath.Clean(r.Out)); lib != "" && dir == lib {
		place.Note += " It lies among the posts."
	}
	return place
}

// refusal says in sentences why nothing is written to a path, which stands in
// the field just above, and what to do instead.
func refusal(err error, path string) string {
	e, ok := err.(*site.Error)
	if !ok {
		return sentence(err.Error())
	}
	why := e.Reason(way)
	switch verb, _, _ := strings.Cut(why, " "); verb {
	case "is", "holds", "cannot":
		why = "“" + filepath.Base(filepath.Clean(path)) + "” " + why
	}
	return sentence(why) + " " + sentence(cmp.Or(e.Do(way), "choose another place"))
}

// sentence begins with a capital, unless with the name of a file, and ends
// with a full stop.
func sentence(s string) string {
	first, _, _ := strings.Cut(s, " ")
	if r, n := utf8.DecodeRuneInString(s); !strings.Contains(first, ".") {
		s = string(unicode.ToUpper(r)) + s[n:]
	}
	return s + "."
}

// size is a number of bytes as people say it.
func size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d bytes", n)
	case n < 1_000_000:
		return fmt.Sprintf("%d KB", (n+500)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}

func (s *Store) Asks(r editor.ExportRequest) ([]editor.ExportAsk, error) {
	if r.Target == "" {
		return nil, nil
	}
	t, path, free, err := s.target(s.Library().Dir, r.Target)
	if err != nil || r.Out != path {
		return nil, err
	}
	exports, _ := storage.ReadExports(s.paths, s.now())
	var asks []editor.ExportAsk
	if key := t.Leads(path); !free && !exports.Approved(s.Library().Dir, t.Name, key) {
		asks = append(asks, editor.ExportAsk{
			Key: key, Title: "Export “" + t.Name + "” to a place outside of its library?",
			Text: path + "\nThe library's galley.toml says so. You are asked once.", Answer: "Export there",
		})
	}
	f, err := export.FormatNamed(t.Format)
	if err != nil {
		return nil, err
	}
	if there, err := export.Look(path, f, nil, s.guard()); err == nil && there.Old && !there.Folder && !t.Own && !exports.Replaceable(path) {
		asks = append(asks, editor.ExportAsk{
			Title: "Replace “" + filepath.Base(path) + "”?", Answer: "Replace",
			Text: path + "\nNo export has written this file, or it was changed since. It would be lost.",
		})
	}
	return asks, nil
}

func (s *Store) Agree(target, key string) error {
	exports, _ := storage.ReadExports(s.paths, s.now())
	return exports.Approve(s.Library().Dir, target, key)
}

func (s *Store) Export(ctx context.Context, r editor.ExportRequest, progress func(done, total int), done func(editor.ExportResult, error)) {
	lib, now, guard := s.Library(), s.now(), s.guard()
	told := modal.Telling(s.post, progress)
	go func() {
		p, err := plan(ctx, lib, r, guard, now, s.Decoder, told)
		if err == nil {
			if err = p.Err(); err == nil {
				err = p.WriteFileContext(ctx, r.Out)
			}
		}
		var result editor.ExportResult
		switch {
		case err == nil:
			result = editor.ExportResult{Posts: len(p.Posts), Out: r.Out, Notes: findings(lib.Dir, p.Notes())}
			s.exported(lib.Dir, now, r, &result)
		case !errors.Is(err, ctx.Err()):
			err = worded(err)
		}
		s.post(func() { done(result, err) })
	}()
}

// exported remembers an export of the library in dir that was done, and tells
// what follows it. It reads all that was written, so it is run in a goroutine.
func (s *Store) exported(dir string, now time.Time, r editor.ExportRequest, to *editor.ExportResult) {
	exports, _ := storage.ReadExports(s.paths, s.now())
	note := func(err error) {
		if err != nil {
			to.Notes = append(to.Notes, editor.ExportFinding{Message: err.Error()})
		}
	}
	note(exports.Remember(dir, storage.Exported{
		Format: r.Format, Target: r.Target, Out: r.Out, Chosen: r.Chosen, Posts: r.Posts,
		Drafts: r.Drafts, Published: r.Published, Skip: r.Skip, SiteURL: r.SiteURL, SiteTitle: r.SiteTitle,
	}, now))
	note(exports.Wrote(export.Witness(r.Out)))
	if r.Target == "" {
		return
	}
	t, _, _, err := s.target(dir, r.Target)
	if err != nil || t.After == "" {
		return
	}
	to.Follows = true
	if key := t.Follows(); !exports.Approved(dir, t.Name, key) {
		to.After = &editor.ExportAsk{
			Key: key, Title: "Run the command that follows “" + t.Name + "”?", Answer: "Run",
			Text: t.After + "\nYour own settings.toml gives it. It runs in the library's folder. You are asked once.",
		}
	}
}

func (s *Store) Follow(ctx context.Context, target, out string, done func(string, error)) {
	dir := s.Library().Dir
	t, _, _, err := s.target(dir, target)
	go func() {
		var b bytes.Buffer
		if err == nil {
			err = t.RunAfter(ctx, dir, out, &b)
		}
		s.post(func() { done(strings.ToValidUTF8(b.String(), "\uFFFD"), err) })
	}()
}

func (s *Store) Last(key string) (editor.ExportRequest, bool) {
	exports, _ := storage.ReadExports(s.paths, s.now())
	x, ok := exports.Done(s.Library().Dir, key)
	return editor.ExportRequest{
		Format: x.Format, Target: x.Target, Out: x.Out, Chosen: x.Chosen, Posts: x.Posts,
		Drafts: x.Drafts, Published: x.Published, Skip: x.Skip, SiteURL: x.SiteURL, SiteTitle: x.SiteTitle,
	}, ok
}
