package editor

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"galley.app/galley/editor/session"
	"galley.app/galley/editor/text"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/journal"
	"galley.app/galley/storage/safefile"
)

// process is a window with what keeps its unsaved text, of one process.
type process struct {
	*testWindow
	journals *journal.Writer
	dirs     []string
}

// startProcess starts one in a folder that may have been another's.
func startProcess(t *testing.T, root string, files map[string]string) *process {
	t.Helper()
	dirs := config.Paths{State: filepath.Join(root, "state")}.Journals(filepath.Join(root, "tmp"))
	p := &process{journals: journal.NewWriter(journal.Options{Dirs: dirs}), dirs: dirs}
	t.Cleanup(p.end)
	p.testWindow = newTestWindowIn(t, root, files, p.journals)
	return p
}

// end ends the process as far as others can see it, without a word to the window.
// What it writes is written then, also where the test is over.
func (p *process) end() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(p.t.Context()), time.Minute)
	defer cancel()
	if err := p.journals.Close(ctx); err != nil {
		p.t.Error(err)
	}
}

// second lets a second pass, and what it brings be done.
func (p *process) second() {
	time.Sleep(time.Second)
	p.settle()
}

// texts are those that another process would find if this one ended now.
func (p *process) texts() (texts []string) {
	p.t.Helper()
	for _, dir := range p.dirs {
		list, _ := filepath.Glob(filepath.Join(dir, "*.journal")) // the pattern is good
		for _, path := range list {
			f, err := os.Open(path)
			if err != nil {
				p.t.Fatal(err)
			}
			k, err := journal.Read(f)
			if err := errors.Join(err, f.Close()); err != nil || k.Damaged {
				p.t.Fatalf("%v, damaged %v", err, k.Damaged)
			}
			texts = append(texts, filepath.Base(k.Path)+": "+k.Text.String())
		}
	}
	return texts
}

func (p *process) wantKept(when string, want ...string) {
	p.t.Helper()
	p.second()
	if got := strings.Join(p.texts(), "|"); got != strings.Join(want, "|") {
		p.t.Errorf("%s: kept is %q, want %q", when, got, want)
	}
}

func recordTest(t *testing.T, files map[string]string, test func(t *testing.T, p *process)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		root, err := filepath.EvalSymlinks(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		test(t, startProcess(t, root, files))
	})
}

// TestUnsavedTextIsKept follows a post through all that makes it differ from its
// file and not: exactly as long as it does, its text is kept.
func TestUnsavedTextIsKept(t *testing.T) {
	recordTest(t, one(), func(t *testing.T, p *process) {
		p.wantKept("opened")
		p.write("X")
		x := strings.Replace(marbles, "One", "XOne", 1)
		p.wantKept("typed", "marbles.md: "+x)
		p.command("Undo")
		p.wantKept("taken back")
		p.command("Redo")
		p.wantKept("typed again", "marbles.md: "+x)
		p.command("Save")
		p.wantKept("saved")
		if p.file("marbles.md") != x {
			t.Errorf("the file holds %q", p.file("marbles.md"))
		}
		p.command("Go to title")
		p.write("s")
		x = strings.Replace(x, "Marbles", "Marbless", 1)
		p.wantKept("the form", "marbles.md: "+x)

		goOn := p.disk.stop()
		p.command("Save")
		p.second()
		p.wantKept("being saved", "marbles.md: "+x)
		p.write("t")
		goOn()
		x = strings.Replace(x, "Marbless", "Marblesst", 1)
		p.wantKept("typed while it was saved", "marbles.md: "+x)

		p.disk.fill(errors.New("the disk is full"))
		p.command("Save")
		p.wantKept("not saved", "marbles.md: "+x)
		p.key("Escape")
		p.disk.fill(nil)
		p.disk.unsettle(errors.New("no answer"))
		p.command("Save")
		p.wantKept("not confirmed", "marbles.md: "+x)
		p.key("Escape")
		p.disk.unsettle(nil)
		p.command("Save")
		p.wantKept("confirmed")

		p.remove("marbles.md")
		p.Window.disk.outside(nil)
		p.until("it is gone", func() bool { return p.posts.cur.s.Status() == session.Gone })
		p.wantKept("its file is gone", "marbles.md: "+x)
		p.put("marbles.md", x)
		p.Window.disk.outside(nil)
		p.until("it is back", func() bool { return p.posts.cur.s.Status() != session.Gone })
		p.wantKept("its file is back")
	})
}

// TestNewTextIsKept is the same for a post without a file.
func TestNewTextIsKept(t *testing.T) {
	recordTest(t, one(), func(t *testing.T, p *process) {
		n := p.newBody("")
		p.wantKept("blank")
		p.write("Some words")
		p.wantKept("typed", ".: "+n.s.Text().String())
		p.command("Save")
		p.until("it is saved", func() bool { return !n.s.Dirty() })
		p.wantKept("saved")
		p.write(" more")
		p.wantKept("typed", draft+": "+n.s.Text().String())
		p.closer.close(n, func(bool) {})
		p.answer("Left", "Left", "Return") // Don't save
		p.wantKept("given up")
	})
}

// TestConflictIsKept has the text kept while the file holds another one, and what
// the file held when it was read is known of it.
func TestConflictIsKept(t *testing.T) {
	recordTest(t, one(), func(t *testing.T, p *process) {
		p.write("X")
		p.put("marbles.md", marbles+"theirs\n")
		p.Window.disk.outside(nil)
		p.second()
		if p.posts.cur.s.Status() != session.Conflict {
			t.Fatal("no conflict")
		}
		p.wantKept("in conflict", "marbles.md: "+strings.Replace(marbles, "One", "XOne", 1))
		p.end()
		found, problems := journal.Find(p.dirs)
		if len(found) != 1 || len(problems) > 0 || found[0].Standing != journal.Changed || found[0].Base.Sum != safefile.SumOf([]byte(marbles)) {
			t.Errorf("found %+v, %v", found, problems)
		}
		for _, f := range found {
			f.Release()
		}
	})
}

// TestCaretIsKept keeps where the writer is, also after the last word.
func TestCaretIsKept(t *testing.T) {
	files := map[string]string{"long.md": "!! title: Long\n---\n" + strings.Repeat("A line.\n", 500)}
	recordTest(t, files, func(t *testing.T, p *process) {
		p.write("X")
		p.second()
		p.posts.cur.s.Select(caretAt(1000))
		p.area.ScrollTo(800, 0)
		p.recorder.scrolled()
		p.second()
		p.end()
		found, _ := journal.Find(p.dirs)
		if len(found) != 1 {
			t.Fatalf("%d found", len(found))
		}
		defer found[0].Release()
		k, err := found[0].Read()
		top, past := p.area.Top()
		if err != nil || k.Place != (journal.Place{Caret: 1000, Anchor: 1000, Top: top, Past: past}) || top == 0 {
			t.Errorf("kept %+v, %v; the window is at %d", k.Place, err, top)
		}
	})
}

// TestNotKeptIsSaid has the status bar say so, and take it back.
func TestNotKeptIsSaid(t *testing.T) {
	recordTest(t, one(), func(t *testing.T, p *process) {
		for _, dir := range p.dirs {
			if err := os.MkdirAll(filepath.Dir(filepath.Dir(dir)), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.RemoveAll(filepath.Dir(dir)); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Dir(dir), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		p.write("X")
		p.second()
		if want := "▲ Save often: unsaved text is in this window alone, as it cannot be kept in " + p.dirs[0] + ": not a directory"; p.note() != want {
			t.Errorf("the status bar says %q, want %q", p.note(), want)
		}
		if err := os.Remove(filepath.Dir(p.dirs[1])); err != nil {
			t.Fatal(err)
		}
		p.write("Y")
		time.Sleep(time.Minute)
		p.settle()
		if want := "▲ Unsaved text is kept in " + p.dirs[1] + " for now, not in " + p.dirs[0] + ": not a directory"; p.note() != want {
			t.Errorf("the status bar says %q, want %q", p.note(), want)
		}
		if err := os.Remove(filepath.Dir(p.dirs[0])); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		p.settle()
		if p.note() != "" {
			t.Errorf("the status bar says %q still", p.note())
		}
		p.wantBody("XYOne jar.\n")
	})
}

// TestKeptIsWhatDiffers does this and that at random, with disks that fail and
// others who write: whenever things rest, what is kept is the text of each post
// that differs from its file, and nothing else.
func TestKeptIsWhatDiffers(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			files := one()
			for i := range 3 {
				files[fmt.Sprintf("%d.md", i)] = fmt.Sprintf("!! title: Post %d\n---\nSome words.\n", i)
			}
			recordTest(t, files, func(t *testing.T, p *process) { p.differ(rand.New(rand.NewPCG(seed, 7))) })
		})
	}
}

func (p *process) differ(r *rand.Rand) {
	names := []string{"marbles.md", "0.md", "1.md", "2.md"}
	var log []string
	for range 60 {
		p.modal.Dismiss()
		if p.modal.Depth() > 0 {
			p.key("Escape")
			p.settle()
		}
		op := r.IntN(14)
		log = append(log, fmt.Sprint(op))
		cur := p.posts.cur
		switch {
		case op == 0:
			p.newBody([]string{"", "fresh"}[r.IntN(2)])
		case op == 1:
			p.OpenFile(p.path(names[r.IntN(len(names))]))
			p.settle()
		case op == 2:
			p.put(names[r.IntN(len(names))], fmt.Sprintf("!! title: Theirs\n---\n%d words.\n", r.IntN(100)))
			p.Window.disk.outside(nil)
		case op == 3:
			_ = os.Remove(p.path(names[r.IntN(len(names))])) // it may be gone
			p.Window.disk.outside(nil)
		case op == 4:
			p.disk.fill([]error{nil, errors.New("full")}[r.IntN(2)])
		case op == 5:
			p.disk.unsettle([]error{nil, errors.New("no answer")}[r.IntN(2)])
		case cur == nil:
		case op == 6, op == 7:
			p.saver.save(cur, func(bool) {})
		case op == 8:
			p.posts.undo()
		case op == 9:
			p.posts.redo()
		case op == 10 && r.IntN(3) == 0:
			p.drop(cur)
		default:
			cur.s.Apply(text.Typing, nil, text.Edit{Start: cur.s.Text().Len(), End: cur.s.Text().Len(), New: fmt.Sprint("word", r.IntN(10), " ")})
		}
		for range 4 { // looks at the disk take their time
			p.second()
		}
		var want []string
		for _, o := range p.posts.all {
			if o.s.Dirty() && !o.blank() {
				want = append(want, filepath.Base(o.s.Path())+": "+o.s.Text().String())
			}
		}
		got := p.texts()
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			p.t.Fatalf("after %s: kept is %q, want %q", strings.Join(log, " "), got, want)
		}
	}
}
