// Package serving shows the site of a library in the browser while the window is
// open.
package serving

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"time"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/serve"
	"galley.app/galley/storage"
	"galley.app/galley/storage/export/layout"
	"galley.app/galley/storage/publish"
)

// Options join a Site to a window.
type Options struct {
	Post    func(func())          // runs a function on the UI goroutine
	Say     func(string)          // in the status bar
	Tell    func(title, s string) // in a question
	Open    func(*url.URL) error  // in the browser
	Library func() storage.Library
	// Unsaved gives the texts that differ from their files, by path, where they are
	// to be shown; nil shows what is saved.
	Unsaved func() map[string]string
	Now     func() time.Time
}

// rest is how long nothing is to change before the site is made anew.
const rest = 300 * time.Millisecond

// Site is the library's site as browsers are shown it. The UI goroutine has it.
type Site struct {
	o       Options
	server  *serve.Server // nil while nothing is shown
	watcher *storage.Watcher
	follows int
	shown   atomic.Pointer[publish.Live]
	dir     string // of the library that is shown
	delay   control.Delay
	busy    bool     // it is being made
	again   bool     // and something has changed since
	wanted  []func() // what waits until it is made
	ctx     context.Context
	stop    context.CancelFunc
}

// New returns a site that is not shown.
func New(o Options) *Site {
	s := &Site{o: o}
	s.delay = control.Delay{Post: o.Post, After: rest}
	s.ctx, s.stop = context.WithCancel(context.Background())
	return s
}

// On reports whether it is shown.
func (s *Site) On() bool { return s.server != nil }

// Show opens the page of the post at a path in the browser, "" for the first page
// of the site, which is shown from now on.
func (s *Site) Show(path string) {
	if s.o.Library().Dir == "" {
		s.o.Say("Open a folder of posts to see its site.")
		return
	}
	s.wanted = append(s.wanted, func() { s.open(path) })
	s.make()
}

// Stop ends it.
func (s *Site) Stop() {
	if s.end() {
		s.o.Say("The site is not shown in the browser any more.")
	}
}

// Close is Stop without a word, for the end of the window.
func (s *Site) Close() {
	s.end()
	s.stop()
}

func (s *Site) end() bool {
	s.delay.Stop()
	s.wanted = nil
	if s.server == nil {
		return false
	}
	s.server.Close()
	s.watcher.Close()
	s.server, s.watcher = nil, nil
	return true
}

// Changed has the site made anew soon, if it is shown: something was saved, or
// typed where that is shown.
func (s *Site) Changed() {
	if s.On() {
		s.delay.Start(s.make)
	}
}

// make makes the site of the library as it is, aside.
func (s *Site) make() {
	if s.busy {
		s.again = true
		return
	}
	s.busy, s.again = true, false
	lib, earlier, now := s.o.Library(), s.shown.Load(), s.o.Now()
	if lib.Dir != s.dir {
		earlier = nil
	}
	unsaved := s.o.Unsaved()
	go func() {
		live, err := publish.NewLive(s.ctx, lib, true, unsaved, now, earlier)
		folders := publish.DesignFolders(lib)
		s.o.Post(func() { s.made(lib.Dir, live, folders, err) })
	}()
}

// made takes over a site.
func (s *Site) made(dir string, live *publish.Live, folders []string, err error) {
	s.busy = false
	wanted := s.wanted
	if s.ctx.Err() != nil || !s.On() && len(wanted) == 0 {
		return // it was stopped meanwhile
	}
	if s.again { // what waits, waits for that
		s.make()
		return
	}
	s.wanted = nil
	if err != nil {
		s.o.Tell("The site cannot be shown", err.Error())
		return
	}
	s.shown.Store(live)
	s.dir = dir
	if !s.On() && !s.start() {
		return
	}
	s.follows++
	go func(w *storage.Watcher, n int) { w.Follow(n, folders) }(s.watcher, s.follows)
	s.server.Changed()
	for _, do := range wanted {
		do()
	}
	if problems := live.Problems(); len(problems) > 0 {
		p := problems[0]
		name, line := filepath.Base(p.Path), ""
		if p.Line > 0 {
			line = fmt.Sprintf(", line %d", p.Line)
		}
		s.o.Say("▲ " + name + line + ": " + p.Message)
	}
}

// start begins to show it.
func (s *Site) start() bool {
	server, err := serve.Start(serve.Options{
		File:    func(ctx context.Context, name string) ([]byte, error) { return s.shown.Load().File(ctx, name) },
		Scripts: func() bool { return s.shown.Load().Scripts() }, Type: layout.MIME,
	})
	if err != nil {
		s.o.Tell("The site cannot be shown", err.Error()+"; Open in browser shows the page of a post without it.")
		return false
	}
	s.server = server
	s.watcher = storage.NewWatcher(storage.WatchOptions{Post: s.o.Post, Report: func(storage.Report) { s.Changed() }})
	return true
}

// open opens the page of a post in the browser.
func (s *Site) open(path string) {
	place, ok := s.shown.Load().Page(path)
	at := s.server.URL(place)
	u, err := url.Parse(at)
	if err == nil {
		err = s.o.Open(u)
	}
	said := "The site is shown at "
	if p := s.server.Port(); p != serve.Port {
		said = fmt.Sprintf("The port %d is in use, so the site is shown at ", serve.Port)
	}
	switch {
	case err != nil:
		s.o.Say("No browser could be opened. " + said + at)
	case path != "" && !ok:
		s.o.Say(said + at + " without this post: " + s.why(path))
	default:
		s.o.Say(said + at)
	}
}

// why says why a post is not on the site.
func (s *Site) why(path string) string {
	for _, l := range s.shown.Load().Left() {
		if l.Path == path {
			return l.Message
		}
	}
	return "it is not a post with a file in the library"
}
