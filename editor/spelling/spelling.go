package editor

import (
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/palette"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/spell"
	"galley.app/galley/editor/text"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/internal/control"
)

const (
	howToInstall = "Install hunspell and a dictionary such as hunspell-en-us to check spelling."
	maxOffered   = 7    // suggestions in a menu
	wantedAtOnce = 1200 // words that a search for the next misspelled one asks for
)

// spelling joins the checker, the writer's own words and the text.
type spelling struct {
	w         *Window
	checker   *spell.Checker // nil where no program can be asked
	all       []spell.Dictionary
	looked    bool // all is known
	personal  spell.List
	passed    map[*session.Session]spell.List // ignored for now
	searching *search
}

func newSpelling(w *Window) *spelling {
	s := &spelling{w: w, personal: spell.List{}, passed: map[*session.Session]spell.List{}}
	if w.o.Spell != nil {
		s.checker = spell.New(spell.Options{Programs: w.o.Spell, Post: w.o.Post, Changed: s.changed, Failed: s.failed})
	}
	return s
}

// Look is what is known of a word; the writer's own and the ignored ones are right.
func (s *spelling) Look(word string) spell.Answer {
	if s.personal.Has(word) || s.w.posts.cur != nil && s.passed[s.w.posts.cur.s].Has(word) {
		return spell.Right
	}
	return s.checker.Look(word)
}

func (s *spelling) changed() {
	s.w.area.SpellingChanged()
	s.search()
}

func (s *spelling) failed(err error) {
	s.checker.Use(spell.Dictionary{})
	s.w.area.SetSpelling(nil)
	s.searching = nil
	s.w.say("Spelling is not checked any more: " + err.Error() + ". Check spelling in the View menu tries again.")
}

// on tells whether words are checked.
func (s *spelling) on() bool {
	return s.checker != nil && s.w.state.Spelling && s.checker.Dictionary() != spell.Dictionary{}
}

// start begins to check if that is wanted and possible, and says nothing when
// it is not.
func (s *spelling) start() {
	if s.checker != nil && s.w.state.Spelling {
		s.find(func() { s.use() })
	}
}

// find looks for programs once; what is installed later is found by turning
// the check on again.
func (s *spelling) find(then func()) {
	if s.looked {
		then()
		return
	}
	s.checker.Find(func(all []spell.Dictionary) {
		s.all, s.looked = all, len(all) > 0
		then()
	})
}

// use takes the dictionary that was chosen, or the one of the library's
// language, or of the system's; with none of them nothing is marked.
func (s *spelling) use() (ok bool) {
	library, locale := s.w.lib.Language(), s.w.o.Locale
	if len(library) == 2 && strings.HasPrefix(locale, library+"_") { // the system knows the country too
		library = locale
	}
	d, ok := spell.Choose(s.all, s.w.state.SpellLanguage, library, locale)
	if !ok || !s.w.state.Spelling {
		s.checker.Use(spell.Dictionary{})
		s.w.area.SetSpelling(nil)
		return false
	}
	if d == s.checker.Dictionary() {
		return true
	}
	s.readPersonal()
	s.checker.Use(d)
	s.w.area.SetSpelling(&textedit.Speller{Look: s.Look, Want: s.checker.Want})
	return true
}

// readPersonal reads the writer's own words again: another window may have
// added some.
func (s *spelling) readPersonal() {
	if s.w.o.Words == nil {
		return
	}
	words, err := s.w.o.Words.Read()
	if err != nil {
		s.w.say(err.Error())
		return
	}
	s.personal = spell.NewList(words)
}

// forget drops what was ignored in a post that is closed.
func (s *spelling) forget(x *session.Session) { delete(s.passed, x) }

// close ends the program.
func (s *spelling) close() {
	if s.checker != nil {
		s.checker.Close()
	}
}

// toggleSpelling turns the check on or off, and says what became of it.
func (w *Window) toggleSpelling() { w.setSpelling(!w.spelling.on()) }

// setSpelling turns the check on or off. Where nothing is installed it stays
// as it was, with a word about what to install.
func (w *Window) setSpelling(on bool) {
	s := w.spelling
	if s.checker == nil {
		w.say(howToInstall)
		return
	}
	if !on {
		w.state.Spelling = false
		w.keeping.Start(w.keepState)
		s.use()
		w.say("Spelling is not checked.")
		return
	}
	s.find(func() {
		if len(s.all) == 0 {
			w.say(howToInstall)
			return
		}
		w.state.Spelling = true
		w.keeping.Start(w.keepState)
		s.checker.Use(spell.Dictionary{}) // anew, also after a failure
		if s.use() {
			w.say("Spelling is checked in " + s.checker.Dictionary().Title() + ".")
			return
		}
		w.say("There is no dictionary for your language; choose one.")
		w.chooseSpelling()
	})
}

// setSpellLanguage checks in a language of the installed ones from now on; ""
// takes the library's, or else the system's.
func (w *Window) setSpellLanguage(language string) {
	w.state.SpellLanguage = language
	w.setSpelling(true)
}

// spellLanguages lists the installed languages, for choosing one; it is empty
// where nothing is installed.
func (w *Window) spellLanguages(done func([]spell.Dictionary)) {
	s := w.spelling
	if s.checker == nil {
		done(nil)
		return
	}
	s.find(func() { done(s.all) })
}

// chooseSpelling lets the language be chosen from what is installed.
func (w *Window) chooseSpelling() {
	w.spellLanguages(func(all []spell.Dictionary) {
		if len(all) == 0 {
			w.say(howToInstall)
			return
		}
		if w.modal.Depth() > 0 { // something was opened while the programs were looked for
			return
		}
		auto := control.Item{Title: "Automatic", Note: "the library's language, or else the system's", Do: func() { w.setSpellLanguage("") }}
		items, names := []control.Item{auto}, []string{auto.Title}
		for _, d := range all {
			note := d.Language + ", " + d.Kind.String()
			if d == w.spelling.checker.Dictionary() {
				note += ", in use"
			}
			items = append(items, control.Item{Title: d.Title(), Note: note, Do: func() { w.setSpellLanguage(d.Language) }})
			names = append(names, d.Title()+" "+d.Language)
		}
		w.modal.Palette(palette.Choose("Check spelling in", "No dictionary of that language is installed.", names, func(i int) control.Item { return items[i] }))
	})
}

// fixSpelling offers what could stand in place of the word at the caret.
func (w *Window) fixSpelling() {
	s := w.spelling
	if !s.ready() {
		return
	}
	w.focusText()
	post := w.posts.cur
	at, word, ok := w.area.WordAt(post.s.Primary().Head)
	if !ok {
		w.say("No word to check is at the caret.")
		return
	}
	version := post.s.Text().Version()
	s.ask(word, func(answer spell.Answer, list []string) {
		switch {
		case w.posts.cur != post || w.modal.Depth() > 0 || post.s.Text().Version() != version:
		case answer != spell.Wrong:
			w.say("“" + word + "” is spelled right.")
		default:
			w.area.Reveal(at.Start)
			if box, height, ok := w.area.CaretBox(); ok {
				w.openMenu(s.offers(at, word, list), true, box, height)
			}
		}
	})
}

// ready tells whether spelling is checked, and says what to do where it is
// not.
func (s *spelling) ready() bool {
	switch {
	case s.on():
		return true
	case s.checker == nil || s.looked && len(s.all) == 0:
		s.w.say(howToInstall)
	default:
		s.w.say("Spelling is not checked. Check spelling in the View menu turns it on.")
	}
	return false
}

// ask finds out about a word.
func (s *spelling) ask(word string, then func(spell.Answer, []string)) {
	if s.Look(word) == spell.Right {
		then(spell.Right, nil)
		return
	}
	s.checker.Suggest(word, func(list []string) { then(s.Look(word), list) })
}

// offers are what a menu offers for a misspelled word.
func (s *spelling) offers(at text.Range, word string, list []string) (items []control.MenuItem) {
	w := s.w
	for _, x := range list[:min(len(list), maxOffered)] {
		items = append(items, control.MenuItem{Title: x, Bold: true, Do: func() {
			if !w.area.ReplaceWord(at, word, x) {
				w.say("The text was changed meanwhile; nothing was replaced.")
			}
			w.focusText()
		}})
	}
	if len(list) == 0 {
		items = append(items, control.MenuItem{Title: "No suggestions", Off: true})
	}
	return append(items,
		control.MenuItem{Title: "Add to personal words", Split: true, Off: w.o.Words == nil, Do: func() { s.add(word) }},
		control.MenuItem{Title: "Ignore in this post for now", Do: func() { s.pass(word) }},
	)
}

// add makes a word one of the writer's own.
func (s *spelling) add(word string) {
	word = spell.Plain(word)
	s.personal.Add(word)
	s.w.area.SpellingChanged()
	s.w.o.Words.Add(word, func(err error) {
		if err != nil {
			s.w.say("“" + word + "” is right until Galley is closed: " + err.Error())
			return
		}
		s.w.say("“" + word + "” is one of your words now.")
	})
}

// pass takes a word for right in the open post until that is closed.
func (s *spelling) pass(word string) {
	if s.w.posts.cur == nil {
		return
	}
	x := s.w.posts.cur.s
	if s.passed[x] == nil {
		s.passed[x] = spell.List{}
	}
	s.passed[x].Add(word)
	s.w.area.SpellingChanged()
	s.w.say("“" + word + "” is not marked in this post until it is closed.")
}

// personalWords lists the writer's own words; choosing one takes it out.
func (w *Window) personalWords() {
	if w.o.Words == nil {
		return
	}
	w.spelling.readPersonal()
	words, err := w.o.Words.Read()
	if err != nil {
		w.say(err.Error())
		return
	}
	slices.SortFunc(words, func(a, b string) int { return strings.Compare(palette.Fold(a), palette.Fold(b)) })
	words = slices.Compact(words)
	w.modal.Palette(palette.Choose("Personal words: choose one to take it out", "None of your words is like that. Ctrl+. at a marked word adds it.", words, func(i int) control.Item {
		return control.Item{Title: words[i], Note: "take out", Do: func() { w.spelling.remove(words[i]) }}
	}))
}

func (s *spelling) remove(word string) {
	s.w.o.Words.Remove(word, func(err error) {
		if err != nil {
			s.w.say(err.Error())
			return
		}
		s.readPersonal()
		s.w.area.SpellingChanged()
		s.w.say("“" + word + "” is none of your words any more.")
	})
}

// textMenu shows the text's context menu, with suggestions on top where the
// word is misspelled. At the caret it was asked for by a key, and its first row
// is chosen.
func (w *Window) textMenu(m *fyne.Menu, off int, at fyne.Position, height float32) {
	items := w.menuItems(m)
	s := w.spelling
	if !s.on() || w.posts.cur == nil {
		w.openMenu(items, height > 0, at, height)
		return
	}
	where, word, ok := w.area.WordAt(off)
	if !ok || s.Look(word) != spell.Wrong {
		w.openMenu(items, height > 0, at, height)
		return
	}
	s.ask(word, func(_ spell.Answer, list []string) {
		items[0].Split = true
		w.openMenu(append(s.offers(where, word, list), items...), height > 0, at, height)
	})
}

// showTextMenu shows the context menu at the caret.
func (w *Window) showTextMenu() {
	w.focusText()
	w.area.ShowMenu()
}

// menuItems takes a menu of Fyne's over, with the shortcuts of the commands
// that have the items' names.
func (w *Window) menuItems(m *fyne.Menu) (items []control.MenuItem) {
	split := false
	for _, it := range m.Items {
		if it.IsSeparator {
			split = true
			continue
		}
		x := control.MenuItem{Title: it.Label, Off: it.Disabled, Split: split, Do: it.Action}
		split = false
		for _, c := range w.commands {
			if c.name == it.Label {
				x.Keys = c.keys
			}
		}
		items = append(items, x)
	}
	return items
}

// openMenu shows a menu; first chooses its first row from the start.
func (w *Window) openMenu(items []control.MenuItem, first bool, at fyne.Position, height float32) {
	w.modal.Menu(&control.Menu{Items: items, First: first}, at, height)
}

// search is the search for the next misspelled word, which goes on when words
// that were not known are.
type search struct {
	post    *openPost
	version uint64 // of the text
	at      int    // where to look next
	end     int    // where looking ends
	round   bool   // it went round at the end of the text
	from    int    // where it began
}

const searchStep = 32 << 10 // bytes that are looked at before others get their turn

// nextMisspelling selects the next misspelled word after the caret, going
// round at the end.
func (w *Window) nextMisspelling() {
	s := w.spelling
	if !s.ready() {
		return
	}
	t := w.posts.cur.s.Text()
	from := max(w.posts.cur.s.Primary().End(), w.posts.cur.s.Start())
	s.searching = &search{post: w.posts.cur, version: t.Version(), at: from, end: t.Len(), from: from}
	w.say("Looking for the next misspelled word…")
	s.search()
}

// search goes on with a search for as long as nothing has to be asked for.
func (s *spelling) search() {
	x, w := s.searching, s.w
	switch {
	case x == nil:
		return
	case x.post != w.posts.cur || x.version != w.posts.cur.s.Text().Version() || !s.on():
		s.searching = nil
		return
	case x.at >= x.end && x.round:
		s.searching = nil
		w.say("No misspelled words.")
		return
	case x.at >= x.end:
		x.at, x.end, x.round = w.posts.cur.s.Start(), x.from, true
	}
	part := w.area.WholeWords(x.at, min(x.at+searchStep, x.end))
	found, word := text.Range{}, ""
	var unknown []string
	w.area.EachWord(part, func(at text.Range, what string) bool {
		if at.Start < x.at {
			return true
		}
		switch s.Look(what) {
		case spell.Wrong:
			found, word = at, what
			return false
		case spell.Unknown:
			unknown = append(unknown, what)
		}
		return len(unknown) < wantedAtOnce
	})
	switch {
	case len(unknown) > 0: // changed goes on
		s.checker.Want(unknown)
	case word != "":
		s.searching = nil
		w.say(fmt.Sprintf("“%s”: Ctrl+. offers what it could be.", word))
		w.focusText()
		w.posts.cur.s.Select(text.Selection{Anchor: found.Start, Head: found.End})
		w.area.Reveal(found.Start)
	default:
		x.at = max(part.End, x.at+1)
		w.o.Post(s.search)
	}
}
