package command

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"galley.app/galley/internal/webcheck"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/links"
)

func (c *cli) links() *cobra.Command {
	var asJSON, external, private bool
	cmd := &cobra.Command{
		Use:   "links [--json] [--external [--private]] PATH",
		Short: "List the links and images of posts, and where they lead",
		Long: `List the links and images of a post, or of all posts of a folder, and where they
lead, one line each:

    file:line:col: address -> post FILE
    file:line:col: address -> heading FILE#name
    file:line:col: address -> file FILE
    file:line:col: address -> site    a page of the site that is no post
    file:line:col: address -> web     somewhere else; it is not asked for
    file:line:col: address -> nothing: no such post

What stands in code is no link. With --external the addresses of other sites are
tried: each once, one after the other at a host, with HEAD and where that is not
known with GET, and what answered is kept for a day. Addresses in private networks
are tried only with --private, and are no fault without it. Nothing else that Galley does asks the network.

The exit code is 1 if any leads to nothing.`,
		Args: exactly("PATH"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.runLinks(cmd.Context(), args[0], asJSON, external, private)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	cmd.Flags().BoolVar(&external, "external", false, "try the addresses of other sites")
	cmd.Flags().BoolVar(&private, "private", false, "try those in private networks, too")
	return cmd
}

// shownLink is a link as scripts read it.
type shownLink struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Col      int    `json:"col"`
	Address  string `json:"address"`         // what it means
	Field    string `json:"field,omitempty"` // of the head that it is in
	Form     string `json:"form"`            // inline, reference, html, auto, field
	Image    bool   `json:"image"`
	To       string `json:"to"`                 // post, heading, file, site, web, nothing
	Target   string `json:"target,omitempty"`   // the post or file
	Fragment string `json:"fragment,omitempty"` // behind the # sign
	Alias    bool   `json:"alias,omitempty"`    // an address that the post had before
	Dead     bool   `json:"dead"`
	Why      string `json:"why,omitempty"`
	Answer   string `json:"answer,omitempty"` // of an address of another site that was tried, or why it was not
}

func (c *cli) runLinks(ctx context.Context, path string, asJSON, external, private bool) error {
	lib, only, err := c.libraryOf(ctx, path)
	if err != nil {
		return err
	}
	found := []shownLink{}
	var from []string // the posts of what was found
	dead, unread := 0, 0
	posts := map[string]bool{}
	resolver := lib.Resolver()
	given := path
	if only != "" {
		given = shownDir(path, only, lib)
	}
	for _, e := range byName(lib.Entries) {
		if only != "" && e.Path != only {
			continue
		}
		name := path
		if only == "" {
			name = shownIn(path, lib.Dir, e.Path)
		}
		if e.Err != nil {
			c.warn("%v", e.Err)
			unread++
			continue
		}
		for _, l := range links.Known(e.Head(), e.Facts()) {
			t := resolver.Target(e.Path, l.Link)
			s := shownLink{
				File: name, Line: l.Line, Col: l.Col, Address: l.Dest, Field: l.Key, Form: l.Kind.String(), Image: l.Image,
				To: t.Kind.String(), Fragment: t.Fragment, Alias: t.Alias, Dead: t.Kind == storage.ToNothing, Why: t.Why,
			}
			if l.Key != "" {
				s.Form = "field"
			}
			if t.Path != "" {
				s.Target = shownIn(given, lib.Dir, t.Path)
			}
			found, from = append(found, s), append(from, e.Path)
		}
	}
	if external {
		if err := c.tryLinks(ctx, found, private); err != nil {
			return err
		}
	}
	for i, s := range found {
		if s.Dead {
			dead++
			posts[from[i]] = true
		}
	}
	if asJSON {
		if err := c.json(found); err != nil {
			return err
		}
	} else {
		for _, s := range found {
			fmt.Fprintln(c.out, oneLine(s.String()))
		}
	}
	switch {
	case dead > 0:
		c.say("%s in %s %s to nothing", wording.Count(dead, "link"), wording.Count(len(posts), "post"), lead(dead))
		return errProblems
	case unread > 0:
		return errProblems
	}
	return nil
}

// tryLinks asks other sites for the addresses that lead to them.
func (c *cli) tryLinks(ctx context.Context, found []shownLink, private bool) error {
	var addresses []string
	for _, s := range found {
		if s.To == storage.ToWeb.String() {
			addresses = append(addresses, s.Address)
		}
	}
	answers := map[string]webcheck.Result{}
	checker := webcheck.Checker{Cache: config.UserPaths(c.env.Getenv).Cache, Private: private, Version: c.env.Version}
	if err := checker.Try(ctx, addresses, func(r webcheck.Result) { answers[r.Address] = r }); err != nil {
		return err
	}
	for i := range found {
		s := &found[i]
		r, ok := answers[webcheck.Plain(s.Address)]
		switch {
		case s.To != storage.ToWeb.String() || !ok:
		case r.Dead():
			s.To, s.Dead, s.Why = storage.ToNothing.String(), true, r.String()
		default:
			s.Answer = r.String()
		}
	}
	return nil
}

// lead is what so many links do.
func lead(n int) string {
	if n == 1 {
		return "leads"
	}
	return "lead"
}

// String is the link as a line.
func (s shownLink) String() string {
	to := s.To
	switch {
	case s.Dead:
		to += ": " + s.Why
		if s.Target != "" {
			to += " in " + s.Target
		}
	case s.Answer != "":
		to += ": " + s.Answer
	case s.To == "heading":
		to += " " + s.Target + "#" + s.Fragment
	case s.Target != "":
		to += " " + s.Target
	}
	if s.Alias {
		to += ", by an address that it had before"
	}
	return fmt.Sprintf("%s:%d:%d: %s -> %s", s.File, s.Line, s.Col, s.Address, to)
}

// libraryOf opens the library that a folder is, or that a post is in: then only is
// the post's path. A post's library is the nearest folder above it that has
// settings, else its own folder.
func (c *cli) libraryOf(ctx context.Context, path string) (lib storage.Library, only string, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return lib, "", fmt.Errorf("%s: %s", named(path), whyNot(err))
	}
	dir := path
	if !info.IsDir() {
		only = absolute(path)
		dir = storage.Around(filepath.Dir(only)).Dir
	}
	if lib, err = c.library(ctx, dir); err != nil {
		return lib, "", err
	}
	lib = c.trusted(lib, false)
	c.warnOfLibrary(lib)
	if only == "" {
		return lib, "", nil
	}
	if _, ok := lib.Entry(only); !ok {
		if _, _, err := storage.Load(only); err != nil {
			return lib, "", err
		}
		return lib, "", fmt.Errorf("%s: it is not a post of the folder %s", named(path), shownDir(path, only, lib))
	}
	return lib, only, nil
}
