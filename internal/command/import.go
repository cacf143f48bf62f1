package command

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"galley.app/galley/storage"
	"galley.app/galley/storage/export"
)

func (c *cli) importCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "import --out FOLDER PATH...",
		Short: "Take in posts and images from packages",
		Long: `Take in the posts and images of packages, and print the path of each post
written: zip packages and page bundles that Galley made, TextBundles and
TextPacks of any app, and folders of them. A package is taken in whole or not
at all, and no file is ever replaced: a post whose name is taken gets the next
free one.`,
		Args: atLeastOne("PATH"),
		RunE: func(_ *cobra.Command, args []string) error {
			if out == "" {
				return usage("import: --out FOLDER is missing")
			}
			return c.runImport(out, args)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "`folder` to write to; made if it is not there")
	return cmd
}

func (c *cli) runImport(out string, paths []string) error {
	type opened struct {
		path string
		pkg  *export.Package
	}
	var all []opened
	for _, path := range paths {
		bundles, err := openBundles(path)
		if err != nil {
			return fmt.Errorf("%w; nothing was imported", err)
		}
		for _, p := range bundles {
			all = append(all, opened{path, p})
		}
		if len(bundles) > 0 {
			continue
		}
		f, p, err := openPackage(path)
		if d, ok := errors.AsType[*export.DamagedError](err); ok {
			return fmt.Errorf("%s: %v; nothing was imported; galley verify tells more", path, d)
		}
		if err != nil {
			return err
		}
		defer f.Close()
		all = append(all, opened{path, p})
	}
	if info, err := os.Stat(out); err == nil && !info.IsDir() {
		return fmt.Errorf("%s: is no folder; nothing was imported; choose another with --out", out)
	}
	var o export.ImportOptions
	if site, err := storage.ReadSite(out); err == nil && filepath.IsLocal(site.Assets) {
		o.Assets = filepath.ToSlash(filepath.Clean(site.Assets))
	}
	for _, a := range all {
		done, err := a.pkg.Import(out, o)
		if err != nil {
			return fmt.Errorf("%s: %w", a.path, err)
		}
		for _, name := range done.Same {
			c.say("%s: was there already, the same byte for byte", filepath.Join(out, name))
		}
		for _, from := range slices.Sorted(maps.Keys(done.Renamed)) {
			c.say("%s: the name was taken; imported as %s", filepath.Join(out, from), done.Renamed[from])
		}
		for _, name := range done.Posts {
			fmt.Fprintln(c.out, filepath.Join(out, filepath.FromSlash(name)))
		}
	}
	return nil
}
