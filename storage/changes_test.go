package storage

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"galley.app/galley/storage/history"
	"galley.app/galley/storage/plan"
)

// change makes changes and waits for what becomes of them.
func (d *workspaceTest) change(changes []plan.Change) (files []*OpenFile, err error) {
	d.t.Helper()
	d.wait("the changes", func(done func()) {
		d.Change(d.t.Context(), Changing{Changes: changes, Was: history.Replaced, Done: func(f []*OpenFile, failed error) {
			files, err = f, failed
			done()
		}})
	})
	return files, err
}

// publishing is the change that takes an open draft out of draft.
func (d *workspaceTest) publishing(f *OpenFile) plan.Change {
	d.t.Helper()
	x, err := Publishing(f.Path(), read(d.t, f.Path()), "", d.Taken(f.Path())...)
	must(d.t, err)
	return x
}

// Posts that are open are changed with the others: their files are known as they
// are then, under the names that they have then.
func TestChange(t *testing.T) {
	d := newWorkspaceTest(t, map[string]string{"a.md": "one", "b.md": "two"})
	at := d.path
	f := d.open("a.md")
	changes := []plan.Change{
		{Path: at("a.md"), To: at("c.md"), Old: "one", New: "uno"},
		{Path: at("b.md"), Old: "two", New: "dos"},
	}
	files, err := d.change(changes)
	if err != nil || !slices.Equal(files, []*OpenFile{f}) || f.Path() != at("c.md") {
		t.Fatal(files, f.Path(), err)
	}
	d.wantFile("c.md", "uno")
	d.wantFile("b.md", "dos")
	if s := d.saved(f, "uno tres"); s.Err != nil {
		t.Fatal("the file is not known any more:", s.Err)
	}

	// It was saved since: nothing is taken back.
	if _, err := d.change(plan.Inverse(changes)); err == nil {
		t.Error("what was written since was replaced")
	}
	d.wantFile("c.md", "uno tres")
	d.wantFile("b.md", "dos")
	if s := d.saved(f, "uno"); s.Err != nil {
		t.Fatal(s.Err)
	}
	if _, err := d.change(plan.Inverse(changes)); err != nil || f.Path() != at("a.md") {
		t.Error(f.Path(), err)
	}
	d.wantFile("a.md", "one")
	d.wantFile("b.md", "two")
}

// A post with changes that are not saved, and a name that an open post has, stop
// all of it before anything is changed.
func TestChangeIsRefused(t *testing.T) {
	d := newWorkspaceTest(t, map[string]string{"a.md": "one", "b.md": "two", "gone.md": "three"})
	at := d.path
	f, gone := d.open("a.md"), d.open("gone.md")
	f.SetChanged(true)
	changes := []plan.Change{{Path: at("b.md"), Old: "two", New: "dos"}, {Path: at("a.md"), Old: "one", New: "uno"}}
	if _, err := d.change(changes); !errors.As(err, new(*UnsavedError)) {
		t.Error(err)
	}
	f.SetChanged(false)
	if err := os.Remove(at("gone.md")); err != nil {
		t.Fatal(err)
	}
	changes = []plan.Change{{Path: at("b.md"), To: at("gone.md"), Old: "two", New: "two"}}
	if _, err := d.change(changes); !errors.As(err, new(*HeldError)) {
		t.Error(err)
	}
	d.wantFile("a.md", "one")
	d.wantFile("b.md", "two")
	if gone.Path() != at("gone.md") {
		t.Error(gone.Path())
	}
}

// A save that is asked for while its post gets another name goes to that name;
// one of a post whose text is changed meanwhile is a conflict, and nothing of
// either text is lost.
func TestSaveWhileChanging(t *testing.T) {
	for _, c := range []struct{ name, becomes, saved, held string }{
		{"renamed", "one", "mine", "mine"},
		{"renamed and changed", "uno", "", "uno"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newWorkspaceTest(t, map[string]string{"a.md": "one"})
			f := d.open("a.md")
			var renamed, saved bool
			d.wait("the save", func(done func()) {
				d.Change(t.Context(), Changing{
					Changes: []plan.Change{{Path: d.path("a.md"), To: d.path("b.md"), Old: "one", New: c.becomes}},
					Done: func(_ []*OpenFile, err error) {
						must(t, err)
						renamed = true
					},
				})
				f.SetChanged(true)
				f.Save(pieces("mine"), func(r Result) {
					if !renamed {
						t.Error("it was saved before it was renamed")
					}
					if saved = r.Written(); saved != (c.saved != "") || saved && r.Path != d.path("b.md") {
						t.Errorf("%+v", r)
					}
					if e := (*ConflictError)(nil); !saved && (!errors.As(r.Err, &e) || string(e.Theirs) != "uno") {
						t.Errorf("%+v", r)
					}
					done()
				})
			})
			d.wantFile("b.md", c.held)
			if _, err := os.Lstat(d.path("a.md")); err == nil || f.Path() != d.path("b.md") {
				t.Errorf("the post has %s (%v)", f.Path(), err)
			}
		})
	}
}

// A new post that is made while another one leaves the name gets no other's text.
func TestNewWhileChanging(t *testing.T) {
	d := newWorkspaceTest(t, map[string]string{"wip-a.md": source("A", "a", "2024-01-01", "x")})
	was := read(t, d.path("wip-a.md"))
	d.wait("the new post", func(done func()) {
		x, err := Publishing(d.path("wip-a.md"), was, "")
		must(t, err)
		d.Change(t.Context(), Changing{Changes: []plan.Change{x}, Done: func(_ []*OpenFile, err error) { must(t, err) }})
		d.NewFile().Create(d.path("wip-a.md"), "", pieces("new"), func(r Result) { must(t, r.Err); done() })
	})
	d.wantFile("a.md", was)
	d.wantFile("wip-a.md", "new")
}

// A name that was taken since, and a file that is gone, leave all as it is.
func TestChangeFindsNameTaken(t *testing.T) {
	d := newWorkspaceTest(t, map[string]string{"wip-a.md": "one", "a.md": "theirs"})
	f := d.open("wip-a.md")
	move := plan.Change{Path: d.path("wip-a.md"), To: d.path("a.md"), Old: "one", New: "one"}
	if _, err := d.change([]plan.Change{move}); err == nil || f.Path() != d.path("wip-a.md") {
		t.Errorf("the post has %s (%v)", f.Path(), err)
	}
	d.wantFile("a.md", "theirs")
	d.wantFile("wip-a.md", "one")
	must(t, os.Remove(d.path("wip-a.md")))
	move.To = d.path("b.md")
	if _, err := d.change([]plan.Change{move}); err == nil || f.Path() != d.path("wip-a.md") {
		t.Errorf("the post has %s (%v)", f.Path(), err)
	}
	if s := d.saved(f, "two"); !isGone(s) {
		t.Errorf("%+v", s)
	}
}

// What was cut off is taken back before the library is read.
func TestTakenBack(t *testing.T) {
	d := newWorkspaceTest(t, map[string]string{"a.md": "one"})
	state := Plans(d.o.Paths)
	must(t, os.MkdirAll(state, 0o700))
	var note, beside string
	err := plan.Do(t.Context(), []plan.Change{{Path: d.path("a.md"), Old: "one", New: "uno"}}, plan.Options{
		State: state, ID: "cut", Before: func(plan.Change) { // all is ready to be exchanged
			note = read(t, filepath.Join(state, "cut.plan"))
			list, err := filepath.Glob(d.path(".galley-*"))
			must(t, err)
			beside = list[0]
		},
	})
	must(t, err)
	write(t, filepath.Join(state, "cut.plan"), note) // as after the exchange
	write(t, beside, "one")
	d.library(d.dir)
	d.wantFile("a.md", "one")
	if problems := d.Library().Problems; len(problems) != 1 || problems[0] != "a change of 1 file was cut off; it was taken back" {
		t.Error(problems)
	}
	if list, _ := filepath.Glob(d.path(".galley-*")); len(list) > 0 {
		t.Error("left:", list)
	}
}
