package command

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/importer"
)

type importOptions struct {
	out    string
	dry    bool
	pages  bool
	limits pack.Limits
}

func (c *cli) importCommand() *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use:   "import --out FOLDER PATH...",
		Short: "Import posts and images of other programs",
		Long: `Import posts with their images, and print the path of each post written.
A PATH is a file or a folder of any of these:

  Markdown with YAML, TOML or JSON front matter, as Hugo, Jekyll, Astro,
  Eleventy and Zola have it; with lines of keys at the top, as Pelican and
  MultiMarkdown have them; without front matter; posts of Galley
  HTML, such as a page that a browser saved
  a WordPress export (XML); pictures are looked for in the folder it lies in
  a zip package or page bundle of Galley; a TextBundle or TextPack of any app
  a Word document (.docx)

Either all is imported or nothing, and no file is ever replaced. A post is named
as the folder names its posts, in the order of their dates; a draft wip-SLUG.md.
Each link, image, field and shortcode that could not be kept is listed with its
file and line. --dry-run lists all that would be done, and writes nothing.

` + o.limits.String(),
		Args: atLeastOne("PATH"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.out == "" {
				return usage("import: --out FOLDER is missing")
			}
			if o.out == "-" {
				return usage("import: posts are written to a folder, which standard output cannot take; give one with --out (./- for a folder of that name)")
			}
			if err := checkLimits("import", o.limits); err != nil {
				return err
			}
			return c.runImport(cmd.Context(), args, o)
		},
	}
	cmd.Flags().StringVar(&o.out, "out", "", "`folder` to write to; made if it is not there")
	cmd.Flags().BoolVar(&o.dry, "dry-run", false, "list what would be written and what would be lost; write nothing")
	cmd.Flags().BoolVar(&o.pages, "pages", false, "import the pages of a WordPress export or of Jekyll, too")
	limitsFlag(cmd, &o.limits)
	return cmd
}

func (c *cli) runImport(ctx context.Context, paths []string, o importOptions) (err error) {
	ctx, stop := endable(ctx)
	defer stop()
	plan, err := importer.New(ctx, o.out, paths, importer.Options{Now: c.env.Now(), Pages: o.pages, Limits: o.limits})
	if ctx.Err() != nil {
		return fmt.Errorf("%s: stopped before it was complete; nothing was imported", o.out)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, plan.Close()) }()
	lines := plan.Lines()
	for i, l := range lines {
		if l.Page {
			lines[i].Text += " (--pages)"
		}
	}
	if o.dry {
		for _, l := range lines {
			fmt.Fprintln(c.out, oneLine(l.String()))
		}
		c.say("%s: %s; nothing was written", o.out, plan.Summary())
		return nil
	}
	if len(plan.Posts)+len(plan.Same) == 0 {
		for _, l := range lines {
			c.say("%s: %s: %s", l.Kind, l.Name, l.Text)
		}
		return fmt.Errorf("%s: there was no post to import; nothing was written", paths[0])
	}
	if err := plan.Write(ctx); err != nil {
		return worded(err)
	}
	if plan.Left != "" {
		c.say("%s could not be taken away again; remove it by hand", plan.Left)
	}
	for _, l := range lines {
		if l.Kind != "post" && l.Kind != "image" {
			c.say("%s: %s: %s", l.Kind, l.Name, l.Text)
		}
	}
	for _, p := range plan.Posts {
		fmt.Fprintln(c.out, filepath.Join(o.out, filepath.FromSlash(p.Name)))
	}
	return nil
}
