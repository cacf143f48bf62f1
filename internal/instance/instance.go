// Package instance has a start of the program hand what it is to open over to a
// window that has the library open already.
//
// Each window listens on a socket of its own in a folder that is the user's
// alone. A start asks all of them at once, within bounds: a window that hangs,
// or is gone, is one that does not have the library.
//
// A request is taken in two steps. The window first says whether it has the
// library, which needs nothing of its UI. Then it is given what to open, and
// says that it took that once its UI has. A start that waits no longer closes
// the connection, and what was not taken by then never is: nothing is opened
// twice because a window woke up late.
package instance

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"galley.app/galley/storage/bounded"
)

// protocol is the version of what is said. A window of another one is not
// understood, which is as if it were not there.
const protocol = 1

const (
	// maxMessage is how many bytes one side says in all.
	maxMessage = 1 << 20
	// maxPaths is how many files are handed over at once.
	maxPaths = 200
	// maxGuests is how many are listened to at once.
	maxGuests = 16
)

// Patience says how long is waited.
type Patience struct {
	Answer time.Duration // for a process to say anything
	Taken  time.Duration // for a window to take what it was given
	Start  time.Duration // for that of a window that is not there yet
}

// Usual is the patience of a writer who started the program.
func Usual() Patience {
	return Patience{Answer: time.Second, Taken: 3 * time.Second, Start: 15 * time.Second}
}

// Request is what a start wants of a window.
type Request struct {
	Paths   []string // files to open, absolute; none where the window is only to be raised
	Startup string   // what the desktop named the start, by which it may raise the window; "" for nothing
	Within  bool     // where no window has the library, one will do with a library that it is a folder of
}

// Place is where the windows of one user on one display find each other.
type Place struct {
	Dir      string // "" where there is none
	Display  string // a window on another one would not be seen
	Patience Patience
}

// hello asks whether a window has a library.
type hello struct {
	Galley  int    `json:"galley"`
	Display string `json:"display"`
	Library []byte `json:"library"` // bytes, as names of files need not be UTF-8
	Within  bool   `json:"within,omitempty"`
}

// has answers it.
type has struct {
	Galley   int    `json:"galley"`
	Has      bool   `json:"has"`
	Starting bool   `json:"starting,omitempty"`
	Error    string `json:"error,omitempty"`
}

// give hands over what is to be opened.
type give struct {
	Open    [][]byte `json:"open"`
	Startup string   `json:"startup,omitempty"`
}

// took says that it was.
type took struct {
	Taken bool `json:"taken"`
}

// guest is a connection, on either side. What is said is a line of JSON each.
type guest struct {
	net.Conn
	in *bufio.Reader
}

func newGuest(c net.Conn) *guest {
	return &guest{Conn: c, in: bufio.NewReader(io.LimitReader(c, maxMessage))}
}

// say says a line.
func (g *guest) say(what any) error {
	line, err := json.Marshal(what)
	if err == nil {
		_, err = g.Write(append(line, '\n'))
	}
	return err
}

// hear reads the next line. The error is io.EOF where nothing more is said.
func (g *guest) hear(into any) error {
	line, err := g.in.ReadBytes('\n')
	switch {
	case errors.Is(err, io.EOF) && len(line) > 0:
		return io.ErrUnexpectedEOF
	case err != nil:
		return err
	}
	return bounded.JSON(line, into, bounded.Limits{Depth: 4, Values: 2*maxPaths + 20})
}

// Hand hands a request to a window that has the library open, and reports
// whether one took it.
func (p Place) Hand(ctx context.Context, library string, r Request) bool {
	if p.Dir == "" || library == "" || len(r.Paths) > maxPaths {
		return false
	}
	return p.offer(ctx, hello{Library: []byte(library)}, r) || r.Within && p.offer(ctx, hello{Library: []byte(library), Within: true}, r)
}

// offer asks all windows, and hands a request to the first that takes it.
func (p Place) offer(ctx context.Context, question hello, r Request) bool {
	list := p.sockets()
	found := make(chan *guest, len(list))
	starting := make(map[*guest]bool)
	var mu sync.Mutex
	var asked sync.WaitGroup
	for _, name := range list {
		asked.Go(func() {
			g, answer := p.ask(ctx, name, question)
			if g == nil {
				return
			}
			mu.Lock()
			starting[g] = answer.Starting
			mu.Unlock()
			found <- g
		})
	}
	go func() {
		asked.Wait()
		close(found)
	}()
	for g := range found {
		mu.Lock()
		patience := p.Patience.Taken
		if starting[g] {
			patience = p.Patience.Start
		}
		mu.Unlock()
		taken := g.hand(r, patience)
		_ = g.Close() // what was said was said
		if taken {
			go func() { // those that were slower are told that they are not needed
				for g := range found {
					_ = g.Close()
				}
			}()
			return true
		}
	}
	return false
}

// ask asks the window that listens at a socket whether it has a library. It
// returns nil where it has not, or does not answer.
func (p Place) ask(ctx context.Context, name string, question hello) (*guest, has) {
	ctx, cancel := context.WithTimeout(ctx, p.Patience.Answer)
	defer cancel()
	conn, err := dial(ctx, name)
	if err != nil {
		return nil, has{}
	}
	g := newGuest(conn)
	answer := has{}
	deadline, _ := ctx.Deadline()
	err = conn.SetDeadline(deadline)
	if err == nil {
		question.Galley, question.Display = protocol, p.Display
		err = g.say(question)
	}
	if err == nil {
		err = g.hear(&answer)
	}
	if err != nil || answer.Galley != protocol || !answer.Has {
		_ = conn.Close() // as with every other error here it is a window that has no such library
		return nil, has{}
	}
	return g, answer
}

// hand hands a request over, and reports whether it was taken in time.
func (g *guest) hand(r Request, patience time.Duration) bool {
	message := give{Startup: r.Startup}
	for _, path := range r.Paths {
		message.Open = append(message.Open, []byte(path))
	}
	var answer took
	if g.SetDeadline(time.Now().Add(patience)) != nil || g.say(message) != nil || g.hear(&answer) != nil {
		return false
	}
	return answer.Taken
}

// Host is a window that listens.
type Host struct {
	place Place
	// take has the window's UI take a request. Claim tells it whether anybody still
	// waits for that; it is asked once, before anything is done.
	take func(r Request, claim func() bool)
	said func(line string) // hears of what was no request
	ears net.Listener
	name string
	seat chan struct{} // a guest each
	done sync.WaitGroup

	mu       sync.Mutex
	library  string
	started  bool
	guests   map[net.Conn]bool
	departed bool
}

// Listen has a window listen that is about to have a library open. Take is called
// on any goroutine, and has to return at once; said may be, too.
func (p Place) Listen(library string, take func(r Request, claim func() bool), said func(line string)) (*Host, error) {
	ears, name, err := p.listen()
	if err != nil {
		return nil, fmt.Errorf("listening for other starts: %w", err)
	}
	h := &Host{place: p, take: take, said: said, ears: ears, name: name, library: library, seat: make(chan struct{}, maxGuests), guests: map[net.Conn]bool{}}
	h.done.Go(h.listen)
	return h, nil
}

// Has says which library the window has open from now on.
func (h *Host) Has(library string) {
	if h == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.library, h.started = library, true
}

// Close has the window listen no more. It does not wait long for a disk that is
// asked which library is meant, and does not answer.
func (h *Host) Close() {
	if h == nil {
		return
	}
	h.mu.Lock()
	if h.departed {
		h.mu.Unlock()
		return
	}
	h.departed = true
	_ = os.Remove(h.name) // first, so that nobody comes to a closed door
	_ = h.ears.Close()
	for c := range h.guests {
		_ = c.Close()
	}
	h.mu.Unlock()
	over := make(chan struct{})
	go func() {
		defer close(over)
		h.done.Wait()
	}()
	late := time.NewTimer(h.place.Patience.Answer)
	defer late.Stop()
	select {
	case <-over:
	case <-late.C:
	}
}

// listen receives guests until the window closes.
func (h *Host) listen() {
	for {
		conn, err := h.ears.Accept()
		if err != nil {
			h.mu.Lock()
			gone := h.departed
			h.mu.Unlock()
			if gone || errors.Is(err, net.ErrClosed) {
				return
			}
			time.Sleep(100 * time.Millisecond) // as when there are no descriptors left
			continue
		}
		select {
		case h.seat <- struct{}{}:
		default:
			_ = conn.Close() // too many at once
			continue
		}
		h.mu.Lock()
		if h.departed {
			h.mu.Unlock()
			_ = conn.Close()
			return
		}
		h.guests[conn] = true
		h.mu.Unlock()
		h.done.Go(func() {
			if err := h.serve(newGuest(conn)); err != nil && h.said != nil {
				h.said("a message to this window was no request of Galley's, and was ignored: " + err.Error())
			}
			_ = conn.Close()
			h.mu.Lock()
			delete(h.guests, conn)
			h.mu.Unlock()
			<-h.seat
		})
	}
}

// serve answers one guest. It returns what was wrong with what that said.
func (h *Host) serve(g *guest) error {
	if err := g.SetDeadline(time.Now().Add(h.place.Patience.Answer)); err != nil {
		return nil
	}
	if !ours(g.Conn) {
		return errors.New("it is another user's")
	}
	var ask hello
	switch err := g.hear(&ask); {
	case left(err):
		return nil // nothing was said, as when it is tried whether anybody is there
	case err != nil:
		return short(err)
	case ask.Galley != protocol:
		_ = g.say(has{Galley: protocol, Error: "another version"})
		return nil
	}
	h.mu.Lock()
	library, started := h.library, h.started
	h.mu.Unlock()
	mine := ask.Display == h.place.Display && (same(library, string(ask.Library)) || ask.Within && holds(library, string(ask.Library)))
	if g.say(has{Galley: protocol, Has: mine, Starting: !started}) != nil || !mine {
		return nil
	}
	var given give
	switch err := g.hear(&given); {
	case left(err), errors.Is(err, os.ErrDeadlineExceeded):
		return nil // another window took it
	case err != nil:
		return short(err)
	}
	r := Request{Startup: oneLine(given.Startup)}
	for _, path := range given.Open {
		if !filepath.IsAbs(string(path)) || strings.ContainsRune(string(path), 0) {
			return errors.New("it names a file by half")
		}
		r.Paths = append(r.Paths, string(path))
	}
	if len(r.Paths) > maxPaths {
		return errors.New("it names too many files")
	}
	h.pass(g, r)
	return nil
}

// pass has the UI take a request while the guest waits.
func (h *Host) pass(g *guest, r Request) {
	if g.SetDeadline(time.Time{}) != nil {
		return
	}
	var mu sync.Mutex
	taken, left := false, false
	claimed := make(chan struct{})
	h.take(r, func() bool {
		mu.Lock()
		defer mu.Unlock()
		if left || taken {
			return false
		}
		taken = true
		close(claimed)
		return true
	})
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		_, _ = io.ReadFull(g.Conn, make([]byte, 1)) // the guest says no more: it leaves
	}()
	select {
	case <-claimed:
		if g.SetDeadline(time.Now().Add(h.place.Patience.Answer)) == nil {
			_ = g.say(took{true}) // who does not hear it opens a window of its own
		}
	case <-gone:
		mu.Lock()
		left = true
		mu.Unlock()
	}
	_ = g.Close()
	<-gone
}

// same reports whether two paths lead to one folder.
func same(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	if filepath.Clean(a) == filepath.Clean(b) {
		return true
	}
	x, err := os.Stat(a)
	y, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(x, y)
}

// holds reports whether a folder lies in a library.
func holds(library, dir string) bool {
	for at := filepath.Clean(dir); ; {
		up := filepath.Dir(at)
		if up == at {
			return false
		}
		if at = up; same(library, at) {
			return true
		}
	}
}

// left reports whether the other side left without a word, or this one did. Who
// leaves with an answer unread resets the connection.
func left(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) || errors.Is(err, syscall.ECONNRESET)
}

// short is why a line was not understood, without what was sent.
func short(err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("it ends amid a line, or is too long")
	case errors.Is(err, os.ErrDeadlineExceeded):
		return errors.New("it did not come to an end")
	}
	return errors.New("it cannot be read")
}

// oneLine is s where it may be handed on to the desktop, else "".
func oneLine(s string) string {
	if len(s) > 1000 || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return ""
	}
	return s
}
