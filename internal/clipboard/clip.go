// Package clipboard reads and writes the clipboard in several representations: what
// is formatted lies there as HTML beside the plain text, which is all that the
// window's toolkit knows of, and pictures and copied files lie there without any.
//
// On X11 it speaks to the server over a connection of its own, which is made
// when it is first needed. Where there is only Wayland it asks wl-paste, if that
// is installed. On Windows it asks the system, whose forms of HTML and pictures
// it writes and reads as those of the others. Elsewhere there is nothing but text.
package clipboard

import (
	"errors"
	"time"
)

// MaxSize is how many bytes of HTML are read at most.
const MaxSize = 8 << 20

// The representations that [Clipboard.Offers] tells of and [Clipboard.Read] reads,
// besides HTML: pictures, addresses of files, and text.
const (
	PNG   = "image/png"
	JPEG  = "image/jpeg"
	GIF   = "image/gif"
	WebP  = "image/webp"
	SVG   = "image/svg+xml"
	Files = "text/uri-list"
	HTML  = "text/html"
	Text  = "UTF8_STRING"
)

// offered are these, the best of a picture first.
var offered = []string{Files, SVG, PNG, WebP, GIF, JPEG, HTML, Text}

// The reasons why there is no HTML.
var (
	ErrNone    = errors.New("the clipboard holds nothing formatted")
	ErrSystem  = errors.New("the clipboard of this system is used for text only")
	ErrTimeout = errors.New("the program that the clipboard's content is from did not answer in time")
	ErrSize    = errors.New("what is on the clipboard is too large")
)

// Content is what is put on the clipboard: one thing in two representations.
type Content struct {
	Text string
	HTML string // "" for none
}

// backend is one system's clipboard.
type backend interface {
	// html returns the clipboard's HTML, nothing if the content is of the client
	// that the window own belongs to.
	html(own uint32, timeout time.Duration) ([]byte, error)
	// offers returns what there is of offered, in its order.
	offers(own uint32, timeout time.Duration) ([]string, error)
	read(own uint32, name string, limit int, timeout time.Duration) ([]byte, error)
	write(Content) error
	close()
}

// Clipboard is the system's. Its methods may be called from any goroutine.
type Clipboard struct{ backend backend }

// Open finds out what clipboard there is; getenv is os.Getenv.
func Open(getenv func(string) string) *Clipboard { return &Clipboard{open(getenv)} }

// HTML returns what is formatted on the clipboard, in whatever encoding it is.
// It waits no longer than timeout. What the program itself put there through
// its window own, an X11 window or 0, is not read: the program could not answer
// while it waits.
func (c *Clipboard) HTML(own uint32, timeout time.Duration) ([]byte, error) {
	return within(c, timeout, func() ([]byte, error) { return c.backend.html(own, timeout) })
}

// Offers returns the names of the representations that the content has, of those
// that are known here, a picture's best one first. It waits as HTML does.
func (c *Clipboard) Offers(own uint32, timeout time.Duration) ([]string, error) {
	return within(c, timeout, func() ([]string, error) { return c.backend.offers(own, timeout) })
}

// Read returns one representation, of at most so many bytes. It waits as HTML
// does.
func (c *Clipboard) Read(own uint32, name string, limit int, timeout time.Duration) ([]byte, error) {
	return within(c, timeout, func() ([]byte, error) { return c.backend.read(own, name, limit, timeout) })
}

// within waits no longer than timeout for what is read of the clipboard, of which
// nothing is an error.
func within[T any](c *Clipboard, timeout time.Duration, read func() ([]T, error)) ([]T, error) {
	if c.backend == nil {
		return nil, ErrSystem
	}
	type answer struct {
		b   []T
		err error
	}
	got := make(chan answer, 1)
	go func() {
		b, err := read()
		got <- answer{b, err}
	}()
	t := time.NewTimer(timeout)
	defer t.Stop()
	select {
	case a := <-got:
		if a.err == nil && len(a.b) == 0 {
			a.err = ErrNone
		}
		return a.b, a.err
	case <-t.C:
		return nil, ErrTimeout
	}
}

// Write puts a text with its HTML on the clipboard, where it stays until the
// program ends or something else is copied.
func (c *Clipboard) Write(x Content) error {
	if c.backend == nil {
		return ErrSystem
	}
	return c.backend.write(x)
}

// Close gives the clipboard up.
func (c *Clipboard) Close() {
	if c.backend != nil {
		c.backend.close()
	}
}
