package editor

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/storage"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/journal"
)

// TestReloadIsKept changes a file outside while its post has no changes: the text before and the one that was
// read again are versions.
func TestReloadIsKept(t *testing.T) {
	d := withHistory(t, map[string]string{"m.md": marbles})
	theirs := strings.Replace(marbles, "One jar", "No jar", 1)
	d.put("m.md", theirs)
	d.Window.disk.outside(nil)
	d.until("it is read again", func() bool { return d.posts.cur.s.Text().String() == theirs })
	if err := d.o.History.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	list, err := d.o.History.Versions(d.path("m.md"))
	var got []string
	for _, v := range list {
		text, err := d.o.History.Text(v)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, v.Kind.String()+" "+map[string]string{marbles: "mine", theirs: "theirs"}[text])
	}
	if !slices.Equal(got, []string{"outside theirs", "reload mine"}) {
		t.Errorf("kept are %q, %v", got, err)
	}
}

// TestNoVersionsIsSaid has a file where the history should be: the status bar says so as long as it is so, and
// saving works.
func TestNoVersionsIsSaid(t *testing.T) {
	d := withHistory(t, map[string]string{"m.md": marbles})
	dir := d.o.History.Dir()
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	d.saveWith("Two jars.\n")
	d.until("it is said", func() bool {
		return strings.HasPrefix(d.status.Note.Text(), "▲ No versions are kept: a file is in the place of the folder")
	})
	if got := d.file("m.md"); !strings.HasSuffix(got, "Two jars.\n") {
		t.Errorf("the file is %q", got)
	}
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	d.saveWith("Three jars.\n")
	d.until("it is not said any more", func() bool { return !strings.Contains(d.status.Note.Text(), "no versions") })
}

// TestBaseIsKept types a first word: what the file held is a version from then on, so that the text can be merged
// when it is recovered.
func TestBaseIsKept(t *testing.T) {
	root := t.TempDir()
	versions := history.New(filepath.Join(root, "history"), history.Options{})
	journals := journal.NewWriter(journal.Options{Dirs: []string{filepath.Join(root, "recovery")}})
	d := newTestWindowIn(t, root, map[string]string{"m.md": marbles}, journals, func(o *storage.WorkspaceOptions) { o.History = versions })
	t.Cleanup(func() {
		if err := errors.Join(journals.Close(context.WithoutCancel(t.Context())), versions.Close()); err != nil {
			t.Error(err)
		}
	})
	d.OpenFile(d.path("m.md"))
	d.until("it is open", func() bool { return d.posts.cur != nil })
	if err := versions.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if list, err := versions.Versions(d.path("m.md")); len(list) > 0 || err != nil {
		t.Errorf("opening it keeps %v, %v", list, err)
	}
	for range 2 { // to and from the file's text
		d.write("X")
		d.command("Undo")
	}
	if err := versions.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	list, err := versions.Versions(d.path("m.md"))
	if len(list) != 1 || err != nil {
		t.Fatalf("kept are %v, %v", list, err)
	}
	if text, err := versions.Text(list[0]); text != marbles || err != nil || list[0].Kind != history.Found {
		t.Errorf("kept is %q as %v, %v", text, list[0].Kind, err)
	}
}
