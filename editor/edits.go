package editor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"

	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/field"
	"galley.app/galley/editor/flowing"
	"galley.app/galley/editor/linking"
	"galley.app/galley/editor/spelling"
	"galley.app/galley/editor/text"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/internal/clipboard"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/fromhtml"
	"galley.app/galley/preview/markdown/policy"
	"galley.app/galley/preview/page"
	"galley.app/galley/storage/config"
)

// edits makes commands of what changes the text that is shown.
type edits struct {
	posts     *openPosts
	area      *textedit.Editor
	focusText func()
	say       func(string) // in the status bar
	link      func()       // makes a link, or edits the one at the caret
	follow    func()       // goes to where the one at the caret leads
	flow      *flowing.Flow
}

// do wraps a command on the text; it leaves the focus in the text.
func (e *edits) do(f compose.Command) func() {
	return func() {
		e.posts.cur.s.Do(textedit.Shown(e.area, f))
		e.focusText()
		e.area.Reveal(e.posts.cur.s.Primary().Head)
	}
}

// moveLines moves the selected lines, or the folded section that the caret is on.
func (e *edits) moveLines(up bool) func() {
	lines := e.do(func(s compose.State) compose.Transaction { return compose.MoveLines(s, up) })
	return func() {
		if !e.area.MoveSection(up) {
			lines()
			return
		}
		e.focusText()
	}
}

// fold wraps a command that folds or opens sections; none is said where
// there was nothing to do.
func (e *edits) fold(do func(*textedit.Editor) bool, none string) func() {
	return func() {
		switch {
		case e.posts.cur.doc == nil:
			e.say("The text is still being read.")
		case do(e.area):
			e.say("")
		default:
			e.say(none)
		}
		e.focusText()
	}
}

// inTable reports whether the caret is in a table.
func (e *edits) inTable() bool { return e.posts.cur != nil && compose.InTable(e.posts.cur.s.State()) }

// changes returns what reports whether a command would change the text.
func (e *edits) changes(f compose.Command) func() bool {
	return func() bool {
		return e.posts.cur != nil && len(textedit.Shown(e.area, f)(e.posts.cur.s.State()).Edits) > 0
	}
}

// commands are those of the Format menu.
func (e *edits) commands() []*command {
	cmd := func(name, shown string, m fyne.KeyModifier, k fyne.KeyName, f compose.Command) *command {
		return &command{menu: "Format", name: name, keys: shown, shortcut: keys(m, k), open: true, do: e.do(f)}
	}
	all := []*command{
		cmd("Bold", "Ctrl+B", ctrl, fyne.KeyB, compose.ToggleBold),
		cmd("Italic", "Ctrl+I", ctrl, fyne.KeyI, compose.ToggleItalic),
		cmd("Code", "Ctrl+E", ctrl, fyne.KeyE, compose.ToggleCode),
		{menu: "Format", name: "Strikethrough", open: true, do: e.do(compose.ToggleStrike)},
		{menu: "Format", name: "Open link", keys: "Ctrl+Enter", shortcut: keys(ctrl, fyne.KeyReturn), open: true, do: func() { e.follow() }},
	}
	in := func(sub string, c *command) *command {
		c.sub = sub
		return c
	}
	for n, k := range []fyne.KeyName{fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.Key6} {
		c := cmd("Heading "+string(k), "Ctrl+"+string(k), ctrl, k, func(s compose.State) compose.Transaction { return compose.Heading(s, n+1) })
		c.split = n == 0
		all = append(all, in("Heading", c))
	}
	all = append(all,
		in("Heading", cmd("Plain paragraph", "Ctrl+0", ctrl, fyne.Key0, func(s compose.State) compose.Transaction { return compose.Heading(s, 0) })),
		in("List", cmd("Ordered list", "Ctrl+Shift+7", ctrl|shift, fyne.Key7, compose.ToggleOrdered)),
		in("List", cmd("Bullet list", "Ctrl+Shift+8", ctrl|shift, fyne.Key8, compose.ToggleBullet)),
		&command{menu: "Format", sub: "List", name: "Task list", open: true, do: e.do(compose.ToggleTask)},
		&command{menu: "Format", sub: "List", name: "Check task", split: true, open: true, enabled: e.changes(compose.CheckTask), do: e.do(compose.CheckTask)},
		cmd("Quote", "Ctrl+Shift+9", ctrl|shift, fyne.Key9, compose.ToggleQuote),
		cmd("Comment", "Ctrl+/", ctrl, fyne.KeySlash, compose.ToggleComment),
		&command{menu: "Format", name: "Rewrap paragraph", also: "wrap lines column join", keys: "Alt+Q", shortcut: keys(alt, fyne.KeyQ), split: true, open: true, do: func() { e.flow.Rewrap() }},
		&command{menu: "Format", name: "Unwrap paragraph", also: "join lines", open: true, do: func() { e.flow.Unwrap() }},
		&command{menu: "Format", name: "Rewrap post", also: "wrap all lines column", open: true, do: func() { e.flow.RewrapAll() }},
		&command{menu: "Format", name: "Unwrap post", also: "join all lines", open: true, do: func() { e.flow.UnwrapAll() }},
	)
	inTable := func(name string, f compose.Command) *command {
		return &command{menu: "Format", sub: "Table", name: name, open: true, enabled: e.inTable, do: e.do(f)}
	}
	align := func(a compose.Align) compose.Command {
		return func(s compose.State) compose.Transaction { return compose.AlignColumn(s, a) }
	}
	return append(all,
		inTable("Add row", compose.AddRow),
		inTable("Add column", compose.AddColumn),
		inTable("Delete row", compose.DeleteRow),
		inTable("Delete column", compose.DeleteColumn),
		inTable("Align table", compose.AlignTable),
		inTable("Align column left", align(compose.AlignLeft)),
		inTable("Centre column", align(compose.AlignCenter)),
		inTable("Align column right", align(compose.AlignRight)),
	)
}

// insertCommands are those of the Insert menu.
func insertCommands(w *Window) []*command {
	e := &w.edits
	add := func(name, also string, do func()) *command {
		return &command{menu: "Insert", name: name, also: also, open: true, do: do}
	}
	link := add("Link", "", func() { e.link() })
	link.keys, link.shortcut, link.split = "Ctrl+K", keys(ctrl, fyne.KeyK), true
	code := add("Code block", "", e.do(compose.CodeBlock))
	code.keys, code.shortcut = "Ctrl+Shift+K", keys(ctrl|shift, fyne.KeyK)
	table := add("Insert table", "", e.do(func(s compose.State) compose.Transaction { return compose.InsertTable(s, 2, 3) }))
	table.split = true
	return []*command{
		add("Image…", "insert picture photo", func() { w.picturing.Choose() }),
		add("Edit picture…", "image alt text title", func() { w.picturing.Edit(w.posts.cur.s.Primary().Head) }),
		link,
		add("Footnote", "", e.do(compose.InsertFootnote)),
		table,
		add("Horizontal rule", "insert line", e.do(compose.InsertRule)),
		code,
	}
}

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

func caretAt(off int) text.Selection { return text.Selection{Anchor: off, Head: off} }

func (w *Window) caretMoved() {
	if w.posts.cur == nil {
		return
	}
	at := w.posts.caret()
	switch {
	case at == w.caret:
	case at.s == w.caret.s && at.version == w.caret.version:
		w.preview.Active(at.off)
	default: // nothing in the preview changes its colour while typing
		w.preview.Active(-1)
	}
	w.caret = at
	w.inbound.Rest(at.s, w.posts.outlined)
	w.status.CountSoon()
	w.linking.Moved()
	w.edits.flow.Moved()
	w.under.Soon()
}

// previewClicked puts the caret at the block that was clicked.
func (w *Window) previewClicked(off int) {
	if w.posts.cur == nil {
		return
	}
	w.quiet = true
	w.jump(off)
	w.quiet = false
}

// followLink follows a link of the preview.
func (w *Window) followLink(dest string) {
	if dest == page.SettingsLink {
		openLibrarySettings(w, nil)
		return
	}
	follow(w, linking.Lead{Dest: dest})
}

// toggleFocus leaves nothing but the text and the status bar, with all but
// the caret's paragraph dimmed. The menu stays, because it holds the
// shortcuts.
func (w *Window) toggleFocus() {
	on := !w.panes.Only
	w.choose(func(s *config.Settings) { s.FocusMode = on })
}

// pane moves the focus by one among library, form, text and preview.
func (w *Window) pane(by int) {
	c := w.win.Canvas()
	var stops []fyne.Focusable
	at := -1
	add := func(f fyne.Focusable, on bool) {
		if !on {
			return
		}
		if c.Focused() == f {
			at = len(stops)
		}
		stops = append(stops, f)
	}
	add(w.side.List, w.panes.ShowsLeft())
	add(w.under.List, w.panes.ShowsLeft() && w.under.Shows() != "")
	add(w.form.Title, w.posts.cur != nil)
	add(w.area, w.posts.cur != nil)
	if f := w.preview.Pane(); f != nil {
		add(f, w.posts.cur != nil && w.panes.ShowsRight())
	}
	if len(stops) == 0 {
		return
	}
	if at < 0 && w.preview.Focused(c.Focused()) {
		at = len(stops) - 1
	}
	if at < 0 { // some other field: of the form, if it is not the search
		at = 0
		if f, ok := c.Focused().(*field.Field); ok && f != w.side.Search && len(stops) > 1 {
			at = 1
		}
	}
	to := stops[(at+by+len(stops))%len(stops)]
	switch to := to.(type) {
	case *control.List: // which is aside
		to.TakeFocus()
	case *textedit.Editor:
		w.focusText()
	case *field.Field:
		w.form.Focus(to)
	default:
		c.Focus(to)
	}
}

// searchKey is what keys do in the sidebar's search field.
func (w *Window) searchKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyEscape:
		if w.side.Clear() {
			return true
		}
	case fyne.KeyDown:
		w.side.Enter()
		return true
	case fyne.KeyReturn, fyne.KeyEnter:
		if it, ok := w.side.First(); ok {
			w.openItem(it)
			return true
		}
	}
	return w.key(e)
}

// parseWeb accepts addresses that a browser or mail program opens.
func parseWeb(dest string) (*url.URL, error) {
	u, err := url.Parse(policy.Address(dest))
	if err != nil {
		return nil, err
	}
	switch u.Scheme {
	case "http", "https", "mailto":
		return u, nil
	}
	return nil, fmt.Errorf("scheme %q is not opened", u.Scheme)
}

// newSpelling joins the checker to the text.
func newSpelling(w *Window) *spelling.Spelling {
	var own *spelling.Own
	if words := w.o.Words; words != nil {
		own = &spelling.Own{Read: words.Read, Add: words.Add, Remove: words.Remove}
	}
	return spelling.New(spelling.Options{
		Editor: w.area, Fields: []*textedit.Editor{w.form.Title.Editor(), w.form.Summary.Editor()}, Session: w.posts.session, Programs: w.o.Spell, Own: own,
		On: &w.settings.Spelling, Language: &w.settings.SpellingLanguage, Keep: w.keepSoon,
		Library: func() string { return w.side.lib.Language() }, Locale: w.o.Locale,
		Modal: w.modal, Say: w.say, FocusText: w.focusText, Post: w.o.Post, Hint: w.hinted,
	})
}
