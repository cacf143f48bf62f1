package editor

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/storage"
	"galley.app/galley/storage/history"
)

const leftCopy = "marbles.sync-conflict-20240501-120000-ABCDEFG.md"

// withCopy is a window over a post and a copy that a sync tool left of it.
func withCopy(t *testing.T) (d *testWindow, mine, theirs string, store *history.Store) {
	t.Helper()
	mine, theirs = twoSides, strings.Replace(twoSides, "a lamp", "a torch", 1)
	store = history.New(t.TempDir(), history.Options{})
	t.Cleanup(func() { _ = store.Close() })
	d = newTestWindow(t, map[string]string{"marbles.md": mine, leftCopy: theirs}, func(o *storage.WorkspaceOptions) { o.History = store })
	d.until("the copy is told of", func() bool { return strings.HasSuffix(d.banner.text.Text(), copyLeft) })
	return d, mine, theirs, store
}

// TestCopyIsReviewed makes one text of a post and a copy, which stays until the
// writer says otherwise.
func TestCopyIsReviewed(t *testing.T) {
	d, mine, theirs, store := withCopy(t)
	if len(d.side.items) != 1 || d.modal.Depth() != 0 {
		t.Fatalf("%d posts are listed, %d questions open", len(d.side.items), d.modal.Depth())
	}
	d.problems.show()
	if rows := d.problems.rows(); d.modal.Depth() != 1 || len(rows) == 0 || !strings.Contains(rows[0].Message, leftCopy) {
		t.Errorf("the problems do not tell of the copy: %v", rows)
	}
	d.key(fyne.KeyEscape)
	d.banner.act.OnTap()
	d.until("both are compared", func() bool { return d.sees("1 of 1 place left to choose") })
	d.key(fyne.Key2)
	d.key(fyne.KeyReturn)
	d.until("the text is used", func() bool { return d.posts.cur.s.Text().String() == theirs })
	if d.file(leftCopy) != theirs || d.file("marbles.md") != mine || !d.posts.cur.s.Dirty() {
		t.Errorf("the files hold %q and %q", d.file("marbles.md"), d.file(leftCopy))
	}
	if !d.sees("Move the copy of “Marbles” to History?") {
		t.Fatal("nothing is asked of the copy")
	}
	d.key(fyne.KeyReturn)
	d.until("it is there no more", func() bool { return d.file(leftCopy) == "" && d.status.Said != "" })
	found := false
	list, err := store.Versions(d.path("marbles.md"))
	for _, v := range list {
		text, _ := store.Text(v)
		found = found || text == theirs
	}
	if err != nil || !found {
		t.Errorf("its text is in none of %d versions, %v", len(list), err)
	}
	d.command("Undo")
	if d.posts.cur.s.Text().String() != mine {
		t.Error("undo does not bring the text back")
	}
}

// The answers of a review that was left are there the next time.
func TestCopyIsReviewedLater(t *testing.T) {
	d, mine, _, _ := withCopy(t)
	d.banner.act.OnTap()
	d.until("both are compared", func() bool { return d.sees("1 of 1 place left to choose") })
	d.key(fyne.Key2)
	d.key(fyne.KeyEscape)
	if d.modal.Depth() != 0 || d.posts.cur.s.Text().String() != mine || !d.banner.object.Visible() {
		t.Fatalf("%d open, the text is %q", d.modal.Depth(), d.posts.cur.s.Text())
	}
	d.banner.act.OnTap()
	d.until("the answer is there still", func() bool { return d.sees("All is settled") })
}

// TestCopyIsKeptApart makes a draft of the copy.
func TestCopyIsKeptApart(t *testing.T) {
	d, mine, theirs, _ := withCopy(t)
	d.banner.others[0].Tapped(nil)
	want := strings.NewReplacer("title: Marbles", "title: Marbles (copy)", "slug: marbles", "slug: marbles-copy").Replace(theirs)
	d.until("it is a draft", func() bool { return d.file("wip-marbles-copy.md") == want && d.file(leftCopy) == "" })
	d.until("the line is gone", func() bool { return !d.banner.object.Visible() })
	if d.file("marbles.md") != mine || d.posts.cur.s.Dirty() {
		t.Error("the post itself changed")
	}
}

// TestCopyComesAndGoes tells of a copy that comes later, until it is closed, and
// says nothing of one that went.
func TestCopyComesAndGoes(t *testing.T) {
	d := newTestWindow(t, map[string]string{"marbles.md": twoSides})
	told := func() bool { return d.banner.object.Visible() }
	d.put(leftCopy, twoSides+"more\n")
	d.Window.disk.outside(nil)
	d.until("it is told of", told)
	d.remove(leftCopy)
	d.Window.disk.outside(nil)
	d.until("it is not any more", func() bool { return !told() })
	d.put(leftCopy, twoSides+"more\n")
	d.Window.disk.outside(nil)
	d.until("it is told of again", told)
	d.banner.close.OnTap()
	d.write("X")
	d.command("Save")
	d.until("it is saved", func() bool { return !d.posts.cur.s.Dirty() })
	d.put("another (conflicted copy).md", twoSides)
	d.Window.disk.outside(nil)
	d.until("the library is read", func() bool { return len(d.side.items) == 2 })
	if told() {
		t.Error("a line that was closed is there again")
	}
}

// A copy that came to hold the very text of its post is said to.
func TestSameCopyIsReviewed(t *testing.T) {
	d, mine, _, _ := withCopy(t)
	d.put(leftCopy, mine)
	d.banner.act.OnTap()
	d.until("it is said", func() bool { return d.sees("Both texts are the same.") })
}
