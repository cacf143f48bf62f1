package editor

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/session"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/control"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/journal"
)

// asked is what the question on top says, and "" where none is.
func (p *process) asked() string {
	d := Driven{w: p.Window}
	return strings.Join(d.asked(), "|")
}

// next ends the process and starts another one, which looks for what was left.
func (p *process) next() *process {
	p.t.Helper()
	p.second()
	p.end()
	n := startProcess(p.t.(*testing.T), filepath.Dir(p.dir), nil)
	n.recovery.history = history.New(filepath.Join(n.paths.State, "history"), history.Options{})
	n.t.Cleanup(func() { _ = n.recovery.history.Close() }) // the test is over
	n.recovery.look()
	n.settle()
	n.second()
	return n
}

// wantAsked checks the title of the question.
func (p *process) wantAsked(title string) {
	p.t.Helper()
	if got := p.asked(); !strings.HasPrefix(got, title) || (got == "") != (title == "") {
		p.t.Fatalf("asked %q, want %q", got, title)
	}
}

// given are the texts in the history that were given up.
func (p *process) given() (texts []string) {
	for post, err := range p.recovery.history.Posts(p.t.Context()) {
		if err != nil {
			p.t.Fatal(err)
		}
		versions, err := p.recovery.history.Versions(post.Path)
		if err != nil {
			p.t.Fatal(err)
		}
		for _, v := range versions {
			src, err := p.recovery.history.Text(v)
			if err != nil || v.Kind != history.GivenUp {
				p.t.Fatalf("%v, %v", err, v.Kind)
			}
			texts = append(texts, src)
		}
	}
	return texts
}

const ofMarbles = "Unsaved text of “Marbles” was recovered"

// TestRestore opens what was not saved as it was, unsaved, and writes nothing
// before it is saved.
func TestRestore(t *testing.T) {
	files := map[string]string{"long.md": "!! title: Marbles\n---\n" + strings.Repeat("A line.\n", 500)}
	recordTest(t, files, func(t *testing.T, p *process) {
		p.posts.cur.s.Select(caretAt(2000))
		p.write("Unsaved words")
		p.posts.cur.s.Select(text.Selection{Anchor: 2003, Head: 2010})
		p.area.ScrollTo(1900, 0.5)
		p.recorder.scrolled()
		want := p.posts.cur.s.Text().String()
		n := p.next()
		n.wantAsked(ofMarbles + "|1,001 words, ")
		if words := n.asked(); !strings.Contains(words, "|Against long.md: 2 words added, 1 removed.") {
			t.Errorf("asked %q", words)
		}
		n.answer("Return")
		n.settle()
		s := n.posts.cur.s
		if s.Text().String() != want || !s.Dirty() || s.Primary() != (text.Selection{Anchor: 2003, Head: 2010}) {
			t.Errorf("restored: the text is right: %v, dirty %v, selection %v", s.Text().String() == want, s.Dirty(), s.Primary())
		}
		if top, _ := n.area.Top(); top < 1890 || top > 1900 {
			t.Errorf("scrolled to %d", top)
		}
		n.wantTitle("• Marbles — Galley")
		n.wantKept("restored", "long.md: "+want)
		n.command("Undo")
		if s.Text().String() != files["long.md"] || s.Dirty() {
			t.Error("undo does not lead to the file's text")
		}
		n.wantKept("taken back")
		if given := n.given(); !slices.Equal(given, []string{want}) { // what is typed now would take redo away
			t.Errorf("in the history are %d texts, not the one that was taken back", len(given))
		}
		n.command("Redo")
		n.wantKept("and again", "long.md: "+want)
		if len(n.writes()) != 0 || n.file("long.md") != files["long.md"] {
			t.Error("something was written")
		}
		n.command("Save")
		n.until("it is saved", func() bool { return !s.Dirty() })
		n.wantKept("saved")
		if n.file("long.md") != want {
			t.Error("another text was saved")
		}
		n.next().wantAsked("")
	})
}

// TestRestoredIntoASmallerWindow shows where one wrote, though less of the text
// fits into the window than did when it was written.
func TestRestoredIntoASmallerWindow(t *testing.T) {
	files := map[string]string{"long.md": "!! title: Marbles\n---\n" + strings.Repeat("A line.\n", 500)}
	recordTest(t, files, func(t *testing.T, p *process) {
		p.area.ScrollTo(1600, 0)
		p.posts.cur.s.Select(caretAt(1784)) // 23 lines further down
		p.write("X")
		p.recorder.scrolled()
		n := p.next()
		n.wantAsked(ofMarbles)
		n.win.Resize(fyne.NewSize(1000, 420))
		n.answer("Return")
		n.settle()
		at, height, ok := n.area.CaretBox()
		top := fyne.CurrentApp().Driver().AbsolutePositionForObject(n.area)
		if !ok || at.Y < top.Y || at.Y+height > top.Y+n.area.Size().Height {
			t.Errorf("the caret is at %v in a text at %v of %v, seen %v", at, top, n.area.Size(), ok)
		}
	})
}

// TestRestoredStays ends the process again before anything is typed: it is asked
// for again, once.
func TestRestoredStays(t *testing.T) {
	recordTest(t, one(), func(t *testing.T, p *process) {
		p.write("X")
		for range 3 {
			p = p.next()
			p.wantAsked(ofMarbles)
			p.answer("Return")
			p.settle()
			p.wantBody("XOne jar.\n")
		}
	})
}

// TestRestoreWhatCanBeRead loses the newest of two recovery copies while it is asked: the other post is restored and
// shown, and it is said which one is not.
func TestRestoreWhatCanBeRead(t *testing.T) {
	for _, newest := range []string{"marbles.md", "roof.md"} {
		files := map[string]string{"marbles.md": marbles, "roof.md": strings.ReplaceAll(strings.ReplaceAll(marbles, "Marbles", "Roof"), "marbles", "roof")}
		recordTest(t, files, func(t *testing.T, p *process) {
			other := map[string]string{"marbles.md": "roof.md", "roof.md": "marbles.md"}[newest]
			for _, name := range []string{other, newest} {
				p.OpenFile(p.path(name))
				p.settle()
				p.write("Unsaved ")
				p.second()
			}
			n := p.next()
			n.wantAsked("Unsaved text of 2 posts was recovered")
			for _, dir := range n.dirs {
				list, _ := filepath.Glob(filepath.Join(dir, "*.journal")) // the pattern is good
				for _, path := range list {
					if b, err := os.ReadFile(path); err == nil && strings.Contains(string(b), newest) {
						if err := os.Remove(path); err != nil {
							t.Fatal(err)
						}
					}
				}
			}
			n.answer("Return")
			n.settle()
			if s := n.posts.cur.s; s.Path() != n.path(other) || !s.Dirty() || !strings.Contains(s.Text().String(), "Unsaved One jar") {
				t.Errorf("%s is shown, dirty %v", s.Path(), s.Dirty())
			}
			if asked := n.asked(); !strings.Contains(asked, "could not be restored") || strings.Contains(n.note(), "2 posts") {
				t.Errorf("asked %q, said %q", asked, n.note())
			}
		})
	}
}

func TestKeepForLater(t *testing.T) {
	recordTest(t, one(), func(t *testing.T, p *process) {
		p.write("X")
		for range 3 {
			p = p.next()
			p.wantAsked(ofMarbles)
			p.answer("Escape")
			p.settle()
			p.wantBody("One jar.\n")
			if !strings.HasPrefix(p.note(), "Kept for later") {
				t.Errorf("the status bar says %q", p.note())
			}
		}
	})
}

func TestDiscard(t *testing.T) {
	recordTest(t, one(), func(t *testing.T, p *process) {
		p.write("X")
		p.newBody("never saved")
		fresh := p.posts.cur.s.Text().String()
		n := p.next()
		n.wantAsked("Unsaved text of 2 posts was recovered")
		for range 2 {
			n.discard("Discard")
			n.second()
		}
		n.wantAsked("")
		n.wantBody("One jar.\n")
		n.wantKept("discarded")
		want := []string{fresh, strings.Replace(marbles, "One", "XOne", 1)}
		if got := n.given(); len(got) != 2 || got[0] != want[0] && got[1] != want[0] || got[0] != want[1] && got[1] != want[1] {
			t.Errorf("the history has %q, want %q", got, want)
		}
		n.next().wantAsked("")
	})
}

// discard clicks on an answer that stands apart.
func (p *process) discard(label string) {
	p.t.Helper()
	for range 8 {
		if b, ok := p.win.Canvas().Focused().(*control.Button); ok && b.Label == label {
			b.OnTap()
			return
		}
		p.win.Canvas().FocusNext()
	}
	p.t.Fatalf("there is no %q", label)
}

// TestStandings restores a text whose file was changed, moved, removed or cannot
// be read any more: nothing that either side has is lost, and nothing is written.
func TestStandings(t *testing.T) {
	const theirs = marbles + "Theirs.\n"
	mine := strings.Replace(marbles, "One", "XOne", 1)
	for name, c := range map[string]struct {
		do     func(p *process)
		says   string
		status session.Status
		path   string
		after  string // the text that undo leads to
	}{
		"as it was": {func(*process) {}, "Against marbles.md", session.Dirty, "marbles.md", marbles},
		"changed": {
			func(p *process) { p.put("marbles.md", theirs) },
			"▲ Against marbles.md, which was changed since", session.Conflict, "marbles.md", theirs,
		},
		"moved": {
			func(p *process) { p.put("other.md", marbles); p.remove("marbles.md") },
			"is called other.md now", session.Dirty, "other.md", marbles,
		},
		"gone": {
			func(p *process) { p.put("wip-other.md", theirs); p.remove("marbles.md") },
			"▲ marbles.md is not there any more", session.Gone, "marbles.md", mine,
		},
		"not UTF-8": {
			func(p *process) { p.put("wip-other.md", marbles); p.put("marbles.md", "\xff\xfe") },
			"marbles.md", session.Dirty, "", "!! title:\n!! slug:\n!! published: 2026-11-23\n!! description:\n\n---\n\n\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			recordTest(t, one(), func(t *testing.T, p *process) {
				p.write("X")
				p.second()
				p.end()
				c.do(p)
				n := p.next()
				n.wantAsked(ofMarbles)
				if words := n.asked(); !strings.Contains(words, c.says) {
					t.Errorf("asked %q, want %q in it", words, c.says)
				}
				n.answer("Return")
				n.second()
				s := n.posts.cur.s
				path := c.path
				if path != "" {
					path = n.path(path)
				}
				if s.Text().String() != mine || s.Status() != c.status || s.Path() != path || len(n.writes()) > 0 {
					t.Errorf("restored %q, %v, %q; written %q", s.Text().String(), s.Status(), s.Path(), n.writes())
				}
				n.wantKept("restored", filepath.Base(path)+": "+mine)
				n.command("Undo")
				if got := s.Text().String(); got != c.after {
					t.Errorf("undo leads to %q, want %q", got, c.after)
				}
				n.command("Redo")
				n.command("Save")
				n.second()
				switch c.status {
				case session.Conflict:
					if n.modal.Depth() == 0 || n.file("marbles.md") != theirs {
						t.Error("the other side was overwritten, or nothing is asked")
					}
				default:
					if n.file(s.Path()) != mine || s.Dirty() {
						t.Errorf("saved %q in %q", n.file(s.Path()), s.Path())
					}
				}
			})
		})
	}
}

// TestRestoreAll opens many, with what each was, also one without a file.
func TestRestoreAll(t *testing.T) {
	files := map[string]string{}
	for i := range 30 {
		files[fmt.Sprintf("%d.md", i)] = fmt.Sprintf("!! title: Post %d\n---\nWords.\n", i)
	}
	recordTest(t, files, func(t *testing.T, p *process) {
		want := map[string]string{}
		for name := range files {
			p.OpenFile(p.path(name))
			p.settle()
			p.write("X")
			want[p.path(name)] = p.posts.cur.s.Text().String()
		}
		p.newBody("never saved")
		want[""] = p.posts.cur.s.Text().String()
		n := p.next()
		n.wantAsked("Unsaved text of 31 posts was recovered")
		n.answer("Return")
		n.second()
		got := map[string]string{}
		for _, o := range n.posts.all {
			if o.s.Dirty() {
				got[o.s.Path()] = o.s.Text().String()
			}
		}
		for path, src := range want {
			if got[path] != src {
				t.Errorf("%q is %q, want %q", path, got[path], src)
			}
		}
		if len(got) != len(want) || len(n.writes()) > 0 {
			t.Errorf("%d posts, written %q", len(got), n.writes())
		}
		n.second()
		if kept := n.texts(); len(kept) != 31 {
			t.Errorf("%d are kept", len(kept))
		}
	})
}

// TestNotAsked never asks for what a file holds.
func TestNotAsked(t *testing.T) {
	recordTest(t, one(), func(t *testing.T, p *process) {
		p.write("X")
		p.second()
		p.end()
		p.put("marbles.md", p.posts.cur.s.Text().String())
		n := p.next()
		n.wantAsked("")
		n.wantKept("it was saved by another")
	})
}

// TestTwoTextsOfOnePost has both: one in the window, one in the history.
func TestTwoTextsOfOnePost(t *testing.T) {
	recordTest(t, one(), func(t *testing.T, p *process) {
		p.write("X")
		p.second()
		q := startProcess(t, filepath.Dir(p.dir), nil)
		q.write("Y")
		q.second()
		q.end()
		n := p.next()
		n.wantAsked("Unsaved text of 2 posts was recovered")
		n.answer("Return")
		n.second()
		all := n.posts.cur.s.Text().String()
		for synctest.Wait(); n.posts.cur.s.Undo(); {
			all += n.posts.cur.s.Text().String()
		}
		if !strings.Contains(all, "XOne") || !strings.Contains(all, "YOne") {
			t.Errorf("the window has %q", all)
		}
	})
}

// TestProblemIsSaid says what cannot be read, and leaves it alone.
func TestProblemIsSaid(t *testing.T) {
	recordTest(t, one(), func(t *testing.T, p *process) {
		bad := filepath.Join(p.dirs[0], "20260101-000000-aaaaaaaa-1.journal")
		if err := os.MkdirAll(p.dirs[0], 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(bad, []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		n := p.next()
		n.wantAsked("")
		if want := "▲ " + (&journal.NotJournalError{Path: bad}).Error(); n.note() != want {
			t.Errorf("the status bar says %q, want %q", n.note(), want)
		}
	})
}

// TestBase has a conflict of a restored text know what both sides were made of
// from the history. Without it they are merged by what differs between them.
func TestBase(t *testing.T) {
	for _, known := range []bool{true, false} {
		recordTest(t, one(), func(t *testing.T, p *process) {
			p.write("X")
			p.second()
			p.end()
			p.put("marbles.md", strings.Replace(marbles, "jar.\n", "jar of theirs.\n", 1))
			want := ""
			if known {
				want = marbles
				h := history.New(filepath.Join(p.paths.State, "history"), history.Options{})
				if err := errors.Join(h.Add(history.Point{Path: p.path("marbles.md"), Time: p.o.Now(), Kind: history.Saved, Text: marbles}), h.Close()); err != nil {
					t.Fatal(err)
				}
			}
			n := p.next()
			n.answer("Return")
			n.second()
			if s := n.posts.cur.s; s.Status() != session.Conflict || s.Base().String() != want {
				t.Errorf("known: %v: %v, made of %q, want %q", known, s.Status(), s.Base(), want)
			}
			if got := texts(n.posts.cur); got.HasBase != known || got.Mine == got.Theirs {
				t.Errorf("known: %v: merged of %+v", known, got)
			}
		})
	}
}

// TestFolderIsGone restores the text of a post whose folder is gone: it stays, and
// saving says why it cannot.
func TestFolderIsGone(t *testing.T) {
	recordTest(t, one(), func(t *testing.T, p *process) {
		far := p.beside("far/away.md")
		if err := errors.Join(os.Mkdir(filepath.Dir(far), 0o755), os.WriteFile(far, []byte(marbles), 0o644)); err != nil {
			t.Fatal(err)
		}
		p.OpenFile(far)
		p.settle()
		p.write("X")
		p.second()
		p.end()
		if err := os.RemoveAll(filepath.Dir(far)); err != nil {
			t.Fatal(err)
		}
		n := p.next()
		n.wantAsked(ofMarbles)
		n.answer("Return")
		n.second()
		s := n.posts.cur.s
		if s.Path() != far || s.Status() != session.Gone || n.modal.Depth() > 0 {
			t.Errorf("restored at %q, %v", s.Path(), s.Status())
		}
		n.command("Save")
		n.second()
		if n.modal.Depth() == 0 || !s.Dirty() {
			t.Error("nothing is said")
		}
		n.wantKept("not saved", "away.md: "+s.Text().String())
		n.Window.disk.outside(nil)
		n.second()
		n.wantKept("looked at again", "away.md: "+s.Text().String())
		if err := errors.Join(os.Mkdir(filepath.Dir(far), 0o755), os.WriteFile(far, []byte(marbles), 0o644)); err != nil {
			t.Fatal(err)
		}
		n.Window.disk.outside(nil)
		n.until("the file is seen", func() bool { return s.Status() == session.Conflict })
		n.wantKept("it is back as it was", "away.md: "+s.Text().String())
	})
}

// TestRestoredIsNotAutosaved leaves what was restored to its writer, also where
// posts save themselves, until that goes on writing.
func TestRestoredIsNotAutosaved(t *testing.T) {
	recordTest(t, one(), func(t *testing.T, p *process) {
		p.write("X")
		n := p.next()
		n.settings.Autosave, n.settings.AutosaveRest = "rest", 5
		n.answer("Return")
		for range 60 {
			n.second()
		}
		if len(n.writes()) > 0 || !n.posts.cur.s.Dirty() {
			t.Fatalf("written %q", n.writes())
		}
		n.write("Y")
		for range 10 {
			n.second()
		}
		if n.posts.cur.s.Dirty() {
			t.Error("not saved after a rest")
		}
	})
}
