package command

import (
	"errors"
	"fmt"

	"galley.app/galley/storage/config"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/importer"
)

// way says what can be done about an error of an export.
func way(w site.Way) string {
	switch w {
	case site.AnotherPlace:
		return "choose another place with --out"
	case site.AnotherName:
		return "choose another name with --out"
	case site.AnotherFolder:
		return "choose another folder with --out"
	case site.AnyFolder:
		return "give a folder with --out"
	case site.MoveFileAway:
		return "move that file away"
	case site.StandardOutput:
		return "use --out - for standard output"
	case site.OnePost:
		return "name one file"
	case site.SiteOrZip:
		return "use --to site or --to zip"
	case site.Zip:
		return "use --to zip"
	case site.FolderOfPosts:
		return "give a folder, its name with a slash at its end"
	case site.FolderOfMaps:
		return "give a folder, its name with a slash at its end, to get an index and several files"
	case site.SiteAddress:
		return "give it with --site-url https://example.org, or as url under [site] in galley.toml"
	case site.NamedDraft:
		return "name it, or give --drafts, to export it"
	case site.NamedLink:
		return "name it to export it"
	}
	return ""
}

// worded is an error with what can be done about it on the command line.
func worded(err error) error {
	if e, ok := err.(*site.Error); ok { // what wraps one has words of its own
		return errors.New(e.Say(way))
	}
	if _, ok := errors.AsType[*config.NoPlaceError](err); ok {
		return fmt.Errorf("%w, or give --out", err)
	}
	if _, ok := errors.AsType[*importer.FolderError](err); ok {
		return fmt.Errorf("%w, or choose another with --out", err)
	}
	return err
}
