package command

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"galley.app/galley/storage"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

func (c *cli) newCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   `new [--dir DIR] "Title"`,
		Short: "Write a new draft and print its path",
		Long: `Write a new draft, wip-SLUG.md, with the four fields of a post and an empty
body, and print its path. If the name is taken, it gets a number. The slug is
made from the title, by the rules of the language that galley.toml there names.`,
		Args: exactly("the title"),
		RunE: func(_ *cobra.Command, args []string) error { return c.runNew(dir, args[0]) },
	}
	cmd.Flags().StringVar(&dir, "dir", ".", "`folder` to write to")
	return cmd
}

func (c *cli) runNew(dir, title string) error {
	if err := checkValue("the title", title); err != nil {
		return err
	}
	given := title
	title = post.Fold(title)
	if title == "" {
		return usage("new: the title is empty")
	}
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("%s: %s; nothing was written; make the folder first", named(dir), whyNot(err))
	}
	if !info.IsDir() {
		return fmt.Errorf("%s: is not a folder; nothing was written; give one with --dir", dir)
	}
	site := storage.Around(dir).Site
	slug := post.SlugIn(title, site.Language)
	src := site.Fields.Fill(post.New(title, slug, c.env.Now().Format(time.DateOnly)))
	const tries = 100
	for range tries {
		path, err := storage.NewName(dir, slug, true)
		if err != nil {
			return fmt.Errorf("%s: %w; nothing was written", dir, safefile.Cause(err))
		}
		_, err = safefile.Replace(path, []byte(src), safefile.Options{Expect: &safefile.Fingerprint{}, Mode: 0o644})
		var taken *safefile.ConflictError
		if errors.As(err, &taken) {
			continue // another was quicker
		}
		if err != nil {
			return err
		}
		c.tellLine(path, "the title", given, title)
		fmt.Fprintln(c.out, path)
		return nil
	}
	return fmt.Errorf("%s: names are taken faster than they are found; nothing was written; try again", dir)
}

// tellLine says so where a field does not hold a value as it was given.
func (c *cli) tellLine(path, what, given, written string) {
	if given != written {
		c.warn("%s: %s is written as %q, since a field is one line without blanks at its ends", path, what, written)
	}
}

// checkValue refuses text that would make a post unreadable.
func checkValue(what, value string) error {
	if !utf8.ValidString(value) {
		return usage("%s is not UTF-8", what)
	}
	if strings.ContainsRune(value, 0) {
		return usage("%s holds a NUL", what)
	}
	return nil
}
