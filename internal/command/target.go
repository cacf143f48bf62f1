package command

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/export"
	"galley.app/galley/storage/publish"
)

// runTarget exports a library as one of its targets says.
func (c *cli) runTarget(ctx context.Context, o exportOptions, paths []string) error {
	if o.to != "" {
		return usage("export: --target says the format; --to cannot stand beside it")
	}
	dir := "."
	if len(paths) == 1 {
		dir = paths[0]
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return fmt.Errorf("%s: is not a folder with a library; nothing was done; give one behind the target", named(dir))
	}
	user := config.UserPaths(c.env.Getenv)
	targets, err := publish.Targets(dir, user)
	if err != nil {
		c.warnOf(err)
	}
	t, err := findTarget(targets, o.target, dir)
	if err != nil {
		return err
	}
	exports, err := storage.ReadExports(user, c.env.Now())
	if err != nil {
		c.warn("%v", err)
	}
	if _, err := export.FormatNamed(t.Format); err != nil {
		return fmt.Errorf("%s: target %s: %w; nothing was written", filepath.Join(dir, config.SiteFile), t.Name, err)
	}
	if o.out == "" {
		if t.Err != nil {
			return fmt.Errorf("%w; nothing was written", worded(t.Err))
		}
		o.out = t.Path
		for _, a := range t.Asks(exports, export.Guard{}) {
			switch {
			case a.Kind == publish.Replaces:
				return fmt.Errorf("%s: target %s would replace it, but no export has written it; it is kept and nothing was written; move it away, or give --out", o.out, t.Name)
			case !o.outside:
				return fmt.Errorf("%s: target %s leads out of its library; nothing was written; if that is right, give --outside once", o.out, t.Name)
			}
			c.agree(t, a, exports)
		}
	}
	o.to = t.Format
	o.drafts, o.published, o.skip = o.drafts || t.Drafts, o.published || t.PublishedOnly, o.skip || t.SkipErrors
	if err := c.runExport(ctx, o, []string{dir}); err != nil {
		return err
	}
	return c.runAfter(ctx, t, o, exports)
}

func findTarget(targets []publish.Target, name, dir string) (publish.Target, error) {
	var names []string
	for _, t := range targets {
		if t.Name == name {
			return t, nil
		}
		names = append(names, t.Name)
	}
	there := "there are none; say what it is with [[target]] in galley.toml"
	if len(names) > 0 {
		there = "there are " + strings.Join(names, ", ")
	}
	return publish.Target{}, fmt.Errorf("%s: has no target %q; %s; nothing was written", dir, name, there)
}

// agree remembers what the author agreed to.
func (c *cli) agree(t publish.Target, a publish.Ask, exports *storage.Exports) {
	if err := t.Agree(exports, a); err != nil {
		c.warn("%v; it will be asked about again", err)
	}
}

// runAfter runs the command that the author's own settings let follow a target.
func (c *cli) runAfter(ctx context.Context, t publish.Target, o exportOptions, exports *storage.Exports) error {
	if t.After == "" {
		return nil
	}
	if a := t.AfterAsk(exports); a != nil {
		if !o.after {
			return fmt.Errorf("%s: exported; not run afterwards: %s; if that is right, give --run-after once", o.out, t.After)
		}
		c.agree(t, *a, exports)
	}
	c.say("running %s", t.After)
	out := o.out
	if out != "-" {
		out = absolute(out)
	}
	if err := t.RunAfter(ctx, t.Dir, out, c.err); err != nil {
		return fmt.Errorf("%s: exported; but %w", o.out, err)
	}
	return nil
}
