package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/spf13/cobra"

	"galley.app/galley/internal/serve"
	"galley.app/galley/storage"
	"galley.app/galley/storage/export/layout"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/publish"
)

// themeCommand is the command that makes templates.
func themeCommand(c *cli) *cobra.Command {
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
		Args: atMostOne("theme new", "DIR"),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := "."
			if len(args) > 0 {
				dir = args[0]
			}
			return newTheme(c, dir)
		},
	})
	return cmd
}

// newTheme writes templates into a library, and prints their paths.
func newTheme(c *cli, dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("%s: %s; nothing was written; make the folder first", named(dir), whyNot(err))
	}
	if !info.IsDir() {
		return fmt.Errorf("%s: is not a folder; nothing was written", named(dir))
	}
	written, err := layout.New(dir)
	for _, path := range written {
		fmt.Fprintln(c.out, path)
	}
	return err
}

// serveCommand is the command that shows a site.
func serveCommand(c *cli) *cobra.Command {
	var port int
	var drafts bool
	cmd := &cobra.Command{
		Use:   "serve [--port N] [--drafts] [DIR]",
		Short: "Show the site of a library in the browser, on this computer alone",
		Long: fmt.Sprintf(`Show the site of a library, DIR or the current folder, in the browser as an export
would make it, and print its address. Pages that are open are loaded again when a
post, a template or a static file is saved. It ends with Ctrl+C.

Only this computer can see it, at port %d or the next free one: requests by another
name, or for another site, are refused. Pages fetch nothing from other hosts.`, serve.Port),
		Args: atMostOne("serve", "DIR"),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "."
			if len(args) > 0 {
				dir = args[0]
			}
			if cmd.Flags().Changed("port") && (port < 1 || port > 65535) {
				return usage("serve: --port must be a number from 1 to 65535")
			}
			return serveSite(cmd.Context(), c, dir, port, drafts)
		},
	}
	cmd.Flags().IntVar(&port, "port", 0, "`number` of the port; without it, the next free one")
	cmd.Flags().BoolVar(&drafts, "drafts", false, "show drafts, too")
	return cmd
}

// serveSite shows a site until the command is to end.
func serveSite(ctx context.Context, c *cli, dir string, port int, drafts bool) error {
	ctx, stop := endable(ctx)
	defer stop()
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("%s: %s; nothing is shown", named(dir), whyNot(err))
	}
	if !info.IsDir() {
		return fmt.Errorf("%s: is not a folder; nothing is shown", named(dir))
	}
	lib, err := c.library(ctx, dir)
	if err != nil {
		return fmt.Errorf("%w; nothing is shown", err)
	}
	lib = c.trusted(lib, false)
	var shown atomic.Pointer[publish.Live]
	live, err := publish.NewLive(ctx, lib, drafts, nil, c.env.Now(), nil)
	if err != nil {
		return err
	}
	shown.Store(live)
	told := map[string]bool{}
	tellLive(c, live, told)

	server, err := serve.Start(serve.Options{
		File:    func(ctx context.Context, name string) ([]byte, error) { return shown.Load().File(ctx, name) },
		Scripts: func() bool { return shown.Load().Scripts() }, Type: layout.MIME, Port: port,
	})
	if busy, ok := errors.AsType[*serve.BusyError](err); ok {
		return fmt.Errorf("%w; nothing is shown; leave --port out to have the next free one", busy)
	}
	if err != nil {
		return fmt.Errorf("the site cannot be shown: %w", err)
	}
	defer server.Close()
	if port == 0 && server.Port() != serve.Port {
		c.say("the port %d is in use by another program, so it is %d", serve.Port, server.Port())
	}
	fmt.Fprintln(c.out, server.URL(""))

	changed := make(chan struct{}, 1)
	w := storage.NewWatcher(storage.WatchOptions{
		Post: func(do func()) { do() },
		Report: func(storage.Report) {
			select {
			case changed <- struct{}{}:
			default:
			}
		},
	})
	defer w.Close()
	follows := 0
	follow := func() {
		follows++
		dirs := publish.DesignFolders(lib)
		for _, rel := range lib.Folders {
			dirs = append(dirs, filepath.Join(lib.Dir, filepath.FromSlash(rel)))
		}
		w.Follow(follows, dirs)
	}
	w.Watch(lib.Dir)
	follow()
	for c.out.failed == nil {
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
		}
		next, err := storage.Refresh(ctx, lib, c.env.Now())
		if err != nil {
			if ctx.Err() == nil {
				c.warn("%v; what is shown stays as it was", err)
			}
			continue
		}
		lib = next
		if live, err = publish.NewLive(ctx, lib, drafts, nil, c.env.Now(), live); err != nil {
			return nil // it is to end
		}
		shown.Store(live)
		tellLive(c, live, told)
		server.Changed()
		follow()
	}
	return nil
}

// tellLive says what is wrong with a site that is shown, each once.
func tellLive(c *cli, live *publish.Live, told map[string]bool) {
	say := func(line string) {
		if !told[line] {
			told[line] = true
			c.warn("%s", line)
		}
	}
	for _, l := range live.Left() {
		if l.Error {
			say(l.Path + ": left out: " + l.Text(way))
		}
	}
	for _, p := range live.Problems() {
		say(site.Finding{Path: p.Path, Line: p.Line, Message: p.Message}.String())
	}
}
