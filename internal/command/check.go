package command

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"galley.app/galley/storage"
	"galley.app/galley/storage/check"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/publish"
)

func (c *cli) check() *cobra.Command {
	var asJSON, asSARIF, strict bool
	cmd := &cobra.Command{
		Use:   "check [--json | --sarif] [--strict] PATH...",
		Short: "List what is wrong with posts",
		Long: `List what is wrong with posts, or with all posts of a folder, one line each:

    file:line:col: severity: message [rule]

In a library, templates and static files are checked, too. The exit code is 1 if
there is any error. [check] in the folder's galley.toml turns rules off, or gives
them another severity.`,
		Args: atLeastOne("PATH"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if asJSON && asSARIF {
				return usage("check: give --json or --sarif, not both")
			}
			return c.runCheck(cmd.Context(), args, shape(asJSON, asSARIF), strict)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	cmd.Flags().BoolVar(&asSARIF, "sarif", false, "print one SARIF 2.1.0 log, as code hosts read it")
	cmd.Flags().BoolVar(&strict, "strict", false, "exit with 1 for warnings too")
	return cmd
}

// how what was found is printed.
type how uint8

const (
	asLines how = iota
	asArray
	asLog
)

func shape(asJSON, asSARIF bool) how {
	switch {
	case asJSON:
		return asArray
	case asSARIF:
		return asLog
	}
	return asLines
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

func (c *cli) runCheck(ctx context.Context, paths []string, as how, strict bool) error {
	found := []shownProblem{}
	var located []check.Located
	failed := false
	add := func(path string, problems []post.Problem) {
		for _, p := range problems {
			found = append(found, showProblem(path, p))
			located = append(located, check.Located{Problem: p, File: path})
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
			return fmt.Errorf("%s: %s", named(path), whyNot(err))
		}
		if !info.IsDir() {
			src, _, err := storage.Load(path)
			if err != nil {
				refused(path, err)
				continue
			}
			if of, ok := storage.CopyBeside(absolute(path)); ok {
				add(path, []post.Problem{{Line: 1, Col: 1, Severity: post.Warning, Rule: "sync-copy", Message: "a sync tool left this copy of " + oneLine(filepath.Base(of)) + "; it is not a post of its own"}})
				continue
			}
			add(path, c.problemsOf(ctx, around, path, src))
			continue
		}
		lib, err := c.library(ctx, path)
		if err != nil {
			return err
		}
		lib = c.trusted(lib, false)
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
		}
		for _, p := range publish.DesignProblems(ctx, lib) {
			if rel, err := filepath.Rel(lib.Dir, p.File); err == nil {
				p.File = filepath.Join(path, rel)
			}
			add(p.File, []post.Problem{p.Problem})
		}
	}
	switch as {
	case asArray:
		if err := c.json(found); err != nil {
			return err
		}
	case asLog:
		if err := c.json(check.SARIF(located, c.env.Version)); err != nil {
			return err
		}
	default:
		for _, p := range found {
			fmt.Fprintln(c.out, oneLine(fmt.Sprintf("%s:%d:%d: %s: %s [%s]", p.File, p.Line, p.Col, p.Severity, p.Message, p.Rule)))
		}
	}
	if failed {
		return errProblems
	}
	return nil
}

// neighbours are the libraries of posts that are named one by one, by their
// folders: each is read once, however many of its posts are named.
type neighbours map[string]storage.Library

// of is the library of the posts in dir. Where the others cannot be read a post is
// checked alone.
func (n neighbours) of(ctx context.Context, c *cli, dir string) storage.Library {
	dir = storage.Around(dir).Dir
	if lib, ok := n[dir]; ok {
		return lib
	}
	lib, err := c.library(ctx, dir)
	if err != nil {
		lib = storage.Around(dir)
	}
	lib = c.trusted(lib, false)
	n[dir] = lib
	return lib
}

// problemsOf checks one post among the others of its library.
func (c *cli) problemsOf(ctx context.Context, around neighbours, path, src string) []post.Problem {
	abs := absolute(path)
	return around.of(ctx, c, filepath.Dir(abs)).CheckSource(abs, src, c.env.Now())
}

// byName sorts the posts of a library by their paths within it.
func byName(entries []storage.Entry) []storage.Entry {
	return slices.SortedFunc(slices.Values(entries), func(a, b storage.Entry) int { return strings.Compare(a.Rel, b.Rel) })
}
