package recent

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files anew")

func now() time.Time { return time.Date(2026, 11, 30, 16, 5, 7, 89000, time.UTC) }

func list(path string) List {
	return List{Path: path, Name: "Galley", Exec: Command("galley"), Now: now}
}

// post has a name that has to be written otherwise in an address and in XML.
const post = "/home/zoë/Zoë’s posts & more/a <b>%20 'c'.md"

// TestAdd adds a post to lists of all kinds, in testdata/*.xbel, and compares with
// the same name and .golden. What was there has to be there still, in its order.
func TestAdd(t *testing.T) {
	names, err := filepath.Glob("testdata/*.xbel")
	if err != nil || len(names) < 8 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			before, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "recently-used.xbel")
			if err := os.WriteFile(path, before, 0o644); err != nil {
				t.Fatal(err)
			}
			err = list(path).Add(post, "text/markdown")
			after := read(t, path)
			if strings.HasPrefix(filepath.Base(name), "damaged") {
				if !errors.Is(err, ErrDamaged) || after != string(before) {
					t.Errorf("%v; the file holds %q", err, after)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(name, ".xbel") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(after), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if want := read(t, golden); after != want {
				t.Errorf("it holds\n%s\nwant\n%s", after, want)
			}
			if strings.HasPrefix(filepath.Base(name), "others") && !parts(after, string(before)) {
				t.Errorf("what others wrote is not there as it was:\n%s", after)
			}
			if n := marks(t, after); n != 1 {
				t.Errorf("%d entries are of the post", n)
			}
			if err := list(path).Add(post, "text/markdown"); err != nil || marks(t, read(t, path)) != 1 {
				t.Errorf("added twice: %v\n%s", err, read(t, path))
			}
			if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); len(left) != 1 {
				t.Errorf("left are %q", left)
			}
		})
	}
}

// parts reports whether before is after with one piece put in.
func parts(after, before string) bool {
	i := 0
	for i < len(before) && i < len(after) && before[i] == after[i] {
		i++
	}
	return strings.HasSuffix(after, before[i:])
}

// marks counts the entries of the post, by a reader of XML that knows name spaces,
// with what has to be in them.
func marks(t *testing.T, text string) (n int) {
	t.Helper()
	var l struct {
		Marks []struct {
			Href    string `xml:"href,attr"`
			Visited string `xml:"visited,attr"`
			Info    struct {
				Metadata []struct {
					Owner string `xml:"owner,attr"`
					Mime  struct {
						Type string `xml:"type,attr"`
					} `xml:"http://www.freedesktop.org/standards/shared-mime-info mime-type"`
					Programs []struct {
						Name string `xml:"name,attr"`
						Exec string `xml:"exec,attr"`
					} `xml:"http://www.freedesktop.org/standards/desktop-bookmarks applications>application"`
				} `xml:"metadata"`
			} `xml:"info"`
		} `xml:"bookmark"`
	}
	d := xml.NewDecoder(strings.NewReader(text))
	if err := d.Decode(&l); err != nil && !errors.Is(err, io.EOF) {
		t.Fatalf("%v:\n%s", err, text)
	}
	for _, m := range l.Marks {
		if !sameFile(m.Href, address(post)) {
			continue
		}
		n++
		found := false
		for _, data := range m.Info.Metadata {
			for _, p := range data.Programs {
				found = found || data.Owner == owner && p.Name == "Galley" && p.Exec == "'galley %u'" && data.Mime.Type != ""
			}
		}
		if !found || m.Visited != "2026-11-30T16:05:07.000089Z" {
			t.Errorf("the entry is %+v", m)
		}
	}
	return n
}

// TestLeftAlone adds to what somebody made so that no list is kept.
func TestLeftAlone(t *testing.T) {
	for name, prepare := range map[string]func(path string) error{
		"a folder":           func(path string) error { return os.Mkdir(path, 0o755) },
		"may not be written": func(path string) error { return os.WriteFile(path, []byte(empty), 0o444) },
		"leads to nothing":   func(path string) error { return os.Symlink("/dev/null", path) },
		"leads astray":       func(path string) error { return os.Symlink(path+".gone", path) },
		"is being written":   func(path string) error { return os.WriteFile(path+".lock", nil, 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			if runtime.GOOS == "windows" && strings.HasPrefix(name, "leads") {
				return // links need rights there
			}
			path := filepath.Join(t.TempDir(), "recently-used.xbel")
			if err := prepare(path); err != nil {
				t.Fatal(err)
			}
			if err := list(path).Add(post, "text/markdown"); err != nil {
				t.Error(err)
			}
			if b, err := os.ReadFile(path); err == nil && strings.Contains(string(b), "Galley") {
				t.Errorf("it holds %s", b)
			}
		})
	}
	if err := list("").Add(post, "text/markdown"); err != nil {
		t.Error(err)
	}
	if err := list(filepath.Join(t.TempDir(), "x")).Add("a.md", "text/markdown"); err != nil {
		t.Error(err)
	}
}

// TestNew adds to a list that is not there yet, below folders that are not either,
// beside a lock of a program that is gone.
func TestNew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "share", "recently-used.xbel")
	if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	host, _ := os.Hostname()
	if err := os.WriteFile(path+".lock", []byte("2147483646\nother\n"+host+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	old := now().AddDate(-9, 0, 0)
	if err := os.Chtimes(path+".lock", old, old); err != nil {
		t.Fatal(err)
	}
	if err := list(path).Add(post, "text/markdown"); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" {
		t.Errorf("%v, %v: others may read what was opened", info.Mode(), err)
	}
	if marks(t, read(t, path)) != 1 {
		t.Error(read(t, path))
	}
}

// TestTogether has several windows add posts at once: all are there, or were left
// out because another one was writing.
func TestTogether(t *testing.T) {
	path := filepath.Join(t.TempDir(), "recently-used.xbel")
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			if err := list(path).Add(filepath.Join("/posts", strings.Repeat("x", i+1)+".md"), "text/markdown"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if _, err := find(read(t, path), entry{}); err != nil || strings.Count(read(t, path), "<bookmark ") == 0 {
		t.Errorf("%v:\n%s", err, read(t, path))
	}
}

func TestPath(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want string
	}{
		{map[string]string{"HOME": "/home/a"}, "/home/a/.local/share/recently-used.xbel"},
		{map[string]string{"HOME": "/home/a", "XDG_DATA_HOME": "/data"}, "/data/recently-used.xbel"},
		{map[string]string{"HOME": "/home/a", "XDG_DATA_HOME": "data"}, "/home/a/.local/share/recently-used.xbel"},
		{map[string]string{"HOME": "/home/a", "GALLEY_HOME": "/stick"}, "/stick/recently-used.xbel"},
		{nil, ""},
	} {
		if got := filepath.ToSlash(Path(func(name string) string { return c.env[name] })); got != c.want && runtime.GOOS != "windows" {
			t.Errorf("%v: %q, want %q", c.env, got, c.want)
		}
	}
}

// TestKeeper notes posts as a window does: each is in the list when it is closed,
// what is noted again at once only once, and a damaged list is told of once.
func TestKeeper(t *testing.T) {
	path := filepath.Join(t.TempDir(), "recently-used.xbel")
	l := list(path)
	k := NewKeeper(l, func(err error) { t.Error(err) })
	for range 5 {
		k.Note("/posts/a.md")
		k.Note("/posts/b")
	}
	k.Close()
	k.Note("/posts/late.md")
	k.Close()
	text := read(t, path)
	for want, n := range map[string]int{`count="1"`: 2, "<bookmark ": 2, "text/markdown": 1, "text/x-galley-post": 1, "late": 0} {
		if strings.Count(text, want) != n {
			t.Errorf("%q is there %d times:\n%s", want, strings.Count(text, want), text)
		}
	}

	if err := os.WriteFile(path, []byte("words"), 0o600); err != nil {
		t.Fatal(err)
	}
	told := 0
	k = NewKeeper(l, func(err error) {
		if told++; !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), path) {
			t.Error(err)
		}
	})
	k.Note("/posts/a.md")
	k.Note("/posts/b.md")
	k.Close()
	if told != 1 || read(t, path) != "words" {
		t.Errorf("told %d times, the list holds %q", told, read(t, path))
	}
}

func TestCommand(t *testing.T) {
	for program, want := range map[string]string{"galley": "galley %u", "/home/a b/it's/galley": `'/home/a b/it'\''s/galley' %u`} {
		if got := Command(program); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func FuzzInsert(f *testing.F) {
	names, _ := filepath.Glob("testdata/*.xbel")
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	e := entry{href: address(post), mime: "text/markdown", name: "Galley", exec: "'galley %u'", at: now()}
	f.Fuzz(func(t *testing.T, text string) {
		next, err := insert(text, e)
		if err != nil {
			return
		}
		if _, err := find(next, e); err != nil {
			t.Errorf("%q became %q, which is no list", text, next)
		}
	})
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
