package command

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"galley.app/galley/internal/theme"
	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/export"
	"galley.app/galley/storage/publish"
)

// exportGC is how much garbage an export lets wait, in percent of what it keeps:
// with a tenth a third of the work would be to collect.
const exportGC = 60

type exportOptions struct {
	to, out            string
	drafts, published  bool
	skip               bool
	siteURL, siteTitle string
	haveURL, haveTitle bool
	target             string
	outside, after     bool
	assets             bool // outside are agreed to
	camera             bool // stays in images
}

func (c *cli) export() *cobra.Command {
	var o exportOptions
	var list strings.Builder
	for _, f := range export.Formats() {
		shape := ""
		switch f.Shape {
		case export.Folder:
			shape = " (folder)"
		case export.Either:
			shape = " (file or folder)"
		}
		list.WriteString("\n    " + f.Name + strings.Repeat(" ", 12-len(f.Name)) + f.Summary + shape)
	}
	cmd := &cobra.Command{
		Use:   "export --to FORMAT --out PATH PATH...\n  galley export --target NAME [FOLDER]",
		Short: "Export posts as PDF, Word, EPUB, web pages, feeds and more",
		Long: `Export posts, or all posts of a folder, to one file or folder. It appears
complete under its name or not at all, and the same posts give the same bytes.
Drafts are left out unless they are named or asked for. Formats:
` + list.String() + `

Where a format is a file or a folder, it is a folder with a file for each post
if PATH ends in a slash or is a folder. Several posts in one md or txt file
stand each below its title. A textbundle whose PATH ends in .textbundle is the
one bundle, else a folder of them. A folder is replaced only when all in it
was written by an earlier export; a repeated site makes only what changed.

A target is an export that the library has a name for, in its galley.toml:

    [[target]]
    name = "site"
    format = "site"
    out = "site"      # from the library's folder
    drafts = false    # also: published-only, skip-errors

A library may come from someone else. So a target that leads out of it needs
--outside once, and a file is replaced only when an export wrote it. Your own
settings.toml may give [[target]] with library, name, out and after, a command
to run in the library's folder when the export is done; --run-after agrees to
it once.

Images are packed without what a camera or program wrote into them: place, time,
camera, owner, comments (JPEG, PNG and WebP; turn and colours stay, and the
picture's own bytes). --camera-data leaves that in.

` + assetsHelp + `
Each image from outside is named when the export is done. A post that is a link
out of its folder is left out unless it is named.

SOURCE_DATE_EPOCH, if set, is the time that scheduled posts are told by, and
the latest time stamp in what is written.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("target") {
				if o.target == "" {
					return usage("export: --target has no name")
				}
				if len(args) > 1 {
					return usage("export: --target takes one library, but %d paths were given", len(args))
				}
				return nil
			}
			return atLeastOne("PATH")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.haveURL = cmd.Flags().Changed("site-url")
			o.haveTitle = cmd.Flags().Changed("site-title")
			if cmd.Flags().Changed("target") {
				return c.runTarget(cmd.Context(), o, args)
			}
			return c.runExport(cmd.Context(), o, args)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.to, "to", "", "`format`: "+strings.Join(export.FormatNames(), ", "))
	f.StringVar(&o.out, "out", "", "file or folder to write, a `path`; - is standard output")
	f.BoolVar(&o.drafts, "drafts", false, "pack drafts of folders too")
	f.BoolVar(&o.published, "published-only", false, "leave out scheduled posts")
	f.BoolVar(&o.skip, "skip-errors", false, "leave out posts that would stop the export")
	f.StringVar(&o.siteURL, "site-url", "", "`address` of the site, for feeds and sites")
	f.StringVar(&o.siteTitle, "site-title", "", "`title` of the site")
	f.StringVar(&o.target, "target", "", "`name` of a target of the library, instead of --to and --out")
	f.BoolVar(&o.outside, "outside", false, "agree to a target that leads out of its library")
	f.BoolVar(&o.after, "run-after", false, "agree to the command that follows a target")
	f.BoolVar(&o.camera, "camera-data", false, "leave place, time and camera in the images, as they were written into them")
	assetsFlag(cmd, &o.assets)
	return cmd
}

func (c *cli) runExport(ctx context.Context, o exportOptions, paths []string) error {
	if o.to == "" {
		return usage("export: --to FORMAT is missing; there are %s", strings.Join(export.FormatNames(), ", "))
	}
	format, err := export.FormatNamed(o.to)
	if err != nil {
		return usage("export: %v", err)
	}
	if o.out == "" {
		return usage("export: --out PATH is missing; - is standard output")
	}
	if o.out == "-" && format.Shape == export.Folder {
		return usage("export: %s is a folder, which standard output cannot take; give one with --out", o.to)
	}
	if o.drafts && o.published {
		return usage("export: --drafts and --published-only contradict each other")
	}
	now, epoch, err := c.epoch()
	if err != nil {
		return err
	}
	// The posts themselves are most of what is kept, and nothing in them points
	// elsewhere: to collect more often than usual costs little and saves much.
	if c.env.Getenv("GOGC") == "" {
		defer debug.SetGCPercent(debug.SetGCPercent(exportGC))
	}
	ctx, stop := endable(ctx)
	defer stop()
	s, err := c.gather(ctx, paths, o.assets)
	if ctx.Err() != nil {
		return fmt.Errorf("%s: stopped before it was complete; nothing was written", place(o.out))
	}
	if err != nil {
		return err
	}
	if s.Len() == 0 {
		return fmt.Errorf("%s: there are no posts in it; nothing was written to %s", paths[0], place(o.out))
	}
	exports, err := storage.ReadExports(config.UserPaths(c.env.Getenv), c.env.Now())
	if err != nil {
		c.warn("%v", err)
	}
	site := publish.Site(s.Site)
	var barred barred
	if o.haveURL {
		site.URL = o.siteURL
	}
	if o.haveTitle {
		site.Title = o.siteTitle
	}
	plan := s.Plan(export.Options{
		Format: format, Site: site, Now: now, Epoch: epoch,
		Drafts: o.drafts, PublishedOnly: o.published, SkipErrors: o.skip,
		Decoder: c.env.Decoder, Fonts: theme.Fallbacks, Camera: o.camera, Guard: export.Guard{Wrote: exports.WroteAt},
		Image: func(path, dest string) (string, bool) {
			return barred.image(s.Library(path), filepath.Dir(absolute(path)), dest)
		},
	})
	if err := c.announce(plan, o.out); err != nil {
		return err
	}
	if o.out == "-" {
		err = plan.WriteContext(ctx, c.out)
	} else {
		err = plan.WriteFileContext(ctx, o.out)
	}
	if err != nil {
		return worded(err)
	}
	if o.out != "-" {
		if err := exports.Wrote(export.Witness(o.out)); err != nil {
			c.warn("%v; the next export will not know its own file", err)
		}
	}
	for _, n := range plan.Notes() {
		c.warn("%s", n.Say(way))
	}
	barred.tell(c)
	return nil
}

// epoch is the time by which scheduled posts are told, and the latest time
// stamp: both are now and none unless SOURCE_DATE_EPOCH says otherwise.
func (c *cli) epoch() (now, latest time.Time, err error) {
	value := c.env.Getenv("SOURCE_DATE_EPOCH")
	if value == "" {
		return c.env.Now(), time.Time{}, nil
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < 0 || n > 253402300799 {
		return now, latest, usage("export: SOURCE_DATE_EPOCH must be a number of seconds since 1970, not %q", value)
	}
	t := time.Unix(n, 0).UTC()
	return t, t, nil
}

// place is what messages call the output.
func place(out string) string {
	if out == "-" {
		return "standard output"
	}
	return out
}

// announce says what is wrong before anything is written; an error stops.
func (c *cli) announce(plan *export.Plan, out string) error {
	out = place(out)
	for _, f := range plan.Warnings {
		c.warn("%s", f.Say(way))
	}
	why := "" // the first was left out that is not named here
	for _, l := range plan.Left {
		switch {
		case l.Error:
			c.say("%s: left out: %s", l.Path, l.Text(way))
		case why == "":
			why = l.Text(way)
		}
	}
	if len(plan.Errors) > 0 {
		for _, f := range plan.Errors {
			c.say("%s; nothing was written to %s", f.Say(way), out)
		}
		if plan.Skippable() {
			c.say("fix what is wrong, or leave these posts out with --skip-errors")
		}
		return errProblems
	}
	if err := plan.Err(); err != nil {
		return fmt.Errorf("%w; nothing was written to %s", worded(err), out)
	}
	if len(plan.Posts) == 0 && why != "" {
		c.warn("every post was left out: %s", why)
	}
	return nil
}
