package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/index"
)

// listings are the orders of `galley list`, the first one if none is asked for.
var listings = []struct {
	name string
	less func(a, b *storage.Entry) int // nil is the order of the library
}{
	{"date", nil},
	{"title", func(a, b *storage.Entry) int {
		return strings.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title))
	}},
	{"changed", func(a, b *storage.Entry) int { return b.Fingerprint.ModTime.Compare(a.Fingerprint.ModTime) }},
	{"name", func(a, b *storage.Entry) int { return strings.Compare(a.Rel, b.Rel) }},
}

func (c *cli) list() *cobra.Command {
	var asJSON bool
	var status, sort string
	cmd := &cobra.Command{
		Use:   "list [--json] [--status STATUS] [--sort KEY] DIR",
		Short: "List the posts of a folder and those below it",
		Long: `List the posts of a folder and of those below it: status, date, title and path,
with tabs in between. What .gitignore names, hidden folders, node_modules,
templates and assets are left out, and so are copies that sync tools left.

Drafts come first, then the newest; --sort orders by title, by the time of the
last change (the latest first) or by name. Posts without a date that can be read
are published; --status undated lists them alone. A file that cannot be read, and is not
a draft by its name, is "unreadable": it is told of on standard error, and has an
"error" in JSON.`,
		Args: exactly("DIR"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.runList(cmd.Context(), args[0], status, sort, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	cmd.Flags().StringVar(&status, "status", "", "list only posts of this `status`: "+storage.StandingsIn("or"))
	cmd.Flags().StringVar(&sort, "sort", "date", "order by this `key`: date, title, changed or name")
	return cmd
}

// listedPost is a post as JSON says it.
type listedPost struct {
	Path        string         `json:"path"`
	Folder      string         `json:"folder"`
	Title       string         `json:"title"`
	Slug        string         `json:"slug"`
	Status      string         `json:"status"`
	Published   string         `json:"published"`
	Description string         `json:"description"`
	Words       int            `json:"words"`
	Changed     string         `json:"changed,omitempty"`
	Problems    []shownProblem `json:"problems"`
	Error       string         `json:"error,omitempty"`
}

func (c *cli) runList(ctx context.Context, dir, status, sort string, asJSON bool) error {
	if status != "" && !slices.Contains(storage.Standings(), status) {
		return usage("list: --status %s: there are %s", named(status), storage.StandingsIn("and"))
	}
	order := -1
	for i, l := range listings {
		if l.name == sort {
			order = i
		}
	}
	if order < 0 {
		return usage("list: --sort %s: there are date, title, changed and name", named(sort))
	}
	lib, err := c.library(ctx, dir)
	if err != nil {
		return err
	}
	c.warnOfLibrary(lib)
	entries := make([]*storage.Entry, 0, len(lib.Entries))
	for i := range lib.Entries {
		if e := &lib.Entries[i]; status == "" || e.Stands(status) {
			entries = append(entries, e)
		}
	}
	if less := listings[order].less; less != nil {
		slices.SortStableFunc(entries, func(a, b *storage.Entry) int { return cmp.Or(less(a, b), strings.Compare(a.Rel, b.Rel)) })
	}
	listed := []listedPost{}
	for _, e := range entries {
		path := filepath.Join(dir, filepath.FromSlash(e.Rel))
		if e.Err != nil {
			c.warn("%s: %s", path, refusal(e.Err))
		}
		if !asJSON {
			date := ""
			if !e.Date.IsZero() {
				date = e.Date.Format(time.DateOnly)
			}
			fmt.Fprintf(c.out, "%s\t%s\t%s\t%s\n", e.Standing(), date, oneLine(e.Title), oneLine(path))
			continue
		}
		listed = append(listed, listedOf(e, path))
	}
	if asJSON {
		return c.json(listed)
	}
	return nil
}

func listedOf(e *storage.Entry, path string) listedPost {
	p := listedPost{
		Path: path, Folder: e.Folder, Title: e.Title, Slug: e.Slug, Status: e.Standing(), Published: e.Published, Description: e.Description,
		Words: e.Words, Problems: []shownProblem{},
	}
	if t := e.Fingerprint.ModTime; !t.IsZero() {
		p.Changed = t.UTC().Format(time.RFC3339)
	}
	for _, q := range e.Problems {
		p.Problems = append(p.Problems, showProblem("", q))
	}
	if e.Err != nil {
		p.Error = refusal(e.Err)
	}
	return p
}

// refusal is why a file is no post, without its path.
func refusal(err error) string {
	if e, ok := errors.AsType[*storage.LoadError](err); ok {
		return e.Reason()
	}
	return whyNot(err)
}

// warnOfLibrary says what is wrong with a library as a whole, such as a folder of it that
// cannot be read: what a command finds is not all then.
func (c *cli) warnOfLibrary(lib storage.Library) {
	for _, p := range lib.Problems {
		c.warn("%s", p)
	}
}

// library reads the library in dir, with what is known of it from the last time.
func (c *cli) library(ctx context.Context, dir string) (storage.Library, error) {
	cache := index.For(config.UserPaths(c.env.Getenv).Index())
	return storage.Reading{Now: c.env.Now(), Cache: cache}.Open(ctx, dir)
}
