package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/plan"
	"galley.app/galley/storage/replace"
	"galley.app/galley/storage/search"
)

// searchTime bounds a search, as a regular expression can take long.
const searchTime = time.Minute

func (c *cli) search() *cobra.Command {
	var asJSON, expr, exact, words bool
	cmd := &cobra.Command{
		Use:   "search [--json] [--regexp] [--words] [--case] QUERY DIR",
		Short: "Find posts of a folder by words, fields, dates and links",
		Long: `Find the posts of a folder that match a query, the best first, one line for each
place:

    file:line:col: sentence

A query is made of words, which all have to be in a post, in any order, and of

    "a phrase"            words that follow one another
    title:WORD            a word in the title; so for any other field
    status:draft          ` + storage.StandingsIn("or") + `
    before:2024-06        dated before that year, month or day; so after:
    has:image             an image, link or heading, or a field of that name
    links-to:SLUG         a link to that post, file or address
    file:WORD             a word in the path
    -WORD                 not that; so for all others

Put values with blanks in quotation marks: title:"two words". What is none of
these is searched for as words, and galley says so. Write -- before a QUERY that
begins with a minus. Capital and small letters are the same without --case, and so
are letters with and without accents. With --regexp, QUERY is one regular
expression.

The exit code is 1 if nothing is found.`,
		Args: exactly("QUERY", "DIR"),
		RunE: func(cmd *cobra.Command, args []string) error {
			q := search.Parse(args[0])
			if expr {
				q = search.Pattern(args[0])
			}
			q.Case, q.Words = exact, words
			if q.Empty() {
				return usage("search: QUERY is empty")
			}
			return c.runSearch(cmd.Context(), q, args[1], asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	cmd.Flags().BoolVar(&expr, "regexp", false, "QUERY is a regular expression")
	cmd.Flags().BoolVar(&words, "words", false, "only whole words")
	cmd.Flags().BoolVar(&exact, "case", false, "match capital and small letters, and accents, exactly")
	return cmd
}

type foundPost struct {
	File   string       `json:"file"`
	Title  string       `json:"title"`
	Slug   string       `json:"slug,omitempty"`
	Status string       `json:"status"`
	Date   string       `json:"date,omitempty"`
	Places []foundPlace `json:"places"`
}

type foundPlace struct {
	Line     int      `json:"line"`
	Col      int      `json:"col"`
	Key      string   `json:"key,omitempty"`
	Start    int      `json:"start"`
	End      int      `json:"end"`
	Sentence string   `json:"sentence"`
	Marks    [][2]int `json:"marks"`
}

func (c *cli) runSearch(ctx context.Context, q search.Query, dir string, asJSON bool) error {
	lib, err := c.library(ctx, dir)
	if err != nil {
		return err
	}
	c.warnOfLibrary(lib)
	found, err := (&search.Engine{}).Find(ctx, search.Search{Library: lib, Query: q, Now: c.env.Now(), All: true, Time: searchTime})
	switch {
	case ctx.Err() != nil:
		return err
	case err != nil:
		return usage("search: QUERY is not a regular expression: %v", err)
	}
	for _, note := range found.Notes {
		c.warn("%s", strings.TrimSuffix(note, "."))
	}
	for _, err := range found.Unread {
		c.warn("%v; it was not searched", err)
	}
	if n := found.Missing - len(found.Unread); n > 0 {
		c.warn("%d more posts could not be read", n)
	}
	list := []foundPost{}
	for _, r := range found.Results {
		name := shownIn(dir, lib.Dir, r.Path)
		if !asJSON {
			for _, p := range r.Places {
				fmt.Fprintln(c.out, oneLine(fmt.Sprintf("%s:%d:%d: %s", name, p.Line, p.Col, p.Sentence)))
			}
			continue
		}
		post := foundPost{File: name, Title: r.Title, Slug: r.Slug, Status: r.Standing(), Date: r.Published}
		for _, p := range r.Places {
			post.Places = append(post.Places, foundPlace{p.Line, p.Col, p.Key, p.Start, p.End, p.Sentence, pairs(p.Marks)})
		}
		list = append(list, post)
	}
	if asJSON {
		enc := json.NewEncoder(c.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(list); err != nil {
			return err
		}
	}
	if found.Late {
		return errors.New("the search was stopped after a minute; more may be found by another expression")
	}
	if len(found.Results) == 0 {
		c.say("nothing is found by %s in %s", q, named(dir))
		return errProblems
	}
	return nil
}

// pairs are ranges as scripts read them.
func pairs(marks []text.Range) [][2]int {
	list := make([][2]int, len(marks))
	for i, m := range marks {
		list[i] = [2]int{m.Start, m.End}
	}
	return list
}

func (c *cli) replace() *cobra.Command {
	var q replace.Query
	var dry, exact bool
	cmd := &cobra.Command{
		Use:   "replace [--dry-run] [--regexp] [--words] [--case] OLD NEW DIR",
		Short: "Replace words in all posts of a folder",
		Long: `Replace words by others in the bodies, titles and descriptions of all posts of a
folder: in all of them or, where one cannot be written, in none. Each place that was
changed is printed on a line:

    file:line: before [OLD -> NEW] after

Capital and small letters are the same without --case. With --regexp, OLD is a regular expression, and $1 or ${name} in
NEW stand for its groups. What a post said before stays in its history.`,
		Args: exactly("OLD", "NEW", "DIR"),
		RunE: func(cmd *cobra.Command, args []string) error {
			q.Text, q.With, q.IgnoreCase, q.Accents = args[0], args[1], !exact, true
			if q.Text == "" {
				return usage("replace: OLD is empty")
			}
			return c.runReplace(cmd.Context(), q, args[2], dry)
		},
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "print what would be replaced, and change nothing")
	cmd.Flags().BoolVar(&q.Regexp, "regexp", false, "OLD is a regular expression")
	cmd.Flags().BoolVar(&q.Words, "words", false, "only whole words")
	cmd.Flags().BoolVar(&exact, "case", false, "match capital and small letters exactly")
	return cmd
}

func (c *cli) runReplace(ctx context.Context, q replace.Query, dir string, dry bool) error {
	r, err := q.Compile()
	if err != nil {
		return usage("replace: OLD is not a regular expression: %v", err)
	}
	ctx, done := endable(ctx)
	defer done()
	lib, err := c.library(ctx, dir)
	if err != nil {
		return fmt.Errorf("%w; nothing was changed", err)
	}
	c.warnOfLibrary(lib)
	var changes []plan.Change
	var lines []string // a place each, to be printed once that is true
	places := 0
	seen := map[string]bool{} // files that were looked through, whatever links lead to them
	for _, e := range byName(lib.Entries) {
		name := shownIn(dir, lib.Dir, e.Path)
		switch {
		case e.Outside != "":
			c.warn("%s: it is a link out of the folder; it was left as it is", name)
			continue
		case e.Err != nil:
			c.warn("%v; it was left as it is", e.Err)
			continue
		}
		src, _, err := storage.Load(e.Path)
		if err != nil {
			c.warn("%v; it was left as it is", err)
			continue
		}
		if real, err := filepath.EvalSymlinks(e.Path); err == nil {
			if seen[real] {
				continue
			}
			seen[real] = true
		}
		found := r.Of(src)
		if found.Count == 0 {
			continue
		}
		for _, p := range found.Places {
			lines = append(lines, fmt.Sprintf("%s:%d: %s[%s -> %s]%s", name, p.Line, p.Before, p.Old, p.New, p.After))
		}
		if n := found.Count - len(found.Places); n > 0 {
			lines = append(lines, fmt.Sprintf("%s: and %s more", name, wording.Count(n, "place")))
		}
		places += found.Count
		changes = append(changes, plan.Change{Path: e.Path, Old: src, New: found.New})
	}
	said := wording.Count(places, "place") + " in " + wording.Count(len(changes), "post")
	switch {
	case len(changes) == 0:
		c.say("“%s” is in no post of %s; nothing was changed", q.Text, named(dir))
		return nil
	case dry:
		c.lines(lines)
		c.say("%s would be replaced; nothing was changed", said)
		return nil
	}
	if err := c.change(ctx, changes, history.Replaced); err != nil {
		return unchanged(err)
	}
	c.lines(lines)
	c.say("%s replaced", said)
	return nil
}

// lines prints lines to standard output.
func (c *cli) lines(list []string) {
	for _, line := range list {
		fmt.Fprintln(c.out, oneLine(line))
	}
}

// shownIn is the path of a post as it is printed: below the folder as that was
// given.
func shownIn(given, dir, path string) string {
	if rel, err := filepath.Rel(dir, path); err == nil {
		return filepath.Join(given, rel)
	}
	return path
}
