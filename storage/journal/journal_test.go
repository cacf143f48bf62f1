package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"galley.app/galley/editor/text"
)

// pen writes in a post of a test, and knows every text that there was.
type pen struct {
	j     *Journal
	state State

	mu  sync.Mutex // guards was
	was map[uint64]string
}

func newPen(j *Journal, src string) *pen {
	p := &pen{j: j, was: map[uint64]string{}}
	p.state.Text = text.New(src)
	return p
}

// edit makes an edit and has it kept.
func (p *pen) edit(edits ...text.Edit) {
	next, patch := p.state.Text.Apply(edits...)
	p.state.Text = next
	p.state.Revision++
	p.state.Caret, p.state.Anchor = next.Len(), next.Len()/2
	p.mu.Lock()
	p.was[p.state.Revision] = next.String()
	p.mu.Unlock()
	p.j.Changed(p.state, patch)
}

// at returns the text at a revision.
func (p *pen) at(revision uint64) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.was[revision]
}

func (p *pen) insert(off int, s string) { p.edit(text.Edit{Start: off, End: off, New: s}) }

// scribble makes a few random edits at once.
func (p *pen) scribble(r *rand.Rand) {
	words := []string{"marble", "é", "\n", "\r\n", " ", "世界", "one line\nand another\n", strings.Repeat("long ", 700), ""}
	var edits []text.Edit
	at := 0
	for range 1 + r.IntN(3) {
		size := p.state.Text.Len()
		if at > size {
			break
		}
		start := at + r.IntN(size-at+1)
		end := min(size, start+r.IntN(1+r.IntN(20)))
		edits = append(edits, text.Edit{Start: start, End: end, New: words[r.IntN(len(words))]})
		at = end + 1
	}
	p.edit(edits...)
}

// rest lets all that is due be done.
func rest(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// files are the journals of a folder, without what locks them.
func files(t *testing.T, dir string) (paths []string) {
	t.Helper()
	paths, err := fs.Glob(os.DirFS(dir), "*"+journalEnd)
	for i := range paths {
		paths[i] = filepath.Join(dir, paths[i])
	}
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func read(t *testing.T, path string) Kept {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	k, err := Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func closeWriter(t *testing.T, w *Writer) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := w.Close(ctx); err != nil {
		t.Fatal(err)
	}
}

// A key is in the file within a second also while typing goes on, for nobody
// else to read, and every word of it can be read as it is.
func TestWrittenWithinASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "state", "recovery")
		w := NewWriter(Options{Dirs: []string{dir}})
		defer closeWriter(t, w)
		j := w.Journal(About{Path: "/posts/a\xff.md", Base: Base{Size: 3, Sum: [32]byte{1}}, Library: "/posts"})
		p := newPen(j, "title: A\n---\n")
		for _, c := range "I have recently been a part of the hiring process." {
			p.insert(p.state.Text.Len(), string(c))
			time.Sleep(100 * time.Millisecond)
		}
		want := p.state.Text.String()
		typed := time.Now()
		p.j.SetPlace(Place{Caret: 5, Anchor: 7, Top: 3, Past: 0.25})
		for !t.Failed() {
			if time.Since(typed) > time.Second {
				t.Fatal("not written within a second")
			}
			if list := files(t, dir); len(list) == 1 && read(t, list[0]).Text.String() == want {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		rest(time.Second)
		path := files(t, dir)[0]
		k := read(t, path)
		if k.Place != (Place{Caret: 5, Anchor: 7, Top: 3, Past: 0.25}) || k.Path != "/posts/a\xff.md" || k.Base != j.about.Base || k.Library != "/posts" || k.Damaged {
			t.Errorf("kept %+v", k)
		}
		for path, mode := range map[string]fs.FileMode{path: 0o600, dir: 0o700, filepath.Dir(dir): 0o700} {
			if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != mode {
				t.Errorf("%s has mode %v, %v", path, info.Mode(), err)
			}
		}
		b, err := os.ReadFile(path)
		if err != nil || !bytes.Contains(b, []byte("\nI have recently been a part of the hiring process.\n")) {
			t.Errorf("the sentence cannot be read in the file: %v\n%s", err, b)
		}
		j.Done()
		rest(time.Second)
		if list := files(t, dir); len(list) > 0 {
			t.Errorf("%q is left of a post that is done", list)
		}
	})
}

// Whatever is written, what comes back is what was there; whatever of it is
// damaged, what comes back is what was there before that.
func TestDamage(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { damage(t, rand.New(rand.NewPCG(seed, 1))) })
		})
	}
}

func damage(t *testing.T, r *rand.Rand) {
	dir := t.TempDir()
	w := NewWriter(Options{Dirs: []string{dir}})
	defer closeWriter(t, w)
	p := newPen(w.Journal(About{Path: "/posts/a.md"}), strings.Repeat("A line of a post.\n", r.IntN(5000)))
	p.scribble(r)
	for range 40 {
		p.scribble(r)
		time.Sleep(time.Duration(r.IntN(500)) * time.Millisecond)
	}
	rest(time.Second)
	list := files(t, dir)
	if len(list) != 1 {
		t.Fatalf("%d files", len(list))
	}
	whole, err := os.ReadFile(list[0])
	if err != nil {
		t.Fatal(err)
	}
	k, err := Read(bytes.NewReader(whole))
	if err != nil || k.Damaged || k.Text.String() != p.state.Text.String() || k.Revision != p.state.Revision {
		t.Fatalf("read back: %v, damaged %v, revision %d of %d, %d bytes of %d", err, k.Damaged, k.Revision, p.state.Revision, k.Text.Len(), p.state.Text.Len())
	}
	for range 50 {
		at := r.IntN(len(whole))
		cut := whole[:at:at]
		before, err := Read(bytes.NewReader(cut))
		if at < len(magic) {
			if none := (*NotJournalError)(nil); !errors.As(err, &none) {
				t.Fatalf("cut at %d: %v", at, err)
			}
			continue
		}
		if err != nil {
			t.Fatalf("cut at %d: %v", at, err)
		}
		if was := p.at(before.Revision); before.Text.String() != was && !(before.parted && before.Damaged) {
			t.Fatalf("cut at %d: a text that was not there at revision %d", at, before.Revision)
		}
		for name, rest := range map[string][]byte{
			"flipped":     append([]byte{whole[at] ^ 1<<r.IntN(8)}, whole[at+1:]...),
			"zeros":       make([]byte, len(whole)-at),
			"a byte less": append([]byte{^whole[at]}, whole[min(len(whole), at+2):]...),
			"garbage":     []byte(fmt.Sprint(r.Uint64(), "\n#edit n=1")),
		} {
			got, err := Read(bytes.NewReader(append(cut, rest...)))
			if err != nil || !got.Damaged || got.Text.String() != before.Text.String() {
				t.Fatalf("%s at %d of %d: %v, damaged %v, %d bytes; %d before it", name, at, len(whole), err, got.Damaged, got.Text.Len(), before.Text.Len())
			}
		}
	}
}

// FuzzRead holds that no bytes do harm, and that what was read of the beginning
// of a file does not depend on what follows it.
func FuzzRead(f *testing.F) {
	r := record{kind: kindPost, payload: `{"path":"/a.md"}`}
	b := r.appendTo([]byte(magic))
	r = record{kind: kindText, number: 1, revision: 1, payload: "A text.\n"}
	b = r.appendTo(b)
	r = record{kind: kindEdit, number: 2, revision: 2, off: 2, del: 4, more: 1, payload: "word"}
	b = r.appendTo(b)
	r = record{kind: kindEdit, number: 3, revision: 2, off: 6, payload: "s"}
	b = r.appendTo(b)
	f.Add(b, 100)
	f.Add([]byte(magic+"#text n=0"), 30)
	f.Fuzz(func(t *testing.T, b []byte, at int) {
		all, err := Read(bytes.NewReader(b))
		if at < 0 || at > len(b) || err != nil {
			return
		}
		part, err := Read(bytes.NewReader(b[:at]))
		if err != nil || part.records > all.records {
			if at >= len(magic) && err == nil {
				t.Fatalf("%d records of a part, %d of the whole", part.records, all.records)
			}
			return
		}
		if part.records == all.records && !part.parted && !all.parted && part.Text.String() != all.Text.String() {
			t.Fatalf("%q of a part, %q of the whole", part.Text.String(), all.Text.String())
		}
	})
}

// What a key costs in memory and on the disk does not grow with the post.
func TestCostOfAKey(t *testing.T) {
	type cost struct{ allocs, bytes float64 }
	costs := map[int]cost{}
	for _, size := range []int{10 << 10, 10 << 20} {
		synctest.Test(t, func(t *testing.T) {
			dir := t.TempDir()
			w := NewWriter(Options{Dirs: []string{dir}})
			defer closeWriter(t, w)
			p := newPen(w.Journal(About{}), strings.Repeat("A line of a post that is long.\n", size/31))
			at := p.state.Text.Len() / 2
			p.insert(at, "a")
			rest(time.Second)
			before, err := os.Stat(files(t, dir)[0])
			if err != nil {
				t.Fatal(err)
			}
			next, patch := p.state.Text.Apply(text.Edit{Start: at, End: at, New: "b"})
			c := cost{allocs: testing.AllocsPerRun(100, func() {
				p.j.Changed(State{Text: next, Revision: 2}, patch)
				p.j.patches = p.j.patches[:0]
			})}
			p.j.Changed(State{Text: next, Revision: 2}, patch)
			rest(time.Second)
			after, err := os.Stat(files(t, dir)[0])
			if err != nil {
				t.Fatal(err)
			}
			if c.bytes = float64(after.Size() - before.Size()); read(t, files(t, dir)[0]).Text.String() != next.String() {
				t.Fatal("not kept")
			}
			costs[size] = c
			t.Logf("%d bytes: %v allocations a key, %v bytes a batch", size, c.allocs, c.bytes)
		})
	}
	if small, large := costs[10<<10], costs[10<<20]; large.allocs > small.allocs+1 || large.bytes > small.bytes+32 {
		t.Errorf("a key costs %+v in a short post, %+v in a long one", small, large)
	}
}

// A journal does not grow without end.
func TestCompacted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		w := NewWriter(Options{Dirs: []string{dir}})
		defer closeWriter(t, w)
		p := newPen(w.Journal(About{}), "")
		most := int64(0)
		for range 3000 {
			p.insert(p.state.Text.Len()/2, "word ")
			rest(400 * time.Millisecond)
			info, err := os.Stat(files(t, dir)[0])
			if err != nil {
				t.Fatal(err)
			}
			most = max(most, info.Size())
		}
		if limit := int64(3*p.state.Text.Len() + 2*roomFor); most > limit {
			t.Errorf("%d bytes for a text of %d", most, p.state.Text.Len())
		}
		if k := read(t, files(t, dir)[0]); k.Text.String() != p.state.Text.String() {
			t.Error("another text came back")
		}
	})
}
