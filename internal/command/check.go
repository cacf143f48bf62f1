package command

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage"
	"galley.app/galley/storage/check"
	"galley.app/galley/storage/post"
)

func (c *cli) check() *cobra.Command {
	var asJSON, strict bool
	cmd := &cobra.Command{
		Use:   "check [--json] [--strict] PATH...",
		Short: "List what is wrong with posts",
		Long: `List what is wrong with posts, or with all posts of a folder, a line each:

    file:line:col: severity: message [rule]

The exit code is 1 if there is any error.`,
		Args: atLeastOne("PATH"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.runCheck(cmd.Context(), args, asJSON, strict)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	cmd.Flags().BoolVar(&strict, "strict", false, "exit with 1 for warnings too")
	return cmd
}

type shownProblem struct {
	File     string `json:"file,omitempty"`
	Line     int    `json:"line"`
	Col      int    `json:"col"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Rule     string `json:"rule"`
	Key      string `json:"key,omitempty"`
}

func showProblem(file string, p post.Problem) shownProblem {
	return shownProblem{
		File: file, Line: max(1, p.Line), Col: max(1, p.Col),
		Severity: p.Severity.String(), Message: p.Message, Rule: p.Rule, Key: p.Key,
	}
}

func (c *cli) runCheck(ctx context.Context, paths []string, asJSON, strict bool) error {
	found := []shownProblem{}
	failed := false
	add := func(path string, problems []post.Problem) {
		for _, p := range problems {
			found = append(found, showProblem(path, p))
			failed = failed || p.Severity == post.Error || strict && p.Severity == post.Warning
		}
	}
	refused := func(path string, err error) {
		add(path, []post.Problem{{Line: 1, Col: 1, Severity: post.Error, Rule: "unreadable", Message: refusal(err)}})
	}
	around := neighbours{}
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return fmt.Errorf("%s: %s; nothing was changed", named(path), whyNot(err))
		}
		if !info.IsDir() {
			src, _, err := storage.Load(path)
			if err != nil {
				refused(path, err)
				continue
			}
			if of, ok := storage.CopyBeside(absolute(path)); ok {
				add(path, []post.Problem{{Line: 1, Col: 1, Severity: post.Warning, Rule: "sync-copy", Message: "a sync tool left this copy of " + oneLine(filepath.Base(of)) + "; it is no post of its own"}})
				continue
			}
			add(path, c.problemsOf(ctx, around, path, src))
			continue
		}
		lib, err := c.library(ctx, path)
		if err != nil {
			return fmt.Errorf("%w; nothing was changed", err)
		}
		for _, p := range lib.Problems {
			c.warn("%s", p)
		}
		for _, e := range byName(lib.Entries) {
			name := filepath.Join(path, filepath.FromSlash(e.Rel))
			if e.Err != nil {
				refused(name, e.Err)
				continue
			}
			add(name, e.Problems)
			src, _, err := storage.Load(name)
			if err != nil {
				refused(name, err)
				continue
			}
			add(name, bodyProblems(src, lib))
		}
	}
	if asJSON {
		if err := c.json(found); err != nil {
			return err
		}
	} else {
		for _, p := range found {
			fmt.Fprintln(c.out, oneLine(fmt.Sprintf("%s:%d:%d: %s: %s [%s]", p.File, p.Line, p.Col, p.Severity, p.Message, p.Rule)))
		}
	}
	if failed {
		return errProblems
	}
	return nil
}

// bodyProblems are what readers of a post will not see as it was written.
func bodyProblems(src string, lib storage.Library) (list []post.Problem) {
	d := markdown.Dialect{InlineMath: lib.Site.InlineMath}.Parse(nil, text.New(src), post.Parse(src).BodyStart())
	for _, p := range d.Problems() {
		list = append(list, post.Problem{Line: p.Line, Col: 1, Severity: post.Warning, Rule: p.Rule, Message: p.Message})
	}
	return list
}

// neighbours are the libraries of posts that are named one by one, by their
// folders: each is read once, however many of its posts are named.
type neighbours map[string]neighbourhood

// neighbourhood is what a library means for the check of its posts.
type neighbourhood struct {
	lib     storage.Library
	context check.Context // without the path
}

// of is the neighbourhood of the posts in dir. Where the others cannot be read a
// post is checked alone.
func (n neighbours) of(ctx context.Context, dir string, now time.Time) neighbourhood {
	if near, ok := n[dir]; ok {
		return near
	}
	lib, err := storage.Open(ctx, dir, now)
	near := neighbourhood{lib: lib}
	if err != nil {
		near.lib = storage.Around(dir)
	} else {
		near.context = lib.Surroundings("")
	}
	n[dir] = near
	return near
}

// problemsOf checks one post among the others of its library.
func (c *cli) problemsOf(ctx context.Context, around neighbours, path, src string) []post.Problem {
	abs := absolute(path)
	near := around.of(ctx, storage.Around(filepath.Dir(abs)).Dir, c.env.Now())
	near.context.Path = abs
	found := append(check.Post(src, post.Parse(src), near.context), near.lib.CopyProblems(abs)...)
	return append(found, bodyProblems(src, near.lib)...)
}

// byName sorts the posts of a library by their paths within it.
func byName(entries []storage.Entry) []storage.Entry {
	return slices.SortedFunc(slices.Values(entries), func(a, b storage.Entry) int { return strings.Compare(a.Rel, b.Rel) })
}
