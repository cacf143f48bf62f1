package desk

import (
	"context"
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"

	"galley.app/galley/internal/clipboard"
	"galley.app/galley/internal/fromhtml"
)

// patience is how long a paste waits for the program that the clipboard's
// content is from, and for its conversion.
const patience = 500 * time.Millisecond

// Clipboard lets the window use what is formatted on the clipboard.
type Clipboard struct {
	Clip *clipboard.Clipboard
	App  fyne.App
}

// Markdown implements editor.Clipboard, as all below does.
func (c *Clipboard) Markdown() (md, left string, ok bool) {
	own := c.own()
	type answer struct {
		fromhtml.Result
		err error
	}
	got := make(chan answer, 1)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel() // which ends the conversion too
	go func() {
		b, err := c.Clip.HTML(own, patience)
		if err != nil {
			got <- answer{err: err}
			return
		}
		r, err := fromhtml.Convert(ctx, fromhtml.Decode(b), fromhtml.Options{})
		got <- answer{r, err}
	}()
	var a answer
	select {
	case a = <-got:
	case <-ctx.Done():
		a.err = clipboard.ErrTimeout
	}
	if errors.Is(a.err, context.DeadlineExceeded) {
		a.err = clipboard.ErrTimeout
	}
	switch {
	case errors.Is(a.err, clipboard.ErrTimeout), errors.Is(a.err, clipboard.ErrSize), errors.Is(a.err, fromhtml.ErrTooLarge):
		return "", "Pasted as plain text: " + a.err.Error() + ".", false
	case a.err != nil || !a.Formatted || a.Result.Markdown == "":
		return "", "", false
	}
	var lines []string
	for _, n := range a.Notes {
		lines = append(lines, n.String())
	}
	return a.Result.Markdown, strings.Join(lines, " "), true
}

func (c *Clipboard) WriteHTML(text, html string) error {
	return c.Clip.Write(clipboard.Content{Text: text, HTML: html})
}

// own is the window whose client is this program, 0 where there is no X11.
func (c *Clipboard) own() (id uint32) {
	for _, w := range c.App.Driver().AllWindows() {
		if n, ok := w.(driver.NativeWindow); ok {
			n.RunNative(func(x any) {
				if x, ok := x.(driver.X11WindowContext); ok {
					id = uint32(x.WindowHandle)
				}
			})
		}
	}
	return id
}
