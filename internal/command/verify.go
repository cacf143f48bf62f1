package command

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/verify"
	"galley.app/galley/storage/safefile"
)

func (c *cli) verify() *cobra.Command {
	var limits pack.Limits
	cmd := &cobra.Command{
		Use:   "verify PACKAGE",
		Short: "Check a zip package, TextBundle, TextPack or EPUB book",
		Long: `Check a package against its manifest, both ways: each file that is missing,
extra, renamed or different is named. A TextBundle or TextPack that another app
wrote has no list to compare with; of that the form is checked. A book has a
list without sums: that each file is whole, listed and well-formed is checked.
Images that a post names and that a sound package does not hold are warned of.

` + limits.String(),
		Args: exactly("PACKAGE"),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := checkLimits("verify", limits); err != nil {
				return err
			}
			return c.runVerify(args[0], limits)
		},
	}
	limitsFlag(cmd, &limits)
	return cmd
}

// limitsFlag lets a command take in packages that are larger than usual.
func limitsFlag(cmd *cobra.Command, l *pack.Limits) {
	cmd.Flags().IntVar(&l.Times, "raise-limits", 1, fmt.Sprintf("take packages that are `N` times larger than usual, up to %d", pack.MostTimes))
}

func checkLimits(name string, l pack.Limits) error {
	if l.Times < 1 || l.Times > pack.MostTimes {
		return usage("%s: --raise-limits is a number from 1 to %d", name, pack.MostTimes)
	}
	return nil
}

func (c *cli) runVerify(path string, limits pack.Limits) error {
	n, is, err := verify.Bundle(path, limits)
	if err == nil && is {
		fmt.Fprintf(c.out, "%s: sound, 1 post, %s\n", oneLine(path), count(n, "file"))
		return nil
	}
	if err == nil {
		n, is, err = verifyBook(path, limits)
		if err == nil && is {
			fmt.Fprintf(c.out, "%s: a whole book, %s; whether one was replaced by another no book tells\n", oneLine(path), count(n, "file"))
			return nil
		}
	}
	f, p := (*os.File)(nil), (*verify.Package)(nil)
	if !is {
		f, p, err = openPackage(path, limits)
	}
	if d, ok := errors.AsType[*verify.DamagedError](err); ok {
		for _, fault := range d.Faults {
			c.say("%s: %s", path, fault)
		}
		return errProblems
	}
	if err != nil {
		return err
	}
	defer f.Close()
	for _, gap := range p.Gaps() {
		c.warn("%s: %s", path, gap)
	}
	fmt.Fprintf(c.out, "%s: sound, %s, %s\n", oneLine(path), count(len(p.Manifest.Posts), "post"), count(len(p.Manifest.Files), "file"))
	return nil
}

// verifyBook tells nothing of what is no file.
func verifyBook(path string, limits pack.Limits) (count int, is bool, err error) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return 0, false, nil
	}
	f, err := safefile.Open(path)
	if err != nil {
		return 0, false, nil
	}
	defer f.Close()
	return verify.Book(f, info.Size(), limits)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// openPackage opens and checks a package; the file must stay open while the
// package is used.
func openPackage(path string, limits pack.Limits) (*os.File, *verify.Package, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %s; nothing was done", named(path), whyNot(err))
	}
	if !info.Mode().IsRegular() {
		return nil, nil, fmt.Errorf("%s: is not an ordinary file, so it is not a package; nothing was done", path)
	}
	f, err := safefile.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %s; nothing was done", named(path), whyNot(err))
	}
	p, err := verify.Open(f, info.Size(), limits)
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, p, nil
}
