package editor_test

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor"
	"galley.app/galley/internal/seen"
	"galley.app/galley/storage"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/journal"
)

var (
	sequences = flag.Int("loss.sequences", 8, "how many sequences the model of two windows goes through")
	firstSeed = flag.Uint64("loss.seed", 1, "number of the first of them")
)

const lossSteps = 250

// TestNoWordIsLost drives two windows on one folder, another program that
// changes it, and a disk that fails, hangs and does not confirm, at random over
// a few names. Each word that was typed or found is at any time in a file, in an
// open post or its undo, in the history or in the journal, unless it was undone
// for good, the other program removed it, or the program was killed in the same
// second. What was saved once is in the history, whatever becomes of the file. A
// post that is said to be saved has its very text in its file.
func TestNoWordIsLost(t *testing.T) {
	var done lossFigures
	defer emptyPools()
	for i := range *sequences {
		emptyPools()
		seed := *firstSeed + uint64(i)
		dir := t.TempDir()
		ok := t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newLossModel(t, dir, seed)
				for range lossSteps {
					m.step()
				}
				m.end()
				done.add(m.figures)
			})
		})
		if !ok {
			return
		}
	}
	t.Logf("%d sequences: %+v", *sequences, done)
}

// emptyPools has the next test make what compresses texts anew: its channels
// belong to the test that made it.
func emptyPools() {
	runtime.GC()
	runtime.GC() // what the first one moved aside
}

// lossFigures count what a run of the model did.
type lossFigures struct{ Steps, Words, Saves, Answers, Exits, Kills, Outside, Faults int }

func (f *lossFigures) add(g lossFigures) {
	f.Steps += g.Steps
	f.Words += g.Words
	f.Saves += g.Saves
	f.Answers += g.Answers
	f.Exits += g.Exits
	f.Kills += g.Kills
	f.Outside += g.Outside
	f.Faults += g.Faults
}

// words is a set of those that the model typed or put into files.
type words map[string]bool

func wordsOf(text string) words {
	w := words{}
	for _, f := range strings.FieldsFunc(text, func(r rune) bool { return r < 'a' || r > 'z' }) {
		if strings.HasPrefix(f, "zq") {
			w[f] = true
		}
	}
	return w
}

// lossPost is what the model knows of an open post.
type lossPost struct {
	had    words // of all its texts so far
	seen   words // of its text and history
	now    words // of its text
	undone words // what undo took out and redo would bring back

	since map[string]time.Time // that a word is in its text
	dirty bool
}

type lossWindow struct {
	*editor.Driven
	name      string
	disk      *lossDisk
	keeper    *storage.Keeper
	workspace *storage.Workspace
	state     *lossState
	journals  *journal.Writer
	versions  *history.Store
	posts     map[editor.Post]*lossPost
	news      map[string]bool // paths whose change it was not told of
}

type lossModel struct {
	t       *testing.T
	rng     *rand.Rand
	app     fyne.App
	dir     string
	windows []*lossWindow
	files   map[string]words // by name
	texts   map[string]string
	removed map[string]string
	given   map[string]bool // texts that an answer gave up
	owed    words
	struck  words // owed, but the other program took them out of the files
	saved   words // by a window, which are in the history for good
	kept    words // in the history, or in the journal of a window that was killed
	state   string
	made    int
	trace   []string
	figures lossFigures
}

// names are those that files get by hand.
func lossNames() []string {
	return []string{"wip-a.md", "wip-a-2.md", "wip-b.md", "a.md", "0001-p.md"}
}

func newLossModel(t *testing.T, dir string, seed uint64) *lossModel {
	m := &lossModel{
		t: t, rng: rand.New(rand.NewPCG(seed, 7)), app: seen.App(t), dir: dir,
		removed: map[string]string{}, given: map[string]bool{}, owed: words{}, struck: words{}, saved: words{}, kept: words{}, state: t.TempDir(),
	}
	for i, name := range []string{"wip-a.md", "0001-p.md"} {
		m.put(name, m.source(fmt.Sprintf("F%d", i), "a"))
	}
	for _, name := range []string{"left", "right"} {
		m.windows = append(m.windows, m.start(name))
	}
	t.Cleanup(func() { // also after a failure: no goroutine may stay
		for _, w := range m.windows {
			m.stop(w)
		}
	})
	m.check(false)
	return m
}

// start opens a window, as starting the program does.
func (m *lossModel) start(name string) *lossWindow {
	w := &lossWindow{name: name, disk: &lossDisk{let: make(chan struct{})}, posts: map[editor.Post]*lossPost{}, news: map[string]bool{}}
	w.remember(m.state)
	w.Driven = editor.Drive(m.t, m.app, m.dir, func(post func(func())) *storage.Workspace {
		w.keeper = storage.NewKeeperOn(w.disk, post)
		w.workspace = storage.NewWorkspace(storage.WorkspaceOptions{Keeper: w.keeper, Post: post, Poll: true, History: w.versions})
		return w.workspace
	}, func(o *editor.Options) { o.Journals, o.History = w.journals, w.versions })
	synctest.Wait()
	w.Run(1000)
	return w
}

// stop ends the work of a window that was left or killed.
func (m *lossModel) stop(w *lossWindow) {
	w.disk.dead = true
	w.state.dead.Store(true)
	m.letGo(w)
	w.Driven.Close()
	m.forget(w)
	w.workspace.Close()
	w.keeper.Close()
	synctest.Wait()
}

// tell reports what changed in the folder, once, as a watch does.
func (m *lossModel) tell(w *lossWindow) {
	w.Outside(slices.Collect(maps.Keys(w.news)))
	clear(w.news)
}

func (m *lossModel) letGo(w *lossWindow) {
	if w.disk.held {
		w.disk.let <- struct{}{}
		synctest.Wait()
	}
	w.disk.hold = ""
}

// word is a new one, owed from now on.
func (m *lossModel) word() string {
	m.made++
	m.figures.Words++
	n, s := m.made, "zq"
	for ; n > 0; n /= 26 {
		s += string(rune('a' + n%26))
	}
	m.owed[s] = true
	return s
}

func (m *lossModel) source(title, slug string) string {
	return "!! title: " + title + "\n!! slug: " + slug + "\n!! published: 2024-01-01\n!! description: D\n\n---\n\n" + m.word() + " "
}

// put writes a file as another program does, whole.
func (m *lossModel) put(name, text string) {
	path := filepath.Join(m.dir, name)
	if err := errors.Join(os.WriteFile(path+"~", []byte(text), 0o644), os.Rename(path+"~", path)); err != nil {
		m.t.Fatal(err)
	}
}

func (m *lossModel) get(name string) (string, bool) {
	b, err := os.ReadFile(filepath.Join(m.dir, name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		m.t.Fatal(err)
	}
	return string(b), err == nil
}

func (m *lossModel) note(format string, args ...any) {
	m.trace = append(m.trace, fmt.Sprintf(format, args...))
}

func (m *lossModel) fail(format string, args ...any) {
	m.t.Helper()
	for name := range m.files {
		text, _ := m.get(name)
		m.note("file %s: %v", name, slices.Sorted(maps.Keys(wordsOf(text))))
	}
	for _, w := range m.windows {
		for _, p := range w.Posts() {
			m.note("%s: %s %s %s: %v", w.name, p.Title(), filepath.Base(p.Path()), p.Status(), slices.Sorted(maps.Keys(wordsOf(p.Text()))))
		}
		m.note("%s asks %q", w.name, w.Question())
	}
	from := max(0, len(m.trace)-60)
	m.t.Fatalf(format+"\n%s", append(args, strings.Join(m.trace[from:], "\n"))...)
}

// listed are the names of the posts in the folder.
func (m *lossModel) listed() (names []string) {
	paths, _ := filepath.Glob(filepath.Join(m.dir, "*.md")) // the pattern is good
	for _, p := range paths {
		names = append(names, filepath.Base(p))
	}
	return names
}

func pick[T any](m *lossModel, list []T) T { return list[m.rng.IntN(len(list))] }

func (m *lossModel) step() {
	m.figures.Steps++
	w := pick(m, m.windows)
	_, open := w.Shown()
	asks := w.Question() != ""
	outside := false
	switch n := m.rng.IntN(100); {
	case n < 14:
		m.note("%s goes on", w.name)
		w.Run(1000)
	case n < 20:
		m.note("%s goes on by one", w.name)
		w.Run(1)
	case n < 28:
		m.note("%s hears of changes", w.name)
		m.tell(w)
	case n < 31:
		m.note("time passes")
		time.Sleep(time.Duration(m.rng.IntN(4000)) * time.Millisecond) // of the test's clock
	case n < 37:
		m.fault(w)
	case n < 42:
		m.note("the disk of %s goes on", w.name)
		m.letGo(w)
	case n < 51:
		m.outside()
		outside = true
	case n < 52:
		m.kill(w)
	case n < 54:
		m.settle()
	case asks:
		if m.rng.IntN(3) == 0 { // much may happen before
			m.answer(w)
		} else if p, _ := w.Shown(); strings.HasSuffix(w.Question(), "outside Galley") && m.rng.IntN(2) == 0 {
			m.note("outside: a word more in %s, of which %s asks", filepath.Base(p.Path()), w.name)
			text, _ := m.get(filepath.Base(p.Path()))
			m.put(filepath.Base(p.Path()), text+m.word()+" ")
			m.check(true)
			m.tell(w)
			synctest.Wait()
			w.Run(1000)
		}
	case n < 59:
		m.note("%s: new post", w.name)
		m.made++
		w.New(fmt.Sprintf("T%d", m.made), pick(m, []string{"a", "b"}))
		m.typed(w)
	case n < 63:
		name := pick(m, append(m.listed(), lossNames()...))
		m.note("%s opens %s", w.name, name)
		w.Open(filepath.Join(m.dir, name))
	case n < 66:
		m.note("%s quits", w.name)
		w.Quit()
	case !open:
	case n < 76:
		m.typed(w)
	case n < 86:
		m.note("%s saves %s", w.name, m.shown(w))
		m.figures.Saves++
		w.Save()
	case n < 92:
		p := pick(m, w.Posts())
		m.note("%s shows %s", w.name, p.Title())
		w.Show(p)
	case n < 94:
		path := filepath.Join(m.dir, pick(m, lossNames()))
		if _, there := m.get(filepath.Base(path)); !there && (w.Offers(path) || m.rng.IntN(3) == 0) {
			m.note("%s saves %s as %s", w.name, m.shown(w), filepath.Base(path))
			w.SaveAs(path)
		}
	case n < 95:
		m.note("%s publishes %s", w.name, m.shown(w))
		w.Publish()
	case n < 97:
		m.note("%s closes %s", w.name, m.shown(w))
		w.ClosePost()
	case n < 99:
		m.note("%s undoes", w.name)
		p, _ := w.Shown()
		w.Undo()
		for x := range w.posts[p].now {
			if !wordsOf(p.Text())[x] {
				w.posts[p].undone[x] = true
			}
		}
	default:
		m.note("%s redoes", w.name)
		w.Redo()
	}
	synctest.Wait()
	m.check(outside)
}

func (m *lossModel) shown(w *lossWindow) string {
	p, _ := w.Shown()
	return p.Title()
}

func (m *lossModel) typed(w *lossWindow) {
	x := m.word()
	m.note("%s types %s into %s", w.name, x, m.shown(w))
	w.Type(x + " ")
}

func (m *lossModel) fault(w *lossWindow) {
	m.figures.Faults++
	switch m.rng.IntN(6) {
	case 0:
		m.note("the disk of %s is full", w.name)
		w.disk.full = errors.New("no space left")
	case 1:
		m.note("the disk of %s does not confirm", w.name)
		w.disk.unsure = errors.New("no answer")
	default:
		at := pick(m, []string{"start", "write", "end"})
		if !w.disk.held {
			m.note("the disk of %s hangs at the %s of a write", w.name, at)
			w.disk.hold = at
		}
	}
}

// outside is another program at work in the folder.
func (m *lossModel) outside() {
	m.figures.Outside++
	name := pick(m, append(m.listed(), lossNames()...))
	if p, ok := pick(m, m.windows).Shown(); ok && p.Path() != "" && m.rng.IntN(2) == 0 { // where it matters
		name = filepath.Base(p.Path())
	}
	text, there := m.get(name)
	path := filepath.Join(m.dir, name)
	switch n := m.rng.IntN(6); {
	case n == 0 && there:
		m.note("outside: a word more in %s", name)
		m.put(name, text+m.word()+" ")
	case n == 1:
		m.note("outside: another text in %s", name)
		m.made++
		m.put(name, m.source(fmt.Sprintf("O%d", m.made), "a"))
	case n <= 3 && there:
		m.note("outside: %s is removed", name)
		m.removed[name] = text
		if err := os.Remove(path); err != nil {
			m.t.Fatal(err)
		}
	case n == 4 && !there && m.removed[name] != "":
		m.note("outside: %s is back", name)
		m.put(name, m.removed[name])
		if !m.given[m.removed[name]] { // the very text may be written over, whenever it comes back
			for x := range wordsOf(m.removed[name]) {
				m.owed[x] = true
			}
		}
	case n == 5 && there:
		to := pick(m, lossNames())
		if _, taken := m.get(to); !taken {
			m.note("outside: %s becomes %s", name, to)
			if err := os.Rename(path, filepath.Join(m.dir, to)); err != nil {
				m.t.Fatal(err)
			}
		}
	}
}

// answer answers the question that is open.
func (m *lossModel) answer(w *lossWindow) {
	m.figures.Answers++
	q := w.Question()
	of := func(p editor.Post) bool { return strings.Contains(q, "“"+p.Title()+"”") }
	switch {
	case strings.HasPrefix(q, "Save changes to") && strings.HasSuffix(q, " posts before closing?"):
		listed := w.Listed()
		give := func(titles []string) {
			for _, p := range w.Posts() {
				if slices.Contains(titles, p.Title()) {
					m.undone(w.posts[p])
				}
			}
		}
		switch m.rng.IntN(4) {
		case 0:
			m.note("%s: %q Save all", w.name, q)
			w.Key(fyne.KeyReturn)
		case 1:
			m.note("%s: %q Don't save", w.name, q)
			give(listed)
			w.Key(fyne.KeyRight, fyne.KeyReturn)
		case 2:
			m.note("%s: %q Save all but %s", w.name, q, listed[0])
			give(listed[:1])
			w.Tick()
			w.Key(fyne.KeyReturn)
		default:
			m.note("%s: %q Cancel", w.name, q)
			w.Key(fyne.KeyEscape)
		}
	case strings.HasPrefix(q, "Save changes to"):
		switch m.rng.IntN(3) {
		case 0:
			m.note("%s: %q Save", w.name, q)
			w.Key(fyne.KeyReturn)
		case 1:
			m.note("%s: %q Don't save", w.name, q)
			for _, p := range w.Posts() {
				if of(p) {
					m.undone(w.posts[p])
				}
			}
			w.Key(fyne.KeyRight, fyne.KeyReturn)
		default:
			m.note("%s: %q Cancel", w.name, q)
			w.Key(fyne.KeyEscape)
		}
	case strings.HasSuffix(q, "was also changed outside Galley"):
		switch m.rng.IntN(5) {
		case 0:
			m.note("%s: %q Use theirs", w.name, q)
			w.Key(fyne.KeyRight, fyne.KeyRight, fyne.KeyReturn)
		case 1:
			m.note("%s: %q Save mine as a copy", w.name, q)
			w.Key(fyne.KeyRight, fyne.KeyRight, fyne.KeyRight, fyne.KeyReturn)
		case 2:
			m.note("%s: %q Decide later", w.name, q)
			w.Key(fyne.KeyEscape)
		default:
			m.note("%s: %q Keep mine", w.name, q)
			for _, p := range w.Posts() {
				if of(p) {
					m.given[p.Asked()] = true
				}
			}
			w.Key(fyne.KeyRight, fyne.KeyReturn)
		}
	default:
		m.note("%s: %q", w.name, q)
		w.Key(fyne.KeyReturn)
	}
}

// kill ends a window without a chance to do anything, and starts it again.
func (m *lossModel) kill(w *lossWindow) {
	m.note("%s is killed", w.name)
	m.figures.Kills++
	dirty := map[editor.Post]bool{}
	for _, p := range w.Posts() {
		dirty[p] = p.Dirty()
	}
	m.stop(w)
	m.read()
	for p, k := range w.posts {
		m.closed(k)
		if dirty[p] {
			m.unkept(k)
		}
	}
	w.posts = nil
	m.replace(w)
}

func (m *lossModel) replace(w *lossWindow) {
	m.windows[slices.Index(m.windows, w)] = m.start(w.name)
}
