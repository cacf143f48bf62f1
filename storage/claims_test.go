package storage

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"

	"galley.app/galley/storage/safefile"
)

// Two posts whose first saves meet get a file each: the key is the post, never
// the path.
func TestKeeperGivesEachPostItsFile(t *testing.T) {
	d := newDesk(t)
	let, _ := gate(d)
	dir := t.TempDir()
	a := filepath.Join(dir, "wip-a.md")
	results := make(chan Result, 10)
	done := func(r Result) { results <- r }
	d.post(func() {
		d.Save(Request{Key: 1, Path: a, Text: pieces("one"), New: true}, done)
		d.Save(Request{Key: 2, Path: a, Text: pieces("two"), New: true}, done)
		d.Save(Request{Path: a, Text: pieces("three"), New: true}, done)
		d.Save(Request{Path: a, Text: pieces("four"), New: true}, done)
	})
	for i, want := range []string{"wip-a.md", "wip-a-2.md", "wip-a-3.md", "wip-a-4.md"} {
		let <- struct{}{}
		res := receive(t, results)
		must(t, res.Err)
		if text := []string{"one", "two", "three", "four"}[i]; filepath.Base(res.Path) != want || read(t, res.Path) != text {
			t.Errorf("%q is in %s, want %s", text, res.Path, want)
		}
	}
}

// The name of a post that is open is nobody else's, whether the file is there
// or not, until the post is closed.
func TestKeeperClaims(t *testing.T) {
	d := newDesk(t)
	dir := tree(t, map[string]string{"lib/wip-a.md": source("A", "a", "2024-01-01", "x")})
	lib, link := filepath.Join(dir, "lib"), filepath.Join(dir, "link")
	must(t, os.Symlink(lib, link))
	must(t, os.Symlink(filepath.Join(lib, "wip-a.md"), filepath.Join(dir, "alias.md")))
	d.Claim(1, filepath.Join(link, "Gone.md"))
	d.Claim(2, filepath.Join(lib, "a.md"))
	d.Claim(3, filepath.Join(lib, "wip-a.md"))
	d.Claim(4, "")

	create := func(key any, name string) string {
		res := d.save(Request{Key: key, Path: filepath.Join(lib, name), Text: pieces("x"), New: true})
		must(t, res.Err)
		return filepath.Base(res.Path)
	}
	if got := create(4, "gone.md"); got != "gone-2.md" {
		t.Errorf("the file is %s", got)
	}
	if got := create(1, "Gone.md"); got != "Gone.md" {
		t.Errorf("the post's own name is not to be had: %s", got)
	}
	// The path that the file of 3 is about to get is claimed beside the one that it has.
	d.reserve(3, filepath.Join(lib, "a-2.md"))
	for _, name := range []string{"wip-a.md", "a-2.md"} {
		if key, _ := d.Claimant(filepath.Join(link, name)); key != 3 {
			t.Errorf("%s is claimed by %v meanwhile", name, key)
		}
	}
	if got := create(nil, "A-2.md"); got != "A-2-2.md" {
		t.Errorf("a name that is about to be taken is given away: %s", got)
	}
	must(t, os.Rename(filepath.Join(lib, "wip-a.md"), filepath.Join(lib, "a-2.md")))
	d.moved(3, filepath.Join(lib, "a-2.md"))
	for path, want := range map[string]any{
		filepath.Join(link, "a-2.md"):    3, // the claim went along
		filepath.Join(lib, "gone-2.md"):  4,
		filepath.Join(lib, "GONE-2.md"):  4,
		filepath.Join(lib, "wip-a.md"):   nil,
		filepath.Join(link, "../a-2.md"): nil,
	} {
		if key, _ := d.Claimant(path); key != want {
			t.Errorf("%s is claimed by %v, want %v", path, key, want)
		}
	}
	if key, ok := d.Holder(filepath.Join(lib, "GONE-2.md")); ok {
		t.Errorf("another file is taken for that of %v", key)
	}
	d.Release(4)
	must(t, os.Remove(filepath.Join(lib, "gone-2.md")))
	if got := create(5, "gone-2.md"); got != "gone-2.md" {
		t.Errorf("a name is kept for a post that was closed: %s", got)
	}
	if key, ok := d.Claimant(filepath.Join(lib, "gone-2.md")); ok {
		t.Errorf("a post that nobody opened claims its name: %v", key)
	}
}

func TestKeeperHolderFollowsLinks(t *testing.T) {
	d := newDesk(t)
	dir := tree(t, map[string]string{"lib/a.md": "x"})
	must(t, os.Symlink("lib", filepath.Join(dir, "link")))
	must(t, os.Symlink("lib/a.md", filepath.Join(dir, "alias.md")))
	d.Claim(1, filepath.Join(dir, "link", "a.md"))
	for _, path := range []string{"lib/a.md", "link/a.md", "alias.md"} {
		if key, _ := d.Holder(filepath.Join(dir, path)); key != 1 {
			t.Errorf("%s is that of %v", path, key)
		}
	}
}

// What went wrong with the last job was told when Flush answers, and what was
// asked for in answer is done.
func TestKeeperFlushHandsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		queue := make(chan func(), 10)
		k := NewKeeper(func(f func()) { queue <- f })
		defer k.Close()
		failed, told := errors.New("failed"), error(nil)
		again := 0
		k.Do(func() error { return failed }, func(err error) {
			told = err
			k.Do(func() error { again++; return nil }, nil)
		})
		flushed := false
		go func() {
			must(t, k.Flush(context.Background()))
			flushed = true
		}()
		synctest.Wait()
		if flushed {
			t.Fatal("flushed before the result was handed over")
		}
		(<-queue)()
		synctest.Wait()
		if flushed {
			t.Fatal("flushed before what was asked for in answer is handed over")
		}
		(<-queue)()
		synctest.Wait()
		if !flushed || !errors.Is(told, failed) || again != 1 {
			t.Errorf("flushed: %v, told: %v, done again: %d", flushed, told, again)
		}
	})
}

// full is a file system without room.
type full struct{ safefile.OS }

func (full) Create(string, os.FileMode) (safefile.File, error) { return nil, errNoRoom }

var errNoRoom = errors.New("no room")

func TestKeeperOnAnotherFileSystem(t *testing.T) {
	post := window(t)
	k := NewKeeperOn(full{}, post)
	t.Cleanup(k.Close)
	d := desk{k, t, post}
	a := filepath.Join(t.TempDir(), "a.md")
	if res := d.save(Request{Path: a, Text: pieces("x"), New: true}); !errors.Is(res.Err, errNoRoom) || res.Fingerprint.Exists() {
		t.Errorf("result %+v", res)
	}
}

// The name that a new file is about to get is the post's already: the file can
// be opened, or its name be freed by another program, before the result is there.
func TestKeeperClaimsWhatItWrites(t *testing.T) {
	d := newDesk(t)
	let, at := gate(d)
	dir := t.TempDir()
	a := filepath.Join(dir, "a.md")
	d.Claim(1, filepath.Join(dir, "old.md"))
	results := make(chan Result, 10)
	d.post(func() {
		d.Save(Request{Key: 1, Path: a, Text: pieces("one"), New: true}, func(r Result) { results <- r })
	})
	receive(t, at)
	for _, name := range []string{"a.md", "old.md"} {
		if key, _ := d.Holder(filepath.Join(dir, name)); key != 1 {
			t.Errorf("%s is that of %v while it is written", name, key)
		}
	}
	must(t, os.WriteFile(a, []byte("theirs"), 0o644))
	let <- struct{}{}
	receive(t, at)
	if key, ok := d.Holder(a); ok {
		t.Errorf("a file that somebody else made is that of %v", key)
	}
	let <- struct{}{}
	must(t, receive(t, results).Err)
	if key, _ := d.Holder(filepath.Join(dir, "a-2.md")); key != 1 {
		t.Errorf("the file is that of %v", key)
	}
	if key, ok := d.Holder(filepath.Join(dir, "old.md")); ok {
		t.Errorf("the old file is still that of %v", key)
	}
	d.post(func() {
		d.Save(Request{Key: 1, Path: filepath.Join(dir, "gone", "b.md"), Text: pieces("x"), New: true}, func(r Result) { results <- r })
	})
	receive(t, at)
	let <- struct{}{}
	if receive(t, results).Err == nil {
		t.Error("a folder that is not there: no error")
	}
	if key, ok := d.Claimant(filepath.Join(dir, "gone", "b.md")); ok {
		t.Errorf("a file that was not made is claimed by %v", key)
	}
}
