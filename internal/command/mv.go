package command

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"galley.app/galley/internal/wording"
	"galley.app/galley/storage"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/links"
	"galley.app/galley/storage/plan"
	"galley.app/galley/storage/rename"
)

func (c *cli) mv() *cobra.Command {
	var dry bool
	cmd := &cobra.Command{
		Use:   "mv [--dry-run] FILE NEW-SLUG",
		Short: "Give a post another slug, and change all links to it",
		Long: `Give a post another slug. This changes its field, the name of its file (number or
date stay), the folder of its pictures if that is named like it, and the links of
all posts of its library that lead to it or into that folder. Links keep the form
that they are written in; code stays as it is. The old address of a published post
is added to its field aliases, from which exports make redirects. Either all is
changed or nothing. Each change that was made is printed on a line:

    file:line: [old address -> new address]
    old file -> new file

The library is the nearest folder above the post that has a galley.toml, else the
folder that it is in. What a post said before stays in its history.`,
		Args: exactly("FILE", "NEW-SLUG"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.runMv(cmd.Context(), args[0], args[1], dry)
		},
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "print what would be changed, and change nothing")
	return cmd
}

func (c *cli) runMv(ctx context.Context, path, slug string, dry bool) error {
	ctx, done := endable(ctx)
	defer done()
	lib, file, err := c.libraryOf(ctx, path)
	switch {
	case err != nil:
		return fmt.Errorf("%w; nothing was changed", err)
	case file == "":
		return usage("mv: %s is a folder; give one post", path)
	}
	r, err := rename.Renaming{Library: lib, Path: file, Slug: slug}.Plan()
	if bad := (*rename.SlugError)(nil); errors.As(err, &bad) && bad.Taken == "" {
		return usage("mv: %v", err)
	}
	if err != nil {
		return fmt.Errorf("%w; nothing was changed", err)
	}
	shown := func(p string) string { return shownIn(shownDir(path, file, lib), lib.Dir, p) }
	for _, w := range r.Warnings {
		w.Path = shown(w.Path)
		c.warn("%s", w)
	}
	if len(r.Changes) == 0 {
		c.say("%s has the slug %s already; nothing was changed", path, slug)
		return nil
	}
	said := wording.Count(r.Links, "link") + " in " + wording.Count(r.Posts, "post")
	if dry {
		c.printChanges(r.Changes, lib, shown)
		c.say("%s would be changed with it; nothing was changed", said)
		return nil
	}
	if err := c.change(ctx, r.Changes, history.Renamed); err != nil {
		return unchanged(err)
	}
	c.printChanges(r.Changes, lib, shown)
	c.say("%s changed with it", said)
	return nil
}

// shownDir is the library's folder as paths in it are printed, for a post that was
// named as path.
func shownDir(path, file string, lib storage.Library) string {
	if rel, err := filepath.Rel(filepath.Dir(file), lib.Dir); err == nil {
		return filepath.Join(filepath.Dir(path), rel)
	}
	return lib.Dir
}

// printChanges prints what becomes of addresses and names.
func (c *cli) printChanges(changes []plan.Change, lib storage.Library, shown func(string) string) {
	for _, x := range changes {
		if x.Edits() {
			was, is := links.Of(x.Old, lib.Dialect()), links.Of(x.New, lib.Dialect())
			for i, l := range was {
				if i < len(is) && is[i].Written != l.Written {
					fmt.Fprintln(c.out, oneLine(fmt.Sprintf("%s:%d: [%s -> %s]", shown(x.Path), l.Line, l.Written, is[i].Written)))
				}
			}
		}
	}
	for _, x := range changes {
		if x.Moves() {
			fmt.Fprintln(c.out, oneLine(shown(x.Path)+" -> "+shown(x.To)))
		}
	}
}
