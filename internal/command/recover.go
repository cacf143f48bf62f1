package command

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/journal"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

func (c *cli) recover() *cobra.Command {
	var list, asJSON bool
	var out string
	cmd := &cobra.Command{
		Use:   "recover [--list] [--json] [--out DIR]",
		Short: "List or write texts that were not saved when Galley ended",
		Long: `List the texts that were in no file when Galley was killed or lost its display:
when each was written last, its words, how it stands to its file, the file and
the title, with tabs in between. With --out write them as files into a folder,
which is made where there is none; no file there is replaced, and their paths
are printed.

How a text stands to its file is one of
  new      it never had one
  same     the file is as the text began
  changed  the file was changed since
  moved    the file has another name, which is printed
  gone     there is no such file any more
  saved    the file holds the very text; --out leaves it out

Nothing is taken away: the window offers each text until it is restored or
discarded there. Texts of a Galley that runs are not listed.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("recover: %q is one argument too many", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			writes := cmd.Flags().Changed("out")
			switch {
			case writes && out == "":
				return usage("recover: --out is the folder to write to")
			case writes && out == "-":
				return usage("recover: --out - is not a folder; several texts do not go to standard output")
			case writes && (list || asJSON):
				return usage("recover: give --out, or --list or --json")
			}
			return c.runRecover(out, asJSON)
		},
	}
	cmd.Flags().BoolVar(&list, "list", false, "list the texts, as without any option")
	cmd.Flags().BoolVar(&asJSON, "json", false, "list it as JSON")
	cmd.Flags().StringVar(&out, "out", "", "`folder` to write the texts to")
	return cmd
}

// recoverable is a text as JSON says it.
type recoverable struct {
	Title   string `json:"title"`
	Time    string `json:"time"`
	Words   int    `json:"words"`
	State   string `json:"state"`
	Path    string `json:"path"`
	Damaged bool   `json:"damaged"`
	Journal string `json:"journal"`
}

func (c *cli) runRecover(dir string, asJSON bool) error {
	dirs := config.UserPaths(c.env.Getenv).Journals(os.TempDir())
	found, problems := journal.Find(dirs)
	defer func() {
		for _, f := range found {
			f.Release()
		}
	}()
	for _, err := range problems {
		c.say("%v", err)
	}
	var err error
	switch {
	case len(found) == 0 && len(problems) > 0 && !asJSON: // nobody knows whether there is one
	case asJSON:
		err = c.json(recoverables(found))
	case dir != "":
		err = c.writeRecovered(found, dir)
	default:
		c.listRecovered(found)
	}
	if err == nil && len(problems) > 0 {
		err = errProblems
	}
	return err
}

func recoverables(found []*journal.Found) []recoverable {
	list := []recoverable{}
	for _, f := range found {
		list = append(list, recoverable{
			Title: f.Title, Time: f.Time.UTC().Format(time.RFC3339), Words: f.Words, State: f.Standing.String(), Path: pathOf(f), Damaged: f.Damaged, Journal: f.File,
		})
	}
	return list
}

// pathOf is the file that a text is of, or was; "" for none.
func pathOf(f *journal.Found) string {
	if f.Now != "" {
		return f.Now
	}
	return f.Path
}

func (c *cli) listRecovered(found []*journal.Found) {
	if len(found) == 0 {
		c.say("there is no text that was not saved")
	}
	for _, f := range found {
		path := "-"
		if p := pathOf(f); p != "" {
			path = safefile.Shown(p)
		}
		fmt.Fprintf(c.out, "%s\t%s\t%s\t%s\t%s\n", f.Time.Format("2006-01-02 15:04"), count(f.Words, "word"), f.Standing, path, oneLine(f.Title))
		c.tellDamaged(f)
	}
}

func (c *cli) tellDamaged(f *journal.Found) {
	if f.Damaged {
		c.warn("%s: the recovery copy is damaged; the last words may be missing", f.File)
	}
}

// writeRecovered writes texts into a folder.
func (c *cli) writeRecovered(found []*journal.Found, dir string) error {
	wrote := 0
	failed := false
	for _, f := range found {
		if f.Standing == journal.Saved {
			continue
		}
		path, err := writeFound(f, dir)
		if err != nil {
			c.say("%v", err)
			failed = true
			continue
		}
		wrote++
		c.tellDamaged(f)
		fmt.Fprintln(c.out, safefile.Shown(path)) // as the list shows it
	}
	switch {
	case failed:
		return errProblems
	case wrote == 0:
		c.say("there is no text that was not saved; nothing was written")
	}
	return nil
}

// writeFound writes a text under the name of its file, or one with a number
// where that is taken.
func writeFound(f *journal.Found, dir string) (path string, err error) {
	k, err := f.Read()
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return "", fmt.Errorf("%s: %s; nothing was written", named(dir), safefile.Cause(err))
	}
	name := filepath.Base(pathOf(f))
	if pathOf(f) == "" {
		if path, err = storage.NewName(dir, post.SlugIn(f.Title, storage.Around(dir).Site.Language), true); err != nil {
			return "", fmt.Errorf("%s: %w; nothing was written", named(dir), safefile.Cause(err))
		}
		name = filepath.Base(path)
	}
	stem, ext := strings.TrimSuffix(name, filepath.Ext(name)), filepath.Ext(name)
	const tries = 10000
	for n := 1; n <= tries; n++ {
		path = filepath.Join(dir, name)
		if n > 1 {
			path = filepath.Join(dir, stem+"-"+strconv.Itoa(n)+ext)
		}
		if _, err := os.Lstat(path); err == nil { // also a link or a folder
			continue
		}
		_, err = safefile.Replace(path, []byte(k.Text.String()), safefile.Options{Expect: &safefile.Fingerprint{}, Mode: 0o644})
		if taken := (*safefile.ConflictError)(nil); errors.As(err, &taken) {
			continue // another was quicker
		}
		return path, err
	}
	return "", fmt.Errorf("%s: names like %s are all taken; nothing was written", named(dir), name)
}
