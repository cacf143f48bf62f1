package editor

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/spell"
	"galley.app/galley/storage/config"
)

// installed is what a test has installed: programs that hold words with a q
// for wrong, and offer them with g and k in its place.
type installed struct {
	mu        sync.Mutex // the languages are asked for aside
	languages []string
	broken    bool // starts fail
}

func (i *installed) install(languages ...string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.languages = languages
}

func (i *installed) breaks(broken bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.broken = broken
}

func (i *installed) Dictionaries() (all []spell.Dictionary) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, l := range i.languages {
		all = append(all, spell.Dictionary{Language: l, Program: "/bin/hunspell", Name: l})
	}
	return all
}

func (i *installed) Start(spell.Dictionary) (spell.Process, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.broken {
		return nil, errors.New("cannot be started")
	}
	in, toProgram := io.Pipe()
	fromProgram, out := io.Pipe()
	go func() {
		defer out.Close()
		fmt.Fprintln(out, "@(#) a test")
		for lines := bufio.NewScanner(in); lines.Scan(); {
			word := strings.TrimPrefix(lines.Text(), "^")
			answer := "*"
			if strings.Contains(word, "q") {
				answer = "& " + word + " 2 1: " + strings.ReplaceAll(word, "q", "g") + ", " + strings.ReplaceAll(word, "q", "k")
			}
			if _, err := fmt.Fprint(out, answer, "\n\n"); err != nil {
				return
			}
		}
	}()
	return fakeProcess{fromProgram, toProgram}, nil
}

type fakeProcess struct {
	*io.PipeReader
	in *io.PipeWriter
}

func (p fakeProcess) Write(b []byte) (int, error) { return p.in.Write(b) }
func (p fakeProcess) Close() error                { return errors.Join(p.in.Close(), p.PipeReader.Close()) }

const spellFile = "spelling.md"

// newSpellWindow shows a post with misspelled words, checked in English.
func newSpellWindow(t testing.TB, body string, programs *installed) *testWindow {
	d := newTestWindow(t, map[string]string{spellFile: "!! title: A post\n!! slug: a-post\n\n---\n\n" + body})
	paths := config.Paths{Config: filepath.Dir(d.wordsFile())}
	d.o.Spell, d.o.Words, d.o.Locale = programs, &config.Words{Paths: paths, Do: d.keeper.Do}, "en_GB.UTF-8"
	d.settings.Spelling = true
	d.spelling = newSpelling(d.Window)
	d.spelling.Start()
	t.Cleanup(func() { d.spelling.Close() })
	if len(programs.languages) > 0 && !programs.broken {
		d.until("the words are known", func() bool {
			_, known := d.area.Misspelled()
			return d.spelling.On() && known
		})
	}
	return d
}

func (d *testWindow) wrong() string {
	var words []string
	wrong, _ := d.area.Misspelled()
	for _, r := range wrong {
		words = append(words, d.posts.cur.s.Text().Slice(r.Start, r.End))
	}
	return strings.Join(words, " ")
}

func (d *testWindow) body() string {
	t := d.posts.cur.s.Text()
	return t.Slice(d.posts.cur.s.Start(), t.Len())
}

// press gives a key to what has the focus.
func (d *testWindow) press(keys ...fyne.KeyName) {
	for _, k := range keys {
		d.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k})
	}
}

func (d *testWindow) caret(word string) {
	d.posts.cur.s.Select(caretAt(strings.Index(d.posts.cur.s.Text().String(), word) + 1))
}

func TestFixSpelling(t *testing.T) {
	d := newSpellWindow(t, "One known twq word, known threq.\n", &installed{languages: []string{"de_DE", "en_US"}})
	if got := d.wrong(); got != "twq threq" {
		t.Errorf("wrong: %q", got)
	}
	d.caret("twq")
	d.spelling.Fix()
	if d.modal.Depth() != 1 {
		t.Fatal("no menu is open")
	}
	d.press(fyne.KeyDown, fyne.KeyUp, fyne.KeyDown, fyne.KeyReturn)
	if d.modal.Depth() != 0 || d.body() != "One known twk word, known threq.\n" {
		t.Errorf("%d menus, text %q", d.modal.Depth(), d.body())
	}
	d.caret("threq")
	d.spelling.Fix()
	d.win.Canvas().Focused().TypedRune(' ') // the space bar takes the first
	if d.body() != "One known twk word, known threg.\n" {
		t.Errorf("text %q", d.body())
	}
	d.spelling.Fix()
	d.until("the word is known to be right", func() bool { return strings.Contains(d.note(), "spelled right") })
	if d.modal.Depth() != 0 {
		t.Error("a menu for a word that is right")
	}
	d.posts.cur.s.Undo()
	d.caret("threq")
	d.spelling.Fix()
	d.press(fyne.KeyEscape)
	if d.modal.Depth() != 0 || d.body() != "One known twk word, known threq.\n" {
		t.Errorf("after Escape: %d menus, text %q", d.modal.Depth(), d.body())
	}
	d.posts.cur.s.Select(caretAt(d.posts.cur.s.Text().Len()))
	d.spelling.Fix()
	if !strings.Contains(d.note(), "no word") {
		t.Errorf("at no word: %q", d.note())
	}
}

func (d *testWindow) note() string { return d.status.Note.Text() }

// wordsFile is where the writer's own words are kept.
func (d *testWindow) wordsFile() string { return d.beside("config/words.txt") }

// putWords writes the file of the writer's own words, as another program does.
func (d *testWindow) putWords(text string) {
	d.t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(d.wordsFile()), 0o700), os.WriteFile(d.wordsFile(), []byte(text), 0o600)); err != nil {
		d.t.Fatal(err)
	}
}

func TestPersonalWords(t *testing.T) {
	d := newSpellWindow(t, "One known twq Quq’s naqve threq threq.\n", &installed{languages: []string{"en"}})
	d.putWords("Quq\n")
	d.spelling.Set(true)
	d.until("the words are known", func() bool { _, known := d.area.Misspelled(); return known && d.wrong() != "" })
	says := func(words string) {
		t.Helper()
		d.until("it says "+words, func() bool { return strings.Contains(d.note(), words) })
	}
	if got := d.wrong(); got != "twq naqve threq threq" {
		t.Errorf("wrong: %q", got)
	}
	d.caret("twq")
	d.spelling.Fix()
	d.press(fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	says("“twq” is one of your words now.")
	if got, own := d.wrong(), d.file(d.wordsFile()); got != "naqve threq threq" || own != "Quq\ntwq\n" {
		t.Errorf("added: wrong %q, own %q", got, own)
	}
	d.putWords("caf\xe9\n")
	d.caret("naqve")
	d.spelling.Fix()
	d.press(fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	says("“naqve” counts as right until Galley is closed; it could not be kept: ")
	if got, own := d.wrong(), d.file(d.wordsFile()); got != "threq threq" || own != "caf\xe9\n" || !strings.Contains(d.note(), "not UTF-8") {
		t.Errorf("not kept: wrong %q, own %q, note %q", got, own, d.note())
	}
	d.putWords("Quq\ntwq\n")
	d.caret("threq")
	d.spelling.Fix()
	d.press(fyne.KeyEnd, fyne.KeyReturn)
	says("“threq” is not marked in this post")
	if got, own := d.wrong(), d.file(d.wordsFile()); got != "" || own != "Quq\ntwq\n" {
		t.Errorf("ignored: wrong %q, own %q", got, own)
	}
	d.spelling.Personal()
	d.press(fyne.KeyDown, fyne.KeyReturn) // Quq, twq
	says("“twq” is none of your words any more.")
	if got, own := d.wrong(), d.file(d.wordsFile()); got != "twq naqve" || own != "Quq\n" {
		t.Errorf("taken out: wrong %q, own %q", got, own)
	}
	d.spelling.Forget(d.posts.cur.s)
	d.area.SpellingChanged()
	if got := d.wrong(); got != "twq naqve threq threq" {
		t.Errorf("ignored in a post that was closed: wrong %q", got)
	}
}

func TestFixSpellingInAField(t *testing.T) {
	d := newSpellWindow(t, "One known threq.\n", &installed{languages: []string{"en"}})
	d.caret("threq")
	d.form.Focus(d.form.Title)
	for _, r := range " twq" {
		d.win.Canvas().Focused().TypedRune(r)
	}
	d.spelling.Fix()
	d.until("a menu", func() bool { return d.modal.Depth() == 1 })
	d.press(fyne.KeyReturn)
	if s := d.posts.cur.s; s.Title() != "A post twg" || d.body() != "One known threq.\n" {
		t.Errorf("title %q, text %q", s.Title(), d.body())
	}
	if got := d.win.Canvas().Focused(); got != d.form.Title {
		t.Errorf("the keys go to %T then", got)
	}
	d.win.Canvas().Focused().TypedRune('!')
	if got := d.posts.cur.s.Title(); got != "A post twg!" {
		t.Errorf("title %q", got)
	}
	d.focusText()
	d.spelling.Fix()
	d.press(fyne.KeyReturn)
	if d.body() != "One known threg.\n" {
		t.Errorf("text %q", d.body())
	}
}

func TestTextMenu(t *testing.T) {
	d := newSpellWindow(t, "One known twq.\n", &installed{languages: []string{"en"}})
	m := fyne.NewMenu("", fyne.NewMenuItem("Cut", nil), fyne.NewMenuItemSeparator(), fyne.NewMenuItem("Select all", func() { d.area.TypedShortcut(&fyne.ShortcutSelectAll{}) }))
	off := strings.Index(d.posts.cur.s.Text().String(), "twq")
	d.textMenu(d.area, m, off, fyne.NewPos(10, 10), 0)
	d.press(fyne.KeyDown, fyne.KeyReturn) // nothing was chosen before
	if d.body() != "One known twg.\n" {
		t.Errorf("text %q", d.body())
	}
	d.textMenu(d.area, m, off-3, fyne.NewPos(10, 10), 0)
	d.press(fyne.KeyUp, fyne.KeyUp, fyne.KeyUp, fyne.KeyReturn) // past Insert and Format
	if sel := d.posts.cur.s.Primary(); d.modal.Depth() != 0 || sel.Empty() {
		t.Errorf("the last item of a plain menu was not done: %v", sel)
	}
	items := d.commands.menuItems(m)
	if len(items) != 2 || items[0].Keys != "Ctrl+X" || !items[1].Split || items[1].Keys != "Ctrl+A" {
		t.Errorf("items %+v", items)
	}
}

func TestNextMisspelling(t *testing.T) {
	body := "One known.\n" + strings.Repeat("Plain words that are right and go on for a while.\n\n", 3000) + "Here is twq.\n" + strings.Repeat("More.\n\n", 3000) + "threq\n"
	d := newSpellWindow(t, body, &installed{languages: []string{"en"}})
	for _, want := range []string{"twq", "threq", "twq"} {
		d.spelling.Next()
		d.until("the search is over", func() bool { return !strings.HasPrefix(d.note(), "Looking") })
		sel := d.posts.cur.s.Primary()
		if got := d.posts.cur.s.Text().Slice(sel.Start(), sel.End()); got != want {
			t.Fatalf("found %q, want %q", got, want)
		}
	}
	for _, word := range []string{"twq", "threq"} {
		d.caret(word)
		d.spelling.Fix()
		d.press(fyne.KeyEnd, fyne.KeyReturn) // ignored
	}
	d.spelling.Next()
	d.until("the search is over", func() bool { return !strings.HasPrefix(d.note(), "Looking") })
	if !strings.Contains(d.note(), "No misspelled") {
		t.Errorf("note %q", d.note())
	}
}

func TestSpellingSwitch(t *testing.T) {
	programs := &installed{}
	d := newSpellWindow(t, "One known twq.\n", programs)
	d.spelling.Set(true)
	d.until("a word about what to install", func() bool { return strings.Contains(d.note(), "hunspell-en-us") })
	if d.spelling.On() || !d.settings.Spelling || d.wrong() != "" {
		t.Error("something changed where nothing is installed")
	}
	d.spelling.Fix()
	d.spelling.Choose()
	d.spelling.Next()
	d.until("the same from the others", func() bool { return strings.Contains(d.note(), "Install hunspell") && d.modal.Depth() == 0 })

	programs.install("de_DE", "en_US") // meanwhile
	d.spelling.Toggle()
	d.until("marked words", func() bool { return d.wrong() == "twq" })
	if !strings.Contains(d.note(), "American English") {
		t.Errorf("note %q", d.note())
	}
	d.spelling.Toggle()
	if d.spelling.On() || d.settings.Spelling || d.wrong() != "" {
		t.Error("not turned off")
	}
	d.spelling.Fix()
	if !strings.Contains(d.note(), "turns it on") {
		t.Errorf("note %q", d.note())
	}
	d.spelling.Choose()
	d.press(fyne.KeyDown, fyne.KeyReturn) // Automatic, German, American English
	d.until("marked words", func() bool { return d.wrong() == "twq" })
	if d.settings.SpellingLanguage == "" || !d.settings.Spelling {
		t.Errorf("state %+v", d.settings)
	}
	programs.breaks(true)
	d.spelling.SetLanguage("de_DE")
	d.until("a word about the failure", func() bool { return strings.Contains(d.note(), "cannot be started") })
	if d.spelling.On() || d.wrong() != "" || !d.settings.Spelling {
		t.Error("marked words of a program that was given up")
	}
	programs.breaks(false)
	d.spelling.Toggle()
	d.until("marked words", func() bool { return d.wrong() == "twq" })
}
