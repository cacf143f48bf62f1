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
