// Package spelling joins the program that checks words, the writer's own words
// and the text widget: which words are marked, what is offered for them, and in
// which language.
package spelling

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/field"
	"galley.app/galley/editor/modal"
	"galley.app/galley/editor/palette"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/spell"
	"galley.app/galley/editor/text"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/internal/control"
)

const (
	howToInstall = "Install hunspell and a dictionary such as hunspell-en-us to check spelling."
	maxOffered   = 7 // suggestions in a menu
)

// Options are what spelling is checked with.
type Options struct {
	Editor   *textedit.Editor
	Hint     func(string) string     // a text with the keys in it that commands have now
	Fields   []*textedit.Editor      // in which words are marked, too
	Session  func() *session.Session // of the post that is shown; nil where none is
	Programs spell.Programs          // nil where no program can be asked
	Own      *Own                    // nil where no words are kept

	// On and Language are what the writer chose, which is remembered with Keep: whether words are checked, and the
	// language, such as en_US; "" is the library's or the system's.
	On       *bool
	Language *string
	Keep     func()

	Library func() string // the language of the library; "" where it says none
	Locale  string        // the system's language, such as en_GB.UTF-8; "" when it is not known

	Modal     *modal.Stack
	Say       func(string) // in the status bar
	FocusText func()
	Post      func(func()) // runs a function on the UI goroutine
}

// Own are the functions that keep the writer's own words.
type Own struct {
	Read        func() ([]string, error)
	Add, Remove func(word string, done func(error))
}

// Spelling is which words of the window's posts are misspelled.
type Spelling struct {
	o         Options
	checker   *spell.Checker // nil where no program can be asked
	all       []spell.Dictionary
	looked    bool // all is known
	personal  spell.List
	passed    map[*session.Session]spell.List // ignored for now
	searching *search
}

// New checks nothing before Start.
func New(o Options) *Spelling {
	s := &Spelling{o: o, personal: spell.List{}, passed: map[*session.Session]spell.List{}}
	if o.Programs != nil {
		s.checker = spell.New(spell.Options{Programs: o.Programs, Post: o.Post, Changed: s.changed, Failed: s.failed})
	}
	return s
}

// Look is what is known of a word; the writer's own and the ignored ones are right.
func (s *Spelling) Look(word string) spell.Answer {
	if s.personal.Has(word) || s.passed[s.o.Session()].Has(word) {
		return spell.Right
	}
	return s.checker.Look(word)
}

func (s *Spelling) changed() {
	s.each((*textedit.Editor).SpellingChanged)
	s.search()
}

func (s *Spelling) failed(err error) {
	s.checker.Use(spell.Dictionary{})
	s.each(func(ed *textedit.Editor) { ed.SetSpelling(nil) })
	s.searching = nil
	s.o.Say("Spelling is not checked any more: " + err.Error() + ". Check spelling in the View menu tries again.")
}

// On reports whether words are checked.
func (s *Spelling) On() bool {
	return s.checker != nil && *s.o.On && s.checker.Dictionary() != spell.Dictionary{}
}

// Start begins to check if that is wanted and possible, and says nothing when
// it is not.
func (s *Spelling) Start() {
	if s.checker != nil && *s.o.On {
		s.find(func() { s.use() })
	}
}

// find looks for programs once; what is installed later is found by turning
// the check on again.
func (s *Spelling) find(then func()) {
	if s.looked {
		then()
		return
	}
	s.checker.Find(func(all []spell.Dictionary) {
		s.all, s.looked = all, len(all) > 0
		then()
	})
}

// choose returns the dictionary of the language that was chosen, or that of the
// library's language, or of the system's.
func choose(all []spell.Dictionary, chosen, library, locale string) (spell.Dictionary, bool) {
	if len(library) == 2 && strings.HasPrefix(locale, library+"_") { // the system knows the country too
		library = locale
	}
	return spell.Choose(all, chosen, library, locale)
}

// use takes the dictionary of the writer's choice; with none nothing is marked.
func (s *Spelling) use() (ok bool) {
	d, ok := choose(s.all, *s.o.Language, s.o.Library(), s.o.Locale)
	if !ok || !*s.o.On {
		s.checker.Use(spell.Dictionary{})
		s.each(func(ed *textedit.Editor) { ed.SetSpelling(nil) })
		return false
	}
	if d == s.checker.Dictionary() {
		return true
	}
	s.readPersonal()
	s.checker.Use(d)
	by := &textedit.Speller{Look: s.Look, Want: s.checker.Want}
	s.each(func(ed *textedit.Editor) { ed.SetSpelling(by) })
	return true
}

// each does something to all in which words are marked.
func (s *Spelling) each(do func(*textedit.Editor)) {
	do(s.o.Editor)
	for _, ed := range s.o.Fields {
		do(ed)
	}
}

// readPersonal reads the writer's own words again: another window may have
// added some.
func (s *Spelling) readPersonal() {
	if s.o.Own == nil {
		return
	}
	words, err := s.o.Own.Read()
	if err != nil {
		s.o.Say(err.Error())
		return
	}
	s.personal = spell.NewList(words)
}

// Forget drops what was ignored in a post that is closed.
func (s *Spelling) Forget(x *session.Session) { delete(s.passed, x) }

// Close ends the program.
func (s *Spelling) Close() {
	if s.checker != nil {
		s.checker.Close()
	}
}

// Toggle turns the check on or off, and says what became of it.
func (s *Spelling) Toggle() { s.Set(!s.On()) }

// Set turns the check on or off. Where nothing is installed it stays
// as it was, with a word about what to install.
func (s *Spelling) Set(on bool) {
	if s.checker == nil {
		s.o.Say(howToInstall)
		return
	}
	if !on {
		*s.o.On = false
		s.o.Keep()
		s.use()
		s.o.Say("Spelling is not checked.")
		return
	}
	s.find(func() {
		if len(s.all) == 0 {
			s.o.Say(howToInstall)
			return
		}
		*s.o.On = true
		s.o.Keep()
		s.checker.Use(spell.Dictionary{}) // anew, also after a failure
		if s.use() {
			s.o.Say("Spelling is checked in " + s.checker.Dictionary().Title() + ".")
			return
		}
		s.o.Say("There is no dictionary for your language; choose one.")
		s.Choose()
	})
}

// SetLanguage checks in a language of the installed ones from now on; ""
// takes the library's, or else the system's.
func (s *Spelling) SetLanguage(language string) {
	*s.o.Language = language
	s.Set(true)
}

// Languages lists the installed languages, for choosing one; it is empty
// where nothing is installed.
func (s *Spelling) Languages(done func([]spell.Dictionary)) {
	if s.checker == nil {
		done(nil)
		return
	}
	s.find(func() { done(s.all) })
}

// Choose lets the language be chosen from what is installed.
func (s *Spelling) Choose() {
	s.Languages(func(all []spell.Dictionary) {
		if len(all) == 0 {
			s.o.Say(howToInstall)
			return
		}
		if s.o.Modal.Depth() > 0 { // something was opened while the programs were looked for
			return
		}
		auto := field.Item{Title: "Automatic", Note: "the library's language, or else the system's", Do: func() { s.SetLanguage("") }}
		items, names := []field.Item{auto}, []string{auto.Title}
		for _, d := range all {
			note := d.Language + ", " + d.Kind.String()
			if d == s.checker.Dictionary() {
				note += ", in use"
			}
			items = append(items, field.Item{Title: d.Title(), Note: note, Do: func() { s.SetLanguage(d.Language) }})
			names = append(names, d.Title()+" "+d.Language)
		}
		s.o.Modal.Palette(palette.Choose("Check spelling in", "No dictionary of that language is installed.", names, func(i int) field.Item { return items[i] }))
	})
}

// Fix offers what could stand in place of the word at the caret: of the field
// that the keys go to, else of the text.
func (s *Spelling) Fix() {
	if !s.ready() {
		return
	}
	ed := s.o.Editor
	for _, f := range s.o.Fields {
		if _, _, focused := f.WordAtCaret(); focused {
			ed = f
		}
	}
	if ed == s.o.Editor {
		s.o.FocusText()
	}
	post := s.o.Session()
	at, word, _ := ed.WordAtCaret()
	if word == "" {
		s.o.Say("There is no word at the caret.")
		return
	}
	s.ask(word, func(answer spell.Answer, list []string) {
		where, what, _ := ed.WordAtCaret()
		switch {
		case s.o.Session() != post || s.o.Modal.Depth() > 0 || where != at || what != word:
		case answer != spell.Wrong:
			s.o.Say("“" + word + "” is spelled right.")
		default:
			ed.Reveal(at.Start)
			if box, height, ok := ed.CaretBox(); ok {
				s.o.Modal.Menu(&control.Menu{Items: s.offers(ed, at, word, list), First: true}, box, height)
			}
		}
	})
}

// ready tells whether spelling is checked, and says what to do where it is
// not.
func (s *Spelling) ready() bool {
	switch {
	case s.On():
		return true
	case s.checker == nil || s.looked && len(s.all) == 0:
		s.o.Say(howToInstall)
	default:
		s.o.Say("Spelling is not checked. Check spelling in the View menu turns it on.")
	}
	return false
}

// ask finds out about a word.
func (s *Spelling) ask(word string, then func(spell.Answer, []string)) {
	if s.Look(word) == spell.Right {
		then(spell.Right, nil)
		return
	}
	s.checker.Suggest(word, func(list []string) { then(s.Look(word), list) })
}

// offers are what a menu offers for a misspelled word.
func (s *Spelling) offers(ed *textedit.Editor, at text.Range, word string, list []string) (items []control.MenuItem) {
	for _, x := range list[:min(len(list), maxOffered)] {
		items = append(items, control.MenuItem{Title: x, Bold: true, Do: func() {
			if !ed.ReplaceWord(at, word, x) {
				s.o.Say("The text was changed meanwhile; nothing was replaced.")
			}
			if ed == s.o.Editor {
				s.o.FocusText()
			}
		}})
	}
	if len(list) == 0 {
		items = append(items, control.MenuItem{Title: "No suggestions", Off: true})
	}
	return append(items,
		control.MenuItem{Title: "Add to personal words", Split: true, Off: s.o.Own == nil, Do: func() { s.add(word) }},
		control.MenuItem{Title: "Ignore in this post for now", Do: func() { s.pass(word) }},
	)
}

// add makes a word one of the writer's own.
func (s *Spelling) add(word string) {
	word = spell.Plain(word)
	s.personal.Add(word)
	s.each((*textedit.Editor).SpellingChanged)
	s.o.Own.Add(word, func(err error) {
		if err != nil {
			s.o.Say("“" + word + "” counts as right until Galley is closed; it could not be kept: " + err.Error())
			return
		}
		s.o.Say("“" + word + "” is one of your words now.")
	})
}

// pass takes a word for right in the open post until that is closed.
func (s *Spelling) pass(word string) {
	x := s.o.Session()
	if x == nil {
		return
	}
	if s.passed[x] == nil {
		s.passed[x] = spell.List{}
	}
	s.passed[x].Add(word)
	s.each((*textedit.Editor).SpellingChanged)
	s.o.Say("“" + word + "” is not marked in this post until it is closed.")
}

// Personal lists the writer's own words; choosing one takes it out.
func (s *Spelling) Personal() {
	if s.o.Own == nil {
		return
	}
	s.readPersonal()
	words, err := s.o.Own.Read()
	if err != nil {
		s.o.Say(err.Error())
		return
	}
	slices.SortFunc(words, func(a, b string) int { return strings.Compare(palette.Fold(a), palette.Fold(b)) })
	words = slices.Compact(words)
	s.o.Modal.Palette(palette.Choose("Personal words: choose one to take it out", s.o.Hint("No personal word matches. Ctrl+. at a marked word adds it."), words, func(i int) field.Item {
		return field.Item{Title: words[i], Note: "take out", Do: func() { s.remove(words[i]) }}
	}))
}

func (s *Spelling) remove(word string) {
	s.o.Own.Remove(word, func(err error) {
		if err != nil {
			s.o.Say(err.Error())
			return
		}
		s.readPersonal()
		s.each((*textedit.Editor).SpellingChanged)
		s.o.Say("“" + word + "” is none of your words any more.")
	})
}

// Menu shows a menu of the text or a field, with suggestions on top where the word at an
// offset is misspelled; first chooses its first row from the start.
func (s *Spelling) Menu(ed *textedit.Editor, items []control.MenuItem, off int, first bool, at fyne.Position, height float32) {
	open := func(items []control.MenuItem) {
		s.o.Modal.Menu(&control.Menu{Items: items, First: first}, at, height)
	}
	if marks := ed == s.o.Editor || slices.Contains(s.o.Fields, ed); !marks || !s.On() || s.o.Session() == nil {
		open(items)
		return
	}
	where, word, ok := ed.WordAt(off)
	if !ok || s.Look(word) != spell.Wrong {
		open(items)
		return
	}
	s.ask(word, func(_ spell.Answer, list []string) {
		items[0].Split = true
		open(append(s.offers(ed, where, word, list), items...))
	})
}
