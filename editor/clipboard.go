package editor

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"

	"galley.app/galley/editor/compose"
	"galley.app/galley/internal/clipboard"
	"galley.app/galley/internal/fromhtml"
)

// pasteWait is how long a paste waits for the program that the clipboard's
// content is from, and for its conversion.
const pasteWait = 500 * time.Millisecond

// formatted returns the Markdown of what is formatted on the clipboard, and
// says what was left out.
func (w *Window) formatted() (md string, ok bool) {
	md, left, ok := clipboardMarkdown(&w.o)
	if left != "" {
		w.say(left)
	}
	return md, ok
}

// clipboardMarkdown returns what is formatted on the clipboard as Markdown, and
// in words what of it was left out. It is not ok where there is nothing but
// text, or where what there is does not come within pasteWait.
func clipboardMarkdown(o *Options) (md, left string, ok bool) {
	if o.ReadHTML == nil {
		return "", "", false
	}
	own := ownWindow(o.App)
	type answer struct {
		fromhtml.Result
		err error
	}
	got := make(chan answer, 1)
	ctx, cancel := context.WithTimeout(context.Background(), pasteWait)
	defer cancel() // which ends the conversion too
	go func() {
		b, err := o.ReadHTML(own, pasteWait)
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

// ownWindow is an X11 window of app, 0 where there is none.
func ownWindow(app fyne.App) (id uint32) {
	for _, w := range app.Driver().AllWindows() {
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

// pastePlain puts the clipboard's text into what has the focus.
func (w *Window) pastePlain() {
	if w.win.Canvas().Focused() == fyne.Focusable(w.area) {
		w.area.PastePlain()
		return
	}
	w.dispatch(&fyne.ShortcutPaste{Clipboard: w.o.App.Clipboard()})
}

// pastePost starts a post of what is on the clipboard, as Markdown where it is
// formatted. A heading at its start is the title.
func (w *Window) pastePost() {
	words, left, ok := clipboardMarkdown(&w.o)
	if !ok {
		words = w.o.App.Clipboard().Content()
	}
	if strings.TrimSpace(words) == "" {
		w.say(cmp.Or(left, "There are no words on the clipboard."))
		return
	}
	w.newPost()
	s := w.posts.cur.s
	if title, rest, is := cutHeading(words); is {
		s.SetField("title", title)
		words = rest
	}
	s.Select(caretAt(s.Start()))
	if ok {
		s.Do(func(st compose.State) compose.Transaction { return compose.PasteMarkdown(st, words) })
	} else {
		s.Do(func(st compose.State) compose.Transaction { return compose.Paste(st, words) })
	}
	w.focusText()
	w.say(cmp.Or(left, "A new post was made of the clipboard; it is not saved yet."))
}

// cutHeading takes a heading of the first level off the start of Markdown.
func cutHeading(md string) (title, rest string, ok bool) {
	first, rest, _ := strings.Cut(strings.TrimLeft(md, "\n"), "\n")
	title, ok = strings.CutPrefix(first, "# ")
	if title = strings.TrimSpace(title); !ok || title == "" {
		return "", md, false
	}
	return title, strings.TrimLeft(rest, "\n"), true
}

// copyWords puts words on the clipboard, with their formatting if there is any
// and the system takes it.
func (w *Window) copyWords(words, html string) {
	if html != "" && w.o.WriteHTML != nil {
		if err := w.o.WriteHTML(clipboard.Content{Text: words, HTML: html}); err == nil {
			return
		}
	}
	w.o.App.Clipboard().SetContent(words)
}
