package storage

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"galley.app/galley/storage/config"
	"galley.app/galley/storage/history"
)

func TestCopyNames(t *testing.T) {
	const sure, maybe, none = "sure", "maybe", ""
	for _, tt := range []struct{ name, of, want string }{
		{"notes (conflicted copy).md", "notes.md", sure},
		{"notes (Ann's conflicted copy 2024-05-01).md", "notes.md", sure},
		{"notes (conflicted copy 2024-05-01 120000).md", "notes.md", sure},
		{"notes (ann-laptop's conflicted copy 2024-05-01 (1)).md", "notes.md", sure},
		{"notes (Conflicted copy phone 202405011200).md", "notes.md", sure},
		{"notes (In Konflikt stehende Kopie von Ann 2024-05-01).md", "notes.md", sure},
		{"notes (Copie en conflit de Ann 2024-05-01).md", "notes.md", sure},
		{"notes (Case Conflict).md", "notes.md", sure},
		{"notes.sync-conflict-20240501-120000-ABCDEFG.md", "notes.md", sure},
		{"0007-notes.sync-conflict-20240501-120000.md", "0007-notes.md", sure},
		{"notes (SFConflict ann@x.org 2024-05-01-12-00-00).md", "notes.md", sure},
		{"notes_conflict-20240501-120000.md", "notes.md", sure},
		{"notes_laptop_May-01-120000-2024_Conflict.md", "notes.md", sure},
		{"notes.conflict.md", "notes.md", sure},
		{"notes~1.md", "notes.md", sure},
		{"notes (1).md", "notes.md", maybe},
		{"notes(1).md", "notes.md", maybe},
		{"notes 2.md", "notes.md", maybe},
		{"notes-DESKTOP-AB12CD3.md", "notes.md", maybe},
		{"notes-ANNS-PC.md", "notes.md", maybe},
		{"notes (conflicted copy) (1).md", "notes.md", maybe},
		{"notes (conflicted copy 2024-05-01).sync-conflict-20240501-120000-ABCDEFG.md", "notes.md", sure},
		{"notes-two.md", "notes.md", none},
		{"notes-2.md", "notes.md", none},
		{"notes (draft).md", "notes.md", none},
		{"notes on conflicted copy.md", "notes.md", none},
		{"other (conflicted copy).md", "notes.md", none},
		{"notes (conflicted copy).txt", "notes.md", none},
	} {
		of, isSure, ok := copyOf(tt.name, func(name string) bool { return name == tt.of })
		got := none
		if ok {
			got = map[bool]string{true: sure, false: maybe}[isSure]
		}
		if got != tt.want || ok && of != tt.of {
			t.Errorf("%s: %q of %q, want %q", tt.name, got, of, tt.want)
		}
	}
}

const copied = "!! title: Notes\n!! slug: notes\n!! published: 2024-01-02\n!! description: " + "What was noted down on the way from one place to another, in order" + "\n\n---\n\nOne line.\n\nAnother line.\n"

// copyLibrary is a library in which tools left copies.
func copyLibrary(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range map[string]string{
		"notes.md": copied,
		"notes.sync-conflict-20240501-120000-ABCDEFG.md": strings.Replace(copied, "One", "1", 1),
		"notes (1).md":                   strings.Replace(copied, "Another", "An other", 1),
		"notes 2.md":                     strings.Replace(copied, "slug: notes", "slug: more-notes", 1),
		"notes 3.md":                     "!! title: Else\n!! slug: notes\n!! published: 2024-01-02\n\n---\n\nNothing of the kind.\n",
		"gone (conflicted copy).md":      strings.Replace(copied, "slug: notes", "slug: gone", 1),
		"more (conflicted copy 2024).md": "\xff\xfe",
		"more.md":                        strings.Replace(copied, "slug: notes", "slug: more", 1),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestCopiesAreNoPosts: copies that tools left are no posts; their posts say so.
func TestCopiesAreNoPosts(t *testing.T) {
	dir := copyLibrary(t)
	lib, err := Open(t.Context(), dir, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	var names, copies []string
	for _, e := range lib.Entries {
		names = append(names, e.Name)
	}
	for _, c := range lib.Copies {
		copies = append(copies, filepath.Base(c.Path)+" of "+filepath.Base(c.Of))
	}
	slices.Sort(names)
	slices.Sort(copies)
	if want := []string{"gone (conflicted copy).md", "more.md", "notes 2.md", "notes 3.md", "notes.md"}; !slices.Equal(names, want) {
		t.Errorf("the posts are %q", names)
	}
	want := []string{"more (conflicted copy 2024).md of more.md", "notes (1).md of notes.md", "notes.sync-conflict-20240501-120000-ABCDEFG.md of notes.md"}
	if !slices.Equal(copies, want) {
		t.Errorf("the copies are %q", copies)
	}
	e, _ := lib.Entry(filepath.Join(dir, "notes.md"))
	n := 0
	for _, p := range e.Problems {
		if p.Rule == "sync-copy" {
			n++
		}
	}
	if n != 2 {
		t.Errorf("the post has %v", e.Problems)
	}
	if err := os.Remove(filepath.Join(dir, "notes (1).md")); err != nil {
		t.Fatal(err)
	}
	if lib, err = Refresh(t.Context(), lib, time.Now()); err != nil || len(lib.CopiesOf(e.Path)) != 1 {
		t.Errorf("after one went %v are left, %v", lib.Copies, err)
	}
}

// TestCopiesOfCopies: what a tool left of a copy is of the post, which alone has a
// line that says so.
func TestCopiesOfCopies(t *testing.T) {
	dir := t.TempDir()
	names := []string{"notes.md", "notes (1).md", "notes (1) (1).md", "notes (1).sync-conflict-20240501-120000-ABCDEFG.md", "notes (1) (1)~1.md"}
	for i, name := range names {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(copied+strings.Repeat("More.\n", i)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	post := filepath.Join(dir, names[0])
	lib, err := Open(t.Context(), dir, time.Now())
	if err != nil || len(lib.Entries) != 1 || len(lib.CopiesOf(post)) != len(names)-1 {
		t.Errorf("%d posts, %d copies of the post, %v", len(lib.Entries), len(lib.CopiesOf(post)), err)
	}
	for _, name := range names[1:] {
		if of, ok := CopyBeside(filepath.Join(dir, name)); !ok || of != post {
			t.Errorf("%s is a copy of %s, %t", name, of, ok)
		}
	}
	if of, ok := CopyBeside(post); ok {
		t.Errorf("the post is a copy of %s", of)
	}
}

// TestCopiesOfBroken: beside a post that cannot be read a copy is what there is.
func TestCopiesOfBroken(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"notes.md": "\x00\x00", "notes (conflicted copy).md": copied} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	lib, err := Open(t.Context(), dir, time.Now())
	if err != nil || len(lib.Entries) != 2 || len(lib.Copies) != 0 {
		t.Errorf("%d posts, %d copies, %v", len(lib.Entries), len(lib.Copies), err)
	}
}

func TestPutCopyAway(t *testing.T) {
	dir := copyLibrary(t)
	store := history.New(t.TempDir(), history.Options{})
	t.Cleanup(func() { _ = store.Close() }) // before its folder goes
	w := NewWorkspace(WorkspaceOptions{
		Keeper: NewKeeper(func(f func()) { f() }), Paths: config.Paths{State: t.TempDir()}, History: store,
		Post: func(f func()) { f() }, Now: time.Now, Poll: true,
	})
	defer w.Close()
	c := Copy{Path: filepath.Join(dir, "notes (1).md"), Of: filepath.Join(dir, "notes.md")}
	text, _, err := Load(c.Path)
	if err != nil {
		t.Fatal(err)
	}
	put := func(text string) error {
		done := make(chan error)
		w.PutCopyAway(c, text, false, func(err error) { done <- err })
		return <-done
	}
	if err := put(text + "changed"); err == nil {
		t.Error("a copy with another text was removed")
	}
	if err := put(text); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(c.Path); err == nil {
		t.Error("the copy is there still")
	}
	list, err := store.Versions(c.Of)
	if err != nil || len(list) == 0 {
		t.Fatalf("versions are %v, %v", list, err)
	}
	found := false
	for _, v := range list {
		got, _ := store.Text(v)
		found = found || got == text
	}
	if !found {
		t.Error("its text is in no version")
	}
	w.o.History = nil
	c.Path = filepath.Join(dir, "notes.sync-conflict-20240501-120000-ABCDEFG.md")
	text, _, _ = Load(c.Path)
	if err := put(text); err == nil {
		t.Error("a copy was removed though nothing keeps its text")
	}
}

// What is passed over by a look at the name is what no tool's way of naming fits.
func TestMayBeCopy(t *testing.T) {
	for _, stem := range []string{
		"notes.sync-conflict-20240501-101010-ABCDEFG", "notes (Ann's conflicted copy 2024-05-01)", "notes (SFConflict ann 2024)", "notes_conflict-20240501-101010",
		"notes_ann_May-01-101010-2024_Conflict", "notes.Conflict1", "notes~1", "notes (1)", "notes(1)", "notes 2", "notes-DESKTOP", "notes-DESKTOP-A1", "notes-LAPTOP7", "0001-notes-A-B-9",
	} {
		if !mayBeCopy(stem) {
			t.Errorf("%q is passed over", stem)
		}
	}
	for _, n := range copyNames {
		for _, stem := range []string{"0001-post", "post", "wip-a-b-c", "2024-01-01-post", "a-1", "a_b", "Über-uns"} {
			if n.stem.MatchString(stem) && !mayBeCopy(stem) {
				t.Errorf("%q fits %s and is passed over", stem, n.stem)
			}
		}
	}
}
