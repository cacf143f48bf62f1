package desk

import (
	"errors"

	"galley.app/galley/storage/export/site"
)

// way says what can be done about an error of an export.
func way(w site.Way) string {
	switch w {
	case site.AnotherPlace:
		return "choose another place"
	case site.AnotherName:
		return "choose another name"
	case site.AnotherFolder, site.AnyFolder:
		return "choose another folder"
	case site.MoveFileAway:
		return "move that file away"
	case site.OnePost:
		return "choose one"
	case site.SiteOrZip:
		return "export a site or a zip package"
	case site.Zip:
		return "export a zip package"
	case site.FolderOfPosts:
		return "a folder with a file for each"
	case site.FolderOfMaps:
		return "choose a folder to get an index and several files"
	case site.SiteAddress:
		return "fill in the address of the site, or give url under [site] in galley.toml"
	case site.NamedDraft:
		return "it is packed with drafts"
	case site.NamedLink:
		return "choose it to export it"
	}
	return ""
}

// worded is an error with what can be done about it in the window.
func worded(err error) error {
	if e, ok := err.(*site.Error); ok {
		return errors.New(e.Say(way))
	}
	return err
}
