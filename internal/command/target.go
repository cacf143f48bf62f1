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
		return fmt.Errorf("%s: is no folder with a library; nothing was done; give one behind the target", named(dir))
	}
	user := config.UserPaths(c.env.Getenv)
	targets, err := config.ReadTargets(dir, user)
	if err != nil {
		c.warn("%v", err)
	}
	t, err := findTarget(targets, o.target, dir)
	if err != nil {
		return err
	}
	exports, err := storage.ReadExports(user, c.env.Now())
	if err != nil {
		c.warn("%v", err)
	}
	format, err := export.FormatNamed(t.Format)
	if err != nil {
		return fmt.Errorf("%s: target %s: %w; nothing was written", filepath.Join(dir, config.SiteFile), t.Name, err)
	}
	named := o.out != ""
	if !named {
		if o.out, err = c.targetPlace(t, dir, exports, o.outside); err != nil {
			return err
		}
	}
	isFolder := func() bool { info, err := os.Stat(o.out); return err == nil && info.IsDir() }
	if o.out != "-" && !named && !t.Own && format.Shape != export.Folder && !isFolder() && !strings.HasSuffix(o.out, string(filepath.Separator)) && !exports.Replaceable(o.out) {
		return fmt.Errorf("%s: target %s would replace it, but no export has written it; it is kept and nothing was written; move it away, or give --out", o.out, t.Name)
	}
	o.to = t.Format
	o.drafts, o.published, o.skip = o.drafts || t.Drafts, o.published || t.PublishedOnly, o.skip || t.SkipErrors
	if err := c.runExport(ctx, o, []string{dir}); err != nil {
		return err
	}
	return c.runAfter(ctx, t, dir, o, exports)
}

func findTarget(targets []config.Target, name, dir string) (config.Target, error) {
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
	return config.Target{}, fmt.Errorf("%s: has no target %q; %s; nothing was written", dir, name, there)
}

// targetPlace is where a target goes, if it may.
func (c *cli) targetPlace(t config.Target, dir string, exports *storage.Exports, agreed bool) (string, error) {
	path, free, err := t.Place(dir)
	if err != nil {
		return "", fmt.Errorf("%w; nothing was written", worded(err))
	}
	if free || exports.Approved(dir, t.Name, t.Leads(path)) {
		return path, nil
	}
	if !agreed {
		return "", fmt.Errorf("%s: target %s leads out of its library; nothing was written; if that is right, give --outside, now and never again", path, t.Name)
	}
	if err := exports.Approve(dir, t.Name, t.Leads(path)); err != nil {
		c.warn("%v; it will be asked about again", err)
	}
	return path, nil
}

// runAfter runs the command that the author's own settings let follow a target.
func (c *cli) runAfter(ctx context.Context, t config.Target, dir string, o exportOptions, exports *storage.Exports) error {
	if t.After == "" {
		return nil
	}
	if !exports.Approved(dir, t.Name, t.Follows()) {
		if !o.after {
			return fmt.Errorf("%s: exported; not run afterwards: %s; if that is right, give --run-after, now and never again", o.out, t.After)
		}
		if err := exports.Approve(dir, t.Name, t.Follows()); err != nil {
			c.warn("%v; it will be asked about again", err)
		}
	}
	c.say("running %s", t.After)
	out := o.out
	if out != "-" {
		out = absolute(out)
	}
	if err := t.RunAfter(ctx, dir, out, c.err); err != nil {
		return fmt.Errorf("%s: exported; but %w", o.out, err)
	}
	return nil
}
