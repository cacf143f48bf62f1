//go:build linux

package torture

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"galley.app/galley/internal/xwindow"
	"galley.app/galley/storage/history"
)

// writer is a scripted person before the window, who knows what was typed, and
// when.
type writer struct {
	t       *testing.T
	rng     *rand.Rand
	display *xwindow.Display
	window  *xwindow.Window
	home    string // holds the program's settings and state
	library string
	also    string // a folder that files of the library may be links into
	tmp     string // for temporary files
	cut     bool   // the power was: what was not synced may be damaged
	moving  bool   // what is done moves the caret, also while a word is typed
	others  bool   // write in the library: what they change is read again between undo and redo, which takes what could be done again

	offers bool // texts are in no file, and the next start asks about them
	typed  []typedWord
	made   int
	did    []string                     // what was done last, the newest at the end
	undone struct{ from, to time.Time } // when something was taken back and done again, last
}

// note remembers what is done, so that it can be told of where words are lost.
func (w *writer) note(what string) {
	if len(w.did) > 20_000 {
		w.did = slices.Delete(w.did, 0, 10_000)
	}
	w.did = append(w.did, time.Now().Format("15:04:05.000 ")+what)
}

// typedWord is one of a kind.
type typedWord struct {
	word string
	at   time.Time // when its last key had been pressed
	sure bool      // it is owed since an earlier look
}

// titles of the posts in the writer's library.
var titles = []string{"Marbles", "Glass", "Clay"}

// newWriter makes a library and a home, without a window.
func newWriter(t *testing.T, library, home string) *writer {
	t.Helper()
	w := &writer{t: t, rng: random(t), library: library, home: home, tmp: t.TempDir()}
	for i, title := range titles {
		text := strings.NewReplacer("Marbles", title, "marbles", strings.ToLower(title), "01-02", fmt.Sprintf("01-%02d", 9-i)).Replace(somePost)
		name := filepath.Join(library, fmt.Sprintf("%04d-%s.md", i+1, strings.ToLower(title)))
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// newWriterOn is newWriter with library and home in a folder that programs see as
// dir and that is backing.
func newWriterOn(t *testing.T, dir, backing string) *writer {
	t.Helper()
	for _, name := range []string{"posts", "home"} {
		if err := os.Mkdir(filepath.Join(backing, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return newWriter(t, filepath.Join(dir, "posts"), filepath.Join(dir, "home"))
}

// start opens the window and waits until a post is shown in it.
func (w *writer) start() {
	w.t.Helper()
	if w.display == nil {
		w.display = xwindow.NewDisplay(w.t)
	}
	w.window = w.display.Open(xwindow.Options{Program: theProgram(w.t), Args: []string{w.library}, Home: w.home, Env: []string{"TMPDIR=" + w.tmp}})
	for patience := time.Now().Add(5 * time.Second); !strings.HasSuffix(w.window.Title(), " — Galley") && !w.window.Exited(); time.Sleep(30 * time.Millisecond) {
		_, open := w.asked()
		if open {
			w.answer()
			w.offers = false // that was answered too
		}
		// A post that was being opened when the program ended is not opened by itself.
		if open || w.shows("Not opened again") || time.Now().After(patience) {
			w.open(titles[w.rng.IntN(len(titles))])
		}
	}
	xwindow.Wait(w.t, "a post to be shown", func() bool { return strings.HasSuffix(w.window.Title(), " — Galley") || w.window.Exited() })
}

// word returns one that there has never been.
func (w *writer) word() string {
	w.made++
	s := "zq"
	for n := w.made; n > 0; n /= 26 {
		s += string(rune('a' + n%26))
	}
	return s + "q"
}

// write types a word and a blank.
func (w *writer) write() {
	w.t.Helper()
	if _, open := w.asked(); open {
		w.answer()
	}
	x := w.word()
	w.note(x)
	w.window.Type(x + " ")
	if _, open := w.asked(); open {
		return // it may have come between
	}
	w.typed = append(w.typed, typedWord{word: x, at: time.Now()})
	done.add("words typed", 1)
}

// act does what writers do, once: types mostly, and saves, opens, begins.
func (w *writer) act() {
	w.t.Helper()
	switch n := w.rng.IntN(100); {
	case n < 70:
		w.write()
	case n < 78:
		w.note("saves")
		w.window.Key("ctrl+s")
		done.add("saves", 1)
	case n < 84:
		w.open(titles[w.rng.IntN(len(titles))])
	case n < 88:
		w.note("Return twice")
		w.window.Key("Return", "Return")
	case n < 92:
		w.note("goes to an end of the text")
		w.window.Key([]string{"ctrl+Home", "ctrl+End"}[w.rng.IntN(2)])
	case n < 95:
		if _, open := w.asked(); open {
			w.answer()
		}
		w.note("a new post")
		w.window.Key("ctrl+n")
		w.write() // its title
		if w.begun() {
			w.window.Key("F6")
		}
	case !w.others: // what is taken back is not owed, so it is done again
		w.note("undoes and does again")
		w.undone.from, w.undone.to = time.Now(), time.Time{}
		w.window.Key("ctrl+z", "ctrl+shift+z", "End")
		w.undone.to = time.Now()
	}
}

// begun reports whether the last word became the title of what is shown. A question
// that came just then took the key for a new post, and the word is in the text of
// another one, from which F6 would lead out.
func (w *writer) begun() bool {
	for patience := time.Now().Add(2 * time.Second); time.Now().Before(patience) && !w.window.Exited(); time.Sleep(20 * time.Millisecond) {
		if len(w.typed) > 0 && strings.Contains(w.window.Title(), w.typed[len(w.typed)-1].word) {
			return true
		}
	}
	return false
}

// betweenUndoAndRedo reports whether at may be a moment at which something was
// taken back: nobody owes that then.
func (w *writer) betweenUndoAndRedo(at time.Time) bool {
	const slow = 200 * time.Millisecond // a window takes keys a little later
	return !w.undone.from.IsZero() && at.After(w.undone.from) && (w.undone.to.IsZero() || at.Before(w.undone.to.Add(slow)))
}

// open shows another post.
func (w *writer) open(title string) {
	w.t.Helper()
	w.note("open " + title + ", shown is " + w.window.Title())
	w.window.Key("ctrl+p")
	w.window.Type(title)
	w.window.Key("Return")
	ends := time.Now().Add(5 * time.Second)
	for !strings.HasSuffix(w.window.Title(), title+" — Galley") {
		if w.window.Exited() || time.Now().After(ends) {
			return // it was killed meanwhile, or its title has more words by now
		}
		time.Sleep(20 * time.Millisecond)
	}
	w.window.Key("End") // the place that is remembered may be within a word of a text that was not saved
}

// keptWithin is how long a word may be in no journal: a second, and half of one
// for a machine that is busy.
const keptWithin = 1500 * time.Millisecond

// look finds words that are owed and are nowhere: those that had been typed some
// time before the end.
func (w *writer) look(end time.Time, how string) {
	w.t.Helper()
	found := texts(w.t, w.library) + w.recovered()
	if w.betweenUndoAndRedo(end) {
		done.add("ends while something was undone, after which words are not looked for", 1)
		w.typed = nil
		return
	}
	if w.also != "" {
		found += texts(w.t, w.also)
	}
	var missing []string
	owed := 0
	for i, x := range w.typed {
		if !x.sure && end.Sub(x.at) < keptWithin {
			continue
		}
		owed++
		w.typed[i].sure = true
		if !strings.Contains(found, x.word) {
			missing = append(missing, x.word)
		}
	}
	if len(missing) > 0 {
		var lost []string
		for _, x := range missing {
			if !w.remembered(x) && !(w.moving && scattered(found, x)) {
				lost = append(lost, x)
			}
		}
		if len(lost) > 0 {
			w.keep(how)
			done.lose(w.t, how, lost...)
		}
	}
	kept := w.typed[:0] // what is not owed may be there or not, and is asked for no more
	for _, x := range w.typed {
		if x.sure {
			kept = append(kept, x)
		}
	}
	w.typed = kept
	done.add("words looked for", owed)
}

// scattered reports whether a word is there but for its first letters, which are
// elsewhere, or with later words typed into it.
func scattered(text, word string) bool {
	for i := 1; i < len(word); i++ {
		if into, err := regexp.MatchString(regexp.QuoteMeta(word[:i])+`(\s*zq[a-z]+q)+\s*`+regexp.QuoteMeta(word[i:])+`\b`, text); err == nil && into {
			return true
		}
	}
	for i := 1; i < 3; i++ {
		if strings.Contains(text, " "+word[i:]+" ") || strings.Contains(text, "\n"+word[i:]+" ") {
			return true
		}
	}
	return false
}

// recovered is all that the journals hold, as the command line gets it out of
// them.
func (w *writer) recovered() string {
	w.t.Helper()
	out := filepath.Join(w.t.TempDir(), "recovered")
	e := command(w.t, w.home, []string{"env", "TMPDIR=" + w.tmp}, "recover", "--out", out)
	if e.code != 0 && !w.cut && !strings.Contains(e.err, "othing") {
		w.t.Errorf("galley recover: exit code %d: %s", e.code, e.err)
	}
	found := texts(w.t, out)
	w.offers = found != ""
	return found + e.out
}

// remembered reports whether a word is in a restore point of any post, those
// included whose files are gone.
func (w *writer) remembered(word string) bool {
	w.t.Helper()
	kept := history.New(filepath.Join(w.home, "galley", "state", "history"), history.Options{})
	for hit, err := range kept.Search(w.t.Context(), word) {
		if err == nil {
			var text string
			if text, err = kept.Text(hit.Version); strings.Contains(text, word) {
				return true
			}
		}
		if err != nil && !w.cut {
			w.t.Errorf("the history: %v", err)
		}
	}
	return false
}

// keep copies what is on the disk, so that it can be looked at after a loss.
func (w *writer) keep(how string) {
	w.t.Helper()
	at := filepath.Join("build", "failed", fmt.Sprintf("%s-%d", w.t.Name(), *seed))
	_ = os.RemoveAll(at) // of an earlier run
	if err := os.MkdirAll(at, 0o755); err != nil {
		w.t.Log(err)
	}
	if err := os.WriteFile(filepath.Join(at, "done"), []byte(strings.Join(w.did, "\n")+"\n"), 0o644); err != nil {
		w.t.Log(err)
	}
	for name, dir := range map[string]string{"library": w.library, "home": w.home} {
		if err := copyFiles(filepath.Join(at, name), dir); err != nil {
			w.t.Logf("copying what is there: %v", err)
		}
	}
	w.t.Logf("%s: what was on the disk then: %s", how, at)
}

// copyFiles copies the files below from, without sockets, locks of others and what
// else is no file.
func copyFiles(to, from string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return nil // it went while it was looked at
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return nil // as above
		}
		at := filepath.Join(to, rel)
		return errors.Join(os.MkdirAll(filepath.Dir(at), 0o755), os.WriteFile(at, b, 0o644))
	})
}
