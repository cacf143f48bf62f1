package importer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"galley.app/galley/storage/safefile"
	"galley.app/galley/storage/safefile/safetest"
)

var errBroken = errors.New("the disk is broken")

// broken is a disk whose nth call fails; short has writing stop in the middle.
func broken(fsys safefile.FS, left *int, short bool) safefile.FS {
	return &safetest.Hook{FS: fsys, Before: func(call, _ string) safetest.Fault {
		switch call {
		case "Lstat", "Chmod", "Remove", "RemoveAll": // what is looked at, hidden and taken away
			return safetest.Fault{}
		}
		if *left--; *left != 0 {
			return safetest.Fault{}
		}
		return safetest.Fault{Err: errBroken, Short: short && call == "Write"}
	}}
}

// incoming is a folder of posts with images.
func incoming(t testing.TB) string {
	t.Helper()
	from := t.TempDir()
	put(t, filepath.Join(from, "one.md"), "---\ntitle: One\ndate: 2024-01-01\n---\n![a](img/a.png) ![b](/x/b.png)\n")
	put(t, filepath.Join(from, "two.md"), "---\ntitle: Two\n---\ntwo\n")
	put(t, filepath.Join(from, "img/a.png"), pixel+"a")
	put(t, filepath.Join(from, "static/x/b.png"), pixel+"b")
	return from
}

func same(t *testing.T, got, want map[string]string, when string) {
	t.Helper()
	for name, data := range want {
		if got[name] != data {
			t.Errorf("%s: %s holds %q, want %q", when, name, got[name], data)
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s: %s is left", when, name)
		}
	}
}

// Whatever call fails, everything is there in the end or nothing is, and what
// was there before stays.
func TestFaults(t *testing.T) {
	from := incoming(t)
	for _, kind := range []string{"plain", "short"} {
		done := false
		for n := 1; !done; n++ {
			dir := t.TempDir()
			put(t, filepath.Join(dir, "0001-there.md"), "there")
			put(t, filepath.Join(dir, "img/keep.png"), "keep")
			before := tree(t, dir)
			p := plan(t, dir, Options{}, from)
			left := n
			err := p.write(context.Background(), func(f safefile.FS) safefile.FS { return broken(f, &left, kind == "short") })
			switch {
			case err == nil:
				done = left > 0 // else there was another way
				if done && n < 20 {
					t.Errorf("%s: only %d calls were made to fail", kind, n)
				}
				if got := tree(t, dir); len(got) != len(before)+4 || got["img/a.png"] != pixel+"a" || got["assets/x/b.png"] != pixel+"b" {
					t.Errorf("%s: written is %q", kind, got)
				}
			case !strings.Contains(err.Error(), "nothing was imported") || strings.Contains(err.Error(), "\n"):
				t.Errorf("%s, call %d: %v", kind, n, err)
				fallthrough
			default:
				same(t, tree(t, dir), before, kind)
				if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 {
					t.Errorf("%s, call %d: left is %v", kind, n, entries)
				}
			}
		}
	}
}

func TestNothingIsReplaced(t *testing.T) {
	from := incoming(t)
	t.Run("a file that appears meanwhile", func(t *testing.T) {
		for _, name := range []string{"one.md", "TWO.MD", "img/a.png"} {
			dir := t.TempDir()
			p := plan(t, dir, Options{}, from)
			put(t, filepath.Join(dir, name), "mine")
			err := p.Write(context.Background())
			if err == nil || !strings.Contains(err.Error(), "has appeared meanwhile") {
				t.Errorf("%s: %v", name, err)
			}
			same(t, tree(t, dir), map[string]string{name: "mine"}, name)
		}
	})
	t.Run("an image of that name", func(t *testing.T) {
		dir := t.TempDir()
		put(t, filepath.Join(dir, "IMG/A.png"), pixel+"other")
		put(t, filepath.Join(dir, "assets/x/b.png"), pixel+"b")
		p := plan(t, dir, Options{}, from)
		if err := p.Write(context.Background()); err != nil {
			t.Fatal(err)
		}
		got := tree(t, dir)
		if got["IMG/A.png"] != pixel+"other" || got["assets/one/a.png"] != pixel+"a" || len(got) != 5 || !strings.Contains(got["one.md"], "![a](/one/a.png) ![b](/x/b.png)") {
			t.Errorf("%q", got)
		}
	})
	t.Run("links that lead out", func(t *testing.T) {
		for _, link := range []string{"img", "assets"} {
			out, dir := t.TempDir(), t.TempDir()
			if err := os.Symlink(out, filepath.Join(dir, link)); err != nil {
				t.Fatal(err)
			}
			p := plan(t, dir, Options{}, from)
			if err := p.Write(context.Background()); err != nil {
				t.Errorf("%s: %v", link, err)
			}
			if got := tree(t, out); len(got) > 0 {
				t.Errorf("%s: written outside: %q", link, got)
			}
		}
		// A link that appears after planning.
		out, dir := t.TempDir(), t.TempDir()
		p := plan(t, dir, Options{}, from)
		if err := os.Symlink(out, filepath.Join(dir, "img")); err != nil {
			t.Fatal(err)
		}
		if err := p.Write(context.Background()); err == nil || len(tree(t, out)) > 0 {
			t.Errorf("%v, outside is %q", err, tree(t, out))
		}
	})
	t.Run("an image that changes meanwhile", func(t *testing.T) {
		dir, from := t.TempDir(), incoming(t)
		p := plan(t, dir, Options{}, from)
		put(t, filepath.Join(from, "img/a.png"), pixel+"changed")
		if err := p.Write(context.Background()); err == nil || len(tree(t, dir)) > 0 {
			t.Errorf("%v, %q", err, tree(t, dir))
		}
	})
}

// An import that is told to end writes nothing, whenever it is told.
func TestEnding(t *testing.T) {
	from := incoming(t)
	for n := 1; ; n++ {
		dir := filepath.Join(t.TempDir(), "lib")
		p := plan(t, dir, Options{}, from)
		ctx, cancel := context.WithCancel(context.Background())
		left := n
		err := p.write(ctx, func(f safefile.FS) safefile.FS {
			return &safetest.Hook{FS: f, Before: func(call, _ string) safetest.Fault {
				if call == "Create" || call == "RenameNew" { // a new file or name
					if left--; left == 0 {
						cancel()
					}
				}
				return safetest.Fault{}
			}}
		})
		cancel()
		if err == nil {
			if n < 5 {
				t.Errorf("only %d calls", n)
			}
			return
		}
		if _, lost := os.Lstat(dir); lost == nil || !strings.HasSuffix(err.Error(), "nothing was imported") {
			t.Errorf("call %d: %v, left is %q", n, err, tree(t, dir))
		}
	}
}

// What a killed import has left goes with the next one, unless it is at work.
func TestLeftovers(t *testing.T) {
	dir, from := t.TempDir(), incoming(t)
	working, err := safefile.StageFolder(filepath.Join(dir, "x"), safefile.StageOptions{Name: "import"})
	if err != nil {
		t.Fatal(err)
	}
	defer working.Discard()
	old, held := filepath.Join(dir, ".galley-import-0123456789ab"), working.Path()
	for _, name := range []string{old, held} {
		put(t, filepath.Join(name, "0"), "x")
		past := time.Now().Add(-time.Hour)
		if err := os.Chtimes(name, past, past); err != nil {
			t.Fatal(err)
		}
	}
	if err := plan(t, dir, Options{}, from).Write(context.Background()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(old); err == nil {
		t.Error("what was left is still there")
	}
	if _, err := os.Lstat(held); err != nil {
		t.Error("what another import works on is gone")
	}
}

func TestPlanErrors(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "latin.md"), "caf\xe9")
	put(t, filepath.Join(dir, "x.zip"), "PK")
	for _, path := range []string{"missing.md", "latin.md", "x.zip"} {
		_, err := New(context.Background(), filepath.Join(dir, "out"), []string{filepath.Join(dir, path)}, Options{Now: noon})
		if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "nothing was imported") {
			t.Errorf("%s: %v", path, err)
		}
	}
	p := plan(t, filepath.Join(dir, "out"), Options{}, dir) // in a folder it is told
	if len(p.Skipped) != 1 || !strings.Contains(p.Skipped[0].Why, "UTF-8") {
		t.Errorf("%v", p.Lines())
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := New(ctx, filepath.Join(dir, "out"), []string{incoming(t)}, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("ended: %v", err)
	}
}

// A picture that is too large is said to be that.
func TestHugeImages(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "a.md"), "---\ntitle: A\n---\n![1](huge.png) ![2](/huge.png) ![3](gone.png)\n")
	put(t, filepath.Join(dir, "huge.png"), pixel)
	if err := os.Truncate(filepath.Join(dir, "huge.png"), maxImage+1); err != nil {
		t.Fatal(err)
	}
	p := plan(t, filepath.Join(t.TempDir(), "lib"), Options{}, filepath.Join(dir, "a.md"))
	want := "[image huge.png is larger than 64 MB; left behind image /huge.png is larger than 64 MB; left behind image gone.png was not found]"
	if got := fmt.Sprint(p.Missing); got != want || !strings.Contains(p.Summary(), "1 image, file or link not found, 2 images or files too large") {
		t.Errorf("%s, %s", got, p.Summary())
	}
}

// A post's images are taken from its site and from nowhere else.
func TestImagesStayInside(t *testing.T) {
	top := t.TempDir()
	put(t, filepath.Join(top, "secret.png"), pixel)
	site := filepath.Join(top, "site")
	put(t, filepath.Join(site, "a.md"), "---\ntitle: A\n---\n![1](../secret.png) ![2](link.png) ![3](/../secret.png) ![4](%2e%2e/secret.png) ![5](file:///etc/passwd) ![6](a.md) ![7](dir.png)\n")
	if err := os.Symlink(filepath.Join(top, "secret.png"), filepath.Join(site, "link.png")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(site, "dir.png"), 0o777); err != nil {
		t.Fatal(err)
	}
	p := plan(t, filepath.Join(top, "lib"), Options{}, site)
	if len(p.Images) != 0 || len(p.Missing) != 6 {
		t.Errorf("%v", p.Lines())
	}
	// Nor are posts: a link may lead anywhere, and a name be anything.
	put(t, filepath.Join(top, "private.md"), "my secrets\n")
	if err := os.Symlink(filepath.Join(top, "private.md"), filepath.Join(site, "b.md")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("a.md", filepath.Join(site, "c.md")); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(site, "-d\n--e.md"), "!! title: D\n!! slug: d\n\n---\n\nx\n")
	p = plan(t, filepath.Join(top, "lib"), Options{}, site)
	if err := p.Write(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, p.Dir); len(got) != 3 || got["a.md"] == "" || got["-d_--e.md"] == "" || !strings.Contains(fmt.Sprint(p.Skipped), "leads out") {
		t.Errorf("%q, %v", got, p.Skipped)
	}
}

// TestLeftOver has the folder in which an import was built stay: once, which
// makes no difference, and always, which is told.
func TestLeftOver(t *testing.T) {
	from := incoming(t)
	for _, times := range []int{1, 1000} {
		dir := t.TempDir()
		p := plan(t, dir, Options{}, from)
		n := times
		err := p.write(context.Background(), func(f safefile.FS) safefile.FS {
			return &safetest.Hook{FS: f, Before: func(call, _ string) safetest.Fault {
				if call == "RemoveAll" && n > 0 {
					n--
					return safetest.Fault{Err: errBroken}
				}
				return safetest.Fault{}
			}}
		})
		if err != nil {
			t.Errorf("%d calls fail: %v", times, err)
		}
		left, _ := filepath.Glob(filepath.Join(dir, ".galley-*"))
		if told := p.Left != ""; told != (len(left) > 0) || told != (times > 1) || told && p.Left != left[0] {
			t.Errorf("%d calls fail: left is %q, told %q", times, left, p.Left)
		}
	}
}
