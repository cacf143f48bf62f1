package command

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"galley.app/galley/storage/export/layout"
)

func (c *cli) theme() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "theme",
		Short: "Make a library's own templates",
		Long: `A library's own templates, in its folder templates, say how the pages of its site
look; what they need besides lies in its folder static.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("theme: there is no %q; galley theme new makes templates", args[0])
			}
			return cmd.Help()
		},
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "new [DIR]",
		Short: "Write templates to begin with, and print their paths",
		Long: `Write templates and a style sheet to begin with into a library, the current folder
or DIR, and print their paths. The pages that they make are like the built-in ones,
with tags and an archive in the head. Where a library has templates, or any of the
files, nothing is written.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage("theme new: %q is one argument too many", args[1])
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			dir := "."
			if len(args) > 0 {
				dir = args[0]
			}
			return c.runThemeNew(dir)
		},
	})
	return cmd
}

func (c *cli) runThemeNew(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("%s: %s; nothing was written; make the folder first", named(dir), whyNot(err))
	}
	if !info.IsDir() {
		return fmt.Errorf("%s: is no folder; nothing was written", named(dir))
	}
	written, err := layout.New(dir)
	for _, path := range written {
		fmt.Fprintln(c.out, path)
	}
	return err
}
