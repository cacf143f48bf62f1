package command

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"galley.app/galley/storage"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

func (c *cli) set() *cobra.Command {
	var unset []string
	cmd := &cobra.Command{
		Use:   "set FILE KEY=VALUE... [--unset KEY]",
		Short: "Set fields of a post and touch nothing else",
		Long: `Set fields of a post. Only the bytes of their values change. KEY= empties a
field, --unset KEY removes it. If a field has the value already, nothing is
written. A value is one line without blanks at its ends; galley says how it wrote
any other. A file with another program's front matter is not touched; galley
import makes a post of it.`,
		Args: atLeastOne("FILE"),
		RunE: func(_ *cobra.Command, args []string) error {
			changes, err := parseChanges(args[1:], unset)
			if err != nil {
				return err
			}
			return c.runSet(args[0], changes)
		},
	}
	cmd.Flags().StringArrayVar(&unset, "unset", nil, "remove the field with this `key`; can be given several times")
	return cmd
}

// change sets one field, or removes it.
type change struct {
	key, value string
	unset      bool
}

func parseChanges(assignments, unset []string) ([]change, error) {
	var changes []change
	removed := map[string]bool{}
	for _, key := range unset {
		if err := checkKey(key); err != nil {
			return nil, err
		}
		removed[key] = true
		changes = append(changes, change{key: key, unset: true})
	}
	for _, a := range assignments {
		key, value, ok := strings.Cut(a, "=")
		if !ok {
			return nil, usage("set: %q is not of the form KEY=VALUE", a)
		}
		if err := checkKey(key); err != nil {
			return nil, err
		}
		if err := checkValue("the value of "+key, value); err != nil {
			return nil, err
		}
		if removed[key] {
			return nil, usage("set: %s is to be set and to be removed", key)
		}
		changes = append(changes, change{key: key, value: value})
	}
	if len(changes) == 0 {
		return nil, usage("set: KEY=VALUE is missing")
	}
	return changes, nil
}

func checkKey(key string) error {
	if err := checkValue("the key", key); err != nil {
		return err
	}
	if err := post.ValidKey(key); err != nil {
		return usage("set: the key %q cannot be used: %v", key, err)
	}
	return nil
}

// apply makes the changes to the source of a post.
func apply(src string, changes []change) string {
	edited := src
	for _, ch := range changes {
		p := post.Parse(edited)
		if ch.unset {
			edited = post.Apply(edited, p.Unset(ch.key))
			continue
		}
		edited = post.Apply(edited, p.Set(ch.key, ch.value))
	}
	if edited != src {
		edited = post.Apply(edited, post.Parse(edited).Separate())
	}
	return edited
}

// runSet changes the file, and again from what is there if another program
// changed it meanwhile, so that of two commands at once neither is lost.
func (c *cli) runSet(path string, changes []change) error {
	unlock, ok := lock(path)
	if !ok {
		return fmt.Errorf("%s: other programs keep it locked; nothing was changed; try again", path)
	}
	defer unlock()
	const tries = 4
	for try := 1; ; try++ {
		src, before, err := storage.Load(path)
		if err != nil {
			return fmt.Errorf("%w; nothing was changed", err)
		}
		edited := apply(src, changes)
		if m, ok := post.CutFrontMatter(src); ok && edited != src && !post.Parse(src).HasHead() {
			return fmt.Errorf("%s: it starts with %s of another program, and a head would stand above that; nothing was changed; make a post of it with galley import --out FOLDER %s", path, m.Called(), path)
		}
		if key, ok := reads(edited, changes); !ok {
			if unsets(changes, key) {
				return fmt.Errorf("%s: without the field %s other text of the head would become body, or body a head; nothing was changed; fix the head of the post first", path, key)
			}
			return fmt.Errorf("%s: the field %s cannot be written so that it reads the same; nothing was changed; fix the head of the post first", path, key)
		}
		if try == 1 {
			c.tellFolded(path, edited, changes)
		}
		if edited == src {
			return nil
		}
		c.keepBefore(path, src, before)
		_, err = safefile.Replace(path, []byte(edited), safefile.Options{
			Expect: &before,
			Lost:   func(what string) { c.warn("%s: saved, but %s was lost", path, what) },
		})
		var conflict *safefile.ConflictError
		if errors.As(err, &conflict) && try < tries {
			continue
		}
		if errors.As(err, &conflict) {
			return fmt.Errorf("%s: other programs keep changing it; their text is kept and nothing was set; try again", path)
		}
		unsure := (*safefile.NotConfirmedError)(nil)
		if err == nil || errors.As(err, &unsure) {
			c.keepAfter(path, edited, history.Set)
		}
		return err
	}
}

// tellFolded says which values are not in the edited source as they were given.
func (c *cli) tellFolded(path, edited string, changes []change) {
	p := post.Parse(edited)
	for _, ch := range changes {
		if v, ok := p.Value(ch.key); ok && !ch.unset && v == post.Fold(ch.value) {
			c.tellLine(path, "the value of "+ch.key, ch.value, v)
		}
	}
}

// unsets tells whether the field is to be removed.
func unsets(changes []change, key string) bool {
	return slices.ContainsFunc(changes, func(ch change) bool { return ch.unset && ch.key == key })
}

// reads tells whether the edited source has the fields as they were to be, and
// else the key of one that it has not.
func reads(src string, changes []change) (string, bool) {
	last := map[string]change{}
	for _, ch := range changes {
		last[ch.key] = ch
	}
	p := post.Parse(src)
	for key, ch := range last {
		if v, ok := p.Value(key); ok == ch.unset || ok && v != ch.value && v != post.Fold(ch.value) {
			return key, false
		}
	}
	return "", true
}
