// Package serve shows a site to the browsers of this machine, and has them show it
// anew when it changes.
//
// It listens on the loopback alone, and answers only who asks for that by its
// name: no page of another site can read what is shown, whatever names of the
// network it is reached by. What is shown fetches nothing from elsewhere.
package serve

import (
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"fmt"
	"html"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Port is the one that is taken where nobody asks for another.
const Port = 8317

const (
	morePorts = 20  // that are tried behind it
	maxListen = 100 // pages that wait for changes at a time
	maxMaking = 8   // files that are made at a time
)

// Options are what is shown.
type Options struct {
	// File makes a file of the site by its slash path. An error that is
	// [fs.ErrNotExist] says that there is none. Several goroutines call it.
	File func(ctx context.Context, name string) ([]byte, error)
	Type func(name string) string // as an HTTP header says it
	// Scripts reports whether the pages may have scripts of their own, which are
	// the library's.
	Scripts func() bool
	Port    int // that is wanted, and no other; 0 takes Port or the next free one
}

// Server shows a site until it is closed.
type Server struct {
	o        Options
	web      *http.Server
	port     int
	id       string // of this server, so that pages of an earlier one are shown anew
	making   chan struct{}
	over     chan struct{}
	closing  sync.Once
	finished sync.WaitGroup

	mu      sync.Mutex
	version int
	changed chan struct{} // closed with the next change
	waiting int
}

// BusyError says that a port is not to be had.
type BusyError struct {
	Port   int
	Denied bool // the system keeps it; else another program has it
}

func (e *BusyError) Error() string {
	if e.Denied {
		return fmt.Sprintf("the system does not let this program have the port %d", e.Port)
	}
	return fmt.Sprintf("the port %d is in use by another program", e.Port)
}

// Start begins to show a site. The error is a [*BusyError] where the port is not to
// be had.
func Start(o Options) (*Server, error) {
	l, err := listen(o.Port)
	if err != nil {
		return nil, err
	}
	s := &Server{
		o: o, port: l.Addr().(*net.TCPAddr).Port, id: rand.Text()[:8],
		making: make(chan struct{}, maxMaking), over: make(chan struct{}), changed: make(chan struct{}),
	}
	s.web = &http.Server{
		Handler: http.HandlerFunc(s.serve), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: log.New(io.Discard, "", 0),
	}
	s.finished.Go(func() { _ = s.web.Serve(l) }) // it ends when it is closed
	return s, nil
}

// listen takes a port of the loopback.
func listen(port int) (net.Listener, error) {
	at := func(port int) (net.Listener, error) {
		return net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	}
	if port != 0 {
		l, err := at(port)
		if busy, denied := isBusy(err); busy {
			return nil, &BusyError{port, denied}
		}
		return l, err
	}
	for port := Port; port <= Port+morePorts; port++ {
		l, err := at(port)
		if busy, _ := isBusy(err); !busy {
			return l, err
		}
	}
	return at(0)
}

// Port is the one that was taken.
func (s *Server) Port() int { return s.port }

// URL is the address of a file of the site, "" for its first page.
func (s *Server) URL(name string) string {
	u := url.URL{Scheme: "http", Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)), Path: address(name)}
	return u.String()
}

// address is the path of the address of a file, which for the page of a folder is
// that of the folder.
func address(name string) string {
	if dir, file := path.Split("/" + name); file == "index.html" {
		return dir
	}
	return "/" + name
}

// Changed has all pages that are open show the site anew.
func (s *Server) Changed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.version++
	close(s.changed)
	s.changed = make(chan struct{})
}

// Close ends it. Pages that are open stay as they are.
func (s *Server) Close() {
	s.closing.Do(func() {
		close(s.over)
		_ = s.web.Close() // nothing was written
	})
	s.finished.Wait()
}

// now is the version that is shown, and what is closed with the next one.
func (s *Server) now() (version string, changed <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.id + "-" + strconv.Itoa(s.version), s.changed
}

// ours reports whether a host is this server by its name.
func (s *Server) ours(host string) bool {
	name, port, err := net.SplitHostPort(host)
	if err != nil { // browsers leave the port of HTTP away
		name, port = host, "80"
	}
	return port == strconv.Itoa(s.port) && (name == "127.0.0.1" || strings.EqualFold(name, "localhost"))
}

// refuses says why a request is none of a browser of this machine that shows the
// site; "" for one that is.
func (s *Server) refuses(r *http.Request) string {
	if !s.ours(r.Host) {
		return "This is shown to browsers of this computer alone, at " + s.URL("")
	}
	if origin := r.Header.Get("Origin"); origin != "" {
		u, err := url.Parse(origin)
		if err != nil || u.Scheme != "http" || !s.ours(u.Host) {
			return "Pages of other sites may not ask for this."
		}
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "cross-site", "same-site":
		if r.Header.Get("Sec-Fetch-Mode") != "navigate" || r.Header.Get("Sec-Fetch-Dest") != "document" {
			return "Pages of other sites may not ask for this."
		}
	}
	return ""
}

//go:embed reload.js
var reloadScript []byte

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Content-Security-Policy", s.policy())
	if why := s.refuses(r); why != "" {
		http.Error(w, why, http.StatusForbidden)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "This can only be read.", http.StatusMethodNotAllowed)
		return
	}
	switch r.URL.Path {
	case "/.galley/reload.js":
		h.Set("Content-Type", "text/javascript; charset=utf-8")
		_, _ = w.Write(reloadScript) // who asked may be gone
	case "/.galley/changes":
		s.tell(w, r)
	default:
		s.file(w, r)
	}
}

// policy lets pages have what is of the site itself, and nothing from elsewhere.
func (s *Server) policy() string {
	scripts := "'self'"
	if s.o.Scripts != nil && s.o.Scripts() {
		scripts += " 'unsafe-inline'"
	}
	return "default-src 'self' data:; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; script-src " + scripts +
		"; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
}

// tell tells a page of changes until it is closed.
func (s *Server) tell(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	full := s.waiting >= maxListen
	if !full {
		s.waiting++
	}
	s.mu.Unlock()
	if full {
		http.Error(w, "Too many pages are open.", http.StatusServiceUnavailable)
		return
	}
	defer func() {
		s.mu.Lock()
		s.waiting--
		s.mu.Unlock()
	}()
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	for {
		version, changed := s.now()
		if _, err := io.WriteString(w, "data: "+version+"\n\n"); err != nil || out.Flush() != nil {
			return
		}
		select {
		case <-changed:
		case <-r.Context().Done():
			return
		case <-s.over:
			return
		}
	}
}

// file answers with a file of the site.
func (s *Server) file(w http.ResponseWriter, r *http.Request) {
	version, _ := s.now() // before the file is made, so that no change is missed
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	folder := strings.HasSuffix(r.URL.Path, "/") || name == ""
	if folder {
		name = strings.TrimPrefix(name+"/index.html", "/")
	}
	data, err := s.make(r.Context(), name)
	if errors.Is(err, fs.ErrNotExist) && !folder {
		if _, err := s.make(r.Context(), name+"/index.html"); err == nil {
			to := url.URL{Path: "/" + name + "/", RawQuery: r.URL.RawQuery}
			http.Redirect(w, r, to.String(), http.StatusFound)
			return
		}
	}
	status := http.StatusOK
	switch {
	case errors.Is(err, fs.ErrNotExist):
		name, data, status = "index.html", page("There is no such page", "The site has nothing at "+address(name)+"."), http.StatusNotFound
	case err != nil:
		name, data, status = "index.html", page("The page could not be made", err.Error()), http.StatusInternalServerError
	}
	kind := s.o.Type(name)
	w.Header().Set("Content-Type", kind)
	if strings.HasPrefix(kind, "text/html") {
		data = live(data, version)
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	if r.Method == http.MethodGet {
		_, _ = w.Write(data) // who asked may be gone
	}
}

// make makes a file of the site; there is none with a hidden name. Who reads slowly
// keeps nobody from having files made.
func (s *Server) make(ctx context.Context, name string) ([]byte, error) {
	if strings.Contains("/"+name, "/.") || !fs.ValidPath(name) {
		return nil, fs.ErrNotExist
	}
	select {
	case s.making <- struct{}{}:
		defer func() { <-s.making }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return s.o.File(ctx, name)
}

// page is a page that says something.
func page(title, text string) []byte {
	return []byte("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>" + html.EscapeString(title) +
		"</title>\n<style>body { max-width: 560px; margin: 64px auto; padding: 0 24px; font: 17px/1.6 system-ui, sans-serif; overflow-wrap: break-word }</style>\n</head>\n<body>\n<h1>" + html.EscapeString(title) + "</h1>\n<p>" + html.EscapeString(text) + "</p>\n<p><a href=\"/\">The first page</a></p>\n</body>\n</html>\n")
}

// ownPolicy is a page's own policy, in place of which there is the one of the
// server: it would keep the page from being shown anew.
var ownPolicy = regexp.MustCompile(`(?is)<meta\s[^>]*http-equiv\s*=\s*["']?content-security-policy["']?[^>]*>\n?`)

// live is a page that is shown anew when the site changes.
func live(data []byte, version string) []byte {
	text := ownPolicy.ReplaceAllString(string(data), "")
	script := `<script src="/.galley/reload.js?v=` + url.QueryEscape(version) + `"></script>` + "\n"
	at := strings.LastIndex(text, "</body>")
	if at < 0 {
		at = len(text)
	}
	return []byte(text[:at] + script + text[at:])
}
