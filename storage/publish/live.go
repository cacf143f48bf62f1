package publish

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"galley.app/galley/storage"
	"galley.app/galley/storage/export"
	"galley.app/galley/storage/export/layout"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// Live is the site of a library as its posts are now.
type Live struct {
	*export.Live
	shelf *Shelf

	sum    string           // of the templates
	tested []layout.Problem // what is wrong with them where they make a page
}

// Problems are what is wrong with the library's templates and static files.
func (l *Live) Problems() []layout.Problem {
	return append(slices.Clip(l.Live.Problems()), l.tested...)
}

// NewLive returns the site of a library as it would be exported, with or without
// drafts. Unsaved are texts by the paths of their posts, in place of what is in the
// files. What is wrong with a post leaves it out. Files that earlier, which may be
// nil, has read are not read again.
func NewLive(ctx context.Context, lib storage.Library, drafts bool, unsaved map[string]string, now time.Time, earlier *Live) (*Live, error) {
	s := newShelf()
	for _, e := range lib.Entries {
		s.add(export.Source{Path: e.Path, Outside: e.Outside})
	}
	for _, c := range lib.Copies {
		src := export.Source{Path: c.Path}
		src.Outside, _ = safefile.LinkOut(lib.Dir, c.Path)
		s.add(src)
	}
	s.Site, s.Dir, s.home, s.libraries[lib.Dir] = lib.Site, lib.Dir, lib, lib
	var known *Shelf
	if earlier != nil {
		known = earlier.shelf
	}
	if err := s.load(ctx, known); err != nil {
		return nil, err
	}
	sources := slices.Clone(s.sources)
	for _, path := range slices.Sorted(maps.Keys(unsaved)) {
		src := export.Source{Path: path, Text: unsaved[path]}
		if i, ok := s.at[absolute(path)]; !ok {
			sources = append(sources, src)
		} else if sources[i].Outside == "" && sources[i].CopyOf == "" {
			sources[i] = src
		}
	}
	format, err := export.FormatNamed("site")
	if err != nil {
		return nil, err
	}
	live := &Live{shelf: s}
	design := layout.Open(lib.Dir)
	if live.sum = design.Templates.Sum(); earlier != nil && earlier.sum == live.sum {
		live.tested = earlier.tested
	} else {
		live.tested = design.Templates.Check(ctx)
	}
	plan := export.NewPlan(sources, export.Options{
		Format: format, Site: Site(s.Site), Now: now, Drafts: drafts, SkipErrors: true, Design: design,
		Image:   func(path, dest string) (string, bool) { return lib.Image(filepath.Dir(absolute(path)), dest) },
		Missing: func(path, dest string) string { return lib.Missing(filepath.Dir(absolute(path)), dest) },
		Outside: func(_, file string) bool { return lib.IsOutside(file) },
		Check:   func(string, string) []post.Problem { return nil }, // it is shown, not judged
	})
	live.Live = plan.Live()
	return live, nil
}

// DesignFolders are the folders of a library in which its templates and static
// files lie, for whoever watches them; they may not be there.
func DesignFolders(lib storage.Library) []string {
	list := []string{filepath.Join(lib.Dir, layout.Folder), filepath.Join(lib.Dir, layout.StaticFolder)}
	for _, name := range layout.Static(lib.Dir).Names {
		if dir := filepath.Join(lib.Dir, layout.StaticFolder, filepath.FromSlash(filepath.Dir(name))); !slices.Contains(list, dir) {
			list = append(list, dir)
		}
	}
	return list
}
