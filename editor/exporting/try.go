package exporting

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"galley.app/galley/internal/wording"
	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/export"
	"galley.app/galley/storage/publish"
)

// tryPatience is how long a target is tried.
const tryPatience = 2 * time.Minute

// Try exports the library as a target to a folder aside, which is removed, and
// tells in words what became of it. Nothing is remembered or run. The title and
// address of the site are those given.
func (m *Exporter) Try(c config.Target, title, url string, done func(title, words string)) {
	lib, camera := m.o.Library(), m.o.Camera()
	go func() {
		head, words := m.try(lib, c, title, url, camera)
		m.o.Post(func() { done(head, words) })
	}()
}

func (m *Exporter) try(lib storage.Library, c config.Target, title, url string, camera bool) (head, words string) {
	bad := "“" + c.Name + "” cannot be exported like this"
	path, free, err := c.Place(lib.Dir)
	if err != nil {
		return bad, "Say where it goes."
	}
	format, err := export.FormatNamed(c.Format)
	if err != nil {
		return bad, worded(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), tryPatience)
	defer cancel()
	r := publish.Request{Exported: storage.Exported{
		Format: c.Format, Out: path, Drafts: c.Drafts, Published: c.PublishedOnly, Skip: c.SkipErrors, SiteTitle: title, SiteURL: url,
	}, Camera: camera}
	x, err := m.o.Publisher.Prepare(ctx, lib, r, nil)
	if err != nil {
		return bad, worded(err)
	}
	o := outlookOf(x.Plan, lib.Dir)
	if x.Plan.Err() != nil {
		var lines []string
		for _, f := range o.errors {
			lines = append(lines, line(f))
		}
		if len(lines) == 0 {
			lines = []string{sentence(o.trouble)}
		}
		return bad, atMost(lines, 6)
	}
	aside, err := os.MkdirTemp("", "galley-try-")
	if err != nil {
		return bad, err.Error()
	}
	defer os.RemoveAll(aside)
	out := filepath.Join(aside, filepath.Base(filepath.Clean(path)))
	if os.IsPathSeparator(path[len(path)-1]) {
		out += string(filepath.Separator)
	}
	if err := x.Plan.WriteFileContext(ctx, out); err != nil {
		if ctx.Err() != nil {
			return bad, "It took longer than two minutes; nothing was kept."
		}
		return bad, strings.ReplaceAll(worded(err), aside+string(filepath.Separator), "")
	}
	lines := []string{"It was made aside and removed again: " + wording.Size(weight(aside)) + "."}
	var posts []string
	for _, e := range lib.Entries {
		posts = append(posts, e.Path)
	}
	there := placeOf(r, posts, lib.Dir, m.o.Publisher.Guard(lib.Dir), m.o.Publisher.Now())
	lines = append(lines, path+": "+there.note)
	if !free {
		lines = append(lines, "That is outside of the library, which is asked about at the first export.")
	}
	if n := len(o.warnings); n > 0 {
		lines = append(lines, wording.Count(n, "warning")+":")
		for _, f := range o.warnings {
			lines = append(lines, line(f))
		}
	}
	if there.bad {
		return bad, atMost(lines, 8)
	}
	return wording.Count(len(x.Plan.Posts), "post") + " would be exported as " + format.Label, atMost(lines, 8)
}

// atMost are the first n lines, and how many more there are.
func atMost(lines []string, n int) string {
	if more := len(lines) - n; more > 0 {
		lines = append(lines[:n:n], "and "+wording.Count(more, "more line"))
	}
	return strings.Join(lines, "\n")
}

// weight is how many bytes the files in a folder have.
func weight(dir string) (n int64) {
	_ = filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if info, err := d.Info(); err == nil {
				n += info.Size()
			}
		}
		return nil
	})
	return n
}

// openSettings goes to the library's settings, and comes back to a dialog that
// follows them.
func (d *dialog) openSettings() {
	key := d.row().key()
	d.close()
	d.m.o.Settings(func() { d.m.open(key) })
}
