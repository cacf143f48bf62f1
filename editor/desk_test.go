package editor

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/theme"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage/post"
)

const marbles = "!! title: Marbles\n!! slug: marbles\n!! published: 2023-12-04\n!! description: A jar of marbles and what the jar has to do with the roof\n\n---\n\nOne jar.\n"

// shelf is a Store in memory. Writes are done when the test lets them.
type shelf struct {
	*packer
	post    func(func())
	files   map[string]string // the disk
	open    []*shelved        // of open posts
	outside func([]string)
	note    func(string)
	far     []string      // folders outside of the library
	due     []string      // those that are to be asked about
	reads   []string      // answers
	fail    error         // of the next writes
	unsure  error         // of the next writes, though they are done
	late    bool          // the end of writes is told after what else is posted
	slow    chan struct{} // not nil: a file is read between its giving something and its taking something
	writes  []string      // "path: text" in order
}

func (s *shelf) Library(dir string, done func(Library, error)) {
	lib := Library{Dir: dir, Name: filepath.Base(dir), Asks: s.due}
	for path, src := range s.files {
		title, _ := post.Parse(src).Value("title")
		lib.Items = append(lib.Items, Item{Path: path, Title: title, Group: "2023", Date: "2023-12-04"})
	}
	s.post(func() { done(lib, nil) })
}
func (s *shelf) Refresh(done func(Library, error))     { s.Library("/lib", done) }
func (s *shelf) OnOutside(f func([]string))            { s.outside = f }
func (s *shelf) Check(path, src string) []post.Problem { return post.Parse(src).Problems() }
func (s *shelf) NewSource() string                     { return post.New("", "", "2026-11-23") }
func (s *shelf) Resolve(_, _ string) (string, bool)    { return "", false }
func (s *shelf) Outside() []string                     { return s.far }
func (s *shelf) SetReads(folders []string, yes bool) error {
	s.reads = append(s.reads, fmt.Sprint(folders, yes))
	s.due = nil
	return nil
}

func (s *shelf) Linked(_, dest string) (string, bool) {
	path := "/lib/" + strings.TrimPrefix(dest, "/posts/") + ".md"
	_, ok := s.files[path]
	return path, ok
}
func (s *shelf) Sample() (string, error) { return "/lib", nil }
func (s *shelf) CopyPath(path string) (string, error) {
	return strings.TrimSuffix(path, ".md") + "-mine.md", nil
}

func (s *shelf) Flush(done func(error))     { done(nil) }
func (s *shelf) Rescan()                    { s.outside(nil) }
func (s *shelf) OnUnwatched(f func(string)) { s.note = f }

func (s *shelf) Load(path string) (string, func() File, error) {
	if s.slow != nil {
		<-s.slow
		defer func() { s.slow <- struct{}{} }()
	}
	src, ok := s.files[path]
	if !ok {
		return "", nil, errors.New(path + ": there is no such file")
	}
	return src, func() File {
		f := s.NewFile().(*shelved)
		f.path, f.known = path, src
		return f
	}, nil
}

func (s *shelf) NewFile() File {
	f := &shelved{s: s}
	s.open = append(s.open, f)
	return f
}

func (s *shelf) Owner(path string) File {
	for _, f := range s.open {
		if f.path == path {
			return f
		}
	}
	return nil
}

// shelved is a File of a shelf.
type shelved struct {
	s           *shelf
	path, known string
	gone        bool
	busy        int
	look        func(Sight)
}

func (f *shelved) Close() {
	f.s.open = slices.DeleteFunc(f.s.open, func(o *shelved) bool { return o == f })
}

func (f *shelved) Accept(theirs string) { f.known = theirs }

// write is under way until its end is told.
func (f *shelved) write(do func() Outcome, done func(Outcome)) {
	f.busy++
	told := func(o Outcome) {
		f.busy--
		done(o)
		if look := f.look; look != nil && f.busy == 0 {
			f.look = nil
			f.Look(look)
		}
	}
	if f.s.late {
		o := do()
		f.s.post(func() { told(o) })
		return
	}
	f.s.post(func() { told(do()) })
}

// put writes a file.
func (f *shelved) put(path string, t text.Text) Outcome {
	if f.s.fail != nil {
		return Outcome{Err: f.s.fail}
	}
	f.path, f.known, f.gone = path, t.String(), false
	f.s.files[path] = f.known
	f.s.writes = append(f.s.writes, path+": "+f.known)
	return Outcome{Path: path, Err: f.s.unsure, Unsure: f.s.unsure != nil}
}

func (f *shelved) Save(t text.Text, done func(Outcome)) {
	f.write(func() Outcome {
		have, ok := f.s.files[f.path]
		switch {
		case f.s.fail != nil:
			return Outcome{Err: f.s.fail}
		case !ok && !f.gone:
			f.gone = true
			return Outcome{Gone: true}
		case ok && have != f.known:
			f.gone = false
			return Outcome{Theirs: &have}
		}
		return f.put(f.path, t)
	}, done)
}

func (f *shelved) Create(path, slug string, t text.Text, done func(Outcome)) {
	if path == "" {
		path = "/lib/wip-" + cmp.Or(slug, "untitled") + ".md"
	}
	f.write(func() Outcome {
		name := path
		for i := 2; ; i++ {
			_, there := f.s.files[name]
			if o := f.s.Owner(name); !there && (o == nil || o == File(f)) {
				return f.put(name, t)
			}
			name = fmt.Sprintf("%s-%d.md", strings.TrimSuffix(path, ".md"), i)
		}
	}, done)
}

func (f *shelved) Look(done func(Sight)) {
	if f.busy > 0 {
		f.look = done
		return
	}
	f.s.post(func() {
		have, ok := f.s.files[f.path]
		switch was := f.gone; {
		case f.busy > 0:
			f.look = done
		case !ok:
			f.gone = true
			done(Sight{News: Removed})
		case have != f.known:
			f.gone = false
			done(Sight{News: Changed, Theirs: have})
		case was:
			f.gone = false
			done(Sight{News: Returned})
		default:
			done(Sight{})
		}
	})
}

func (f *shelved) Publish(done func(string, error)) {
	old := f.path
	f.path = strings.Replace(old, "wip-", "0001-", 1)
	f.s.files[f.path] = f.s.files[old]
	delete(f.s.files, old)
	f.s.post(func() { done(f.path, nil) })
}

// noProof is a preview pane that only remembers.
type noProof struct {
	object fyne.CanvasObject
	hooks  ProofHooks
	title  string
	doc    *markdown.Doc
	top    int
	shifts int // edits since a post was shown
	view   ProofView
	did    []string
	fail   error
}

func (p *noProof) Object() fyne.CanvasObject { return p.object }
func (p *noProof) SetDoc(d *markdown.Doc, f Facts) {
	p.doc, p.title = d, f.Title
	if d == nil {
		p.shifts = 0
	}
}
func (p *noProof) Focus() fyne.Focusable       { return nil }
func (p *noProof) Focused(fyne.Focusable) bool { return false }
func (p *noProof) View() ProofView             { return p.view }
func (p *noProof) SetView(v ProofView)         { p.view = v }
func (p *noProof) SwitchLight()                { p.view.Light = "dark" }
func (p *noProof) Refresh()                    {}
func (p *noProof) Find()                       { p.did = append(p.did, "find") }
func (p *noProof) Finding() bool               { return false }
func (p *noProof) FindStep(int)                {}
func (p *noProof) CopyCode(int) bool           { return false }
func (p *noProof) CopyHTML()                   { p.did = append(p.did, "copy") }
func (p *noProof) Themes() []PageTheme {
	return []PageTheme{{Name: "plain", Title: "Plain"}, {Name: "essay", Title: "Essay"}}
}

func (p *noProof) SetTheme(name string, done func(error)) {
	p.did = append(p.did, "theme "+name)
	done(p.fail)
}

func (p *noProof) SetDiagrams(on bool) {
	p.did = append(p.did, map[bool]string{false: "no diagrams", true: "diagrams"}[on])
}

func (p *noProof) Browse(path, src string, done func(string, error)) {
	p.did = append(p.did, "browse "+path)
	done("/cache/"+filepath.Base(path)+".html", p.fail)
}
func (p *noProof) SetResolve(func(string) (string, bool)) {}
func (p *noProof) Recheck()                               {}
func (p *noProof) Shift(text.Patch)                       { p.shifts++ }
func (p *noProof) ScrollTo(off int, _ float32)            { p.top = off }
func (p *noProof) Active(int)                             {}
func (p *noProof) Hook(h ProofHooks)                      { p.hooks = h }

type noPlaces map[string]int

func (p noPlaces) Last(string) string                { return "" }
func (p noPlaces) SetLast(string)                    {}
func (p noPlaces) Renamed(_, _ string)               {}
func (p noPlaces) SetCaret(path string, _, head int) { p[path] = head }
func (p noPlaces) Caret(path string) (int, int, bool) {
	at, ok := p[path]
	return at, at, ok
}

// windowDesk is a window in a test: results of workers wait in a queue that the
// test runs, so everything happens on its goroutine.
type windowDesk struct {
	*Window
	t     testing.TB
	shelf *shelf
	proof *noProof
	queue chan func()
	saved []State
}

func newWindowDesk(t testing.TB, files map[string]string) *windowDesk {
	t.Helper()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(theme.New(false))
	d := &windowDesk{t: t, queue: make(chan func(), 10000), proof: &noProof{object: canvas.NewRectangle(nil)}}
	put := func(f func()) { d.queue <- f }
	d.shelf = &shelf{packer: &packer{post: put}, post: put, files: files}
	d.Window = New(Options{
		App: a, Store: d.shelf, Proof: d.proof, Post: put,
		Now:    func() time.Time { return time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC) },
		Places: noPlaces{}, SetTheme: func(string) {}, Version: "test",
		SaveState: func(s State) error { d.saved = append(d.saved, s); return nil },
	})
	d.patience = time.Hour
	d.win.Resize(fyne.NewSize(1400, 880))
	t.Cleanup(func() {
		for _, p := range d.posts {
			p.worker.Close()
		}
	})
	d.OpenFolder("/lib")
	d.until("the library is read", func() bool { return d.lib.Dir != "" && (len(files) == 0 || d.cur != nil) })
	return d
}

// until runs what workers handed over until the condition holds.
func (d *windowDesk) until(what string, cond func() bool) {
	d.t.Helper()
	deadline := time.After(20 * time.Second)
	for !cond() {
		select {
		case f := <-d.queue:
			f()
		case <-deadline:
			d.t.Fatalf("waited in vain until %s", what)
		}
	}
}

// command does a command by its name, as menu and palette do.
func (d *windowDesk) command(name string) {
	d.t.Helper()
	for _, c := range d.commands {
		if c.shown() == name {
			d.run(c)
			return
		}
	}
	d.t.Fatalf("there is no command %q", name)
}

// write types into whatever has the focus.
func (d *windowDesk) write(s string) {
	for _, r := range s {
		d.win.Canvas().Focused().TypedRune(r)
	}
}

func (d *windowDesk) key(k fyne.KeyName) { d.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k}) }

// review waits until a conflict is told of, and opens its question.
func (d *windowDesk) review() {
	d.t.Helper()
	d.until("the conflict is told", func() bool { return strings.Contains(d.banner.text.Text(), "also changed outside") })
	if d.modal != 0 {
		d.t.Fatal("a question opened by itself, over what is being written")
	}
	d.banner.act.OnTap()
}

// answer chooses in the open question.
func (d *windowDesk) answer(keys ...fyne.KeyName) {
	d.t.Helper()
	if d.modal != 1 {
		d.t.Fatalf("%d questions are open, want 1", d.modal)
	}
	for _, k := range keys {
		d.key(k)
	}
}

// wantBody checks the text that the widget shows.
func (d *windowDesk) wantBody(want string) {
	d.t.Helper()
	s := d.cur.s
	if got := s.Text().Slice(s.Start(), s.Text().Len()); got != want {
		d.t.Errorf("the text is %q, want %q", got, want)
	}
}

func (d *windowDesk) wantTitle(want string) {
	d.t.Helper()
	if got := d.win.Title(); got != want {
		d.t.Errorf("the title bar says %q, want %q", got, want)
	}
}
