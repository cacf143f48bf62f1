package editor

import (
	"fmt"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/counting"
	"galley.app/galley/editor/field"
	"galley.app/galley/editor/palette"
	"galley.app/galley/editor/status"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/post"
)

// visibility is which parts of the window are seen, and how much of the text.
type visibility struct {
	panes     *control.Panes
	area      *textedit.Editor
	status    *status.Bar
	posts     *openPosts
	arrange   func() // lays the middle out again
	framed    func() // lays the window out again, with the menu bar or without
	focusText func()
	focusList func()
	focusPage func()
	say       func(string) // in the status bar
	hint      func(string) string
	source    bool // the head is shown in the text
}

// firstLine returns the line of the shown post that is the text's first.
func (l *visibility) firstLine() int {
	if l.source {
		return 0
	}
	s := l.posts.cur.s
	return s.Text().LineAt(s.Start())
}

// toggleLibrary shows or hides the library: over the text where there is no room beside it.
func (l *visibility) toggleLibrary() {
	if fits, _ := l.panes.Fits(); fits {
		l.panes.SetOver(false)
		l.panes.HideLeft = !l.panes.HideLeft
		l.panes.Refresh()
		return
	}
	l.panes.SetOver(!l.panes.IsOver())
	if l.panes.IsOver() {
		l.focusList()
	} else {
		l.focusText()
	}
}

// showLibrary shows the library, if it is not seen.
func (l *visibility) showLibrary() {
	if !l.panes.ShowsLeft() {
		l.toggleLibrary()
	}
}

// togglePreview shows or hides the preview: in the place of the text where there is no room beside it.
func (l *visibility) togglePreview() {
	if _, fits := l.panes.Fits(); fits {
		l.panes.HideRight = !l.panes.HideRight
		l.panes.Turn(false)
		l.panes.Refresh()
		return
	}
	if l.panes.ShowsRight() {
		l.focusText()
		return
	}
	l.panes.HideRight = false
	l.panes.Turn(true)
	l.panes.SetOver(false)
	l.panes.Refresh()
	l.focusPage()
}

// follow brings the text and its fields back where the keys are in them, which the page was seen in the place of, and takes the
// library away that is over them.
func (l *visibility) follow(inPost bool) {
	if inPost {
		l.panes.Turn(false)
		l.panes.SetOver(false)
	}
}

// toggleSource shows the head in the text too, or not.
func (l *visibility) toggleSource() {
	l.source = !l.source
	l.area.SetSource(l.source)
	l.focusText()
	l.status.SetPlace(l.area.LineColumn())
	if l.source {
		l.say("The head is shown in the text too.")
	} else {
		l.say("")
	}
}

// showPreview shows the preview, if it is not seen.
func (l *visibility) showPreview() {
	if !l.panes.ShowsRight() {
		l.togglePreview()
	}
}

// setFocus puts the window into focus mode or out of it, if a post is open.
func (l *visibility) setFocus(on bool) {
	if l.panes.Only == on || l.posts.cur == nil {
		return
	}
	l.alone(on)
	l.focusText()
	l.say("")
	if on {
		l.say(l.hint("Escape or F9 leaves focus mode."))
	}
}

// alone hides all but the text, or brings the rest back.
func (l *visibility) alone(on bool) {
	l.panes.Only = on
	l.area.SetFocusMode(on)
	l.panes.Refresh()
	l.arrange()
	l.framed()
}

// toggleTab has Tab move the focus, or indent.
func (l *visibility) toggleTab() {
	l.area.TabMovesFocus = !l.area.TabMovesFocus
	if l.area.TabMovesFocus {
		l.say(l.hint("Tab moves the focus. Ctrl+M lets it indent again."))
	} else {
		l.say("Tab indents.")
	}
}

// countsAbove lists what is counted beside the words in the status bar.
func countsAbove(w *Window) {
	if w.posts.cur != nil && w.modal.Depth() == 0 {
		o := w.status.Words
		at := w.o.App.Driver().AbsolutePositionForObject(o).Add(fyne.NewPos(380, -14))
		showCounts(w, &at)
	}
}

// showCounts lists what is counted of the post, above a place or in the middle.
func showCounts(w *Window, above *fyne.Position) {
	p := w.posts.cur
	t, from, d := p.s.Text(), p.s.Start(), p.doc
	var characters int
	readAside(w, p, func() counting.Reading {
		_, characters = counting.Of([]string{t.Slice(from, t.Len())})
		return counting.Read(d)
	}, func(r counting.Reading) { listCounts(w, p, above, characters, r) })
}

// readAside reads a post, and hands over how it reads once that is known: at once, if
// it is short, else where it is still the one that is shown and nothing is open.
func readAside(w *Window, p *openPost, read func() counting.Reading, then func(counting.Reading)) {
	const short = 128 << 10 // bytes
	switch {
	case p.doc == nil:
		w.say("The text is still being read.")
	case p.s.Text().Len() <= short:
		w.counts.asked++
		then(read())
	default:
		const counting = "Counting…"
		w.say(counting)
		w.counts.asked++
		turn := w.counts.asked
		go func() {
			r := read()
			w.o.Post(func() {
				if turn != w.counts.asked { // a later one tells
					return
				}
				if w.status.Said == counting {
					w.say("")
				}
				if w.posts.cur == p && w.modal.Depth() == 0 {
					then(r)
				}
			})
		}()
	}
}

func listCounts(w *Window, p *openPost, above *fyne.Position, characters int, r counting.Reading) {
	_, today := w.counts.tally.Today(w.o.Now())
	var rows []field.Item
	add := func(title string, number string, do func()) {
		rows = append(rows, field.Item{Title: title, Keys: number, Do: do})
	}
	of := func(g counting.Goal) string {
		if g.Want == 0 {
			return "no goal"
		}
		return wording.Number(g.Have) + " of " + wording.Count(g.Want, "word")
	}
	add("Words", wording.Number(p.s.Words()), nil)
	add("Characters", wording.Number(characters), nil)
	add("Sentences", wording.Number(r.Sentences), nil)
	add("Long sentences…", wording.Number(len(r.Long)), func() { longSentences(w) })
	if level := r.Level(); level != "" {
		add("Reading level", fmt.Sprintf("%s, LIX %d", level, r.Index), nil)
	}
	add("Time to read", fmt.Sprintf("%d min", post.Minutes(p.s.Words())), nil)
	add("Goal of this post…", of(w.counts.postGoal()), func() { w.form.SetGoal() })
	add("Goal of the day…", of(w.counts.dayGoal()), func() { askGoal(w) })
	add("Written today", wording.Count(today, "word"), nil)
	add("Written since the start", wording.Count(w.counts.tally.Session(), "word"), nil)
	names := make([]string, len(rows))
	for i, x := range rows {
		names[i] = x.Title
	}
	list := palette.Choose("Counts and goals", "Nothing of that name is counted.", names, func(i int) field.Item { return rows[i] })
	list.Above = above
	w.modal.Palette(list)
}

// askGoal asks how many words the writer wants to write on a day.
func askGoal(w *Window) {
	now := ""
	if w.settings.WordGoal > 0 {
		now = strconv.Itoa(int(w.settings.WordGoal))
	}
	w.modal.Palette(&field.Palette{
		Placeholder: "Words a day; nothing for no goal", Text: now, Mark: now, Empty: "Write a number from 10 to 100,000.",
		Find: func(typed string) []field.Item {
			typed = strings.TrimSpace(typed)
			n, err := strconv.Atoi(typed)
			if typed != "" && (err != nil || n < 10 || n > 100000) {
				return nil
			}
			title := "No goal"
			if n > 0 {
				title = wording.Count(n, "word") + " a day"
			}
			return []field.Item{{Title: title, Do: func() {
				w.choose(func(s *config.Settings) { s.WordGoal = float64(n) })
				w.status.Refresh()
			}}}
		},
	})
}

// longSentences lists the long sentences of the post to go to.
func longSentences(w *Window) {
	p, d := w.posts.cur, w.posts.cur.doc
	readAside(w, p, func() counting.Reading { return counting.Read(d) }, func(r counting.Reading) { listLong(w, p, d.Version, r.Long) })
}

func listLong(w *Window, p *openPost, version uint64, long []counting.Sentence) {
	if len(long) == 0 {
		w.say(fmt.Sprintf("No sentence has %d words or more.", counting.LongSentence))
		return
	}
	texts := make([]string, len(long))
	for i, x := range long {
		texts[i] = x.Text
	}
	w.modal.Palette(palette.Choose("Sentences of "+strconv.Itoa(counting.LongSentence)+" words and more", "No long sentence says that.", texts, func(i int) field.Item {
		return field.Item{Title: long[i].Text, Keys: wording.Count(long[i].Words, "word"), Do: func() {
			off := long[i].Off
			if patch, ok := p.s.PatchSince(version); ok {
				off, _ = patch.MapRange(off, off)
			}
			w.jump(off)
		}}
	}))
}
