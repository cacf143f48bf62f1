package exporting

import (
	"cmp"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"galley.app/galley/internal/control"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/publish"
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
func worded(err error) string {
	if e, ok := err.(*site.Error); ok { // what wraps one has words of its own
		return e.Say(way)
	}
	return err.Error()
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

// question asks for what is to be agreed to; the main choice does nothing yet.
func question(t publish.Target, a publish.Ask) *control.Question {
	switch a.Kind {
	case publish.Replaces:
		return &control.Question{
			Title: "Replace “" + filepath.Base(t.Path) + "”?", Main: control.Choice{Label: "Replace"},
			Text: t.Path + "\nNo export has written this file, or it was changed since. It would be lost.",
		}
	case publish.Runs:
		return &control.Question{
			Title: "Run the command that follows “" + t.Name + "”?", Main: control.Choice{Label: "Run"},
			Text: t.After + "\nYour own settings.toml gives it. It runs in the library's folder. You are asked once.",
		}
	}
	return &control.Question{
		Title: "Export “" + t.Name + "” to a place outside of its library?", Main: control.Choice{Label: "Export there"},
		Text: t.Path + "\nThe library's galley.toml says so. You are asked once.",
	}
}
