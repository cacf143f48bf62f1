package command

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/spf13/cobra"

	"galley.app/galley/storage"
	"galley.app/galley/storage/check"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/crosslinks"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/inuse"
	"galley.app/galley/storage/plan"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/trash"
)

func (c *cli) publish() *cobra.Command {
	var date string
	var force bool
	cmd := &cobra.Command{
		Use:   "publish [--date DATE] FILE",
		Short: "Take a post out of draft, date it and print its new path",
		Long: `Publish a draft: wip-SLUG.md is renamed with the library's next number, or to
SLUG.md where its files have none, and the field published gets the date. Either
both are done or neither. The new path is printed.

Without --date the post is dated today; if it has a later date already, it keeps
that and is scheduled.`,
		Args: exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if _, err := post.ParseDate(date); err != nil && cmd.Flags().Changed("date") {
				return usage("publish: --date %q is not a date such as 2006-01-02", date)
			}
			return c.runPublish(cmd.Context(), args[0], date, force)
		},
	}
	cmd.Flags().StringVar(&date, "date", "", "date of publication, as `YYYY-MM-DD` or with a time as in RFC 3339")
	forceFlag(cmd, &force)
	return cmd
}

func forceFlag(cmd *cobra.Command, force *bool) {
	cmd.Flags().BoolVar(force, "force", false, "do it even if a window of Galley has unsaved changes of it")
}

// free returns an error where a window has changes in a post that are in no
// file.
func (c *cli) free(path string, force bool) error {
	if !force && inuse.Changed(config.UserPaths(c.env.Getenv).StateFile("open"), absolute(path)) {
		return fmt.Errorf("%s: a window of Galley has changes in it that are not saved; nothing was changed; save them there, or use --force", path)
	}
	return nil
}

func (c *cli) runPublish(ctx context.Context, path, date string, force bool) error {
	ctx, done := endable(ctx)
	defer done()
	if err := c.free(path, force); err != nil {
		return err
	}
	const tries = 20
	for try := 1; ; try++ {
		src, err := c.load(path)
		if err != nil {
			return fmt.Errorf("%w; nothing was changed", err)
		}
		on := date
		if on == "" {
			on = storage.PublishDate(src, c.env.Now())
		}
		x, err := storage.Publishing(path, src, on)
		var status *storage.StatusError
		switch {
		case errors.As(err, &status):
			return fmt.Errorf("%w, whose name starts with wip; nothing was changed; galley set changes the date of a published post", err)
		case errors.Is(err, storage.ErrForeign):
			return fmt.Errorf("%w; nothing was changed; make a post of it with galley import", err)
		case err != nil:
			return fmt.Errorf("%w; nothing was changed", err)
		}
		shown := filepath.Join(filepath.Dir(path), filepath.Base(x.To))
		x.Path, x.To = absolute(x.Path), absolute(x.To)
		err = c.change(ctx, []plan.Change{x}, history.Renamed)
		var taken *plan.TakenError
		if errors.As(err, &taken) && try < tries {
			continue // another was quicker
		}
		if err != nil {
			return unchanged(err)
		}
		for _, p := range check.Post(x.New, post.Parse(x.New), check.Context{Path: x.To}) {
			if p.Severity == post.Error {
				c.warn("%s:%d: %s", shown, p.Line, p.Message)
			}
		}
		fmt.Fprintln(c.out, shown)
		return nil
	}
}

func (c *cli) trash() *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use:   "trash [--force] FILE...",
		Short: "Move posts to the desktop's trash",
		Long: `Move posts, or any other files, to the desktop's trash, from which a file manager
can put them back, and print where each lies there. For a symbolic link the link
itself is moved. A file that the trash cannot take stays where it is: nothing is
ever deleted, or copied to another disk. Links in other posts that led to a post
are listed.

The text of each post stays in its history, too.`,
		Args: atLeastOne("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error { return c.runTrash(cmd.Context(), args, force) },
	}
	forceFlag(cmd, &force)
	return cmd
}

func (c *cli) runTrash(ctx context.Context, paths []string, force bool) error {
	leads := c.leadsTo(ctx, paths)
	can := trash.Can{Home: trash.Home(c.env.Getenv), Now: c.env.Now}
	var failed error
	for _, path := range paths {
		err := c.free(path, force)
		if err == nil {
			if src, fp, err := storage.Load(path); err == nil {
				c.keepBefore(path, src, fp)
			}
			var it trash.Item
			if it, err = can.Move(path); err == nil {
				fmt.Fprintln(c.out, it.File)
				for _, l := range leads[absolute(path)] {
					c.warn("%s:%d: %s leads to nothing now", shownIn(shownDir(path, absolute(path), l.lib), l.lib.Dir, l.From.Path), l.Link.Line, l.Link.Dest)
				}
				continue
			}
			if !errors.Is(err, fs.ErrNotExist) {
				err = fmt.Errorf("%w; it is where it was", err)
			}
		}
		c.say("%v", err)
		failed = errProblems
	}
	return failed
}

// inboundLink is a link in a post of a library that leads to another.
type inboundLink struct {
	crosslinks.Backlink
	lib storage.Library
}

// leadsTo finds the links that lead to the posts at paths, by those, from posts that
// are none of them. Where it cannot be known there are none.
func (c *cli) leadsTo(ctx context.Context, paths []string) map[string][]inboundLink {
	found := map[string][]inboundLink{}
	around := neighbours{}
	guides := map[string]*crosslinks.Guide{}
	gone := map[string]bool{}
	for _, path := range paths {
		gone[absolute(path)] = true
	}
	for _, path := range paths {
		path = absolute(path)
		if !storage.IsPostName(filepath.Base(path)) {
			continue
		}
		lib := around.of(ctx, c, filepath.Dir(path))
		g := guides[lib.Dir]
		if g == nil {
			g = crosslinks.New(lib)
			guides[lib.Dir] = g
		}
		for _, l := range g.Inbound(path) {
			if !gone[l.From.Path] {
				found[path] = append(found[path], inboundLink{l, lib})
			}
		}
	}
	return found
}
