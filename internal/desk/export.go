package desk

import (
	"errors"
	"fmt"
	"time"

	"galley.app/galley/storage"
	"galley.app/galley/storage/export"
)

// plan reads the library's files and thinks an export through. It is run in a
// goroutine.
func plan(lib storage.Library, format string, skip bool, now time.Time) (*export.Plan, error) {
	f, err := export.FormatNamed(format)
	if err != nil {
		return nil, err
	}
	var sources []export.Source
	for _, e := range lib.Entries {
		src, _, err := storage.Load(e.Path)
		var load *storage.LoadError
		if errors.As(err, &load) {
			err = errors.New(load.Reason()) // the plan names the file
		}
		sources = append(sources, export.Source{Path: e.Path, Text: src, Err: err})
	}
	site := lib.Site
	return export.NewPlan(sources, export.Options{
		Format: f, Now: now, Image: lib.Image, SkipErrors: skip,
		Site: export.Site{
			Title: site.Title, URL: site.URL, Description: site.Description,
			Author: site.Author, Language: site.Language, Posts: site.Posts, Page: site.Page,
			InlineMath: site.InlineMath,
		},
	}), nil
}

func (s *Store) Plan(format string, done func(summary string, problems []string)) {
	lib, now := s.lib, s.now()
	go func() {
		p, err := plan(lib, format, false, now)
		s.post(func() {
			if err != nil {
				done("", []string{err.Error()})
				return
			}
			drafts := 0
			for _, l := range p.Left {
				if !l.Error {
					drafts++
				}
			}
			summary := fmt.Sprintf("%d posts will be packed. Drafts stay here: %d.", len(p.Posts), drafts)
			var problems []string
			for _, f := range append(append([]export.Finding(nil), p.Errors...), p.Warnings...) {
				problems = append(problems, "▲ "+f.String())
			}
			done(summary, problems)
		})
	}()
}

func (s *Store) Export(format, out string, skip bool, done func(report string, err error)) {
	lib, now := s.lib, s.now()
	go func() {
		p, err := plan(lib, format, skip, now)
		if err == nil {
			if err = p.Err(); err == nil {
				err = p.WriteFile(out)
			}
		}
		s.post(func() {
			if err != nil {
				done("", err)
				return
			}
			done(fmt.Sprintf("Exported %d posts to %s", len(p.Posts), out), nil)
		})
	}()
}
