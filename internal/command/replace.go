package command

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"galley.app/galley/internal/wording"
	"galley.app/galley/storage"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/plan"
	"galley.app/galley/storage/replace"
)

func (c *cli) replace() *cobra.Command {
	var q replace.Query
	var dry, exact bool
	cmd := &cobra.Command{
		Use:   "replace [--dry-run] [--regexp] [--words] [--case] OLD NEW DIR",
		Short: "Replace words in all posts of a folder",
		Long: `Replace words by others in the bodies, titles and descriptions of all posts of a
folder: in all of them or, where one cannot be written, in none. Each place is
printed, a line each:

    file:line: before [OLD -> NEW] after

Capitals are not told apart unless --case says so. With --regexp OLD is a
regular expression, and $1 or ${name} in NEW stand for its groups. Each text as
it was stays in the history of its post.`,
		Args: exactly("OLD", "NEW", "DIR"),
		RunE: func(cmd *cobra.Command, args []string) error {
			q.Text, q.With, q.IgnoreCase = args[0], args[1], !exact
			if q.Text == "" {
				return usage("replace: OLD is empty")
			}
			return c.runReplace(cmd.Context(), q, args[2], dry)
		},
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "print what would be replaced, and change nothing")
	cmd.Flags().BoolVar(&q.Regexp, "regexp", false, "OLD is a regular expression")
	cmd.Flags().BoolVar(&q.Words, "words", false, "only whole words")
	cmd.Flags().BoolVar(&exact, "case", false, "tell capitals and small letters apart")
	return cmd
}

func (c *cli) runReplace(ctx context.Context, q replace.Query, dir string, dry bool) error {
	r, err := q.Compile()
	if err != nil {
		return usage("replace: OLD is no regular expression: %v", err)
	}
	ctx, done := endable(ctx)
	defer done()
	lib, err := storage.Open(ctx, dir, c.env.Now())
	if err != nil {
		return fmt.Errorf("%w; nothing was changed", err)
	}
	var changes []plan.Change
	places := 0
	for _, e := range byName(lib.Entries) {
		name := shownIn(dir, lib.Dir, e.Path)
		switch {
		case e.Outside != "":
			c.warn("%s: it is a link out of the folder; it was left as it is", name)
			continue
		case e.Err != nil:
			c.warn("%v; it was left as it is", e.Err)
			continue
		}
		src, _, err := storage.Load(e.Path)
		if err != nil {
			c.warn("%v; it was left as it is", err)
			continue
		}
		found := r.Of(src)
		if found.Count == 0 {
			continue
		}
		for _, p := range found.Places {
			fmt.Fprintln(c.out, oneLine(fmt.Sprintf("%s:%d: %s[%s -> %s]%s", name, p.Line, p.Before, p.Old, p.New, p.After)))
		}
		if n := found.Count - len(found.Places); n > 0 {
			fmt.Fprintln(c.out, oneLine(fmt.Sprintf("%s: and %s more", name, wording.Count(n, "place"))))
		}
		places += found.Count
		changes = append(changes, plan.Change{Path: e.Path, Old: src, New: found.New})
	}
	said := wording.Count(places, "place") + " in " + wording.Count(len(changes), "post")
	switch {
	case len(changes) == 0:
		c.say("“%s” is in no post of %s; nothing was changed", q.Text, named(dir))
		return nil
	case dry:
		c.say("%s would be replaced; nothing was changed", said)
		return nil
	}
	if err := c.change(ctx, changes, history.Replaced); err != nil {
		return fmt.Errorf("%w; nothing was changed", err)
	}
	c.say("%s replaced", said)
	return nil
}

// shownIn is the path of a post as it is printed: below the folder as that was
// given.
func shownIn(given, dir, path string) string {
	if rel, err := filepath.Rel(dir, path); err == nil {
		return filepath.Join(given, rel)
	}
	return path
}
