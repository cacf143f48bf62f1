package storage

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"galley.app/galley/internal/growth"
	"galley.app/galley/storage/index"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// counted is a Reading that counts the posts that are opened.
func counted(cache index.Cache) (Reading, *atomic.Int64) {
	n := new(atomic.Int64)
	return Reading{Now: noon, Cache: cache, load: func(path string) (string, safefile.Fingerprint, error) {
		n.Add(1)
		return Load(path)
	}}, n
}

// old gives a file a time that lies so far back that another change would show.
func old(t testing.TB, path string) {
	t.Helper()
	must(t, os.Chtimes(path, noon, noon))
}

// seen is a library as far as it says something of the folder, for comparing.
func seen(lib Library) Library {
	lib.pictures, lib.sights = nil, nil // what was read of pictures by chance
	lib.at, lib.slugs = nil, nil        // which differ each time, and follow from the entries
	lib.Entries = append([]Entry(nil), lib.Entries...)
	for i := range lib.Entries {
		e := &lib.Entries[i]
		e.read, e.kept, e.Fingerprint.ModTime = time.Time{}, false, e.Fingerprint.ModTime.UTC()
		if e.Err != nil {
			e.Err = fmt.Errorf("%s", e.Err.Error())
		}
		if len(e.Problems) == 0 {
			e.Problems = nil
		}
	}
	return lib
}

func same(t testing.TB, what string, got, want Library) {
	t.Helper()
	if g, w := seen(got), seen(want); !reflect.DeepEqual(g, w) {
		for i := range min(len(g.Entries), len(w.Entries)) {
			if !reflect.DeepEqual(g.Entries[i], w.Entries[i]) {
				t.Fatalf("%s: entry %d\n got %+v\nwant %+v", what, i, g.Entries[i], w.Entries[i])
			}
		}
		t.Fatalf("%s:\n got %+v\nwant %+v", what, g, w)
	}
}

func TestWarmStartOpensNothing(t *testing.T) {
	dir := posts(t, 1000)
	cache := index.Cache{Dir: t.TempDir(), Stamp: "this"}
	cold, opened := counted(cache)
	first, err := cold.Open(t.Context(), dir)
	must(t, err)
	if opened.Load() != 1000 {
		t.Fatalf("a cold start opened %d posts", opened.Load())
	}
	warm, opened := counted(cache)
	second, err := warm.Open(t.Context(), dir)
	must(t, err)
	if opened.Load() != 0 {
		t.Errorf("a warm start opened %d posts, want none", opened.Load())
	}
	same(t, "warm", second, first)

	// One that changed is read, and others are not.
	write(t, first.Entries[7].Path, source("Changed", "changed", "2024-01-01", "Text"))
	warm, opened = counted(cache)
	third, err := warm.Open(t.Context(), dir)
	must(t, err)
	if e, _ := third.Entry(first.Entries[7].Path); opened.Load() != 1 || e.Title != "Changed" {
		t.Errorf("opened %d posts, and %q has changed", opened.Load(), e.Title)
	}
}

// Whatever happens to files and cache, a library is what it is without a cache.
func TestCacheIsNeverNeeded(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	dir := posts(t, 40)
	cache := index.Cache{Dir: t.TempDir(), Stamp: "this"}
	var kept Library
	for round := range 60 {
		for range rnd.IntN(4) {
			folder := []string{"", "", "x", "x/y"}[rnd.IntN(4)]
			path := filepath.Join(dir, folder, fmt.Sprintf("%04d-post.md", rnd.IntN(45)))
			switch rnd.IntN(6) {
			case 0:
				os.Remove(path)
			case 1:
				must(t, os.MkdirAll(filepath.Dir(path), 0o755))
				write(t, path, "caf\xe9")
			case 2:
				os.Rename(path, filepath.Join(dir, fmt.Sprintf("wip-%d.md", rnd.IntN(9))))
			case 3:
				must(t, os.RemoveAll(filepath.Join(dir, "x")))
			default:
				must(t, os.MkdirAll(filepath.Dir(path), 0o755))
				write(t, path, source(fmt.Sprint("Title ", rnd.IntN(99)), fmt.Sprint("slug-", rnd.IntN(30)), "2024-01-01", "# H\n\n[a](b.md)"))
				if rnd.IntN(2) == 0 {
					old(t, path)
				}
			}
		}
		damage(t, rnd, cache.Dir)
		want := open(t, dir)
		r, _ := counted(cache)
		got, err := r.Open(t.Context(), dir)
		must(t, err)
		same(t, fmt.Sprint("round ", round, " opened"), got, want)
		if round > 0 {
			kept.Agreed, kept.Asks = nil, nil
			got, err = r.Refresh(t.Context(), kept)
			must(t, err)
			same(t, fmt.Sprint("round ", round, " refreshed"), got, want)
		}
		kept = got
	}
}

// damage now and then changes a byte of an index, cuts it or takes it away.
func damage(t *testing.T, rnd *rand.Rand, dir string) {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(dir, "*.index"))
	for _, name := range files {
		b := []byte(read(t, name))
		switch rnd.IntN(6) {
		case 0:
			b[rnd.IntN(len(b))] ^= 1 << rnd.IntN(8)
		case 1:
			b = b[:rnd.IntN(len(b))]
		case 2:
			must(t, os.Remove(name))
			continue
		}
		write(t, name, string(b))
	}
}

func TestFirstRows(t *testing.T) {
	dir := posts(t, 50)
	last := filepath.Join(dir, "0004-post.md")
	synctest.Test(t, func(t *testing.T) {
		var steps []Library
		start := time.Now()
		var at time.Duration
		r := Reading{Now: noon, First: last, Step: func(lib Library) {
			if steps = append(steps, lib); at == 0 {
				at = time.Since(start)
			}
		}, load: func(path string) (string, safefile.Fingerprint, error) {
			time.Sleep(100 * time.Millisecond)
			return Load(path)
		}}
		lib, err := r.Open(t.Context(), dir)
		must(t, err)
		if len(steps) < 2 || at > 300*time.Millisecond {
			t.Fatalf("%d steps, the first after %v", len(steps), at)
		}
		for i, s := range steps {
			if s.Reading != 50 || len(s.Entries) == 0 || i > 0 && len(s.Entries) < len(steps[i-1].Entries) {
				t.Errorf("step %d has %d posts of %d", i, len(s.Entries), s.Reading)
			}
		}
		if _, ok := steps[0].Entry(last); !ok {
			t.Error("the post that is wanted first is not among the first")
		}
		if _, ok := steps[0].Entry(filepath.Join(dir, "0049-post.md")); !ok {
			t.Error("the newest post is not among the first")
		}
		if lib.Reading != 0 || len(lib.Entries) != 50 {
			t.Errorf("at last %d posts, still reading %d", len(lib.Entries), lib.Reading)
		}
	})
}

// Telling what is known so far, which takes long of many posts or where there is
// much else to do, takes a small part of the time that it is told in.
func TestStepsTakeASmallPart(t *testing.T) {
	dir := posts(t, 200)
	synctest.Test(t, func(t *testing.T) {
		const cost = 10 * time.Second
		start, steps := time.Now(), 0
		r := Reading{Now: noon, Step: func(Library) {
			time.Sleep(cost)
			steps++
		}, load: func(path string) (string, safefile.Fingerprint, error) {
			time.Sleep(10 * time.Second)
			return Load(path)
		}}
		_, err := r.Open(t.Context(), dir)
		must(t, err)
		if took := time.Since(start); steps < 2 || time.Duration(steps)*cost > took/5 {
			t.Errorf("%d steps of %v in %v", steps, cost, took)
		}
	})
}

// What sorts posts moves each one once, and none is lost or there twice.
func TestSortByPlace(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for n := range 40 {
		entries := make([]Entry, n)
		for i := range entries {
			entries[i] = newEntry(fmt.Sprintf("/x/%02d.md", i), fmt.Sprintf("%02d.md", i))
			entries[i].Date = noon.AddDate(0, 0, rnd.IntN(10))
			if rnd.IntN(5) == 0 {
				entries[i].Status = post.Draft
			}
		}
		want := slices.Clone(entries)
		slices.SortFunc(want, func(a, b Entry) int { return byPlace(&a, &b) })
		sortByPlace(entries)
		if !slices.EqualFunc(entries, want, func(a, b Entry) bool { return a.Path == b.Path }) {
			t.Errorf("%d posts stand in another order", n)
		}
	}
}

// Files that are removed, made a folder or written while the library is read cost
// nothing but themselves.
func TestFilesChangeWhileRead(t *testing.T) {
	dir := posts(t, 20)
	r := Reading{Now: noon, load: func(path string) (string, safefile.Fingerprint, error) {
		switch filepath.Base(path) {
		case "0003-post.md":
			os.Remove(path)
		case "0004-post.md":
			os.Remove(path)
			os.Mkdir(path, 0o755)
		case "0005-post.md":
			write(t, path, source("Written meanwhile", "meanwhile", "2024-01-01", "Text"))
		case "0006-post.md":
			os.Remove(path)
			os.Symlink("nowhere", path)
		}
		return Load(path)
	}}
	lib, err := r.Open(t.Context(), dir)
	must(t, err)
	if _, there := lib.Entry(filepath.Join(dir, "0003-post.md")); there || len(lib.Entries) != 19 {
		t.Errorf("%d posts, and the one that was removed is there: %v", len(lib.Entries), there)
	}
	if e, _ := lib.Entry(filepath.Join(dir, "0005-post.md")); e.Title != "Written meanwhile" {
		t.Errorf("read %q", e.Title)
	}
	for _, name := range []string{"0004-post.md", "0006-post.md"} {
		e, _ := lib.Entry(filepath.Join(dir, name))
		oneLine(t, e.Err, name)
	}
	again, err := r.Refresh(t.Context(), lib)
	must(t, err)
	if len(again.Entries) != 18 { // one is a folder by now
		t.Errorf("%d posts at the next look", len(again.Entries))
	}
}

// posts makes a folder of n posts of 6 KB, with headings, links and images, that
// were written some time ago.
func posts(t testing.TB, n int) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	must(t, err)
	fill(t, dir, n)
	return dir
}

func fill(t testing.TB, dir string, n int) {
	t.Helper()
	picture, err := base64.StdEncoding.DecodeString(pixel)
	must(t, err)
	for _, k := range []string{"0", "3"} {
		put(t, filepath.Join(dir, "assets", "posts", "2024", "picture-"+k+".png"), string(picture), false)
	}
	for i := range n {
		path := filepath.Join(dir, fmt.Sprintf("%04d-post.md", i))
		write(t, path, long(i))
		old(t, path)
	}
}

// long is a post of 6 KB.
func long(i int) string {
	var b strings.Builder
	for k := range 6 {
		fmt.Fprintf(&b, "## Part %d of the post with number %d\n\n", k, i)
		fmt.Fprintf(&b, "It leads to [another post](/posts/post-%d \"Its title\") and to [a page](https://example.com/%d/%d.html).\n\n", (i+k*7)%1000, i, k)
		b.WriteString(strings.Repeat("Some words that stand in a paragraph, as they do in every post, and say little. ", 9) + "\n\n")
		if k%3 == 0 {
			fmt.Fprintf(&b, "![What is seen](/posts/2024/picture-%d.png)\n\n", k)
		}
	}
	date := noon.AddDate(0, 0, -i).Format(time.DateOnly)
	return source(fmt.Sprintf("A title of a usual length, which is number %d", i), fmt.Sprintf("post-%d", i), date, b.String())
}

func TestMemoryAPost(t *testing.T) {
	growth.Alone(t)
	const n, most = 1000, 2048
	dir := posts(t, n)
	for i := range n { // as in nearly all libraries, the pictures are there
		for _, k := range []int{0, 3} {
			path := filepath.Join(dir, fmt.Sprintf("assets/posts/%04d/picture-%d.png", i, k))
			must(t, os.MkdirAll(filepath.Dir(path), 0o777))
			write(t, path, "\x89PNG\r\n\x1a\n")
		}
	}
	cache := index.Cache{Dir: t.TempDir()}
	open(t, dir) // what the parser makes once is not of the posts
	for _, name := range []string{"cold", "warm"} {
		before := heap()
		lib, err := Reading{Now: noon, Cache: cache}.Open(t.Context(), dir)
		must(t, err)
		each := int(heap()-before) / n
		runtime.KeepAlive(lib)
		t.Logf("%s: %d bytes a post", name, each)
		if each > most {
			t.Errorf("%s: %d bytes a post, at most %d", name, each, most)
		}
	}
}

// heap is how many bytes are in use.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
