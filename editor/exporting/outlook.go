package exporting

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/export"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/publish"
)

// outlook is what an export would do, as the dialog shows it.
type outlook struct {
	posts     int // that would be packed
	drafts    int // left out
	scheduled int // left out
	wrong     int // left out because of an error

	errors, warnings []site.Finding
	skips            bool   // leaving out posts with errors would help
	trouble          string // why there is nothing to write, besides the errors; "" if there is
}

// outlookOf is that of an export of the library in dir.
func outlookOf(p *export.Plan, dir string) outlook {
	o := outlook{posts: len(p.Posts), errors: shown(p.Errors, dir), warnings: shown(p.Warnings, dir), skips: p.Skippable()}
	for _, l := range p.Left {
		switch {
		case l.Outside, l.Copy: // a warning tells of it
		case l.Error:
			o.wrong++
		case l.Status == post.Draft:
			o.drafts++
		default:
			o.scheduled++
		}
	}
	if err := p.Err(); err != nil && len(p.Errors) == 0 {
		o.trouble = worded(err)
	}
	return o
}

// shown are findings as the window words them: the posts of the library in dir
// go by their file names, and what is about no post has no path.
func shown(list []site.Finding, dir string) (out []site.Finding) {
	for _, f := range list {
		f.Message, f.Way = strings.ReplaceAll(f.Text(way), dir+string(filepath.Separator), ""), 0
		if !filepath.IsAbs(f.Path) {
			f.Path, f.Line = "", 0
		}
		out = append(out, f)
	}
	return out
}

// line is a finding in a line: the file, the line in it, and what is wrong.
func line(f site.Finding) string {
	if f.Path == "" {
		return f.Message
	}
	f.Path = filepath.Base(f.Path)
	return f.String()
}

// sited reports whether packages of the format say where the site is and how it
// is called.
func sited(f export.Format) bool {
	return slices.ContainsFunc(f.Options(), func(o export.Option) bool { return o.Name == "site-url" })
}

// asks reports what the dialog asks of the site for packages of so many posts. What is printed or read in a word
// processor names the site over several posts alone, and needs its address for links alone, which the library says.
func asks(f export.Format, posts int) (title, url bool) {
	if f.Name == "pdf" || f.Name == "docx" {
		return posts != 1, false
	}
	return sited(f), sited(f)
}

// place is what lies where an export is to go.
type place struct {
	note string // says it in a line
	old  bool   // something there would be replaced
	bad  bool   // it cannot be written there; note says why
}

// placeOf says what lies where an export of posts of the library in dir is to
// go. It asks the disk.
func placeOf(r publish.Request, posts []string, dir string, guard export.Guard, now time.Time) place {
	f, err := export.FormatNamed(r.Format)
	if err != nil {
		return place{bad: true, note: err.Error()}
	}
	there, err := export.Look(r.Out, f, posts, guard)
	if err != nil {
		return place{bad: true, note: refusal(err, r.Out)}
	}
	p := place{old: there.Old}
	switch {
	case there.Folder && there.Old:
		p.note = "The folder that is there is brought up to date; only what an export wrote is replaced."
	case there.Folder:
		p.note = "A new folder."
	case there.Old:
		day := there.Time.Format("2 January 2006")
		if there.Time.Format(time.DateOnly) == now.Format(time.DateOnly) {
			day = "today, " + there.Time.Format("15:04")
		}
		p.note = fmt.Sprintf("Replaces the file that is there: %s of %s.", wording.Size(there.Size), day)
	default:
		p.note = "A new file."
	}
	if dir != "" && filepath.Dir(filepath.Clean(r.Out)) == dir {
		p.note += " It lies among the posts."
	}
	return p
}
