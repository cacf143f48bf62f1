package storage

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"galley.app/galley/storage/safefile"
)

func pieces(text ...string) iter.Seq[string] { return slices.Values(text) }

// desk is a Keeper with the goroutine that asks of it.
type desk struct {
	*Keeper
	t    *testing.T
	post func(func())
}

func newDesk(t *testing.T) desk {
	post := window(t)
	k := NewKeeper(post)
	t.Cleanup(k.Close)
	return desk{k, t, post}
}

// save asks as the window does, and waits for the answer.
func (d desk) save(r Request) Result {
	d.t.Helper()
	c := make(chan Result, 1)
	d.post(func() { d.Save(r, func(res Result) { c <- res }) })
	return receive(d.t, c)
}

func known(t *testing.T, path string) *safefile.Fingerprint {
	t.Helper()
	_, fp, err := safefile.Read(path, MaxSize)
	must(t, err)
	return &fp
}

func TestKeeperSaves(t *testing.T) {
	d := newDesk(t)
	dir := tree(t, map[string]string{"a.md": "old"})
	a := filepath.Join(dir, "a.md")

	res := d.save(Request{Path: a, Text: pieces("new ", "text", ""), Revision: 7, Expect: known(t, a)})
	must(t, res.Err)
	if read(t, a) != "new text" || res.Revision != 7 || res.Path != a || !res.Fingerprint.SameBytes(*known(t, a)) || res.Lost != nil {
		t.Errorf("wrote %q with %+v", read(t, a), res)
	}
	// A touch is no conflict.
	fp := res.Fingerprint
	must(t, os.Chtimes(a, noon, noon))
	res = d.save(Request{Path: a, Text: pieces("more"), Expect: &fp})
	must(t, res.Err)

	// The same size and time, but other bytes, is one.
	fp = res.Fingerprint
	write(t, a, "MORE")
	must(t, os.Chtimes(a, fp.ModTime, fp.ModTime))
	res = d.save(Request{Path: a, Text: pieces("mine"), Expect: &fp, Revision: 9})
	var conflict *ConflictError
	if !errors.As(res.Err, &conflict) || string(conflict.Theirs) != "MORE" || conflict.Gone || res.Revision != 9 || res.Fingerprint.Exists() {
		t.Fatalf("result %+v", res)
	}
	oneLine(t, res.Err, "a.md", "changed outside")
	if read(t, a) != "MORE" {
		t.Error("their text was written over")
	}
	// Mine: over exactly what was seen.
	res = d.save(Request{Path: a, Text: pieces("mine"), Expect: &conflict.Found})
	must(t, res.Err)

	// Removed outside.
	must(t, os.Remove(a))
	fp = res.Fingerprint
	res = d.save(Request{Path: a, Text: pieces("mine"), Expect: &fp})
	if !errors.As(res.Err, &conflict) || !conflict.Gone {
		t.Fatalf("result %+v", res)
	}
	oneLine(t, res.Err, "a.md", "removed")
	if _, err := os.Stat(a); err == nil {
		t.Error("a removed file came back by itself")
	}
	must(t, d.save(Request{Path: a, Text: pieces("anew"), Expect: &safefile.Fingerprint{}}).Err)
	// And there again: nobody expected it.
	if res := d.save(Request{Path: a, Text: pieces("x"), Expect: &safefile.Fingerprint{}}); !errors.As(res.Err, &conflict) || string(conflict.Theirs) != "anew" {
		t.Errorf("result %+v", res)
	}
	must(t, d.save(Request{Path: a, Text: nil}).Err)
	if read(t, a) != "" {
		t.Error("an empty text is not written")
	}
}

func TestKeeperNew(t *testing.T) {
	d := newDesk(t)
	dir := tree(t, map[string]string{"wip-a.md": "theirs", "wip-a-2.md": "theirs"})
	must(t, os.Symlink("nowhere", filepath.Join(dir, "wip-b.md")))
	for _, c := range []struct{ ask, want string }{
		{"wip-a.md", "wip-a-3.md"}, {"wip-b.md", "wip-b-2.md"}, {"wip-c.md", "wip-c.md"}, {"wip-c.md", "wip-c-2.md"},
	} {
		res := d.save(Request{Path: filepath.Join(dir, c.ask), Text: pieces(c.want), New: true})
		must(t, res.Err)
		if filepath.Base(res.Path) != c.want || read(t, res.Path) != c.want {
			t.Errorf("%s went to %s, want %s", c.ask, res.Path, c.want)
		}
	}
	if read(t, filepath.Join(dir, "wip-a.md")) != "theirs" {
		t.Error("a file was written over")
	}
	res := d.save(Request{Path: filepath.Join(dir, "gone", "wip-a.md"), Text: pieces("x"), New: true})
	if res.Err == nil {
		t.Error("a folder that is not there: no error")
	}
}

// Somebody takes the name between looking and writing.
func TestKeeperNewRace(t *testing.T) {
	d := newDesk(t)
	dir := t.TempDir()
	d.replace = func(path string, data []byte, o safefile.Options) (safefile.Fingerprint, error) {
		if filepath.Base(path) != "a-3.md" {
			write(t, path, "theirs")
		}
		return safefile.Replace(path, data, o)
	}
	res := d.save(Request{Path: filepath.Join(dir, "a.md"), Text: pieces("mine"), New: true})
	must(t, res.Err)
	if filepath.Base(res.Path) != "a-3.md" || read(t, res.Path) != "mine" || read(t, filepath.Join(dir, "a.md")) != "theirs" {
		t.Errorf("saved as %s", res.Path)
	}
}

// gate stops the Keeper before each write until it is let through.
func gate(d desk) (let chan struct{}, at chan string) {
	let, at = make(chan struct{}), make(chan string, 100)
	d.replace = func(path string, data []byte, o safefile.Options) (safefile.Fingerprint, error) {
		at <- filepath.Base(path) + " " + string(data)
		<-let
		return safefile.Replace(path, data, o)
	}
	return let, at
}

// Saves that are asked for before the answer of the first is there know no
// newer file than the first did, and are no conflict with it.
func TestKeeperSavesInARow(t *testing.T) {
	d := newDesk(t)
	let, at := gate(d)
	dir := tree(t, map[string]string{"a.md": "old"})
	a := filepath.Join(dir, "a.md")
	fp := known(t, a)
	results := make(chan Result, 10)
	done := func(r Result) { results <- r }
	d.post(func() {
		d.Save(Request{Key: 1, Path: a, Text: pieces("one"), Revision: 1, Expect: fp}, done)
		d.Save(Request{Key: 1, Path: a, Text: pieces("two"), Revision: 2, Expect: fp}, done)
		d.Save(Request{Key: 1, Path: a, Text: pieces("three"), Revision: 3, Expect: fp}, done)
	})
	for i, want := range []string{"a.md one", "a.md two", "a.md three"} {
		if got := receive(t, at); got != want {
			t.Errorf("write %d is %q, want %q", i, got, want)
		}
		if i == 1 { // an outside change in between is one for all that follow
			if !d.Writes(1, safefile.Fingerprint{Sum: sha256.Sum256([]byte("two"))}) {
				t.Error("the Keeper does not know its own write")
			}
			write(t, a, "theirs")
		}
		let <- struct{}{}
	}
	for rev := 1; rev <= 3; rev++ {
		res := receive(t, results)
		var conflict *ConflictError
		if res.Revision != uint64(rev) || (rev > 1) != errors.As(res.Err, &conflict) {
			t.Errorf("result %d: %+v", rev, res)
		}
	}
	if read(t, a) != "theirs" {
		t.Errorf("their text became %q", read(t, a))
	}
	// All answers are there: what is expected counts as it stands.
	res := make(chan Result, 1)
	d.post(func() { d.Save(Request{Path: a, Text: pieces("four"), Expect: fp}, func(r Result) { res <- r }) })
	receive(t, at)
	let <- struct{}{}
	if r := receive(t, res); r.Err == nil {
		t.Error("an old fingerprint is taken for a new one")
	}
	if d.Writes(1, *known(t, a)) || len(d.last) > 0 || len(d.waiting) > 0 || len(d.writing) > 0 {
		t.Errorf("not forgotten: %v %v %v", d.last, d.waiting, d.writing)
	}
}

// A new post saved again, and again, before any answer was there.
func TestKeeperFollowsNames(t *testing.T) {
	d := newDesk(t)
	let, at := gate(d)
	dir := tree(t, map[string]string{"wip-a.md": "theirs"})
	k := new(string)
	results := make(chan Result, 10)
	done := func(r Result) { results <- r }
	a := filepath.Join(dir, "wip-a.md")
	d.post(func() {
		d.Save(Request{Key: k, Path: a, Text: pieces("one"), New: true}, done)
		d.Save(Request{Key: k, Path: filepath.Join(dir, "wip-b.md"), Text: pieces("two"), New: true}, done)
		d.Save(Request{Key: k, Path: a, Text: pieces("three"), Expect: &safefile.Fingerprint{}}, done)
		d.Save(Request{Key: k, Path: filepath.Join(dir, "copy.md"), Text: pieces("four"), Expect: &safefile.Fingerprint{}}, done)
	})
	for _, want := range []string{"wip-a-2.md one", "wip-a-2.md two", "wip-a-2.md three", "copy.md four"} {
		if got := receive(t, at); got != want {
			t.Errorf("wrote %q, want %q", got, want)
		}
		let <- struct{}{}
	}
	for i, want := range []string{"wip-a-2.md", "wip-a-2.md", "wip-a-2.md", "copy.md"} {
		if res := receive(t, results); res.Err != nil && i != 2 || filepath.Base(res.Path) != want {
			t.Errorf("result %d is %s with %v, want %s", i, res.Path, res.Err, want)
		}
	}
	if read(t, a) != "theirs" {
		t.Error("another post was written over")
	}
	list, err := os.ReadDir(dir)
	must(t, err)
	if len(list) != 3 {
		t.Errorf("files %v", list)
	}
}

func TestKeeperReportsFailure(t *testing.T) {
	d := newDesk(t)
	dir := tree(t, map[string]string{"a.md": "old"})
	a := filepath.Join(dir, "a.md")
	fp := known(t, a)
	full := errors.New("no space left")
	d.replace = func(string, []byte, safefile.Options) (safefile.Fingerprint, error) {
		return safefile.Fingerprint{}, full
	}
	if res := d.save(Request{Path: a, Text: pieces("x"), Expect: fp}); !errors.Is(res.Err, full) || res.Fingerprint.Exists() {
		t.Errorf("result %+v", res)
	}
	// Saved, but the disk did not confirm it: the new fingerprint counts.
	d.replace = func(path string, data []byte, o safefile.Options) (safefile.Fingerprint, error) {
		o.Lost("the owner")
		if _, err := safefile.Replace(path, data, o); err != nil {
			return safefile.Fingerprint{}, err
		}
		return safefile.Fingerprint{}, &safefile.NotConfirmedError{Path: path, Err: full}
	}
	res := d.save(Request{Path: a, Text: pieces("x"), Expect: fp})
	if !errors.Is(res.Err, full) || !res.Fingerprint.SameBytes(*known(t, a)) || !slices.Equal(res.Lost, []string{"the owner"}) {
		t.Errorf("result %+v", res)
	}
}

func TestKeeperFlushAndClose(t *testing.T) {
	d := newDesk(t)
	let, at := gate(d)
	dir := t.TempDir()
	must(t, d.Flush(context.Background()))
	var mu sync.Mutex
	order := []string{}
	note := func(s string) {
		mu.Lock()
		order = append(order, s)
		mu.Unlock()
	}
	d.post(func() {
		d.Save(Request{Path: filepath.Join(dir, "a.md"), Text: pieces("a"), New: true}, func(Result) {})
		d.Do(func() error { note("work"); return errors.New("failed") }, func(err error) { note(err.Error()) })
		d.Do(func() error { note("last"); return nil }, nil)
	})
	receive(t, at)
	ctx, cancel := context.WithTimeout(context.Background(), time.Nanosecond)
	defer cancel()
	if err := d.Flush(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a disk that hangs: %v", err)
	}
	if d.Busy() != 3 {
		t.Errorf("%d jobs, want 3", d.Busy())
	}
	d.Close()
	refused := make(chan Result, 1)
	d.post(func() {
		d.Save(Request{Path: filepath.Join(dir, "b.md"), Text: pieces("b")}, func(r Result) { refused <- r })
	})
	if r := receive(t, refused); !errors.Is(r.Err, ErrClosed) {
		t.Errorf("after closing: %v", r.Err)
	}
	let <- struct{}{}
	must(t, d.Flush(context.Background())) // what was asked for before is written
	if read(t, filepath.Join(dir, "a.md")) != "a" {
		t.Error("not written")
	}
	told := make(chan struct{})
	d.post(func() { close(told) })
	receive(t, told)
	mu.Lock()
	defer mu.Unlock()
	if got := strings.Join(order, ","); got != "work,last,failed" && got != "work,failed,last" {
		t.Errorf("order %s", got)
	}
}

// Everything that is asked for is answered, in order, and the last one stays.
func TestKeeperOrder(t *testing.T) {
	d := newDesk(t)
	dir := tree(t, map[string]string{"a.md": "0"})
	a := filepath.Join(dir, "a.md")
	fp := *known(t, a)
	results := make(chan Result, 200)
	for i := 1; i <= 100; i++ {
		d.post(func() {
			d.Save(Request{Key: 1, Path: a, Text: pieces(fmt.Sprint(i)), Revision: uint64(i), Expect: &fp}, func(r Result) {
				fp = r.Fingerprint // as a session does
				results <- r
			})
		})
	}
	for i := 1; i <= 100; i++ {
		if r := receive(t, results); r.Err != nil || r.Revision != uint64(i) {
			t.Fatalf("result %d: %+v", i, r)
		}
	}
	if read(t, a) != "100" {
		t.Errorf("the file holds %q", read(t, a))
	}
}
