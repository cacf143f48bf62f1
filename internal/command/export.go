package command

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"galley.app/galley/storage/export"
)

type exportOptions struct {
	to, out              string
	drafts, published    bool
	skip                 bool
	siteURL, siteTitle   string
	haveURL, haveTheName bool
}

func (c *cli) export() *cobra.Command {
	var o exportOptions
	var list strings.Builder
	for _, f := range export.Formats() {
		list.WriteString("\n    " + f.Name + strings.Repeat(" ", 12-len(f.Name)) + f.Summary)
	}
	cmd := &cobra.Command{
		Use:   "export --to FORMAT --out PATH PATH...",
		Short: "Pack posts, or all posts of a folder, for elsewhere",
		Long: `Pack posts, or all posts of a folder, into one file. The file appears complete
under its name or not at all, and the same posts give the same bytes. Drafts
are left out unless they are named or asked for. Formats:
` + list.String(),
		Args: atLeastOne("PATH"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.haveURL = cmd.Flags().Changed("site-url")
			o.haveTheName = cmd.Flags().Changed("site-title")
			return c.runExport(cmd.Context(), o, args)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.to, "to", "", "`format`: "+strings.Join(export.FormatNames(), ", "))
	f.StringVar(&o.out, "out", "", "`file` to write; - is standard output")
	f.BoolVar(&o.drafts, "drafts", false, "pack drafts of folders too")
	f.BoolVar(&o.published, "published-only", false, "leave out scheduled posts")
	f.BoolVar(&o.skip, "skip-errors", false, "leave out posts that would stop the export")
	f.StringVar(&o.siteURL, "site-url", "", "`address` of the site, for feeds")
	f.StringVar(&o.siteTitle, "site-title", "", "`title` of the site")
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
	if o.drafts && o.published {
		return usage("export: --drafts and --published-only contradict each other")
	}
	s, err := c.gather(ctx, paths)
	if err != nil {
		return err
	}
	if len(s.sources) == 0 {
		return fmt.Errorf("%s: there are no posts in it; nothing was written to %s", paths[0], place(o.out))
	}
	site := exportSite(s.site)
	if o.haveURL {
		site.URL = o.siteURL
	}
	if o.haveTheName {
		site.Title = o.siteTitle
	}
	plan := export.NewPlan(s.sources, export.Options{
		Format: format, Site: site, Now: c.env.Now(),
		Drafts: o.drafts, PublishedOnly: o.published, SkipErrors: o.skip,
		Image: s.image,
	})
	if err := c.announce(plan, o.out); err != nil {
		return err
	}
	if o.out == "-" {
		err = plan.Write(c.out)
	} else {
		err = plan.WriteFile(o.out)
	}
	if err != nil {
		return err
	}
	for _, n := range plan.Notes() {
		c.warn("%s", n)
	}
	return nil
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
		c.warn("%s", f)
	}
	drafts := 0
	for _, l := range plan.Left {
		switch {
		case l.Error:
			c.say("%s: left out: %s", l.Path, l.Reason)
		default:
			drafts++
		}
	}
	if len(plan.Errors) > 0 {
		for _, f := range plan.Errors {
			c.say("%s; nothing was written to %s", f, out)
		}
		if plan.Skippable() {
			c.say("mend what is wrong, or leave these posts out with --skip-errors")
		}
		return errProblems
	}
	if err := plan.Err(); err != nil {
		return errors.New(err.Error() + "; nothing was written to " + out)
	}
	if len(plan.Posts) == 0 && drafts > 0 {
		c.warn("every post was left out: %s", plan.Left[0].Reason)
	}
	return nil
}
